//! Asking the school systems in time: what changed each hour, everything each day, and at once when one calls.

use super::school::last_runs;
use super::{Desk, LastRun, Progress, School, Stopped, drop_stale, synchronise};
use crate::data::Source;
use crate::office::Office;
use crate::sync::{renew, subscribe};
use std::sync::{PoisonError, Weak};
use std::time::Duration;
use varsam_model::{Id, Instant, id};
use varsam_store::{Fault, Store, Tenant};

/// How often it is looked whether a source is due.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// An hour, in seconds.
const HOUR: i64 = 3600;

/// The program itself, in the log.
pub const PROGRAM: Id<id::Person> = Id::new(uuid::Uuid::nil());

/// Asks the sources that are due, for as long as the office is open, and throws away the lists that nobody goes on with.
pub async fn keep_in_step(office: Weak<Office>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut subscribed = std::collections::BTreeMap::new();
    let mut tidied: Option<Instant> = None;
    loop {
        ticks.tick().await;
        let Some(office) = office.upgrade() else { return };
        let now = office.now();
        if tidied.is_none_or(|at| at.plus_seconds(HOUR) <= now) {
            tidied = Some(now);
            if let Err(fault) = drop_stale(&office, now).await {
                tracing::error!("the lists that nobody went on with are still here: {fault}");
            }
            if let Err(fault) = crate::office::registers::file::drop_stale(&office, now).await {
                tracing::error!("the files for registers that nobody went on with are still here: {fault}");
            }
        }
        for source in &office.sources {
            if let Err(fault) = Box::pin(ask_if_due(&office, source)).await {
                tracing::error!(source = source.name, "a school system was not asked: {fault}");
            }
            if source.is_subscribed {
                stand_by(&office, source, &mut subscribed).await;
            }
        }
    }
}

/// Whose a source is.
///
/// # Errors
/// `Missing` when there is no organiser, or several and the source names none.
pub async fn organiser_of(store: &Store, source: &Source) -> Result<Id<id::Organiser>, Fault> {
    let all = store.organisers().await?;
    let named = source.organiser.or_else(|| all.first().copied().filter(|_| all.len() == 1));
    named.filter(|named| all.contains(named)).ok_or(Fault::Missing)
}

async fn ask_if_due(office: &Office, source: &Source) -> Result<(), Stopped> {
    let organiser = organiser_of(&office.store, source).await?;
    let tenant = office.store.tenant(organiser);
    let last = last_runs(&tenant).await?.into_iter().find(|run| run.body.source == source.name);
    let has_called = office.called.lock().unwrap_or_else(PoisonError::into_inner).remove(&source.name);
    let Some(is_full) = due(source, last.as_ref().map(|last| &last.body), has_called, office.now()) else {
        return Ok(());
    };
    let orders = Orders { organiser, by: PROGRAM, is_full, reason: None };
    let progress = Progress::default();
    match Box::pin(ask(&office.store, office.clock, source, orders, &progress)).await {
        // It is looked again soon.
        Err(Stopped::Busy) => Ok(()),
        asked => asked.map(drop),
    }
}

/// Whether a source is to be asked now, and then whether for everything.
fn due(source: &Source, last: Option<&LastRun>, has_called: bool, now: Instant) -> Option<bool> {
    let passed = |at: Option<Instant>, hours: u32| {
        // One in the future is of a clock that went ahead.
        hours > 0 && at.is_none_or(|at| at > now || at.plus_seconds(i64::from(hours) * HOUR) <= now)
    };
    // A run that was stopped by a limit is not repeated every half minute.
    let rested = last.is_none_or(|last| last.is_done() || last.at > now || last.at.plus_seconds(HOUR) <= now);
    if passed(last.and_then(|last| last.full_at), source.full_hours) && rested {
        return Some(true);
    }
    let is_due = has_called || passed(last.map(|last| last.at), source.hours);
    (is_due && rested && last.is_some_and(|last| last.cursor.is_some())).then_some(false)
}

/// What is asked of a source, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Orders<'a> {
    /// Whose it is.
    pub organiser: Id<id::Organiser>,
    /// Who asks.
    pub by: Id<id::Person>,
    /// Whether for everything; else for what changed.
    pub is_full: bool,
    /// Why what the limits would stop is let through, if it is.
    pub reason: Option<&'a str>,
}

