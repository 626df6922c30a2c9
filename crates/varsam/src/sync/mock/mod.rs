//! A made-up school system that speaks SS 12000: for tests, measurements and the demo.
//!
//! Any size: what stands on a page is made when it is asked for, from its number alone. It fails on demand, in the ways
//! that real systems do. Derived from Skolverket's reference API (`skolverket/dnp-ss12000-reference-api`, Apache-2.0).

mod made;
mod serve;

pub use made::{Kind, id};
pub use serve::router;

use std::time::Duration;

/// The school, and what goes wrong with it.
#[derive(Debug, Clone, Default)]
pub struct School {
    /// How many persons. In each twenty: nine pupils, their nine guardians, two members of staff.
    pub persons: u64,
    /// Another seed, another school.
    pub seed: u64,
    /// Every so manieth person has a mark of protection.
    pub protected_every: Option<u64>,
    /// Persons who changed after the first full run: what a delta brings.
    pub changed: Vec<u64>,
    /// Persons who were deleted: absent from every list, named among the deleted.
    pub deleted: Vec<u64>,
    /// What goes wrong.
    pub faults: Faults,
}

/// What goes wrong.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// Every so manieth question is answered with 500, once.
    pub error_every: Option<u64>,
    /// Every so manieth question is answered so much later.
    pub slow_every: Option<(u64, Duration)>,
    /// Each page begins with the last one of the page before.
    pub repeat: bool,
    /// A token is good for so many questions.
    pub token_lasts: Option<u64>,
    /// This person comes without a mark on their own page, and again with one on the next.
    pub turns_protected: Option<u64>,
    /// This person has a mark on their own page, and comes again without one on the next.
    pub turns_open: Option<u64>,
    /// The guardian with this number has no mark on their own record, and one where they are referred to.
    pub marked_reference: Option<u64>,
    /// All page tokens from before are refused, once, from this question on.
    pub forgets_tokens_at: Option<u64>,
    /// There is no list of activities.
    pub no_activities: bool,
}
