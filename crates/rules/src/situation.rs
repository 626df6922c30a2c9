//! What an asker has stated: facts by name, as they come from a form, a command line or a case.

use crate::condition::Known;
use crate::load::Rulebooks;
use crate::model::{Fact, Kind, Question};
use crate::problem::nearest_name;
use crate::stack::{Compiled, Stack};
use crate::table::Id;
use crate::text::{Language, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What an asker has stated of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// A value: 0 or 1 for no and yes, the place of a value in its choice, or the number.
    Is(i64),
    /// Not yet arranged; it still can be.
    NotYet,
    /// It cannot be arranged: declined, impossible or too late.
    Refused,
    /// "I don't know".
    Unknown,
}

/// What is known of the level of a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing was said.
    Open,
    /// "I don't know".
    Unknown,
    /// Arrangeable, and said not to be arranged yet.
    NotYet,
    Value(usize),
}

/// The facts that an asker has stated on one question.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The question.
    pub question: Id<Question>,
    pub(crate) slots: Vec<Slot>,
    stated: BTreeMap<Id<Fact>, Stated>,
}

/// Why a fact cannot be taken as it was stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No fact has that name.
    NoSuchFact,
    /// The fact has no such value.
    NoSuchValue,
    /// The number lies outside its bounds.
    OutOfRange,
    /// The same fact was stated twice, differently.
    StatedTwice,
    /// By the other facts, this one means nothing.
    DoesNotApply,
    /// Together the facts describe something that cannot be.
    Impossible,
}

/// A fact that cannot be taken, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactError {
    /// The name as it was stated.
    pub fact: String,
    /// What is wrong.
    pub fault: Fault,
    /// The same as a sentence.
    pub message: Text,
}

impl Rulebooks {
    /// Takes facts as an asker states them: `yes`, `no`, `refused`, `unknown`, a value's id or a whole number.
    /// Every fact that cannot be taken is reported; none is guessed.
    pub fn situation<'a>(
        &self,
        stack: &Stack,
        question: Id<Question>,
        facts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Situation, Vec<FactError>> {
        let (mut stated, mut errors) = (BTreeMap::new(), Vec::new());
        for (name, value) in facts {
            match self.state(name, value) {
                Ok((fact, value)) => match stated.insert(fact, value) {
                    Some(before) if before != value => errors.push(twice(&self.names.facts[fact])),
                    _ => {}
                },
                Err(error) => errors.push(error),
            }
        }
        for (name, value) in &stack.given {
            if let Ok((fact, value)) = self.state(name, value) {
                stated.entry(fact).or_insert(value);
            }
        }
        self.imply(&mut stated);
        errors.extend(self.inapplicable(&stated));
        if errors.is_empty() {
            self.placed(stack, question, stated).map_err(|error| vec![error])
        } else {
            Err(errors)
        }
    }

    fn state(&self, name: &str, value: &str) -> Result<(Id<Fact>, Stated), FactError> {
        let Some(id) = self.names.facts.find(|fact| fact.id == name) else {
            let near = nearest_name(name, self.names.facts.iter().map(|(_, fact)| fact.id.as_str()));
            let (sv, en) = near.map_or_else(Default::default, |near| {
                (format!("Menade du `{near}`?"), format!("Did you mean `{near}`?"))
            });
            let shown: String = name.chars().take(40).collect();
            let sv = format!("Det finns inget faktum som heter `{shown}`. {sv}");
            return Err(error(name, Fault::NoSuchFact, &sv, &format!("No fact is called `{shown}`. {en}")));
        };
        self.names.facts[id].state(value).map(|stated| (id, stated))
    }

    /// Who states the age of a pupil has said that there is a pupil: where a stated fact means something only when
    /// another one has a certain value, that one is stated too.
    fn imply(&self, stated: &mut BTreeMap<Id<Fact>, Stated>) {
        let mut open: Vec<Id<Fact>> = stated.keys().copied().collect();
        while let Some(fact) = open.pop() {
            let says_something = matches!(stated.get(&fact), Some(Stated::Is(_)));
            let guard = self.names.facts[fact].applies.as_ref().filter(|_| says_something);
            for (implied, value) in guard.map_or_else(Vec::new, |guard| self.names.implied(guard)) {
                if !self.names.facts[implied].arrange && !stated.contains_key(&implied) {
                    stated.insert(implied, Stated::Is(value));
                    open.push(implied);
                }
            }
        }
    }

