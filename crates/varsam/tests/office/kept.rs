//! Answers of the guidance that are kept as decisions, and taken up again when the rules answer otherwise.

use crate::house::{House, between, furnished, house};
use axum::http::StatusCode;
use std::fs;
use varsam::library::{Origin, read, shipped_files};
use varsam::office::answers::ask_again;

const ASK: &str =
    "/ask/install-app?stack=company&app_action=install&app_status=app_approved&installer=other_staff";

/// Keeps an answer at the first unit that there is; gives its page.
async fn kept(house: &House, cookie: &str, note: &str) -> String {
    let answer = house.get(ASK, cookie).await.text;
    let keep = between(&answer, "href=\"/ask/install-app/keep", "\"").replace("&#38;", "&");
    let keep = format!("/ask/install-app/keep{keep}");
    let form = house.get(&keep, cookie).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let units = between(&form.text, "name=\"unit\"", "</select>");
    let units = units.split("<option value=\"").filter_map(|rest| rest.split('"').next());
    let unit = units.into_iter().find(|unit| unit.len() == 36).unwrap();
    let body = format!("unit={unit}&note={note}");
    let done = house.post(&keep, cookie, &body).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.to
}

/// The rulebooks that ship, with the rule on approved apps turned round.
fn turned() -> varsam::library::Shelf {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in shipped_files() {
        let text = if name == "academedia/riktlinjer.md" { turn(&text) } else { text };
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    read(&Origin::Folder(folder.path().to_owned()), "2026-12-01".parse().unwrap())
}

fn turn(text: &str) -> String {
    let turned = |rule: &str| match rule.contains("when = \"app_status == app_approved\"") {
        true => rule.replacen("answer = \"yes\"", "answer = \"no\"", 1),
        false => rule.to_owned(),
    };
    let turned = text.split("```rule").map(turned).collect::<Vec<_>>().join("```rule");
    assert_ne!(turned, text);
    turned
}

/// The rules of a day before anything was kept.
fn long_ago() -> varsam::library::Shelf {
    read(&Origin::Shipped, "2000-01-01".parse().unwrap())
}

#[tokio::test]
async fn a_kept_answer_tells_what_was_asked_and_by_whom_it_was_kept() {
    let house = house().await;
    let cookie = house.as_role("Karin Ekhammar").await;
    let entry = kept(&house, &cookie, "Inf%C3%B6r+h%C3%B6stterminen").await;
    let page = house.get(&entry, &cookie).await.text;
    for words in
        ["Får jag installera den här appen?", "Inför höstterminen", "Godkänd (den står på listan)", "Gäller"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    // The way back to the question.
    assert!(page.contains("/ask/install-app?stack=company"), "{page}");
    let list = house.get("/registers/answer", &cookie).await.text;
    assert!(list.contains(&entry), "{list}");
}

#[tokio::test]
async fn an_answer_is_kept_by_whom_it_is_for_and_only_once_it_is_there() {
    let house = house().await;
    let staff = house.as_role("Jonas Flodmark").await;
    assert!(!house.get(ASK, &staff).await.text.contains("/keep"));
    let keep = ASK.replace("install-app?", "install-app/keep?");
    assert_eq!(house.get(&keep, &staff).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&keep, &staff, "note=x").await.status, StatusCode::NOT_FOUND);
    let head = house.as_role("Karin Ekhammar").await;
    let open = house.get("/ask/install-app/keep?stack=company&app_action=install", &head).await;
    assert_eq!(
        (open.status, open.to.as_str()),
        (StatusCode::SEE_OTHER, "/ask/install-app?stack=company&app_action=install")
    );
    // What the guard finds in the note is said, and nothing is lost.
    let reply = house.post(&keep, &head, "note=G%C3%A4ller+Nour%2C+20120403-2384").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text.contains("20120403-2384"), "{}", reply.text);
}

#[tokio::test]
async fn a_kept_answer_is_taken_up_again_when_a_new_edition_answers_otherwise() {
    let house = house().await;
    let cookie = house.as_role("Karin Ekhammar").await;
    let entry = kept(&house, &cookie, "").await;
    let same = read(&Origin::Shipped, "2026-12-01".parse().unwrap());
    assert_eq!(ask_again(&house.office, &same).await.unwrap(), 0, "the same rules answer the same");
    let turned = turned();
    assert_eq!(ask_again(&house.office, &turned).await.unwrap(), 1);
    assert_eq!(ask_again(&house.office, &turned).await.unwrap(), 0, "once is enough");
    let page = house.get(&entry, &cookie).await.text;
    assert!(page.contains("Behöver tas upp igen") && page.contains("Installera inte appen"), "{page}");
    assert!(page.contains("Varsam självt"), "who did it: {page}");
    // Who upholds it knows the new answer, and is not asked about it again.
    let decides = house.as_role("Lena Granfors").await;
    let version = between(
        &house.get(&format!("{entry}/step/uphold"), &decides).await.text,
        "name=\"version\" value=\"",
        "\"",
    )
    .to_owned();
    let done = house
        .post(
            &format!("{entry}/step/uphold"),
            &decides,
            &format!("version={version}&remark=Det+st%C3%A5r+fast"),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(ask_again(&house.office, &turned).await.unwrap(), 0);
}

#[tokio::test]
async fn what_the_demonstration_has_kept_is_what_the_rules_answer() {
    let house = furnished().await;
    let shelf = read(&Origin::Shipped, "2026-12-01".parse().unwrap());
    assert_eq!(ask_again(&house.office, &shelf).await.unwrap(), 0);
    assert_eq!(
        ask_again(&house.office, &long_ago()).await.unwrap(),
        0,
        "a clock that jumps back decides nothing"
    );
    let mut gone = long_ago();
    gone.day = shelf.day;
    assert!(ask_again(&house.office, &gone).await.unwrap() > 2, "they are asked");
}
