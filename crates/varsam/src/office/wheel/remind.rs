//! Reminding of what recurs: those who may start it are written to before its day, on it, and once after, for as long as no
//! case counts for it. Looked at once a day, by one server; what was missed meanwhile is made up for with the last word only.

use super::duty::{Asked, Duty, recurs_at};
use super::year::GRACE;
use super::{AHEAD, years};
use crate::data::told::told;
use crate::fault::Fault;
use crate::office::cases::owed::{Holders, Roles, UPWARDS};
use crate::office::cases::plan;
use crate::office::{Directory, Office, calendar, letters, social};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::{Id, Instant, Role, codes, id};
use varsam_rules::{Routine, Rulebooks};
use varsam_store::Fault as Stored;

codes! {
    /// How near the day is when somebody is reminded.
    pub enum Stage {
        /// It comes within a month.
        Before = "yearly_before",
        /// It has come.
        Due = "yearly_due",
        /// A week has gone by since.
        After = "yearly_after",
    }
}

/// How many days after its day others are told, and for how many days from then on.
const LATE: i32 = GRACE / 2;

/// What the turn to remind is called that one server has, for a day.
const TURN: &str = "yearly";

/// How near a day is; none while it is far off, and once it is long gone: then it stands on first pages.
fn stage(day: Date, today: Date) -> Option<Stage> {
    let left = day.since(today).ok()?.get_days();
    match left {
        1..=AHEAD => Some(Stage::Before),
        _ if (1 - LATE..=0).contains(&left) => Some(Stage::Due),
        _ if (1 - GRACE..=-LATE).contains(&left) => Some(Stage::After),
        _ => None,
    }
}

