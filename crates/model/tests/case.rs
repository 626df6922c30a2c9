//! Where the steps of a case stand, worked out from what has happened.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use varsam_model::case::{Act, Case, Event, Missing, Place, Standing, WrongMoment, check_moments};
use varsam_model::deadline::{OfficeHours, Within};
use varsam_model::detail::{Detail, DetailKind};
use varsam_model::routine::{
    Behaviour, Due, Evidence, Fact, Facts, Moment, Party, Routine, Since, Source, Step, Takes, When, Words,
};
use varsam_model::{Id, Instant, Role, id};

const START: Instant = Instant(1_795_939_200_000_000);

fn at(hours: i64) -> Instant {
    START.plus_seconds(hours * 3600)
}

const SOMEBODY: Option<Id<id::Person>> = Some(Id::new(uuid::Uuid::from_u128(7)));

fn step(id: &str, after: &[usize]) -> Step {
    Step {
        id: id.to_owned(),
        title: Words::default(),
        help: None,
        cites: vec![],
        who: vec![Party::Role(Role::Dpo)],
        only_role: false,
        after: after.to_vec(),
        when: When::Constant(true),
        due: None,
        evidence: Evidence::Nothing,
        asks: vec![],
        details: vec![],
        decides: None,
        question: None,
        link: None,
        link_in: vec![],
        tells: vec![],
        does: None,
    }
}

fn risk() -> Fact {
    let (question, label) = (Words::default(), Words::default());
    Fact { id: "risk".to_owned(), question, label, takes: Takes::YesNo }
}

/// A report to be judged; where there is a risk it is notified, 72 hours after it was discovered; then it is closed.
fn case() -> Case {
    let judge = Step { asks: vec![risk()], evidence: Evidence::Note, ..step("judge", &[]) };
    let notify = Step {
        when: When::Is("risk".to_owned(), vec!["yes".to_owned()]),
        due: Some(Due::Within(Within::Hours(72), Since::Moment("discovered".to_owned()))),
        ..step("notify", &[0])
    };
    let close =
        Step { evidence: Evidence::Decision, decides: Some("sound".to_owned()), ..step("close", &[1]) };
    let source = Source {
        document: "Prov".to_owned(),
        file: "prov.md".to_owned(),
        section: "1".to_owned(),
        edition: "2026".to_owned(),
    };
    let discovered = Moment { id: "discovered".to_owned(), title: Words::default(), help: None };
    let routine = Routine {
        id: "report".to_owned(),
        title: Words::default(),
        about: Words::default(),
        cites: vec![],
        source,
        tells: vec![],
        dates: vec![discovered],
        asks: vec![],
        details: vec![],
        steps: vec![judge, notify, close],
    };
    Case {
        routine,
        stack: "municipality".to_owned(),
        title: "Prov".to_owned(),
        text: "Prov".to_owned(),
        by: SOMEBODY,
        at: START,
        dates: [("discovered".to_owned(), at(-10))].into(),
        facts: Facts::new(),
        despite: String::new(),
        events: vec![],
    }
}

/// The same where whoever notifies it says when that was, and a supplement follows within a day of then.
fn stating() -> Case {
    let mut case = case();
    let sent = Detail {
        id: "sent".to_owned(),
        kind: DetailKind::Moment,
        is_optional: false,
        not_before: Some("discovered".to_owned()),
        not_after: None,
        title: Words::default(),
        help: None,
    };
    case.routine.steps[1].details = vec![sent];
    case.routine.steps[2].due = Some(Due::Within(Within::Hours(24), Since::Moment("sent".to_owned())));
    case
}

#[test]
fn a_clock_runs_from_a_moment_that_a_step_states() {
    let mut case = stating();
    case.events.push(judged("yes", 1));
    let mut notified = simply("notify", Act::Done, 50);
    assert_eq!(case.check(&notified), [Missing::Detail("sent".to_owned())]);
    notified.facts.insert("sent".to_owned(), "no moment".to_owned());
    assert_eq!(case.check(&notified), [Missing::Detail("sent".to_owned())]);
    notified.facts.insert("sent".to_owned(), at(10).to_string());
    assert_eq!(case.check(&notified), []);
    assert_eq!(case.moment("sent"), None);
    case.events.push(notified);
    assert_eq!((case.moment("sent"), case.moment("discovered")), (Some(at(10)), Some(at(-10))));
    let due = case.walk(OfficeHours::default())[2].standing;
    assert_eq!(due, Standing::Open { since: at(50), due: Some(at(34)) });
    // What is kept of it is read back, and a routine that was frozen before asks for none.
    let json = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&json).unwrap(), case);
    let former = serde_json::to_value(self::case()).unwrap();
    assert_eq!(former["routine"]["steps"][1].get("details"), None);
}

fn codes(case: &Case) -> Vec<&'static str> {
    case.walk(OfficeHours::default()).iter().map(|stood| stood.standing.code()).collect()
}

