//! Asking to be removed from the organiser's social media, for anybody (SOL-42): a form, and a link in a letter that confirms
//! it and shows what has become of it.

use super::form::{self, Filling, Named, Said, routine, schools};
use super::{Hall, account, throttle};
use crate::locale::Locale;
use crate::office::calendar;
use crate::office::registers::Typed;
use crate::office::take_down::{self, ROUTINE, Request};
use crate::web::cases::asking::Asking;
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::{Client, Door};
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lettre::Address;
use serde::Deserialize;
use varsam_model::case::{Case, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::routine::Behaviour;
use varsam_store::Document;

const NAMED: Named = Named { key: "open-removal", path: "/take-down", begins: false };

/// The longest address that mail goes to, in characters.
const LONGEST_ADDRESS: usize = 254;

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The unit that is meant.
    #[serde(default)]
    unit: String,
}

/// `GET /open/{organiser}/take-down/{request}/{token}`
#[derive(Template)]
#[template(path = "open/removal.html")]
struct Removal {
    site: Site,
    title: String,
    lead: String,
    /// Where the button leads that confirms it; empty where that is done.
    action: String,
    /// Whether it was confirmed before, and again now.
    is_again: bool,
    unit: String,
    asked: String,
    confirmed: String,
    due: String,
    answered: String,
    answer: String,
    back: Link,
}

/// The form.
pub(super) async fn ask(
    site: Site,
    door: Door,
    Path(organiser): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let Some(routine) = routine(&site, ROUTINE).filter(|_| hall.office.reaches_outsiders()) else {
        return instead(site, &hall).await;
    };
    let directory = hall.directory().await?;
    let asking = Asking { site: &site, routine: &routine, now: hall.office.now() };
    let filling = Filling { named: NAMED, asking, hall: &hall, schools: schools(&directory) };
    filling.page(&form::begun(&asked.unit), Some(String::new()), Errors::default(), false)
}

/// Says to whom to turn where there is no form: no routine of that kind, or no mail to confirm it by.
async fn instead(site: Site, hall: &Hall) -> Result<Response, Failure> {
    let said = Said {
        title: site.t("open-removal-title"),
        lead: site.t("open-removal-none"),
        notes: vec![site.t("open-removal-instead")],
        links: account::contacts(hall).await?,
        back: form::back(hall),
        site,
    };
    Ok(html(said.render()?))
}

/// Keeps what is asked, and sends the link that confirms it.
pub(super) async fn take(
    site: Site,
    door: Door,
    client: Client,
    Path(organiser): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let Some(routine) = routine(&site, ROUTINE).filter(|_| hall.office.reaches_outsiders()) else {
        return instead(site, &hall).await;
    };
    let (directory, now) = (hall.directory().await?, hall.office.now());
    let asking = Asking { site: &site, routine: &routine, now };
    let filling = Filling { named: NAMED, asking, hall: &hall, schools: schools(&directory) };
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let read = filling.read(&typed, &mut errors);
    let email = typed.one("email").trim();
    if email.chars().count() > LONGEST_ADDRESS || email.parse::<Address>().is_err() {
        errors.add(&site, "email", "open-error-email");
    }
    let Some(unit) = read.unit.filter(|_| errors.is_empty()) else {
        return Ok(wrong(filling.page(&typed, Some(email.to_owned()), errors, read.is_found)?));
    };
    let counted = match throttle::form(&hall, NAMED.path, &client).await {
        Ok(()) => throttle::may_write_to(&hall.office, email).await,
        Err(failure) => Err(failure),
    };
    let may_write = match counted {
        Err(Failure::TooMany(seconds)) => {
            return filling.too_many((&typed, Some(email.to_owned())), seconds, read.is_found);
        }
        counted => counted?,
    };
    if !may_write {
        errors.add(&site, "email", "open-error-email-often");
        return Ok(wrong(filling.page(&typed, Some(email.to_owned()), errors, read.is_found)?));
    }
    let request = Request {
        email: email.to_owned(),
        language: site.locale.tag().to_owned(),
        text: read.text,
        despite: read.despite,
        facts: read.facts,
        dates: read.dates,
        stack: site.stack().id.clone(),
        at: now,
        links: vec![],
        confirmed: None,
        case: None,
    };
    let path = take_down::ask(&hall.office, &directory, unit, request).await?;
    sent(&site, &hall, path)
}

/// Says that a letter has gone out. In the demonstration none does, so its link is here.
fn sent(site: &Site, hall: &Hall, path: String) -> Result<Response, Failure> {
    let link = hall.office.is_demo.then(|| Link {
        href: path,
        text: site.t("open-removal-demo"),
        about: site.t("open-removal-demo-about"),
        current: false,
    });
    let said = Said {
        title: site.t("open-removal-sent"),
        lead: site.t("open-removal-sent-lead"),
        notes: vec![site.t("open-removal-sent-note")],
        links: link.into_iter().collect(),
        back: form::back(hall),
        site: site.clone(),
    };
    Ok(html(said.render()?))
}

/// The request that a link leads to; one that leads nowhere is counted.
async fn followed(
    hall: &Hall,
    client: &Client,
    (id, token): (&str, &str),
) -> Result<Option<Document<Request>>, Failure> {
    let directory = hall.directory().await?;
    let found = take_down::by_link(&hall.office, &directory, (id, token)).await?;
    if found.is_none() {
        throttle::dead_link(&hall.office, client).await?;
    }
    Ok(found)
}

