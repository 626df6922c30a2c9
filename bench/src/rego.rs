//! The rules of a question as Rego: every part of a condition is a rule of its own, so that `or` and `not` can be said.

use crate::cedar::operator;
use crate::rules::{Subject, Values};
use regorus::{CompiledPolicy, Engine, Value};
use std::fmt::Write as _;
use varsam_rules::{Condition, Fact, Id, Kind, Rulebooks, YesNo};

/// A question as regorus sees it.
pub struct Rego {
    policy: CompiledPolicy,
}

impl Rego {
    pub fn new(subject: &Subject<'_>) -> anyhow::Result<Self> {
        let mut writer = Writer { books: subject.books, text: String::from("package v\n\ndefault answer := false\n\n"), parts: 0 };
        for rule in &subject.rules {
            writer.rule(*rule);
        }
        writer.text.push_str("answer if { yes; not no }\n");
        let mut engine = Engine::new();
        engine.add_policy("v.rego".to_owned(), writer.text)?;
        Ok(Self { policy: engine.compile_with_entrypoint(&"data.v.answer".into())? })
    }

    pub fn input(&self, subject: &Subject<'_>, values: &Values) -> Value {
        let mut input = Value::new_object();
        for (fact, value) in values {
            let fact = &subject.books.names.facts[*fact];
            let value = match &fact.kind {
                Kind::YesNo => Value::from(*value == 1),
                Kind::Choice(choice) => Value::from(choice[*value as usize].id.as_str()),
                Kind::Number { .. } => Value::from(*value),
            };
            if let Ok(object) = input.as_object_mut() {
                object.insert(Value::from(fact.id.as_str()), value);
            }
        }
        input
    }

    pub fn allows(&self, input: &Value) -> bool {
        self.policy.eval_with_input(input.clone()).is_ok_and(|value| value == Value::from(true))
    }
}

struct Writer<'a> {
    books: &'a Rulebooks,
    text: String,
    parts: usize,
}

impl Writer<'_> {
    fn rule(&mut self, rule: Id<varsam_rules::Rule>) {
        let rule = &self.books.rules[rule];
        let head = if rule.answer == YesNo::Yes { "yes" } else { "no" };
        let when = self.part(&rule.when);
        let unless = rule.unless.as_ref().map(|unless| self.part(unless));
        let unless = unless.map_or(String::new(), |unless| format!("; not {unless}"));
        let _ = writeln!(self.text, "{head} if {{ {when}{unless} }}");
    }

    /// Writes a part of a condition as a rule, and says its name.
    fn part(&mut self, condition: &Condition) -> String {
        let bodies = match condition {
            Condition::Constant(constant) => vec![constant.to_string()],
            Condition::Term(term) => return self.part(&self.books.names.terms[*term].when),
            Condition::Not(inner) => vec![format!("not {}", self.part(inner))],
            Condition::All(parts) => vec![parts.iter().map(|part| self.part(part)).collect::<Vec<_>>().join("; ")],
            Condition::Any(parts) => parts.iter().map(|part| self.part(part)).collect(),
            Condition::Holds(fact) => vec![self.guarded(*fact, &format!("input.{} == true", self.name(*fact)))],
            Condition::IsOneOf(fact, values) => {
                let list = self.list(*fact, values);
                vec![self.guarded(*fact, &format!("input.{} in {{{list}}}", self.name(*fact)))]
            }
            Condition::IsNoneOf(fact, values) => {
                let list = self.list(*fact, values);
                vec![self.guarded(*fact, &format!("not input.{} in {{{list}}}", self.name(*fact)))]
            }
            Condition::Number(fact, comparison, number) => {
                let test = format!("input.{} {} {number}", self.name(*fact), operator(*comparison));
                vec![self.guarded(*fact, &test)]
            }
        };
        self.parts += 1;
        let name = format!("part_{}", self.parts);
        for body in bodies {
            let _ = writeln!(self.text, "{name} if {{ {body} }}");
        }
        name
    }

    fn name(&self, fact: Id<Fact>) -> String {
        self.books.names.facts[fact].id.clone()
    }

    fn list(&self, fact: Id<Fact>, values: &[usize]) -> String {
        let known = self.books.names.facts[fact].values();
        values.iter().map(|value| format!("\"{}\"", known[*value].id)).collect::<Vec<_>>().join(", ")
    }

    fn guarded(&mut self, fact: Id<Fact>, test: &str) -> String {
        match &self.books.names.facts[fact].applies {
            Some(applies) => format!("{}; {test}", self.part(&applies.clone())),
            None => test.to_owned(),
        }
    }
}
