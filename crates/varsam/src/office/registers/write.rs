//! Making and changing entries: the record, what became of it, and what the log says, together or not at all.

use super::{HOLDERS, REVISION};
use crate::office::{calendar, logins};
use jiff::ToSpan as _;
use std::collections::BTreeMap;
use varsam_model::register::{Entry, Origin, Register, Revision, Values};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Change, Deed, Document, Fault, Head};

/// The fields that say on which day something ended.
const ENDED: [&str; 2] = ["ended_on", "closed_on"];

/// How many years ahead something is believed to end: a slip in the year keeps nothing for good.
const AHEAD: i16 = 3;

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
    /// The step that is taken; empty where none is. Of a new entry, the code of the starting point that it is made out of.
    pub(crate) step: &'a str,
}

/// Puts in a new entry, and logs it.
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
    let head = put(change, register, id, draft, writing).await?;
    change.log(deed(register, &head, writing)).await?;
    Ok(head)
}

/// Puts in a new entry of somebody, from when they made it; the log is for others.
///
/// # Errors
/// When the store fails.
pub(crate) async fn keep(
    change: &mut Change<'_>,
    register: &Register,
    id: Id<id::Record>,
    draft: Draft,
    (by, at): (Id<id::Person>, Instant),
) -> Result<Head, Fault> {
    put(change, register, id, draft, Writing { by, at, deed: "", step: "" }).await
}

async fn put(
    change: &mut Change<'_>,
    register: &Register,
    id: Id<id::Record>,
    draft: Draft,
    writing: Writing<'_>,
) -> Result<Head, Fault> {
    let (head, entry) = made(register, id, draft, writing)?;
    change.create(&head, &entry).await?;
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
    let remade = remade(register, document, draft, revision, writing)?;
    let version = change.update(&remade.head, &remade.entry).await?;
    change.create(&remade.beside, &remade.revised).await?;
    change.log(deed(register, &remade.head, writing)).await?;
    if is_held_otherwise(&document.body, &remade.entry.values) {
        logins::tell_changed(change, document, writing.by).await?;
    }
    Ok(version)
}

/// Whether a login that is set is held by others afterwards.
fn is_held_otherwise(before: &Entry, after: &Values) -> bool {
    !before.secrets.is_empty() && before.values.all(HOLDERS) != after.all(HOLDERS)
}

/// An entry as it is written anew, with what differs.
pub(super) struct Remade {
    pub(super) head: Head,
    pub(super) entry: Entry,
    /// The head of what differs, which is kept beside it.
    pub(super) beside: Head,
    pub(super) revised: Revision,
}

/// An entry written anew, and not yet in the store.
///
/// # Errors
/// `Missing` when it is at no unit.
pub(super) fn remade(
    register: &Register,
    document: &Document<Entry>,
    draft: Draft,
    revision: Id<id::Record>,
    writing: Writing<'_>,
) -> Result<Remade, Fault> {
    let Document { head, body } = document;
    let unit = draft.values.id("unit").ok_or(Fault::Missing)?;
    let head = dated(register, Head { unit, ..head.clone() }, &draft, writing.at);
    let revised = Revision {
        by: writing.by,
        at: writing.at,
        step: writing.step.to_owned(),
        changes: body.values.changes(&draft.values, register),
        despite: draft.despite,
        version: head.version + 1,
    };
    let known_by = known_by(body, &draft.values, writing.at);
    let entry = Entry { values: draft.values, known_by, ..body.clone() };
    let beside = Head::about(revision, REVISION, unit, head.id.uuid(), RecordClass::Unit);
    Ok(Remade { head, entry, beside: beside.in_state(register.code), revised })
}

/// A new entry, not yet in the store.
///
/// # Errors
/// `Missing` when it is at no unit.
pub(super) fn made(
    register: &Register,
    id: Id<id::Record>,
    draft: Draft,
    writing: Writing<'_>,
) -> Result<(Head, Entry), Fault> {
    let unit = draft.values.id("unit").ok_or(Fault::Missing)?;
    let head = Head::about(id, register.code, unit, id.uuid(), RecordClass::Unit);
    let head = dated(register, head, &draft, writing.at);
    let starter = writing.step.to_owned();
    let origin = Origin { by: writing.by, at: writing.at, starter, despite: draft.despite };
    Ok((head, Entry { values: draft.values, origin, secrets: BTreeMap::new(), known_by: BTreeMap::new() }))
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
    // It may have been said beforehand, or afterwards, when something ends: it is kept from then, and no less than from now.
    let said = ENDED.iter().filter_map(|field| draft.values.get(field)?.date());
    let today = calendar::day(now);
    let from = said.fold(today, std::cmp::Ord::max).min(today.saturating_add(AHEAD.years()));
    let dispose_on = years.map(|years| calendar::end(from.saturating_add(years.years())));
    // What has ended keeps the day that it was given then.
    let dispose_on = if head.state == draft.state { head.dispose_on.or(dispose_on) } else { dispose_on };
    Head { state: draft.state.clone(), due, dispose_on, ..head }
}

/// What the log says of it.
pub(super) fn deed(register: &Register, head: &Head, writing: Writing<'_>) -> Deed {
    let note = format!("{} {}", register.code, writing.step);
    Deed::new(writing.deed).at(head.unit).object(head.id.uuid()).note(note.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_has_ended_is_kept_from_the_day_that_it_ended_and_no_less_than_from_the_step() {
        let camera = Register::of("camera").unwrap();
        let now: Instant = "2026-11-29T10:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
        let kept_until = |state: &str, ended_on: &str| {
            let values = Values::default().with("ended_on", ended_on);
            let draft = Draft { values, state: state.to_owned(), despite: String::new() };
            let (id, unit) = (Id::new(Uuid::nil()), Id::new(Uuid::nil()));
            let head = Head::about(id, camera.code, unit, Uuid::nil(), RecordClass::Unit).in_state("running");
            dated(camera, head, &draft, now).dispose_on.map(|at| calendar::last_day(at).to_string())
        };
        assert_eq!(kept_until("ended", "2027-06-30").as_deref(), Some("2032-06-30"));
        assert_eq!(kept_until("ended", "2026-01-31").as_deref(), Some("2031-11-29"));
        assert_eq!(kept_until("approved", "2027-06-30"), None);
        // A slip in the year: 2126 for 2026.
        assert_eq!(kept_until("ended", "2126-01-31").as_deref(), Some("2034-11-29"));
    }
}
