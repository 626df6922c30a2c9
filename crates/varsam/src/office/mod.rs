//! The office: what lies behind sign-in. It joins the store (which decides nothing) and the access rules (which know
//! no store): who is signed in, what they may do, and the people and units that they may see.

pub mod answers;
pub(crate) mod away;
pub(crate) mod board;
pub(crate) mod breach;
pub mod calendar;
pub mod card;
pub mod cases;
pub mod certificate;
pub mod demo;
pub mod digest;
mod directory;
pub mod emergencies;
pub(crate) mod figures;
pub(crate) mod flows;
pub mod grants;
pub(crate) mod ics;
pub mod identity;
pub mod intake;
pub(crate) mod known;
pub mod letters;
pub(crate) mod log_review;
pub(crate) mod logins;
pub mod passkey;
pub mod people;
pub mod provider;
mod reader;
pub(crate) mod record;
pub mod recovery;
pub(crate) mod registers;
pub mod reviews;
pub mod set_up;
pub(crate) mod social;
pub mod take_down;
mod units;
pub mod upkeep;
pub mod wheel;

pub use card::Card;
pub(crate) use directory::CHILD;
pub use directory::{Directory, Entry};
pub use provider::Provider;
pub use reader::Reader;
pub use units::Units;
pub(crate) use units::state;

use crate::data::told::told;
use crate::data::{self, Config, Env, Guidance, Site, Source};
use crate::fault::Fault;
use crate::metrics::Metrics;
use reqwest::Url;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use varsam_access::Policies;
use varsam_access::matrix::{self, Row};
use varsam_model::{Id, Instant, id};
use varsam_rules::Rulebooks;
use varsam_store::Store;
use webauthn_rs::Webauthn;

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
    /// Passkeys; the state of one that was taken away is `removed`.
    pub(crate) const PASSKEY: &str = "passkey";
    /// How somebody who lost every key is let in again; the state is a [`super::recovery::State`].
    pub(crate) const RECOVERY: &str = "recovery";
    /// What others call somebody who signs in through them.
    pub(crate) const IDENTITY: &str = "identity";
    /// Reviews of grants.
    pub(crate) const REVIEW: &str = "review";
    /// Emergency accesses.
    pub(crate) const EMERGENCY: &str = "emergency";
    /// That somebody is away, and who stands in; the state is `set` or `ended`.
    pub(crate) const ABSENCE: &str = "absence";
    /// Whether somebody wants the weekly letter; the state is `wanted` or `silent`.
    pub(crate) const DIGEST: &str = "digest";
    /// When accounts were looked at last.
    pub(crate) const CHECK: &str = "check";
    /// Logins that two open together; the state is `asked` or `confirmed`.
    pub(crate) const LOGIN_OPENING: &str = "login_opening";
    /// Requests by outsiders to be removed from social media; the state is `asked` or `confirmed`.
    pub(crate) const REMOVAL: &str = "removal";
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
    /// Whether anybody can report a breach without saying who they are.
    pub anonymous_reports: bool,
    /// Whether mail goes out.
    pub has_mail: bool,
    /// The proxies that are believed when they say where a request comes from.
    pub trusted_proxies: Vec<IpAddr>,
    /// What makes and checks passkeys; they are bound to the address.
    pub(crate) webauthn: Webauthn,
    /// The organiser's identity provider.
    pub provider: Option<Provider>,
    /// Whose smart cards let somebody in.
    pub card: Option<Arc<Card>>,
    /// What time it is.
    pub clock: fn() -> Instant,
    /// What is counted.
    pub metrics: Metrics,
    /// The school systems that are asked.
    pub sources: Vec<Source>,
    /// Those who have called since they were last asked.
    pub(crate) called: Mutex<BTreeSet<String>>,
    /// The table of the rules, worked out when somebody first asks for it.
    matrix: OnceLock<Vec<Row>>,
    /// The units of each organiser.
    units: units::KeptUnits,
    /// What menus show to whom.
    menus: reader::KeptMenus,
    /// The entries of registers that are kept at hand.
    shelves: registers::KeptShelves,
    /// Who of those whom accounts name works there.
    present: logins::present::KeptPresent,
    /// When accounts were looked at last.
    checks: registers::checks::KeptChecks,
    /// The roles by which what registers owe can be done, worked out when somebody first asks.
    able: OnceLock<registers::debts::Able>,
    /// What is known of cases without opening them again.
    begun: cases::KeptBegun,
    /// Held while a letter is on its way to the mail server.
    letter_in_hand: tokio::sync::Mutex<()>,
}

