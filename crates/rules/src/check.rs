//! Is a rulebook sound? Every claim is decided for all situations at once, from the diagrams; what fails comes
//! with a concrete situation in which it does.

use crate::diagram::Diagram;
use crate::document::Layer;
use crate::domain::{Compiler, Domain, TooLarge, and, or};
use crate::load::Rulebooks;
use crate::model::{Case, Never, Question, RemarkKind, YesNo};
use crate::problem::{Place, Problem};
use crate::stack::{Compiled, Stack, remarks_of};
use crate::table::Id;
use crate::witness::{Witness, canonical, witness};
use biodivine_lib_bdd::Bdd;

mod routines;

/// What the checks found in one organisation.
#[derive(Debug)]
pub struct Report {
    /// The organisation.
    pub stack: String,
    /// Each question that its rules answer.
    pub questions: Vec<QuestionReport>,
    /// Each invariant and how its proof went.
    pub nevers: Vec<NeverReport>,
    /// Each case and what came out.
    pub cases: Vec<CaseReport>,
}

/// The situations of a question by their outcome, as shares of all that can be told apart.
#[derive(Debug)]
pub struct QuestionReport {
    /// The question.
    pub question: Id<Question>,
    /// How many situations its rules tell apart.
    pub situations: f64,
    /// How many of them are answered yes (or yes, once things are arranged).
    pub yes: f64,
    /// How many are answered no.
    pub no: f64,
    /// In how many the rules do not say.
    pub silent: f64,
    /// In how many the rules disagree.
    pub disagree: f64,
    /// A situation in which the rules are silent and no remark says so.
    pub gap: Option<Witness>,
    /// A situation in which the rules disagree, as a remark declares.
    pub disagreement: Option<Witness>,
}

/// How the proof of an invariant went.
#[derive(Debug)]
pub struct NeverReport {
    /// The invariant.
    pub never: Id<Never>,
    /// A situation that breaks it, with the question; `None` means proven.
    pub refuted: Option<(Id<Question>, Witness)>,
}

/// What came out of a case.
#[derive(Debug)]
pub struct CaseReport {
    /// The case.
    pub case: Id<Case>,
    /// What is wrong with the answer; `None` means as expected.
    pub failure: Option<String>,
    /// How many facts an interview would have asked, and how many the question has.
    pub asked: (usize, usize),
}

impl Rulebooks {
    /// Checks every organisation.
    pub fn check(&self) -> (Vec<Report>, Vec<Problem>) {
        let mut problems = Vec::new();
        let reports = self.stacks.iter().map(|stack| self.check_stack(stack, &mut problems)).collect();
        self.unused(&mut problems);
        self.unstated(&mut problems);
        self.undecided(&mut problems);
        problems.sort();
        problems.dedup();
        (reports, problems)
    }

    fn check_stack(&self, stack: &Stack, problems: &mut Vec<Problem>) -> Report {
        let mut report =
            Report { stack: stack.id.clone(), questions: Vec::new(), nevers: Vec::new(), cases: Vec::new() };
        for (question, definition) in self.questions.iter() {
            let Some(compiled) = stack.compiled(question) else { continue };
            let checker = Checker { books: self, stack, question, compiled };
            match checker.run(problems) {
                Ok(found) if compiled.rules.is_empty() => drop(found),
                Ok(found) => report.questions.push(found),
                Err(error) => problems.push(too_large(&definition.source.place, &error)),
            }
        }
        self.check_nevers(stack, &mut report, problems);
        self.check_cases(stack, &mut report, problems);
        report
    }

    fn check_nevers(&self, stack: &Stack, report: &mut Report, problems: &mut Vec<Problem>) {
        for (id, never) in self.nevers.iter() {
            if !stack.holds(self, &never.source, never.stack.as_ref()) {
                continue;
            }
            match self.refute(stack, never) {
                Ok(refuted) => {
                    if let Some((question, witness)) = &refuted {
                        let answer = if never.answer == YesNo::Yes { "yes" } else { "no" };
                        let message = format!(
                            "`{}` is broken in stack `{}`: `{}` is answered {answer} when {}",
                            never.id,
                            stack.id,
                            self.questions[*question].id,
                            witness.show(self)
                        );
                        problems.push(Problem::error(never.source.place.clone(), message));
                    }
                    report.nevers.push(NeverReport { never: id, refuted });
                }
                Err(error) => problems.push(too_large(&never.source.place, &error)),
            }
        }
    }

