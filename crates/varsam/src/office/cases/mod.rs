//! Cases: routines of the rulebooks that somebody has started. `plan` makes a routine fit for a case, `owed` finds out
//! who owes what, `mine` lists it for one of them, `write` lets things happen, `clocks` reminds, `reckon` follows those who
//! come and go.

pub(crate) mod apps;
mod begun;
pub(crate) mod carry;
pub mod clocks;
mod many;
pub(crate) mod mine;
pub(crate) mod owed;
pub mod plan;
pub mod reckon;
pub mod write;

pub(crate) use begun::{KeptBegun, Readable, of_routine, readable};

use crate::office::{Directory, Office, Reader, Units, away};
use owed::{Holders, Owing};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use varsam_access::{Action, Object};
use varsam_model::case::{Act, Case, Event, Standing, Stood};
use varsam_model::routine::Party;
use varsam_model::{Id, Role, id};
use varsam_store::{Document, Fault, Filter};

/// The register of cases; the state is `open` or `closed`.
pub(crate) const CASE: &str = "case";

/// The state of one with something left to do, and of one without.
pub(crate) const OPEN: &str = "open";
pub(crate) const CLOSED: &str = "closed";

/// What the rules are asked about when a case is: whoever owes or owed a step of it, or is told of one that is done, has
/// to do with it.
pub(crate) fn object(units: &Units, document: &Document<Case>) -> Object {
    let case = &document.body;
    let mut owed = case.routine.tells.clone();
    for stood in case.walk(units.hours(document.head.unit)) {
        let is_reached = !matches!(stood.standing, Standing::Waiting { .. } | Standing::NotNeeded);
        if is_reached {
            owed.extend(stood.step.who.iter().filter_map(|party| role(*party)));
        }
        if stood.standing == Standing::Done {
            owed.extend(stood.step.tells.iter().filter_map(|party| role(*party)));
        }
    }
    Object::case(units.place(document.head.unit), owed, named(case))
}

/// What they are asked about when one step of it is: whoever it lies with acts on it, or stands in for them while they are
/// away, and whoever handed it over can take it back.
pub(crate) fn step_object(
    reader: &Reader,
    document: &Document<Case>,
    stood: &Stood<'_>,
    owing: &Owing,
) -> Object {
    // What is for a role only stays with it, though somebody who stood in has handed it over.
    let is_back = |event: &&Event| event.act == Act::HandedOver && !stood.step.only_role;
    let handed = document.body.of(&stood.step.id).filter(is_back);
    let named = owing.person.into_iter().chain(handed.filter_map(|event| event.by));
    let named = named.chain(owing.stand_ins.iter().copied()).collect();
    Object::case(reader.units.place(document.head.unit), owing.roles.clone(), named)
}

/// Who stands in for somebody with whom an open step of a case lies.
pub(crate) fn stand_ins(case: &Case, holders: &Holders) -> BTreeSet<Id<id::Person>> {
    let walked = case.walk(holders.hours());
    let open = walked.iter().filter(|stood| matches!(stood.standing, Standing::Open { .. }));
    open.flat_map(|stood| owed::owing(case, stood, holders).stand_ins).collect()
}

/// Whether the reader may start at a unit what these roles start.
pub(crate) fn may_start(office: &Office, reader: &Reader, unit: Id<id::Unit>, roles: &[Role]) -> bool {
    let object = Object::case(reader.units.place(unit), roles.to_vec(), vec![]);
    reader.may(office, Action::StartCase, &object).is_allowed()
}

/// Whether a role can owe anything by a routine: pupils and guardians do not, and a technician meets no real case.
pub(crate) fn can_owe(role: Role) -> bool {
    !matches!(role, Role::Pupil | Role::Guardian | Role::Technician)
}

fn role(party: Party) -> Option<Role> {
    match party {
        Party::Role(role) => Some(role),
        Party::Starter => None,
    }
}

/// Who has to do with a case by name: who started it, and to whom a step was handed.
fn named(case: &Case) -> Vec<Id<id::Person>> {
    case.by.into_iter().chain(case.events.iter().filter_map(|event| event.to)).collect()
}

/// A case that the reader may see.
///
/// # Errors
/// `Missing` when there is none of that id for them, or another fault of the store.
pub(crate) async fn case(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    id: Id<id::Record>,
) -> Result<Document<Case>, Fault> {
    let document = directory.record::<Case>(CASE, id).await?;
    if may_see(office, reader, &document, None) {
        return Ok(document);
    }
    let holders = standing_in(office, reader, directory, document.head.unit).await?;
    if may_see(office, reader, &document, holders.as_ref()) { Ok(document) } else { Err(Fault::Missing) }
}

