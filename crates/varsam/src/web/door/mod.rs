//! The door: how somebody comes in and goes out again, and who looks after that.

mod administer;
mod card;
mod entry;
mod going;
mod identities;
mod invitation;
mod list;
mod own;
mod passkey;
mod provider;
mod recover;
mod set_up;
mod sign_in;
mod step_up;
mod throttle;

pub(super) use card::router as card_router;

use super::Shared;
use axum::Router;
use axum::routing::{get, post};

/// Its pages.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/set-up/{token}", get(set_up::page).post(set_up::found))
        .route("/invitation/{token}", get(invitation::page).post(invitation::accept))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/demo", post(sign_in::demo))
        .route("/sign-in/passkey/begin", post(passkey::ask))
        .route("/sign-in/passkey", post(passkey::sign_in))
        .route("/sign-out", post(sign_in::out))
        .route("/sign-in/organiser", post(entry::chosen))
        .route("/sign-in/outside/{why}", get(entry::stands_outside))
        .route("/step-up", get(step_up::page))
        .route("/step-up/demo", post(step_up::demo))
        .route("/step-up/passkey/begin", post(step_up::ask))
        .route("/step-up/passkey", post(step_up::shown))
        .merge(provider::routes())
        .merge(card::routes())
        .merge(own())
        .merge(others())
}

/// What is for everybody who is signed in, about themselves.
fn own() -> Router<Shared> {
    Router::new()
        .route("/my/sign-in", get(own::page))
        .route("/my/sign-in/end", post(own::end))
        .route("/my/sign-in/rename", post(own::rename))
        .route("/my/sign-in/remove", post(own::remove))
        .route("/my/sign-in/stop-recovery", post(own::stop_recovery))
        .route("/my/sign-in/passkey", get(passkey::page).post(passkey::add))
        .route("/my/sign-in/passkey/begin", post(passkey::begin_adding))
        .merge(identities::routes())
}

/// What is for those who look after how others sign in.
fn others() -> Router<Shared> {
    Router::new()
        .route("/sign-ins", get(list::page).post(list::search))
        .route("/people/{id}/sign-in", get(administer::page))
        .route("/people/{id}/sign-in/link", post(administer::make_link))
        .route("/people/{id}/sign-in/end", post(administer::end))
        .route("/people/{id}/sign-in/recovery", post(recover::ask))
        .route("/people/{id}/sign-in/recovery/confirm", post(recover::confirm))
}
