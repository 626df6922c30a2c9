//! Handing entries over as a file: first it is told what each row would do, then all of it is done, or nothing.

use super::Desk;
use super::reviewing::Waiting;
use crate::office::cases::apps::APP;
use crate::office::registers::file::{self, LARGEST, Outcome, Refused, Sheet, Upload};
use crate::office::registers::judge::{Judge, Judged, May, Told, Verdict};
use crate::office::registers::{self, Words};
use crate::web::conflict::{self, is_changed};
use crate::web::error::Failure;
use crate::web::parts::{Part, TooLarge, parts};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, Path, RawQuery};
use axum::response::{IntoResponse as _, Redirect, Response};
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::Instant;
use varsam_store::{Document, Fault};

/// What a form adds to the bytes of its file.
const AROUND: usize = 64 * 1024;

/// `GET /registers/{register}/import`
#[derive(Template)]
#[template(path = "registers/import.html")]
struct ImportPage {
    site: Site,
    title: String,
    list: String,
    register: String,
    action: String,
    /// The largest file, in MB.
    largest: usize,
    /// Why a file was not taken; empty where none was handed over.
    error: String,
    /// What was done, or what has to be said first.
    notice: String,
    /// What was handed over, and can be reviewed now.
    unreviewed: Option<Waiting>,
    report: Option<Report>,
}

/// What a file would do.
struct Report {
    /// The file, as the button names it, and what the register looked like when it was held against it.
    kept: String,
    stamp: String,
    /// Heads of columns that are not read.
    unknown: Vec<String>,
    counts: [(&'static str, usize); 4],
    is_sound: bool,
    does_something: bool,
    rows: Vec<Row>,
    more: usize,
}

/// A row that is told of.
struct Row {
    number: usize,
    title: String,
    /// The key of what it comes to.
    verdict: &'static str,
    is_wrong: bool,
    told: Vec<String>,
}

/// What was sent.
enum Sent {
    File(Vec<u8>),
    Kept { file: String, stamp: String },
    Dropped(String),
}

/// The largest form that is read.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST + AROUND)
}

/// Where the reader may do what, with entries that come in a file.
///
/// # Errors
/// When they may change none: then there is no such page.
pub(super) fn places(desk: &Desk) -> Result<May, Failure> {
    let edit = desk.units(Action::EditRecord);
    if edit.is_empty() || !desk.register.by_hand {
        return Err(Failure::NoSuchPage);
    }
    Ok(May { see: desk.units(Action::ViewRecord), make: desk.units(Action::CreateRecord), edit })
}

/// Shows what can be handed over, or what a file that was would do.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    places(&desk)?;
    let asked: Vec<_> = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes()).collect();
    let of = |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref());
    if let Some(kept) = of("file") {
        let (upload, bytes) = kept_file(&desk, kept).await?;
        let (sheet, words) = read(&desk, bytes).await?.map_err(|_| Failure::NoSuchPage)?;
        let (unknown, outcome) = judged(&desk, sheet, words, false).await?;
        let report = Some(report(&desk, &upload, unknown, &outcome).await?);
        return Ok(html(ImportPage { report, ..empty(&desk) }.render()?));
    }
    let count = |name: &str, key: &str| {
        let count = of(name).and_then(|count| count.parse::<usize>().ok());
        count.map(|count| desk.site.count(key, &count))
    };
    let done = count("done", "register-file-done").or_else(|| count("begun", "apps-begun"));
    let notice = done.unwrap_or_default();
    let since = of("since").and_then(|since| since.parse().ok()).map(Instant);
    let unreviewed = match since {
        Some(since) => Waiting::of(&desk, since).await?,
        None => None,
    };
    Ok(html(ImportPage { notice, unreviewed, ..empty(&desk) }.render()?))
}

