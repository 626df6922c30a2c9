//! Grants by URL: who holds what, what is missing, and how it ends (ACM-48, ACM-55, ACM-57, ACM-59).

use crate::house::{House, between, day, days_pass, house, link};
use axum::http::StatusCode;

/// The address of the grant of somebody, as a role sees it.
async fn grant_of(house: &House, cookie: &str, role: &str, name: &str) -> String {
    let page = house.get(&format!("/grants?role={role}"), cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    link(&page.text, name).to_owned()
}

#[tokio::test]
async fn acm_48_a_role_counts_when_the_training_is_recorded_and_as_long_as_it_holds() {
    let house = house().await;
    let untrained = house.as_role("Tove Mårdskog").await;
    assert_eq!(house.get("/grants", &untrained).await.status, StatusCode::NOT_FOUND);
    assert!(house.get("/people", &untrained).await.text.contains("ingen lista"));
    let head = house.as_role("Rektor").await;
    let grant = grant_of(&house, &head, "staff", "Mårdskog, Tove").await;
    let page = house.get(&grant, &head).await.text;
    assert!(page.contains("Gäller inte än, saknar: utbildning"), "{page}");
    let wrong = house.post(&format!("{grant}/competence"), &head, "precondition=licence").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("competence-error") || wrong.text.contains("precondition-error"));
    let form = format!("precondition=training&from={}&until={}&evidence=kursen+i+november", day(-3), day(20));
    let done = house.post(&format!("{grant}/competence"), &head, &form).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, grant.as_str()));
    let page = house.get(&grant, &head).await.text;
    assert!(page.contains("Gäller</dd>") && page.contains("kursen i november"), "{page}");
    let trained = house.as_role("Tove Mårdskog").await;
    assert!(house.get("/people", &trained).await.text.contains("Björkskolan"));
    days_pass(21);
    let later = house.as_role("Tove Mårdskog").await;
    assert!(house.get("/people", &later).await.text.contains("ingen lista"), "the training is too old");
}

/// The first option of a select that is chosen.
fn chosen(page: &str, id: &str) -> String {
    let select = between(page, &format!("<select class=\"ds-input\" id=\"{id}\""), "</select>");
    let option = select.split("<option").find(|option| option.contains(" selected")).unwrap();
    between(option, "value=\"", "\"").to_owned()
}

/// Gives a role to somebody found by name; the answer.
async fn give(house: &House, cookie: &str, (query, name): (&str, &str), role: &str) -> crate::house::Reply {
    let found = house.post("/grants/new", cookie, &format!("q={query}")).await;
    let form = link(&found.text, name).to_owned();
    let page = house.get(&form, cookie).await.text;
    let (unit, until) = (chosen(&page, "unit"), between(&page, "type=\"date\" value=\"", "\"").to_owned());
    house.post(&form, cookie, &format!("unit={unit}&role={role}&until={until}")).await
}

#[tokio::test]
async fn acm_59_a_role_ends_at_once_or_on_its_day_and_with_it_the_access() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let grant = grant_of(&house, &head, "staff", "Flodmark, Jonas").await;
    let teacher = house.as_role("Jonas Flodmark").await;
    assert!(house.get("/people", &teacher).await.text.contains("Björkskolan"));
    let stale = house.post(&format!("{grant}/end"), &head, "version=7").await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "somebody else was faster");
    let done = house.post_with_version(&grant, &format!("{grant}/end"), &head, "").await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, grant.as_str()));
    assert!(house.get("/people", &teacher).await.text.contains("ingen lista"), "at once");
    assert!(house.get(&grant, &head).await.text.contains("Slut"));
    let again = house.post(&format!("{grant}/end"), &head, "version=2").await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what is over is over");
    let given = give(&house, &head, ("jon+flod", "Jonas Flodmark"), "staff").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let page = house.get(&given.to, &head).await.text;
    assert!(page.contains("2027-06-30"), "until the end of the school year: {page}");
    assert!(house.get("/people", &teacher).await.text.contains("Björkskolan"));
    let twice = give(&house, &head, ("jon+flod", "Jonas Flodmark"), "staff").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("har redan den rollen"));
    days_pass(213);
    assert!(house.get("/people", &house.as_role("Jonas Flodmark").await).await.text.contains("Björkskolan"));
    days_pass(1);
    let later = house.as_role("Jonas Flodmark").await;
    assert!(house.get("/people", &later).await.text.contains("ingen lista"), "the day after the last");
}

