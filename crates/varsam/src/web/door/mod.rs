//! The door: how somebody comes in and goes out again, and who looks after that.

mod administer;
mod calendar;
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

use super::routes::Routes;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/set-up/{token}", set_up::page)
        .post("/set-up/{token}", set_up::found)
        .get("/invitation/{token}", invitation::page)
        .post("/invitation/{token}", invitation::accept)
        .get("/calendar/{file}", calendar::feed)
        .get("/sign-in", sign_in::page)
        .post("/sign-in/demo", sign_in::demo)
        .post("/sign-in/passkey/begin", passkey::ask)
        .post("/sign-in/passkey", passkey::sign_in)
        .post("/sign-out", sign_in::out)
        .post("/sign-in/organiser", entry::chosen)
        .get("/sign-in/outside/{why}", entry::stands_outside)
        .get("/step-up", step_up::page)
        .post("/step-up/demo", step_up::demo)
        .post("/step-up/passkey/begin", step_up::ask)
        .post("/step-up/passkey", step_up::shown)
        .merge(provider::routes())
        .merge(card::routes())
        .merge(own())
        .merge(others())
}

/// What is for everybody who is signed in, about themselves.
fn own() -> Routes {
    Routes::new()
        .get("/my/sign-in", own::page)
        .post("/my/sign-in/end", own::end)
        .post("/my/sign-in/rename", own::rename)
        .post("/my/sign-in/remove", own::remove)
        .post("/my/sign-in/stop-recovery", own::stop_recovery)
        .get("/my/sign-in/passkey", passkey::page)
        .post("/my/sign-in/passkey", passkey::add)
        .post("/my/sign-in/passkey/begin", passkey::begin_adding)
        .merge(identities::routes())
}

/// What is for those who look after how others sign in.
fn others() -> Routes {
    Routes::new()
        .get("/sign-ins", list::page)
        .post("/sign-ins", list::search)
        .get("/people/{person}/sign-in", administer::page)
        .post("/people/{person}/sign-in/link", administer::make_link)
        .post("/people/{person}/sign-in/end", administer::end)
        .post("/people/{person}/sign-in/recovery", recover::ask)
        .post("/people/{person}/sign-in/recovery/confirm", recover::confirm)
}
