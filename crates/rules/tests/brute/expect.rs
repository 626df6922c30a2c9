//! What the answer must be where some facts are open, by trying every way in which they could turn out.

use super::Outcome;
use super::space::{Places, Space};
use std::collections::{BTreeMap, BTreeSet};

/// What the rules come to once every circumstance is known, while things can still be arranged.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Class {
    /// As in cases: `yes`, `yes_if`, `no`, `silent`, `disagree`.
    pub(crate) verdict: &'static str,
    /// With `yes_if`: which of the arrangements give a yes.
    yes_by: Vec<bool>,
}

/// A question with some facts open.
pub(crate) struct View<'a> {
    space: &'a Space<'a>,
    /// Open facts that can be arranged.
    pub(crate) arrangeable: Vec<usize>,
    /// Those of them that the asker has said nothing about.
    unspoken: Vec<usize>,
    /// Open circumstances.
    pub(crate) open: Vec<usize>,
    /// Every way in which the open circumstances can turn out, with what it comes to.
    pub(crate) classes: BTreeMap<Places, Class>,
}

impl<'a> View<'a> {
    /// With what is known, and the arrangeable facts that were said to be not yet arranged.
    pub(crate) fn new(space: &'a Space<'a>, known: &[Option<usize>], not_yet: &BTreeSet<usize>) -> Self {
        let open = |arrange| {
            let facts = (0..known.len()).filter(move |fact| known[*fact].is_none() && space.is_used(*fact));
            facts.filter(|fact| space.book.arrange(*fact) == arrange).collect::<Vec<_>>()
        };
        let unspoken = open(true).into_iter().filter(|fact| !not_yet.contains(fact)).collect();
        let mut view =
            View { space, arrangeable: open(true), unspoken, open: open(false), classes: BTreeMap::new() };
        let mut arranged = known.to_vec();
        view.arrangeable.iter().for_each(|fact| arranged[*fact] = Some(1));
        let classes =
            space.possible(&arranged).into_iter().map(|places| (places.clone(), view.class(&places)));
        view.classes = classes.collect();
        view
    }

    /// The situation in which, of what is open, exactly these facts are arranged.
    pub(crate) fn with(&self, places: &Places, arranged: &[usize]) -> Places {
        let mut places = places.clone();
        self.arrangeable.iter().for_each(|fact| places[*fact] = usize::from(arranged.contains(fact)));
        places
    }

    fn is_yes(&self, places: &Places, set: usize) -> bool {
        self.space.outcome(&self.with(places, &self.members(set))) == Some(Outcome::Yes)
    }

    fn members(&self, set: usize) -> Vec<usize> {
        let members = self.arrangeable.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        members.map(|(_, fact)| *fact).collect()
    }

    fn sets(&self) -> std::ops::Range<usize> {
        0..1 << self.arrangeable.len()
    }

    fn class(&self, places: &Places) -> Class {
        let yes_by: Vec<bool> = self.sets().map(|set| self.is_yes(places, set)).collect();
        let outcome = self.space.outcome(&self.as_things_stand(places));
        let verdict = match outcome {
            _ if yes_by.iter().all(|yes| *yes) => "yes",
            _ if yes_by.last() == Some(&true) => return Class { verdict: "yes_if", yes_by },
            Some(Outcome::Yes) => "yes",
            Some(Outcome::No) => "no",
            Some(Outcome::Disagree) => "disagree",
            Some(Outcome::Silent) | None => "silent",
        };
        Class { verdict, yes_by: Vec::new() }
    }

    /// Where arranging everything leads to no yes: nothing more is arranged, unless arranging what was not spoken of
    /// leads to a disagreement.
    pub(crate) fn as_things_stand(&self, places: &Places) -> Places {
        let unspoken = self.with(places, &self.unspoken);
        let disagree = self.space.outcome(&unspoken) == Some(Outcome::Disagree);
        if disagree { unspoken } else { self.with(places, &[]) }
    }

    /// The verdict; `None` where nothing can be.
    pub(crate) fn verdict(&self) -> Option<&'static str> {
        let first = self.classes.values().next()?;
        let same = self.classes.values().all(|class| class == first);
        Some(if same { first.verdict } else { "depends" })
    }

    /// The careful one of the verdicts that are still possible.
    pub(crate) fn careful(&self) -> Option<&'static str> {
        let order = if self.space.book.stricter_yes {
            ["yes", "yes_if", "disagree", "silent", "no"]
        } else {
            ["no", "disagree", "silent", "yes_if", "yes"]
        };
        order.into_iter().find(|verdict| self.classes.values().any(|class| class.verdict == *verdict))
    }

    /// The smallest sets of facts that make it yes, however all others turn out.
    pub(crate) fn conditions(&self) -> BTreeSet<BTreeSet<usize>> {
        let contains = |large: usize, small: usize| large & small == small;
        let is_enough = |set: usize| {
            let larger = || self.sets().filter(move |larger| contains(*larger, set));
            let mut ways = self.classes.iter();
            ways.all(|(places, class)| class.verdict == "yes" || larger().all(|set| self.is_yes(places, set)))
        };
        let enough: Vec<usize> = self.sets().filter(|set| is_enough(*set)).collect();
        let smallest =
            enough.iter().filter(|set| !enough.iter().any(|other| other != *set && contains(**set, *other)));
        let facts =
            |set: usize| self.arrangeable.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1);
        smallest.map(|set| facts(*set).map(|(_, fact)| *fact).collect()).collect()
    }

    /// Whether there is a situation in which changing only this fact changes what it comes to.
    pub(crate) fn matters(&self, fact: usize) -> bool {
        self.classes.iter().any(|(places, class)| {
            let changed = |value| {
                let mut other = places.clone();
                other[fact] = value;
                other
            };
            let mut values = 0..self.space.values[fact].len();
            values.any(|value| self.classes.get(&changed(value)).is_some_and(|other| other != class))
        })
    }

    /// Whether an answer on this fact can tell anything, perhaps only by what it makes impossible: with some of the
    /// other facts known, what is still possible differs between two of its values.
    pub(crate) fn can_tell(&self, fact: usize) -> bool {
        if self.matters(fact) {
            return true;
        }
        let others: Vec<usize> = self.open.iter().copied().filter(|other| *other != fact).collect();
        let choices = |other: &usize| self.space.values[*other].len() + 1;
        let ways: usize = others.iter().map(choices).product();
        (0..ways).any(|mut way| {
            let mut known = vec![None; self.space.values.len()];
            for other in &others {
                known[*other] = (way % choices(other)).checked_sub(1);
                way /= choices(other);
            }
            self.differs_by(fact, &known)
        })
    }

    fn differs_by(&self, fact: usize, known: &[Option<usize>]) -> bool {
        let mut by_value = vec![BTreeSet::new(); self.space.values[fact].len()];
        let fits = |places: &Places| {
            places.iter().zip(known).all(|(place, known)| known.is_none_or(|known| known == *place))
        };
        for (places, class) in self.classes.iter().filter(|(places, _)| fits(places)) {
            by_value[places[fact]].insert(class);
        }
        by_value.retain(|classes| !classes.is_empty());
        by_value.windows(2).any(|pair| pair[0] != pair[1])
    }
}
