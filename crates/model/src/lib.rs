//! The nouns, and what may happen to them: persons, units, marks, roles, terms.
//!
//! It knows no clock, no database, no page and no language: it takes the time as an argument and returns codes,
//! never sentences. Words for the codes are in `locales/`.

pub mod absence;
pub mod activity;
pub mod authority;
pub mod case;
pub mod civic;
pub mod class;
pub(crate) mod codes;
pub mod deadline;
pub mod detail;
pub mod emergency;
pub mod grant;
pub mod holiday;
pub mod id;
pub mod import;
pub mod instant;
pub(crate) mod lenient;
pub mod letter;
pub mod mark;
pub mod person;
pub mod register;
pub mod review;
pub mod role;
pub mod routine;
pub mod sample;
pub mod school;
pub mod severity;
pub mod ss12000;
pub mod unit;

pub use class::RecordClass;
pub use codes::NoSuchCode;
pub use id::Id;
pub use instant::Instant;
pub use mark::Mark;
pub use role::Role;
