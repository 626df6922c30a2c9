//! Figures for those who watch over the store: how many, since when. None says anything of anybody.

use crate::db::{Db, on};
use crate::fault::Fault;
use crate::keys::Keys;
use crate::sign_in::IDLE;
use crate::store::Store;
use std::sync::atomic::{AtomicU64, Ordering};
use varsam_model::Instant;

/// How the store is at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// How many are signed in.
    pub sessions: u64,
    /// How many notices wait to go out, those that are not due yet included.
    pub waiting: u64,
    /// How many of those have failed at least once.
    pub failing: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Of how many nobody knows whether they went out: they were on their way when a program stopped.
    pub uncertain: u64,
    /// Since when the oldest notice that is due should have gone out.
    pub overdue: Option<Instant>,
    /// How many entries the log has.
    pub entries: u64,
    /// When the log was last signed, and how many entries it had.
    pub signed: Option<(Instant, u64)>,
    /// When a witness outside last got a checkpoint.
    pub witnessed: Option<Instant>,
    /// Erasures that are not carried out.
    pub erasures_open: u64,
    /// Erasures that wait for a rotation of keys to be final.
    pub erasures_not_final: u64,
    /// The version of the master key.
    pub master_version: u32,
    /// The highest version of an organiser's key.
    pub organiser_version: u64,
    /// Since when all keys of organisers are what they are.
    pub keys_since: Option<Instant>,
}

/// What the store has done since it was opened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    opened: AtomicU64,
    commits: AtomicU64,
    conflicts: AtomicU64,
}

/// What the store has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tallied {
    /// Records that were opened.
    pub opened: u64,
    /// Changes that were made to last.
    pub commits: u64,
    /// Changes that somebody else was faster with.
    pub conflicts: u64,
}

/// The connections that a database has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Connections {
    /// Somebody is at work on them.
    pub busy: u64,
    /// Nobody is.
    pub idle: u64,
}

impl Tally {
    pub(crate) fn opened(&self, count: usize) {
        self.opened.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn conflicted(&self) {
        self.conflicts.fetch_add(1, Ordering::Relaxed);
    }
}

impl Store {
    /// How the store is now.
    ///
    /// # Errors
    /// When a database fails.
    pub async fn figures(&self, now: Instant) -> Result<Figures, Fault> {
        let idle = now.plus_seconds(-IDLE).0;
        let count = |sql: &'static str| count(&self.db, sql);
        let sessions = {
            let sql = "SELECT count(*) FROM session WHERE until > $1 AND seen > $2";
            let count: i64 =
                on!(&self.db, pool => sqlx::query_scalar(sql).bind(now.0).bind(idle).fetch_one(pool).await)?;
            count.unsigned_abs()
        };
        let uncertain = {
            let sql = "SELECT count(*) FROM outbox WHERE fault = 'uncertain' AND lease <= $1";
            let count: i64 =
                on!(&self.db, pool => sqlx::query_scalar(sql).bind(now.0).fetch_one(pool).await)?;
            count.unsigned_abs()
        };
        let signed = self.checkpoints(1).await?.pop();
        let witnessed = latest(&self.db, "SELECT max(witnessed) FROM log_checkpoint").await?;
        let overdue = latest(&self.db, "SELECT min(due) FROM outbox WHERE done IS NULL").await?;
        Ok(Figures {
            sessions,
            waiting: count("SELECT count(*) FROM outbox WHERE done IS NULL").await?,
            failing: count("SELECT count(*) FROM outbox WHERE done IS NULL AND fault <> ''").await?,
            given_up: count(
                "SELECT count(*) FROM outbox WHERE done IS NOT NULL AND fault NOT IN ('', 'uncertain')",
            )
            .await?,
            uncertain,
            overdue: overdue.filter(|due| *due <= now),
            entries: self.log_size().await?,
            signed: signed.map(|signed| (signed.at, signed.size)),
            witnessed,
            erasures_open: count("SELECT count(*) FROM erasure WHERE done = 0").await?,
            erasures_not_final: count("SELECT count(*) FROM erasure WHERE final_at IS NULL").await?,
            master_version: self.keys.master_version().await,
            organiser_version: self.keys.highest_version().await?,
            keys_since: self.keys_since().await?,
        })
    }

    /// What was done since it was opened.
    pub fn tallied(&self) -> Tallied {
        let Tally { opened, commits, conflicts } = &self.tally;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Tallied { opened: read(opened), commits: read(commits), conflicts: read(conflicts) }
    }

    /// The connections to the records and to the keys.
    pub fn connections(&self) -> [Connections; 2] {
        [self.db.connections(), self.keys.db().connections()]
    }
}

impl Keys {
    async fn highest_version(&self) -> Result<u64, Fault> {
        count(self.db(), "SELECT coalesce(max(version), 0) FROM tenant_key").await
    }
}

impl Db {
    fn connections(&self) -> Connections {
        let (all, idle) = match self {
            Self::Sqlite { read, write } => (read.size() + write.size(), read.num_idle() + write.num_idle()),
            Self::Postgres(pool) => (pool.size(), pool.num_idle()),
        };
        let idle = idle as u64;
        Connections { busy: u64::from(all).saturating_sub(idle), idle }
    }
}

/// A number that a query gives.
pub(crate) async fn count(db: &Db, sql: &'static str) -> Result<u64, Fault> {
    let count: i64 = on!(db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
    Ok(count.unsigned_abs())
}

/// An instant that a query gives, where there is any.
async fn latest(db: &Db, sql: &'static str) -> Result<Option<Instant>, Fault> {
    let at: Option<i64> = on!(db, pool => sqlx::query_scalar(sql).fetch_one(pool).await)?;
    Ok(at.map(Instant))
}
