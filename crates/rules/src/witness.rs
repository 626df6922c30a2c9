//! A concrete situation from a set of them, with only the facts that place it there.

use crate::diagram::Diagram;
use crate::domain::{Domain, TooLarge, and, or};
use crate::load::Rulebooks;
use crate::model::{Fact, Kind};
use crate::situation::Stated;
use crate::table::Id;
use biodivine_lib_bdd::Bdd;

/// Facts that together make up an example. Whatever they leave open makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Each fact with its value.
    pub facts: Vec<(Id<Fact>, Stated)>,
}

impl Witness {
    /// The example as one line: `place=instagram age=12`.
    pub fn show(&self, books: &Rulebooks) -> String {
        if self.facts.is_empty() {
            return "in every situation".to_owned();
        }
        let fact = |(id, stated): &(Id<Fact>, Stated)| {
            let fact = &books.names.facts[*id];
            format!("{}={}", fact.id, fact.written(*stated))
        };
        self.facts.iter().map(fact).collect::<Vec<_>>().join(" ")
    }
}

/// An example from a set of situations; `None` when it is empty.
pub(crate) fn witness(books: &Rulebooks, domain: &Domain, set: &Bdd) -> Option<Witness> {
    if set.is_false() {
        return None;
    }
    let narrowed = canonical(books, domain).and_then(|canonical| and(set, &canonical)).ok();
    let narrowed = narrowed.filter(|narrowed| !narrowed.is_false());
    // Values are chosen where every fact means something or has its first value; only what the set asks is named.
    let chosen = narrowed.and_then(|narrowed| Diagram::of(domain, &narrowed).witness(domain, &[]));
    let path = Diagram::of(domain, set).witness(domain, &chosen.unwrap_or_default())?;
    let mut facts: Vec<(Id<Fact>, Stated)> = path
        .into_iter()
        .filter_map(|(level, place)| {
            let axis = domain.axes.get(level)?;
            Some((axis.fact, Stated::Is(typical(books, axis.fact, &axis.cuts, place))))
        })
        .collect();
    drop_meaningless(books, &mut facts);
    Some(Witness { facts })
}

/// A number from an interval: its last where it has one (the border is what people look at), else its first.
fn typical(books: &Rulebooks, fact: Id<Fact>, cuts: &[i64], place: usize) -> i64 {
    let Kind::Number { min, .. } = books.names.facts[fact].kind else {
        return i64::try_from(place).unwrap_or(0);
    };
    let first = place.checked_sub(1).and_then(|cut| cuts.get(cut)).copied().unwrap_or(min);
    cuts.get(place).map_or(first, |next| next - 1)
}

/// A fact that means nothing in the light of the others is no part of the example.
fn drop_meaningless(books: &Rulebooks, facts: &mut Vec<(Id<Fact>, Stated)>) {
    let all = facts.clone();
    let known = |fact: Id<Fact>| {
        all.iter()
            .find(|(other, _)| *other == fact)
            .map_or(crate::condition::Known::Open, |(_, stated)| stated.known())
    };
    facts.retain(|(fact, _)| {
        let applies = books.names.facts[*fact].applies.as_ref();
        applies.is_none_or(|applies| books.names.value_of(applies, &known) != Some(false))
    });
}

/// The situations in which every fact that means nothing has its first value, so that none is counted twice.
pub(crate) fn canonical(books: &Rulebooks, domain: &Domain) -> Result<Bdd, TooLarge> {
    let mut canonical = domain.always();
    for (level, axis) in domain.axes.iter().enumerate() {
        let applies = domain.applies(&books.names, axis.fact)?;
        canonical = and(&canonical, &or(&applies, &domain.among(level, |value| value == 0))?)?;
    }
    Ok(canonical)
}
