//! The walk over every file of a log.
//!
//! From the signed root down: the right edge gives the root, so it is right; a full tile is right when it hashes to what
//! the right tile above says; an entry is right when it hashes to what the right tile of level 0 says. So the file that
//! is wrong is the one named. When already the right edge does not give the root, the walk goes up instead, from the
//! entries, to see whether they do.

use super::edge::Edge;
use super::source::{self, Source, TileError};
use super::tile::{Kind, Tile, WIDTH, hashes_from_bytes};
use super::tree::{Hash, fold};
use super::verify::{Broken, Finding};
use std::iter::repeat_n;

const FULL: usize = WIDTH as usize;

/// Reads and checks all that a log of `size` with `root` should have.
pub(crate) fn everything(source: &impl Source, size: u64, root: &Hash, broken: &mut Broken) {
    match Edge::read(size, source) {
        Ok(edge) if edge.root() == *root => downwards(source, &edge, broken),
        _ => upwards(source, size, root, broken),
    }
}

/// What the tiles of a level must hash to, as far as that is known: the hashes of the level above.
type Known = Vec<Option<Hash>>;

fn downwards(source: &impl Source, edge: &Edge, broken: &mut Broken) {
    let mut above = Known::new();
    for level in (1..edge.levels()).rev() {
        above = tiles(source, edge, level, &above, broken);
    }
    for (index, known) in (0u64..).zip(&above) {
        if broken.is_full() {
            break;
        }
        let parts = Parts::read(source, index);
        parts.check(known.as_ref(), &above, broken);
    }
    if let Some(bundle) = last_bundle(edge.size()) {
        match source::leaves(source, bundle) {
            Ok(leaves) => compare(bundle, edge.row(0), &leaves, broken),
            Err(error) => broken.add(error),
        }
    }
}

/// The bundle at the right edge, when it is not full.
fn last_bundle(size: u64) -> Option<Tile> {
    Tile::in_log(Kind::Entries, size / u64::from(WIDTH), size)
}

/// Reads the tiles of a level and gives their hashes; those of a wrong one are not known.
fn tiles(source: &impl Source, edge: &Edge, level: usize, above: &Known, broken: &mut Broken) -> Known {
    let mut hashes = Known::with_capacity(above.len() * FULL + edge.row(level).len());
    let kind = Kind::Hashes(u8::try_from(level).unwrap_or(u8::MAX));
    for (index, known) in (0u64..).zip(above) {
        if broken.is_full() {
            return hashes;
        }
        let tile = Tile::full(kind, index);
        match right_tile(source, tile, known.as_ref()) {
            Ok(right) => hashes.extend(right.into_iter().map(Some)),
            Err(finding) => {
                broken.add(finding);
                hashes.extend(repeat_n(None, FULL));
            }
        }
    }
    hashes.extend(edge.row(level).iter().copied().map(Some));
    hashes
}

/// The hashes of a tile, when they hash to what is known.
fn right_tile(source: &impl Source, tile: Tile, known: Option<&Hash>) -> Result<Vec<Hash>, Finding> {
    let hashes = source::hashes(source, tile)?;
    let wrong = known.is_some_and(|known| fold(&hashes) != *known);
    if wrong { Err(Finding::EditedTile(tile)) } else { Ok(hashes) }
}

/// A full bundle and the full tile over it.
struct Parts {
    bundle: Tile,
    tile: Tile,
    leaves: Result<Vec<Hash>, TileError>,
    hashes: Result<Vec<Hash>, TileError>,
}

impl Parts {
    fn read(source: &impl Source, index: u64) -> Self {
        let bundle = Tile::full(Kind::Entries, index);
        let tile = Tile::full(Kind::Hashes(0), index);
        Self { bundle, tile, leaves: source::leaves(source, bundle), hashes: source::hashes(source, tile) }
    }

