//! The answers to random rulebooks, held against a second reading of the guide that tries every situation.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod brute;

use brute::expect::View;
use brute::made::{Tape, books, tapes};
use brute::read::{Read, config, number};
use brute::space::Places;
use brute::{Outcome, RemarkKind};
use proptest::prelude::proptest;
use std::collections::{BTreeMap, BTreeSet};
use varsam_rules::{Answer, Fault, Verdict};

/// What an asker says of a situation: each fact with its value, and what is known by it.
struct Said {
    facts: Vec<(String, String)>,
    known: Vec<Option<usize>>,
    /// Circumstances that the asker does not know.
    unknown: BTreeSet<usize>,
    /// What was said to be not yet arranged.
    not_yet: BTreeSet<usize>,
}

impl Said {
    fn nothing(read: &Read<'_>) -> Self {
        let (known, none) = (vec![None; read.book.facts.len()], BTreeSet::new());
        Self { facts: Vec::new(), known, unknown: none.clone(), not_yet: none }
    }

    /// A part of a situation, as chance would have it: some things are open, some cannot be found out, and what is
    /// not arranged is refused or can still be had.
    fn partly(read: &Read<'_>, truth: &Places, tape: &mut Tape) -> Self {
        let mut said = Self::nothing(read);
        for fact in (0..truth.len()).filter(|fact| read.space.is_used(*fact)).rev() {
            let arrange = read.book.arrange(fact);
            match tape.below(5) {
                _ if said.known[fact].is_some() => {}
                0 | 1 => said.state(read, truth, fact),
                2 => {
                    said.facts.push((read.book.name(fact), "unknown".to_owned()));
                    said.unknown.extend((!arrange).then_some(fact));
                }
                3 if arrange => {
                    said.facts.push((read.book.name(fact), "no".to_owned()));
                    said.not_yet.insert(fact);
                }
                _ => {}
            }
        }
        said
    }

