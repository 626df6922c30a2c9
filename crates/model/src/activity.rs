//! Activities: which groups are taught by whom.

use serde::{Deserialize, Serialize};

use crate::person::Duty;
use crate::unit::Period;
use crate::{Id, id};

/// What a timetable is made of: groups and the duties of those who lead them. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Activity {
    /// Its id.
    pub id: Id<Activity>,
    /// What it is called.
    pub name: String,
    /// What it is, in the words of the system it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// At which unit.
    pub unit: Id<id::Unit>,
    /// For which groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Id<id::Group>>,
    /// Led by whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Id<Duty>>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
}
