//! What is wrong with a form, field by field; and the values of fields that several forms have.

use super::site::{Link, Site};
use crate::office::calendar;
use jiff::civil::Date;
use std::borrow::Cow;
use std::ops::RangeInclusive;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, id};

/// What is wrong, each with the id of its field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errors(Vec<(Cow<'static, str>, String)>);

impl Errors {
    /// Notes what is wrong with a field, in the words of a key.
    pub(crate) fn add(&mut self, site: &Site, field: impl Into<Cow<'static, str>>, key: &str) {
        self.say(field, site.t(key));
    }

    /// The same, in words that are there already.
    pub(crate) fn say(&mut self, field: impl Into<Cow<'static, str>>, words: String) {
        self.0.push((field.into(), words));
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of it.
    pub(crate) fn all(&self) -> &[(Cow<'static, str>, String)] {
        &self.0
    }

    /// What is wrong with a field; empty where nothing is.
    pub(crate) fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(of, _)| *of == field).map_or("", |(_, words)| words.as_str())
    }
}

/// A unit to choose, by its id.
pub(crate) fn unit(unit: &Unit, chosen: Option<Id<id::Unit>>) -> Link {
    let (href, text) = (unit.id.to_string(), unit.name.clone());
    Link { href, text, about: String::new(), current: chosen == Some(unit.id) }
}

/// A day as a browser writes it.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok()
}

/// The moment after a day that is typed, when it is one from today on and at most so many days away.
pub(crate) fn until(text: &str, now: Instant, days: RangeInclusive<i32>) -> Option<Instant> {
    let (day, today) = (day(text)?, calendar::day(now));
    let away = day.since(today).ok()?.get_days();
    days.contains(&away).then(|| calendar::end(day))
}
