//! Answers of the guidance that somebody has kept as a decision: the question, what was stated, the edition that decided,
//! and who. A new edition that would answer otherwise opens one again.

use super::field::{Field, Kind, Options};
use super::{Area, Register, Step};

const VERDICT: Options =
    Options { name: "verdict", codes: &["yes", "yes_if", "no", "silent", "disagreement", "open"] };

/// The register.
pub(super) static ANSWER: Register = Register {
    code: "answer",
    area: Area::Holding,
    fields: &[
        Field::new("question", Kind::Text).required().column(),
        Field::new("unit", Kind::Unit).required().column().filter(),
        Field::new("asked", Kind::Text).required(),
        Field::new("organisation", Kind::Text).required(),
        Field::new("facts", Kind::LongText).required(),
        Field::new("verdict", Kind::Choice(&VERDICT)).required().column().filter(),
        Field::new("rules", Kind::LongText).required(),
        Field::new("editions", Kind::LongText).required(),
        Field::new("note", Kind::LongText),
        Field::new("kept_by", Kind::Person).required(),
        Field::new("kept_on", Kind::Date).required().column(),
        Field::new("otherwise", Kind::LongText).decided().required_in(&["reopened"]),
        Field::new("remark", Kind::LongText).decided(),
    ],
    states: &["stands", "reopened", "dropped"],
    ended: &["dropped"],
    steps: &[
        Step::deciding("reopen", &["stands"], "reopened", &["otherwise"]),
        Step::deciding("uphold", &["reopened"], "stands", &["remark"]),
        Step::deciding("drop", &["stands", "reopened"], "dropped", &["remark"]),
    ],
    clock: None,
    key: &[],
    by_hand: false,
    kept_years: Some(2),
};
