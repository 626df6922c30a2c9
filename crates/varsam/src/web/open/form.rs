//! The forms by which anybody starts a routine: the same fields, whatever the routine asks for besides, and the pages that
//! say what happens then.

use super::Hall;
use crate::office::Directory;
use crate::office::cases::plan;
use crate::office::registers::{REASON, Typed};
use crate::web::cases::asking::{Asking, Moment};
use crate::web::cases::{details, facts, guarded, offer};
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;
use varsam_model::routine::{Facts, Routine};
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, id};

/// The largest form, in bytes: the longest text, each character of it percent-encoded.
pub(super) const LARGEST_BODY: usize = 512 * 1024;

/// `GET /open/{organiser}/take-down` and `GET /open/{organiser}/report`
#[derive(Template)]
#[template(path = "open/form.html")]
struct Form {
    site: Site,
    title: String,
    lead: String,
    action: String,
    /// The id under which a case is begun; none where none is begun at once.
    case: Option<String>,
    units: Vec<Link>,
    text_label: String,
    text_hint: String,
    text: String,
    moments: Vec<Moment>,
    facts: Vec<facts::Asked>,
    details: Vec<details::Asked>,
    /// Where the answer goes; not asked for where nobody is answered.
    email: Option<String>,
    /// What the guard has found in what was written; with it, a reason is asked for.
    found: String,
    needs_reason: bool,
    despite: String,
    button: String,
    errors: Errors,
}

/// `GET /open/{organiser}/report/received`, and what is said where a form leads to no page of its own
#[derive(Template)]
#[template(path = "open/said.html")]
pub(super) struct Said {
    pub(super) site: Site,
    pub(super) title: String,
    pub(super) lead: String,
    pub(super) notes: Vec<String>,
    /// Whom to turn to, or where to go on.
    pub(super) links: Vec<Link>,
    pub(super) back: Link,
}

/// What a form is called, and its words.
pub(super) struct Named {
    /// What its keys begin with.
    pub(super) key: &'static str,
    /// The path below the organiser's.
    pub(super) path: &'static str,
    /// Whether it begins a case when it is sent.
    pub(super) begins: bool,
}

/// A routine, as the organisation of the page follows it today.
pub(super) fn routine(site: &Site, id: &str) -> Option<Routine> {
    let books = &site.shelf.books;
    plan::routine(books, site.stack(), id).map(|written| plan::frozen(books, written))
}

/// The units that anybody can mean: those in use that are not made up.
pub(super) fn schools<'a>(directory: &'a Directory<'_>) -> Vec<&'a Unit> {
    let is_real = |unit: &&Unit| !directory.place(unit.id).is_fictitious;
    directory.units().into_iter().filter(is_real).collect()
}

/// An open form that somebody fills in.
pub(super) struct Filling<'a> {
    pub(super) named: Named,
    pub(super) asking: Asking<'a>,
    pub(super) hall: &'a Hall,
    pub(super) schools: Vec<&'a Unit>,
}

/// A form as it is first shown: with the unit that is asked for.
pub(super) fn begun(unit: &str) -> Typed {
    let mut typed = Typed::default();
    typed.fill("unit", vec![unit.to_owned()]);
    typed
}

/// What was typed into one.
pub(super) struct Read {
    /// The unit; none where that is wrong.
    pub(super) unit: Option<Id<id::Unit>>,
    pub(super) text: String,
    pub(super) despite: String,
    pub(super) dates: BTreeMap<String, Instant>,
    pub(super) facts: Facts,
    /// Whether the guard has found something in what was written.
    pub(super) is_found: bool,
}

impl Filling<'_> {
    /// What was typed; what is wrong with it is noted.
    pub(super) fn read(&self, typed: &Typed, errors: &mut Errors) -> Read {
        let site = self.asking.site;
        let unit: Option<Id<id::Unit>> = typed.one("unit").parse().ok();
        let unit = unit.filter(|unit| self.schools.iter().any(|school| school.id == *unit));
        if unit.is_none() {
            errors.add(site, "unit", "open-error-unit");
        }
        let text = typed.one("text").trim();
        guarded::is_written(site, "text", text, errors);
        let is_found = errors.of("text").is_empty() && guarded::does_not_belong(&self.written(typed));
        let dates = self.asking.dates(typed, errors);
        let facts = self.asking.facts(typed, errors);
        let despite = if is_found { typed.one("despite").trim() } else { "" };
        if is_found && (despite.is_empty() || despite.chars().count() > REASON) {
            errors.say("despite", site.count("open-error-despite", &REASON));
        }
        Read { unit, text: text.to_owned(), despite: despite.to_owned(), dates, facts, is_found }
    }

    /// All that was written, as the guard reads it.
    fn written(&self, typed: &Typed) -> String {
        details::written(typed.one("text"), &self.asking.routine.details, typed)
    }

    /// The page of the form, with what was typed.
    pub(super) fn page(
        &self,
        typed: &Typed,
        email: Option<String>,
        errors: Errors,
        is_found: bool,
    ) -> Result<Response, Failure> {
        let (site, Named { key, path, begins }) = (self.asking.site, &self.named);
        let case = begins.then(|| offer(&self.hall.office, typed)).transpose()?;
        let chosen = typed.one("unit").parse().ok();
        let found = if is_found { guarded::found(site, &self.written(typed))? } else { String::new() };
        let form = Form {
            title: site.t(&format!("{key}-title")),
            lead: site.t(&format!("{key}-lead")),
            action: format!("{}?stack={}", self.hall.href(path), site.stack().id),
            case: case.map(|id| id.to_string()),
            units: self.schools.iter().map(|school| fields::unit(school, chosen)).collect(),
            text_label: site.t(&format!("{key}-text")),
            text_hint: site.t(&format!("{key}-text-hint")),
            text: typed.one("text").to_owned(),
            moments: self.asking.moments(typed),
            facts: self.asking.asked(typed),
            details: self.asking.details(typed),
            email,
            found,
            needs_reason: is_found,
            despite: typed.one("despite").to_owned(),
            button: site.t(&format!("{key}-send")),
            errors,
            site: site.clone(),
        };
        Ok(html(form.render()?))
    }

    /// The page of the form again, where too many have come, with what was typed: in so many seconds it is taken.
    pub(super) fn too_many(
        &self,
        (typed, email): (&Typed, Option<String>),
        seconds: i64,
        is_found: bool,
    ) -> Result<Response, Failure> {
        let (site, mut errors) = (self.asking.site, Errors::default());
        let minutes = usize::try_from(seconds).unwrap_or_default().div_ceil(60);
        let words = if minutes <= 90 {
            site.count("open-error-too-many", &minutes)
        } else {
            site.count("open-error-too-many-hours", &minutes.div_ceil(60))
        };
        errors.say("main", words);
        let page = self.page(typed, email, errors, is_found)?;
        let wait = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
        Ok((StatusCode::TOO_MANY_REQUESTS, wait, page).into_response())
    }
}

/// The way back to what the organiser shows everybody.
pub(super) fn back(hall: &Hall) -> Link {
    Link { href: hall.href(""), text: hall.name.clone(), about: String::new(), current: false }
}
