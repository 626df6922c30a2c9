//! Looks up every name of the blocks in force: ids, questions, rules, conditions.

use crate::ast::{self, Ast};
use crate::block::{
    CaseBlock, ContactBlock, FactBlock, ImpossibleBlock, NeverBlock, QuestionBlock, RemarkBlock, RuleBlock,
    TermBlock, Words,
};
use crate::condition::Condition;
use crate::document::{Block, Document, Layer, toml_problem};
use crate::domain::MOST_VALUES;
use crate::load::Rulebooks;
use crate::model::{
    Case, Contact, Fact, Impossible, Kind, Never, Question, Remark, RemarkKind, Rule, Source, Term, Value,
    Verdict, YesNo,
};
use crate::problem::{Place, Problem, nearest};
use crate::table::Id;
use crate::text::Text;
use serde::de::DeserializeOwned;
use std::collections::{BTreeSet, HashMap};

/// The blocks of one kind: document, fence and what it says.
type Found<T> = Vec<(Id<Document>, Block, T)>;

/// Looks up names and collects what cannot be found.
pub(crate) struct Lookup {
    pub(crate) books: Rulebooks,
    pub(crate) problems: Vec<Problem>,
    taken: HashMap<(&'static str, String), Place>,
    term_sizes: HashMap<Id<Term>, Size>,
    guard_sizes: HashMap<Id<Fact>, Size>,
}

/// How much a condition stands for once every name in it is written out.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    comparisons: u64,
    depth: u64,
}

/// The most that a term or a guard may stand for. Ours stand for a dozen comparisons, three names deep.
const LARGEST: Size = Size { comparisons: 4096, depth: 64 };

impl Lookup {
    pub(crate) fn new(books: Rulebooks) -> Self {
        let (term_sizes, guard_sizes) = (HashMap::new(), HashMap::new());
        Self { books, problems: Vec::new(), taken: HashMap::new(), term_sizes, guard_sizes }
    }

    pub(crate) fn run(&mut self) {
        self.facts_and_terms();
        self.questions();
        self.rules();
        self.remarks();
        self.contacts();
        self.cases();
        self.nevers();
        self.impossible();
        self.periods();
        self.routines();
    }

    fn blocks<T: DeserializeOwned>(&mut self, kind: &str) -> Found<T> {
        let mut found = Vec::new();
        for (id, document) in self.books.documents.iter() {
            for block in document.blocks().filter(|block| block.kind == kind) {
                match toml::from_str(&block.toml) {
                    Ok(decoded) => found.push((id, block.clone(), decoded)),
                    Err(error) => self.problems.push(toml_problem(&error, |at| document.place(block, at))),
                }
            }
        }
        found
    }

    fn source(&self, document: Id<Document>, block: &Block, at: usize) -> Source {
        let place = self.books.documents[document].place(block, at);
        Source { document, place, section: block.section.clone() }
    }

    fn error(&mut self, source: &Source, message: impl Into<String>, hint: Option<String>) {
        self.problems.push(Problem::error(source.place.clone(), message).maybe_hint(hint));
    }

    /// Notes an id; false when another block of the kind has it already.
    fn takes(&mut self, kind: &'static str, id: &Words, source: &Source, separator: char) -> bool {
        let name = id.get_ref().as_str();
        let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator;
        if name.is_empty()
            || !name.chars().all(lower)
            || matches!(name, "and" | "or" | "not" | "in" | "true" | "false")
        {
            let message =
                format!("`{name}` cannot be an id: use lower-case letters, digits and `{separator}`");
            self.error(source, message, None);
            return false;
        }
        if let Some(first) = self.taken.get(&(kind, name.to_owned())) {
            let message = format!("the id `{name}` is taken by {first}");
            self.error(source, message, Some(format!("give one of the two {kind}s another id")));
            return false;
        }
        self.taken.insert((kind, name.to_owned()), source.place.clone());
        true
    }

