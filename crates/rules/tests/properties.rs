//! The answers to random rulebooks, held against a second reading of the guide that tries every situation.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop where it stands"
)]

mod brute;

use brute::expect::View;
use brute::made::{Tape, books, tapes};
use brute::space::{Places, Space};
use brute::{Book, Outcome, RemarkKind};
use proptest::prelude::{ProptestConfig, proptest};
use proptest::test_runner::RngSeed;
use std::collections::{BTreeMap, BTreeSet};
use varsam_rules::{Answer, Fact, FactError, Fault, Id, Rulebooks, Severity, Situation, Stack, Verdict};

/// The same rulebooks in every run, unless the environment asks for others (`PROPTEST_CASES`, `PROPTEST_RNG_SEED`).
fn config(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(7) } else { asked.rng_seed };
    let cases = std::env::var("PROPTEST_CASES").map_or(cases, |cases| cases.parse().unwrap());
    ProptestConfig { cases, rng_seed, failure_persistence: None, max_shrink_iters: 4_000, ..asked }
}

/// A made rulebook, read by the crate and by the second reading.
struct Read<'a> {
    book: &'a Book,
    space: Space<'a>,
    rules: Rulebooks,
}

impl<'a> Read<'a> {
    fn new(book: &'a Book) -> Self {
        let (rules, problems) = Rulebooks::from_files(&book.files(), "2026-11-21".parse().unwrap());
        let error = problems.iter().find(|problem| problem.severity == Severity::Error);
        assert!(error.is_none(), "{}", error.unwrap());
        Self { book, space: Space::new(book), rules }
    }

    fn stack(&self) -> &Stack {
        &self.rules.stacks[0]
    }

    fn situation(&self, facts: &[(String, String)]) -> Result<Situation, Vec<FactError>> {
        let facts = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.rules.situation(self.stack(), self.rules.question("may-i").unwrap(), facts)
    }

    fn ask(&self, facts: &[(String, String)]) -> Answer {
        let situation = self.situation(facts).unwrap_or_else(|errors| panic!("{facts:?}: {errors:?}"));
        self.rules.ask(self.stack(), &situation)
    }

    /// The number of a fact in the made rulebook: it stands after the letter in its name.
    fn fact(&self, id: Id<Fact>) -> usize {
        self.rules.names.facts[id].id[1..].parse().unwrap()
    }

    fn facts(&self, ids: &[Id<Fact>]) -> BTreeSet<usize> {
        ids.iter().map(|id| self.fact(*id)).collect()
    }

    fn stated(&self, fact: usize, place: usize) -> (String, String) {
        (self.book.name(fact), self.book.value(fact, self.space.values[fact][place]))
    }
}

/// What an asker says of a situation: each fact with its value, and what is known by it.
struct Said {
    facts: Vec<(String, String)>,
    known: Vec<Option<usize>>,
    /// Circumstances that the asker does not know.
    unknown: BTreeSet<usize>,
}

impl Said {
    /// A part of a situation, as chance would have it: some things are open, some cannot be found out, and what is
    /// not arranged is refused or can still be had.
    fn partly(read: &Read<'_>, truth: &Places, tape: &mut Tape) -> Self {
        let mut said = Self { facts: Vec::new(), known: vec![None; truth.len()], unknown: BTreeSet::new() };
        let at = read.space.at(truth);
        for fact in (0..truth.len()).filter(|fact| read.space.is_used(*fact)) {
            let arrange = read.book.arrange(fact);
            match tape.below(5) {
                0 | 1 if read.book.means(fact, &at) => {
                    said.known[fact] = Some(truth[fact]);
                    said.facts.push(read.stated(fact, truth[fact]));
                }
                2 => {
                    said.facts.push((read.book.name(fact), "unknown".to_owned()));
                    said.unknown.extend((!arrange).then_some(fact));
                }
                3 if arrange => said.facts.push((read.book.name(fact), "no".to_owned())),
                _ => {}
            }
        }
        said
    }
}

proptest! {
    #![proptest_config(config(96))]

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
        let view = View::new(&read.space, &vec![None; book.facts.len()]);
        let unknown: Vec<_> = used.iter().map(|fact| (book.name(*fact), "unknown".to_owned())).collect();
        let answer = read.ask(&unknown);
        assert_eq!(answer.next, None);
        assert_eq!(answer.holds().name(), view.careful().unwrap_or("silent"));
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
    let facts: Vec<_> = (0..places.len())
        .filter(|fact| read.space.is_used(*fact) && read.book.means(*fact, &at))
        .map(|fact| match (places[fact] + fact) % 2 {
            0 => read.stated(fact, places[fact]),
            _ => (read.book.name(fact), read.book.value(fact, read.space.last(fact, places[fact]))),
        })
        .collect();
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
    let number = |id| read.rules.rules[id].id[1..].parse::<usize>().unwrap();

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
    let named = answer.remarks.iter().map(|id| read.rules.remarks[*id].id[1..].parse::<usize>().unwrap());
    assert_eq!(named.collect::<BTreeSet<_>>(), remarks.map(|(at, _)| at).collect(), "remarks at {at:?}");
}

