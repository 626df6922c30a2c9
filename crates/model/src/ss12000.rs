//! SS 12000, the standard by which school systems hand over who is where: its messages, and what they mean here.
//!
//! `wire` is what is sent, read without copying; `convert` makes our nouns of it. The ids of the standard are UUIDs that
//! all systems of an organiser share, so they are our ids as well.
//!
//! Derived from Skolverket's reference API (`skolverket/dnp-ss12000-reference-api`, Apache-2.0), and lenient where
//! systems differ: unknown words are kept, missing fields are missing, `null` is nothing, and the names that the
//! standard misspells are read in both spellings. A mark of protection is the one thing read strictly.

mod convert;
mod text;
mod wire;

pub use convert::{Problem, ProblemCode, Reader, Seen};
pub use text::Text;
pub use wire::{
    ActivityIn, Callback, DeletedIn, DeletedPage, DutyIn, GroupIn, OrganisationIn, Page, PersonIn,
    SubscriptionIn,
};
