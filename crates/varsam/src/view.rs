//! The shape in which questions and answers leave the program: the same for the terminal, the pages and the API.
//! Everything in it is words in one language and ids; nothing has to be looked up again.

use serde::Serialize;
use utoipa::ToSchema;

mod finding;
mod viewer;

pub use finding::{FindingView, alias, what};
pub use viewer::{Viewer, kind_name, layer_key, link};

/// A question that can be asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
    /// One sentence about it.
    pub about: String,
    /// Whether any rule of the organisation answers it.
    pub has_rules: bool,
    /// Its place on the start page.
    pub popular: Option<u32>,
}

/// A fact with the ways to state it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactView {
    /// Its id.
    pub id: String,
    /// The question put to the asker.
    pub question: String,
    /// A noun phrase for it.
    pub label: String,
    /// More words where it is hard.
    pub help: Option<String>,
    /// `yes_no`, `choice` or `number`.
    pub kind: &'static str,
    /// The values that can be stated; "I don't know" is `unknown`, and is always accepted.
    pub options: Vec<OptionView>,
    /// For a number: the smallest.
    pub min: Option<i64>,
    /// For a number: the largest.
    pub max: Option<i64>,
    /// For a number: its unit.
    pub unit: Option<String>,
}

/// A value that can be stated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OptionView {
    /// As it is written in a URL.
    pub value: String,
    /// As an asker reads it.
    pub label: String,
}

/// A fact as it was stated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatedView {
    /// Its id.
    pub fact: String,
    /// A noun phrase for it.
    pub label: String,
    /// As it is written in a URL.
    pub value: String,
    /// As an asker reads it.
    pub shown: String,
    /// Whether the organisation states it, not the asker.
    pub given: bool,
}

/// Something to arrange.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConditionView {
    /// The fact.
    pub fact: String,
    /// A noun phrase for it.
    pub label: String,
    /// What to do.
    pub action: String,
}

/// A rule that decides, or gives way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// The reason, in one sentence.
    pub reason: String,
    /// `law`, `own` or `guidance`.
    pub layer: &'static str,
    /// Who decided the document.
    pub issuer: String,
    /// The document's title.
    pub document: String,
    /// Its case number and decision.
    pub reference: Option<String>,
    /// The section.
    pub section: String,
    /// The edition.
    pub edition: String,
    /// From which day it is in force.
    pub in_force: String,
    /// Whether the source has been checked.
    pub verified: bool,
    /// The very paragraph, as a path on this server.
    pub link: String,
    /// The demands it carries.
    pub cites: Vec<String>,
    /// What to do instead, with a no.
    pub instead: Option<String>,
}

/// A rule that gives way to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutrankedView {
    /// The rule that gives way.
    pub rule: RuleView,
    /// The rule that goes before it.
    pub by: String,
    /// Why: what the overriding rule says of it, or that its layer goes first.
    pub because: String,
}

/// A remark that holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemarkView {
    /// `silence`, `contradiction` or `reading`.
    pub kind: &'static str,
    /// What it says.
    pub text: String,
    /// The very paragraph, as a path on this server.
    pub link: String,
}

/// What a value would lead to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WayView {
    /// The fact's label.
    pub label: String,
    /// The value, as an asker reads it.
    pub shown: String,
    /// The facts that would have to be stated, as a query.
    pub query: String,
    /// The verdict then.
    pub verdict: &'static str,
    /// The verdict in one word.
    pub word: String,
}

/// A sentence of an explanation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplanationView {
    /// The sentence.
    pub text: String,
    /// `yes`, `no` or `open`.
    pub holds: &'static str,
    /// What it rests on.
    #[schema(no_recursion)]
    pub because: Vec<ExplanationView>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerView {
    /// The organisation.
    pub stack: String,
    /// The question.
    pub question: QuestionView,
    /// `yes`, `yes_if`, `no`, `silent`, `disagree` or `depends`.
    pub verdict: &'static str,
    /// The verdict in a word or two.
    pub word: String,
    /// The verdict as a sentence.
    pub sentence: String,
    /// With `depends`, when nothing more can be found out: the stricter verdict, which then holds.
    pub careful: Option<&'static str>,
    /// What was stated.
    pub facts: Vec<StatedView>,
    /// With `yes_if`: the smallest sets of things to arrange; any one of them is enough.
    pub conditions: Vec<Vec<ConditionView>>,
    /// The rules that decide.
    pub deciding: Vec<RuleView>,
    /// Rules that would have said otherwise.
    pub outranked: Vec<OutrankedView>,
    /// What must follow.
    pub duties: Vec<String>,
    /// What to do instead, with a no.
    pub instead: Vec<String>,
    /// Remarks that hold here.
    pub remarks: Vec<RemarkView>,
    /// Whom to ask.
    pub ask: String,
    /// With `depends`: the fact to state next.
    pub next: Option<FactView>,
    /// With `depends`: the labels of all facts that matter.
    pub open: Vec<String>,
    /// With `depends`: what each value of the first open fact would lead to.
    pub either_way: Vec<WayView>,
    /// For learning: the smallest changes of circumstances that would turn the answer.
    pub what_if: Vec<WayView>,
    /// Each deciding rule as a tree of sentences.
    pub explanation: Vec<ExplanationView>,
}