/// Asks a source once. With a reason, somebody has let through what the limits would stop.
///
/// # Errors
/// `Busy` while another import is under way, or when the store fails.
pub async fn ask(
    store: &Store,
    clock: fn() -> Instant,
    source: &Source,
    orders: Orders<'_>,
    progress: &Progress,
) -> Result<LastRun, Stopped> {
    let Orders { organiser, by, is_full, reason } = orders;
    let http = source.http().map_err(|fault| Stopped::Source(fault.to_string()))?;
    let desk = Desk::open(store, organiser, &source.name, by, clock).await?;
    if let Some(reason) = reason {
        desk.note_let_through(reason).await?;
    }
    let school = School {
        name: source.name.clone(),
        page: source.page,
        limits: source.limits,
        silence: source.silence,
    };
    let run = Box::pin(synchronise(&desk, &http, &school, is_full, reason.is_some(), progress)).await;
    desk.close().await?;
    run
}

/// The secret in the path of a call: whoever has it is the source. It is worked out anew each time and kept nowhere.
///
/// # Errors
/// When the key store cannot be read.
pub async fn secret(tenant: &Tenant<'_>, source: &str) -> Result<uuid::Uuid, Fault> {
    Ok(tenant.blind().await?.outside(&format!("changed\0{source}")))
}

/// Sees that a source calls us when something changes. What fails is tried again the next time; the schedule goes on.
async fn stand_by(
    office: &Office,
    source: &Source,
    subscribed: &mut std::collections::BTreeMap<String, crate::sync::Subscription>,
) {
    let now = jiff::Timestamp::from_microsecond(office.now().0).unwrap_or_default();
    let known = subscribed.get(&source.name);
    if known.is_some_and(|known| !known.is_due(now)) {
        return;
    }
    let asked = async {
        let http = source.http()?;
        if let Some(known) = known
            && let Ok(renewed) = renew(&http, &known.id).await
        {
            return Ok(renewed);
        }
        let tenant = office.store.tenant(organiser_of(&office.store, source).await?);
        let path = format!("changed/{}", secret(&tenant, &source.name).await?);
        let target = office.address.join(&path)?;
        Ok::<_, anyhow::Error>(subscribe(&http, "varsam", target.as_str()).await?)
    };
    match asked.await {
        Ok(stands) => drop(subscribed.insert(source.name.clone(), stands)),
        Err(fault) => tracing::warn!(source = source.name, "no subscription: {fault}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::intake::Tally;

    fn last(at: i64, full_at: i64, is_done: bool) -> LastRun {
        LastRun {
            source: "s".into(),
            at: Instant(0).plus_seconds(at * HOUR),
            is_full: false,
            tally: Tally::default(),
            breached: None,
            fault: (!is_done).then(|| "away".into()),
            cursor: Some(crate::sync::Cursor::full(jiff::Timestamp::UNIX_EPOCH)),
            problems: 0,
            full_at: Some(Instant(0).plus_seconds(full_at * HOUR)),
        }
    }

    #[test]
    fn a_source_is_asked_for_changes_each_hour_and_for_everything_each_day() {
        let mut source = Source::made_up("s", "http://localhost:1".parse().unwrap());
        (source.hours, source.full_hours) = (1, 24);
        let at = |hour: i64| Instant(0).plus_seconds(hour * HOUR);
        assert_eq!(due(&source, None, false, at(0)), Some(true), "the first time for everything");
        assert_eq!(due(&source, Some(&last(10, 1, true)), false, at(10)), None);
        assert_eq!(due(&source, Some(&last(10, 1, true)), true, at(10)), Some(false), "it called");
        assert_eq!(due(&source, Some(&last(10, 1, true)), false, at(11)), Some(false));
        assert_eq!(due(&source, Some(&last(24, 1, true)), false, at(25)), Some(true));
        assert_eq!(due(&source, Some(&last(10, 1, false)), true, at(10)), None, "a stopped one rests");
        (source.hours, source.full_hours) = (0, 0);
        assert_eq!(due(&source, None, false, at(99)), None);
    }
}
