//! What figures are made from: the units and the school year that they are about, records that are read the latest first
//! and not without end, and what is in the middle of numbers. Figures name nobody and tell of no case.

pub(crate) mod drawing;

use crate::office::cases::{CASE, CLOSED, readable};
use crate::office::wheel::year::SchoolYear;
use crate::office::{Directory, Office, Reader, calendar};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::iter::successors;
use std::sync::Arc;
use varsam_access::{Action, Object};
use varsam_model::case::Case;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Document, Fault, Filter};

/// How many school years there is a choice of, the present one among them.
const YEARS: usize = 6;

/// How many records are opened at a time, and after how many of a kind no more are.
const PAGE: u32 = 500;
pub(crate) const MOST: usize = 5000;

/// The units at which a reader supervises what is done, or holds one of these roles. Made-up ones are in no figures.
pub(crate) fn units(office: &Office, reader: &Reader, roles: &[Role]) -> Vec<Id<id::Unit>> {
    reader.own.iter().copied().filter(|unit| is_seen(office, reader, roles, *unit)).collect()
}

/// Whether there is any such unit.
pub(crate) fn are_seen(office: &Office, reader: &Reader, roles: &[Role]) -> bool {
    reader.own.iter().any(|unit| is_seen(office, reader, roles, *unit))
}

fn is_seen(office: &Office, reader: &Reader, roles: &[Role], unit: Id<id::Unit>) -> bool {
    let place = reader.units.place(unit);
    let is_real = !place.is_fictitious;
    let object = Object::case(place, roles.to_vec(), vec![]);
    is_real && reader.may(office, Action::ViewCase, &object).is_allowed()
}

/// The school years that there is a choice of, the present one first.
pub(crate) fn years(today: Date) -> impl Iterator<Item = SchoolYear> {
    successors(Some(SchoolYear::of(today)), |year| Some(year.former())).take(YEARS)
}

/// What figures are about.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// A unit.
    pub(crate) unit: Id<id::Unit>,
    /// It and those below it, as far as the reader sees figures of them, by name.
    pub(crate) units: Vec<Id<id::Unit>>,
    pub(crate) year: SchoolYear,
    /// What time it is.
    pub(crate) now: Instant,
}

impl Scope {
    /// What an address asks for, among the units that the reader sees figures of: the unit that is most likely meant and the
    /// present year where it says nothing. None where it says what there is no choice of.
    pub(crate) fn of(
        reader: &Reader,
        seen: &[Id<id::Unit>],
        (unit, year): (&str, &str),
        now: Instant,
    ) -> Option<Self> {
        let year = match year {
            "" => SchoolYear::of(calendar::day(now)),
            year => years(calendar::day(now)).find(|one| one.number().to_string() == year)?,
        };
        let is_seen = |unit: &Id<id::Unit>| seen.contains(unit);
        let top = reader.units.top().map(|top| top.id);
        let unit = match unit {
            "" => [reader.chosen, top, seen.first().copied()].into_iter().flatten().find(is_seen)?,
            unit => unit.parse::<Id<id::Unit>>().ok().filter(is_seen)?,
        };
        let units = seen.iter().copied().filter(|one| reader.units.is_within(*one, unit)).collect();
        Some(Self { unit, units, year, now })
    }

    /// What day it is.
    pub(crate) fn today(&self) -> Date {
        calendar::day(self.now)
    }

    /// The records of a register at these units that were made from a day on and before the year is over.
    pub(crate) fn made_since<'a>(&'a self, register: &'a str, day: Date) -> Filter<'a> {
        // An id begins with the time that it was made at.
        let first_of = |day| Some(Id::made(calendar::start(day), [0; 10]));
        let (after, before) = (first_of(day), first_of(self.year.over()));
        Filter { register, units: &self.units, after, before, ..Filter::default() }
    }
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Read<T> {
    /// What is counted of each.
    pub(crate) found: Vec<T>,
    /// Whether there may be more, which were not read.
    pub(crate) is_cut: bool,
    /// How many cannot be read.
    pub(crate) unread: usize,
}

/// What is counted of the records that a filter finds. Nothing else of them is kept, since they may be many.
///
/// # Errors
/// When the store fails.
pub(crate) async fn read<D: DeserializeOwned, T>(
    directory: &Directory<'_>,
    filter: &Filter<'_>,
    counted: impl Fn(&Document<D>) -> T,
) -> Result<Read<T>, Fault> {
    let (mut found, mut before, mut read) = (Vec::new(), filter.before, 0);
    loop {
        let filter = Filter { before, limit: PAGE, ..filter.clone() };
        let page = directory.tenant.latest::<D>(&filter).await?;
        let Some(last) = page.last() else { return Ok(Read { found, is_cut: false, unread: 0 }) };
        before = Some(last.head.id);
        read += page.len();
        found.extend(page.iter().map(&counted));
        if read >= MOST {
            return Ok(Read { found, is_cut: true, unread: 0 });
        }
    }
}

/// A case as far as it is known without opening it anew.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) id: Id<id::Record>,
    pub(crate) unit: Id<id::Unit>,
    /// The id of its routine.
    pub(crate) routine: Arc<str>,
    /// On which day it began.
    pub(crate) on: Date,
    pub(crate) is_closed: bool,
}

