//! Being away with a stand-in, by URL: who is told, who sees what is to be done and may do it, and that it ends.

use crate::house::{House, Reply, between, day, days_pass, house, houses, now, seconds_pass};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use varsam::office::cases::clocks::ring;
use varsam_model::absence::Absence;
use varsam_model::grant::{Competence, Given};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Filter, Head, TrailFilter};

const TEACHER: &str = "Jonas Flodmark";
const OFFICER: &str = "Lena Granfors";
/// Who answers for all units: two heads of operations.
const PETRA: &str = "Petra Isbrand";
const PER: &str = "Per Björkdal";
const REGISTRAR: &str = "Ulla Palmlund";
const AUDITOR: &str = "Gun Ulvsand";
const HEAD: &str = "Karin Ekhammar";
const NURSE: &str = "Sofia Rönnås";
const PSYCHOLOGIST: &str = "Hanna Nyängen";

const ASSESS: &str = "Avgör om det är en incident";

/// Who signs in by this name.
pub(crate) async fn person(house: &House, name: &str) -> Id<id::Person> {
    let page = house.get("/sign-in", "").await.text;
    let form = page.split("<form").find(|form| form.contains(name)).unwrap();
    between(form, "name=\"person\" value=\"", "\"").parse().unwrap()
}

/// A breach that a teacher reports at Björkskolan, discovered today just after midnight; the address of the case.
pub(crate) async fn breach(house: &House) -> String {
    let cookie = house.as_role(TEACHER).await;
    let page = house.get("/cases/new/breach", &cookie).await.text;
    let unit = page.split("<option value=\"").find(|option| option.contains("Björkskolan")).unwrap();
    let form = format!(
        "title=Fel+klasslista&text=Listan+gick+till+fel+adress.&at-discovered={}T00:30&fact-breach_data=yes&\
         fact-breach_event=shared&fact-breach_cause=by_accident&fact-breach_from_processor=no&unit={}",
        day(0),
        unit.split('"').next().unwrap()
    );
    let done = house.post("/cases/new/breach", &cookie, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.to
}

/// The letters that have gone out since the last time, each with whom it went to and what it was about.
pub(crate) async fn letters(house: &House) -> Vec<(Id<id::Person>, String)> {
    house.letters().await.into_iter().map(|letter| (letter.to, letter.about)).collect()
}

/// Ends all roles of somebody, or lets them last for another year.
pub(crate) async fn roles_last(house: &House, person: Id<id::Person>, lasts: bool) {
    let tenant = house.tenant().await;
    let subject = Some(person.uuid());
    let filter = Filter { register: "grant", subject, limit: 99, ..Filter::default() };
    let given = tenant.list::<Given>(&filter).await.unwrap();
    assert!(!given.is_empty());
    let mut change = tenant.change(person, now()).await.unwrap();
    for mut given in given {
        given.body.grant.until = if lasts { now().plus_seconds(365 * 86_400) } else { now() };
        change.update(&given.head, &given.body).await.unwrap();
    }
    change.commit().await.unwrap();
}

/// Gives somebody the role that another holds, and what it requires, as an import does.
async fn gives(house: &House, name: &str, role_of: &str) {
    let (person, like) = (person(house, name).await, person(house, role_of).await);
    let (tenant, store) = (house.tenant().await, &house.office.store);
    let of = |register| Filter { register, subject: Some(like.uuid()), limit: 9, ..Filter::default() };
    let mut given = tenant.list::<Given>(&of("grant")).await.unwrap().remove(0);
    let trained = tenant.list::<Competence>(&of("competence")).await.unwrap();
    let mut change = tenant.change(person, now()).await.unwrap();
    let id = store.new_id::<id::Grant>(now()).unwrap();
    (given.body.grant.id, given.body.grant.person) = (id, person);
    let head = Head { id: id.of(), subject: person.uuid(), version: 0, ..given.head };
    change.create(&head, &given.body).await.unwrap();
    for mut one in trained {
        one.body.held.person = person;
        let id = store.new_id::<id::Record>(now()).unwrap();
        let head = Head { id, subject: person.uuid(), version: 0, ..one.head };
        change.create(&head, &one.body).await.unwrap();
    }
    change.commit().await.unwrap();
}

/// Tries to say that somebody is away from today on, and who stands in.
async fn tries_to_go(house: &House, who: &str, days: i64, stand_in: &str) -> Reply {
    let (cookie, stand_in) = (house.as_role(who).await, person(house, stand_in).await);
    let form = format!("from={}&until={}&stand_in={stand_in}", day(0), day(days));
    house.post("/my/tasks/away", &cookie, &form).await
}

/// Says that somebody is away from today on, and who stands in.
async fn goes(house: &House, who: &str, days: i64, stand_in: &str) {
    let done = tries_to_go(house, who, days, stand_in).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/my/tasks"), "{}", done.text);
}

/// Says that somebody is back.
async fn comes_back(house: &House, who: &str) {
    let back = house.post("/my/tasks/away/end", &house.as_role(who).await, "").await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text);
}

