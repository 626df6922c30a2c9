//! Reporting a breach without saying who one is, by URL.

use crate::house::{House, Reply, between, house, house_with, houses_with, now, seconds_pass};
use crate::office::open::hall;
use axum::http::{Request, StatusCode};
use varsam_model::case::Case;
use varsam_store::{Document, Filter, Letter, MAIL};

async fn cases(house: &House) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 99, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

async fn path(house: &House) -> String {
    format!("{}/report", hall(house).await)
}

/// Sends the form with a text, of a discovery at a moment, at Björkskolan.
async fn sent(house: &House, text: &str, at: &str) -> Reply {
    let path = path(house).await;
    let page = house.get(&path, "").await.text;
    let before = page.split_once(">Björkskolan</option>").unwrap().0;
    let unit = before.rsplit_once("value=\"").unwrap().1.split_once('"').unwrap().0;
    let facts = "fact-breach_data=yes&fact-breach_event=shared&fact-breach_cause=by_accident&fact-breach_from_processor=no";
    house.post(&path, "", &format!("unit={unit}&text={text}&at-discovered={at}&{facts}")).await
}

#[tokio::test]
async fn anybody_reports_a_breach_and_nobody_knows_who() {
    for house in houses_with(false).await {
        let open = house.get(&hall(&house).await, "").await.text;
        assert!(open.contains(&format!("href=\"{}\"", path(&house).await)), "{open}");
        let form = house.get(&path(&house).await, "").await.text;
        assert!(form.contains("name=\"now-discovered\"") && !form.contains("name=\"email\""), "{form}");
        let done = sent(&house, "En+lista+låg+på+bussen.", "2026-11-28T16:40").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let thanks = house.get(&done.to, "").await;
        assert_eq!(thanks.status, StatusCode::OK);
        for told in ["Rektor", "Dataskyddsombud", "Vi vet inte vem du är"] {
            assert!(thanks.text.contains(told), "{told}: {}", thanks.text);
        }
        assert!(!thanks.text.contains("bussen") && !thanks.text.contains("Björkskolan"), "{}", thanks.text);
        let begun = cases(&house).await;
        assert_eq!(begun.len(), 1);
        let body = &begun[0].body;
        assert_eq!((body.routine.id.as_str(), body.by), ("breach", None));
        assert_eq!(
            (body.text.as_str(), body.dates["discovered"].to_string().as_str()),
            ("En lista låg på bussen.", "2026-11-28T15:40:00Z")
        );
        // What whoever started it would do goes up to the head, who is told.
        let case = format!("/cases/{}", begun[0].head.id);
        let head = house.as_role("Karin Ekhammar").await;
        let step = format!("{case}/contain/done");
        let done = house.post_with_version(&step, &step, &head, "note=Listan+är+hämtad.").await;
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, case.as_str()), "{}", done.text);
        let mut about = Vec::new();
        while let Some(claimed) = house.office.store.claim(MAIL, now(), 60).await.unwrap() {
            about.push(serde_json::from_slice::<Letter>(&claimed.body.unwrap()).unwrap().about);
        }
        assert!(about.iter().any(|about| about == "case_owed"), "{about:?}");
    }
}

#[tokio::test]
async fn an_anonymous_report_that_is_sent_twice_starts_one_breach() {
    for house in houses_with(false).await {
        let form = house.get(&path(&house).await, "").await.text;
        let case = between(&form, "name=\"case\" value=\"", "\"").to_owned();
        let (first, other) = (format!("En+lista.&case={case}"), format!("En+dator.&case={case}"));
        for _ in 0..2 {
            let done = sent(&house, &first, "2026-11-28T16:40").await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        }
        assert_eq!(cases(&house).await.len(), 1);
        // Another report from a page that was gone back to is another breach.
        assert_eq!(sent(&house, &other, "2026-11-28T16:40").await.status, StatusCode::SEE_OTHER);
        assert_eq!(cases(&house).await.len(), 2);
        // A form that is shown again keeps its id.
        let wrong = sent(&house, &format!("&case={case}"), "2026-11-28T16:40").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(between(&wrong.text, "name=\"case\" value=\"", "\""), case);
    }
}

#[tokio::test]
async fn a_report_that_is_corrected_and_sent_again_is_not_dropped() {
    for house in houses_with(false).await {
        let form = house.get(&path(&house).await, "").await.text;
        let case = between(&form, "name=\"case\" value=\"", "\"").to_owned();
        let text = format!("En+lista.&case={case}");
        for at in ["2026-11-28T16:40", "2026-11-27T16:40"] {
            let done = sent(&house, &text, at).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        }
        let begun = cases(&house).await;
        let mut discovered: Vec<_> =
            begun.iter().map(|case| case.body.dates["discovered"].to_string()).collect();
        discovered.sort();
        assert_eq!(discovered, ["2026-11-27T15:40:00Z", "2026-11-28T15:40:00Z"]);
        // A fact that is another, with the same text and moment.
        let other = format!("{text}&fact-breach_event=lost");
        let done = sent(&house, &other, "2026-11-28T16:40").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert_eq!(cases(&house).await.len(), 3);
    }
}

