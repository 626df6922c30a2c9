//! Who is told how it goes on with a case, by URL: whoever started it, and those whom a guideline names. And with whom a step
//! stays that is for a role only.

use crate::house::{House, between, day, houses};
use crate::office::away::{breach, letters, person, roles_last};
use crate::office::breach::{handled, reported, tried};
use axum::http::StatusCode;
use varsam::office::cases::write;
use varsam_model::case::{Act, Case, Event};
use varsam_model::{Id, id};

const TEACHER: &str = "Jonas Flodmark";
const HEAD: &str = "Karin Ekhammar";
const OFFICER: &str = "Lena Granfors";
/// Who answers for all units: two heads of operations.
const PETRA: &str = "Petra Isbrand";
const PER: &str = "Per Björkdal";
const GUARDIAN: &str = "Nour Almklint";

/// Starts a routine at Björkskolan; gives the address of the case.
pub(crate) async fn start(house: &House, who: &str, (stack, routine): (&str, &str), more: &str) -> String {
    let (cookie, path) = (house.as_role(who).await, format!("/cases/new/{routine}?stack={stack}"));
    let page = house.get(&path, &cookie).await.text;
    let unit = page.split("<option value=\"").find(|option| option.contains("Björkskolan")).unwrap();
    let unit = unit.split('"').next().unwrap();
    let form = format!("title=Ett+svar&text=Det+behövs.&unit={unit}{more}");
    let begun = house.post(&path, &cookie, &form).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    begun.to
}

