//! Emergency access by URL: begun with a reason, told to others, over by itself, judged by somebody else (ACM-54, ACM-56).

use crate::house::{House, between, house, seconds_pass};
use axum::http::StatusCode;

/// Begins one as the head of the first school.
async fn begun(house: &House, hours: i64) -> String {
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get("/emergency", &head).await.text;
    let form = between(&page, "action=\"/emergency\"", "</form>");
    let unit = between(form, "option value=\"", "\"");
    let form = format!("unit={unit}&hours={hours}&reason=eleven+är+försvunnen");
    let reply = house.post("/emergency", &head, &form).await;
    assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, "/emergency"), "{}", reply.text);
    head
}

#[tokio::test]
async fn acm_56_an_emergency_is_seen_while_it_lasts_and_judged_by_somebody_else() {
    let house = house().await;
    let head = begun(&house, 1).await;
    for path in ["/people", "/", "/guidelines"] {
        let page = house.get(path, &head).await.text;
        assert!(page.contains("Nödåtkomst på Björkskolan"), "{path}: {page}");
    }
    for (role, judges) in [("Dataskyddsombud", false), ("Petra Isbrand", false), ("Granskare", true)] {
        let told = house.as_role(role).await;
        assert!(house.get("/who-may", &told).await.text.contains("En nödåtkomst väntar"), "{role}");
        let page = house.get("/emergency", &told).await.text;
        assert!(page.contains("eleven är försvunnen") && page.contains("Karin Ekhammar"), "{role}: {page}");
        assert!(!page.contains("/judge"), "{role}: not while it lasts");
        seconds_pass(3600);
        let told = house.as_role(role).await;
        let page = house.get("/emergency", &told).await.text;
        assert_eq!(page.contains("/judge"), judges, "{role}");
        seconds_pass(-3600);
    }
    let teacher = house.as_role("Lärare").await;
    assert_eq!(house.get("/emergency", &teacher).await.status, StatusCode::NOT_FOUND);
    seconds_pass(3600);
    let head = house.as_role("Karin Ekhammar").await;
    assert!(!house.get("/people", &head).await.text.contains("Nödåtkomst på"), "it ended by itself");
    let page = house.get("/emergency", &head).await.text;
    assert!(page.contains("Väntar på bedömning") && !page.contains("/judge"), "nobody judges their own");
    let auditor = house.as_role("Granskare").await;
    let page = house.get("/emergency", &auditor).await.text;
    let path = format!("/emergency/{}/judge", between(&page, "action=\"/emergency/", "/judge"));
    let own = house.post(&path, &head, "version=1&verdict=within").await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    let unsaid = house.post_with_version("/emergency", &path, &auditor, "").await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = house.post_with_version("/emergency", &path, &auditor, "verdict=within&note=rätt").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(house.get("/emergency", &head).await.text.contains("Inom befogenheten"));
    assert!(!house.get("/who-may", &auditor).await.text.contains("väntar på bedömning"));
    let log = house.post("/log", &auditor, "reason=kontroll&kind=break_glass").await.text;
    assert!(log.contains("eleven är försvunnen") && log.contains("Började en nödåtkomst"), "{log}");
}

