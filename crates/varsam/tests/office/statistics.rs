//! Response times in social media by URL: what is counted, in which month and at which unit, and who sees it.

use crate::house::{House, house, houses};
use axum::http::StatusCode;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::sync::LazyLock;
use varsam::library::{Library, Origin};
use varsam::office::cases::{plan, write};
use varsam_model::case::{Act, Case, Event};
use varsam_model::detail::DetailKind;
use varsam_model::routine::Routine;
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, TrailFilter};

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap());

/// A moment by the clock on the wall.
pub(crate) fn at(text: &str) -> Instant {
    let zone = TimeZone::get("Europe/Stockholm").unwrap();
    text.parse::<DateTime>().unwrap().to_zoned(zone).unwrap().timestamp().into()
}

/// The id of a unit.
pub(crate) async fn unit(house: &House, name: &str) -> Id<id::Unit> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id
}

fn routine(id: &str) -> Routine {
    let shelf = LIBRARY.shelf();
    let stack = shelf.books.stack("municipality").unwrap();
    plan::frozen(&shelf.books, plan::routine(&shelf.books, stack, id).unwrap())
}

/// A case of a routine that began at a unit at a moment, from which it is reckoned, with what was stated then.
pub(crate) async fn begun(
    house: &House,
    (place, id): (&str, &str),
    since: &str,
    facts: &[(&str, &str)],
) -> Document<Case> {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let place = unit(house, place).await;
    let routine = routine(id);
    let case = Case {
        stack: "municipality".to_owned(),
        title: "Hemlig rubrik".to_owned(),
        text: "Hemlig text".to_owned(),
        by: Some(directory.people(place).await.unwrap()[0].person.id),
        at: at(since),
        dates: routine.dates.iter().map(|moment| (moment.id.clone(), at(since))).collect(),
        facts: facts.iter().map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned())).collect(),
        despite: String::new(),
        events: vec![],
        routine,
    };
    let id = write::begin(&house.office, &directory, place, &case).await.unwrap();
    house.tenant().await.read(id).await.unwrap()
}

/// Lets something happen in a case at a moment.
pub(crate) async fn acts(
    house: &House,
    case: &mut Document<Case>,
    (step, act, when): (&str, Act, &str),
    more: impl FnOnce(&mut Event),
) {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let mut event = Event::new(step, act, case.body.by, at(when));
    "Hemlig anteckning".clone_into(&mut event.note);
    let routine = &case.body.routine;
    let details =
        routine.steps.iter().filter(|of| of.id == step && act == Act::Done).flat_map(|of| &of.details);
    for detail in details.filter(|detail| detail.kind == DetailKind::Moment && !detail.is_optional) {
        event.facts.insert(detail.id.clone(), at(when).to_string());
    }
    more(&mut event);
    assert_eq!(case.body.check(&event), [], "{step}");
    write::act(&house.office, &directory, case, event, None).await.unwrap();
    *case = house.tenant().await.read(case.head.id).await.unwrap();
}

/// A question that was written at a moment.
async fn asked(house: &House, place: &str, since: &str) -> Document<Case> {
    let facts = [("message_kind", "question"), ("special_competence", "no")];
    begun(house, (place, "social-question"), since, &facts).await
}

/// One that was answered, too.
async fn answered(house: &House, place: &str, (since, until): (&str, &str)) {
    let mut case = asked(house, place, since).await;
    acts(house, &mut case, ("answer", Act::Done, until), |_| {}).await;
}

