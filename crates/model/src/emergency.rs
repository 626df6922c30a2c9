//! Emergency access: somebody breaks the glass for a few hours, with a reason, and others judge it afterwards.

use crate::codes::codes;
use crate::{Id, Instant, Role, id};
use serde::{Deserialize, Serialize};

codes! {
    /// What a reviewer says of accesses afterwards (ACM-56).
    pub enum Verdict {
        /// Within their authority.
        Within = "within",
        /// Not within their authority.
        Outside = "outside",
    }
}

/// What somebody judged of another's accesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Within authority or not.
    pub verdict: Verdict,
    /// In a few words, why.
    pub note: String,
    /// Who says so.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
}

/// An emergency access. Data class: school, of whoever began it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Which.
    pub id: Id<id::Record>,
    /// Who.
    pub person: Id<id::Person>,
    /// Where.
    pub unit: Id<id::Unit>,
    /// When it began.
    pub from: Instant,
    /// When it ends; earlier when it was ended by hand.
    pub until: Instant,
    /// Why.
    pub reason: String,
    /// The roles that were told, by the rule that allowed it.
    pub told: Vec<Role>,
    /// What a reviewer said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
}

impl Emergency {
    /// Whether it still lasts.
    pub fn lasts(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }
}