fn judged(risk: &str, hours: i64) -> Event {
    let mut event = Event::new("judge", Act::Done, SOMEBODY, at(hours));
    event.facts.insert("risk".to_owned(), risk.to_owned());
    "läst".clone_into(&mut event.note);
    event
}

fn simply(step: &str, act: Act, hours: i64) -> Event {
    let mut event = Event::new(step, act, SOMEBODY, at(hours));
    "därför".clone_into(&mut event.note);
    event
}

#[test]
fn steps_open_one_after_the_other_and_what_is_stated_decides_which() {
    let mut case = case();
    assert_eq!(codes(&case), ["open", "perhaps", "waiting"]);
    case.events.push(judged("yes", 1));
    assert_eq!(codes(&case), ["done", "open", "waiting"]);
    let walked = case.walk(OfficeHours::default());
    let expected = Standing::Open { since: at(1), due: Some(at(62)) };
    assert_eq!(walked.get(1).unwrap().standing, expected, "72 hours from the discovery, not from the start");
    case.events.push(simply("notify", Act::Done, 2));
    assert_eq!(codes(&case), ["done", "done", "open"]);
    assert!(!case.is_closed());
    let mut close = simply("close", Act::Done, 3);
    close.decision = Some(true);
    case.events.push(close);
    assert!(case.is_closed());
    assert_eq!(case.known().get("sound").map(String::as_str), Some("yes"), "a decision becomes a fact");
}

#[test]
fn what_is_not_needed_is_passed_over_until_something_else_is_stated() {
    let mut case = case();
    case.events.push(judged("no", 1));
    assert_eq!(codes(&case), ["done", "not_needed", "open"]);
    case.events.push(simply("judge", Act::Reopened, 2));
    assert_eq!(codes(&case), ["open", "perhaps", "waiting"], "what was stated with it counts no more");
    case.events.push(judged("yes", 3));
    assert_eq!(codes(&case), ["done", "open", "waiting"]);
}

#[test]
fn a_step_that_nobody_can_rule_out_is_owed() {
    let mut case = case();
    case.events.push(simply("judge", Act::Declined, 1));
    assert_eq!(codes(&case), ["declined", "open", "waiting"]);
}

#[test]
fn whoever_it_is_handed_to_owes_it_and_opening_it_again_counts() {
    let mut case = case();
    let mut handed = simply("judge", Act::HandedOver, 1);
    handed.to = Some(Id::new(uuid::Uuid::from_u128(9)));
    case.events.push(handed);
    case.events.push(judged("yes", 2));
    case.events.push(simply("judge", Act::Reopened, 5));
    let walked = case.walk(OfficeHours::default());
    let first = walked.first().unwrap();
    assert_eq!((first.holder, first.turn), (Some(Id::new(uuid::Uuid::from_u128(9))), 1));
    assert!(matches!(first.standing, Standing::Open { since, .. } if since == at(5)));
}

#[test]
fn nothing_happens_without_what_the_guideline_wants_kept() {
    let mut case = case();
    let plain = Event::new("judge", Act::Done, SOMEBODY, at(1));
    assert_eq!(case.check(&plain), [Missing::Note, Missing::Fact("risk".to_owned())]);
    assert_eq!(case.check(&judged("perhaps", 1)), [Missing::Fact("risk".to_owned())]);
    assert_eq!(case.check(&judged("yes", 1)), []);
    assert_eq!(case.check(&simply("notify", Act::Done, 1)), [Missing::NotOpen], "others come first");
    assert_eq!(case.check(&simply("nothing", Act::Done, 1)), [Missing::NotOpen]);
    let unexplained = Event::new("judge", Act::Declined, SOMEBODY, at(1));
    assert_eq!(case.check(&unexplained), [Missing::NotOpen], "others rest on it: it is answered");
    assert_eq!(case.check(&simply("judge", Act::HandedOver, 1)), [Missing::To]);
    assert_eq!(case.check(&simply("judge", Act::Reopened, 1)), [Missing::NotOpen], "it was never settled");
    case.events.push(judged("no", 1));
    assert_eq!(case.check(&judged("no", 2)), [Missing::NotOpen], "it is done");
    assert_eq!(case.check(&simply("close", Act::Done, 2)), [Missing::Decision]);
}

/// The 72 hours once began to be told of when two other steps had been done.
#[test]
fn what_stands_in_the_way_of_a_clock_is_under_it() {
    let due = |case: &Case, place: usize| match case.walk(OfficeHours::default()).get(place).unwrap().standing
    {
        Standing::Open { due, .. } => due,
        other => panic!("{other:?}"),
    };
    let mut case = case();
    assert_eq!(due(&case, 0), Some(at(62)), "72 hours from the discovery, before anything is done");
    case.events.push(judged("no", 1));
    assert_eq!(due(&case, 2), None, "no clock runs for what is not needed");
    let mut yearly = self::case();
    yearly.routine.steps[1].due = Some(Due::By(11, 30));
    let day = due(&yearly, 0).unwrap();
    assert_eq!(day.to_string(), "2026-11-30T23:00:00Z");
    yearly.events.push(judged("yes", 24 * 30));
    assert_eq!(due(&yearly, 1), Some(day), "done too late, it is still this year's day");
}

