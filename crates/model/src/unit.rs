//! Units and groups: where people belong.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::civic::CivicNumber;
use crate::deadline::OfficeHours;
use crate::id;
use crate::school::{GroupKind, SchoolForm, UnitKind};
use crate::{Id, Mark};

/// An organiser, an area, a school or a school unit. Data class: unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: Id<id::Unit>,
    /// What it is.
    pub kind: UnitKind,
    /// What it is called.
    pub name: String,
    /// The unit that it belongs to; none for an organiser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id<id::Unit>>,
    /// Skolenhetskod for a school unit, organisation number for an organiser; as text, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The forms of school that it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<SchoolForm>,
    /// When its office is open; when that of the unit above is, where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<OfficeHours>,
}

/// A class, a teaching group, a department. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: Id<id::Group>,
    /// What it is for.
    pub kind: GroupKind,
    /// What it is called.
    pub name: String,
    /// The unit that it belongs to.
    pub unit: Id<id::Unit>,
    /// When it lasts.
    #[serde(flatten)]
    pub period: Period,
    /// Who is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Membership>,
}

/// Somebody in a group. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub person: Id<id::Person>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
}

/// From a day until a day, both included; open where a day is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

impl Period {
    /// Whether the day is within.
    pub fn holds(self, day: Date) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day <= end)
    }

    /// Whether it ends before it starts.
    pub fn is_backwards(self) -> bool {
        matches!((self.start, self.end), (Some(start), Some(end)) if end < start)
    }
}

/// A mark that stands on a reference to somebody: beside a name in a group, a guardian or a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marked {
    /// Who.
    pub person: Id<id::Person>,
    /// The mark.
    pub mark: Mark,
    /// Their identity number, to find out by its keyed hash who it is among those who are here already. It is kept nowhere.
    #[serde(skip)]
    pub civic: Option<CivicNumber>,
}
