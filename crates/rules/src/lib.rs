//! Documents in, answers out.
//!
//! A rulebook is a folder of Markdown that people read; fenced blocks in it hold facts, questions and rules. This
//! crate reads such folders, compiles the rules of each organisation to decision diagrams, and answers questions
//! from them: with a verdict, the rules that decide, the smallest sets of conditions, what must follow, and the
//! next fact worth asking. It also checks rulebooks: dead rules, disagreements, gaps, invariants, examples; and it
//! looks up the routines that stand in them, for a program that walks people through them.
//!
//! It knows no database, no network, no clock and none of the program's nouns: facts come in by name.

mod answer;
mod ast;
mod block;
mod check;
mod condition;
mod coverage;
mod date;
mod diagram;
mod diff;
mod document;
mod domain;
mod explain;
mod load;
mod lookup;
mod model;
mod problem;
mod routine;
mod search;
mod settle;
mod situation;
mod smt;
mod stack;
mod table;
mod text;
mod what_if;
mod witness;

pub use answer::{Answer, EitherWay, Outranked};
pub use ast::Comparison;
pub use check::{CaseReport, NeverReport, QuestionReport, Report};
pub use condition::{Condition, Known, Names};
pub use coverage::Carried;
pub use date::{Date, DateError};
pub use diff::{Diff, DiffError, QuestionDiff, Shift};
pub use document::{Block, Document, FrontMatter, Layer, Part};
pub use explain::{Explanation, Holds};
pub use load::{File, Rulebooks, parse_catalogue};
pub use model::{
    Case, Contact, Demand, Fact, Impossible, Kind, Never, Question, Remark, RemarkKind, Rule, Source, Term,
    Value, Verdict, YesNo,
};
pub use problem::{Place, Problem, Severity};
pub use routine::{
    ANYONE, DayOfYear, Detail, Due, Evidence, Length, MOMENT, Measure, Moment, Period, Routine, STARTER,
    Since, Step,
};
pub use search::Hit;
pub use situation::{FactError, Fault, Situation, Stated};
pub use smt::{Claim, Script};
pub use stack::Stack;
pub use table::{Id, Table};
pub use text::{Language, Text};
pub use what_if::Change;
pub use witness::Witness;
