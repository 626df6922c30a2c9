//! Everything that is kept of somebody, for whoever asks for it: to read, and as a file.

use super::known;
use crate::office::intake::is_of_mark;
use crate::office::{Directory, Entry, Office, Reader, calendar, people};
use crate::web::error::Failure;
use crate::web::log::called;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::Json;
use axum::extract::{Form, Path};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use varsam_access::{Action, Object};
use varsam_store::{Deed, Document, Passed, TrailFilter};

/// The names of fields that there are words for.
pub const FIELDS: [&str; 25] = [
    "given",
    "middle",
    "family",
    "civic",
    "born",
    "sex",
    "mark",
    "emails",
    "phones",
    "addresses",
    "enrolments",
    "responsibles",
    "form",
    "year",
    "start",
    "end",
    "relation",
    "value",
    "role",
    "from",
    "until",
    "precondition",
    "evidence",
    "card_exempt_until",
    "digest",
];

/// How many entries of the log are read at a time.
const PAGE: u32 = 500;

/// `GET /people/{person}/export`
#[derive(Template)]
#[template(path = "people/export.html")]
struct Export {
    site: Site,
    title: String,
    id: String,
    /// The reason that was given, for the file.
    reason: String,
    parts: Vec<Part>,
    accesses: Vec<Access>,
}

/// A record, laid out.
struct Part {
    register: String,
    unit: String,
    /// Name of a field and its value.
    fields: Vec<(String, String)>,
}

/// Somebody's access to the data, as the log tells it.
#[derive(Serialize)]
struct Access {
    at: String,
    what: String,
    by: String,
    why: String,
}

/// Everything, as it goes into the file.
#[derive(Serialize)]
struct File {
    person: String,
    made: String,
    records: Vec<Record>,
    accesses: Vec<Access>,
}

/// A record in the file.
#[derive(Serialize)]
struct Record {
    register: String,
    unit: String,
    class: &'static str,
    content: Value,
}

/// Why, and in which form.
#[derive(Deserialize)]
pub(crate) struct Asked {
    reason: Option<String>,
    #[serde(default)]
    form: String,
}

/// Shows it, or asks for what has to come first.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    given(site, signed, &id, Asked { reason: None, form: String::new() }).await
}

/// Shows it to somebody who says why; or gives the file.
pub(crate) async fn with_reason(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Failure> {
    given(site, signed, &id, asked).await
}

async fn given(site: Site, signed: Signed, id: &str, asked: Asked) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let entry = known(&directory, id).await?;
    let why = Reason { reason: asked.reason.filter(|reason| !reason.is_empty()) };
    let object = entry.object(&directory);
    let decision = reader.may_for(&office, why.said(), Action::Export, &object);
    if !decision.is_allowed() {
        return reason::ask(site, decision.needs(), &why);
    }
    let records = records(&office, &reader, &directory, &entry, &why).await?;
    let accesses = accesses(&site, &office, &reader, &directory, &entry).await?;
    let mut change = directory.tenant.change(reader.session.person, office.now()).await?;
    let deed = Deed::new(Action::Export.code()).about(entry.person.id).at(entry.unit);
    change.log(deed.note(why.said().unwrap_or_default())).await?;
    change.commit().await?;
    if asked.form == "file" {
        return Ok(file(&office, &directory, &entry, records, accesses));
    }
    let parts = records.iter().map(|record| part(&site, &directory, record)).collect();
    let (title, id) = (entry.name(), entry.person.id.to_string());
    let reason = why.said().unwrap_or_default().to_owned();
    Ok(html(Export { site, title, id, reason, parts, accesses }.render()?))
}

/// The records that the reader may take out. That there are others is not told: a counsellor's notes are secret to a
/// guardian, and so is that there are any.
async fn records(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
    why: &Reason,
) -> Result<Vec<Document<Value>>, Failure> {
    let may = |record: &Document<Value>| {
        let object = people::object(directory, entry, record);
        reader.may_for(office, why.said(), Action::Export, &object).is_allowed()
    };
    Ok(people::kept(office, reader, directory, entry).await?.into_iter().filter(may).collect())
}

