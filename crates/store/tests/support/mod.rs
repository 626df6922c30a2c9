//! A store for a test: on SQLite always, and on PostgreSQL where `VARSAM_TEST_POSTGRES` names a server.
#![allow(dead_code, reason = "each test file uses its part")]

use std::future::Future;
use std::path::PathBuf;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::master::{Master, MasterConfig};
use varsam_store::{Access, Db, Files, Head, Keys, Store, Tenant};

/// The day on which tests happen, 2026-11-29 08:00 UTC.
pub(crate) const NOW: Instant = Instant(1_795_939_200_000_000);

/// A store with one organiser, and where it is.
pub(crate) struct Made {
    pub(crate) store: Store,
    pub(crate) organiser: Id<id::Organiser>,
    pub(crate) folder: PathBuf,
    pub(crate) records: String,
    pub(crate) keys: String,
    /// Removed with everything in it when the test ends.
    kept: tempfile::TempDir,
}

impl Made {
    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.store.tenant(self.organiser)
    }

    /// Closes and opens again, as after a restart.
    pub(crate) async fn again(self) -> Self {
        let Self { store, organiser, folder, records, keys, kept } = self;
        store.close().await;
        let store = open(&records, &keys, &folder, NOW).await.unwrap();
        Self { store, organiser, folder, records, keys, kept }
    }
}

/// Opens a store with the master key of a folder.
pub(crate) async fn open(
    records: &str,
    keys: &str,
    folder: &std::path::Path,
    now: Instant,
) -> Result<Store, varsam_store::Fault> {
    let master = master(folder).await;
    let keys = Keys::open(Db::open(&Access::keys(keys)).await?, master).await?;
    Store::open(Db::open(&Access::records(records)).await?, keys, Files::folder(&folder.join("files"))?, now)
        .await
}

/// The master key of a folder, made where there is none.
pub(crate) async fn master(folder: &std::path::Path) -> Master {
    let path = folder.join("master.key");
    let config: MasterConfig = format!("file:{}", path.display()).parse().unwrap();
    if path.exists() { Master::open(&config).await.unwrap() } else { Master::create(&config).await.unwrap() }
}

/// Runs a test on each database that there is.
pub(crate) async fn each<F, Fut>(test: F)
where
    F: Fn(Made) -> Fut,
    Fut: Future<Output = ()>,
{
    test(sqlite().await).await;
    match std::env::var("VARSAM_TEST_POSTGRES") {
        Ok(url) => test(postgres(&url).await).await,
        Err(_) => eprintln!(
            "skipped: PostgreSQL (VARSAM_TEST_POSTGRES names no server; `cargo xtask test` starts one)"
        ),
    }
}

pub(crate) async fn sqlite() -> Made {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().to_owned();
    let records = format!("sqlite:{}", folder.join("records.db").display());
    let keys = format!("sqlite:{}", folder.join("keys.db").display());
    made((kept, folder), records, keys).await
}

async fn postgres(url: &str) -> Made {
    let kept = tempfile::tempdir().unwrap();
    let folder = kept.path().to_owned();
    let unique = kept.path().file_name().unwrap().to_string_lossy().replace('.', "");
    let url = own_database(url, &unique).await;
    made((kept, folder), url.clone(), url).await
}

/// A database of its own on the server that the tests were given, if they were.
pub(crate) async fn database() -> Option<String> {
    let url = std::env::var("VARSAM_TEST_POSTGRES").ok()?;
    Some(own_database(&url, "alone").await)
}

async fn own_database(url: &str, unique: &str) -> String {
    let name = format!("test_{}_{unique}", std::process::id()).to_lowercase();
    let admin = sqlx::PgPool::connect(&format!("{url}/postgres")).await.unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
    admin.close().await;
    format!("{url}/{name}")
}

async fn made((kept, folder): (tempfile::TempDir, PathBuf), records: String, keys: String) -> Made {
    let store = open(&records, &keys, &folder, NOW).await.unwrap();
    let organiser = store.new_id(NOW).unwrap();
    store.add_organiser(organiser, NOW).await.unwrap();
    Made { store, organiser, folder, records, keys, kept }
}

/// Somebody.
pub(crate) fn person(number: u128) -> Id<id::Person> {
    Id::new(Uuid::from_u128(number))
}

/// A school.
pub(crate) const SCHOOL: Id<id::Unit> = Id::new(Uuid::from_u128(0x5c00));

/// The head of a record about somebody.
pub(crate) fn about(number: u128, who: Id<id::Person>) -> Head {
    Head::about(Id::new(Uuid::from_u128(number)), "person", SCHOOL, who.uuid(), RecordClass::Identity)
        .in_state("active")
}
