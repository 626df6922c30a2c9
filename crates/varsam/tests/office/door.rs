//! Coming in and going out, by URL.

use crate::house::{House, NOW, address, house};
use axum::http::Request;
use axum::http::StatusCode;
use std::sync::Arc;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::web::{Settings, router};

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_door_and_back() {
    let house = house().await;
    for path in ["/people", "/my/log", "/log", "/people/0199"] {
        let reply = house.get(path, "").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}");
        assert!(reply.to.starts_with("/sign-in?next=%2F"), "{}", reply.to);
    }
    let reply = house.get("/people", "varsam-demo=guessed").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing_and_signing_out_ends_the_session() {
    let house = house().await;
    let cookie = house.as_role("Rektor").await;
    let request =
        Request::post("/sign-out").header("cookie", cookie.as_str()).header("sec-fetch-site", "cross-site");
    assert_eq!(house.send(request, String::new()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::OK);
    assert_eq!(house.post("/sign-out", &cookie, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_is_anybody_outside_of_the_demonstration() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::read(None, Some(folder.path()), &Env::new()).unwrap();
    let store = varsam::data::open(&config, NOW).await.unwrap();
    varsam::office::demo::fill(&store, NOW, None).await.unwrap();
    let office = Arc::new(Office::over(store, &config.site, address(), || NOW).unwrap());
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let settings = Settings { office: Some(Arc::clone(&office)), ..Settings::default() };
    let house = House { office, router: router(Arc::new(library), settings), folder };
    assert!(!house.get("/sign-in", "").await.text.contains("name=\"person\""));
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let tenant = house.office.store.tenant(organiser);
    let filter = varsam_store::Filter { register: "person", limit: 1, ..Default::default() };
    let person = tenant.list::<varsam_model::person::Person>(&filter).await.unwrap()[0].body.id;
    let reply = house.post("/sign-in/demo", "", &format!("person={person}")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
}
