//! A second reading of `docs/guide/rule-language.md`: small rulebooks as a tree of our own, evaluated one situation
//! at a time in the words of the guide. It shares no code with the crate; a rulebook reaches the crate as text.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it stands"
)]

pub(crate) mod expect;
pub(crate) mod made;
pub(crate) mod read;
pub(crate) mod space;
mod written;

use std::collections::BTreeSet;

/// A condition.
#[derive(Debug, Clone)]
pub(crate) enum Cond {
    Always(bool),
    /// A yes/no fact.
    Yes(usize),
    /// A choice is one of these values (`==` for one, `in` for several).
    In(usize, Vec<usize>),
    /// A choice is not this value.
    IsNot(usize, usize),
    Compare(usize, Op, i64),
    Term(usize),
    Not(Box<Cond>),
    And(Vec<Cond>),
    Or(Vec<Cond>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Op {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    YesNo { arrange: bool, rare: bool },
    Choice { values: usize, rare: Option<usize> },
    Number { min: i64, max: i64 },
}

#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) kind: Kind,
    /// Speaks of earlier facts only.
    pub(crate) applies: Option<Cond>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    Guidance,
    Own,
    Law,
}

impl Layer {
    pub(crate) const ALL: [Self; 3] = [Self::Law, Self::Own, Self::Guidance];
}

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) layer: Layer,
    pub(crate) yes: bool,
    pub(crate) when: Option<Cond>,
    pub(crate) unless: Option<Cond>,
    /// The rules that it overrides.
    pub(crate) over: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RemarkKind {
    Silence,
    Contradiction,
    Reading,
}

#[derive(Debug, Clone)]
pub(crate) struct Remark {
    pub(crate) layer: Layer,
    pub(crate) kind: RemarkKind,
    pub(crate) when: Cond,
}

#[derive(Debug, Clone)]
pub(crate) struct Never {
    pub(crate) yes: bool,
    pub(crate) when: Cond,
}

/// One question with all that bears on it.
#[derive(Clone)]
pub(crate) struct Book {
    pub(crate) facts: Vec<Fact>,
    /// Each speaks of facts and of earlier terms.
    pub(crate) terms: Vec<Cond>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) nevers: Vec<Never>,
    /// Speak of circumstances only, and only of such as something else mentions too.
    pub(crate) impossible: Vec<Cond>,
    pub(crate) stricter_yes: bool,
    /// Facts and terms are written in this order or the other way round.
    pub(crate) reversed: bool,
}

/// What the rules say where everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Yes,
    No,
    Silent,
    Disagree,
}

impl Book {
    pub(crate) fn arrange(&self, fact: usize) -> bool {
        matches!(self.facts[fact].kind, Kind::YesNo { arrange: true, .. })
    }

    /// Whether a fact means something.
    pub(crate) fn means(&self, fact: usize, at: &[i64]) -> bool {
        self.facts[fact].applies.as_ref().is_none_or(|applies| self.holds(applies, at))
    }

    pub(crate) fn holds(&self, cond: &Cond, at: &[i64]) -> bool {
        let value_among =
            |fact: usize, values: &[usize]| values.iter().any(|value| at[fact] == place(*value));
        match cond {
            Cond::Always(always) => *always,
            Cond::Yes(fact) => self.means(*fact, at) && at[*fact] == 1,
            Cond::In(fact, values) => self.means(*fact, at) && value_among(*fact, values),
            Cond::IsNot(fact, value) => self.means(*fact, at) && at[*fact] != place(*value),
            Cond::Compare(fact, op, number) => self.means(*fact, at) && op.holds(at[*fact], *number),
            Cond::Term(term) => self.holds(&self.terms[*term], at),
            Cond::Not(inner) => !self.holds(inner, at),
            Cond::And(parts) => parts.iter().all(|part| self.holds(part, at)),
            Cond::Or(parts) => parts.iter().any(|part| self.holds(part, at)),
        }
    }

    pub(crate) fn applies(&self, rule: usize, at: &[i64]) -> bool {
        let Rule { when, unless, .. } = &self.rules[rule];
        when.as_ref().is_none_or(|when| self.holds(when, at))
            && !unless.as_ref().is_some_and(|unless| self.holds(unless, at))
    }

    /// The rules that override a rule.
    pub(crate) fn overriders(&self, rule: usize) -> impl Iterator<Item = usize> {
        (0..self.rules.len()).filter(move |other| self.rules[*other].over.contains(&rule))
    }

    pub(crate) fn counts(&self, rule: usize, at: &[i64]) -> bool {
        self.applies(rule, at) && !self.overriders(rule).any(|other| self.counts(other, at))
    }

    fn says(&self, layer: Layer, yes: bool, at: &[i64]) -> bool {
        let saying = |rule: &usize| self.rules[*rule].layer == layer && self.rules[*rule].yes == yes;
        (0..self.rules.len()).filter(saying).any(|rule| self.counts(rule, at))
    }

    pub(crate) fn outcome(&self, at: &[i64]) -> Outcome {
        self.deciding_layer(at).map_or(Outcome::Silent, |layer| {
            match (self.says(layer, true, at), self.says(layer, false, at)) {
                (true, true) => Outcome::Disagree,
                (true, false) => Outcome::Yes,
                _ => Outcome::No,
            }
        })
    }

    /// The four steps of the guide.
    pub(crate) fn deciding_layer(&self, at: &[i64]) -> Option<Layer> {
        let says_anything = |layer: &Layer| self.says(*layer, true, at) || self.says(*layer, false, at);
        if self.says(Layer::Law, self.stricter_yes, at) {
            return Some(Layer::Law);
        }
        [Layer::Own, Layer::Guidance, Layer::Law].into_iter().find(says_anything)
    }

    pub(crate) fn is_possible(&self, at: &[i64]) -> bool {
        !self.impossible.iter().any(|when| self.holds(when, at))
    }

    /// Every fact that a condition depends on, through terms and `applies`.
    pub(crate) fn facts_of(&self, cond: &Cond, into: &mut BTreeSet<usize>) {
        match cond {
            Cond::Always(_) => {}
            Cond::Term(term) => self.facts_of(&self.terms[*term], into),
            Cond::Not(inner) => self.facts_of(inner, into),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.facts_of(part, into)),
            Cond::Yes(fact) | Cond::In(fact, _) | Cond::IsNot(fact, _) | Cond::Compare(fact, ..) => {
                into.insert(*fact);
                self.facts[*fact].applies.iter().for_each(|applies| self.facts_of(applies, into));
            }
        }
    }

    /// The comparisons with numbers in a condition, through terms.
    pub(crate) fn comparisons(&self, cond: &Cond, into: &mut Vec<(usize, Op, i64)>) {
        match cond {
            Cond::Compare(fact, op, number) => into.push((*fact, *op, *number)),
            Cond::Term(term) => self.comparisons(&self.terms[*term], into),
            Cond::Not(inner) => self.comparisons(inner, into),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.comparisons(part, into)),
            _ => {}
        }
    }

    /// The conditions of rules, remarks and invariants.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Cond> {
        let rules = self.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.unless));
        rules
            .chain(self.remarks.iter().map(|remark| &remark.when))
            .chain(self.nevers.iter().map(|never| &never.when))
    }
}

impl Op {
    pub(crate) fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

fn place(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
