//! What the checker reports of random rulebooks, held against a second reading of the guide that tries every
//! situation: nothing is missed, nothing is made up, and every example shows what it is an example of.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod brute;

use brute::made::books;
use brute::read::{Read, config, number};
use brute::space::Places;
use brute::{Layer, Outcome, RemarkKind};
use proptest::prelude::proptest;
use std::collections::{BTreeMap, BTreeSet};
use varsam_rules::{Problem, QuestionReport, Verdict, Witness};

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn situations_are_counted_by_their_outcome(book in books()) {
        let read = Read::new(&book);
        let all: Vec<_> = read.space.all().into_iter().filter(|places| read.space.is_canonical(places)).collect();
        let count = |wanted: Outcome| all.iter().filter(|places| read.space.outcome(places) == Some(wanted)).count();
        let found = report(&read);
        let found = [found.situations, found.yes, found.no, found.silent, found.disagree].map(|count| count.to_string());
        let expected = [all.len(), count(Outcome::Yes), count(Outcome::No), count(Outcome::Silent), count(Outcome::Disagree)];
        assert_eq!(found, expected.map(|count| count.to_string()));
    }

    #[test]
    fn examples_of_gaps_and_disagreements_are_such(book in books()) {
        let read = Read::new(&book);
        let found = report(&read);
        let undeclared = |at: &[i64]| !declared(&read, RemarkKind::Silence, at);
        example(&read, found.gap.as_ref(), Verdict::Silent, &|places| {
            read.space.outcome(places) == Some(Outcome::Silent) && undeclared(&read.space.at(places))
        });
        example(&read, found.disagreement.as_ref(), Verdict::Disagree, &|places| {
            read.space.outcome(places) == Some(Outcome::Disagree)
        });
    }

    #[test]
    fn invariants_are_proven_or_refuted(book in books()) {
        let read = Read::new(&book);
        let (reports, _) = read.rules.check();
        assert_eq!(reports[0].nevers.len(), book.nevers.len());
        for report in &reports[0].nevers {
            let never = &book.nevers[number(&read.rules.nevers[report.never].id)];
            let (wanted, verdict) =
                if never.yes { (Outcome::Yes, Verdict::Yes) } else { (Outcome::No, Verdict::No) };
            example(&read, report.refuted.as_ref().map(|(_, witness)| witness), verdict, &|places| {
                read.space.outcome(places) == Some(wanted) && book.holds(&never.when, &read.space.at(places))
            });
        }
    }

    #[test]
    fn every_problem_is_found_and_none_made_up(book in books()) {
        let read = Read::new(&book);
        let (_, problems) = read.rules.check();
        let found: BTreeMap<Finding, Option<String>> = problems.iter().map(finding).collect();
        let expected = expected(&read);
        let names = |findings: &mut dyn Iterator<Item = &Finding>| findings.cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&mut found.keys()), names(&mut expected.keys()));
        for (finding, example) in found.iter().filter_map(|(finding, example)| Some((finding, example.as_ref()?))) {
            let matching = read.matching(&read.known_by(example));
            let shown: BTreeSet<_> = expected[finding].iter().collect();
            assert!(!matching.is_empty(), "{finding:?} cannot be: {example}");
            let mut matching = matching.iter().map(|places| shown.contains(places));
            // What means something only after it was arranged is not part of the example before.
            let is_one = if finding.0 == "into something else" { matching.any(|is| is) } else { matching.all(|is| is) };
            assert!(is_one, "{finding:?} is not so: {example}");
        }
    }
}

fn report(read: &Read<'_>) -> QuestionReport {
    let (mut reports, _) = read.rules.check();
    reports.remove(0).questions.remove(0)
}

fn declared(read: &Read<'_>, kind: RemarkKind, at: &[i64]) -> bool {
    read.book.remarks.iter().any(|remark| remark.kind == kind && read.book.holds(&remark.when, at))
}

/// An example is given exactly where there is one; it is one whatever it leaves open, and asking shows it too.
fn example(read: &Read<'_>, found: Option<&Witness>, verdict: Verdict, is_one: &dyn Fn(&Places) -> bool) {
    let Some(found) = found else {
        let missed = read.space.all().into_iter().find(is_one);
        return assert_eq!(missed, None);
    };
    let (known, shown) = (read.known(found), found.show(&read.rules));
    let matching = read.matching(&known);
    assert!(!matching.is_empty(), "{shown} cannot be");
    assert!(matching.iter().all(is_one), "{shown}");
    for places in matching.iter().take(4) {
        let facts = read.all_facts(places);
        assert_eq!(read.ask(&facts).verdict, verdict, "{shown}: {facts:?}");
    }
}

/// What a problem is about: its kind and the names in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding(&'static str, Vec<String>);

/// Each kind of problem by words of its message, and how many of the names in it say what it is about.
const KINDS: [(&str, usize); 9] = [
    ("never applies", 1),
    ("never counts", 1),
    ("is laxer than law", 2),
    ("into something else", 1),
    ("rules disagree on", 0),
    ("declares a contradiction", 1),
    ("declares silence", 1),
    ("is broken in stack", 1),
    ("uses the fact", 1),
];

/// A problem as a finding and, where it has one, its example.
fn finding(problem: &Problem) -> (Finding, Option<String>) {
    let message = &problem.message;
    let (kind, names) =
        KINDS.into_iter().find(|(kind, _)| message.contains(kind)).unwrap_or_else(|| panic!("{message}"));
    let names = message.split('`').skip(1).step_by(2).take(names).map(str::to_owned).collect();
    let example =
        message.split(" when ").nth(1).map(|words| words.split(": ").next().unwrap_or_default().to_owned());
    (Finding(kind, names), example)
}

