//! The log by URL (ACM-56, DAN-02).

use crate::house::{NOW, house};
use axum::http::StatusCode;

#[tokio::test]
async fn acm_56_who_looked_is_in_the_log_and_the_auditor_reads_it() {
    let house = house().await;
    let teacher = house.as_role("Lärare").await;
    let person = house.first_person(&teacher).await;
    let page = house.get(&person, &teacher).await;
    assert_eq!(page.status, StatusCode::OK);
    let name = page.text.split("<bdi>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    let auditor = house.as_role("Granskare").await;
    let asked = house.get("/log", &auditor).await;
    assert!(asked.text.contains("name=\"reason\"") && !asked.text.contains(&name), "{}", asked.text);
    let asked = house.post("/log", &auditor, "reason=ja").await;
    assert!(asked.text.contains("reason-error"), "too short to be a reason");
    let log = house.post("/log", &auditor, "reason=kontroll+i+november").await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.text.contains("Öppnade personuppgifter") && log.text.contains(&name), "{}", log.text);
    assert!(
        house
            .post("/log", &auditor, "reason=en+till&kind=read_log")
            .await
            .text
            .contains("kontroll i november")
    );
    assert_eq!(house.get("/log", &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&person, &auditor).await.status, StatusCode::NOT_FOUND, "the log, but no records");
    house.office.store.checkpoint(NOW).await.unwrap();
    house.office.store.verify_log(None).await.unwrap();
}

#[tokio::test]
async fn each_sees_who_looked_at_the_own_data() {
    let house = house().await;
    let teacher = house.as_role("Lärare").await;
    let page = house.get("/my/log", &teacher).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Här finns inget"), "{}", page.text);
}

#[tokio::test]
async fn dan_02_the_log_names_nobody_who_is_hidden_since() {
    let house = house().await;
    let (teacher, auditor) = (house.as_role("Jonas Flodmark").await, house.as_role("Granskare").await);
    let person = house.first_person(&teacher).await;
    house.get(&person, &teacher).await;
    let form = "reason=kontroll+i+november&by_name=flodmark";
    let before = house.post("/log", &auditor, form).await.text;
    assert!(before.contains("Jonas Flodmark"), "{before}");
    let id = before.split("<option value=\"").find(|part| part.contains("Jonas Flodmark")).unwrap();
    let id: varsam_model::Id<varsam_model::id::Person> = id.split('"').next().unwrap().parse().unwrap();
    house.hide(id).await;
    for form in [format!("by={id}"), format!("about={id}"), "by_name=flodmark".into(), String::new()] {
        let page = house.post("/log", &auditor, &format!("reason=kontroll+i+november&{form}")).await.text;
        assert!(page.contains("<h1") && !page.contains("Jonas Flodmark"), "{form}: {page}");
    }
    let page = house.post("/log", &auditor, "reason=kontroll+i+november&kind=view_person").await.text;
    assert!(page.contains("Någon"), "{page}");
}

#[tokio::test]
async fn a_page_of_the_log_is_full_however_much_of_others_lies_between() {
    use varsam_store::{Deed, Filter};
    let house = house().await;
    let tenant = house.tenant().await;
    let filter = Filter { register: "unit", limit: 99, ..Filter::default() };
    let units = tenant.list::<varsam_model::unit::Unit>(&filter).await.unwrap();
    let at = |name: &str| units.iter().find(|unit| unit.body.name == name).unwrap().body.id;
    for (name, count) in [("Björkskolan", 60), ("Strandskolan", 120)] {
        let mut change = tenant.change(varsam_model::Id::new(uuid::Uuid::nil()), NOW).await.unwrap();
        for _ in 0..count {
            change.log(Deed::new("edit_unit").at(at(name))).await.unwrap();
        }
        change.commit().await.unwrap();
    }
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.post("/log", &head, "reason=kontroll+i+november&kind=edit_unit").await.text;
    assert_eq!(page.matches("<tr id=").count(), 50, "{page}");
    let before = crate::house::between(&page, "name=\"before\" value=\"", "\"");
    let next = format!("reason=kontroll+i+november&kind=edit_unit&before={before}");
    let page = house.post("/log", &head, &next).await.text;
    assert_eq!(page.matches("<tr id=").count(), 10, "the rest, each once: {page}");
}
