//! Processing activities: the record of GDPR art. 30, as far as it does not write itself from the other registers
//! (SOL-06, ACM-03).

use super::field::{Field, Item, Kind, Options};
use super::lists::{DATA, SAFEGUARD, SUBJECTS};
use super::{Area, Register, Step};

const CAPACITY: Options = Options { name: "capacity", codes: &["controller", "joint", "processor"] };

/// GDPR art. 6(1), a to f.
const BASIS: Options = Options {
    name: "basis",
    codes: &[
        "consent",
        "contract",
        "legal_obligation",
        "vital_interests",
        "public_task",
        "legitimate_interests",
    ],
};

/// GDPR art. 9(2), as far as schools meet it.
const CONDITION: Options = Options {
    name: "condition",
    codes: &[
        "explicit_consent",
        "employment",
        "vital_interests",
        "made_public",
        "claims",
        "public_interest",
        "health_care",
        "archiving",
    ],
};

const NEEDED: Options = Options { name: "assessment", codes: &["not_needed", "needed", "done"] };

/// The register.
pub(super) static PROCESSING: Register = Register {
    code: "processing",
    area: Area::Holding,
    fields: &[
        Field::new("name", Kind::Text).required().column(),
        Field::new("unit", Kind::Unit).required().column().filter().says(Item::Controller).hint(),
        Field::new("capacity", Kind::Choice(&CAPACITY)).required().filter().says(Item::Controller).hint(),
        Field::new("for_whom", Kind::LongText)
            .required_when("capacity", "processor")
            .says(Item::Controller)
            .hint(),
        Field::new("purposes", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("basis", Kind::Choice(&BASIS)).required().column().filter().says(Item::Basis),
        Field::new("basis_note", Kind::LongText).says(Item::Basis).hint(),
        Field::new("is_sensitive", Kind::YesNo).required().filter().hint(),
        Field::new("condition", Kind::Several(&CONDITION))
            .required_when("is_sensitive", "yes")
            .says(Item::Basis),
        Field::new("subjects", Kind::Several(&SUBJECTS)).required().filter().says(Item::Subjects),
        Field::new("data", Kind::Several(&DATA)).required().filter().says(Item::Data),
        Field::new("recipients", Kind::LongText).says(Item::Recipients).hint(),
        Field::new("systems", Kind::Links("system")).filter().says(Item::Security).hint(),
        Field::new("processors", Kind::Links("processor")).filter().says(Item::Recipients),
        Field::new("has_transfers", Kind::YesNo).required().filter().says(Item::Transfers),
        Field::new("transfers", Kind::LongText).required_when("has_transfers", "yes").says(Item::Transfers),
        Field::new("safeguard", Kind::Choice(&SAFEGUARD))
            .required_when("has_transfers", "yes")
            .says(Item::Transfers),
        Field::new("erasure", Kind::LongText).required_in(&["in_use"]).says(Item::Erasure).hint(),
        Field::new("security", Kind::LongText).says(Item::Security).hint(),
        Field::new("assessment", Kind::Choice(&NEEDED)).filter().hint(),
        Field::new("assessed_on", Kind::Date).required_when("assessment", "done"),
        Field::new("review_on", Kind::Date).required_in(&["in_use"]).column(),
        Field::new("ended_on", Kind::Date).decided().required_in(&["ended"]),
    ],
    states: &["draft", "in_use", "ended"],
    used: &["in_use"],
    ended: &["ended"],
    steps: &[
        Step::editing("adopt", &["draft"], "in_use", &[]),
        Step::editing("end", &["draft", "in_use"], "ended", &["ended_on"]),
    ],
    clock: Some("review_on"),
    key: &["name", "unit"],
    by_hand: true,
    kept_years: Some(5),
};
