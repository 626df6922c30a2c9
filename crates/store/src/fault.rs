//! What can go wrong with stored things, and whose fault it is.

use std::path::{Path, PathBuf};
use varsam_model::NoSuchCode;

/// Why the store cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Somebody else changed the record since it was read.
    #[error("the record was changed by somebody else; read it again and put your changes on top")]
    Changed,
    /// No such record, or not in this organisation.
    #[error("there is no such record")]
    Missing,
    /// What is shown for a reason only was asked for without one.
    #[error("say why; nothing was shown")]
    NoReason,
    /// The key of the record was destroyed: what it held is gone.
    #[error("the record was erased")]
    Erased,
    /// What is stored does not open with the key and place that it should have.
    #[error("`{table}` `{id}` does not open: it was changed or moved outside of the program")]
    Tampered {
        /// The table.
        table: &'static str,
        /// The id of the row.
        id: String,
    },
    /// The keys are of another installation than the records.
    #[error("records and keys are not of the same installation; name the two that belong together")]
    Strangers,
    /// The master key is not the one that the keys were wrapped under.
    #[error("{0}")]
    Master(#[from] crate::master::MasterError),
    /// The disk or the quota is full.
    #[error("the disk is full; free some space, nothing was changed")]
    Full,
    /// The database may only be read.
    #[error("the database is read-only; nothing was changed")]
    ReadOnly,
    /// The database cannot be reached at the moment.
    #[error("the database does not answer: {0}")]
    Away(String),
    /// The URL names a kind of database that there is none of.
    #[error("`{0}:` is no database known here; use `sqlite:` or `postgres:`")]
    NoSuchDatabase(String),
    /// A newer version of the program wrote here.
    #[error("the database was written by a newer version of the program; install that one")]
    NewerDatabase,
    /// The database cannot be brought up to date.
    #[error("the database cannot be brought up to date: {0}")]
    Migration(String),
    /// The clock is behind what was written before.
    #[error("the clock says `{now}`, but something was written at `{latest}`; set the clock right")]
    ClockBehind {
        /// What the clock says.
        now: varsam_model::Instant,
        /// The latest instant known.
        latest: varsam_model::Instant,
    },
    /// A file or folder cannot be used.
    #[error("`{path}`: {error}")]
    Path {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A backup or an archive of files is not what it should be.
    #[error("{0}")]
    Backup(String),
    /// A restore failed, and what it had put in could not be taken out again.
    #[error(
        "{first}; and what was put in by then cannot be taken out again: {second}; empty both databases by hand"
    )]
    NotUndone {
        /// Why the restore failed.
        first: Box<Fault>,
        /// Why it could not be undone.
        second: Box<Fault>,
    },
    /// A store of files failed.
    #[error("the store of files failed: {0}")]
    Files(#[from] object_store::Error),
    /// The log does not hold together.
    #[error("the log does not hold: {0}")]
    Log(String),
    /// Something in a record is in no list of ours.
    #[error(transparent)]
    Code(#[from] NoSuchCode),
    /// A body that is not what its register says.
    #[error("a record cannot be read as what it should be: a fault of the kind {0:?} at column {1}")]
    Body(serde_json::error::Category, usize),
    /// Sealing failed: the library of cryptography refused.
    #[error("sealing failed")]
    Sealing,
    /// Any other fault of the database.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
}

/// What the parser says quotes what it has read: only where and of what kind the fault is goes on.
impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Body(error.classify(), error.column())
    }
}

impl Fault {
    /// A fault with a file.
    pub(crate) fn at(path: &Path, error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full;
        }
        Self::Path { path: path.to_owned(), error }
    }

    /// Whether it is a single record that cannot be read: others may be.
    pub fn is_of_one(&self) -> bool {
        matches!(self, Self::Tampered { .. } | Self::Body(..) | Self::Code(_))
    }

    /// Whether trying the same again may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly | Self::Away(_))
    }
}

/// The codes of SQLite (primary) that say what we tell apart.
const SQLITE_READ_ONLY: &str = "8";
const SQLITE_FULL: &str = "13";

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code().map(|code| primary(&code)));
        match (code.as_deref(), &error) {
            (Some(SQLITE_FULL | "53100"), _) => Self::Full,
            (Some(SQLITE_READ_ONLY | "25006"), _) => Self::ReadOnly,
            (Some("57P01" | "57P02" | "57P03" | "53300"), _)
            | (_, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => {
                Self::Away(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}

/// SQLite's extended codes hold the primary one in their low byte; PostgreSQL's have five characters.
fn primary(code: &str) -> String {
    match code.parse::<u32>() {
        Ok(number) if code.len() != 5 => (number & 0xff).to_string(),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_are_told_by_their_primary_one() {
        assert_eq!(primary("1032"), SQLITE_READ_ONLY);
        assert_eq!(primary("13"), SQLITE_FULL);
        assert_eq!(primary("53100"), "53100");
        assert_eq!(primary("57P01"), "57P01");
    }
}
