//! The people of an import: sorted as they arrive into those who are new, those held back until all has come, and those
//! who have to be taken out of sight at once.

use super::{Arrival, Stopped, Terms, state};
use crate::office::register;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use varsam_model::import::{Changes, Entry, Kept, Limit, Refused, Scope, plan};
use varsam_model::person::Person;
use varsam_model::{Id, Mark, RecordClass, id};
use varsam_store::{Blind, Document, Filter, Tenant};

use super::link::Waits;
use super::marks::TaskKind;
use super::things::compared;

/// How many people with changed data are held in memory; the others are taken in the next round.
pub(super) const HELD: usize = 50_000;

/// How many records are read at a time.
const PAGE: u32 = 1000;

/// How many people who are seen are hidden at once for a mark that nobody knows; more wait for the plan.
const AT_ONCE: usize = 10;

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

/// Somebody who was out of sight when the import began.
#[derive(Debug)]
pub(super) struct Hidden {
    /// Where they belong.
    unit: Id<id::Unit>,
    /// The strongest mark that was ever said.
    mark: Mark,
    /// What each source says now.
    marks: BTreeMap<String, Mark>,
}

/// Somebody whose mark is gone from the source, or who is gone themselves.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) id: Uuid,
    pub(super) mark: Mark,
    pub(super) kind: TaskKind,
    /// Whether no other source says that there is a mark.
    pub(super) is_last: bool,
}

/// The people of an import.
#[derive(Debug, Default)]
pub(super) struct Persons {
    source: String,
    pub(super) known: HashMap<Uuid, Said>,
    pub(super) hidden: HashMap<Uuid, Hidden>,
    /// Who came in a round that was broken off, and is seen by nobody yet; with where they lie.
    arriving: HashMap<Uuid, Id<id::Unit>>,
    /// Whose data are awaited, since a mark was lifted.
    released: HashSet<Uuid>,
    /// Which marks of which source somebody has decided to be wrong.
    overruled: HashMap<Uuid, BTreeSet<(String, Mark)>>,
    /// Who is out of sight since this import began.
    pub(super) newly: HashMap<Uuid, Mark>,
    /// Who was erased here: they do not come back with the next night's import.
    pub(super) erased: HashSet<Uuid>,
    /// Whom whoever ordered the import may not touch, wherever they are and whatever is known of them.
    passed: HashSet<Uuid>,
    pub(super) came: Vec<Entry<Uuid, i64>>,
    pub(super) held: HashMap<Uuid, (Arrival, i64)>,
    /// Whether there were more than can be held.
    pub(super) is_overfull: bool,
    /// Who is new to the source, and was here before.
    pub(super) joined: HashSet<Uuid>,
    /// Who was that in an import before this one.
    pub(super) joined_before: HashSet<Uuid>,
    /// How many belong to units that may not be touched, or may not be told of.
    pub(super) elsewhere: usize,
    /// How many came who were erased here.
    pub(super) erased_count: usize,
    /// How many who were seen were hidden at once since a mark came that nobody knows.
    turned: usize,
    /// Whose children are not here yet, by child.
    pub(super) waiting: HashMap<Uuid, Vec<Waits>>,
}

impl Persons {
    /// Reads who is out of sight, who was erased, and which marks were decided upon.
    pub(super) async fn read(tenant: &Tenant<'_>, source: &str) -> Result<Self, Stopped> {
        let mut persons = Self { source: source.to_owned(), ..Self::default() };
        for of in [state::QUARANTINED, state::PROTECTED] {
            each(tenant, of, |document: Document<Person>| {
                let (unit, mark, marks) = (document.head.unit, document.body.mark, document.body.marks);
                persons.hidden.insert(document.body.id.uuid(), Hidden { unit, mark, marks });
            })
            .await?;
        }
        each(tenant, state::RELEASED, |document: Document<IgnoredAny>| {
            persons.released.insert(document.head.id.uuid());
        })
        .await?;
        each(tenant, state::ARRIVING, |document: Document<IgnoredAny>| {
            persons.arriving.insert(document.head.id.uuid(), document.head.unit);
        })
        .await?;
        persons.erased = tenant.erased(RecordClass::Identity).await?.into_iter().collect();
        persons.overruled = super::marks::overruled(tenant).await?;
        persons.waiting = super::link::waiting(tenant).await?;
        Ok(persons)
    }

    /// Notes what the source said the last time.
    pub(super) fn remember(&mut self, id: Uuid, print: i64) {
        self.known.insert(id, Said { print, is_fresh: false });
    }

    /// The mark that counts: one that was decided to be wrong does not.
    pub(super) fn counts(&self, id: Uuid, mark: Mark) -> Mark {
        let is_this = |(source, wrong): &(String, Mark)| *source == self.source && *wrong == mark;
        let is_wrong = self.overruled.get(&id).is_some_and(|wrong| wrong.iter().any(is_this));
        if is_wrong { Mark::None } else { mark }
    }

    /// Whether somebody was erased here; counted.
    pub(super) fn is_erased(&mut self, id: Uuid) -> bool {
        let is_erased = self.erased.contains(&id);
        self.erased_count += usize::from(is_erased);
        is_erased
    }

    /// Whether somebody was here before the source told of them.
    pub(super) fn was_here(&self, id: Uuid) -> bool {
        self.joined.contains(&id) || self.joined_before.contains(&id)
    }

    /// Passes over somebody whom whoever ordered the import may not touch.
    pub(super) fn pass(&mut self, id: Uuid) {
        self.elsewhere += usize::from(self.passed.insert(id));
    }

