//! The annual wheel by URL: what recurs, where it stands, and for whom (ACM-04, ACM-23).

use crate::house::{House, between, house};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam::library::{Library, Origin};

/// The id of a unit.
async fn unit(house: &House, name: &str) -> String {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id.to_string()
}

/// The cookie of somebody who reads the company's guidelines.
async fn of_company(house: &House, name: &str) -> String {
    format!("{}; stack=company", house.as_role(name).await)
}

/// The rows of a wheel.
fn rows(page: &str) -> Vec<&str> {
    between(page, "<tbody>", "</tbody>").split("<tr>").skip(1).collect()
}

/// The row of a routine, on a day.
fn row<'a>(page: &'a str, routine: &str, day: &str) -> &'a str {
    let is_meant = |row: &&str| row.contains(routine) && row.contains(&format!("<time>{day}</time>"));
    rows(page).into_iter().find(is_meant).unwrap_or_else(|| panic!("no {routine} by {day} in {page}"))
}

/// Starts a routine; gives the address of the case.
async fn start(house: &House, routine: &str, cookie: &str, unit: &str) -> String {
    let form = format!("title=I+tid&text=Som+varje+termin&unit={unit}");
    let reply = house.post(&format!("/cases/new/{routine}"), cookie, &form).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    reply.to
}

#[tokio::test]
async fn every_yearly_routine_stands_on_the_wheel_of_its_units_once_a_day() {
    let house = house().await;
    let cookie = house.as_role("Lena Granfors").await;
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    for stack in &shelf.books.stacks {
        let cookie = format!("{cookie}; stack={}", stack.id);
        for (name, is_top) in [("Norrviks kommun", true), ("Björkskolan", false)] {
            let page = house.get(&format!("/wheel?unit={}", unit(&house, name).await), &cookie).await;
            assert_eq!(page.status, StatusCode::OK);
            let recurring =
                shelf.books.routines_of(stack).filter(|routine| routine.is_for_all == is_top).flat_map(
                    |routine| routine.yearly.iter().map(move |day| (routine.title.sv.as_str(), *day)),
                );
            let recurring: Vec<_> = recurring.collect();
            assert!(!recurring.is_empty(), "{} {name}", stack.id);
            assert_eq!(rows(&page.text).len(), recurring.len(), "{} {name}: {}", stack.id, page.text);
            for (title, day) in recurring {
                let year = if day.month < 8 { 2027 } else { 2026 };
                row(&page.text, title, &format!("{year}-{:02}-{:02}", day.month, day.day));
            }
            let days: Vec<_> = rows(&page.text).iter().map(|row| between(row, "<time>", "</time>")).collect();
            assert!(days.is_sorted(), "{days:?}");
        }
    }
}

#[tokio::test]
async fn the_drawing_has_a_mark_for_each_row_and_no_style_of_its_own() {
    let house = house().await;
    let page = house.get("/wheel", &house.as_role("Karin Ekhammar").await).await.text;
    let drawing = between(&page, "<svg role=\"img\" aria-labelledby=\"wheel-title wheel-about\"", "</svg>");
    assert!(drawing.contains("<title id=\"wheel-title\">Årshjul</title>"), "{drawing}");
    assert!(!drawing.contains("style=") && !drawing.contains('#') && drawing.contains("var(--ds-color-"));
    let numbers = drawing.split(" dy=\"5\" font-size=\"14\"").skip(1).map(|mark| between(mark, ">", "<"));
    let expected: Vec<_> = (1..=rows(&page).len()).map(|number| number.to_string()).collect();
    assert_eq!(numbers.collect::<Vec<_>>(), expected);
    let months = ["aug", "sep", "okt", "nov", "dec", "jan", "feb", "mars", "apr", "maj", "juni", "juli"];
    let at = months.map(|month| drawing.find(&format!(">{month}</text>")).unwrap());
    assert!(at.is_sorted() && drawing.contains(">29 nov</text>"), "{drawing}");
    assert!(page.contains("Årshjul 2026/27 · <bdi>Björkskolan</bdi></h1>"), "{page}");
}

