//! What the guidelines want written down, demand by demand: what a register does not take, and what it reminds of.

use crate::house::{House, between, day, days_pass, house};
use crate::office::open::{stepped, tried};
use crate::office::registers::{keeper, made, sent};
use axum::http::StatusCode;
use varsam_model::register::Register;

fn register(code: &str) -> &'static Register {
    Register::of(code).unwrap()
}

/// That an entry is not taken without each of these fields, and says so beside it.
async fn wants(house: &House, code: &str, fields: &[&str]) {
    for field in fields {
        let reply = sent(house, register(code), "Utan", |form| drop(form.remove(*field))).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{code} without {field}");
        assert!(reply.text.contains(&format!("id=\"{field}-error\"")), "{code} {field}: {}", reply.text);
    }
}

/// That a step is not taken with an entry that lacks each of these fields, and leads to where they are filled in.
async fn holds_back(house: &House, code: &str, step: &str, fields: &[&str]) {
    for field in fields {
        let made =
            sent(house, register(code), &format!("Utan {field}"), |form| drop(form.remove(*field))).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{code} without {field}: {}", made.text);
        let reply = tried(house, register(code), &made.to, step, &day(300)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{code} {step} without {field}");
        assert!(reply.text.contains(&format!("{}/edit", made.to)), "{code} {field}: {}", reply.text);
    }
}

/// Whether the list of a register marks an entry as overdue.
async fn is_overdue(house: &House, code: &str, name: &str) -> bool {
    let cookie = house.as_role(keeper(register(code))).await;
    let list = house.get(&format!("/registers/{code}"), &cookie).await.text;
    let rows = list.split("<tbody>").nth(1).unwrap();
    let row = rows.split("<tr").find(|row| row.contains(name)).unwrap();
    row.contains("Tiden har gått ut")
}

#[tokio::test]
async fn sol_07_sol_08_an_account_states_purpose_unit_and_audiences_before_anything_starts() {
    wants(&house().await, "account", &["purpose", "unit", "audience"]).await;
}

#[tokio::test]
async fn sol_09_who_does_what_is_settled_before_an_account_is_approved() {
    let work = ["planning", "publishing", "follow_up", "monitoring", "moderation", "check_hours"];
    holds_back(&house().await, "account", "approve", &work).await;
}

#[tokio::test]
async fn sol_13_the_head_attests_an_account_within_time() {
    let house = house().await;
    let made = sent(&house, register("account"), "Skolans sida", |form| {
        form.insert("attested_until".to_owned(), vec![day(10)]);
    });
    assert_eq!(made.await.status, StatusCode::SEE_OTHER);
    assert!(!is_overdue(&house, "account", "Skolans sida").await);
    days_pass(11);
    assert!(is_overdue(&house, "account", "Skolans sida").await);
}

#[tokio::test]
async fn acm_05_acm_06_acm_08_an_agreement_says_who_answers_for_it() {
    let house = house().await;
    wants(&house, "agreement", &["processor", "unit", "kind"]).await;
    let with = |kind: &'static str| {
        sent(&house, register("agreement"), kind, move |form| {
            form.insert("kind".to_owned(), vec![kind.to_owned()]);
            form.remove("service_signed_by");
        })
    };
    // Of one's own agreement, whoever signed the service agreement answers; of a framework, the group does.
    let own = with("own").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text.contains("id=\"service_signed_by-error\""), "{}", own.text);
    assert_eq!(with("framework").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn lape_11_an_agreement_is_read_closely_before_it_is_in_force() {
    let house = house().await;
    holds_back(&house, "agreement", "sign", &["read_on", "read_by", "meets_gdpr", "clauses"]).await;
    // One clause that GDPR art. 28(3) asks for is enough to be missing.
    let made = sent(&house, register("agreement"), "Ett villkor saknas", |form| {
        drop(form.get_mut("clauses").unwrap().pop());
    });
    let made = made.await.to;
    let reply = tried(&house, register("agreement"), &made, "sign", &day(300)).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn acm_09_a_processor_is_looked_at_again_in_time() {
    let house = house().await;
    let processor = made(&house, register("processor"), "Molnbolaget").await;
    stepped(&house, register("processor"), &processor, "find_suitable", &day(60)).await;
    assert!(!is_overdue(&house, "processor", "Molnbolaget").await);
    days_pass(61);
    assert!(is_overdue(&house, "processor", "Molnbolaget").await);
}

#[tokio::test]
async fn acm_25_a_camera_is_analysed_and_discussed_before_it_is_approved() {
    let house = house().await;
    let camera = register("camera");
    wants(&house, "camera", &["address", "place", "purpose"]).await;
    for field in ["analysis", "assessed_on"] {
        let made = sent(&house, camera, &format!("Utan {field}"), |form| drop(form.remove(field))).await.to;
        let reply = tried(&house, camera, &made, "assess", "").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
    }
    for field in ["discussed_on", "legal_on"] {
        let made = sent(&house, camera, &format!("Utan {field}"), |form| drop(form.remove(field))).await.to;
        stepped(&house, camera, &made, "assess", "").await;
        let reply = tried(&house, camera, &made, "approve", "").await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
    }
}

#[tokio::test]
async fn acm_41_a_place_for_the_teams_documents_says_who_answers_for_its_permissions() {
    let house = house().await;
    wants(&house, "system", &["holds", "sharing"]).await;
    holds_back(&house, "system", "put_to_use", &["owner", "review_on"]).await;
    let made = made(&house, register("system"), "Delad yta").await;
    stepped(&house, register("system"), &made, "put_to_use", "").await;
    let page = house.get(&made, &house.as_role("Lena Granfors").await).await.text;
    assert!(between(&page, "<dt>Ansvarig", "</dd>").contains("<bdi>"), "{page}");
}

#[tokio::test]
async fn acm_03_each_processing_names_the_unit_whose_controller_it_is() {
    wants(&house().await, "processing", &["unit", "capacity", "purposes", "basis", "subjects", "data"]).await;
}
