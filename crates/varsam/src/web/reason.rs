//! Why somebody looks: asked for before what is sensitive is shown, and kept in the log. It is never in an address.

use super::error::Failure;
use super::site::{Site, html};
use askama::Template;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use varsam_access::Need;

/// The shortest and the longest reason that is taken, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=500;

/// A reason as it was written.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
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
    /// What was typed into the form that asked, to be sent once more: name and value.
    kept: Vec<(String, String)>,
}

/// Asks for what has to come first. Who may not do it at all is not told that there is anything.
pub(crate) fn ask(site: Site, needs: &[Need], reason: &Reason) -> Result<Response, Failure> {
    page(site, needs, reason, vec![])
}

/// The same after a form was sent: what was typed into it is not lost, and goes out once more when that is done.
pub(crate) fn ask_before(
    site: Site,
    needs: &[Need],
    reason: &Reason,
    typed: &impl Serialize,
) -> Result<Response, Failure> {
    let Value::Object(typed) = serde_json::to_value(typed)? else { return ask(site, needs, reason) };
    let text = |value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let kept = typed.into_iter().filter_map(|(name, value)| Some((name, text(value)?)));
    page(site, needs, reason, kept.collect())
}

fn page(
    site: Site,
    needs: &[Need],
    reason: &Reason,
    kept: Vec<(String, String)>,
) -> Result<Response, Failure> {
    if needs.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let title = site.t("reason-title");
    let error = if reason.reason.is_some() { site.t("reason-error") } else { String::new() };
    let needs_step_up = needs.contains(&Need::StepUp);
    let reason = reason.reason.clone().unwrap_or_default().chars().take(*LENGTH.end()).collect();
    Ok(html(ReasonPage { site, title, reason, error, needs_step_up, kept }.render()?))
}
