//! By when something has to be done: lengths of time, and what they come to on a Swedish calendar.
//!
//! It reads no clock: the moment from which the time runs comes in. Hours are hours, however the clocks are set; days
//! and months keep the time on the wall; working days and office hours leave out weekends, red days and eves.

use crate::Instant;
use crate::holiday::{is_weekday, is_working_day};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _, Zoned};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A length of time, as a rulebook writes it: `72 hours`, `2 working days`, `1 month`. What is read from text is at
/// least 1 and at most ten years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Within {
    /// Minutes as they pass.
    Minutes(u32),
    /// Hours as they pass: where the clocks are set on or back meanwhile, the time on the wall is another.
    Hours(u32),
    /// Until the same time so many days later.
    Days(u32),
    /// Until the office closes on the last of so many working days, the first of them after the day on which it begins.
    WorkingDays(u32),
    /// Hours during which the office is open.
    OfficeHours(u32),
    /// Until the same time on the same day so many months later, or the last day of a month that is too short.
    Months(u32),
}

/// Why a text is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WithinFault {
    /// It is no number and unit.
    #[error(
        "`{0}` is no length of time; write a number, a space and a unit, such as `72 hours` or `2 working days`"
    )]
    Unreadable(String),
    /// It is over when it begins.
    #[error("`{0}` is over when it begins; write at least 1")]
    Nothing(String),
    /// It is more than ten years.
    #[error("`{0}` is more than ten years; write a shorter time")]
    TooLong(String),
}

/// Days in ten years, leap days and one more counted in.
const DAYS: u32 = 3660;
/// Working days in ten years, were there no red days.
const WORKING_DAYS: u32 = 2610;

impl FromStr for Within {
    type Err = WithinFault;

    fn from_str(text: &str) -> Result<Self, WithinFault> {
        let shown = || text.chars().take(40).collect::<String>();
        let unreadable = || WithinFault::Unreadable(shown());
        let (amount, unit) = text.split_once(' ').ok_or_else(unreadable)?;
        if amount.is_empty() || !amount.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unreadable());
        }
        let (within, most): (fn(u32) -> Self, u32) = match unit.strip_suffix('s').unwrap_or(unit) {
            "minute" => (Self::Minutes, DAYS * 24 * 60),
            "hour" => (Self::Hours, DAYS * 24),
            "day" => (Self::Days, DAYS),
            "working day" => (Self::WorkingDays, WORKING_DAYS),
            "office hour" => (Self::OfficeHours, WORKING_DAYS * 8),
            "month" => (Self::Months, 120),
            _ => return Err(unreadable()),
        };
        // Digits that do not fit are too many.
        match amount.parse().unwrap_or(u32::MAX) {
            0 => Err(WithinFault::Nothing(shown())),
            amount if amount > most => Err(WithinFault::TooLong(shown())),
            amount => Ok(within(amount)),
        }
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (amount, unit) = match self {
            Self::Minutes(amount) => (amount, "minute"),
            Self::Hours(amount) => (amount, "hour"),
            Self::Days(amount) => (amount, "day"),
            Self::WorkingDays(amount) => (amount, "working day"),
            Self::OfficeHours(amount) => (amount, "office hour"),
            Self::Months(amount) => (amount, "month"),
        };
        write!(f, "{amount} {unit}{}", if *amount == 1 { "" } else { "s" })
    }
}

impl TryFrom<String> for Within {
    type Error = WithinFault;

    fn try_from(text: String) -> Result<Self, WithinFault> {
        text.parse()
    }
}

impl From<Within> for String {
    fn from(within: Within) -> Self {
        within.to_string()
    }
}

/// When an office is open: on every working day from a time until a time, in minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct OfficeHours {
    from: u16,
    until: u16,
}

/// That an office cannot be open then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no office is open from minute `{from}` until `{until}` of a day; write two that are an hour or more apart"
)]
pub struct NoOfficeHours {
    from: u16,
    until: u16,
}

/// Office hours as they are read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    from: u16,
    until: u16,
}

impl OfficeHours {
    /// From a minute of the day until one that is at least an hour later.
    ///
    /// # Errors
    /// That it is not, or not in the same day.
    pub const fn new(from: u16, until: u16) -> Result<Self, NoOfficeHours> {
        let is_open = until < 24 * 60 && from < until && until - from >= 60;
        if is_open { Ok(Self { from, until }) } else { Err(NoOfficeHours { from, until }) }
    }

    /// When it opens, in minutes of the day.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// When it closes, in minutes of the day.
    pub const fn until(self) -> u16 {
        self.until
    }
}

impl Default for OfficeHours {
    /// 08:00–16:30.
    fn default() -> Self {
        Self { from: 8 * 60, until: 16 * 60 + 30 }
    }
}

impl TryFrom<Unchecked> for OfficeHours {
    type Error = NoOfficeHours;

    fn try_from(read: Unchecked) -> Result<Self, NoOfficeHours> {
        Self::new(read.from, read.until)
    }
}

/// Where every deadline lies that no calendar reaches.
const END_OF_TIME: Instant = Instant(i64::MAX);
/// How many days are looked through. Ten years of office hours take less at an hour a day.
const CENTURY: usize = 36_525;

/// When a length of time is over that begins at a moment.
pub fn deadline(from: Instant, within: Within, hours: OfficeHours) -> Instant {
    let over = match within {
        Within::Minutes(amount) => Some(from.plus_seconds(i64::from(amount) * 60)),
        Within::Hours(amount) => Some(from.plus_seconds(i64::from(amount) * 60 * 60)),
        Within::Days(amount) => on_the_wall(from, Span::new().try_days(amount)),
        Within::Months(amount) => on_the_wall(from, Span::new().try_months(amount)),
        Within::WorkingDays(amount) => at_closing(from, amount, hours),
        Within::OfficeHours(amount) => while_open(from, amount, hours),
    };
    over.unwrap_or(END_OF_TIME)
}

