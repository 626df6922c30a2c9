//! Passkeys, by URL and with a device in software.

use crate::home::{Somebody, kept, new_home, pass};
use axum::http::StatusCode;
use serde_json::json;

const IN: &str = "/sign-in/passkey";

#[tokio::test]
async fn an_answer_counts_once_in_its_time_and_for_what_was_asked() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    let (body, reply) = house.show(IN, "", &mut who.device).await;
    assert_eq!(reply.status, StatusCode::OK);
    let replayed = house.script(IN, "", &body).await;
    assert_eq!(replayed.status, StatusCode::UNAUTHORIZED, "{}", replayed.text);
    assert!(replayed.cookie.is_empty() || !replayed.cookie.contains("__Host"), "{}", replayed.cookie);
    let asked = house.script("/sign-in/passkey/begin", "", &json!({})).await.json();
    let body = json!({ "state": asked["state"], "credential": who.device.shown(&asked["publicKey"]) });
    let elsewhere = house.script("/step-up/passkey", &who.cookie, &body).await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED, "it was asked for another purpose");
    let asked = house.script("/sign-in/passkey/begin", "", &json!({})).await.json();
    let body = json!({ "state": asked["state"], "credential": who.device.shown(&asked["publicKey"]) });
    pass(301);
    assert_eq!(house.script(IN, "", &body).await.status, StatusCode::UNAUTHORIZED, "too late");
}

#[tokio::test]
async fn a_passkey_that_was_copied_lets_nobody_in_and_its_owner_reads_of_it() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    who.device.count = 7;
    assert_eq!(house.show(IN, "", &mut who.device).await.1.status, StatusCode::OK);
    who.device.count = 3;
    assert_eq!(house.show(IN, "", &mut who.device).await.1.status, StatusCode::UNAUTHORIZED);
    let log = house.get("/my/log", &who.cookie).await.text;
    assert!(log.contains("verkar kopierad"), "{log}");
    who.device.count = 8;
    assert_eq!(house.show(IN, "", &mut who.device).await.1.status, StatusCode::OK, "the original goes on");
}

#[tokio::test]
async fn whoever_is_refused_learns_nothing_of_why() {
    let house = new_home().await;
    let (mut who, mut other) = house.found().await;
    let mut refused = Vec::new();
    for kind in 0..6 {
        let asked = house.script("/sign-in/passkey/begin", "", &json!({})).await.json();
        let mut credential = who.device.shown(&asked["publicKey"]);
        match kind {
            0 => credential["response"]["userHandle"] = json!("AZnR0AAAcAC0s5vHEg0nAA"),
            1 => credential["rawId"] = json!("AAAA"),
            2 => credential["response"]["signature"] = json!("MAYCAQECAQE"),
            3 => credential["response"]["userHandle"] = json!(null),
            4 => credential = other.device.shown(&json!({ "challenge": "AAAA" })),
            _ => credential = json!("nonsense"),
        }
        let body = json!({ "state": asked["state"], "credential": credential });
        let reply = house.script(IN, "", &body).await;
        refused.push((reply.status, reply.cookie, reply.text));
    }
    let body = json!({ "state": "guessed", "credential": {} });
    let reply = house.script(IN, "", &body).await;
    refused.push((reply.status, reply.cookie, reply.text));
    assert_eq!(refused[0].0, StatusCode::UNAUTHORIZED);
    assert!(refused.iter().all(|one| *one == refused[0]), "{refused:#?}");
}

