//! Digital learning services (ACM-14): reviewed like apps; only what is on the list of recommended ones may be made
//! compulsory in teaching, which is why an entry becomes compulsory from there and from nowhere else.

use super::field::{Field, Item, Kind};
use super::lists::{COUNTRY, DATA, LOGIN, SUBJECTS};
use super::{Area, Register, Step};

const APPROVED: &[&str] = &["approved", "conditional", "recommended", "compulsory"];
const JUDGED: &[&str] = &["approved", "conditional", "recommended", "compulsory", "refused"];
const VERDICT: &[&str] = &["assessment", "assessed_by", "assessed_on", "valid_until"];

/// The register.
pub(super) static SERVICE: Register = Register {
    code: "service",
    area: Area::Supplier,
    fields: &[
        Field::new("name", Kind::Text).required().published().column(),
        Field::new("provider", Kind::Text).required().published().column(),
        Field::new("unit", Kind::Unit).required().filter().says(Item::Controller).hint(),
        Field::new("subject", Kind::Text).published().column().hint(),
        Field::new("purpose", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("users", Kind::Several(&SUBJECTS)).required().filter().says(Item::Subjects),
        Field::new("data", Kind::Several(&DATA)).required().filter().says(Item::Data).hint(),
        Field::new("login", Kind::Choice(&LOGIN)).filter().says(Item::Security),
        Field::new("address", Kind::Url),
        Field::new("country", Kind::Choice(&COUNTRY)).filter().says(Item::Transfers),
        Field::new("processor", Kind::Link("processor")).filter().says(Item::Recipients),
        Field::new("agreement", Kind::Link("agreement")).required_in(&["recommended", "compulsory"]).hint(),
        Field::new("used_by", Kind::Units).hint(),
        Field::new("processing", Kind::Link("processing")).hint(),
        Field::new("assessment", Kind::LongText).decided().required_in(JUDGED),
        Field::new("conditions", Kind::LongText).published().decided().required_in(&["conditional"]),
        Field::new("assessed_by", Kind::Person).decided().required_in(JUDGED),
        Field::new("assessed_on", Kind::Date).decided().required_in(JUDGED),
        Field::new("valid_until", Kind::Date).decided().required_in(APPROVED).column(),
        Field::new("compulsory_from", Kind::Date).decided().required_in(&["compulsory"]),
    ],
    states: &[
        "requested",
        "under_assessment",
        "approved",
        "conditional",
        "recommended",
        "compulsory",
        "refused",
        "withdrawn",
    ],
    used: APPROVED,
    ended: &["refused", "withdrawn"],
    steps: &[
        Step::deciding(
            "assess",
            &["requested", "approved", "conditional", "recommended", "refused", "withdrawn"],
            "under_assessment",
            &[],
        ),
        Step::deciding("approve", &["requested", "under_assessment"], "approved", VERDICT),
        Step::deciding(
            "approve_conditionally",
            &["requested", "under_assessment"],
            "conditional",
            &["assessment", "conditions", "assessed_by", "assessed_on", "valid_until"],
        ),
        Step::deciding("recommend", &["approved", "conditional"], "recommended", &["valid_until"]),
        Step::deciding("make_compulsory", &["recommended"], "compulsory", &["compulsory_from"]),
        Step::deciding("make_voluntary", &["compulsory"], "recommended", &[]),
        Step::deciding(
            "refuse",
            &["requested", "under_assessment"],
            "refused",
            &["assessment", "assessed_by", "assessed_on"],
        ),
        Step::deciding(
            "withdraw",
            &["approved", "conditional", "recommended", "compulsory"],
            "withdrawn",
            &["assessment"],
        ),
    ],
    clock: Some("valid_until"),
    key: &["name", "provider"],
    by_hand: true,
    kept_years: Some(2),
};
