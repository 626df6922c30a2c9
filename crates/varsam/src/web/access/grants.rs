//! Who holds which role where, since when and until when, and what is missing before it counts.

use super::narrow::{Asked, Found, MISSING, STANDINGS};
use crate::office::{Directory, Entry, Office, Reader, calendar};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use std::collections::HashMap;
use varsam_access::{Action, Object};
use varsam_model::grant::{Given, Grant, HeldPrecondition, Precondition, Standing};
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::{Document, Fault};

/// How many grants a page shows.
const PAGE: usize = 50;

/// What the list can be taken out as, and the keys of the links.
const FORMATS: [(&str, &str); 2] = [("xlsx", "register-file-xlsx"), ("csv", "register-file-csv")];

/// `GET /grants`
#[derive(Template)]
#[template(path = "access/grants.html")]
struct Grants {
    site: Site,
    title: String,
    filters: Vec<Filter>,
    /// The day before which something ends, as it was typed, and what is wrong with it.
    before: String,
    error: String,
    rows: Vec<Row>,
    count: usize,
    /// Whether the reader may give any role.
    gives: bool,
    is_narrowed: bool,
    /// What the list can be taken out as, by key.
    exports: Vec<(String, &'static str)>,
    /// Pages before and after; empty where there are none.
    earlier: String,
    later: String,
}

/// Something that the list can be narrowed by.
struct Filter {
    name: &'static str,
    label: String,
    options: Vec<Link>,
}

/// A grant in a list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) unit: String,
    pub(super) since: String,
    pub(super) until: String,
    /// A code.
    pub(super) standing: &'static str,
    /// Codes of what is missing.
    pub(super) missing: Vec<&'static str>,
    /// Codes of what is fulfilled, each with its last day; empty where it has none.
    pub(super) held: Vec<(&'static str, String)>,
}

/// Lists the grants of the units that the reader works with.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let found = Found::of(&office, &reader, &asked).await?;
    let (skipped, count) = (asked.skipped(), found.count());
    let rows = found.rows(&office, &reader, (skipped, PAGE)).await?;
    let next = skipped.saturating_add(PAGE);
    let at = |skipped| format!("/grants?{}", asked.query(skipped));
    let export =
        |(format, key): (&str, &'static str)| (format!("/grants/export/{format}?{}", asked.query(0)), key);
    let page = Grants {
        title: site.t("grants-title"),
        filters: filters(&site, &asked),
        error: if asked.is_wrong() { site.t("grants-error-before") } else { String::new() },
        exports: FORMATS.into_iter().filter(|_| count > 0).map(export).collect(),
        earlier: if skipped == 0 { String::new() } else { at(skipped.saturating_sub(PAGE)) },
        later: if next < count { at(next) } else { String::new() },
        is_narrowed: asked.is_narrowed(),
        gives: reader.opens.contains(&Action::GrantRole),
        before: asked.before,
        rows,
        count,
        site,
    };
    Ok(html(page.render()?))
}

fn filters(site: &Site, asked: &Asked) -> Vec<Filter> {
    let link = |code: &str, text: String, chosen: &str| Link {
        href: code.to_owned(),
        text,
        about: String::new(),
        current: code == chosen,
    };
    let roles = Role::ALL.iter().map(|role| role.code());
    let preconditions = Precondition::ALL.iter().map(|one| one.code());
    let standing = |code: &str| match code {
        MISSING => site.t("grants-lacks-something"),
        code => site.pick("standing", code),
    };
    vec![
        Filter {
            name: "role",
            label: site.t("grants-role"),
            options: roles.map(|code| link(code, site.pick("role", code), &asked.role)).collect(),
        },
        Filter {
            name: "standing",
            label: site.t("grants-standing"),
            options: STANDINGS.map(|code| link(code, standing(code), &asked.standing)).into(),
        },
        Filter {
            name: "precondition",
            label: site.t("grants-precondition"),
            options: preconditions
                .map(|code| link(code, site.pick("precondition", code), &asked.precondition))
                .collect(),
        },
    ]
}

/// Those of these grants that a reader may see: of roles that they confirm or end.
pub(super) fn seen(office: &Office, reader: &Reader, given: Vec<Document<Given>>) -> Vec<Document<Given>> {
    let mut known: HashMap<(Id<id::Unit>, Role), bool> = HashMap::new();
    let mut may_see = |unit, role| {
        *known.entry((unit, role)).or_insert_with(|| {
            let plain = Object::new(reader.units.place(unit), RecordClass::Identity);
            let object = Object { grants: Some(role), ..plain };
            [Action::ReviewGrants, Action::EndGrant].iter().any(|act| reader.could(office, *act, &object))
        })
    };
    given.into_iter().filter(|one| may_see(one.body.grant.unit, one.body.grant.role)).collect()
}

/// Whether a reader may see what somebody is called, who has to do with a matter that is theirs. Who is protected is
/// named to those only who may open them.
pub(super) fn is_named(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> bool {
    let is_marked = entry.person.mark.is_protected();
    !entry.is_quarantined
        && (!is_marked || reader.could(office, Action::OpenProtectedPerson, &entry.object(directory)))
}

/// A grant as a row; none when its holder is hidden, since no list shows them.
pub(super) async fn row(
    office: &Office,
    directory: &Directory<'_>,
    given: &Given,
) -> Result<Option<Row>, Failure> {
    let grant = &given.grant;
    let holder = match directory.person(grant.person).await {
        Ok(holder) if !holder.is_hidden() => holder,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let (_, held) = directory.grants(grant.person).await?;
    Ok(Some(line(office, directory, grant, (&holder, held.as_slice()))))
}

/// A grant as a row, with its holder and what they fulfil.
pub(super) fn line(
    office: &Office,
    directory: &Directory<'_>,
    grant: &Grant,
    (holder, held): (&Entry, &[HeldPrecondition]),
) -> Row {
    let now = office.now();
    let standing = grant.standing(now, held);
    let missing = match &standing {
        Standing::Missing(missing) => missing.iter().map(|one| one.code()).collect(),
        _ => vec![],
    };
    let day = |until| calendar::last_day(until).to_string();
    let fulfilled = grant.fulfilled(now, held).into_iter();
    Row {
        id: grant.id.to_string(),
        name: format!("{}, {}", holder.person.family, holder.person.given),
        role: grant.role.code(),
        unit: directory.units.name(grant.unit).to_owned(),
        since: calendar::day(grant.from).to_string(),
        until: day(grant.until),
        standing: code(&standing),
        missing,
        held: fulfilled.map(|(one, until)| (one.code(), until.map(day).unwrap_or_default())).collect(),
    }
}

/// How a grant stands, as in locale keys.
pub(super) const fn code(standing: &Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::NotYet => "not-yet",
        Standing::Ended => "ended",
        Standing::Missing(_) => "missing",
    }
}
