//! What an entry is to hold, judged before it is written: by its form, and by a program.

use super::{Draft, Names, Shelf, Typed, twin};
use crate::guard::{Field as Guarded, Severity, What, guard};
use std::collections::BTreeSet;
use varsam_detect::Label;
use varsam_model::register::{Field, Kind, Register, Values, Wrong};
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
    /// The units that it may be at; none where that is not asked, since a step is taken.
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
        if wrongs.is_empty() {
            // No reason makes it fit to be published.
            let told = self.register.fields.iter().filter(|field| self.tells_all(field, &values));
            wrongs.extend(told.map(|field| (field.name, Wrong::Published)));
        }
        if !wrongs.is_empty() {
            return Checked::Wrong(wrongs);
        }
        let found = self.fields.iter().filter(|field| does_not_belong(field, &values, self.before));
        let found: Vec<_> = found.map(|field| field.name).collect();
        let despite = self.despite.trim();
        let is_fit =
            !despite.is_empty() && despite.chars().count() <= REASON && misplaced(despite).is_empty();
        if !found.is_empty() && !is_fit {
            return Checked::Found(found);
        }
        let despite = if found.is_empty() { String::new() } else { despite.to_owned() };
        Checked::Draft(Draft { values, state: self.state.to_owned(), despite })
    }

    /// Whether everybody would read an identity number in a field: one that has come into it, or any that is in it where a
    /// step leads to where the open pages show the entry.
    fn tells_all(&self, field: &Field, values: &Values) -> bool {
        let text = values.text(field.name);
        let is_shown = self.units.is_none() && self.register.is_used(self.state);
        field.is_published
            && (is_shown || text != self.before.text(field.name))
            && misplaced(text).contains(&What::Label(Label::Personnummer))
    }
}

/// What the guard finds in a text that does not belong in a register.
fn misplaced(text: &str) -> Vec<What> {
    let findings = guard(text, Guarded::RegisterText).into_iter();
    findings.filter(|one| one.advice.severity() == Severity::NotHere).map(|one| one.what).collect()
}

/// What to say of the reason where one is asked for: that it is needed, or that it tells what does not belong there either.
pub(crate) fn reason_error(despite: &str) -> &'static str {
    let is_read = despite.chars().count() <= REASON;
    if is_read && !misplaced(despite).is_empty() {
        "registers-error-reason"
    } else {
        "registers-error-despite"
    }
}

/// Whether the text of a guarded field has become one with something in it that does not belong there.
pub(super) fn does_not_belong(field: &Field, values: &Values, before: &Values) -> bool {
    // In its medium an account is called by what looks like somebody's handle.
    let is_name = |what: &What| field.kind == Kind::Text && *what == What::Label(Label::OtherId);
    let text = values.text(field.name);
    field.is_guarded && text != before.text(field.name) && misplaced(text).iter().any(|what| !is_name(what))
}
