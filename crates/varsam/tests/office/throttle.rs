//! Trying in vain, by URL.

use crate::home::{new_home, pass};
use crate::house::House;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use tokio::task::JoinSet;
use varsam_store::Limits;

const SCHOOL: &str = "203.0.113.7";

/// So many wrong sign-ins from the school, fifty at a time: how many were refused, and how many told to wait.
async fn in_vain(house: &Arc<House>, count: usize) -> [usize; 2] {
    let wrong = json!({ "state": "guessed", "credential": {} });
    let mut counts = [0, 0];
    for _ in 0..count / 50 {
        let mut tries = JoinSet::new();
        for _ in 0..50 {
            let (house, wrong) = (Arc::clone(house), wrong.clone());
            tries.spawn(async move { house.script_from(SCHOOL, "/sign-in/passkey", "", &wrong).await });
        }
        while let Some(reply) = tries.join_next().await.transpose().unwrap() {
            counts[0] += usize::from(reply.status == StatusCode::UNAUTHORIZED);
            counts[1] += usize::from(reply.status == StatusCode::TOO_MANY_REQUESTS);
            assert!(!reply.text.contains("Kvistorp") && reply.json()["errors"].is_array());
        }
    }
    counts
}

#[tokio::test]
async fn a_thousand_wrong_sign_ins_are_slow_after_twenty_and_shut_nobody_else_out() {
    let house = Arc::new(new_home().await);
    let (mut who, _) = house.found().await;
    let began = tokio::time::Instant::now();
    assert_eq!(in_vain(&house, 1_000).await, [20, 980]);
    assert!(began.elapsed().as_secs() >= 20, "each waits a second");
    let asked = house.script_from(SCHOOL, "/sign-in/passkey/begin", "", &json!({})).await.json();
    let body = json!({ "state": asked["state"], "credential": who.device.shown(&asked["publicKey"]) });
    let reply = house.script_from(SCHOOL, "/sign-in/passkey", "", &body).await;
    assert_eq!(reply.status, StatusCode::OK, "a right passkey, from the same school");
    assert_eq!(house.get_from(SCHOOL, "/invitation/guessed").await.status, StatusCode::NOT_FOUND);
    let (_, reply) = house.show("/sign-in/passkey", "", &mut who.device).await;
    assert_eq!(reply.status, StatusCode::OK, "from elsewhere, everybody");
    pass(900);
    assert_eq!(in_vain(&house, 50).await, [20, 30], "the time is over");
}

#[tokio::test]
async fn who_guesses_links_waits_and_is_told_how_long_on_a_page_too() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    for _ in 0..100 {
        assert_eq!(house.get_from("192.0.2.1", "/invitation/guessed").await.status, StatusCode::NOT_FOUND);
    }
    let reply = house.get_from("192.0.2.1", "/set-up/guessed").await;
    assert_eq!((reply.status, reply.wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "900"));
    assert!(reply.text.contains("<h1") && reply.text.contains("Vänta"), "{}", reply.text);
    let (_, reply) = house.show("/sign-in/passkey", "", &mut who.device).await;
    assert_eq!(reply.status, StatusCode::OK, "passkeys have nothing to do with it");
}

#[tokio::test]
async fn a_school_that_opens_the_page_in_the_morning_is_not_locked_out() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    for _ in 0..400 {
        let asked = house.script("/sign-in/passkey/begin", "", &json!({})).await;
        assert_eq!(asked.status, StatusCode::OK);
    }
    assert_eq!(house.show("/sign-in/passkey", "", &mut who.device).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn right_sign_ins_do_not_count() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    for _ in 0..25 {
        assert_eq!(house.show("/sign-in/passkey", "", &mut who.device).await.1.status, StatusCode::OK);
    }
    for kind in ["link", "passkey", "question"] {
        let limits = Limits { each: 1, all: 1, seconds: 900 };
        let waits = house.office.store.knock(kind, "192.0.2.1", &limits, house.office.now()).await.unwrap();
        assert_eq!(waits, None, "{kind}: none of them was counted in vain");
    }
}
