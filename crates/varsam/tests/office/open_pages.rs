//! The open pages for everybody on the way: kept for a while, page by page, and in the reader's language as far as there are
//! words in it.

use super::open::{hall, stepped};
use super::registers::{keeper, made, sent};
use crate::house::{House, house, link};
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use std::collections::BTreeMap;
use tower::ServiceExt as _;
use uuid::Uuid;
use varsam_model::register::{Entry, Origin, Register, Values};
use varsam_model::{Id, RecordClass, id};
use varsam_store::Head;

/// How a page answers to a request with these headers.
async fn answered(house: &House, path: &str, sent: &[(&str, &str)]) -> (StatusCode, HeaderMap) {
    let request =
        sent.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    let response = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    (response.status(), response.headers().clone())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

#[tokio::test]
async fn what_is_the_same_for_everybody_may_be_kept_for_a_while() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    let entry = made(&house, register, "Läseboken").await;
    stepped(&house, register, &entry, "approve", "2027-06-30").await;
    let (hall, cookie) = (hall(&house).await, house.as_role(keeper(register)).await);
    let feed = format!("{hall}/feed/apps.json");
    for path in [hall.clone(), format!("{hall}/accounts"), format!("{hall}/apps"), feed.clone()] {
        let (status, first) = answered(&house, &path, &[]).await;
        assert_eq!(
            (status, header(&first, "cache-control")),
            (StatusCode::OK, "public, max-age=300"),
            "{path}"
        );
        assert!(!first.contains_key("set-cookie"), "{path}");
        let tag = header(&first, "etag");
        let (status, again) = answered(&house, &path, &[("if-none-match", tag)]).await;
        assert_eq!((status, header(&again, "etag")), (StatusCode::NOT_MODIFIED, tag), "{path}");
        // With somebody's name on it, or with a choice, it is theirs.
        let (_, own) = answered(&house, &path, &[("cookie", cookie.as_str())]).await;
        assert_eq!(header(&own, "cache-control"), "private, no-store", "{path}");
        let (_, chosen) = answered(&house, &format!("{path}?lang=en"), &[]).await;
        assert_eq!(header(&chosen, "cache-control"), "private, no-store", "{path}");
        assert!(header(&chosen, "set-cookie").starts_with("lang=en"), "{path}");
    }
    let (_, form) = answered(&house, &format!("{hall}/take-down"), &[]).await;
    assert_eq!(header(&form, "cache-control"), "private, no-store");
    // What is withdrawn is no longer what somebody has.
    let (_, before) = answered(&house, &feed, &[]).await;
    stepped(&house, register, &entry, "withdraw", "").await;
    let (status, after) = answered(&house, &feed, &[("if-none-match", header(&before, "etag"))]).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(header(&before, "etag"), header(&after, "etag"));
}

/// Puts in so many approved apps.
async fn approved(house: &House, count: usize) {
    let (tenant, now) = (house.tenant().await, house.office.now());
    let organiser = house.office.store.organisers().await.unwrap()[0];
    let unit = house.office.directory(organiser).await.unwrap().units.top().unwrap().id;
    let nobody: Id<id::Person> = Id::new(Uuid::nil());
    let mut change = tenant.change(nobody, now).await.unwrap();
    for number in 0..count {
        let id: Id<id::Record> = house.office.store.new_id(now).unwrap();
        let values = Values::default().with("name", format!("Bok {number:03}")).with("provider", "Förlaget");
        let values = values.with("unit", unit.to_string()).with("valid_until", "2027-06-30");
        let origin = Origin { by: nobody, at: now, starter: String::new(), despite: String::new() };
        let entry = Entry { values, origin, secrets: BTreeMap::new(), known_by: BTreeMap::new() };
        let head = Head::about(id, "app", unit, id.uuid(), RecordClass::Unit).in_state("approved");
        change.create(&head, &entry).await.unwrap();
    }
    change.commit().await.unwrap();
}

#[tokio::test]
async fn acm_13_a_long_list_of_what_is_approved_goes_on() {
    let house = house().await;
    approved(&house, 101).await;
    let first = house.get(&format!("{}/apps?q=bok", hall(&house).await), "").await.text;
    assert!(first.contains("<bdi>Bok 000</bdi>") && first.contains("<bdi>Bok 099</bdi>"), "{first}");
    assert!(!first.contains("Bok 100") && !first.contains("Föregående sida"), "{first}");
    let next = link(&first, "Nästa sida").replace("&amp;", "&").replace("&#38;", "&");
    let second = house.get(&next, "").await.text;
    assert!(second.contains("<bdi>Bok 100</bdi>") && !second.contains("Bok 000"), "{second}");
    assert!(second.contains("Föregående sida") && !second.contains("Nästa sida"), "{second}");
    assert!(second.contains("value=\"bok\""), "what was looked for is kept: {second}");
}

#[tokio::test]
async fn an_open_account_is_in_english_and_says_which_texts_are_not() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    let reply = sent(&house, register, "Skolans sida", |form| {
        for (field, text) in [
            ("public_purpose", "Vi berättar om skolan."),
            ("public_purpose_en", "We tell of the school."),
            ("answers", "Vi svarar på vardagar."),
            ("answers_en", ""),
        ] {
            form.insert(field.to_owned(), vec![text.to_owned()]);
        }
    })
    .await;
    stepped(&house, register, &reply.to, "approve", "").await;
    stepped(&house, register, &reply.to, "open", "").await;
    let page = format!("{}/accounts/{}", hall(&house).await, reply.to.rsplit('/').next().unwrap());
    let english = house.get(&format!("{page}?lang=en"), "").await.text;
    assert!(english.contains("<p class=\"marked\">We tell of the school.</p>"), "{english}");
    assert!(!english.contains("Vi berättar"), "{english}");
    assert!(english.contains("<p class=\"marked\" lang=\"sv\">Vi svarar på vardagar.</p>"), "{english}");
    let swedish = house.get(&page, "").await.text;
    assert!(swedish.contains("<p class=\"marked\">Vi berättar om skolan.</p>"), "{swedish}");
    assert!(!swedish.contains("We tell of"), "{swedish}");
}

/// What somebody does in private is theirs, and on no page for everybody.
#[tokio::test]
async fn a_private_account_is_on_no_open_page() {
    let house = house().await;
    let register = Register::of("account").unwrap();
    let mut entries = Vec::new();
    for (name, used) in [("Skolans sida", "on_duty"), ("Lärarens egen", "private")] {
        let reply = sent(&house, register, name, |form| {
            form.insert("use".to_owned(), vec![used.to_owned()]);
        })
        .await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{name}: {}", reply.text);
        stepped(&house, register, &reply.to, "approve", "").await;
        stepped(&house, register, &reply.to, "open", "").await;
        entries.push(reply.to.rsplit('/').next().unwrap().to_owned());
    }
    let hall = hall(&house).await;
    for path in ["/accounts", "/take-down"] {
        let page = house.get(&format!("{hall}{path}"), "").await.text;
        assert!(!page.contains("Lärarens egen") && !page.contains(&entries[1]), "{path}: {page}");
    }
    assert!(house.get(&format!("{hall}/accounts"), "").await.text.contains("Skolans sida"));
    for (entry, status) in entries.iter().zip([StatusCode::OK, StatusCode::NOT_FOUND]) {
        for path in ["", "/qr.svg"] {
            let page = format!("{hall}/accounts/{entry}{path}");
            assert_eq!(house.get(&page, "").await.status, status, "{page}");
        }
    }
}
