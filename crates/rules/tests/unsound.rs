//! Rulebooks that can be read but not followed: each claim that the checker refutes, with its example.

#![expect(clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod broken;

use broken::{OWN_MD, WORDS_MD, and, problems, with};
use varsam_rules::File;

#[track_caller]
fn says(files: &[File], expected: &[&str]) {
    assert_eq!(problems(files).lines().collect::<Vec<_>>(), expected);
}

#[test]
fn an_own_rule_that_is_laxer_than_law() {
    says(
        &with(OWN_MD, "consent and not child", "consent"),
        &[
            "town/rules.md:13:6: error: `own-consent` is laxer than law (`law-child`) when place=web age=12 pupil=yes consent=yes",
            "  help: narrow it, or let a stricter own rule override it there",
        ],
    );
}

#[test]
fn a_disagreement_that_no_remark_declares() {
    let disagree = with(OWN_MD, "when = \"not consent\"", "when = \"consent and pupil\"");
    let found = problems(&disagree);
    let lines: Vec<_> = found.lines().collect();
    let expected = "town/rules.md:13:6: error: in stack `town` rules disagree on `publish` when ";
    assert!(lines[0].starts_with(expected), "{found}");
    assert!(lines[0].ends_with(" pupil=yes consent=yes: `own-consent`, `own-no`"), "{found}");
    let hint =
        "  help: let one override the other with `over`, or declare it in a remark of kind `contradiction`";
    assert_eq!(lines[1..], [hint]);
    let declared = |when: &str| {
        let mut files = disagree.clone();
        files[2].1 += &remark("contradiction", when);
        problems(&files)
    };
    assert_eq!(declared("consent and pupil"), "");
    assert!(declared("consent and pupil and age > 20").contains(" age=20 pupil=yes consent=yes: "));
}

fn remark(kind: &str, when: &str) -> String {
    format!(
        "\n```remark\nid = \"m\"\nkind = \"{kind}\"\nquestion = \"publish\"\nwhen = \"{when}\"\nsv = \"\"\nen = \"\"\n```\n"
    )
}

#[test]
fn remarks_that_are_not_so() {
    says(
        &and(OWN_MD, &remark("contradiction", "place == web")),
        &[
            "town/rules.md:38:6: error: `m` declares a contradiction, but in stack `town` no rules disagree there",
        ],
    );
    says(&and(OWN_MD, &remark("silence", "consent and age < 13")), &[]);
    let silence = problems(&and(OWN_MD, &remark("silence", "consent and pupil")));
    let expected = "town/rules.md:38:6: error: `m` declares silence, but `own-consent` speaks when ";
    assert!(silence.starts_with(expected) && silence.contains("pupil=yes consent=yes"), "{silence}");
    says(
        &and(OWN_MD, &remark("silent", "pupil")),
        &["town/rules.md:38:6: error: `silent` is not a kind of remark: silence, contradiction or reading"],
    );
}

#[test]
fn an_invariant_that_does_not_hold() {
    let never = |when: &str, answer: &str| {
        and(
            OWN_MD,
            &format!(
                "\n```never\nid = \"x\"\nquestion = \"publish\"\n{answer}when = \"{when}\"\nsv = \"\"\nen = \"\"\n```\n"
            ),
        )
    };
    says(&never("child and place == web", ""), &[]);
    says(&never("child and place == intranet", "answer = \"no\"\n"), &[]);
    let broken = |when: &str, answer: &str, example: &str| {
        let expected = format!(
            "town/rules.md:38:6: error: `x` is broken in stack `town`: `publish` is answered {example}"
        );
        says(&never(when, answer), &[&expected]);
    };
    broken("consent and place == web", "", "yes when place=web pupil=no consent=yes");
    broken("child", "answer = \"no\"\n", "no when place=web age=12 pupil=yes");
    let unknown = and(
        OWN_MD,
        "\n```never\nid = \"x\"\nquestion = [\"publish\", \"delete\"]\nsv = \"\"\nen = \"\"\n```\n",
    );
    says(&unknown, &["town/rules.md:38:6: error: no question is called `delete`"]);
}