#[tokio::test]
async fn acm_57_a_licence_is_checked_by_pupil_health_and_counts_for_a_time() {
    let house = house().await;
    let above = house.as_role("Verksamhetschef för elevhälsan").await;
    let given = give(&house, &above, ("sam+osm", "Samira Osmanik"), "nurse").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let grant = given.to;
    let missing = "Gäller inte än, saknar: legitimation, tjänstekort";
    assert!(house.get(&grant, &above).await.text.contains(missing));
    let form = format!("precondition=licence&from={}&until={}&evidence=HOSP", day(0), day(30));
    let head = house.as_role("Rektor").await;
    let refused = house.post(&format!("{grant}/competence"), &head, &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "a head checks no licences");
    assert_eq!(house.post(&format!("{grant}/competence"), &above, &form).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(&grant, &above).await.text.contains("Gäller inte än, saknar: tjänstekort"));
    let holder = house.as_role("Samira Osmanik").await;
    let own = house.get(&grant, &holder).await;
    assert_eq!(own.status, StatusCode::OK, "one's own role is seen");
    let self_made = house.post(&format!("{grant}/competence"), &holder, &form).await;
    assert_eq!(self_made.status, StatusCode::NOT_FOUND, "nobody records their own");
    acm_55_exempt(&house, &above, &grant).await;
    days_pass(31);
    let above = house.as_role("Verksamhetschef för elevhälsan").await;
    assert!(house.get(&grant, &above).await.text.contains("saknar: legitimation"), "to be checked again");
}

/// ACM-55: the head of pupil health exempts from the card, with a reason and for a time.
async fn acm_55_exempt(house: &House, above: &str, grant: &str) {
    let path = format!("{grant}/exempt");
    let form = format!("until={}", day(40));
    let unsaid = house.post_with_version(grant, &path, above, &form).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    let far = format!("until={}&reason=kortet+dröjer", day(400));
    let far = house.post_with_version(grant, &path, above, &far).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY, "too far away");
    let done = house.post_with_version(grant, &path, above, &format!("{form}&reason=kortet+dröjer")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert!(house.get(grant, above).await.text.contains("Gäller</dd>"));
}

#[tokio::test]
async fn nobody_gives_themselves_a_role_and_what_does_not_go_together_is_said_plainly() {
    let house = house().await;
    let above = house.as_role("Verksamhetschef").await;
    let found = house.post("/grants/new", &above, "q=petra").await;
    assert!(found.text.contains("Ingen hittades"), "oneself is nobody to give a role: {}", found.text);
    let refused = give(&house, &above, ("anders", "Anders Kvistorp"), "auditor").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("kan inte också vara systemadministratör"), "{}", refused.text);
    assert!(refused.text.contains("option value=\"auditor\" selected"), "nothing typed is lost");
    let pupils = house.post("/grants/new", &above, "q=alm+al").await;
    assert!(!pupils.text.contains("Alma Almklint"), "whoever appoints staff goes through no pupils");
}

#[tokio::test]
async fn a_role_needs_a_fresh_sign_in_to_be_given() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let found = house.post("/grants/new", &head, "q=jon+flod").await;
    let form = link(&found.text, "Jonas Flodmark").to_owned();
    crate::house::seconds_pass(601);
    let asked = house.get(&form, &head).await.text;
    assert!(asked.contains("Logga in en gång till") && !asked.contains("name=\"role\""), "{asked}");
    let refused = house.post(&form, &head, "role=staff").await.text;
    assert!(refused.contains("Logga in en gång till"));
}

#[tokio::test]
async fn two_who_give_somebody_a_role_at_once_do_not_both_see_that_they_lack_it() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let grant = grant_of(&house, &head, "staff", "Flodmark, Jonas").await;
    house.post_with_version(&grant, &format!("{grant}/end"), &head, "").await;
    let found = house.post("/grants/new", &head, "q=jon+flod").await;
    let form = link(&found.text, "Jonas Flodmark").to_owned();
    let page = house.get(&form, &head).await.text;
    let (unit, until) = (chosen(&page, "unit"), between(&page, "type=\"date\" value=\"", "\"").to_owned());
    let role = format!("unit={unit}&role=staff&until={until}");
    let (one, other) = tokio::join!(house.post(&form, &head, &role), house.post(&form, &head, &role));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], StatusCode::SEE_OTHER);
    assert!([StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY].contains(&statuses[1]), "{statuses:?}");
}

#[tokio::test]
async fn what_was_recorded_is_taken_back_and_the_role_counts_no_more() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let grant = grant_of(&house, &head, "staff", "Flodmark, Jonas").await;
    let teacher = house.as_role("Jonas Flodmark").await;
    assert!(house.get("/people", &teacher).await.text.contains("Björkskolan"));
    let page = house.get(&grant, &head).await.text;
    let path = format!("{grant}/withdraw");
    let competence = between(&page, "name=\"competence\" value=\"", "\"");
    let form = |version: i64| format!("competence={competence}&version={version}");
    assert_eq!(house.post(&path, &teacher, &form(1)).await.status, StatusCode::NOT_FOUND, "not one's own");
    assert_eq!(house.post(&path, &head, &form(7)).await.status, StatusCode::CONFLICT);
    assert_eq!(house.post(&path, &head, &form(1)).await.to, grant);
    let page = house.get(&grant, &head).await.text;
    assert!(page.contains("Gäller inte än, saknar: utbildning") && !page.contains("/withdraw"), "{page}");
    assert!(house.get("/people", &teacher).await.text.contains("ingen lista"), "at once");
    let auditor = house.as_role("Granskare").await;
    let log = house.post("/log", &auditor, "reason=kontroll&kind=withdraw_competence").await.text;
    assert!(log.contains("Tog tillbaka en behörighet") && log.contains("Karin Ekhammar"), "{log}");
}
