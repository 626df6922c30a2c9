//! The queue of marks: who waits for a decision, and the decision.

use crate::office::calendar;
use crate::office::intake::{self, Decided, Decision, MarkTask};
use crate::office::{Directory, Entry, Reader};
use crate::web::error::Failure;
use crate::web::reason::Reason;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use varsam_access::{Action, Need, Object};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Document, Fault};

/// `GET /marked`
#[derive(Template)]
#[template(path = "marked.html")]
struct Queue {
    site: Site,
    title: String,
    rows: Vec<Row>,
}

/// A task in the list.
struct Row {
    href: String,
    name: String,
    unit: String,
    source: String,
    mark: &'static str,
    kind: &'static str,
    at: String,
}

/// `GET /marked/{id}`
#[derive(Template)]
#[template(path = "marked/task.html")]
struct TaskPage {
    site: Site,
    title: String,
    row: Row,
    /// What was chosen and written, and what is wrong with it.
    chosen: String,
    reason: String,
    decision_error: String,
    reason_error: String,
    /// The version of the task that is shown, and whether another one was decided upon.
    version: i64,
    is_changed: bool,
    /// Whether a fresh sign-in is needed first.
    needs_step_up: bool,
}

/// A decision as it was written.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    decision: String,
    reason: Option<String>,
    /// The version of the task that was seen.
    #[serde(default)]
    version: Option<i64>,
}

/// Shows who waits. It is in the log who looked, before anything is shown.
pub(crate) async fn list(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let may_any = directory.units().iter().any(|unit| {
        let object = Object::new(directory.place(unit.id), RecordClass::Identity);
        reader.may(&office, Action::ViewMarkedQueue, &object).is_allowed()
    });
    if !may_any {
        return Err(Failure::NoSuchPage);
    }
    let tenant = reader.tenant(&office);
    let mut change = tenant.change(reader.session.person, office.now()).await?;
    change.log(Deed::new(Action::ViewMarkedQueue.code())).await?;
    change.commit().await?;
    let mut rows = Vec::new();
    for task in intake::tasks(&tenant).await? {
        let Some(entry) = entry(&directory, &task.body).await? else { continue };
        let object = entry.in_queue(&directory);
        if reader.may(&office, Action::ViewMarkedQueue, &object).is_allowed() {
            rows.push(row(&site, &directory, &task, &entry));
        }
    }
    let title = site.t("marked-title");
    Ok(html(Queue { site, title, rows }.render()?))
}

