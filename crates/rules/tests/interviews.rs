//! Small rulebooks in which an answer or the next question once went wrong, or easily could.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod broken;

use broken::read;
use varsam_rules::{Answer, File, Rulebooks};

const TEXT: &str = "sv = \"\"\nen = \"\"\n";

fn front(layer: &str) -> String {
    let names = "document = \"d\"\nissuer = \"I\"\ntitle = \"T\"\nedition = \"1\"\nin_force = 2020-01-01";
    format!("+++\n{names}\nlayer = \"{layer}\"\n+++\n")
}

fn block(kind: &str, lines: &str) -> String {
    format!("\n```{kind}\n{TEXT}{lines}\n```\n")
}

fn fact(id: &str, kind: &str) -> String {
    block("fact", &format!("id = \"{id}\"\nlabel = {{ sv = \"\", en = \"\" }}\n{kind}"))
}

fn yes_no(id: &str) -> String {
    fact(id, "kind = \"yes_no\"")
}

fn rule(id: &str, answer: &str, when: &str) -> String {
    block("rule", &format!("id = \"{id}\"\nquestion = \"may-i\"\nanswer = \"{answer}\"\nwhen = \"{when}\""))
}

fn impossible(when: &str) -> String {
    block("impossible", &format!("when = \"{when}\""))
}

fn files(words: &[String], rules: &[String]) -> Vec<File> {
    let two = "{ sv = \"\", en = \"\" }";
    let question =
        format!("id = \"may-i\"\nabout = {two}\nyes = {two}\nno = {two}\nask = {two}\nstricter = \"no\"");
    let words = front("vocabulary") + &block("question", &question) + &words.concat();
    let stacks = format!("[[stack]]\nid = \"us\"\n{TEXT}rulebooks = [\"own\"]\n");
    vec![
        ("stacks.toml".into(), stacks),
        ("vocabulary/words.md".into(), words),
        ("own/rules.md".into(), front("own") + &rules.concat()),
    ]
}

struct Asked {
    books: Rulebooks,
    answer: Answer,
}

fn ask(words: &[String], rules: &[String], facts: &[(&str, &str)]) -> Asked {
    let (books, problems) = read(&files(words, rules));
    assert!(problems.is_empty(), "{problems:?}");
    let stack = books.stack("us").unwrap();
    let situation = books.situation(stack, books.question("may-i").unwrap(), facts.iter().copied()).unwrap();
    let answer = books.ask(stack, &situation);
    Asked { books, answer }
}

impl Asked {
    fn verdict(&self) -> &'static str {
        self.answer.verdict.name()
    }

    fn next(&self) -> Option<&str> {
        self.answer.next.map(|fact| self.books.names.facts[fact].id.as_str())
    }

    fn open(&self) -> Vec<&str> {
        self.answer.open.iter().map(|fact| self.books.names.facts[*fact].id.as_str()).collect()
    }

    fn deciding(&self) -> Vec<&str> {
        self.answer.deciding.iter().map(|rule| self.books.rules[*rule].id.as_str()).collect()
    }
}

/// A comparison that always or never holds cuts its number nowhere; the number still begins at its `min`.
#[test]
fn comparisons_that_hold_for_every_number_or_for_none() {
    let words = [fact("number", "kind = \"number\"\nmin = 5\nmax = 9")];
    for (when, verdict) in
        [("number >= 5", "yes"), ("number < 5", "silent"), ("number <= 9", "yes"), ("number > 9", "silent")]
    {
        let asked = ask(&words, &[rule("r", "yes", when)], &[]);
        assert_eq!((asked.verdict(), asked.next()), (verdict, None), "{when}");
    }
    let words = [fact("number", "kind = \"number\"\nmin = -9\nmax = -5")];
    assert_eq!(ask(&words, &[rule("r", "yes", "number > -5")], &[]).verdict(), "silent");
}

#[test]
fn a_fact_behind_something_arrangeable_is_asked() {
    let consent = fact("consent", "kind = \"yes_no\"\narrange = true");
    let words = [consent, fact("written", "kind = \"yes_no\"\napplies = \"consent\"")];
    let rules = [rule("r", "yes", "consent and written"), rule("s", "no", "not written")];
    let asked = ask(&words, &rules, &[]);
    assert_eq!((asked.verdict(), asked.next()), ("depends", Some("written")));
    assert_eq!(ask(&words, &rules, &[("written", "yes")]).verdict(), "yes_if");
    assert_eq!(ask(&words, &rules, &[("consent", "refused")]).verdict(), "no");
}

/// Nobody is asked about the school when only one is possible, but about what rests on it.
#[test]
fn a_fact_whose_guard_is_settled_by_what_cannot_be_is_asked() {
    let school = "kind = \"choice\"\nvalues = [{ id = \"own\", sv = \"\", en = \"\" }, { id = \"other\", sv = \"\", en = \"\" }]";
    let words = [
        fact("school", school),
        fact("class", "kind = \"yes_no\"\napplies = \"school == own\""),
        yes_no("young"),
        impossible("young and school == other"),
    ];
    let asked = ask(&words, &[rule("r", "yes", "class and young")], &[("young", "yes")]);
    assert_eq!((asked.verdict(), asked.next(), asked.open()), ("depends", Some("class"), vec!["class"]));
}

#[test]
fn what_cannot_be_makes_no_other_fact_matter() {
    let words = [
        yes_no("senior"),
        fact("age", "kind = \"number\"\nmin = 0\nmax = 99"),
        impossible("senior and age < 13"),
    ];
    let rules = [rule("r", "yes", "age >= 16"), rule("s", "no", "age < 16")];
    let asked = ask(&words, &rules, &[]);
    assert_eq!((asked.verdict(), asked.next(), asked.open()), ("depends", Some("age"), vec!["age"]));
    let unknown = ask(&words, &rules, &[("age", "unknown")]);
    assert_eq!((unknown.next(), unknown.answer.holds().name()), (None, "no"));
}

#[test]
fn values_that_cannot_be_are_left_out_of_the_ways() {
    let colour = "kind = \"choice\"\nvalues = [{ id = \"red\", sv = \"\", en = \"\" }, { id = \"green\", sv = \"\", en = \"\" }, { id = \"blue\", sv = \"\", en = \"\" }]";
    let words = [yes_no("dark"), fact("colour", colour), impossible("colour == blue")];
    let rules = [rule("r", "yes", "colour == red and not dark"), rule("s", "no", "dark or colour == green")];
    let asked = ask(&words, &rules, &[("dark", "unknown")]);
    let ways = asked.answer.either_way.unwrap().ways;
    let colour = &asked.books.names.facts[asked.answer.next.unwrap()];
    let written: Vec<_> = ways.iter().map(|(value, _)| colour.written(*value)).collect();
    assert_eq!(written, ["red", "green"]);
}

/// Who has not arranged anything meets the disagreement as things stand, not what would be after arranging.
#[test]
fn a_disagreement_is_explained_by_the_rules_that_disagree() {
    let words = [fact("consent", "kind = \"yes_no\"\narrange = true"), yes_no("other")];
    let rules = [
        rule("yes", "yes", "not consent or other"),
        rule("no", "no", "not consent or other"),
        rule("later", "no", "consent"),
    ];
    let asked = ask(&words, &rules, &[("other", "no")]);
    assert_eq!((asked.verdict(), asked.deciding()), ("disagree", vec!["yes", "no"]));
    let asked = ask(&words, &rules, &[("other", "yes")]);
    assert_eq!((asked.verdict(), asked.deciding()), ("disagree", vec!["yes", "no", "later"]));
}
