//! A made rulebook, read by the crate and by the second reading.

use super::Book;
use super::space::{Places, Space};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;
use std::collections::BTreeSet;
use varsam_rules::{Answer, Fact, FactError, Id, Question, Rulebooks, Severity, Situation, Stack, Witness};

/// The same rulebooks in every run, unless the environment asks for others (`PROPTEST_CASES`, `PROPTEST_RNG_SEED`).
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(7) } else { asked.rng_seed };
    let cases = std::env::var("PROPTEST_CASES").map_or(cases, |cases| cases.parse().unwrap());
    ProptestConfig { cases, rng_seed, failure_persistence: None, max_shrink_iters: 4_000, ..asked }
}

pub(crate) struct Read<'a> {
    pub(crate) book: &'a Book,
    pub(crate) space: Space<'a>,
    pub(crate) rules: Rulebooks,
}

impl<'a> Read<'a> {
    pub(crate) fn new(book: &'a Book) -> Self {
        let (rules, problems) = Rulebooks::from_files(&book.files(), "2026-11-21".parse().unwrap());
        let error = problems.iter().find(|problem| problem.severity == Severity::Error);
        assert!(error.is_none(), "{}", error.unwrap());
        Self { book, space: Space::new(book), rules }
    }

    pub(crate) fn stack(&self) -> &Stack {
        &self.rules.stacks[0]
    }

    pub(crate) fn question(&self) -> Id<Question> {
        self.rules.question("may-i").unwrap()
    }

    pub(crate) fn situation(&self, facts: &[(String, String)]) -> Result<Situation, Vec<FactError>> {
        let facts = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.rules.situation(self.stack(), self.question(), facts)
    }

    pub(crate) fn ask(&self, facts: &[(String, String)]) -> Answer {
        let situation = self.situation(facts).unwrap_or_else(|errors| panic!("{facts:?}: {errors:?}"));
        self.rules.ask(self.stack(), &situation)
    }

    /// The number of a fact in the made rulebook: it stands after the letter in its name.
    pub(crate) fn fact(&self, id: Id<Fact>) -> usize {
        number(&self.rules.names.facts[id].id)
    }

    pub(crate) fn facts(&self, ids: &[Id<Fact>]) -> BTreeSet<usize> {
        ids.iter().map(|id| self.fact(*id)).collect()
    }

    pub(crate) fn stated(&self, fact: usize, place: usize) -> (String, String) {
        (self.book.name(fact), self.book.value(fact, self.space.values[fact][place]))
    }

    /// All facts of a situation that mean something there. For numbers, sometimes the last of those that are not
    /// told apart.
    pub(crate) fn all_facts(&self, places: &Places) -> Vec<(String, String)> {
        let at = self.space.at(places);
        let means = |fact: &usize| self.space.is_used(*fact) && self.book.means(*fact, &at);
        let stated = |fact| match (places[fact] + fact) % 2 {
            0 => self.stated(fact, places[fact]),
            _ => (self.book.name(fact), self.book.value(fact, self.space.last(fact, places[fact]))),
        };
        (0..places.len()).filter(means).map(stated).collect()
    }

    /// What is known by an example: what it leaves open makes no difference.
    pub(crate) fn known(&self, witness: &Witness) -> Vec<Option<usize>> {
        self.known_by(&witness.show(&self.rules))
    }

    /// The same from the words of an example, such as `c0=v1 n2=12`.
    pub(crate) fn known_by(&self, words: &str) -> Vec<Option<usize>> {
        let mut known = vec![None; self.book.facts.len()];
        for word in words.split(' ').filter(|_| words != "in every situation") {
            let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("{words}"));
            let value = match value {
                "yes" => 1,
                "no" | "refused" => 0,
                other => other.trim_start_matches('v').parse().unwrap(),
            };
            known[number(name)] = Some(self.space.place(number(name), value));
        }
        known
    }

    /// The situations that an example is about: facts that it names mean something there, unless they mean something
    /// in different situations only.
    pub(crate) fn matching(&self, known: &[Option<usize>]) -> Vec<Places> {
        let possible = self.space.possible(known);
        let means = |fact: usize, places: &Places| {
            known[fact].is_none() || self.book.means(fact, &self.space.at(places))
        };
        let all_mean = |places: &&Places| (0..known.len()).all(|fact| means(fact, places));
        let meant: Vec<Places> = possible.iter().filter(all_mean).cloned().collect();
        if meant.is_empty() { possible } else { meant }
    }

    /// The facts that a fact means something by.
    pub(crate) fn behind(&self, fact: usize) -> BTreeSet<usize> {
        let mut behind = BTreeSet::new();
        self.book.facts[fact].applies.iter().for_each(|applies| self.book.facts_of(applies, &mut behind));
        behind
    }
}

/// The number in a name such as `r3`.
pub(crate) fn number(name: &str) -> usize {
    name[1..].parse().unwrap()
}