/// Who has had to do with the data, when the reader may read that: the person themself, or who reads the log.
async fn accesses(
    site: &Site,
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
) -> Result<Vec<Access>, Failure> {
    let object = Object { about: vec![entry.person.id], ..log(directory, entry) };
    let may_own = reader.may(office, Action::ReadOwnAccesses, &object).is_allowed();
    let may_read = reader.may_for(office, Some("export"), Action::ReadLog, &object).is_allowed();
    let (mut accesses, mut before) = (Vec::new(), None);
    if !may_own && !may_read {
        return Ok(accesses);
    }
    loop {
        let about = Some(entry.person.id);
        let filter = TrailFilter { about, before, limit: PAGE, ..TrailFilter::default() };
        let trail = directory.tenant.trail(&filter).await?;
        let Some(last) = trail.last() else { return Ok(accesses) };
        before = Some(last.place);
        for passed in trail.into_iter().filter(|passed| !is_of_mark(passed)) {
            if !may_own && !may_read_one(office, reader, directory, entry, &passed) {
                continue;
            }
            let by = directory.person(passed.by).await.ok().filter(|entry| !entry.is_hidden());
            accesses.push(Access {
                at: calendar::minute(passed.at),
                what: site.pick("deed", &passed.kind),
                by: called(site, passed.by, by.map(|by| by.name()).unwrap_or_default()),
                why: passed.note.unwrap_or_default(),
            });
        }
    }
}

/// Whether an entry is of the part of the log that the reader reads: it was made where the person was then.
fn may_read_one(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    entry: &Entry,
    passed: &Passed,
) -> bool {
    let unit = directory.unit(passed.unit).or_else(|| directory.units.top());
    unit.is_some_and(|unit| {
        let place = directory.place(unit.id);
        let (about, actors) = (vec![entry.person.id], vec![passed.by]);
        let object = Object { place, about, actors, ..log(directory, entry) };
        reader.may_for(office, Some("export"), Action::ReadLog, &object).is_allowed()
    })
}

fn log(directory: &Directory<'_>, entry: &Entry) -> Object {
    let mut object = Object::log(directory.place(entry.unit), vec![]);
    object.is_quarantined = entry.is_quarantined;
    object.is_marked = entry.person.mark.is_protected();
    object
}

fn file(
    office: &Office,
    directory: &Directory<'_>,
    entry: &Entry,
    records: Vec<Document<Value>>,
    accesses: Vec<Access>,
) -> Response {
    let records = records.into_iter().map(|record| Record {
        register: record.head.register,
        unit: directory.units.name(record.head.unit).to_owned(),
        class: record.head.class.code(),
        content: record.body,
    });
    let (person, made) = (entry.person.id.to_string(), calendar::minute(office.now()));
    let file = File { person, made, records: records.collect(), accesses };
    let attached = (header::CONTENT_DISPOSITION, "attachment; filename=\"varsam.json\"");
    ([attached], Json(file)).into_response()
}

fn part(site: &Site, directory: &Directory<'_>, record: &Document<Value>) -> Part {
    let mut fields = Vec::new();
    lay_out(site, "", &record.body, &mut fields);
    Part {
        register: site.pick("register", &record.head.register),
        unit: directory.units.name(record.head.unit).to_owned(),
        fields,
    }
}

/// The leaves of a record, each with the way to it in words. Ids say nothing to a reader; they are in the file.
fn lay_out(site: &Site, way: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    let step = |name: &str| match (way.is_empty(), FIELDS.contains(&name)) {
        (true, true) => site.pick("data", name),
        (false, true) => format!("{way}: {}", site.pick("data", name)),
        (true, false) => name.to_owned(),
        (false, false) => format!("{way} {name}"),
    };
    match value {
        Value::Object(inner) => {
            inner.iter().for_each(|(name, value)| lay_out(site, &step(name), value, fields));
        }
        Value::Array(inner) => {
            for (number, value) in inner.iter().enumerate() {
                lay_out(site, &step(&(number + 1).to_string()), value, fields);
            }
        }
        Value::Null => {}
        Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => {}
        Value::String(text) => fields.push((way.to_owned(), text.clone())),
        // Moments are kept as microseconds; no other number here is as large.
        Value::Number(number) if number.as_i64().is_some_and(|number| number > 1_000_000_000_000) => {
            let at = varsam_model::Instant(number.as_i64().unwrap_or_default());
            fields.push((way.to_owned(), calendar::minute(at)));
        }
        other => fields.push((way.to_owned(), other.to_string())),
    }
}
