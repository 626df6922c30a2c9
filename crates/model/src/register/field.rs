//! A field of a register: its name, its kind, and what follows from it.

use super::entry::Values;
use super::value::limits;
use super::value::{Value, Wrong, code_of, id_of};
use crate::Role;
use crate::codes::codes;
use jiff::civil::Date;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// A text of several lines.
    LongText,
    /// One of these codes.
    Choice(&'static Options),
    /// Some of these codes.
    Several(&'static Options),
    /// A day.
    Date,
    /// From a day, until a day; either may be open.
    Period,
    /// A person.
    Person,
    /// Persons.
    People,
    /// A role.
    Role,
    /// A unit.
    Unit,
    /// Units.
    Units,
    /// An entry of a register.
    Link(&'static str),
    /// Entries of a register.
    Links(&'static str),
    /// A web address.
    Url,
    /// An e-mail address.
    Mail,
    /// A file.
    File,
    /// What is sealed once more, and shown to holders only.
    Secret,
    /// Yes or no.
    YesNo,
    /// A whole number, in a unit of measure that is a locale key.
    Number(&'static str),
}

/// Codes to choose among. Registers share them where they mean the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// What they are called in locale keys.
    pub name: &'static str,
    /// The codes, in the order in which they are shown.
    pub codes: &'static [&'static str],
}

/// When a field has to be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Never.
    No,
    /// Always.
    Always,
    /// When the entry stands in one of these states.
    In(&'static [&'static str]),
    /// When another field has this value.
    When(&'static str, &'static str),
    /// All of its codes, when the entry stands in one of these states: a checklist.
    AllIn(&'static [&'static str]),
}

codes! {
    /// How much harm it does when a field comes out.
    pub enum Harm {
        /// None to speak of.
        Harmless = "harmless",
        /// It intrudes.
        Integrity = "integrity",
        /// It is sensitive.
        Sensitive = "sensitive",
        /// It opens other things.
        Secret = "secret",
    }
}

codes! {
    /// What a field says in the record of processing activities (GDPR, art. 30(1)); the legal basis stands there too.
    pub enum Item {
        /// a) The controller.
        Controller = "controller",
        /// b) The purposes.
        Purposes = "purposes",
        /// The legal basis (art. 6), and the condition for sensitive data (art. 9).
        Basis = "basis",
        /// c) The categories of people.
        Subjects = "subjects",
        /// c) The categories of data.
        Data = "data",
        /// d) The recipients.
        Recipients = "recipients",
        /// e) Transfers to third countries, and what makes them lawful.
        Transfers = "transfers",
        /// f) The time limits for erasure.
        Erasure = "erasure",
        /// g) The measures that protect it (art. 32(1)).
        Security = "security",
    }
}

/// A field, as it is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a declaration, beside its name")]
pub struct Field {
    /// Its name: in forms, files, the programming interface and locale keys.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// When it has to be filled.
    pub required: Required,
    /// How much harm it does when it comes out.
    pub harm: Harm,
    /// Whether the free-text guard reads it.
    pub is_guarded: bool,
    /// Whether everybody can read it on the open pages.
    pub is_published: bool,
    /// Whether a step writes it, and nothing else.
    pub is_decided: bool,
    /// Whether a sentence under its label says what to write.
    pub has_hint: bool,
    /// Whether its list has a column of it, and can be sorted by it.
    pub is_column: bool,
    /// Whether its list can be narrowed by it.
    pub is_filter: bool,
    /// What it says in the record of processing activities.
    pub item: Option<Item>,
}

