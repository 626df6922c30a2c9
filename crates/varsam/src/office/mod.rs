//! The office: what lies behind sign-in. It joins the store (which decides nothing) and the access rules (which know
//! no store): who is signed in, what they may do, and the people and units that they may see.

pub mod demo;
mod directory;
pub mod intake;
mod reader;

pub use directory::{Directory, Entry};
pub use reader::Reader;

use crate::data::told::told;
use crate::data::{self, Config, Env, Guidance, Site, Source};
use crate::fault::Fault;
use reqwest::Url;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, OnceLock};
use varsam_access::Policies;
use varsam_access::matrix::{self, Row};
use varsam_model::Instant;
use varsam_store::Store;

/// The registers that people and units are kept in.
pub(crate) mod register {
    /// Units; the state of a made-up one is `fictitious`.
    pub(crate) const UNIT: &str = "unit";
    /// Persons; the state of one whose mark waits for a decision is `quarantined`.
    pub(crate) const PERSON: &str = "person";
    /// Grants of roles.
    pub(crate) const GRANT: &str = "grant";
    /// Classes, teaching groups, departments.
    pub(crate) const GROUP: &str = "group";
    /// What somebody does at a unit.
    pub(crate) const DUTY: &str = "duty";
    /// Tasks about marks of protection; the state is `open` or `decided`.
    pub(crate) const MARK: &str = "mark";
    /// Guardians whose child is not here yet.
    pub(crate) const WAITING: &str = "waiting";
    /// Imports of files, from the mapping to the result.
    pub(crate) const IMPORT: &str = "import";
    /// Which column is what in files with certain heads.
    pub(crate) const LAYOUT: &str = "layout";
    /// School systems, and how the last run with each went.
    pub(crate) const SOURCE: &str = "source";
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
    /// The address that people type: of one host, without a path.
    pub address: Url,
    /// Who reads the guidelines.
    pub guidance: Guidance,
    /// What time it is.
    pub clock: fn() -> Instant,
    /// The school systems that are asked.
    pub sources: Vec<Source>,
    /// Those who have called since they were last asked.
    pub(crate) called: Mutex<BTreeSet<String>>,
    /// The table of the rules, worked out when somebody first asks for it.
    matrix: OnceLock<Vec<Row>>,
}

impl Office {
    /// The office over a store, reached at an address (which its site may set otherwise).
    ///
    /// # Errors
    /// When the access rules are unsound.
    pub fn over(store: Store, site: &Site, reached_at: Url, clock: fn() -> Instant) -> Result<Self, Fault> {
        Ok(Self {
            store,
            policies: Policies::load().map_err(anyhow::Error::from)?,
            is_demo: false,
            address: site.address.clone().unwrap_or(reached_at),
            guidance: site.guidance,
            clock,
            sources: Vec::new(),
            called: Mutex::default(),
            matrix: OnceLock::new(),
        })
    }

    /// The demonstration: made-up schools in a folder, filled when it is new.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub async fn demonstration(
        folder: &Path,
        reached_at: Url,
        clock: fn() -> Instant,
    ) -> Result<Self, Fault> {
        let config = Config::read(None, Some(folder), &Env::new())?;
        let store = data::open(&config, clock()).await?;
        if store.organisers().await.map_err(told)?.is_empty() {
            demo::fill(&store, clock()).await.map_err(told)?;
        }
        let sources = demo::school().await.into_iter().collect();
        let office = Self::over(store, &Site::default(), reached_at, clock)?.asking(sources);
        Ok(Self { is_demo: true, ..office })
    }

    /// With school systems that are asked.
    #[must_use]
    pub fn asking(self, sources: Vec<Source>) -> Self {
        Self { sources, ..self }
    }

    /// What each role may do, and what anybody may.
    pub fn matrix(&self) -> &[Row] {
        self.matrix.get_or_init(|| matrix::telling(&self.policies))
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        (self.clock)()
    }
}