/// Does a step, as somebody.
async fn does(house: &House, who: &str, form: &str, more: &str) {
    let done = house.post_with_version(form, form, &house.as_role(who).await, more).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

async fn status(house: &House, path: &str, who: &str) -> StatusCode {
    house.get(path, &house.as_role(who).await).await.status
}

#[tokio::test]
async fn whoever_stands_in_is_told_sees_what_is_to_be_done_and_does_it_until_it_ends() {
    for house in houses().await {
        let case = breach(&house).await;
        let (officer, petra) = (person(&house, OFFICER).await, person(&house, PETRA).await);
        let form = format!("{case}/assess/done");
        assert_eq!(
            status(&house, &form, PETRA).await,
            StatusCode::NOT_FOUND,
            "she sees it, and does not owe it"
        );
        letters(&house).await;
        goes(&house, OFFICER, 2, PETRA).await;
        assert_eq!(letters(&house).await, [(petra, "stand_in".to_owned())]);
        let cookie = house.as_role(PETRA).await;
        let start = house.get("/", &cookie).await.text;
        assert!(start.contains("i stället för Lena Granfors") && start.contains(ASSESS), "{start}");
        let page = house.get(&case, &cookie).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("Petra Isbrand (ersättare)"), "{}", page.text);
        // What lies with others is theirs, and others stand in for nobody.
        assert_eq!(status(&house, &format!("{case}/contain/done"), PETRA).await, StatusCode::NOT_FOUND);
        for other in [AUDITOR, PER] {
            assert_eq!(status(&house, &form, other).await, StatusCode::NOT_FOUND, "{other}");
        }
        let done = house.post_with_version(&form, &form, &cookie, "decision=yes&note=Namn+finns.").await;
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, case.as_str()), "{}", done.text);
        assert_eq!(status(&house, &form, PETRA).await, StatusCode::OK);
        // Both are told of what comes to lie with the one who is away, and of its clock.
        letters(&house).await;
        breach(&house).await;
        let owed: BTreeSet<_> =
            letters(&house).await.into_iter().filter(|(_, about)| about == "case_owed").collect();
        assert_eq!(owed, BTreeSet::from([officer, petra].map(|who| (who, "case_owed".to_owned()))));
        seconds_pass(23 * 3600);
        ring(&house.office).await.unwrap();
        let rang: BTreeSet<_> = letters(&house).await.into_iter().map(|(who, _)| who).collect();
        assert!(rang.is_superset(&BTreeSet::from([officer, petra])), "{rang:?}");
        days_pass(3);
        let start = house.get("/", &house.as_role(PETRA).await).await.text;
        assert!(!start.contains("i stället för"), "{start}");
        assert_eq!(status(&house, &form, PETRA).await, StatusCode::NOT_FOUND);
        letters(&house).await;
        breach(&house).await;
        assert!(letters(&house).await.iter().all(|(who, _)| *who != petra), "it has ended");
    }
}

