//! Starting a routine: a short form, and the case is there.

use super::asking::{Asking, Moment};
use super::{Desk, details, facts, guarded};
use crate::office::cases::{may_start, plan, write};
use crate::office::registers::{self, Typed};
use crate::office::{Directory, Office, breach, wheel};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::registers::checked;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use varsam_model::case::Case;
use varsam_model::register::Register;
use varsam_model::routine::Routine;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::Fault;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 120;

/// `GET /cases/new/{routine}`
#[derive(Template)]
#[template(path = "cases/begin.html")]
struct Begin {
    site: Site,
    title: String,
    about: String,
    action: String,
    /// The id under which the case is begun.
    case: String,
    /// The account that was looked at before it; empty where none was.
    account: String,
    /// Where the routine is read.
    source: Link,
    units: Vec<Link>,
    called: String,
    text: String,
    moments: Vec<Moment>,
    facts: Vec<facts::Asked>,
    details: Vec<details::Asked>,
    /// What the guard has found in the text; with it, a reason is asked for.
    found: String,
    needs_reason: bool,
    despite: String,
    errors: Errors,
}

/// How long a form can lie open and still be sent in vain a second time, in seconds: a day.
const OFFERED: i64 = 24 * 60 * 60;

/// How far the clock of another server may be ahead, in seconds.
const AHEAD: i64 = 5 * 60;

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The unit that is meant.
    #[serde(default)]
    unit: String,
    /// The account that it is about.
    #[serde(default)]
    account: String,
}

/// A routine that the reader may start, and where.
struct Opened {
    desk: Desk,
    routine: Routine,
    units: Vec<Id<id::Unit>>,
}

/// Reporting a breach, under an address that can be remembered.
pub(super) async fn report(_: Signed) -> Redirect {
    Redirect::to("/cases/new/breach")
}

fn opened(site: Site, signed: Signed, id: &str) -> Result<Opened, Failure> {
    let desk = Desk::at(site, signed);
    let books = &desk.site.shelf.books;
    let written = plan::routine(books, desk.site.stack(), id).ok_or(Failure::NoSuchPage)?;
    let units = units(&desk, &plan::starts(written));
    let routine = plan::frozen(books, written);
    if units.is_empty() { Err(Failure::NoSuchPage) } else { Ok(Opened { desk, routine, units }) }
}

/// The units at which the reader may start what these roles start.
pub(super) fn units(desk: &Desk, roles: &[Role]) -> Vec<Id<id::Unit>> {
    let may = |unit: &Id<id::Unit>| may_start(&desk.office, &desk.reader, *unit, roles);
    desk.reader.own.iter().copied().filter(may).collect()
}

impl Opened {
    fn asking(&self) -> Asking<'_> {
        Asking { site: &self.desk.site, routine: &self.routine, now: self.desk.office.now() }
    }

    fn page(&self, typed: &Typed, errors: Errors, is_found: bool) -> Result<String, Failure> {
        let (desk, routine, asking) = (&self.desk, &self.routine, self.asking());
        let unit = typed.one("unit").parse().ok();
        let units = self.units.iter().filter_map(|id| desk.reader.units.get(*id));
        let found = if is_found { guarded::found(&desk.site, &self.said(typed))? } else { String::new() };
        let page = Begin {
            title: desk.words(&routine.title).to_owned(),
            about: desk.words(&routine.about).to_owned(),
            action: format!("/cases/new/{}?stack={}", routine.id, desk.site.stack().id),
            case: offer(&desk.office, typed)?.to_string(),
            account: typed.one("account").to_owned(),
            source: super::page::source(&desk.site, routine),
            units: units.map(|of| fields::unit(of, unit)).collect(),
            called: typed.one("title").to_owned(),
            text: typed.one("text").to_owned(),
            moments: asking.moments(typed),
            facts: asking.asked(typed),
            details: asking.details(typed),
            found,
            needs_reason: is_found,
            despite: typed.one("despite").to_owned(),
            errors,
            site: desk.site.clone(),
        };
        Ok(page.render()?)
    }

    /// All that was written, as the guard reads it.
    fn said(&self, typed: &Typed) -> String {
        let text = [typed.one("title"), typed.one("text")].map(str::trim).join("\n");
        details::written(&text, &self.routine.details, typed)
    }

    /// The form as it is first shown: with the unit that is asked for or most likely meant. No moment is filled in: one that
    /// is not looked at would hide that something was known for long.
    fn begun(&self, asked: &Asked) -> Typed {
        let mut typed = Typed::default();
        let meant = [asked.unit.parse().ok(), self.desk.reader.chosen];
        let chosen = meant.into_iter().flatten().find(|unit| self.units.contains(unit));
        let only = self.units.first().filter(|_| self.units.len() == 1).copied();
        if let Some(unit) = chosen.or(only) {
            typed.fill("unit", vec![unit.to_string()]);
        }
        typed
    }

    /// What the account is called that is asked for, where the reader sees it; none where none is.
    async fn account(&self, asked: &Asked) -> Result<Option<String>, Failure> {
        let (office, reader) = (&self.desk.office, &self.desk.reader);
        let (Ok(id), Some(register)) = (asked.account.parse::<Id<id::Record>>(), Register::of("account"))
        else {
            return Ok(None);
        };
        let directory = self.desk.directory().await?;
        match registers::entry(office, reader, &directory, register, id).await {
            Ok(document) => {
                let title = register.called(&document.body.values);
                Ok(Some(title.chars().take(LONGEST_TITLE).collect()))
            }
            Err(Fault::Missing | Fault::Erased) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }

    /// What was typed, as a case; what is wrong with it is noted.
    fn read(&self, typed: &Typed, errors: &mut Errors) -> (Option<Id<id::Unit>>, Case) {
        let (desk, now) = (&self.desk, self.desk.office.now());
        let unit = typed.one("unit").parse().ok().filter(|unit| self.units.contains(unit));
        if unit.is_none() {
            errors.add(&desk.site, "unit", "cases-error-unit");
        }
        let (title, text) = (typed.one("title").trim(), typed.one("text").trim());
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            errors.say("title", desk.site.count("cases-error-title", &LONGEST_TITLE));
        }
        guarded::is_written(&desk.site, "text", text, errors);
        let asking = self.asking();
        let case = Case {
            title: title.to_owned(),
            text: text.to_owned(),
            by: Some(desk.reader.session.person),
            at: now,
            dates: asking.dates(typed, errors),
            facts: asking.facts(typed, errors),
            stack: desk.site.stack().id.clone(),
            despite: String::new(),
            events: vec![],
            routine: self.routine.clone(),
        };
        (unit, case)
    }
}

