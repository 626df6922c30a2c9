//! Facts as askers state them: what is taken, and what is said of each fact that cannot be.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod broken;

use broken::{OWN_MD, STACKS_TOML, WORDS_MD, and, read, sound, with};
use varsam_rules::{Fault, File, Rulebooks, Situation, Stated};

type Facts<'a> = &'a [(&'a str, &'a str)];

/// The name of a fact, what is wrong with it, and the same in English.
type Refused = (String, Fault, String);

fn situation(files: &[File], facts: Facts<'_>) -> Result<(Rulebooks, Situation), Vec<Refused>> {
    let (books, problems) = read(files);
    assert!(problems.is_empty(), "{problems:?}");
    let stack = books.stack("town").unwrap();
    let found = books.situation(stack, books.question("publish").unwrap(), facts.iter().copied());
    let told = |error: varsam_rules::FactError| (error.fact, error.fault, error.message.en);
    found.map_err(|errors| errors.into_iter().map(told).collect()).map(|situation| (books, situation))
}

/// Each fault of the facts, with what is said of it in English.
#[track_caller]
fn refused(facts: Facts<'_>, expected: &[(&str, Fault, &str)]) {
    let found = situation(&sound(), facts).err().unwrap_or_default();
    let found: Vec<_> =
        found.iter().map(|(fact, fault, says)| (fact.as_str(), fault.clone(), says.as_str())).collect();
    assert_eq!(found, expected);
}

/// What is known of a fact once facts are stated.
fn known(files: &[File], facts: Facts<'_>, name: &str) -> Option<Stated> {
    let (books, situation) = situation(files, facts).unwrap();
    situation.stated(books.names.facts.find(|fact| fact.id == name).unwrap())
}

#[test]
fn values_are_taken_as_people_write_them() {
    for (value, expected) in
        [("yes", 1), ("true", 1), ("ja", 1), (" yes ", 1), ("no", 0), ("false", 0), ("nej", 0)]
    {
        assert_eq!(known(&sound(), &[("pupil", value)], "pupil"), Some(Stated::Is(expected)), "{value}");
    }
    assert_eq!(known(&sound(), &[("pupil", "unknown")], "pupil"), Some(Stated::Unknown));
    assert_eq!(known(&sound(), &[("consent", "no")], "consent"), Some(Stated::NotYet));
    assert_eq!(known(&sound(), &[("consent", "refused")], "consent"), Some(Stated::Refused));
    assert_eq!(known(&sound(), &[("place", "intranet")], "place"), Some(Stated::Is(1)));
    assert_eq!(known(&sound(), &[("pupil", "yes"), ("age", "120")], "age"), Some(Stated::Is(120)));
    assert_eq!(known(&sound(), &[], "age"), None);
}

#[test]
fn what_an_organisation_states_holds_until_an_asker_says_otherwise() {
    assert_eq!(known(&sound(), &[], "place"), Some(Stated::Is(0)));
    assert_eq!(known(&sound(), &[("place", "intranet")], "place"), Some(Stated::Is(1)));
    assert_eq!(known(&sound(), &[("place", "unknown")], "place"), Some(Stated::Unknown));
    let none = with(STACKS_TOML, "given = { place = \"web\" }\n", "");
    assert_eq!(known(&none, &[], "place"), None);
}

#[test]
fn values_that_a_fact_does_not_have() {
    refused(
        &[("pupil", "maybe"), ("place", "webb"), ("age", "twelve"), ("age", "12.5")],
        &[
            ("pupil", Fault::NoSuchValue, "“Pupil” cannot be `maybe`. Write one of: yes, no."),
            ("place", Fault::NoSuchValue, "“Place” cannot be `webb`. Write one of: web, intranet."),
            ("age", Fault::NoSuchValue, "“Age” cannot be `twelve`. Write one of: 12."),
            ("age", Fault::NoSuchValue, "“Age” cannot be `12.5`. Write one of: 12."),
        ],
    );
    // A circumstance cannot be refused; only what can be arranged can.
    refused(
        &[("pupil", "refused")],
        &[("pupil", Fault::NoSuchValue, "“Pupil” cannot be `refused`. Write one of: yes, no.")],
    );
    for number in ["-1", "121"] {
        refused(&[("age", number)], &[("age", Fault::OutOfRange, "“Age” is a number from 0 to 120.")]);
    }
    let long = "x".repeat(100_000);
    let found = situation(&sound(), &[("place", &long)]).unwrap_err();
    assert!(found[0].2.len() < 200, "a message that repeats all of a long value");
}

