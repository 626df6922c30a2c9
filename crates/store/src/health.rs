//! How the stored things are: for the doctor, which changes nothing, and for the start, which takes up what a database
//! put back from a copy has forgotten.

use crate::backup::Half;
use crate::db::{Db, migrate, on};
use crate::erase::{Erasure, erasures};
use crate::fault::Fault;
use crate::figures::count;
use crate::file::{ERASURES, Files};
use crate::store::Store;
use futures_util::TryStreamExt as _;
use object_store::ObjectStoreExt as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::time::Duration;
use uuid::Uuid;
use varsam_model::Instant;

/// How long somebody who only looks waits for a database.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a database tells somebody who only looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// How many migrations it has had.
    pub migrations: u64,
    /// How many this program brings it to.
    pub newest: u64,
    /// Of which installation it is; none where nothing was put in yet.
    pub installation: Option<Uuid>,
    /// The latest instant that something was written at; of records only.
    pub latest: Option<Instant>,
}

/// Looks at a half without changing or making anything. None where there is no file.
///
/// # Errors
/// When the database cannot be reached or is none.
pub async fn look(half: Half, url: &str) -> Result<Option<Look>, Fault> {
    let Some(db) = reach(half, url).await? else { return Ok(None) };
    let looked = read(half, &db).await;
    db.close().await;
    looked.map(Some)
}

async fn reach(half: Half, url: &str) -> Result<Option<Db>, Fault> {
    match url.split_once(':').map_or("", |(scheme, _)| scheme) {
        "sqlite" => {
            let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false);
            if !options.get_filename().exists() {
                return Ok(None);
            }
            let options = options.busy_timeout(PATIENCE).pragma("query_only", "ON");
            let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
            let pool = pool.connect_with(options).await?;
            Ok(Some(Db::Sqlite { read: pool.clone(), write: pool }))
        }
        "postgres" | "postgresql" => {
            let schema = if half == Half::Keys { "varsam_keys" } else { "varsam" };
            let options = PgConnectOptions::from_str(url)?
                .application_name("varsam doctor")
                .options([("search_path", schema), ("default_transaction_read_only", "on")]);
            let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
            Ok(Some(Db::Postgres(pool.connect_with(options).await?)))
        }
        other => Err(Fault::NoSuchDatabase(other.to_owned())),
    }
}

async fn read(half: Half, db: &Db) -> Result<Look, Fault> {
    let newest = migrate::newest(half == Half::Keys);
    let mut look = Look { migrations: 0, newest, installation: None, latest: None };
    let there = match db {
        Db::Sqlite { .. } => "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
        Db::Postgres(_) => {
            "SELECT count(*) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'"
        }
    };
    if count(db, there).await? > 0 {
        look.migrations = count(db, "SELECT count(*) FROM _sqlx_migrations WHERE success").await?;
    }
    if look.migrations > 0 {
        let sql = "SELECT id FROM installation WHERE one = 1";
        look.installation = on!(db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)?;
    }
    if look.installation.is_some() && half == Half::Records {
        let sql = "SELECT latest FROM installation WHERE one = 1";
        let latest: i64 = on!(db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
        look.latest = Some(Instant(latest));
    }
    Ok(look)
}

/// What keeps the store from serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The records do not answer.
    Records,
    /// The keys do not answer.
    Keys,
    /// The master key does not open the keys, or a key is not what it should be.
    Opening,
    /// A database is of another version than the program.
    Migrations,
}

impl Lack {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Keys => "keys",
            Self::Opening => "opening",
            Self::Migrations => "migrations",
        }
    }
}

impl Store {
    /// What keeps it from serving; nothing where both databases answer, are of this version, and a key opens.
    pub async fn lacks(&self) -> Vec<Lack> {
        let mut lacks = Vec::new();
        for (db, lack) in [(&self.db, Lack::Records), (self.keys.db(), Lack::Keys)] {
            match count(db, "SELECT count(*) FROM _sqlx_migrations WHERE success").await {
                Ok(done) if done == migrate::newest(lack == Lack::Keys) => {}
                Ok(_) => lacks.push(Lack::Migrations),
                Err(_) => lacks.push(lack),
            }
        }
        if lacks.is_empty() && self.log_key().await.is_err() {
            lacks.push(Lack::Opening);
        }
        lacks
    }