/// Takes a file on, or does what one that was shown would do.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    places(&desk)?;
    let sent = match form {
        Ok(form) => sent(form).await,
        Err(_) => Err(Refused::Empty),
    };
    match sent {
        Ok(Sent::File(bytes)) => hand_over(&desk, bytes).await,
        Ok(Sent::Kept { file, stamp }) => carry_out(&desk, &file, &stamp).await,
        Ok(Sent::Dropped(kept)) => {
            let (upload, _) = kept_file(&desk, &kept).await?;
            file::throw_away(&desk.office, &desk.reader, upload.head.id).await?;
            Ok(Redirect::to(&desk.href("/import")).into_response())
        }
        Err(refused) => refuse(&desk, refused),
    }
}

async fn sent(form: Multipart) -> Result<Sent, Refused> {
    let mut sent = parts(form, LARGEST).await.map_err(|TooLarge(_)| Refused::TooLarge)?;
    let text = |name: &str| sent.get(name).map(Part::text);
    if let Some(file) = text("drop") {
        return Ok(Sent::Dropped(file));
    }
    if let Some(file) = text("kept") {
        return Ok(Sent::Kept { file, stamp: text("stamp").unwrap_or_default() });
    }
    Ok(Sent::File(sent.remove("file").unwrap_or_default().bytes))
}

/// Keeps a file that can be read, and leads to what it would do.
async fn hand_over(desk: &Desk, bytes: Vec<u8>) -> Result<Response, Failure> {
    let bytes = Arc::new(bytes);
    if let Err(refused) = read(desk, Arc::clone(&bytes)).await? {
        return refuse(desk, refused);
    }
    let id = file::keep((&desk.office, &desk.reader), desk.register.code, &bytes).await?;
    Ok(Redirect::to(&desk.href(&format!("/import?file={id}"))).into_response())
}

/// Does what a file says: all of it, or nothing. Where the register is another than the one that was shown, it is shown
/// again.
async fn carry_out(desk: &Desk, kept: &str, seen: &str) -> Result<Response, Failure> {
    let (upload, bytes) = kept_file(desk, kept).await?;
    let (is_seen, since) = (seen == stamp(desk).await?, desk.office.now());
    let (sheet, words) = read(desk, bytes).await?.map_err(|_| Failure::NoSuchPage)?;
    let (unknown, mut outcome) = judged(desk, sheet, words, is_seen).await?;
    if outcome.wrong > 0 || !is_seen {
        return again(desk, &upload, unknown, &outcome).await;
    }
    let count = outcome.new + outcome.changed;
    let done = file::write((&desk.office, &desk.reader), &upload, &mut outcome).await;
    if is_changed(done)? {
        return again(desk, &upload, unknown, &outcome).await;
    }
    if let Err(fault) = file::throw_away(&desk.office, &desk.reader, upload.head.id).await {
        // It is done with, and goes with those that nobody goes on with.
        tracing::error!("a file for a register was taken in and is still here: {fault}");
    }
    let since = if desk.register.code == APP { format!("&since={}", since.0) } else { String::new() };
    Ok(Redirect::to(&desk.href(&format!("/import?done={count}{since}"))).into_response())
}

async fn again(
    desk: &Desk,
    upload: &Document<Upload>,
    unknown: Vec<String>,
    outcome: &Outcome,
) -> Result<Response, Failure> {
    let report = Some(report(desk, upload, unknown, outcome).await?);
    let notice = desk.site.t("register-file-gone-on");
    Ok(conflict::page(html(ImportPage { report, notice, ..empty(desk) }.render()?)))
}

/// What the register looks like now: another text after anything in it was written.
async fn stamp(desk: &Desk) -> Result<String, Failure> {
    let stamp = desk.reader.tenant(&desk.office).stamp(desk.register.code).await?;
    Ok(format!("{} {}", stamp.count(), stamp.versions()))
}

async fn kept_file(desk: &Desk, kept: &str) -> Result<(Document<Upload>, Arc<Vec<u8>>), Failure> {
    match file::kept((&desk.office, &desk.reader), desk.register.code, kept).await {
        Ok((upload, bytes)) => Ok((upload, Arc::new(bytes))),
        Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
        Err(fault) => Err(fault.into()),
    }
}

