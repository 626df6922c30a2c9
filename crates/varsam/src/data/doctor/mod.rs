//! Is everything in order? Looks at all that the configuration names, changes nothing, and says of each thing what to do.
//!
//! What is broken hides nothing else: each check stands for itself, and those that need what is broken are left out.

mod mail;
mod others;
mod places;
mod upkeep;

use super::config::master_place;
use super::told::told;
use super::{Config, reopen_quietly};
use crate::fault::Fault;
use serde::Serialize;
use varsam_model::Instant;
use varsam_store::Store;
use varsam_store::backup::Half;
use varsam_store::health::{Look, look};
use varsam_store::master::{Master, MasterError};

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// In order.
    Ok,
    /// Somebody should look at it.
    Look,
    /// Something does not work, or data may be lost or seen.
    Wrong,
}

impl State {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Look => "look",
            Self::Wrong => "wrong",
        }
    }
}

/// What was looked at, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A code: `master`, `records`, `backup_keys` …
    pub check: &'static str,
    /// How it is.
    pub state: State,
    /// What was found.
    pub found: String,
    /// What to do, where there is something to do.
    pub todo: Option<String>,
}

impl Check {
    /// Something that is in order.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Ok, found: found.into(), todo: None }
    }

    fn look(check: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: State::Look, found: found.into(), todo: Some(todo.into()) }
    }

    fn wrong(check: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: State::Wrong, found: found.into(), todo: Some(todo.into()) }
    }

    /// Something that failed. Messages end with what to do.
    pub fn failed(check: &'static str, fault: &Fault) -> Self {
        let message = fault.to_string();
        match message.rsplit_once("; ") {
            Some((found, todo)) => Self::wrong(check, found, todo),
            None => Self::wrong(check, message, "see to it"),
        }
    }
}

/// Looks at everything.
pub async fn examine(config: &Config, now: Instant) -> Vec<Check> {
    let (records, of_records) = half(config, Half::Records).await;
    let (keys, of_keys) = half(config, Half::Keys).await;
    let is_used = |look: &Option<Look>| look.as_ref().is_some_and(|look| look.installation.is_some());
    let is_new = !is_used(&of_records) && !is_used(&of_keys);
    let master = master(config, is_new).await;
    let clock = clock(now, of_records.as_ref());
    let is_ready = !is_new && [&master, &records, &keys, &clock].iter().all(|check| is_usable(check));
    let mut checks = vec![master, records, keys, clock];
    checks.extend(places::apart(config));
    checks.extend(places::disks(config));
    checks.push(places::files(config).await);
    checks.extend(others::shown(config, now));
    checks.extend(others::provider(config, now).await);
    checks.extend(others::card(config, now));
    checks.extend(mail::server(config).await);
    let store = if is_ready { Some(opens(config, now, &mut checks).await) } else { None };
    let store = store.flatten();
    if !is_new {
        checks.extend(upkeep::backups(config, store.as_ref(), now).await);
    }
    if let Some(store) = store {
        checks.extend(upkeep::log(config, &store, now).await);
        checks.extend(upkeep::erasures(&store, now).await);
        checks.extend(mail::outbox(config, &store, now).await);
        store.close().await;
    }
    checks
}

/// A database that waits for migrations is not opened, since that would do them.
fn is_usable(check: &Check) -> bool {
    check.state != State::Wrong && !check.found.contains(TO_COME)
}

const TO_COME: &str = "migrations to come";

async fn half(config: &Config, half: Half) -> (Check, Option<Look>) {
    let (name, database) = match half {
        Half::Records => ("records", &config.records),
        Half::Keys => ("keys", &config.keys),
    };
    let look = match look(half, database.url()).await {
        Err(fault) => return (Check::failed(name, &told(fault)), None),
        Ok(look) => look,
    };
    let Some(looked) = &look else {
        let todo = "start `varsam serve`, which makes it, or name the right place";
        return (Check::look(name, format!("`{database}` is not there yet"), todo), None);
    };
    let check = match looked.migrations.cmp(&looked.newest) {
        _ if looked.installation.is_none() && looked.migrations <= looked.newest => {
            Check::look(name, format!("`{database}` is empty"), "start `varsam serve`, or restore a backup")
        }
        std::cmp::Ordering::Less => {
            let count = looked.newest - looked.migrations;
            let todo = "take a backup; the next start does them";
            Check::look(name, format!("`{database}` has {count} {TO_COME}"), todo)
        }
        std::cmp::Ordering::Greater => Check::wrong(
            name,
            format!("`{database}` was written by a newer version of the program"),
            "install that one",
        ),
        std::cmp::Ordering::Equal => places::rights(name, database),
    };
    (check, look)
}

async fn master(config: &Config, is_new: bool) -> Check {
    let place = master_place(&config.master);
    let opened = match Master::open(&config.master).await {
        Err(MasterError::Missing(_)) if is_new => {
            let todo = "start `varsam serve`, which makes it";
            return Check::look("master", format!("`{place}` is not there yet"), todo);
        }
        Ok(master) => master.fingerprint(master.current()).await.map(|value| (master.current(), value)),
        Err(error) => Err(error),
    };
    match opened {
        Ok((version, value)) => {
            Check::ok("master", format!("`{place}`, version {version}, check value `{value}`"))
        }
        Err(error) => Check::failed("master", &told(error.into())),
    }
}

/// Two servers are never quite at one.
const SLACK_SECONDS: i64 = 120;

fn clock(now: Instant, look: Option<&Look>) -> Check {
    match look.and_then(|look| look.latest) {
        Some(latest) if now.plus_seconds(SLACK_SECONDS) < latest => Check::wrong(
            "clock",
            format!("it says {now}, and something was written at {latest}"),
            "set the clock right; nothing is served before",
        ),
        Some(latest) => Check::ok("clock", format!("{now}; the latest change was at {latest}")),
        None => Check::ok("clock", now.to_string()),
    }
}

async fn opens(config: &Config, now: Instant, checks: &mut Vec<Check>) -> Option<Store> {
    match reopen_quietly(config, now).await {
        Ok(store) => {
            let found = format!("the master key opens them; installation {}", store.installation());
            checks.push(Check::ok("halves", found));
            Some(store)
        }
        Err(fault) => {
            checks.push(Check::failed("halves", &fault));
            None
        }
    }
}

/// How long ago, for people.
fn ago(now: Instant, at: Instant) -> String {
    let hours = hours(now, at);
    match hours {
        ..1 => "less than an hour ago".to_owned(),
        1..48 => format!("{hours} h ago"),
        _ => format!("{} days ago", hours / 24),
    }
}

fn hours(now: Instant, at: Instant) -> i64 {
    now.seconds().saturating_sub(at.seconds()) / 3600
}