/// Reminds at all organisers, by the rules of the organisation of that id; by those of the first where there is none. What
/// was done today is not done again. What cannot be read of one organiser keeps no other waiting.
///
/// # Errors
/// When the store fails; of several faults, the last.
pub async fn remind(office: &Office, books: &Rulebooks, stack: &str) -> Result<(), Fault> {
    let Some(stack) = books.stack(stack).or_else(|| books.stacks.first()) else { return Ok(()) };
    let routines: Vec<_> = books.routines_of(stack).filter(|routine| !routine.yearly.is_empty()).collect();
    let mut failed = None;
    for organiser in office.store.organisers().await.map_err(told)? {
        if let Err(fault) = remind_once(office, organiser, &routines).await {
            failed = Some(told(fault));
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Reminds at an organiser, where nobody has done so today.
async fn remind_once(
    office: &Office,
    organiser: Id<id::Organiser>,
    routines: &[&Routine],
) -> Result<(), Stored> {
    let (tenant, now) = (office.store.tenant(organiser), office.now());
    let holder: Id<id::Record> = office.store.new_id(now)?;
    if !tenant.take(TURN, holder.uuid(), now, calendar::end(calendar::day(now))).await? {
        return Ok(());
    }
    let done = remind_at(office, organiser, routines).await;
    if done.is_err() {
        // It is tried again today; nobody gets the same letter twice.
        tenant.give_back(TURN, holder.uuid()).await?;
    }
    done
}

/// What somebody gets one letter about: a routine, one of its days, and how near that is.
type About<'a> = (&'a str, Date, Stage, Id<id::Person>);

/// The letters, each with the units that it is about.
type Letters<'a> = BTreeMap<About<'a>, Vec<Id<id::Unit>>>;

async fn remind_at(
    office: &Office,
    organiser: Id<id::Organiser>,
    routines: &[&Routine],
) -> Result<(), Stored> {
    let (directory, now) = (office.directory(organiser).await?, office.now());
    let is_real = |unit: &Id<id::Unit>| !directory.place(*unit).is_fictitious;
    let recurs =
        |unit: &Id<id::Unit>| routines.iter().any(|routine| recurs_at(&directory.units, routine, *unit));
    let units = directory.units().into_iter().map(|unit| unit.id);
    let units: Vec<_> = units.filter(|unit| is_real(unit) && recurs(unit)).collect();
    let with_accounts = social::with_accounts(office, organiser).await?;
    let (mut roles, mut letters) = (None, Letters::new());
    for unit in &units {
        let has_accounts = with_accounts.contains(unit);
        let is_meant = |routine: &&Routine| has_accounts || !social::is_of_accounts(routine);
        let meant: Vec<_> = routines.iter().copied().filter(is_meant).collect();
        let near = near(office, &directory, *unit, &meant).await?;
        if near.is_empty() {
            continue;
        }
        let mut read = match roles.take() {
            Some(read) => read,
            None => Roles::at(&directory, &units).await?,
        };
        let holders = read.holders(&directory, *unit, now).await?;
        roles = Some(read);
        note(&mut letters, &near, &holders);
    }
    write(office, &directory, &letters, now).await
}

/// What is to be started at a unit, and has a day that is near.
async fn near<'a>(
    office: &Office,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    routines: &[&'a Routine],
) -> Result<Vec<(Duty<'a>, Stage)>, Stored> {
    let today = calendar::day(office.now());
    let from = today.saturating_sub(GRACE.days());
    let years = years(from, today.saturating_add(AHEAD.days()));
    let is_near = |routine: &&&Routine| {
        let mut days = years.iter().flat_map(|year| year.days(&routine.yearly));
        recurs_at(&directory.units, routine, unit) && days.any(|day| stage(day, today).is_some())
    };
    // Of most days, nothing has to be read.
    let routines: Vec<_> = routines.iter().filter(is_near).copied().collect();
    if routines.is_empty() {
        return Ok(vec![]);
    }
    let asked = Asked { office, directory, units: &[unit], today, years: &years };
    let open = asked.duties(&routines).await?.into_iter().filter(|duty| duty.case.is_none() && duty.is_open);
    Ok(open.filter_map(|duty| stage(duty.day, today).map(|stage| (duty, stage))).collect())
}

/// Notes what is near for those who may start it, so that whoever may at many units is written to once for all of them.
fn note<'a>(letters: &mut Letters<'a>, near: &[(Duty<'a>, Stage)], holders: &Holders) {
    for (duty, stage) in near {
        let mut to = starters(duty.routine, holders);
        if *stage == Stage::After {
            to.extend(holders.with(Role::HeadOfOperations));
        }
        for person in holders.and_stand_ins(to) {
            let about = (duty.routine.id.as_str(), duty.day, *stage, person);
            letters.entry(about).or_default().push(duty.unit);
        }
    }
}

/// Writes the letters, each once.
async fn write(
    office: &Office,
    directory: &Directory<'_>,
    letters: &Letters<'_>,
    now: Instant,
) -> Result<(), Stored> {
    if letters.is_empty() {
        return Ok(());
    }
    let mut change = directory.tenant.change(Id::new(uuid::Uuid::nil()), now).await?;
    for ((routine, day, stage, person), units) in letters {
        let name = format!("yearly {routine} {day} {stage}");
        let path = match units.as_slice() {
            [unit] => format!("/wheel?unit={unit}"),
            _ => "/wheel".to_owned(),
        };
        let to = BTreeSet::from([*person]);
        letters::write(office, &mut change, &to, (&name, stage.code(), &path), now).await?;
    }
    change.commit().await
}

/// Who is reminded: those who hold a role that starts it. What all of the staff may start is left to the others who may, or
/// everybody would be written to; where nobody is left, to whoever answers for the unit.
fn starters(routine: &Routine, holders: &Holders) -> BTreeSet<Id<id::Person>> {
    let starts = plan::starts(routine);
    let is_for_anyone = routine.starts.iter().any(|who| who == varsam_rules::ANYONE);
    let named = starts.iter().filter(|role| !is_for_anyone && **role != Role::Staff);
    let to: BTreeSet<_> = named.flat_map(|role| holders.with(*role)).copied().collect();
    if !to.is_empty() {
        return to;
    }
    let next = UPWARDS.iter().map(|role| holders.with(*role)).find(|held| !held.is_empty());
    next.unwrap_or_default().iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_near_for_a_month_and_for_two_weeks_after() {
        let day = date(2026, 12, 10);
        let at = |ahead: i32| stage(day, day.saturating_sub(ahead.days()));
        assert_eq!((at(31), at(30), at(1)), (None, Some(Stage::Before), Some(Stage::Before)));
        assert_eq!((at(0), at(-6)), (Some(Stage::Due), Some(Stage::Due)));
        assert_eq!((at(-7), at(-13), at(-14)), (Some(Stage::After), Some(Stage::After), None));
    }

    #[test]
    fn days_are_found_where_school_years_meet() {
        let of = |from, until| years(from, until).len();
        assert_eq!(of(date(2026, 7, 18), date(2026, 8, 30)), 2);
        assert_eq!(of(date(2026, 11, 15), date(2026, 12, 29)), 1);
    }
}
