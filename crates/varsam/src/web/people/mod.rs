//! People and units, as far as the reader may see them.

mod edit;
mod erase;
mod export;

pub use export::FIELDS;

use crate::office::people::is_meant;
use crate::office::{Directory, Entry, Office, Reader, logins};
use crate::web::error::Failure;
use crate::web::reason::{self, Reason};
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path, Query};
use axum::response::Response;
use serde::Deserialize;
use varsam_access::{Action, Object};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Fault};

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/people", list)
        .post("/people", search)
        .get("/people/{person}", person)
        .post("/people/{person}", person_with_reason)
        .get("/people/{person}/edit", edit::page)
        .post("/people/{person}/edit", edit::save)
        .get("/people/{person}/export", export::page)
        .post("/people/{person}/export", export::with_reason)
        .get("/people/{person}/erase", erase::page)
        .post("/people/{person}/erase", erase::erase)
        .get("/people/{person}/erased", erase::erased)
        .get("/erasures", erase::list)
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
    /// Names of those responsible.
    responsibles: Vec<String>,
    /// What else the reader can do: address and key of the words.
    acts: Vec<(String, &'static str)>,
    /// The accounts whose logins they hold or could know: address, name, whether a password has to be changed.
    logins: Vec<(String, String, bool)>,
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
        (None, true) => first(&reader, &units).into_iter().collect(),
        (None, false) => {
            let scope = reader.scope();
            units.iter().map(|(id, _)| *id).filter(|id| scope.contains(id)).collect()
        }
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
    let (title, next) = (site.t("people-title"), from.saturating_add(PAGE));
    Ok(html(People { site, title, query: asked.q, unit, units, people: shown, more, next }.render()?))
}

/// The unit that a list begins with: the one that the reader works with, else the first.
fn first(reader: &Reader, units: &[(Id<id::Unit>, String)]) -> Option<Id<id::Unit>> {
    let mut ids = units.iter().map(|(id, _)| *id);
    reader.chosen.filter(|chosen| ids.clone().any(|id| id == *chosen)).or_else(|| ids.next())
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
    let directory = reader.directory(&office).await?;
    let entry = known(&directory, id).await?;
    let object = entry.object(&directory);
    let decision = reader.may_for(&office, reason.said(), Action::ViewPerson, &object);
    if !decision.is_allowed() {
        return reason::ask(site, decision.needs(), reason);
    }
    looked(&office, &reader, &entry, reason.said().unwrap_or_default()).await?;
    let mut responsibles = Vec::new();
    for responsible in &entry.person.responsibles {
        if let Ok(other) = directory.person(responsible.person).await {
            responsibles.extend(Some(other).filter(|other| !other.is_hidden()).map(|other| other.name()));
        }
    }
    let (title, acts) = (entry.name(), acts(&office, &reader, &directory, &entry));
    let unit = directory.units.name(entry.unit).to_owned();
    let logins = logins::of_person(&office, &reader, entry.person.id).await?;
    Ok(html(PersonPage { site, title, entry, unit, responsibles, acts, logins }.render()?))
}

/// Before anything is shown, it is in the log: who looks is seen, even where the answer gets lost.
async fn looked(office: &Office, reader: &Reader, entry: &Entry, why: &str) -> Result<(), Fault> {
    let mut change = reader.tenant(office).change(reader.session.person, office.now()).await?;
    let deed = Deed::new(Action::ViewPerson.code()).about(entry.person.id).at(entry.unit);
    change.log(deed.note(why)).await?;
    change.commit().await
}

/// The person that an address names; where there is none, there is no such page.
async fn known(directory: &Directory<'_>, id: &str) -> Result<Entry, Failure> {
    let id: Id<id::Person> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    match directory.person(id).await {
        Ok(entry) => Ok(entry),
        Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
        Err(fault) => Err(fault.into()),
    }
}

/// What else the reader can do with a person: address and key of the words.
fn acts(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
) -> Vec<(String, &'static str)> {
    let (id, object) = (entry.person.id, entry.object(directory));
    let all = [
        (Action::EditPerson, "edit", "person-edit"),
        (Action::Export, "export", "export-title"),
        (Action::Erase, "erase", "erase-title"),
    ];
    let could = all.into_iter().filter(|(act, _, _)| reader.could(office, *act, &object));
    let signs_in = Object { class: RecordClass::SignIn, ..object.clone() };
    let signs_in = reader.could(office, Action::AdministerSignIn, &signs_in);
    let signs_in = signs_in.then_some((Action::AdministerSignIn, "sign-in", "signing-in-title"));
    could.chain(signs_in).map(|(_, path, key)| (format!("/people/{id}/{path}"), key)).collect()
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