/// All cases of a scope that began from a day on and before the year is over, the first before the rest. What recurs at
/// many schools makes more cases than are opened for figures, and none of these may be missing.
///
/// # Errors
/// When the store fails.
pub(crate) async fn started(
    office: &Office,
    directory: &Directory<'_>,
    scope: &Scope,
    from: Date,
) -> Result<Read<Started>, Fault> {
    let filter = Filter { limit: u32::MAX, ..scope.made_since(CASE, from) };
    let heads = directory.tenant.bare(&filter).await?;
    let ids: Vec<_> = heads.iter().map(|head| head.id).collect();
    let (begun, unread) = office.begun_and_unread(directory.tenant, &ids).await?;
    let started = heads.into_iter().filter_map(|head| {
        let begun = begun.get(&head.id)?;
        let (routine, is_closed) = (Arc::clone(&begun.routine), head.state == CLOSED);
        Some(Started { id: head.id, unit: head.unit, routine, on: begun.on, is_closed })
    });
    Ok(Read { found: started.collect(), is_cut: false, unread })
}

/// What is counted of the cases among these that are of some routines, as far as they can be read: of the latest, where
/// there are very many.
///
/// # Errors
/// When the store fails.
pub(crate) async fn opened<T>(
    directory: &Directory<'_>,
    started: &[Started],
    routines: &[&str],
    counted: impl Fn(&Document<Case>) -> T,
) -> Result<Read<T>, Fault> {
    let meant = started.iter().rev().filter(|case| routines.contains(&case.routine.as_ref()));
    let mut ids: Vec<_> = meant.map(|case| case.id).collect();
    let is_cut = ids.len() > MOST;
    ids.truncate(MOST);
    let (mut found, mut unread) = (Vec::with_capacity(ids.len()), 0);
    for ids in ids.chunks(PAGE as usize) {
        let read = readable::<Case>(directory.tenant, ids).await?;
        found.extend(read.documents.iter().map(&counted));
        unread += read.unread;
    }
    Ok(Read { found, is_cut, unread })
}

/// The number in the middle; half-way between the two that are, where there is an even count of them.
pub(crate) fn median(numbers: &[i64]) -> Option<i64> {
    let sorted = sorted(numbers);
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2)?;
    Some(i64::midpoint(*lower, *upper))
}

/// The least of the numbers that so many in a hundred of them are not above.
pub(crate) fn percentile(numbers: &[i64], percent: usize) -> Option<i64> {
    let rank = (numbers.len() * percent).div_ceil(100);
    sorted(numbers).get(rank.saturating_sub(1)).copied()
}

fn sorted(numbers: &[i64]) -> Vec<i64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_or_half_way() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[9, 1]), Some(5));
        assert_eq!(median(&[9, 1, 2]), Some(2));
        assert_eq!(median(&[100, 1, 2, 4]), Some(3));
        assert_eq!(median(&[3, 3, 3, 3, 1]), Some(3));
    }

    #[test]
    fn nine_in_ten_are_not_above_the_ninetieth_percentile() {
        let to = |last: i64| (1..=last).rev().collect::<Vec<_>>();
        assert_eq!(percentile(&[], 90), None);
        for (last, expected) in [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18), (100, 90)] {
            assert_eq!(percentile(&to(last), 90), Some(expected), "{last}");
        }
        assert_eq!((percentile(&to(10), 0), percentile(&to(10), 100)), (Some(1), Some(10)));
    }

    #[test]
    fn there_is_a_choice_of_the_present_year_and_those_before() {
        let years: Vec<_> = years(jiff::civil::date(2026, 11, 29)).map(SchoolYear::number).collect();
        assert_eq!(years, [2026, 2025, 2024, 2023, 2022, 2021]);
    }
}
