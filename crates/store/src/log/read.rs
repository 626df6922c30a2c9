//! Proofs and roots, read from tiles.

use super::source::{self, Source, TileError};
use super::tile::{HEIGHT, Kind, Tile, WIDTH};
use super::tree::{Hash, Node, Span, consistency, fold, inclusion, prove};
use std::collections::{BTreeMap, BTreeSet};

/// The tiles that the hashes of these spans are read from, in a log of `size`.
pub fn needed(spans: &[Span], size: u64) -> Vec<Tile> {
    let nodes = spans.iter().flat_map(|span| span.nodes());
    let tiles: BTreeSet<_> = nodes.filter_map(|node| Some(place(node, size)?.tile)).collect();
    tiles.into_iter().collect()
}

/// Where the hashes below a node lie in a tile.
struct Place {
    tile: Tile,
    first: usize,
    count: usize,
}

fn place(node: Node, size: u64) -> Option<Place> {
    let level = u8::try_from(node.level / HEIGHT).ok()?;
    let height = node.level % HEIGHT;
    let first = node.index << height;
    let tile = Tile::in_log(Kind::Hashes(level), first / u64::from(WIDTH), size)?;
    let first = usize::try_from(first % u64::from(WIDTH)).ok()?;
    Some(Place { tile, first, count: 1 << height })
}

/// Reads hashes of a log of one size, keeping the tiles it has seen. It believes them: check what it gives against a
/// signed root.
#[derive(Debug)]
pub struct Reader<'a, S> {
    source: &'a S,
    size: u64,
    seen: BTreeMap<Tile, Vec<Hash>>,
}

/// Why a reader cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A file is missing or damaged.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// Something outside of the log was asked for.
    #[error("there is no `{part}` in a log of `{size}`; ask for something inside of it")]
    Outside {
        /// An index or a size.
        part: u64,
        /// The size of the log.
        size: u64,
    },
}

impl<'a, S: Source> Reader<'a, S> {
    /// Of the log of `size` entries.
    pub fn new(source: &'a S, size: u64) -> Self {
        Self { source, size, seen: BTreeMap::new() }
    }

    /// The root that the log had when it was `size` long.
    ///
    /// # Errors
    /// When a tile is missing or damaged, or the log is shorter.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, ReadError> {
        let outside = ReadError::Outside { part: size, size: self.size };
        if size > self.size {
            return Err(outside);
        }
        Span::whole(size).hash(|node| self.node(node))
    }

    /// The proof that the entry `index` is in the log.
    ///
    /// # Errors
    /// When a tile is missing or damaged, or there is no such entry.
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Hash>, ReadError> {
        let outside = ReadError::Outside { part: index, size: self.size };
        prove(&inclusion(index, self.size).ok_or(outside)?, |node| self.node(node))
    }

    /// The proof that the log begins with the one of size `old`.
    ///
    /// # Errors
    /// When a tile is missing or damaged, or the log is shorter.
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Hash>, ReadError> {
        let outside = ReadError::Outside { part: old, size: self.size };
        prove(&consistency(old, self.size).ok_or(outside)?, |node| self.node(node))
    }

    /// The bytes of an entry.
    ///
    /// # Errors
    /// When its bundle is missing or damaged, or there is no such entry.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        let outside = ReadError::Outside { part: index, size: self.size };
        let tile = Tile::in_log(Kind::Entries, index / u64::from(WIDTH), self.size);
        let tile = tile.filter(|_| index < self.size).ok_or_else(|| outside.clone())?;
        let place = usize::try_from(index % u64::from(WIDTH)).unwrap_or(usize::MAX);
        let entry =
            source::entries(self.source, tile, |entries| entries.get(place).map(|entry| entry.to_vec()))?;
        entry.ok_or(outside)
    }

    fn node(&mut self, node: Node) -> Result<Hash, ReadError> {
        let outside = ReadError::Outside { part: node.index, size: self.size };
        let place = place(node, self.size).ok_or_else(|| outside.clone())?;
        if !self.seen.contains_key(&place.tile) {
            self.seen.insert(place.tile, source::hashes(self.source, place.tile)?);
        }
        let hashes =
            self.seen.get(&place.tile).and_then(|all| all.get(place.first..place.first + place.count));
        Ok(fold(hashes.ok_or(outside)?))
    }
}
