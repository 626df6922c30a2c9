//! The demonstration's cases by URL: there is something of everything to look at, and nobody is bothered by what is old.

use crate::house::{House, between, furnished, house, houses_with, link};
use axum::http::StatusCode;
use varsam::office::cases::clocks::ring;
use varsam_model::case::Case;
use varsam_store::{Document, Filter};

const OFFICER: &str = "Lena Granfors";

/// The cases of the first organiser.
async fn cases(house: &House) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 1000, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

#[tokio::test]
async fn cases_of_the_demonstration_are_kept_as_if_they_had_been_walked() {
    for house in houses_with(true).await {
        let all = cases(&house).await;
        assert!(all.len() >= 25, "{}", all.len());
        for Document { head, body } in &all {
            let state = if body.is_closed() { "closed" } else { "open" };
            assert_eq!(head.state, state, "{}", body.title);
            assert!(state == "open" || head.due.is_none(), "{}", body.title);
        }
        let late = all.iter().filter(|case| case.head.due.is_some_and(|due| due <= house.office.now()));
        assert!(late.count() >= 3);
        assert_eq!(ring(&house.office).await.unwrap(), 0, "nobody is reminded of what is old");
    }
}

#[tokio::test]
async fn without_entries_there_are_no_cases() {
    assert!(cases(&house().await).await.is_empty());
}

#[tokio::test]
async fn the_wheel_of_the_demonstration_has_something_in_every_standing() {
    let house = furnished().await;
    let page = house.get("/wheel", &house.as_role("Karin Ekhammar").await).await.text;
    let rows = between(&page, "<tbody>", "</tbody>");
    for (colour, word) in
        [("success", "Klart"), ("info", "Pågår"), ("neutral", "Att göra"), ("danger", "Försenat")]
    {
        assert!(rows.contains(&format!("data-color=\"{colour}\">{word}</span>")), "{word}: {rows}");
    }
    assert!(rows.contains("<bdi>Kontona inför 2026-11-30</bdi>"), "{rows}");
}

#[tokio::test]
async fn whoever_has_to_do_with_a_case_of_the_demonstration_finds_it() {
    let house = furnished().await;
    let officer = house.as_role(OFFICER).await;
    let breaches = house.get("/breaches", &officer).await.text;
    for title in ["Veckobrev med fel bilaga", "Borttappad läsplatta", "Mejl som stoppades i tid"] {
        let page = house.get(link(&breaches, &format!("<bdi>{title}")), &officer).await;
        assert_eq!(page.status, StatusCode::OK, "{title}");
    }
    let list = house.get("/cases", &officer).await.text;
    let exercise = house.get(link(&list, "<bdi>Övning: elevmapp öppen på nätet"), &officer).await.text;
    assert!(exercise.contains("data-color=\"info\">Övning</span>"), "{exercise}");
    let lost = house.get(link(&list, "<bdi>Borttappad läsplatta"), &officer).await.text;
    assert!(lost.contains("Samira Osmanik"), "{lost}");

    let head = house.as_role("Karin Ekhammar").await;
    let list = house.get("/cases", &head).await.text;
    let closed = house.get(link(&list, "<bdi>Påhopp under en bild"), &head).await.text;
    assert!(closed.contains("Avslutat"), "{closed}");
    let picture = house.get(link(&closed, "skarmdump.png"), &head).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert!(picture.text.contains("IHDR"), "{}", picture.text);
    assert!(!list.contains("Hotfull kommentar"), "another school's");
}
