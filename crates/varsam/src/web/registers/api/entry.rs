//! An entry as JSON, and what became of it.

use super::super::Desk;
use super::super::entry::takeable;
use super::super::hidden::{Hidden, named};
use super::super::widget::is_in_forms;
use super::{Named, tag};
use crate::office::registers;
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use varsam_access::Action;
use varsam_model::register::{Change, Entry, Kind, Register, Revision, Value, Values};
use varsam_model::{Id, id};
use varsam_store::Document;

/// An entry.
#[derive(Serialize)]
pub(super) struct Shown {
    id: Id<id::Record>,
    state: String,
    pub(super) version: i64,
    is_overdue: bool,
    values: Values,
    made: Made,
    /// Whether the caller may change it, and the steps that they may take with it.
    can_change: bool,
    steps: Vec<&'static str>,
}

/// How it came to be; by whom, unless they are hidden.
#[derive(Serialize)]
struct Made {
    by: Option<Id<id::Person>>,
    at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    despite: String,
}

/// What became of an entry.
#[derive(Serialize)]
struct History {
    history: Vec<Revised>,
}

/// A change.
#[derive(Serialize)]
struct Revised {
    by: Option<Id<id::Person>>,
    at: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    step: String,
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "String::is_empty")]
    despite: String,
}

/// Tells an entry.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Named((register, id)): Named<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    answer(&desk, &desk.entry(&id).await?).await
}

/// Tells what became of an entry, the latest first.
pub(super) async fn history(
    site: Site,
    signed: Signed,
    Named((register, id)): Named<(String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let document = desk.entry(&id).await?;
    let history = registers::history(&desk.directory().await?, document.head.id).await?;
    let people: Vec<_> = history.iter().flat_map(|revision| people(desk.register, revision)).collect();
    let hidden = Hidden::among(&desk, &people).await?;
    let history = history.into_iter().map(|revision| revised(desk.register, &hidden, revision)).collect();
    Ok(Json(History { history }).into_response())
}

/// An entry with its version.
pub(super) async fn answer(desk: &Desk, document: &Document<Entry>) -> Result<Response, Failure> {
    Ok((tag(document.head.version), Json(Shown::of(desk, document).await?)).into_response())
}

/// The people that a change names, whoever made it among them.
fn people(register: &'static Register, revision: &Revision) -> Vec<String> {
    let is_people = |change: &&Change| {
        let field = register.field(&change.field);
        field.is_some_and(|field| matches!(field.kind, Kind::Person | Kind::People))
    };
    let changes = revision.changes.iter().filter(is_people);
    let values = changes.flat_map(|change| change.before.iter().chain(&change.after));
    values.flat_map(Value::all).cloned().chain([revision.by.to_string()]).collect()
}

impl Shown {
    /// An entry as the reader may be told it.
    pub(super) async fn of(desk: &Desk, document: &Document<Entry>) -> Result<Self, Failure> {
        let Document { head, body } = document;
        let by = body.origin.by.to_string();
        let hidden = Hidden::among(desk, named(desk.register, &body.values).chain([&by])).await?;
        let mut values = open(desk.register, &body.values);
        hidden.strip(desk.register, &mut values);
        let is_ended = desk.register.is_ended(&head.state);
        let may_edit = desk.register.by_hand && desk.may(Action::EditRecord, head.unit);
        Ok(Self {
            id: head.id,
            state: head.state.clone(),
            version: head.version,
            is_overdue: !is_ended && head.due.is_some_and(|due| due <= desk.office.now()),
            values,
            made: Made {
                by: hidden.person(body.origin.by),
                at: body.origin.at.to_string(),
                despite: body.origin.despite.clone(),
            },
            can_change: may_edit,
            steps: takeable(desk, head).map(|step| step.code).collect(),
        })
    }
}

/// What stands in the fields that are told: those that forms have.
fn open(register: &Register, values: &Values) -> Values {
    let mut open = Values::default();
    for field in register.fields.iter().filter(|field| is_in_forms(field)) {
        open.set(field.name, values.get(field.name).cloned());
    }
    open
}

/// A change, without what stood in fields that are not told or no longer declared.
fn revised(register: &Register, hidden: &Hidden, revision: Revision) -> Revised {
    let is_open = |name: &str| register.field(name).is_some_and(is_in_forms);
    let change = |change: Change| {
        let keep = |value: Option<Value>| {
            value.filter(|_| is_open(&change.field)).and_then(|value| hidden.without(value))
        };
        Change { before: keep(change.before), after: keep(change.after), field: change.field.clone() }
    };
    Revised {
        by: hidden.person(revision.by),
        at: revision.at.to_string(),
        step: revision.step,
        changes: revision.changes.into_iter().map(change).collect(),
        despite: revision.despite,
    }
}
