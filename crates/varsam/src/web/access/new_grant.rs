//! Giving a role: whom, found by name; which role, where, and until when.

use super::grants::is_named;
use crate::office::{Directory, Entry, Office, Reader, calendar, grants, people};
use crate::web::conflict::{self, wrong};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_access::{Action, Answer, Decision, Need, Object};
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::Fault;

/// The shortest text that is searched for, and the most people that are shown.
const SHORTEST: usize = 2;
const MOST: usize = 20;

/// How long a role may be given for, in days: two years.
const DAYS: std::ops::RangeInclusive<i32> = 0..=731;

/// The rules that keep a role from somebody for a reason that whoever gives roles may know.
const TOLD: [&str; 4] = [
    "grant-not-self",
    "grant-technician-only-fictitious",
    "technician-and-nothing-else",
    "auditor-apart-from-administrator",
];

/// `GET /grants/new`
#[derive(Template)]
#[template(path = "access/find.html")]
struct Find {
    site: Site,
    title: String,
    query: String,
    /// People found, each with the unit.
    found: Vec<Link>,
    /// Whether something was searched for.
    is_asked: bool,
    /// Whether there are more.
    is_cut: bool,
}

/// `GET /grants/new/{person}`
#[derive(Template)]
#[template(path = "access/new_grant.html")]
struct NewGrant {
    site: Site,
    title: String,
    person: String,
    name: String,
    units: Vec<Link>,
    roles: Vec<Link>,
    until: String,
    errors: Errors,
}

/// A name.
#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    q: String,
}

/// What is to be given.
#[derive(Deserialize, Serialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    until: String,
}

/// Asks for a name.
pub(crate) async fn find(site: Site, signed: Signed) -> Result<Response, Failure> {
    found(site, signed, Form(Query { q: String::new() })).await
}

/// Shows who is called so, among those whom the reader may give a role.
pub(crate) async fn found(
    site: Site,
    signed: Signed,
    Form(Query { q }): Form<Query>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.opens.contains(&Action::GrantRole) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(&office).await?;
    let is_asked = q.trim().chars().count() >= SHORTEST;
    let mut people = Vec::new();
    for unit in reader.scope().into_iter().filter(|_| is_asked) {
        if gives_at(&office, &reader, unit).is_empty() {
            continue;
        }
        people.extend(
            directory
                .people(unit)
                .await?
                .into_iter()
                .filter(|entry| people::is_meant(entry, &q) && !entry.person.mark.is_protected()),
        );
    }
    people.retain(|entry| !suitable(&office, &reader, &directory, entry).is_empty());
    people.sort_by_cached_key(|entry| (entry.person.family.to_lowercase(), entry.person.id));
    let is_cut = people.len() > MOST;
    let found = people.iter().take(MOST).map(|entry| Link {
        href: format!("/grants/new/{}", entry.person.id),
        text: entry.name(),
        about: directory.units.name(entry.unit).to_owned(),
        current: false,
    });
    let (title, found) = (site.t("grants-new-title"), found.collect());
    Ok(html(Find { site, title, query: q, found, is_asked, is_cut }.render()?))
}

/// The roles that a reader gives at a unit to anybody.
fn gives_at(office: &Office, reader: &Reader, unit: Id<id::Unit>) -> Vec<Role> {
    let plain = Object::new(reader.units.place(unit), RecordClass::Identity);
    let gives = |role: &Role| {
        reader.could(office, Action::GrantRole, &Object { grants: Some(*role), ..plain.clone() })
    };
    Role::ALL.iter().copied().filter(gives).collect()
}

