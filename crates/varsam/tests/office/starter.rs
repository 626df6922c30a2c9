//! What a register can begin with: adopted as drafts, adapted in the form, or left.

use crate::house::{House, between, house, link};
use crate::office::registers::{body, choice, filled, made};
use axum::http::StatusCode;
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, id};
use varsam_store::Document;

const DPO: &str = "Lena Granfors";
const PAGE: &str = "/registers/platform/starter";

async fn kept(house: &House, path: &str) -> Document<Entry> {
    let id: Id<id::Record> = path.rsplit_once('/').unwrap().1.parse().unwrap();
    house.tenant().await.read(id).await.unwrap()
}

async fn count(house: &House, register: &str) -> i64 {
    house.tenant().await.stamp(register).await.unwrap().count()
}

/// The form of a page: the unit of these words, and what is ticked.
async fn form(house: &House, page: &str, cookie: &str, unit: &str, ticked: &[&str]) -> String {
    let page = house.get(page, cookie).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let ticked: Vec<_> = ticked.iter().map(|code| format!("&starter={code}")).collect();
    let ticked = ticked.concat();
    format!("unit={}{ticked}", choice(&page.text, "unit", unit))
}

#[tokio::test]
async fn an_empty_register_begins_with_starting_points_adopted_several_at_once() {
    let house = house().await;
    let dpo = house.as_role(DPO).await;
    let list = house.get("/registers/platform", &dpo).await.text;
    assert!(
        list.contains("Här står inget än. Börja med") && link(&list, ">Utgångspunkter<") == PAGE,
        "{list}"
    );
    assert!(house.get(PAGE, &dpo).await.text.contains("utgångspunkter att granska"));
    let nothing = house.post(PAGE, &dpo, "").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = between(&nothing.text, "ds-error-summary", "</div>");
    assert!(summary.contains("#unit") && summary.contains("#starter"), "{summary}");
    let both = form(&house, PAGE, &dpo, "Norrviks kommun", &["facebook", "instagram"]).await;
    let done = house.post(PAGE, &dpo, &both).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let drafts = house.get(&done.to, &dpo).await.text;
    assert!(drafts.contains("Facebook") && drafts.contains("Instagram"), "{drafts}");
    assert!(!drafts.contains("Här står inget än. Börja med") && drafts.contains(PAGE), "{drafts}");
    let entry = link(&drafts, "<bdi>Instagram").to_owned();
    let kept = kept(&house, &entry).await;
    assert_eq!((kept.head.state.as_str(), kept.body.origin.starter.as_str()), ("unassessed", "instagram"));
    let shown = house.get(&entry, &dpo).await.text;
    assert!(shown.contains("Utgångspunkt att granska") && shown.contains("från en utgångspunkt"), "{shown}");
    let log = house.post("/log", &house.as_role("Granskare").await, "reason=kontroll").await.text;
    assert!(log.contains("platform instagram"), "{log}");
}

#[tokio::test]
async fn what_is_there_is_told_and_one_that_cannot_be_taken_stops_all() {
    let house = house().await;
    let dpo = house.as_role(DPO).await;
    let one = form(&house, PAGE, &dpo, "Norrviks kommun", &["facebook"]).await;
    assert_eq!(house.post(PAGE, &dpo, &one).await.status, StatusCode::SEE_OTHER);
    let page = house.get(PAGE, &dpo).await.text;
    assert!(!page.contains("value=\"facebook\"") && page.contains("value=\"youtube\""), "{page}");
    let there = between(&page, "Finns redan</h2>", "</ul>");
    assert!(there.contains("<bdi>Facebook</bdi>, Norrviks kommun</a>"), "{there}");
    assert!(link(there, "<bdi>Facebook").starts_with("/registers/platform/"), "{there}");
    let both = form(&house, PAGE, &dpo, "Norrviks kommun", &["youtube", "facebook"]).await;
    let refused = house.post(PAGE, &dpo, &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Facebook finns redan i registret"), "{}", refused.text);
    assert!(between(&refused.text, "value=\"youtube\"", ">").contains("checked"), "what was ticked is kept");
    assert_eq!(count(&house, "platform").await, 1);
}

#[tokio::test]
async fn a_starting_point_is_adapted_in_the_form_and_in_the_language_of_the_page() {
    let house = house().await;
    let register = Register::of("system").unwrap();
    // What its fields lead to is there then.
    made(&house, register, "En annan").await;
    let english = format!("{}; lang=en", house.as_role(DPO).await);
    let page = house.get("/registers/system/starter", &english).await.text;
    let new = link(&page, "> USB stick<").to_owned();
    let form = house.get(&new, &english).await.text;
    assert!(form.contains("value=\"USB stick\"") && form.contains("starting points to review"), "{form}");
    assert!(form.contains(&format!("action=\"{new}\"")));
    let saved = house.post(&new, &english, &body(&filled(register, &form, "Stick in the safe"))).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let kept = kept(&house, &saved.to).await;
    assert_eq!(kept.body.values.text("name"), "Stick in the safe");
    assert_eq!(format!("/registers/system/new?from={}", kept.body.origin.starter), new);
    // Of none is the ordinary form.
    let plain = house.get("/registers/system/new?from=nothing", &english).await;
    assert!(plain.status == StatusCode::OK && plain.text.contains("action=\"/registers/system/new\""));
}

#[tokio::test]
async fn only_who_makes_entries_at_a_unit_begins_there() {
    let house = house().await;
    let (head, teacher) = (house.as_role("Karin Ekhammar").await, house.as_role("Jonas Flodmark").await);
    let (guardian, system) = (house.as_role("Nour Almklint").await, "/registers/system/starter");
    for (cookie, page) in
        [(&teacher, system), (&guardian, system), (&guardian, PAGE), (&head, "/registers/app/starter")]
    {
        assert_eq!(house.get(page, cookie).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(
            house.post(page, cookie, "unit=x&starter=mail").await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
    assert!(!house.get("/registers/system", &teacher).await.text.contains(system));
    // A head begins at her own school, and nowhere else.
    let top = house.get(system, &house.as_role(DPO).await).await.text;
    let top = choice(&top, "unit", "Norrviks kommun");
    let above = house.post(system, &head, &format!("unit={top}&starter=mail")).await;
    assert_eq!(above.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&house, "system").await, 0);
    let here = form(&house, system, &head, "Björkskolan", &["mail"]).await;
    assert_eq!(house.post(system, &head, &here).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        house.post(system, &head, &here).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it is there"
    );
    // Another school has its own, and is told of no other.
    let other = house.as_role("Henrik Stenvik").await;
    assert!(!house.get(system, &other).await.text.contains("Finns redan"));
    let there = form(&house, system, &other, "Kyrkbyns gymnasium", &["mail"]).await;
    assert_eq!(house.post(system, &other, &there).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&house, "system").await, 2);
}
