//! School systems: how the last run went, and running one now.

use super::ordering;
use crate::data::Source;
use crate::office::calendar;
use crate::office::intake::{self, LastRun, Progress, Stopped};
use crate::web::error::Failure;
use crate::web::reason::Reason;
use crate::web::signed::{Door, Signed};
use crate::web::site::Site;
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::sync::PoisonError;
use varsam_model::import::Figures;
use varsam_store::Fault;

/// A school system as the page shows it.
pub(super) struct SourceRow {
    pub(super) name: String,
    pub(super) hours: u32,
    pub(super) full_hours: u32,
    pub(super) remove_percent: u8,
    pub(super) change_percent: u8,
    pub(super) last: Option<RunRow>,
}

/// How its last run went.
pub(super) struct RunRow {
    pub(super) at: String,
    pub(super) is_full: bool,
    pub(super) persons: Figures,
    pub(super) problems: usize,
    /// The limit that stopped it: which, how many, and how many are allowed.
    pub(super) breached: Option<(&'static str, usize, usize)>,
    /// Whether it could not be read.
    pub(super) is_failed: bool,
    /// Why, in the words of the program.
    pub(super) fault: String,
}

/// The school systems of the reader's organiser.
pub(super) async fn source_rows(signed: &Signed) -> Result<Vec<SourceRow>, Failure> {
    let tenant = signed.reader.tenant(&signed.office);
    let runs = intake::last_runs(&tenant).await?;
    let mut rows = Vec::new();
    for source in &signed.office.sources {
        if !is_theirs(signed, source).await {
            continue;
        }
        let last = runs.iter().find(|run| run.body.source == source.name).map(|run| shown(&run.body));
        rows.push(SourceRow {
            name: source.name.clone(),
            hours: source.hours,
            full_hours: source.full_hours,
            remove_percent: source.limits.persons.remove_percent,
            change_percent: source.limits.persons.change_percent,
            last,
        });
    }
    Ok(rows)
}

async fn is_theirs(signed: &Signed, source: &Source) -> bool {
    let whose = intake::organiser_of(&signed.office.store, source).await;
    whose.is_ok_and(|organiser| organiser == signed.reader.session.organiser)
}

fn shown(run: &LastRun) -> RunRow {
    RunRow {
        at: calendar::minute(run.at),
        is_full: run.is_full,
        persons: run.tally.persons,
        problems: run.problems,
        breached: run.breached.as_ref().map(|of| (of.breach.code(), of.count, of.allowed)),
        is_failed: run.fault.is_some(),
        fault: run.fault.clone().unwrap_or_default(),
    }
}

/// What is asked of a source.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    full: bool,
    reason: Option<String>,
}

/// Asks a source now, in the background: it may take an hour.
pub(crate) async fn run(
    site: Site,
    signed: Signed,
    Path(name): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Failure> {
    let of = ordering(&signed).await?;
    let source = signed.office.sources.iter().find(|source| source.name == name);
    let Some(source) = source.filter(|_| of.only.is_none()).cloned() else {
        return Err(Failure::NoSuchPage);
    };
    if !is_theirs(&signed, &source).await {
        return Err(Failure::NoSuchPage);
    }
    let reason = Reason { reason: asked.reason.clone() };
    if asked.reason.is_some() && reason.said().is_none() {
        let error = site.t("reason-error");
        return super::file::listed(site, &signed, String::new(), error).await;
    }
    let said = reason.said().map(str::to_owned);
    let office = std::sync::Arc::clone(&signed.office);
    let running = tokio::spawn(async move {
        let progress = Progress::default();
        let (organiser, by, is_full, reason) = (of.organiser, of.by, asked.full, said.as_deref());
        let orders = intake::Orders { organiser, by, is_full, reason };
        intake::ask(&office.store, office.clock, &source, orders, &progress).await
    });
    // A small school is there at once; a large one goes on by itself, and the page tells later.
    let soon = tokio::time::timeout(std::time::Duration::from_secs(3), running).await;
    let notice = match soon {
        Err(_) => site.t("source-running"),
        Ok(Ok(Ok(_))) => return Ok(Redirect::to("/import").into_response()),
        Ok(Ok(Err(Stopped::Busy))) => site.t("source-busy"),
        Ok(Ok(Err(fault))) => return Err(anyhow::Error::from(fault).into()),
        Ok(Err(panic)) => return Err(panic.into()),
    };
    super::file::listed(site, &signed, String::new(), notice).await
}

/// A school system says that something changed. Whoever calls is told the same, whatever the path says.
pub(crate) async fn changed(Door(office): Door, Path(given): Path<String>) -> Result<StatusCode, Failure> {
    for source in office.sources.iter().filter(|source| source.is_subscribed) {
        let organiser = match intake::organiser_of(&office.store, source).await {
            Ok(organiser) => organiser,
            Err(Fault::Missing) => continue,
            Err(fault) => return Err(fault.into()),
        };
        let secret = intake::secret(&office.store.tenant(organiser), &source.name).await?;
        if given.parse() == Ok(secret) {
            let mut called = office.called.lock().unwrap_or_else(PoisonError::into_inner);
            called.insert(source.name.clone());
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
