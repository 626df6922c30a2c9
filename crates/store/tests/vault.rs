//! Secrets inside records, and plans that only their unit opens.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Made, NOW, SCHOOL, each, person};
use uuid::Uuid;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Head, Letter, MAIL, TrailFilter, Word};

const PASSWORD: &str = "kanariefågel-42";

type Secrets = BTreeMap<String, Vec<u8>>;

fn secrets(body: &Value) -> Secrets {
    serde_json::from_value(body["secrets"].clone()).unwrap()
}

/// An account of the school, with a password.
async fn account(made: &Made) -> Document<Value> {
    let id: Id<id::Record> = Id::new(Uuid::from_u128(0x10c));
    let head = Head::about(id, "account", SCHOOL, id.uuid(), RecordClass::Unit);
    let mut change = made.tenant().change(person(1), NOW).await.unwrap();
    let secret = change.seal_secret(&head, "password", PASSWORD).await.unwrap();
    change.create(&head, &json!({"name": "skolans konto", "secrets": {"password": secret}})).await.unwrap();
    change.commit().await.unwrap();
    made.tenant().read(id).await.unwrap()
}

/// Opens secrets with a head, and tells persons of it.
async fn open(
    made: &Made,
    head: &Head,
    secrets: &Secrets,
    others: &[Id<id::Person>],
) -> Result<String, Fault> {
    let deed = Deed::new("open_login").at(head.unit).object(head.id.uuid()).note("Anna är sjuk");
    let word = Word { to: others, about: "reveal_secret", path: "/my/log" };
    let by = (person(2), NOW);
    let opened = made.tenant().open_secrets::<Value>((head, None), secrets, by, deed, word).await?;
    Ok(opened.get("password").map(|word| word.to_string()).unwrap_or_default())
}

async fn told(made: &Made) -> Vec<Letter> {
    let mut letters = Vec::new();
    while let Some(claimed) = made.store.claim(MAIL, NOW, 60).await.unwrap() {
        letters.push(serde_json::from_slice(&claimed.body.unwrap()).unwrap());
    }
    letters
}

async fn logged(made: &Made) -> Vec<(Id<id::Person>, Option<String>)> {
    let filter = TrailFilter { kind: "open_login", limit: 9, ..TrailFilter::default() };
    let trail = made.tenant().trail(&filter).await.unwrap();
    trail.into_iter().map(|passed| (passed.by, passed.note)).collect()
}

#[tokio::test]
async fn sol_11_a_secret_is_shown_after_it_is_logged_and_told() {
    each(async |made| {
        let account = account(&made).await;
        let secrets = secrets(&account.body);
        for _ in 0..2 {
            let shown = open(&made, &account.head, &secrets, &[person(1), person(3)]).await;
            assert_eq!(shown.unwrap(), PASSWORD);
        }
        let once = (person(2), Some("Anna är sjuk".to_owned()));
        assert_eq!(logged(&made).await, [once.clone(), once]);
        let letters = told(&made).await;
        assert_eq!(letters.len(), 4, "each time is told");
        assert!(letters.iter().all(|letter| letter.to != person(2) && letter.about == "reveal_secret"));
    })
    .await;
}

#[tokio::test]
async fn sol_11_a_secret_opens_in_its_record_and_field_only_and_unnoted_it_is_not_shown() {
    each(async |made| {
        let account = account(&made).await;
        let secrets = secrets(&account.body);
        let sealed = &secrets["password"];
        assert!(!sealed.windows(8).any(|part| part == &PASSWORD.as_bytes()[..8]));
        let moved = Secrets::from([("login".to_owned(), sealed.clone())]);
        let stolen = open(&made, &account.head, &moved, &[]).await;
        assert!(matches!(stolen, Err(Fault::Tampered { .. })), "another field");
        let mut other = account.head.clone();
        other.id = Id::new(Uuid::from_u128(0x10d));
        let mut change = made.tenant().change(person(1), NOW).await.unwrap();
        change.seal_secret(&other, "password", "annat").await.unwrap();
        change.commit().await.unwrap();
        let stolen = open(&made, &other, &secrets, &[]).await;
        assert!(matches!(stolen, Err(Fault::Tampered { .. })), "another record");
        assert!(logged(&made).await.is_empty());
        // What cannot be written is not shown: somebody else was faster.
        let mut change = made.tenant().change(person(1), NOW).await.unwrap();
        change.update(&account.head, &account.body).await.unwrap();
        change.commit().await.unwrap();
        let word = Word { to: &[], about: "reveal_secret", path: "/my/log" };
        let (anew, by) = ((&account.head, Some(&account.body)), (person(2), NOW));
        let late = made.tenant().open_secrets(anew, &secrets, by, Deed::new("open_login"), word).await;
        assert!(matches!(late, Err(Fault::Changed)));
        assert!(logged(&made).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn sol_11_erasing_an_entry_destroys_the_key_of_its_secrets() {
    each(async |made| {
        let account = account(&made).await;
        let secrets = secrets(&account.body);
        let (tenant, subject) = (made.tenant(), account.head.id.uuid());
        tenant.erase(subject, &[RecordClass::Unit], "over", person(9), NOW).await.unwrap();
        assert!(matches!(tenant.read::<Value>(account.head.id).await, Err(Fault::Missing)));
        // Whoever kept the sealed bytes has nothing to open them with.
        assert!(matches!(open(&made, &account.head, &secrets, &[]).await, Err(Fault::Erased)));
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
        let (account, tenant) = (account(&made).await, made.tenant());
        tenant.erase(person(3).uuid(), &[RecordClass::Identity], "over", person(9), NOW).await.unwrap();
        open(&made, &account.head, &secrets(&account.body), &[person(1), person(3)]).await.unwrap();
        let to: Vec<_> = told(&made).await.iter().map(|letter| letter.to).collect();
        assert_eq!(to, [person(1)]);
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_does_not_open_is_told_so_and_the_next_one_comes() {
    let made = support::sqlite().await;
    let account = account(&made).await;
    open(&made, &account.head, &secrets(&account.body), &[person(1), person(3)]).await.unwrap();
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
