//! What a case comes to stands in the register, by URL: a step that leads to an entry is done when the entry stands where the
//! guideline says, and takes it there where the reader may.

use crate::house::{House, Reply, between, houses_with, seconds_pass};
use crate::office::log_review::person;
use crate::office::open::{hall, stepped};
use crate::office::registers::made;
use crate::office::statistics::{acts, unit};
use axum::http::{Request, StatusCode};
use varsam_model::case::{Act, Case, Event};
use varsam_model::register::{Entry, Register};
use varsam_model::{Id, id};
use varsam_store::{Document, Filter};

const TEACHER: &str = "Jonas Flodmark";
const HEAD: &str = "Karin Ekhammar";
const OFFICER: &str = "Lena Granfors";
const ADMINISTRATOR: &str = "Anders Kvistorp";

/// Starts a routine at Björkskolan; gives the address of the case.
async fn start(house: &House, who: &str, (stack, routine): (&str, &str), more: &str) -> String {
    let form = format!("title=Prov&text=Prov&{more}&unit={}", unit(house, "Björkskolan").await);
    let path = format!("/cases/new/{routine}?stack={stack}");
    let begun = house.post(&path, &house.as_role(who).await, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

/// Does something with a step, whatever comes of it.
async fn tried(house: &House, who: &str, path: &str, more: &str) -> Reply {
    let reply = house.post_with_version(path, path, &house.as_role(who).await, more).await;
    seconds_pass(1);
    reply
}

async fn done(house: &House, who: &str, path: &str, more: &str) {
    let reply = tried(house, who, path, more).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{path}: {}", reply.text);
}

async fn entry(house: &House, id: &str) -> Document<Entry> {
    let id: Id<id::Record> = id.parse().unwrap();
    house.tenant().await.read(id).await.unwrap()
}

/// The accounts of Björkskolan that are open.
async fn accounts(house: &House) -> Vec<Document<Entry>> {
    let units = &[unit(house, "Björkskolan").await];
    let filter = Filter { register: "account", state: "open", units, limit: 99, ..Filter::default() };
    house.tenant().await.list(&filter).await.unwrap()
}

/// An app that is asked for, and its case up to the verdict.
async fn judged(house: &House, name: &str, verdict: &str) -> (String, String) {
    let address = made(house, Register::of("app").unwrap(), name).await;
    let app = address.rsplit('/').next().unwrap().to_owned();
    let case = start(house, TEACHER, ("company", "app"), "").await;
    done(house, TEACHER, &format!("{case}/request/done"), &format!("link={app}")).await;
    let assessed = "note=Skickar+inget.&fact-security_assessed=yes";
    done(house, ADMINISTRATOR, &format!("{case}/security/done"), assessed).await;
    done(house, ADMINISTRATOR, &format!("{case}/report/done"), "").await;
    done(house, OFFICER, &format!("{case}/agreement/declined"), "note=Inga+uppgifter.").await;
    let verdict = format!("decision={verdict}&note=Hemligt+skäl.");
    done(house, OFFICER, &format!("{case}/verdict/done"), &verdict).await;
    (case, app)
}

#[tokio::test]
async fn sol_12_an_account_that_is_closed_by_a_case_is_closed_in_the_register_and_gone_from_the_open_page() {
    for house in houses_with(true).await {
        let account = accounts(&house).await.remove(0).head.id;
        let open = format!("{}/accounts/{account}", hall(&house).await);
        assert_eq!(house.get(&open, "").await.status, StatusCode::OK);
        let case = start(&house, HEAD, ("municipality", "account-close"), "").await;
        done(&house, HEAD, &format!("{case}/propose/done"), "note=Ingen+har+tid.").await;
        done(&house, HEAD, &format!("{case}/decide/done"), "decision=yes&note=Läggs+ned.").await;
        done(&house, HEAD, &format!("{case}/keep/done"), "note=Inget.").await;
        done(&house, HEAD, &format!("{case}/close/done"), "").await;
        let form = house.get(&format!("{case}/report/done"), &house.as_role(HEAD).await).await.text;
        assert!(form.contains("I registret ska posten stå som Avslutat"), "{form}");
        done(&house, HEAD, &format!("{case}/report/done"), &format!("link={account}")).await;
        let closed = entry(&house, &account.to_string()).await;
        assert_eq!(
            (closed.head.state.as_str(), closed.body.values.text("closed_on")),
            ("closed", "2026-11-29")
        );
        assert_eq!(house.get(&open, "").await.status, StatusCode::NOT_FOUND);
        let page = house.get(&case, &house.as_role(HEAD).await).await.text;
        assert!(page.contains("Avslutat"), "{page}");
    }
}

#[tokio::test]
async fn acm_11_a_no_to_an_app_refuses_its_entry() {
    for house in houses_with(false).await {
        let (case, app) = judged(&house, "Räknesnurran", "no").await;
        done(&house, OFFICER, &format!("{case}/list-refused/done"), &format!("link={app}")).await;
        let refused = entry(&house, &app).await;
        assert_eq!(refused.head.state, "refused");
        let values = &refused.body.values;
        assert_eq!(values.text("assessed_on"), "2026-11-29");
        assert!(values.text("assessment").contains("Skälen står i ärendet"), "{values:?}");
        assert!(!values.text("assessment").contains("Hemligt"), "others read the register");
    }
}

#[tokio::test]
async fn acm_11_the_register_says_why_in_one_language_whoever_does_the_step() {
    for house in houses_with(false).await {
        let (case, app) = judged(&house, "Räknesnurran", "no").await;
        let (path, cookie) = (format!("{case}/list-refused/done"), house.as_role(OFFICER).await);
        let page = house.get(&path, &cookie).await.text;
        let version = between(&page, "name=\"version\" value=\"", "\"");
        let sent = Request::post(&path).header("cookie", &cookie).header("sec-fetch-site", "same-origin");
        let sent = sent.header("accept-language", "en");
        let sent = sent.header("content-type", "application/x-www-form-urlencoded");
        let done = house.send(sent, format!("version={version}&link={app}")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let values = entry(&house, &app).await.body.values;
        assert!(values.text("assessment").contains("Skälen står i ärendet"), "{values:?}");
    }
}

#[tokio::test]
async fn acm_11_a_yes_to_an_app_is_not_listed_before_the_register_says_so() {
    for house in houses_with(false).await {
        let (case, app) = judged(&house, "Räknesnurran", "yes").await;
        // Another app, and one that stands elsewhere, are none.
        let other = made(&house, Register::of("app").unwrap(), "En annan").await;
        let other = other.rsplit('/').next().unwrap();
        let list = format!("{case}/list/done");
        let refused = tried(&house, OFFICER, &list, &format!("note=Klart.&link={other}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        let early = tried(&house, OFFICER, &list, &format!("note=Klart.&link={app}")).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
        let address = format!("/registers/app/{app}");
        for told in ["Posten står som Begärd", &format!("href=\"{address}\""), "Klart.</textarea>"] {
            assert!(early.text.contains(told), "{told}: {}", early.text);
        }
        assert_eq!(entry(&house, &app).await.head.state, "requested");
        stepped(&house, Register::of("app").unwrap(), &address, "approve", "2027-06-30").await;
        done(&house, OFFICER, &list, &format!("link={app}")).await;
    }
}

#[tokio::test]
async fn acm_14_a_no_to_a_service_takes_none_out_of_use_by_the_way() {
    for house in houses_with(false).await {
        let register = Register::of("service").unwrap();
        let address = made(&house, register, "Ordbanken").await;
        stepped(&house, register, &address, "approve", "2027-06-30").await;
        stepped(&house, register, &address, "recommend", "2027-06-30").await;
        let service = address.rsplit('/').next().unwrap();
        let before = entry(&house, service).await;
        assert_eq!(before.head.state, "recommended");
        let case = start(&house, TEACHER, ("company", "learning-service"), "").await;
        done(&house, TEACHER, &format!("{case}/request/done"), &format!("link={service}")).await;
        done(&house, OFFICER, &format!("{case}/review/done"), "note=Granskad.").await;
        done(&house, OFFICER, &format!("{case}/verdict/done"), "decision=no&note=Inte+på+listan.").await;
        let list = format!("{case}/list-refused/done");
        let refused = tried(&house, OFFICER, &list, &format!("link={service}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        assert!(refused.text.contains(&format!("href=\"{address}\"")), "{}", refused.text);
        let after = entry(&house, service).await;
        assert_eq!((after.head.state.as_str(), after.head.version), ("recommended", before.head.version));
        assert_eq!(after.body.values.text("assessment"), before.body.values.text("assessment"));
        stepped(&house, register, &address, "withdraw", "2027-06-30").await;
        done(&house, OFFICER, &list, &format!("link={service}")).await;
    }
}

#[tokio::test]
async fn sol_13_a_yes_attests_the_accounts_of_the_school_for_a_year() {
    for house in houses_with(true).await {
        let case = start(&house, HEAD, ("municipality", "account-attest"), "").await;
        done(&house, HEAD, &format!("{case}/look/done"), "note=Alla+har+två.").await;
        done(&house, HEAD, &format!("{case}/attest/done"), "decision=yes&note=Det+finns+tid.").await;
        let accounts = accounts(&house).await;
        assert!(!accounts.is_empty());
        for account in accounts {
            let until =
                account.body.values.get("attested_until").and_then(varsam_model::register::Value::date);
            let least = "2027-11-30".parse().unwrap();
            assert!(until.is_some_and(|until| until >= least), "{:?}", account.body.values);
        }
    }
}

#[tokio::test]
async fn sol_42_each_place_is_shown_as_cleared_before_anybody_is_answered() {
    for house in houses_with(true).await {
        let account = accounts(&house).await.remove(0);
        let name = account.body.values.text("name").to_owned();
        let facts = "fact-removal_from=our_social_media";
        let case = start(&house, HEAD, ("municipality", "take-down"), facts).await;
        let found = format!(
            "place={}&addresses=https://exempel.se/1%0D%0A%0D%0Ahttps://exempel.se/2",
            account.head.id
        );
        let form = house.get(&format!("{case}/find/done"), &house.as_role(HEAD).await).await.text;
        assert!(form.contains(&format!("value=\"{}\"", account.head.id)), "{form}");
        done(&house, HEAD, &format!("{case}/find/done"), &found).await;
        done(&house, "Disa Ripskog", &format!("{case}/find-central/done"), "note=Inget.").await;
        done(&house, HEAD, &format!("{case}/keep/declined"), "note=Inget.").await;
        let remove = format!("{case}/remove/done");
        for (typed, told) in [
            ("note=Allt+borta.", "Välj det ställe"),
            ("note=Allt+borta.&place=3", "Välj det ställe"),
            ("place=1", "Skriv vad som visar"),
        ] {
            let refused = tried(&house, HEAD, &remove, typed).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(refused.text.contains(told), "{typed}: {}", refused.text);
        }
        for place in ["1", "0"] {
            done(&house, HEAD, &remove, &format!("place={place}&note=Borta+nu.")).await;
            let page = house.get(&case, &house.as_role(HEAD).await).await.text;
            assert!(page.contains("https://exempel.se/2</bdi>: kvar") && page.contains(&name), "{page}");
            assert!(page.contains("https://exempel.se/1</bdi>: borttaget"), "{page}");
            assert!(page.contains("/remove/done") && !page.contains("/answer/done"), "{page}");
        }
        let again = tried(&house, HEAD, &remove, "place=0&note=Borta+nu.").await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "that one is cleared already");
        done(&house, HEAD, &remove, "place=2&note=Borta+nu.").await;
        done(&house, "Disa Ripskog", &format!("{case}/remove-central/declined"), "note=Inget.").await;
        done(&house, HEAD, &format!("{case}/answer/done"), "note=Borta.").await;
        let page = house.get(&case, &house.as_role(HEAD).await).await.text;
        assert!(page.contains("Avslutat") && !page.contains(": kvar"), "{page}");
    }
}

#[tokio::test]
async fn sol_42_places_that_were_typed_are_not_lost_when_the_step_moves_meanwhile() {
    for house in houses_with(true).await {
        let account = accounts(&house).await.remove(0).head.id;
        let facts = "fact-removal_from=our_social_media";
        let case = start(&house, HEAD, ("municipality", "take-down"), facts).await;
        let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
        let mut document = house.tenant().await.read::<Case>(id).await.unwrap();
        let (cookie, form) = (house.as_role(HEAD).await, format!("{case}/find/done"));
        let page = house.get(&form, &cookie).await.text;
        let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
        let other = person(&house, "Disa Ripskog").await;
        let moved = ("find", Act::HandedOver, "2026-11-29T09:05");
        let by_another = |event: &mut Event| (event.by, event.to) = (Some(other), Some(other));
        acts(&house, &mut document, moved, by_another).await;
        // A place is ticked, another written, and there is no note.
        let typed = format!("version={version}&place={account}&addresses=https://exempel.se/7&note=");
        let sent = house.post(&form, &cookie, &typed).await;
        assert_eq!(sent.status, StatusCode::CONFLICT, "{}", sent.text);
        let ticked = format!("value=\"{account}\" checked");
        for told in ["https://exempel.se/7</textarea>", &ticked, "Steget ligger inte längre hos dig"] {
            assert!(sent.text.contains(told), "{told}: {}", sent.text);
        }
        assert!(!sent.text.contains(">Klart</button>"), "there is nothing to send: {}", sent.text);
        let after = house.tenant().await.read::<Case>(id).await.unwrap();
        assert!(after.body.events.iter().all(|event| event.places.is_empty()));
    }
}
