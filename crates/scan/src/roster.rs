//! Our own pupils, as keyed hashes: tells them apart from everybody else without keeping who they are.
//!
//! A number, an e-mail address or a telephone number of ours is certain; a full name is likely; a given name alone is nothing.
//! Whoever has the file *and* the key can try all plausible numbers in seconds: keep the key apart where you can.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::extract::decode;
use crate::find::{Find, Hit};
use crate::key::{Key, number, phone};

/// The label of one of our pupils.
pub const PUPIL: &str = "OWN-PUPIL";
/// The label of the person that a search is for.
pub const IDENTITY: &str = "IDENTITY";
/// Words of the longest name that is tried.
const NAME_WORDS: usize = 5;

/// Why a list of pupils cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// No column could be recognised.
    #[error(
        "the list has no column that is known; its first line should name one of: personnummer, namn, förnamn, efternamn, e-post, telefon"
    )]
    Columns,
    /// A line is no table.
    #[error("line {line} of the list cannot be read as a table; save it as CSV again")]
    Line {
        /// Counted from 1.
        line: u64,
    },
    /// The key is somewhere else.
    #[error("the roster was written without its key; give the key file that belongs to it")]
    NoKey,
}

/// Keyed hashes of pupils.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The key; it may be kept apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// How many pupils.
    pub pupils: u64,
    numbers: HashSet<String>,
    names: HashSet<String>,
    emails: HashSet<String>,
    phones: HashSet<String>,
    /// What a hit is called; a search for one person has its own word.
    #[serde(default)]
    silent: bool,
}

/// One person to look for. In memory only: it can be sent to a worker, and is in no report, state or log.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Identity {
    /// The personal identity number.
    pub number: Option<String>,
    /// Given names.
    pub given: String,
    /// Family names.
    pub family: String,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Name,
    Given,
    Family,
    Email,
    Phone,
}

/// Words in a column's head.
const HEADS: [(Column, &[&str]); 6] = [
    (
        Column::Number,
        &["personnummer", "personnr", "pnr", "socialnumber", "civicno", "personal identity", "ssn"],
    ),
    (Column::Email, &["e-post", "epost", "mail", "mejl"]),
    (Column::Phone, &["telefon", "mobil", "phone", "tel"]),
    (Column::Given, &["förnamn", "tilltalsnamn", "fname", "given", "first"]),
    (Column::Family, &["efternamn", "lname", "family", "last", "surname"]),
    (Column::Name, &["namn", "name", "elev"]),
];

impl Roster {
    /// A roster from a table with a head, in any encoding, cut by comma, semicolon or tab.
    pub fn from_csv(bytes: &[u8], key: Key) -> Result<Self, RosterError> {
        let text = decode::text(bytes);
        let head = text.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t', b',']
            .into_iter()
            .max_by_key(|sign| head.bytes().filter(|byte| byte == sign).count());
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|_| RosterError::Line { line: 1 })?.clone();
        let columns: Vec<Option<Column>> = heads.iter().map(column).collect();
        if columns.iter().flatten().next().is_none() {
            return Err(RosterError::Columns);
        }
        let mut roster = Self { key: Some(key), ..Self::default() };
        for (line, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|_| RosterError::Line { line })?;
            roster.add(&person(&columns, &record));
        }
        Ok(roster)
    }

    /// Adds a person.
    pub fn add(&mut self, person: &Identity) {
        let Some(key) = self.key.clone() else { return };
        self.pupils += 1;
        if let Some(value) = &person.number {
            self.numbers.insert(key.fingerprint("number", &number(value)));
        }
        self.emails
            .extend(person.emails.iter().map(|value| key.fingerprint("email", &value.trim().to_lowercase())));
        self.phones.extend(person.phones.iter().map(|value| key.fingerprint("phone", &phone(value))));
        let names = spellings(&person.given, &person.family);
        self.names.extend(names.iter().map(|name| key.fingerprint("name", name)));
    }

    /// The roster without its key, to be written to a file of its own, and the key.
    pub fn without_key(mut self) -> (Self, Option<Key>) {
        let key = self.key.take();
        (self, key)
    }

    /// The roster with the key that belongs to it.
    #[must_use]
    pub fn with_key(self, key: Key) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Whether it can be used: whether it has its key.
    pub fn check(&self) -> Result<(), RosterError> {
        if self.key.is_some() { Ok(()) } else { Err(RosterError::NoKey) }
    }

    fn hit(&self, start: usize, end: usize, reason: &str, score: u8) -> Hit {
        let label = if self.silent { IDENTITY } else { PUPIL };
        Hit { silent: self.silent, ..Hit::new(start, end, label, reason, score) }
    }
}

