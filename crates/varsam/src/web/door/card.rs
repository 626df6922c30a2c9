//! Signing in with a card. The browser goes where cards are shown and comes back with a token for what was seen there, so
//! that the session begins at the address of the pages, whatever host the cards are shown at.

use super::entry::{Came, Outside, arrived, onward, outside};
use super::going::{Going, Held, Purpose};
use super::throttle;
use crate::office::card::Shown;
use crate::office::identity::Vouched;
use crate::office::{Card, Office};
use crate::web::error::Failure;
use crate::web::routes::Routes;
use crate::web::signed::{Client, Door, FRESH, Signed, within};
use crate::web::site::{Site, bounded};
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::Arc;

/// The kind of step that waits for a card.
const KIND: &str = "card";
/// The kind of step that a card was shown in.
const SEEN: &str = "card seen";
/// How long what was seen is waited for, in seconds.
const PATIENCE: i64 = 60;
/// The most certificates that are read from headers.
const LONGEST_CHAIN: usize = 8;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in/card", begin)
        .get("/sign-in/card/show", show_by_proxy)
        .get("/sign-in/card/back", back)
}

/// The one page of the port that cards are shown at.
pub(in crate::web) fn router(office: &Arc<Office>) -> Router {
    Router::new()
        .route("/sign-in/card/show", get(show))
        .fallback(home)
        .layer(map_response(bounded))
        .with_state(Arc::clone(office))
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// The sign-in that a card is shown for.
#[derive(Deserialize)]
pub(crate) struct For {
    #[serde(default)]
    state: String,
}

/// What a browser comes back with.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    seen: String,
}

/// What was seen where cards are shown, and for which sign-in.
#[derive(Serialize, Deserialize)]
struct Seen {
    state: String,
    card: Result<Vouched, NotBelieved>,
}

/// A card was seen, and is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct NotBelieved;

