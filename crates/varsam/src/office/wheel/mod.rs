//! The annual wheel: what recurs at a unit, by which days of the school year, and where it stands. Whoever may start
//! something at a unit sees where all of it stands there, so that nothing is begun twice; the case itself is for those
//! who may see it.

pub(crate) mod drawing;
pub(crate) mod duty;
pub mod remind;
pub(crate) mod tally;
pub(crate) mod year;

use self::duty::{Asked, Duty};
use self::year::SchoolYear;
use super::cases::{self, may_start, plan};
use super::{Directory, Office, Reader, calendar};
use jiff::ToSpan as _;
use jiff::civil::Date;
use varsam_model::case::Case;
use varsam_model::{Id, codes, id};
use varsam_rules::Routine;
use varsam_store::{Document, Fault};

codes! {
    /// Where something that recurs stands.
    pub enum Standing {
        /// A case for it is closed.
        Done = "done",
        /// A case for it is open, and its day has not gone by.
        UnderWay = "under_way",
        /// There is no case yet.
        ToDo = "to_do",
        /// Its day has gone by, and no case for it is closed.
        Overdue = "overdue",
    }
}

/// A day by which something that recurs has to be done.
pub(crate) struct Turn<'a> {
    pub(crate) day: Date,
    pub(crate) routine: &'a Routine,
    pub(crate) standing: Standing,
    /// The case that counts for it, where the reader may see it, with what it is called.
    pub(crate) case: Option<(Id<id::Record>, String)>,
    /// Whether the reader may start a case that would count for it.
    pub(crate) can_start: bool,
}

/// What recurs at a unit.
pub(crate) struct Wheel<'a> {
    pub(crate) today: Date,
    pub(crate) year: SchoolYear,
    /// In the order of the days.
    pub(crate) turns: Vec<Turn<'a>>,
}

impl<'a> Wheel<'a> {
    /// What of these routines recurs at a unit, in the school year that it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        office: &Office,
        reader: &Reader,
        routines: impl Iterator<Item = &'a Routine>,
        unit: Id<id::Unit>,
    ) -> Result<Self, Fault> {
        let today = calendar::day(office.now());
        let year = SchoolYear::of(today);
        let routines: Vec<_> = routines.collect();
        let directory = reader.directory(office).await?;
        let asked = Asked { office, directory: &directory, units: &[unit], today, years: &[year] };
        let mut turns = Vec::new();
        for duty in asked.duties(&routines).await? {
            turns.push(turn(office, reader, &directory, (duty, today)).await?);
        }
        turns.sort_by_key(|turn| turn.day);
        Ok(Self { today, year, turns })
    }
}

/// What recurs, as a reader sees it.
async fn turn<'a>(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    (duty, today): (Duty<'a>, Date),
) -> Result<Turn<'a>, Fault> {
    let case = match &duty.case {
        Some(head) => seen(office, reader, directory, head.id).await?,
        None => None,
    };
    Ok(Turn {
        day: duty.day,
        routine: duty.routine,
        standing: standing(duty.is_closed(), duty.day < today),
        case: case.map(|case| (case.head.id, case.body.title)),
        can_start: duty.is_next && may_start(office, reader, duty.unit, &plan::starts(duty.routine)),
    })
}

/// A case, where the reader may see it.
async fn seen(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    id: Id<id::Record>,
) -> Result<Option<Document<Case>>, Fault> {
    match cases::case(office, reader, directory, id).await {
        Ok(case) => Ok(Some(case)),
        Err(Fault::Missing | Fault::Erased) => Ok(None),
        // That it was begun is known all the same.
        Err(fault) if fault.is_of_one() => {
            tracing::error!(case = %id, "a case cannot be read: {fault}");
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

/// How many days before its day somebody is told of what recurs.
const AHEAD: i32 = 30;

/// How many units are looked through at most for what the reader has to start.
const UNITS: usize = 12;

/// What the reader may start now, since its day is near or has gone by and there is no case for it: what is due first
/// before the rest. Whoever has to do with more units than can be looked through is told of those at which they hold a role.
///
/// # Errors
/// When the store fails.
pub(crate) async fn to_start<'a>(
    office: &Office,
    reader: &Reader,
    routines: &[&'a Routine],
) -> Result<Vec<Duty<'a>>, Fault> {
    let mut units = reader.scope();
    if units.len() > UNITS {
        units.retain(|unit| reader.subject.roles.iter().any(|held| held.unit == *unit));
        units.truncate(UNITS);
    }
    let today = calendar::day(office.now());
    let until = today.saturating_add(AHEAD.days());
    let years = years(today, until);
    let directory = reader.directory(office).await?;
    let asked = Asked { office, directory: &directory, units: &units, today, years: &years };
    let mut duties = asked.duties(routines).await?;
    let may = |duty: &Duty<'_>| may_start(office, reader, duty.unit, &plan::starts(duty.routine));
    duties.retain(|duty| duty.is_next && duty.day <= until && may(duty));
    duties.sort_by_key(|duty| duty.day);
    Ok(duties)
}

/// The day of a routine that a case counts for which begins now at a unit, and the one on which its time begins; none where it
/// does not recur there, or where its days have their cases.
///
/// # Errors
/// When the store fails.
pub(crate) async fn next(
    office: &Office,
    directory: &Directory<'_>,
    routine: &Routine,
    unit: Id<id::Unit>,
) -> Result<Option<(Date, Date)>, Fault> {
    let today = calendar::day(office.now());
    let years = years(today, today.saturating_add(1.year()));
    let asked = Asked { office, directory, units: &[unit], today, years: &years };
    let duties = asked.duties(&[routine]).await?;
    Ok(duties.into_iter().find(|duty| duty.is_next).map(|duty| (duty.day, duty.begins)))
}

/// The units of these where something that recurs is overdue this school year, each as often as something is.
///
/// # Errors
/// When the store fails.
pub(crate) async fn overdue(
    office: &Office,
    directory: &Directory<'_>,
    routines: &[&Routine],
    units: &[Id<id::Unit>],
) -> Result<Vec<Id<id::Unit>>, Fault> {
    let today = calendar::day(office.now());
    let asked = Asked { office, directory, units, today, years: &[SchoolYear::of(today)] };
    let duties = asked.duties(routines).await?.into_iter();
    let late = duties.filter(|duty| standing(duty.is_closed(), duty.day < today) == Standing::Overdue);
    Ok(late.map(|duty| duty.unit).collect())
}

/// The school years from one day to another.
fn years(from: Date, until: Date) -> Vec<SchoolYear> {
    let mut years = vec![SchoolYear::of(from), SchoolYear::of(until)];
    years.dedup();
    years
}

/// Where something stands, given whether the case for it is closed, if there is one, and whether its day has gone by.
fn standing(is_closed: Option<bool>, has_passed: bool) -> Standing {
    match is_closed {
        Some(true) => Standing::Done,
        _ if has_passed => Standing::Overdue,
        Some(false) => Standing::UnderWay,
        None => Standing::ToDo,
    }
}
