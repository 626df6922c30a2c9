//! Ids that know what they name, so that a person's cannot stand where a unit's is meant.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use uuid::Uuid;

/// The id of a `T`: a UUID of version 7, so ids sort by when they were made.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Id<T> {
    uuid: Uuid,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

/// An organiser (huvudman): a municipality's board or an independent school company.
#[derive(Debug)]
pub enum Organiser {}
/// A unit: the organiser itself, a school, a school unit.
#[derive(Debug)]
pub enum Unit {}
/// A group: a class, a teaching group, a department of a preschool.
#[derive(Debug)]
pub enum Group {}
/// A person: pupil, guardian or member of staff.
#[derive(Debug)]
pub enum Person {}
/// A grant of a role.
#[derive(Debug)]
pub enum Grant {}
/// A sealed record of any kind.
#[derive(Debug)]
pub enum Record {}
/// A sealed file.
#[derive(Debug)]
pub enum File {}

impl<T> Id<T> {
    /// The id that a UUID is.
    pub const fn new(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// A new id: the time, and ten random bytes.
    pub fn made(at: crate::Instant, random: [u8; 10]) -> Self {
        let milliseconds = u64::try_from(at.0.div_euclid(1000)).unwrap_or(0);
        Self::new(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }

    /// When it was made, to the millisecond; nothing of a UUID of another version.
    pub fn made_at(self) -> Option<crate::Instant> {
        let is_ours = self.uuid.get_version_num() == 7;
        let (seconds, nanoseconds) = self.uuid.get_timestamp().filter(|_| is_ours)?.to_unix();
        let microseconds = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
        Some(crate::Instant(microseconds.checked_add(i64::from(nanoseconds / 1000))?))
    }

    /// The UUID.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// The same id, said of another kind: what is true of a unit's record is true of a record.
    pub const fn of<U>(self) -> Id<U> {
        Id::new(self.uuid)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;

    #[test]
    fn later_ids_sort_after_earlier_ones_and_are_read_back() {
        let id = |at| Id::<Person>::made(Instant(at), [255; 10]);
        assert!(id(1_000_000) < id(2_000_000));
        assert_eq!(id(5_000_000).uuid().get_version_num(), 7);
        assert_eq!(id(7).to_string().parse::<Id<Person>>().unwrap(), id(7));
        let json = serde_json::to_string(&id(7)).unwrap();
        assert_eq!(serde_json::from_str::<Id<Person>>(&json).unwrap(), id(7));
    }

    #[test]
    fn an_id_tells_when_it_was_made_and_another_uuid_does_not() {
        let at = Instant(1_795_939_200_123_456);
        assert_eq!(Id::<Person>::made(at, [7; 10]).made_at(), Some(Instant(1_795_939_200_123_000)));
        let other: Id<Person> = "c232ab00-9414-11ec-b3c8-9f6bdeced846".parse().unwrap();
        assert_eq!((other.uuid().get_version_num(), other.made_at()), (1, None));
        assert_eq!(Id::<Person>::new(Uuid::nil()).made_at(), None);
    }
}
