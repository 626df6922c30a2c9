//! What the registers know of the facts that questions ask for, so that nobody is asked what the organiser has written
//! down. Which fact is known from which register stands in this file and nowhere else.

#![expect(clippy::unnecessary_wraps, reason = "what one register leaves open, another always knows")]

use super::registers::Row;
use jiff::civil::Date;
use varsam_model::register::{Register, Value};

/// What one register knows of one fact.
pub(crate) struct Provider {
    /// The fact, as the vocabulary has it.
    pub(crate) fact: &'static str,
    /// The register.
    pub(crate) register: &'static str,
    /// What an entry says of the fact, as an address would state it; nothing where that is left to the asker.
    says: fn(&About<'_>) -> Option<&'static str>,
}

/// All that is known.
pub(crate) const PROVIDERS: [Provider; 13] = [
    Provider { fact: "app_status", register: "app", says: app_status },
    Provider { fact: "security_assessed", register: "app", says: security_assessed },
    Provider { fact: "on_list", register: "service", says: on_list },
    Provider { fact: "terms_fit", register: "platform", says: terms_fit },
    Provider { fact: "provider_fits", register: "agreement", says: provider_fits },
    Provider { fact: "agreement_read", register: "agreement", says: agreement_read },
    Provider { fact: "store_place", register: "system", says: store_place },
    Provider { fact: "secure_handling", register: "system", says: secure_handling },
    Provider { fact: "officer_decision", register: "account", says: officer_decision },
    Provider { fact: "account_document", register: "account", says: account_document },
    Provider { fact: "camera_registered", register: "camera", says: camera_registered },
    Provider { fact: "camera_analysed", register: "camera", says: camera_analysed },
    Provider { fact: "weighing_documented", register: "camera", says: weighing_documented },
];

/// Facts whose values name an entry: which value of which fact is called what in which register.
const NAMED: [(&str, &str, &str, &str); 7] = [
    ("channel", "facebook", "platform", "Facebook"),
    ("channel", "instagram", "platform", "Instagram"),
    ("place", "facebook", "platform", "Facebook"),
    ("place", "instagram", "platform", "Instagram"),
    ("place", "youtube", "platform", "YouTube"),
    ("place", "linkedin", "platform", "LinkedIn"),
    ("place", "x", "platform", "X"),
];

/// Kinds of pupils' data by what they ask of a place (ACM-33 to ACM-44); of the others, what is harmless.
const INTEGRITY: [&str; 7] = [
    "identity_numbers",
    "progress",
    "survey_or_investigation",
    "social_situation",
    "degrading_treatment",
    "accident",
    "other_integrity",
];
const SENSITIVE: [&str; 5] =
    ["health_documentation", "team_documentation", "teacher_notes", "allergy_or_diet", "other_sensitive"];

/// What is looked at: an entry, on a day, with what the asker has stated.
pub(crate) struct About<'a> {
    pub(crate) register: &'a Register,
    pub(crate) row: &'a Row,
    pub(crate) today: Date,
    pub(crate) stated: &'a [(String, String)],
}

impl Provider {
    /// What an entry says of the fact.
    pub(crate) fn says(&self, about: &About<'_>) -> Option<&'static str> {
        (self.says)(about)
    }
}

/// What the entry of a register is called that the asker has named by stating something else.
pub(crate) fn named(register: &str, stated: &[(String, String)]) -> Option<&'static str> {
    let is_stated = |fact: &str, value: &str| stated.iter().any(|(f, v)| f == fact && v == value);
    let named = NAMED.iter().find(|(fact, value, of, _)| *of == register && is_stated(fact, value));
    named.map(|(.., title)| *title)
}

impl About<'_> {
    fn stands(&self, states: &[&str]) -> bool {
        states.contains(&self.row.state.as_str())
    }

    fn has(&self, field: &str) -> bool {
        self.row.get(self.register, field).is_some()
    }

    fn is(&self, field: &str, word: &str) -> bool {
        self.row.get(self.register, field).is_some_and(|value| value.says(word))
    }

    fn day(&self, field: &str) -> Option<Date> {
        self.row.get(self.register, field).and_then(Value::date)
    }

    /// Whether a verdict holds today.
    fn is_valid(&self) -> bool {
        self.day("valid_until").is_some_and(|until| self.today <= until)
    }

    /// Whether something was done by today.
    fn is_done(&self, field: &str) -> bool {
        self.day(field).is_some_and(|day| day <= self.today)
    }

    fn stated(&self, fact: &str) -> Option<&str> {
        self.stated.iter().find(|(name, _)| name == fact).map(|(_, value)| value.as_str())
    }
}

