//! Who may do what, and who gives and ends it.

mod who_may;

use super::Shared;
use axum::Router;
use axum::routing::get;

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/who-may", get(who_may::page))
}
