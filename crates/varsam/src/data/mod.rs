//! Where the data is, and how it is opened: records, keys, files and the master key, as one configuration names them.
//!
//! `config` reads it, `open` opens what it names, `told` says whose fault it is when that fails; `copies` names and
//! finds backups, `files` copies the store of files, `mail` sends mail, `witness` hands checkpoints out,
//! `daily` does so each day, `doctor` looks after all of it.

pub mod config;
pub mod copies;
pub mod daily;
pub mod database;
pub mod doctor;
pub mod files;
pub mod mail;
mod open;
pub mod told;
pub mod witness;

pub use config::{BackupFolders, Config, Env, FilesAt, Guidance, Site, Source, env};
pub use database::Database;
pub use open::{is_new, make_folders, master, open, reopen, reopen_quietly};
