//! Opening a database: connections as we need them, and migrations before anything else.

use super::migrate;
use crate::fault::Fault;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{PgPool, SqlitePool};
use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

/// How long somebody waits for a connection or for a lock before the request is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many may read at once.
const READERS: u32 = 8;

/// How much of the file the one who writes keeps at hand, as SQLite takes it: below zero in KiB. Keys are random, so that an
/// import comes back to every page again and again.
const CACHE: &str = "-32768";

/// How many pages are written ahead before they are folded into the file: 32 MiB.
const CHECKPOINT: &str = "8000";

/// How many rows SQLite's thread is ahead at most.
const ROWS: usize = 2048;

/// A database. SQLite has one writer at a time: one connection writes, so that writers wait in line here and do not
/// fight for the lock of the file.
#[derive(Debug, Clone)]
pub enum Db {
    /// A file.
    Sqlite {
        /// Connections that read.
        read: SqlitePool,
        /// The one that writes.
        write: SqlitePool,
    },
    /// A server.
    Postgres(PgPool),
}

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    url: String,
    schema: &'static str,
}

impl Access {
    /// Records at a URL: `sqlite:/var/lib/varsam/records.db`, or `postgres://…`.
    pub fn records(url: &str) -> Self {
        Self { url: url.to_owned(), schema: "varsam" }
    }

    /// Keys at a URL. In a PostgreSQL database that also has the records they live in a schema of their own.
    pub fn keys(url: &str) -> Self {
        Self { url: url.to_owned(), schema: "varsam_keys" }
    }

    /// Whether it is the keys' side.
    fn is_keys(&self) -> bool {
        self.schema == "varsam_keys"
    }
}

impl std::fmt::Debug for Access {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Db {
    /// Opens a database, makes it where there is none, and brings it up to date under a lock.
    ///
    /// # Errors
    /// When it cannot be reached, is not ours, or is newer than the program.
    pub async fn open(access: &Access) -> Result<Self, Fault> {
        let db = match access.url.split_once(':').map_or("", |(scheme, _)| scheme) {
            "sqlite" => sqlite(access).await?,
            "postgres" | "postgresql" => Self::Postgres(postgres(access).await?),
            other => return Err(Fault::NoSuchDatabase(other.to_owned())),
        };
        migrate::run(&db, access.is_keys()).await?;
        Ok(db)
    }

    /// The code of its kind: `sqlite` or `postgres`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Waits for those who are at it, and closes. SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn sqlite(access: &Access) -> Result<Db, Fault> {
    let options = SqliteConnectOptions::from_str(&access.url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A change that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        // The thread of the database hands rows over one by one: it need not wait for each fifty to be taken.
        .row_buffer_size(ROWS)
        // What is deleted is overwritten; of keys nothing else would be an erasure.
        .pragma("secure_delete", "ON");
    keep_to_owner(options.get_filename())?;
    let write = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
    // Asked for by the one who writes only: to ask takes the lock of writers, and who reads would wait for them.
    let writing = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental);
    let writing = writing.pragma("cache_size", CACHE).pragma("wal_autocheckpoint", CHECKPOINT);
    let write = write.connect_with(writing).await?;
    let read = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
    let read = read.connect_lazy_with(options);
    Ok(Db::Sqlite { read, write })
}

/// Makes the file for its owner only, before SQLite would make it for all.
fn keep_to_owner(path: &Path) -> Result<(), Fault> {
    use std::os::unix::fs::OpenOptionsExt as _;
    if path.as_os_str().is_empty() || path.to_string_lossy().contains(":memory:") {
        return Ok(());
    }
    let open = std::fs::OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    open.map(|_| ()).map_err(|error| Fault::at(path, error))
}

async fn postgres(access: &Access) -> Result<PgPool, Fault> {
    let options = PgConnectOptions::from_str(&access.url)?
        .application_name("varsam")
        .options([("search_path", access.schema)]);
    let pool = PgPoolOptions::new()
        .max_connections(READERS * 2)
        .acquire_timeout(PATIENCE)
        // After a switch-over of servers, connections to the former one are not kept for ever.
        .max_lifetime(Duration::from_mins(15));
    let pool = pool.connect_with(options).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {}", access.schema)))
        .execute(&pool)
        .await
        .or_else(made_by_another)?;
    Ok(pool)
}

/// Two programs that start at once both make the schema; one of them is told that it exists.
fn made_by_another(error: sqlx::Error) -> Result<sqlx::postgres::PgQueryResult, sqlx::Error> {
    let is_double = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
    if is_double { Ok(sqlx::postgres::PgQueryResult::default()) } else { Err(error) }
}
