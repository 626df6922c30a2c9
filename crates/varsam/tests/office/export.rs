//! What is kept of somebody, and changes to it, by URL; children and their guardians (ACM-53, DAN-02).

use crate::house::{House, between, house};
use axum::http::StatusCode;
use varsam_model::person::{Person, Responsible};
use varsam_model::school::Relation;
use varsam_store::{Filter, Membership};

/// The child of the guardian in the demonstration.
async fn child(house: &House) -> Person {
    let tenant = house.tenant().await;
    let filter = Filter { register: "person", limit: 1000, ..Filter::default() };
    let all = tenant.list::<Person>(&filter).await.unwrap();
    all.into_iter().find(|one| !one.body.responsibles.is_empty()).unwrap().body
}

#[tokio::test]
async fn a_guardian_sees_the_own_child_and_who_looked_and_no_other_child() {
    let house = house().await;
    let child = child(&house).await;
    let path = format!("/people/{}", child.id);
    let teacher = house.as_role("Jonas Flodmark").await;
    assert_eq!(house.get(&path, &teacher).await.status, StatusCode::OK);
    let guardian = house.as_role("Vårdnadshavare").await;
    let page = house.get(&path, &guardian).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains(&child.family) && !page.text.contains("/erase"), "{}", page.text);
    assert!(house.get("/my/log", &guardian).await.text.contains(&path), "the child is linked");
    let log = house.get(&format!("/my/log/{}", child.id), &guardian).await.text;
    assert!(log.contains("Jonas Flodmark") && log.contains("Öppnade personuppgifter"), "{log}");
    let other = house.first_person(&house.as_role("Samira Osmanik").await).await;
    assert_eq!(house.get(&other, &guardian).await.status, StatusCode::NOT_FOUND);
    let other = other.rsplit('/').next().unwrap();
    assert_eq!(house.get(&format!("/my/log/{other}"), &guardian).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("/my/log/{}", child.id), &teacher).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn dan_02_a_protected_child_and_one_without_custody_are_shown_to_no_guardian() {
    let house = house().await;
    let (child, tenant) = (child(&house).await, house.tenant().await);
    let guardian = child.responsibles[0].person;
    let hidden = Filter { register: "person", state: "quarantined", limit: 1, ..Filter::default() };
    let hidden = tenant.list::<Person>(&hidden).await.unwrap().remove(0);
    let plain = Filter { register: "person", state: "active", limit: 9, ..Filter::default() };
    let plain = tenant.list::<Person>(&plain).await.unwrap();
    let plain = plain.into_iter().find(|one| one.body.id != child.id).unwrap();
    let mut change = tenant.change(guardian, crate::house::NOW).await.unwrap();
    let until = varsam_model::Instant(i64::MAX);
    let (mut paths, relations) = (vec![], [Relation::Custodian, Relation::Parent]);
    for (mut document, relation) in [hidden, plain].into_iter().zip(relations) {
        document.body.responsibles.push(Responsible { person: guardian, relation });
        change.update(&document.head, &document.body).await.unwrap();
        let (person, place, kind) = (document.body.id, guardian.uuid(), "child".to_owned());
        let since = varsam_model::Instant(0);
        change.join(&Membership { person, place, kind, since, until }).await.unwrap();
        paths.push(format!("/people/{person}"));
        paths.push(format!("/my/log/{person}"));
        paths.push(format!("/people/{person}/export"));
    }
    change.commit().await.unwrap();
    let cookie = house.as_role("Vårdnadshavare").await;
    for path in paths {
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!house.get("/my/log", &cookie).await.text.contains(&path), "{path}");
    }
}

#[tokio::test]
async fn dan_02_a_hidden_guardian_is_not_named_on_the_page_of_the_child() {
    let house = house().await;
    let (child, tenant) = (child(&house).await, house.tenant().await);
    let guardian = child.responsibles[0].person;
    let teacher = house.as_role("Jonas Flodmark").await;
    let path = format!("/people/{}", child.id);
    let document = tenant.read::<Person>(guardian.of()).await.unwrap();
    let name = format!("{} {}", document.body.given, document.body.family);
    assert!(house.get(&path, &teacher).await.text.contains(&name), "shown while nothing hides them");
    house.hide(guardian).await;
    let page = house.get(&path, &teacher).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains(&name), "{}", page.text);
}

#[tokio::test]
async fn each_takes_out_what_is_kept_of_them_without_a_reason_and_others_give_one() {
    let house = house().await;
    let child = child(&house).await;
    let path = format!("/people/{}/export", child.id);
    let guardian = house.as_role("Vårdnadshavare").await;
    let page = house.get(&path, &guardian).await;
    assert!(page.text.contains("Hämta som fil") && page.text.contains(&child.family), "{}", page.text);
    let file = house.post(&path, &guardian, "form=file").await;
    let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(json["records"][0]["content"]["family"], child.family.as_str());
    assert_eq!(json["records"][0]["register"], "person");
    let head = house.as_role("Rektor").await;
    assert!(house.get(&path, &head).await.text.contains("name=\"reason\""), "why?");
    let page = house.post(&path, &head, "reason=begäran+om+registerutdrag").await.text;
    assert!(page.contains("Hämta som fil"), "{page}");
    let log = house.get(&format!("/my/log/{}", child.id), &guardian).await.text;
    assert!(log.contains("begäran om registerutdrag"), "the guardian sees it");
    let teacher = house.as_role("Lärare").await;
    assert_eq!(house.get(&path, &teacher).await.status, StatusCode::NOT_FOUND);
    crate::house::seconds_pass(601);
    assert!(house.get(&path, &guardian).await.text.contains("Logga in en gång till"));
}

#[tokio::test]
async fn of_two_who_change_a_person_the_second_sees_both_and_loses_nothing() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let child = child(&house).await;
    let edit = format!("/people/{}/edit", child.id);
    let page = house.get(&edit, &head).await.text;
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let unit = between(between(&page, "id=\"unit\"", "</select>"), "option value=\"", "\"").to_owned();
    let form = |given: &str| format!("version={version}&unit={unit}&year=3&family=Berg&given={given}");
    let wrong = house.post(&edit, &head, &format!("{}&email=fel", form("Alma"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("value=\"fel\"") && wrong.text.contains("Skriv en e-postadress"));
    let saved = house.post(&edit, &head, &form("Almira")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let both = house.post(&edit, &head, &form("Alva")).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    assert!(both.text.contains("Almira") && both.text.contains("value=\"Alva\""), "{}", both.text);
    assert!(house.get(&saved.to, &head).await.text.contains("Almira Berg"));
    let teacher = house.as_role("Lärare").await;
    assert_eq!(house.get(&edit, &teacher).await.status, StatusCode::NOT_FOUND);
}
