//! A job: a file that somebody handed over, from the mapping to the result. It is kept as a record, so that every server and
//! every restart sees the same.

use super::Found;
use crate::office::register;
use serde::{Deserialize, Serialize};
use varsam_model::import::Mapping;
use varsam_model::{Id, Instant, RecordClass, codes, id};
use varsam_store::{Document, Fault, Filter, Head, Tenant};

/// How long a job may be silent before it counts as broken off, in seconds.
const SILENCE: i64 = 60;

/// The state of a job whose file is kept.
const UNFINISHED: &str = "active";

/// How many jobs are shown.
const SHOWN: usize = 20;

codes! {
    /// Where a job stands.
    pub enum Stage {
        /// Somebody has to say which column is what.
        Mapping = "mapping",
        /// It is found out what would change.
        Checking = "checking",
        /// The figures are there.
        Checked = "checked",
        /// It is being taken in.
        Importing = "importing",
        /// It is in.
        Done = "done",
        /// It was thrown away.
        Dropped = "dropped",
        /// It went wrong on our side.
        Failed = "failed",
    }
}

/// A file that somebody handed over. It says nothing of anybody: faults are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What the file was called.
    pub name: String,
    /// Who handed it over.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
    /// Where it stands.
    pub stage: Stage,
    /// Which column is what.
    pub mapping: Mapping,
    /// The heads of the file.
    pub heads: Vec<String>,
    /// What was found and done.
    #[serde(default)]
    pub found: Option<Found>,
    /// Why it was let through, if it was.
    #[serde(default)]
    pub reason: Option<String>,
    /// Whether another import was under way when it was to begin.
    #[serde(default)]
    pub is_held_up: bool,
    /// How many people are done, and of how many.
    pub done: (u64, u64),
    /// When it last gave a sign.
    pub seen: Instant,
}

impl Job {
    /// Whether somebody is at it.
    pub fn is_running(&self, now: Instant) -> bool {
        self.is_at_work() && self.seen.plus_seconds(SILENCE) > now
    }

    /// Whether it was broken off: by a restart, say.
    pub fn is_broken(&self, now: Instant) -> bool {
        self.is_at_work() && !self.is_running(now)
    }

    fn is_at_work(&self) -> bool {
        [Stage::Checking, Stage::Importing].contains(&self.stage)
    }

    pub(super) fn head(id: Id<id::Record>, top: Id<id::Unit>) -> Head {
        Head::about(id, register::IMPORT, top, top.uuid(), RecordClass::Unit).in_state(UNFINISHED)
    }

    /// The head of a job that has ended.
    pub(super) fn ended(head: &Head) -> Head {
        head.clone().in_state("ended")
    }
}

/// The jobs of an organiser, those of somebody or all.
#[derive(Debug)]
pub struct Jobs;

impl Jobs {
    /// The latest jobs, the last first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn latest(tenant: &Tenant<'_>) -> Result<Vec<Document<Job>>, Fault> {
        let mut jobs = Self::all(tenant, "").await?;
        jobs.reverse();
        jobs.truncate(SHOWN);
        Ok(jobs)
    }

    /// The jobs whose file is kept.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unfinished(tenant: &Tenant<'_>) -> Result<Vec<Document<Job>>, Fault> {
        Self::all(tenant, UNFINISHED).await
    }

    async fn all(tenant: &Tenant<'_>, state: &str) -> Result<Vec<Document<Job>>, Fault> {
        let (mut jobs, mut after) = (Vec::new(), None);
        loop {
            let filter =
                Filter { register: register::IMPORT, state, after, limit: 1000, ..Filter::default() };
            let page = tenant.list::<Job>(&filter).await?;
            let Some(last) = page.last() else { return Ok(jobs) };
            after = Some(last.head.id);
            jobs.extend(page);
        }
    }

    /// A job.
    ///
    /// # Errors
    /// `Missing` when there is none of that id, or another fault of the store.
    pub async fn read(tenant: &Tenant<'_>, id: Id<id::Record>) -> Result<Document<Job>, Fault> {
        let job: Document<serde_json::Value> = tenant.read(id).await?;
        if job.head.register != register::IMPORT {
            return Err(Fault::Missing);
        }
        Ok(Document { body: serde_json::from_value(job.body)?, head: job.head })
    }
}
