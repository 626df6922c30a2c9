//! The log: what was done to whose data, for those who review it; and for each reader, who looked at their own.

use super::Shared;
use super::error::Failure;
use super::reason::{self, Reason};
use super::signed::Signed;
use super::site::{Site, html};
use crate::office::{Directory, Office, Reader};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use std::collections::HashMap;
use varsam_access::{Action, Decision, Object};
use varsam_model::{Id, Instant, id};
use varsam_store::{Deed, Fault, Passed, TrailFilter};

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/log", get(door).post(page)).route("/my/log", get(own))
}

/// How many entries a page shows.
const PAGE: u32 = 50;

/// `GET /log` and `GET /my/log`
#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    site: Site,
    title: String,
    lead: String,
    /// Whether it is the reader's own: then nothing is filtered.
    is_own: bool,
    asked: Asked,
    /// The kinds to filter by.
    kinds: Vec<&'static str>,
    rows: Vec<Row>,
    /// The place before which the next page ends; none at the beginning of the log.
    before: Option<u64>,
}

/// Something that was done.
struct Row {
    place: u64,
    at: String,
    kind: String,
    by: String,
    about: String,
    note: String,
}

/// Which entries, and why.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    by: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    kind: String,
    before: Option<u64>,
    reason: Option<String>,
}

/// The kinds of deeds that the log tells of so far.
pub const DEEDS: [&str; 19] = [
    "view_person",
    "read_log",
    "sign_in",
    "erase",
    "demo_filled",
    "import_received",
    "import_checked",
    "import_begun",
    "import_done",
    "import_dropped",
    "remember_layout",
    "sync_done",
    "sync_stopped",
    "sync_let_through",
    "hide_person",
    "mark_gone",
    "mark_opened",
    "mark_kept",
    "view_marked_queue",
];

/// Asks why, before the log is shown: nobody reads it out of curiosity.
pub(crate) async fn door(site: Site, signed: Signed) -> Result<Response, Failure> {
    page(site, signed, Form(Asked::default())).await
}

/// The log of the organiser, for those who may read it and say why.
pub(crate) async fn page(site: Site, signed: Signed, Form(asked): Form<Asked>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let reason = Reason { reason: asked.reason.clone() };
    let any = first_allowed(&office, &reader, &directory, &reason);
    if !any.is_allowed() {
        return reason::ask(site, any.needs(), &reason);
    }
    let filter = TrailFilter {
        about: asked.about.parse().ok(),
        by: asked.by.parse().ok(),
        kind: DEEDS.into_iter().find(|kind| *kind == asked.kind).unwrap_or_default(),
        before: asked.before,
        limit: PAGE,
    };
    let tenant = reader.tenant(&office);
    let trail = tenant.trail(&filter).await?;
    // Who reads the log is in the log.
    let mut change = tenant.change(reader.session.person, office.now()).await?;
    let deed = Deed::new(Action::ReadLog.code()).note(reason.said().unwrap_or_default());
    change.log(deed).await?;
    change.commit().await?;
    let before = before(&trail);
    let mut rows = Vec::with_capacity(trail.len());
    let mut names = Names::new(&directory);
    for passed in trail {
        if may_read((&office, &reader, &directory), &reason, &mut names, &passed).await? {
            rows.push(names.row(passed).await?);
        }
    }
    let (title, lead) = (site.t("log-title"), site.t("log-lead"));
    let kinds = DEEDS.to_vec();
    Ok(html(LogPage { site, title, lead, is_own: false, asked, kinds, rows, before }.render()?))
}

