//! Reviews of grants: once in a while everybody who answers for a role says who still needs it. What nobody confirms
//! until the due day ends by itself (ACM-48).

use crate::{Id, Instant, id};
use serde::{Deserialize, Serialize};

/// A review of who holds which role at a unit and below it. Data class: unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which.
    pub id: Id<id::Record>,
    /// The unit; those below it are reviewed too.
    pub unit: Id<id::Unit>,
    /// When it began. What was given later is not in it.
    pub begun: Instant,
    /// When what nobody has confirmed ends.
    pub due: Instant,
    /// Who began it.
    pub by: Id<id::Person>,
    /// How it came out; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// How a review came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// How many grants were confirmed.
    pub confirmed: usize,
    /// How many ended because nobody confirmed them.
    pub ended: usize,
    /// How many nobody but their holder could have confirmed: they go on, and somebody has to be appointed.
    pub without_reviewer: usize,
}
