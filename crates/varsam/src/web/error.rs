//! What goes wrong with a request, and the page that says so: the asker's fault with what to do, ours with a
//! reference under which the log has the cause.

use super::Shared;
use super::observe::Faulted;
use super::site::{Link, Site, html};
use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use utoipa::ToSchema;

/// Why a request cannot be answered as it was meant.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// No page has that address.
    NoSuchPage,
    /// No question has that id.
    NoSuchQuestion(String),
    /// No organisation has that id.
    NoSuchOrganisation(String),
    /// The address has more in it than anybody asks.
    TooLong,
    /// The page is asked for in a way that it does not know.
    WrongMethod,
    /// The page is for those who are signed in: where to come back to.
    NotSignedIn(String),
    /// It has to be sure that it is still the same person: where to come back to.
    NotFresh(String),
    /// Who wanted to come in is not let in. It is not said why.
    NotLetIn,
    /// Who they are is shown, and sign-in is not open to them. It is not said why.
    NotOpen,
    /// A link that never was, was used, or whose time is over. It is not said which.
    DeadLink,
    /// There were too many tries in vain: how many seconds to wait.
    TooMany(i64),
    /// Something failed on our side.
    Ours(Arc<anyhow::Error>),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Ours(Arc::new(error.into()))
    }
}

impl Failure {
    /// What it is about, in the words of the address.
    fn about(&self) -> String {
        match self {
            Self::NoSuchQuestion(id) | Self::NoSuchOrganisation(id) => id.chars().take(40).collect(),
            Self::TooMany(seconds) => ((seconds + 59) / 60).to_string(),
            _ => String::new(),
        }
    }

    /// The status and the word for it, as in locale keys and in the API.
    fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NoSuchPage => (StatusCode::NOT_FOUND, "no-page"),
            Self::NoSuchQuestion(_) => (StatusCode::NOT_FOUND, "no-question"),
            Self::NoSuchOrganisation(_) => (StatusCode::UNPROCESSABLE_ENTITY, "no-organisation"),
            Self::TooLong => (StatusCode::URI_TOO_LONG, "too-long"),
            Self::NotSignedIn(_) => (StatusCode::UNAUTHORIZED, "not-signed-in"),
            Self::NotFresh(_) => (StatusCode::UNAUTHORIZED, "not-fresh"),
            Self::NotLetIn => (StatusCode::UNAUTHORIZED, "not-let-in"),
            Self::NotOpen => (StatusCode::FORBIDDEN, "not-open"),
            Self::DeadLink => (StatusCode::NOT_FOUND, "dead-link"),
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Self::WrongMethod => (StatusCode::METHOD_NOT_ALLOWED, "wrong-method"),
            Self::Ours(_) => (StatusCode::INTERNAL_SERVER_ERROR, "ours"),
        }
    }
}

/// Carries the failure outwards; the page is made where organisation and language are known.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.kind().0.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The answer to a request whose handler panicked. What it said may hold data; where it was stands in a line of its own.
pub(crate) fn caught(panic: Box<dyn Any + Send + 'static>) -> Response {
    drop(panic);
    Failure::from(anyhow::anyhow!("the handler panicked")).into_response()
}

/// The page of a failure.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    site: &'a Site,
    title: String,
    lead: String,
    /// Questions that may be meant.
    nearest: Vec<Link>,
    /// With a fault of ours: under which reference the log has it.
    reference: Option<String>,
}

/// What is wrong, for programs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Errors {
    /// Each thing that is wrong.
    pub errors: Vec<Wrong>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Wrong {
    /// The fact that it is about; none when it is about the request.
    pub fact: Option<String>,
    /// What kind of fault, such as `no_such_value`.
    pub fault: String,
    /// The same as a sentence, with what to do.
    pub message: String,
}

