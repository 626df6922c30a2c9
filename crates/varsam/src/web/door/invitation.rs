//! One-time links: an invitation, a visit, the end of a recovery. Looking at one does not use it up, so that a program
//! that looks into mail does no harm. One that never was, was used, or is over: the answer is the same.

use super::throttle;
use crate::office::{Office, recovery};
use crate::web::error::Failure;
use crate::web::signed::{Client, Door, let_in};
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_store::{Deed, Ticket};

/// What links are for that lead here.
pub(super) const PURPOSES: [&str; 3] = ["invitation", "visit", recovery::PURPOSE];

/// `GET /invitation/{token}`
#[derive(Template)]
#[template(path = "door/invitation.html")]
struct Invitation {
    site: Site,
    title: String,
    /// What the link is for.
    purpose: &'static str,
}

/// Shows what a link is for.
pub(crate) async fn page(
    site: Site,
    Door(office): Door,
    client: Client,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let found = throttle::followed(&office, &client, purpose(&office, &token)).await?;
    let purpose = found.ok_or(Failure::DeadLink)?;
    let title = site.pick("link-title", purpose);
    Ok(html(Invitation { site, title, purpose }.render()?))
}

/// Uses a link up and lets in whom it is for.
pub(crate) async fn accept(
    Door(office): Door,
    client: Client,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let work = async {
        let Some(purpose) = purpose(&office, &token).await? else { return Ok::<_, Failure>(None) };
        let who = office.store.redeem(&token, purpose, office.now()).await?;
        Ok(who.map(|who| (purpose, who)))
    };
    let (purpose, who) =
        throttle::followed(&office, &client, Box::pin(work)).await?.ok_or(Failure::DeadLink)?;
    let (level, to) = match purpose {
        "visit" => {
            noted(&office, who, "visit_used").await?;
            ("link", format!("/people/{}", who.person))
        }
        recovery::PURPOSE => {
            if !recovery::carry_out(&office, who).await? {
                return Err(Failure::DeadLink);
            }
            ("recovery", "/my/sign-in/passkey".to_owned())
        }
        _ => {
            noted(&office, who, "invitation_used").await?;
            ("invitation", "/my/sign-in/passkey".to_owned())
        }
    };
    let cookie = let_in(&office, &client, who, level, false).await?;
    Ok(([cookie], Redirect::to(&to)).into_response())
}

async fn purpose(office: &Office, token: &str) -> Result<Option<&'static str>, Failure> {
    let found = office.store.purpose_of(token, office.now()).await?;
    Ok(PURPOSES.into_iter().find(|purpose| found.as_deref() == Some(*purpose)))
}

async fn noted(office: &Office, who: Ticket, deed: &str) -> Result<(), Failure> {
    let mut change = office.store.tenant(who.organiser).change(who.person, office.now()).await?;
    change.log(Deed::new(deed).about(who.person)).await?;
    Ok(change.commit().await?)
}
