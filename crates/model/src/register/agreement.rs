//! Processor agreements (ACM-05 to ACM-08, LAPE-11), clause by clause as GDPR art. 28(3) asks.

use super::field::{Field, Item, Kind, Options};
use super::lists::SAFEGUARD;
use super::{Area, Register, Step};

const BASIS: Options = Options { name: "agreement-kind", codes: &["own", "framework"] };

/// What an agreement has to say (GDPR art. 28(3): the first sentence, then a to h).
const CLAUSES: Options = Options {
    name: "clauses",
    codes: &[
        "subject_matter",
        "duration",
        "nature",
        "data",
        "subjects",
        "duties",
        "instructions",
        "confidentiality",
        "security",
        "sub_processors",
        "rights",
        "assistance",
        "deletion",
        "audit",
    ],
};

const SIGNED: &[&str] = &["in_force", "deficient"];

/// The register.
pub(super) static AGREEMENT: Register = Register {
    code: "agreement",
    area: Area::Supplier,
    fields: &[
        Field::new("name", Kind::Text).required().column(),
        Field::new("processor", Kind::Link("processor")).required().column().filter().says(Item::Recipients),
        Field::new("unit", Kind::Unit).required().filter().says(Item::Controller).hint(),
        Field::new("kind", Kind::Choice(&BASIS)).required().column().filter().hint(),
        Field::new("covers", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("service_signed_by", Kind::Person).required_when("kind", "own").hint(),
        Field::new("answers", Kind::Person).hint(),
        Field::new("clauses", Kind::Several(&CLAUSES)).all_in(&["in_force"]).hint(),
        Field::new("sub_processors", Kind::LongText).says(Item::Recipients),
        Field::new("has_transfers", Kind::YesNo).required().filter().says(Item::Transfers),
        Field::new("transfers", Kind::LongText).required_when("has_transfers", "yes").says(Item::Transfers),
        Field::new("safeguard", Kind::Choice(&SAFEGUARD))
            .required_when("has_transfers", "yes")
            .says(Item::Transfers),
        Field::new("read_on", Kind::Date).required_in(SIGNED).hint(),
        Field::new("read_by", Kind::Person).required_in(SIGNED),
        Field::new("meets_gdpr", Kind::YesNo).required_in(SIGNED).filter().hint(),
        Field::new("document", Kind::File),
        Field::new("signed_by", Kind::Person).decided().required_in(SIGNED),
        Field::new("signed_on", Kind::Date).decided().required_in(SIGNED),
        Field::new("ends_on", Kind::Date).decided().required_in(SIGNED).column(),
        Field::new("remarks", Kind::LongText).decided().required_in(&["deficient"]),
        Field::new("ended_on", Kind::Date).decided().required_in(&["ended"]),
    ],
    states: &["draft", "in_force", "deficient", "ended"],
    used: SIGNED,
    ended: &["ended"],
    steps: &[
        Step::deciding("sign", &["draft", "deficient"], "in_force", &["signed_by", "signed_on", "ends_on"]),
        Step::deciding(
            "note_deficient",
            &["draft", "in_force"],
            "deficient",
            &["signed_by", "signed_on", "ends_on", "remarks"],
        ),
        Step::deciding("prolong", SIGNED, "in_force", &["ends_on"]),
        Step::deciding("end", &["draft", "in_force", "deficient"], "ended", &["ended_on"]),
    ],
    clock: Some("ends_on"),
    key: &["name", "processor"],
    by_hand: true,
    kept_years: Some(10),
};