impl Field {
    /// A field of this name and kind, harmless, that may be empty.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: Required::No,
            harm: Harm::Harmless,
            is_guarded: matches!(kind, Kind::LongText),
            is_published: false,
            is_decided: false,
            has_hint: false,
            is_column: false,
            is_filter: false,
            item: None,
        }
    }

    /// It has to be filled.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: Required::Always, ..self }
    }

    /// It has to be filled when the entry stands in one of these states.
    #[must_use]
    pub const fn required_in(self, states: &'static [&'static str]) -> Self {
        Self { required: Required::In(states), ..self }
    }

    /// It has to be filled when another field has this value; `yes` for one of yes or no.
    #[must_use]
    pub const fn required_when(self, field: &'static str, value: &'static str) -> Self {
        Self { required: Required::When(field, value), ..self }
    }

    /// All of its codes have to be there when the entry stands in one of these states.
    #[must_use]
    pub const fn all_in(self, states: &'static [&'static str]) -> Self {
        Self { required: Required::AllIn(states), ..self }
    }

    /// So much harm it does when it comes out.
    #[must_use]
    pub const fn harm(self, harm: Harm) -> Self {
        Self { harm, ..self }
    }

    /// The guard reads it though it is one line.
    #[must_use]
    pub const fn guarded(self) -> Self {
        Self { is_guarded: true, ..self }
    }

    /// Everybody can read it on the open pages, so the guard reads it.
    #[must_use]
    pub const fn published(self) -> Self {
        Self { is_published: true, ..self.guarded() }
    }

    /// Only a step writes it.
    #[must_use]
    pub const fn decided(self) -> Self {
        Self { is_decided: true, ..self }
    }

    /// A sentence says what to write.
    #[must_use]
    pub const fn hint(self) -> Self {
        Self { has_hint: true, ..self }
    }

    /// The list shows it, and can be sorted by it.
    #[must_use]
    pub const fn column(self) -> Self {
        Self { is_column: true, ..self }
    }

    /// The list can be narrowed by it.
    #[must_use]
    pub const fn filter(self) -> Self {
        Self { is_filter: true, ..self }
    }

    /// It says this in the record of processing activities.
    #[must_use]
    pub const fn says(self, item: Item) -> Self {
        Self { item: Some(item), ..self }
    }

    /// What is wrong with a checklist that is not ticked off in a state that asks for all of it.
    pub(super) fn is_short(&self, value: &Value, state: &str) -> Option<Wrong> {
        let (Required::AllIn(states), Kind::Several(options)) = (self.required, self.kind) else {
            return None;
        };
        let is_whole = options.codes.iter().all(|code| value.says(code));
        (states.contains(&state) && !is_whole).then_some(Wrong::NotAll)
    }

    /// Whether it is kept at hand for lists: long texts and secrets are read when an entry is opened.
    pub const fn is_listed(&self) -> bool {
        !matches!(self.kind, Kind::LongText | Kind::Secret | Kind::File)
    }
}

impl Required {
    /// Whether a field that is empty should not be.
    pub fn is_missed(self, values: &Values, state: &str) -> bool {
        match self {
            Self::No => false,
            Self::Always => true,
            Self::In(states) | Self::AllIn(states) => states.contains(&state),
            Self::When(field, value) => values.get(field).is_some_and(|filled| filled.says(value)),
        }
    }
}

impl Kind {
    /// Whether it holds more than one.
    pub const fn is_several(self) -> bool {
        matches!(self, Self::Several(_) | Self::People | Self::Units | Self::Links(_))
    }

