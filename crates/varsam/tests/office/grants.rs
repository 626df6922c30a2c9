//! Grants by URL: who holds what, what is missing, and how it ends (ACM-48, ACM-55, ACM-57, ACM-59).

use crate::house::{House, NOW, between, day, days_pass, house, houses, link, seconds_pass};
use axum::http::StatusCode;
use varsam_model::grant::Given;
use varsam_model::person::Person;
use varsam_model::{Id, RecordClass};
use varsam_store::{Head, TrailFilter};

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

#[tokio::test]
async fn a_list_of_grants_opens_what_those_who_are_shown_fulfil_and_no_more() {
    for house in houses().await {
        let cookie = house.as_role("Verksamhetschef för elevhälsan").await;
        let opened = async |list: &str| {
            let before = house.office.store.tallied().opened;
            let page = house.get(list, &cookie).await;
            assert_eq!(page.status, StatusCode::OK, "{list}");
            assert!(page.text.contains("Rönnås"), "{list}: {}", page.text);
            house.office.store.tallied().opened - before
        };
        opened("/grants?role=nurse").await;
        let (few, all) =
            (opened("/grants?role=nurse").await, opened("/grants?role=nurse&standing=active").await);
        assert!(few < all, "{few} for the page, {all} where all are asked about");
    }
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
    seconds_pass(601);
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

const TOVE: &str = "Mårdskog, Tove";
const JONAS: &str = "Flodmark, Jonas";

/// How many roles a list says that it has.
fn count(page: &str) -> usize {
    let said = page.split("<p>").find_map(|rest| rest.split_once(" roll")?.0.parse().ok());
    said.unwrap_or_else(|| panic!("no count in {page}"))
}

/// The list, narrowed.
async fn list(house: &House, cookie: &str, query: &str) -> String {
    house.get(&format!("/grants?{query}"), cookie).await.text
}

/// Who holds a grant.
async fn holder(house: &House, grant: &str) -> Id<varsam_model::id::Person> {
    let id: Id<varsam_model::id::Grant> = grant.rsplit('/').next().unwrap().parse().unwrap();
    house.tenant().await.read::<Given>(id.of()).await.unwrap().body.grant.person
}

#[tokio::test]
async fn what_is_missing_and_what_ends_before_a_day_is_found_in_the_list() {
    for house in houses().await {
        let head = house.as_role("Rektor").await;
        let missing = list(&house, &head, "role=staff&standing=missing").await;
        assert!(missing.contains(TOVE) && !missing.contains(JONAS), "{missing}");
        let holds = list(&house, &head, "role=staff&standing=active").await;
        assert!(holds.contains(JONAS) && !holds.contains(TOVE) && holds.contains("tills vidare"), "{holds}");
        let training = list(&house, &head, "precondition=training&standing=missing").await;
        assert!(training.contains(TOVE) && !training.contains(JONAS), "{training}");
        assert!(
            list(&house, &head, "precondition=licence").await.contains("Inga roller"),
            "a head goes through no nurses"
        );
        let grant = link(&missing, TOVE).to_owned();
        let last = day(20);
        let form = format!("precondition=training&from={}&until={last}&evidence=kursen", day(-3));
        house.post(&format!("{grant}/competence"), &head, &form).await;
        assert!(!list(&house, &head, "role=staff&standing=missing").await.contains(TOVE));
        let soon = list(&house, &head, &format!("role=staff&before={}", day(21))).await;
        assert!(soon.contains(TOVE) && soon.contains(&last) && !soon.contains(JONAS), "{soon}");
        let of_it = format!("precondition=training&before={}", day(21));
        assert!(list(&house, &head, &of_it).await.contains(TOVE));
        assert!(
            !list(&house, &head, &format!("role=staff&before={last}")).await.contains(TOVE),
            "it holds on that day"
        );
        let wrong = list(&house, &head, "role=staff&before=snart").await;
        assert!(wrong.contains("before-error") && wrong.contains("value=\"snart\""), "{wrong}");
        days_pass(21);
        let head = house.as_role("Rektor").await;
        let late = list(&house, &head, "role=staff&standing=missing").await;
        assert!(late.contains(TOVE), "and then it is missing again");
        seconds_pass(-21 * 86_400);
    }
}

#[tokio::test]
async fn the_list_goes_on_over_pages_and_keeps_what_it_is_narrowed_to() {
    let house = house().await;
    let head = house.as_role("Rektor").await;
    let grant = grant_of(&house, &head, "staff", JONAS).await;
    let (tenant, person) = (house.tenant().await, holder(&house, &grant).await);
    let id: Id<varsam_model::id::Grant> = grant.rsplit('/').next().unwrap().parse().unwrap();
    let given = tenant.read::<Given>(id.of()).await.unwrap();
    let mut change = tenant.change(person, NOW).await.unwrap();
    for number in 0..52 {
        let mut more = given.body.clone();
        more.grant.id = Id::new(uuid::Uuid::from_u128(1000 + number));
        let head =
            Head::about(more.grant.id.of(), "grant", more.grant.unit, person.uuid(), RecordClass::School);
        change.create(&head.in_state("active"), &more).await.unwrap();
    }
    change.commit().await.unwrap();
    let first = list(&house, &head, "role=staff").await;
    assert_eq!((count(&first), first.matches("<tr><th scope=\"row\">").count()), (54, 50));
    let next = "href=\"/grants?role=staff&#38;from=50\" rel=\"next\"";
    assert!(first.contains(next) && !first.contains("rel=\"prev\""), "{first}");
    let second = list(&house, &head, "role=staff&from=50").await;
    assert_eq!((count(&second), second.matches("<tr><th scope=\"row\">").count()), (54, 4));
    assert!(second.contains("href=\"/grants?role=staff\" rel=\"prev\"") && !second.contains("rel=\"next\""));
    let file = house.taken_out("/grants/export/csv?role=staff&from=50", &head).await;
    assert_eq!(String::from_utf8(file).unwrap().lines().count(), 55, "a file holds all pages");
}

#[tokio::test]
async fn the_list_is_taken_out_as_it_is_narrowed_and_no_cell_is_a_formula() {
    for house in houses().await {
        let head = house.as_role("Rektor").await;
        let grant = grant_of(&house, &head, "staff", JONAS).await;
        let (tenant, person) = (house.tenant().await, holder(&house, &grant).await);
        let mut document = tenant.read::<Person>(person.of()).await.unwrap();
        "=1+1".clone_into(&mut document.body.family);
        let mut change = tenant.change(person, NOW).await.unwrap();
        change.update(&document.head, &document.body).await.unwrap();
        change.commit().await.unwrap();
        let shown = count(&house.get("/grants?role=staff", &head).await.text);
        let file = house.taken_out("/grants/export/csv?role=staff", &head).await;
        let file = String::from_utf8(file).unwrap();
        assert_eq!(file.lines().count(), shown + 1, "all pages: {file}");
        assert!(file.contains("\n'=1+1, Jonas;"), "no cell is a formula: {file}");
        assert!(file.contains("tills vidare") && file.contains(TOVE), "{file}");
        let deeds = TrailFilter { kind: "export", limit: 1, ..Default::default() };
        let deeds = tenant.trail(&deeds).await.unwrap();
        assert_eq!(deeds.first().unwrap().note.as_deref(), Some(format!("grants {shown}").as_str()));
        let narrowed = house.taken_out("/grants/export/csv?role=staff&standing=missing", &head).await;
        let narrowed = String::from_utf8(narrowed).unwrap();
        assert!(narrowed.contains(TOVE) && !narrowed.contains("Jonas"), "{narrowed}");
        let book = house.taken_out("/grants/export/xlsx?role=staff", &head).await;
        assert!(book.starts_with(b"PK"));
        let wrong = house.get("/grants/export/csv?role=staff&before=snart", &head).await;
        assert_eq!(wrong.to, "/grants?role=staff&before=snart", "no more than was asked for");
        let teacher = house.as_role("Samira Osmanik").await;
        for (path, cookie) in [("/grants/export/csv", &teacher), ("/grants/export/pdf", &head)] {
            assert_eq!(house.get(path, cookie).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        seconds_pass(601);
        let asked = house.get("/grants/export/csv?role=staff", &head).await;
        assert!(asked.to.starts_with("/step-up?"), "a fresh sign-in: {}", asked.to);
        seconds_pass(-601);
    }
}

#[tokio::test]
async fn who_is_hidden_is_neither_named_nor_counted_in_the_list_and_its_file() {
    for house in houses().await {
        let head = house.as_role("Rektor").await;
        let grant = grant_of(&house, &head, "staff", JONAS).await;
        let before = count(&house.get("/grants?role=staff", &head).await.text);
        house.hide(holder(&house, &grant).await).await;
        let page = house.get("/grants?role=staff", &head).await.text;
        assert_eq!(count(&page), before - 1);
        let file = house.taken_out("/grants/export/csv?role=staff", &head).await;
        let file = String::from_utf8(file).unwrap();
        let id = grant.rsplit('/').next().unwrap();
        for text in [&page, &file] {
            assert!(!text.contains(JONAS) && !text.contains(id), "{text}");
            assert!(text.contains(TOVE), "{text}");
        }
    }
}
