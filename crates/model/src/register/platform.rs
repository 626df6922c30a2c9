//! Platforms: the media themselves, and whether they can be used (LAPE-04, SOL-28). Where one stands is its verdict.

use super::field::{Field, Item, Kind, Options};
use super::lists::COUNTRY;
use super::{Area, Register, Step};

const MEDIUM: Options = Options {
    name: "medium",
    codes: &["network", "pictures", "video", "messages", "blog", "forum", "other"],
};

const TERMS: Options = Options { name: "terms", codes: &["reconcilable", "irreconcilable", "unclear"] };

const ASSESSED: &[&str] = &["usable", "conditional", "not_to_be_used"];
const VERDICT: &[&str] = &["verdict", "assessed_by", "assessed_on", "review_on"];
const ANY: &[&str] = &["unassessed", "usable", "conditional", "not_to_be_used"];

/// The register.
pub(super) static PLATFORM: Register = Register {
    code: "platform",
    area: Area::Supplier,
    fields: &[
        Field::new("name", Kind::Text).required().column(),
        Field::new("medium", Kind::Choice(&MEDIUM)).required().column().filter(),
        Field::new("unit", Kind::Unit).required().hint(),
        Field::new("provider", Kind::Text).required().column().hint(),
        Field::new("address", Kind::Url),
        Field::new("handling", Kind::LongText).required_in(ASSESSED).hint(),
        Field::new("country", Kind::Choice(&COUNTRY)).required_in(ASSESSED).filter().says(Item::Transfers),
        Field::new("least_age", Kind::Number("years")),
        Field::new("terms_read_on", Kind::Date).required_in(ASSESSED),
        Field::new("terms", Kind::Choice(&TERMS)).required_in(ASSESSED).column().filter(),
        Field::new("verdict", Kind::LongText).decided().required_in(ASSESSED),
        Field::new("conditions", Kind::LongText).decided().required_in(&["conditional"]),
        Field::new("assessed_by", Kind::Person).decided().required_in(ASSESSED),
        Field::new("assessed_on", Kind::Date).decided().required_in(ASSESSED),
        Field::new("review_on", Kind::Date).decided().required_in(ASSESSED).column(),
    ],
    states: &["unassessed", "usable", "conditional", "not_to_be_used", "retired"],
    used: &["usable", "conditional"],
    ended: &["retired"],
    steps: &[
        Step::deciding("find_usable", ANY, "usable", VERDICT),
        Step::deciding(
            "find_conditional",
            ANY,
            "conditional",
            &["verdict", "conditions", "assessed_by", "assessed_on", "review_on"],
        ),
        Step::deciding("find_unusable", ANY, "not_to_be_used", VERDICT),
        Step::deciding("retire", ANY, "retired", &[]),
    ],
    clock: Some("review_on"),
    key: &["name"],
    by_hand: true,
    kept_years: Some(2),
};
