//! Putting a backup back, without bringing anybody back who was erased since.

use super::{Half, Held, copy, open};
use crate::db::{Db, on, within};
use crate::erase::{Erasure, erasures};
use crate::fault::Fault;
use crate::keys::VACUUM;
use crate::store::Store;
use std::path::Path;
use uuid::Uuid;
use varsam_model::Instant;

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was put back, of both halves.
    pub tables: Vec<Held>,
    /// When the backup was taken.
    pub at: Instant,
}

/// Copies both halves into two databases that are empty. [`Store::replay`] comes next, before anything is served.
///
/// # Errors
/// When a database is not empty, or the halves do not belong together.
pub async fn restore(records: &Path, keys: &Path, to: (&Db, &Db)) -> Result<Restored, Fault> {
    let (records, of_records) = open(Half::Records, records).await?;
    let (keys, of_keys) = open(Half::Keys, keys).await?;
    if of_records.installation != of_keys.installation {
        return Err(Fault::Strangers);
    }
    for db in [to.0, to.1] {
        refuse_used(db).await?;
    }
    let copied = match both((&records, &keys), to).await {
        Ok(tables) => Ok(tables),
        Err(first) => Err(undone(to, first).await),
    };
    records.close().await;
    keys.close().await;
    copied.map(|tables| Restored { tables, at: of_records.at })
}

async fn both((records, keys): (&Db, &Db), to: (&Db, &Db)) -> Result<Vec<Held>, Fault> {
    let mut tables = copy::all(keys, to.1, copy::KEYS).await?;
    tables.extend(copy::all(records, to.0, copy::RECORDS).await?);
    Ok(tables)
}

/// Takes out again what a restore put in that could not be finished: half of one may not look like a whole one, and the
/// next try needs empty databases. To be called by who has seen them empty.
///
/// # Errors
/// When a database fails.
pub async fn undo(to: (&Db, &Db)) -> Result<(), Fault> {
    for (db, tables) in [(to.0, copy::RECORDS), (to.1, copy::KEYS)] {
        copy::empty(db, tables).await?;
    }
    // Where a log begins: a migration put that row in, and it went with the others.
    let sql = "INSERT INTO log_head (one, size) VALUES (1, 0)";
    let mut tx = to.0.begin().await?;
    within!(&mut tx, connection => sqlx::query(sql).execute(connection).await.map(|_| ()))?;
    tx.commit().await?;
    to.1.settle(VACUUM).await
}

/// Undoes what failed. Why it failed is told in any case; where it cannot be undone, that too.
async fn undone(to: (&Db, &Db), first: Fault) -> Fault {
    match undo(to).await {
        Ok(()) => first,
        Err(second) => Fault::NotUndone { first: Box::new(first), second: Box::new(second) },
    }
}

async fn refuse_used(db: &Db) -> Result<(), Fault> {
    let sql = "SELECT id FROM installation WHERE one = 1";
    let used: Option<Uuid> = on!(db, pool => sqlx::query_scalar(sql).fetch_optional(pool).await)?;
    let message = "there is something in the database already; name empty ones, and swap them afterwards";
    if used.is_some() { Err(Fault::Backup(message.to_owned())) } else { Ok(()) }
}

impl Store {
    /// Obeys the erasures that were made after the backup: those of the list that lies with the files, and those of
    /// a newer backup if there is one. Gives how many there are.
    ///
    /// # Errors
    /// When a database or the store of files fails. Nothing may be served then.
    pub async fn replay(&self, newer: Option<&Path>) -> Result<usize, Fault> {
        let mut list: Vec<Erasure> = self.files.erasures().await?;
        if let Some(path) = newer {
            let (db, _) = open(Half::Records, path).await?;
            list.extend(erasures(&db, false).await?);
        }
        list.extend(self.erasures().await?);
        self.note_erasures(&list).await?;
        self.finish_erasures().await?;
        Ok(self.erasures().await?.len())
    }
}
