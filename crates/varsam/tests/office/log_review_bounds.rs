//! What bounds reviews of the log, by URL (ACM-56): who draws, what has to be judged, and of which unit a sample is.

use crate::house::{House, between, houses_with, now};
use crate::office::log_review::{case, draws, opens, person, pupils, sample, school, told, wish};
use axum::http::StatusCode;
use varsam_model::case::Case;
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, Mark, id};
use varsam_store::{Deed, Document, Filter};

/// Who leads the pupil health, who audits, a teacher, a nurse, the head, and a guardian.
const LEADER: &str = "Ewa Jonstam";
const AUDITOR: &str = "Gun Ulvsand";
const TEACHER: &str = "Jonas Flodmark";
const NURSE: &str = "Sofia Rönnås";
const HEAD: &str = "Karin Ekhammar";
const GUARDIAN: &str = "Nour Almklint";

#[tokio::test]
async fn s3_who_may_not_review_the_log_draws_nothing_though_the_step_was_handed_to_them() {
    for house in houses_with(false).await {
        opens(&house, TEACHER, &pupils(&house, 3).await).await;
        let case = case(&house).await;
        let (form, path) = (format!("{case}/draw/handed_over"), format!("{case}/sample"));
        let (leader, nurse) = (house.as_role(LEADER).await, house.as_role(NURSE).await);
        let to = format!("to={}", person(&house, NURSE).await);
        let handed = house.post_with_version(&form, &form, &leader, &to).await;
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text);
        let page = house.get(&case, &nurse).await;
        assert_eq!(page.status, StatusCode::OK, "it lies with her");
        assert!(!page.text.contains(&path), "{}", page.text);
        assert_eq!(house.get(&path, &nurse).await.status, StatusCode::NOT_FOUND);
        let version = house.get(&path, &leader).await.text;
        let version = between(&version, "name=\"version\" value=\"", "\"");
        let drawn = house.post(&path, &nurse, &format!("version={version}&{}", wish(2))).await;
        assert_eq!(drawn.status, StatusCode::NOT_FOUND, "{}", drawn.text);
        assert!(told(&house, "sample_fixed").await.is_empty());
        draws(&house, &case, LEADER, &wish(2)).await;
    }
}

