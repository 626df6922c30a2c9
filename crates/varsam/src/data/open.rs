//! Opening the data. The very first start makes it; every later one takes it as it is, or says what is missing.

use super::config::master_place;
use super::told::{not_opened, told, told_of};
use super::{Config, Database, FilesAt};
use crate::fault::Fault;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use varsam_model::Instant;
use varsam_store::backup::Half;
use varsam_store::health::{Look, look};
use varsam_store::master::{Master, MasterConfig, MasterError};
use varsam_store::{Access, Db, Files, Keys, Store};

/// Opens the data; makes it, with its folders and its master key, where there is neither a record nor a key yet.
/// Erasures that were broken off, or that a database put back from a copy has forgotten, are carried out before it is
/// given away.
pub async fn open(config: &Config, now: Instant) -> Result<Store, Fault> {
    settle(store(config, is_new(config).await?, now).await?).await
}

/// As [`open`], where the data must be there already: a path that is written wrong makes no new installation.
pub async fn reopen(config: &Config, now: Instant) -> Result<Store, Fault> {
    settle(reopen_quietly(config, now).await?).await
}

/// As [`reopen`], and changes nothing: for who only looks. Nothing may be served from it.
pub async fn reopen_quietly(config: &Config, now: Instant) -> Result<Store, Fault> {
    if is_new(config).await? {
        return Err(Fault::user(format!(
            "there is no data in `{}` yet; the first start of `varsam serve` makes it, or name the right place",
            config.records
        )));
    }
    store(config, false, now).await
}

async fn settle(store: Store) -> Result<Store, Fault> {
    let recalled = store.recall_erasures().await.map_err(told)?;
    if recalled > 0 {
        tracing::warn!(recalled, "the records were put back from a copy; erasures made since are obeyed");
    }
    store.finish_erasures().await.map_err(told)?;
    Ok(store)
}

/// Whether neither half was ever used.
pub async fn is_new(config: &Config) -> Result<bool, Fault> {
    let (records, keys) = (half(Half::Records, &config.records), half(Half::Keys, &config.keys));
    let (records, keys) = (records.await?, keys.await?);
    let is_used = |look: &Option<Look>| look.as_ref().is_some_and(|look| look.installation.is_some());
    match (&records, &keys) {
        (None, keys) if is_used(keys) => Err(gone("records", config)),
        (records, None) if is_used(records) => Err(gone("keys", config)),
        _ => Ok(!is_used(&records) && !is_used(&keys)),
    }
}

async fn half(half: Half, database: &Database) -> Result<Option<Look>, Fault> {
    let name = if half == Half::Keys { "keys" } else { "records" };
    look(half, database.url()).await.map_err(told_of(format!("the {name} in `{database}`")))
}

/// A file that is not there while the other half was used: a new one would hide the loss.
fn gone(half: &str, config: &Config) -> Fault {
    let (gone, there) = match half {
        "records" => (&config.records, &config.keys),
        _ => (&config.keys, &config.records),
    };
    Fault::user(format!(
        "the {half} `{gone}` are missing, and `{there}` was used with them; put them back (`varsam restore`), or name the \
         right place"
    ))
}

async fn store(config: &Config, is_new: bool, now: Instant) -> Result<Store, Fault> {
    if is_new {
        make_folders(config)?;
    }
    let master = master(config, is_new).await?;
    let check_value = master.fingerprint(master.current()).await.map_err(|error| told(error.into()))?;
    let of_records = told_of(format!("the records in `{}`", config.records));
    let of_keys = told_of(format!("the keys in `{}`", config.keys));
    let keys = Db::open(&Access::keys(config.keys.url())).await.map_err(of_keys)?;
    let keys = Keys::open(keys, master).await.map_err(|fault| not_opened(config, &check_value, fault))?;
    let records = Db::open(&Access::records(config.records.url())).await.map_err(of_records)?;
    Store::open(records, keys, config.files.open()?, now).await.map_err(told)
}

impl FilesAt {
    /// Opens the store of files.
    pub fn open(&self) -> Result<Files, Fault> {
        let files = match self {
            Self::Folder(path) => Files::folder(path),
            Self::Store { url, options } => Files::at(url, options),
        };
        files.map_err(told)
    }
}

/// Makes the folders of the database files, for their owner only. Those above must be there: a disk that is not mounted
/// is noticed.
pub fn make_folders(config: &Config) -> Result<(), Fault> {
    for path in [&config.records, &config.keys].into_iter().filter_map(Database::path) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.exists() {
            std::fs::DirBuilder::new().mode(0o700).create(folder).map_err(|error| {
                Fault::user(format!(
                    "the folder `{}` cannot be made: {error}; make the one above it, or name another",
                    folder.display()
                ))
            })?;
        }
    }
    Ok(())
}

/// The master key. Only a first start makes one; a credential or one that is there already is taken as it is.
pub async fn master(config: &Config, is_new: bool) -> Result<Master, Fault> {
    let fault = |error: MasterError| told(error.into());
    match Master::open(&config.master).await {
        Err(MasterError::Missing(place)) if !is_new => Err(Fault::user(format!(
            "there is no master key at `{place}`, and without it nothing that is stored opens; put back the copy that was \
             kept aside, or name the right place"
        ))),
        Err(MasterError::Missing(_)) if !matches!(config.master, MasterConfig::Credential { .. }) => {
            let made = match Master::create(&config.master).await {
                // Two first starts at once.
                Err(MasterError::Exists(_)) => Master::open(&config.master).await,
                made => made,
            };
            let place = master_place(&config.master);
            tracing::warn!(place, "made the master key; copy it aside today: without it, nothing opens");
            made.map_err(fault)
        }
        master => master.map_err(fault),
    }
}
