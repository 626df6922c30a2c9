//! What changes between two editions: the situations that are answered otherwise, counted exactly, with an example
//! of each kind of change.
//!
//! The two editions are put into one set of names first: facts are matched by id, values by id, and the numbers of
//! both cut the axes. What is a situation in either is then a situation in both.

use crate::condition::{Condition, Names};
use crate::diagram::Diagram;
use crate::domain::{TooLarge, and};
use crate::load::Rulebooks;
use crate::model::{Fact, Impossible, Kind, Question, Rule, Term, Verdict};
use crate::stack::{Regions, Stack, outcome, spanned};
use crate::table::Id;
use crate::text::Text;
use crate::witness::{Witness, canonical, witness};
use biodivine_lib_bdd::Bdd;
use std::collections::HashMap;

/// The changes between two editions.
#[derive(Debug)]
pub struct Diff {
    /// Each question that either edition answers.
    pub questions: Vec<QuestionDiff>,
    /// The names of both editions, for showing examples.
    pub names: Rulebooks,
}

/// The changes to one question.
#[derive(Debug)]
pub struct QuestionDiff {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: Text,
    /// How many situations the two editions together tell apart.
    pub situations: f64,
    /// Each kind of change that occurs.
    pub shifts: Vec<Shift>,
}

/// Situations whose answer changes in the same way.
#[derive(Debug)]
pub struct Shift {
    /// The old answer.
    pub from: Verdict,
    /// The new answer.
    pub to: Verdict,
    /// How many situations.
    pub count: f64,
    /// One of them.
    pub example: Witness,
}

/// Two editions that cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiffError {
    /// A fact has changed its kind.
    #[error("the fact `{0}` is of another kind in the two editions; give the new one a new id")]
    OtherKind(String),
    /// The two together are too large.
    #[error("the question `{0}` {1}")]
    TooLarge(String, String),
}

impl QuestionDiff {
    /// The change that permits what the old edition forbade, if there is one.
    pub fn permits_more(&self) -> Option<&Shift> {
        self.shifts.iter().find(|shift| (shift.from, shift.to) == (Verdict::No, Verdict::Yes))
    }
}

impl Diff {
    /// Compares what an organisation is told by two editions.
    pub fn new(old: (&Rulebooks, &Stack), new: (&Rulebooks, &Stack)) -> Result<Self, DiffError> {
        let mut merge = Merge::new();
        let new_rules = merge.edition(new.0, new.1)?;
        let old_rules = merge.edition(old.0, old.1)?;
        let mut questions = Vec::new();
        for (question, definition) in merge.books.questions.iter() {
            let ours = |rules: &[Id<Rule>]| {
                rules
                    .iter()
                    .copied()
                    .filter(|rule| merge.books.rules[*rule].question == question)
                    .collect::<Vec<_>>()
            };
            let (before, after) = (ours(&old_rules), ours(&new_rules));
            if before.is_empty() && after.is_empty() {
                continue;
            }
            let shifts = shifts(&merge.books, question, &before, &after);
            let (situations, shifts) =
                shifts.map_err(|error| DiffError::TooLarge(definition.id.clone(), error.to_string()))?;
            questions.push(QuestionDiff {
                id: definition.id.clone(),
                title: definition.title.clone(),
                situations,
                shifts,
            });
        }
        Ok(Self { questions, names: merge.books })
    }
}

fn shifts(
    books: &Rulebooks,
    question: Id<Question>,
    before: &[Id<Rule>],
    after: &[Id<Rule>],
) -> Result<(f64, Vec<Shift>), TooLarge> {
    let mut conditions: Vec<&Condition> = Vec::new();
    for rule in before.iter().chain(after) {
        conditions.push(&books.rules[*rule].when);
        conditions.extend(&books.rules[*rule].unless);
    }
    let domain = spanned(books, conditions)?;
    let stricter = books.questions[question].stricter;
    let (_, old) = outcome(books, &domain, before, stricter)?;
    let (_, new) = outcome(books, &domain, after, stricter)?;
    let canonical = canonical(books, &domain)?;
    let count =
        |set: &Bdd| Ok::<f64, TooLarge>(Diagram::of(&domain, &and(set, &canonical)?).count(&domain).round());
    let mut shifts = Vec::new();
    for (from, was) in parts(&old) {
        for (to, is) in parts(&new).into_iter().filter(|(to, _)| *to != from) {
            let changed = and(was, is)?;
            if let Some(example) = witness(books, &domain, &changed) {
                shifts.push(Shift { from, to, count: count(&changed)?, example });
            }
        }
    }
    Ok((count(&new.possible)?, shifts))
}

fn parts(regions: &Regions) -> [(Verdict, &Bdd); 4] {
    [
        (Verdict::Yes, &regions.yes),
        (Verdict::No, &regions.no),
        (Verdict::Silent, &regions.silent),
        (Verdict::Disagree, &regions.disagree),
    ]
}

/// Editions put into one set of names.
struct Merge {
    books: Rulebooks,
}

/// Where an edition's facts and terms are found in the merged names.
struct Moved<'a> {
    from: &'a Names,
    facts: HashMap<Id<Fact>, Id<Fact>>,
    terms: HashMap<Id<Term>, Id<Term>>,
}

impl Merge {
    fn new() -> Self {
        Self { books: Rulebooks::default() }
    }

