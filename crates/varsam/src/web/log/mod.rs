//! The log: what was done to whose data, for those who review it, a sample of it too; and for each reader, who looked at
//! their own.

mod all;
mod own;
mod review;

use super::fields::Errors;
use super::routes::Routes;
use super::site::{Link, Site};
use crate::office::intake::is_of_mark;
use crate::office::{Directory, calendar};
use askama::Template;
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use serde::Deserialize;
use std::collections::HashMap;
use varsam_model::{Id, id};
use varsam_store::{Fault, Passed};

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/log", all::door)
        .post("/log", all::page)
        .get("/my/log", own::page)
        .post("/my/log", own::ask)
        .get("/my/log/{child}", own::of_child)
        .post("/my/log/{child}", own::ask_of_child)
        .get("/cases/{case}/sample", review::page)
        .post("/cases/{case}/sample", review::draw::take)
        .with(
            "POST",
            "/cases/{case}/sample/{sample}",
            post(review::judge::take).layer(DefaultBodyLimit::max(review::judge::LARGEST)),
        )
}

/// How many entries a page shows.
const PAGE: u32 = 50;

/// The kinds of deeds that the log tells of so far.
pub const DEEDS: [&str; 75] = [
    "view_case",
    "view_breaches",
    "view_figures",
    "start_case",
    "act_on_case",
    "set_away",
    "end_away",
    "name_stand_in",
    "end_stand_in",
    "set_digest",
    "calendar_made",
    "calendar_withdrawn",
    "order_card",
    "answer_reopened",
    "create_record",
    "edit_record",
    "decide_record",
    "view_person",
    "edit_person",
    "export",
    "erase",
    "edit_unit",
    "grant_role",
    "end_grant",
    "record_competence",
    "withdraw_competence",
    "exempt_from_card",
    "begin_review",
    "review_grants",
    "close_review",
    "break_glass",
    "end_emergency",
    "read_log",
    "review_log",
    "sample_fixed",
    "sample_drawn",
    "sign_in",
    "demo_filled",
    "link_identity",
    "unlink_identity",
    "set_up",
    "step_up",
    "session_lost",
    "sessions_ended",
    "passkey_added",
    "passkey_removed",
    "passkey_copied",
    "administer_sign_in",
    "link_made",
    "invitation_used",
    "visit_used",
    "recovery_asked",
    "recovery_confirmed",
    "recovery_stopped",
    "recovery_done",
    "recovery_refused",
    "import_received",
    "import_checked",
    "import_begun",
    "import_done",
    "import_dropped",
    "remember_layout",
    "sync_done",
    "sync_stopped",
    "sync_let_through",
    "view_marked_queue",
    "decide_mark",
    "open_login",
    "open_login_together",
    "set_login",
    "check_account",
    "ask_login_opening",
    "confirm_login_opening",
    "ask_removal",
    "confirm_removal",
];

/// `GET /log` and `GET /my/log`
#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    site: Site,
    title: String,
    lead: String,
    /// Whether it is the reader's own: then nothing is filtered.
    is_own: bool,
    /// The path of the page.
    path: String,
    /// The reader's children, each with their own page.
    children: Vec<Link>,
    asked: Asked,
    /// People to choose from: those who did something, and those whose data it was.
    actors: Vec<Link>,
    subjects: Vec<Link>,
    /// The kinds to filter by.
    kinds: Vec<&'static str>,
    rows: Vec<Row>,
    /// The place before which the next page ends; none at the beginning of the log.
    before: Option<u64>,
    /// What a review is asked for with, where one can be.
    ask: Option<Ask>,
    errors: Errors,
}

/// What a review of who looked is asked for with.
struct Ask {
    /// That one was asked for already, and since when; empty where none was.
    waiting: String,
    /// Whether it is asked what they wonder; not where the data is protected.
    asks_text: bool,
    text: String,
    /// What the guard has found in the text; with it, a reason is asked for.
    found: String,
    needs_reason: bool,
    despite: String,
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
    /// Who did something: an id, and a name to look for.
    #[serde(default)]
    by: String,
    #[serde(default)]
    by_name: String,
    /// Whose data it was, in the same way.
    #[serde(default)]
    about: String,
    #[serde(default)]
    about_name: String,
    #[serde(default)]
    kind: String,
    #[serde(default, deserialize_with = "number")]
    before: Option<u64>,
    reason: Option<String>,
}

/// A number; none where the field is empty.
fn number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.and_then(|text| text.parse().ok()))
}

fn before(trail: &[Passed]) -> Option<u64> {
    trail.last().filter(|_| trail.len() == PAGE as usize).map(|last| last.place)
}

/// How many times a page is read on for, where much of the log is not the reader's to see.
const READS: usize = 20;

/// Names of people, each read once. Who is hidden has none here.
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
                name: if entry.is_hidden() { String::new() } else { entry.name() },
                is_quarantined: entry.is_quarantined,
            },
            Err(Fault::Missing | Fault::Erased) => Known::default(),
            Err(fault) => return Err(fault),
        };
        self.known.insert(id, known.clone());
        Ok(known)
    }

    async fn row(&mut self, site: &Site, passed: Passed) -> Result<Row, Fault> {
        let about = match passed.about.filter(|_| !is_of_mark(&passed)) {
            Some(about) => self.of(about).await?.name,
            None => String::new(),
        };
        Ok(Row {
            place: passed.place,
            at: calendar::minute(passed.at),
            kind: passed.kind,
            by: called(site, passed.by, self.of(passed.by).await?.name),
            about,
            note: passed.note.unwrap_or_default(),
        })
    }
}

/// Who did something, in words: of the program nothing, and of who is not named that it was somebody.
pub(super) fn called(site: &Site, by: Id<id::Person>, name: String) -> String {
    let is_program = by.uuid().is_nil();
    if name.is_empty() && !is_program { site.t("log-somebody") } else { name }
}