#[test]
fn something_that_hurts_when_it_is_arranged() {
    let files = with(
        OWN_MD,
        "answer = \"no\"\nwhen = \"not consent\"",
        "answer = \"yes\"\nwhen = \"not consent and not pupil\"",
    );
    says(&files, &[]);
    let files = with(OWN_MD, "when = \"consent and not child\"", "when = \"not consent and not pupil\"");
    let found = problems(&with_no(files));
    let expected = "vocabulary/words.md:42:6: error: arranging `consent` turns a yes on `publish` into something else when ";
    assert!(found.contains(expected) && found.contains("  help: arranging things can only help"), "{found}");
}

/// The same with the rule that says no without consent saying it to pupils only.
fn with_no(mut files: Vec<File>) -> Vec<File> {
    files[2].1 = files[2].1.replace("when = \"not consent\"\n", "when = \"not consent and pupil\"\n");
    files
}

#[test]
fn rules_and_facts_without_effect() {
    says(
        &with(OWN_MD, "when = \"not consent\"", "when = \"pupil and place == intranet\""),
        &["town/rules.md:22:6: error: `own-no` never applies: its conditions contradict each other"],
    );
    let over = "when = \"not consent and pupil\"\nsv";
    let mut always = with(OWN_MD, "when = \"not consent\"\nsv", over);
    always[2].1 += "\n```rule\nid = \"own-first\"\nquestion = \"publish\"\nanswer = \"no\"\nwhen = \"pupil\"\nover = [\"own-no\"]\nbecause = { sv = \"\", en = \"\" }\nsv = \"\"\nen = \"\"\nunless = \"consent\"\n```\n";
    says(
        &always,
        &[
            "town/rules.md:22:6: error: `own-no` never counts in stack `town`: others always override it",
            "  help: delete it, or narrow the rules that override it",
        ],
    );
    let fact = "\n```fact\nid = \"more\"\nkind = \"yes_no\"\nsv = \"\"\nen = \"\"\nlabel = { sv = \"\", en = \"\" }\n```\n";
    says(
        &and(WORDS_MD, fact),
        &["vocabulary/words.md:75:6: warning: no rule, remark or routine uses the fact `more`"],
    );
}

#[test]
fn cases_that_fail() {
    let case = |lines: &str, failure: &str| {
        let files = with(
            OWN_MD,
            "facts = { place = \"web\", pupil = false, consent = true }\nanswer = \"yes\"\n",
            lines,
        );
        let expected = format!(
            "town/rules.md:31:1: error: the case “Vuxen med samtycke” fails in stack `town`: {failure}"
        );
        says(&files, &[&expected]);
    };
    case(
        "facts = { pupil = false, consent = true }\nanswer = \"no\"\n",
        "expected no, got yes by own-consent",
    );
    case("facts = { consent = true }\nanswer = \"yes\"\n", "expected yes, got depends on age, pupil");
    case("facts = { pupil = false }\nanswer = \"yes\"\n", "expected yes, got yes_if by own-consent");
    case(
        "facts = { pupil = false, consent = true }\nanswer = \"yes\"\ndecides = [\"own-no\"]\n",
        "expected `own-no` to decide, but own-consent does",
    );
    case(
        "facts = { pupil = false }\nanswer = \"yes_if\"\nconditions = [[]]\n",
        "expected the conditions [], got [consent]",
    );
    case(
        "facts = { pupl = false, age = 12.5, place = \"wbe\" }\nanswer = \"yes_if\"\n",
        "“Age” cannot be `12.5`. Write one of: 12.; “Place” cannot be `wbe`. Write one of: web, intranet.; \
         No fact is called `pupl`. Did you mean `pupil`?",
    );
}

#[test]
fn cases_that_cannot_be_read() {
    let case = |lines: &str, expected: &[&str]| {
        let files = with(
            OWN_MD,
            "facts = { place = \"web\", pupil = false, consent = true }\nanswer = \"yes\"\n",
            lines,
        );
        says(&files, expected);
    };
    case(
        "answer = \"maybe\"\n",
        &["town/rules.md:31:1: error: `maybe` is not an answer: yes, yes_if, no, silent, disagree, depends"],
    );
    case(
        "answer = \"yes_if\"\nconditions = [[\"consnt\"]]\n",
        &["town/rules.md:31:1: error: no fact is called `consnt`", "  help: did you mean `consent`?"],
    );
    case(
        "answer = \"no\"\ndecides = [\"own-na\"]\n",
        &["town/rules.md:31:1: error: no rule is called `own-na`", "  help: did you mean `own-no`?"],
    );
}
