//! Erasing somebody by URL (ACM-45, ACM-47).

use crate::house::{house, now, seconds_pass};
use axum::http::StatusCode;

#[tokio::test]
async fn acm_47_who_is_erased_is_nowhere_and_the_day_when_backups_are_worthless_is_told() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let person = house.first_person(&head).await;
    let page = house.get(&person, &head).await.text;
    let name = crate::house::between(&page, "<h1 class=\"ds-heading\" data-size=\"lg\"><bdi>", "</bdi>");
    let family = name.rsplit(' ').next().unwrap().to_owned();
    let path = format!("{person}/erase");
    let page = house.get(&path, &head).await.text;
    assert!(page.contains("Person: 1"), "what would go: {page}");
    for (form, said) in [("why=asked&family=fel", "erase"), ("why=&family=x", "Välj varför")] {
        let wrong = house.post(&path, &head, form).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(said), "{}", wrong.text);
    }
    let teacher = house.as_role("Lärare").await;
    let form = format!("why=asked&family={family}");
    assert_eq!(house.post(&path, &teacher, &form).await.status, StatusCode::NOT_FOUND);
    let done = house.post(&path, &head, &form).await;
    assert_eq!((done.status, done.to), (StatusCode::SEE_OTHER, format!("{person}/erased")), "{}", done.text);
    assert_eq!(house.get(&person, &head).await.status, StatusCode::NOT_FOUND);
    let erased = house.get(&format!("{person}/erased"), &head).await.text;
    assert!(erased.contains("vid nästa nyckelbyte") && !erased.contains(&family), "{erased}");
    let registrar = house.as_role("Registrator").await;
    let list = house.get("/erasures", &registrar).await.text;
    assert!(list.contains("identitet") && !list.contains(&family), "{list}");
    assert_eq!(house.get("/erasures", &head).await.status, StatusCode::NOT_FOUND, "one school's head");
    assert_eq!(house.get("/erasures", &house.as_role("Dataskyddsombud").await).await.status, StatusCode::OK);
    seconds_pass(60);
    house.office.store.rotate(now()).await.unwrap();
    let erased = house.get(&format!("{person}/erased"), &head).await.text;
    assert!(!erased.contains("vid nästa nyckelbyte"), "{erased}");
}

#[tokio::test]
async fn acm_45_somebody_with_a_role_is_not_erased_and_a_fresh_sign_in_is_asked_for() {
    let house = house().await;
    let registrar = house.as_role("Registrator").await;
    let found = house.post("/people", &registrar, "q=jonas+flod").await.text;
    let person = crate::house::link(&found, "Flodmark, Jonas").to_owned();
    let refused = house.post(&format!("{person}/erase"), &registrar, "why=asked&family=Flodmark").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Avsluta rollen först"), "{}", refused.text);
    seconds_pass(601);
    let asked = house.get(&format!("{person}/erase"), &registrar).await.text;
    assert!(asked.contains("Logga in en gång till"), "{asked}");
}

#[tokio::test]
async fn what_another_unit_wrote_of_somebody_is_not_erased_by_the_present_one() {
    use varsam_model::{Id, RecordClass, id};
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let path = house.first_person(&head).await;
    let person = path.trim_start_matches("/people/").parse::<Id<id::Person>>().unwrap();
    let tenant = house.tenant().await;
    let units = varsam_store::Filter { register: "unit", limit: 99, ..Default::default() };
    let units = tenant.list::<varsam_model::unit::Unit>(&units).await.unwrap();
    let other = units.iter().find(|unit| unit.body.name == "Strandskolan").unwrap().body.id;
    let record: Id<id::Record> = house.office.store.new_id(now()).unwrap();
    let note = varsam_store::Head::about(record, "note", other, person.uuid(), RecordClass::School);
    let mut change = tenant.change(person, now()).await.unwrap();
    change.create(&note.in_state("active"), &serde_json::json!("written elsewhere")).await.unwrap();
    change.commit().await.unwrap();
    let document = tenant.read::<varsam_model::person::Person>(person.of()).await.unwrap();
    let form = format!("why=asked&family={}", document.body.family);
    assert_eq!(house.post(&format!("{path}/erase"), &head, &form).await.status, StatusCode::SEE_OTHER);
    assert!(tenant.read::<serde_json::Value>(record).await.is_ok(), "the other school answers for it");
    assert_eq!(house.get(&path, &head).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_list_of_erasures_is_in_the_menu_of_those_who_may_open_it() {
    let house = house().await;
    for role in [
        "Rektor",
        "Verksamhetschef",
        "Registrator",
        "Dataskyddsombud",
        "Granskare",
        "Systemadministratör",
        "Lärare",
    ] {
        let cookie = house.as_role(role).await;
        let is_linked = house.get("/people", &cookie).await.text.contains("href=\"/erasures\"");
        let opens = house.get("/erasures", &cookie).await.status == StatusCode::OK;
        assert_eq!(is_linked, opens, "{role}");
    }
}
