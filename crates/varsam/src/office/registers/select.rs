//! Which entries of a shelf a list shows: narrowed, sorted, a page of them.

use super::attention::{Attention, Watch};
use super::kept::{Placed, Row, Shelf, UNRANKED};
use super::marks::Marks;
use super::order::order;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use varsam_model::register::Register;
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
    /// What the list is sorted by.
    pub(crate) by: By,
    /// From the end. What is not told, and then what has nothing in the field, is last all the same.
    pub(crate) is_descending: bool,
}

/// What a list is sorted by; a field is told by its place in the declaration. Entries are ordered as their words are, as the
/// reader is shown them.
#[derive(Debug, Clone, Default)]
pub(crate) enum By {
    /// What entries are called.
    #[default]
    Title,
    /// A line that lists have a column of.
    Line(u8),
    /// A day, or another value that is ordered as it is.
    Value(u8),
    /// A code or a unit, with the rank of each.
    Word(u8, HashMap<String, u32>),
    /// Where entries stand, with the rank of each state.
    State(HashMap<String, u32>),
    /// An entry of this shelf; those that are not at these units are not told, and come after.
    Link(u8, Arc<Shelf>, BTreeSet<Id<id::Unit>>),
}

/// The ranks of codes or ids, by the words for them.
pub(crate) fn ranked(words: impl Iterator<Item = (String, String)>) -> HashMap<String, u32> {
    let mut words: Vec<_> = words.map(|(code, word)| (order(&word), code)).collect();
    words.sort();
    words.into_iter().zip(0..).map(|((_, code), rank)| (code, rank)).collect()
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
    let seen = shelf.at(|unit| narrow.units.contains(&unit));
    let left: Vec<_> = seen.filter(|(_, row)| sieve.passes(row)).collect();
    let count = left.len();
    let is_as_it_stands = matches!(narrow.by, By::Title) && !narrow.is_descending;
    let left = if is_as_it_stands { left } else { sieve.sorted(shelf, left, skip.saturating_add(size)) };
    Page { count, rows: left.into_iter().skip(skip).take(size).map(|(_, row)| Arc::clone(row)).collect() }
}

/// A narrowing, looked up in the declaration.
struct Sieve<'a> {
    register: &'a Register,
    narrow: &'a Narrow,
    /// What fields have to say: as marks where they are chosen from a list, else the place of the field and the word.
    marks: Marks,
    says: Vec<(u8, &'a str)>,
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
        Self { register, narrow, marks, says }
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
    fn sorted<'b>(&self, shelf: &Shelf, rows: Vec<Placed<'b>>, until: usize) -> Vec<Placed<'b>> {
        let lines = if let By::Line(place) = self.narrow.by { Some(shelf.lines(place)) } else { None };
        let rank = |placed| (self.rank(placed, lines.as_deref()), placed);
        let mut ranked: Vec<(Rank, Placed<'b>)> = rows.into_iter().map(rank).collect();
        let order = |one: &(Rank, Placed<'b>), other: &(Rank, Placed<'b>)| {
            one.0.against(other.0, self.narrow.is_descending, || self.order(one.1, other.1))
        };
        if until < ranked.len() {
            ranked.select_nth_unstable_by(until, order);
            ranked.truncate(until);
        }
        ranked.sort_unstable_by(order);
        ranked.into_iter().map(|(_, placed)| placed).collect()
    }

    /// How a row is ordered at a glance: the rank of what it is sorted by, or its first letters.
    fn rank(&self, (place, row): Placed<'_>, lines: Option<&[u32]>) -> Rank {
        let at = |place: u8| row.at(place).map(|value| value.text().unwrap_or_default());
        match &self.narrow.by {
            By::Title => Rank::place(place),
            By::Line(_) => {
                let rank = lines.and_then(|lines| lines.get(place)).filter(|rank| **rank != UNRANKED);
                rank.map_or(Rank::LAST, |rank| Rank(0, u128::from(*rank)))
            }
            By::Value(place) => at(*place).map_or(Rank::LAST, Rank::of),
            By::Word(place, ranks) => at(*place).map_or(Rank::LAST, |code| Rank::word(ranks, code)),
            By::State(ranks) => Rank::word(ranks, &row.state),
            By::Link(place, shelf, seen) => at(*place).map_or(Rank::LAST, |id| Rank::entry(shelf, seen, id)),
        }
    }

    /// The order of two rows of the same rank: in the end, by what they are called.
    fn order(&self, (at, one): Placed<'_>, (other_at, other): Placed<'_>) -> Ordering {
        let ordered = match self.narrow.by {
            By::Value(place) => one.at(place).cmp(&other.at(place)),
            _ => Ordering::Equal,
        };
        ordered.then_with(|| at.cmp(&other_at))
    }
}

/// The first sixteen bytes of a text, as a number that is ordered like them, or the rank of a word; before it, whether that
/// is told, not told, or not there. Comparing two of them looks at nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u8, u128);

impl Rank {
    /// Of what has a word, and one that is not told.
    const UNTOLD: Self = Self(1, 0);
    /// Of what has none.
    const LAST: Self = Self(2, 0);

    fn of(text: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
        Self(0, u128::from_be_bytes(bytes))
    }

    fn place(place: usize) -> Self {
        Self(0, u128::try_from(place).unwrap_or(u128::MAX))
    }

    fn word(ranks: &HashMap<String, u32>, code: &str) -> Self {
        ranks.get(code).map_or(Self::UNTOLD, |rank| Self(0, u128::from(*rank)))
    }

    fn entry(shelf: &Shelf, seen: &BTreeSet<Id<id::Unit>>, id: &str) -> Self {
        let placed = id.parse().ok().and_then(|id| shelf.placed(id));
        let placed = placed.filter(|(_, row)| seen.contains(&row.unit));
        placed.map_or(Self::UNTOLD, |(place, _)| Self::place(place))
    }

    /// The order of two, `then` deciding between the same; from the end but for what is not told or not there.
    fn against(self, other: Self, is_descending: bool, then: impl FnOnce() -> Ordering) -> Ordering {
        let ordered = || {
            let ordered = self.1.cmp(&other.1).then_with(then);
            if is_descending { ordered.reverse() } else { ordered }
        };
        self.0.cmp(&other.0).then_with(ordered)
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

    #[test]
    fn what_is_not_told_comes_after_and_what_is_not_there_last_both_ways() {
        for is_descending in [false, true] {
            let order = |one: Rank, other: Rank| one.against(other, is_descending, || Ordering::Equal);
            assert_eq!(order(Rank::UNTOLD, Rank::of("ö")), Ordering::Greater, "{is_descending}");
            assert_eq!(order(Rank::of("a"), Rank::UNTOLD), Ordering::Less, "{is_descending}");
            assert_eq!(order(Rank::LAST, Rank::UNTOLD), Ordering::Greater, "{is_descending}");
            let told = if is_descending { Ordering::Greater } else { Ordering::Less };
            assert_eq!(order(Rank::of("a"), Rank::of("ö")), told);
        }
    }
}
