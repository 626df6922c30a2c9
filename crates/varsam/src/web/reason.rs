//! Why somebody looks: asked for before what is sensitive is shown, and kept in the log. It is never in an address.

use super::error::Failure;
use super::site::{Site, html};
use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use varsam_access::Need;

/// The shortest and the longest reason that is taken, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=500;

/// A reason as it was written.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Reason {
    /// The words; none where nobody was asked yet.
    pub(crate) reason: Option<String>,
}

impl Reason {
    /// The words, when there are enough of them and not too many.
    pub(crate) fn said(&self) -> Option<&str> {
        let words = self.reason.as_deref().map(str::trim)?;
        LENGTH.contains(&words.chars().count()).then_some(words)
    }
}

/// The page that asks.
#[derive(Template)]
#[template(path = "reason.html")]
struct ReasonPage {
    site: Site,
    title: String,
    /// What was written, and why it is not enough; empty the first time.
    reason: String,
    error: String,
    /// Whether a fresh sign-in is needed too.
    needs_step_up: bool,
}

/// Asks for what has to come first. Who may not do it at all is not told that there is anything.
pub(crate) fn ask(site: Site, needs: &[Need], reason: &Reason) -> Result<Response, Failure> {
    if needs.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let title = site.t("reason-title");
    let error = if reason.reason.is_some() { site.t("reason-error") } else { String::new() };
    let needs_step_up = needs.contains(&Need::StepUp);
    let reason = reason.reason.clone().unwrap_or_default().chars().take(*LENGTH.end()).collect();
    Ok(html(ReasonPage { site, title, reason, error, needs_step_up }.render()?))
}