/// Says that a link leads nowhere, and where one asks anew. It is not said why.
fn dead(site: Site, hall: &Hall) -> Result<Response, Failure> {
    let anew = Link {
        href: hall.href("/take-down"),
        text: site.t("open-removal-title"),
        about: site.t("open-removal-about"),
        current: false,
    };
    let said = Said {
        title: site.t("open-removal-dead"),
        lead: site.t("open-removal-dead-lead"),
        notes: vec![],
        links: vec![anew],
        back: form::back(hall),
        site,
    };
    Ok((StatusCode::NOT_FOUND, html(said.render()?)).into_response())
}

/// Shows where a request stands, with the button that confirms it. What only opens the links of a letter presses none.
pub(super) async fn page(
    site: Site,
    door: Door,
    client: Client,
    Path((organiser, id, token)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    match followed(&hall, &client, (&id, &token)).await? {
        Some(document) => shown(site, &hall, (&document, &token), false).await,
        None => dead(site, &hall),
    }
}

/// Confirms a request: the case begins. Done twice, it says so, and where the request stands.
pub(super) async fn confirm(
    site: Site,
    door: Door,
    client: Client,
    Path((organiser, id, token)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let Some(document) = followed(&hall, &client, (&id, &token)).await? else { return dead(site, &hall) };
    if document.body.confirmed.is_some() {
        return shown(site, &hall, (&document, &token), true).await;
    }
    let Some(case) = begun(&site, &hall, &document.body) else { return instead(site, &hall).await };
    let directory = hall.directory().await?;
    if is_changed(take_down::confirm(&hall.office, &directory, &document, &case).await)? {
        let now = take_down::by_link(&hall.office, &directory, (&id, &token)).await?;
        let Some(document) = now else { return dead(site, &hall) };
        return shown(site, &hall, (&document, &token), true).await;
    }
    Ok(Redirect::to(&hall.href(&format!("/take-down/{}/{token}", document.head.id))).into_response())
}

/// The case of a request, by the rules that it was asked under; none where they have no such routine any more.
fn begun(site: &Site, hall: &Hall, request: &Request) -> Option<Case> {
    let site = site.clone().of_stack(&request.stack)?;
    Some(Case {
        routine: routine(&site, ROUTINE)?,
        stack: request.stack.clone(),
        // It is read by those who work there.
        title: Locale::default().t("open-removal-case"),
        text: request.text.clone(),
        by: None,
        at: hall.office.now(),
        dates: request.dates.clone(),
        facts: request.facts.clone(),
        despite: request.despite.clone(),
        events: vec![],
    })
}

async fn shown(
    site: Site,
    hall: &Hall,
    (document, token): (&Document<Request>, &str),
    is_again: bool,
) -> Result<Response, Failure> {
    let (directory, request) = (hall.directory().await?, &document.body);
    let case = take_down::case(&directory, request).await?;
    let hours = directory.units.hours(document.head.unit);
    let state = case.as_ref().map(|case| State::of(case, hours)).unwrap_or_default();
    let (title, lead) = match (request.confirmed, state.code) {
        (None, _) => ("open-removal-to-confirm", "open-removal-to-confirm-lead"),
        (Some(_), Code::Answered) => ("open-removal-answered", "open-removal-answered-lead"),
        (Some(_), Code::Closed) => ("open-removal-closed", "open-removal-closed-lead"),
        (Some(_), Code::Open) => ("open-removal-received", "open-removal-received-lead"),
    };
    let action = format!("/take-down/{}/{token}", document.head.id);
    let page = Removal {
        title: site.t(title),
        lead: site.t(lead),
        action: if request.confirmed.is_none() { hall.href(&action) } else { String::new() },
        is_again,
        unit: directory.units.name(document.head.unit).to_owned(),
        asked: calendar::minute(request.at),
        confirmed: request.confirmed.map(calendar::minute).unwrap_or_default(),
        due: state.due,
        answered: state.answered,
        answer: state.answer,
        back: form::back(hall),
        site,
    };
    Ok(html(page.render()?))
}

/// Where the answer to a request stands.
#[derive(Default)]
struct State {
    code: Code,
    due: String,
    answered: String,
    answer: String,
}

#[derive(Debug, Clone, Copy, Default)]
enum Code {
    #[default]
    Open,
    Answered,
    /// It is over, and nothing was answered here.
    Closed,
}

impl State {
    /// That of a case, where the office is open in these hours.
    fn of(case: &Case, hours: OfficeHours) -> Self {
        let walked = case.walk(hours);
        let answers = walked.iter().find(|stood| stood.step.does == Some(Behaviour::AnswerAsker));
        let done = answers.filter(|stood| stood.standing == Standing::Done).and_then(|stood| stood.settled);
        if let Some(event) = done {
            let (answered, answer) = (calendar::minute(event.at), event.note.clone());
            return Self { code: Code::Answered, answered, answer, due: String::new() };
        }
        if case.is_closed() {
            return Self { code: Code::Closed, ..Self::default() };
        }
        let due = answers.and_then(|stood| match stood.standing {
            Standing::Open { due, .. } => due,
            _ => case.promised(stood.step, hours),
        });
        Self { due: due.map(calendar::minute).unwrap_or_default(), ..Self::default() }
    }
}
