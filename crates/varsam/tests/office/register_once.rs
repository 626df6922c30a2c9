//! A form that is sent twice, by a double press or because the first answer did not come, makes one entry.

use super::registers::{Filled, body, filled, keeper, made};
use crate::house::{House, between, house, houses};
use axum::http::StatusCode;
use varsam_model::register::Register;

/// The form for a new entry, filled, with the id that it was given.
async fn form(house: &House, register: &'static Register, name: &str, cookie: &str) -> Filled {
    let page = house.get(&format!("/registers/{}/new", register.code), cookie).await.text;
    let mut form = filled(register, &page, name);
    form.insert("entry".to_owned(), vec![between(&page, "name=\"entry\" value=\"", "\"").to_owned()]);
    form
}

#[tokio::test]
async fn two_presses_at_once_make_one_account() {
    let register = Register::of("account").unwrap();
    for house in houses().await {
        // What it leads to is there already.
        made(&house, register, "Den första").await;
        let cookie = house.as_role(keeper(register)).await;
        let mut form = form(&house, register, "Skolans sida", &cookie).await;
        // Without an address, nothing tells one from the other.
        form.remove("address");
        let (new, body) = ("/registers/account/new", body(&form));
        let (one, other) = tokio::join!(house.post(new, &cookie, &body), house.post(new, &cookie, &body));
        assert_eq!(
            (one.status, other.status),
            (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER),
            "{}",
            one.text
        );
        assert_eq!(one.to, other.to);
        let late = house.post(new, &cookie, &body).await;
        assert_eq!((late.status, late.to), (StatusCode::SEE_OTHER, one.to.clone()));
        let list = house.get("/registers/account", &cookie).await.text;
        assert_eq!(list.matches("<bdi>Skolans sida</bdi>").count(), 1, "{list}");
        // Gone back to and filled anew, it makes another.
        form.insert("name".to_owned(), vec!["Bibliotekets sida".to_owned()]);
        let another = house.post(new, &cookie, &super::registers::body(&form)).await;
        assert_eq!(another.status, StatusCode::SEE_OTHER, "{}", another.text);
        assert_ne!(another.to, one.to);
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_entry_though_the_first_was_changed_since() {
    for house in houses().await {
        let register = Register::of("account").unwrap();
        made(&house, register, "Den första").await;
        let cookie = house.as_role(keeper(register)).await;
        let mut sent = form(&house, register, "Skolans sida", &cookie).await;
        sent.remove("address");
        let new = "/registers/account/new";
        let first = house.post(new, &cookie, &body(&sent)).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
        let edit = format!("{}/edit", first.to);
        let mut changed = filled(register, &house.get(&edit, &cookie).await.text, "Bibliotekets sida");
        changed.remove("address");
        let saved = house.post_with_version(&edit, &edit, &cookie, &body(&changed)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        let again = house.post(new, &cookie, &body(&sent)).await;
        assert_eq!((again.status, again.to.as_str()), (StatusCode::SEE_OTHER, first.to.as_str()));
        let list = house.get("/registers/account", &cookie).await.text;
        assert!(list.contains("<bdi>Bibliotekets sida</bdi>"), "{list}");
        assert!(!list.contains("<bdi>Skolans sida</bdi>"), "{list}");
    }
}

#[tokio::test]
async fn a_form_that_is_gone_back_to_makes_no_twin() {
    let house = house().await;
    let register = Register::of("app").unwrap();
    made(&house, register, "Den första").await;
    let cookie = house.as_role(keeper(register)).await;
    let mut form = form(&house, register, "Läseboken", &cookie).await;
    let first = house.post("/registers/app/new", &cookie, &body(&form)).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    form.insert("purpose".to_owned(), vec!["Något annat.".to_owned()]);
    let twin = house.post("/registers/app/new", &cookie, &body(&form)).await;
    assert_eq!(twin.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(between(&twin.text, "ds-error-summary", "</div>").contains("finns redan"), "{}", twin.text);
    assert!(twin.text.contains("Något annat."));
}