#[tokio::test]
async fn s4_a_review_ends_with_something_judged_and_one_that_ended_without_can_be_asked_for_again() {
    for house in houses_with(false).await {
        let teacher = house.as_role(TEACHER).await;
        opens(&house, "Karin Ekhammar", &[person(&house, TEACHER).await]).await;
        let asks = async || house.post("/my/log", &teacher, "text=Vem+har+läst?").await.status;
        assert_eq!(asks().await, StatusCode::SEE_OTHER);
        let (tenant, id) = (house.tenant().await, sample(&house).await.body.case);
        let (case, auditor) = (format!("/cases/{id}"), house.as_role(AUDITOR).await);
        let does = async |act: &str, more: &str| {
            let path = format!("{case}/{act}");
            house.post_with_version(&path, &path, &auditor, more).await
        };
        let declined = does("draw/declined", "note=Hinns+inte.").await;
        assert_eq!(declined.status, StatusCode::SEE_OTHER, "{}", declined.text);
        let judged = does("check/done", "note=Allt+väl.&fact-log_deviation=no").await;
        assert_eq!(judged.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(judged.text.contains("Urvalet är inte draget"), "{}", judged.text);
        assert_eq!(asks().await, StatusCode::UNPROCESSABLE_ENTITY, "it goes on still");
        let document = tenant.read::<Case>(id).await.unwrap();
        let mut change = tenant.change(person(&house, AUDITOR).await, now()).await.unwrap();
        change.update(&document.head.in_state("closed"), &document.body).await.unwrap();
        change.commit().await.unwrap();
        assert!(!house.get("/my/log", &teacher).await.text.contains("Du bad om en granskning"));
        assert_eq!(asks().await, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn s8_the_sample_of_a_unit_that_was_closed_is_of_that_unit_alone() {
    for house in houses_with(false).await {
        let (tenant, school) = (house.tenant().await, school(&house).await);
        let case = case(&house).await;
        opens(&house, TEACHER, &pupils(&house, 3).await).await;
        let filter = Filter { register: "unit", limit: 99, ..Filter::default() };
        let units = tenant.list::<Unit>(&filter).await.unwrap();
        let other = units.iter().find(|unit| unit.body.name == "Strandskolan").unwrap().body.id;
        let closed = units.into_iter().find(|unit| unit.body.id == school).unwrap();
        let others = pupils(&house, 5).await;
        let mut change = tenant.change(person(&house, TEACHER).await, now()).await.unwrap();
        for person in others {
            change.log(Deed::new("view_person").about(person).at(other).note("felsökning")).await.unwrap();
        }
        change.update(&closed.head.in_state("closed"), &closed.body).await.unwrap();
        change.commit().await.unwrap();
        draws(&house, &case, LEADER, &wish(20)).await;
        let sample = sample(&house).await.body;
        assert_eq!(sample.fixed.unwrap().units, [school]);
        let places: Vec<_> = sample.rows.unwrap().iter().map(|row| row.place).collect();
        let passed = tenant.passed_at(&places).await.unwrap();
        assert!(passed.len() == 3 && passed.iter().all(|passed| passed.unit == school), "{passed:?}");
    }
}

/// Marks somebody as protected, decided.
async fn protect(house: &House, person: Id<id::Person>) {
    let tenant = house.tenant().await;
    let mut document = tenant.read::<Person>(person.of()).await.unwrap();
    document.body.mark = Mark::Secrecy;
    let mut change = tenant.change(person, now()).await.unwrap();
    change.update(&document.head.clone().in_state("protected"), &document.body).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn dan_01_who_is_protected_and_asks_stands_in_no_case() {
    for house in houses_with(false).await {
        let (teacher, asker) = (house.as_role(TEACHER).await, person(&house, TEACHER).await);
        protect(&house, asker).await;
        let page = house.get("/my/log", &teacher).await;
        assert!(
            page.text.contains("Uppgifterna är skyddade") && !page.text.contains("<textarea"),
            "{}",
            page.text
        );
        let asks = house.post("/my/log", &teacher, "text=Vem+har+läst+om+mina+barn?").await;
        assert_eq!(asks.status, StatusCode::SEE_OTHER, "{}", asks.text);
        assert!(house.get("/my/log", &teacher).await.text.contains("Du bad om en granskning"));
        let case = sample(&house).await.body.case;
        let begun: Document<Case> = house.tenant().await.read(case).await.unwrap();
        assert_eq!((begun.body.by, begun.body.text.contains("barn")), (None, false));
        let started = told(&house, "start_case").await;
        assert!(started.iter().all(|passed| passed.by != asker), "the log names nobody");
    }
}

#[tokio::test]
async fn dan_01_a_guardian_who_is_protected_stands_in_no_case_about_a_child() {
    for house in houses_with(false).await {
        let (guardian, asker) = (house.as_role(GUARDIAN).await, person(&house, GUARDIAN).await);
        protect(&house, asker).await;
        let own = house.get("/my/log", &guardian).await.text;
        let path = format!("/my/log/{}", between(&own, "href=\"/my/log/", "\""));
        let page = house.get(&path, &guardian).await;
        assert!(page.text.contains("Uppgifterna är skyddade"), "{}", page.text);
        let asks = house.post(&path, &guardian, "text=Pappan+får+inte+veta+var+vi+bor.").await;
        assert_eq!(asks.status, StatusCode::SEE_OTHER, "{}", asks.text);
        assert!(house.get(&path, &guardian).await.text.contains("Du bad om en granskning"));
        let case = sample(&house).await.body.case;
        let begun: Document<Case> = house.tenant().await.read(case).await.unwrap();
        assert_eq!((begun.body.by, begun.body.text.contains("Pappan")), (None, false));
        let started = told(&house, "start_case").await;
        assert!(started.iter().all(|passed| passed.by != asker), "the log names nobody");
    }
}

/// Calls somebody Ylvali and this.
async fn rename(house: &House, person: Id<id::Person>, family: &str) {
    let tenant = house.tenant().await;
    let mut document = tenant.read::<Person>(person.of()).await.unwrap();
    (document.body.given, document.body.family) = ("Ylvali".into(), family.into());
    let mut change = tenant.change(person, now()).await.unwrap();
    change.update(&document.head, &document.body).await.unwrap();
    change.commit().await.unwrap();
}

/// Begins a review of whose data was read; gives the address of its sample.
async fn review(house: &House, head: &str) -> String {
    let form = format!("title=Granskning&text=En+elev.&unit={}", school(house).await);
    let begun = house.post("/cases/new/log-asked", head, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    format!("{}/sample", begun.to)
}

/// A wish for what was done with the data of who is called so.
fn about(name: &str) -> String {
    wish(5).replace("aim=random", &format!("aim=about&name={name}"))
}

#[tokio::test]
async fn acm_56_a_sample_about_who_is_protected_is_drawn_by_who_may_open_them_and_knows_the_whole_name() {
    for house in houses_with(false).await {
        let pupils = pupils(&house, 3).await;
        opens(&house, TEACHER, &pupils).await;
        let pupil = pupils[0];
        rename(&house, pupil, "Snöklocka").await;
        protect(&house, pupil).await;
        let (head, auditor) = (house.as_role(HEAD).await, house.as_role(AUDITOR).await);
        let path = review(&house, &head).await;
        // A part of the name finds nobody, and neither does the whole one for who may not open them.
        for (cookie, name) in [(&head, "Snöklocka"), (&auditor, "Ylvali+Snöklocka")] {
            let refused = house.post_with_version(&path, &path, cookie, &about(name)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains("Ingen med det namnet"), "{}", refused.text);
        }
        let drawn = house.post_with_version(&path, &path, &head, &about("ylvali+snöklocka")).await;
        assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.text);
        let sample = sample(&house).await.body;
        assert_eq!((sample.person, sample.rows.unwrap().len()), (Some(pupil), 1));
        // Nor is the name told to who judges with them.
        let page = house.get(&path, &auditor).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains("Snöklocka"), "{}", page.text);
    }
}

#[tokio::test]
async fn acm_56_who_is_called_so_in_part_only_is_taken_when_they_are_chosen() {
    for house in houses_with(false).await {
        let pupils = pupils(&house, 3).await;
        opens(&house, TEACHER, &pupils).await;
        rename(&house, pupils[0], "Snölund").await;
        protect(&house, pupils[0]).await;
        rename(&house, pupils[1], "Snölundberg").await;
        let (head, auditor) = (house.as_role(HEAD).await, house.as_role(AUDITOR).await);
        let path = review(&house, &head).await;
        let asked = house.post_with_version(&path, &path, &auditor, &about("Ylvali+Snölund")).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text);
        assert!(asked.text.contains("Välj i listan vem det gäller"), "{}", asked.text);
        assert!(asked.text.contains(&format!("<option value=\"{}\"", pupils[1])), "{}", asked.text);
        assert!(!asked.text.contains(&pupils[0].to_string()), "{}", asked.text);
        assert!(told(&house, "sample_fixed").await.is_empty());
        let chosen = format!("{}&person={}", about("Ylvali+Snölund"), pupils[1]);
        let drawn = house.post_with_version(&path, &path, &auditor, &chosen).await;
        assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.text);
        assert_eq!(sample(&house).await.body.person, Some(pupils[1]));
    }
    // Whoever may open them means the one whose whole name it is.
    for house in houses_with(false).await {
        let pupils = pupils(&house, 3).await;
        rename(&house, pupils[0], "Snölund").await;
        protect(&house, pupils[0]).await;
        rename(&house, pupils[1], "Snölundberg").await;
        let head = house.as_role(HEAD).await;
        let path = review(&house, &head).await;
        let drawn = house.post_with_version(&path, &path, &head, &about("Ylvali+Snölund")).await;
        assert_eq!(drawn.status, StatusCode::SEE_OTHER, "{}", drawn.text);
        assert_eq!(sample(&house).await.body.person, Some(pupils[0]));
    }
}

#[tokio::test]
async fn dan_01_no_search_for_a_sample_shows_who_is_protected() {
    for house in houses_with(false).await {
        let pupil = pupils(&house, 1).await[0];
        rename(&house, pupil, "Snöklocka").await;
        protect(&house, pupil).await;
        let head = house.as_role(HEAD).await;
        let path = review(&house, &head).await;
        // Nothing is fixed, so nothing stands in the log: whether there is anybody of that name is not said.
        for name in ["ylvali+snöklocka", "ylvali+ingenstans"] {
            let wrong = about(name).replace("count=5", "count=0");
            let refused = house.post_with_version(&path, &path, &head, &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
            let stale = house.post(&path, &head, &format!("version=0&{}", about(name))).await;
            assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text);
            for page in [refused.text, stale.text] {
                assert!(!page.contains(&pupil.to_string()) && !page.contains("Snöklocka"), "{page}");
                assert!(
                    !page.contains("Ingen med det namnet") && !page.contains("name=\"person\""),
                    "{page}"
                );
            }
        }
        assert!(told(&house, "sample_fixed").await.is_empty());
    }
}
