//! One unit: what stands above and below it, its groups, how many people and grants, and its heads.

use super::way;
use crate::office::{Directory, Office, Reader, calendar, register, state};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use varsam_access::{Action, Object};
use varsam_model::deadline::OfficeHours;
use varsam_model::unit::Group;
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::{Fault, Filter};

/// `GET /units/{unit}`
#[derive(Template)]
#[template(path = "units/unit.html")]
struct UnitPage {
    site: Site,
    title: String,
    id: String,
    /// The units above: address and name.
    way: Vec<(String, String)>,
    code: String,
    /// When its office is open, and what is said where that is not of its own.
    hours: String,
    hours_note: String,
    is_fictitious: bool,
    below: Vec<Link>,
    groups: Vec<String>,
    heads: Vec<String>,
    people: u64,
    grants: u64,
    /// The version of its record.
    version: i64,
    can_edit: bool,
    /// Whether the reader can close it: nobody and nothing is left there.
    can_close: bool,
    /// The lists that the reader sees: address and key of the words.
    lists: Vec<(String, &'static str)>,
}

/// The unit that an address names, when the reader has to do with it.
pub(super) fn seen(reader: &Reader, id: &str) -> Result<Id<id::Unit>, Failure> {
    let id = id.parse().map_err(|_| Failure::NoSuchPage)?;
    if reader.own.contains(&id) { Ok(id) } else { Err(Failure::NoSuchPage) }
}

/// When an office is open, as it is read: `08:00–16:30`.
pub(super) fn read(hours: OfficeHours) -> String {
    format!("{}–{}", calendar::time(hours.from()), calendar::time(hours.until()))
}

/// Whether the reader may change a unit.
pub(super) fn may_edit(office: &Office, reader: &Reader, unit: Id<id::Unit>) -> bool {
    let object = Object::new(reader.units.place(unit), RecordClass::Unit);
    reader.may(office, Action::EditUnit, &object).is_allowed()
}

/// How many people and grants there are at a unit.
pub(super) async fn counts(directory: &Directory<'_>, unit: Id<id::Unit>) -> Result<(u64, u64), Fault> {
    let of = |register| Filter { register, units: std::slice::from_ref(&unit), ..Filter::default() };
    let people = directory.tenant.count(&Filter { state: state::ACTIVE, ..of(register::PERSON) }).await?;
    let grants = directory.tenant.count(&Filter { state: state::ACTIVE, ..of(register::GRANT) }).await?;
    Ok((people, grants))
}

/// Shows it.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let unit = seen(&reader, &id)?;
    let directory = reader.directory(&office).await?;
    let (people, grants) = counts(&directory, unit).await?;
    let known = directory.unit(unit).ok_or(Failure::NoSuchPage)?;
    let below: Vec<_> = directory
        .units
        .below(unit)
        .into_iter()
        .map(|unit| Link {
            href: format!("/units/{}", unit.id),
            text: unit.name.clone(),
            about: String::new(),
            current: false,
        })
        .collect();
    let document = directory.record::<varsam_model::unit::Unit>(register::UNIT, unit.of()).await?;
    let can_edit = may_edit(&office, &reader, unit);
    let page = UnitPage {
        title: known.name.clone(),
        id,
        way: way(&reader, &directory.units, unit),
        code: known.code.clone().unwrap_or_default(),
        hours: read(directory.units.hours(unit)),
        hours_note: if known.hours.is_none() { site.t("units-hours-none") } else { String::new() },
        is_fictitious: directory.place(unit).is_fictitious,
        can_close: can_edit && below.is_empty() && people == 0 && grants == 0,
        below,
        groups: groups(&directory, unit).await?,
        heads: heads(&office, &directory, unit).await?,
        people,
        grants,
        version: document.head.version,
        can_edit,
        lists: lists(&office, &reader, unit),
        site,
    };
    Ok(html(page.render()?))
}

/// The lists of its people and of the roles that the reader goes through.
fn lists(office: &Office, reader: &Reader, unit: Id<id::Unit>) -> Vec<(String, &'static str)> {
    let object = Object::new(reader.units.place(unit), RecordClass::Identity);
    let people = reader.may(office, Action::SearchPersons, &object).is_allowed();
    let grants = reader.opens.contains(&Action::ReviewGrants);
    let lists = [
        (people, format!("/people?unit={unit}"), "units-people"),
        (grants, "/grants".to_owned(), "units-grants"),
    ];
    let seen = lists.into_iter().filter(|(is_seen, _, _)| *is_seen);
    seen.map(|(_, href, key)| (href, key)).collect()
}

/// What its groups are called.
async fn groups(directory: &Directory<'_>, unit: Id<id::Unit>) -> Result<Vec<String>, Fault> {
    let units = [unit];
    let filter = Filter { register: register::GROUP, units: &units, ..Filter::default() };
    let groups = directory.every::<Group>(filter).await?;
    let mut names: Vec<_> = groups.into_iter().map(|group| group.body.name).collect();
    names.sort();
    Ok(names)
}

/// Who is its head; nobody who is hidden.
async fn heads(office: &Office, directory: &Directory<'_>, unit: Id<id::Unit>) -> Result<Vec<String>, Fault> {
    let (mut heads, now) = (Vec::new(), office.now());
    for document in directory.given(&[unit]).await? {
        let grant = document.body.grant;
        if grant.role == Role::Head && grant.from <= now && now < grant.until {
            let head = directory.person(grant.person).await.ok();
            let head = head.filter(|head| !head.is_hidden());
            heads.extend(head.map(|head| head.name()));
        }
    }
    Ok(heads)
}