#[tokio::test]
async fn a_report_of_what_was_just_now_that_is_sent_twice_starts_one_breach() {
    let house = house().await;
    let form = house.get(&path(&house).await, "").await.text;
    let case = between(&form, "name=\"case\" value=\"", "\"").to_owned();
    for _ in 0..2 {
        let done = sent(&house, &format!("En+lista.&now-discovered=yes&case={case}"), "").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        seconds_pass(7);
    }
    assert_eq!(cases(&house).await.len(), 1);
}

#[tokio::test]
async fn where_the_organiser_does_not_allow_it_there_is_no_such_page() {
    let house = house_with(now, |office| office.anonymous_reports = false).await;
    let path = path(&house).await;
    for page in [path.clone(), format!("{path}/received")] {
        assert_eq!(house.get(&page, "").await.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(house.post(&path, "", "text=x").await.status, StatusCode::NOT_FOUND);
    let open = house.get(&hall(&house).await, "").await.text;
    assert!(open.contains("/take-down\"") && !open.contains(&path), "{open}");
    assert!(cases(&house).await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_report_is_said_and_nothing_typed_is_lost() {
    let house = house().await;
    let ahead = sent(&house, "En+lista.", "2026-12-24T15:00").await;
    assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Det ligger i framtiden", "En lista.</textarea>", "2026-12-24T15:00"] {
        assert!(ahead.text.contains(told), "{told}: {}", ahead.text);
    }
    let empty = house.post(&path(&house).await, "", "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["Välj skola", "Skriv en text", "Skriv dag och klockslag", "Svara på frågan"] {
        assert!(empty.text.contains(told), "{told}: {}", empty.text);
    }
    let protected = "Familjen+har+skyddade+personuppgifter.";
    let found = sent(&house, protected, "2026-11-28T16:40").await;
    assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(found.text.contains("name=\"despite\""), "{}", found.text);
    assert!(cases(&house).await.is_empty());
    let despite = format!("{protected}&despite=Adressen+gick+ut.");
    assert_eq!(sent(&house, &despite, "2026-11-28T16:40").await.status, StatusCode::SEE_OTHER);
    assert_eq!(cases(&house).await[0].body.despite, "Adressen gick ut.");
}

#[tokio::test]
async fn a_report_from_another_site_does_nothing_and_too_many_have_to_wait() {
    let house = house().await;
    let request = Request::post(path(&house).await).header("sec-fetch-site", "cross-site");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(house.send(request, "text=x".to_owned()).await.status, StatusCode::FORBIDDEN);
    for _ in 0..20 {
        let done = sent(&house, "En+lista.", "2026-11-28T16:40").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let refused = sent(&house, "En+lista.", "2026-11-28T16:40").await;
    assert_eq!((refused.status, refused.wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "3600"));
    for told in ["En lista.</textarea>", "2026-11-28T16:40", "vänta 60 minuter"] {
        assert!(refused.text.contains(told), "what was typed is kept, {told}: {}", refused.text);
    }
    assert_eq!(cases(&house).await.len(), 20);
    // Ten seconds are a minute, and one minute is not several.
    seconds_pass(3590);
    let refused = sent(&house, "En+lista.", "2026-11-28T16:40").await;
    assert!(refused.text.contains("för många gånger på kort tid"), "{}", refused.text);
    assert!(refused.text.contains("vänta 1 minut och"), "{}", refused.text);
}

#[tokio::test]
async fn what_is_written_in_a_line_of_an_anonymous_report_is_read_by_the_guard_too() {
    for house in houses_with(false).await {
        let line = "En+lista.&detail-affected=Familjen+har+skyddade+personuppgifter.";
        let found = sent(&house, line, "2026-11-28T16:40").await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", found.text);
        assert!(found.text.contains("name=\"despite\"") && found.text.contains("farligt för någon"));
        assert!(cases(&house).await.is_empty());
        let despite = format!("{line}&despite=Det+är+det+som+har+hänt.");
        assert_eq!(sent(&house, &despite, "2026-11-28T16:40").await.status, StatusCode::SEE_OTHER);
        assert_eq!(cases(&house).await[0].body.despite, "Det är det som har hänt.");
    }
}
