//! Conditions once their names are looked up, and their value where facts are known or open.

use crate::ast::{Ast, Comparison, Name, Operand};
use crate::model::{Fact, Kind, Term};
use crate::problem::nearest;
use crate::table::{Id, Table};
use std::collections::BTreeSet;

/// A condition over facts.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Always or never.
    Constant(bool),
    /// A yes/no fact is yes.
    Holds(Id<Fact>),
    /// A choice has one of these values.
    IsOneOf(Id<Fact>, Vec<usize>),
    /// A choice has none of these values (and means something).
    IsNoneOf(Id<Fact>, Vec<usize>),
    /// A number compared.
    Number(Id<Fact>, Comparison, i64),
    /// A named condition.
    Term(Id<Term>),
    /// Not.
    Not(Box<Condition>),
    /// And.
    All(Vec<Condition>),
    /// Or.
    Any(Vec<Condition>),
}

/// What is known of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Open,
    /// Its value: 0 or 1 for no and yes, the place of a value, or the number.
    Is(i64),
}

/// The facts and terms that conditions refer to.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Facts.
    pub facts: Table<Fact>,
    /// Terms.
    pub terms: Table<Term>,
}

/// A name or value that cannot be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameError {
    /// Byte in the condition.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// The nearest known name.
    pub hint: Option<String>,
}

impl Names {
    /// Looks up every name of a condition.
    pub(crate) fn resolve(&self, ast: &Ast) -> Result<Condition, NameError> {
        let list = |parts: &[Ast]| parts.iter().map(|part| self.resolve(part)).collect::<Result<Vec<_>, _>>();
        Ok(match ast {
            Ast::Constant(constant) => Condition::Constant(*constant),
            Ast::Name(name) => self.flag(name)?,
            Ast::In(name, values) => {
                let fact = self.fact(name)?;
                let values = values.iter().map(|value| self.value(fact, value)).collect::<Result<_, _>>()?;
                Condition::IsOneOf(fact, values)
            }
            Ast::Compare(name, comparison, operand) => self.comparison(name, *comparison, operand)?,
            Ast::Not(inner) => Condition::Not(Box::new(self.resolve(inner)?)),
            Ast::All(parts) => Condition::All(list(parts)?),
            Ast::Any(parts) => Condition::Any(list(parts)?),
        })
    }

    fn flag(&self, name: &Name) -> Result<Condition, NameError> {
        if let Some(term) = self.terms.find(|term| term.id == name.text) {
            return Ok(Condition::Term(term));
        }
        let fact = self.fact(name)?;
        match self.facts[fact].kind {
            Kind::YesNo => Ok(Condition::Holds(fact)),
            _ => Err(wrong(name, format!("`{}` is not yes/no; compare it with a value", name.text))),
        }
    }

    fn fact(&self, name: &Name) -> Result<Id<Fact>, NameError> {
        if self.terms.find(|term| term.id == name.text).is_some() {
            return Err(wrong(name, format!("`{0}` is a term; write `{0}` or `not {0}`", name.text)));
        }
        self.facts.find(|fact| fact.id == name.text).ok_or_else(|| {
            let facts = self.facts.iter().map(|(_, fact)| fact.id.as_str());
            let terms = self.terms.iter().map(|(_, term)| term.id.as_str());
            let hint = nearest(&name.text, facts.chain(terms));
            NameError {
                at: name.span.start,
                message: format!("no fact or term is called `{}`", name.text),
                hint,
            }
        })
    }

    fn value(&self, fact: Id<Fact>, name: &Name) -> Result<usize, NameError> {
        let fact = &self.facts[fact];
        let Kind::Choice(values) = &fact.kind else {
            return Err(wrong(
                name,
                format!("`{}` is not a choice, so it has no value `{}`", fact.id, name.text),
            ));
        };
        values.iter().position(|value| value.id == name.text).ok_or_else(|| NameError {
            at: name.span.start,
            message: format!("`{}` has no value `{}`", fact.id, name.text),
            hint: nearest(&name.text, values.iter().map(|value| value.id.as_str())),
        })
    }

    fn comparison(
        &self,
        name: &Name,
        comparison: Comparison,
        operand: &Operand,
    ) -> Result<Condition, NameError> {
        let fact = self.fact(name)?;
        match (&self.facts[fact].kind, operand, comparison) {
            (Kind::Number { min, max, .. }, Operand::Number(number, span), _) => {
                if (*min..=*max).contains(number) {
                    return Ok(Condition::Number(fact, comparison, *number));
                }
                let message = format!("`{}` goes from {min} to {max}, not {number}", name.text);
                Err(NameError { at: span.start, message, hint: None })
            }
            (Kind::Number { .. }, Operand::Value(value), _) => {
                Err(wrong(value, format!("`{}` is a number; compare it with a whole number", name.text)))
            }
            (Kind::Choice(_), Operand::Value(value), Comparison::Equal) => {
                Ok(Condition::IsOneOf(fact, vec![self.value(fact, value)?]))
            }
            (Kind::Choice(_), Operand::Value(value), Comparison::NotEqual) => {
                Ok(Condition::IsNoneOf(fact, vec![self.value(fact, value)?]))
            }
            (Kind::Choice(_), _, _) => {
                Err(wrong(name, format!("`{}` is a choice; use ==, != or in", name.text)))
            }
            (Kind::YesNo, _, _) => {
                Err(wrong(name, format!("`{0}` is yes/no; write `{0}` or `not {0}`", name.text)))
            }
        }
    }