/// The first moment after a day of the year, for what has to be done by that day: this year's, or next year's where
/// this year's is over. A day that a month does not have is its last one, so 29 February always comes.
pub fn by(from: Instant, month: i8, day: i8) -> Instant {
    let end = |year| end_of(of_year(year, month, day)?);
    let year = zoned(from).map_or(i16::MAX, |from| from.year());
    [year, year.saturating_add(1)].into_iter().filter_map(end).find(|end| *end > from).unwrap_or(END_OF_TIME)
}

/// The first moment after a day of the year, for what recurs: its own day, where that is the same of the year; else the first
/// such day from the one on which its time begins. It may have gone by.
pub fn recurring(own: Date, begins: Date, month: i8, day: i8) -> Instant {
    let end = if of_year(own.year(), month, day) == Some(own) {
        end_of(own)
    } else {
        start_of(begins).map(|begins| by(begins, month, day))
    };
    end.unwrap_or(END_OF_TIME)
}

/// When two working days are over after something was discovered, where that is later than the deadline.
///
/// For a note beside the deadline, never for the deadline itself. Source: Regulation (EEC, Euratom) No 1182/71, art.
/// 3(5), by which a period of two days or more includes at least two working days; those are all but public holidays,
/// Saturdays and Sundays (art. 2), so eves count. Working days are counted whole, as the day of an event is no part of
/// a period of days (art. 3(1)). Whether the article holds for periods in hours, such as the 72 of GDPR art. 33(1), is
/// disputed, and this reading of it is unverified.
pub fn two_working_days_reading(discovered: Instant, deadline: Instant) -> Option<Instant> {
    if deadline < discovered.plus_seconds(2 * 24 * 60 * 60) {
        return None;
    }
    let is_whole = |day: &Date| start_of(*day).is_some_and(|start| start >= discovered);
    let mut days = days_from(discovered)?.filter(|day| is_weekday(*day)).filter(is_whole);
    end_of(days.nth(1)?).filter(|end| *end > deadline)
}

/// For how long the office is open between two moments, in seconds; for none where the second comes first.
pub fn open_between(from: Instant, until: Instant, hours: OfficeHours) -> i64 {
    let open = |day: Date| {
        let begin = at_minute(day, hours.from)?.max(from);
        let end = at_minute(day, hours.until)?.min(until);
        Some(end.0.saturating_sub(begin.0).max(0))
    };
    let is_begun = |day: &Date| start_of(*day).is_some_and(|start| start < until);
    let days = days_from(from).into_iter().flatten().take_while(is_begun);
    days.filter(|day| is_working_day(*day)).filter_map(open).sum::<i64>() / 1_000_000
}

fn on_the_wall(from: Instant, span: Result<Span, jiff::Error>) -> Option<Instant> {
    Some(zoned(from)?.checked_add(span.ok()?).ok()?.timestamp().into())
}

fn at_closing(from: Instant, days: u32, hours: OfficeHours) -> Option<Instant> {
    let before = usize::try_from(days.saturating_sub(1)).ok()?;
    let mut working = days_from(from)?.skip(1).filter(|day| is_working_day(*day));
    at_minute(working.nth(before)?, hours.until)
}

fn while_open(from: Instant, amount: u32, hours: OfficeHours) -> Option<Instant> {
    let mut left = i64::from(amount).saturating_mul(60 * 60 * 1_000_000);
    for day in days_from(from)?.filter(|day| is_working_day(*day)) {
        let begin = at_minute(day, hours.from)?.max(from);
        let open = at_minute(day, hours.until)?.0.saturating_sub(begin.0);
        if left <= open {
            return Some(Instant(begin.0.saturating_add(left)));
        }
        left -= open.max(0);
    }
    None
}

fn of_year(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month.clamp(1, 12), 1).ok()?;
    Date::new(year, first.month(), day.clamp(1, first.days_in_month())).ok()
}

/// The clocks of Sweden. Their rule stands in for the database of time zones where a machine has none.
pub fn zone() -> TimeZone {
    let by_rule = |_| TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3");
    TimeZone::get("Europe/Stockholm").or_else(by_rule).unwrap_or(TimeZone::UTC)
}

fn zoned(at: Instant) -> Option<Zoned> {
    Some(Timestamp::from_microsecond(at.0).ok()?.to_zoned(zone()))
}

/// The day of a moment and those after it, for a century.
fn days_from(at: Instant) -> Option<impl Iterator<Item = Date>> {
    Some(zoned(at)?.date().series(1.day()).take(CENTURY))
}

fn start_of(day: Date) -> Option<Instant> {
    Some(day.to_zoned(zone()).ok()?.timestamp().into())
}

fn end_of(day: Date) -> Option<Instant> {
    start_of(day.tomorrow().ok()?)
}

fn at_minute(day: Date, minute: u16) -> Option<Instant> {
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    Some(day.to_datetime(time).to_zoned(zone()).ok()?.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_the_clocks_is_that_of_the_database() {
        let rule = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let start: Timestamp = "2020-01-01T00:30:00Z".parse().unwrap();
        for hour in 0..16 * 366 * 24_i64 {
            let at = start + Span::new().hours(hour);
            assert_eq!(rule.to_offset(at), zone().to_offset(at), "{at}");
        }
    }
}
