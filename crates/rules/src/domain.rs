//! The situations of one question: which facts it depends on, how many values each has there, and how a
//! condition over them becomes a binary decision diagram.
//!
//! A number is cut at the thresholds that conditions mention, so it has as many values as it has intervals.
//! A value is written in binary over its fact's variables. Codes beyond the last value mean the last value, so
//! every assignment of the variables is a situation and no constraint has to be carried along.
//! Circumstances come first in the order and what can be arranged last: below the circumstances, a diagram is a
//! function of the arrangeable facts alone.

use crate::condition::{Condition, Names};
use crate::model::{Fact, Kind, Term};
use crate::table::Id;
use biodivine_lib_bdd::{Bdd, BddVariable, BddVariableSet, op_function};
use std::collections::{BTreeSet, HashMap};

/// The largest diagram that is built, in nodes. The largest of ours has some hundreds.
const LARGEST_DIAGRAM: usize = 200_000;
/// The most facts that one question may depend on, and the most of them that can be arranged.
const MOST_FACTS: (usize, usize) = (48, 14);
/// The most values that a choice may have, and the most intervals that a number may be cut into.
pub(crate) const MOST_VALUES: usize = 64;
/// How likely a rare value is, beside an ordinary one.
const RARE: f64 = 0.04;

/// A question depends on too many facts, or its rules make too large a diagram.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct TooLarge(String);

/// One fact of a question, with the values that its rules tell apart.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    pub(crate) fact: Id<Fact>,
    pub(crate) arrange: bool,
    /// For a number: the smallest. It may have no cuts.
    pub(crate) min: Option<i64>,
    /// For a number: where each interval but the first begins.
    pub(crate) cuts: Vec<i64>,
    /// How many values there are.
    pub(crate) arity: usize,
    /// How likely each value is; the sum is 1.
    pub(crate) weights: Vec<f64>,
    /// The fact's variables, the most significant bit first.
    pub(crate) variables: Vec<BddVariable>,
}

impl Axis {
    /// The place on this axis of a fact's value.
    pub(crate) fn place(&self, value: i64) -> usize {
        match self.min {
            Some(_) => self.cuts.iter().filter(|cut| **cut <= value).count(),
            None => usize::try_from(value).unwrap_or(0).min(self.arity - 1),
        }
    }

    /// A value of the fact that lies at a place of this axis: of an interval, the first.
    pub(crate) fn sample(&self, place: usize) -> i64 {
        match self.min {
            Some(min) => place.checked_sub(1).and_then(|cut| self.cuts.get(cut)).copied().unwrap_or(min),
            None => i64::try_from(place).unwrap_or(0),
        }
    }
}

/// The facts of one question.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) axes: Vec<Axis>,
    /// How many of the axes are circumstances; the rest can be arranged.
    pub(crate) circumstances: usize,
    variables: BddVariableSet,
    places: HashMap<Id<Fact>, usize>,
}

impl Domain {
    /// The domain that these conditions span.
    pub(crate) fn new<'a>(
        names: &Names,
        conditions: impl Iterator<Item = &'a Condition> + Clone,
    ) -> Result<Self, TooLarge> {
        let mut facts = BTreeSet::new();
        conditions.clone().for_each(|condition| names.collect_facts(condition, &mut facts));
        let mut cuts: HashMap<Id<Fact>, BTreeSet<i64>> = HashMap::new();
        let mut cut = |fact, at| {
            cuts.entry(fact).or_default().insert(at);
        };
        conditions.for_each(|condition| names.collect_cuts(condition, &mut cut));
        for fact in &facts {
            names.facts[*fact].applies.iter().for_each(|applies| names.collect_cuts(applies, &mut cut));
        }
        Self::over(names, &facts, &cuts)
    }

    /// The domain of these facts, with numbers cut at these places.
    pub(crate) fn over(
        names: &Names,
        facts: &BTreeSet<Id<Fact>>,
        cuts: &HashMap<Id<Fact>, BTreeSet<i64>>,
    ) -> Result<Self, TooLarge> {
        let (last, first): (Vec<Id<Fact>>, Vec<Id<Fact>>) =
            facts.iter().partition(|fact| names.facts[**fact].arrange);
        if facts.len() > MOST_FACTS.0 || last.len() > MOST_FACTS.1 {
            let (all, arrange) = MOST_FACTS;
            return Err(TooLarge(format!(
                "depends on {} facts, {} of them arrangeable; at most {all} and {arrange}",
                facts.len(),
                last.len()
            )));
        }
        let circumstances = first.len();
        let mut axes: Vec<Axis> =
            first.into_iter().chain(last).map(|fact| axis(names, fact, cuts.get(&fact))).collect();
        if let Some(axis) = axes.iter().find(|axis| axis.arity > MOST_VALUES) {
            let fact = &names.facts[axis.fact].id;
            return Err(TooLarge(format!(
                "cuts `{fact}` into {} intervals; at most {MOST_VALUES}",
                axis.arity
            )));
        }
        let bits = |axis: &Axis| usize::BITS - (axis.arity - 1).leading_zeros();
        let total: u32 = axes.iter().map(bits).sum();
        let variables = BddVariableSet::new_anonymous(u16::try_from(total).unwrap_or(u16::MAX));
        let mut free = variables.variables().into_iter();
        for axis in &mut axes {
            axis.variables = free.by_ref().take(bits(axis) as usize).collect();
        }
        let places = axes.iter().enumerate().map(|(at, axis)| (axis.fact, at)).collect();
        Ok(Self { axes, circumstances, variables, places })
    }

    /// The level of a fact, where the question depends on it.
    pub(crate) fn level(&self, fact: Id<Fact>) -> Option<usize> {
        self.places.get(&fact).copied()
    }

    pub(crate) fn never(&self) -> Bdd {
        self.variables.mk_false()
    }

    pub(crate) fn always(&self) -> Bdd {
        self.variables.mk_true()
    }

    /// The situations in which the fact at a level has one of these values.
    pub(crate) fn among(&self, level: usize, wanted: impl Fn(usize) -> bool) -> Bdd {
        let Some(axis) = self.axes.get(level) else { return self.never() };
        let codes = 0..1usize << axis.variables.len();
        let right = codes.filter(|code| wanted((*code).min(axis.arity - 1)));
        right.fold(self.never(), |all, code| all.or(&self.code(axis, code)))
    }

    fn code(&self, axis: &Axis, code: usize) -> Bdd {
        let bit = |at: usize| code >> (axis.variables.len() - 1 - at) & 1 == 1;
        let bits = axis.variables.iter().enumerate();
        bits.fold(self.always(), |all, (at, variable)| {
            all.and(&self.variables.mk_literal(*variable, bit(at)))
        })
    }

    /// The situations in which a fact means something.
    pub(crate) fn applies(&self, names: &Names, fact: Id<Fact>) -> Result<Bdd, TooLarge> {
        let applies = names.facts[fact].applies.as_ref();
        applies.map_or_else(|| Ok(self.always()), |applies| Compiler::new(self, names).condition(applies))
    }
}

