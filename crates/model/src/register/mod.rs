//! Registers: each is declared once, in a file of its own, and everything else follows from that: form, checks, list,
//! history, import and export, programming interface, the row in the record of processing, and its tests.
//!
//! Adding a field changes that file and the locale keys; adding a register is one file, its keys, and a line in [`ALL`].

pub mod entry;
pub mod field;
pub mod lists;
pub mod value;

mod account;
mod agreement;
mod answer;
mod app;
mod camera;
mod platform;
mod processing;
mod processor;
mod service;
mod system;

pub use entry::{Change, Entry, Origin, Revision, Values};
pub use field::{Field, Harm, Item, Kind, Options, Required};
pub use value::{Span, Value, Wrong};

use crate::codes::codes;

/// All registers, in the order in which they are shown.
pub const ALL: &[&Register] = &[
    &account::ACCOUNT,
    &platform::PLATFORM,
    &app::APP,
    &service::SERVICE,
    &processor::PROCESSOR,
    &agreement::AGREEMENT,
    &system::SYSTEM,
    &processing::PROCESSING,
    &camera::CAMERA,
    &answer::ANSWER,
];

codes! {
    /// Who keeps a register: the access rules tell these apart.
    pub enum Area {
        /// Accounts in social media: communications and the appointed officer.
        Account = "account",
        /// What comes from outside and is assessed: the data protection officer.
        Supplier = "supplier",
        /// What the organiser holds itself: heads, registrar, data protection officer.
        Holding = "holding",
    }
}

codes! {
    /// What a step takes.
    pub enum Takes {
        /// Whoever may change the entry.
        Editing = "editing",
        /// Whoever decides on entries of this area.
        Deciding = "deciding",
    }
}

/// A register, as it is declared.
#[derive(Debug)]
pub struct Register {
    /// Its code, in addresses, in the database and in locale keys.
    pub code: &'static str,
    /// Who keeps it.
    pub area: Area,
    /// What an entry consists of. The first field is what an entry is called.
    pub fields: &'static [Field],
    /// Where an entry may stand; a new one stands in the first.
    pub states: &'static [&'static str],
    /// States in which what an entry describes is in use, or holds: what is only asked for, planned or over is not.
    pub used: &'static [&'static str],
    /// States in which an entry is of the past: it is in no count of what is missing.
    pub ended: &'static [&'static str],
    /// What people do with an entry beside changing it.
    pub steps: &'static [Step],
    /// The date that is its clock: something has to be done by then.
    pub clock: Option<&'static str>,
    /// Fields that together are an entry's own: no two entries are alike in them.
    pub key: &'static [&'static str],
    /// Whether entries are made by hand; otherwise something else makes them.
    pub by_hand: bool,
    /// How long an entry is kept after it has ended, in years; none where a decision is still to be made.
    pub kept_years: Option<i16>,
}

/// Something that is done with an entry: approve, open, hand over, close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its code, in addresses and locale keys.
    pub code: &'static str,
    /// Where the entry stands before.
    pub from: &'static [&'static str],
    /// Where it stands after.
    pub to: &'static str,
    /// The fields that are asked for with it.
    pub asks: &'static [&'static str],
    /// What it takes.
    pub takes: Takes,
}

impl Step {
    /// A step of whoever decides, from one of these states to another, which asks for these fields.
    pub const fn deciding(
        code: &'static str,
        from: &'static [&'static str],
        to: &'static str,
        asks: &'static [&'static str],
    ) -> Self {
        Self { code, from, to, asks, takes: Takes::Deciding }
    }

    /// The same of whoever may change the entry.
    pub const fn editing(
        code: &'static str,
        from: &'static [&'static str],
        to: &'static str,
        asks: &'static [&'static str],
    ) -> Self {
        Self { takes: Takes::Editing, ..Self::deciding(code, from, to, asks) }
    }
}

impl Register {
    /// The register of a code.
    pub fn of(code: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|register| register.code == code)
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A step by its code.
    pub fn step(&self, code: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// What can be done with an entry that stands here.
    pub fn steps_from(&self, state: &str) -> impl Iterator<Item = &'static Step> {
        self.steps.iter().filter(move |step| step.from.contains(&state))
    }

