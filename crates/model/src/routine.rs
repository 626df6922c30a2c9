//! Routines as a case keeps them: what is to be done, by whom, by when, and what is kept of it. A case has the whole
//! routine in it, as it was on the day when the case began: later editions change nothing of what was promised then.

use crate::codes::codes;
use crate::deadline::{self, Within};
use crate::detail::Detail;
use crate::{Instant, NoSuchCode, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What is known of the facts of a case, by their ids: `yes`, `no`, the id of a value, or a number.
pub type Facts = BTreeMap<String, String>;

/// A text in the two languages that guidelines are written in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Words {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// A routine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routine {
    /// Its id in the rulebook.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// When it is started, in a sentence.
    pub about: Words,
    /// The demands that it carries as a whole.
    pub cites: Vec<String>,
    /// Where it stands.
    pub source: Source,
    /// Who is told when it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Role>,
    /// The moments that are asked for when it starts, in the order of time.
    pub dates: Vec<Moment>,
    /// The facts that are asked for when it starts.
    pub asks: Vec<Fact>,
    /// What is asked for then besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// Its steps, in their order.
    pub steps: Vec<Step>,
}

impl Routine {
    /// Makes a case one for a day on which the routine recurs, whose time begins on another: what is due by a day of the year
    /// is due by the one that lies in that time, though it may have gone by. Else what is begun late would have another year.
    pub fn for_day(&mut self, day: Date, begins: Date) {
        for step in &mut self.steps {
            if let Some(Due::By(month, of)) = step.due {
                step.due = Some(Due::On(deadline::recurring(day, begins, month, of)));
            }
        }
    }
}

/// Where a routine stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The title of the document.
    pub document: String,
    /// Where it is read, from the folder of the rulebooks.
    pub file: String,
    /// Its section.
    pub section: String,
    /// Which edition.
    pub edition: String,
}

/// A moment in the past that a case is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// What counts as it, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
}

/// A fact that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: Words,
    /// A noun phrase for it.
    pub label: Words,
    /// What it can be.
    pub takes: Takes,
}

/// What a fact can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// `yes` or `no`.
    YesNo,
    /// The id of one of these.
    OneOf(Vec<Choice>),
    /// A whole number from the first to the second.
    Number(i64, i64),
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What is read.
    pub title: Words,
}

impl Routine {
    /// What a moment is called that it or one of its steps asks for.
    pub fn moment(&self, id: &str) -> Option<&Words> {
        let date = self.dates.iter().find(|moment| moment.id == id).map(|moment| &moment.title);
        let mut details = self.details.iter().chain(self.steps.iter().flat_map(|step| &step.details));
        date.or_else(|| details.find(|detail| detail.id == id).map(|detail| &detail.title))
    }
}

impl Fact {
    /// Whether a value is one of its own.
    pub fn takes(&self, value: &str) -> bool {
        match &self.takes {
            Takes::YesNo => matches!(value, "yes" | "no"),
            Takes::OneOf(choices) => choices.iter().any(|choice| choice.id == value),
            Takes::Number(min, max) => {
                value.parse::<i64>().is_ok_and(|number| (*min..=*max).contains(&number))
            }
        }
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its id, of its own within the routine.
    pub id: String,
    /// What is to be done.
    pub title: Words,
    /// How, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Words>,
    /// The demands that it carries.
    pub cites: Vec<String>,
    /// Any of these owes it.
    pub who: Vec<Party>,
    /// Whether it is handed over to those only who hold one of these roles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_role: bool,
    /// The steps that are settled before it is owed; each stands before it.
    pub after: Vec<usize>,
    /// When it is needed.
    pub when: When,
    /// By when it has to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// What is kept of it.
    pub evidence: Evidence,
    /// The facts that are stated with it.
    pub asks: Vec<Fact>,
    /// What is stated with it besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// The yes/no fact that its decision becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decides: Option<String>,
    /// The question whose answer is shown beside its decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The register that its entry is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Where that entry has to stand for the step to be done, any of these; empty where it may stand anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub link_in: Vec<String>,
    /// Who is told when it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Party>,
    /// What the program does for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub does: Option<Behaviour>,
}

impl Step {
    /// Whether others rest on what is stated with it: then it is answered, not declined.
    pub fn is_rested_on(&self) -> bool {
        self.decides.is_some() || !self.asks.is_empty()
    }
}

/// Who owes a step, or is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
    /// Whoever started the case.
    Starter,
    /// Whoever holds a role at the unit, or above it.
    Role(Role),
}

impl Party {
    /// The code of whoever started the case.
    const STARTER: &'static str = "starter";

    /// Its code: of the role, or `starter`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Starter => Self::STARTER,
            Self::Role(role) => role.code(),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Party {
    type Err = NoSuchCode;

    fn from_str(code: &str) -> Result<Self, NoSuchCode> {
        if code == Self::STARTER { Ok(Self::Starter) } else { code.parse().map(Self::Role) }
    }
}

impl TryFrom<String> for Party {
    type Error = NoSuchCode;

