//! Where what recurs at a unit stands in any school year, for figures: they tell of no case.

use super::duty::recurs_at;
use super::year::SchoolYear;
use super::{Standing, standing};
use crate::office::Units;
use jiff::civil::Date;
use varsam_model::{Id, id};
use varsam_rules::Routine;

/// When a case began, and whether it is closed.
pub(crate) type Begun = (Date, bool);

/// The days of a routine in a school year, each with where it stands today, given the cases of it at a unit; none where it
/// does not recur there.
pub(crate) fn stood(
    (units, unit): (&Units, Id<id::Unit>),
    routine: &Routine,
    (year, today): (SchoolYear, Date),
    begun: &[Begun],
) -> Vec<(Date, Standing)> {
    if !recurs_at(units, routine, unit) {
        return vec![];
    }
    let days: Vec<_> = begun.iter().map(|(day, _)| *day).collect();
    let stands = |(day, counts): (Date, Option<usize>)| {
        let is_closed = counts.and_then(|at| begun.get(at)).map(|(_, is_closed)| *is_closed);
        (day, standing(is_closed, day < today))
    };
    year.counted(&routine.yearly, &days).into_iter().map(stands).collect()
}
