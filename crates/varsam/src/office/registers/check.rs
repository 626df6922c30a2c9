//! What an entry is to hold, judged before it is written: by its form, and by a program.

use super::{Draft, Names, Shelf, Typed, twin};
use crate::guard::{Field as Guarded, Severity, guard};
use std::collections::BTreeSet;
use varsam_model::register::{Field, Register, Values, Wrong};
use varsam_model::{Id, id};

/// The longest reason, in characters.
pub(crate) const REASON: usize = 500;

/// What is wrong, by field.
pub(crate) type Wrongs = Vec<(&'static str, Wrong)>;

/// How an entry is to be filled.
pub(crate) struct Wish<'a> {
    pub(crate) register: &'static Register,
    /// The fields that are asked for; the others keep what they had.
    pub(crate) fields: &'a [&'static Field],
    /// What stood there.
    pub(crate) before: &'a Values,
    /// Where it is to stand.
    pub(crate) state: &'a str,
    /// Which entry it is, where there is one.
    pub(crate) own: Option<Id<id::Record>>,
    /// The units that it may be at; none where that is not asked.
    pub(crate) units: Option<&'a BTreeSet<Id<id::Unit>>>,
    /// Why it is to be saved though the guard finds something; empty when nothing was said.
    pub(crate) despite: &'a str,
}

/// What a wish comes to.
pub(crate) enum Checked {
    /// An entry as it is to be.
    Draft(Draft),
    /// Something is wrong.
    Wrong(Wrongs),
    /// The guard finds something in these fields, and no reason was given that fits.
    Found(Vec<&'static str>),
}

impl Wish<'_> {
    /// Reads what was typed: values, and what is wrong with them.
    pub(crate) fn read(&self, typed: &Typed, names: &Names) -> (Values, Wrongs) {
        let (mut values, mut wrongs) = (self.before.clone(), Wrongs::new());
        for field in self.fields {
            match typed.value(field, names, self.before.get(field.name)) {
                Ok(value) => values.set(field.name, value),
                Err(wrong) => wrongs.push((field.name, wrong)),
            }
        }
        (values, wrongs)
    }

    /// Judges values, beside what is known to be wrong with them.
    pub(crate) fn judge(&self, values: Values, mut wrongs: Wrongs, shelf: &Shelf) -> Checked {
        for (field, wrong) in self.register.check(&values, self.state) {
            if !wrongs.iter().any(|(of, _)| *of == field) {
                wrongs.push((field, wrong));
            }
        }
        let unit = values.id("unit");
        if self.units.zip(unit).is_some_and(|(units, unit)| !units.contains(&unit)) {
            wrongs.push(("unit", Wrong::NoSuch));
        }
        if wrongs.is_empty() && twin(self.register, shelf, &values, self.own).is_some() {
            wrongs.push((self.register.key.first().copied().unwrap_or_default(), Wrong::Taken));
        }
        if !wrongs.is_empty() {
            return Checked::Wrong(wrongs);
        }
        let found = self.fields.iter().filter(|field| does_not_belong(field, &values, self.before));
        let found: Vec<_> = found.map(|field| field.name).collect();
        let despite = self.despite.trim();
        if !found.is_empty() && (despite.is_empty() || despite.chars().count() > REASON) {
            return Checked::Found(found);
        }
        let despite = if found.is_empty() { String::new() } else { despite.to_owned() };
        Checked::Draft(Draft { values, state: self.state.to_owned(), despite })
    }
}

/// Whether the text of a guarded field has become one with something in it that does not belong there.
pub(super) fn does_not_belong(field: &Field, values: &Values, before: &Values) -> bool {
    let text = values.text(field.name);
    field.is_guarded
        && text != before.text(field.name)
        && guard(text, Guarded::RegisterText)
            .iter()
            .any(|finding| finding.advice.severity() == Severity::NotHere)
}
