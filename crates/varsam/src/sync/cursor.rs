//! Where a run stands: kept after each page, so that it goes on from there.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far before the last start a delta reaches back: clocks differ.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// The lists, in the order in which they are asked for: what refers to something comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Organisations.
    Units,
    /// Persons.
    Persons,
    /// Groups.
    Groups,
    /// Duties.
    Duties,
    /// Activities; not every system has them.
    Activities,
    /// What was deleted.
    Deleted,
    /// Nothing is left to ask for.
    Done,
}

impl Stage {
    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Units => Self::Persons,
            Self::Persons => Self::Groups,
            Self::Groups => Self::Duties,
            Self::Duties => Self::Activities,
            Self::Activities => Self::Deleted,
            Self::Deleted | Self::Done => Self::Done,
        }
    }

    /// Where it is asked for.
    pub fn path(self) -> &'static str {
        match self {
            Self::Units => "organisations",
            Self::Persons => "persons",
            Self::Groups => "groups",
            Self::Duties => "duties",
            Self::Activities => "activities",
            Self::Deleted | Self::Done => "deletedEntities",
        }
    }
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// When the run began; the next delta asks for what changed since.
    pub started: Timestamp,
    /// What changed since then is asked for; everything, if none.
    pub since: Option<Timestamp>,
    /// The list it stands in.
    pub stage: Stage,
    /// The token of the page that comes next; the first page of the list, if none.
    pub page: Option<String>,
}

impl Cursor {
    /// A run for everything.
    pub fn full(now: Timestamp) -> Self {
        Self { started: now, since: None, stage: Stage::Units, page: None }
    }

    /// A run for what changed since this one began.
    #[must_use]
    pub fn delta(&self, now: Timestamp) -> Self {
        let since = self.started.checked_sub(OVERLAP).unwrap_or(self.started);
        Self { since: Some(since), ..Self::full(now) }
    }

    /// Whether nothing is left to ask for.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// After a page with this token of a next one.
    pub(super) fn after(&self, token: Option<String>) -> Self {
        let stage = if token.is_some() { self.stage } else { self.stage.next() };
        Self { stage, page: token, ..self.clone() }
    }

    /// What is asked with: a token goes with `limit` only, all else is refused by the standard.
    pub(super) fn query(&self, limit: usize) -> Vec<(&'static str, String)> {
        let mut query = vec![("limit", limit.to_string())];
        match (&self.page, self.stage, self.since) {
            (Some(token), ..) => query.push(("pageToken", token.clone())),
            // In a full run: what went while it ran.
            (None, Stage::Deleted, since) => query.push(("after", since.unwrap_or(self.started).to_string())),
            (None, _, Some(since)) => query.push(("meta.modified.after", since.to_string())),
            (None, _, None) => {}
        }
        query
    }
}
