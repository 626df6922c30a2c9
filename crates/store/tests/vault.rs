//! Logins that colleagues share, and plans that only their unit opens.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{Made, NOW, SCHOOL, each, person};
use uuid::Uuid;
use varsam_model::vault::Holders;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Fault, Filter, Head, Letter, MAIL, REVEAL, SharedLogin, TrailFilter};

const PASSWORD: &str = "kanariefågel-42";

/// A login of the school's account, held by persons 1 to 3.
async fn login(made: &Made) -> Id<id::Record> {
    let id = Id::new(Uuid::from_u128(0x10c));
    let head = Head::about(id, "login", SCHOOL, SCHOOL.uuid(), RecordClass::SignIn);
    let mut change = made.tenant().change(person(1), NOW).await.unwrap();
    let secret = change.secret(&head, PASSWORD).await.unwrap();
    let holders = Holders::new([person(1), person(2), person(3)]).unwrap();
    let login = SharedLogin { name: "skolans konto".into(), holders, secret };
    change.create(&head, &login).await.unwrap();
    change.commit().await.unwrap();
    id
}

async fn told(made: &Made) -> Vec<Letter> {
    let mut letters = Vec::new();
    while let Some(claimed) = made.store.claim(MAIL, NOW, 60).await.unwrap() {
        letters.push(serde_json::from_slice(&claimed.body.unwrap()).unwrap());
    }
    letters
}

async fn logged(made: &Made) -> Vec<(Id<id::Person>, Option<String>)> {
    let filter = TrailFilter { kind: REVEAL, limit: 9, ..TrailFilter::default() };
    let trail = made.tenant().trail(&filter).await.unwrap();
    trail.into_iter().map(|passed| (passed.by, passed.note)).collect()
}

#[tokio::test]
async fn sol_11_any_holder_gets_a_login_for_a_reason_and_the_others_are_told() {
    each(async |made| {
        let id = login(&made).await;
        for holder in [2, 3] {
            let shown = made.tenant().reveal(id, person(holder), "Anna är sjuk", NOW).await.unwrap();
            assert_eq!(shown.as_str(), PASSWORD);
        }
        let reason = Some("Anna är sjuk".to_owned());
        assert_eq!(logged(&made).await, [(person(3), reason.clone()), (person(2), reason)]);
        let letters = told(&made).await;
        let to: Vec<_> = letters.iter().map(|letter| letter.to).collect();
        assert_eq!(to.len(), 4);
        assert_eq!(to.into_iter().collect::<BTreeSet<_>>(), (1..=3).map(person).collect());
        assert!(letters.iter().all(|letter| letter.about == REVEAL && letter.path == "/my/log"));
    })
    .await;
}

#[tokio::test]
async fn sol_11_nobody_else_gets_a_login_and_none_without_a_reason_or_unnoted() {
    each(async |made| {
        let id = login(&made).await;
        let other = made.tenant().reveal(id, person(9), "jag vill", NOW).await;
        assert!(matches!(other, Err(Fault::Missing)), "there is none for who does not hold it");
        let silent = made.tenant().reveal(id, person(2), " \n", NOW).await;
        assert!(matches!(silent, Err(Fault::NoReason)));
        let nowhere = made.tenant().reveal(Id::new(Uuid::from_u128(7)), person(2), "skäl", NOW).await;
        assert!(matches!(nowhere, Err(Fault::Missing)));
        assert!(logged(&made).await.is_empty() && told(&made).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn sol_11_a_list_shows_where_a_login_is_and_not_what_it_is() {
    each(async |made| {
        let id = login(&made).await;
        let filter = Filter { register: "login", limit: 9, ..Filter::default() };
        let list = made.tenant().list::<Value>(&filter).await.unwrap();
        assert_eq!(list[0].body["name"], "skolans konto");
        let bytes = |body: &Value| -> Vec<u8> { serde_json::from_value(body["secret"].clone()).unwrap() };
        let sealed = bytes(&list[0].body);
        assert!(!sealed.windows(8).any(|part| part == &PASSWORD.as_bytes()[..8]));
        // Moved into another record, it does not open.
        let mut moved = list[0].clone();
        moved.head.id = Id::new(Uuid::from_u128(0x10d));
        let mut change = made.tenant().change(person(1), NOW).await.unwrap();
        change.create(&moved.head, &moved.body).await.unwrap();
        change.commit().await.unwrap();
        let stolen = made.tenant().reveal(moved.head.id, person(2), "skäl", NOW).await;
        assert!(matches!(stolen, Err(Fault::Tampered { .. })));
        assert!(logged(&made).await.is_empty());
        // With another password the old one is gone, and others may hold it.
        let read = made.tenant().read::<SharedLogin>(id).await.unwrap();
        let mut change = made.tenant().change(person(1), NOW).await.unwrap();
        let secret = change.secret(&read.head, "ny").await.unwrap();
        let holders = Holders::new([person(3), person(4)]).unwrap();
        change.update(&read.head, &SharedLogin { holders, secret, ..read.body }).await.unwrap();
        change.commit().await.unwrap();
        assert_eq!(made.tenant().reveal(id, person(4), "skäl", NOW).await.unwrap().as_str(), "ny");
        assert!(made.tenant().reveal(id, person(2), "skäl", NOW).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn dan_04_a_plan_is_sealed_under_a_key_of_its_own_and_goes_without_the_rest() {
    each(async |made| {
        let (elsa, tenant) = (person(1), made.tenant());
        let head = |number: u128, class| {
            Head::about(Id::new(Uuid::from_u128(number)), "person", SCHOOL, elsa.uuid(), class)
        };
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        change.create(&head(10, RecordClass::Identity), &json!("Elsa")).await.unwrap();
        change.create(&head(11, RecordClass::Protected), &json!("handlingsplan")).await.unwrap();
        change.commit().await.unwrap();
        tenant.erase(elsa.uuid(), &[RecordClass::Protected], "over", person(9), NOW).await.unwrap();
        let read = async |number| tenant.read::<Value>(Id::new(Uuid::from_u128(number))).await;
        assert_eq!(read(10).await.unwrap().body, json!("Elsa"));
        assert!(matches!(read(11).await, Err(Fault::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_holder_who_was_erased_gets_no_letter_and_no_key() {
    each(async |made| {
        let (id, tenant) = (login(&made).await, made.tenant());
        tenant.erase(person(3).uuid(), &[RecordClass::Identity], "over", person(9), NOW).await.unwrap();
        tenant.reveal(id, person(2), "Anna är sjuk", NOW).await.unwrap();
        let to: Vec<_> = told(&made).await.iter().map(|letter| letter.to).collect();
        assert_eq!(to, [person(1)]);
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_does_not_open_is_told_so_and_the_next_one_comes() {
    let made = support::sqlite().await;
    let id = login(&made).await;
    made.tenant().reveal(id, person(2), "Anna är sjuk", NOW).await.unwrap();
    let pool = sqlx::SqlitePool::connect(&made.records).await.unwrap();
    let sql = "UPDATE outbox SET sealed = x'00' WHERE id = (SELECT min(id) FROM outbox)";
    sqlx::query(sql).execute(&pool).await.unwrap();
    let mut all = Vec::new();
    while let Some(claimed) = made.store.claim(MAIL, NOW, 60).await.unwrap() {
        all.push((claimed.is_unreadable, claimed.body.is_some()));
    }
    all.sort_unstable();
    assert_eq!(all, [(false, true), (true, false)]);
}
