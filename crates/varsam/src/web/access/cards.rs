//! Smart cards: whose role requires one, who has one, and ordering it for them (ACM-58).

use super::grants::is_named;
use crate::office::{Directory, Entry, Office, Reader, calendar, grants, register};
use crate::web::conflict::is_changed;
use crate::web::error::Failure;
use crate::web::reason::{self, Reason};
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};
use varsam_access::{Action, Object};
use varsam_model::grant::{Given, HeldPrecondition, Precondition};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault};

/// `GET /cards`
#[derive(Template)]
#[template(path = "access/cards.html")]
struct Cards {
    site: Site,
    title: String,
    rows: Vec<Row>,
}

/// Somebody whose role requires a card.
struct Row {
    id: String,
    version: i64,
    name: String,
    role: &'static str,
    unit: String,
    /// `held`, `ordered` or `missing`.
    standing: &'static str,
    /// Until when it holds, or when it was ordered.
    day: String,
}

/// What the button sends.
#[derive(Deserialize, Serialize)]
pub(crate) struct Typed {
    version: i64,
}

/// Lists who needs a card.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !reader.opens.contains(&Action::OrderCard) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(&office).await?;
    let mut rows = Vec::new();
    for document in directory.given(&reader.scope()).await? {
        rows.extend(row(&office, &reader, &directory, document).await?);
    }
    rows.sort_by_cached_key(|row| (row.unit.to_lowercase(), row.name.to_lowercase()));
    Ok(html(Cards { title: site.t("cards-title"), rows, site }.render()?))
}

/// Whose role requires a card, and still holds.
fn needs_card(given: &Given, now: Instant) -> bool {
    now < given.grant.until && Precondition::of_role(given.grant.role).contains(&Precondition::SmartCard)
}

async fn row(
    office: &Office,
    reader: &Reader,
    directory: &Directory<'_>,
    document: Document<Given>,
) -> Result<Option<Row>, Failure> {
    let now = office.now();
    if !needs_card(&document.body, now) {
        return Ok(None);
    }
    let (holder, object) = match holder(directory, &document.body).await {
        Ok(known) => known,
        Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    // Those only for whom the reader orders: another role that they have elsewhere shows them nobody here.
    let can_order = reader.could(office, Action::OrderCard, &object);
    if !can_order || !is_named(office, reader, directory, &holder) {
        return Ok(None);
    }
    let grant = &document.body.grant;
    let (_, held) = directory.grants(grant.person).await?;
    let (standing, day) = standing(&document.body, &held, now);
    Ok(Some(Row {
        id: grant.id.to_string(),
        version: document.head.version,
        name: holder.name(),
        role: grant.role.code(),
        unit: directory.units.name(grant.unit).to_owned(),
        standing,
        day,
    }))
}

async fn holder(directory: &Directory<'_>, given: &Given) -> Result<(Entry, Object), Fault> {
    let holder = directory.person(given.grant.person).await?;
    let object = grants::object(directory, (given.grant.role, given.grant.unit), &holder, vec![]);
    Ok((holder, object))
}

/// How far the card has come, and the day that says so.
fn standing(given: &Given, held: &[HeldPrecondition], now: Instant) -> (&'static str, String) {
    let cards = held.iter().filter(|one| one.precondition == Precondition::SmartCard);
    let current = cards.filter(|one| one.from <= now && one.until.is_none_or(|until| now < until));
    if let Some(card) = current.max_by_key(|one| one.until.unwrap_or(Instant(i64::MAX))) {
        let day = card.until.map(|until| calendar::last_day(until).to_string());
        return ("held", day.unwrap_or_default());
    }
    match given.card {
        Some(card) => ("ordered", calendar::day(card.at).to_string()),
        None => ("missing", String::new()),
    }
}

/// Orders a card for the holder of a grant.
pub(crate) async fn order(
    site: Site,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let id: Id<id::Grant> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    let directory = reader.directory(&office).await?;
    let missing = |fault| match fault {
        Fault::Missing | Fault::Erased => Failure::NoSuchPage,
        fault => fault.into(),
    };
    let document: Document<Given> = directory.record(register::GRANT, id.of()).await.map_err(missing)?;
    let (entry, object) = holder(&directory, &document.body).await.map_err(missing)?;
    if !needs_card(&document.body, office.now()) || !is_named(&office, &reader, &directory, &entry) {
        return Err(Failure::NoSuchPage);
    }
    let why = Reason { reason: None };
    let decision = reader.may_for(&office, why.said(), Action::OrderCard, &object);
    if !decision.is_allowed() {
        return reason::ask_before(site, decision.needs(), &why, &typed);
    }
    // Whoever was faster has ordered it, or changed the grant: the list shows that.
    if typed.version == document.head.version {
        is_changed(grants::order_card(&office, &reader, document).await)?;
    }
    Ok(Redirect::to("/cards").into_response())
}
