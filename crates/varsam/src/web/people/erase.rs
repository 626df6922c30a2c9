//! Erasing somebody: what would go is shown first, and typing the family name says that it is meant. Afterwards the
//! page tells from when on no old backup of keys opens anything of it.

use super::{known, looked};
use crate::office::{Directory, Entry, Office, Reader, calendar, people};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use varsam_access::{Action, Kind, Object};
use varsam_model::RecordClass;
use varsam_store::Erasure;

/// Why somebody is erased: codes, since what is written about it must say nothing of anybody.
const WHY: [&str; 4] = ["time_over", "asked", "mistake", "decided"];

/// The classes that are erased with somebody, as far as the reader may.
const CLASSES: [RecordClass; 4] =
    [RecordClass::Identity, RecordClass::School, RecordClass::Sensitive, RecordClass::Health];

/// `GET /people/{person}/erase`
#[derive(Template)]
#[template(path = "people/erase.html")]
struct Erase {
    site: Site,
    title: String,
    id: String,
    family: String,
    /// Register by register: how many records would go.
    goes: Vec<(String, usize)>,
    /// Whether there are roles to be ended first.
    has_roles: bool,
    why: [&'static str; 4],
    typed: Typed,
    errors: Errors,
}

/// `GET /people/{person}/erased` and `GET /erasures`
#[derive(Template)]
#[template(path = "people/erased.html")]
struct Erased {
    site: Site,
    title: String,
    /// Whether it is of one person.
    is_one: bool,
    rows: Vec<Row>,
}

/// The erasures of one person at one moment.
struct Row {
    at: String,
    classes: Vec<&'static str>,
    /// When the last backup of keys that could open it became worthless; empty while it has not.
    final_at: String,
}

/// What the form sends.
#[derive(Deserialize, Serialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    why: String,
    #[serde(default)]
    family: String,
}

/// What would go. What stays, because others answer for it, is not counted: that it is there may be secret.
struct Extent {
    classes: Vec<RecordClass>,
    goes: BTreeMap<String, usize>,
}

/// A person whom the reader may erase, or what has to be done first. A code chosen in the form is the reason.
async fn opened<'a>(
    office: &'a Office,
    reader: &Reader,
    id: &str,
) -> Result<(Directory<'a>, Entry), Failure> {
    let directory = reader.directory(office).await?;
    let entry = known(&directory, id).await?;
    if reader.could(office, Action::Erase, &entry.object(&directory)) {
        return Ok((directory, entry));
    }
    Err(Failure::NoSuchPage)
}

fn may_erase(office: &Office, reader: &Reader, object: &Object) -> bool {
    reader.may_for(office, Some(Action::Erase.code()), Action::Erase, object).is_allowed()
}

async fn extent(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
) -> Result<Extent, Failure> {
    let of = |class| people::of_class(directory, entry, class, Kind::General);
    let records = people::kept(office, reader, directory, entry).await?;
    // A class goes as a whole, wherever it was written: whoever has moved took nothing along.
    let may = |class: &RecordClass| {
        let there = |unit| Object { place: directory.place(unit), ..of(*class) };
        let is_elsewhere = *class != RecordClass::Identity;
        let units = records.iter().filter(|record| is_elsewhere && record.head.class == *class);
        may_erase(office, reader, &of(*class))
            && units.map(|record| record.head.unit).all(|unit| may_erase(office, reader, &there(unit)))
    };
    let classes: Vec<_> = CLASSES.into_iter().filter(may).collect();
    let mut goes = BTreeMap::new();
    for record in records {
        if classes.contains(&record.head.class) {
            *goes.entry(record.head.register).or_default() += 1;
        }
    }
    Ok(Extent { classes, goes })
}

/// Whether somebody holds a role that opens anything of others: it has to be ended first, so that nobody is erased in
/// the middle of their work, and no organiser loses its last head of operations by it.
async fn has_roles(office: &Office, directory: &Directory<'_>, entry: &Entry) -> Result<bool, Failure> {
    use varsam_model::Role::{Guardian, Pupil};
    let (grants, _) = directory.grants(entry.person.id).await?;
    let now = office.now();
    Ok(grants.iter().any(|grant| !matches!(grant.role, Pupil | Guardian) && now < grant.until))
}

