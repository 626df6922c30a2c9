//! The claims of the checker as SMT-LIB, for a solver that shares no code with the diagrams.
//!
//! Yes/no facts are Booleans; choices and numbers are integers with bounds; rules are written out from their
//! conditions. Each claim is one `check-sat` between `push` and `pop`, in the order of [`Script::claims`].

use crate::ast::Comparison;
use crate::condition::Condition;
use crate::document::Layer;
use crate::load::Rulebooks;
use crate::model::{Fact, Kind, Question, Rule, YesNo};
use crate::stack::{Compiled, Stack};
use crate::table::Id;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// One claim: the solver should find it satisfiable or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is claimed.
    pub name: String,
    /// Whether the diagrams say that a situation exists.
    pub satisfiable: bool,
}

/// A script and what the diagrams say of each of its claims.
#[derive(Debug, Clone)]
pub struct Script {
    /// SMT-LIB 2.6.
    pub text: String,
    /// The claims, in order.
    pub claims: Vec<Claim>,
}

impl Rulebooks {
    /// The checker's claims on one organisation: each outcome of each question is possible or not, each rule can
    /// count or not, each invariant holds.
    pub fn smt(&self, stack: &Stack) -> Script {
        let mut script = Script { text: "(set-logic QF_LIA)\n".to_owned(), claims: Vec::new() };
        for (question, _) in self.questions.iter() {
            if let Some(compiled) = stack.compiled(question).filter(|compiled| !compiled.rules.is_empty()) {
                Writer { books: self, stack, compiled, question, script: &mut script }.write();
            }
        }
        script
    }
}