#[tokio::test]
async fn s1_to_stand_in_for_another_leads_to_no_case_in_which_somebody_acted_once() {
    for house in houses().await {
        let case = breach(&house).await;
        for name in [NURSE, PSYCHOLOGIST] {
            gives(&house, name, TEACHER).await;
        }
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::NOT_FOUND);
        goes(&house, TEACHER, 1, NURSE).await;
        for step in ["contain", "tell-head"] {
            does(&house, NURSE, &format!("{case}/{step}/done"), "note=Ringt.").await;
        }
        assert_eq!(
            status(&house, &case, NURSE).await,
            StatusCode::OK,
            "nothing is left to do, and it is not over"
        );
        comes_back(&house, TEACHER).await;
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::NOT_FOUND, "it is over");
        goes(&house, PSYCHOLOGIST, 1, NURSE).await;
        assert_eq!(status(&house, &case, PSYCHOLOGIST).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::NOT_FOUND, "another's stand-in");
        goes(&house, TEACHER, 1, NURSE).await;
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn s2_a_stand_in_does_nothing_that_they_could_not_have_been_asked_to_do() {
    for house in houses().await {
        let case = breach(&house).await;
        let form = format!("{case}/assess/done");
        for name in [REGISTRAR, AUDITOR, TEACHER] {
            let refused = tries_to_go(&house, OFFICER, 2, name).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.text.contains("Välj vem som är din ersättare"), "{name}: {}", refused.text);
        }
        // With one role in common, they stand in for that one.
        gives(&house, OFFICER, TEACHER).await;
        gives(&house, NURSE, TEACHER).await;
        for stand_in in [TEACHER, NURSE] {
            goes(&house, OFFICER, 2, stand_in).await;
            assert_eq!(status(&house, &form, stand_in).await, StatusCode::NOT_FOUND, "{stand_in}");
            let start = house.get("/", &house.as_role(stand_in).await).await.text;
            assert!(!start.contains("i stället för"), "{stand_in}: {start}");
            letters(&house).await;
            breach(&house).await;
            let stand_in = person(&house, stand_in).await;
            let written = letters(&house).await;
            assert!(!written.contains(&(stand_in, "case_owed".to_owned())), "{written:?}");
        }
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::NOT_FOUND);
        // What lies with somebody in person is for whoever holds all that they hold.
        gives(&house, TEACHER, AUDITOR).await;
        goes(&house, TEACHER, 2, NURSE).await;
        assert_eq!(status(&house, &format!("{case}/contain/done"), NURSE).await, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn s2_a_stand_in_hands_no_step_to_themselves() {
    for house in houses().await {
        let case = breach(&house).await;
        gives(&house, NURSE, TEACHER).await;
        goes(&house, TEACHER, 1, NURSE).await;
        let (form, nurse) = (format!("{case}/contain/handed_over"), person(&house, NURSE).await);
        let head = person(&house, HEAD).await;
        let offers = async |who: &str, person: Id<id::Person>| {
            let page = house.get(&form, &house.as_role(who).await).await.text;
            page.contains(&format!("<option value=\"{person}\""))
        };
        assert!(offers(NURSE, head).await && !offers(NURSE, nurse).await);
        assert!(offers(TEACHER, nurse).await && offers(TEACHER, person(&house, TEACHER).await).await);
        let cookie = house.as_role(NURSE).await;
        let refused = house.post_with_version(&form, &form, &cookie, &format!("to={nurse}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        // By way of another, neither.
        does(&house, NURSE, &form, &format!("to={head}")).await;
        assert!(!offers(NURSE, nurse).await);
        comes_back(&house, TEACHER).await;
        assert_eq!(status(&house, &case, NURSE).await, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn s10_who_stood_in_when_is_in_the_log_for_good() {
    for house in houses().await {
        goes(&house, OFFICER, 2, PETRA).await;
        goes(&house, OFFICER, 3, PER).await;
        comes_back(&house, OFFICER).await;
        let (officer, petra, per) =
            (person(&house, OFFICER).await, person(&house, PETRA).await, person(&house, PER).await);
        let told = async |kind: &str| {
            let filter = TrailFilter { kind, limit: 9, ..TrailFilter::default() };
            house.tenant().await.trail(&filter).await.unwrap()
        };
        let named = told("name_stand_in").await;
        assert!(named.iter().all(|passed| passed.by == officer), "{named:?}");
        assert_eq!(named.iter().map(|passed| passed.about).collect::<Vec<_>>(), [Some(per), Some(petra)]);
        let days = [3, 2].map(|days| Some(format!("{} {}", day(0), day(days))));
        assert_eq!(named.into_iter().map(|passed| passed.note).collect::<Vec<_>>(), days);
        let ended = told("end_stand_in").await;
        assert_eq!(ended.iter().map(|passed| passed.about).collect::<Vec<_>>(), [Some(per), Some(petra)]);
        let own = house.get("/my/log", &house.as_role(PETRA).await).await.text;
        assert!(own.contains("Valde en ersättare") && own.contains("Tog bort en ersättare"), "{own}");
    }
}

#[tokio::test]
async fn a_step_of_whoever_started_a_case_is_done_by_their_stand_in() {
    let house = house().await;
    let case = breach(&house).await;
    let form = format!("{case}/contain/done");
    assert_eq!(status(&house, &form, HEAD).await, StatusCode::NOT_FOUND, "she sees it, and does not owe it");
    goes(&house, TEACHER, 1, HEAD).await;
    let cookie = house.as_role(HEAD).await;
    assert!(house.get("/cases", &cookie).await.text.contains("i stället för Jonas Flodmark"));
    let done = house.post_with_version(&form, &form, &cookie, "note=Bad+mottagaren+radera.").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = house.get(&case, &cookie).await.text;
    assert!(page.contains("Bad mottagaren radera."), "{page}");
}

#[tokio::test]
async fn a_stand_in_who_is_away_too_stands_in_for_nobody_and_the_page_says_so() {
    let house = house().await;
    let case = breach(&house).await;
    let form = format!("{case}/assess/done");
    goes(&house, OFFICER, 2, PETRA).await;
    let own = house.get("/my/tasks", &house.as_role(OFFICER).await).await.text;
    assert!(own.contains("<bdi>Petra Isbrand</bdi>"), "{own}");
    assert!(!own.contains("Ersättaren är själv borta"), "{own}");
    let stands_in = house.get("/my/tasks", &house.as_role(PETRA).await).await.text;
    assert!(stands_in.contains("Du är ersättare för") && stands_in.contains("Lena Granfors"), "{stands_in}");
    assert_eq!(status(&house, &form, PETRA).await, StatusCode::OK);
    goes(&house, PETRA, 2, PER).await;
    let own = house.get("/my/tasks", &house.as_role(OFFICER).await).await.text;
    assert!(own.contains("Ersättaren är själv borta"), "{own}");
    for name in [PETRA, PER] {
        assert_eq!(status(&house, &form, name).await, StatusCode::NOT_FOUND, "{name}");
        let start = house.get("/", &house.as_role(name).await).await.text;
        assert!(!start.contains("i stället för"), "{name}: {start}");
    }
    assert_eq!(status(&house, &form, OFFICER).await, StatusCode::OK);
    // Once the stand-in is back, the other's absence counts again.
    comes_back(&house, PETRA).await;
    assert_eq!(status(&house, &form, PETRA).await, StatusCode::OK);
}

#[tokio::test]
async fn a_stand_in_who_has_lost_every_role_counts_no_more() {
    for house in houses().await {
        let case = breach(&house).await;
        goes(&house, OFFICER, 2, PETRA).await;
        let cookie = house.as_role(PETRA).await;
        assert_eq!(house.get(&case, &cookie).await.status, StatusCode::OK);
        roles_last(&house, person(&house, PETRA).await, false).await;
        assert_eq!(house.get(&case, &cookie).await.status, StatusCode::NOT_FOUND);
        let own = house.get("/my/tasks", &house.as_role(OFFICER).await).await.text;
        assert!(own.contains("Ersättaren har inte längre samma roll som du"), "{own}");
        let page = house.get(&case, &house.as_role(OFFICER).await).await.text;
        assert!(!page.contains("(ersättare)"), "{page}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_absence_is_said_and_nothing_typed_is_lost() {
    let house = house().await;
    let cookie = house.as_role(TEACHER).await;
    let head = person(&house, HEAD).await;
    let (today, past, late) = (day(0), day(-1), day(400));
    for (from, until, stand_in, said) in [
        (&past, &today, head, "Skriv den första dagen"),
        (&today, &past, head, "Skriv den sista dagen"),
        (&today, &late, head, "Skriv den sista dagen"),
        (&day(2), &day(1), head, "Skriv den sista dagen"),
        (&today, &today, person(&house, TEACHER).await, "Välj vem som är din ersättare"),
        (&today, &today, person(&house, "Samira Osmanik").await, "Välj vem som är din ersättare"),
        (&today, &today, person(&house, REGISTRAR).await, "Välj vem som är din ersättare"),
        (&today, &today, person(&house, "Nour Almklint").await, "Välj vem som är din ersättare"),
        (&today, &today, person(&house, "Tove Mårdskog").await, "Välj vem som är din ersättare"),
    ] {
        let form = format!("from={from}&until={until}&stand_in={stand_in}");
        let refused = house.post("/my/tasks/away", &cookie, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.text.contains(said) && refused.text.contains(&format!("value=\"{from}\"")), "{form}");
    }
    let empty = house.post("/my/tasks/away", &cookie, "").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = house.tenant().await.list::<Absence>(&absences()).await.unwrap();
    assert!(none.is_empty(), "{none:?}");
    let guardian = house.as_role("Nour Almklint").await;
    for path in ["/my/tasks/away", "/my/tasks/away/end", "/my/tasks/digest", "/my/tasks/calendar"] {
        assert_eq!(house.post(path, &guardian, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

fn absences() -> Filter<'static> {
    Filter { register: "absence", limit: 9, ..Filter::default() }
}

#[tokio::test]
async fn setting_it_anew_takes_the_place_of_what_was_and_each_setting_is_in_the_log() {
    for house in houses().await {
        let case = breach(&house).await;
        let form = format!("{case}/assess/done");
        goes(&house, OFFICER, 2, PETRA).await;
        goes(&house, OFFICER, 3, PER).await;
        assert_eq!(status(&house, &form, PETRA).await, StatusCode::NOT_FOUND, "another stands in");
        assert_eq!(status(&house, &form, PER).await, StatusCode::OK);
        let cookie = house.as_role(OFFICER).await;
        for _ in 0..2 {
            let ended = house.post("/my/tasks/away/end", &cookie, "").await;
            assert_eq!(ended.status, StatusCode::SEE_OTHER, "that there is none any more is no fault");
        }
        assert_eq!(status(&house, &form, PER).await, StatusCode::NOT_FOUND);
        let kept = house.tenant().await.list::<Absence>(&absences()).await.unwrap();
        assert_eq!(kept.len(), 1, "one record of each");
        assert_eq!((kept[0].head.state.as_str(), kept[0].head.class), ("ended", RecordClass::Identity));
        let log = house.get("/my/log", &cookie).await.text;
        assert_eq!(log.matches("Sparade sin frånvaro").count(), 2, "{log}");
        assert_eq!(log.matches("Tog bort sin frånvaro").count(), 1, "{log}");
        // It can be set again afterwards.
        goes(&house, OFFICER, 1, PETRA).await;
        assert_eq!(status(&house, &form, PETRA).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn acm_47_an_absence_is_erased_with_whoever_was_away() {
    for house in houses().await {
        let case = breach(&house).await;
        let (officer, petra) = (person(&house, OFFICER).await, person(&house, PETRA).await);
        goes(&house, OFFICER, 2, PETRA).await;
        let tenant = house.tenant().await;
        assert_eq!(tenant.members(petra.uuid(), now(), None, 9).await.unwrap().len(), 1);
        tenant.erase(officer.uuid(), &[RecordClass::Identity], "asked", petra, now()).await.unwrap();
        assert!(tenant.list::<Absence>(&absences()).await.unwrap().is_empty());
        assert_eq!(tenant.members(petra.uuid(), now(), None, 9).await.unwrap(), []);
        assert_eq!(status(&house, &format!("{case}/assess/done"), PETRA).await, StatusCode::NOT_FOUND);
    }
}