/// `GET /sign-in/card`: begins. Whoever came with a card and is signed in still shows it again.
pub(crate) async fn begin(
    Door(office): Door,
    client: Client,
    signed: Result<Signed, Failure>,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Result<Response, Failure> {
    let card = office.card.as_ref().ok_or(Failure::NoSuchPage)?;
    throttle::asked(&office, &client).await?;
    let purpose = Purpose::of(signed, |level| level == "smart_card");
    let going = Going::new(&office, &headers, within(&next.next), purpose, ());
    let way = way(card, &going.keep(&office, KIND).await?)?;
    Ok(([going.cookie(&office)], Redirect::to(way.as_str())).into_response())
}

/// Leads a reader on, to link a card with their account.
pub(super) async fn begin_link(
    site: Site,
    signed: Signed,
    headers: HeaderMap,
    next: &str,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let card = office.card.as_ref().ok_or(Failure::NoSuchPage)?;
    let purpose = Purpose::Link(Held::by(&reader));
    let going = Going::new(&office, &headers, next.to_owned(), purpose, ());
    let way = way(card, &going.keep(&office, KIND).await?)?;
    let name = site.t("way-smart-card");
    Ok(([going.cookie(&office)], onward(site, &name, way.into())?).into_response())
}

fn way(card: &Card, state: &str) -> Result<Url, Failure> {
    let mut way = card.address.join("/sign-in/card/show")?;
    way.query_pairs_mut().append_pair("state", state);
    Ok(way)
}

/// `GET /sign-in/card/show`, on the port that cards are shown at.
async fn show(
    State(office): State<Arc<Office>>,
    Extension(shown): Extension<Shown>,
    Query(shown_for): Query<For>,
) -> Response {
    let mut reply = match seen(&office, &shown, shown_for.state).await {
        Ok(reply) => reply,
        Err(Failure::Ours(error)) => {
            tracing::error!("a card was shown in vain: {error:#}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    };
    // The next card is another connection.
    reply.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

/// The same where a proxy asks for cards. Anybody else who sends its headers is told of no such page.
async fn show_by_proxy(
    Door(office): Door,
    Query(shown_for): Query<For>,
    request: Request,
) -> Result<Response, Failure> {
    let card = office.card.as_ref().ok_or(Failure::NoSuchPage)?;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if !peer.is_some_and(|ConnectInfo(peer)| card.is_proxy(peer.ip())) {
        return Err(Failure::NoSuchPage);
    }
    let shown = sent(request.headers()).unwrap_or_default();
    seen(&office, &shown, shown_for.state).await
}

/// What leads elsewhere on the port of cards leads to the pages.
async fn home(State(office): State<Arc<Office>>) -> Redirect {
    Redirect::to(office.address.as_str())
}

/// Remembers what was shown, and leads back to the pages.
async fn seen(office: &Office, shown: &Shown, state: String) -> Result<Response, Failure> {
    let card = office.card.as_ref().ok_or(Failure::NoSuchPage)?;
    let now = office.now();
    let mut back = office.address.join("/sign-in/card/back")?;
    back.query_pairs_mut().append_pair("state", &state);
    // Who shows no card leaves nothing behind: anybody can come here.
    if shown.0.is_empty() {
        return Ok(Redirect::to(back.as_str()).into_response());
    }
    let vouched = card.vouches(shown, now).map_err(|why| {
        tracing::warn!("a card was not believed: {why}");
        NotBelieved
    });
    let seen = serde_json::to_vec(&Seen { state: state.clone(), card: vouched })?;
    let token = office.store.begin(SEEN, &seen, now, now.plus_seconds(PATIENCE)).await?;
    back.query_pairs_mut().append_pair("seen", &token);
    Ok(Redirect::to(back.as_str()).into_response())
}

/// `GET /sign-in/card/back`: somebody comes back from where cards are shown.
pub(crate) async fn back(
    site: Site,
    Door(office): Door,
    client: Client,
    signed: Result<Signed, Failure>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Failure> {
    if office.card.is_none() {
        return Err(Failure::NoSuchPage);
    }
    let going = Going::<()>::resumed(&office, KIND, &back.state, &headers).await?;
    if going.is_some() && back.seen.is_empty() {
        return Ok(outside(Outside::NoCard));
    }
    let seen = office.store.go_on(SEEN, &back.seen, office.now()).await?;
    let seen = seen.map(|seen| serde_json::from_slice::<Seen>(&seen)).transpose()?;
    let (Some(going), Some(seen)) = (going, seen.filter(|seen| seen.state == back.state)) else {
        return Ok(outside(Outside::Stale));
    };
    let vouched = match seen.card {
        Ok(vouched) => vouched,
        Err(NotBelieved) => return Ok(outside(Outside::BadCard)),
    };
    let fresh_until = office.now().plus_seconds(FRESH);
    let came = Came { vouched, level: "smart_card".to_owned(), fresh_until };
    let held = signed.ok().map(|signed| Held::by(&signed.reader));
    arrived(site, (&office, &client), going.with(came), held).await
}

/// The certificate that a proxy was shown, and those between it and the root (RFC 9440). `None` where the headers are not
/// as they should be.
fn sent(headers: &HeaderMap) -> Option<Shown> {
    let mut certificates = headers.get_all("client-cert").into_iter();
    let (Some(certificate), None) = (certificates.next(), certificates.next()) else { return None };
    let mut chain = vec![bytes(certificate.to_str().ok()?)?];
    for between in headers.get_all("client-cert-chain") {
        for one in between.to_str().ok()?.split(',') {
            chain.push(bytes(one)?);
        }
    }
    (chain.len() <= LONGEST_CHAIN).then_some(Shown(chain))
}

/// A sequence of bytes as a structured header has it (RFC 8941): base64 between colons.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let inner = text.trim().strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(inner).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[(&'static str, &'static str)]) -> Option<Vec<Vec<u8>>> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        sent(&headers).map(|shown| shown.0)
    }

    #[test]
    fn headers_of_a_proxy_are_read_strictly() {
        assert_eq!(read(&[("client-cert", ":YQ==:")]), Some(vec![b"a".to_vec()]));
        let chain = [("client-cert", ":YQ==:"), ("client-cert-chain", ":Yg==:, :Yw==:")];
        assert_eq!(read(&chain), Some(vec![b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]));
        for bad in ["", ":", "::", "YQ==", ":YQ==", ":Y Q==:", ":YQ==:;a=1", "\":YQ==:\"", ":%59Q==:"] {
            assert_eq!(read(&[("client-cert", bad)]), None, "{bad}");
        }
        assert_eq!(read(&[("client-cert", ":YQ==:"), ("client-cert", ":Yg==:")]), None, "two of them");
        assert_eq!(read(&[("client-cert-chain", ":YQ==:")]), None, "a chain without an end");
        assert_eq!(read(&[("client-cert", ":YQ==:"), ("client-cert-chain", ":Yg==:,x")]), None);
        let long = ":YQ==:,:YQ==:,:YQ==:,:YQ==:,:YQ==:,:YQ==:,:YQ==:,:YQ==:";
        assert_eq!(read(&[("client-cert", ":YQ==:"), ("client-cert-chain", long)]), None, "too many");
    }
}
