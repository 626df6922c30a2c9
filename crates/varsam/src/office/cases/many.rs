//! Starting many cases at once: all of them, or none. Whoever owes something because of it gets one letter, not one for each.

use super::CASE;
use super::owed::{self, Holders, Roles};
use super::write::{BEGUN, OWED, standing};
use crate::office::{Directory, Office, letters};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use varsam_access::Action;
use varsam_model::case::Case;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Change, Deed, Fault, Head, Task};

/// For how long somebody has the turn to start them, in seconds.
pub(super) const TURN: i64 = 120;

/// A turn to start cases of a kind, so that nobody else starts the same meanwhile.
pub(super) struct Turn<'a> {
    pub(super) name: &'a str,
    pub(super) holder: Uuid,
}

/// A case that is about to begin, with what is owed because of it.
struct New<'a> {
    id: Id<id::Record>,
    unit: Id<id::Unit>,
    case: &'a Case,
    tasks: Vec<Task>,
}

/// Starts cases at their units, with what has happened in them already.
///
/// # Errors
/// `Changed` when the turn is over: then nothing has begun.
pub(super) async fn begin(
    office: &Office,
    directory: &Directory<'_>,
    (cases, by): (&[(Id<id::Unit>, Case)], Id<id::Person>),
    turn: &Turn<'_>,
) -> Result<(), Fault> {
    let now = office.now();
    let units: BTreeSet<_> = cases.iter().map(|(unit, _)| *unit).collect();
    let units: Vec<_> = units.into_iter().collect();
    let mut roles = Roles::at(directory, &units).await?;
    let mut holders = BTreeMap::new();
    for unit in units {
        holders.insert(unit, roles.holders(directory, unit, now).await?);
    }
    let (mut new, mut records, mut to) = (Vec::new(), Vec::new(), To::default());
    for (unit, case) in cases {
        let Some(holders) = holders.get(unit) else { continue };
        let id: Id<id::Record> = office.store.new_id(now)?;
        let tasks = owed::tasks(case, (id, *unit), holders);
        to.note(case, &tasks, holders);
        let head = Head::about(id, CASE, *unit, id.uuid(), RecordClass::Unit);
        records.push((standing(head, case, &tasks), serde_json::to_vec(case)?));
        new.push(New { id, unit: *unit, case, tasks });
    }
    let sealed = directory.tenant.seal(records).await?;
    let mut change = directory.tenant.change(by, now).await?;
    change.hold(turn.name, turn.holder, now.plus_seconds(TURN)).await?;
    change.put(&sealed).await?;
    for new in &new {
        change.owe(new.id, &new.tasks).await?;
        log(&mut change, new).await?;
    }
    for (about, persons) in to.without(by) {
        let name = format!("cases {} {about}", turn.holder);
        letters::write(office, &mut change, &persons, (&name, about, "/cases"), now).await?;
    }
    change.commit().await
}

/// Whom it is told to: those who owe something, with those who stand in for them, and those whom the guideline names.
#[derive(Default)]
struct To {
    owing: BTreeSet<Id<id::Person>>,
    told: BTreeSet<Id<id::Person>>,
}

impl To {
    fn note(&mut self, case: &Case, tasks: &[Task], holders: &Holders) {
        let mut owing: BTreeSet<_> = tasks.iter().filter_map(|task| task.person).collect();
        owing.extend(tasks.iter().filter_map(|task| task.role).flat_map(|role| holders.with(role)));
        self.owing.append(&mut holders.and_stand_ins(owing));
        let done = case.events.iter().filter_map(|event| case.step(&event.step));
        // Whoever starts them knows.
        let done = done.flat_map(|step| &step.tells).filter_map(|party| super::role(*party));
        let told = case.routine.tells.iter().copied().chain(done);
        self.told.append(&mut holders.told(told));
    }

    /// What each is told, but for whoever starts them; those who owe something are told of that alone.
    fn without(mut self, by: Id<id::Person>) -> [(&'static str, BTreeSet<Id<id::Person>>); 2] {
        self.told.retain(|person| *person != by && !self.owing.contains(person));
        self.owing.remove(&by);
        [(OWED, self.owing), (BEGUN, self.told)]
    }
}

/// Notes that a case was started, and what has happened in it.
async fn log(change: &mut Change<'_>, new: &New<'_>) -> Result<(), Fault> {
    let routine = &new.case.routine.id;
    let deed = |action: Action| Deed::new(action.code()).at(new.unit).object(new.id.uuid());
    change.log(deed(Action::StartCase).note(routine)).await?;
    for event in &new.case.events {
        let note = format!("{routine} {} {}", event.step, event.act);
        change.log(deed(Action::ActOnCase).note(&note)).await?;
    }
    Ok(())
}
