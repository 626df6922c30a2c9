//! Two people saving the same: the second sees what the first has saved beside what they wrote, and loses nothing.
//!
//! A form carries the version that it was filled from. When the record has another one by now, the page comes again
//! with status 409, everything that was typed, and the new version: to save once more is to have seen both.

use super::error::Failure;
use super::site::Site;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use varsam_store::Fault;

/// A field that two people have filled differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differing {
    /// What the field is called.
    pub label: String,
    /// What somebody else saved.
    pub theirs: String,
    /// What was typed here.
    pub ours: String,
}

/// Those of these fields that differ: each with its key, what is saved and what was typed.
pub(crate) fn differing(site: &Site, fields: &[(&str, &str, &str)]) -> Vec<Differing> {
    let differ = fields.iter().filter(|(_, theirs, ours)| theirs.trim() != ours.trim());
    let said = |(key, theirs, ours): &(&str, &str, &str)| Differing {
        label: site.t(key),
        theirs: (*theirs).to_owned(),
        ours: (*ours).to_owned(),
    };
    differ.map(said).collect()
}

/// Whether the store says that somebody else was faster; other faults are ours.
pub(crate) fn is_changed(done: Result<(), Fault>) -> Result<bool, Failure> {
    match done {
        Ok(()) => Ok(false),
        Err(Fault::Changed) => Ok(true),
        Err(fault) => Err(fault.into()),
    }
}

/// A page that says that somebody else was faster.
pub(crate) fn page(page: Response) -> Response {
    (StatusCode::CONFLICT, page).into_response()
}

/// A page that says what is wrong with what was typed.
pub(crate) fn wrong(page: Response) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
