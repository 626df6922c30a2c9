//! The first start, by URL.

use crate::home::{FOUNDING, kept, link_in, new_home};
use axum::http::StatusCode;
use varsam::office::set_up;

#[tokio::test]
async fn the_first_person_sets_up_adds_a_passkey_and_signs_in_with_it() {
    let house = new_home().await;
    let (mut administrator, head) = house.found().await;
    assert_eq!(house.get("/people", &head.cookie).await.status, StatusCode::OK);
    assert!(administrator.cookie.starts_with("__Host-varsam="));
    let name = house.get("/my/sign-in", &administrator.cookie).await.text;
    assert!(name.contains("Anders Kvistorp") && name.contains("Telefonen"), "{name}");
    house.post("/sign-out", &administrator.cookie, "").await;
    assert_eq!(house.get("/people", &administrator.cookie).await.status, StatusCode::SEE_OTHER);
    let (_, reply) = house.show("/sign-in/passkey", "", &mut administrator.device).await;
    assert_eq!((reply.status, reply.json()["to"].as_str()), (StatusCode::OK, Some("/people")));
    assert!(reply.cookie.contains("; Secure") && reply.cookie.contains("HttpOnly"), "{}", reply.cookie);
    assert_eq!(house.get("/sign-ins", &kept(&reply.cookie)).await.status, StatusCode::OK);
    let log = house.get("/my/log", &kept(&reply.cookie)).await.text;
    assert!(log.contains("Satte upp systemet") && log.contains("inte kontrollerade"), "{log}");
}

#[tokio::test]
async fn looking_at_the_link_or_a_form_that_lacks_something_does_not_use_it_up() {
    let house = new_home().await;
    let link = house.set_up_link().await.unwrap();
    for _ in 0..3 {
        assert!(house.get(&link, "").await.text.contains("name=\"organiser\""));
    }
    let reply = house.post(&link, "", "organiser=Norrvik&given=Anders&family=+&head_given=P").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.text.matches("aria-invalid").count(), 2, "{}", reply.text);
    assert!(
        reply.text.contains("value=\"Norrvik\"") && reply.text.contains("value=\"Anders\""),
        "nothing is lost"
    );
    let reply = house.post(&link, "", "organiser=Norrvik&given=Anders&family=K&same=yes").await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/my/sign-in/passkey"));
}

#[tokio::test]
async fn there_is_one_set_up_and_no_link_ever_after() {
    let house = new_home().await;
    let earlier = house.set_up_link().await.unwrap();
    let link = house.set_up_link().await.unwrap();
    assert_eq!(house.get(&earlier, "").await.status, StatusCode::NOT_FOUND, "a later start took it back");
    let reply = house.post(&link, "", FOUNDING).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(link_in(&reply.text).starts_with("/invitation/"));
    for _ in 0..2 {
        assert_eq!(house.post(&link, "", FOUNDING).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&link, "").await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.set_up_link().await, None);
    assert_eq!(house.office.store.organisers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_set_up_that_was_broken_off_can_be_begun_again() {
    let house = new_home().await;
    let store = &house.office.store;
    let id = store.new_id(house.office.now()).unwrap();
    store.add_organiser(id, house.office.now()).await.unwrap();
    assert!(set_up::is_open(store).await.unwrap());
    house.found().await;
    assert_eq!(store.organisers().await.unwrap(), [id]);
}
