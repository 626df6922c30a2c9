//! The map of the ways of data: four columns of nodes, and what goes between them. Where there are more nodes than can be
//! read, those that least goes through stand together as one.

use super::{Handler, UNKNOWN, Way};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::register::lists::COUNTRY;
use varsam_model::{Id, id};

/// The most nodes of a map.
pub(crate) const MOST: usize = 60;

/// What stands at a place of the map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A group of people: where it stands in its list, the list, and its code.
    Whose(usize, &'static str, &'static str),
    /// People of whom nothing is told.
    NotTold,
    /// Who handles it.
    Handler(Handler),
    /// Where it is kept.
    Place(Id<id::Record>),
    /// A country, as a code.
    Country(&'static str),
    /// So many others of the column.
    Others(usize),
}

/// A place of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) key: Key,
    /// What it is called, where that is known here.
    pub(crate) title: String,
}

/// What goes from a node of a column to one of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    /// The column that it begins in.
    pub(crate) column: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How many ways of data it stands for.
    pub(crate) count: usize,
}

/// A map.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Map {
    pub(crate) columns: [Vec<Node>; 4],
    pub(crate) edges: Vec<Edge>,
    /// How many nodes stand together with others.
    pub(crate) hidden: usize,
}

/// The keys of one way of data, column by column.
type Path = [Key; 4];

impl Map {
    /// The map of these ways.
    pub(crate) fn of(ways: &[Way]) -> Self {
        let paths: Vec<Path> = ways.iter().flat_map(paths).collect();
        let titles = titles(ways);
        let (paths, hidden) = grouped(paths, &titles);
        let columns = columns(&paths, &titles);
        let mut edges = BTreeMap::<(usize, usize, usize), usize>::new();
        for path in &paths {
            let at = |column: usize| {
                let (column, key) = (columns.get(column)?, path.get(column)?);
                column.iter().position(|node| node.key == *key)
            };
            for column in 0..3 {
                if let Some((from, to)) = at(column).zip(at(column + 1)) {
                    *edges.entry((column, from, to)).or_default() += 1;
                }
            }
        }
        let edges = edges.into_iter().map(|((column, from, to), count)| Edge { column, from, to, count });
        Self { columns, edges: edges.collect(), hidden }
    }
}

fn paths(way: &Way) -> Vec<Path> {
    let whose: Vec<_> = way.whose.iter().map(|(place, list, code)| Key::Whose(*place, list, code)).collect();
    let whose = if whose.is_empty() { vec![Key::NotTold] } else { whose };
    let rest = (Key::Place(way.id), Key::Handler(way.handler), Key::Country(way.country));
    whose.into_iter().map(|whose| [whose, rest.0.clone(), rest.1.clone(), rest.2.clone()]).collect()
}

/// What nodes are called that entries stand behind.
fn titles(ways: &[Way]) -> BTreeMap<Key, String> {
    let title = |way: &Way| {
        let place = (Key::Place(way.id), way.title.clone());
        [place, (Key::Handler(way.handler), way.handled_by.clone())]
    };
    ways.iter().flat_map(title).collect()
}

/// The same paths with fewer nodes, where there are too many: of the two columns that grow with the registers.
fn grouped(mut paths: Vec<Path>, titles: &BTreeMap<Key, String>) -> (Vec<Path>, usize) {
    let count = |column: usize| {
        let keys = paths.iter().filter_map(|path| path.get(column));
        keys.collect::<BTreeSet<_>>().len()
    };
    let [whose, places, handlers, countries] = [count(0), count(1), count(2), count(3)];
    if whose + places + handlers + countries <= MOST {
        return (paths, 0);
    }
    let room = MOST.saturating_sub(whose + countries);
    let handled = handlers.min(room / 3);
    let left = [(1, places, room.saturating_sub(handled)), (2, handlers, handled)];
    let mut hidden = 0;
    for (column, count, room) in left.into_iter().filter(|(_, count, room)| count > room) {
        // One of the places is for the others.
        let kept = heaviest(&paths, column, room.saturating_sub(1), titles);
        hidden += count.saturating_sub(kept.len());
        for path in &mut paths {
            if let Some(key) = path.get_mut(column).filter(|key| !kept.contains(*key)) {
                *key = Key::Others(count.saturating_sub(kept.len()));
            }
        }
    }
    (paths, hidden)
}

