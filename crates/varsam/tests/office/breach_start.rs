//! How a breach begins, by URL: when it was discovered, who told of it, one case for one form; which organisations have the
//! routine for IT incidents; and that whoever opens the register of breaches stands in the log.

use crate::house::{House, NOW, between, day, house, houses_with, seconds_pass};
use crate::office::breach::{
    HEAD, OFFICER, OPERATIONS, TEACHER, does, locale, option, report, reported, tried,
};
use axum::http::StatusCode;
use varsam_model::case::{Case, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Filter, TrailFilter};

/// The routine's form as somebody opens it, and what it sends: a breach at Björkskolan, with the id of the form.
async fn form(house: &House, cookie: &str) -> String {
    let page = house.get("/cases/new/breach", cookie).await.text;
    let id = between(&page, "name=\"case\" value=\"", "\"");
    format!("{}&unit={}&case={id}", report("Klasslista", 0), option(&page, "Björkskolan"))
}

async fn cases(house: &House) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 99, ..Filter::default() };
    house.tenant().await.list::<Case>(&filter).await.unwrap()
}

#[tokio::test]
async fn a_form_that_is_sent_twice_starts_one_case() {
    for house in houses_with(false).await {
        let cookie = house.as_role(TEACHER).await;
        let sent = form(&house, &cookie).await;
        let (first, second) = tokio::join!(
            house.post("/cases/new/breach", &cookie, &sent),
            house.post("/cases/new/breach", &cookie, &sent),
        );
        let third = house.post("/cases/new/breach", &cookie, &sent).await;
        for reply in [&first, &second, &third] {
            assert_eq!((reply.status, reply.to.as_str()), (StatusCode::SEE_OTHER, first.to.as_str()));
        }
        assert!(sent.ends_with(first.to.trim_start_matches("/cases/")), "under the id of the form");
        assert_eq!(cases(&house).await.len(), 1);
        // Another report in the same form is no repetition, and neither is that of somebody else.
        let other = sent.replace("title=Klasslista", "title=Telefon");
        let other = house.post("/cases/new/breach", &cookie, &other).await;
        let head = house.as_role(HEAD).await;
        let others = house.post("/cases/new/breach", &head, &sent).await;
        for reply in [&other, &others] {
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
            assert_ne!(reply.to, first.to);
        }
        assert_eq!(cases(&house).await.len(), 3);
    }
}

#[tokio::test]
async fn an_id_that_no_form_was_given_begins_nothing_under_it() {
    let house = house().await;
    let cookie = house.as_role(TEACHER).await;
    let sent = form(&house, &cookie).await;
    let (fields, unit) = (sent.rsplit_once("&case=").unwrap().0, between(&sent, "&unit=", "&"));
    let made = |seconds: i64| Id::<id::Record>::made(NOW.plus_seconds(seconds), [7; 10]).to_string();
    let random = "0d9f6a52-3f0c-4f5e-9d0a-5d5a7a3f6f11".to_owned();
    let refused = [made(-90_000), made(900), random, "nonsense".to_owned(), String::new(), unit.to_owned()];
    for id in &refused {
        let begun = house.post("/cases/new/breach", &cookie, &format!("{fields}&case={id}")).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{id}: {}", begun.text);
        assert_ne!(begun.to, format!("/cases/{id}"));
    }
    assert_eq!(cases(&house).await.len(), refused.len(), "nothing that was written is lost");
    let taken = made(-60);
    let begun = house.post("/cases/new/breach", &cookie, &format!("{fields}&case={taken}")).await;
    assert_eq!(begun.to, format!("/cases/{taken}"), "within the day");
    // What is wrong with a form takes no id away from it.
    let wrong = house.post("/cases/new/breach", &cookie, &sent.replace("title=Klasslista", "title=")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(&format!("name=\"case\" value=\"{}\"", sent.rsplit_once('=').unwrap().1)));
}

