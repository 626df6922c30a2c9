//! One organisation: the rulebooks it follows, compiled to a diagram for each question.

use crate::condition::{Condition, Names};
use crate::diagram::{DISAGREE, Diagram, IMPOSSIBLE, NO, SILENT, YES};
use crate::document::{Document, Layer};
use crate::domain::{Compiler, Domain, TooLarge, and, or};
use crate::load::Rulebooks;
use crate::model::{Fact, Question, Remark, RemarkKind, Rule, Source, YesNo};
use crate::problem::Problem;
use crate::table::Id;
use crate::text::Text;
use biodivine_lib_bdd::Bdd;
use std::collections::HashMap;

/// An organisation and its compiled rules.
#[derive(Debug)]
pub struct Stack {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// The rulebooks it follows.
    pub rulebooks: Vec<String>,
    /// What holds for everybody in it, in the words of an asker.
    pub given: Vec<(String, String)>,
    compiled: Vec<Compiled>,
}

/// One question, compiled for one stack.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) domain: Domain,
    pub(crate) outcome: Diagram,
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) remarks: Vec<Id<Remark>>,
    pub(crate) regions: Regions,
}

/// A rule, compiled for one stack.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Id<Rule>,
    pub(crate) layer: Layer,
    pub(crate) answer: YesNo,
    /// The situations in which it applies and no rule that overrides it counts.
    pub(crate) counts: Diagram,
    /// The rules of this stack that override it.
    pub(crate) overridden_by: Vec<usize>,
    pub(crate) applies_in: Bdd,
    pub(crate) counts_in: Bdd,
}

/// The situations of a question by their outcome. Impossible ones are in none of them.
#[derive(Debug)]
pub(crate) struct Regions {
    pub(crate) yes: Bdd,
    pub(crate) no: Bdd,
    pub(crate) disagree: Bdd,
    pub(crate) silent: Bdd,
    pub(crate) possible: Bdd,
}

impl Stack {
    pub(crate) fn new(id: String, title: Text, rulebooks: Vec<String>, given: Vec<(String, String)>) -> Self {
        Self { id, title, rulebooks, given, compiled: Vec::new() }
    }

    /// Whether a document belongs to the organisation.
    pub fn includes(&self, document: &Document) -> bool {
        document.front.layer == Layer::Vocabulary
            || self.rulebooks.iter().any(|name| name == document.rulebook())
    }

    /// Whether a block belongs to the organisation: by its document, and by the `stack` it names.
    pub fn holds(&self, books: &Rulebooks, source: &Source, only: Option<&String>) -> bool {
        self.includes(&books.documents[source.document]) && only.is_none_or(|only| *only == self.id)
    }

    /// Whether any rule of the organisation answers the question.
    pub fn has_rules_on(&self, question: Id<Question>) -> bool {
        self.compiled(question).is_some_and(|compiled| !compiled.rules.is_empty())
    }

    /// Whether the answer to a question can depend on a fact.
    pub fn depends_on(&self, question: Id<Question>, fact: Id<Fact>) -> bool {
        self.compiled(question).is_some_and(|compiled| compiled.domain.level(fact).is_some())
    }

    /// How many facts the answer to a question can depend on.
    pub fn facts_of(&self, question: Id<Question>) -> usize {
        self.compiled(question).map_or(0, |compiled| compiled.domain.axes.len())
    }

    /// How many nodes the diagrams have, rules included.
    pub fn size(&self) -> usize {
        let size =
            |c: &Compiled| c.outcome.len() + c.rules.iter().map(|rule| rule.counts.len()).sum::<usize>();
        self.compiled.iter().map(size).sum()
    }

    pub(crate) fn compiled(&self, question: Id<Question>) -> Option<&Compiled> {
        self.compiled.get(question.index())
    }

    pub(crate) fn compile(&mut self, books: &Rulebooks, problems: &mut Vec<Problem>) {
        for (id, question) in books.questions.iter() {
            match compile(books, self, id) {
                Ok(compiled) => self.compiled.push(compiled),
                Err(error) => {
                    let message = format!("`{}` in stack `{}` {error}", question.id, self.id);
                    let hint = "split the question, or merge facts that rules never tell apart";
                    problems.push(Problem::error(question.source.place.clone(), message).hint(hint));
                    self.compiled.clear();
                    return;
                }
            }
        }
    }
}

