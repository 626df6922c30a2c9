//! The people of an import: sorted as they arrive into those who are new, those held back until all has come, and those
//! who have to be taken out of sight at once.

use super::{Arrival, Stopped, Terms, state};
use crate::office::register;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::import::{Changes, Entry, Kept, Limit, Refused, Scope, plan};
use varsam_model::person::{Person, Responsible};
use varsam_model::{Id, Mark, id};
use varsam_store::{Blind, Filter, Tenant};

use super::marks::{TaskKind, tasks_of};

/// How many people with changed data are held in memory; the others are taken in the next round.
pub(super) const HELD: usize = 50_000;

/// How many records are read at a time.
const PAGE: u32 = 1000;

/// What a source said of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    print: i64,
    /// Whether it said so in this import for the first time.
    is_fresh: bool,
}

/// An arrival with its fingerprint.
#[derive(Debug)]
pub(super) struct Printed {
    pub(super) arrival: Arrival,
    pub(super) body: Vec<u8>,
    pub(super) print: i64,
}

/// What is to be done with an arrival.
pub(super) enum Sorted {
    /// Nothing now.
    Later,
    /// The source has never told of them.
    New(Box<Printed>),
    /// They have to be taken out of sight.
    Hide(Box<Printed>),
}

/// The people of an import.
#[derive(Debug, Default)]
pub(super) struct Persons {
    pub(super) known: HashMap<Uuid, Said>,
    /// Who was out of sight when the import began, and under which mark.
    pub(super) hidden: HashMap<Uuid, Mark>,
    /// Whose data are awaited, since a mark was lifted.
    released: HashSet<Uuid>,
    /// Which marks somebody has decided to be wrong.
    overruled: HashMap<Uuid, Mark>,
    /// Who is out of sight since this import began.
    pub(super) newly: HashMap<Uuid, Mark>,
    pub(super) came: Vec<Entry<Uuid, i64>>,
    pub(super) held: HashMap<Uuid, (Arrival, i64)>,
    /// Whether there were more than can be held.
    pub(super) is_overfull: bool,
    /// Who is new to the source, and was here before.
    pub(super) joined: HashSet<Uuid>,
    /// Who belongs to units that may not be touched.
    pub(super) elsewhere: usize,
    /// Whose children are not here yet: by child, with the record that waits.
    pub(super) waiting: HashMap<Uuid, Vec<(Id<id::Record>, Responsible)>>,
}

