//! `GET /metrics` on an address of its own, which pages do not share: who reaches the pages does not reach the figures.

use super::Metrics;
use crate::data::Config;
use crate::fault::Fault;
use crate::office::Office;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use tokio::net::TcpListener;

/// The form of the text, as Prometheus asks for it.
const FORM: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is given out.
#[derive(Debug, Clone)]
pub struct Source {
    /// The figures.
    pub metrics: Metrics,
    /// What lies behind sign-in. Whoever asks for figures does not keep it open.
    pub office: Weak<Office>,
    /// Where everything is; without it nothing is looked up.
    pub config: Option<Arc<Config>>,
}

/// Takes the address.
///
/// # Errors
/// When somebody else has it.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Fault> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| {
        Fault::user(format!("the address {address} of `[metrics]` cannot be listened on: {error}"))
    })
}

/// The one page.
pub fn router(source: Source) -> Router {
    Router::new().route("/metrics", get(page)).with_state(source)
}

async fn page(State(source): State<Source>) -> Response {
    let office = source.office.upgrade();
    let of = office.as_deref().zip(source.config.as_deref());
    match source.metrics.text(of).await {
        Ok(text) => ([(header::CONTENT_TYPE, FORM)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
