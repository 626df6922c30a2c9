//! Being away: from when until when, and who stands in.

use crate::{Id, Instant, id};
use serde::{Deserialize, Serialize};

/// That somebody is away. Data class: identity, of whoever is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Who is away.
    pub person: Id<id::Person>,
    /// The first instant of it.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// Who stands in.
    pub stand_in: Id<id::Person>,
}

impl Absence {
    /// Whether it lasts.
    pub fn lasts(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }

    /// Whether another has a moment in common with it.
    pub fn meets(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn absence(from: i64, until: i64) -> Absence {
        let (person, stand_in) = (Id::new(Uuid::from_u128(1)), Id::new(Uuid::from_u128(2)));
        Absence { person, from: Instant(from), until: Instant(until), stand_in }
    }

    #[test]
    fn it_ends_by_itself_and_one_that_follows_at_once_has_no_moment_in_common() {
        let first = absence(10, 20);
        assert_eq!([9, 10, 19, 20].map(|at| first.lasts(Instant(at))), [false, true, true, false]);
        assert!(!first.meets(&absence(20, 30)) && !absence(20, 30).meets(&first));
        assert!(first.meets(&absence(19, 30)) && first.meets(&absence(0, 11)) && first.meets(&first));
        assert!(!absence(15, 15).lasts(Instant(15)), "what was ended before it began never lasted");
    }
}