/// Puts a page (or JSON, for programs) on a response that failed; any other is left as it is.
pub(crate) fn dressed(shared: &Shared, site: &Site, mut response: Response) -> Response {
    let Some(failure) = response.extensions_mut().remove::<Failure>() else {
        return said(site, response);
    };
    match &failure {
        Failure::NotSignedIn(next) if !site.is_api() => return led_to("/sign-in", next),
        Failure::NotFresh(next) if !site.is_api() => return led_to("/step-up", next),
        _ => {}
    }
    let mut response = told(shared, site, &failure);
    if let Failure::TooMany(seconds) = failure {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page of a failure, or JSON.
fn told(shared: &Shared, site: &Site, failure: &Failure) -> Response {
    let (status, kind) = failure.kind();
    let faulted = match failure {
        Failure::Ours(error) => Some(Faulted { reference: reference(shared), error: Arc::clone(error) }),
        _ => None,
    };
    let reference = faulted.as_ref().map(|faulted| faulted.reference.clone());
    let mut response = page(site, failure, (status, kind), reference);
    faulted.map(|faulted| response.extensions_mut().insert(faulted));
    response
}

fn page(
    site: &Site,
    failure: &Failure,
    (status, kind): (StatusCode, &str),
    reference: Option<String>,
) -> Response {
    if site.is_api() {
        let message = site.with(&format!("error-{kind}-lead"), failure.about());
        return json(status, None, kind, &message);
    }
    let page = ErrorPage {
        site,
        title: site.t(&format!("error-{kind}-title")),
        lead: site.with(&format!("error-{kind}-lead"), failure.about()),
        nearest: nearest(site, failure),
        reference,
    };
    match page.render() {
        Ok(page) => (status, html(page)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// Leads to where one signs in, or shows who one is, and from there back.
fn led_to(page: &str, next: &str) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    Redirect::to(&format!("{page}?{}", query.finish())).into_response()
}

/// What was refused before a page of ours could say so, said.
fn said(site: &Site, response: Response) -> Response {
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if is_unsaid(&response) => {
            json(StatusCode::PAYLOAD_TOO_LARGE, None, "too-long", &site.t("error-too-long-lead"))
        }
        StatusCode::FORBIDDEN if is_unsaid(&response) && site.is_api() => {
            json(StatusCode::FORBIDDEN, None, "other-site", &site.t("register-api-other-site"))
        }
        _ => response,
    }
}

fn is_unsaid(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_ours = kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    !is_ours
}

/// An error as JSON.
pub(crate) fn json(status: StatusCode, fact: Option<String>, kind: &str, message: &str) -> Response {
    let wrong = Wrong { fact, fault: kind.replace('-', "_"), message: message.to_owned() };
    (status, Json(Errors { errors: vec![wrong] })).into_response()
}

/// Under which a fault is told on screen and stands in the log.
fn reference(shared: &Shared) -> String {
    let number = shared.0.faults.fetch_add(1, Ordering::Relaxed) + 1;
    format!("{}-{number}", shared.0.settings.stamp)
}

/// How many questions are offered in place of one that does not exist.
const NEAREST: usize = 3;

fn nearest(site: &Site, failure: &Failure) -> Vec<Link> {
    match failure {
        Failure::NoSuchQuestion(id) => {
            let hits = site.shelf.books.search(site.stack(), &id.replace(['-', '_'], " "));
            let link = |hit: &varsam_rules::Hit| site.question_link(hit.question, "");
            hits.iter().take(NEAREST).map(link).collect()
        }
        Failure::NoSuchOrganisation(_) => site.organisations(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Library, Origin};
    use crate::web::{Settings, framed, shared};
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    async fn breaks() -> &'static str {
        panic!("the secret cause")
    }

    #[tokio::test]
    async fn a_fault_of_ours_shows_a_reference_and_keeps_its_cause_to_the_log() {
        let library = Library::open(Origin::Shipped, "2026-11-21".parse().unwrap()).unwrap();
        let settings = Settings { stamp: "s".into(), ..Settings::default() };
        let pages = Router::new().route("/", get(breaks)).route("/api/x", get(breaks));
        let router = framed(pages, shared(Arc::new(library), settings));
        for (path, reference) in [("/", "s-1"), ("/", "s-2"), ("/api/x", "")] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(response.headers().contains_key("content-security-policy"));
            let body = response.into_body().collect().await.unwrap().to_bytes();
            let page = String::from_utf8_lossy(&body);
            assert!(page.contains(reference) && !page.contains("secret"), "{page}");
        }
    }
}
