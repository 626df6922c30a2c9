//! For whatever keeps the program running: is it alive, and may it get requests. Strangers learn a code and no more.

use super::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::time::Duration;

/// How long the databases have to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What `/readyz` tells.
#[derive(Debug, Serialize)]
pub(crate) struct Ready {
    ready: bool,
    /// What is in the way: `rulebooks`, `records`, `keys`, `opening`, `migrations`, `slow`.
    codes: Vec<&'static str>,
}

/// `GET /healthz`: it answers, so it is alive.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: rulebooks are there, the databases answer, and a key opens.
pub(crate) async fn ready(State(shared): State<Shared>) -> (StatusCode, Json<Ready>) {
    let mut codes = Vec::new();
    if shared.0.library.shelf().books.stacks.is_empty() {
        codes.push("rulebooks");
    }
    if let Some(office) = &shared.0.settings.office {
        match tokio::time::timeout(PATIENCE, office.store.lacks()).await {
            Ok(lacks) => codes.extend(lacks.into_iter().map(varsam_store::health::Lack::code)),
            Err(_) => codes.push("slow"),
        }
    }
    let ready = codes.is_empty();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Ready { ready, codes }))
}
