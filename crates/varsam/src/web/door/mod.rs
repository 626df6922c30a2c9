//! The door: how somebody comes in and goes out again.

mod sign_in;

use super::Shared;
use axum::Router;
use axum::routing::{get, post};

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/demo", post(sign_in::demo))
        .route("/sign-out", post(sign_in::out))
}