fn axis(names: &Names, fact: Id<Fact>, cuts: Option<&BTreeSet<i64>>) -> Axis {
    let definition = &names.facts[fact];
    let likely = |rare: bool| if rare { RARE } else { 1.0 };
    let (min, cuts, weights) = match &definition.kind {
        Kind::YesNo => (None, Vec::new(), vec![1.0, likely(definition.rare)]),
        Kind::Choice(values) => (None, Vec::new(), values.iter().map(|value| likely(value.rare)).collect()),
        Kind::Number { min, max, .. } => {
            let cuts: Vec<i64> =
                cuts.into_iter().flatten().copied().filter(|cut| min < cut && cut <= max).collect();
            let intervals = vec![1.0; cuts.len() + 1];
            (Some(*min), cuts, intervals)
        }
    };
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
    Axis {
        fact,
        arrange: definition.arrange,
        min,
        arity: weights.len(),
        cuts,
        weights,
        variables: Vec::new(),
    }
}

/// Turns conditions into diagrams over a domain. Terms are built once.
pub(crate) struct Compiler<'a> {
    domain: &'a Domain,
    names: &'a Names,
    terms: HashMap<Id<Term>, Bdd>,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(domain: &'a Domain, names: &'a Names) -> Self {
        Self { domain, names, terms: HashMap::new() }
    }

    pub(crate) fn condition(&mut self, condition: &Condition) -> Result<Bdd, TooLarge> {
        Ok(match condition {
            Condition::Constant(true) => self.domain.always(),
            Condition::Constant(false) => self.domain.never(),
            Condition::Term(term) => self.term(*term)?,
            Condition::Not(inner) => self.condition(inner)?.not(),
            Condition::All(parts) => {
                let start = self.domain.always();
                parts.iter().try_fold(start, |all, part| and(&all, &self.condition(part)?))?
            }
            Condition::Any(parts) => {
                let start = self.domain.never();
                parts.iter().try_fold(start, |any, part| or(&any, &self.condition(part)?))?
            }
            Condition::Holds(fact) => self.atom(*fact, &|value| value == 1)?,
            Condition::IsOneOf(fact, values) => self.atom(*fact, &|value| values.contains(&value))?,
            Condition::IsNoneOf(fact, values) => self.atom(*fact, &|value| !values.contains(&value))?,
            Condition::Number(fact, comparison, number) => {
                let Some(axis) = self.domain.level(*fact).and_then(|level| self.domain.axes.get(level))
                else {
                    return Ok(self.domain.never());
                };
                self.atom(*fact, &|place| comparison.holds(axis.sample(place), *number))?
            }
        })
    }

    fn term(&mut self, term: Id<Term>) -> Result<Bdd, TooLarge> {
        if let Some(known) = self.terms.get(&term) {
            return Ok(known.clone());
        }
        let compiled = self.condition(&self.names.terms[term].when)?;
        self.terms.insert(term, compiled.clone());
        Ok(compiled)
    }

    /// A comparison holds only where its fact means something.
    fn atom(&mut self, fact: Id<Fact>, wanted: &dyn Fn(usize) -> bool) -> Result<Bdd, TooLarge> {
        let Some(level) = self.domain.level(fact) else { return Ok(self.domain.never()) };
        let among = self.domain.among(level, wanted);
        match &self.names.facts[fact].applies {
            None => Ok(among),
            Some(applies) => and(&among, &self.condition(applies)?),
        }
    }
}

pub(crate) fn and(left: &Bdd, right: &Bdd) -> Result<Bdd, TooLarge> {
    limited(Bdd::binary_op_with_limit(LARGEST_DIAGRAM, left, right, op_function::and))
}

pub(crate) fn or(left: &Bdd, right: &Bdd) -> Result<Bdd, TooLarge> {
    limited(Bdd::binary_op_with_limit(LARGEST_DIAGRAM, left, right, op_function::or))
}

fn limited(diagram: Option<Bdd>) -> Result<Bdd, TooLarge> {
    diagram.ok_or_else(|| TooLarge(format!("needs a diagram of more than {LARGEST_DIAGRAM} nodes")))
}
