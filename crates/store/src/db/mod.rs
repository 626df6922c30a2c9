//! Two databases, one SQL text: SQLite in a file, or PostgreSQL by URL.
//!
//! `$1` placeholders, `RETURNING` and `ON CONFLICT` are the same in both; what differs is in this folder. A body is
//! written once and compiled twice by [`on!`] and [`within!`].

pub(crate) mod migrate;
mod open;

pub use open::{Access, Db};

use crate::fault::Fault;
use sqlx::{Postgres, Sqlite, Transaction};

/// A transaction that writes.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a body with a pool to read from.
macro_rules! on {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite { read: $pool, .. } => $body,
            $crate::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs a body with the connection of a transaction.
macro_rules! within {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            $crate::db::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}

pub(crate) use {on, within};

impl Db {
    /// Begins a transaction that writes. In SQLite it holds the write lock from the start: a lock that is asked for
    /// later fails at once when somebody else wrote in between.
    pub(crate) async fn begin(&self) -> Result<Tx, Fault> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(begin_sqlite(write).await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

/// SQLite gives a transaction up by itself when the disk is full; the connection that counts it as open can begin no
/// other one, and is the only one that writes: it is closed, and made anew.
async fn begin_sqlite(write: &sqlx::SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match write.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            write.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

impl Tx {
    /// Makes everything in it last, or nothing.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Db {
    /// Makes sure that what was deleted is not lying about: SQLite's write-ahead log still holds it until it is
    /// folded into the file and cut off. In PostgreSQL the tables that hold keys are vacuumed; what its own log keeps
    /// goes by its retention: hence the rotation of keys.
    pub(crate) async fn settle(&self, vacuum: &'static str) -> Result<(), Fault> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
            }
            Self::Postgres(pool) if !vacuum.is_empty() => {
                sqlx::query(vacuum).execute(pool).await?;
            }
            Self::Postgres(_) => {}
        }
        Ok(())
    }
}
