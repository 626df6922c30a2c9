//! The operation side at the command line: first start, configuration, backup and restore, log, keys, doctor.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod data {
    pub(crate) mod backup;
    pub(crate) mod config;
    pub(crate) mod doctor;
    pub(crate) mod home;
    pub(crate) mod intake;
    pub(crate) mod log;
    pub(crate) mod postgres;
    pub(crate) mod start;
}