    /// Those who came in this round and were left at a unit by one that was broken off, before it was known where they belong.
    pub(super) fn left_at(&self, unit: Id<id::Unit>) -> Vec<Uuid> {
        let left = self.arriving.iter().filter(|(_, at)| **at == unit).map(|(id, _)| *id);
        left.filter(|id| self.known.get(id).is_some_and(|said| said.is_fresh)).collect()
    }

    /// Those who came in this round and are seen by nobody yet.
    pub(super) fn fresh(&self) -> Vec<Id<id::Record>> {
        self.known.iter().filter(|(_, said)| said.is_fresh).map(|(id, _)| Id::new(*id)).collect()
    }

    /// Whether a mark has to be acted on now. On people who are seen, silence and a mark that nobody knows wait for the plan
    /// where they are many: on everybody they are more likely what is wrong with the data.
    pub(super) fn is_urgent(&mut self, id: Uuid, mark: Mark, home: Option<Id<id::Unit>>) -> bool {
        if !mark.is_protected() || self.newly.get(&id).is_some_and(|now| *now >= mark) {
            return false;
        }
        if let Some(hidden) = self.hidden.get(&id) {
            let has_moved = home.is_some_and(|home| home != hidden.unit);
            return has_moved || hidden.marks.get(&self.source) != Some(&mark);
        }
        let is_seen = self.known.get(&id).is_some_and(|said| !said.is_fresh);
        match mark {
            Mark::Unsaid => !is_seen,
            Mark::Unknown if is_seen => {
                self.turned += 1;
                self.turned <= AT_ONCE
            }
            _ => true,
        }
    }

    /// Notes that somebody came as a mark alone.
    pub(super) fn seen_marked(&mut self, id: Uuid, mark: Mark) {
        let what = self.known.get(&id).map(|said| said.print);
        if let Some(what) = what.or(mark.is_protected().then_some(0)) {
            self.come(Entry { id, mark, what });
        }
    }

    /// Notes that somebody came. Whoever is hidden for what another source says is none of this one's business.
    fn come(&mut self, entry: Entry<Uuid, i64>) {
        let hidden = self.hidden.get(&entry.id);
        if entry.mark.is_protected() || hidden.is_none_or(|hidden| hidden.marks.contains_key(&self.source)) {
            self.came.push(entry);
        }
    }

    pub(super) fn sort(&mut self, mut one: Printed, home: Option<Id<id::Unit>>) -> Sorted {
        let id = one.arrival.person.id.uuid();
        let mark = self.counts(id, one.arrival.person.mark);
        one.arrival.person.mark = mark;
        self.come(Entry { id, mark, what: one.print });
        if mark.is_protected() {
            return if self.is_urgent(id, mark, home) { Sorted::Hide(Box::new(one)) } else { Sorted::Later };
        }
        if self.hidden.contains_key(&id) || self.newly.contains_key(&id) {
            return Sorted::Later;
        }
        let is_arriving = self.arriving.contains_key(&id);
        match self.known.get_mut(&id) {
            Some(said) if said.print == one.print && !self.released.contains(&id) => {
                said.is_fresh |= is_arriving;
                self.held.remove(&id);
                Sorted::Later
            }
            Some(said) => {
                said.is_fresh |= is_arriving;
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
        let came = std::mem::take(&mut self.came);
        let known = self.known.iter().filter(|(id, said)| !said.is_fresh && !self.passed.contains(*id));
        let kept = known.filter_map(|(id, said)| {
            let mark = match self.hidden.get(id) {
                Some(hidden) => *hidden.marks.get(&self.source)?,
                None => Mark::None,
            };
            // Whoever was released is different from what is kept, whatever came.
            let what = if self.released.contains(id) { said.print.wrapping_add(1) } else { said.print };
            Some(Kept { id: *id, mark, what })
        });
        // Who came from elsewhere before is no new person, but one who changes.
        let joined = self.joined.iter().map(|id| Kept { id: *id, mark: Mark::None, what: 0 });
        plan(kept.chain(joined), came, scope, limit)
    }

    /// Leaves out of the comparison whom the source knows at units that did not come.
    pub(super) async fn keep_within(
        &mut self,
        tenant: &Tenant<'_>,
        units: &HashSet<Uuid>,
    ) -> Result<(), Stopped> {
        let compared = compared(tenant, units, self.known.keys(), &self.came).await?;
        self.known.retain(|id, said| said.is_fresh || compared.contains(id));
        Ok(())
    }

    /// Whose mark is gone, and who is gone with one. That a mark is gone only a list of everybody tells: in another one what
    /// it stood on may just not have come.
    pub(super) fn lost(&self, changes: &Changes<Uuid, i64>, scope: &Scope<Uuid>) -> Vec<Lost> {
        let cleared = changes.cleared.iter().filter(|_| *scope == Scope::Full);
        let cleared = cleared.map(|id| (*id, TaskKind::Cleared));
        let gone = changes.gone.iter().map(|id| (*id, TaskKind::Gone));
        let lost = |(id, kind)| {
            let hidden: &Hidden = self.hidden.get(&id)?;
            let is_last = hidden.marks.keys().all(|of| *of == self.source);
            Some(Lost { id, mark: hidden.mark, kind, is_last })
        };
        cleared.chain(gone).filter_map(lost).collect()
    }
}

/// Looks at the records of all people in a state, page by page: they may be many.
async fn each<T: DeserializeOwned>(
    tenant: &Tenant<'_>,
    state: &str,
    mut take: impl FnMut(Document<T>),
) -> Result<(), Stopped> {
    let mut after = None;
    loop {
        let filter = Filter { register: register::PERSON, state, after, limit: PAGE, ..Filter::default() };
        let page = tenant.list::<T>(&filter).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.head.id);
        page.into_iter().for_each(&mut take);
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
