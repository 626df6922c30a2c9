//! Reporting a breach without saying who one is, where the organiser lets anybody do so (ACM-15, ACM-16). Nothing is kept of
//! who did it, so nobody can be asked anything either.

use super::Hall;
use super::form::{self, Filling, Named, Said, routine, schools};
use super::throttle;
use crate::locale::Locale;
use crate::office::breach::ROUTINE;
use crate::office::cases::write;
use crate::office::registers::Typed;
use crate::web::cases::asking::Asking;
use crate::web::cases::offer;
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::{Client, Door};
use crate::web::site::{Site, html};
use askama::Template as _;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeSet;
use varsam_model::Role;
use varsam_model::case::Case;
use varsam_model::routine::{Party, Routine};

const NAMED: Named = Named { key: "open-report", path: "/report", begins: true };

/// The organiser's open pages, where it takes reports of that kind, and the routine that they begin.
async fn opened(site: &Site, door: Door, organiser: &str) -> Result<(Hall, Routine), Failure> {
    let hall = Hall::of(door, organiser).await?;
    let routine = routine(site, ROUTINE).filter(|_| hall.office.anonymous_reports);
    routine.map(|routine| (hall, routine)).ok_or(Failure::NoSuchPage)
}

/// The form.
pub(super) async fn ask(site: Site, door: Door, Path(organiser): Path<String>) -> Result<Response, Failure> {
    let (hall, routine) = opened(&site, door, &organiser).await?;
    let directory = hall.directory().await?;
    let asking = Asking { site: &site, routine: &routine, now: hall.office.now() };
    let filling = Filling { named: NAMED, asking, hall: &hall, schools: schools(&directory) };
    filling.page(&form::begun(""), None, Errors::default(), false)
}

/// Starts the case.
pub(super) async fn take(
    site: Site,
    door: Door,
    client: Client,
    Path(organiser): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let (hall, routine) = opened(&site, door, &organiser).await?;
    let (directory, now) = (hall.directory().await?, hall.office.now());
    let asking = Asking { site: &site, routine: &routine, now };
    let filling = Filling { named: NAMED, asking, hall: &hall, schools: schools(&directory) };
    let (typed, mut errors) = (Typed::of(&body), Errors::default());
    let read = filling.read(&typed, &mut errors);
    let Some(unit) = read.unit.filter(|_| errors.is_empty()) else {
        return Ok(wrong(filling.page(&typed, None, errors, read.is_found)?));
    };
    match throttle::form(&hall, NAMED.path, &client).await {
        Err(Failure::TooMany(seconds)) => return filling.too_many((&typed, None), seconds, read.is_found),
        counted => counted?,
    }
    let case = Case {
        // It is read by those who work there.
        title: Locale::default().t("open-report-case"),
        text: read.text,
        by: None,
        at: now,
        dates: read.dates,
        facts: read.facts,
        stack: site.stack().id.clone(),
        despite: read.despite,
        events: vec![],
        routine: routine.clone(),
    };
    write::begin_once(&hall.office, &directory, (offer(&hall.office, &typed)?, unit), &case).await?;
    Ok(Redirect::to(&hall.href("/report/received")).into_response())
}

/// Says who will act.
pub(super) async fn received(
    site: Site,
    door: Door,
    Path(organiser): Path<String>,
) -> Result<Response, Failure> {
    let (hall, routine) = opened(&site, door, &organiser).await?;
    let roles: Vec<_> = acting(&routine).into_iter().map(|role| site.pick("role", role.code())).collect();
    let said = Said {
        title: site.t("open-report-received"),
        lead: site.with("open-report-acting", roles.join(", ")),
        notes: vec![site.t("open-report-nobody")],
        links: vec![],
        back: form::back(&hall),
        site,
    };
    Ok(html(said.render()?))
}

/// Who is told at once, or owes what is to be done first.
fn acting(routine: &Routine) -> BTreeSet<Role> {
    let first = routine.steps.iter().filter(|step| step.after.is_empty()).flat_map(|step| &step.who);
    let owing = first.filter_map(|party| match party {
        Party::Role(role) => Some(*role),
        Party::Starter => None,
    });
    owing.chain(routine.tells.iter().copied()).collect()
}