/// Who looked at the reader's own data.
pub(crate) async fn own(site: Site, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let directory = reader.directory(&office).await?;
    let me = directory.person(reader.session.person).await?;
    let mut object = Object::log(directory.place(me.unit), vec![]).about(me.person.id);
    object.is_quarantined = me.is_quarantined;
    object.is_marked = me.person.mark.is_protected();
    if !reader.may(&office, Action::ReadOwnAccesses, &object).is_allowed() {
        return Err(Failure::NoSuchPage);
    }
    let about = Some(reader.session.person);
    let filter = TrailFilter { about, before: asked.before, limit: PAGE, ..TrailFilter::default() };
    let trail = reader.tenant(&office).trail(&filter).await?;
    let before = before(&trail);
    let mut names = Names::new(&directory);
    let mut rows = Vec::with_capacity(trail.len());
    for passed in trail {
        rows.push(names.row(passed).await?);
    }
    let (title, lead) = (site.t("my-log-title"), site.t("my-log-lead"));
    Ok(html(LogPage { site, title, lead, is_own: true, asked, kinds: vec![], rows, before }.render()?))
}

fn before(trail: &[Passed]) -> Option<u64> {
    trail.last().filter(|_| trail.len() == PAGE as usize).map(|last| last.place)
}

/// What the rules say of the log of the unit where they allow the most; who may read none is not told that there is
/// one.
fn first_allowed(office: &Office, reader: &Reader, directory: &Directory<'_>, reason: &Reason) -> Decision {
    let ask = |unit: &varsam_model::unit::Unit| {
        let object = Object::log(directory.place(unit.id), vec![]);
        reader.may_for(office, reason.said(), Action::ReadLog, &object)
    };
    let mut decisions: Vec<_> = directory.units().into_iter().map(ask).collect();
    decisions.sort_by_key(|decision| (decision.is_allowed(), !decision.needs().is_empty()));
    decisions.pop().unwrap_or(Decision { answer: varsam_access::Answer::No, by: vec![], fault: None })
}

async fn may_read(
    (office, reader, directory): (&Office, &Reader, &Directory<'_>),
    reason: &Reason,
    names: &mut Names<'_, '_>,
    passed: &Passed,
) -> Result<bool, Fault> {
    let unit = directory.unit(passed.unit).or_else(|| top(directory));
    let Some(unit) = unit else { return Ok(false) };
    let mut object = Object::log(directory.place(unit.id), vec![passed.by]);
    if let Some(about) = passed.about {
        object = object.about(about);
        object.is_quarantined = names.of(about).await?.is_quarantined;
    }
    Ok(reader.may_for(office, reason.said(), Action::ReadLog, &object).is_allowed())
}

/// The organiser's own unit, where what belongs to no school is done.
fn top<'a>(directory: &'a Directory<'_>) -> Option<&'a varsam_model::unit::Unit> {
    directory.units().into_iter().find(|unit| unit.parent.is_none())
}

/// Names of people, each read once.
struct Names<'a, 'b> {
    directory: &'a Directory<'b>,
    known: HashMap<Id<id::Person>, Known>,
}

#[derive(Clone, Default)]
struct Known {
    name: String,
    is_quarantined: bool,
}

impl<'a, 'b> Names<'a, 'b> {
    fn new(directory: &'a Directory<'b>) -> Self {
        Self { directory, known: HashMap::new() }
    }

    async fn of(&mut self, id: Id<id::Person>) -> Result<Known, Fault> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let known = match self.directory.person(id).await {
            Ok(entry) => Known {
                name: format!("{} {}", entry.person.given, entry.person.family),
                is_quarantined: entry.is_quarantined,
            },
            Err(Fault::Missing | Fault::Erased) => Known::default(),
            Err(fault) => return Err(fault),
        };
        self.known.insert(id, known.clone());
        Ok(known)
    }

    async fn row(&mut self, passed: Passed) -> Result<Row, Fault> {
        let about = match passed.about {
            Some(about) => self.of(about).await?.name,
            None => String::new(),
        };
        Ok(Row {
            place: passed.place,
            at: minute(passed.at),
            kind: passed.kind,
            by: self.of(passed.by).await?.name,
            about,
            note: passed.note.unwrap_or_default(),
        })
    }
}

/// A time as it is read in Sweden, to the minute.
fn minute(at: Instant) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap_or(jiff::tz::TimeZone::UTC);
    let timestamp = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    timestamp.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()
}
