//! Places in, findings out: files, mail, archives and office documents, read to the last corner, and what personal data is in them.
//!
//! [`walk`] says which files there are. A [`Unit`] is one file; [`unit::read`] turns it into a [`Report`] with a [`Finding`] for each
//! span, at a [`Place`] inside the file. [`pool`] hands units to worker processes, so that a file that hangs or eats memory costs
//! one report and not the scan. [`state`] makes a scan resumable, [`baseline`] takes out what somebody has accepted, [`report`]
//! writes it down, [`redact`] makes a copy without it.
//!
//! Everything leaves here as codes; the program puts them into words.

pub mod baseline;
pub mod extract;
pub mod find;
pub mod forms;
pub mod key;
pub mod limits;
pub mod pool;
pub mod redact;
pub mod report;
pub mod roster;
pub mod state;
pub mod table;
pub mod task;
pub mod unit;
pub mod walk;
pub mod worker;

#[cfg(feature = "made")]
pub mod made;

mod fault;
mod kind;
mod markup;
mod path;
mod place;

pub use fault::{Fault, Reason};
pub use find::{Find, Hit};
pub use kind::Kind;
pub use path::FilePath;
pub use place::{Place, Step};
pub use task::Task;
pub use unit::{Finding, Owner, Report, State, Unit};
