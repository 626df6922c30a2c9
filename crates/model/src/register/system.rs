//! Systems and places where data is kept: programs, team drives, and also binders and USB sticks (ACM-33 to ACM-44).

use super::field::{Field, Item, Kind, Options};
use super::lists::{COUNTRY, LOGIN, SECRECY};
use super::{Area, Register, Step};

const SORT: Options = Options {
    name: "system-kind",
    codes: &[
        "school_platform",
        "learning_platform",
        "health_record",
        "case_system",
        "office_suite",
        "team_drive",
        "mail",
        "chat",
        "finance",
        "library",
        "local_disk",
        "phone",
        "usb_stick",
        "paper_binder",
        "locker",
        "other",
    ],
};

const SHARING: Options =
    Options { name: "sharing", codes: &["none", "named", "team", "role", "link", "public"] };

const EXPORTS: Options =
    Options { name: "exports", codes: &["none", "csv", "xlsx", "pdf", "interface", "archive"] };

const ERASURE: Options =
    Options { name: "erasure-by", codes: &["user", "owner", "administrator", "processor", "nobody"] };

const USED: &[&str] = &["in_use", "limited"];

/// The register.
pub(super) static SYSTEM: Register = Register {
    code: "system",
    area: Area::Holding,
    fields: &[
        Field::new("name", Kind::Text).required().column(),
        Field::new("kind", Kind::Choice(&SORT)).required().column().filter(),
        Field::new("unit", Kind::Unit).required().column().filter().says(Item::Controller),
        Field::new("owner", Kind::Person).required_in(USED).hint(),
        Field::new("holds", Kind::Several(&SECRECY)).required().filter().says(Item::Data).hint(),
        Field::new("sharing", Kind::Choice(&SHARING)).required().filter().hint(),
        Field::new("permissions", Kind::LongText).hint(),
        Field::new("login", Kind::Choice(&LOGIN)).required().filter().says(Item::Security),
        Field::new("processor", Kind::Link("processor")).filter().says(Item::Recipients),
        Field::new("agreement", Kind::Link("agreement")),
        Field::new("country", Kind::Choice(&COUNTRY)).required().filter().says(Item::Transfers),
        Field::new("exports", Kind::Several(&EXPORTS)),
        Field::new("erasure_by", Kind::Several(&ERASURE)).required().filter().says(Item::Erasure).hint(),
        Field::new("erasure", Kind::LongText).says(Item::Erasure).hint(),
        Field::new("reviewed_on", Kind::Date),
        Field::new("review_on", Kind::Date).required_in(USED).column().hint(),
        Field::new("limits", Kind::LongText).decided().required_in(&["limited"]),
        Field::new("ended_on", Kind::Date).decided().required_in(&["ended"]),
    ],
    states: &["planned", "in_use", "limited", "ended"],
    used: USED,
    ended: &["ended"],
    steps: &[
        Step::deciding("put_to_use", &["planned", "limited"], "in_use", &[]),
        Step::deciding("limit", &["in_use"], "limited", &["limits"]),
        Step::deciding("end", &["planned", "in_use", "limited"], "ended", &["ended_on"]),
    ],
    clock: Some("review_on"),
    key: &["name", "unit"],
    by_hand: true,
    kept_years: Some(2),
};
