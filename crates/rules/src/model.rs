//! What a rulebook is made of once every name in it has been looked up.

use crate::condition::Condition;
use crate::document::Document;
use crate::problem::Place;
use crate::table::Id;
use crate::text::Text;
use std::fmt;

/// Where a block stands.
#[derive(Debug, Clone)]
pub struct Source {
    /// The document.
    pub document: Id<Document>,
    /// File, line and column of its id.
    pub place: Place,
    /// The section it stands in, in the numbering of the source.
    pub section: String,
}

/// A fact that an asker can state.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// What values it can have.
    pub kind: Kind,
    /// The question put to the asker.
    pub question: Text,
    /// A noun phrase for it.
    pub label: Text,
    /// More words where the question is hard.
    pub help: Option<Text>,
    /// What to do about it, as an imperative; for arrangeable facts.
    pub doing: Option<Text>,
    /// Whether the asker can bring it about before acting.
    pub arrange: bool,
    /// For a yes/no fact: whether yes is unlikely.
    pub rare: bool,
    /// Only where this holds does the fact mean anything.
    pub applies: Option<Condition>,
    /// Where it stands.
    pub source: Source,
}

/// What values a fact can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// One of several.
    Choice(Vec<Value>),
    /// A whole number.
    Number {
        /// The smallest that is accepted.
        min: i64,
        /// The largest that is accepted.
        max: i64,
        /// The unit, as it stands after the number.
        unit: Option<Text>,
    },
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its id.
    pub id: String,
    /// What the asker reads.
    pub text: Text,
    /// Everyday words for it.
    pub words: Vec<String>,
    /// Whether it is unlikely.
    pub rare: bool,
}

impl Fact {
    /// The values of a choice; empty for the other kinds.
    pub fn values(&self) -> &[Value] {
        match &self.kind {
            Kind::Choice(values) => values,
            _ => &[],
        }
    }
}

/// A named condition.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// What it says, as a sentence.
    pub text: Text,
    /// What it stands for.
    pub when: Condition,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl YesNo {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
        }
    }
}

/// A question that the rulebooks answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: Text,
    /// One sentence about it.
    pub about: Text,
    /// Yes, as a sentence.
    pub yes: Text,
    /// No, as a sentence.
    pub no: Text,
    /// Which answer is the careful one.
    pub stricter: YesNo,
    /// Whom to ask when the rules are silent.
    pub ask: Text,
    /// Everyday words for it.
    pub words: Vec<String>,
    /// Its place on the start page.
    pub popular: Option<u32>,
    /// Where it stands.
    pub source: Source,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// The question it answers.
    pub question: Id<Question>,
    /// What it answers.
    pub answer: YesNo,
    /// When it applies.
    pub when: Condition,
    /// Unless this holds.
    pub unless: Option<Condition>,
    /// The rules that it overrides.
    pub over: Vec<Id<Rule>>,
    /// Why it goes before them.
    pub because: Option<Text>,
    /// The reason, in one sentence.
    pub reason: Text,
    /// What must follow a yes.
    pub duties: Vec<Text>,
    /// What to do instead, with a no.
    pub instead: Option<Text>,
    /// Whether the source has been checked.
    pub verified: bool,
    /// Where it stands.
    pub source: Source,
}

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// The layer says nothing here.
    Silence,
    /// Rules disagree here and nothing decides.
    Contradiction,
    /// How an unclear source is read.
    Reading,
}

/// Where a source contradicts itself, is silent, or is read in a certain way.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: RemarkKind,
    /// The question.
    pub question: Id<Question>,
    /// Where it holds.
    pub when: Condition,
    /// For a reading: the rules it explains.
    pub rules: Vec<Id<Rule>>,
    /// The demands it belongs to.
    pub cites: Vec<String>,
    /// What it says.
    pub text: Text,
    /// Whom to ask here.
    pub ask: Option<Text>,
    /// The only stack it belongs to.
    pub stack: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// Whom to ask in an organisation.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The questions; none means all.
    pub questions: Vec<Id<Question>>,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// Who.
    pub who: Text,
    /// Where it stands.
    pub source: Source,
}

/// An example that is run as a test.
#[derive(Debug, Clone)]
pub struct Case {
    /// The example as a sentence.
    pub text: Text,
    /// The question.
    pub question: Id<Question>,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// The facts, as an asker would state them.
    pub facts: Vec<(String, String)>,
    /// The expected answer.
    pub answer: Verdict,
    /// The expected conditions.
    pub conditions: Option<Vec<Vec<Id<Fact>>>>,
    /// Rules that must be among the deciding ones.
    pub decides: Vec<Id<Rule>>,
    /// The only stack it runs in.
    pub stack: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// A situation in which an answer must never come.
#[derive(Debug, Clone)]
pub struct Never {
    /// Its id.
    pub id: String,
    /// The questions.
    pub questions: Vec<Id<Question>>,
    /// The answer that must not come.
    pub answer: YesNo,
    /// The situation.
    pub when: Condition,
    /// The demands it belongs to.
    pub cites: Vec<String>,
    /// What it says.
    pub text: Text,
    /// The only stack it belongs to.
    pub stack: Option<String>,
    /// Where it stands.
    pub source: Source,
}

/// A situation that cannot be.
#[derive(Debug, Clone)]
pub struct Impossible {
    /// The situation.
    pub when: Condition,
    /// What it says.
    pub text: Text,
    /// Where it stands.
    pub source: Source,
}

/// A demand of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Its id.
    pub id: String,
    /// The document that makes it.
    pub source: String,
    /// Its section.
    pub section: String,
    /// What kinds of thing carry it.
    pub form: String,
    /// What it demands.
    pub text: String,
}

/// The answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Yes.
    Yes,
    /// Yes, once something has been arranged.
    YesIf,
    /// No.
    No,
    /// The rules do not say.
    Silent,
    /// The rules disagree.
    Disagree,
    /// A fact that nobody can arrange is open and matters.
    Depends,
}

impl Verdict {
    /// All, in the order of the guide.
    pub const ALL: [Self; 6] =
        [Self::Yes, Self::YesIf, Self::No, Self::Silent, Self::Disagree, Self::Depends];

    /// The word for it in cases, on the command line and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::YesIf => "yes_if",
            Self::No => "no",
            Self::Silent => "silent",
            Self::Disagree => "disagree",
            Self::Depends => "depends",
        }
    }

    /// The verdict of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