    fn facts_and_terms(&mut self) {
        let facts: Found<FactBlock> = self.blocks("fact");
        let terms: Found<TermBlock> = self.blocks("term");
        let mut applies = Vec::new();
        for (document, block, fact) in facts {
            let source = self.source(document, &block, fact.id.span().start);
            if !self.takes("fact", &fact.id, &source, '_') {
                continue;
            }
            if let Some(kind) = self.kind(&fact, &source) {
                let guard = fact.applies.clone();
                let id = self.books.names.facts.add(new_fact(fact, kind, source));
                applies.extend(guard.map(|guard| (id, document, block, guard)));
            }
        }
        self.terms(terms);
        let mut guarded = Vec::new();
        for (fact, document, block, guard) in applies {
            guarded.extend(self.condition(document, &block, &guard).map(|guard| (fact, guard)));
        }
        self.guard(guarded);
    }

    fn kind(&mut self, fact: &FactBlock, source: &Source) -> Option<Kind> {
        let kind = match fact.kind.get_ref().as_str() {
            "yes_no" => Kind::YesNo,
            "choice" if (2..=MOST_VALUES).contains(&fact.values.len()) => {
                Kind::Choice(fact.values.iter().map(value).collect())
            }
            "choice" => {
                let message = format!(
                    "a choice has 2 to {MOST_VALUES} values, `{}` has {}",
                    fact.id.get_ref(),
                    fact.values.len()
                );
                self.error(source, message, None);
                return None;
            }
            "number" => match (fact.min, fact.max) {
                (Some(min), Some(max)) if min < max => Kind::Number { min, max, unit: fact.unit.clone() },
                _ => {
                    self.error(
                        source,
                        format!("the number `{}` needs `min` below `max`", fact.id.get_ref()),
                        None,
                    );
                    return None;
                }
            },
            other => {
                let hint = nearest(other, ["yes_no", "choice", "number"]);
                self.error(
                    source,
                    format!("`{other}` is not a kind of fact: yes_no, choice or number"),
                    hint,
                );
                return None;
            }
        };
        if fact.arrange && kind != Kind::YesNo {
            self.error(source, format!("`{}` is arrangeable, so it must be yes_no", fact.id.get_ref()), None);
        }
        if let Some(value) = fact.values.iter().find(|value| !is_value_id(value.id.get_ref())) {
            let message = format!("`{}` cannot be the id of a value", value.id.get_ref());
            let hint = "use lower-case letters, digits and `_`; `unknown` and `refused` are taken".to_owned();
            self.error(source, message, Some(hint));
        }
        let ids: BTreeSet<&str> = fact.values.iter().map(|value| value.id.get_ref().as_str()).collect();
        if ids.len() < fact.values.len() {
            self.error(source, format!("two values of `{}` have the same id", fact.id.get_ref()), None);
        }
        Some(kind)
    }