    /// Facts that mean nothing in the light of the others.
    fn inapplicable(&self, stated: &BTreeMap<Id<Fact>, Stated>) -> Vec<FactError> {
        let known = |fact| stated.get(&fact).map_or(Known::Open, |stated| stated.known());
        let no_meaning =
            stated.iter().filter(|(_, stated)| !matches!(stated, Stated::Unknown | Stated::NotYet));
        no_meaning
            .map(|(fact, _)| &self.names.facts[*fact])
            .filter(|fact| {
                fact.applies.as_ref().is_some_and(|when| self.names.value_of(when, &known) == Some(false))
            })
            .map(|fact| {
                let sv = format!(
                    "”{}” stämmer inte ihop med de andra uppgifterna; ta bort den ena.",
                    fact.label.sv
                );
                let en = format!("“{}” contradicts the other facts; drop one of them.", fact.label.en);
                error(&fact.id, Fault::DoesNotApply, &sv, &en)
            })
            .collect()
    }

    /// Whether one fact can have another value in a situation.
    pub(crate) fn can_be(&self, situation: &Situation, fact: Id<Fact>, stated: Stated) -> bool {
        let stated = |other| if other == fact { Some(stated) } else { situation.stated(other) };
        let known = |fact| stated(fact).map_or(Known::Open, Stated::known);
        !self.impossible.iter().any(|impossible| self.names.value_of(&impossible.when, &known) == Some(true))
    }

    fn placed(
        &self,
        stack: &Stack,
        question: Id<Question>,
        stated: BTreeMap<Id<Fact>, Stated>,
    ) -> Result<Situation, FactError> {
        let known = |fact| stated.get(&fact).map_or(Known::Open, |stated| stated.known());
        for impossible in &self.impossible {
            if self.names.value_of(&impossible.when, &known) == Some(true) {
                let mut facts = BTreeSet::new();
                self.names.collect_facts(&impossible.when, &mut facts);
                let given =
                    |id: &Id<Fact>| stack.given.iter().any(|(name, _)| *name == self.names.facts[*id].id);
                let named = facts.into_iter().rev().find(|id| stated.contains_key(id) && !given(id));
                let name = named.map_or("", |id| self.names.facts[id].id.as_str());
                return Err(error(name, Fault::Impossible, &impossible.text.sv, &impossible.text.en));
            }
        }
        let slots = stack.compiled(question).map_or_else(Vec::new, |compiled| slots(compiled, &stated));
        Ok(Situation { question, slots, stated })
    }
}

fn slots(compiled: &Compiled, stated: &BTreeMap<Id<Fact>, Stated>) -> Vec<Slot> {
    let slot = |axis: &crate::domain::Axis| match stated.get(&axis.fact) {
        Some(Stated::Is(value)) => Slot::Value(axis.place(*value)),
        Some(Stated::Refused) => Slot::Value(0),
        Some(Stated::Unknown) => Slot::Unknown,
        Some(Stated::NotYet) => Slot::NotYet,
        None => Slot::Open,
    };
    compiled.domain.axes.iter().map(slot).collect()
}

impl Fact {
    /// What a value stated by an asker means for this fact.
    pub fn state(&self, value: &str) -> Result<Stated, FactError> {
        let value = value.trim();
        match (&self.kind, value) {
            (_, "unknown") => Ok(Stated::Unknown),
            (Kind::YesNo, "yes" | "true" | "ja") => Ok(Stated::Is(1)),
            (Kind::YesNo, "no" | "false" | "nej") if self.arrange => Ok(Stated::NotYet),
            (Kind::YesNo, "no" | "false" | "nej") => Ok(Stated::Is(0)),
            (Kind::YesNo, "refused") if self.arrange => Ok(Stated::Refused),
            (Kind::YesNo, _) => Err(self.no_such_value(value, &["yes", "no"])),
            (Kind::Choice(values), _) => match values.iter().position(|known| known.id == value) {
                Some(at) => Ok(Stated::Is(i64::try_from(at).unwrap_or(0))),
                None => {
                    Err(self.no_such_value(value, &values.iter().map(|v| v.id.as_str()).collect::<Vec<_>>()))
                }
            },
            (Kind::Number { min, max, .. }, _) => match value.parse::<i64>() {
                Ok(number) if (*min..=*max).contains(&number) => Ok(Stated::Is(number)),
                Ok(_) => Err(self.out_of_range(*min, *max)),
                Err(_) => Err(self.no_such_value(value, &["12"])),
            },
        }
    }

