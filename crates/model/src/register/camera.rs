//! Cameras (ACM-25): the register of the camera surveillance act (2018:1200, as changed by 2025:220; 10 § asks for address,
//! kind of place, purpose, sound or special technique, the assessment and its date), and what goes before one is put up.
//! The assessment is kept for at least five years after the surveillance has ended (9 §).

use super::field::{Field, Item, Kind, Options};
use super::{Area, Register, Step};

const PLACE: Options = Options {
    name: "camera-place",
    codes: &["entrance", "corridor", "yard", "parking", "bicycles", "store", "cafeteria", "hall", "other"],
};

const TECHNIQUE: Options = Options {
    name: "technique",
    codes: &["none", "sound", "thermal", "remote_control", "zoom", "analysis", "mobile"],
};

const ASSESSED: &[&str] = &["assessed", "approved", "running", "ended"];
const APPROVED: &[&str] = &["approved", "running", "ended"];

/// The register.
pub(super) static CAMERA: Register = Register {
    code: "camera",
    area: Area::Holding,
    fields: &[
        Field::new("name", Kind::Text).required().column(),
        Field::new("unit", Kind::Unit).required().column().filter().says(Item::Controller),
        Field::new("address", Kind::Text).required().hint(),
        Field::new("place", Kind::Choice(&PLACE)).required().column().filter(),
        Field::new("purpose", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("technique", Kind::Several(&TECHNIQUE)).required().filter().hint(),
        Field::new("kept_days", Kind::Number("days")).required_in(ASSESSED).says(Item::Erasure).hint(),
        Field::new("processor", Kind::Link("processor")).says(Item::Recipients),
        Field::new("processing", Kind::Link("processing")).hint(),
        Field::new("analysis", Kind::LongText).required_in(ASSESSED).says(Item::Basis).hint(),
        Field::new("assessed_on", Kind::Date).required_in(ASSESSED),
        Field::new("discussed_on", Kind::Date).required_in(APPROVED).hint(),
        Field::new("legal_on", Kind::Date).required_in(APPROVED).hint(),
        Field::new("notice", Kind::LongText).required_in(&["running"]).hint(),
        Field::new("starts_on", Kind::Date).required_in(&["running"]),
        Field::new("review_on", Kind::Date).required_in(&["approved", "running"]).column(),
        Field::new("decision", Kind::LongText).decided().required_in(&["approved", "running", "refused"]),
        Field::new("decided_by", Kind::Person).decided().required_in(&["approved", "running", "refused"]),
        Field::new("decided_on", Kind::Date).decided().required_in(&["approved", "running", "refused"]),
        Field::new("ended_on", Kind::Date).decided().required_in(&["ended"]),
    ],
    states: &["planned", "assessed", "approved", "running", "ended", "refused"],
    used: &["running"],
    ended: &["ended", "refused"],
    steps: &[
        Step::editing("assess", &["planned"], "assessed", &[]),
        Step::deciding("approve", &["assessed"], "approved", &["decision", "decided_by", "decided_on"]),
        Step::deciding(
            "refuse",
            &["planned", "assessed"],
            "refused",
            &["decision", "decided_by", "decided_on"],
        ),
        Step::editing("start", &["approved"], "running", &[]),
        Step::editing("end", &["approved", "running"], "ended", &["ended_on"]),
    ],
    clock: Some("review_on"),
    key: &["name", "unit"],
    by_hand: true,
    kept_years: Some(5),
};
