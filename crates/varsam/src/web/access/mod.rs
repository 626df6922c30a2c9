//! Who may do what, and who gives, confirms and ends it.

mod cards;
mod emergency;
mod export;
mod grant;
mod grants;
mod narrow;
mod new_grant;
mod reach;
mod review;
mod reviews;
mod who_may;

use super::routes::Routes;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/who-may", who_may::page)
        .get("/who-may/reach", reach::page)
        .get("/who-may/reach/{person}", reach::of_person)
        .get("/grants", grants::page)
        .get("/grants/export/{format}", export::file)
        .get("/grants/new", new_grant::find)
        .post("/grants/new", new_grant::found)
        .get("/grants/new/{person}", new_grant::page)
        .post("/grants/new/{person}", new_grant::give)
        .get("/grants/{grant}", grant::page)
        .post("/grants/{grant}/end", grant::end)
        .post("/grants/{grant}/competence", grant::record)
        .post("/grants/{grant}/withdraw", grant::withdraw)
        .post("/grants/{grant}/exempt", grant::exempt)
        .get("/cards", cards::page)
        .post("/cards/{grant}/order", cards::order)
        .get("/reviews", reviews::page)
        .post("/reviews", reviews::begin)
        .get("/reviews/{review}", review::page)
        .post("/reviews/{review}", review::confirm)
        .get("/emergency", emergency::page)
        .post("/emergency", emergency::begin)
        .post("/emergency/{emergency}/end", emergency::end)
        .post("/emergency/{emergency}/judge", emergency::judge)
}
