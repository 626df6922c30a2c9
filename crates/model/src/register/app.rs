//! Third-party apps (ACM-10 to ACM-13): asked for, assessed, approved or refused, for a time.

use super::field::{Field, Item, Kind};
use super::lists::{COUNTRY, DATA, SUBJECTS};
use super::{Area, Register, Step};

/// The states of what may be used.
const APPROVED: &[&str] = &["approved", "conditional"];
const JUDGED: &[&str] = &["approved", "conditional", "refused"];
const VERDICT: &[&str] = &["assessment", "assessed_by", "assessed_on", "valid_until"];

/// The register.
pub(super) static APP: Register = Register {
    code: "app",
    area: Area::Supplier,
    fields: &[
        Field::new("name", Kind::Text).required().published().column(),
        Field::new("provider", Kind::Text).required().published().column(),
        Field::new("unit", Kind::Unit).required().filter().says(Item::Controller).hint(),
        Field::new("purpose", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("users", Kind::Several(&SUBJECTS)).required().filter().says(Item::Subjects),
        Field::new("data", Kind::Several(&DATA)).required().filter().says(Item::Data).hint(),
        Field::new("address", Kind::Url),
        Field::new("has_accounts", Kind::YesNo).hint(),
        Field::new("installed_already", Kind::YesNo).hint(),
        Field::new("country", Kind::Choice(&COUNTRY)).filter().says(Item::Transfers),
        Field::new("processor", Kind::Link("processor")).filter().says(Item::Recipients),
        Field::new("agreement", Kind::Link("agreement")).hint(),
        Field::new("security", Kind::LongText).says(Item::Security).hint(),
        Field::new("used_by", Kind::Units).hint(),
        Field::new("processing", Kind::Link("processing")).hint(),
        Field::new("assessment", Kind::LongText).decided().required_in(JUDGED),
        Field::new("conditions", Kind::LongText).published().decided().required_in(&["conditional"]),
        Field::new("assessed_by", Kind::Person).decided().required_in(JUDGED),
        Field::new("assessed_on", Kind::Date).decided().required_in(JUDGED),
        Field::new("valid_until", Kind::Date).decided().required_in(APPROVED).column(),
    ],
    states: &["requested", "under_assessment", "approved", "conditional", "refused", "withdrawn"],
    used: APPROVED,
    ended: &["refused", "withdrawn"],
    steps: &[
        Step::deciding(
            "assess",
            &["requested", "approved", "conditional", "refused", "withdrawn"],
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
        Step::deciding(
            "refuse",
            &["requested", "under_assessment"],
            "refused",
            &["assessment", "assessed_by", "assessed_on"],
        ),
        Step::deciding("withdraw", &["approved", "conditional"], "withdrawn", &["assessment"]),
    ],
    clock: Some("valid_until"),
    key: &["name", "provider"],
    by_hand: true,
    kept_years: Some(2),
};