    /// Terms may name other terms, in any order, but not themselves.
    fn terms(&mut self, terms: Found<TermBlock>) {
        let mut open = Vec::new();
        for (document, block, term) in terms {
            let source = self.source(document, &block, term.id.span().start);
            if self.takes("fact", &term.id, &source, '_')
                && let Some(ast) = self.ast(document, &block, &term.when)
            {
                open.push((document, block, term, ast));
            }
        }
        loop {
            let waiting: BTreeSet<String> =
                open.iter().map(|(_, _, term, _)| term.id.get_ref().clone()).collect();
            let (ready, rest): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|(_, _, _, ast)| !mentions(ast, &|name| waiting.contains(name)));
            open = rest;
            if ready.is_empty() {
                break;
            }
            for (document, block, term, ast) in ready {
                if let Some(when) = self.resolve(document, &block, &term.when, &ast) {
                    let source = self.source(document, &block, term.id.span().start);
                    let size = self.size(&when);
                    let fits = self.fits(size, term.id.get_ref(), &source);
                    let when = if fits { when } else { Condition::Constant(false) };
                    let (id, text) = (term.id.into_inner(), Text::new(term.sv, term.en));
                    let term = self.books.names.terms.add(Term { id, text, when });
                    self.term_sizes.insert(term, size);
                }
            }
        }
        for (document, block, term, _) in open {
            let source = self.source(document, &block, term.id.span().start);
            self.error(&source, format!("the term `{}` is defined by itself", term.id.get_ref()), None);
        }
    }

    /// Gives facts their `applies`, refusing those that would lead back to the fact itself.
    fn guard(&mut self, guarded: Vec<(Id<Fact>, Condition)>) {
        for (fact, guard) in guarded {
            let mut behind = BTreeSet::new();
            self.books.names.collect_facts(&guard, &mut behind);
            if behind.contains(&fact) {
                let place = self.books.names.facts[fact].source.clone();
                let message =
                    format!("`applies` of `{}` leads back to itself", self.books.names.facts[fact].id);
                self.error(&place, message, None);
            } else {
                let (id, source) =
                    (self.books.names.facts[fact].id.clone(), self.books.names.facts[fact].source.clone());
                let size = self.size(&guard);
                if self.fits(size, &id, &source) {
                    self.books.names.facts.change(fact, |fact| fact.applies = Some(guard));
                    self.guard_sizes.insert(fact, size);
                }
            }
        }
    }

    fn size(&self, condition: &Condition) -> Size {
        let all = |parts: &[Condition]| {
            parts.iter().map(|part| self.size(part)).fold(Size::default(), |all, part| Size {
                comparisons: all.comparisons.saturating_add(part.comparisons),
                depth: all.depth.max(part.depth),
            })
        };
        let named = |size: Option<&Size>| {
            let size = size.copied().unwrap_or_default();
            Size { comparisons: size.comparisons.saturating_add(1), depth: size.depth + 1 }
        };
        match condition {
            Condition::Constant(_) => Size::default(),
            Condition::Term(term) => named(self.term_sizes.get(term)),
            Condition::Not(inner) => self.size(inner),
            Condition::All(parts) | Condition::Any(parts) => all(parts),
            Condition::Holds(fact)
            | Condition::IsOneOf(fact, _)
            | Condition::IsNoneOf(fact, _)
            | Condition::Number(fact, ..) => named(self.guard_sizes.get(fact)),
        }
    }

    /// Refuses what stands for so much that looking at it would never end.
    fn fits(&mut self, size: Size, id: &str, source: &Source) -> bool {
        let fits = size.comparisons <= LARGEST.comparisons && size.depth <= LARGEST.depth;
        if !fits {
            let Size { comparisons, depth } = LARGEST;
            let message =
                format!("`{id}` rests on too many names: over {comparisons} comparisons, or {depth} deep");
            self.error(source, message, Some("say it with fewer terms".to_owned()));
        }
        fits
    }

    fn ast(&mut self, document: Id<Document>, block: &Block, words: &Words) -> Option<Ast> {
        let parsed = ast::parse(words.get_ref());
        parsed
            .map_err(|error| self.condition_error(document, block, words, error.at, error.message, None))
            .ok()
    }

    fn resolve(
        &mut self,
        document: Id<Document>,
        block: &Block,
        words: &Words,
        ast: &Ast,
    ) -> Option<Condition> {
        let resolved = self.books.names.resolve(ast);
        resolved
            .map_err(|error| {
                self.condition_error(document, block, words, error.at, error.message, error.hint);
            })
            .ok()
    }

    fn condition(&mut self, document: Id<Document>, block: &Block, words: &Words) -> Option<Condition> {
        let ast = self.ast(document, block, words)?;
        self.resolve(document, block, words, &ast)
    }

    /// The condition, `otherwise` when it is not written, `None` when it is wrong.
    fn optional(
        &mut self,
        document: Id<Document>,
        block: &Block,
        words: Option<&Words>,
    ) -> Option<Condition> {
        words.map_or(Some(Condition::Constant(true)), |words| self.condition(document, block, words))
    }

    fn condition_error(
        &mut self,
        document: Id<Document>,
        block: &Block,
        words: &Words,
        at: usize,
        message: String,
        hint: Option<String>,
    ) {
        let quoted = block.toml.get(words.span()).unwrap_or_default();
        let quotes = match quoted.get(..3) {
            // A line break right after three quotes is no part of the text.
            Some("\"\"\"" | "'''") => match quoted.as_bytes().get(3..5) {
                Some(b"\r\n") => 5,
                Some([b'\n', _]) => 4,
                _ => 3,
            },
            _ => 1,
        };
        let place = self.books.documents[document].place(block, words.span().start + quotes + at);
        self.problems.push(Problem::error(place, message).maybe_hint(hint));
    }

    fn named<T>(
        &mut self,
        kind: &str,
        words: &str,
        at: &Source,
        found: Option<Id<T>>,
        known: &[String],
    ) -> Option<Id<T>> {
        if found.is_none() {
            let hint = nearest(words, known.iter().map(String::as_str));
            self.error(at, format!("no {kind} is called `{words}`"), hint);
        }
        found
    }

    pub(crate) fn question(&mut self, words: &str, at: &Source) -> Option<Id<Question>> {
        let found = self.books.question(words);
        let known: Vec<String> =
            self.books.questions.iter().map(|(_, question)| question.id.clone()).collect();
        self.named("question", words, at, found, &known)
    }

    fn rule(&mut self, words: &Words, at: &Source) -> Option<Id<Rule>> {
        let found = self.books.rules.find(|rule| rule.id == *words.get_ref());
        if found.is_none() && self.is_of_another_day("rule", words.get_ref()) {
            return None;
        }
        let known: Vec<String> = self.books.rules.iter().map(|(_, rule)| rule.id.clone()).collect();
        self.named("rule", words.get_ref(), at, found, &known)
    }

    /// Whether a rule or a value of that id stands in an edition that is not in force on this day.
    fn is_of_another_day(&self, kind: &str, id: &str) -> bool {
        let blocks = self.books.editions.iter().flat_map(Document::blocks).filter(|block| block.kind == kind);
        let tables = blocks.filter_map(|block| toml::from_str::<toml::Table>(&block.toml).ok());
        tables.into_iter().any(|table| table.get("id").and_then(toml::Value::as_str) == Some(id))
    }

    fn fact(&mut self, words: &Words, at: &Source) -> Option<Id<Fact>> {
        let found = self.books.names.facts.find(|fact| fact.id == *words.get_ref());
        let known: Vec<String> = self.books.names.facts.iter().map(|(_, fact)| fact.id.clone()).collect();
        self.named("fact", words.get_ref(), at, found, &known)
    }

    fn cites(&mut self, cites: &[Words], at: &Source) -> Vec<String> {
        for cite in cites {
            let known = self.books.catalogue.iter().any(|demand| demand.id == *cite.get_ref());
            if !known && !self.books.catalogue.is_empty() {
                let hint =
                    nearest(cite.get_ref(), self.books.catalogue.iter().map(|demand| demand.id.as_str()));
                self.error(at, format!("`{}` is not in the catalogue", cite.get_ref()), hint);
            }
        }
        cites.iter().map(|cite| cite.get_ref().clone()).collect()
    }

    fn yes_no(&mut self, words: &Words, at: &Source) -> Option<YesNo> {
        match words.get_ref().as_str() {
            "yes" => Some(YesNo::Yes),
            "no" => Some(YesNo::No),
            other => {
                self.error(at, format!("`{other}` is neither `yes` nor `no`"), None);
                None
            }
        }
    }
}