const fn yes_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A verdict whose time is over is none: the app has to be assessed again.
fn app_status(about: &About<'_>) -> Option<&'static str> {
    Some(match about.row.state.as_str() {
        "approved" | "conditional" if about.is_valid() => "app_approved",
        "refused" | "withdrawn" => "app_refused",
        _ => "app_not_assessed",
    })
}

fn security_assessed(about: &About<'_>) -> Option<&'static str> {
    (about.stands(&["approved", "conditional"]) && about.is_valid()).then_some("yes")
}

fn on_list(about: &About<'_>) -> Option<&'static str> {
    Some(yes_no(about.stands(&["recommended", "compulsory"]) && about.is_valid()))
}

/// The verdict, and before there is one, nothing.
fn terms_fit(about: &About<'_>) -> Option<&'static str> {
    match about.row.state.as_str() {
        "not_to_be_used" => Some("no"),
        "usable" | "conditional" => {
            (!about.is("terms", "unclear")).then(|| yes_no(about.is("terms", "reconcilable")))
        }
        _ => None,
    }
}

fn provider_fits(about: &About<'_>) -> Option<&'static str> {
    match about.row.state.as_str() {
        // What it says of one that has run out is for somebody to find out.
        "in_force" if about.day("ends_on").is_some_and(|end| end < about.today) => None,
        "in_force" => Some(yes_no(about.is("meets_gdpr", "yes"))),
        "deficient" | "ended" => Some("no"),
        _ => None,
    }
}

fn agreement_read(about: &About<'_>) -> Option<&'static str> {
    Some(yes_no(about.is_done("read_on")))
}

fn store_place(about: &About<'_>) -> Option<&'static str> {
    const PLACES: [(&str, &str); 9] = [
        ("school_platform", "school_system"),
        ("health_record", "health_record"),
        ("office_suite", "drive"),
        ("team_drive", "team_drive"),
        ("local_disk", "computer"),
        ("mail", "mailbox"),
        ("usb_stick", "stick"),
        ("paper_binder", "binder"),
        ("locker", "binder"),
    ];
    PLACES.into_iter().find(|(kind, _)| about.is("kind", kind)).map(|(_, place)| place)
}

/// A place is secure for what it may hold, and not for more.
fn secure_handling(about: &About<'_>) -> Option<&'static str> {
    if !about.stands(&["in_use"]) {
        return about.stands(&["ended"]).then_some("no");
    }
    let data = about.stated("data")?;
    let holds = |classes: &[&str]| classes.iter().any(|class| about.is("holds", class));
    Some(yes_no(match data {
        data if SENSITIVE.contains(&data) => holds(&["sensitive", "secrecy", "protected"]),
        data if INTEGRITY.contains(&data) => holds(&["integrity", "sensitive", "secrecy", "protected"]),
        _ => holds(&["harmless", "integrity", "sensitive", "secrecy", "protected"]),
    }))
}

fn officer_decision(about: &About<'_>) -> Option<&'static str> {
    match about.row.state.as_str() {
        "approved" | "open" | "handed_over" => Some("yes"),
        "refused" => Some("refused"),
        _ => Some("no"),
    }
}

/// What an entry has from the beginning, purpose, unit and audiences, and who does what.
fn account_document(about: &About<'_>) -> Option<&'static str> {
    let work = ["planning", "publishing", "follow_up", "monitoring", "moderation"];
    Some(yes_no(work.iter().all(|field| about.has(field))))
}

fn camera_registered(about: &About<'_>) -> Option<&'static str> {
    Some(yes_no(about.stands(&["assessed", "approved", "running"])))
}

fn camera_analysed(about: &About<'_>) -> Option<&'static str> {
    Some(yes_no(about.is_done("discussed_on") && about.is_done("legal_on")))
}

fn weighing_documented(about: &About<'_>) -> Option<&'static str> {
    Some(yes_no(about.is_done("assessed_on")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_rules::Rulebooks;

    /// The vocabulary that ships, as the program reads it.
    fn books() -> Rulebooks {
        let day = "2026-12-01".parse().unwrap();
        Rulebooks::from_files(&crate::library::shipped_files(), day).0
    }

    /// Facts and registers that were renamed would leave a provider that nobody asks.
    #[test]
    fn every_provider_names_a_fact_and_a_register() {
        let books = books();
        for provider in &PROVIDERS {
            let told = (provider.fact, provider.register);
            assert!(books.names.facts.find(|fact| fact.id == provider.fact).is_some(), "{told:?}");
            assert!(Register::of(provider.register).is_some(), "{told:?}");
        }
    }

    /// Values are written out as in an address: those of the vocabulary have to have them all.
    #[test]
    fn every_value_that_is_looked_for_is_one_of_its_fact() {
        let vocabulary: String = crate::library::shipped_files()
            .into_iter()
            .filter(|(name, _)| name.starts_with("vocabulary/"))
            .map(|(_, text)| text)
            .collect();
        let is_value = |value: &str| vocabulary.contains(&format!("{{ id = \"{value}\","));
        for value in INTEGRITY.iter().chain(&SENSITIVE).chain(NAMED.iter().map(|(_, value, ..)| value)) {
            assert!(is_value(value), "{value}");
        }
        let terms = |list: &[&str]| vocabulary.contains(&format!("data in [{}]", list.join(", ")));
        assert!(terms(&INTEGRITY) && terms(&SENSITIVE), "the kinds of data are those of the vocabulary");
    }
}
