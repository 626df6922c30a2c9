//! Many apps that come in a file: one button starts the review of each, once (ACM-10, ACM-11).

use crate::house::{House, between, houses_with, seconds_pass};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam_model::case::{Act, Case};
use varsam_model::{Id, Role, id};
use varsam_store::{Document, Filter};

const HEADS: &str = "name;provider;unit;purpose;users;data";

/// A file of apps of these numbers.
fn apps(numbers: std::ops::Range<usize>) -> String {
    let row = |number| format!("\nApp {number};Exempelbolaget;Björkskolan;Räkna;pupils;names");
    HEADS.to_owned() + &numbers.map(row).collect::<String>()
}

/// Hands a file over and has done what it says. Gives where that leads.
async fn import(house: &House, cookie: &str, file: &str) -> String {
    let page = house.told_of("app", cookie, file.as_bytes()).await;
    assert!(page.contains("Spara allt"), "{page}");
    let done = house.carried_out("app", cookie, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.to
}

/// Presses the button; the answer.
async fn press(house: &House, cookie: &str, page: &str) -> crate::house::Reply {
    let since = between(page, "name=\"since\" value=\"", "\"");
    house.post("/registers/app/import/review", cookie, &format!("since={since}")).await
}

async fn cases(house: &House) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: u32::MAX, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

async fn letters(house: &House) -> Vec<(Id<id::Person>, String, String)> {
    house.letters().await.into_iter().map(|letter| (letter.to, letter.about, letter.path)).collect()
}

#[tokio::test]
async fn acm_11_one_button_starts_the_review_of_each_app_that_came_and_none_twice() {
    for house in houses_with(false).await {
        let officer = format!("{}; stack=company", house.as_role("Lena Granfors").await);
        let done = import(&house, &officer, &apps(0..3)).await;
        let page = house.get(&done, &officer).await.text;
        assert!(page.contains("3 appar som kom i filen väntar på granskning"), "{page}");
        assert!(cases(&house).await.is_empty(), "nothing starts by itself");
        letters(&house).await;
        let begun = press(&house, &officer, &page).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let after = house.get(&begun.to, &officer).await.text;
        assert!(after.contains("3 granskningar har startat") && !after.contains("name=\"since\""), "{after}");
        let all = cases(&house).await;
        let entries: BTreeSet<_> = all.iter().filter_map(|case| case.body.events[0].link).collect();
        assert_eq!((all.len(), entries.len()), (3, 3), "each for an entry of its own");
        for case in &all {
            let event = &case.body.events[0];
            assert_eq!((event.step.as_str(), event.act), ("request", Act::Done));
            assert_eq!((case.body.routine.id.as_str(), case.head.state.as_str()), ("app", "open"));
            assert!(case.body.title.starts_with("App "), "{}", case.body.title);
            let owed = house.tenant().await.owed_at(&[case.head.unit]).await.unwrap();
            let of_case = owed.iter().filter(|task| task.record == case.head.id);
            assert_eq!(of_case.map(|task| task.role).collect::<Vec<_>>(), [Some(Role::SystemAdministrator)]);
        }
        let page_of_case = house.get(&format!("/cases/{}", all[0].head.id), &officer).await.text;
        assert!(page_of_case.contains("/registers/app/"), "the entry is linked: {page_of_case}");
        // One letter for each who owes something, not one for each app.
        let letters = letters(&house).await;
        let to: BTreeSet<_> = letters.iter().map(|(to, ..)| *to).collect();
        assert_eq!((letters.len(), to.len()), (2, 2), "{letters:?}");
        assert!(letters.iter().all(|(_, about, path)| about == "case_owed" && path == "/cases"));
        let again = press(&house, &officer, &page).await;
        assert!(again.to.contains("begun=0"), "{}", again.to);
        assert!(house.get(&again.to, &officer).await.text.contains("alla har redan ett ärende"));
        assert_eq!(cases(&house).await.len(), 3);
        seconds_pass(1);
        let more = import(&house, &officer, &apps(3..5)).await;
        let page = house.get(&more, &officer).await.text;
        assert!(page.contains("2 appar som kom i filen väntar på granskning"), "{page}");
        let begun = press(&house, &officer, &page).await;
        assert!(house.get(&begun.to, &officer).await.text.contains("granskningar har startat"));
        let links: Vec<_> = cases(&house).await.iter().filter_map(|case| case.body.events[0].link).collect();
        assert_eq!((links.len(), links.iter().collect::<BTreeSet<_>>().len()), (5, 5), "one for each entry");
    }
}

#[tokio::test]
async fn without_the_routine_or_the_right_there_is_no_button() {
    for house in houses_with(false).await {
        let cookie = house.as_role("Lena Granfors").await;
        let (company, municipality) =
            (format!("{cookie}; stack=company"), format!("{cookie}; stack=municipality"));
        let done = import(&house, &municipality, &apps(0..2)).await;
        let page = house.get(&done, &municipality).await.text;
        assert!(page.contains("2 poster sparades") && !page.contains("name=\"since\""), "{page}");
        let review = "/registers/app/import/review";
        let since = done.rsplit_once("since=").unwrap().1.to_owned();
        let closed = house.post(review, &municipality, &format!("since={since}")).await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);
        let stranger = format!("{}; stack=company", house.as_role("Nour Almklint").await);
        let closed = house.post(review, &stranger, &format!("since={since}")).await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);
        // What says no time starts nothing.
        let nothing = house.post(review, &company, "").await;
        assert!(nothing.to.contains("begun=0"), "{} {}", nothing.status, nothing.text);
        let wrong = house.post(review, &company, "since=yesterday").await;
        assert!(wrong.status.is_client_error(), "{}", wrong.status);
        assert!(cases(&house).await.is_empty());
        assert!(house.get(&done, &company).await.text.contains("2 appar som kom i filen"));
    }
}

#[tokio::test]
async fn five_hundred_are_started_at_a_time_and_the_rest_next() {
    let houses = houses_with(false).await;
    let house = &houses[0];
    let officer = format!("{}; stack=company", house.as_role("Lena Granfors").await);
    let done = import(house, &officer, &apps(0..503)).await;
    let page = house.get(&done, &officer).await.text;
    let begun = press(house, &officer, &page).await;
    assert!(begun.to.contains("begun=500"), "{} {}", begun.to, begun.text);
    let page = house.get(&begun.to, &officer).await.text;
    assert!(page.contains("3 appar som kom i filen väntar"), "{page}");
    let rest = press(house, &officer, &page).await;
    assert!(rest.to.contains("begun=3"), "{}", rest.to);
    assert_eq!(cases(house).await.len(), 503);
}
