//! Making and changing entries: the record, what became of it, and what the log says, together or not at all.

use super::{HOLDERS, REVISION};
use crate::office::{calendar, logins};
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use varsam_model::register::{Entry, Origin, Register, Revision, Values};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Change, Deed, Document, Fault, Head};

/// An entry as it is to be.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// What stands in its fields.
    pub(crate) values: Values,
    /// Where it stands.
    pub(crate) state: String,
    /// Why it is saved though the guard has found something; empty when it has not.
    pub(crate) despite: String,
}

/// Who writes, when, and as what deed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing<'a> {
    /// Who.
    pub(crate) by: Id<id::Person>,
    /// When.
    pub(crate) at: Instant,
    /// The deed, as the log has it.
    pub(crate) deed: &'a str,
    /// The step that is taken; empty where none is.
    pub(crate) step: &'a str,
}

/// Puts in a new entry. Its key is its own, so that it can be erased alone.
///
/// # Errors
/// When the store fails.
pub(crate) async fn create(
    change: &mut Change<'_>,
    register: &Register,
    id: Id<id::Record>,
    draft: Draft,
    writing: Writing<'_>,
) -> Result<Head, Fault> {
    let unit = draft.values.id("unit").ok_or(Fault::Missing)?;
    let head = Head::about(id, register.code, unit, id.uuid(), RecordClass::Unit);
    let head = dated(register, head, &draft, writing.at);
    let origin = Origin { by: writing.by, at: writing.at, despite: draft.despite };
    let entry = Entry { values: draft.values, origin, secrets: BTreeMap::new(), known_by: BTreeMap::new() };
    change.create(&head, &entry).await?;
    change.log(deed(register, &head, writing)).await?;
    Ok(head)
}

/// Changes an entry; what differs is kept beside it under the id `revision`. Gives the new version.
///
/// # Errors
/// `Changed` when somebody else was faster, or another fault of the store.
pub(crate) async fn update(
    change: &mut Change<'_>,
    register: &Register,
    document: &Document<Entry>,
    draft: Draft,
    revision: Id<id::Record>,
    writing: Writing<'_>,
) -> Result<i64, Fault> {
    let Document { head, body } = document;
    let unit = draft.values.id("unit").ok_or(Fault::Missing)?;
    let head = dated(register, Head { unit, ..head.clone() }, &draft, writing.at);
    let revised = Revision {
        by: writing.by,
        at: writing.at,
        step: writing.step.to_owned(),
        changes: body.values.changes(&draft.values, register),
        despite: draft.despite,
    };
    let known_by = known_by(body, &draft.values, writing.at);
    let entry = Entry { values: draft.values, known_by, ..body.clone() };
    let version = change.update(&head, &entry).await?;
    let beside = Head::about(revision, REVISION, unit, head.id.uuid(), RecordClass::Unit);
    change.create(&beside.in_state(register.code), &revised).await?;
    change.log(deed(register, &head, writing)).await?;
    if !entry.secrets.is_empty() && entry.values.all(HOLDERS) != body.values.all(HOLDERS) {
        logins::tell_changed(change, document, writing.by).await?;
    }
    Ok(version)
}

/// Who could know what is sealed, once others hold it: those who did could still.
fn known_by(before: &Entry, after: &Values, now: Instant) -> BTreeMap<Id<id::Person>, Instant> {
    let mut known_by = before.known_by.clone();
    let held = before.values.all(HOLDERS);
    let new = after.all(HOLDERS).iter().filter(|id| !before.secrets.is_empty() && !held.contains(id));
    for id in new.filter_map(|id| id.parse().ok()) {
        known_by.entry(id).or_insert(now);
    }
    known_by
}

/// A head with the state of a draft and the days that follow from what stands in it.
fn dated(register: &Register, head: Head, draft: &Draft, now: Instant) -> Head {
    let is_ended = register.is_ended(&draft.state);
    let clock = register.clock.filter(|_| !is_ended);
    let due = clock.and_then(|field| draft.values.get(field)?.date()).map(calendar::end);
    let years = register.kept_years.filter(|_| is_ended);
    let dispose_on = years.map(|years| calendar::end(calendar::day(now).saturating_add(years.years())));
    // What has ended keeps the day that it was given then.
    let dispose_on = if head.state == draft.state { head.dispose_on.or(dispose_on) } else { dispose_on };
    Head { state: draft.state.clone(), due, dispose_on, ..head }
}

fn deed(register: &Register, head: &Head, writing: Writing<'_>) -> Deed {
    let note = format!("{} {}", register.code, writing.step);
    Deed::new(writing.deed).at(head.unit).object(head.id.uuid()).note(note.trim_end())
}