    /// How many entries the log has, signed or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_size(&self) -> Result<u64, Fault> {
        count(&self.db, "SELECT size FROM log_head WHERE one = 1").await
    }

    /// Since when all keys of organisers are what they are: the last rotation, or the first start. No backup of the
    /// keys from before opens anything.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn keys_since(&self) -> Result<Option<Instant>, Fault> {
        let sql = "SELECT min(made) FROM tenant_key";
        let made: Option<i64> = on!(self.keys.db(), pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
        Ok(made.map(Instant))
    }

    /// The erasures that are still to be carried out: a start does that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_erasures(&self) -> Result<Vec<Erasure>, Fault> {
        erasures(&self.db, true).await
    }

    /// Notes the erasures that lie beside the files and that the database does not know of, since somebody put it back
    /// from a copy; [`Store::finish_erasures`] carries them out. Gives how many. Called at every start: who restores a
    /// database with its own tools does not call [`Store::replay`].
    ///
    /// # Errors
    /// When the database or the store of files fails. Nothing may be served then.
    pub async fn recall_erasures(&self) -> Result<usize, Fault> {
        let mut forgotten = self.files.erasure_ids().await?;
        if forgotten.is_empty() {
            return Ok(0);
        }
        for known in self.erasures().await? {
            forgotten.remove(&known.id);
        }
        let mut list = Vec::with_capacity(forgotten.len());
        for id in forgotten {
            list.push(self.files.erasure(id).await?);
        }
        self.note_erasures(&list).await?;
        Ok(list.len())
    }

    /// Sees that the store of files takes something, gives it back, and lets go of it.
    ///
    /// # Errors
    /// When it does not.
    pub async fn probe_files(&self) -> Result<(), Fault> {
        self.files.probe().await
    }
}

impl Files {
    async fn erasure_ids(&self) -> Result<BTreeSet<Uuid>, Fault> {
        let objects: Vec<_> = self.store.list(Some(&self.below(&[ERASURES]))).try_collect().await?;
        let id = |name: &str| name.strip_suffix(".json").and_then(|id| id.parse().ok());
        Ok(objects.iter().filter_map(|object| object.location.filename().and_then(id)).collect())
    }

    async fn erasure(&self, id: Uuid) -> Result<Erasure, Fault> {
        let path = self.below(&[ERASURES, &format!("{id}.json")]);
        Ok(serde_json::from_slice(&self.store.get(&path).await?.bytes().await?)?)
    }

    /// Sees that something can be put in, read and taken out.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn probe(&self) -> Result<(), Fault> {
        let path = self.below(&["probe"]);
        self.store.put(&path, "probe".into()).await?;
        let read = self.store.get(&path).await?.bytes().await?;
        self.store.delete(&path).await?;
        let is_same = read.as_ref() == b"probe";
        if is_same { Ok(()) } else { Err(Fault::Backup("the store of files gives back other bytes".into())) }
    }
}

/// The codes of SQLite (primary) and PostgreSQL that somebody can put right.
const TODO: [(&[&str], &str); 6] = [
    (&["14"], "it cannot be opened; see that its folder is there and that the program may write to it"),
    (&["11", "26"], "the file is damaged, or no database; put back a backup"),
    (&["28P01", "28000"], "the server refuses user or password; set them right"),
    (&["3D000"], "the server has no such database; make it"),
    (&["42501"], "the user may not make schemas there; grant it CREATE on the database"),
    (&["5", "6"], "another program holds it locked; stop that one, or wait"),
];

impl Fault {
    /// What somebody can do about a fault of the database, where anybody can.
    pub fn todo(&self) -> Option<&'static str> {
        let Self::Database(error) = self else { return None };
        if matches!(error, sqlx::Error::Configuration(_)) {
            return Some("its URL is not understood; write `sqlite:/path/file.db` or `postgres://…`");
        }
        let code = error.as_database_error()?.code()?;
        let primary = match code.parse::<u32>() {
            Ok(number) if code.len() != 5 => (number & 0xff).to_string(),
            _ => code.into_owned(),
        };
        TODO.iter().find(|(codes, _)| codes.contains(&primary.as_str())).map(|(_, todo)| *todo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn looking_makes_nothing_and_tells_what_is_no_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("records.db");
        let url = format!("sqlite:{}", path.display());
        assert_eq!(look(Half::Records, &url).await.unwrap(), None);
        assert!(!path.exists());
        std::fs::write(&path, "this is a text, and has been one for a long time".repeat(100)).unwrap();
        let told = look(Half::Records, &url).await.unwrap_err();
        assert!(told.todo().is_some_and(|todo| todo.contains("no database")), "{told:?}");
        let told = look(Half::Records, "mysql://x").await.unwrap_err();
        assert!(matches!(told, Fault::NoSuchDatabase(_)));
    }
}