fn column(head: &str) -> Option<Column> {
    let head = head.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let known = HEADS.iter().find(|(_, words)| words.iter().any(|word| head.contains(word)));
    known.map(|(column, _)| *column)
}

fn person(columns: &[Option<Column>], record: &csv::StringRecord) -> Identity {
    let mut person = Identity::default();
    for (column, value) in columns.iter().zip(record) {
        let value = value.trim();
        match column {
            _ if value.is_empty() => {}
            Some(Column::Number) => person.number = Some(value.to_owned()),
            Some(Column::Email) => person.emails.push(value.to_owned()),
            Some(Column::Phone) => person.phones.push(value.to_owned()),
            Some(Column::Given) => value.clone_into(&mut person.given),
            Some(Column::Family) => value.clone_into(&mut person.family),
            Some(Column::Name) => (person.given, person.family) = split(value),
            None => {}
        }
    }
    person
}

/// `Svensson, Anna Karin` or `Anna Karin Svensson`: given and family names.
fn split(name: &str) -> (String, String) {
    if let Some((family, given)) = name.split_once(',') {
        return (given.trim().to_owned(), family.trim().to_owned());
    }
    let (given, family) = name.rsplit_once(' ').unwrap_or(("", name));
    (given.to_owned(), family.to_owned())
}

/// Small letters without marks: `Åsa-Lo` is `asa lo`.
fn folded(name: &str) -> Vec<String> {
    let plain: String = name.nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    let words = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().replace('ø', "o").replace('æ', "a")).collect()
}

/// The ways in which a full name is written: one or all given names, one or all family names, in both orders.
fn spellings(given: &str, family: &str) -> HashSet<String> {
    let (given, family) = (folded(given), folded(family));
    if given.is_empty() || family.is_empty() {
        return HashSet::new();
    }
    let ways = |words: &[String]| -> Vec<String> {
        let glued = words.concat();
        words.iter().cloned().chain([words.join(" "), glued]).collect()
    };
    let mut all = HashSet::new();
    for given in ways(&given) {
        for family in ways(&family) {
            all.insert(format!("{given} {family}"));
            all.insert(format!("{family} {given}"));
        }
    }
    all
}

impl Find for Roster {
    fn find(&mut self, text: &str, hits: &mut Vec<Hit>) {
        let Some(key) = self.key.clone() else { return };
        let from = hits.len();
        self.find_digits(text, &key, hits);
        self.find_emails(text, &key, hits);
        if !self.names.is_empty() {
            self.find_names(text, &key, hits);
        }
        if let Some(new) = hits.get_mut(from..) {
            new.sort_by_key(|hit| hit.start);
        }
    }
}