impl Office {
    /// The office over a store, reached at an address (which its site may set otherwise).
    ///
    /// # Errors
    /// When the access rules are unsound, or passkeys cannot be bound to the address.
    pub fn over(store: Store, site: &Site, reached_at: Url, clock: fn() -> Instant) -> Result<Self, Fault> {
        let address = site.address.clone().unwrap_or(reached_at);
        Ok(Self {
            store,
            policies: Policies::load().map_err(anyhow::Error::from)?,
            is_demo: false,
            webauthn: passkey::webauthn(&address)?,
            address,
            guidance: site.guidance,
            anonymous_reports: site.anonymous_reports,
            has_mail: false,
            trusted_proxies: site.trusted_proxies.clone(),
            provider: None,
            card: None,
            clock,
            metrics: Metrics::default(),
            sources: Vec::new(),
            called: Mutex::default(),
            matrix: OnceLock::new(),
            units: units::KeptUnits::default(),
            menus: reader::KeptMenus::default(),
            shelves: registers::KeptShelves::default(),
            present: logins::present::KeptPresent::default(),
            checks: registers::checks::KeptChecks::default(),
            able: OnceLock::new(),
            begun: cases::KeptBegun::default(),
            letter_in_hand: tokio::sync::Mutex::default(),
        })
    }

    /// With what a configuration names outside: ways to sign in through others, and whether mail goes out.
    ///
    /// # Errors
    /// When a file that one of them needs cannot be read.
    pub fn with_others(mut self, config: &Config) -> Result<Self, Fault> {
        self.provider = config.provider.clone().map(Provider::new).transpose()?;
        let card = config.card.clone().map(|card| Card::open(card, &self.address)).transpose()?;
        self.card = card.map(Arc::new);
        self.has_mail = config.mail.is_some();
        Ok(self)
    }

    /// The demonstration: made-up schools in a folder, filled when it is new; with entries in all registers and cases of
    /// the routines of these rulebooks, or with neither.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub async fn demonstration(
        folder: &Path,
        reached_at: Url,
        clock: fn() -> Instant,
        books: Option<&Rulebooks>,
    ) -> Result<Self, Fault> {
        let config = Config::read(None, Some(folder), &Env::new())?;
        Self::demonstrating(&config, reached_at, clock, books).await
    }

    /// The same where a configuration says.
    ///
    /// # Errors
    /// When its databases or folders cannot be used.
    pub async fn demonstrating(
        config: &Config,
        reached_at: Url,
        clock: fn() -> Instant,
        books: Option<&Rulebooks>,
    ) -> Result<Self, Fault> {
        let store = data::open(config, clock()).await?;
        if store.organisers().await.map_err(told)?.is_empty() {
            let furniture = books.map(|books| demo::Furniture { site: reached_at.as_str(), books });
            demo::fill(&store, clock(), furniture).await.map_err(told)?;
        }
        let organiser = store.organisers().await.map_err(told)?.first().copied();
        let sources = demo::school(organiser).await.into_iter().collect();
        let office = Self::over(store, &Site::default(), reached_at, clock)?.asking(sources);
        Ok(Self { is_demo: true, anonymous_reports: true, ..office })
    }

    /// With school systems that are asked.
    #[must_use]
    pub fn asking(self, sources: Vec<Source>) -> Self {
        Self { sources, ..self }
    }

    /// The directory of an organiser, with the units as they are now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn directory(
        &self,
        organiser: Id<id::Organiser>,
    ) -> Result<Directory<'_>, varsam_store::Fault> {
        let tenant = self.store.tenant(organiser);
        Ok(Directory { tenant, units: self.units.of(tenant, organiser).await? })
    }

    /// What each role may do, and what anybody may.
    pub fn matrix(&self) -> &[Row] {
        self.matrix.get_or_init(|| matrix::telling(&self.policies))
    }

    /// The address of a page of ours, as it is handed to somebody.
    pub fn link(&self, path: &str) -> String {
        self.address.join(path).map_or_else(|_| path.to_owned(), String::from)
    }

    /// Whether a letter reaches somebody outside. In the demonstration its link is on the page.
    pub(crate) fn reaches_outsiders(&self) -> bool {
        self.has_mail || self.is_demo
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        (self.clock)()
    }
}
