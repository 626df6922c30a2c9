//! Which entries of a shelf a list shows: narrowed, sorted, a page of them.

use super::attention::{Attention, Watch};
use super::kept::{Row, Shelf};
use super::marks::Marks;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::register::{Register, Value};
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
    let left: Vec<_> = shelf.of_units(&narrow.units).filter(|row| sieve.passes(row)).collect();
    let count = left.len();
    let is_as_it_stands = narrow.sort.is_empty() && !narrow.is_descending;
    let left = if is_as_it_stands { left } else { sieve.sorted(left, skip.saturating_add(size)) };
    Page { count, rows: left.into_iter().skip(skip).take(size).map(Arc::clone).collect() }
}

/// A narrowing, looked up in the declaration.
struct Sieve<'a> {
    register: &'a Register,
    narrow: &'a Narrow,
    /// What fields have to say: as marks where they are chosen from a list, else the place of the field and the word.
    marks: Marks,
    says: Vec<(u8, &'a str)>,
    sort: Option<u8>,
}

impl<'a> Sieve<'a> {
    fn of(register: &'a Register, narrow: &'a Narrow) -> Self {
        let place = |name: &str| register.fields.iter().position(|field| field.name == name);
        let place = |name: &str| place(name).and_then(|place| u8::try_from(place).ok());
        let (mut marks, mut says) = (Marks::default(), Vec::new());
        for (field, word) in &narrow.says {
            match Marks::one(register, field, word) {
                Some(mark) => marks = marks.and(mark),
                None => says.extend(place(field).map(|place| (place, word.as_str()))),
            }
        }
        Self { register, narrow, marks, says, sort: place(&narrow.sort) }
    }

    fn passes(&self, row: &Row) -> bool {
        let narrow = self.narrow;
        row.marks.have(self.marks)
            && (narrow.state.is_empty() || row.state == narrow.state)
            && narrow.attention.as_ref().is_none_or(|(kind, watch)| watch.finds(*kind, self.register, row))
            && self.says.iter().all(|(place, word)| row.at(*place).is_some_and(|value| value.says(word)))
            && narrow.words.iter().all(|word| row.words.contains(word.as_str()))
    }

    /// The first `until` of these, in order. Only what is shown has to be.
    fn sorted<'b>(&self, rows: Vec<&'b Arc<Row>>, until: usize) -> Vec<&'b Arc<Row>> {
        let mut ranked: Vec<_> = rows.into_iter().map(|row| (self.rank(row), row)).collect();
        let order = |one: &(Rank, &Arc<Row>), other: &(Rank, &Arc<Row>)| {
            let ordered = one.0.cmp(&other.0).then_with(|| self.order(one.1, other.1));
            if self.narrow.is_descending { ordered.reverse() } else { ordered }
        };
        if until < ranked.len() {
            ranked.select_nth_unstable_by(until, order);
            ranked.truncate(until);
        }
        ranked.sort_unstable_by(order);
        ranked.into_iter().map(|(_, row)| row).collect()
    }

    /// How a row is ordered at a glance: the first letters of what it is sorted by.
    fn rank(&self, row: &Row) -> Rank {
        match self.sort {
            Some(place) => {
                row.at(place).map_or(Rank::LAST, |value| Rank::of(value.text().unwrap_or_default()))
            }
            None if self.narrow.sort == "state" => Rank::of(&row.state),
            None => Rank::of(row.order().0),
        }
    }

    fn order(&self, one: &Row, other: &Row) -> Ordering {
        let ordered = match self.sort {
            Some(place) => later_last(one.at(place), other.at(place)),
            None if self.narrow.sort == "state" => one.state.cmp(&other.state),
            None => Ordering::Equal,
        };
        ordered.then_with(|| one.order().cmp(&other.order()))
    }
}

/// The first sixteen bytes of a text, as a number that is ordered like them; what has none comes last. Comparing two of them
/// looks at nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(bool, u128);

impl Rank {
    const LAST: Self = Self(true, 0);

    fn of(text: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
        Self(false, u128::from_be_bytes(bytes))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_ordered_like_what_it_is_of() {
        let texts = ["", "2026-11-30", "2027-06-30", "Björkskolan", "Björkskolans bibliotek", "ö"];
        for one in texts {
            for other in texts {
                let by_rank = Rank::of(one).cmp(&Rank::of(other));
                assert!(by_rank == Ordering::Equal || by_rank == one.cmp(other), "{one} {other}");
            }
            assert!(Rank::of(one) < Rank::LAST);
        }
    }
}
