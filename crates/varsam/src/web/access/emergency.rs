//! Emergency access: begun with a reason, for a few hours, seen by others, and judged afterwards.

use crate::office::{Directory, Office, Reader, calendar, emergencies, register};
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_access::{Action, Decision, Object};
use varsam_model::emergency::{Emergency, Judgement};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Document, Fault};

/// The longest note on a judgement, in characters.
const LONGEST_NOTE: usize = 500;

/// `GET /emergency`
#[derive(Template)]
#[template(path = "access/emergency.html")]
struct EmergencyPage {
    site: Site,
    title: String,
    /// The units where the reader may begin one.
    units: Vec<Link>,
    /// The hours to choose from.
    hours: Vec<i64>,
    /// Those of these units where nobody else could judge it afterwards.
    without_judge: Vec<String>,
    rows: Vec<Row>,
    /// What was typed.
    typed: Typed,
    errors: Errors,
}

/// One in the list.
struct Row {
    id: String,
    version: i64,
    who: String,
    unit: String,
    from: String,
    until: String,
    reason: String,
    lasts: bool,
    /// Where the reader's own leads while it lasts; empty for any other.
    opens: String,
    can_end: bool,
    can_judge: bool,
    judgement: Option<Judgement>,
}

/// What the forms of the page send.
#[derive(Deserialize, Serialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    hours: i64,
    reason: Option<String>,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    note: String,
}

/// Shows those that the reader has to do with, and how one is begun.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    shown(site, &office, &reader, Typed { hours: 1, ..Typed::default() }, Errors::default()).await
}

async fn shown(
    site: Site,
    office: &Office,
    reader: &Reader,
    typed: Typed,
    errors: Errors,
) -> Result<Response, Failure> {
    let is_for_them = [Action::BreakGlass, Action::ReviewLog].iter().any(|act| reader.opens.contains(act));
    let directory = reader.directory(office).await?;
    let all = emergencies::all(office, reader, &directory).await?;
    if !is_for_them && all.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let mut rows = Vec::new();
    for document in &all {
        let who = directory.person(document.body.person).await;
        let who = who.ok().filter(|entry| !entry.is_hidden()).map(|entry| entry.name());
        let opens = opens(office, reader, &directory, &document.body);
        rows.push(Row { opens, ..row(office, reader, document, who.unwrap_or_default()) });
    }
    let could = |unit: &&Id<id::Unit>| {
        reader.could(office, Action::BreakGlass, &Object::new(reader.units.place(**unit), RecordClass::Unit))
    };
    let units: Vec<_> = reader.own.iter().filter(could).copied().collect();
    let without_judge = emergencies::without_judge(office, reader, &directory, units.clone()).await?;
    let without_judge = without_judge.into_iter().map(|unit| reader.units.name(unit).to_owned()).collect();
    let units = units.into_iter().map(|unit| Link {
        href: unit.to_string(),
        text: reader.units.name(unit).to_owned(),
        about: String::new(),
        current: unit.to_string() == typed.unit || reader.chosen == Some(unit),
    });
    let (title, units, hours) = (site.t("emergency-title"), units.collect(), emergencies::HOURS.collect());
    let page = EmergencyPage { site, title, units, hours, without_judge, rows, typed, errors };
    Ok(html(page.render()?))
}

/// Where somebody goes on who has begun one: to the people of the unit, or to the unit where they may look for none.
fn opens(office: &Office, reader: &Reader, directory: &Directory<'_>, emergency: &Emergency) -> String {
    if emergency.person != reader.session.person || !emergency.lasts(office.now()) {
        return String::new();
    }
    let unit = emergency.unit;
    match reader.units(office, directory).iter().any(|(id, _)| *id == unit) {
        true => format!("/people?unit={unit}"),
        false => format!("/units/{unit}"),
    }
}

fn row(office: &Office, reader: &Reader, document: &Document<Emergency>, who: String) -> Row {
    let (emergency, now) = (&document.body, office.now());
    let lasts = emergency.lasts(now);
    Row {
        id: emergency.id.to_string(),
        version: document.head.version,
        who,
        unit: reader.units.name(emergency.unit).to_owned(),
        from: calendar::minute(emergency.from),
        until: calendar::minute(emergency.until),
        reason: emergency.reason.clone(),
        lasts,
        opens: String::new(),
        can_end: lasts && emergency.person == reader.session.person,
        can_judge: !lasts
            && emergency.judgement.is_none()
            && emergencies::could_judge(office, reader, emergency),
        judgement: emergency.judgement.clone(),
    }
}