    fn try_from(code: String) -> Result<Self, NoSuchCode> {
        code.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        party.code().to_owned()
    }
}

codes! {
    /// What is kept of a step.
    pub enum Evidence {
        /// That it is done.
        Nothing = "none",
        /// A note.
        Note = "note",
        /// A file.
        File = "file",
        /// Yes or no, with a reason.
        Decision = "decision",
        /// An entry of a register.
        Link = "link",
    }
}

codes! {
    /// What the program does for a step.
    pub enum Behaviour {
        /// Reckons how severe a breach is.
        Severity = "severity",
        /// Fills in the authority's form, field by field.
        AuthorityForm = "authority-form",
        /// Those affected are told: the authority asks when.
        Letters = "letters",
        /// Whoever asked by an open form is told by mail that there is an answer, and reads what is noted.
        AnswerAsker = "answer-asker",
        /// The accounts in use at the unit are attested: until when is written into their entries.
        AttestAccounts = "attest-accounts",
        /// The places are listed where something is seen that is to go.
        FindPlaces = "find-places",
        /// Each place that the steps before it have listed is shown to be cleared.
        RemovePlaces = "remove-places",
        /// Counts what a board is told of.
        BoardFigures = "board-figures",
        /// Draws a sample of the log.
        DrawSample = "draw-sample",
        /// Has each access of the sample judged, by somebody who did not do it.
        JudgeSample = "judge-sample",
    }
}

/// By when a step has to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// So long after something.
    Within(Within, Since),
    /// By a day of the year, month and day, the next one.
    By(i8, i8),
    /// By a moment that was settled when the case began: the end of the day that the case is for, which may have gone by.
    On(Instant),
}

/// What a length of time is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Since {
    /// When the step is first owed.
    Opening,
    /// When the case began.
    Start,
    /// A moment that was asked for at the start, or with an earlier step.
    Moment(String),
    /// When another step was settled.
    Step(usize),
}

/// A condition over the facts of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Always, or never.
    Constant(bool),
    /// A fact has one of these values.
    Is(String, Vec<String>),
    /// A number lies between these, both included.
    Between(String, i64, i64),
    /// Not.
    Not(Box<When>),
    /// And.
    All(Vec<When>),
    /// Or.
    Any(Vec<When>),
}

impl When {
    /// Whether it holds; `None` where that rests on a fact that nobody has stated.
    pub fn holds(&self, facts: &Facts) -> Option<bool> {
        match self {
            Self::Constant(constant) => Some(*constant),
            Self::Is(fact, values) => facts.get(fact).map(|value| values.contains(value)),
            Self::Between(fact, min, max) => {
                let number = facts.get(fact)?.parse().ok()?;
                Some((*min..=*max).contains(&number))
            }
            Self::Not(inner) => inner.holds(facts).map(|holds| !holds),
            Self::All(parts) => joined(parts, facts, false),
            Self::Any(parts) => joined(parts, facts, true),
        }
    }
}

/// And (`decider` false) or or (`decider` true): one decider settles it, else all must be known.
fn joined(parts: &[When], facts: &Facts, decider: bool) -> Option<bool> {
    let mut is_open = false;
    for part in parts {
        match part.holds(facts) {
            Some(holds) if holds == decider => return Some(decider),
            Some(_) => {}
            None => is_open = true,
        }
    }
    (!is_open).then_some(!decider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_open_where_what_matters_is_unknown() {
        let risk = When::Is("risk".to_owned(), vec!["some".to_owned(), "high".to_owned()]);
        let many = When::Between("persons".to_owned(), 100, i64::MAX);
        let both = When::All(vec![risk.clone(), When::Not(Box::new(many.clone()))]);
        let either = When::Any(vec![risk, many]);
        let facts = |stated: &[(&str, &str)]| -> Facts {
            stated.iter().map(|(fact, value)| ((*fact).to_owned(), (*value).to_owned())).collect()
        };
        for (stated, all, any) in [
            (facts(&[]), None, None),
            (facts(&[("risk", "none")]), Some(false), None),
            (facts(&[("risk", "high")]), None, Some(true)),
            (facts(&[("risk", "high"), ("persons", "100")]), Some(false), Some(true)),
            (facts(&[("risk", "high"), ("persons", "99")]), Some(true), Some(true)),
            (facts(&[("risk", "none"), ("persons", "4")]), Some(false), Some(false)),
        ] {
            assert_eq!((both.holds(&stated), either.holds(&stated)), (all, any), "{stated:?}");
        }
    }

    #[test]
    fn parties_and_conditions_are_read_back_as_they_were_written() {
        let who = vec![Party::Starter, Party::Role(Role::Dpo)];
        assert_eq!(serde_json::to_string(&who).unwrap(), r#"["starter","dpo"]"#);
        assert_eq!(serde_json::from_str::<Vec<Party>>(r#"["starter","dpo"]"#).unwrap(), who);
        let when = When::Any(vec![When::Constant(true), When::Is("a".to_owned(), vec!["yes".to_owned()])]);
        let json = serde_json::to_string(&when).unwrap();
        assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when);
    }
}