    /// Adds an edition; its rules come back in the merged numbering.
    fn edition(&mut self, from: &Rulebooks, stack: &Stack) -> Result<Vec<Id<Rule>>, DiffError> {
        let mut moved = Moved { from: &from.names, facts: HashMap::new(), terms: HashMap::new() };
        for (id, fact) in from.names.facts.iter() {
            let place = self.fact(fact)?;
            moved.facts.insert(id, place);
        }
        for (id, term) in from.names.terms.iter() {
            let when = moved.condition(&term.when, &self.books.names);
            let place = self.books.names.terms.add(Term { when, ..term.clone() });
            moved.terms.insert(id, place);
        }
        for (id, fact) in from.names.facts.iter() {
            let applies = fact.applies.as_ref().map(|applies| moved.condition(applies, &self.books.names));
            if let Some(place) = moved.facts.get(&id) {
                self.books.names.facts.change(*place, |fact| fact.applies = fact.applies.take().or(applies));
            }
        }
        self.impossible(from, &moved);
        Ok(self.rules(from, stack, &moved))
    }

    /// The merged fact: values of both editions, bounds that hold both.
    fn fact(&mut self, fact: &Fact) -> Result<Id<Fact>, DiffError> {
        let Some(known) = self.books.names.facts.find(|known| known.id == fact.id) else {
            return Ok(self.books.names.facts.add(Fact { applies: None, ..fact.clone() }));
        };
        let kind = match (&self.books.names.facts[known].kind, &fact.kind) {
            (Kind::YesNo, Kind::YesNo) => Kind::YesNo,
            (Kind::Choice(values), Kind::Choice(more)) => {
                let missing = more.iter().filter(|value| !values.iter().any(|known| known.id == value.id));
                Kind::Choice(values.iter().chain(missing).cloned().collect())
            }
            (Kind::Number { min, max, unit }, Kind::Number { min: other_min, max: other_max, .. }) => {
                Kind::Number { min: *min.min(other_min), max: *max.max(other_max), unit: unit.clone() }
            }
            _ => return Err(DiffError::OtherKind(fact.id.clone())),
        };
        self.books.names.facts.change(known, |known| known.kind = kind);
        Ok(known)
    }

    fn impossible(&mut self, from: &Rulebooks, moved: &Moved<'_>) {
        for impossible in &from.impossible {
            let when = moved.condition(&impossible.when, &self.books.names);
            self.books.impossible.push(Impossible { when, ..impossible.clone() });
        }
    }

    fn rules(&mut self, from: &Rulebooks, stack: &Stack, moved: &Moved<'_>) -> Vec<Id<Rule>> {
        let mut places: HashMap<Id<Rule>, Id<Rule>> = HashMap::new();
        for (id, rule) in from.rules.iter().filter(|(_, rule)| stack.holds(from, &rule.source, None)) {
            let document = self.books.documents.add(from.documents[rule.source.document].clone());
            let question = self.question(from, rule.question);
            let mut new = rule.clone();
            new.source.document = document;
            new.question = question;
            new.when = moved.condition(&rule.when, &self.books.names);
            new.unless = rule.unless.as_ref().map(|unless| moved.condition(unless, &self.books.names));
            places.insert(id, self.books.rules.add(new));
        }
        for place in places.values() {
            let over =
                self.books.rules[*place].over.iter().filter_map(|other| places.get(other).copied()).collect();
            self.books.rules.change(*place, |rule| rule.over = over);
        }
        let mut rules: Vec<Id<Rule>> = places.into_values().collect();
        rules.sort_unstable();
        rules
    }

    fn question(&mut self, from: &Rulebooks, question: Id<Question>) -> Id<Question> {
        let question = &from.questions[question];
        let known = self.books.question(&question.id);
        known.unwrap_or_else(|| self.books.questions.add(question.clone()))
    }
}

impl Moved<'_> {
    fn condition(&self, condition: &Condition, to: &Names) -> Condition {
        let fact = |fact: &Id<Fact>| self.facts.get(fact).copied().unwrap_or(*fact);
        let list = |parts: &[Condition]| parts.iter().map(|part| self.condition(part, to)).collect();
        match condition {
            Condition::Constant(constant) => Condition::Constant(*constant),
            Condition::Holds(id) => Condition::Holds(fact(id)),
            Condition::IsOneOf(id, values) => Condition::IsOneOf(fact(id), self.values(*id, values, to)),
            Condition::IsNoneOf(id, values) => Condition::IsNoneOf(fact(id), self.values(*id, values, to)),
            Condition::Number(id, comparison, number) => Condition::Number(fact(id), *comparison, *number),
            Condition::Term(term) => Condition::Term(self.terms.get(term).copied().unwrap_or(*term)),
            Condition::Not(inner) => Condition::Not(Box::new(self.condition(inner, to))),
            Condition::All(parts) => Condition::All(list(parts)),
            Condition::Any(parts) => Condition::Any(list(parts)),
        }
    }

    /// Values by id: an edition may have them in another order.
    fn values(&self, fact: Id<Fact>, values: &[usize], to: &Names) -> Vec<usize> {
        let new = self.facts.get(&fact).map_or(&[][..], |place| to.facts[*place].values());
        let ids = values.iter().filter_map(|at| self.from.facts[fact].values().get(*at));
        ids.filter_map(|value| new.iter().position(|known| known.id == value.id)).collect()
    }
}