/// The nodes of a column that most goes through; of two alike, the one that is called first.
fn heaviest(paths: &[Path], column: usize, room: usize, titles: &BTreeMap<Key, String>) -> BTreeSet<Key> {
    let mut counts = BTreeMap::<&Key, usize>::new();
    for key in paths.iter().filter_map(|path| path.get(column)) {
        *counts.entry(key).or_default() += 1;
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(key, count)| (std::cmp::Reverse(*count), titles.get(*key), (*key).clone()));
    all.into_iter().take(room).map(|(key, _)| key.clone()).collect()
}

/// The nodes of each column, in an order in which what goes between them crosses little.
fn columns(paths: &[Path], titles: &BTreeMap<Key, String>) -> [Vec<Node>; 4] {
    let order = |code: &str| COUNTRY.codes.iter().position(|one| *one == code).unwrap_or(usize::MAX);
    let title = |key: &Key| titles.get(key).map(|title| title.to_lowercase()).unwrap_or_default();
    let [mut whose, mut places, mut handlers, mut countries] = [vec![], vec![], vec![], vec![]];
    for [person, place, handler, country] in paths {
        let at = if let Key::Country(code) = country { order(code) } else { order(UNKNOWN) };
        whose.push((0, 0, String::new(), person));
        countries.push((at, 0, String::new(), country));
        handlers.push((at, 0, title(handler), handler));
        places.push((at, 1, title(handler) + "\0" + &title(place), place));
    }
    [whose, places, handlers, countries].map(|mut keys| {
        // What stands for others is last.
        keys.sort_by(|one, other| {
            let is_last = |key: &Key| matches!(key, Key::Others(_) | Key::NotTold);
            (is_last(one.3), one).cmp(&(is_last(other.3), other))
        });
        let mut seen = BTreeSet::new();
        let new = keys.into_iter().filter(|(.., key)| seen.insert(*key));
        new.map(|(.., key)| Node { key: key.clone(), title: titles.get(key).cloned().unwrap_or_default() })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_model::register::Register;

    fn many(count: u128) -> Vec<Way> {
        let register = Register::of("app").unwrap();
        let way = |number: u128| Way {
            register,
            id: Id::new(uuid::Uuid::from_u128(number)),
            title: format!("App {number}"),
            whose: BTreeSet::from([(0, "subjects", "pupils")]),
            handler: Handler::Entry("processor", Id::new(uuid::Uuid::from_u128(1000 + number % 40))),
            handled_by: format!("Bolag {}", number % 40),
            country: if number.is_multiple_of(2) { "sweden" } else { "third" },
        };
        (0..count).map(way).collect()
    }

    #[test]
    fn a_map_is_bounded_and_nothing_is_lost_in_it() {
        for count in [0, 1, 20, 500] {
            let ways = many(count);
            let map = Map::of(&ways);
            let nodes: usize = map.columns.iter().map(Vec::len).sum();
            assert!(nodes <= MOST, "{count}: {nodes}");
            for column in 0..3 {
                let through: usize =
                    map.edges.iter().filter(|edge| edge.column == column).map(|edge| edge.count).sum();
                assert_eq!(through, ways.len(), "{count}: what goes through column {column}");
            }
            assert_eq!(map.hidden > 0, count == 500);
            let mut turned = ways.clone();
            turned.reverse();
            assert_eq!(Map::of(&turned), map, "{count}: the same whatever comes first");
        }
    }
}