struct Writer<'a> {
    books: &'a Rulebooks,
    stack: &'a Stack,
    compiled: &'a Compiled,
    question: Id<Question>,
    script: &'a mut Script,
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.script.text.push_str(line);
        self.script.text.push('\n');
    }

    fn write(&mut self) {
        let id = self.books.questions[self.question].id.clone();
        self.line(&format!("; {id}\n(push 1)"));
        self.facts();
        self.rules();
        self.outcomes();
        let regions = &self.compiled.regions;
        for (name, set) in [
            ("yes", !regions.yes.is_false()),
            ("no", !regions.no.is_false()),
            ("silent", !regions.silent.is_false()),
            ("disagree", !regions.disagree.is_false()),
        ] {
            self.claim(format!("{id}: {name} is possible"), name, set);
        }
        for at in 0..self.compiled.rules.len() {
            self.rule_claim(at);
        }
        self.nevers(&id);
        self.line("(pop 1)");
    }

    fn claim(&mut self, name: String, assertion: &str, satisfiable: bool) {
        self.line(&format!("(push 1)\n(assert {assertion})\n(check-sat)\n(pop 1)"));
        self.script.claims.push(Claim { name, satisfiable });
    }

    fn rule_claim(&mut self, at: usize) {
        let Some(rule) = self.compiled.rules.get(at) else { return };
        let satisfiable = !rule.counts_in.is_false();
        let name = format!("{} can count", self.books.rules[rule.rule].id);
        self.claim(name, &format!("counts-{at}"), satisfiable);
    }

    fn nevers(&mut self, id: &str) {
        let books = self.books;
        for (_, never) in books.nevers.iter() {
            let ours = never.questions.contains(&self.question)
                && self.stack.holds(books, &never.source, never.stack.as_ref());
            if ours {
                let answer = if never.answer == YesNo::Yes { "yes" } else { "no" };
                let assertion = format!("(and {answer} {})", self.condition(&never.when));
                let region = if never.answer == YesNo::Yes {
                    &self.compiled.regions.yes
                } else {
                    &self.compiled.regions.no
                };
                let mut compiler = crate::domain::Compiler::new(&self.compiled.domain, &books.names);
                let broken = compiler.condition(&never.when).is_ok_and(|when| !region.and(&when).is_false());
                self.claim(format!("{}: `{id}` can break it", never.id), &assertion, broken);
            }
        }
    }

    fn facts(&mut self) {
        for axis in &self.compiled.domain.axes {
            let fact = &self.books.names.facts[axis.fact];
            let (min, max) = match &fact.kind {
                Kind::YesNo => {
                    self.line(&format!("(declare-const {} Bool)", fact.id));
                    continue;
                }
                Kind::Choice(values) => (0, i64::try_from(values.len()).unwrap_or(i64::MAX) - 1),
                Kind::Number { min, max, .. } => (*min, *max),
            };
            self.line(&format!("(declare-const {} Int)", fact.id));
            self.line(&format!("(assert (and (<= {} {2}) (<= {2} {})))", number(min), number(max), fact.id));
        }
        let level = |fact: &Id<Fact>| self.compiled.domain.level(*fact).is_some();
        let mut asserts = Vec::new();
        for impossible in &self.books.impossible {
            let mut facts = BTreeSet::new();
            self.books.names.collect_facts(&impossible.when, &mut facts);
            if facts.iter().all(level) {
                asserts.push(format!("(assert (not {}))", self.condition(&impossible.when)));
            }
        }
        asserts.iter().for_each(|assert| self.line(assert));
    }

    fn rules(&mut self) {
        let mut done: Vec<usize> = Vec::new();
        while done.len() < self.compiled.rules.len() {
            let before = done.len();
            for (at, rule) in self.compiled.rules.iter().enumerate() {
                if !done.contains(&at) && rule.overridden_by.iter().all(|other| done.contains(other)) {
                    let overriding: Vec<String> =
                        rule.overridden_by.iter().map(|at| format!("(not counts-{at})")).collect();
                    let applies = self.applies(&self.books.rules[rule.rule]);
                    self.line(&format!(
                        "(define-fun counts-{at} () Bool (and {applies} {}))",
                        overriding.join(" ")
                    ));
                    done.push(at);
                }
            }
            if done.len() == before {
                return;
            }
        }
    }

    fn applies(&self, rule: &Rule) -> String {
        let when = self.condition(&rule.when);
        let unless = rule.unless.as_ref().map_or("false".to_owned(), |unless| self.condition(unless));
        format!("(and {when} (not {unless}))")
    }

    /// The order of layers, as the guide states it.
    fn outcomes(&mut self) {
        let stricter = self.books.questions[self.question].stricter;
        let layers = [("law", Layer::Law), ("own", Layer::Own), ("guidance", Layer::Guidance)];
        for (name, layer) in layers {
            for (word, answer) in [("strict", stricter), ("lax", stricter.other())] {
                let rules = self.compiled.rules.iter().enumerate();
                let ours = rules.filter(|(_, rule)| rule.layer == layer && rule.answer == answer);
                let counts: Vec<String> = ours.map(|(at, _)| format!("counts-{at}")).collect();
                self.line(&format!("(define-fun {name}-{word} () Bool (or false {}))", counts.join(" ")));
            }
        }
        self.line(
            "(define-fun own-speaks () Bool (or own-strict own-lax))\n\
             (define-fun guidance-speaks () Bool (or guidance-strict guidance-lax))\n\
             (define-fun disagree () Bool (or (and law-strict law-lax) (and (not law-strict) (or \
               (and own-strict own-lax) (and (not own-speaks) guidance-strict guidance-lax)))))\n\
             (define-fun strict () Bool (and (not disagree) (or law-strict own-strict \
               (and (not own-speaks) guidance-strict))))\n\
             (define-fun lax () Bool (and (not disagree) (not law-strict) (or own-lax \
               (and (not own-speaks) guidance-lax) (and (not own-speaks) (not guidance-speaks) law-lax))))\n\
             (define-fun silent () Bool (not (or disagree strict lax)))",
        );
        let (yes, no) = if stricter == YesNo::No { ("lax", "strict") } else { ("strict", "lax") };
        self.line(&format!("(define-fun yes () Bool {yes})\n(define-fun no () Bool {no})"));
    }

    fn condition(&self, condition: &Condition) -> String {
        let join = |word: &str, parts: &[Condition]| {
            let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
            format!("({word} {})", parts.join(" "))
        };
        match condition {
            Condition::Constant(constant) => constant.to_string(),
            Condition::Term(term) => self.condition(&self.books.names.terms[*term].when),
            Condition::Not(inner) => format!("(not {})", self.condition(inner)),
            Condition::All(parts) => join("and", parts),
            Condition::Any(parts) => join("or", parts),
            Condition::Holds(fact) => self.atom(*fact, &self.books.names.facts[*fact].id),
            Condition::IsOneOf(fact, values) => self.atom(*fact, &self.one_of(*fact, values)),
            Condition::IsNoneOf(fact, values) => {
                self.atom(*fact, &format!("(not {})", self.one_of(*fact, values)))
            }
            Condition::Number(fact, comparison, right) => {
                let id = &self.books.names.facts[*fact].id;
                let right = number(*right);
                self.atom(
                    *fact,
                    &match comparison {
                        Comparison::Equal => format!("(= {id} {right})"),
                        Comparison::NotEqual => format!("(not (= {id} {right}))"),
                        Comparison::Less => format!("(< {id} {right})"),
                        Comparison::AtMost => format!("(<= {id} {right})"),
                        Comparison::More => format!("(> {id} {right})"),
                        Comparison::AtLeast => format!("(>= {id} {right})"),
                    },
                )
            }
        }
    }

    fn one_of(&self, fact: Id<Fact>, values: &[usize]) -> String {
        let id = &self.books.names.facts[fact].id;
        values.iter().fold("(or false".to_owned(), |mut all, value| {
            let _ = write!(all, " (= {id} {value})");
            all
        }) + ")"
    }

    /// A comparison holds only where its fact means something.
    fn atom(&self, fact: Id<Fact>, comparison: &str) -> String {
        match &self.books.names.facts[fact].applies {
            Some(applies) => format!("(and {} {comparison})", self.condition(applies)),
            None => comparison.to_owned(),
        }
    }
}

fn number(number: i64) -> String {
    if number < 0 { format!("(- {})", number.unsigned_abs()) } else { number.to_string() }
}
