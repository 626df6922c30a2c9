//! Which entries of a shelf a list shows: narrowed, sorted, a page of them.

use super::attention::{Attention, Watch};
use super::kept::{Row, Shelf};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::register::{Field, Kind, Register, Value};
use varsam_model::{Id, id};

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrow {
    /// The units that may be seen, and are looked at.
    pub(crate) units: BTreeSet<Id<id::Unit>>,
    /// Where entries stand; anywhere when empty.
    pub(crate) state: String,
    /// What fields say, by name: a code, or an id.
    pub(crate) says: BTreeMap<String, String>,
    /// The attention that entries need; any, or none, where nothing is said.
    pub(crate) attention: Option<(Attention, Watch)>,
    /// Words that the listed texts have, each of them.
    pub(crate) words: Vec<String>,
    /// The field that the list is sorted by; what entries are called when empty, where they stand when `state`.
    pub(crate) sort: String,
    /// From the end.
    pub(crate) is_descending: bool,
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    /// How many entries there are on all pages.
    pub(crate) count: usize,
    /// Those of this one.
    pub(crate) rows: Vec<Arc<Row>>,
}

/// A page of the entries that are left when a shelf is narrowed: `size` of them after the first `skip`.
pub(crate) fn select(register: &Register, shelf: &Shelf, narrow: &Narrow, skip: usize, size: usize) -> Page {
    let sieve = Sieve::of(register, narrow);
    let mut left: Vec<&Arc<Row>> = shelf.rows().iter().filter(|row| sieve.passes(row)).collect();
    let (count, until) = (left.len(), skip.saturating_add(size));
    let order = |one: &&Arc<Row>, other: &&Arc<Row>| sieve.order(one, other);
    if !narrow.sort.is_empty() || narrow.is_descending {
        // Only what is shown has to be in order.
        if until < count {
            left.select_nth_unstable_by(until, order);
            left.truncate(until);
        }
        left.sort_unstable_by(order);
    }
    Page { count, rows: left.into_iter().skip(skip).take(size).map(Arc::clone).collect() }
}

/// A narrowing, looked up in the declaration.
struct Sieve<'a> {
    register: &'a Register,
    narrow: &'a Narrow,
    says: Vec<(u8, &'a str)>,
    texts: Vec<u8>,
    sort: Option<u8>,
}

impl<'a> Sieve<'a> {
    fn of(register: &'a Register, narrow: &'a Narrow) -> Self {
        let place = |name: &str| register.fields.iter().position(|field| field.name == name);
        let place = |name: &str| place(name).and_then(|place| u8::try_from(place).ok());
        let says = narrow.says.iter().filter_map(|(field, word)| Some((place(field)?, word.as_str())));
        let is_text = |field: &Field| matches!(field.kind, Kind::Text | Kind::Url | Kind::Mail);
        let texts = register.fields.iter().zip(0_u8..).filter(|(field, _)| is_text(field));
        Self {
            register,
            narrow,
            says: says.collect(),
            texts: texts.map(|(_, place)| place).collect(),
            sort: place(&narrow.sort),
        }
    }

    fn passes(&self, row: &Row) -> bool {
        let narrow = self.narrow;
        narrow.units.contains(&row.unit)
            && (narrow.state.is_empty() || row.state == narrow.state)
            && narrow.attention.is_none_or(|(kind, watch)| watch.finds(kind, self.register, row))
            && self.says.iter().all(|(place, word)| row.at(*place).is_some_and(|value| value.says(word)))
            && narrow.words.iter().all(|word| self.has(row, word))
    }

    fn has(&self, row: &Row, word: &str) -> bool {
        let text = |place: &u8| row.at(*place).and_then(Value::text);
        self.texts.iter().filter_map(text).any(|text| text.to_lowercase().contains(word))
    }

    fn order(&self, one: &Row, other: &Row) -> Ordering {
        let ordered = match self.sort {
            Some(place) => later_last(one.at(place), other.at(place)),
            None if self.narrow.sort == "state" => one.state.cmp(&other.state),
            None => Ordering::Equal,
        };
        let ordered = ordered.then_with(|| one.order().cmp(&other.order()));
        if self.narrow.is_descending { ordered.reverse() } else { ordered }
    }
}

/// What has nothing in the field comes last.
fn later_last(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
