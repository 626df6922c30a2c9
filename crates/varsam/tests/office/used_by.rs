//! "We use this": who works at a school says that it uses an app, without a right to change the app's entry.

use crate::house::{House, between, house};
use crate::office::open::{hall, stepped};
use crate::office::registers::{body, choice, filled, keeper, made};
use axum::http::StatusCode;
use varsam_model::register::Register;

const TEACHER: &str = "Jonas Flodmark";
const OTHER: &str = "Samira Osmanik";

/// Something approved that nobody uses so far.
async fn approved(house: &House, code: &str) -> String {
    let (register, new) = (Register::of(code).unwrap(), format!("/registers/{code}/new"));
    // What it leads to is there then.
    made(house, register, "En annan").await;
    let cookie = house.as_role(keeper(register)).await;
    let mut form = filled(register, &house.get(&new, &cookie).await.text, "Räkneboken");
    form.remove("used_by");
    let entry = house.post(&new, &cookie, &body(&form)).await.to;
    stepped(house, register, &entry, "approve", "2027-06-30").await;
    entry
}

/// What the button of an entry sends.
fn button(page: &str) -> String {
    let form = between(page, "/uses\"", "</form>");
    let unit = between(form, "name=\"unit\" value=\"", "\"");
    format!("unit={unit}&uses={}", between(form, "name=\"uses\" value=\"", "\""))
}

async fn revisions(house: &House) -> i64 {
    house.tenant().await.stamp("revision").await.unwrap().count()
}

#[tokio::test]
async fn who_works_at_a_school_says_that_it_uses_something_and_takes_it_back() {
    let house = house().await;
    for (code, list) in [("app", "apps"), ("service", "services")] {
        let entry = approved(&house, code).await;
        let (teacher, other) = (house.as_role(TEACHER).await, house.as_role(OTHER).await);
        let uses = format!("{entry}/uses");
        let before = house.get(&entry, &teacher).await.text;
        assert!(before.contains("Ange att Björkskolan använder det här"), "{before}");
        let open = format!("{}/feed/{list}.json", hall(&house).await);
        let count = async || {
            let feed: serde_json::Value = serde_json::from_str(&house.get(&open, "").await.text).unwrap();
            feed[0]["used_by"].as_u64().unwrap()
        };
        let (used_by, changed) = (count().await, revisions(&house).await);
        assert_eq!(used_by, 0);
        let yes = button(&before);
        assert!(yes.ends_with("uses=yes"), "{yes}");
        let said = house.post(&uses, &teacher, &yes).await;
        assert_eq!((said.status, said.to.as_str()), (StatusCode::SEE_OTHER, entry.as_str()));
        let after = house.get(&entry, &teacher).await.text;
        assert!(after.contains("Ange att Björkskolan inte längre använder det"), "{after}");
        let history = between(&after, "Vad som har hänt", "</section>");
        let ours = history.split("</ul>").find(|one| one.contains("Jonas Flodmark")).unwrap();
        assert!(ours.contains("Björkskolan"), "{history}");
        // Said once more, it is no change.
        house.post(&uses, &teacher, &yes).await;
        assert_eq!((count().await, revisions(&house).await), (1, changed + 1));
        house.post(&uses, &other, &button(&house.get(&entry, &other).await.text)).await;
        assert_eq!(count().await, 2);
        let shown = house.get(&format!("/registers/{code}"), &teacher).await.text;
        assert!(shown.contains("Används av 2 enheter"), "{shown}");
        // How many is for everybody, which ones is not.
        let page = house.get(&format!("{}/{list}", hall(&house).await), "").await.text;
        assert!(!page.contains("Strandskolan") && page.contains("<td>2</td>"), "{page}");
        house.post(&uses, &teacher, &button(&after)).await;
        assert_eq!(count().await, 1);
    }
    let log = house.post("/log", &house.as_role("Granskare").await, "reason=kontroll").await.text;
    assert!(log.contains("Jonas Flodmark"), "{log}");
}

