//! Where the files of a log are read from, and what can be wrong with one of them.

use super::tile::{Kind, Tile, bundle, hashes_from_bytes, unbundle};
use super::tree::{Hash, leaf_hash};
use std::collections::BTreeMap;
use std::io;

/// Something that has the files of a log: a folder, a map, a closure.
pub trait Source {
    /// The bytes of the file; `None` when there is none of this width.
    ///
    /// # Errors
    /// When it cannot be read although it may be there.
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>>;
}

impl<F: Fn(Tile) -> io::Result<Option<Vec<u8>>>> Source for F {
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        self(tile)
    }
}

impl Source for BTreeMap<Tile, Vec<u8>> {
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        Ok(self.get(&tile).cloned())
    }
}

/// What is wrong with a file, before any hash is compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// It is not there.
    #[error("`{0}` is missing; fetch it from another copy of the log")]
    Missing(Tile),
    /// It cannot be read.
    #[error("`{tile}` cannot be read: {error}")]
    Unreadable {
        /// Which.
        tile: Tile,
        /// What the system says.
        error: String,
    },
    /// It is cut off, or has more or fewer hashes or entries than it should.
    #[error("`{0}` is damaged: it does not hold `{width}`; fetch it from another copy of the log", width = .0.width)]
    Damaged(Tile),
}

/// The file's bytes; where a partial one is gone, those of the full one that superseded it.
pub(crate) fn bytes(source: &impl Source, tile: Tile) -> Result<(Tile, Vec<u8>), TileError> {
    let full = Tile::full(tile.kind, tile.index);
    for found in [tile, full] {
        let read = source.read(found);
        let read = read.map_err(|error| TileError::Unreadable { tile: found, error: error.to_string() })?;
        if let Some(bytes) = read {
            return Ok((found, bytes));
        }
    }
    Err(TileError::Missing(tile))
}

/// The hashes of a tile, as many as its width says.
pub(crate) fn hashes(source: &impl Source, tile: Tile) -> Result<Vec<Hash>, TileError> {
    debug_assert_ne!(tile.kind, Kind::Entries, "a bundle has no hashes");
    let (found, bytes) = bytes(source, tile)?;
    let hashes = hashes_from_bytes(&bytes).filter(|hashes| hashes.len() == usize::from(found.width));
    let wanted = hashes.and_then(|hashes| hashes.get(..usize::from(tile.width)));
    wanted.map(<[Hash]>::to_vec).ok_or(TileError::Damaged(found))
}

/// What `take` makes of the entries of a bundle, as many as its width says.
pub(crate) fn entries<T>(
    source: &impl Source,
    tile: Tile,
    take: impl FnOnce(&[&[u8]]) -> T,
) -> Result<T, TileError> {
    debug_assert_eq!(tile.kind, Kind::Entries, "a tile of hashes has no entries");
    let (found, bytes) = bytes(source, tile)?;
    let entries = unbundle(&bytes).filter(|entries| entries.len() == usize::from(found.width));
    let wanted = entries.as_deref().and_then(|entries| entries.get(..usize::from(tile.width)));
    wanted.map(take).ok_or(TileError::Damaged(found))
}

/// The hashes of the entries of a bundle.
pub(crate) fn leaves(source: &impl Source, tile: Tile) -> Result<Vec<Hash>, TileError> {
    entries(source, tile, |entries| entries.iter().map(|entry| leaf_hash(entry)).collect())
}

/// The bytes of a bundle of exactly this width.
pub(crate) fn bundle_bytes(source: &impl Source, tile: Tile) -> Result<Vec<u8>, TileError> {
    entries(source, tile, |entries| bundle(entries))?.map_err(|_| TileError::Damaged(tile))
}
