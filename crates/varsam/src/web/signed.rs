//! Who is signed in: the cookie, and the reader that pages ask for.

use super::Shared;
use super::error::Failure;
use crate::office::{Office, Reader};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use std::sync::Arc;

/// The name of the cookie. The prefix makes browsers refuse one that another host or path set.
pub(crate) const COOKIE: &str = "__Host-varsam";
/// Its name in the demonstration, which speaks no TLS and is reached on this machine only.
pub(crate) const DEMO_COOKIE: &str = "varsam-demo";

/// A page behind sign-in: the office, and who asks.
pub(crate) struct Signed {
    pub(crate) office: Arc<Office>,
    pub(crate) reader: Reader,
}

/// The office alone, for the pages that sign somebody in.
pub(crate) struct Door(pub(crate) Arc<Office>);

impl FromRequestParts<Shared> for Door {
    type Rejection = Failure;

    async fn from_request_parts(_: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        shared.0.settings.office.clone().map(Self).ok_or(Failure::NoSuchPage)
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let Door(office) = Door::from_request_parts(parts, shared).await?;
        let reader = parts.extensions.get::<Reader>().cloned();
        let next = parts.uri.path().to_owned();
        reader.map(|reader| Self { office, reader }).ok_or(Failure::NotSignedIn(next))
    }
}

/// The reader whose cookie came along, if there is one.
pub(crate) async fn reader(shared: &Shared, headers: &HeaderMap) -> Result<Option<Reader>, Failure> {
    let Some(office) = &shared.0.settings.office else { return Ok(None) };
    let Some(token) = super::site::cookie(headers, name(office)) else { return Ok(None) };
    Ok(Reader::of(office, &token).await?)
}

fn name(office: &Office) -> &'static str {
    if office.is_demo { DEMO_COOKIE } else { COOKIE }
}

/// The cookie that carries a token; without one, the cookie that takes it away.
pub(crate) fn set_cookie(office: &Office, token: Option<&str>) -> (header::HeaderName, HeaderValue) {
    let secure = if office.is_demo { "" } else { "; Secure" };
    let (value, age) = token.map_or(("", "; Max-Age=0"), |token| (token, ""));
    let text = format!("{}={value}; Path=/; SameSite=Lax; HttpOnly{secure}{age}", name(office));
    (header::SET_COOKIE, HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("")))
}