impl Roster {
    /// Runs of digits with the signs that numbers are written with.
    fn find_digits(&self, text: &str, key: &Key, hits: &mut Vec<Hit>) {
        let is_part =
            |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b' ' | b'(' | b')' | b'/');
        let mut at = 0;
        let bytes = text.as_bytes();
        while let Some(start) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|byte| byte.is_ascii_digit() || *byte == b'+'))
        {
            let start = at + start;
            let end = start
                + bytes.get(start..).unwrap_or_default().iter().take_while(|byte| is_part(**byte)).count();
            self.digits(text, start..end, key, hits);
            at = end.max(start + 1);
        }
    }

    fn digits(&self, text: &str, range: std::ops::Range<usize>, key: &Key, hits: &mut Vec<Hit>) {
        let run = text.get(range.clone()).unwrap_or_default();
        let words: Vec<(usize, &str)> = run
            .split(' ')
            .scan(range.start, |at, word| {
                let start = *at;
                *at += word.len() + 1;
                Some((start, word))
            })
            .filter(|(_, word)| !word.is_empty())
            .collect();
        let mut first = 0;
        while first < words.len() {
            let taken = (1..=(words.len() - first).min(6)).rev().find_map(|count| {
                let some = words.get(first..first + count)?;
                let (start, end) = (some.first()?.0, some.last().map(|(at, word)| at + word.len())?);
                let hit = self
                    .digit_hit(text.get(start..end)?, key)
                    .map(|(reason, score)| self.hit(start, end, reason, score))?;
                hits.push(hit);
                Some(count)
            });
            first += taken.unwrap_or(1);
        }
    }

    fn digit_hit(&self, value: &str, key: &Key) -> Option<(&'static str, u8)> {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if matches!(digits, 10 | 12) && self.numbers.contains(&key.fingerprint("number", &number(value))) {
            return Some(("number", 100));
        }
        let is_phone =
            (7..=15).contains(&digits) && self.phones.contains(&key.fingerprint("phone", &phone(value)));
        is_phone.then_some(("phone", 95))
    }

    fn find_emails(&self, text: &str, key: &Key, hits: &mut Vec<Hit>) {
        if self.emails.is_empty() {
            return;
        }
        let is_part = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'\'') || *byte >= 128
        };
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            let (before, after) = text.as_bytes().split_at(at);
            let start = at - before.iter().rev().take_while(|byte| is_part(byte)).count();
            let after = after.get(1..).unwrap_or_default();
            let end = at + 1 + after.iter().take_while(|byte| is_part(byte)).count();
            let address = text.get(start..end).unwrap_or_default().trim_end_matches(['.', '-']);
            if self.emails.contains(&key.fingerprint("email", &address.to_lowercase())) {
                hits.push(self.hit(start, start + address.len(), "email", 100));
            }
        }
    }

    /// Every run of two to five words that are written with capitals.
    fn find_names(&self, text: &str, key: &Key, hits: &mut Vec<Hit>) {
        let words = words(text, self.silent);
        let mut first = 0;
        while first < words.len() {
            let taken = (2..=NAME_WORDS.min(words.len() - first)).rev().find_map(|count| {
                let some = words.get(first..first + count)?;
                let hit = self.name_hit(text, some, key)?;
                hits.push(hit);
                Some(count)
            });
            first += taken.unwrap_or(1);
        }
    }

    fn name_hit(&self, text: &str, words: &[(usize, usize)], key: &Key) -> Option<Hit> {
        let (start, end) = (words.first()?.0, words.last()?.1);
        let close = words.windows(2).all(|pair| match pair {
            [(_, end), (start, _)] => text.get(*end..*start).is_some_and(|gap| is_gap(gap, self.silent)),
            _ => false,
        });
        if !close {
            return None;
        }
        let name = folded(text.get(start..end)?).join(" ");
        let known = |name: &str| self.names.contains(&key.fingerprint("name", name));
        let bare = name.strip_suffix('s').unwrap_or(&name);
        (known(&name) || known(bare)).then(|| self.hit(start, end, "name", 80))
    }
}

/// What may stand between the words of a name; more where one person is looked for everywhere.
fn is_gap(gap: &str, wide: bool) -> bool {
    let also = |sign: char| wide && matches!(sign, '.' | '_');
    gap.len() <= 3
        && gap
            .chars()
            .all(|sign| also(sign) || matches!(sign, ' ' | '-' | ',' | '\t' | ';' | '\u{A0}' | '\n' | '\r'))
}

/// Words that begin with a capital, or all words: where they start and end.
fn words(text: &str, all: bool) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphabetic() || letter == '\'', start) {
            (true, None) => start = Some((at, letter.is_uppercase())),
            (false, Some((from, capital))) => {
                if capital || all {
                    found.push((from, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

impl Identity {
    /// What finds this person: the same comparison as for a roster, and nothing leaves but places.
    pub fn finder(&self) -> Roster {
        // The key never leaves this process, and neither does what it hashes.
        let mut one = Roster { key: Some(Key::new([0; 32])), silent: true, ..Roster::default() };
        one.add(self);
        one
    }
}
