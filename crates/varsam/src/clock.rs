//! The one place that reads the clock. Everything else is told what day it is.

use varsam_rules::Date;

/// Today, where the organisers are: in Sweden.
pub fn today() -> Date {
    #[expect(clippy::disallowed_methods, reason = "this is the edge at which the clock is read")]
    let now = jiff::Timestamp::now();
    day(now.to_zoned(varsam_model::deadline::zone()).date())
}

/// This moment, short, as it goes into references that are given out only once.
pub fn stamp() -> String {
    #[expect(clippy::disallowed_methods, reason = "this is the edge at which the clock is read")]
    jiff::Timestamp::now().strftime("%y%m%d-%H%M%S").to_string()
}

/// This moment.
pub fn now() -> varsam_model::Instant {
    #[expect(clippy::disallowed_methods, reason = "this is the edge at which the clock is read")]
    jiff::Timestamp::now().into()
}

/// This moment, in seconds of Unix time.
pub fn seconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "this is the edge at which the clock is read")]
    jiff::Timestamp::now().as_second()
}

/// The day so many days from today, as `2026-11-30`.
pub fn in_days(days: i64) -> String {
    day_of(seconds().saturating_add(days.saturating_mul(86_400))).to_string()
}

/// The day of a moment, given in seconds of Unix time.
pub fn day_of(seconds: i64) -> Date {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    day(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// How long something takes.
#[derive(Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts one.
    pub fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the edge at which the clock is read")]
        Self(std::time::Instant::now())
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Ours for jiff's. Years before 0 or after 9999 are no days that rules are in force on.
fn day(date: jiff::civil::Date) -> Date {
    let small = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(date.year()).unwrap_or(1);
    Date::new(year, small(date.month()), small(date.day())).unwrap_or_else(epoch)
}

fn epoch() -> Date {
    #[expect(clippy::unreachable, reason = "1970-01-01 is a day")]
    Date::new(1970, 1, 1).unwrap_or_else(|| unreachable!())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_keep_their_date() {
        assert_eq!(day(jiff::civil::date(2026, 2, 28)).to_string(), "2026-02-28");
        assert_eq!(day(jiff::civil::date(-5, 1, 1)).to_string(), "0001-01-01");
    }
}
