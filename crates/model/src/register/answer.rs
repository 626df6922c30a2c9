//! Answers of the guidance that somebody has kept as a decision: the question, what was stated, the edition that decided,
//! and who. A new edition that would answer otherwise opens one again.

use super::field::{Field, Kind, Options};
use super::{Area, Register, Step};

/// As the rules name them.
const VERDICT: Options =
    Options { name: "verdict", codes: &["yes", "yes_if", "no", "silent", "disagree", "depends"] };

/// The register.
pub(super) static ANSWER: Register = Register {
    code: "answer",
    area: Area::Holding,
    fields: &[
        Field::new("question", Kind::Text).required().column(),
        Field::new("unit", Kind::Unit).required().column().filter().hint(),
        Field::new("verdict", Kind::Choice(&VERDICT)).required().column().filter(),
        Field::new("conditions", Kind::LongText),
        Field::new("facts", Kind::LongText),
        Field::new("rules", Kind::LongText),
        Field::new("organisation", Kind::Text).required(),
        Field::new("address", Kind::Url).required(),
        Field::new("outcome", Kind::Text).required(),
        Field::new("note", Kind::LongText).hint(),
        Field::new("kept_by", Kind::Person).required(),
        Field::new("kept_on", Kind::Date).required().column(),
        Field::new("otherwise", Kind::LongText).decided().required_in(&["reopened"]),
        Field::new("outcome_now", Kind::Text),
        Field::new("decide_by", Kind::Date).decided().required_in(&["reopened"]).column(),
        Field::new("remark", Kind::LongText).decided(),
    ],
    states: &["stands", "reopened", "dropped"],
    used: &["stands"],
    ended: &["dropped"],
    steps: &[
        Step::deciding("reopen", &["stands"], "reopened", &["otherwise", "decide_by"]),
        Step::deciding("uphold", &["reopened"], "stands", &["remark", "decide_by"]),
        Step::deciding("drop", &["stands", "reopened"], "dropped", &["remark"]),
    ],
    clock: Some("decide_by"),
    key: &[],
    by_hand: false,
    kept_years: Some(2),
};