#[test]
fn facts_that_nobody_knows() {
    refused(
        &[("pupl", "yes")],
        &[("pupl", Fault::NoSuchFact, "No fact is called `pupl`. Did you mean `pupil`?")],
    );
    refused(&[("", "yes")], &[("", Fault::NoSuchFact, "No fact is called ``.")]);
    refused(&[("child", "yes")], &[("child", Fault::NoSuchFact, "No fact is called `child`.")]);
    let long = "x".repeat(100_000);
    let found = situation(&sound(), &[(&long, "yes")]).unwrap_err();
    assert!(found[0].2.len() < 200, "a message that repeats all of a long name");
}

#[test]
fn the_same_fact_twice() {
    assert!(situation(&sound(), &[("pupil", "yes"), ("pupil", "true")]).is_ok());
    refused(
        &[("pupil", "yes"), ("pupil", "no")],
        &[("pupil", Fault::StatedTwice, "“Pupil” is given twice, differently.")],
    );
    refused(
        &[("consent", "no"), ("consent", "refused")],
        &[("consent", Fault::StatedTwice, "“Consent” is given twice, differently.")],
    );
}

#[test]
fn facts_that_contradict_each_other() {
    refused(
        &[("pupil", "no"), ("age", "12")],
        &[("age", Fault::DoesNotApply, "“Age” contradicts the other facts; drop one of them.")],
    );
    assert!(situation(&sound(), &[("pupil", "no"), ("age", "unknown")]).is_ok());
    // Who states an age has said that there is a pupil.
    assert_eq!(known(&sound(), &[("age", "12")], "pupil"), Some(Stated::Is(1)));
    for facts in [[("pupil", "yes"), ("place", "intranet")], [("age", "12"), ("place", "intranet")]] {
        impossible(&sound(), &facts, &["pupil", "place"], "Pupils do not reach the intranet.");
    }
    let old = "\n```impossible\nwhen = \"pupil and age > 100\"\nsv = \"\"\nen = \"Too old.\"\n```\n";
    impossible(&and(WORDS_MD, old), &[("consent", "yes"), ("age", "101")], &["age", "pupil"], "Too old.");
}

/// The error is named after a fact that has to do with it.
fn impossible(files: &[File], facts: Facts<'_>, about: &[&str], says: &str) {
    let found = situation(files, facts).map(|_| ()).unwrap_err();
    let [(fact, fault, said)] = &found[..] else { return assert_eq!(found.len(), 1, "{found:?}") };
    assert_eq!((fault, said.as_str()), (&Fault::Impossible, says));
    assert!(about.contains(&fact.as_str()), "{fact} has nothing to do with it: {says}");
}

#[test]
fn a_question_without_rules_is_answered_with_silence() {
    let question = "\n```question\nid = \"delete\"\nsv = \"\"\nen = \"\"\nabout = { sv = \"\", en = \"\" }\nyes = { sv = \"\", en = \"\" }\nno = { sv = \"\", en = \"\" }\nstricter = \"no\"\nask = { sv = \"arkivet\", en = \"the archive\" }\n```\n";
    let (books, problems) = read(&and(WORDS_MD, question));
    assert!(problems.is_empty());
    let (stack, delete) = (books.stack("town").unwrap(), books.question("delete").unwrap());
    let situation = books.situation(stack, delete, [("pupil", "yes")]).unwrap();
    let answer = books.ask(stack, &situation);
    assert_eq!((answer.verdict.name(), answer.next, stack.has_rules_on(delete)), ("silent", None, false));
    assert_eq!(books.whom_to_ask(stack, &situation, &answer).en, "the archive");
}

#[test]
fn rulebooks_that_were_refused_still_answer_without_a_crash() {
    let (books, problems) = read(&with(OWN_MD, "consent and not child", "consnt"));
    assert!(!problems.is_empty());
    let stack = books.stack("town").unwrap();
    let situation = books.situation(stack, books.question("publish").unwrap(), [("pupil", "yes")]).unwrap();
    assert_eq!(books.ask(stack, &situation).verdict.name(), "silent");
    drop(books.check());
}
