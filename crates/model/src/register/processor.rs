//! Processors (ACM-05, ACM-09): who handles personal data for the organiser, and whether they are still fit to.

use super::field::{Field, Item, Kind};
use super::lists::{COUNTRY, DATA, SAFEGUARD, SUBJECTS};
use super::{Area, Register, Step};

const REVIEWED: &[&str] = &["suitable", "with_remarks", "unsuitable"];
const REVIEW: &[&str] = &["review", "reviewed_by", "reviewed_on", "review_on"];
const ANY: &[&str] = &["proposed", "suitable", "with_remarks", "unsuitable"];

/// The register.
pub(super) static PROCESSOR: Register = Register {
    code: "processor",
    area: Area::Supplier,
    fields: &[
        Field::new("name", Kind::Text).required().column().says(Item::Recipients),
        Field::new("organisation_number", Kind::Text).hint(),
        Field::new("unit", Kind::Unit).required().filter().hint(),
        Field::new("contact", Kind::Mail),
        Field::new("services", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("subjects", Kind::Several(&SUBJECTS)).required().filter().says(Item::Subjects),
        Field::new("data", Kind::Several(&DATA)).required().filter().says(Item::Data),
        Field::new("country", Kind::Choice(&COUNTRY)).required().column().filter().says(Item::Transfers),
        Field::new("safeguard", Kind::Choice(&SAFEGUARD))
            .required_when("country", "third")
            .says(Item::Transfers),
        Field::new("sub_processors", Kind::LongText).says(Item::Recipients).hint(),
        Field::new("security", Kind::LongText).says(Item::Security).hint(),
        Field::new("review", Kind::LongText).decided().required_in(REVIEWED),
        Field::new("reviewed_by", Kind::Person).decided().required_in(REVIEWED),
        Field::new("reviewed_on", Kind::Date).decided().required_in(REVIEWED),
        Field::new("review_on", Kind::Date).decided().required_in(REVIEWED).column(),
        Field::new("ended_on", Kind::Date).decided().required_in(&["ended"]),
    ],
    states: &["proposed", "suitable", "with_remarks", "unsuitable", "ended"],
    used: &["suitable", "with_remarks"],
    ended: &["ended"],
    steps: &[
        Step::deciding("find_suitable", ANY, "suitable", REVIEW),
        Step::deciding("remark", ANY, "with_remarks", REVIEW),
        Step::deciding("find_unsuitable", ANY, "unsuitable", REVIEW),
        Step::deciding("end", ANY, "ended", &["ended_on"]),
    ],
    clock: Some("review_on"),
    key: &["name"],
    by_hand: true,
    kept_years: Some(3),
};
