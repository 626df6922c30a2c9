//! What is the same for everybody may be kept on the way for a while, and is not sent again while it has not changed. A page
//! of somebody who is signed in has their name on it, and one that a language is chosen with sets a cookie: these are not.

use crate::web::error::Failure;
use crate::web::site::Site;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest as _, Sha256};

/// For how long it may be kept: what is withdrawn is gone in five minutes.
const KEPT: &str = "public, max-age=300";

/// Answers with what says how long it may be kept, or that it is what the caller has.
pub(super) async fn cached(request: Request, next: Next) -> Result<Response, Failure> {
    let is_everybodys = is_everybodys(&request);
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let known = known.unwrap_or_default().to_owned();
    let response = next.run(request).await;
    if !is_everybodys || response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut head, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await?;
    let digest = Sha256::digest(&bytes);
    let tag = digest.iter().take(16).fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
    let tag = HeaderValue::try_from(format!("\"{tag}\""))?;
    // Whoever compresses it on the way calls the tag a weak one.
    let is_known =
        known.split(',').any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes());
    head.headers.insert(header::ETAG, tag);
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    if is_known {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(header::CONTENT_LENGTH);
        return Ok(Response::from_parts(head, Body::empty()));
    }
    Ok(Response::from_parts(head, Body::from(bytes)))
}

/// Whether the answer is the same for everybody with the same language.
fn is_everybodys(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let chooses = form_urlencoded::parse(query).any(|(name, _)| name == "lang" || name == "stack");
    let is_signed_in = request.extensions().get::<Site>().is_none_or(|site| site.reader().is_some());
    request.method() == Method::GET && !chooses && !is_signed_in
}
