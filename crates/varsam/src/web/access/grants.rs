//! Who holds which role where, since when and until when, and what is missing before it counts.

use crate::office::{Directory, Entry, Office, Reader, calendar};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashMap;
use varsam_access::{Action, Object};
use varsam_model::grant::{Given, Standing};
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::{Document, Fault};

/// How many grants a page shows.
const PAGE: usize = 50;

/// `GET /grants`
#[derive(Template)]
#[template(path = "access/grants.html")]
struct Grants {
    site: Site,
    title: String,
    /// Roles to narrow it to.
    roles: Vec<Link>,
    rows: Vec<Row>,
    /// Whether the reader may give any role.
    gives: bool,
    /// The number of the first on the next page, when there is one.
    next: Option<usize>,
    /// The code of the chosen role; empty for all.
    role: String,
}

/// A grant in a list.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) unit: String,
    pub(super) until: String,
    /// A code.
    pub(super) standing: &'static str,
    /// Codes of what is missing.
    pub(super) missing: Vec<&'static str>,
}

/// Which grants.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    role: String,
    #[serde(default)]
    from: usize,
}

/// Lists the grants of the units that the reader works with.
pub(crate) async fn page(
    site: Site,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.opens.contains(&Action::ReviewGrants) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(&office).await?;
    let role: Option<Role> = asked.role.parse().ok();
    let mut given = seen(&office, &reader, directory.given(&reader.scope()).await?);
    given.retain(|document| role.is_none_or(|role| document.body.grant.role == role));
    given.sort_by_cached_key(|document| {
        let grant = &document.body.grant;
        (grant.role, directory.units.name(grant.unit).to_lowercase(), grant.id)
    });
    let next = Some(asked.from.saturating_add(PAGE)).filter(|next| *next < given.len());
    let mut rows = Vec::new();
    for document in given.iter().skip(asked.from).take(PAGE) {
        rows.extend(row(&office, &directory, &document.body).await?);
    }
    let gives = reader.opens.contains(&Action::GrantRole);
    let (title, roles) = (site.t("grants-title"), roles(&site, role));
    let role = role.map(|role| role.code().to_owned()).unwrap_or_default();
    Ok(html(Grants { site, title, roles, rows, gives, next, role }.render()?))
}

fn roles(site: &Site, chosen: Option<Role>) -> Vec<Link> {
    let link = |role: Option<Role>| {
        let href = role.map_or("/grants".to_owned(), |role| format!("/grants?role={}", role.code()));
        let text = role.map_or_else(|| site.t("grants-all"), |role| site.pick("role", role.code()));
        Link { href, text, about: String::new(), current: role == chosen }
    };
    std::iter::once(None).chain(Role::ALL.iter().copied().map(Some)).map(link).collect()
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
    let standing = grant.standing(office.now(), &held);
    let missing = match &standing {
        Standing::Missing(missing) => missing.iter().map(|one| one.code()).collect(),
        _ => vec![],
    };
    Ok(Some(Row {
        id: grant.id.to_string(),
        name: format!("{}, {}", holder.person.family, holder.person.given),
        role: grant.role.code(),
        unit: directory.units.name(grant.unit).to_owned(),
        until: calendar::last_day(grant.until).to_string(),
        standing: code(&standing),
        missing,
    }))
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
