//! The registers for programs: lists, entries, changes and steps as JSON. Who may do what, what is read and what is
//! refused is what the forms have; which fields there are follows from the declarations, and so does the description.

mod document;
mod entry;
mod list;
mod schema;
mod write;

use crate::view::FindingView;
use crate::web::Shared;
use crate::web::error::{Failure, Wrong as Told};
use crate::web::routes::Routes;
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The largest body that is read, in bytes: the texts of a register, each character written as two escapes.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Its addresses.
pub(super) fn routes() -> Routes {
    let large = || DefaultBodyLimit::max(LARGEST_BODY);
    Routes::new()
        .get("/api/registers", list::registers)
        .get("/api/registers/openapi.json", document::page)
        .get("/api/registers/{register}", list::page)
        .with("POST", "/api/registers/{register}", post(write::create).layer(large()))
        .get("/api/registers/{register}/{entry}", entry::page)
        .with("PUT", "/api/registers/{register}/{entry}", put(write::replace).layer(large()))
        .get("/api/registers/{register}/{entry}/history", entry::history)
        .with("POST", "/api/registers/{register}/{entry}/steps/{step}", post(write::step).layer(large()))
}

/// What an address names. What cannot be read in one names nothing.
struct Named<T>(T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Named<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let path = Path::<T>::from_request_parts(parts, shared).await;
        path.map(|Path(named)| Self(named)).map_err(|_| Failure::NoSuchPage)
    }
}

/// Why something is not done: an answer that says so, or a failure as pages have it.
enum Stop {
    Refused(StatusCode, Box<Refused>),
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Stop {
    fn from(failure: E) -> Self {
        Self::Failed(failure.into())
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Failed(failure) => failure.into_response(),
            Self::Refused(status, refused) => {
                let tag = refused.entry.as_ref().map(|entry| tag(entry.version));
                (status, tag, Json(refused)).into_response()
            }
        }
    }
}

/// What is wrong, and what a program needs to go on.
#[derive(Default, Serialize)]
struct Refused {
    /// Each thing that is wrong; `fact` is the field.
    errors: Vec<Told>,
    /// What the guard has found, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    findings: BTreeMap<&'static str, Vec<FindingView>>,
    /// The entry as it is now, where somebody else was faster.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<entry::Shown>,
}

impl Refused {
    /// Because of these.
    fn of(errors: Vec<Told>) -> Self {
        Self { errors, ..Self::default() }
    }

    /// Says so.
    fn stop(self, status: StatusCode) -> Stop {
        Stop::Refused(status, Box::new(self))
    }
}

/// Something that is wrong: with a field, or with the whole.
fn told(fact: Option<&str>, fault: &str, message: String) -> Told {
    Told { fact: fact.map(str::to_owned), fault: fault.to_owned(), message }
}

/// A version, as the header that tells it.
fn tag(version: i64) -> [(header::HeaderName, HeaderValue); 1] {
    let value = HeaderValue::try_from(format!("\"{version}\""));
    [(header::ETAG, value.unwrap_or(HeaderValue::from_static("\"\"")))]
}

/// Whether one of the versions that a request was made from is this one; none where it tells none. Whoever compresses on
/// the way marks a version as weak, and it is the same still.
fn is_from(headers: &HeaderMap, version: i64) -> Option<bool> {
    let mut lines = headers.get_all(header::IF_MATCH).into_iter().peekable();
    lines.peek()?;
    let mut tags =
        lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim);
    let is_it = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == format!("\"{version}\"");
    Some(tags.any(is_it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_told_by_its_tag_and_by_nothing_else() {
        let from = |text: &'static str| {
            is_from(&HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(text))]), 3)
        };
        for text in ["\"3\"", "W/\"3\"", "\"1\", \"3\""] {
            assert_eq!(from(text), Some(true), "{text}");
        }
        for text in ["*", "3", "\"2\"", "\"33\"", "", "\"3"] {
            assert_eq!(from(text), Some(false), "{text}");
        }
        assert_eq!(is_from(&HeaderMap::new(), 3), None);
    }
}
