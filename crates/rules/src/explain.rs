//! Why: the rules behind an answer as a tree of plain sentences, made from the labels of facts and terms.

use crate::answer::Answer;
use crate::ast::Comparison;
use crate::condition::{Condition, Known};
use crate::load::Rulebooks;
use crate::model::{Fact, Kind, Rule};
use crate::situation::{Situation, Stated};
use crate::table::Id;
use crate::text::Text;

/// Whether a sentence of an explanation is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It is so.
    Yes,
    /// It is not.
    No,
    /// It is open.
    Open,
}

/// A sentence with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The sentence.
    pub text: Text,
    /// Whether it is so.
    pub holds: Holds,
    /// What it rests on.
    pub because: Vec<Explanation>,
}

impl Rulebooks {
    /// Each deciding rule with the conditions that made it apply, in this situation.
    pub fn explain(&self, situation: &Situation, answer: &Answer) -> Vec<(Id<Rule>, Explanation)> {
        answer.deciding.iter().map(|rule| (*rule, self.explain_rule(situation, *rule))).collect()
    }

    /// One rule with its conditions, each as it stands in a situation.
    pub fn explain_rule(&self, situation: &Situation, rule: Id<Rule>) -> Explanation {
        let rule = &self.rules[rule];
        let explainer = Explainer { books: self, situation };
        let mut because = explainer.parts(&rule.when);
        let unless = rule.unless.clone().map(|unless| Condition::Not(Box::new(unless)));
        because.extend(unless.iter().map(|unless| explainer.explain(unless)));
        let any = |wanted| because.iter().any(|part| part.holds == wanted);
        let holds = match (any(Holds::No), any(Holds::Open)) {
            (true, _) => Holds::No,
            (_, true) => Holds::Open,
            _ => Holds::Yes,
        };
        Explanation { text: rule.reason.clone(), holds, because }
    }
}

struct Explainer<'a> {
    books: &'a Rulebooks,
    situation: &'a Situation,
}

impl Explainer<'_> {
    /// A condition joined by `and` explains as its parts; anything else as itself.
    fn parts(&self, condition: &Condition) -> Vec<Explanation> {
        match condition {
            Condition::All(parts) => parts.iter().map(|part| self.explain(part)).collect(),
            Condition::Constant(true) => Vec::new(),
            other => vec![self.explain(other)],
        }
    }

    fn explain(&self, condition: &Condition) -> Explanation {
        let because = match condition {
            Condition::Term(term) => self.parts(&self.books.names.terms[*term].when),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().map(|part| self.explain(part)).collect()
            }
            Condition::Not(inner) => match &**inner {
                Condition::Term(term) => self.parts(&self.books.names.terms[*term].when),
                Condition::All(parts) | Condition::Any(parts) => {
                    parts.iter().map(|part| self.explain(part)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        Explanation { text: self.sentence(condition), holds: self.holds(condition), because }
    }

    fn holds(&self, condition: &Condition) -> Holds {
        let known = |fact| match self.situation.stated(fact) {
            Some(Stated::NotYet) => Known::Is(0),
            stated => stated.map_or(Known::Open, Stated::known),
        };
        match self.books.names.value_of(condition, &known) {
            Some(true) => Holds::Yes,
            Some(false) => Holds::No,
            None => Holds::Open,
        }
    }

    fn sentence(&self, condition: &Condition) -> Text {
        match condition {
            Condition::Constant(_) => Text::new("alltid", "always"),
            Condition::Term(term) => self.books.names.terms[*term].text.clone(),
            Condition::All(_) => Text::new("allt detta", "all of these"),
            Condition::Any(_) => Text::new("något av detta", "any of these"),
            Condition::Holds(fact) => labelled(self.fact(*fact), "ja", "yes"),
            Condition::IsOneOf(fact, values) => listed(self.fact(*fact), values, &Text::default()),
            Condition::IsNoneOf(fact, values) => {
                listed(self.fact(*fact), values, &Text::new("inte ", "not "))
            }
            Condition::Number(fact, comparison, number) => compared(self.fact(*fact), *comparison, *number),
            Condition::Not(inner) => match &**inner {
                Condition::Holds(fact) => labelled(self.fact(*fact), "nej", "no"),
                Condition::IsOneOf(fact, values) => {
                    listed(self.fact(*fact), values, &Text::new("inte ", "not "))
                }
                Condition::All(_) => Text::new("inte allt detta", "not all of these"),
                Condition::Any(_) => Text::new("inget av detta", "none of these"),
                other => {
                    let inner = self.sentence(other);
                    Text::new(format!("Inte så: {}", inner.sv), format!("Not so: {}", inner.en))
                }
            },
        }
    }

    fn fact(&self, fact: Id<Fact>) -> &Fact {
        &self.books.names.facts[fact]
    }
}

fn labelled(fact: &Fact, sv: &str, en: &str) -> Text {
    Text::new(format!("{}: {sv}", fact.label.sv), format!("{}: {en}", fact.label.en))
}

fn listed(fact: &Fact, values: &[usize], before: &Text) -> Text {
    let chosen = || values.iter().filter_map(|at| fact.values().get(*at));
    let sv: Vec<&str> = chosen().map(|value| value.text.sv.as_str()).collect();
    let en: Vec<&str> = chosen().map(|value| value.text.en.as_str()).collect();
    labelled(
        fact,
        &format!("{}{}", before.sv, or_list(&sv, "eller")),
        &format!("{}{}", before.en, or_list(&en, "or")),
    )
}

fn or_list(words: &[&str], or: &str) -> String {
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} {or} {last}", first.join(", ")),
        None => String::new(),
    }
}

fn compared(fact: &Fact, comparison: Comparison, number: i64) -> Text {
    let unit = match &fact.kind {
        Kind::Number { unit: Some(unit), .. } => unit.clone(),
        _ => Text::default(),
    };
    let (sv, en) = match comparison {
        Comparison::Equal => ("{}", "{}"),
        Comparison::NotEqual => ("inte {}", "not {}"),
        Comparison::Less => ("under {}", "under {}"),
        Comparison::AtMost => ("högst {}", "at most {}"),
        Comparison::More => ("över {}", "over {}"),
        Comparison::AtLeast => ("minst {}", "at least {}"),
    };
    let put = |pattern: &str, unit: &str| pattern.replace("{}", format!("{number} {unit}").trim_end());
    labelled(fact, &put(sv, &unit.sv), &put(en, &unit.en))
}
