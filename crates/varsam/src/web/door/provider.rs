//! Signing in through the organiser's identity provider, and being signed out by it.

use super::entry::{Came, Outside, arrived, onward, outside};
use super::going::{Going, Held, Purpose};
use super::throttle;
use crate::office::provider::{Ended, Refused, Secrets};
use crate::office::{Office, Provider};
use crate::web::error::Failure;
use crate::web::routes::Routes;
use crate::web::signed::{Client, Door, FRESH, Signed, within};
use crate::web::site::{Site, html};
use askama::Template;
use axum::Json;
use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use reqwest::Url;
use serde::Deserialize;

/// The kind of step that waits for the provider.
const KIND: &str = "provider";

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in/provider", begin)
        .get("/sign-in/provider/back", back)
        .get("/sign-in/provider/out", out)
        .post("/sign-in/provider/logout", logout)
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// What a provider sends the browser back with.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// A logout that a provider tells of.
#[derive(Deserialize)]
pub(crate) struct LogoutForm {
    logout_token: String,
}

/// `GET /sign-in/provider/out`
#[derive(Template)]
#[template(path = "door/signed_out.html")]
struct SignedOutPage {
    site: Site,
    title: String,
    lead: String,
    /// Where one signs out at the provider too.
    way_out: String,
    go: String,
}

/// `GET /sign-in/provider`: begins. Whoever came by the provider and is signed in still shows the second factor again. It is
/// a link and no form, since a form of ours leads nowhere else; all it changes is gone in a quarter of an hour.
pub(crate) async fn begin(
    site: Site,
    Door(office): Door,
    client: Client,
    signed: Result<Signed, Failure>,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Result<Response, Failure> {
    let provider = office.provider.as_ref().ok_or(Failure::NoSuchPage)?;
    throttle::asked(&office, &client).await?;
    let purpose = Purpose::of(signed, |level| level.starts_with("provider"));
    match way(&site, &office, provider, &headers, (within(&next.next), purpose)).await? {
        Some((way, cookie)) => Ok(([cookie], Redirect::to(way.as_str())).into_response()),
        None => Ok(outside(Outside::Away)),
    }
}

/// Leads a reader on, to link what the provider calls them with their account.
pub(super) async fn begin_link(
    site: Site,
    signed: Signed,
    headers: HeaderMap,
    next: &str,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let provider = office.provider.as_ref().ok_or(Failure::NoSuchPage)?;
    let purpose = Purpose::Link(Held::by(&reader));
    match way(&site, &office, provider, &headers, (next.to_owned(), purpose)).await? {
        Some((way, cookie)) => {
            Ok(([cookie], onward(site, &provider.config.name, way.into())?).into_response())
        }
        None => Ok(outside(Outside::Away)),
    }
}

type Cookie = (axum::http::HeaderName, axum::http::HeaderValue);

/// Where to send the browser, and the cookie that knows it again; nothing when the provider does not answer.
async fn way(
    site: &Site,
    office: &Office,
    provider: &Provider,
    headers: &HeaderMap,
    (next, purpose): (String, Purpose),
) -> Result<Option<(Url, Cookie)>, Failure> {
    let (secrets, challenge) = Secrets::new();
    let is_again = matches!(purpose, Purpose::Again(_));
    let going = Going::new(office, headers, next, purpose, secrets.clone());
    let state = going.keep(office, KIND).await?;
    let back = back_address(office)?;
    let language = (is_again, site.locale.tag());
    match provider.way((&back, &state), (&secrets, challenge), language, office.now()).await {
        Ok(way) => Ok(Some((way, going.cookie(office)))),
        Err(Refused::Away(why) | Refused::NotBelieved(why)) => {
            tracing::warn!("the identity provider does not answer: {why}");
            Ok(None)
        }
    }
}

fn back_address(office: &Office) -> Result<Url, Failure> {
    Ok(office.address.join("/sign-in/provider/back")?)
}

/// `GET /sign-in/provider/back`: somebody comes back from the provider.
pub(crate) async fn back(
    site: Site,
    Door(office): Door,
    client: Client,
    signed: Result<Signed, Failure>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Failure> {
    let provider = office.provider.as_ref().ok_or(Failure::NoSuchPage)?;
    let going = Going::<Secrets>::resumed(&office, KIND, &back.state, &headers).await?;
    let Some(going) = going else { return Ok(outside(Outside::Stale)) };
    let is_other = back.iss.is_some_and(|issuer| issuer != provider.config.issuer);
    let Some(code) = back.code.filter(|_| back.error.is_none() && !is_other) else {
        return Ok(outside(Outside::Declined));
    };
    let since = matches!(going.purpose, Purpose::Again(_)).then_some(going.begun);
    let (address, secrets) = (back_address(&office)?, going.more.clone());
    let arrival = match provider.arrival((&address, code), secrets, since, office.now()).await {
        Ok(arrival) => arrival,
        Err(Refused::Away(why)) => {
            tracing::warn!("the identity provider does not answer: {why}");
            return Ok(outside(Outside::Away));
        }
        Err(Refused::NotBelieved(why)) => {
            tracing::warn!("the identity provider is not believed: {why}");
            return Ok(outside(Outside::Declined));
        }
    };
    // Only two factors that were shown just now open what asks for a fresh sign-in.
    let shown = arrival.shown.filter(|shown| arrival.is_strong && *shown <= office.now());
    let fresh_until = shown.map_or(office.now(), |shown| shown.plus_seconds(FRESH));
    let level = if arrival.is_strong { "provider_strong" } else { "provider" }.to_owned();
    let came = Came { vouched: arrival.vouched, level, fresh_until };
    let held = signed.ok().map(|signed| Held::by(&signed.reader));
    arrived(site, (&office, &client), going.with(came), held).await
}

/// `GET /sign-in/provider/out`: says that one may be signed in at the provider still, and leads to where that ends.
pub(crate) async fn out(site: Site, Door(office): Door) -> Result<Response, Failure> {
    let provider = office.provider.as_ref().ok_or(Failure::NoSuchPage)?;
    let name = provider.config.name.clone();
    let way_out = provider.way_out(&office.address, office.now()).await;
    let way_out = way_out.map(String::from).unwrap_or_default();
    let (title, lead) = (site.t("signed-out-title"), site.with("signed-out-lead", &name));
    let go = site.with("signed-out-go", &name);
    Ok(html(SignedOutPage { site, title, lead, way_out, go }.render()?))
}

/// `POST /sign-in/provider/logout`: the provider itself says that a session is over. It gets a status, and when something is
/// wrong a word for it, as the specification has it.
pub(crate) async fn logout(Door(office): Door, Form(form): Form<LogoutForm>) -> Result<Response, Failure> {
    let provider = office.provider.as_ref().ok_or(Failure::NoSuchPage)?;
    Ok(match provider.end(&office.store, &form.logout_token, office.now()).await? {
        Ended::Sessions(count) => {
            tracing::info!(count, "sessions ended by the identity provider");
            StatusCode::OK.into_response()
        }
        Ended::NotBelieved(why) => {
            tracing::warn!("a logout token was not believed: {why}");
            let told = Json(serde_json::json!({ "error": "invalid_request" }));
            (StatusCode::BAD_REQUEST, told).into_response()
        }
        Ended::Away => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    })
}