/// Shows what would go.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (directory, entry) = opened(&office, &reader, &id).await?;
    if !may_erase(&office, &reader, &entry.object(&directory)) {
        let object = entry.object(&directory);
        let decision = reader.may_for(&office, Some(Action::Erase.code()), Action::Erase, &object);
        return reason::ask(site, decision.needs(), &Reason::default());
    }
    looked(&office, &reader, &entry, Action::Erase.code()).await?;
    form(site, &office, &reader, (&directory, &entry), Typed::default(), Errors::default()).await
}

async fn form(
    site: Site,
    office: &Office,
    reader: &Reader,
    (directory, entry): (&Directory<'_>, &Entry),
    typed: Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    let Extent { goes, .. } = extent(office, reader, directory, entry).await?;
    let goes = goes.into_iter().map(|(register, count)| (site.pick("register", &register), count));
    let page = Erase {
        title: site.t("erase-title"),
        id: entry.person.id.to_string(),
        family: entry.name(),
        goes: goes.collect(),
        has_roles: has_roles(office, directory, entry).await?,
        why: WHY,
        site,
        typed,
        errors,
    };
    Ok(html(page.render()?))
}

/// Erases.
pub(crate) async fn erase(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let (directory, entry) = opened(&office, &reader, &id).await?;
    let all = (&directory, &entry);
    let why = WHY.into_iter().find(|why| *why == typed.why);
    let mut errors = Errors::default();
    if why.is_none() {
        errors.add(&site, "why", "erase-error-why");
    }
    if typed.family.trim().to_lowercase() != entry.person.family.to_lowercase() {
        errors.add(&site, "family", "erase-error-family");
    }
    if has_roles(&office, &directory, &entry).await? {
        errors.add(&site, "main", "erase-error-roles");
    }
    let object = entry.object(&directory);
    let decision = reader.may_for(&office, why, Action::Erase, &object);
    let Some(why) = why.filter(|_| errors.is_empty()) else {
        return Ok(wrong(form(site, &office, &reader, all, typed, errors).await?));
    };
    if !decision.is_allowed() {
        return reason::ask_before(site, decision.needs(), &Reason::default(), &typed);
    }
    let classes = extent(&office, &reader, &directory, &entry).await?.classes;
    let subject = entry.person.id.uuid();
    directory.tenant.erase(subject, &classes, why, reader.session.person, office.now()).await?;
    Ok(Redirect::to(&format!("/people/{subject}/erased")).into_response())
}

/// What became of an erasure: by the id that nobody is behind any more. Whoever may erase anybody may ask.
pub(crate) async fn erased(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let subject: Uuid = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let erasures = erasures(&office, &reader).await?;
    let of_one: Vec<_> = erasures.into_iter().filter(|erasure| erasure.subject == subject).collect();
    if of_one.is_empty() || !reader.opens.contains(&Action::Erase) {
        return Err(Failure::NoSuchPage);
    }
    let (title, rows) = (site.t("erased-title"), rows(&of_one));
    Ok(html(Erased { site, title, is_one: true, rows }.render()?))
}

/// All erasures of the organiser, for those who may erase or read the log at its top. It names nobody.
pub(crate) async fn list(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.lists_erasures {
        return Err(Failure::NoSuchPage);
    }
    let (title, rows) = (site.t("erasures-title"), rows(&erasures(&office, &reader).await?));
    Ok(html(Erased { site, title, is_one: false, rows }.render()?))
}

async fn erasures(office: &Office, reader: &Reader) -> Result<Vec<Erasure>, Failure> {
    let tenant = reader.session.organiser.uuid();
    let mut all = office.store.erasures().await?;
    all.retain(|erasure| erasure.tenant == tenant);
    Ok(all)
}

/// One row for what was erased of one person at one moment, the latest first.
fn rows(erasures: &[Erasure]) -> Vec<Row> {
    let mut together: BTreeMap<_, Vec<&Erasure>> = BTreeMap::new();
    for erasure in erasures {
        together.entry((erasure.at, erasure.subject)).or_default().push(erasure);
    }
    let row = |((at, _), erasures): (_, Vec<&Erasure>)| {
        let is_final = erasures.iter().all(|erasure| erasure.final_at.is_some());
        let last = erasures.iter().filter_map(|erasure| erasure.final_at).max().filter(|_| is_final);
        Row {
            at: calendar::minute(at),
            classes: erasures.iter().map(|erasure| erasure.class.code()).collect(),
            final_at: last.map(calendar::minute).unwrap_or_default(),
        }
    };
    together.into_iter().rev().map(row).collect()
}
