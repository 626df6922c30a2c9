//! The calendar of what somebody owes, by URL: what it has and what it never has, and when its link ends.

use crate::home::link_in;
use crate::house::{House, days_pass, house, houses, now};
use crate::office::away::{breach, person, roles_last};
use axum::http::{Request, StatusCode};
use varsam_model::RecordClass;

const OFFICER: &str = "Lena Granfors";

/// Makes a link; gives its path.
async fn made(house: &House, who: &str) -> String {
    let page = house.post("/my/tasks/calendar", &house.as_role(who).await, "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let link = link_in(&page.text);
    assert!(link.starts_with("/calendar/") && link.ends_with(".ics?lang=sv"), "{link}");
    link
}

async fn status(house: &House, link: &str) -> StatusCode {
    house.get(link, "").await.status
}

#[tokio::test]
async fn a_calendar_has_what_is_owed_with_a_clock_and_names_nobody() {
    for house in houses().await {
        let case = breach(&house).await;
        let link = made(&house, OFFICER).await;
        let page = house.get("/my/tasks", &house.as_role(OFFICER).await).await.text;
        assert!(page.contains("Din länk gäller") && !page.contains(".ics"), "it is shown once: {page}");
        let feed = house.get(&link, "").await;
        assert_eq!(feed.status, StatusCode::OK, "{}", feed.text);
        assert!(feed.text.starts_with("BEGIN:VCALENDAR\r\n"), "{}", feed.text);
        assert!(feed.text.split("\r\n").all(|line| line.len() <= 75), "{}", feed.text);
        let text = feed.text.replace("\r\n ", "");
        let id = case.strip_prefix("/cases/").unwrap();
        // The 24 hours and the 72, from half past midnight in Sweden.
        for said in [
            "SUMMARY:Pröva om cybersäkerhetslagen gäller (Björkskolan)\r\n",
            "DTSTART:20261129T230000Z\r\nDTEND:20261129T233000Z\r\n",
            "SUMMARY:Avgör om det är en incident (Björkskolan)\r\n",
            "DTSTART:20261201T230000Z\r\nDTEND:20261201T233000Z\r\n",
            &format!("URL:http://localhost:8080{case}\r\n"),
            &format!("UID:{id}-assess@varsam\r\n"),
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "{text}");
        for word in ["klasslista", "Listan", "adress", "Lena", "Granfors", "Jonas", "Flodmark"] {
            assert!(!text.contains(word), "`{word}`: {text}");
        }
        let english = house.get(&link.replace("lang=sv", "lang=en"), "").await.text.replace("\r\n ", "");
        assert!(english.contains("SUMMARY:Decide whether it is a breach (Björkskolan)"), "{english}");
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let house = house().await;
    let case = breach(&house).await;
    let link = made(&house, OFFICER).await;
    let tag = house.get(&link, "").await.tag;
    let again =
        async |tag: &str| house.send(Request::get(&link).header("if-none-match", tag), String::new()).await;
    let same = again(&tag).await;
    assert_eq!((same.status, same.text.as_str(), &same.tag), (StatusCode::NOT_MODIFIED, "", &tag));
    assert_eq!(again(&format!("\"other\", W/{tag}")).await.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again("\"other\"").await.status, StatusCode::OK);
    let form = format!("{case}/assess/done");
    let cookie = house.as_role(OFFICER).await;
    let done = house.post_with_version(&form, &form, &cookie, "decision=yes&note=Namn+finns.").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let changed = again(&tag).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(!changed.text.contains("-assess@varsam") && changed.text.contains("-severity@varsam"));
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_taking_it_back_takes_no_other() {
    for house in houses().await {
        let (store, me) = (&house.office.store, person(&house, OFFICER).await);
        let tenant = house.tenant().await;
        let (first, link) = (made(&house, OFFICER).await, made(&house, OFFICER).await);
        assert_eq!(
            (status(&house, &first).await, status(&house, &link).await),
            (StatusCode::NOT_FOUND, StatusCode::OK)
        );
        let visit = tenant.invite(me, "visit", now().plus_seconds(86_400)).await.unwrap();
        let ended = house.post("/my/tasks/calendar/end", &house.as_role(OFFICER).await, "").await;
        assert_eq!((ended.status, ended.to.as_str()), (StatusCode::SEE_OTHER, "/my/tasks"));
        assert_eq!(status(&house, &link).await, StatusCode::NOT_FOUND);
        assert_eq!(store.purpose_of(&visit, now()).await.unwrap().as_deref(), Some("visit"));
        // Nor do the links that let in take it with them; and it lets nobody in.
        let link = made(&house, OFFICER).await;
        assert_eq!(tenant.open_links(me, now()).await.unwrap().len(), 1, "the visit");
        tenant.withdraw_links(me).await.unwrap();
        assert_eq!(store.purpose_of(&visit, now()).await.unwrap(), None);
        assert_eq!(status(&house, &link).await, StatusCode::OK);
        let token = link.strip_prefix("/calendar/").unwrap().split('.').next().unwrap();
        assert_eq!(status(&house, &format!("/invitation/{token}")).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&house, &format!("/calendar/{token}")).await, StatusCode::NOT_FOUND);
        let log = house.get("/my/log", &house.as_role(OFFICER).await).await.text;
        assert!(
            log.contains("Skapade en länk till sin kalender") && log.contains("Tog bort länken"),
            "{log}"
        );
    }
}

#[tokio::test]
async fn a_link_lasts_for_a_year_at_most() {
    for house in houses().await {
        let link = made(&house, OFFICER).await;
        days_pass(364);
        assert_eq!(status(&house, &link).await, StatusCode::OK);
        days_pass(1);
        assert_eq!(status(&house, &link).await, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_link_ends_for_good_with_the_last_role_and_with_the_person() {
    for house in houses().await {
        let (link, me) = (made(&house, OFFICER).await, person(&house, OFFICER).await);
        roles_last(&house, me, false).await;
        assert_eq!(status(&house, &link).await, StatusCode::NOT_FOUND);
        roles_last(&house, me, true).await;
        assert_eq!(status(&house, &link).await, StatusCode::NOT_FOUND, "a new role makes no old link work");
        let link = made(&house, OFFICER).await;
        let tenant = house.tenant().await;
        assert_eq!(status(&house, &link).await, StatusCode::OK);
        tenant.erase(me.uuid(), &[RecordClass::Identity], "asked", me, now()).await.unwrap();
        assert_eq!(status(&house, &link).await, StatusCode::NOT_FOUND);
        let token = link.strip_prefix("/calendar/").unwrap().split('.').next().unwrap();
        assert_eq!(house.office.store.whose_calendar(token, now()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn whoever_guesses_waits_and_a_right_link_is_read_all_the_same() {
    let house = house().await;
    let (place, link) = ("192.0.2.1", made(&house, OFFICER).await);
    for _ in 0..100 {
        assert_eq!(house.get_from(place, "/calendar/guessed.ics").await.status, StatusCode::NOT_FOUND);
    }
    let reply = house.get_from(place, "/calendar/guessed.ics").await;
    assert_eq!((reply.status, reply.wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "900"));
    assert_eq!(house.get_from(place, &link).await.status, StatusCode::OK);
    assert_eq!(house.get_from("192.0.2.2", "/calendar/guessed.ics").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get_from(place, "/invitation/guessed").await.status, StatusCode::NOT_FOUND);
}
