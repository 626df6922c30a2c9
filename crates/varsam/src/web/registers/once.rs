//! A form that is sent twice makes one entry: when it is shown it is given the id that the entry is to have.

use super::Desk;
use super::form::{Filling, Read, make_as};
use crate::office::registers::{self, Draft, Typed};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use std::collections::BTreeSet;
use varsam_model::register::Entry;
use varsam_model::{Id, Instant, id};
use varsam_store::Fault;

/// By which the id stands in a form.
pub(super) const ENTRY: &str = "entry";

/// How long a form can lie open and still be sent in vain a second time, in seconds: a day.
const OFFERED: i64 = 24 * 60 * 60;

/// How far the clock of another server may be ahead, in seconds.
const AHEAD: i64 = 5 * 60;

/// What a form came to.
pub(super) enum Made {
    /// An entry; the same when it was sent before.
    Entry(Id<id::Record>),
    /// The form again.
    Again(Errors, Vec<&'static str>),
}

/// Gives a form its id.
pub(super) fn offer(desk: &Desk, typed: &mut Typed) -> Result<(), Failure> {
    let id: Id<id::Record> = desk.office.store.new_id(desk.office.now())?;
    typed.fill(ENTRY, vec![id.to_string()]);
    Ok(())
}

/// The id that a form was given when it was shown: one of ours, made within the last day.
fn offered(typed: &Typed, now: Instant) -> Option<Id<id::Record>> {
    let id: Id<id::Record> = typed.one(ENTRY).parse().ok()?;
    let made = id.made_at()?;
    (now.plus_seconds(-OFFERED) <= made && made <= now.plus_seconds(AHEAD)).then_some(id)
}

/// Makes the entry that a form is about, out of the starting point of this code or of none. One that was gone back to and
/// filled anew makes another.
pub(super) async fn make(
    filling: &Filling<'_>,
    units: &BTreeSet<Id<id::Unit>>,
    starter: &str,
) -> Result<Made, Failure> {
    let (desk, now) = (filling.desk, filling.desk.office.now());
    let fresh: Id<id::Record> = desk.office.store.new_id(now)?;
    for id in offered(&filling.typed, now).into_iter().chain([fresh]) {
        let draft = match filling.read(desk.register.begins(), Some(id), Some(units)).await? {
            Read::Again(errors, found) => return Ok(Made::Again(errors, found)),
            Read::Draft(draft) => draft,
        };
        if is_made(desk, id, draft, starter).await? {
            return Ok(Made::Entry(id));
        }
    }
    Err(Fault::Changed.into())
}

/// Puts in an entry under an id, or finds it there as it is to be. False when the id is that of anything else.
async fn is_made(desk: &Desk, id: Id<id::Record>, draft: Draft, starter: &str) -> Result<bool, Failure> {
    let values = draft.values.clone();
    let Err(fault) = make_as(desk, id, draft, starter).await else { return Ok(true) };
    let directory = desk.directory().await?;
    match directory.record::<Entry>(desk.register.code, id).await {
        Ok(made) if made.body.origin.by == desk.reader.session.person => {
            // It may have been changed since: what counts is how it was made.
            Ok(registers::as_of(&directory, &made, 1).await? == values)
        }
        Ok(_) => Ok(false),
        Err(Fault::Missing | Fault::Erased) if !fault.may_pass() => Ok(false),
        Err(_) => Err(fault.into()),
    }
}
