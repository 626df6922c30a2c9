//! Starting the review of apps that were handed over in a file: one button for all of them.

use super::{Desk, import};
use crate::office::cases::apps::{APP, Review};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_model::Instant;
use varsam_store::Fault;

/// Apps that wait for a review.
pub(super) struct Waiting {
    pub(super) action: String,
    /// Since when they were made, in microseconds.
    pub(super) since: i64,
    pub(super) count: usize,
}

impl Waiting {
    /// Those that were made since; none in other registers, where nothing waits, and where the organisation has no such
    /// routine.
    pub(super) async fn of(desk: &Desk, since: Instant) -> Result<Option<Self>, Failure> {
        let Some(review) = review(desk) else { return Ok(None) };
        let count = review.waiting((&desk.office, &desk.reader), since).await?.len();
        let waiting = Self { action: desk.href("/import/review"), since: since.0, count };
        Ok(Some(waiting).filter(|waiting| waiting.count > 0))
    }
}

fn review(desk: &Desk) -> Option<Review> {
    let is_app = desk.register.code == APP;
    Review::of(&desk.site.shelf.books, desk.site.stack()).filter(|_| is_app)
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sent {
    /// Since when the entries were made; nothing is started where it does not say.
    #[serde(default)]
    since: Option<i64>,
}

/// Starts them.
pub(super) async fn start(site: Site, signed: Signed, Form(sent): Form<Sent>) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, APP)?;
    import::places(&desk)?;
    let review = review(&desk).ok_or(Failure::NoSuchPage)?;
    let since = Instant(sent.since.unwrap_or(i64::MAX));
    let text = desk.site.t("apps-text");
    match review.start((&desk.office, &desk.reader), since, &text).await {
        Ok(count) => {
            let to = desk.href(&format!("/import?begun={count}&since={}", since.0));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Fault::Changed) => import::busy(&desk, since).await,
        Err(fault) => Err(fault.into()),
    }
}
