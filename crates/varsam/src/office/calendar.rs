//! Days and hours as they are in Sweden. It reads no clock: moments come in.

use jiff::ToSpan as _;
use jiff::civil::Date;
use varsam_model::Instant;
use varsam_model::deadline::zone;

fn zoned(at: Instant) -> jiff::Zoned {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or_default().to_zoned(zone())
}

/// What clock and calendar show at a moment.
pub(crate) fn civil(at: Instant) -> jiff::civil::DateTime {
    zoned(at).datetime()
}

/// The day of a moment.
pub fn day(at: Instant) -> Date {
    zoned(at).date()
}

/// A moment as it is read, to the minute: `2026-11-29 09:15`.
pub fn minute(at: Instant) -> String {
    zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The time of a moment, to the second: `09:15:30`.
pub(crate) fn second(at: Instant) -> String {
    zoned(at).strftime("%H:%M:%S").to_string()
}

/// The moment that a browser's field for day and time means: `2026-11-29T09:15`. Of an hour that there is twice, the first;
/// one that there is not is an hour later.
pub(crate) fn moment(text: &str) -> Option<Instant> {
    let at: jiff::civil::DateTime = text.trim().parse().ok()?;
    at.to_zoned(zone()).ok().map(|zoned| zoned.timestamp().into())
}

/// A time of day as a browser's field writes it, in minutes.
pub(crate) fn minutes(text: &str) -> Option<u16> {
    let time: jiff::civil::Time = text.trim().parse().ok()?;
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).ok()
}

/// Minutes of a day as a time: `08:30`.
pub(crate) fn time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The first moment of a day.
pub fn start(day: Date) -> Instant {
    day.to_zoned(zone()).map_or(Instant(0), |zoned| zoned.timestamp().into())
}

/// The first moment after a day: where something that holds through it ends.
pub fn end(day: Date) -> Instant {
    start(day.saturating_add(1.day()))
}

/// The last day of something that ends at a moment.
pub fn last_day(until: Instant) -> Date {
    day(Instant(until.0.saturating_sub(1)))
}

/// The first and the last day of the month before the one that a day is in.
pub(crate) fn last_month(day: Date) -> (Date, Date) {
    let last = day.first_of_month().saturating_sub(1.day());
    (last.first_of_month(), last)
}

/// The last day of the school year that a day is in: the end of June.
pub fn school_year_end(day: Date) -> Date {
    let year = if day.month() > 6 { day.year().saturating_add(1) } else { day.year() };
    Date::new(year, 6, 30).unwrap_or(day)
}

/// Whether somebody born on a day is of age on another.
pub fn is_of_age(born: Date, on: Date) -> bool {
    born.saturating_add(18.years()) <= on
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_swedish_ones() {
        // 2026-06-30 22:30 UTC is after midnight in Sweden.
        let at: Instant = "2026-06-30T22:30:00Z".parse::<jiff::Timestamp>().unwrap().into();
        assert_eq!((day(at), minute(at)), (date(2026, 7, 1), "2026-07-01 00:30".to_owned()));
        assert_eq!(last_day(end(date(2026, 6, 30))), date(2026, 6, 30));
        assert_eq!(end(date(2026, 6, 30)), start(date(2026, 7, 1)));
    }

    #[test]
    fn the_month_before_january_is_december() {
        assert_eq!(last_month(date(2026, 11, 29)), (date(2026, 10, 1), date(2026, 10, 31)));
        assert_eq!(last_month(date(2027, 1, 1)), (date(2026, 12, 1), date(2026, 12, 31)));
        assert_eq!(last_month(date(2028, 3, 31)), (date(2028, 2, 1), date(2028, 2, 29)));
    }

    #[test]
    fn a_time_of_day_is_read_as_it_is_written() {
        for text in ["00:00", "08:05", "16:30", "23:59"] {
            assert_eq!(minutes(text).map(time).as_deref(), Some(text));
        }
        for text in ["", "24:30", "half past", "8"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn a_school_year_ends_in_june_and_nobody_is_of_age_too_early() {
        assert_eq!(school_year_end(date(2026, 11, 29)), date(2027, 6, 30));
        assert_eq!(school_year_end(date(2027, 6, 30)), date(2027, 6, 30));
        assert!(!is_of_age(date(2008, 11, 30), date(2026, 11, 29)));
        assert!(is_of_age(date(2008, 11, 30), date(2026, 11, 30)));
        assert!(is_of_age(date(2008, 2, 29), date(2026, 2, 28)), "born on a leap day");
    }
}