    /// Where a new entry stands.
    pub fn begins(&self) -> &'static str {
        self.states.first().copied().unwrap_or_default()
    }

    /// Whether an entry that stands here is of the past.
    pub fn is_ended(&self, state: &str) -> bool {
        self.ended.contains(&state)
    }

    /// Whether what an entry describes that stands here is in use, or holds.
    pub fn is_used(&self, state: &str) -> bool {
        self.used.contains(&state)
    }

    /// What an entry with these values is called.
    pub fn called<'a>(&self, values: &'a Values) -> &'a str {
        self.title().map(|title| values.text(title.name)).unwrap_or_default()
    }

    /// The field that an entry is called by.
    pub fn title(&self) -> Option<&'static Field> {
        self.fields.first()
    }

    /// The fields that are filled when an entry is made or changed; the others are written by a step.
    pub fn filled(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| !field.is_decided)
    }

    /// The columns of its list.
    pub fn columns(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.is_column)
    }

    /// What is wrong with these values for an entry that stands here: each field once.
    pub fn check(&self, values: &Values, state: &str) -> Vec<(&'static str, Wrong)> {
        let wrong = |field: &'static Field| match values.get(field.name) {
            Some(value) => field.kind.check(value).err().or_else(|| field.is_short(value, state)),
            None => field.required.is_missed(values, state).then_some(Wrong::Missing),
        };
        self.fields.iter().filter_map(|field| Some((field.name, wrong(field)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_register_is_declared_soundly() {
        let codes: BTreeSet<_> = ALL.iter().map(|register| register.code).collect();
        assert_eq!(codes.len(), ALL.len(), "a code stands for one register");
        for register in ALL {
            let names: BTreeSet<_> = register.fields.iter().map(|field| field.name).collect();
            let told = register.code;
            assert_eq!(names.len(), register.fields.len(), "{told}: a name stands for one field");
            assert!(register.title().is_some_and(|title| title.required == Required::Always), "{told}");
            for name in register.key.iter().chain(&register.clock) {
                assert!(names.contains(name), "{told}: {name}");
            }
            for field in register.fields {
                let target = match field.kind {
                    Kind::Link(target) | Kind::Links(target) => target,
                    _ => register.code,
                };
                assert!(codes.contains(target), "{told}: {} leads to {target}", field.name);
                if let Required::When(other, _) = field.required {
                    assert!(names.contains(other), "{told}: {other}");
                }
            }
            steps_are_sound(register, &names);
        }
    }

    fn steps_are_sound(register: &Register, names: &BTreeSet<&str>) {
        for step in register.steps {
            let told = (register.code, step.code);
            assert!(register.states.contains(&step.to), "{told:?}");
            assert!(step.from.iter().all(|state| register.states.contains(state)), "{told:?}");
            assert!(step.asks.iter().all(|name| names.contains(name)), "{told:?}");
        }
        let reached: BTreeSet<_> =
            register.steps.iter().map(|step| step.to).chain([register.begins()]).collect();
        assert!(
            register.states.iter().all(|state| reached.contains(state)),
            "{}: a state nobody reaches",
            register.code
        );
        assert!(register.ended.iter().all(|state| register.states.contains(state)), "{}", register.code);
        let is_sound = |state: &&str| register.states.contains(state) && !register.is_ended(state);
        assert!(!register.used.is_empty() && register.used.iter().all(is_sound), "{}", register.code);
        let decided = register.fields.iter().filter(|field| field.is_decided);
        let asked: BTreeSet<_> = register.steps.iter().flat_map(|step| step.asks).copied().collect();
        decided.for_each(|field| {
            assert!(asked.contains(field.name), "{}: nothing asks for {}", register.code, field.name);
        });
    }

    #[test]
    fn each_field_takes_good_values_and_refuses_bad_ones() {
        for register in ALL {
            for field in register.fields {
                for good in field.kind.good() {
                    assert_eq!(field.kind.check(&good), Ok(()), "{} {} {good:?}", register.code, field.name);
                }
                for bad in field.kind.bad() {
                    assert!(field.kind.check(&bad).is_err(), "{} {} {bad:?}", register.code, field.name);
                }
            }
        }
    }
}
