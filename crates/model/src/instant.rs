//! A point in time, as it is stored: microseconds since 1970-01-01 UTC.
//!
//! A whole number sorts and compares the same in every database; times as text do not.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01 00:00 UTC, without leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// This many seconds later; earlier when negative. Stops at the ends of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_microsecond())
    }
}

impl std::fmt::Display for Instant {
    /// `2026-11-29T08:15:30.000001Z`; the bare number where no calendar reaches.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => timestamp.fmt(f),
            Err(_) => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_a_time_and_stops_at_the_ends() {
        let at: Instant = "2026-11-29T08:15:30Z".parse::<jiff::Timestamp>().unwrap().into();
        assert_eq!(at.to_string(), "2026-11-29T08:15:30Z");
        assert_eq!(at.plus_seconds(-30).to_string(), "2026-11-29T08:15:00Z");
        assert_eq!(at.plus_seconds(i64::MAX).0, i64::MAX);
        assert_eq!(Instant(-1).seconds(), -1);
        assert_eq!(Instant(i64::MAX).to_string(), i64::MAX.to_string());
    }
}