    /// Which of the two is wrong, if any. `above` are the hashes of all full bundles, `known` that of this one.
    fn check(self, known: Option<&Hash>, above: &Known, broken: &mut Broken) {
        let Self { bundle, tile, leaves, hashes } = self;
        let (leaves, hashes) = (noted(leaves, broken), noted(hashes, broken));
        let right = |part: &Vec<Hash>| known.map(|known| fold(part) == *known);
        match (hashes.as_ref().map(right), known) {
            (Some(Some(true)), _) => {
                if let (Some(leaves), Some(hashes)) = (leaves, hashes) {
                    compare_or_find(bundle, &hashes, &leaves, above, broken);
                }
                return;
            }
            (Some(Some(false)), _) => broken.add(Finding::EditedTile(tile)),
            _ => {}
        }
        let Some(leaves) = leaves else { return };
        match (right(&leaves), hashes) {
            (Some(false), _) => broken.add(Finding::EditedBundle(bundle)),
            (None, Some(hashes)) if hashes != leaves => {
                broken.add(Finding::Unfitting { upper: tile, lower: bundle });
            }
            _ => {}
        }
    }
}

fn noted<T>(part: Result<T, TileError>, broken: &mut Broken) -> Option<T> {
    part.map_err(|error| broken.add(error)).ok()
}

/// Compares entries with the tile that is right. When not one fits, they may belong elsewhere.
fn compare_or_find(bundle: Tile, right: &[Hash], leaves: &[Hash], above: &Known, broken: &mut Broken) {
    if right.iter().zip(leaves).any(|(right, leaf)| right == leaf) {
        return compare(bundle, right, leaves, broken);
    }
    let sum = Some(fold(leaves));
    broken.add(match (0u64..).zip(above).find(|(_, known)| **known == sum) {
        Some((index, _)) => Finding::MovedBundle { bundle, belongs: Tile::full(Kind::Entries, index) },
        None => Finding::EditedBundle(bundle),
    });
}

fn compare(bundle: Tile, right: &[Hash], leaves: &[Hash], broken: &mut Broken) {
    let first = bundle.index * u64::from(WIDTH);
    for (index, (right, leaf)) in (first..).zip(right.iter().zip(leaves)) {
        if right != leaf {
            broken.add(Finding::EditedEntry { index, bundle });
        }
    }
}

/// Rebuilds the log from its entries. If they give the root, whatever tile differs was edited; else the entries, or
/// both, are not what was signed.
fn upwards(source: &impl Source, size: u64, root: &Hash, broken: &mut Broken) {
    let mut edge = Edge::new();
    let mut differing = Vec::new();
    let mut whole = true;
    for bundle in (0..size.div_ceil(u64::from(WIDTH))).filter_map(|n| Tile::in_log(Kind::Entries, n, size)) {
        if broken.is_full() {
            return;
        }
        let leaves = noted(source::leaves(source, bundle), broken);
        if let Some(leaves) = leaves.filter(|_| whole) {
            let made = edge.append(&leaves);
            differing.extend(made.into_iter().filter_map(|made| differs(source, &made, size, broken)));
        } else {
            // Without one, no tile above can be computed; go on only to name what else is missing.
            whole = false;
        }
    }
    if !whole {
        missing_tiles(source, size, broken);
    }
    if whole && edge.root() == *root {
        differing.into_iter().for_each(|tile| broken.add(Finding::EditedTile(tile)));
        return;
    }
    for upper in differing {
        if let Kind::Hashes(0) = upper.kind {
            broken.add(Finding::Unfitting { upper, lower: Tile { kind: Kind::Entries, ..upper } });
        }
    }
    broken.add(Finding::Root(size));
}

/// The stored tile, if it is another than the one made; only of tiles that the whole log has.
fn differs(source: &impl Source, made: &(Tile, Vec<u8>), size: u64, broken: &mut Broken) -> Option<Tile> {
    let (tile, bytes) = made;
    Tile::in_log(tile.kind, tile.index, size).filter(|final_tile| final_tile == tile)?;
    let stored = noted(source::hashes(source, *tile), broken)?;
    (hashes_from_bytes(bytes) != Some(&stored)).then_some(*tile)
}

fn missing_tiles(source: &impl Source, size: u64, broken: &mut Broken) {
    for tile in Tile::all(size).filter(|tile| tile.kind != Kind::Entries) {
        if broken.is_full() {
            return;
        }
        let _ = noted(source::hashes(source, tile), broken);
    }
}