impl Persons {
    /// Reads who is out of sight, and which marks were decided upon.
    pub(super) async fn read(tenant: &Tenant<'_>) -> Result<Self, Stopped> {
        let mut persons = Self::default();
        for of in [state::QUARANTINED, state::PROTECTED, state::RELEASED] {
            let mut after = None;
            loop {
                let filter =
                    Filter { register: register::PERSON, state: of, after, limit: PAGE, ..Filter::default() };
                let page = tenant.list::<Person>(&filter).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.head.id);
                for document in page {
                    let id = document.body.id.uuid();
                    if of == state::RELEASED {
                        persons.released.insert(id);
                    } else {
                        persons.hidden.insert(id, document.body.mark);
                    }
                }
            }
        }
        persons.overruled = super::marks::overruled(tenant).await?;
        persons.waiting = super::write::waiting(tenant).await?;
        Ok(persons)
    }

    /// Notes what the source said the last time.
    pub(super) fn remember(&mut self, id: Uuid, print: i64) {
        self.known.insert(id, Said { print, is_fresh: false });
    }

    /// The mark that counts: one that was decided to be wrong does not.
    pub(super) fn counts(&self, id: Uuid, mark: Mark) -> Mark {
        if self.overruled.get(&id) == Some(&mark) { Mark::None } else { mark }
    }

    /// Whether a mark has to be acted on now. An unknown mark on people who are seen waits for the plan: on everybody it
    /// is more likely what is wrong with the data.
    pub(super) fn is_urgent(&self, id: Uuid, mark: Mark) -> bool {
        let is_done = self.newly.get(&id).or(self.hidden.get(&id)) == Some(&mark);
        let is_seen =
            self.known.get(&id).is_some_and(|said| !said.is_fresh) && !self.hidden.contains_key(&id);
        mark.is_protected() && !is_done && !(mark == Mark::Unknown && is_seen)
    }

    /// Notes that somebody came as a mark alone.
    pub(super) fn seen_marked(&mut self, id: Uuid, mark: Mark) {
        let what = self.known.get(&id).map(|said| said.print);
        if let Some(what) = what.or(mark.is_protected().then_some(0)) {
            self.came.push(Entry { id, mark, what });
        }
    }

    pub(super) fn sort(&mut self, mut one: Printed) -> Sorted {
        let id = one.arrival.person.id.uuid();
        let mark = self.counts(id, one.arrival.person.mark);
        one.arrival.person.mark = mark;
        self.came.push(Entry { id, mark, what: one.print });
        if mark.is_protected() {
            return if self.is_urgent(id, mark) { Sorted::Hide(Box::new(one)) } else { Sorted::Later };
        }
        if self.hidden.contains_key(&id) || self.newly.contains_key(&id) {
            return Sorted::Later;
        }
        match self.known.get(&id) {
            Some(said) if said.print == one.print && !self.released.contains(&id) => {
                self.held.remove(&id);
                Sorted::Later
            }
            Some(_) => {
                self.hold(one);
                Sorted::Later
            }
            None => Sorted::New(Box::new(one)),
        }
    }

    /// Holds somebody back until all has come.
    pub(super) fn hold(&mut self, one: Printed) {
        let id = one.arrival.person.id.uuid();
        if self.held.len() < HELD || self.held.contains_key(&id) {
            self.held.insert(id, (one.arrival, one.print));
        } else {
            self.is_overfull = true;
        }
    }

    /// Notes that somebody is in.
    pub(super) fn met(&mut self, id: Uuid, print: i64) {
        self.known.insert(id, Said { print, is_fresh: true });
    }

    /// What would change.
    pub(super) fn plan(&mut self, scope: &Scope<Uuid>, limit: Limit) -> Result<Changes<Uuid, i64>, Refused> {
        let (hidden, released) = (&self.hidden, &self.released);
        let kept = self.known.iter().filter(|(_, said)| !said.is_fresh).map(|(id, said)| {
            let mark = hidden.get(id).copied().unwrap_or(Mark::None);
            // Whoever was released is different from what is kept, whatever came.
            let what = if released.contains(id) { said.print.wrapping_add(1) } else { said.print };
            Kept { id: *id, mark, what }
        });
        plan(kept, std::mem::take(&mut self.came), scope, limit)
    }

    /// Leaves out of the comparison whom the source knows at units that did not come.
    pub(super) async fn keep_within(
        &mut self,
        tenant: &Tenant<'_>,
        units: &HashSet<Uuid>,
    ) -> Result<(), Stopped> {
        let came: HashSet<_> = self.came.iter().map(|entry| entry.id).collect();
        let absent: Vec<_> =
            self.known.keys().filter(|id| !came.contains(*id)).map(|id| Id::new(*id)).collect();
        let heads = tenant.heads(&absent).await?;
        let within: HashSet<_> = heads
            .iter()
            .filter(|head| units.contains(&head.unit.uuid()))
            .map(|head| head.id.uuid())
            .collect();
        self.known.retain(|id, _| came.contains(id) || within.contains(id));
        Ok(())
    }

    /// Whose tasks there have to be since a mark is gone, or the person is.
    pub(super) async fn to_ask(
        &self,
        tenant: &Tenant<'_>,
        changes: &Changes<Uuid, i64>,
    ) -> Result<Vec<(Uuid, Mark, TaskKind)>, Stopped> {
        let mut ask = Vec::new();
        let cleared = changes.cleared.iter().map(|id| (*id, TaskKind::Cleared));
        for (id, kind) in cleared.chain(changes.gone.iter().map(|id| (*id, TaskKind::Gone))) {
            // Once is enough: whoever has decided to keep it is not asked every night.
            let last = tasks_of(tenant, id).await?.pop();
            if last.is_none_or(|task| task.body.kind != kind) {
                ask.push((id, self.hidden.get(&id).copied().unwrap_or(Mark::Unknown), kind));
            }
        }
        Ok(ask)
    }
}

/// Fingerprints of arrivals, on another core.
pub(super) async fn printed(blind: Blind, arrivals: Vec<Arrival>) -> Result<Vec<Printed>, Stopped> {
    let print = move || -> Result<Vec<Printed>, serde_json::Error> {
        let one = |arrival: Arrival| {
            let body = serde_json::to_vec(&arrival.person)?;
            let print = if arrival.children.is_empty() {
                blind.print(&body)
            } else {
                blind.print(&[&body[..], &serde_json::to_vec(&arrival.children)?].concat())
            };
            Ok(Printed { arrival, body, print })
        };
        arrivals.into_iter().map(one).collect()
    };
    let printed = tokio::task::spawn_blocking(print).await.map_err(anyhow::Error::from)?;
    Ok(printed.map_err(anyhow::Error::from)?)
}

/// Whether people of these units may be touched, and how many may not.
pub(super) fn within(terms: &Terms, unit: Id<id::Unit>, elsewhere: &mut usize) -> bool {
    let may = terms.may_touch(unit);
    *elsewhere += usize::from(!may);
    may
}
