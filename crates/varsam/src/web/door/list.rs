//! Whom an administrator finds to look after how they sign in: those with roles, and anybody by name.

use crate::office::people::is_meant;
use crate::office::{Directory, Entry, Office, Reader};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Form;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeMap;
use varsam_access::{Action, Answer, Object};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Fault};

/// How many people the page shows.
const MOST: usize = 50;

/// `GET /sign-ins`
#[derive(Template)]
#[template(path = "door/list.html")]
struct List {
    site: Site,
    title: String,
    /// The name that was searched for; empty in a list.
    query: String,
    people: Vec<Row>,
    /// Whether there are more than are shown.
    has_more: bool,
}

/// Somebody.
struct Row {
    id: String,
    name: String,
    unit: String,
}

/// Which people.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// Lists those who have a role.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    found(site, signed, Asked::default()).await
}

/// Searches by name; by form, since names in addresses end up in histories.
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
    let units = units(&office, &reader, &directory)?;
    let mut change = reader.tenant(&office).change(reader.session.person, office.now()).await?;
    change.log(Deed::new(Action::AdministerSignIn.code())).await?;
    change.commit().await?;
    let mut people = if asked.q.trim().is_empty() {
        with_roles(&directory).await?
    } else {
        let mut people = Vec::new();
        for unit in units {
            people.extend(directory.people(unit).await?);
        }
        people.retain(|entry| is_meant(entry, &asked.q));
        people
    };
    people.retain(|entry| is_listed(&office, &reader, &directory, entry));
    people.sort_by_cached_key(|entry| entry.name().to_lowercase());
    let has_more = people.len() > MOST;
    let people = people.iter().take(MOST).map(|entry| row(&directory, entry)).collect();
    let title = site.t("sign-ins-title");
    Ok(html(List { site, title, query: asked.q, people, has_more }.render()?))
}

/// The units whose people sign in under the reader's eyes.
fn units(office: &Office, reader: &Reader, directory: &Directory<'_>) -> Result<Vec<Id<id::Unit>>, Failure> {
    let decide = |unit: Id<id::Unit>| {
        let object = Object::new(directory.place(unit), RecordClass::SignIn);
        reader.may(office, Action::AdministerSignIn, &object).answer
    };
    let answers: Vec<_> = directory.units().iter().map(|unit| (unit.id, decide(unit.id))).collect();
    let allowed: Vec<_> =
        answers.iter().filter(|(_, answer)| *answer == Answer::Yes).map(|(unit, _)| *unit).collect();
    match (allowed.is_empty(), answers.iter().all(|(_, answer)| *answer == Answer::No)) {
        (false, _) => Ok(allowed),
        (true, true) => Err(Failure::NoSuchPage),
        (true, false) => Err(Failure::NotFresh("/sign-ins".to_owned())),
    }
}

/// No list shows a protected person.
fn is_listed(office: &Office, reader: &Reader, directory: &Directory<'_>, entry: &Entry) -> bool {
    let object = Object { class: RecordClass::SignIn, ..entry.object(directory) };
    !entry.is_hidden() && reader.may(office, Action::AdministerSignIn, &object).is_allowed()
}

async fn with_roles(directory: &Directory<'_>) -> Result<Vec<Entry>, Fault> {
    let mut people = BTreeMap::new();
    for document in directory.given_anywhere().await? {
        let person = document.body.grant.person;
        if people.contains_key(&person) {
            continue;
        }
        match directory.person(person).await {
            Ok(entry) => drop(people.insert(person, entry)),
            Err(Fault::Missing | Fault::Erased) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(people.into_values().collect())
}

fn row(directory: &Directory<'_>, entry: &Entry) -> Row {
    Row {
        id: entry.person.id.to_string(),
        name: entry.name(),
        unit: directory.unit(entry.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
    }
}
