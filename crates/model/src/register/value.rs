//! What stands in a field. The shapes are those of JSON, so an entry in the store and one in the programming interface
//! look alike; which shape a field has follows from its kind.

use super::field::day;
use crate::codes::codes;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Text, a code, a day as `2026-11-30`, an id.
    Text(String),
    /// Codes or ids.
    List(Vec<String>),
    /// From a day, until a day.
    Period(Span),
}

/// From a day, until a day; either may be open, but not both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

codes! {
    /// What is wrong with a value.
    pub enum Wrong {
        /// It has to be filled.
        Missing = "missing",
        /// It is longer than fits.
        TooLong = "too_long",
        /// It has to be one line.
        SeveralLines = "several_lines",
        /// It has signs in it that cannot be shown.
        Unreadable = "unreadable",
        /// It is none of those to choose among.
        NoOption = "no_option",
        /// It is no day.
        NoDate = "no_date",
        /// It ends before it begins.
        EndsBefore = "ends_before",
        /// It is no whole number.
        NoNumber = "no_number",
        /// It is less or more than can be.
        OutOfRange = "out_of_range",
        /// It is no web address.
        NoUrl = "no_url",
        /// It is no e-mail address.
        NoMail = "no_mail",
        /// There is no such person, unit or entry, or not for who writes.
        NoSuch = "no_such",
        /// Several are called that.
        Ambiguous = "ambiguous",
        /// It is neither yes nor no.
        NoYesNo = "no_yes_no",
        /// Another entry has the same.
        Taken = "taken",
        /// Not all of it is there.
        NotAll = "not_all",
        /// It is of another kind.
        OtherKind = "other_kind",
        /// Everybody would read an identity number there.
        Published = "published",
    }
}

impl Value {
    /// What a field of yes or no, a code or a text says, held against a word.
    pub fn says(&self, word: &str) -> bool {
        match self {
            Self::Flag(flag) => (if *flag { "yes" } else { "no" }) == word,
            Self::Text(text) => text == word,
            Self::List(list) => list.iter().any(|one| one == word),
            Self::Number(_) | Self::Period(_) => false,
        }
    }

    /// The text, code, day or id.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The day.
    pub fn date(&self) -> Option<Date> {
        day(self.text()?).ok()
    }

    /// The codes or ids: one for a text, all of a list.
    pub fn all(&self) -> &[String] {
        match self {
            Self::Text(one) => std::slice::from_ref(one),
            Self::List(all) => all,
            _ => &[],
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Span {
    /// Whether it has an end and begins before it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self) -> Result<(), Wrong> {
        match (self.from, self.until) {
            (None, None) => Err(Wrong::Missing),
            (Some(from), Some(until)) if from > until => Err(Wrong::EndsBefore),
            _ => Ok(()),
        }
    }
}

pub(super) fn code_of(codes: &[&str], code: &str) -> Result<(), Wrong> {
    if codes.contains(&code) { Ok(()) } else { Err(Wrong::NoOption) }
}

pub(super) fn id_of(id: &str) -> Result<(), Wrong> {
    id.parse::<uuid::Uuid>().map(|_| ()).map_err(|_| Wrong::NoSuch)
}

/// The bounds of values.
pub mod limits {
    use std::ops::RangeInclusive;

    /// The longest line, in characters.
    pub const LINE: usize = 200;
    /// The longest text, in characters.
    pub const LONG: usize = 20_000;
    /// The longest web address, in characters.
    pub const ADDRESS: usize = 2000;
    /// The most that a list holds.
    pub const MOST: usize = 200;
    /// What a number can be.
    pub const NUMBER: RangeInclusive<i64> = 0..=1_000_000_000;
}
