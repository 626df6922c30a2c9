//! The operation side at the command line: first start, configuration, backup and restore, log, keys, doctor.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

#[path = "outside/mail_server.rs"]
mod mail_server;

mod data {
    #[path = "../office/authority.rs"]
    #[expect(dead_code, reason = "cards are for the pages")]
    pub(crate) mod authority;
    pub(crate) mod backup;
    pub(crate) mod config;
    pub(crate) mod doctor;
    pub(crate) mod home;
    pub(crate) mod intake;
    pub(crate) mod log;
    pub(crate) mod mail;
    pub(crate) mod postgres;
    pub(crate) mod serve;
    pub(crate) mod start;
    pub(crate) mod tls;
}
