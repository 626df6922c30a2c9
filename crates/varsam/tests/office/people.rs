//! People and units by URL: what each role sees (ACM-48, ACM-52, DAN-02).

use crate::house::house;
use axum::http::StatusCode;

#[tokio::test]
async fn acm_48_a_teacher_sees_the_own_school_and_no_other() {
    let house = house().await;
    let cookie = house.as_role("Lärare").await;
    let page = house.get("/people", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Björkskolan") && !page.text.contains("Strandskolan"), "{}", page.text);
    let head = house.as_role("Registrator").await;
    let all = house.get("/people", &head).await.text;
    assert!(all.contains("Strandskolan"));
    let other = all.split("href=\"/people?unit=").skip(1).find(|part| part.contains("Strandskolan")).unwrap();
    let unit = other.split('"').next().unwrap();
    let there = house.get(&format!("/people?unit={unit}"), &head).await.text;
    let person = there.split("href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
    let refused = house.get(&format!("/people/{person}"), &cookie).await;
    let nobody = house.get("/people/01999999-0000-7000-8000-000000000000", &cookie).await;
    assert_eq!((refused.status, nobody.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let told =
        refused.text.replace(person, "") == nobody.text.replace("01999999-0000-7000-8000-000000000000", "");
    assert!(told, "no telling whether there is anybody");
}

#[tokio::test]
async fn acm_52_a_technician_sees_the_made_up_school_only() {
    let house = house().await;
    let cookie = house.as_role("Tekniker").await;
    let page = house.get("/people", &cookie).await.text;
    assert!(!page.contains("Björkskolan") && !page.contains("Kyrkbyns"), "{page}");
}

#[tokio::test]
async fn dan_02_somebody_whose_mark_waits_for_a_decision_is_in_no_list_and_no_search() {
    let house = house().await;
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let tenant = house.office.store.tenant(organiser);
    let filter =
        varsam_store::Filter { register: "person", state: "quarantined", limit: 9, ..Default::default() };
    let hidden = tenant.list::<varsam_model::person::Person>(&filter).await.unwrap();
    assert!(!hidden.is_empty());
    for role in ["Rektor", "Lärare", "Registrator", "Systemadministratör", "Granskare", "Dataskyddsombud"] {
        let cookie = house.as_role(role).await;
        for document in &hidden {
            let id = document.body.id.to_string();
            let page = house.get(&format!("/people/{id}"), &cookie).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{role}");
            let found = house.post("/people", &cookie, &format!("q={}", document.body.family)).await;
            assert!(!found.text.contains(&id), "{role}");
        }
    }
}

#[tokio::test]
async fn somebody_is_found_by_the_beginning_of_a_name_and_no_address_holds_it() {
    let house = house().await;
    let cookie = house.as_role("Registrator").await;
    let found = house.post("/people", &cookie, "q=alm+al").await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("Almklint, Alma") && !found.text.contains("Björkdal,"), "{}", found.text);
    assert!(!found.text.contains("q=alm"), "a name in an address");
    assert!(house.post("/people", &cookie, "q=qzxv").await.text.contains("Ingen hittades"));
}
