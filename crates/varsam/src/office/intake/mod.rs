//! Intake: what other systems say of people and units, taken into the store.
//!
//! A [`Desk`] is one import of an organiser: only one is open at a time. What arrives goes through an [`Intake`]: new people
//! are written at once and stay out of sight until all has come; changed ones are held back; a mark of protection counts the
//! moment it comes. In the end the plan of `varsam_model::import` says what would change, and nothing is changed or ended
//! when that is more than the limits allow. `sheet` reads files, `school` keeps in step with a school system, `job` does
//! either in the background, `marks` is the queue of those who wait for a decision.

/// Does something again that somebody else was faster with at the same moment, three times at most.
macro_rules! tried {
    ($work:expr) => {{
        let mut tries = 3;
        loop {
            tries -= 1;
            match $work.await {
                Err($crate::office::intake::Stopped::Store(varsam_store::Fault::Changed)) if tries > 0 => {}
                done => break done,
            }
        }
    }};
}

mod arrival;
mod desk;
mod hide;
mod ids;
mod job;
mod layout;
mod leave;
mod link;
mod marks;
mod persons;
mod recognise;
mod run;
mod schedule;
mod school;
mod sheet;
mod tally;
mod things;
mod units;
mod upload;
mod write;

pub use arrival::{Arrival, Terms};
pub use desk::{Desk, Progress, Stopped};
pub use job::{Job, Jobs, Stage};
pub use layout::{Layout, layouts, remember};
pub(crate) use layout::{are_heads, known as mapping_for, named, source, unmarked};
pub(crate) use marks::is_of_mark;
pub use marks::{Decided, Decision, MarkTask, TaskKind, decide, task, tasks};
pub use run::Intake;
pub use schedule::{Orders, PROGRAM, ask, keep_in_step, organiser_of, secret};
pub use school::{LastRun, School, last_runs, synchronise};
pub use sheet::{Found, Sheet, look, take_in};
pub use tally::{Breached, Tally};
pub(crate) use upload::glimpse_of;
pub use upload::{LARGEST, Orderer, UploadFault, begin, check, drop_job, drop_stale, receive};

/// The states of a person's record, and of what came with an import. Those of a unit are in [`super::units::state`].
pub(crate) mod state {
    /// Seen by those who may.
    pub(crate) const ACTIVE: &str = "active";
    /// Came in an import that has not ended yet: seen by nobody.
    pub(crate) const ARRIVING: &str = "arriving";
    /// Has a mark that somebody has to decide on: seen by nobody but who decides.
    pub(crate) const QUARANTINED: &str = "quarantined";
    /// Has protected personal data, decided: in no list and no search.
    pub(crate) const PROTECTED: &str = "protected";
    /// A mark was lifted, and the data are to come with the next import.
    pub(crate) const RELEASED: &str = "released";
    /// Gone from where it came from.
    pub(crate) const ENDED: &str = "ended";
    /// Whether somebody is out of sight for a mark: no import changes more of them than that.
    pub(super) fn is_barred(state: &str) -> bool {
        [QUARANTINED, PROTECTED].contains(&state)
    }
}
