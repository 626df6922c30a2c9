//! What registers owe reaches those who are to do it: on the first page, by letter, and on Mondays.

use crate::house::{House, between, days_pass, houses, now, seconds_pass};
use crate::office::away::{person, roles_last};
use crate::office::login;
use crate::office::open::stepped;
use crate::office::registers::sent;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam::office::{digest, upkeep};
use varsam_model::register::Register;
use varsam_model::{Id, id};
use varsam_store::Filter;

const DPO: &str = "Lena Granfors";
const HEAD: &str = "Karin Ekhammar";
const TEACHER: &str = "Jonas Flodmark";
const NURSE: &str = "Sofia Rönnås";

async fn unit(house: &House, name: &str) -> String {
    let directory = house.office.directory(house.organiser().await).await.unwrap();
    let units = directory.units();
    units.into_iter().find(|unit| unit.name == name).unwrap().id.to_string()
}

/// Looks as two servers do that were restarted meanwhile; gives to whom letters about this went out, and where they lead.
async fn told(house: &House, about: &str) -> Vec<(Id<id::Person>, String)> {
    for _ in 0..3 {
        upkeep::remind(&house.office).await.unwrap();
    }
    let letters = house.letters().await.into_iter().filter(|letter| letter.about == about);
    letters.map(|letter| (letter.to, letter.path)).collect()
}

async fn first_page(house: &House, name: &str) -> String {
    house.get("/", &house.as_role(name).await).await.text
}

#[tokio::test]
async fn sol_17_whoever_monitors_an_account_owes_a_look_and_says_with_one_press_what_there_was() {
    for house in houses().await {
        let register = Register::of("account").unwrap();
        let (teacher, school) = (person(&house, TEACHER).await, unit(&house, "Björkskolan").await);
        let made = sent(&house, register, "Skolans konto", |form| {
            form.insert("unit".to_owned(), vec![school.clone()]);
            form.insert("monitoring".to_owned(), vec![teacher.to_string()]);
            form.insert("check_hours".to_owned(), vec!["24".to_owned()]);
        });
        let account = made.await.to;
        stepped(&house, register, &account, "approve", "2027-08-01").await;
        let owes = "kontrollera kontot senast";
        days_pass(2);
        assert!(!first_page(&house, TEACHER).await.contains(owes), "it is not in use");
        stepped(&house, register, &account, "open", "2027-08-01").await;
        let page = first_page(&house, TEACHER).await;
        assert!(page.contains(owes) && page.contains(&account), "{page}");
        assert!(!first_page(&house, NURSE).await.contains(owes));
        let (check, cookie) = (format!("{account}/check"), house.as_role(TEACHER).await);
        assert!(house.get(&account, &cookie).await.text.contains("Kontrollerat, inget att göra"));
        // Others see the account and do not answer for it.
        let nurse = house.as_role(NURSE).await;
        assert!(!house.get(&account, &nurse).await.text.contains("Kontrollerat, inget att göra"));
        assert_eq!(house.post(&check, &nurse, "found=").await.status, StatusCode::NOT_FOUND);
        let done = house.post(&check, &cookie, "found=").await;
        assert_eq!(
            (done.status, done.to.as_str()),
            (StatusCode::SEE_OTHER, account.as_str()),
            "{}",
            done.text
        );
        let page = house.get(&account, &cookie).await.text;
        assert!(page.contains("Senast kontrollerat") && page.contains(TEACHER), "{page}");
        assert!(!first_page(&house, TEACHER).await.contains(owes), "nothing for a day");
        days_pass(1);
        let cookie = house.as_role(TEACHER).await;
        let page = house.get("/", &cookie).await.text;
        assert!(between(&page, &account, "</li>").contains("Försenat"), "{page}");
        // Something: what is to be done about it begins with the account.
        let found = house.post(&check, &cookie, "found=moderate").await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.text);
        assert!(found.to.starts_with("/cases/new/moderate?"), "{}", found.to);
        let begin = house.get(&found.to, &cookie).await.text;
        assert!(begin.contains("value=\"Skolans konto\""), "{begin}");
        assert!(begin.contains(&format!("value=\"{school}\" selected")), "{begin}");
        // Whoever leaves that form owes the look still.
        assert!(first_page(&house, TEACHER).await.contains(owes));
        let looked = between(&begin, "name=\"account\" value=\"", "\"");
        assert!(account.ends_with(looked), "{looked}");
        let form = format!("title=Kommentar&text=Prov&unit={school}&account={looked}");
        let begun = house.post("/cases/new/moderate?stack=municipality", &cookie, &form).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
        assert!(!first_page(&house, TEACHER).await.contains(owes));
        assert_eq!(house.post(&check, &cookie, "found=breach").await.status, StatusCode::NOT_FOUND);
        let auditor = house.as_role("Granskare").await;
        let log = house.post("/log", &auditor, "reason=kontroll&kind=check_account").await.text;
        let rows = between(&log, "<tbody>", "</tbody>");
        assert_eq!(rows.matches("Kontrollerade ett konto").count(), 2, "{log}");
        days_pass(-3);
    }
}

