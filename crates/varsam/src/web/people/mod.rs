//! People and units, as far as the reader may see them.

use crate::office::{Directory, Entry};
use crate::web::Shared;
use crate::web::error::Failure;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use varsam_access::Action;
use varsam_model::{Id, id};
use varsam_store::{Deed, Fault};

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/people", get(list).post(search))
        .route("/people/{id}", get(person).post(person_with_reason))
}

/// How many people a page shows.
const PAGE: usize = 50;

/// `GET /people`
#[derive(Template)]
#[template(path = "people.html")]
struct People {
    site: Site,
    title: String,
    /// The name that was searched for; empty in a list.
    query: String,
    /// The unit that is shown or was searched in; empty where all were.
    unit: String,
    /// The units to choose from.
    units: Vec<Link>,
    /// The people found.
    people: Vec<Row>,
    /// How many more there are.
    more: usize,
    /// The number of the first on the next page.
    next: usize,
}

/// A person in a list.
struct Row {
    href: String,
    name: String,
    unit: String,
    year: String,
}

/// `GET /people/{id}`
#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    site: Site,
    title: String,
    entry: Entry,
    unit: String,
    /// Ids and names of those responsible.
    responsibles: Vec<String>,
}

/// Which unit, and from which of its people on.
#[derive(Deserialize)]
pub(crate) struct Unit {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    from: usize,
}

/// Which people.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    from: usize,
}

/// Lists the people of a unit.
pub(crate) async fn list(site: Site, signed: Signed, Query(asked): Query<Unit>) -> Result<Response, Failure> {
    found(site, signed, Asked { q: String::new(), unit: asked.unit, from: asked.from }).await
}

/// Searches by name: in the unit that is chosen, else in all that the reader may search. By form, since names in
/// addresses end up in histories and in the logs of proxies.
pub(crate) async fn search(
    site: Site,
    signed: Signed,
    Form(asked): Form<Asked>,
) -> Result<Response, Failure> {
    found(site, signed, asked).await
}

async fn found(site: Site, signed: Signed, asked: Asked) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let units = reader.units(&office, &directory);
    let chosen = units.iter().find(|(id, _)| id.to_string() == asked.unit);
    let searched = match (chosen, asked.q.trim().is_empty()) {
        (Some((id, _)), _) => vec![*id],
        (None, true) => units.first().map(|(id, _)| *id).into_iter().collect(),
        (None, false) => units.iter().map(|(id, _)| *id).collect(),
    };
    let mut people = Vec::new();
    for unit in &searched {
        people.extend(directory.people(*unit).await?);
    }
    people.retain(|entry| is_meant(entry, &asked.q));
    let people = reader.visible(&office, &directory, people);
    let (from, count) = (asked.from.min(people.len()), people.len());
    let shown: Vec<_> = people.iter().skip(from).take(PAGE).map(|entry| row(&directory, entry)).collect();
    let more = count - from - shown.len();
    let unit = searched.first().filter(|_| searched.len() == 1).map(ToString::to_string).unwrap_or_default();
    let units = units.iter().map(|(id, name)| link(&id.to_string(), name, &unit)).collect();
    let (title, next) = (site.t("people-title"), from + PAGE);
    Ok(html(People { site, title, query: asked.q, unit, units, people: shown, more, next }.render()?))
}

/// Shows a person, or asks for what has to come first.
pub(crate) async fn person(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    open(site, signed, &id, &Reason::default()).await
}

/// Shows a person to somebody who says why.
pub(crate) async fn person_with_reason(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(reason): Form<Reason>,
) -> Result<Response, Failure> {
    open(site, signed, &id, &reason).await
}

async fn open(site: Site, signed: Signed, id: &str, reason: &Reason) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let id: Id<id::Person> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let directory = reader.directory(&office).await?;
    let entry = match directory.person(id).await {
        Ok(entry) => entry,
        Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let object = entry.object(&directory);
    let decision = reader.may_for(&office, reason.said(), Action::ViewPerson, &object);
    if !decision.is_allowed() {
        return reason::ask(site, decision.needs(), reason);
    }
    // Before anything is shown, it is in the log: who looks is seen, even where the answer gets lost.
    let mut change = reader.tenant(&office).change(reader.session.person, office.now()).await?;
    let deed = Deed::new(Action::ViewPerson.code()).about(id).at(entry.unit);
    change.log(deed.note(reason.said().unwrap_or_default())).await?;
    change.commit().await?;
    let mut responsibles = Vec::new();
    for responsible in &entry.person.responsibles {
        let other = directory.person(responsible.person).await;
        if let Some(other) = other.ok().filter(|other| !other.is_hidden()) {
            responsibles.push(name(&other));
        }
    }
    let title = name(&entry);
    let unit = directory.unit(entry.unit).map(|unit| unit.name.clone()).unwrap_or_default();
    Ok(html(PersonPage { site, title, entry, unit, responsibles }.render()?))
}

/// Whether every word that was asked for begins a part of the name.
fn is_meant(entry: &Entry, query: &str) -> bool {
    let name = format!("{} {}", entry.person.given, entry.person.family).to_lowercase();
    let parts: Vec<_> = name.split([' ', '-']).collect();
    query.to_lowercase().split_whitespace().all(|word| parts.iter().any(|part| part.starts_with(word)))
}

fn name(entry: &Entry) -> String {
    format!("{} {}", entry.person.given, entry.person.family)
}

fn row(directory: &Directory<'_>, entry: &Entry) -> Row {
    let year = entry.person.enrolments.first().and_then(|enrolment| enrolment.year);
    Row {
        href: format!("/people/{}", entry.person.id),
        name: format!("{}, {}", entry.person.family, entry.person.given),
        unit: directory.unit(entry.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        year: year.map(|year| year.to_string()).unwrap_or_default(),
    }
}

fn link(unit: &str, name: &str, chosen: &str) -> Link {
    let current = unit == chosen;
    Link { href: format!("/people?unit={unit}"), text: name.to_owned(), about: String::new(), current }
}
