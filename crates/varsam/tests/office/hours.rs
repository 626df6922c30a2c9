//! Office hours by URL: each unit has its own, or those of the unit above, and clocks run by them.

use crate::house::{House, between, houses_with, link};
use axum::http::StatusCode;
use varsam_model::case::Case;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Task};

/// The address of a unit, as the head of operations sees it.
async fn unit(house: &House, cookie: &str, name: &str) -> String {
    let tree = house.get("/units", cookie).await.text;
    link(between(&tree, "class=\"tree\"", "</section>"), name).to_owned()
}

/// Saves a unit with these hours; the answer.
async fn save(house: &House, cookie: &str, unit: &str, more: &str) -> crate::house::Reply {
    let edit = format!("{unit}/edit");
    let page = house.get(&edit, cookie).await.text;
    let name = between(&page, "name=\"name\" type=\"text\" value=\"", "\"").to_owned();
    let parent = page.split_once("name=\"parent\"").map(|(_, rest)| {
        let option = rest.split("<option").find(|option| option.contains(" selected")).unwrap();
        between(option, "value=\"", "\"").to_owned()
    });
    let parent = parent.map(|parent| format!("&parent={parent}")).unwrap_or_default();
    house.post_with_version(&edit, &edit, cookie, &format!("name={name}{parent}&{more}")).await
}