async fn entry(directory: &Directory<'_>, task: &MarkTask) -> Result<Option<Entry>, Fault> {
    match directory.person(task.person).await {
        Ok(entry) => Ok(Some(entry)),
        Err(Fault::Missing | Fault::Erased) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn row(site: &Site, directory: &Directory<'_>, task: &Document<MarkTask>, entry: &Entry) -> Row {
    let person = &entry.person;
    let name = format!("{} {}", person.given, person.family).trim().to_owned();
    Row {
        href: format!("/marked/{}", task.head.id),
        name: if name.is_empty() { site.t("marked-no-name") } else { name },
        unit: directory.unit(entry.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        source: source(site, &task.body.source),
        mark: task.body.mark.code(),
        kind: task.body.kind.code(),
        at: calendar::minute(task.body.at),
    }
}

/// Where it came from, in words: a kind of file, or the name of a school system.
fn source(site: &Site, source: &str) -> String {
    source.strip_prefix("file:").map_or_else(|| source.to_owned(), |sheet| site.pick("sheet", sheet))
}

/// The task of that id, if it is the reader's to see.
async fn found(signed: &Signed, id: &str) -> Result<(Document<MarkTask>, Entry), Failure> {
    let Signed { office, reader } = signed;
    let id: Id<id::Record> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let directory = reader.directory(office).await?;
    let task = match intake::task(&reader.tenant(office), id).await {
        Ok(task) => task,
        Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let entry = entry(&directory, &task.body).await?.ok_or(Failure::NoSuchPage)?;
    let object = entry.in_queue(&directory);
    let may = reader.may(office, Action::ViewMarkedQueue, &object).is_allowed();
    if may { Ok((task, entry)) } else { Err(Failure::NoSuchPage) }
}

/// Notes who looks at a task.
async fn note_look(signed: &Signed, entry: &Entry) -> Result<(), Fault> {
    let tenant = signed.reader.tenant(&signed.office);
    let mut change = tenant.change(signed.reader.session.person, signed.office.now()).await?;
    let deed = Deed::new(Action::ViewMarkedQueue.code()).at(entry.unit);
    change.log(deed.about(entry.person.id)).await?;
    change.commit().await
}

/// Shows a task, and asks for the decision.
pub(crate) async fn door(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let (task, entry) = found(&signed, &id).await?;
    let needs = needs(&signed, &entry, None).await?;
    Ok(html(page(site, &signed.reader, &signed, (&task, &entry), &Asked::default(), &needs).await?))
}

/// What has to come first; who may not decide at all is not told that one can.
async fn needs(signed: &Signed, entry: &Entry, reason: Option<&str>) -> Result<Vec<Need>, Failure> {
    let directory = signed.reader.directory(&signed.office).await?;
    let object = entry.in_queue(&directory);
    let decision = signed.reader.may_for(&signed.office, reason, Action::DecideMark, &object);
    if !decision.is_allowed() && decision.needs().is_empty() {
        return Err(Failure::NoSuchPage);
    }
    Ok(decision.needs().to_vec())
}

async fn page(
    site: Site,
    reader: &Reader,
    signed: &Signed,
    (task, entry): (&Document<MarkTask>, &Entry),
    asked: &Asked,
    needs: &[Need],
) -> Result<String, Failure> {
    note_look(signed, entry).await?;
    let directory = reader.directory(&signed.office).await?;
    let row = row(&site, &directory, task, entry);
    let was_asked = asked.reason.is_some();
    let is_chosen = asked.decision.parse::<Decided>().is_ok();
    let is_said = Reason { reason: asked.reason.clone() }.said().is_some();
    let error = |is_wrong: bool, key: &str| if is_wrong { site.t(key) } else { String::new() };
    let decision_error = error(was_asked && !is_chosen, "marked-decision-error");
    let reason_error = error(was_asked && !is_said, "reason-error");
    let title = site.t("marked-task-title");
    let needs_step_up = needs.contains(&Need::StepUp);
    let chosen = asked.decision.clone();
    let reason = asked.reason.clone().unwrap_or_default();
    let version = task.head.version;
    let is_changed = was_asked && asked.version != Some(version);
    let page = TaskPage {
        site,
        title,
        row,
        chosen,
        reason,
        decision_error,
        reason_error,
        version,
        is_changed,
        needs_step_up,
    };
    Ok(page.render()?)
}

/// Decides.
pub(crate) async fn decide(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Failure> {
    let (task, entry) = found(&signed, &id).await?;
    let reason = Reason { reason: asked.reason.clone() };
    let needs = needs(&signed, &entry, reason.said()).await?;
    // What was not seen is not decided: the task may tell of another mark by now.
    let is_ready = needs.is_empty() && asked.version == Some(task.head.version);
    let (Ok(what), Some(said), true) = (asked.decision.parse::<Decided>(), reason.said(), is_ready) else {
        return again(site, signed, (task, entry), asked, &needs).await;
    };
    let (office, reader) = (&signed.office, &signed.reader);
    let (by, at, wrong) = (reader.session.person, office.now(), BTreeMap::new());
    let decision = Decision { what, reason: said.to_owned(), by, at, wrong };
    match intake::decide(&reader.tenant(office), task, decision).await {
        Ok(()) => Ok(Redirect::to("/marked").into_response()),
        Err(Fault::Changed) => match found(&signed, &id).await {
            Ok(found) => again(site, signed, found, asked, &needs).await,
            // Somebody else was faster: the list tells.
            Err(Failure::NoSuchPage) => Ok(Redirect::to("/marked").into_response()),
            Err(failure) => Err(failure),
        },
        Err(fault) => Err(fault.into()),
    }
}

/// Shows a task as it is now, with what was chosen and written.
async fn again(
    site: Site,
    signed: Signed,
    (task, entry): (Document<MarkTask>, Entry),
    asked: Asked,
    needs: &[Need],
) -> Result<Response, Failure> {
    let asked = Asked { reason: Some(asked.reason.unwrap_or_default()), ..asked };
    let page = page(site, &signed.reader, &signed, (&task, &entry), &asked, needs).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response())
}