    /// Whether a value is one of this kind. Whether there is such a person, unit or entry is for others to find out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self, value: &Value) -> Result<(), Wrong> {
        match (self, value) {
            (Self::Text, Value::Text(text)) => line(text, limits::LINE),
            (Self::LongText, Value::Text(text)) => long(text),
            (Self::Choice(options), Value::Text(code)) => code_of(options.codes, code),
            (Self::Several(options), Value::List(list)) => every(list, |code| code_of(options.codes, code)),
            (Self::Date, Value::Text(text)) => day(text).map(|_| ()),
            (Self::Period, Value::Period(span)) => span.check(),
            (Self::Role, Value::Text(code)) => code.parse::<Role>().map(|_| ()).map_err(|_| Wrong::NoOption),
            (Self::Person | Self::Unit | Self::Link(_) | Self::File, Value::Text(id)) => id_of(id),
            (Self::People | Self::Units | Self::Links(_), Value::List(list)) => every(list, id_of),
            (Self::Url, Value::Text(text)) => url(text),
            (Self::Mail, Value::Text(text)) => mail(text),
            (Self::YesNo, Value::Flag(_)) => Ok(()),
            (Self::Number(_), Value::Number(number)) => match limits::NUMBER.contains(number) {
                true => Ok(()),
                false => Err(Wrong::OutOfRange),
            },
            _ => Err(Wrong::OtherKind),
        }
    }

    /// Values that a field of this kind takes: its test feeds them.
    pub fn good(self) -> Vec<Value> {
        let id = "01900000-0000-7000-8000-000000000001";
        let text = |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).collect();
        match self {
            Self::Text => text(&["Björkskolan", "1"]),
            Self::LongText => text(&["Ett stycke.\n\nEtt till."]),
            Self::Choice(options) => text(options.codes),
            Self::Several(options) => {
                vec![Value::List(options.codes.iter().map(|code| (*code).to_owned()).collect())]
            }
            Self::Date => text(&["2026-02-28", "2024-02-29"]),
            Self::Period => vec![Value::Period(super::Span { from: "2026-01-01".parse().ok(), until: None })],
            Self::Role => Role::ALL.iter().map(|role| Value::from(role.code())).collect(),
            Self::Person | Self::Unit | Self::Link(_) | Self::File => text(&[id]),
            Self::People | Self::Units | Self::Links(_) => vec![Value::List(vec![id.to_owned()])],
            Self::Url => text(&["https://exempel.se/sida?a=1", "http://exempel.se"]),
            Self::Mail => text(&["info@exempel.se"]),
            Self::YesNo => vec![Value::Flag(true), Value::Flag(false)],
            Self::Number(_) => vec![Value::Number(0), Value::Number(*limits::NUMBER.end())],
            Self::Secret => vec![],
        }
    }

    /// Values that it refuses.
    pub fn bad(self) -> Vec<Value> {
        let texts: &[&str] = match self {
            Self::Text => &["", "två\nrader", "a\u{0}b"],
            Self::LongText => &["", "a\u{0}b"],
            Self::Date => &["2026-02-30", "28/2", "2026-02-28T00:00", "0001-01-01"],
            Self::Url => &[
                "javascript:alert(1)",
                "exempel.se",
                "https://",
                "https://a b.se",
                "data:text/html,x",
                "https://a@b.se",
            ],
            Self::Mail => {
                &["exempel", "a@b", "a b@exempel.se", "a@exempel.se, b@exempel.se", "a\n@exempel.se"]
            }
            _ => &["nej, inte detta", ""],
        };
        let span =
            |from: &str, until: &str| super::Span { from: from.parse().ok(), until: until.parse().ok() };
        let others: &[Value] = match self {
            Self::Period => &[Value::Period(span("2026-02-01", "2026-01-01")), Value::Period(span("", ""))],
            Self::Number(_) => &[Value::Number(-1), Value::Number(i64::MAX)],
            Self::Several(_) | Self::People | Self::Units | Self::Links(_) => {
                &[Value::List(vec![]), Value::List(vec!["?".to_owned()])]
            }
            _ => &[],
        };
        let long = Value::Text("x".repeat(limits::LONG + 1));
        texts.iter().map(|text| Value::from(*text)).chain(others.iter().cloned()).chain([long]).collect()
    }
}

/// A day, within what calendars of schools hold.
pub(super) fn day(text: &str) -> Result<Date, Wrong> {
    let date: Date =
        if text.len() == 10 { text.parse().map_err(|_| Wrong::NoDate)? } else { return Err(Wrong::NoDate) };
    if (1900..=2199).contains(&date.year()) { Ok(date) } else { Err(Wrong::NoDate) }
}

fn line(text: &str, most: usize) -> Result<(), Wrong> {
    if text.chars().any(char::is_control) {
        return Err(Wrong::SeveralLines);
    }
    within(text, most)
}

fn long(text: &str) -> Result<(), Wrong> {
    if text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\t')) {
        return Err(Wrong::Unreadable);
    }
    within(text, limits::LONG)
}

fn within(text: &str, most: usize) -> Result<(), Wrong> {
    match text.chars().count() {
        0 => Err(Wrong::Missing),
        count if count > most => Err(Wrong::TooLong),
        _ => Ok(()),
    }
}

fn every(list: &[String], check: impl Fn(&str) -> Result<(), Wrong>) -> Result<(), Wrong> {
    match list.len() {
        0 => Err(Wrong::Missing),
        count if count > limits::MOST => Err(Wrong::TooLong),
        _ => list.iter().try_for_each(|one| check(one)),
    }
}

/// An address of the web that can be shown as a link: of a host, without a name or password in it.
fn url(text: &str) -> Result<(), Wrong> {
    line(text, limits::ADDRESS)?;
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(Wrong::NoUrl)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = !host.is_empty()
        && host.chars().all(|char| char.is_alphanumeric() || matches!(char, '.' | '-' | ':' | '[' | ']'));
    if is_host && !text.contains(char::is_whitespace) { Ok(()) } else { Err(Wrong::NoUrl) }
}

fn mail(text: &str) -> Result<(), Wrong> {
    line(text, limits::LINE).map_err(|_| Wrong::NoMail)?;
    let is_odd = |char: char| char.is_whitespace() || matches!(char, ',' | ';' | '<' | '>' | '"' | '(' | ')');
    let (name, host) = text.split_once('@').ok_or(Wrong::NoMail)?;
    let is_host = host.contains('.') && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.');
    if !name.is_empty() && is_host && !text.contains(is_odd) { Ok(()) } else { Err(Wrong::NoMail) }
}