/// A yearly routine that was begun after its day once had a whole year more.
#[test]
fn what_is_begun_late_is_due_by_the_day_that_it_is_for() {
    let first = |case: &Case| case.walk(OfficeHours::default()).first().unwrap().standing;
    let mut case = case();
    case.routine.steps[0].due = Some(Due::By(8, 31));
    // The case begins on 29 November 2026.
    let next: Instant = "2027-08-31T22:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
    let stands = |due: Instant| Standing::Open { since: START, due: Some(due) };
    case.routine.steps[1].due = None;
    assert_eq!(first(&case), stands(next), "begun for no day, it is for the next");
    case.routine.for_day(jiff::civil::date(2026, 8, 31), jiff::civil::date(2026, 8, 1));
    let missed: Instant = "2026-08-31T22:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
    assert_eq!(first(&case), stands(missed), "overdue at once");
    let json = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&json).unwrap(), case);
    assert_eq!(case.promised(&case.routine.steps[0], OfficeHours::default()), Some(missed));
}

#[test]
fn a_case_is_read_back_as_it_was_written() {
    let mut case = case();
    case.events.push(judged("yes", 1));
    let json = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&json).unwrap(), case);
}

#[test]
fn moments_lie_in_the_past_and_in_their_order() {
    let moment = |id: &str| Moment { id: id.to_owned(), title: Words::default(), help: None };
    let asked = [moment("happened"), moment("discovered")];
    let dates = |happened: i64, discovered: i64| {
        [("happened".to_owned(), at(happened)), ("discovered".to_owned(), at(discovered))].into()
    };
    assert_eq!(check_moments(&asked, &dates(-5, -1), START), []);
    assert_eq!(check_moments(&asked, &dates(-1, -5), START), [("discovered", WrongMoment::BeforeFormer)]);
    assert_eq!(check_moments(&asked, &dates(-1, 1), START), [("discovered", WrongMoment::Ahead)]);
    let missing = check_moments(&asked, &[].into(), START);
    assert_eq!(missing, [("happened", WrongMoment::Missing), ("discovered", WrongMoment::Missing)]);
}

#[test]
fn a_clock_that_waits_for_nobody_is_known_from_the_start() {
    let case = case();
    let promised = |id: &str| case.promised(case.step(id).unwrap(), OfficeHours::default());
    assert_eq!(
        promised("notify"),
        Some(at(62)),
        "72 hours from the discovery, though it waits for the judgement"
    );
    assert_eq!(promised("judge"), None);
}

#[test]
fn a_step_that_clears_places_is_done_when_each_is_shown_to_be() {
    let mut case = case();
    let find = Step { does: Some(Behaviour::FindPlaces), evidence: Evidence::Note, ..step("find", &[]) };
    let remove =
        Step { does: Some(Behaviour::RemovePlaces), evidence: Evidence::File, ..step("remove", &[0]) };
    case.routine.steps = vec![find, remove.clone()];
    let [one, other] =
        ["https://exempel.se/1", "https://exempel.se/2"].map(|at| Place::Address(at.to_owned()));
    let mut found = Event { note: String::new(), ..simply("find", Act::Done, 1) };
    assert_eq!(case.check(&found), [Missing::Note]);
    found.places = vec![one.clone(), other.clone()];
    assert!(case.check(&found).is_empty());
    case.events.push(found);
    assert_eq!(case.places(&remove), [&one, &other]);
    let cleared = |place: &Place, act: Act, note: &str| Event {
        places: vec![place.clone()],
        note: note.to_owned(),
        ..simply("remove", act, 2)
    };
    assert_eq!(case.check(&cleared(&one, Act::Done, "Borta.")), [Missing::Place], "another is left");
    assert_eq!(case.check(&cleared(&one, Act::Noted, " ")), [Missing::Proof]);
    assert!(case.check(&cleared(&one, Act::Noted, "Borta.")).is_empty());
    case.events.push(cleared(&one, Act::Noted, "Borta."));
    assert_eq!(case.places_left(&remove), [&other]);
    assert_eq!(case.check(&cleared(&other, Act::Done, "")), [Missing::Proof]);
    case.events.push(cleared(&other, Act::Done, "Borta."));
    assert!(case.is_closed() && case.places_left(&remove).is_empty());
    case.events.push(Event { note: "Kvar.".to_owned(), ..simply("remove", Act::Reopened, 3) });
    assert_eq!(case.places_left(&remove), [&one, &other], "what is opened again is shown anew");
}

#[test]
fn what_was_kept_before_there_were_places_and_states_of_entries_still_opens() {
    let mut case = case();
    case.events.push(judged("yes", 1));
    let json = serde_json::to_string(&case).unwrap();
    assert!(!json.contains("places") && !json.contains("link_in"), "{json}");
    assert_eq!(serde_json::from_str::<Case>(&json).unwrap(), case);
}