fn compile(books: &Rulebooks, stack: &Stack, question: Id<Question>) -> Result<Compiled, TooLarge> {
    let rules: Vec<Id<Rule>> = books
        .rules
        .iter()
        .filter(|(_, rule)| rule.question == question && stack.holds(books, &rule.source, None))
        .map(|(id, _)| id)
        .collect();
    let remarks: Vec<Id<Remark>> = books
        .remarks
        .iter()
        .filter(|(_, remark)| {
            remark.question == question && stack.holds(books, &remark.source, remark.stack.as_ref())
        })
        .map(|(id, _)| id)
        .collect();
    let domain = domain(books, stack, question, &rules, &remarks)?;
    let (rules, regions) = outcome(books, &domain, &rules, books.questions[question].stricter)?;
    let sets = [&regions.yes, &regions.no, &regions.disagree, &regions.silent];
    let outcome = Diagram::new(&domain, &sets, &|inside| match inside {
        [true, ..] => YES,
        [_, true, ..] => NO,
        [_, _, true, _] => DISAGREE,
        [_, _, _, true] => SILENT,
        _ => IMPOSSIBLE,
    });
    Ok(Compiled { domain, outcome, rules, remarks, regions })
}

/// Every fact that a rule, a remark or an invariant on the question mentions, and with them the impossible
/// situations that speak of no other facts.
fn domain(
    books: &Rulebooks,
    stack: &Stack,
    question: Id<Question>,
    rules: &[Id<Rule>],
    remarks: &[Id<Remark>],
) -> Result<Domain, TooLarge> {
    let mut conditions: Vec<&Condition> = Vec::new();
    for rule in rules {
        conditions.push(&books.rules[*rule].when);
        conditions.extend(&books.rules[*rule].unless);
    }
    conditions.extend(remarks.iter().map(|remark| &books.remarks[*remark].when));
    let nevers = books.nevers.iter().filter(|(_, never)| {
        never.questions.contains(&question) && stack.holds(books, &never.source, never.stack.as_ref())
    });
    conditions.extend(nevers.map(|(_, never)| &never.when));
    spanned(books, conditions)
}

/// The domain of conditions, cut also where the impossible situations that speak of no other facts cut it.
pub(crate) fn spanned<'a>(
    books: &'a Rulebooks,
    mut conditions: Vec<&'a Condition>,
) -> Result<Domain, TooLarge> {
    let bare = Domain::new(&books.names, conditions.iter().copied())?;
    conditions.extend(impossible(books, &bare));
    Domain::new(&books.names, conditions.iter().copied())
}

fn impossible<'a>(books: &'a Rulebooks, domain: &Domain) -> impl Iterator<Item = &'a Condition> {
    books.impossible.iter().map(|impossible| &impossible.when).filter(|when| {
        let mut facts = std::collections::BTreeSet::new();
        books.names.collect_facts(when, &mut facts);
        facts.iter().all(|fact| domain.level(*fact).is_some())
    })
}

/// The situations that can be.
pub(crate) fn possible(books: &Rulebooks, domain: &Domain) -> Result<Bdd, TooLarge> {
    let mut compiler = Compiler::new(domain, &books.names);
    impossible(books, domain)
        .try_fold(domain.always(), |possible, when| and(&possible, &compiler.condition(when)?.not()))
}

/// Which rules count where, and what follows from it.
pub(crate) fn outcome(
    books: &Rulebooks,
    domain: &Domain,
    rules: &[Id<Rule>],
    stricter: YesNo,
) -> Result<(Vec<CompiledRule>, Regions), TooLarge> {
    let possible = possible(books, domain)?;
    let applies = rules
        .iter()
        .map(|rule| and(&applies(&books.names, domain, &books.rules[*rule])?, &possible))
        .collect::<Result<Vec<_>, _>>()?;
    let mut counts: HashMap<usize, Bdd> = HashMap::new();
    let mut compiled = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let counts_in = counting(books, domain, rules, &applies, at, &mut counts)?;
        compiled.push(CompiledRule {
            rule: *rule,
            layer: books.layer(*rule),
            answer: books.rules[*rule].answer,
            counts: Diagram::within(domain, &counts_in, &possible),
            overridden_by: overriders(books, rules, *rule),
            applies_in: applies.get(at).cloned().unwrap_or_else(|| domain.never()),
            counts_in,
        });
    }
    let regions = regions(domain, &compiled, stricter, possible)?;
    Ok((compiled, regions))
}

