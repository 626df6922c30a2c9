//! The office: what lies behind sign-in. It joins the store (which decides nothing) and the access rules (which know
//! no store): who is signed in, what they may do, and the people and units that they may see.

pub mod demo;
mod directory;
mod reader;

pub use directory::{Directory, Entry};
pub use reader::Reader;

use anyhow::Context as _;
use std::path::Path;
use varsam_access::Policies;
use varsam_model::Instant;
use varsam_store::master::{Master, MasterConfig};
use varsam_store::{Access, Db, Fault, Files, Keys, Store};

/// The registers that people and units are kept in.
pub(crate) mod register {
    /// Units; the state of a made-up one is `fictitious`.
    pub(crate) const UNIT: &str = "unit";
    /// Persons; the state of one whose mark waits for a decision is `quarantined`.
    pub(crate) const PERSON: &str = "person";
    /// Grants of roles.
    pub(crate) const GRANT: &str = "grant";
    /// What somebody was trained in, certified or licensed for.
    pub(crate) const COMPETENCE: &str = "competence";
}

/// What lies behind sign-in.
#[derive(Debug)]
pub struct Office {
    /// Everything that is kept.
    pub store: Store,
    /// Who may do what.
    pub policies: Policies,
    /// Whether it is the demonstration, in which anybody on this machine may be anybody.
    pub is_demo: bool,
    /// What time it is.
    pub clock: fn() -> Instant,
}

impl Office {
    /// The office over a store.
    ///
    /// # Errors
    /// When the access rules are unsound.
    pub fn over(store: Store, is_demo: bool, clock: fn() -> Instant) -> anyhow::Result<Self> {
        Ok(Self { store, policies: Policies::load()?, is_demo, clock })
    }

    /// The demonstration: made-up schools in a folder, filled when it is new.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub async fn demonstration(folder: &Path, clock: fn() -> Instant) -> anyhow::Result<Self> {
        let store = in_folder(folder, clock()).await.context("the demonstration cannot be stored")?;
        if store.organisers().await?.is_empty() {
            demo::fill(&store, clock()).await?;
        }
        Self::over(store, true, clock)
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        (self.clock)()
    }
}

/// A store whose parts all lie in one folder, made where there is none.
///
/// # Errors
/// When something in it cannot be opened.
pub async fn in_folder(folder: &Path, now: Instant) -> Result<Store, Fault> {
    let files = Files::folder(&folder.join("files"))?;
    let config = MasterConfig::File { path: folder.join("master.key") };
    let is_new = !folder.join("master.key").exists() && !folder.join("records.db").exists();
    let master = if is_new { Master::create(&config).await? } else { Master::open(&config).await? };
    let url = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let keys = Keys::open(Db::open(&Access::keys(&url("keys.db"))).await?, master).await?;
    let store = Store::open(Db::open(&Access::records(&url("records.db"))).await?, keys, files, now).await?;
    store.finish_erasures().await?;
    Ok(store)
}