/// An account in use at a unit, which a teacher is to look at each day.
async fn watched(house: &House, unit: &str) -> String {
    let (register, teacher) = (Register::of("account").unwrap(), person(house, TEACHER).await);
    let made = sent(house, register, "Skolans konto", |form| {
        form.insert("unit".to_owned(), vec![unit.to_owned()]);
        form.insert("monitoring".to_owned(), vec![teacher.to_string()]);
        form.insert("check_hours".to_owned(), vec!["24".to_owned()]);
    });
    let made = made.await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    for step in ["approve", "open"] {
        stepped(house, register, &made.to, step, "2027-08-01").await;
    }
    made.to
}

#[tokio::test]
async fn the_first_page_opens_no_look_at_an_account_again() {
    for house in houses().await {
        let account = watched(&house, &unit(&house, "Björkskolan").await).await;
        let cookie = house.as_role(TEACHER).await;
        let opened = async || {
            let before = house.office.store.tallied().opened;
            assert_eq!(house.get("/", &cookie).await.status, StatusCode::OK);
            house.office.store.tallied().opened - before
        };
        opened().await;
        let few = opened().await;
        let done = house.post(&format!("{account}/check"), &cookie, "found=").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        opened().await;
        assert!(opened().await <= few, "the look was opened again");
    }
}

#[tokio::test]
async fn whoever_works_below_the_unit_of_an_account_owes_a_look_at_it() {
    for house in houses().await {
        let school = unit(&house, "Björkskolan").await.parse().unwrap();
        let directory = house.office.directory(house.organiser().await).await.unwrap();
        let top = directory.place(school).above.last().unwrap().to_string();
        let account = watched(&house, &top).await;
        days_pass(2);
        let page = first_page(&house, TEACHER).await;
        assert!(page.contains("kontrollera kontot senast") && page.contains(&account), "{page}");
        assert!(!first_page(&house, NURSE).await.contains(&account));
        days_pass(-2);
    }
}