fn applies(names: &Names, domain: &Domain, rule: &Rule) -> Result<Bdd, TooLarge> {
    let mut compiler = Compiler::new(domain, names);
    let when = compiler.condition(&rule.when)?;
    match &rule.unless {
        Some(unless) => and(&when, &compiler.condition(unless)?.not()),
        None => Ok(when),
    }
}

fn overriders(books: &Rulebooks, rules: &[Id<Rule>], rule: Id<Rule>) -> Vec<usize> {
    (0..rules.len())
        .filter(|at| rules.get(*at).is_some_and(|other| books.rules[*other].over.contains(&rule)))
        .collect()
}

/// A rule counts where it applies and no rule that overrides it counts. `over` has no circles.
fn counting(
    books: &Rulebooks,
    domain: &Domain,
    rules: &[Id<Rule>],
    applies: &[Bdd],
    at: usize,
    known: &mut HashMap<usize, Bdd>,
) -> Result<Bdd, TooLarge> {
    if let Some(known) = known.get(&at) {
        return Ok(known.clone());
    }
    let (Some(rule), Some(mut counts)) = (rules.get(at), applies.get(at).cloned()) else {
        return Ok(domain.never());
    };
    for other in overriders(books, rules, *rule) {
        counts = and(&counts, &counting(books, domain, rules, applies, other, known)?.not())?;
    }
    known.insert(at, counts.clone());
    Ok(counts)
}

/// Law's stricter answer goes first; then the own rules, guidance, and law's other answer.
fn regions(
    domain: &Domain,
    rules: &[CompiledRule],
    stricter: YesNo,
    possible: Bdd,
) -> Result<Regions, TooLarge> {
    let said = |layer: Layer, answer: YesNo| {
        let saying = rules.iter().filter(|rule| rule.layer == layer && rule.answer == answer);
        saying.map(|rule| &rule.counts_in).try_fold(domain.never(), |all, counts| or(&all, counts))
    };
    let (law_strict, law_lax) = (said(Layer::Law, stricter)?, said(Layer::Law, stricter.other())?);
    let (mut strict, mut disagree) = (law_strict.and_not(&law_lax), and(&law_strict, &law_lax)?);
    let mut lax = domain.never();
    let mut open = and(&possible, &law_strict.not())?;
    for layer in [Layer::Own, Layer::Guidance] {
        let (says_strict, says_lax) = (said(layer, stricter)?, said(layer, stricter.other())?);
        strict = or(&strict, &and(&open, &says_strict.and_not(&says_lax))?)?;
        lax = or(&lax, &and(&open, &says_lax.and_not(&says_strict))?)?;
        disagree = or(&disagree, &and(&open, &and(&says_strict, &says_lax)?)?)?;
        open = open.and_not(&or(&says_strict, &says_lax)?);
    }
    lax = or(&lax, &and(&open, &law_lax)?)?;
    let silent = open.and_not(&law_lax);
    let (yes, no) = if stricter == YesNo::No { (lax, strict) } else { (strict, lax) };
    Ok(Regions { yes, no, disagree, silent, possible })
}

/// The remarks of one kind that hold somewhere in a question.
pub(crate) fn remarks_of(books: &Rulebooks, compiled: &Compiled, kind: RemarkKind) -> Result<Bdd, TooLarge> {
    let mut compiler = Compiler::new(&compiled.domain, &books.names);
    let remarks =
        compiled.remarks.iter().map(|remark| &books.remarks[*remark]).filter(|remark| remark.kind == kind);
    remarks
        .map(|remark| &remark.when)
        .try_fold(compiled.domain.never(), |all, when| or(&all, &compiler.condition(when)?))
}
