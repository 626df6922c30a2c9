//! Logins that several colleagues hold, so that an account does not go idle when one of them is away (SOL-11).

use crate::{Id, id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The fewest who hold a login.
const FEWEST: usize = 2;

/// Who holds a login: at least two, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<Id<id::Person>>", into = "BTreeSet<Id<id::Person>>")]
pub struct Holders(BTreeSet<Id<id::Person>>);

/// A login that would lie with one person alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a login is held by at least two colleagues; name one more")]
pub struct TooFew;

impl Holders {
    /// Those who hold a login.
    ///
    /// # Errors
    /// `TooFew` when they are not two different persons or more.
    pub fn new(persons: impl IntoIterator<Item = Id<id::Person>>) -> Result<Self, TooFew> {
        Self::try_from(persons.into_iter().collect::<BTreeSet<_>>())
    }

    /// Whether somebody is among them.
    pub fn contains(&self, person: Id<id::Person>) -> bool {
        self.0.contains(&person)
    }

    /// All but one.
    pub fn others(&self, person: Id<id::Person>) -> impl Iterator<Item = Id<id::Person>> {
        self.0.iter().copied().filter(move |other| *other != person)
    }
}

impl TryFrom<BTreeSet<Id<id::Person>>> for Holders {
    type Error = TooFew;

    fn try_from(persons: BTreeSet<Id<id::Person>>) -> Result<Self, TooFew> {
        if persons.len() < FEWEST { Err(TooFew) } else { Ok(Self(persons)) }
    }
}

impl From<Holders> for BTreeSet<Id<id::Person>> {
    fn from(Holders(persons): Holders) -> Self {
        persons
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn sol_11_a_login_lies_with_two_or_more() {
        let person = |number| Id::new(Uuid::from_u128(number));
        let holders = Holders::new([person(1), person(2), person(2)]).unwrap();
        assert!(holders.contains(person(2)) && !holders.contains(person(3)));
        assert_eq!(holders.others(person(1)).collect::<Vec<_>>(), [person(2)]);
        assert_eq!(Holders::new([person(1), person(1)]), Err(TooFew));
        let text = serde_json::to_string(&holders).unwrap();
        assert_eq!(serde_json::from_str::<Holders>(&text).unwrap(), holders);
        assert!(serde_json::from_str::<Holders>("[]").is_err(), "not from what is stored either");
    }
}
