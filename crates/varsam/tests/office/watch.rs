//! What those see who watch over the program: alive, ready, figures. None of it names anybody.

#![allow(
    clippy::float_cmp,
    clippy::used_underscore_binding,
    clippy::panic,
    reason = "figures here are whole"
)]

use crate::house::{House, house};
use crate::openmetrics;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use std::sync::Arc;
use tower::ServiceExt as _;
use varsam::data::{Config, Env};
use varsam::metrics::listener::{Source, router};

/// The figures, as they are given out.
pub(crate) async fn figures(house: &House) -> String {
    let config = Config::read(None, Some(house.folder.path()), &Env::new()).unwrap();
    let (metrics, office) = (house.office.metrics.clone(), Arc::downgrade(&house.office));
    let router = router(Source { metrics, office, config: Some(Arc::new(config)) });
    let response = router.oneshot(Request::get("/metrics").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text; version=1.0.0"), "{kind}");
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn figures_are_sound_and_tell_what_was_done() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let person = house.first_person(&head).await;
    house.get(&person, &head).await;
    house.get("/no/such/page", &head).await;
    house.post("/sign-in/demo", "", "person=somebody").await;
    house.office.store.checkpoint(house.office.now()).await.unwrap();
    let families = openmetrics::read(&figures(&house).await);
    let value = |family: &str, series: &str| {
        let samples = &families[family].samples;
        let found = samples.iter().find(|(name, _)| name == series);
        found.unwrap_or_else(|| panic!("{series}: {samples:?}")).1
    };
    let requests = "varsam_requests";
    assert_eq!(
        value(requests, r#"varsam_requests_total{method="GET",route="/people/{person}",status="200"}"#),
        1.0
    );
    assert_eq!(value(requests, r#"varsam_requests_total{method="GET",route="none",status="404"}"#), 1.0);
    let took = "varsam_request_duration_seconds";
    assert_eq!(value(took, r#"varsam_request_duration_seconds_count{route="/people"}"#), 1.0);
    let sign_ins = "varsam_sign_ins";
    assert_eq!(value(sign_ins, r#"varsam_sign_ins_total{way="demo",outcome="in"}"#), 1.0);
    assert_eq!(value("varsam_held_up", "varsam_held_up"), 1.0);
    assert_eq!(value("varsam_sessions", "varsam_sessions"), 1.0);
    assert_eq!(value("varsam_master_key_version", "varsam_master_key_version"), 1.0);
    assert!(value("varsam_store_records_opened", "varsam_store_records_opened_total") > 100.0);
    let entries = value("varsam_log_entries", "varsam_log_entries");
    assert!(entries > 0.0 && entries == value("varsam_log_signed_entries", "varsam_log_signed_entries"));
    assert_eq!(value("varsam_erasures_not_final", "varsam_erasures_not_final"), 0.0);
    assert!(!families.contains_key("varsam_log_witnessed_timestamp_seconds"), "nobody has it");
    assert_eq!(
        value("varsam_build", &format!("varsam_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))),
        1.0
    );
}

#[tokio::test]
async fn no_figure_names_anybody() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let person = house.first_person(&head).await;
    let id = person.trim_start_matches("/people/").to_owned();
    house.get(&person, &head).await;
    house.post("/people", &head, "q=almklint").await;
    house.get("/people?unit=almklint&x=ekhammar", &head).await;
    house.get("/ekhammar/almklint", "").await;
    house.send(Request::builder().method("ALMKLINT").uri("/people"), String::new()).await;
    let text = figures(&house).await.to_lowercase();
    for word in [id.as_str(), "almklint", "ekhammar", "björkskolan"] {
        assert!(!text.contains(word), "`{word}` is in the figures");
    }
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    assert_eq!(words.filter(|word| is_id(word)).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test]
async fn who_runs_it_is_told_whether_it_is_alive_and_ready_and_strangers_no_more() {
    let house = house().await;
    let alive = house.get("/healthz", "").await;
    assert_eq!((alive.status, alive.text.as_str(), alive.cookie.as_str()), (StatusCode::OK, "ok\n", ""));
    let ready = house.get("/readyz", "").await;
    assert_eq!((ready.status, ready.text.as_str()), (StatusCode::OK, r#"{"ready":true,"codes":[]}"#));
    house.office.store.close().await;
    let ready = house.get("/readyz", "").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.text, r#"{"ready":false,"codes":["records","keys"]}"#);
    assert_eq!(house.get("/healthz", "").await.status, StatusCode::OK, "it is alive all the same");
    assert_eq!(
        house.get("/metrics", "").await.status,
        StatusCode::NOT_FOUND,
        "figures have their own address"
    );
    let families = openmetrics::read(&figures(&house).await);
    assert_eq!(families["varsam_held_up"].samples[0].1, 0.0);
    assert!(!families.contains_key("varsam_sessions"), "what is not known is not told");
}

/// A page of the rulebooks alone is as ready as it gets.
#[tokio::test]
async fn what_has_no_office_is_ready_too() {
    let library =
        varsam::library::Library::open(varsam::library::Origin::Shipped, "2026-11-29".parse().unwrap());
    let router = varsam::web::router(Arc::new(library.unwrap()), varsam::web::Settings::default());
    let response = router.oneshot(Request::get("/readyz").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
