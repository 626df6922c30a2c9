//! What is noted of every request: a line in the log and the figures. The template of the route stands for the address
//! that was asked for, which may name somebody.

use super::Shared;
use crate::clock::Stopwatch;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use tracing::{debug, error, info};

/// A fault of ours, on its way to the log.
#[derive(Debug, Clone)]
pub(crate) struct Faulted {
    /// What it is called on screen.
    pub reference: String,
    /// The cause.
    pub error: Arc<anyhow::Error>,
}

/// What pages are asked for all the time, and nobody reads of.
const QUIET: [&str; 3] = ["/healthz", "/readyz", "/assets/{name}"];

/// Lets a request be answered, and notes it.
pub(crate) async fn request(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let seconds = watch.seconds();
    let status = response.status();
    let faulted = response.extensions_mut().remove::<Faulted>();
    let metrics = &shared.0.settings.metrics;
    metrics.answered(method, route, status.as_u16(), seconds);
    if let Some(Faulted { error, .. }) = &faulted {
        metrics.fault(error);
    }
    note(method, route, status, seconds, faulted);
    response
}

fn note(method: &str, route: &str, status: StatusCode, seconds: f64, faulted: Option<Faulted>) {
    let (status, ms) = (status.as_u16(), (seconds * 1e4).round() / 10.0);
    match faulted {
        Some(Faulted { reference, error }) => {
            error!(method, route, status, ms, reference, "{error:#}");
        }
        None if QUIET.contains(&route) => debug!(method, route, status, ms, "answered"),
        None => info!(method, route, status, ms, "answered"),
    }
}

/// The method; any that is none of those known is `other`, so that nobody can write into the log.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
