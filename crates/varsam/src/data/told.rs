//! Whose fault it is when stored things fail, and what can be done.

use super::Config;
use super::config::master_place;
use crate::fault::Fault;
use std::io::ErrorKind;
use varsam_store::Fault as Stored;
use varsam_store::master::MasterError;

/// A fault of the store, as the user's where somebody who installs or keeps the program can put it right.
pub fn told(fault: Stored) -> Fault {
    if let Some(todo) = fault.todo() {
        return Fault::user(format!("the database: {todo}"));
    }
    match fault {
        Stored::Path { path, error } => {
            let todo = match error.kind() {
                ErrorKind::PermissionDenied => {
                    "run the program as the user that owns it, or give it the right"
                }
                ErrorKind::NotFound => "make its folder, or name another place",
                ErrorKind::ReadOnlyFilesystem => "its disk may only be read; mount it for writing",
                _ => "see that it is in order",
            };
            Fault::user(format!("`{}` cannot be used: {error}; {todo}", path.display()))
        }
        Stored::Away(why) => Fault::user(format!(
            "the database does not answer: {why}; see that it runs and that the URL is right"
        )),
        Stored::ReadOnly => Fault::user(
            "the database is read-only, nothing was changed; see to the rights of its file, its disk, or its user",
        ),
        Stored::Files(error) => Fault::user(format!(
            "the store of files fails: {error}; see to its URL, its options, and that it runs"
        )),
        Stored::Master(MasterError::Crypto)
        | Stored::Changed
        | Stored::Missing
        | Stored::Erased
        | Stored::Tampered { .. }
        | Stored::Code(_)
        | Stored::Body(..)
        | Stored::Sealing
        | Stored::Migration(_)
        | Stored::Database(_) => Fault::Ours(fault.into()),
        fault => Fault::user(fault.to_string()),
    }
}

/// As [`told`], with what it was about in front.
pub fn told_of(what: String) -> impl Fn(Stored) -> Fault {
    move |fault| match told(fault) {
        Fault::User(message) => Fault::user(format!("{what}: {message}")),
        Fault::Ours(error) => Fault::Ours(error.context(what.clone())),
    }
}

/// Why the keys do not open. A wrong master key is told by its check value.
pub fn not_opened(config: &Config, check_value: &str, fault: Stored) -> Fault {
    match fault {
        Stored::Master(
            error @ (MasterError::NotOpened(_)
            | MasterError::NoSuchVersion { .. }
            | MasterError::OtherKind { .. }
            | MasterError::Other { .. }),
        ) => Fault::user(format!(
            "the master key at `{}`, check value `{check_value}`, does not open the keys in `{}`: {error}",
            master_place(&config.master),
            config.keys
        )),
        fault => told_of(format!("the keys in `{}`", config.keys))(fault),
    }
}
