//! The desk: one import of an organiser. While it is open, no other is; it closes by itself when nobody works at it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use uuid::Uuid;
use varsam_model::{Id, Instant, id};
use varsam_store::{Change, Deed, Fault, Store, Tenant};

use super::Breached;
use crate::office::calendar;

/// The name of the claim.
const CLAIM: &str = "import";

/// How long an import may be silent before another takes its place, in seconds: longer than a page of a slow system takes
/// with all tries.
const LEASE: i64 = 300;

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// Another one of the same organiser is under way.
    #[error("another import is under way; wait until it has ended and begin again")]
    Busy,
    /// More would change than the limits allow.
    #[error("{0}")]
    Breached(Box<Breached>),
    /// The other system could not be read.
    #[error("{0}")]
    Source(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Fault),
    /// Something else of ours failed.
    #[error(transparent)]
    Ours(#[from] anyhow::Error),
}

/// How far an import has come.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// So many more are done.
    pub fn add(&self, number: usize) {
        self.done.fetch_add(number as u64, Ordering::Relaxed);
    }

    /// There are so many in all.
    pub fn expect(&self, number: usize) {
        self.total.store(number as u64, Ordering::Relaxed);
    }

    /// How many are done, and of how many; 0 of all where nobody knows.
    pub fn now(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// One import of an organiser.
#[derive(Debug)]
pub struct Desk<'a> {
    pub(super) store: &'a Store,
    pub(super) tenant: Tenant<'a>,
    pub(super) by: Id<id::Person>,
    pub(super) clock: fn() -> Instant,
    /// The name of where it comes from.
    pub(super) source: String,
    /// Who holds the claim; nobody where nothing is written.
    holder: Option<Uuid>,
    /// When it was last said that somebody is at it.
    signed: AtomicI64,
}

impl<'a> Desk<'a> {
    /// Opens the desk for an import from a source.
    ///
    /// # Errors
    /// `Busy` while another import is under way.
    pub async fn open(
        store: &'a Store,
        organiser: Id<id::Organiser>,
        source: &str,
        by: Id<id::Person>,
        clock: fn() -> Instant,
    ) -> Result<Self, Stopped> {
        let (now, tenant) = (clock(), store.tenant(organiser));
        let holder = store.new_id::<id::Record>(now)?.uuid();
        if !tenant.take(CLAIM, holder, now, now.plus_seconds(LEASE)).await? {
            return Err(Stopped::Busy);
        }
        Ok(Self {
            store,
            tenant,
            by,
            clock,
            source: source.to_owned(),
            holder: Some(holder),
            signed: AtomicI64::new(now.0),
        })
    }

    /// A desk at which nothing is written: for who wants to know what would change.
    pub fn dry(
        store: &'a Store,
        organiser: Id<id::Organiser>,
        source: &str,
        by: Id<id::Person>,
        clock: fn() -> Instant,
    ) -> Self {
        let tenant = store.tenant(organiser);
        Self { store, tenant, by, clock, source: source.to_owned(), holder: None, signed: AtomicI64::new(0) }
    }

    /// Whether nothing is written.
    pub fn is_dry(&self) -> bool {
        self.holder.is_none()
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        (self.clock)()
    }

    /// Today, where the organisers are.
    pub(super) fn today(&self) -> jiff::civil::Date {
        calendar::day(self.now())
    }

    /// A change that is made only while this desk is open.
    pub(super) async fn change(&self) -> Result<Change<'a>, Stopped> {
        let now = self.now();
        let mut change = self.tenant.change(self.by, now).await?;
        match self.holder {
            Some(holder) => match change.hold(CLAIM, holder, now.plus_seconds(LEASE)).await {
                Err(Fault::Changed) => Err(Stopped::Busy),
                held => held.map(|()| change).map_err(Stopped::from),
            },
            None => Err(anyhow::anyhow!("a dry run writes nothing").into()),
        }
    }

    /// Says that somebody is at it, where nothing was written for a while: many pages may come in which nothing is new.
    pub(super) async fn give_sign(&self) -> Result<(), Stopped> {
        let now = self.now();
        let is_due = now >= Instant(self.signed.load(Ordering::Relaxed)).plus_seconds(LEASE / 5);
        if is_due && !self.is_dry() {
            self.change().await?.commit().await?;
            self.signed.store(now.0, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Notes why what the limits would stop is let through.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn note_let_through(&self, reason: &str) -> Result<(), Stopped> {
        let mut change = self.change().await?;
        change.log(Deed::new("sync_let_through").note(&format!("{}: {reason}", self.source))).await?;
        change.commit().await?;
        Ok(())
    }

    /// Closes the desk, so that the next import need not wait.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn close(self) -> Result<(), Fault> {
        match self.holder {
            Some(holder) => self.tenant.give_back(CLAIM, holder).await,
            None => Ok(()),
        }
    }
}
