//! How entries were at an earlier moment: their history is taken back, change by change. Nothing is told that the history
//! does not know.

use super::{Fact, is_row};
use crate::office::Directory;
use crate::office::registers::{REVISION, history};
use std::collections::BTreeMap;
use varsam_model::register::{Entry, Register, Revision};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Filter};

/// What became of entries since a moment.
pub(crate) struct Since {
    moment: Instant,
    /// The changes of each entry with its register, the latest first.
    changes: BTreeMap<Id<id::Record>, (String, Vec<Revision>)>,
}

impl Since {
    /// Reads what became of entries since a moment.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn read(directory: &Directory<'_>, moment: Instant) -> Result<Self, Fault> {
        let filter = Filter { register: REVISION, since: Some(moment), ..Filter::default() };
        let mut changes: BTreeMap<_, (String, Vec<Revision>)> = BTreeMap::new();
        for document in directory.every::<Revision>(filter).await?.into_iter().rev() {
            if document.body.at >= moment {
                let of = changes.entry(Id::new(document.head.subject));
                of.or_insert_with(|| (document.head.state, vec![])).1.push(document.body);
            }
        }
        Ok(Self { moment, changes })
    }

    /// The entries that were changed, with their registers.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (&'static Register, Id<id::Record>)> {
        self.changes.iter().filter_map(|(id, (code, _))| Some((Register::of(code)?, *id)))
    }

    /// How an entry was; none when it was not there yet.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn was(
        &self,
        directory: &Directory<'_>,
        register: &'static Register,
        document: &Document<Entry>,
    ) -> Result<Option<Fact>, Fault> {
        let Document { head, body } = document;
        if body.origin.at >= self.moment {
            return Ok(None);
        }
        let later = self.changes.get(&head.id).map(|(_, later)| later.as_slice()).unwrap_or_default();
        let mut values = body.values.clone();
        for change in later.iter().flat_map(|revision| &revision.changes) {
            values.set(&change.field, change.before.clone());
        }
        let state = match later.iter().rev().find_map(|revision| register.step(&revision.step)) {
            None => head.state.clone(),
            Some(step) => match step.from {
                [only] => (*only).to_owned(),
                from => state(register, from, &history(directory, head.id).await?, self.moment).to_owned(),
            },
        };
        let unit = values.id("unit").unwrap_or(head.unit);
        Ok(Some(Fact { register, id: head.id, unit, state, values }))
    }
}

/// Where an entry stood before a step that can be taken from several states: where the last step before had put it, else
/// where entries begin. Of an entry that came in otherwise the history does not tell; it is taken to have been in use, so
/// that none is gone without being told of.
fn state(
    register: &Register,
    from: &'static [&'static str],
    history: &[Revision],
    moment: Instant,
) -> &'static str {
    let earlier = history.iter().filter(|revision| revision.at < moment);
    if let Some(step) = earlier.into_iter().find_map(|revision| register.step(&revision.step)) {
        return step.to;
    }
    let begins = from.iter().find(|state| **state == register.begins());
    let in_use = || from.iter().find(|state| is_row(register, state));
    begins.or_else(in_use).or(from.first()).copied().unwrap_or_default()
}