/// Has what recurs reckon with the day that the case is for, though it may have gone by.
async fn dated(
    desk: &Desk,
    directory: &Directory<'_>,
    unit: Id<id::Unit>,
    case: &mut Case,
) -> Result<(), Failure> {
    let written = plan::routine(&desk.site.shelf.books, desk.site.stack(), &case.routine.id);
    let Some(written) = written else { return Ok(()) };
    if let Some((day, begins)) = wheel::next(&desk.office, directory, written, unit).await? {
        case.routine.for_day(day, begins);
    }
    Ok(())
}

/// The id that a form is sent with: the one that it came with, or a new one.
pub(in crate::web) fn offer(office: &Office, typed: &Typed) -> Result<Id<id::Record>, Failure> {
    match offered(typed, office.now()) {
        Some(id) => Ok(id),
        None => Ok(office.store.new_id(office.now())?),
    }
}

/// The id that a form was given when it was shown: one of ours, made within the last day.
fn offered(typed: &Typed, now: Instant) -> Option<Id<id::Record>> {
    let id: Id<id::Record> = typed.one("case").parse().ok()?;
    let made = id.made_at()?;
    (now.plus_seconds(-OFFERED) <= made && made <= now.plus_seconds(AHEAD)).then_some(id)
}

/// The form.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let opened = opened(site, signed, &id)?;
    let mut typed = opened.begun(&asked);
    if let Some(account) = opened.account(&asked).await? {
        typed.fill("title", vec![account]);
        typed.fill("account", vec![asked.account]);
    }
    Ok(html(opened.page(&typed, Errors::default(), false)?))
}

/// Starts the case.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let opened = opened(site, signed, &id)?;
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let (unit, mut case) = opened.read(&typed, &mut errors);
    let is_short = errors.of("text").is_empty() && errors.of("title").is_empty();
    let is_found = is_short && guarded::does_not_belong(&opened.said(&typed));
    if is_found {
        case.despite = guarded::despite(&opened.desk.site, &typed, &mut errors);
    }
    let Some(unit) = unit.filter(|_| errors.is_empty()) else {
        return Ok(wrong(html(opened.page(&typed, errors, is_found)?)));
    };
    let (directory, office) = (opened.desk.directory().await?, &opened.desk.office);
    dated(&opened.desk, &directory, unit, &mut case).await?;
    let id = write::begin_once(office, &directory, (offer(office, &typed)?, unit), &case).await?;
    let Desk { site, office, reader } = &opened.desk;
    let signed = Signed { office: Arc::clone(office), reader: reader.clone() };
    checked::found(site, signed, (typed.one("account"), &case.routine.id)).await?;
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}

/// Whether the reader may start a routine somewhere.
fn is_startable(desk: &Desk, routine: &varsam_rules::Routine) -> bool {
    let roles = plan::starts(routine);
    desk.reader.own.iter().any(|unit| may_start(&desk.office, &desk.reader, *unit, &roles))
}

/// Whether the reader may report a breach.
pub(super) fn may_report(desk: &Desk) -> bool {
    let routine = plan::routine(&desk.site.shelf.books, desk.site.stack(), breach::ROUTINE);
    routine.is_some_and(|routine| is_startable(desk, routine))
}

/// The routines that the reader may start somewhere, each as a link; reporting a breach comes first.
pub(super) fn startable(desk: &Desk) -> Vec<Link> {
    let routines = desk.site.shelf.books.routines_of(desk.site.stack());
    let mut routines: Vec<_> = routines.filter(|routine| is_startable(desk, routine)).collect();
    routines.sort_by_key(|routine| routine.id != breach::ROUTINE);
    let link = |routine: &varsam_rules::Routine| Link {
        href: format!("/cases/new/{}", routine.id),
        text: desk.site.text(&routine.title),
        about: desk.site.text(&routine.about),
        current: false,
    };
    routines.into_iter().map(link).collect()
}