/// Questions of every kind, the looks at the accounts of a school, and what does not count.
async fn filled(house: &House) {
    let bjork = "Björkskolan";
    answered(house, bjork, ("2026-11-16T10:00", "2026-11-16T12:00")).await;
    answered(house, bjork, ("2026-11-17T10:00", "2026-11-18T12:00")).await;
    answered(house, bjork, ("2026-10-05T10:00", "2026-10-05T14:00")).await;
    asked(house, bjork, "2026-11-27T15:30").await;
    asked(house, bjork, "2026-11-20T10:00").await;
    let mut left = asked(house, bjork, "2026-11-19T10:00").await;
    acts(house, &mut left, ("answer", Act::Declined, "2026-11-19T11:00"), |_| {}).await;
    let view = [("message_kind", "view"), ("special_competence", "no")];
    let mut view = begun(house, ("Strandskolan", "social-question"), "2026-11-10T09:00", &view).await;
    acts(house, &mut view, ("pass-on", Act::Done, "2026-11-10T10:00"), |_| {}).await;
    let remark = [("message_kind", "remark"), ("special_competence", "no")];
    begun(house, (bjork, "social-question"), "2026-11-10T09:00", &remark).await;
    asked(house, "Övningsskolan", "2026-11-10T09:00").await;
    let mut watch = begun(house, (bjork, "account-watch"), "2026-09-10T09:00", &[]).await;
    for step in ["checked", "fresh", "correct"] {
        acts(house, &mut watch, (step, Act::Done, "2026-09-11T09:00"), |_| {}).await;
    }
    assert_eq!(watch.head.state, "closed");
}

/// The cells of a row.
fn cells<'a>(page: &'a str, head: &str) -> Vec<&'a str> {
    let head = format!("<th scope=\"row\"><bdi>{head}</bdi></th>");
    let row = page.split("<tr>").find(|row| row.contains(&head)).unwrap_or_else(|| panic!("no {head}"));
    row.split("<td><bdi>").skip(1).map(|cell| cell.split('<').next().unwrap()).collect()
}

#[tokio::test]
async fn sol_20_sol_24_answers_are_counted_in_office_hours_by_month_and_unit() {
    for house in houses().await {
        filled(&house).await;
        let cookie = house.as_role("Disa Ripskog").await;
        let page = house.get("/cases/statistics", &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("Svarstider i sociala medier 2026/27 · <bdi>Norrviks kommun</bdi>"));
        // Questions, in time, late, waiting, left, median, nine in ten, checks done, checks missed.
        for (head, expected) in [
            ("aug", ["0", "0", "0", "0", "0", "–", "–", "0", "0"]),
            ("sep", ["0", "0", "0", "0", "0", "–", "–", "1", "0"]),
            ("okt", ["1", "1", "0", "0", "0", "4", "4", "0", "1"]),
            ("nov", ["6", "2", "1", "2", "1", "2", "10,5", "0", "0"]),
            ("Hela läsåret", ["7", "3", "1", "2", "1", "3", "10,5", "1", "1"]),
            ("Björkskolan", ["6", "2", "1", "2", "1", "4", "10,5", "1", "1"]),
            ("Strandskolan", ["1", "1", "0", "0", "0", "1", "1", "0", "0"]),
        ] {
            assert_eq!(cells(&page.text, head), expected, "{head}");
        }
        assert!(page.text.contains("1 fråga väntar fast tiden har gått ut."), "{}", page.text);
        assert!(!page.text.contains("<bdi>Övningsskolan</bdi></th>"), "what is made up is not counted");
        assert!(!page.text.contains("Hemlig"), "no case is told of");
        let drawing = page.text.split_once("<svg role=\"img\"").unwrap().1.split_once("</svg>").unwrap().0;
        assert_eq!(drawing.matches("<rect").count(), 12);
        assert!(
            !drawing.contains("style=") && drawing.contains("<desc id=\"questions-about\">"),
            "{drawing}"
        );

        let file = house.get("/cases/statistics/export/csv", &cookie).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.text.contains("\nnov;6;2;1;2;1;2;10,5;0;0\n"), "{}", file.text);
        assert!(file.text.contains("\nBjörkskolan;6;2;1;2;1;4;10,5;1;1\n"), "{}", file.text);
        for (kind, note) in [("view_figures", "statistics 2026/27"), ("export", "statistics 15")] {
            let filter = TrailFilter { kind, limit: 1, ..Default::default() };
            let deeds = house.tenant().await.trail(&filter).await.unwrap();
            assert_eq!(deeds.first().unwrap().note.as_deref(), Some(note), "{kind}");
        }
    }
}

