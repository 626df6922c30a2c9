//! Trying in vain, by URL.

use crate::home::{new_home, pass};
use axum::http::StatusCode;
use serde_json::json;
use varsam_store::Limits;

#[tokio::test]
async fn a_thousand_wrong_sign_ins_end_after_twenty_and_tell_nothing() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    let wrong = json!({ "state": "guessed", "credential": {} });
    let mut counts = [0, 0];
    for _ in 0..1_000 {
        let reply = house.script_from("203.0.113.7", "/sign-in/passkey", "", &wrong).await;
        counts[0] += usize::from(reply.status == StatusCode::UNAUTHORIZED);
        counts[1] += usize::from(reply.status == StatusCode::TOO_MANY_REQUESTS);
        assert!(!reply.text.contains("Kvistorp") && reply.json()["errors"].is_array());
    }
    assert_eq!(counts, [20, 980]);
    let asked = house.script("/sign-in/passkey/begin", "", &json!({})).await.json();
    let body = json!({ "state": asked["state"], "credential": who.device.shown(&asked["publicKey"]) });
    let reply = house.script_from("203.0.113.7", "/sign-in/passkey", "", &body).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS, "from there, nobody");
    let (_, reply) = house.show("/sign-in/passkey", "", &mut who.device).await;
    assert_eq!(reply.status, StatusCode::OK, "from elsewhere, everybody");
    pass(900);
    let reply = house.script_from("203.0.113.7", "/sign-in/passkey", "", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "the time is over");
}

#[tokio::test]
async fn who_waits_is_told_how_long_on_a_page_too() {
    let house = new_home().await;
    for _ in 0..20 {
        assert_eq!(house.get("/invitation/guessed", "").await.status, StatusCode::NOT_FOUND);
    }
    let reply = house.get("/set-up/guessed", "").await;
    assert_eq!((reply.status, reply.wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "900"));
    assert!(reply.text.contains("<h1") && reply.text.contains("Vänta"), "{}", reply.text);
}

#[tokio::test]
async fn right_sign_ins_do_not_count() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    for _ in 0..25 {
        assert_eq!(house.show("/sign-in/passkey", "", &mut who.device).await.1.status, StatusCode::OK);
    }
    let limits = Limits { each: 1, all: 1, seconds: 900 };
    let waits = house.office.store.knock("try", "192.0.2.1", &limits, house.office.now()).await.unwrap();
    assert_eq!(waits, None, "none of them was counted in vain");
}
