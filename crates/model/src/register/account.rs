//! Accounts in social media (SOL-01, SOL-07 to SOL-15, SKL-04).

use super::field::{Field, Harm, Item, Kind, Options};
use super::{Area, Register, Step};

const USE: Options = Options { name: "use", codes: &["on_duty", "private"] };

const AUDIENCE: Options = Options {
    name: "audience",
    codes: &["pupils", "guardians", "staff", "applicants", "residents", "media", "partners"],
};

/// The nine kinds of what is removed (SOL-26).
const FORBIDDEN: Options = Options {
    name: "forbidden",
    codes: &[
        "defamation",
        "agitation",
        "violence",
        "crime",
        "copyright",
        "swearing",
        "spam",
        "personal_data",
        "secret",
    ],
};

/// The states in which it is settled what an account is for and who does what.
const SETTLED: &[&str] = &["approved", "open", "handed_over"];

/// The register.
pub(super) static ACCOUNT: Register = Register {
    code: "account",
    area: Area::Account,
    fields: &[
        Field::new("name", Kind::Text).required().published().column().hint(),
        Field::new("platform", Kind::Link("platform")).required().column().filter().says(Item::Recipients),
        Field::new("address", Kind::Url).required_in(&["open", "handed_over"]).hint(),
        Field::new("unit", Kind::Unit).required().column().filter().says(Item::Controller).hint(),
        Field::new("use", Kind::Choice(&USE)).required().filter(),
        Field::new("purpose", Kind::LongText).required().says(Item::Purposes).hint(),
        Field::new("audience", Kind::Several(&AUDIENCE)).required().filter().says(Item::Subjects),
        Field::new("planning", Kind::People).required_in(SETTLED).hint(),
        Field::new("planning_hours", Kind::Number("hours_week")),
        Field::new("publishing", Kind::People).required_in(SETTLED),
        Field::new("publishing_hours", Kind::Number("hours_week")),
        Field::new("follow_up", Kind::People).required_in(SETTLED),
        Field::new("follow_up_hours", Kind::Number("hours_week")),
        Field::new("monitoring", Kind::People).required_in(SETTLED),
        Field::new("monitoring_hours", Kind::Number("hours_week")),
        Field::new("moderation", Kind::People).required_in(SETTLED),
        Field::new("moderation_hours", Kind::Number("hours_week")),
        Field::new("check_hours", Kind::Number("hours")).required_in(SETTLED).hint(),
        Field::new("answer_hours", Kind::Number("office_hours")).required_in(SETTLED).hint(),
        Field::new("contact", Kind::Mail).hint(),
        Field::new("public_purpose", Kind::LongText).required_in(&["open"]).published().hint(),
        Field::new("public_purpose_en", Kind::LongText).published(),
        Field::new("answers", Kind::LongText).required_in(&["open"]).published().hint(),
        Field::new("answers_en", Kind::LongText).published(),
        Field::new("forbidden", Kind::Several(&FORBIDDEN)).required_in(&["open"]),
        Field::new("rules", Kind::LongText).published().hint(),
        Field::new("rules_en", Kind::LongText).published(),
        Field::new("attested_until", Kind::Date).required_in(SETTLED).column().hint(),
        Field::new("processing", Kind::Link("processing")).hint(),
        Field::new("holders", Kind::People).hint(),
        Field::new("login", Kind::Secret).harm(Harm::Secret),
        Field::new("password", Kind::Secret).harm(Harm::Secret),
        Field::new("recovery", Kind::Secret).harm(Harm::Secret),
        Field::new("seed", Kind::Secret).harm(Harm::Secret),
        Field::new("decision", Kind::LongText).decided().required_in(&["approved", "open", "refused"]),
        Field::new("decided_by", Kind::Person).decided().required_in(&["approved", "open", "refused"]),
        Field::new("decided_on", Kind::Date).decided().required_in(&["approved", "open", "refused"]),
        Field::new("receiver", Kind::Person).decided().required_in(&["handed_over"]),
        Field::new("closed_on", Kind::Date).decided().required_in(&["closed"]),
    ],
    states: &["proposed", "approved", "open", "handed_over", "closed", "refused"],
    used: &["open", "handed_over"],
    ended: &["closed", "refused"],
    steps: &[
        Step::deciding("approve", &["proposed"], "approved", &["decision", "decided_by", "decided_on"]),
        Step::deciding("refuse", &["proposed"], "refused", &["decision", "decided_by", "decided_on"]),
        Step::editing("open", &["approved"], "open", &[]),
        Step::editing("hand_over", &["open"], "handed_over", &["receiver"]),
        Step::editing("take_over", &["handed_over"], "open", &[]),
        Step::editing("close", &["approved", "open", "handed_over"], "closed", &["closed_on"]),
    ],
    clock: Some("attested_until"),
    key: &["platform", "address"],
    by_hand: true,
    kept_years: Some(2),
};
