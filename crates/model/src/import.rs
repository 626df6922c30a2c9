//! Data of other systems: rows of a list become persons, units and groups, and a plan says what would change.
//!
//! Nothing here changes anything. `mapping` says which column is what, `rows` reads a sheet with it and names every
//! fault by row and column, `plan` compares what came with what is kept: it refuses when too much would change at
//! once, and hands over nobody with a mark of protection but their id and mark.

mod date;
mod fault;
mod mapping;
mod plan;
mod rows;
mod shipped;

pub use date::read_date;
pub use fault::{RowCode, RowFault, masked};
pub use mapping::{Field, Mapping, Sheet, guess, is_mark};
pub use plan::{Breach, Changes, Entry, Figures, Kept, Limit, Limits, Refused, Scope, plan};
pub use rows::{Reading, is_failed, read_mark};
pub use shipped::schoolsoft;

use crate::civic::CivicNumber;
use crate::person::Duty;
use crate::{Id, id};

/// What somebody is whom another system names by an id of its own: its pupils are counted apart from its staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A pupil; so are a guardian's child and whoever is in a group.
    Pupil,
    /// Of the staff.
    Staff,
    /// A guardian.
    Guardian,
}

/// How another system names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// By identity number. Keep it as a keyed hash only.
    Civic(CivicNumber),
    /// By an id of its own, as what they are.
    Own(Who, &'a str),
}

/// Our ids for the keys of another system. The same key gives the same id, today and next year; a new key gives a new
/// id. The store keeps them; identity numbers go through its keyed hash.
pub trait Ids {
    /// The person whom any of the keys names; the other keys are learnt. Nobody, when an id names somebody here whose
    /// identity number is another one and whose given and family name are not these.
    fn person(&mut self, keys: &[Key<'_>], named: Option<(&str, &str)>) -> Option<Id<id::Person>>;
    /// A unit, by its code or else its name. None, when several are called so.
    fn unit(&mut self, key: &str) -> Option<Id<id::Unit>>;
    /// A group of a unit, by name.
    fn group(&mut self, unit: Id<id::Unit>, name: &str) -> Id<id::Group>;
    /// What somebody does at a unit.
    fn duty(&mut self, person: Id<id::Person>, unit: Id<id::Unit>, role: &str) -> Id<Duty>;
}