/// Every finding, with the situations that are examples of it.
fn expected(read: &Read<'_>) -> BTreeMap<Finding, Vec<Places>> {
    let mut found: BTreeMap<Finding, Vec<Places>> = BTreeMap::new();
    dead_rules(read, &mut found);
    unused_facts(read, &mut found);
    for places in read.space.all() {
        let findings =
            laxer(read, &places).into_iter().chain(hurt(read, &places)).chain(declarations(read, &places));
        findings
            .chain(broken(read, &places))
            .for_each(|finding| found.entry(finding).or_default().push(places.clone()));
    }
    for (at, remark) in read.book.remarks.iter().enumerate() {
        let here = |places: &Places| read.book.holds(&remark.when, &read.space.at(places));
        let disagree = |places: &Places| read.space.outcome(places) == Some(Outcome::Disagree);
        let vain = !read.space.all().iter().any(|places| here(places) && disagree(places));
        if remark.kind == RemarkKind::Contradiction && vain {
            found.insert(Finding("declares a contradiction", vec![format!("m{at}")]), Vec::new());
        }
    }
    found
}

fn dead_rules(read: &Read<'_>, found: &mut BTreeMap<Finding, Vec<Places>>) {
    let all: Vec<_> = read.space.all().iter().map(|places| read.space.at(places)).collect();
    for (at, rule) in read.book.rules.iter().enumerate() {
        let own = |rule: usize| read.book.rules[rule].layer == Layer::Own;
        let overriders: Vec<_> = read.book.overriders(at).collect();
        let overridden =
            rule.layer == Layer::Own && !overriders.is_empty() && overriders.into_iter().all(own);
        if !all.iter().any(|place| read.book.applies(at, place)) {
            found.insert(Finding("never applies", vec![format!("r{at}")]), Vec::new());
        } else if overridden && !all.iter().any(|place| read.book.counts(at, place)) {
            found.insert(Finding("never counts", vec![format!("r{at}")]), Vec::new());
        }
    }
}

fn unused_facts(read: &Read<'_>, found: &mut BTreeMap<Finding, Vec<Places>>) {
    let mut used = BTreeSet::new();
    let rules = read.book.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.unless));
    let conditions = rules.chain(read.book.remarks.iter().map(|remark| &remark.when));
    conditions.for_each(|cond| read.book.facts_of(cond, &mut used));
    for fact in (0..read.book.facts.len()).filter(|fact| !used.contains(fact)) {
        found.insert(Finding("uses the fact", vec![read.book.name(fact)]), Vec::new());
    }
}

/// Own rules that are laxer than a law rule that counts too.
fn laxer(read: &Read<'_>, places: &Places) -> Vec<Finding> {
    let at = read.space.at(places);
    let counting = |layer: Layer, yes: bool| {
        let rules = read
            .book
            .rules
            .iter()
            .enumerate()
            .filter(move |(_, rule)| rule.layer == layer && rule.yes == yes);
        rules.map(|(rule, _)| rule).filter(|rule| read.book.counts(*rule, &at)).collect::<Vec<_>>()
    };
    let stricter = read.book.stricter_yes;
    let (law, own) = (counting(Layer::Law, stricter), counting(Layer::Own, !stricter));
    let finding =
        |own: &usize, law: &usize| Finding("is laxer than law", vec![format!("r{own}"), format!("r{law}")]);
    own.iter().flat_map(|own| law.iter().map(move |law| finding(own, law))).collect()
}

/// Things that turn a yes into something else when they are arranged.
fn hurt(read: &Read<'_>, places: &Places) -> Vec<Finding> {
    let hurts = |fact: &usize| {
        let mut arranged = places.clone();
        arranged[*fact] = 1;
        let then = read.space.outcome(&arranged);
        places[*fact] == 0 && then.is_some_and(|then| then != Outcome::Yes)
    };
    let yes = read.space.outcome(places) == Some(Outcome::Yes);
    let facts = (0..places.len()).filter(|fact| yes && read.book.arrange(*fact) && read.space.is_used(*fact));
    facts.filter(hurts).map(|fact| Finding("into something else", vec![read.book.name(fact)])).collect()
}

/// Disagreements that no remark declares, and silences that are declared but broken.
fn declarations(read: &Read<'_>, places: &Places) -> Vec<Finding> {
    let at = read.space.at(places);
    let mut found = Vec::new();
    let disagree = read.space.outcome(places) == Some(Outcome::Disagree);
    if disagree && !declared(read, RemarkKind::Contradiction, &at) {
        found.push(Finding("rules disagree on", Vec::new()));
    }
    for (number, remark) in read.book.remarks.iter().enumerate() {
        let mut rules =
            (0..read.book.rules.len()).filter(|rule| read.book.rules[*rule].layer == remark.layer);
        let silence = remark.kind == RemarkKind::Silence && read.book.holds(&remark.when, &at);
        if silence && rules.any(|rule| read.book.counts(rule, &at)) {
            found.push(Finding("declares silence", vec![format!("m{number}")]));
        }
    }
    found
}

/// Invariants that are broken.
fn broken(read: &Read<'_>, places: &Places) -> Vec<Finding> {
    let outcome = read.space.outcome(places);
    let nevers = read.book.nevers.iter().enumerate().filter(|(_, never)| {
        let wanted = if never.yes { Outcome::Yes } else { Outcome::No };
        outcome == Some(wanted) && read.book.holds(&never.when, &read.space.at(places))
    });
    nevers.map(|(at, _)| Finding("is broken in stack", vec![format!("x{at}")])).collect()
}