fn id(path: &str) -> Id<id::Unit> {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_unit_says_when_it_is_open_and_those_below_follow_until_they_say_it_themselves() {
    for house in houses_with(false).await {
        let cookie = house.as_role("Petra Isbrand").await;
        let (top, school) =
            (unit(&house, &cookie, "Norrviks kommun").await, unit(&house, &cookie, "Björkskolan").await);
        let page = house.get(&school, &cookie).await.text;
        assert!(page.contains("08:00–16:30") && page.contains("inget eget angivet"), "{page}");
        assert_eq!(
            save(&house, &cookie, &top, "opens=09:00&closes=17:00").await.status,
            StatusCode::SEE_OTHER
        );
        let page = house.get(&school, &cookie).await.text;
        assert!(page.contains("09:00–17:00") && page.contains("inget eget angivet"), "{page}");
        let form = house.get(&format!("{school}/edit"), &cookie).await.text;
        assert!(form.contains("gäller 09:00–17:00"), "{form}");
        assert_eq!(
            save(&house, &cookie, &school, "opens=07:00&closes=15:00").await.status,
            StatusCode::SEE_OTHER
        );
        let page = house.get(&school, &cookie).await.text;
        assert!(page.contains("07:00–15:00") && !page.contains("inget eget angivet"), "{page}");
        assert!(house.get(&top, &cookie).await.text.contains("09:00–17:00"));
        // Empty again: as above it.
        assert_eq!(save(&house, &cookie, &school, "opens=&closes=").await.status, StatusCode::SEE_OTHER);
        assert!(house.get(&school, &cookie).await.text.contains("09:00–17:00"));
        let kept: Document<Unit> = house.tenant().await.read(id(&school).of()).await.unwrap();
        assert_eq!((kept.body.hours, kept.body.name.as_str()), (None, "Björkskolan"));
    }
}

#[tokio::test]
async fn hours_that_no_office_has_are_refused_and_what_was_typed_is_kept() {
    for house in houses_with(false).await {
        let cookie = house.as_role("Petra Isbrand").await;
        let school = unit(&house, &cookie, "Björkskolan").await;
        for (opens, closes, said) in [
            ("16:00", "08:00", "minst en timme efter"),
            ("08:00", "08:59", "minst en timme efter"),
            ("08:00", "08:00", "minst en timme efter"),
            ("08:00", "", "Skriv ett klockslag"),
            ("", "16:00", "Skriv ett klockslag"),
            ("noon", "16:00", "Skriv ett klockslag"),
            ("08:00", "24:01", "Skriv ett klockslag"),
        ] {
            let refused =
                save(&house, &cookie, &school, &format!("opens={opens}&closes={closes}&code=777")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{opens}–{closes}");
            assert!(refused.text.contains(said), "{opens}–{closes}: {}", refused.text);
            for typed in [opens, closes, "777"] {
                assert!(refused.text.contains(&format!("value=\"{typed}\"")), "{opens}–{closes}: {typed}");
            }
        }
        let kept: Document<Unit> = house.tenant().await.read(id(&school).of()).await.unwrap();
        assert_eq!((kept.body.hours, kept.body.code), (None, None));
        // A head changes nothing of another school.
        let stranger = house.as_role("Henrik Stenvik").await;
        let edit = format!("{school}/edit");
        let closed = house.post(&edit, &stranger, "name=Min&opens=08:00&closes=16:00").await;
        assert_eq!(closed.status, StatusCode::NOT_FOUND);
    }
}

fn at(time: &str) -> Instant {
    time.parse::<jiff::Timestamp>().unwrap().into()
}

/// A question that was asked on a Friday at noon, to be answered within eight office hours; the address of the case.
async fn asked(house: &House, school: &str) -> String {
    let teacher = house.as_role("Jonas Flodmark").await;
    let form = format!(
        "title=Matsedeln&text=När+kommer+den&unit={}&at-asked=2026-11-27T12:00&fact-message_kind=question\
         &fact-special_competence=no",
        id(school)
    );
    let begun = house.post("/cases/new/social-question?stack=municipality", &teacher, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

/// By when something is owed at a unit, and by when the case says.
async fn due(house: &House, school: &str, case: &str) -> (Vec<Option<Instant>>, Option<Instant>) {
    let tenant = house.tenant().await;
    let owed: Vec<Task> = tenant.owed_at(&[id(school)]).await.unwrap();
    let case: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
    let document: Document<Case> = tenant.read(case).await.unwrap();
    (owed.into_iter().filter(|task| task.due.is_some()).map(|task| task.due).collect(), document.head.due)
}

#[tokio::test]
async fn open_clocks_follow_the_hours_of_their_unit_and_those_of_others_stay() {
    for house in houses_with(false).await {
        let cookie = house.as_role("Petra Isbrand").await;
        let (school, top) =
            (unit(&house, &cookie, "Björkskolan").await, unit(&house, &cookie, "Norrviks kommun").await);
        let case = asked(&house, &school).await;
        // Four and a half hours on Friday, the rest on Monday from eight.
        let usual = Some(at("2026-11-30T10:30:00Z"));
        assert_eq!(due(&house, &school, &case).await, (vec![usual], usual));
        assert!(house.get(&case, &cookie).await.text.contains("2026-11-30 11:30"));
        assert_eq!(
            save(&house, &cookie, &school, "opens=07:00&closes=15:00").await.status,
            StatusCode::SEE_OTHER
        );
        // Three on Friday, five on Monday from seven.
        let early = Some(at("2026-11-30T11:00:00Z"));
        assert_eq!(due(&house, &school, &case).await, (vec![early], early));
        assert!(house.get(&case, &cookie).await.text.contains("2026-11-30 12:00"));
        // Those of the unit above do not count any more; without its own, they do.
        assert_eq!(
            save(&house, &cookie, &top, "opens=10:00&closes=14:00").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(due(&house, &school, &case).await, (vec![early], early));
        assert_eq!(save(&house, &cookie, &school, "opens=&closes=").await.status, StatusCode::SEE_OTHER);
        // Two on Friday, four on Monday, and two on Tuesday from ten.
        let late = Some(at("2026-12-01T11:00:00Z"));
        assert_eq!(due(&house, &school, &case).await, (vec![late], late));
    }
}

#[tokio::test]
async fn the_seventy_two_hours_of_a_breach_run_whatever_the_office_does() {
    for house in houses_with(false).await {
        let cookie = house.as_role("Petra Isbrand").await;
        let school = unit(&house, &cookie, "Björkskolan").await;
        let teacher = house.as_role("Jonas Flodmark").await;
        let page = house.get("/cases/new/breach?stack=municipality", &teacher).await.text;
        let facts = page.split("type=\"radio\"").skip(1);
        let facts = facts.map(|radio| (between(radio, "name=\"", "\""), between(radio, "value=\"", "\"")));
        let mut form = format!("title=Fel+lista&text=Skickad+fel&unit={}", id(&school));
        let mut named = std::collections::BTreeSet::new();
        for (name, value) in facts.filter(|(name, _)| named.insert(*name)) {
            form.push_str(&format!("&{name}={value}"));
        }
        for moment in page.split("name=\"at-").skip(1) {
            let name = moment.split('"').next().unwrap();
            form.push_str(&format!("&at-{name}=2026-11-28T16:40"));
        }
        let begun = house.post("/cases/new/breach?stack=municipality", &teacher, &form).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        let before = due(&house, &school, &begun.to).await;
        assert_eq!(
            save(&house, &cookie, &school, "opens=12:00&closes=13:00").await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(due(&house, &school, &begun.to).await, before);
    }
}