    /// States a fact that means something, and with it what it means something by.
    fn state(&mut self, read: &Read<'_>, truth: &Places, fact: usize) {
        let at = read.space.at(truth);
        if read.book.means(fact, &at) {
            for fact in read.behind(fact).into_iter().chain([fact]) {
                if self.known[fact].is_none() && read.book.means(fact, &at) {
                    self.known[fact] = Some(truth[fact]);
                    self.facts.push(read.stated(fact, truth[fact]));
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn with_all_facts_the_verdict_is_the_outcome(book in books()) {
        let read = Read::new(&book);
        for places in read.space.completions(&vec![None; book.facts.len()]) {
            all_facts(&read, &places);
        }
    }

    #[test]
    fn with_some_facts_the_answer_tries_every_way(book in books(), tape in tapes()) {
        let (read, mut tape) = (Read::new(&book), Tape::new(tape));
        let truths = read.space.all();
        for _ in 0..if truths.is_empty() { 0 } else { 8 } {
            let said = Said::partly(&read, &truths[tape.below(truths.len())], &mut tape);
            some_facts(&read, &said);
        }
    }

    #[test]
    fn who_knows_nothing_gets_the_careful_verdict(book in books()) {
        let read = Read::new(&book);
        let used: Vec<usize> = (0..book.facts.len()).filter(|fact| read.space.is_used(*fact)).collect();
        let view = View::new(&read.space, &vec![None; book.facts.len()], &BTreeSet::new());
        let unknown: Vec<_> = used.iter().map(|fact| (book.name(*fact), "unknown".to_owned())).collect();
        let Some(careful) = view.careful() else { return Ok(()) };
        let answer = read.ask(&unknown);
        assert_eq!(answer.next, None);
        assert_eq!(answer.holds().name(), careful);
    }

    #[test]
    fn an_interview_ends_with_the_verdict(book in books(), tape in tapes()) {
        let (read, mut tape) = (Read::new(&book), Tape::new(tape));
        let truths = read.space.all();
        for _ in 0..if truths.is_empty() { 0 } else { 6 } {
            interview(&read, &truths[tape.below(truths.len())], &mut tape);
        }
    }
}

fn all_facts(read: &Read<'_>, places: &Places) {
    let at = read.space.at(places);
    let facts = read.all_facts(places);
    let situation = read.situation(&facts);
    let Some(outcome) = read.space.outcome(places) else {
        let faults: Vec<_> = situation.unwrap_err().into_iter().map(|error| error.fault).collect();
        assert_eq!(faults, [Fault::Impossible], "{facts:?}");
        return;
    };
    let answer = read.rules.ask(read.stack(), &situation.unwrap());
    assert_eq!(answer.verdict, verdict(outcome), "{facts:?}");
    assert_eq!(
        (&answer.conditions[..], answer.next, &answer.open[..]),
        (&[][..], None, &[][..]),
        "{facts:?}"
    );
    reasons(read, &at, outcome, &answer);
}

fn verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Yes => Verdict::Yes,
        Outcome::No => Verdict::No,
        Outcome::Silent => Verdict::Silent,
        Outcome::Disagree => Verdict::Disagree,
    }
}

/// The rules and remarks that an answer names, where everything is known.
fn reasons(read: &Read<'_>, at: &[i64], outcome: Outcome, answer: &Answer) {
    let book = read.book;
    let layer = book.deciding_layer(at);
    let fits = |yes: bool| outcome == Outcome::Disagree || (outcome == Outcome::Yes) == yes;
    let rules = |wanted: &dyn Fn(usize) -> bool| {
        (0..book.rules.len()).filter(|rule| wanted(*rule)).collect::<BTreeSet<_>>()
    };
    let number = |id| number(&read.rules.rules[id].id);

    let deciding = rules(&|rule| {
        Some(book.rules[rule].layer) == layer && fits(book.rules[rule].yes) && book.counts(rule, at)
    });
    assert_eq!(
        answer.deciding.iter().map(|id| number(*id)).collect::<BTreeSet<_>>(),
        deciding,
        "deciding at {at:?}"
    );

    let settled = matches!(outcome, Outcome::Yes | Outcome::No);
    let other = |rule: usize| settled && !fits(book.rules[rule].yes);
    let by_name =
        |rule: usize| book.applies(rule, at) && book.overriders(rule).any(|by| deciding.contains(&by));
    let explicit = rules(&|rule| other(rule) && by_name(rule));
    let by_layer = rules(&|rule| other(rule) && book.counts(rule, at));
    let found = |wanted: bool| {
        let found = answer.outranked.iter().filter(|outranked| outranked.explicit == wanted);
        found.map(|outranked| number(outranked.rule)).collect::<BTreeSet<_>>()
    };
    assert_eq!((found(true), found(false)), (explicit, by_layer), "outranked at {at:?}");
    assert!(answer.outranked.iter().all(|outranked| deciding.contains(&number(outranked.by))));

    let remarks = book.remarks.iter().enumerate().filter(|(_, remark)| {
        book.holds(&remark.when, at)
            && (remark.kind != RemarkKind::Contradiction || outcome == Outcome::Disagree)
    });
    let named = answer.remarks.iter().map(|id| brute::read::number(&read.rules.remarks[*id].id));
    assert_eq!(named.collect::<BTreeSet<_>>(), remarks.map(|(at, _)| at).collect(), "remarks at {at:?}");
}

fn some_facts(read: &Read<'_>, said: &Said) {
    let (answer, view) = (read.ask(&said.facts), View::new(&read.space, &said.known, &said.not_yet));
    let facts = &said.facts;
    let expected = view.verdict().unwrap();
    assert_eq!(answer.verdict.name(), expected, "{facts:?}");
    if answer.holds() == Verdict::YesIf {
        let conditions: BTreeSet<_> = answer.conditions.iter().map(|set| read.facts(set)).collect();
        assert_eq!(
            (conditions, answer.conditions.len()),
            (view.conditions(), view.conditions().len()),
            "{facts:?}"
        );
    } else {
        assert!(answer.conditions.is_empty(), "{facts:?}");
    }
    let open = read.facts(&answer.open);
    let mut possible = read.space.possible(&said.known).into_iter().map(|places| read.space.at(&places));
    let places = view.classes.keys().next().unwrap();
    if possible.all(|at| view.open.iter().all(|fact| !read.book.means(*fact, &at))) {
        let first = answer.conditions.first().map(|set| read.facts(set).into_iter().collect::<Vec<_>>());
        let judged = first.map_or_else(|| view.as_things_stand(places), |set| view.with(places, &set));
        reasons(read, &read.space.at(&judged), read.space.outcome(&judged).unwrap(), &answer);
    }
    if expected != "depends" {
        let nothing = (answer.next, answer.careful, answer.either_way, open);
        assert_eq!(nothing, (None, None, None, BTreeSet::new()), "{facts:?}");
        return;
    }
    for fact in &view.open {
        assert!(open.contains(fact) || !view.matters(*fact), "{} matters: {facts:?}", read.book.name(*fact));
        let may_be_open = !open.contains(fact) || view.can_tell(*fact);
        assert!(may_be_open, "{} cannot matter: {facts:?}", read.book.name(*fact));
    }
    next_fact(read, said, &view, &answer);
    either_way(read, said, &answer);
}

/// What is asked next can be told and can tell something; while anything like that is left, it is asked.
fn next_fact(read: &Read<'_>, said: &Said, view: &View<'_>, answer: &Answer) {
    let facts = &said.facts;
    let mut may_be_asked = view.open.iter().filter(|fact| !said.unknown.contains(fact));
    let Some(next) = answer.next.map(|next| read.fact(next)) else {
        let left = may_be_asked.find(|fact| view.matters(**fact));
        assert_eq!(left.map(|fact| read.book.name(*fact)), None, "does not ask it: {facts:?}");
        return assert_eq!(answer.careful.map(Verdict::name), view.careful(), "{facts:?}");
    };
    let name = read.book.name(next);
    assert!(may_be_asked.any(|fact| *fact == next), "asks {name} again: {facts:?}");
    assert!(view.can_tell(next), "asks {name}, which cannot matter: {facts:?}");
    let means = |places: &Places| read.book.means(next, &read.space.at(places));
    let possible = read.space.possible(&said.known);
    assert!(possible.iter().any(means), "asks {name}, which means nothing: {facts:?}");
    assert_eq!(answer.careful, None);
}

/// The answer for each value of a fact is the answer once that value is stated; values that cannot
/// be are left out.
fn either_way(read: &Read<'_>, said: &Said, answer: &Answer) {
    let either_way = answer.either_way.as_ref().unwrap();
    let fact = read.fact(either_way.fact);
    assert!(answer.next.is_none_or(|next| next == either_way.fact));
    let name = read.book.name(fact);
    let mut ways = BTreeMap::new();
    let is_impossible = |written: &str| {
        let others = said.facts.iter().filter(|(other, _)| *other != name).cloned();
        let stated: Vec<_> = others.chain([(name.clone(), written.to_owned())]).collect();
        let errors = read.situation(&stated).err().unwrap_or_default();
        errors.iter().any(|error| error.fault == Fault::Impossible)
    };
    for (value, verdict) in &either_way.ways {
        let written = read.rules.names.facts[either_way.fact].written(*value);
        assert!(!is_impossible(&written), "{name} cannot be {written}: {:?}", said.facts);
        ways.insert(written, verdict.name());
    }
    for place in 0..read.space.values[fact].len() {
        let mut known = said.known.clone();
        known[fact] = Some(place);
        let expected = View::new(&read.space, &known, &said.not_yet).verdict();
        let written = read.book.value(fact, read.space.values[fact][place]);
        let way = ways.remove(&written);
        let fits = way == expected || expected.is_none() || (way.is_none() && is_impossible(&written));
        assert!(fits, "{name}={written} of {:?}: {way:?}", said.facts);
    }
    assert_eq!(ways, BTreeMap::new(), "{name} of {:?}", said.facts);
}

/// Asks as long as there is something to ask, and answers by what is true.
fn interview(read: &Read<'_>, truth: &Places, tape: &mut Tape) {
    let at = read.space.at(truth);
    let mut said = Said::nothing(read);
    for fact in (0..truth.len()).filter(|fact| read.book.arrange(*fact) && read.space.is_used(*fact)) {
        if tape.once_in(2) {
            said.state(read, truth, fact);
        }
    }
    let answer = loop {
        let answer = read.ask(&said.facts);
        let Some(next) = answer.next.map(|next| read.fact(next)) else { break answer };
        let name = read.book.name(next);
        assert!(said.facts.iter().all(|(known, _)| *known != name), "asked twice: {:?}", said.facts);
        if read.book.means(next, &at) {
            said.state(read, truth, next);
        } else {
            said.facts.push((name, "unknown".to_owned()));
        }
    };
    for fact in (0..truth.len()).filter(|fact| !read.book.arrange(*fact)) {
        said.known[fact] = Some(truth[fact]);
    }
    let view = View::new(&read.space, &said.known, &BTreeSet::new());
    assert_eq!(Some(answer.verdict.name()), view.verdict(), "{:?} of {at:?}", said.facts);
}
