//! One-time links and who looks after sign-in, by URL.

use crate::home::{id_of, kept, link_in, new_home, pass, take_in};
use axum::http::StatusCode;
use varsam_model::Role;

#[tokio::test]
async fn an_invitation_lets_in_once_and_its_making_is_in_the_log() {
    let house = new_home().await;
    let (administrator, _) = house.found().await;
    let id = take_in(&house, ("Jonas", "Flodmark"), Some(Role::Staff)).await;
    let page = format!("/people/{id}/sign-in");
    let made = house.post(&format!("{page}/link"), &administrator.cookie, "purpose=invitation").await;
    let first = link_in(&made.text);
    let made = house.post(&format!("{page}/link"), &administrator.cookie, "purpose=invitation").await;
    let link = link_in(&made.text);
    assert_eq!(house.get(&first, "").await.status, StatusCode::NOT_FOUND, "a later one takes its place");
    let shown = house.get(&link, "").await;
    assert!(shown.status == StatusCode::OK && !shown.text.contains("Flodmark"), "{}", shown.text);
    let teacher = house.accept(&link).await;
    assert_eq!(house.get("/people", &teacher.cookie).await.status, StatusCode::OK);
    assert_eq!(house.post(&link, "", "").await.status, StatusCode::NOT_FOUND);
    let log = house.get("/my/log", &teacher.cookie).await.text;
    assert!(log.contains("Skapade en engångslänk") && log.contains("Anders Kvistorp"), "{log}");
    let page = house.get(&page, &administrator.cookie).await.text;
    assert!(!page.contains("readonly") && !page.contains("purpose=") && page.contains("tillagd"), "{page}");
}

#[tokio::test]
async fn a_link_that_is_unknown_used_over_or_anothers_answers_the_same() {
    let house = new_home().await;
    let (administrator, _) = house.found().await;
    let id = take_in(&house, ("Jonas", "Flodmark"), Some(Role::Staff)).await;
    let make = async |purpose: &str| {
        let path = format!("/people/{id}/sign-in/link");
        link_in(&house.post(&path, &administrator.cookie, &format!("purpose={purpose}")).await.text)
    };
    let withdrawn = make("invitation").await;
    let over = make("invitation").await;
    pass(7 * 86_400);
    let store = &house.office.store;
    let foreign = store.new_id(house.office.now()).unwrap();
    store.add_organiser(foreign, house.office.now()).await.unwrap();
    let until = house.office.now().plus_seconds(60);
    let token = store.tenant(foreign).invite(id.parse().unwrap(), "other_purpose", until).await.unwrap();
    let used = store.tenant(foreign).invite(id.parse().unwrap(), "visit", until).await.unwrap();
    store.redeem(&used, "visit", house.office.now()).await.unwrap().unwrap();
    let dead = [
        withdrawn,
        over,
        format!("/invitation/{token}"),
        format!("/invitation/{used}"),
        "/invitation/guessed".to_owned(),
        "/set-up/guessed".to_owned(),
    ];
    for method in ["get", "post"] {
        let mut answers = Vec::new();
        for link in &dead {
            let reply =
                if method == "get" { house.get(link, "").await } else { house.post(link, "", "").await };
            answers.push((reply.status, reply.cookie, reply.text.replace(link, "LINK")));
        }
        assert_eq!(answers[0].0, StatusCode::NOT_FOUND);
        assert!(answers.iter().all(|one| *one == answers[0]), "{method}: {answers:#?}");
    }
}

#[tokio::test]
async fn a_visit_shows_the_own_data_and_nothing_else() {
    let house = new_home().await;
    let (administrator, head) = house.found().await;
    let guardian = take_in(&house, ("Elin", "Palmlund"), Some(Role::Guardian)).await;
    let path = format!("/people/{guardian}/sign-in/link");
    let link = link_in(&house.post(&path, &administrator.cookie, "purpose=visit").await.text);
    let reply = house.post(&link, "", "").await;
    assert_eq!(reply.to, format!("/people/{guardian}"));
    let cookie = kept(&reply.cookie);
    assert!(house.get(&reply.to, &cookie).await.text.contains("Palmlund"));
    for path in [format!("/people/{}", head.id), format!("/people/{guardian}/sign-in")] {
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let add = "/my/sign-in/passkey";
    assert_eq!(house.get(add, &cookie).await.status, StatusCode::NOT_FOUND, "a visit does not stay");
    assert_eq!(house.post(&link, "", "").await.status, StatusCode::NOT_FOUND);
    let path = format!("/people/{}/sign-in/link", head.id);
    let reply = house.post(&path, &administrator.cookie, "purpose=visit").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "not for who works here");
}

#[tokio::test]
async fn one_administrator_alone_cannot_be_somebody_who_has_a_passkey() {
    let house = new_home().await;
    let (administrator, head) = house.found().await;
    let path = format!("/people/{}/sign-in/link", head.id);
    let reply = house.post(&path, &administrator.cookie, "purpose=invitation").await;
    assert!(reply.text.contains("Det går inte ensam") && !reply.text.contains("readonly"), "{}", reply.text);
    // Nor by a link that was kept from before.
    let id = take_in(&house, ("Jonas", "Flodmark"), Some(Role::Staff)).await;
    let path = format!("/people/{id}/sign-in/link");
    let kept_link = link_in(&house.post(&path, &administrator.cookie, "purpose=invitation").await.text);
    let reply = house.post(&kept_link, "", "").await;
    let stolen = kept(&reply.cookie);
    let link = link_in(&house.post(&path, &administrator.cookie, "purpose=invitation").await.text);
    let reply = house.get("/my/sign-in/passkey", &stolen).await;
    assert!(reply.to.starts_with("/sign-in"), "what the link before has opened is closed: {}", reply.status);
    house.accept(&link).await;
    assert!(house.get("/my/sign-in/passkey", &stolen).await.to.starts_with("/sign-in"));
}

#[tokio::test]
async fn only_who_looks_after_sign_in_is_told_that_there_is_anything() {
    let house = new_home().await;
    let (administrator, head) = house.found().await;
    let page = format!("/people/{}/sign-in", administrator.id);
    assert_eq!(house.get(&page, &head.cookie).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get("/sign-ins", &head.cookie).await.status, StatusCode::NOT_FOUND);
    for act in ["link", "end", "recovery", "recovery/confirm"] {
        let reply =
            house.post(&format!("{page}/{act}"), &head.cookie, "purpose=invitation&reason=nyfiken").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{act}");
    }
    let found = house.post("/sign-ins", &administrator.cookie, "q=isb").await.text;
    assert_eq!(id_of(&found, "Petra Isbrand"), head.id);
    let reply = house.post(&format!("/people/{}/sign-in/end", head.id), &administrator.cookie, "").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &head.cookie).await.status, StatusCode::SEE_OTHER, "signed out");
}
