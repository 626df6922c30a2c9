//! What somebody owes, as the first page and their calendar have it: in person, by the roles that count for them, and in
//! the place of those for whom they stand in.

use super::owed::could_do;
use super::{CASE, OPEN, can_owe, object, readable};
use crate::office::reader::asked;
use crate::office::{Directory, Office, Reader, away, breach};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::{Action, Object, SignIn, Subject};
use varsam_model::case::Case;
use varsam_model::grant::{Grant, HeldPrecondition};
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Document, Fault, Filter, Mine, Task, Ticket};

/// How many tasks are looked through for each; and for those of whom some come before what is due first.
const MOST: u32 = 200;
const MOST_TO_SORT: u32 = 5_000;

/// How many open cases are looked through for those that somebody has started, and how many of these are opened.
const MOST_OPEN: u32 = 2_000;
const MOST_STARTED: usize = 50;

/// Something that is owed.
pub(crate) struct Owes {
    /// The case that says so.
    pub(crate) document: Document<Case>,
    /// What.
    pub(crate) task: Task,
    /// In whose place, where it lies with somebody else who is away.
    pub(crate) instead_of: Option<Id<id::Person>>,
}

/// What somebody owes, at a unit or anywhere, what is due first before the rest.
///
/// # Errors
/// When the store fails.
pub(crate) async fn owes(
    office: &Office,
    directory: &Directory<'_>,
    subject: &Subject,
    unit: Option<Id<id::Unit>>,
) -> Result<Vec<Owes>, Fault> {
    Listing { office, directory, subject, unit, most: usize::MAX, has_breaches_first: false }.all().await
}

/// The same, as the first page has it: no more than so many, and for a data protection officer the clocks of breaches
/// before the rest.
///
/// # Errors
/// When the store fails.
pub(crate) async fn first(
    office: &Office,
    directory: &Directory<'_>,
    subject: &Subject,
    most: usize,
) -> Result<Vec<Owes>, Fault> {
    let has_breaches_first = subject.roles.iter().any(|held| held.role == Role::Dpo);
    Listing { office, directory, subject, unit: None, most, has_breaches_first }.all().await
}

/// The open cases that the reader has started and may see, the latest first; among very many, the latest alone.
///
/// # Errors
/// When the store fails.
pub(crate) async fn started(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
) -> Result<Vec<Document<Case>>, Fault> {
    // To the store, no units mean all units.
    if reader.own.is_empty() {
        return Ok(vec![]);
    }
    let (tenant, me) = (directory.tenant, Some(reader.session.person));
    let open =
        Filter { register: CASE, state: OPEN, units: &reader.own, limit: MOST_OPEN, ..Filter::default() };
    let ids: Vec<_> = tenant.latest_heads(&open).await?.into_iter().map(|head| head.id).collect();
    let begun = office.begun(tenant, &ids).await?;
    let own = ids.into_iter().filter(|id| begun.get(id).is_some_and(|begun| begun.by == me));
    let own: Vec<_> = own.take(MOST_STARTED).collect();
    let mut started = readable::<Case>(tenant, &own).await?.documents;
    started.retain(|case| reader.may(office, Action::ViewCase, &object(&reader.units, case)).is_allowed());
    started.sort_by_key(|case| Reverse(case.head.id));
    Ok(started)
}

/// Somebody with the roles that count for them now, signed in with one factor: that is enough for cases, and for little
/// else. None where they are not here.
///
/// # Errors
/// When the store fails.
pub(crate) async fn as_subject(
    directory: &Directory<'_>,
    who: Ticket,
    now: Instant,
) -> Result<Option<Subject>, Fault> {
    match directory.person(who.person).await {
        Ok(entry) if entry.is_here() => {}
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault),
    }
    let (grants, held) = directory.grants(who.person).await?;
    Ok(Some(subject_with(directory, who, (&grants, &held), now)))
}

/// The same of somebody who is here, with their grants and what they fulfil.
pub(crate) fn subject_with(
    directory: &Directory<'_>,
    who: Ticket,
    (grants, held): (&[Grant], &[HeldPrecondition]),
    now: Instant,
) -> Subject {
    let subject = Subject::new(who.person, who.organiser).with_grants(grants, held, now);
    subject.with_units_above(|unit| directory.units.above(unit)).signed_in(SignIn::Account)
}

/// A list for somebody.
struct Listing<'a> {
    office: &'a Office,
    directory: &'a Directory<'a>,
    subject: &'a Subject,
    /// The unit that it is about; none where it is about all.
    unit: Option<Id<id::Unit>>,
    most: usize,
    /// Whether the clocks of breaches come before the rest.
    has_breaches_first: bool,
}