#[tokio::test]
async fn acm_17_when_it_was_discovered_is_said_and_not_filled_in() {
    let house = house().await;
    let cookie = house.as_role(TEACHER).await;
    let page = house.get("/cases/new/breach", &cookie).await.text;
    let field = between(&page, "id=\"at-discovered\"", ">");
    assert!(field.contains("value=\"\""), "{field}");
    assert!(page.contains("eller när personuppgiftsbiträdet berättade"), "{page}");
    let sent = form(&house, &cookie).await;
    let at = format!("at-discovered={}T08:30", day(0));
    assert!(sent.contains(&at));
    let without = sent.replace(&at, "at-discovered=");
    let silent = house.post("/cases/new/breach", &cookie, &without).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text.contains(&locale("cases-error-moment")), "{}", silent.text);
    let both = house.post("/cases/new/breach", &cookie, &format!("{sent}&now-discovered=yes")).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(both.text.contains(&locale("cases-error-either")), "{}", both.text);
    assert!(both.text.contains("name=\"now-discovered\" value=\"yes\" checked"), "{}", both.text);
    let now = house.post("/cases/new/breach", &cookie, &format!("{without}&now-discovered=yes")).await;
    assert_eq!(now.status, StatusCode::SEE_OTHER, "{}", now.text);
    assert_eq!(cases(&house).await[0].body.dates["discovered"], NOW);
}

#[tokio::test]
async fn acm_17_what_a_processor_tells_of_starts_the_same_case_and_the_clock_runs_from_being_told() {
    let house = house().await;
    let cookie = house.as_role(TEACHER).await;
    let sent = form(&house, &cookie).await.replace("from_processor=no", "from_processor=yes");
    let case = house.post("/cases/new/breach", &cookie, &sent).await.to;
    let page = house.get(&case, &house.as_role(OFFICER).await).await.text;
    assert!(page.contains(&format!("href=\"{case}/processor/done\"")), "{page}");
    assert!(page.contains(&format!("{} 08:30", day(3))), "72 hours from when it was known: {page}");
    does(&house, &case, (OFFICER, "processor"), "note=Biträdet+skickar+en+lista.").await;
    let own = reported(&house, TEACHER, "Björkskolan", "Telefon").await;
    let page = house.get(&own, &house.as_role(OFFICER).await).await.text;
    assert!(!page.contains("/processor/done"), "nobody is asked for what did not happen: {page}");
}

/// By when a step is owed; nothing where it is not owed.
fn due(case: &Case, step: &str) -> Option<Instant> {
    let walked = case.walk(OfficeHours::default());
    match walked.iter().find(|stood| stood.step.id == step).unwrap().standing {
        Standing::Open { due, .. } => due,
        _ => None,
    }
}

#[tokio::test]
async fn where_the_cybersecurity_act_applies_its_clocks_run_beside_the_seventy_two_hours() {
    for house in houses_with(false).await {
        let case = reported(&house, TEACHER, "Björkskolan", "Intrång").await;
        let said = "decision=yes&note=Elevsystemet+är+nere.&fact-significant_incident=yes";
        does(&house, &case, (OFFICER, "cyber"), said).await;
        let operations = house.as_role(OPERATIONS).await;
        let page = house.get(&case, &operations).await.text;
        assert!(page.contains(&format!("href=\"{case}/csirt-warn/done\"")), "{page}");
        let begun = cases(&house).await.remove(0).body;
        let after = |hours: i64| Some(begun.dates["discovered"].plus_seconds(hours * 3600));
        assert_eq!(due(&begun, "csirt-warn"), after(24));
        assert_eq!(due(&begun, "csirt-report"), None, "the warning comes first");
        does(&house, &case, (OPERATIONS, "csirt-warn"), "note=Varning+lämnad.").await;
        assert_eq!(due(&cases(&house).await[0].body, "csirt-report"), after(72));
        does(&house, &case, (OPERATIONS, "csirt-report"), "note=Anmäld.").await;
        let last = due(&cases(&house).await[0].body, "csirt-final").unwrap();
        assert!(last > NOW.plus_seconds(29 * 86_400) && last < NOW.plus_seconds(32 * 86_400), "a month");
        // Where it does not apply nobody is asked for anything by it.
        let other = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
        let said = "decision=no&note=Ett+mejl.&fact-significant_incident=no";
        does(&house, &other, (OFFICER, "cyber"), said).await;
        let other =
            cases(&house).await.into_iter().find(|case| case.body.title == "Klasslista").unwrap().body;
        let steps = other.walk(OfficeHours::default());
        let asked = steps.iter().filter(|stood| stood.step.id.starts_with("csirt-"));
        assert!(asked.map(|stood| stood.standing).eq([Standing::NotNeeded; 3]), "{steps:?}");
    }
}