/// Who holds what at a unit, where the reader stands in for anybody; none where they do not.
///
/// # Errors
/// When the store fails.
pub(crate) async fn standing_in(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
) -> Result<Option<Holders>, Fault> {
    let now = office.now();
    if away::stood_in_for(directory, reader.session.person, now).await?.is_empty() {
        return Ok(None);
    }
    Ok(Some(Holders::of(directory, unit, now).await?))
}

/// Whether the reader may see a case, by what they hold or in the place of somebody for whom they stand in.
pub(crate) fn may_see(
    office: &Office,
    reader: &Reader,
    document: &Document<Case>,
    standing_in: Option<&Holders>,
) -> bool {
    let (mut object, me) = (object(&reader.units, document), reader.session.person);
    if standing_in.is_some_and(|holders| stands_in(&document.body, holders, me)) {
        object.named.push(me);
    }
    reader.may(office, Action::ViewCase, &object).is_allowed()
}

/// Whether somebody has to do with a case because they stand in for another now: a step of it lies with them, or they have
/// done something with a step that is the other's.
fn stands_in(case: &Case, holders: &Holders, me: Id<id::Person>) -> bool {
    let own = case.events.iter().filter(|event| event.by == Some(me));
    let acted: Vec<_> = own.filter_map(|event| case.step(&event.step)).collect();
    let has_acted_for =
        |absent: Id<id::Person>| acted.iter().any(|step| owed::is_own(case, step, holders, absent));
    stand_ins(case, holders).contains(&me) || holders.absent(me).any(has_acted_for)
}

/// How many cases stand on a page of a list; and how many are looked through for them, so many at a time.
const FULL: usize = 300;
const MOST: u32 = 1_500;
const AT_A_TIME: usize = 100;

/// Which cases a list is about.
#[derive(Debug, Default)]
pub(crate) struct Narrow<'a> {
    /// In this state.
    pub(crate) state: &'a str,
    /// At these units; at none where there are none.
    pub(crate) units: &'a [Id<id::Unit>],
    /// Of this routine; of any when empty.
    pub(crate) routine: &'a str,
    /// With each of these words in the title, whether in capital letters or not.
    pub(crate) words: &'a str,
    /// Begun before this one.
    pub(crate) before: Option<Id<id::Record>>,
}

impl Narrow<'_> {
    /// The cases that may be meant, by what is known without opening any, the latest first.
    async fn ids(&self, office: &Office, directory: &Directory<'_>) -> Result<Vec<Id<id::Record>>, Fault> {
        let (tenant, state, units, before) = (directory.tenant, self.state, self.units, self.before);
        // One more tells that there are more.
        let limit = if self.routine.is_empty() { MOST.saturating_add(1) } else { u32::MAX };
        let filter = Filter { register: CASE, state, units, before, limit, ..Filter::default() };
        let mut ids: Vec<_> = tenant.latest_heads(&filter).await?.into_iter().map(|head| head.id).collect();
        if !self.routine.is_empty() {
            let begun = office.begun(tenant, &ids).await?;
            ids.retain(|id| begun.get(id).is_some_and(|begun| *begun.routine == *self.routine));
        }
        Ok(ids)
    }

    fn has_words(&self, case: &Case) -> bool {
        let title = case.title.to_lowercase();
        self.words.to_lowercase().split_whitespace().all(|word| title.contains(word))
    }
}

/// A page of a list.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The cases, the latest first.
    pub(crate) cases: Vec<Document<Case>>,
    /// Where the page ends, and not all were looked through: there may be more before this one.
    pub(crate) older: Option<Id<id::Record>>,
    /// How many cannot be read.
    pub(crate) unread: usize,
}

/// The cases that the reader may see among those that a list is about, the latest first; one that cannot be read stands in
/// the way of no other.
///
/// # Errors
/// When the store fails.
pub(crate) async fn cases(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    narrow: &Narrow<'_>,
) -> Result<Found, Fault> {
    let (mut found, mut last, mut looked) = (Found::default(), None, 0);
    // To the store, no units mean all units.
    if narrow.units.is_empty() {
        return Ok(found);
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    for ids in narrow.ids(office, directory).await?.chunks(AT_A_TIME) {
        if found.cases.len() >= FULL || looked >= most {
            found.older = last;
            break;
        }
        let mut read = readable::<Case>(directory.tenant, ids).await?;
        let may = |case: &Document<Case>| {
            reader.may(office, Action::ViewCase, &object(&reader.units, case)).is_allowed()
        };
        read.documents.retain(|case| narrow.has_words(&case.body) && may(case));
        read.documents.sort_by_key(|case| Reverse(case.head.id));
        found.cases.append(&mut read.documents);
        found.unread += read.unread;
        looked += ids.len();
        last = ids.last().copied();
    }
    Ok(found)
}
