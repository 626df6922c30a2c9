//! Letting somebody in who lost every passkey, by URL: it takes two.

use crate::home::{Somebody, id_of, link_in, new_home, pass, take_in};
use crate::house::House;
use axum::http::StatusCode;
use varsam_model::Role;

const WHY: &str = "reason=telefonen+%C3%A4r+borta";

/// Two administrators, and the head of operations who has lost every passkey.
async fn found() -> (House, Somebody, Somebody, Somebody) {
    let house = new_home().await;
    let (first, lost) = house.found().await;
    let second = take_in(&house, ("Birgit", "Nyängen"), Some(Role::SystemAdministrator)).await;
    let path = format!("/people/{second}/sign-in/link");
    let link = link_in(&house.post(&path, &first.cookie, "purpose=invitation").await.text);
    let mut second = house.accept(&link).await;
    second.id = id_of(&house.get("/sign-ins", &second.cookie).await.text, "Birgit Nyängen");
    (house, first, second, lost)
}

fn paths(who: &Somebody) -> (String, String) {
    let ask = format!("/people/{}/sign-in/recovery", who.id);
    (ask.clone(), format!("{ask}/confirm"))
}

#[tokio::test]
async fn two_administrators_let_somebody_in_and_what_was_is_gone() {
    let (house, first, second, mut lost) = found().await;
    let (ask, confirm) = paths(&lost);
    let reply = house.post(&ask, &first.cookie, WHY).await;
    assert!(reply.status == StatusCode::OK && !reply.text.contains("readonly"), "{}", reply.text);
    let own = house.get("/my/sign-in", &lost.cookie).await.text;
    assert!(own.contains("Någon vill släppa in dig") && own.contains("telefonen är borta"), "{own}");
    let reply = house.post(&confirm, &second.cookie, WHY).await;
    let link = link_in(&reply.text);
    assert_eq!(house.get("/my/sign-in", &lost.cookie).await.status, StatusCode::OK, "until the link is used");
    let mut anew = house.accept(&link).await;
    assert_eq!(house.get("/my/sign-in", &lost.cookie).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.show("/sign-in/passkey", "", &mut lost.device).await.1.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.show("/sign-in/passkey", "", &mut anew.device).await.1.status, StatusCode::OK);
    assert_eq!(house.post(&link, "", "").await.status, StatusCode::NOT_FOUND);
    let log = house.get("/my/log", &anew.cookie).await.text;
    for step in ["Begärde återställning", "Bekräftade återställning", "Inloggningen återställdes"] {
        assert!(log.contains(step), "{step}: {log}");
    }
}

#[tokio::test]
async fn nobody_confirms_the_own_asking() {
    let (house, first, second, lost) = found().await;
    let (ask, confirm) = paths(&lost);
    for cookie in [&first.cookie, &second.cookie] {
        let reply = house.post(&confirm, cookie, WHY).await;
        assert!(
            !reply.text.contains("readonly") && reply.text.contains("Det går inte ensam"),
            "nobody asked"
        );
    }
    house.post(&ask, &first.cookie, WHY).await;
    for _ in 0..3 {
        let reply = house.post(&confirm, &first.cookie, WHY).await;
        assert!(
            !reply.text.contains("readonly") && reply.text.contains("Det går inte ensam"),
            "{}",
            reply.text
        );
        let reply = house.post(&ask, &first.cookie, WHY).await;
        assert!(!reply.text.contains("readonly"), "asking twice is no confirming");
    }
    let reply = house.post(&ask, &second.cookie, WHY).await;
    assert!(reply.text.contains("Det går inte ensam"), "two who ask are not two who agree");
    assert!(house.get("/my/log", &lost.cookie).await.text.contains("Nekades att bekräfta"));
}

#[tokio::test]
async fn nobody_asks_or_confirms_for_themselves() {
    let (house, first, second, _) = found().await;
    let (ask, confirm) = paths(&second);
    assert_eq!(house.post(&ask, &second.cookie, WHY).await.status, StatusCode::NOT_FOUND);
    house.post(&ask, &first.cookie, WHY).await;
    assert_eq!(house.post(&confirm, &second.cookie, WHY).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_step_has_a_day_a_reason_and_a_fresh_sign_in() {
    let (house, first, mut second, lost) = found().await;
    let (ask, confirm) = paths(&lost);
    let reply = house.post(&ask, &first.cookie, "reason=x").await;
    assert!(reply.text.contains("reason-error"), "{}", reply.text);
    assert!(!house.get("/my/sign-in", &lost.cookie).await.text.contains("Någon vill"), "nothing was begun");
    house.post(&ask, &first.cookie, WHY).await;
    pass(601);
    let reply = house.post(&confirm, &second.cookie, WHY).await;
    assert!(
        reply.text.contains("/step-up?next=") && reply.text.contains("name=\"reason\""),
        "{}",
        reply.text
    );
    pass(86_400 - 601);
    let (_, reply) = house.show("/sign-in/passkey", "", &mut second.device).await;
    let cookie = crate::home::kept(&reply.cookie);
    let reply = house.post(&confirm, &cookie, WHY).await;
    assert!(reply.text.contains("Det går inte ensam") && !reply.text.contains("readonly"), "too late");
}

#[tokio::test]
async fn the_person_can_stop_it_even_when_there_is_a_link() {
    let (house, first, second, lost) = found().await;
    let (ask, confirm) = paths(&lost);
    house.post(&ask, &first.cookie, WHY).await;
    let link = link_in(&house.post(&confirm, &second.cookie, WHY).await.text);
    assert_eq!(house.post("/my/sign-in/stop-recovery", &lost.cookie, "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(&link, "", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get("/my/sign-in", &lost.cookie).await.status, StatusCode::OK, "still signed in");
}
