//! Clocks: who is reminded of an open step, and when. Once before it is due, once when it is, once after, when whoever
//! answers for the unit is told, too. What was missed while the program stood still is made up for once, with the last
//! word only.

use super::CASE;
use super::owed::{self, Holders};
use crate::data::told::told;
use crate::fault::Fault;
use crate::office::{Office, letters};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use varsam_model::case::{Case, Standing};
use varsam_model::{Id, Instant, Role, codes, id};
use varsam_store::{Change, Document, Fault as Stored, Ringing, Task};

codes! {
    /// How far a clock has come when it rings.
    pub enum Stage {
        /// Three quarters of the time have gone.
        Before = "case_before",
        /// It is due.
        Due = "case_due",
        /// It was due, and is not done.
        After = "case_after",
    }
}

/// How long after a step was due others are told, in seconds: an hour at least, a day at most.
const AFTER: (i64, i64) = (60 * 60, 24 * 60 * 60);

/// How many clocks are read at a time.
const PAGE: u32 = 200;

/// When a clock rings.
fn moments(since: Instant, due: Instant) -> [(Stage, Instant); 3] {
    let quarter = due.seconds().saturating_sub(since.seconds()).max(0) / 4;
    let after = quarter.clamp(AFTER.0, AFTER.1);
    [(Stage::Before, due.plus_seconds(-quarter)), (Stage::Due, due), (Stage::After, due.plus_seconds(after))]
}

/// When it rings first: at once, where it is late when it is opened. What has rung before is not sent again, so that
/// writing a case anew takes no reminder away and adds none.
pub(crate) fn first(since: Instant, due: Instant) -> Instant {
    next(since, due, since).unwrap_or(since)
}

/// When it rings next.
pub(crate) fn next(since: Instant, due: Instant, now: Instant) -> Option<Instant> {
    moments(since, due).into_iter().map(|(_, at)| at).find(|at| *at > now)
}

/// How far it has come.
pub(crate) fn stage(since: Instant, due: Instant, now: Instant) -> Option<Stage> {
    moments(since, due).into_iter().rev().find(|(_, at)| *at <= now).map(|(stage, _)| stage)
}

/// Reminds of all that is to be reminded of by now, at all organisers. It may run twice, and on two servers at once. What
/// cannot be read keeps nobody else waiting: it is tried again in an hour. Gives how many clocks rang.
///
/// # Errors
/// When the store fails as a whole.
pub async fn ring(office: &Office) -> Result<usize, Fault> {
    let (now, mut rang) = (office.now(), 0);
    let mut known = HashMap::new();
    loop {
        let ringing = office.store.ringing(now, PAGE).await.map_err(told)?;
        if ringing.is_empty() {
            return Ok(rang);
        }
        for one in &ringing {
            match ring_one(office, one, now, &mut known).await {
                Ok(()) => rang += 1,
                Err(fault) if fault.may_pass() => return Err(told(fault)),
                Err(fault) => {
                    tracing::error!(case = %one.task.record, "nobody was reminded of a case: {fault}");
                    put_off(office, one, now).await.map_err(told)?;
                }
            }
        }
    }
}

/// How long until a clock is tried again that could not be read, in seconds.
const AGAIN: i64 = 60 * 60;

async fn put_off(office: &Office, ringing: &Ringing, now: Instant) -> Result<(), Stored> {
    let tenant = office.store.tenant(ringing.organiser);
    let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now).await?;
    change.rung(&ringing.task, Some(now.plus_seconds(AGAIN))).await?;
    change.commit().await
}

type Known = HashMap<Id<id::Unit>, Holders>;