/// The roles that a reader could give somebody at their own unit. Pupils become nothing else, and nobody else becomes
/// one: so that whoever appoints staff goes through no lists of pupils.
fn suitable(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> Vec<Role> {
    let is_pupil = entry.person.is_pupil(calendar::day(office.now()));
    let gives = |role: &Role| {
        let object = grants::object(directory, (*role, entry.unit), entry, vec![]);
        (*role == Role::Pupil) == is_pupil && reader.could(office, Action::GrantRole, &object)
    };
    Role::ALL.iter().copied().filter(gives).collect()
}

/// Whom it is about, and what the reader could give them.
struct Chosen {
    entry: Entry,
    roles: Vec<Role>,
}

async fn chosen(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    id: &str,
) -> Result<Chosen, Failure> {
    let id: Id<id::Person> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let entry = match directory.person(id).await {
        Ok(entry) if is_named(office, reader, directory, &entry) => entry,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let roles = suitable(office, reader, directory, &entry);
    if roles.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    Ok(Chosen { entry, roles })
}

/// The form.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let chosen = chosen(&office, &reader, &directory, &person).await?;
    let needs = needs(&office, &reader, &directory, &chosen);
    if !needs.is_empty() {
        return reason::ask(site, &needs, &Reason::default());
    }
    let until = calendar::school_year_end(calendar::day(office.now())).to_string();
    let typed = Typed { until, unit: chosen.entry.unit.to_string(), ..Typed::default() };
    form(site, &office, &reader, &chosen, &typed, Errors::default())
}

/// What has to be done before any role is given, if anything has.
fn needs(office: &Office, reader: &Reader, directory: &Directory<'_>, chosen: &Chosen) -> Vec<Need> {
    let object = |role| grants::object(directory, (role, chosen.entry.unit), &chosen.entry, vec![]);
    let decision = chosen.roles.first().map(|role| reader.may(office, Action::GrantRole, &object(*role)));
    decision.map(|decision| decision.needs().to_vec()).unwrap_or_default()
}

fn form(
    site: Site,
    office: &Office,
    reader: &Reader,
    chosen: &Chosen,
    typed: &Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    let gives =
        |unit: &Id<id::Unit>| gives_at(office, reader, *unit).iter().any(|role| chosen.roles.contains(role));
    let option = |value: String, text: String, is: &str| Link {
        current: value == is,
        href: value,
        text,
        about: String::new(),
    };
    let units = reader
        .own
        .iter()
        .filter(|unit| gives(unit))
        .map(|unit| option(unit.to_string(), reader.units.name(*unit).to_owned(), &typed.unit));
    let roles = chosen
        .roles
        .iter()
        .map(|role| option(role.code().to_owned(), site.pick("role", role.code()), &typed.role));
    let (units, roles) = (units.collect(), roles.collect());
    let (person, name) = (chosen.entry.person.id.to_string(), chosen.entry.name());
    let (title, until) = (site.t("grants-new-title"), typed.until.clone());
    Ok(html(NewGrant { site, title, person, name, units, roles, until, errors }.render()?))
}

/// Gives the role.
pub(crate) async fn give(
    site: Site,
    signed: Signed,
    Path(person): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let chosen = chosen(&office, &reader, &directory, &person).await?;
    let needs = needs(&office, &reader, &directory, &chosen);
    if !needs.is_empty() {
        return reason::ask_before(site, &needs, &Reason::default(), &typed);
    }
    let mut errors = Errors::default();
    let unit = typed.unit.parse().ok().filter(|unit| reader.own.contains(unit));
    let role = typed.role.parse().ok().filter(|role| chosen.roles.contains(role));
    let until = fields::until(&typed.until, office.now(), DAYS);
    // What somebody holds already is looked at while nobody else gives them anything.
    let turn = grants::Turn::take(&office, &reader, chosen.entry.person.id).await?;
    let Some(turn) = turn else {
        return changed(site, &office, &reader, &chosen, &typed);
    };
    if let (Some(unit), Some(role)) = (unit, role) {
        let why = refusal(&office, &reader, &directory, &chosen, (role, unit)).await?;
        why.into_iter().for_each(|key| errors.add(&site, "role", &key));
    }
    [("unit", unit.is_none()), ("role", role.is_none()), ("until", until.is_none())]
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .for_each(|(field, _)| errors.say(field, site.pick("grants-error", field)));
    let (Some(unit), Some(role), Some(until), true) = (unit, role, until, errors.is_empty()) else {
        turn.end(&office, &reader).await?;
        return Ok(wrong(form(site, &office, &reader, &chosen, &typed, errors)?));
    };
    let wish = grants::Wish { person: chosen.entry.person.id, unit, role, from: office.now(), until };
    match grants::give(&office, &reader, wish, turn).await {
        Ok(grant) => Ok(Redirect::to(&format!("/grants/{grant}")).into_response()),
        Err(Fault::Changed) => changed(site, &office, &reader, &chosen, &typed),
        Err(fault) => Err(fault.into()),
    }
}

/// The form again: somebody else gives the same person a role in this moment.
fn changed(
    site: Site,
    office: &Office,
    reader: &Reader,
    chosen: &Chosen,
    typed: &Typed,
) -> Result<Response, Failure> {
    let mut errors = Errors::default();
    errors.add(&site, "main", "grants-changed");
    Ok(conflict::page(form(site, office, reader, chosen, typed, errors)?))
}

/// Why the role cannot be given, as a key; none when it can.
async fn refusal(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    chosen: &Chosen,
    at: (Role, Id<id::Unit>),
) -> Result<Option<String>, Failure> {
    let holds = grants::holds(directory, chosen.entry.person.id, office.now()).await?;
    let object = grants::object(directory, at, &chosen.entry, holds);
    let decision = reader.may(office, Action::GrantRole, &object);
    if !decision.is_allowed() {
        return Ok(Some(told(office, reader, &decision, &object)));
    }
    let (grants, _) = directory.grants(chosen.entry.person.id).await?;
    let now = office.now();
    let has_it = grants.iter().any(|grant| (grant.role, grant.unit) == at && now < grant.until);
    Ok(has_it.then(|| "grants-refused-has-it".to_owned()))
}

/// The rule that forbids, when whoever asks may know: they could give the role to somebody else.
fn told(office: &Office, reader: &Reader, decision: &Decision, object: &Object) -> String {
    let bare = Object { about: vec![], holds: vec![], ..object.clone() };
    let could = reader.may(office, Action::GrantRole, &bare).answer != Answer::No
        || object.grants == Some(Role::Technician);
    let rule = decision.by.iter().map(|rule| rule.id.as_str()).find(|rule| TOLD.contains(rule));
    match rule.filter(|_| could) {
        Some(rule) => format!("grants-refused-{rule}"),
        None => "grants-refused".to_owned(),
    }
}
