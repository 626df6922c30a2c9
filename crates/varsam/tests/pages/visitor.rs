//! Somebody who visits the pages: asks for an address, gets what a browser would get.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt as _;
use varsam::library::{Library, Origin};
use varsam::web::{Settings, router};
use varsam_rules::Date;

/// The day on which all tests take place.
pub(crate) const TODAY: &str = "2026-11-21";

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    /// A header as text; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What stands between two marks, the first time.
    pub(crate) fn between(&self, start: &str, end: &str) -> &str {
        let from =
            self.text.find(start).unwrap_or_else(|| panic!("no `{start}` in {}", self.text)) + start.len();
        self.text.get(from..).unwrap().split(end).next().unwrap()
    }
}

pub(crate) fn today() -> Date {
    TODAY.parse().unwrap()
}

/// The shipped rulebooks, read once for all tests.
pub(crate) fn shipped() -> Arc<Library> {
    static LIBRARY: LazyLock<Arc<Library>> =
        LazyLock::new(|| Arc::new(Library::open(Origin::Shipped, today()).unwrap()));
    Arc::clone(&LIBRARY)
}

pub(crate) fn settings() -> Settings {
    Settings { default_stack: "municipality".into(), stamp: "test".into(), ..Settings::default() }
}

/// Asks for an address, as a browser that sends these headers.
pub(crate) async fn get_with(library: &Arc<Library>, address: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::get(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(library, request.body(Body::empty()).unwrap()).await
}

/// Asks for an address of the shipped rulebooks.
pub(crate) async fn get(address: &str) -> Reply {
    get_with(&shipped(), address, &[]).await
}

pub(crate) async fn send(library: &Arc<Library>, request: Request<Body>) -> Reply {
    let response = router(Arc::clone(library), settings()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Reply { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}