async fn ring_one(office: &Office, ringing: &Ringing, now: Instant, known: &mut Known) -> Result<(), Stored> {
    let directory = office.directory(ringing.organiser).await?;
    let task = &ringing.task;
    // All is read before anything is written: nobody else waits for that.
    let document = match directory.record::<Case>(CASE, task.record).await {
        Ok(document) => Some(document),
        Err(Stored::Missing | Stored::Erased) => None,
        Err(fault) => return Err(fault),
    };
    let holders = match known.entry(task.unit) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => new.insert(Holders::of(&directory, task.unit, now).await?),
    };
    let mut change = directory.tenant.change(Id::new(uuid::Uuid::nil()), now).await?;
    let next = task.due.and_then(|due| next(task.since, due, now));
    if !change.rung(task, next).await? {
        return Ok(());
    }
    match document {
        Some(document) => remind(office, &mut change, (&document, task), holders, now).await?,
        None => change.owe(task.record, &[]).await?,
    }
    change.commit().await
}

/// Writes to whoever owes a step, as far as its clock has come. With whom it lies may have changed since it was opened.
async fn remind(
    office: &Office,
    change: &mut Change<'_>,
    (document, task): (&Document<Case>, &Task),
    holders: &Holders,
    now: Instant,
) -> Result<(), Stored> {
    let case = &document.body;
    let tasks = owed::tasks(case, (task.record, task.unit), holders);
    if !tasks.iter().any(|one| is_same(one, task)) {
        change.owe(task.record, &tasks).await?;
    }
    let walked = case.walk(holders.hours());
    let stood = walked.iter().find(|stood| stood.step.id == task.step);
    let Some((stood, stage)) = stood.zip(task.due.and_then(|due| stage(task.since, due, now))) else {
        return Ok(());
    };
    let Standing::Open { since, .. } = stood.standing else { return Ok(()) };
    let mut to = owed::owing(case, stood, holders).persons(holders);
    if stage == Stage::After {
        to.append(&mut holders.holding(&[Role::Head, Role::HeadOfOperations]));
    }
    // With the hours of the office, the time that it is due can change: then all is said anew.
    let due = task.due.map_or(0, |due| due.0);
    let name = format!("case {} {} {} {due} {} {stage}", task.record, task.step, since.0, stood.turn);
    write_to(office, change, &to, (&name, stage.code(), task.record), now).await
}

/// Whether a task is still owed by the same, with the same clock.
fn is_same(one: &Task, other: &Task) -> bool {
    (&one.step, one.role, one.person, one.due) == (&other.step, other.role, other.person, other.due)
}

/// Writes to people, each once for a name: what it is about, and of which case.
pub(super) async fn write_to(
    office: &Office,
    change: &mut Change<'_>,
    to: &BTreeSet<Id<id::Person>>,
    (name, about, case): (&str, &str, Id<id::Record>),
    now: Instant,
) -> Result<(), Stored> {
    letters::write(office, change, to, (name, about, &format!("/cases/{case}")), now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    #[test]
    fn a_clock_rings_before_at_and_after_and_a_late_one_says_the_last_word_only() {
        let (since, due) = (Instant(0), Instant(0).plus_seconds(72 * HOUR));
        let at = |hours: i64| since.plus_seconds(hours * HOUR);
        assert_eq!(next(since, due, at(0)), Some(at(54)));
        assert_eq!(next(since, due, at(54)), Some(at(72)));
        assert_eq!(next(since, due, at(72)), Some(at(90)));
        assert_eq!(next(since, due, at(90)), None);
        for (hours, expected) in [
            (53, None),
            (54, Some(Stage::Before)),
            (71, Some(Stage::Before)),
            (72, Some(Stage::Due)),
            (500, Some(Stage::After)),
        ] {
            assert_eq!(stage(since, due, at(hours)), expected, "{hours}");
        }
    }

    #[test]
    fn what_was_due_before_it_was_opened_rings_at_once_and_once() {
        let (since, due) = (Instant(0).plus_seconds(100 * HOUR), Instant(0).plus_seconds(72 * HOUR));
        assert_eq!(first(since, due), since);
        assert_eq!(stage(since, due, since), Some(Stage::After));
        assert_eq!(next(since, due, since), None);
    }
}
