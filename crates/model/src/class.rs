//! Classes of records: what is kept, read and erased together.

use crate::codes::codes;

codes! {
    /// What kind of matter a record holds. A key belongs to one data subject and one class, so each class can be
    /// erased without the others.
    pub enum RecordClass {
        /// Who somebody is: names, number, contact data.
        Identity = "identity",
        /// What a unit or group is called, and what it decides about itself.
        Unit = "unit",
        /// School matters that harm nobody much when they come out: membership, schedules, ordinary notes.
        School = "school",
        /// Matters that intrude when they come out: adaptations, assessments, social matters.
        Sensitive = "sensitive",
        /// Health and what is under secrecy with pupil health.
        Health = "health",
        /// Plans for persons with protected identity.
        Protected = "protected",
        /// What somebody needs to sign in: keys of devices, links to an identity provider.
        SignIn = "sign_in",
        /// Who did what to whom, as the log tells it.
        Log = "log",
    }
}