#[tokio::test]
async fn an_emergency_lasts_four_hours_at_most_and_ends_by_a_button_too() {
    let house = house().await;
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get("/emergency", &head).await.text;
    let unit =
        between(between(&page, "action=\"/emergency\"", "</form>"), "option value=\"", "\"").to_owned();
    for (form, what) in [
        (format!("unit={unit}&hours=5&reason=eleven+är+borta"), "too long"),
        (format!("unit={unit}&hours=1&reason="), "without a reason"),
        ("hours=1&reason=eleven+är+borta".to_owned(), "nowhere"),
    ] {
        let reply = house.post("/emergency", &head, &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
    let head = begun(&house, 4).await;
    let page = house.get("/emergency", &head).await.text;
    let path = format!("/emergency/{}/end", between(&page, "action=\"/emergency/", "/end"));
    let teacher = house.as_role("Lärare").await;
    assert_eq!(house.post(&path, &teacher, "version=1").await.status, StatusCode::NOT_FOUND);
    let done = house.post_with_version("/emergency", &path, &head, "").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!house.get("/people", &head).await.text.contains("Nödåtkomst på"));
}

#[tokio::test]
async fn whoever_holds_a_role_that_is_told_gets_a_notice_once() {
    let house = house().await;
    begun(&house, 1).await;
    let (now, mut told) = (crate::house::now(), 0);
    while let Some(claimed) = house.office.store.claim(varsam_store::MAIL, now, 60).await.unwrap() {
        let body: serde_json::Value = serde_json::from_slice(&claimed.body.unwrap()).unwrap();
        assert_eq!((body["about"].as_str(), body["path"].as_str()), (Some("emergency"), Some("/emergency")));
        told += 1;
    }
    assert_eq!(told, 3, "the data protection officer and two heads of operations");
}

#[tokio::test]
async fn whoever_leads_pupil_health_is_told_where_health_is_opened() {
    let house = house().await;
    let nurse = house.as_role("Skolsköterska").await;
    let page = house.get("/emergency", &nurse).await.text;
    let form = between(&page, "action=\"/emergency\"", "</form>");
    let unit = between(form, "option value=\"", "\"");
    let form = format!("unit={unit}&hours=1&reason=kortet+fungerar+inte");
    assert_eq!(house.post("/emergency", &nurse, &form).await.status, StatusCode::SEE_OTHER);
    let told = house.as_role("Verksamhetschef för elevhälsan").await;
    assert!(house.get("/emergency", &told).await.text.contains("kortet fungerar inte"));
    assert!(house.get("/who-may", &told).await.text.contains("En nödåtkomst väntar"));
}

#[tokio::test]
async fn an_emergency_leads_to_what_it_opens_and_says_before_that_nobody_could_judge_it() {
    let house = house().await;
    let head = begun(&house, 1).await;
    let page = house.get("/emergency", &head).await.text;
    let onward = between(between(&page, "ds-card", "</li>"), "href=\"", "\"").to_owned();
    assert!(onward.starts_with("/people?unit="), "{onward}");
    assert!(house.get(&onward, &head).await.text.contains("Björkskolan"));
    assert!(!page.contains("ingen annan som kan bedöma"), "the auditor can");
    let tenant = house.tenant().await;
    let filter =
        varsam_store::Filter { register: "grant", state: "active", limit: 1000, ..Default::default() };
    let mut change =
        tenant.change(varsam_model::Id::new(uuid::Uuid::nil()), crate::house::now()).await.unwrap();
    for given in tenant.list::<varsam_model::grant::Given>(&filter).await.unwrap() {
        use varsam_model::Role::{Auditor, HeadOfPupilHealth};
        if matches!(given.body.grant.role, Auditor | HeadOfPupilHealth) {
            let mut body = given.body.clone();
            body.grant.end(crate::house::now());
            change.update(&given.head.in_state("ended"), &body).await.unwrap();
        }
    }
    change.commit().await.unwrap();
    let page = house.get("/emergency", &head).await.text;
    assert!(page.contains("ingen annan som kan bedöma") && page.contains("Björkskolan."), "{page}");
}

#[tokio::test]
async fn what_was_typed_is_there_still_after_a_fresh_sign_in() {
    let house = house().await;
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get("/emergency", &head).await.text;
    let unit =
        between(between(&page, "action=\"/emergency\"", "</form>"), "option value=\"", "\"").to_owned();
    seconds_pass(601);
    let form = format!("unit={unit}&hours=2&reason=eleven+är+borta");
    let asked = house.post("/emergency", &head, &form).await;
    assert!(asked.text.contains("/step-up?next=/my/sign-in"), "{}", asked.text);
    for (name, value) in [("unit", unit.as_str()), ("hours", "2"), ("reason", "eleven är borta")] {
        let kept = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert!(asked.text.contains(&kept), "{name}: {}", asked.text);
    }
    assert_eq!(house.post("/step-up/demo", &head, "next=/emergency").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post("/emergency", &head, &form).await.status, StatusCode::SEE_OTHER);
}
