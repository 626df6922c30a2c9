//! How a log grows: the right edge of the tree is enough to make every new tile.

use super::source::{self, Source, TileError};
use super::tile::{Kind, Tile, WIDTH, hashes_to_bytes};
use super::tree::{EMPTY_ROOT, Hash, fold};

/// The right edge of a log: on each level of tiles, the hashes of the last, unfinished tile (0 to 255).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    rows: Vec<Vec<Hash>>,
}

impl Edge {
    /// The edge of a log without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tiles that a log of `size` can be continued from: one for each level at most.
    pub fn tiles(size: u64) -> Vec<Tile> {
        let levels = (0u8..).map(Kind::Hashes).take_while(|kind| kind.count(size) > 0);
        levels.filter_map(|kind| partial(kind, size)).collect()
    }

    /// Takes up where a log of `size` ended.
    ///
    /// # Errors
    /// When a tile of [`Edge::tiles`] is missing or damaged.
    pub fn read(size: u64, source: &impl Source) -> Result<Self, TileError> {
        let levels = (0u8..).map(Kind::Hashes).take_while(|kind| kind.count(size) > 0);
        let rows = levels
            .map(|kind| partial(kind, size).map_or(Ok(Vec::new()), |tile| source::hashes(source, tile)));
        Ok(Self { size, rows: rows.collect::<Result<_, _>>()? })
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the log.
    pub fn root(&self) -> Hash {
        let mut below: Option<Hash> = None;
        for row in &self.rows {
            let row: Vec<_> = row.iter().copied().chain(below).collect();
            below = (!row.is_empty()).then(|| fold(&row));
        }
        below.unwrap_or(EMPTY_ROOT)
    }

    /// Appends leaves, and gives every tile that is new or changed: those that became full, then those of the new edge,
    /// which supersede narrower ones of the same number.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<(Tile, Vec<u8>)> {
        let before = self.size;
        let mut made = Vec::new();
        for leaf in leaves {
            self.size += 1;
            self.push(*leaf, &mut made);
        }
        for (kind, row) in (0u8..).map(Kind::Hashes).zip(&self.rows) {
            let changed = kind.count(before) != kind.count(self.size);
            if let Some(tile) = partial(kind, self.size).filter(|_| changed) {
                made.push((tile, hashes_to_bytes(row)));
            }
        }
        made
    }

    /// The hashes of the last tile of a level, when it is not full.
    pub(crate) fn row(&self, level: usize) -> &[Hash] {
        self.rows.get(level).map_or(&[], Vec::as_slice)
    }

    /// How many levels of tiles there are.
    pub(crate) fn levels(&self) -> usize {
        self.rows.len()
    }

    fn push(&mut self, leaf: Hash, made: &mut Vec<(Tile, Vec<u8>)>) {
        let mut hash = leaf;
        for kind in (0u8..).map(Kind::Hashes) {
            let Kind::Hashes(level) = kind else { return };
            if self.rows.len() <= usize::from(level) {
                self.rows.push(Vec::with_capacity(usize::from(WIDTH)));
            }
            let Some(row) = self.rows.get_mut(usize::from(level)) else { return };
            row.push(hash);
            if row.len() < usize::from(WIDTH) {
                return;
            }
            let index = kind.count(self.size) / u64::from(WIDTH) - 1;
            made.push((Tile::full(kind, index), hashes_to_bytes(row)));
            hash = fold(row);
            row.clear();
        }
    }
}

/// The unfinished tile at the right edge of a level; `None` when the last one is full.
fn partial(kind: Kind, size: u64) -> Option<Tile> {
    Tile::in_log(kind, kind.count(size) / u64::from(WIDTH), size)
}

#[cfg(test)]
mod tests {
    use super::super::tree::leaf_hash;
    use super::*;
    use std::collections::BTreeMap;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    #[test]
    fn roots_agree_at_every_boundary() {
        let all = leaves(65_537);
        for size in [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537] {
            let mut edge = Edge::new();
            let _ = edge.append(&all[..size]);
            assert_eq!(edge.root(), fold(&all[..size]), "{size}");
            assert_eq!(edge.size(), size as u64);
        }
    }

    #[test]
    fn one_by_one_or_at_once_gives_the_same_tiles() {
        let all = leaves(600);
        let mut once = Edge::new();
        let at_once: BTreeMap<_, _> = once.append(&all).into_iter().collect();
        let mut edge = Edge::new();
        let mut one_by_one = BTreeMap::new();
        for leaf in &all {
            one_by_one.extend(edge.append(&[*leaf]));
        }
        assert_eq!(once, edge);
        for (tile, bytes) in &at_once {
            assert_eq!(one_by_one.get(tile), Some(bytes), "{tile}");
        }
        let expected = Tile::all(600).filter(|tile| tile.kind != Kind::Entries);
        assert_eq!(at_once.into_keys().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_log_continues_from_its_tiles() {
        let all = leaves(1000);
        for stop in [0, 1, 255, 256, 257, 700] {
            let mut edge = Edge::new();
            let stored: BTreeMap<_, _> = edge.append(&all[..stop]).into_iter().collect();
            let mut again = Edge::read(stop as u64, &stored).unwrap();
            assert_eq!(again.root(), edge.root());
            let _ = again.append(&all[stop..]);
            assert_eq!(again.root(), fold(&all), "{stop}");
        }
    }

    #[test]
    fn nothing_appended_changes_nothing() {
        let mut edge = Edge::new();
        let _ = edge.append(&leaves(3));
        assert!(edge.append(&[]).is_empty());
    }

    #[test]
    fn a_missing_or_cut_tile_is_named() {
        let mut edge = Edge::new();
        let mut stored: BTreeMap<_, _> = edge.append(&leaves(300)).into_iter().collect();
        let last = Tile::parse("tile/0/001.p/44").unwrap();
        stored.get_mut(&last).unwrap().pop();
        assert_eq!(Edge::read(300, &stored), Err(TileError::Damaged(last)));
        stored.remove(&last);
        assert_eq!(Edge::read(300, &stored), Err(TileError::Missing(last)));
    }
}
