//! One review: how far it has come, and the grants that the reader confirms.

use super::grants::{Row, row, seen};
use super::reviews::concerns;
use crate::office::{Directory, Office, Reader, calendar, register, reviews};
use crate::web::conflict::is_changed;
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::collections::BTreeSet;
use varsam_access::{Action, Object};
use varsam_model::grant::{Given, Grant};
use varsam_model::review::{Outcome, Review};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault};

/// How many grants a page shows.
const PAGE: usize = 100;

/// `GET /reviews/{review}`
#[derive(Template)]
#[template(path = "access/review.html")]
struct ReviewPage {
    site: Site,
    title: String,
    id: String,
    unit: String,
    due: String,
    outcome: Option<Outcome>,
    /// Unit by unit: how many grants, and how many of them are confirmed.
    progress: Vec<(String, usize, usize)>,
    /// What is left for the reader to confirm.
    left: Vec<Row>,
    /// The ids of these: what comes in meanwhile is not confirmed with them.
    shown: String,
    /// How many of these are not on the page.
    more: usize,
    /// How many there are that nobody could confirm.
    without_reviewer: usize,
}

/// Which are confirmed: one, or all that were shown.
#[derive(Deserialize, Default)]
pub(crate) struct Confirmed {
    #[serde(default)]
    grant: String,
    #[serde(default)]
    shown: String,
}

/// A review with what it is about.
struct Opened<'a> {
    directory: Directory<'a>,
    review: Review,
    given: Vec<Document<Given>>,
}

async fn opened<'a>(office: &'a Office, reader: &Reader, id: &str) -> Result<Opened<'a>, Failure> {
    let id: Id<id::Record> = id.parse().map_err(|_| Failure::NoSuchPage)?;
    if !reader.opens.contains(&Action::ReviewGrants) {
        return Err(Failure::NoSuchPage);
    }
    let directory = reader.directory(office).await?;
    reviews::settle(office, &directory).await?;
    let review = match directory.record::<Review>(register::REVIEW, id).await {
        Ok(document) if concerns(reader, &document.body) => document.body,
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Err(Failure::NoSuchPage),
        Err(fault) => return Err(fault.into()),
    };
    let given = match review.outcome {
        Some(_) => vec![],
        None => reviews::grants(&directory, &review, office.now()).await?,
    };
    Ok(Opened { directory, review, given })
}

/// Whether the reader may confirm a grant; nobody their own.
fn may_confirm(office: &Office, reader: &Reader, grant: &Grant) -> bool {
    let object = Object::grant(reader.units.place(grant.unit), grant.role, grant.person, vec![]);
    reader.may(office, Action::ReviewGrants, &object).is_allowed()
}

/// What is left for the reader to confirm, in the units that they work with.
fn left(office: &Office, reader: &Reader, opened: &Opened<'_>) -> Vec<Document<Given>> {
    let scope = reader.scope();
    let mut left = seen(office, reader, opened.given.clone());
    left.retain(|document| {
        let given = &document.body;
        scope.contains(&given.grant.unit)
            && !reviews::is_confirmed(given, &opened.review)
            && may_confirm(office, reader, &given.grant)
    });
    left
}

/// Shows it.
pub(crate) async fn page(site: Site, signed: Signed, Path(id): Path<String>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let Opened { directory, review, given } = &opened;
    let reviewers = reviews::Reviewers::of(directory, office.now(), &BTreeSet::new()).await?;
    let mine = left(&office, &reader, &opened);
    let mut rows = Vec::new();
    for document in mine.iter().take(PAGE) {
        rows.extend(row(&office, directory, &document.body).await?);
    }
    let visible: Vec<_> =
        given.iter().filter(|document| reader.own.contains(&document.body.grant.unit)).cloned().collect();
    let open = visible.iter().filter(|document| !reviews::is_confirmed(&document.body, review));
    let without = open.filter(|document| !reviewers.has_for(&office, directory, &document.body.grant));
    let without_reviewer = without.count();
    let progress = reviews::progress(&visible, review)
        .into_iter()
        .map(|(unit, all, confirmed)| (directory.units.name(unit).to_owned(), all, confirmed));
    let page = ReviewPage {
        title: site.t("review-title"),
        id,
        unit: directory.units.name(review.unit).to_owned(),
        due: calendar::last_day(review.due).to_string(),
        outcome: review.outcome,
        progress: progress.collect(),
        more: mine.len().saturating_sub(PAGE),
        shown: rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(" "),
        left: rows,
        without_reviewer,
        site,
    };
    Ok(html(page.render()?))
}

/// Confirms one, or all that were shown.
pub(crate) async fn confirm(
    signed: Signed,
    Path(id): Path<String>,
    Form(confirmed): Form<Confirmed>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let opened = opened(&office, &reader, &id).await?;
    let mut mine = left(&office, &reader, &opened);
    match confirmed.grant.as_str() {
        "all" => {
            let shown: BTreeSet<_> = confirmed.shown.split(' ').collect();
            mine.retain(|document| shown.contains(document.body.grant.id.to_string().as_str()));
        }
        one => mine.retain(|document| document.body.grant.id.to_string() == one),
    }
    // What no list shows is confirmed by nobody who looked through a list.
    let mut shown = Vec::with_capacity(mine.len());
    for document in mine {
        let holder = opened.directory.person(document.body.grant.person).await;
        shown.extend(holder.is_ok_and(|holder| !holder.is_hidden()).then_some(document));
    }
    // What somebody else has changed meanwhile is still on the page, to be looked at once more.
    is_changed(reviews::confirm(&office, &reader, &opened.review, shown).await)?;
    Ok(Redirect::to(&format!("/reviews/{id}")).into_response())
}
