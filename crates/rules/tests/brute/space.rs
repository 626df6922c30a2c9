//! Every situation that a made rulebook tells apart, with its outcome.

use super::{Book, Outcome};
use std::collections::BTreeSet;

/// A situation: for each fact, the place of its value among those that are told apart.
pub(crate) type Places = Vec<usize>;

/// The situations of a rulebook.
pub(crate) struct Space<'a> {
    pub(crate) book: &'a Book,
    /// For each fact, the first value of each group that no condition tells apart; one for facts that nothing uses.
    pub(crate) values: Vec<Vec<i64>>,
    used: BTreeSet<usize>,
    /// By number of the situation; `None` where it cannot be.
    outcomes: Vec<Option<Outcome>>,
}

impl<'a> Space<'a> {
    pub(crate) fn new(book: &'a Book) -> Self {
        let values = values(book);
        let mut space = Self { book, values, used: used(book), outcomes: Vec::new() };
        let outcome = |places: &Places| {
            let at = space.at(places);
            book.is_possible(&at).then(|| book.outcome(&at))
        };
        space.outcomes = space.completions(&vec![None; book.facts.len()]).iter().map(outcome).collect();
        space
    }

    /// How many situations there are, impossible ones included.
    pub(crate) fn size(book: &Book) -> usize {
        values(book).iter().map(Vec::len).product()
    }

    /// Whether the question depends on a fact, as far as its conditions mention it.
    pub(crate) fn is_used(&self, fact: usize) -> bool {
        self.used.contains(&fact)
    }

    /// The values at these places.
    pub(crate) fn at(&self, places: &[usize]) -> Vec<i64> {
        places.iter().zip(&self.values).map(|(place, values)| values[*place]).collect()
    }

    /// The place of a value.
    pub(crate) fn place(&self, fact: usize, value: i64) -> usize {
        self.values[fact].iter().filter(|first| **first <= value).count().saturating_sub(1)
    }

    /// The last value of the group at a place.
    pub(crate) fn last(&self, fact: usize, place: usize) -> i64 {
        let next = self.values[fact].get(place + 1).map(|next| next - 1);
        match self.book.facts[fact].kind {
            super::Kind::Number { max, .. } => next.unwrap_or(max),
            _ => self.values[fact][place],
        }
    }

    /// The outcome of a situation; `None` where it cannot be.
    pub(crate) fn outcome(&self, places: &[usize]) -> Option<Outcome> {
        let number =
            places.iter().zip(&self.values).fold(0, |number, (place, values)| number * values.len() + place);
        self.outcomes[number]
    }

    /// Every situation that fits what is known, possible or not, in the order of their numbers.
    pub(crate) fn completions(&self, known: &[Option<usize>]) -> Vec<Places> {
        let choices = known.iter().zip(&self.values).map(|(known, values)| match known {
            Some(place) => *place..*place + 1,
            None => 0..values.len(),
        });
        choices.fold(vec![Vec::new()], |all, choice| {
            let longer = |places: &Places, place| places.iter().copied().chain([place]).collect();
            all.iter().flat_map(|places| choice.clone().map(move |place| longer(places, place))).collect()
        })
    }

    /// Every situation that can be and fits what is known.
    pub(crate) fn possible(&self, known: &[Option<usize>]) -> Vec<Places> {
        let mut all = self.completions(known);
        all.retain(|places| self.outcome(places).is_some());
        all
    }

    /// Every situation that can be.
    pub(crate) fn all(&self) -> Vec<Places> {
        self.possible(&vec![None; self.values.len()])
    }

    /// Whether every fact that means nothing has its first value, so that no situation is counted twice.
    pub(crate) fn is_canonical(&self, places: &[usize]) -> bool {
        let at = self.at(places);
        (0..places.len()).all(|fact| places[fact] == 0 || self.book.means(fact, &at))
    }
}

/// Every fact that the conditions of a rulebook mention.
fn used(book: &Book) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    book.conditions().chain(&book.impossible).for_each(|cond| book.facts_of(cond, &mut used));
    used
}

/// The values that the conditions of a rulebook tell apart.
fn values(book: &Book) -> Vec<Vec<i64>> {
    let used = used(book);
    let conditions: Vec<_> = book.conditions().chain(&book.impossible).collect();
    let guards = used.iter().filter_map(|fact| book.facts[*fact].applies.as_ref());
    let mut comparisons = Vec::new();
    conditions.iter().copied().chain(guards).for_each(|cond| book.comparisons(cond, &mut comparisons));
    let values = |fact: usize| match book.facts[fact].kind {
        _ if !used.contains(&fact) => vec![0],
        super::Kind::YesNo { .. } => vec![0, 1],
        super::Kind::Choice { values, .. } => (0..values).map(super::place).collect(),
        super::Kind::Number { min, max } => {
            let same = |left: i64, right: i64| {
                let mut on_fact = comparisons.iter().filter(|(other, ..)| *other == fact);
                on_fact.all(|(_, op, number)| op.holds(left, *number) == op.holds(right, *number))
            };
            (min..=max).filter(|value| *value == min || !same(value - 1, *value)).collect()
        }
    };
    (0..book.facts.len()).map(values).collect()
}
