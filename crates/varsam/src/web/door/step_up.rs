//! Showing once more who one is, before what asks for it.

use super::passkey::{Answer, GoOn, Sent};
use super::sign_in::{Next, origin, ways};
use super::throttle;
use crate::office::passkey::{self, For, Question};
use crate::web::error::Failure;
use crate::web::signed::{Client, Signed, freshen, within};
use crate::web::site::{Site, html};
use askama::Template;
use axum::Json;
use axum::extract::{Form, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use varsam_access::SignIn;
use varsam_store::Deed;
use webauthn_rs::prelude::PublicKeyCredential;

/// `GET /step-up`
#[derive(Template)]
#[template(path = "door/step_up.html")]
struct StepUp {
    site: Site,
    title: String,
    /// Where to go afterwards.
    next: String,
    /// Where passkeys work.
    origin: String,
    /// Whether it is done by pressing a button: in the demonstration.
    is_demo: bool,
    /// Whether it is done by a passkey.
    by_passkey: bool,
    /// The way through others that somebody came by: address and words.
    ways: Vec<(String, String)>,
}

/// Shows the ways that there are for who is signed in like this.
pub(crate) async fn page(site: Site, signed: Signed, Query(next): Query<Next>) -> Result<Response, Failure> {
    let by_passkey = signed.reader.subject.sign_in >= SignIn::Account
        && !passkey::of(&signed.office, signed.who()).await?.is_empty();
    let is_demo = signed.reader.session.level == "demo";
    let (title, next, origin) = (site.t("step-up-title"), within(&next.next), origin(&signed.office));
    let came_by = |way: &(String, String)| way.0.starts_with(way_of(&signed.reader.session.level));
    let ways = ways(&site, &signed.office, &next).into_iter().filter(came_by).collect();
    Ok(html(StepUp { site, title, next, origin, is_demo, by_passkey, ways }.render()?))
}

/// Where somebody who came like this shows it again. No way leads to nothing.
fn way_of(level: &str) -> &'static str {
    match level {
        "provider" | "provider_strong" => "/sign-in/provider?",
        "smart_card" => "/sign-in/card?",
        _ => "no way",
    }
}

/// In the demonstration a press is enough.
pub(crate) async fn demo(signed: Signed, Form(next): Form<Next>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    if !office.is_demo || reader.session.level != "demo" {
        return Err(Failure::NoSuchPage);
    }
    let mut change = reader.tenant(&office).change(reader.session.person, office.now()).await?;
    change.log(Deed::new("step_up").note("demo")).await?;
    change.commit().await?;
    freshen(&office, &reader).await?;
    Ok(Redirect::to(&within(&next.next)).into_response())
}

/// What the browser is to ask for: a passkey of who is signed in.
pub(crate) async fn ask(signed: Signed, client: Client) -> Result<Json<Question>, Failure> {
    throttle::asked(&signed.office, &client).await?;
    Ok(Json(passkey::ask(&signed.office, For::StepUp, Some(signed.who())).await?))
}

/// Opens what asks for a fresh sign-in, when the passkey is one of who is signed in.
pub(crate) async fn shown(
    signed: Signed,
    client: Client,
    sent: Sent<PublicKeyCredential>,
) -> Result<Json<GoOn>, Failure> {
    let (who, Signed { office, reader }) = (signed.who(), signed);
    let is_strong_enough = reader.subject.sign_in >= SignIn::Account;
    let work = async {
        let Ok(Json(Answer { state, credential, next, .. })) = sent else { return Ok::<_, Failure>(None) };
        let shown = passkey::shown(&office, For::StepUp, Some(who), (&state, &credential)).await?;
        Ok(shown.filter(|_| is_strong_enough).map(|_| next))
    };
    let Some(next) = throttle::shown(&office, &client, Box::pin(work)).await? else {
        return Err(Failure::NotLetIn);
    };
    freshen(&office, &reader).await?;
    Ok(Json(GoOn { to: within(&next) }))
}
