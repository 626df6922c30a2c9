//! Looking at an account (SOL-17): whoever is named for it says with one press that they have, and that there was nothing; or
//! starts what has to be done about something, with the account filled in.

use super::Desk;
use super::known::Known;
use crate::office::cases::{may_start, plan};
use crate::office::logins::present::MONITORS;
use crate::office::registers::checks;
use crate::office::{calendar, social};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::Action;
use varsam_model::register::Entry;
use varsam_store::Document;

/// What is started where there was something: a comment that perhaps must go, a question that has to be answered.
const STARTS: [&str; 2] = ["moderate", social::QUESTION];

/// What the page of an account says of looking at it; nothing of other entries, and of accounts that are not in use.
#[derive(Default)]
pub(super) struct Told {
    /// When it was looked at last, and by whom.
    pub(super) last: String,
    /// By when it is to be again.
    pub(super) due: String,
    pub(super) is_overdue: bool,
    /// Where the reader says that they have; nowhere where it is for others.
    pub(super) href: String,
    /// What they can start, each by the id of its routine.
    pub(super) starts: Vec<Link>,
}

/// What there is to say of looking at an entry, to this reader.
pub(super) async fn told(
    desk: &Desk,
    document: &Document<Entry>,
    known: &mut Known<'_>,
) -> Result<Told, Failure> {
    let (head, office) = (&document.head, &desk.office);
    if desk.register.field(MONITORS).is_none() {
        return Ok(Told::default());
    }
    let last = checks::last(&desk.directory().await?, head.id).await?;
    let Some(due) = checks::due_of(desk.register, document, last.as_ref()) else {
        return Ok(Told::default());
    };
    let mut told = Told {
        due: desk.site.with("check-due", calendar::minute(due)),
        is_overdue: due <= office.now(),
        ..Told::default()
    };
    if let Some(check) = last {
        let by = check.by.to_string();
        known.look_up(&by).await?;
        let words = format!("{} · {}", calendar::minute(check.at), known.person(&by));
        told.last = desk.site.with("check-last", words);
    }
    if may_look(desk, document) {
        told.href = desk.href(&format!("/{}/check", head.id));
        told.starts = starts(desk, document);
    }
    Ok(told)
}

/// Whether the reader looks at an account: they are named for it, or keep it.
fn may_look(desk: &Desk, document: &Document<Entry>) -> bool {
    let me = desk.reader.session.person.to_string();
    document.body.values.all(MONITORS).contains(&me) || desk.may(Action::EditRecord, document.head.unit)
}

/// What the reader can start at the unit of an account.
fn starts(desk: &Desk, document: &Document<Entry>) -> Vec<Link> {
    let books = &desk.site.shelf.books;
    let routines = STARTS.iter().filter_map(|id| plan::routine(books, desk.site.stack(), id));
    let unit = document.head.unit;
    let may = |routine: &&varsam_rules::Routine| {
        may_start(&desk.office, &desk.reader, unit, &plan::starts(routine))
    };
    let link = |routine: &varsam_rules::Routine| Link {
        href: routine.id.clone(),
        text: desk.site.text(&routine.title),
        about: String::new(),
        current: false,
    };
    routines.filter(may).map(link).collect()
}

/// What somebody says.
#[derive(Deserialize)]
pub(super) struct Said {
    /// What is started because of what there was, by the id of its routine; nothing where there was nothing.
    #[serde(default)]
    found: String,
}

/// Notes that the reader has looked at an account and found nothing, or goes on to what is to be done about it: then the
/// look is noted when that is begun.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, "account")?;
    let document = desk.entry(&id).await?;
    if !is_looked_at(&desk, &document) {
        return Err(Failure::NoSuchPage);
    }
    let started = starts(&desk, &document).into_iter().find(|start| start.href == said.found);
    if started.is_none() && !said.found.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let head = &document.head;
    let next = if let Some(start) = started {
        format!("/cases/new/{}?unit={}&account={}", start.href, head.unit, head.id)
    } else {
        checks::note(&desk.office, &desk.reader, head, false).await?;
        desk.href(&format!("/{}", head.id))
    };
    Ok(Redirect::to(&next).into_response())
}

/// Notes that the reader has looked at an account and has begun this routine because of what there was. Nothing is noted
/// where it is not for them to look.
pub(in crate::web) async fn found(
    site: &Site,
    signed: Signed,
    (id, routine): (&str, &str),
) -> Result<(), Failure> {
    if id.is_empty() || !STARTS.contains(&routine) {
        return Ok(());
    }
    let Ok(desk) = Desk::at(site.clone(), signed, "account") else { return Ok(()) };
    let document = match desk.entry(id).await {
        Ok(document) => document,
        Err(Failure::NoSuchPage) => return Ok(()),
        Err(failure) => return Err(failure),
    };
    if is_looked_at(&desk, &document) {
        checks::note(&desk.office, &desk.reader, &document.head, true).await?;
    }
    Ok(())
}

/// Whether an account is in use, and the reader looks at it.
fn is_looked_at(desk: &Desk, document: &Document<Entry>) -> bool {
    may_look(desk, document) && checks::due_of(desk.register, document, None).is_some()
}
