//! Reviews of grants by URL (ACM-48): what nobody confirms ends by itself.

use crate::house::{House, between, days_pass, house, now};
use axum::http::StatusCode;

/// Confirms all that a role is shown.
async fn confirm_all(house: &House, review: &str, cookie: &str) {
    let page = house.get(review, cookie).await.text;
    let shown = between(&page, "name=\"shown\" value=\"", "\"").replace(' ', "+");
    house.post(review, cookie, &format!("grant=all&shown={shown}")).await;
}

/// Begins a review of everything; gives its address.
async fn begun(house: &House, days: i64) -> String {
    let above = house.as_role("Petra Isbrand").await;
    let page = house.get("/reviews", &above).await.text;
    let unit = page.split("<option value=\"").find(|option| option.contains("Norrviks kommun")).unwrap();
    let unit = unit.split('"').next().unwrap();
    let due = varsam::office::calendar::day(now().plus_seconds(days * 86_400));
    let reply = house.post("/reviews", &above, &format!("unit={unit}&due={due}")).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    reply.to
}

#[tokio::test]
async fn acm_48_what_nobody_confirms_ends_on_its_day_by_itself_and_only_once() {
    let house = house().await;
    let review = begun(&house, 14).await;
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get(&review, &head).await.text;
    assert!(page.contains("Flodmark, Jonas") && page.contains("Mårdskog, Tove"), "{page}");
    assert!(!page.contains("Ekhammar, Karin"), "nobody confirms their own");
    assert!(!page.contains("Osmanik, Samira"), "another school's");
    let row = page.split("<tr>").find(|row| row.contains("Flodmark, Jonas")).unwrap();
    let grant = between(row, "name=\"grant\" value=\"", "\"");
    let done = house.post(&review, &head, &format!("grant={grant}")).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, review.as_str()));
    let page = house.get(&review, &head).await.text;
    assert!(!page.contains("Flodmark, Jonas") && page.contains("Mårdskog, Tove"));
    let deputy = house.as_role("Per Björkdal").await;
    assert!(house.get(&review, &deputy).await.text.contains("Isbrand, Petra"), "each confirms the other");
    confirm_all(&house, &review, &deputy).await;
    confirm_all(&house, &review, &house.as_role("Petra Isbrand").await).await;
    days_pass(15);
    let (one, two) = (varsam::office::reviews::settle_all(&house.office), async {
        varsam::office::reviews::settle_all(&house.office).await
    });
    one.await.unwrap();
    two.await.unwrap();
    let jonas = house.as_role("Jonas Flodmark").await;
    assert!(house.get("/people", &jonas).await.text.contains("Björkskolan"), "confirmed");
    let head = house.as_role("Karin Ekhammar").await;
    assert!(!house.get("/grants", &head).await.text.contains("Mårdskog, Tove"), "not confirmed");
    let samira = house.as_role("Samira Osmanik").await;
    let people = house.get("/people", &samira).await.text;
    assert!(people.contains("Strandskolan"), "her school has no head: nobody could have confirmed");
    let above = house.as_role("Petra Isbrand").await;
    let page = house.get(&review, &above).await.text;
    assert!(page.contains("Genomgången är slut"), "{page}");
    let log =
        house.post("/log", &house.as_role("Gun Ulvsand").await, "reason=kontroll&kind=close_review").await;
    assert_eq!(log.text.matches("<tr id=").count(), 1, "closed once");
}

#[tokio::test]
async fn what_nobody_but_its_holder_could_confirm_goes_on() {
    let house = house().await;
    let review = begun(&house, 7).await;
    days_pass(8);
    varsam::office::reviews::settle_all(&house.office).await.unwrap();
    // Nobody has confirmed anything: the registrar's role ended, since two heads of operations could have confirmed it.
    let page = house.get("/people", &house.as_role("Registrator").await).await.text;
    assert!(page.contains("ingen lista"));
    // The heads of operations could only have confirmed each other: they go on, and the organiser is not locked out.
    let filter =
        varsam_store::Filter { register: "grant", state: "active", limit: 1000, ..Default::default() };
    let left = house.tenant().await.list::<varsam_model::grant::Given>(&filter).await.unwrap();
    let role = varsam_model::Role::HeadOfOperations;
    assert!(left.iter().any(|given| given.body.grant.role == role && given.body.ended.is_none()));
    let technician = house.as_role("Tekniker").await;
    assert_eq!(house.get(&review, &technician).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_review_is_begun_from_above_only() {
    let house = house().await;
    for role in ["Rektor", "Lärare", "Systemadministratör", "Dataskyddsombud"] {
        let reply = house.post("/reviews", &house.as_role(role).await, "unit=&due=2027-01-01").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{role}");
    }
    let above = house.as_role("Verksamhetschef").await;
    let near = house.post("/reviews", &above, "due=2026-11-30").await;
    assert_eq!(near.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_not_shown_is_not_confirmed_with_the_rest() {
    let house = house().await;
    let review = begun(&house, 14).await;
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get(&review, &head).await.text;
    let row = page.split("<tr>").find(|row| row.contains("Flodmark, Jonas")).unwrap();
    let grant = between(row, "name=\"grant\" value=\"", "\"");
    let shown = between(&page, "name=\"shown\" value=\"", "\"").replace(' ', "+");
    assert!(shown.contains(grant));
    house.post(&review, &head, &format!("grant=all&shown={}", shown.replace(grant, ""))).await;
    let page = house.get(&review, &head).await.text;
    assert!(page.contains("Flodmark, Jonas") && !page.contains("Mårdskog, Tove"), "{page}");
}