    fn refute(&self, stack: &Stack, never: &Never) -> Result<Option<(Id<Question>, Witness)>, TooLarge> {
        for question in &never.questions {
            let Some(compiled) = stack.compiled(*question) else { continue };
            let when = Compiler::new(&compiled.domain, &self.names).condition(&never.when)?;
            let region =
                if never.answer == YesNo::Yes { &compiled.regions.yes } else { &compiled.regions.no };
            if let Some(found) = witness(self, &compiled.domain, &and(region, &when)?) {
                return Ok(Some((*question, found)));
            }
        }
        Ok(None)
    }

    fn check_cases(&self, stack: &Stack, report: &mut Report, problems: &mut Vec<Problem>) {
        for (id, case) in self.cases.iter() {
            if !stack.holds(self, &case.source, case.stack.as_ref()) {
                continue;
            }
            let failure = self.run_case(stack, case).err();
            if let Some(failure) = &failure {
                let message = format!("the case “{}” fails in stack `{}`: {failure}", case.text.sv, stack.id);
                problems.push(Problem::error(case.source.place.clone(), message));
            }
            let asked = (self.interview_length(stack, case), stack.facts_of(case.question));
            report.cases.push(CaseReport { case: id, failure, asked });
        }
    }

    /// Runs a case; what is wrong with the answer comes back as the error.
    pub fn run_case(&self, stack: &Stack, case: &Case) -> Result<(), String> {
        let facts = case.facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let situation = self.situation(stack, case.question, facts).map_err(|errors| {
            errors.iter().map(|error| error.message.en.clone()).collect::<Vec<_>>().join("; ")
        })?;
        let answer = self.ask(stack, &situation);
        let rules = |rules: &[Id<_>]| {
            rules.iter().map(|rule| self.rules[*rule].id.as_str()).collect::<Vec<_>>().join(", ")
        };
        if answer.verdict != case.answer {
            let mut says = format!("expected {}, got {}", case.answer, answer.verdict);
            if !answer.deciding.is_empty() {
                says += " by ";
                says += &rules(&answer.deciding);
            }
            let open: Vec<_> = answer.open.iter().map(|fact| self.names.facts[*fact].id.as_str()).collect();
            if !open.is_empty() {
                says += " on ";
                says += &open.join(", ");
            }
            return Err(says);
        }
        if let Some(missing) = case.decides.iter().find(|rule| !answer.deciding.contains(rule)) {
            let missing = &self.rules[*missing].id;
            return Err(format!("expected `{missing}` to decide, but {} does", rules(&answer.deciding)));
        }
        match &case.conditions {
            Some(expected) if !same_sets(expected, &answer.conditions) => Err(format!(
                "expected the conditions {}, got {}",
                self.sets(expected),
                self.sets(&answer.conditions)
            )),
            _ => Ok(()),
        }
    }

    fn sets(&self, sets: &[Vec<Id<crate::model::Fact>>]) -> String {
        let set = |set: &Vec<_>| {
            format!(
                "[{}]",
                set.iter().map(|fact| self.names.facts[*fact].id.as_str()).collect::<Vec<_>>().join(", ")
            )
        };
        sets.iter().map(set).collect::<Vec<_>>().join(" or ")
    }

    /// How many facts an interview asks an asker who knows what the case says, before there is a verdict.
    fn interview_length(&self, stack: &Stack, case: &Case) -> usize {
        let mut facts: Vec<(String, String)> = Vec::new();
        for asked in 0..=stack.facts_of(case.question) {
            let stated = facts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let Ok(situation) = self.situation(stack, case.question, stated) else { return asked };
            let Some(next) = self.ask(stack, &situation).next else { return asked };
            let name = &self.names.facts[next].id;
            let known = case.facts.iter().find(|(fact, _)| fact == name).map(|(_, value)| value.clone());
            facts.push((name.clone(), known.unwrap_or_else(|| "unknown".to_owned())));
        }
        facts.len()
    }

    /// Facts that no rule, remark or routine uses are left-overs.
    fn unused(&self, problems: &mut Vec<Problem>) {
        let mut used = std::collections::BTreeSet::new();
        for (_, rule) in self.rules.iter() {
            self.names.collect_facts(&rule.when, &mut used);
            rule.unless.iter().for_each(|unless| self.names.collect_facts(unless, &mut used));
        }
        self.remarks.iter().for_each(|(_, remark)| self.names.collect_facts(&remark.when, &mut used));
        self.routines.iter().for_each(|(_, routine)| self.facts_of(routine, &mut used));
        for (_, fact) in self.names.facts.iter().filter(|(id, _)| !used.contains(id)) {
            let message = format!("no rule, remark or routine uses the fact `{}`", fact.id);
            problems.push(Problem::warning(fact.source.place.clone(), message));
        }
    }
}