/// Does a step, as somebody.
async fn does(house: &House, who: &str, step: &str, more: &str) {
    let form = format!("{step}/done");
    let done = house.post_with_version(&form, &form, &house.as_role(who).await, more).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

/// Lets the events happen in a case, one after the other.
async fn happens(house: &House, case: &str, events: impl IntoIterator<Item = Event>) {
    let id: Id<id::Record> = case.strip_prefix("/cases/").unwrap().parse().unwrap();
    let (tenant, organiser) = (house.tenant().await, house.organiser().await);
    let directory = house.office.directory(organiser).await.unwrap();
    for event in events {
        let document = tenant.read::<Case>(id).await.unwrap();
        write::act(&house.office, &directory, &document, event, None).await.unwrap();
    }
}

/// A reply in somebody else's forum that a teacher asks for, described.
pub(crate) async fn forum(house: &House, who: &str) -> String {
    let more = "&fact-speaks_for_organiser=yes";
    let case = start(house, who, ("municipality", "others-forum"), more).await;
    does(house, who, &format!("{case}/describe"), "note=I+gruppen.&fact-reply_needed=yes").await;
    case
}

/// The head's no once closed the case, and the teacher went on waiting.
#[tokio::test]
async fn sol_46_whoever_asked_is_told_of_a_no_once() {
    for house in houses().await {
        let (teacher, head) = (person(&house, TEACHER).await, person(&house, HEAD).await);
        let case = forum(&house, TEACHER).await;
        letters(&house).await;
        does(&house, HEAD, &format!("{case}/weigh"), "decision=no&note=Vi+avstår.").await;
        assert_eq!(letters(&house).await, [(teacher, "case_closed".to_owned())]);
        let page = house.get(&case, &house.as_role(TEACHER).await).await;
        assert!(page.status == StatusCode::OK && page.text.contains("Vi avstår."), "{}", page.text);
        // With a yes there is something to do: that is told, and nothing is closed.
        let case = forum(&house, TEACHER).await;
        letters(&house).await;
        does(&house, HEAD, &format!("{case}/weigh"), "decision=yes&note=Bra.").await;
        assert_eq!(letters(&house).await, [(teacher, "case_owed".to_owned())]);
        // Whoever closes their own case knows.
        let case = forum(&house, HEAD).await;
        letters(&house).await;
        does(&house, HEAD, &format!("{case}/weigh"), "decision=no&note=Vi+avstår.").await;
        assert!(letters(&house).await.iter().all(|(who, _)| *who != head));
    }
}

#[tokio::test]
async fn acm_11_whoever_asked_for_an_app_is_told_of_the_verdict() {
    for house in houses().await {
        let (teacher, officer) = (person(&house, TEACHER).await, person(&house, OFFICER).await);
        let case = start(&house, TEACHER, ("company", "app"), "").await;
        let now = house.office.now();
        let done = |step: &str, by| Event::new(step, Act::Done, Some(by), now);
        let before = ["request", "security", "report", "agreement"].map(|step| done(step, officer));
        happens(&house, &case, before).await;
        letters(&house).await;
        let verdict = Event { decision: Some(false), ..done("verdict", officer) };
        happens(&house, &case, [verdict]).await;
        assert!(letters(&house).await.contains(&(teacher, "case_told".to_owned())));
    }
}

/// Pupils and guardians see no case: they are led to where they asked.
#[tokio::test]
async fn acm_56_a_guardian_is_told_that_a_review_is_over() {
    for house in houses().await {
        let (guardian, head) = (person(&house, GUARDIAN).await, person(&house, HEAD).await);
        let cookie = house.as_role(GUARDIAN).await;
        let asked = house.post("/my/log", &cookie, "text=Vem+har+läst?").await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let owed = house.letters().await;
        let case = owed.iter().find(|letter| letter.about == "case_owed").unwrap().path.clone();
        let now = house.office.now();
        let done = |step: &str| Event::new(step, Act::Done, Some(head), now);
        let check = Event { facts: [("log_deviation".to_owned(), "no".to_owned())].into(), ..done("check") };
        happens(&house, &case, [done("draw"), check, done("answer")]).await;
        let told = house.letters().await;
        let told: Vec<_> = told.into_iter().filter(|letter| letter.to == guardian).collect();
        let told: Vec<_> = told.iter().map(|letter| (letter.about.as_str(), letter.path.as_str())).collect();
        assert_eq!(told, [("case_closed", "/my/log")]);
        assert_eq!(house.get(&case, &cookie).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn acm_56_a_guardian_who_asked_for_a_child_is_led_to_the_log_of_the_child() {
    for house in houses().await {
        let (guardian, head) = (person(&house, GUARDIAN).await, person(&house, HEAD).await);
        let cookie = house.as_role(GUARDIAN).await;
        let own = house.get("/my/log", &cookie).await.text;
        let path = format!("/my/log/{}", between(&own, "href=\"/my/log/", "\""));
        let asked = house.post(&path, &cookie, "text=Vem+har+läst+om+mitt+barn?").await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let owed = house.letters().await;
        let case = owed.iter().find(|letter| letter.about == "case_owed").unwrap().path.clone();
        let now = house.office.now();
        let done = |step: &str| Event::new(step, Act::Done, Some(head), now);
        let check = Event { facts: [("log_deviation".to_owned(), "no".to_owned())].into(), ..done("check") };
        happens(&house, &case, [done("draw"), check, done("answer")]).await;
        let told = house.letters().await;
        let told: Vec<_> = told.into_iter().filter(|letter| letter.to == guardian).collect();
        let told: Vec<_> = told.iter().map(|letter| (letter.about.as_str(), letter.path.as_str())).collect();
        assert_eq!(told, [("case_closed", path.as_str())]);
        assert_eq!(house.get(&path, &cookie).await.status, StatusCode::OK);
    }
}

/// "Tell your nearest head" once told nobody where the head was away, or where there was none.
#[tokio::test]
async fn acm_16_where_the_head_is_away_or_missing_others_are_told_of_a_breach() {
    for house in houses().await {
        let (head, petra, per) =
            (person(&house, HEAD).await, person(&house, PETRA).await, person(&house, PER).await);
        let form = format!("from={}&until={}&stand_in={petra}", day(0), day(2));
        let gone = house.post("/my/tasks/away", &house.as_role(HEAD).await, &form).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
        letters(&house).await;
        let case = breach(&house).await;
        let told = letters(&house).await;
        for who in [head, petra] {
            assert!(told.contains(&(who, "case_begun".to_owned())), "{told:?}");
        }
        assert!(told.iter().all(|(who, _)| *who != per), "he stands in for nobody: {told:?}");
        does(&house, TEACHER, &format!("{case}/tell-head"), "note=Ringt.").await;
        assert!(letters(&house).await.contains(&(petra, "case_told".to_owned())));
        assert_eq!(house.get(&case, &house.as_role(PETRA).await).await.status, StatusCode::OK);
        roles_last(&house, head, false).await;
        let case = breach(&house).await;
        let told = letters(&house).await;
        for who in [petra, per] {
            assert!(told.contains(&(who, "case_begun".to_owned())), "{told:?}");
        }
        assert!(told.iter().all(|(who, _)| *who != head), "{told:?}");
        assert_eq!(house.get(&case, &house.as_role(PER).await).await.status, StatusCode::OK);
    }
}

/// Anybody at the school could once be handed the letters to those concerned, and where nobody was head of operations, they
/// lay with the head.
#[tokio::test]
async fn acm_20_nobody_below_the_head_of_operations_decides_on_those_concerned() {
    for house in houses().await {
        let case = reported(&house, TEACHER, "Björkskolan", "Klasslista").await;
        handled(&house, &case).await;
        let (head, officer) = (person(&house, HEAD).await, person(&house, OFFICER).await);
        let (petra, per) = (person(&house, PETRA).await, person(&house, PER).await);
        let step = format!("{case}/decide-persons");
        let (hand_over, done) = (format!("{step}/handed_over"), format!("{step}/done"));
        let page = house.get(&hand_over, &house.as_role(PETRA).await).await.text;
        let offers = |person: Id<id::Person>| page.contains(&format!("<option value=\"{person}\""));
        assert!(offers(per) && !offers(head) && !offers(officer), "{page}");
        let refused = tried(&house, &hand_over, PETRA, &format!("to={head}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let handed = tried(&house, &hand_over, PETRA, &format!("to={per}")).await;
        assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.text);
        let status = async |who: &str| house.get(&done, &house.as_role(who).await).await.status;
        assert_eq!(status(PER).await, StatusCode::OK);
        assert_eq!(status(HEAD).await, StatusCode::NOT_FOUND);
        for gone in [petra, per] {
            roles_last(&house, gone, false).await;
        }
        assert_eq!(status(HEAD).await, StatusCode::NOT_FOUND, "it goes up, not down");
        assert_eq!(status(OFFICER).await, StatusCode::OK);
    }
}