#[tokio::test]
async fn stepping_up_takes_a_passkey_of_the_same_person() {
    let house = new_home().await;
    let (mut who, mut other) = house.found().await;
    assert_eq!(house.get("/sign-ins", &who.cookie).await.status, StatusCode::OK, "fresh from signing in");
    pass(601);
    let reply = house.get("/sign-ins", &who.cookie).await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/step-up?next=%2Fsign-ins"));
    assert!(house.get(&reply.to, &who.cookie).await.text.contains("data-passkey=\"get\""));
    let (_, reply) = house.show("/step-up/passkey", &who.cookie, &mut other.device).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "another's passkey");
    assert_eq!(house.get("/sign-ins", &who.cookie).await.status, StatusCode::SEE_OTHER);
    let (_, reply) = house.show("/step-up/passkey", &who.cookie, &mut who.device).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    assert_eq!(house.get("/sign-ins", &who.cookie).await.status, StatusCode::OK);
    assert_eq!(house.post("/step-up/demo", &who.cookie, "next=/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn passkeys_are_named_added_and_taken_away_but_never_the_last() {
    let house = new_home().await;
    let (who, mut other) = house.found().await;
    let page = house.get("/my/sign-in", &who.cookie).await.text;
    let first = passkey_in(&page);
    assert!(page.contains("enda nyckel") && !page.contains("/my/sign-in/remove"), "{page}");
    house.post("/my/sign-in/remove", &who.cookie, &format!("passkey={first}")).await;
    assert!(house.get("/my/sign-in", &who.cookie).await.text.contains(&first), "the last one stays");
    house.post("/my/sign-in/rename", &who.cookie, &format!("passkey={first}&name=Ringen")).await;
    assert!(house.get("/my/sign-in", &who.cookie).await.text.contains("Ringen"));
    house.post("/my/sign-in/rename", &other.cookie, &format!("passkey={first}&name=Stulen")).await;
    let Somebody { cookie, mut device, .. } = house.add_passkey(&who.cookie).await;
    assert_eq!(cookie, who.cookie, "who is signed in stays so");
    house.post("/my/sign-in/remove", &other.cookie, &format!("passkey={first}")).await;
    assert!(house.get("/my/sign-in", &who.cookie).await.text.contains("Ringen"), "it is another's");
    house.post("/my/sign-in/remove", &who.cookie, &format!("passkey={first}")).await;
    let page = house.get("/my/sign-in", &who.cookie).await.text;
    assert!(!page.contains(&first) && page.contains("Telefonen"), "{page}");
    let mut gone = who;
    assert_eq!(house.show(IN, "", &mut gone.device).await.1.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.show(IN, "", &mut device).await.1.status, StatusCode::OK);
    pass(601);
    let reply = house.post("/my/sign-in/remove", &cookie, "passkey=x").await;
    assert!(reply.to.starts_with("/step-up"), "{}", reply.to);
    assert_eq!(house.show(IN, "", &mut other.device).await.1.status, StatusCode::OK);
}

#[tokio::test]
async fn sessions_are_listed_ended_and_bound_to_their_browser() {
    let house = new_home().await;
    let (mut who, _) = house.found().await;
    let (_, reply) = house.show(IN, "", &mut who.device).await;
    let second = kept(&reply.cookie);
    let page = house.get("/my/sign-in", &who.cookie).await.text;
    assert_eq!(page.matches("name=\"session\"").count(), 1, "one other: {page}");
    house.post("/my/sign-in/end", &who.cookie, "").await;
    assert_eq!(house.get("/people", &second).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &who.cookie).await.status, StatusCode::OK);
    let (_, reply) = house.show(IN, &who.cookie, &mut who.device).await;
    let third = kept(&reply.cookie);
    assert_ne!(third, who.cookie, "a new token with each sign-in");
    assert_eq!(house.get("/people", &who.cookie).await.status, StatusCode::SEE_OTHER, "the old one ended");
    let stolen = axum::http::Request::get("/people").header("cookie", &third).header("user-agent", "another");
    assert_eq!(house.send(stolen, String::new()).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &third).await.status, StatusCode::SEE_OTHER, "it ended for everybody");
    let (_, reply) = house.show(IN, "", &mut who.device).await;
    let log = house.get("/my/log", &kept(&reply.cookie)).await.text;
    assert!(log.contains("annan webbläsare"), "{log}");
}

fn passkey_in(page: &str) -> String {
    page.split("name=\"passkey\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_is_hidden_since_is_told_that_sign_in_is_not_open_and_is_not_sent_round() {
    let house = new_home().await;
    let (mut who, mut other) = house.found().await;
    let tenant = house.tenant().await;
    let link =
        tenant.invite(who.id.parse().unwrap(), "visit", house.office.now().plus_seconds(60)).await.unwrap();
    let document = tenant.read::<varsam_model::person::Person>(who.id.parse().unwrap()).await.unwrap();
    let mut change = tenant.change(document.body.id, house.office.now()).await.unwrap();
    change.update(&document.head.in_state("quarantined"), &document.body).await.unwrap();
    change.commit().await.unwrap();
    let (_, reply) = house.show(IN, "", &mut who.device).await;
    assert_eq!((reply.status, reply.cookie.as_str()), (StatusCode::FORBIDDEN, ""));
    assert!(
        reply.text.contains("den som sköter systemet") && !reply.text.contains("skydd"),
        "{}",
        reply.text
    );
    let visit = house.post(&format!("/invitation/{link}"), "", "").await;
    assert_eq!((visit.status, visit.cookie.as_str()), (StatusCode::FORBIDDEN, ""));
    assert!(visit.text.contains("Inloggningen är inte öppen för dig"), "{}", visit.text);
    assert_eq!(house.show(IN, "", &mut other.device).await.1.status, StatusCode::OK);
    let erased = other.id.parse::<uuid::Uuid>().unwrap();
    let classes = [varsam_model::RecordClass::Identity];
    tenant.erase(erased, &classes, "over", document.body.id, house.office.now()).await.unwrap();
    let (_, reply) = house.show(IN, "", &mut other.device).await;
    assert!(reply.text.contains("den som sköter systemet"), "of the erased the same is said: {}", reply.text);
}