async fn read(desk: &Desk, bytes: Arc<Vec<u8>>) -> Result<Result<(Sheet, Words), Refused>, Failure> {
    let people = registers::colleagues(&desk.office, &desk.reader).await?;
    let asking = (&*desk.office, &desk.reader);
    let words = Words::of(asking, desk.register, desk.site.locale, &people).await?;
    Ok(file::read_aside(bytes, words).await?)
}

async fn judged(
    desk: &Desk,
    mut sheet: Sheet,
    words: Words,
    is_written: bool,
) -> Result<(Vec<String>, Outcome), Failure> {
    let unknown = std::mem::take(&mut sheet.unknown);
    let shelf = desk.shelf().await?;
    let judge = Judge::new(words, sheet.columns.clone(), places(desk)?, &shelf);
    let by = is_written.then_some(desk.reader.session.person);
    let outcome = file::go_through((&desk.office, &desk.reader), judge, sheet, by).await?;
    Ok((unknown, outcome))
}

/// The page again, where somebody else starts reviews at this moment.
pub(super) async fn busy(desk: &Desk, since: Instant) -> Result<Response, Failure> {
    let (unreviewed, notice) = (Waiting::of(desk, since).await?, desk.site.t("apps-busy"));
    Ok(conflict::page(html(ImportPage { notice, unreviewed, ..empty(desk) }.render()?)))
}

fn empty(desk: &Desk) -> ImportPage {
    ImportPage {
        title: desk.site.t("register-file-import"),
        list: desk.href(""),
        register: desk.site.pick("register", desk.register.code),
        action: desk.href("/import"),
        largest: LARGEST >> 20,
        error: String::new(),
        notice: String::new(),
        unreviewed: None,
        report: None,
        site: desk.site.clone(),
    }
}

fn refuse(desk: &Desk, refused: Refused) -> Result<Response, Failure> {
    let key = match refused {
        Refused::Empty => "register-file-empty",
        Refused::Kind => "register-file-kind",
        Refused::Damaged => "register-file-damaged",
        Refused::TooLarge => "register-file-too-large",
        Refused::Heads => "register-file-heads",
    };
    let page = ImportPage { error: desk.site.t(key), ..empty(desk) };
    Ok(conflict::wrong(html(page.render()?)))
}

async fn report(
    desk: &Desk,
    upload: &Document<Upload>,
    unknown: Vec<String>,
    outcome: &Outcome,
) -> Result<Report, Failure> {
    Ok(Report {
        kept: upload.head.id.to_string(),
        stamp: stamp(desk).await?,
        unknown,
        counts: [
            ("register-file-new", outcome.new),
            ("register-file-changed", outcome.changed),
            ("register-file-same", outcome.same),
            ("register-file-wrong", outcome.wrong),
        ],
        is_sound: outcome.wrong == 0,
        does_something: outcome.new + outcome.changed > 0,
        rows: outcome.shown.iter().map(|judged| row(desk, judged)).collect(),
        more: outcome.more,
    })
}

fn row(desk: &Desk, judged: &Judged) -> Row {
    let (verdict, is_wrong) = match judged.verdict {
        Verdict::New(_) => ("register-file-new", false),
        Verdict::Changed(..) => ("register-file-changed", false),
        Verdict::Same => ("register-file-same", false),
        Verdict::Wrong => ("register-file-wrong", true),
    };
    let told = judged.told.iter().map(|told| words(desk, *told)).collect();
    Row { number: judged.number, title: judged.title.clone(), verdict, is_wrong, told }
}

fn words(desk: &Desk, told: Told) -> String {
    let site = &desk.site;
    match told {
        Told::Wrong(field, wrong) => format!("{}: {}", desk.label(field), site.pick("wrong", wrong.code())),
        Told::Guard(field) => format!("{}: {}", desk.label(field), site.t("register-file-guard")),
        Told::NoEntry => site.t("register-file-no-entry"),
        Told::NotYours => site.t("register-file-not-yours"),
        Told::Twice(row) => site.with("register-file-twice", row.to_string()),
        Told::Changed(field) => desk.label(field),
        Told::State => site.t("register-file-state"),
        Told::Decided(field) => format!("{}: {}", desk.label(field), site.t("register-file-decided")),
    }
}