    fn no_such_value(&self, value: &str, known: &[&str]) -> FactError {
        let shown: String = value.chars().take(40).collect();
        let known = known.join(", ");
        let sv = format!("”{}” kan inte vara `{shown}`. Skriv till exempel: {known}.", self.label.sv);
        let en = format!("“{}” cannot be `{shown}`. Write one of: {known}.", self.label.en);
        error(&self.id, Fault::NoSuchValue, &sv, &en)
    }

    fn out_of_range(&self, min: i64, max: i64) -> FactError {
        let sv = format!("”{}” ska vara ett tal från {min} till {max}.", self.label.sv);
        let en = format!("“{}” is a number from {min} to {max}.", self.label.en);
        error(&self.id, Fault::OutOfRange, &sv, &en)
    }

    /// A stated value as an asker reads it.
    pub fn show(&self, stated: Stated, language: Language) -> String {
        let pick = |sv: &'static str, en: &'static str| match language {
            Language::Swedish => sv.to_owned(),
            Language::English => en.to_owned(),
        };
        match (stated, &self.kind) {
            (Stated::Unknown, _) => pick("vet inte", "I don't know"),
            (Stated::NotYet, _) => pick("inte ännu", "not yet"),
            (Stated::Refused, _) => pick("går inte", "cannot be had"),
            (Stated::Is(1), Kind::YesNo) => pick("ja", "yes"),
            (Stated::Is(_), Kind::YesNo) => pick("nej", "no"),
            (Stated::Is(at), Kind::Choice(values)) => {
                let value = usize::try_from(at).ok().and_then(|at| values.get(at));
                value.map_or_else(String::new, |value| value.text.in_language(language).to_owned())
            }
            (Stated::Is(number), Kind::Number { unit, .. }) => match unit {
                Some(unit) => format!("{number} {}", unit.in_language(language)),
                None => number.to_string(),
            },
        }
    }

    /// A stated value as it is written in a URL or on a command line.
    pub fn written(&self, stated: Stated) -> String {
        match (stated, &self.kind) {
            (Stated::Unknown, _) => "unknown".to_owned(),
            (Stated::NotYet, _) => "no".to_owned(),
            (Stated::Refused, _) => "refused".to_owned(),
            (Stated::Is(value), Kind::YesNo) => if value == 1 { "yes" } else { "no" }.to_owned(),
            (Stated::Is(at), Kind::Choice(values)) => usize::try_from(at)
                .ok()
                .and_then(|at| values.get(at))
                .map_or_else(String::new, |value| value.id.clone()),
            (Stated::Is(number), Kind::Number { .. }) => number.to_string(),
        }
    }
}

impl Stated {
    pub(crate) fn known(self) -> Known {
        match self {
            Self::Is(value) => Known::Is(value),
            Self::Refused => Known::Is(0),
            Self::NotYet | Self::Unknown => Known::Open,
        }
    }
}

impl Situation {
    /// What was stated of a fact, by the asker or by the organisation.
    pub fn stated(&self, fact: Id<Fact>) -> Option<Stated> {
        self.stated.get(&fact).copied()
    }

    /// All that was stated.
    pub fn facts(&self) -> impl Iterator<Item = (Id<Fact>, Stated)> {
        self.stated.iter().map(|(fact, stated)| (*fact, *stated))
    }

    pub(crate) fn slot(&self, level: usize) -> Slot {
        self.slots.get(level).copied().unwrap_or(Slot::Open)
    }

    /// The same situation with another value at one level.
    pub(crate) fn with(&self, level: usize, value: usize) -> Self {
        let mut other = self.clone();
        if let Some(slot) = other.slots.get_mut(level) {
            *slot = Slot::Value(value);
        }
        other
    }
}

fn error(fact: &str, fault: Fault, sv: &str, en: &str) -> FactError {
    FactError { fact: fact.to_owned(), fault, message: Text::new(sv.trim_end(), en.trim_end()) }
}

fn twice(fact: &Fact) -> FactError {
    let sv = format!("”{}” är angivet två gånger, på olika sätt.", fact.label.sv);
    let en = format!("“{}” is given twice, differently.", fact.label.en);
    error(&fact.id, Fault::StatedTwice, &sv, &en)
}
