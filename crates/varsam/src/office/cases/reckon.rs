//! Reckoning anew what is owed by cases that are open: who holds which role, and when an office is open, changes while
//! they run. What changes by a page is followed at once where few cases are concerned; all else when the program looks
//! next, and all of it once a day, since roles end by themselves.

use super::begun::readable;
use super::owed::{self, Roles};
use super::{CASE, OPEN, write};
use crate::data::told::told;
use crate::fault::Fault;
use crate::office::{Directory, Office, calendar, register};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use varsam_model::case::Case;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Document, Fault as Stored, Filter, Task};

/// How many open cases are reckoned while somebody waits for a page.
const FEW: u64 = 100;

/// How many cases are open at a time.
const AT_A_TIME: usize = 500;

/// How long before the last look something may have been written that was not committed by then, in seconds.
const OVERLAP: i64 = 300;

/// What it follows from with whom a step lies, and by when it is due.
const REGISTERS: [&str; 3] = [register::GRANT, register::COMPETENCE, register::UNIT];

/// Reckons anew at a unit and below it, where few cases are open there; else, and where it fails, the program does it when
/// it looks next.
pub(crate) async fn soon(office: &Office, organiser: Id<id::Organiser>, unit: Id<id::Unit>) {
    let reckoned = async {
        let directory = office.directory(organiser).await?;
        soon_at(office, &directory, &[unit]).await
    };
    tell(reckoned.await);
}

/// The same at all units at which somebody holds a role.
pub(crate) async fn soon_of(office: &Office, organiser: Id<id::Organiser>, person: Id<id::Person>) {
    let reckoned = async {
        let directory = office.directory(organiser).await?;
        let tops = of_person(&directory, person.uuid()).await?;
        soon_at(office, &directory, &tops).await
    };
    tell(reckoned.await);
}

fn tell(reckoned: Result<(), Stored>) {
    if let Err(fault) = reckoned {
        tracing::warn!("what is owed was not reckoned anew yet: {fault}");
    }
}

async fn soon_at(office: &Office, directory: &Directory<'_>, tops: &[Id<id::Unit>]) -> Result<(), Stored> {
    let units = below(directory, tops.iter().copied());
    // To the store, no units mean all units.
    if units.is_empty() {
        return Ok(());
    }
    let filter = Filter { register: CASE, state: OPEN, units: &units, ..Filter::default() };
    if (1..=FEW).contains(&directory.tenant.count(&filter).await?) {
        at(office, directory, &units).await?;
    }
    Ok(())
}

/// These units and all below them: roles count there, too.
fn below(directory: &Directory<'_>, tops: impl Iterator<Item = Id<id::Unit>>) -> Vec<Id<id::Unit>> {
    let all: BTreeSet<_> = tops.flat_map(|top| directory.units.within(top)).collect();
    all.into_iter().collect()
}

/// What the program saw when it looked last.
#[derive(Debug, Default)]
pub struct Seen(HashMap<Id<id::Organiser>, Look>);

#[derive(Debug, Clone, Copy)]
struct Look {
    /// How often each of [`REGISTERS`] had been written.
    turns: [i64; 3],
    at: Instant,
    day: Date,
}

impl Seen {
    /// Reckons anew where something was written since the last time; everywhere, the first time and once a day. Gives how
    /// many cases it changed. It may run twice, and on two servers at once. What cannot be read of one organiser keeps no
    /// other waiting.
    ///
    /// # Errors
    /// When the store fails; of several faults, the last.
    pub async fn keep_up(&mut self, office: &Office) -> Result<usize, Fault> {
        let (mut changed, mut failed) = (0, None);
        for organiser in office.store.organisers().await.map_err(told)? {
            match self.keep_up_at(office, organiser).await {
                Ok(more) => changed += more,
                Err(fault) => failed = Some(told(fault)),
            }
        }
        failed.map_or(Ok(changed), Err)
    }

    async fn keep_up_at(&mut self, office: &Office, organiser: Id<id::Organiser>) -> Result<usize, Stored> {
        let (tenant, now) = (office.store.tenant(organiser), office.now());
        // Turns first: what is written meanwhile is looked at the next time.
        let mut turns = [0; 3];
        for (turn, register) in turns.iter_mut().zip(REGISTERS) {
            *turn = tenant.turns(register).await?;
        }
        let look = Look { turns, at: now, day: calendar::day(now) };
        let former = self.0.get(&organiser).copied().filter(|former| former.day == look.day);
        if former.is_some_and(|former| former.turns == turns) {
            return Ok(0);
        }
        let directory = office.directory(organiser).await?;
        let units = if let Some(former) = former {
            touched(&directory, former.at).await?
        } else {
            // One that is closed may have a case that is still open: it was closed while that began.
            let open = directory.units().into_iter().map(|unit| unit.id);
            open.chain(directory.units.closed()).collect()
        };
        let changed = at(office, &directory, &units).await?;
        self.0.insert(organiser, look);
        Ok(changed)
    }
}

