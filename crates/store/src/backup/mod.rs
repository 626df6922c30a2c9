//! Backups: records and keys, each as one SQLite file, whatever the database is. Taken while others work; kept apart,
//! since either alone opens nothing.
//!
//! Records are copied before keys: a record's key is older than the record, so every record in the backup has its
//! key in it, but for those that were erased in between.

mod copy;
mod restore;
mod verify;

pub use copy::Held;
pub use restore::{Restored, restore, undo};
pub use verify::{Verified, verify};

use crate::db::{Access, Db};
use crate::fault::Fault;
use crate::store::Store;
use copy::Table;
use serde::{Deserialize, Serialize};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use uuid::Uuid;
use varsam_model::{Id, Instant, id};

/// Which half a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// Sealed records and the log.
    Records,
    /// Wrapped keys and the index of numbers.
    Keys,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which half.
    pub half: Half,
    /// Of which installation.
    pub installation: Uuid,
    /// When it was begun.
    pub at: Instant,
    /// The fingerprint of the master key that was current.
    pub master: String,
    /// What each table held.
    pub tables: Vec<Held>,
}

impl Half {
    fn tables(self) -> &'static [Table] {
        match self {
            Self::Records => copy::RECORDS,
            Self::Keys => copy::KEYS,
        }
    }

    fn access(self, path: &Path) -> Access {
        // What a URL would read as its end or as an escape is part of the name here.
        let url = format!("sqlite:{}", path.display().to_string().replace('%', "%25").replace('?', "%3F"));
        match self {
            Self::Records => Access::records(&url),
            Self::Keys => Access::keys(&url),
        }
    }

    fn of(self, store: &Store) -> &Db {
        match self {
            Self::Records => &store.db,
            Self::Keys => store.keys.db(),
        }
    }
}

impl Store {
    /// Writes one half to a new file, as it is at one moment, while others go on.
    ///
    /// # Errors
    /// When the file is there already, the disk is full, or the database fails; an unfinished file is removed.
    pub async fn back_up(&self, half: Half, path: &Path, at: Instant) -> Result<Note, Fault> {
        refuse_used(path)?;
        // Others may be at the same one.
        let unique: Id<id::Record> = self.new_id(at)?;
        let unfinished = path.with_extension(format!("{unique}.unfinished"));
        remove(&unfinished)?;
        let done = self.write_backup(half, &unfinished, at).await;
        let done = done.and_then(|note| put_in_place(&unfinished, path).map(|()| note));
        if done.is_err() {
            remove(&unfinished)?;
        }
        done
    }

    async fn write_backup(&self, half: Half, path: &Path, at: Instant) -> Result<Note, Fault> {
        let to = Db::open(&half.access(path)).await?;
        let tables = copy::all(half.of(self), &to, half.tables()).await?;
        let master = self.keys.master_fingerprint().await?;
        let note = Note { half, installation: self.installation(), at, master, tables };
        put_note(&to, &note).await?;
        to.settle("").await?;
        to.close().await;
        Ok(note)
    }
}

fn refuse_used(path: &Path) -> Result<(), Fault> {
    if path.exists() { Err(is_used(path)) } else { Ok(()) }
}

fn is_used(path: &Path) -> Fault {
    Fault::Backup(format!("`{}` is there already; name a new file", path.display()))
}

fn put_in_place(unfinished: &Path, path: &Path) -> Result<(), Fault> {
    // The name is taken first, and only where it is free: of two who finish at once, one is told so. The file that keeps
    // it is our own, and gives way to the backup.
    std::fs::File::create_new(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => is_used(path),
        _ => Fault::at(path, error),
    })?;
    if let Err(error) = std::fs::rename(unfinished, path) {
        remove(path)?;
        return Err(Fault::at(path, error));
    }
    sync_folder(path)
}

async fn put_note(to: &Db, note: &Note) -> Result<(), Fault> {
    let Db::Sqlite { write, .. } = to else { return Ok(()) };
    sqlx::query("CREATE TABLE backup (note TEXT NOT NULL)").execute(write).await?;
    let text = serde_json::to_string(note)?;
    sqlx::query("INSERT INTO backup (note) VALUES ($1)").bind(text).execute(write).await?;
    Ok(())
}

/// Opens a backup, once it has said that it is this half: opening the other as this one would spoil it.
async fn open(half: Half, path: &Path) -> Result<(Db, Note), Fault> {
    let note = note(half, path).await?;
    Ok((Db::open(&half.access(path)).await?, note))
}

/// What a backup says of itself.
async fn note(half: Half, path: &Path) -> Result<Note, Fault> {
    let refuse = |why: &str| Fault::Backup(format!("`{}` {why}", path.display()));
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let read = async {
        let mut connection = options.connect().await?;
        sqlx::query_scalar("SELECT note FROM backup").fetch_one(&mut connection).await
    };
    let text: Result<String, sqlx::Error> = read.await;
    let text = text.map_err(|_| refuse("is no backup of ours, or a damaged or unfinished one"))?;
    let note: Note = serde_json::from_str(&text)?;
    if note.half == half { Ok(note) } else { Err(refuse("is the other half: records and keys are mixed up")) }
}

fn remove(path: &Path) -> Result<(), Fault> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Fault::at(path, error)),
            _ => {}
        }
    }
    Ok(())
}

fn sync_folder(path: &Path) -> Result<(), Fault> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Fault::at(folder, error))
}

/// The columns that are in a backup, `table.column`, for each half. For the test that none was forgotten.
#[doc(hidden)]
pub fn columns() -> [Vec<String>; 2] {
    let of = |tables: &[Table]| {
        let columns = tables
            .iter()
            .flat_map(|(table, columns)| columns.iter().map(move |(column, _)| format!("{table}.{column}")));
        columns.collect()
    };
    [of(copy::RECORDS), of(copy::KEYS)]
}
