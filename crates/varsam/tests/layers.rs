//! What the rulebooks as a whole must do, on the shipped ones: layers, citations, few questions.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

use varsam::library::{Origin, Shelf, read};
use varsam::locale::Locale;
use varsam::view::{AnswerView, Viewer};

fn shelf() -> Shelf {
    let shelf = read(&Origin::Shipped, "2026-11-21".parse().unwrap());
    assert!(shelf.is_sound(), "{:#?}", shelf.problems);
    shelf
}

fn ask(shelf: &Shelf, stack: &str, question: &str, facts: &[(&str, &str)]) -> AnswerView {
    let books = &shelf.books;
    let viewer = Viewer { books, stack: books.stack(stack).unwrap(), locale: Locale::of("sv") };
    let question = books.question(question).unwrap();
    viewer.answer(&books.situation(viewer.stack, question, facts.iter().copied()).unwrap())
}

const GRADUATE: [(&str, &str); 9] = [
    ("place", "instagram"),
    ("content", "picture"),
    ("identifiable", "yes"),
    ("person", "pupil"),
    ("school_form", "upper_secondary"),
    ("made_by", "own_staff"),
    ("secrecy", "none"),
    ("wider_interest", "no"),
    ("person_consent", "yes"),
];

/// LAPE-08: the organiser's own binding rules come before the guidance, and the answer says so.
#[test]
fn own_rules_go_before_guidance() {
    let answer = ask(&shelf(), "municipality", "publish", &GRADUATE);
    assert_eq!(answer.verdict, "yes");
    assert!(answer.deciding.iter().all(|rule| rule.layer == "own"), "{:?}", answer.deciding);
    let gives_way: Vec<&str> = answer.outranked.iter().map(|outranked| outranked.rule.layer).collect();
    assert_eq!(gives_way, ["guidance"], "the answer shows the guidance that gives way");
    assert!(!answer.outranked[0].because.is_empty());
}

/// LAPE-08, LAPE-07: where the own rules say nothing, the guidance decides, and is named.
#[test]
fn guidance_answers_where_own_rules_are_silent() {
    let shelf = shelf();
    let fourteen = |place| {
        let facts = GRADUATE.map(|(fact, value)| match fact {
            "place" => (fact, place),
            "school_form" => (fact, "compulsory"),
            "person_consent" => ("age", "14"),
            _ => (fact, value),
        });
        ask(&shelf, "municipality", "publish", &facts)
    };
    let facebook = fourteen("facebook");
    assert_eq!((facebook.verdict, facebook.deciding[0].layer), ("no", "guidance"));
    let youtube = fourteen("youtube");
    assert_eq!(youtube.verdict, "silent");
    assert!(
        !youtube.ask.is_empty() && !youtube.remarks.is_empty(),
        "a silence names whom to ask, and is declared"
    );
    assert_eq!(
        ask(&shelf, "municipality", "mix-roles", &[("account_roles", "mixed")]).deciding[0].layer,
        "guidance"
    );
}

/// ACM-01, ACM-02: whoever asks learns which paragraph decides; an answer without one is a silence.
#[test]
fn every_answer_names_its_paragraph() {
    let shelf = shelf();
    for stack in &shelf.books.stacks {
        for (_, case) in shelf.books.cases.iter() {
            if !stack.holds(&shelf.books, &case.source, case.stack.as_ref()) {
                continue;
            }
            let facts: Vec<(&str, &str)> = case.facts.iter().map(|(f, v)| (f.as_str(), v.as_str())).collect();
            let answer = ask(&shelf, &stack.id, &shelf.books.questions[case.question].id, &facts);
            let cited =
                answer.deciding.iter().all(|rule| !rule.section.is_empty() && rule.link.contains('#'));
            let decided = !answer.deciding.is_empty() || answer.verdict == "silent";
            assert!(cited && decided, "{}: {}", stack.id, case.text.sv);
        }
    }
}

/// SKL-10: little bureaucracy. No question takes more than ten steps, and on average less than half of the facts.
#[test]
fn an_answer_takes_few_questions() {
    for report in &shelf().reports {
        assert!(report.asked_share() <= 0.5, "{}: {}", report.stack, report.asked_share());
        assert!(report.cases.iter().all(|case| case.asked.0 <= 10), "{}", report.stack);
    }
}

/// Once, a picture of a twelve-year-old was refused "since somebody with protected personal data can be recognised",
/// because nobody had said that there is no such person.
#[test]
fn nobody_is_told_of_a_danger_that_may_not_be_there() {
    let facts = [("place", "instagram"), ("content", "picture"), ("age", "12"), ("made_by", "own_staff")];
    let answer = ask(&shelf(), "municipality", "publish", &facts);
    assert_eq!(answer.verdict, "no");
    assert!(answer.deciding.iter().any(|rule| rule.id == "sol-37-under-13"), "{:?}", answer.deciding);
    assert!(answer.deciding.iter().all(|rule| rule.layer == "own"), "{:?}", answer.deciding);
}

/// Rules may override rules of a law that was not yet in force on an earlier day.
#[test]
fn earlier_days_can_be_read() {
    for day in ["2018-06-01", "2020-01-01", "2024-12-31", "2025-06-01"] {
        let shelf = read(&Origin::Shipped, day.parse().unwrap());
        assert_eq!(shelf.books.stacks.len(), 2, "{day}: {:#?}", shelf.problems);
        let errors: Vec<_> =
            shelf.problems.iter().filter(|p| p.place.line == 0 || p.message.contains("called")).collect();
        assert!(errors.is_empty(), "{day}: {errors:#?}");
    }
}

/// "insta" once found "installera" by likeness.
#[test]
fn insta_is_not_to_install() {
    let shelf = shelf();
    let hits = shelf.books.search(shelf.books.stack("municipality").unwrap(), "klassfoto på insta");
    let ids: Vec<&str> = hits.iter().map(|hit| shelf.books.questions[hit.question].id.as_str()).collect();
    assert_eq!(ids.first(), Some(&"publish"));
    assert!(!ids.contains(&"install-app"), "{ids:?}");
}

/// The law decides what a breach is, and the organiser's own duty to report it went missing.
#[test]
fn duties_of_agreeing_own_rules_are_kept() {
    let facts = [("breach_data", "yes"), ("breach_event", "shared"), ("breach_cause", "by_accident")];
    let answer = ask(&shelf(), "company", "breach", &facts);
    assert_eq!((answer.verdict, answer.deciding[0].layer), ("yes", "law"));
    assert!(answer.duties.iter().any(|duty| duty.contains("dataskyddsombudet")), "{:?}", answer.duties);
}
