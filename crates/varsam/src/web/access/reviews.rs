//! Reviews of grants: those that last, those that are over, and the beginning of one.

use crate::office::{Office, Reader, calendar, reviews};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::{Action, Object};
use varsam_model::review::{Outcome, Review};
use varsam_model::{Id, RecordClass, id};

/// How far away the due day is at first, in days.
const USUAL: i64 = 30;

/// `GET /reviews`
#[derive(Template)]
#[template(path = "access/reviews.html")]
struct Reviews {
    site: Site,
    title: String,
    rows: Vec<Row>,
    /// The units that the reader may begin one for.
    units: Vec<Link>,
    due: String,
    errors: Errors,
}

/// A review in the list.
struct Row {
    id: String,
    unit: String,
    begun: String,
    due: String,
    outcome: Option<Outcome>,
}

/// What is begun.
#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    due: String,
}

/// Whether the reader may begin a review at a unit.
fn may_begin(office: &Office, reader: &Reader, unit: Id<id::Unit>) -> bool {
    let object = Object::new(reader.units.place(unit), RecordClass::Unit);
    reader.may(office, Action::BeginReview, &object).is_allowed()
}

/// Whether a review is of any unit that the reader has to do with.
pub(super) fn concerns(reader: &Reader, review: &Review) -> bool {
    reader
        .own
        .iter()
        .any(|unit| reader.units.is_within(*unit, review.unit) || reader.units.is_within(review.unit, *unit))
}

/// Lists them.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let day = calendar::day(office.now());
    let due = day.checked_add(jiff::Span::new().days(USUAL)).unwrap_or(day).to_string();
    shown(site, &office, &reader, Typed { due, ..Typed::default() }, Errors::default()).await
}

async fn shown(
    site: Site,
    office: &Office,
    reader: &Reader,
    typed: Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    if ![Action::BeginReview, Action::ReviewGrants].iter().any(|act| reader.opens.contains(act)) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(office).await?;
    reviews::settle(office, &directory).await?;
    let all = reviews::all(&directory).await?;
    let rows = all.iter().map(|document| &document.body).filter(|review| concerns(reader, review));
    let rows = rows.map(|review| Row {
        id: review.id.to_string(),
        unit: directory.units.name(review.unit).to_owned(),
        begun: calendar::day(review.begun).to_string(),
        due: calendar::last_day(review.due).to_string(),
        outcome: review.outcome,
    });
    let rows = rows.collect();
    let units = reader.own.iter().filter(|unit| may_begin(office, reader, **unit)).map(|unit| Link {
        href: unit.to_string(),
        text: directory.units.name(*unit).to_owned(),
        about: String::new(),
        current: unit.to_string() == typed.unit,
    });
    let (title, units, due) = (site.t("reviews-title"), units.collect(), typed.due);
    Ok(html(Reviews { site, title, rows, units, due, errors }.render()?))
}

/// Begins one.
pub(crate) async fn begin(site: Site, signed: Signed, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.opens.contains(&Action::BeginReview) {
        return Err(Failure::NoSuchPage);
    }
    let unit = typed
        .unit
        .parse()
        .ok()
        .filter(|unit| reader.own.contains(unit) && may_begin(&office, &reader, *unit));
    let due = fields::until(&typed.due, office.now(), reviews::DAYS);
    let mut errors = Errors::default();
    if unit.is_none() {
        errors.add(&site, "unit", "grants-error-unit");
    }
    if due.is_none() {
        errors.add(&site, "due", "reviews-error-due");
    }
    let (Some(unit), Some(due)) = (unit, due) else {
        return Ok(wrong(shown(site, &office, &reader, typed, errors).await?));
    };
    let review = reviews::begin(&office, &reader, unit, due).await?;
    Ok(Redirect::to(&format!("/reviews/{review}")).into_response())
}