    /// Whether a condition holds, fails, or is open, given what is known of each fact.
    pub fn value_of(&self, condition: &Condition, known: &dyn Fn(Id<Fact>) -> Known) -> Option<bool> {
        match condition {
            Condition::Constant(constant) => Some(*constant),
            Condition::Term(term) => self.value_of(&self.terms[*term].when, known),
            Condition::Not(inner) => self.value_of(inner, known).map(|value| !value),
            Condition::All(parts) => self.joined(parts, known, false),
            Condition::Any(parts) => self.joined(parts, known, true),
            Condition::Holds(fact) => self.atom(*fact, known, |value| value == 1),
            Condition::IsOneOf(fact, values) => self.atom(*fact, known, |value| among(value, values)),
            Condition::IsNoneOf(fact, values) => self.atom(*fact, known, |value| !among(value, values)),
            Condition::Number(fact, op, number) => self.atom(*fact, known, |value| op.holds(value, *number)),
        }
    }

    /// And (`decider` false) or or (`decider` true): one decider settles it, else all must be known.
    fn joined(&self, parts: &[Condition], known: &dyn Fn(Id<Fact>) -> Known, decider: bool) -> Option<bool> {
        let mut open = false;
        for part in parts {
            match self.value_of(part, known) {
                Some(value) if value == decider => return Some(decider),
                Some(_) => {}
                None => open = true,
            }
        }
        (!open).then_some(!decider)
    }

    /// A comparison fails where its fact means nothing. Who has stated a fact has said that it means something.
    fn atom(
        &self,
        fact: Id<Fact>,
        known: &dyn Fn(Id<Fact>) -> Known,
        is: impl Fn(i64) -> bool,
    ) -> Option<bool> {
        let applies = self.facts[fact].applies.as_ref().map_or(Some(true), |when| self.value_of(when, known));
        match (applies, known(fact)) {
            (Some(false), _) => Some(false),
            (_, Known::Is(value)) if !is(value) => Some(false),
            (_, Known::Is(_)) => Some(true),
            (_, Known::Open) => None,
        }
    }

    /// The facts that must have one certain value for a condition to hold, as far as that can be read off it.
    pub(crate) fn implied(&self, condition: &Condition) -> Vec<(Id<Fact>, i64)> {
        match condition {
            Condition::Holds(fact) => vec![(*fact, 1)],
            Condition::IsOneOf(fact, values) => match values.as_slice() {
                [only] => i64::try_from(*only).map_or_else(|_| Vec::new(), |only| vec![(*fact, only)]),
                _ => Vec::new(),
            },
            Condition::Term(term) => self.implied(&self.terms[*term].when),
            Condition::All(parts) => parts.iter().flat_map(|part| self.implied(part)).collect(),
            _ => Vec::new(),
        }
    }

    /// Adds every fact that a condition depends on, through terms and `applies`.
    pub fn collect_facts(&self, condition: &Condition, into: &mut BTreeSet<Id<Fact>>) {
        match condition {
            Condition::Constant(_) => {}
            Condition::Term(term) => self.collect_facts(&self.terms[*term].when, into),
            Condition::Not(inner) => self.collect_facts(inner, into),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.collect_facts(part, into));
            }
            Condition::Holds(fact)
            | Condition::IsOneOf(fact, _)
            | Condition::IsNoneOf(fact, _)
            | Condition::Number(fact, ..) => {
                if into.insert(*fact)
                    && let Some(applies) = &self.facts[*fact].applies
                {
                    self.collect_facts(applies, into);
                }
            }
        }
    }

    /// Adds the numbers at which a condition can change its value, per number fact.
    pub(crate) fn collect_cuts(&self, condition: &Condition, cut: &mut dyn FnMut(Id<Fact>, i64)) {
        match condition {
            Condition::Term(term) => self.collect_cuts(&self.terms[*term].when, cut),
            Condition::Not(inner) => self.collect_cuts(inner, cut),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.collect_cuts(part, cut));
            }
            Condition::Number(fact, comparison, number) => {
                use Comparison::{AtLeast, AtMost, Equal, Less, More, NotEqual};
                if matches!(comparison, Less | AtLeast | Equal | NotEqual) {
                    cut(*fact, *number);
                }
                if matches!(comparison, AtMost | More | Equal | NotEqual) {
                    cut(*fact, number.saturating_add(1));
                }
            }
            _ => {}
        }
    }
}

impl Comparison {
    /// Whether the comparison holds between two numbers.
    pub fn holds(self, left: i64, right: i64) -> bool {
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

fn among(value: i64, values: &[usize]) -> bool {
    usize::try_from(value).is_ok_and(|value| values.contains(&value))
}

fn wrong(name: &Name, message: String) -> NameError {
    NameError { at: name.span.start, message, hint: None }
}