/// Writes what somebody fulfils again, as it is: who works where is worked out anew then.
async fn competence_written(house: &House) {
    let tenant = house.tenant().await;
    let filter = Filter { register: "competence", limit: 1, ..Filter::default() };
    let document = tenant.list::<serde_json::Value>(&filter).await.unwrap().pop().unwrap();
    let mut change = tenant.change(Id::new(document.head.subject), now()).await.unwrap();
    change.update(&document.head, &document.body).await.unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn of_those_who_look_at_once_one_works_out_who_works_where() {
    for house in houses().await {
        watched(&house, &unit(&house, "Björkskolan").await).await;
        let cookie = house.as_role(DPO).await;
        let list = || house.get("/registers/account", &cookie);
        let opened = || house.office.store.tallied().opened;
        list().await;
        competence_written(&house).await;
        let before = opened();
        assert_eq!(list().await.status, StatusCode::OK);
        let one = opened() - before;
        competence_written(&house).await;
        let before = opened();
        let (first, second, third, fourth) = tokio::join!(list(), list(), list(), list());
        assert!([first, second, third, fourth].iter().all(|reply| reply.status == StatusCode::OK));
        let four = opened() - before;
        assert!(four < 4 * one, "{four} for four, {one} for one");
    }
}

#[tokio::test]
async fn when_a_holder_leaves_the_others_are_told_once_and_lists_and_numbers_count_it() {
    for house in houses().await {
        let account = login::set(&house).await;
        let (teacher, head) = (person(&house, TEACHER).await, person(&house, HEAD).await);
        let page = format!("{account}/login");
        let counted = async |attention: &str, name: &str| {
            let list = format!("/registers/account?attention={attention}");
            house.get(&list, &house.as_role(name).await).await.text.contains(&account)
        };
        assert!(!counted("password", DPO).await && !counted("missing", DPO).await);
        assert!(told(&house, "password_due").await.is_empty());
        assert!(!first_page(&house, HEAD).await.contains("byt lösenordet"));
        roles_last(&house, teacher, false).await;
        assert!(counted("password", DPO).await, "it has to be changed");
        assert!(counted("missing", DPO).await, "one of two is no longer here");
        let list = house.get("/registers/account", &house.as_role(HEAD).await).await.text;
        assert!(list.contains("Lösenordet behöver bytas"), "{list}");
        assert!(list.contains("Färre än två har inloggningen"), "{list}");
        let upkeep = house.get("/upkeep", &house.as_role(DPO).await).await.text;
        assert!(upkeep.contains("attention=password"), "{upkeep}");
        assert_eq!(told(&house, "password_due").await, [(head, page.clone())], "whoever holds it still");
        assert!(told(&house, "password_due").await.is_empty(), "once");
        let first = first_page(&house, HEAD).await;
        assert!(first.contains("byt lösenordet") && first.contains(&page), "{first}");
        // Where nobody holds it any more, those who can open it together are told.
        roles_last(&house, head, false).await;
        let to: BTreeSet<_> = told(&house, "password_due").await.into_iter().map(|(to, _)| to).collect();
        assert!(to.contains(&person(&house, DPO).await), "{to:?}");
        assert!(to.contains(&person(&house, "Petra Isbrand").await), "{to:?}");
        assert!(!to.contains(&head) && !to.contains(&teacher), "{to:?}");
        assert!(first_page(&house, DPO).await.contains("byt lösenordet"));
    }
}

#[tokio::test]
async fn an_entry_whose_time_ends_soon_is_told_of_once_and_stands_on_the_first_page() {
    for house in houses().await {
        let register = Register::of("system").unwrap();
        let made = sent(&house, register, "Pärmen", |form| {
            form.insert("review_on".to_owned(), vec!["2027-01-29".to_owned()]);
        });
        let system = made.await.to;
        let (dpo, teacher) = (person(&house, DPO).await, person(&house, TEACHER).await);
        let of_it = async |about: &str| -> Vec<Id<id::Person>> {
            let told = told(&house, about).await.into_iter().filter(|(_, path)| *path == system);
            told.map(|(to, _)| to).collect()
        };
        assert!(of_it("register_soon").await.is_empty(), "it is sixty-one days away");
        assert!(!first_page(&house, DPO).await.contains(&system));
        days_pass(1);
        let soon = of_it("register_soon").await;
        assert_eq!(soon.iter().filter(|to| **to == dpo).count(), 1, "{soon:?}");
        assert!(!soon.contains(&teacher), "who may not change it is not asked to");
        let page = first_page(&house, DPO).await;
        let card = between(&page, &system, "</li>");
        assert!(card.contains("senast 2027-01-29") && !card.contains("Försenat"), "{card}");
        assert!(!first_page(&house, TEACHER).await.contains(&system));
        days_pass(1);
        assert!(of_it("register_soon").await.is_empty(), "once");
        days_pass(60);
        assert!(of_it("register_over").await.contains(&dpo));
        let page = first_page(&house, DPO).await;
        assert!(page.contains(&system) && between(&page, &system, "</li>").contains("Försenat"), "{page}");
        days_pass(-62);
    }
}

#[tokio::test]
async fn what_registers_owe_is_in_the_weekly_letter() {
    for house in houses().await {
        let register = Register::of("system").unwrap();
        let made = sent(&house, register, "Pärmen", |form| {
            form.insert("review_on".to_owned(), vec!["2026-12-20".to_owned()]);
        });
        assert_eq!(made.await.status, StatusCode::SEE_OTHER);
        let (dpo, teacher) = (person(&house, DPO).await, person(&house, TEACHER).await);
        let mut hours = 0;
        while digest::week(now()).is_none() {
            seconds_pass(3600);
            hours += 1;
        }
        digest::write(&house.office).await.unwrap();
        let letters = house.letters().await.into_iter().filter(|letter| letter.about == "digest");
        let letters: Vec<_> = letters.map(|letter| (letter.to, letter.path)).collect();
        assert_eq!(letters.iter().filter(|(to, _)| *to == dpo).count(), 1, "{letters:?}");
        assert!(letters.iter().all(|(to, path)| *to != teacher && path == "/"), "{letters:?}");
        seconds_pass(-3600 * hours);
    }
}