#[tokio::test]
async fn acm_23_what_was_started_for_a_day_is_under_way_and_done_when_it_is_closed() {
    let house = house().await;
    let head = of_company(&house, "Karin Ekhammar").await;
    let school = unit(&house, "Björkskolan").await;
    assert!(house.get("/cases", &head).await.text.contains("href=\"/wheel\""));
    let wheel = async || house.get("/wheel", &head).await.text;
    let page = wheel().await;
    let (inform, disposal) = ("Årlig information om personuppgifter", "Gallring på skolan");
    let missed = row(&page, inform, "2026-08-31");
    let begin = format!("href=\"/cases/new/inform-yearly?unit={school}\"");
    assert!(missed.contains("Försenat") && missed.contains("ACM-23") && missed.contains(&begin), "{missed}");
    let ahead = row(&page, disposal, "2026-12-10");
    assert!(ahead.contains("Att göra") && ahead.contains("/cases/new/disposal?"), "{ahead}");
    let later = row(&page, disposal, "2027-06-10");
    assert!(later.contains("Att göra") && !later.contains("/cases/new/"), "not its turn yet: {later}");

    let disposing = start(&house, "disposal", &head, &school).await;
    let informing = start(&house, "inform-yearly", &head, &school).await;
    let page = wheel().await;
    let ahead = row(&page, disposal, "2026-12-10");
    assert!(ahead.contains("Pågår") && ahead.contains(&format!("href=\"{disposing}\"")), "{ahead}");
    assert!(row(&page, disposal, "2027-06-10").contains("Att göra"));
    let missed = row(&page, inform, "2026-08-31");
    assert!(missed.contains("Försenat") && missed.contains(&format!("href=\"{informing}\"")), "{missed}");
    assert!(!missed.contains("/cases/new/"), "it is not begun twice: {missed}");

    // A teacher sees that something is done about it, and neither the case nor a way to start one.
    let page = house.get("/wheel", &of_company(&house, "Jonas Flodmark").await).await.text;
    let ahead = row(&page, disposal, "2026-12-10");
    assert!(ahead.contains("Pågår") && !ahead.contains("href="), "{ahead}");

    for (act, more) in [("check/done", "fact-other_language=no"), ("send/done", "note=Brev+till+alla")] {
        let act = format!("{informing}/{act}");
        let done = house.post_with_version(&act, &act, &head, more).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let page = wheel().await;
    let done = row(&page, inform, "2026-08-31");
    assert!(done.contains("Klart") && done.contains(&format!("href=\"{informing}\"")), "{done}");
}

#[tokio::test]
async fn acm_04_what_is_for_all_is_started_at_the_top_by_whom_the_law_names() {
    let house = house().await;
    let officer = house.as_role("Lena Granfors").await;
    let top = unit(&house, "Norrviks kommun").await;
    let page = house.get(&format!("/wheel?unit={top}"), &officer).await.text;
    let report = row(&page, "Dataskyddsombudets rapport till ledningen", "2027-03-31");
    assert!(report.contains(&format!("href=\"/cases/new/board-report?unit={top}\"")), "{report}");
    let other = house.as_role("Ulla Palmlund").await;
    let page = house.get(&format!("/wheel?unit={top}"), &other).await.text;
    let report = row(&page, "Dataskyddsombudets rapport till ledningen", "2027-03-31");
    assert!(!report.contains("/cases/new/"), "{report}");
}

#[tokio::test]
async fn the_wheel_is_for_those_who_may_start_something_at_the_unit() {
    let house = house().await;
    let guardian = house.as_role("Nour Almklint").await;
    assert_eq!(house.get("/wheel", &guardian).await.status, StatusCode::NOT_FOUND);
    let head = house.as_role("Karin Ekhammar").await;
    let (own, other) = (unit(&house, "Björkskolan").await, unit(&house, "Strandskolan").await);
    assert_eq!(house.get(&format!("/wheel?unit={own}"), &head).await.status, StatusCode::OK);
    for not_theirs in [other.as_str(), "nobodys"] {
        let page = house.get(&format!("/wheel?unit={not_theirs}"), &head).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{not_theirs}");
    }
    let guarded = house.get(&format!("/wheel?unit={own}"), &guardian).await;
    assert_eq!(guarded.status, StatusCode::NOT_FOUND);
    assert_ne!(house.get("/wheel", "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_routine_that_is_started_from_the_wheel_is_started_at_its_unit() {
    let house = house().await;
    let cookie = house.as_role("Disa Ripskog").await;
    let school = unit(&house, "Strandskolan").await;
    let page = house.get(&format!("/wheel?unit={school}"), &cookie).await.text;
    assert!(page.contains(&format!("<option value=\"{school}\" selected>Strandskolan</option>")), "{page}");
    let link = format!("/cases/new/account-watch?unit={school}");
    let all: BTreeSet<_> = rows(&page).into_iter().filter(|row| row.contains(&link)).collect();
    assert_eq!(all.len(), 1, "the first day that there is no case for: {page}");
    let form = house.get(&link, &cookie).await.text;
    assert!(form.contains(&format!("<option value=\"{school}\" selected>Strandskolan</option>")), "{form}");
    let other = house.get("/cases/new/account-watch?unit=nobodys", &cookie).await.text;
    assert!(!between(&other, "id=\"unit\"", "</select>").contains(" selected"), "{other}");
}