fn too_large(place: &Place, error: &TooLarge) -> Problem {
    Problem::error(place.clone(), error.to_string())
}

fn same_sets<T: Copy + Ord>(left: &[Vec<T>], right: &[Vec<T>]) -> bool {
    let sorted = |sets: &[Vec<T>]| {
        let mut sets: Vec<Vec<T>> = sets.to_vec();
        sets.iter_mut().for_each(|set| set.sort_unstable());
        sets.sort();
        sets
    };
    sorted(left) == sorted(right)
}

/// Checks one question of one stack.
struct Checker<'a> {
    books: &'a Rulebooks,
    stack: &'a Stack,
    question: Id<Question>,
    compiled: &'a Compiled,
}

impl Checker<'_> {
    fn run(&self, problems: &mut Vec<Problem>) -> Result<QuestionReport, TooLarge> {
        self.dead_rules(problems);
        self.laxer_than_law(problems)?;
        self.arranging_never_hurts(problems)?;
        self.declared_silences(problems)?;
        let (disagreement, gap) = (self.disagreements(problems)?, self.gap()?);
        let domain = &self.compiled.domain;
        let canonical = canonical(self.books, domain)?;
        let count = |set: &Bdd| {
            Ok::<f64, TooLarge>(Diagram::of(domain, &and(set, &canonical)?).count(domain).round())
        };
        let regions = &self.compiled.regions;
        Ok(QuestionReport {
            question: self.question,
            situations: count(&regions.possible)?,
            yes: count(&regions.yes)?,
            no: count(&regions.no)?,
            silent: count(&regions.silent)?,
            disagree: count(&regions.disagree)?,
            gap,
            disagreement,
        })
    }

    fn domain(&self) -> &Domain {
        &self.compiled.domain
    }

    fn dead_rules(&self, problems: &mut Vec<Problem>) {
        for rule in &self.compiled.rules {
            let definition = &self.books.rules[rule.rule];
            let place = definition.source.place.clone();
            if rule.applies_in.is_false() {
                let message =
                    format!("`{}` never applies: its conditions contradict each other", definition.id);
                problems.push(Problem::error(place, message));
            } else if rule.counts_in.is_false() && rule.layer == Layer::Own && self.always_by_own(rule) {
                let message = format!(
                    "`{}` never counts in stack `{}`: others always override it",
                    definition.id, self.stack.id
                );
                problems.push(
                    Problem::error(place, message).hint("delete it, or narrow the rules that override it"),
                );
            }
        }
    }

    /// Whether a rule gives way to rules of its own layer only; giving way to law is what own rules do.
    fn always_by_own(&self, rule: &crate::stack::CompiledRule) -> bool {
        let others = rule.overridden_by.iter().filter_map(|at| self.compiled.rules.get(*at));
        others.clone().count() > 0 && others.into_iter().all(|other| other.layer == rule.layer)
    }

    /// An own rule may be stricter than law, never laxer, unless the law rule says that it overrides it.
    fn laxer_than_law(&self, problems: &mut Vec<Problem>) -> Result<(), TooLarge> {
        let stricter = self.books.questions[self.question].stricter;
        let rules = |layer, answer| {
            self.compiled.rules.iter().filter(move |r| r.layer == layer && r.answer == answer)
        };
        for law in rules(Layer::Law, stricter) {
            for own in rules(Layer::Own, stricter.other()) {
                let both = and(&law.counts_in, &own.counts_in)?;
                if let Some(found) = witness(self.books, self.domain(), &both) {
                    let (law, own) = (&self.books.rules[law.rule], &self.books.rules[own.rule]);
                    let message = format!(
                        "`{}` is laxer than law (`{}`) when {}",
                        own.id,
                        law.id,
                        found.show(self.books)
                    );
                    let hint = "narrow it, or let a stricter own rule override it there";
                    problems.push(Problem::error(own.source.place.clone(), message).hint(hint));
                }
            }
        }
        Ok(())
    }

    fn arranging_never_hurts(&self, problems: &mut Vec<Problem>) -> Result<(), TooLarge> {
        let (domain, yes) = (self.domain(), &self.compiled.regions.yes);
        for (level, axis) in domain.axes.iter().enumerate().skip(domain.circumstances) {
            let arranged = domain.among(level, |value| value == 1);
            let lost = and(&and(yes, &arranged.not())?, &self.without(yes, level)?.not())?;
            if let Some(found) = witness(
                self.books,
                domain,
                &and(&lost, &self.without(&self.compiled.regions.possible, level)?)?,
            ) {
                let fact = &self.books.names.facts[axis.fact];
                let message = format!(
                    "arranging `{}` turns a yes on `{}` into something else when {}",
                    fact.id,
                    self.books.questions[self.question].id,
                    found.show(self.books)
                );
                problems.push(
                    Problem::error(fact.source.place.clone(), message).hint("arranging things can only help"),
                );
            }
        }
        Ok(())
    }

    /// The situations that are in a set once the fact at a level is arranged.
    fn without(&self, set: &Bdd, level: usize) -> Result<Bdd, TooLarge> {
        let arranged = self.domain().among(level, |value| value == 1);
        let variables = self.domain().axes.get(level).map_or(&[][..], |axis| &axis.variables);
        Ok(and(set, &arranged)?.exists(variables))
    }

    fn disagreements(&self, problems: &mut Vec<Problem>) -> Result<Option<Witness>, TooLarge> {
        let declared = remarks_of(self.books, self.compiled, RemarkKind::Contradiction)?;
        let disagree = &self.compiled.regions.disagree;
        if let Some(found) = witness(self.books, self.domain(), &disagree.and_not(&declared)) {
            let question = &self.books.questions[self.question];
            let (place, rules) = self.opponents(&disagree.and_not(&declared))?;
            let message = format!(
                "in stack `{}` rules disagree on `{}` when {}: {rules}",
                self.stack.id,
                question.id,
                found.show(self.books)
            );
            let hint =
                "let one override the other with `over`, or declare it in a remark of kind `contradiction`";
            problems.push(
                Problem::error(place.unwrap_or_else(|| question.source.place.clone()), message).hint(hint),
            );
        }
        for remark in self.compiled.remarks.iter().map(|remark| &self.books.remarks[*remark]) {
            let when = Compiler::new(self.domain(), &self.books.names).condition(&remark.when)?;
            if remark.kind == RemarkKind::Contradiction && and(disagree, &when)?.is_false() {
                let message = format!(
                    "`{}` declares a contradiction, but in stack `{}` no rules disagree there",
                    remark.id, self.stack.id
                );
                problems.push(Problem::error(remark.source.place.clone(), message));
            }
        }
        Ok(witness(self.books, self.domain(), disagree))
    }

    /// The rules that meet in a set of situations.
    fn opponents(&self, set: &Bdd) -> Result<(Option<Place>, String), TooLarge> {
        let mut met = Vec::new();
        for rule in &self.compiled.rules {
            if !and(&rule.counts_in, set)?.is_false() {
                met.push(&self.books.rules[rule.rule]);
            }
        }
        let names: Vec<String> = met.iter().map(|rule| format!("`{}`", rule.id)).collect();
        Ok((met.first().map(|rule| rule.source.place.clone()), names.join(", ")))
    }

    fn declared_silences(&self, problems: &mut Vec<Problem>) -> Result<(), TooLarge> {
        for remark in self.compiled.remarks.iter().map(|remark| &self.books.remarks[*remark]) {
            if remark.kind != RemarkKind::Silence {
                continue;
            }
            let when = Compiler::new(self.domain(), &self.books.names).condition(&remark.when)?;
            let layer = self.books.documents[remark.source.document].front.layer;
            let mut speaking = self.domain().never();
            for rule in self.compiled.rules.iter().filter(|rule| rule.layer == layer) {
                speaking = or(&speaking, &rule.counts_in)?;
            }
            let broken = and(&speaking, &and(&when, &self.compiled.regions.possible)?)?;
            if let Some(found) = witness(self.books, self.domain(), &broken) {
                let (_, rules) = self.opponents(&broken)?;
                let message = format!(
                    "`{}` declares silence, but {rules} speaks when {}",
                    remark.id,
                    found.show(self.books)
                );
                problems.push(Problem::error(remark.source.place.clone(), message));
            }
        }
        Ok(())
    }

    fn gap(&self) -> Result<Option<Witness>, TooLarge> {
        let declared = remarks_of(self.books, self.compiled, RemarkKind::Silence)?;
        Ok(witness(self.books, self.domain(), &self.compiled.regions.silent.and_not(&declared)))
    }
}

impl Report {
    /// How many cases came out as expected, of how many.
    pub fn cases_passed(&self) -> (usize, usize) {
        (self.cases.iter().filter(|case| case.failure.is_none()).count(), self.cases.len())
    }

    /// Of all facts that the questions of the cases depend on, the share that their interviews asked; 0 without
    /// cases.
    pub fn asked_share(&self) -> f64 {
        let float = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let asked: usize = self.cases.iter().map(|case| case.asked.0).sum();
        let all: usize = self.cases.iter().map(|case| case.asked.1).sum();
        if all == 0 { 0.0 } else { float(asked) / float(all) }
    }
}