#[tokio::test]
async fn it_is_said_on_the_list_which_comes_again_as_it_was() {
    let house = house().await;
    approved(&house, "app").await;
    let teacher = house.as_role(TEACHER).await;
    let list = house.get("/registers/app?q=räkne&state=approved", &teacher).await.text;
    let form = between(&list, "/uses\"", "</form>");
    let query = between(form, "name=\"list\" value=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
    let mut body = form_urlencoded::Serializer::new(button(&list));
    body.append_pair("list", &format!("{query}&x=a\r\nb"));
    let uses = list.split("action=\"").find(|one| one.contains("/uses\"")).unwrap();
    let said = house.post(uses.split('"').next().unwrap(), &teacher, &body.finish()).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    assert!(said.to.starts_with("/registers/app?q=r%C3%A4kne&state=approved&x=a"), "{}", said.to);
    let again = house.get(&said.to, &teacher).await.text;
    assert!(
        again.contains("Räkneboken") && again.contains("Ange att Björkskolan inte längre använder det"),
        "{again}"
    );
}

#[tokio::test]
async fn nobody_speaks_for_another_school_or_of_what_they_do_not_see() {
    let house = house().await;
    let entry = approved(&house, "app").await;
    let (teacher, other) = (house.as_role(TEACHER).await, house.as_role(OTHER).await);
    let uses = format!("{entry}/uses");
    let others = button(&house.get(&entry, &other).await.text);
    let before = revisions(&house).await;
    assert_eq!(house.post(&uses, &teacher, &others).await.status, StatusCode::NOT_FOUND);
    let guardian = house.as_role("Nour Almklint").await;
    assert_eq!(house.post(&uses, &guardian, &others).await.status, StatusCode::NOT_FOUND);
    // What is asked for at a school is not there for another.
    let page = house.get("/registers/app/new", &teacher).await.text;
    let register = Register::of("app").unwrap();
    let form = filled(register, &page, "Appen här");
    let own = house.post("/registers/app/new", &teacher, &body(&form)).await.to;
    assert_eq!(house.post(&format!("{own}/uses"), &other, &others).await.status, StatusCode::NOT_FOUND);
    // An account is used by nobody in this sense, and the right to change an entry is not given by it.
    let account = made(&house, Register::of("account").unwrap(), "Sidan").await;
    let top = house.get("/registers/app/new", &house.as_role("Lena Granfors").await).await.text;
    let top = format!("unit={}&uses=yes", choice(&top, "unit", "Norrviks kommun"));
    let keeper = house.as_role("Petra Isbrand").await;
    assert_eq!(house.post(&format!("{account}/uses"), &keeper, &top).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&format!("{entry}/edit"), &teacher).await.status, StatusCode::NOT_FOUND);
    assert_eq!(revisions(&house).await, before);
}

#[tokio::test]
async fn what_is_withdrawn_is_used_no_more_but_by_those_who_still_do() {
    let house = house().await;
    let entry = approved(&house, "app").await;
    let (teacher, other) = (house.as_role(TEACHER).await, house.as_role(OTHER).await);
    let uses = format!("{entry}/uses");
    let others = button(&house.get(&entry, &other).await.text);
    house.post(&uses, &teacher, &button(&house.get(&entry, &teacher).await.text)).await;
    stepped(&house, Register::of("app").unwrap(), &entry, "withdraw", "").await;
    assert!(!house.get(&entry, &other).await.text.contains("/uses\""));
    assert_eq!(house.post(&uses, &other, &others).await.status, StatusCode::NOT_FOUND);
    let back = button(&house.get(&entry, &teacher).await.text);
    assert!(back.ends_with("uses=no"), "{back}");
    assert_eq!(house.post(&uses, &teacher, &back).await.status, StatusCode::SEE_OTHER);
    assert!(!house.get(&entry, &teacher).await.text.contains("/uses\""));
}