mod entries;
mod routines;

fn new_fact(fact: FactBlock, kind: Kind, source: Source) -> Fact {
    Fact {
        id: fact.id.into_inner(),
        kind,
        question: Text::new(fact.sv, fact.en),
        label: fact.label,
        help: fact.help,
        doing: fact.doing,
        arrange: fact.arrange,
        rare: fact.rare,
        applies: None,
        source,
    }
}

fn value(value: &crate::block::ValueBlock) -> Value {
    Value {
        id: value.id.get_ref().clone(),
        text: Text::new(&value.sv, &value.en),
        words: value.words.clone(),
        rare: value.rare,
    }
}

/// A value's id stands in conditions, in addresses and on command lines.
fn is_value_id(id: &str) -> bool {
    let starts = id.starts_with(|c: char| c.is_ascii_lowercase());
    let reserved = ["and", "or", "not", "in", "true", "false", "unknown", "refused"].contains(&id);
    starts && !reserved && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn mentions(ast: &Ast, name: &dyn Fn(&str) -> bool) -> bool {
    match ast {
        Ast::Name(found) => name(&found.text),
        Ast::Not(inner) => mentions(inner, name),
        Ast::All(parts) | Ast::Any(parts) => parts.iter().any(|part| mentions(part, name)),
        _ => false,
    }
}