fn may_break(office: &Office, reader: &Reader, unit: Id<id::Unit>, why: &Reason) -> Decision {
    let object = Object::new(reader.units.place(unit), RecordClass::Unit);
    reader.may_for(office, why.said(), Action::BreakGlass, &object)
}

/// Begins one.
pub(crate) async fn begin(site: Site, signed: Signed, Form(typed): Form<Typed>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.opens.contains(&Action::BreakGlass) {
        return Err(Failure::NoSuchPage);
    }
    let why = Reason { reason: typed.reason.clone() };
    let unit = typed.unit.parse().ok().filter(|unit| reader.own.contains(unit));
    let allowed = unit.map(|unit| may_break(&office, &reader, unit, &why));
    let allowed = allowed.filter(|decision| decision.is_allowed() || !decision.needs().is_empty());
    let mut errors = Errors::default();
    if allowed.is_none() {
        errors.add(&site, "unit", "grants-error-unit");
    }
    if why.said().is_none() {
        errors.add(&site, "reason", "reason-error");
    }
    if !emergencies::HOURS.contains(&typed.hours) {
        errors.add(&site, "hours", "emergency-error-hours");
    }
    let (Some(unit), Some(allowed), Some(said), true) = (unit, allowed, why.said(), errors.is_empty()) else {
        return Ok(wrong(shown(site, &office, &reader, typed, errors).await?));
    };
    if !allowed.is_allowed() {
        return reason::ask_before(site, allowed.needs(), &why, &typed);
    }
    emergencies::begin(&office, &reader, (unit, typed.hours), said, &allowed).await?;
    Ok(Redirect::to("/emergency").into_response())
}

async fn opened(office: &Office, reader: &Reader, id: &str) -> Result<Document<Emergency>, Failure> {
    let id = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let directory = reader.directory(office).await?;
    match directory.record::<Emergency>(register::EMERGENCY, id).await {
        Ok(document) => Ok(document),
        Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
        Err(fault) => Err(fault.into()),
    }
}

/// Ends the own one before its time.
pub(crate) async fn end(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let document = opened(&office, &reader, &id).await?;
    if document.body.person != reader.session.person {
        return Err(Failure::NoSuchPage);
    }
    let is_same = document.head.version == typed.version;
    if !is_same || is_changed(emergencies::end(&office, &reader, document).await)? {
        return again(site, &office, &reader, typed, "emergency-changed").await;
    }
    Ok(Redirect::to("/emergency").into_response())
}

async fn again(
    site: Site,
    office: &Office,
    reader: &Reader,
    typed: Typed,
    key: &str,
) -> Result<Response, Failure> {
    let mut errors = Errors::default();
    errors.add(&site, "main", key);
    Ok(crate::web::conflict::page(shown(site, office, reader, typed, errors).await?))
}

/// Judges somebody else's when it is over.
pub(crate) async fn judge(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let document = opened(&office, &reader, &id).await?;
    if !emergencies::could_judge(&office, &reader, &document.body) {
        return Err(Failure::NoSuchPage);
    }
    let note: String = typed.note.trim().chars().take(LONGEST_NOTE).collect();
    let Ok(verdict) = typed.verdict.parse() else {
        let mut errors = Errors::default();
        errors.add(&site, "main", "emergency-error-verdict");
        return Ok(wrong(shown(site, &office, &reader, typed, errors).await?));
    };
    let is_open = document.body.judgement.is_none() && !document.body.lasts(office.now());
    let judgement = Judgement { verdict, note, by: reader.session.person, at: office.now() };
    let is_same = is_open && document.head.version == typed.version;
    if !is_same || is_changed(emergencies::judge(&office, &reader, document, judgement).await)? {
        return again(site, &office, &reader, typed, "emergency-changed").await;
    }
    Ok(Redirect::to("/emergency").into_response())
}