/// The units for which something was written since.
async fn touched(directory: &Directory<'_>, at: Instant) -> Result<Vec<Id<id::Unit>>, Stored> {
    let since = Some(at.plus_seconds(-OVERLAP));
    let mut tops = BTreeSet::new();
    for register in REGISTERS {
        let filter = Filter { register, since, limit: u32::MAX, ..Filter::default() };
        let heads = directory.tenant.bare(&filter).await?;
        if register == register::COMPETENCE {
            let people: BTreeSet<_> = heads.iter().map(|head| head.subject).collect();
            for person in people {
                tops.extend(of_person(directory, person).await?);
            }
        }
        tops.extend(heads.into_iter().map(|head| head.unit));
    }
    Ok(below(directory, tops.into_iter()))
}

/// The units at which somebody holds roles or did: what they are trained in counts at each, wherever it was recorded.
async fn of_person(directory: &Directory<'_>, person: Uuid) -> Result<Vec<Id<id::Unit>>, Stored> {
    let (register, subject) = (register::GRANT, Some(person));
    let filter = Filter { register, subject, limit: u32::MAX, ..Filter::default() };
    Ok(directory.tenant.bare(&filter).await?.into_iter().map(|head| head.unit).collect())
}

/// Reckons anew at these units. Gives how many cases it changed. What cannot be read of one keeps no other waiting.
async fn at(office: &Office, directory: &Directory<'_>, units: &[Id<id::Unit>]) -> Result<usize, Stored> {
    let (mut roles, mut changed) = (Roles::at(directory, units).await?, 0);
    for unit in units {
        match at_unit(office, directory, &mut roles, *unit).await {
            Ok(more) => changed += more,
            Err(fault) if fault.is_of_one() => {
                tracing::error!(unit = %unit, "what is owed at a unit was not reckoned anew: {fault}");
            }
            Err(fault) => return Err(fault),
        }
        // Others get their turn in between.
        tokio::task::yield_now().await;
    }
    Ok(changed)
}

async fn at_unit(
    office: &Office,
    directory: &Directory<'_>,
    roles: &mut Roles,
    unit: Id<id::Unit>,
) -> Result<usize, Stored> {
    let (units, mut changed) = ([unit], 0);
    let filter = Filter { register: CASE, state: OPEN, units: &units, limit: u32::MAX, ..Filter::default() };
    let ids: Vec<_> = directory.tenant.bare(&filter).await?.into_iter().map(|head| head.id).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    let holders = roles.holders(directory, unit, office.now()).await?;
    let mut owed: HashMap<_, Vec<_>> = HashMap::new();
    for task in directory.tenant.owed_at(&units).await? {
        owed.entry(task.record).or_default().push(task);
    }
    for ids in ids.chunks(AT_A_TIME) {
        for document in readable::<Case>(directory.tenant, ids).await?.documents {
            let owed = owed.get(&document.head.id).map(Vec::as_slice).unwrap_or_default();
            let tasks = owed::tasks(&document.body, (document.head.id, unit), &holders);
            changed += usize::from(follow(office, directory, &document, (tasks, owed)).await?);
        }
    }
    Ok(changed)
}

/// Puts what is owed by a case in the place of what was, where it differs; tells whether it did. Whoever writes the case
/// meanwhile reckons it, too.
async fn follow(
    office: &Office,
    directory: &Directory<'_>,
    document: &Document<Case>,
    (mut tasks, owed): (Vec<Task>, &[Task]),
) -> Result<bool, Stored> {
    if said(&tasks) == said(owed) {
        return Ok(false);
    }
    // What stays as it was has rung as far as it has.
    for task in &mut tasks {
        let same = owed.iter().find(|one| is_same(one, task));
        task.rings = same.map_or(task.rings, |same| same.rings);
    }
    let head = write::standing(document.head.clone(), &document.body, &tasks);
    let mut change = directory.tenant.change(Id::new(Uuid::nil()), office.now()).await?;
    match change.follow(&head).await {
        Err(Stored::Changed) => return Ok(false),
        followed => followed?,
    }
    change.owe(head.id, &tasks).await?;
    change.commit().await?;
    Ok(true)
}

/// What is said of a task: which step, with whom it lies, since when, by when.
type Said<'a> = (&'a str, Option<Role>, Option<Id<id::Person>>, Instant, Option<Instant>);

fn of(task: &Task) -> Said<'_> {
    (task.step.as_str(), task.role, task.person, task.since, task.due)
}

fn is_same(one: &Task, other: &Task) -> bool {
    of(one) == of(other)
}

fn said(tasks: &[Task]) -> BTreeSet<Said<'_>> {
    tasks.iter().map(of).collect()
}