#[tokio::test]
async fn the_routine_for_it_incidents_is_offered_where_the_law_applies() {
    let house = house().await;
    let cookie = house.as_role(HEAD).await;
    for (stack, expected) in [("municipality", StatusCode::OK), ("company", StatusCode::NOT_FOUND)] {
        let path = format!("/cases/new/csirt?stack={stack}");
        assert_eq!(house.get(&path, &cookie).await.status, expected, "{stack}");
        let sent = house.post(&path, &cookie, "title=Virus").await.status;
        let is_read = sent == StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(is_read, expected == StatusCode::OK, "{stack}: {sent}");
        let list = house.get(&format!("/cases?stack={stack}"), &cookie).await.text;
        assert_eq!(list.contains("/cases/new/csirt"), expected == StatusCode::OK, "{stack}: {list}");
        let page =
            house.get(&format!("/guidelines/law/cybersakerhetslagen?stack={stack}"), &cookie).await.text;
        let is_said = page.contains(&locale("note-not-offered"));
        assert_eq!(is_said, expected != StatusCode::OK, "{stack}: {page}");
    }
}

#[tokio::test]
async fn acm_17_whoever_opens_the_register_of_breaches_stands_in_the_log_once() {
    for house in houses_with(false).await {
        reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
        let officer = house.as_role(OFFICER).await;
        let opened = async || {
            let filter = TrailFilter { kind: "view_breaches", limit: 9, ..TrailFilter::default() };
            house.tenant().await.trail(&filter).await.unwrap()
        };
        assert!(opened().await.is_empty());
        assert_eq!(house.get("/breaches", &officer).await.status, StatusCode::OK);
        let deeds = opened().await;
        assert_eq!((deeds.len(), deeds[0].note.as_deref()), (1, Some("breaches 1")));
        // Whoever sees no register has opened none.
        let teacher = house.as_role(TEACHER).await;
        assert_eq!(house.get("/breaches", &teacher).await.status, StatusCode::NOT_FOUND);
        assert_eq!(opened().await.len(), 1);
    }
}

/// Whoever reports, and whoever does a step: what they write in a line is read as what they write in a text.
#[tokio::test]
async fn what_is_written_in_a_line_of_a_breach_is_read_by_the_guard_too() {
    for house in houses_with(false).await {
        let protected = "Familjen+har+skyddade+personuppgifter.";
        let teacher = house.as_role(TEACHER).await;
        let form = house.get("/cases/new/breach", &teacher).await.text;
        let begun = format!("{}&unit={}", report("Klasslista", 1), option(&form, "Björkskolan"));
        let affected = format!("{begun}&detail-affected={protected}");
        let found = house.post("/cases/new/breach", &teacher, &affected).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", found.text);
        assert!(found.text.contains("name=\"despite\""), "{}", found.text);
        assert!(cases(&house).await.is_empty());
        let case = house.post("/cases/new/breach", &teacher, &begun).await.to;
        does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
        let step = "note=Namn.&fact-breach_risk=some_risk&fact-protected_concerned=no&fact-security_act=no";
        let many = format!("{step}&detail-how-many={protected}");
        let found = tried(&house, &format!("{case}/severity/done"), OFFICER, &many).await;
        assert_eq!(found.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", found.text);
        assert!(found.text.contains("name=\"despite\""), "{}", found.text);
        does(&house, &case, (OFFICER, "severity"), &format!("{many}&despite=Det+är+det+som+har+hänt.")).await;
    }
}

#[tokio::test]
async fn what_a_step_stated_stands_in_its_form_when_it_is_opened_again() {
    for house in houses_with(false).await {
        let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
        does(&house, &case, (OFFICER, "assess"), "decision=yes&note=Ja.").await;
        let step = "note=Namn.&fact-breach_risk=some_risk&fact-protected_concerned=no&fact-security_act=no&\
                    detail-whose-data-pupils=yes&detail-how-many=24&detail-kinds-of-data-names=yes";
        let at = format!("at-started={}T07:15", day(-1));
        does(&house, &case, (OFFICER, "severity"), &format!("{step}&{at}")).await;
        seconds_pass(1);
        let reopened = tried(&house, &format!("{case}/severity/reopened"), OFFICER, "note=Nytt.").await;
        assert_eq!(reopened.status, StatusCode::SEE_OTHER, "{}", reopened.text);
        let officer = house.as_role(OFFICER).await;
        let form = house.get(&format!("{case}/severity/done"), &officer).await.text;
        for known in [
            "name=\"detail-whose-data-pupils\" value=\"yes\" checked",
            "name=\"detail-kinds-of-data-names\" value=\"yes\" checked",
            "value=\"24\"",
            &format!("value=\"{}T07:15\"", day(-1)),
        ] {
            assert!(form.contains(known), "{known}: {form}");
        }
    }
}