fn some_facts(read: &Read<'_>, said: &Said) {
    let (answer, view) = (read.ask(&said.facts), View::new(&read.space, &said.known));
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
    if expected != "depends" {
        let nothing = (answer.next, answer.careful, answer.either_way, open);
        assert_eq!(nothing, (None, None, None, BTreeSet::new()), "{facts:?}");
        return;
    }
    for fact in &view.open {
        assert!(open.contains(fact) || !view.matters(*fact), "{} matters: {facts:?}", read.book.name(*fact));
        assert!(
            !open.contains(fact) || view.can_tell(*fact),
            "{} cannot matter: {facts:?}",
            read.book.name(*fact)
        );
    }
    next_fact(read, said, &view, &answer);
    either_way(read, said, &answer);
}

fn next_fact(read: &Read<'_>, said: &Said, view: &View<'_>, answer: &Answer) {
    let facts = &said.facts;
    let mut may_be_asked = view.open.iter().filter(|fact| !said.unknown.contains(fact));
    match answer.next.map(|next| read.fact(next)) {
        Some(next) => {
            let name = read.book.name(next);
            assert!(may_be_asked.any(|fact| *fact == next), "asks {name} again: {facts:?}");
            assert!(view.can_tell(next), "asks {name}, which cannot matter: {facts:?}");
            let means = |places: &Places| read.book.means(next, &read.space.at(places));
            assert!(
                read.space.possible(&said.known).iter().any(means),
                "asks {name}, which means nothing: {facts:?}"
            );
            assert_eq!(answer.careful, None);
        }
        None => {
            let left = may_be_asked.find(|fact| view.matters(**fact));
            assert_eq!(left.map(|fact| read.book.name(*fact)), None, "does not ask it: {facts:?}");
            assert_eq!(answer.careful.map(Verdict::name), view.careful(), "{facts:?}");
        }
    }
}

/// The answer for each value of a fact is the answer once that value is stated.
fn either_way(read: &Read<'_>, said: &Said, answer: &Answer) {
    let either_way = answer.either_way.as_ref().unwrap();
    let fact = read.fact(either_way.fact);
    assert!(answer.next.is_none_or(|next| next == either_way.fact));
    let found: BTreeMap<usize, &str> = either_way
        .ways
        .iter()
        .map(|(value, verdict)| {
            let written = read.rules.names.facts[either_way.fact].written(*value);
            let same = |place: &usize| read.book.value(fact, read.space.values[fact][*place]) == written;
            ((0..read.space.values[fact].len()).find(same).unwrap(), verdict.name())
        })
        .collect();
    let expected = (0..read.space.values[fact].len()).filter_map(|place| {
        let mut known = said.known.clone();
        known[fact] = Some(place);
        Some((place, View::new(&read.space, &known).verdict()?))
    });
    assert_eq!(found, expected.collect(), "{} of {:?}", read.book.name(fact), said.facts);
}

/// Asks as long as there is something to ask, and answers by what is true.
fn interview(read: &Read<'_>, truth: &Places, tape: &mut Tape) {
    let at = read.space.at(truth);
    let mut known = vec![None; truth.len()];
    let mut facts = Vec::new();
    for fact in (0..truth.len()).filter(|fact| read.book.arrange(*fact) && read.book.means(*fact, &at)) {
        if read.space.is_used(fact) && tape.once_in(2) {
            known[fact] = Some(truth[fact]);
            facts.push(read.stated(fact, truth[fact]));
        }
    }
    let answer = loop {
        let answer = read.ask(&facts);
        let Some(next) = answer.next.map(|next| read.fact(next)) else { break answer };
        assert!(facts.iter().all(|(name, _)| *name != read.book.name(next)), "asked twice: {facts:?}");
        facts.push(if read.book.means(next, &at) {
            read.stated(next, truth[next])
        } else {
            (read.book.name(next), "unknown".to_owned())
        });
    };
    let circumstances = (0..truth.len()).filter(|fact| !read.book.arrange(*fact));
    circumstances.for_each(|fact| known[fact] = Some(truth[fact]));
    let view = View::new(&read.space, &known);
    assert_eq!(Some(answer.verdict.name()), view.verdict(), "{facts:?} of {at:?}");
}
