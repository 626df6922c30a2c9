//! Is a backup whole, and does it open?

use super::{Half, Note, copy, open};
use crate::db::Db;
use crate::fault::Fault;
use crate::file::Files;
use crate::keys::Keys;
use crate::master::Master;
use crate::store::Store;
use std::path::Path;
use varsam_model::Instant;

/// What a look into a backup found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What the half with the records says of itself.
    pub records: Note,
    /// What the half with the keys says of itself.
    pub keys: Note,
    /// How many records were opened.
    pub opened: u64,
    /// How many have no key any more: they were erased between the two halves.
    pub erased: u64,
}

/// Opens both halves with the master key, and every record in them. Nothing is changed but the copies in `folder`.
///
/// # Errors
/// When a half is damaged, they do not belong together, the master key is another, or a record does not open.
pub async fn verify(records: &Path, keys: &Path, master: Master, folder: &Path) -> Result<Verified, Fault> {
    let copy = |path: &Path, name: &str| {
        let to = folder.join(name);
        std::fs::copy(path, &to).map(|_| to).map_err(|error| Fault::at(path, error))
    };
    let (records, of_records) = open(Half::Records, &copy(records, "records.db")?).await?;
    let (keys, of_keys) = open(Half::Keys, &copy(keys, "keys.db")?).await?;
    whole(&records, &of_records).await?;
    whole(&keys, &of_keys).await?;
    if of_records.installation != of_keys.installation {
        return Err(Fault::Strangers);
    }
    let keys = Keys::open(keys, master).await?;
    let store = Store::open(records, keys, Files::folder(&folder.join("files"))?, Instant(i64::MAX)).await?;
    let (opened, erased) = store.open_all().await?;
    if store.checkpoints(1).await?.pop().is_some() {
        store.verify_log(None).await?;
    }
    store.close().await;
    Ok(Verified { records: of_records, keys: of_keys, opened, erased })
}

/// Whether every row that was written is there, unchanged.
async fn whole(db: &Db, note: &Note) -> Result<(), Fault> {
    if let Db::Sqlite { read, .. } = db {
        let check: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(read).await?;
        if check != "ok" {
            return Err(Fault::Backup(format!("the file is damaged: {check}")));
        }
    }
    for table in note.half.tables() {
        let held = copy::held(db, table).await?;
        if !note.tables.contains(&held) {
            return Err(Fault::Backup(format!(
                "`{}` is not as it was written: the file is damaged",
                held.table
            )));
        }
    }
    Ok(())
}