#[tokio::test]
async fn one_of_special_competence_is_answered_when_the_asker_is_told() {
    let house = house().await;
    let facts = [("message_kind", "question"), ("special_competence", "yes")];
    let mut case = begun(&house, ("Björkskolan", "social-question"), "2026-11-16T09:00", &facts).await;
    let cookie = house.as_role("Disa Ripskog").await;
    let counts = async || {
        let page = house.get("/cases/statistics", &cookie).await.text;
        cells(&page, "nov").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    acts(&house, &mut case, ("pass-on", Act::Done, "2026-11-16T10:00"), |_| {}).await;
    assert_eq!(counts().await[..6], ["1", "0", "0", "1", "0", "–"]);
    acts(&house, &mut case, ("tell-asker", Act::Done, "2026-11-16T15:30"), |_| {}).await;
    assert_eq!(counts().await[..6], ["1", "1", "0", "0", "0", "6,5"]);
    // That the answer is published later takes nothing back.
    acts(&house, &mut case, ("publish", Act::Done, "2026-11-26T15:30"), |_| {}).await;
    assert_eq!(counts().await[..6], ["1", "1", "0", "0", "0", "6,5"]);
}

#[tokio::test]
async fn the_statistics_are_for_communications_and_those_who_supervise() {
    let house = house().await;
    filled(&house).await;
    let (bjork, strand) = (unit(&house, "Björkskolan").await, unit(&house, "Strandskolan").await);
    let made_up = unit(&house, "Övningsskolan").await;
    for who in ["Lena Granfors", "Petra Isbrand", "Disa Ripskog"] {
        let cookie = house.as_role(who).await;
        let page = house.get(&format!("/cases/statistics?unit={strand}"), &cookie).await;
        assert_eq!(cells(&page.text, "nov")[0], "1", "{who}");
        assert!(house.get("/cases", &cookie).await.text.contains("href=\"/cases/statistics\""), "{who}");
    }
    let head = house.as_role("Karin Ekhammar").await;
    let page = house.get("/cases/statistics", &head).await.text;
    assert_eq!(cells(&page, "nov")[0], "5", "the own school only");
    assert!(!page.contains("Strandskolan"), "{page}");
    for odd in [format!("unit={strand}"), format!("unit={made_up}"), "unit=nobodys".to_owned()] {
        for path in ["/cases/statistics", "/cases/statistics/export/csv"] {
            let reply = house.get(&format!("{path}?{odd}"), &head).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} {odd}");
        }
    }
    for stranger in ["Jonas Flodmark", "Göran Tranhed", "Nour Almklint", "Gun Ulvsand"] {
        let cookie = house.as_role(stranger).await;
        for path in ["/cases/statistics", "/cases/statistics/export/csv"] {
            let reply = house.get(&format!("{path}?unit={bjork}"), &cookie).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{stranger} {path}");
        }
        assert!(!house.get("/cases", &cookie).await.text.contains("/cases/statistics"), "{stranger}");
    }
    assert_ne!(house.get("/cases/statistics", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_year_without_questions_says_so_and_one_that_is_not_offered_is_none() {
    let house = house().await;
    filled(&house).await;
    let cookie = house.as_role("Disa Ripskog").await;
    let page = house.get("/cases/statistics?year=2025", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Inget har noterats under läsåret.") && !page.text.contains("<tbody>"));
    for year in ["2020", "2027", "-1", "2026/27", "i%20år"] {
        let reply = house.get(&format!("/cases/statistics?year={year}"), &cookie).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{year}");
    }
    assert_eq!(
        house.get("/cases/statistics/export/pdf", &cookie).await.status,
        StatusCode::NOT_FOUND,
        "no such file"
    );
}