impl Listing<'_> {
    /// All that it has.
    async fn all(&self) -> Result<Vec<Owes>, Fault> {
        let (directory, subject, now) = (self.directory, self.subject, self.office.now());
        let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
        self.add(subject, &mut all, &mut seen).await?;
        for absence in away::stood_in_for(directory, subject.person, now).await? {
            let (organiser, person) = (subject.organiser, absence.person);
            if let Some(absent) = as_subject(directory, Ticket { organiser, person }, now).await? {
                self.add(&absent, &mut all, &mut seen).await?;
            }
        }
        all.sort_by_key(|Owes { document, task, .. }| {
            let comes_first = self.has_breaches_first && self.is_clock(task, &document.body.routine.id);
            (!comes_first, task.due.is_none(), task.due, task.since)
        });
        all.truncate(self.most);
        Ok(all)
    }

    /// Whether a step of this routine is under the clock of a breach; in an exercise, none is.
    fn is_clock(&self, task: &Task, routine: &str) -> bool {
        routine == breach::ROUTINE && task.due.is_some() && !self.directory.place(task.unit).is_fictitious
    }

    /// What lies with somebody, in the order in which it is looked through.
    async fn tasks(&self, whose: &Subject) -> Result<Vec<Task>, Fault> {
        let tenant = self.directory.tenant;
        let mut tasks = tenant.tasks(&self.mine(whose)).await?;
        if self.has_breaches_first {
            let ids: Vec<_> = tasks.iter().map(|task| task.record).collect();
            let begun = self.office.begun(tenant, &ids).await?;
            let comes_first =
                |task: &Task| begun.get(&task.record).is_some_and(|of| self.is_clock(task, &of.routine));
            tasks.sort_by_key(|task| !comes_first(task));
        }
        Ok(tasks)
    }

    /// Adds what lies with somebody: whoever the list is for, or who is away.
    async fn add(
        &self,
        whose: &Subject,
        all: &mut Vec<Owes>,
        seen: &mut BTreeSet<(Id<id::Record>, String)>,
    ) -> Result<(), Fault> {
        let (is_other, end) = (whose.person != self.subject.person, all.len().saturating_add(self.most));
        for task in self.tasks(whose).await? {
            if all.len() == end {
                break;
            }
            if is_other && !self.may_stand_in(whose, &task) {
                continue;
            }
            // A step that several owe is one thing to do.
            if !seen.insert((task.record, task.step.clone())) {
                continue;
            }
            let document = match self.directory.record::<Case>(CASE, task.record).await {
                Ok(document) => document,
                Err(Fault::Missing | Fault::Erased) => continue,
                // What else somebody owes does not wait for it.
                Err(fault) if fault.is_of_one() => {
                    tracing::error!(case = %task.record, "a case cannot be read: {fault}");
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            let of = object(&self.directory.units, &document);
            if asked(self.office, whose, Action::ViewCase, &of).is_allowed() {
                all.push(Owes { document, task, instead_of: is_other.then_some(whose.person) });
            }
        }
        Ok(())
    }

    /// What lies with somebody in person, and with the roles that count for them at these units.
    fn mine(&self, whose: &Subject) -> Mine {
        let mut roles: BTreeMap<Role, Vec<Id<id::Unit>>> = BTreeMap::new();
        for held in &whose.roles {
            roles.entry(held.role).or_default().extend(self.directory.units.within(held.unit));
        }
        let roles = roles.into_iter().map(|(role, mut units)| {
            units.sort_unstable();
            units.dedup();
            (role, units)
        });
        // All are looked through where some come first, whenever they are due; few of them are opened.
        let limit = if self.has_breaches_first { MOST_TO_SORT } else { MOST };
        Mine { person: Some(whose.person), roles: roles.collect(), unit: self.unit, limit }
    }

    /// Whether the one whom the list is for could do what lies with somebody else, and may act there on what they are named
    /// for.
    fn may_stand_in(&self, whose: &Subject, task: &Task) -> bool {
        let (units, subject) = (&self.directory.units, self.subject);
        let named = Object::case(units.place(task.unit), vec![], vec![subject.person]);
        could_do(&self.roles_at(subject, task.unit), task.role, &self.roles_at(whose, task.unit))
            && asked(self.office, subject, Action::ActOnCase, &named).is_allowed()
    }

    /// What somebody holds at a unit, or above it.
    fn roles_at(&self, whose: &Subject, unit: Id<id::Unit>) -> BTreeSet<Role> {
        let units = &self.directory.units;
        let held = whose.roles.iter().filter(|held| can_owe(held.role) && units.is_within(unit, held.unit));
        held.map(|held| held.role).collect()
    }
}
