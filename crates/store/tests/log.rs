//! The log against another implementation of RFC 6962, and against people who change it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod log {
    mod exported;
    mod oracle;
}

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io;
use varsam_store::log::read::{ReadError, Reader, needed};
use varsam_store::log::tile::{Kind, bundle, unbundle};
use varsam_store::log::tree::{self, leaf_hash};
use varsam_store::log::verify::{Broken, Finding, verify};
use varsam_store::log::{Checkpoint, Edge, Signer, Source as _, Tile, TileError};

const BOUNDARIES: [u64; 13] = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537];

fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

fn signer() -> Signer {
    Signer::new("log.example.org/varsam", &[7; 32]).unwrap()
}

/// A log in memory, as a database would keep it: entries, and the tiles that appending made.
struct Log {
    tiles: BTreeMap<Tile, Vec<u8>>,
    edge: Edge,
}

impl Log {
    fn of(size: u64) -> Self {
        let mut log = Self { tiles: BTreeMap::new(), edge: Edge::new() };
        log.grow((0..size).map(entry));
        log
    }

    fn grow(&mut self, entries: impl Iterator<Item = Vec<u8>>) {
        let mut all: Vec<Vec<u8>> = Vec::new();
        let last = self.edge.size() / 256;
        if let Some(tile) = Tile::in_log(Kind::Entries, last, self.edge.size()) {
            all = unbundle(&self.tiles[&tile]).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        }
        let known = all.len();
        all.extend(entries);
        let leaves: Vec<_> = all[known..].iter().map(|entry| leaf_hash(entry)).collect();
        self.tiles.extend(self.edge.append(&leaves));
        for (index, part) in (last..).zip(all.chunks(256)) {
            let tile = Tile::in_log(Kind::Entries, index, self.edge.size()).unwrap();
            self.tiles.insert(tile, bundle(part).unwrap());
        }
    }

    fn checkpoint(&self) -> String {
        let (size, root) = (self.edge.size(), self.edge.root());
        let origin = signer().verifier().name().to_owned();
        Checkpoint { origin, size, root, extensions: Vec::new() }.sign(&[&signer()]).unwrap().to_string()
    }

    fn verify(&self) -> Result<Checkpoint, Broken> {
        verify(&self.tiles, &self.checkpoint(), signer().verifier(), None)
    }

    fn findings(&self) -> Vec<Finding> {
        self.verify().unwrap_err().findings
    }

    fn edit(&mut self, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Tile {
        let tile = Tile::parse(path).unwrap();
        change(self.tiles.get_mut(&tile).unwrap());
        tile
    }

    /// Replaces an entry by one of the same length, in its bundle only.
    fn edit_entry(&mut self, path: &str, place: usize) -> Tile {
        self.edit(path, |bytes| {
            let mut entries: Vec<_> = unbundle(bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
            entries[place][0] ^= 1;
            *bytes = bundle(&entries).unwrap();
        })
    }
}

#[test]
fn a_log_of_any_size_verifies() {
    for size in BOUNDARIES {
        assert_eq!(Log::of(size).verify().unwrap().size, size);
    }
}

#[test]
fn proofs_read_only_the_tiles_that_are_named() {
    let log = Log::of(70_000);
    let spans = tree::inclusion(300, 70_000).unwrap();
    let named = needed(&spans, 70_000);
    let paths: Vec<_> = named.iter().map(|tile| tile.path()).collect();
    assert_eq!(paths, ["tile/0/001", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17"]);
    let few: BTreeMap<_, _> = named.iter().map(|tile| (*tile, log.tiles[tile].clone())).collect();
    assert_eq!(Reader::new(&few, 70_000).inclusion(300), Reader::new(&log.tiles, 70_000).inclusion(300));
}

#[test]
fn what_is_not_in_the_log_is_not_read() {
    let log = Log::of(300);
    let mut reader = Reader::new(&log.tiles, 300);
    let outside = |part| ReadError::Outside { part, size: 300 };
    assert_eq!(reader.inclusion(300), Err(outside(300)));
    assert_eq!(reader.entry(300), Err(outside(300)));
    assert_eq!(reader.consistency(301), Err(outside(301)));
    assert_eq!(reader.root_at(301), Err(outside(301)));
}

/// Sizes at which what is changed lies in full files, in partial ones, under one and two levels.
const SIZES: [u64; 4] = [1000, 1024, 5000, 66_000];

#[test]
fn an_edited_entry_is_named() {
    for size in SIZES {
        let mut log = Log::of(size);
        let bundle = log.edit_entry("tile/entries/001", 7);
        assert_eq!(log.findings(), [Finding::EditedEntry { index: 263, bundle }]);
    }
    let mut log = Log::of(1000);
    let bundle = log.edit_entry("tile/entries/003.p/232", 231);
    assert_eq!(log.findings(), [Finding::EditedEntry { index: 999, bundle }]);
}

#[test]
fn an_edited_tile_is_named() {
    for size in SIZES {
        let mut log = Log::of(size);
        let tile = log.edit("tile/0/002", |bytes| bytes[40] ^= 1);
        assert_eq!(log.findings(), [Finding::EditedTile(tile)], "{size}");
    }
    for path in ["tile/0/003.p/232", "tile/1/000.p/3"] {
        let mut log = Log::of(1000);
        let tile = log.edit(path, |bytes| bytes[64] ^= 1);
        assert_eq!(log.findings(), [Finding::EditedTile(tile)], "{path}");
    }
    for path in ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"] {
        let mut log = Log::of(66_000);
        let tile = log.edit(path, |bytes| bytes[9] ^= 1);
        assert_eq!(log.findings(), [Finding::EditedTile(tile)], "{path}");
    }
}

#[test]
fn an_entry_edited_with_its_tile_is_still_found() {
    let mut log = Log::of(1000);
    let bundle = log.edit_entry("tile/entries/001", 7);
    let entries: Vec<_> = unbundle(&log.tiles[&bundle]).unwrap().into_iter().map(leaf_hash).collect();
    let tile = log.edit("tile/0/001", |bytes| *bytes = entries.as_flattened().to_vec());
    assert_eq!(log.findings(), [Finding::EditedTile(tile), Finding::EditedBundle(bundle)]);
}

#[test]
fn a_log_rewritten_up_to_the_edge_does_not_give_the_root() {
    let good = Log::of(1000);
    let mut forged = Log::of(400);
    forged.grow((400..1000).map(|number| entry(number + 1)));
    let broken = verify(&forged.tiles, &good.checkpoint(), signer().verifier(), None).unwrap_err();
    assert_eq!(broken.findings, [Finding::Root(1000)]);
}

#[test]
fn an_entry_edited_at_the_edge_with_its_tile_is_found() {
    let mut log = Log::of(1000);
    log.edit_entry("tile/entries/003.p/232", 3);
    log.edit("tile/0/003.p/232", |bytes| bytes[40 * 32] ^= 1);
    let tile = Tile::parse("tile/0/003.p/232").unwrap();
    let bundle = Tile { kind: Kind::Entries, ..tile };
    assert_eq!(log.findings(), [Finding::Unfitting { upper: tile, lower: bundle }, Finding::Root(1000)]);
}

#[test]
fn under_an_edited_tile_what_does_not_fit_is_named_too() {
    let mut log = Log::of(66_000);
    let upper = log.edit("tile/1/000", |bytes| bytes[9] ^= 1);
    let lower = log.edit_entry("tile/entries/001", 7);
    let unfitting = Finding::Unfitting { upper: Tile { kind: Kind::Hashes(0), ..lower }, lower };
    assert_eq!(log.findings(), [Finding::EditedTile(upper), unfitting]);
}

#[test]
fn every_deleted_file_is_named() {
    for size in [300, 1024, 66_000] {
        for tile in Tile::all(size).step_by(37).chain(Tile::all(size).skip(1).step_by(101)) {
            let mut log = Log::of(size);
            log.tiles.remove(&tile).unwrap();
            let broken = log.verify().unwrap_err();
            assert_eq!(broken.findings[0], TileError::Missing(tile).into(), "{size}");
        }
    }
}

#[test]
fn a_deleted_bundle_is_the_only_finding() {
    let mut log = Log::of(1000);
    let bundle = Tile::parse("tile/entries/001").unwrap();
    log.tiles.remove(&bundle);
    assert_eq!(log.findings(), [TileError::Missing(bundle).into()]);
}

#[test]
fn a_bundle_cut_off_or_too_long_is_named() {
    let mut log = Log::of(1000);
    let bundle = log.edit("tile/entries/001", |bytes| bytes.truncate(100));
    assert_eq!(log.findings(), [TileError::Damaged(bundle).into()]);
    let mut log = Log::of(1000);
    let bundle = log.edit("tile/entries/001", |bytes| bytes.extend([0, 0]));
    assert_eq!(log.findings(), [TileError::Damaged(bundle).into()]);
}

#[test]
fn swapped_bundles_are_named_with_where_they_belong() {
    let mut log = Log::of(1000);
    let (one, two) = (Tile::parse("tile/entries/001").unwrap(), Tile::parse("tile/entries/002").unwrap());
    let first = log.tiles.insert(two, log.tiles[&one].clone()).unwrap();
    log.tiles.insert(one, first);
    assert_eq!(
        log.findings(),
        [
            Finding::MovedBundle { bundle: one, belongs: two },
            Finding::MovedBundle { bundle: two, belongs: one }
        ]
    );
}

#[test]
fn swapped_entries_are_named() {
    let mut log = Log::of(1000);
    let bundle = log.edit("tile/entries/001", |bytes| {
        let mut entries: Vec<_> = unbundle(bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        entries.swap(0, 1);
        *bytes = bundle(&entries).unwrap();
    });
    let edited = |index| Finding::EditedEntry { index, bundle };
    assert_eq!(log.findings(), [edited(256), edited(257)]);
}

#[test]
fn a_truncated_log_misses_files() {
    let (long, short) = (Log::of(5000), Log::of(3000));
    let broken = verify(&short.tiles, &long.checkpoint(), signer().verifier(), None).unwrap_err();
    let missing = Tile::parse("tile/entries/011").unwrap();
    assert_eq!(broken.findings[0], TileError::Missing(missing).into());
    assert!(broken.to_string().starts_with("`tile/entries/011` is missing;"), "{broken}");
    for path in ["tile/entries/019.p/136", "tile/0/011", "tile/0/019.p/136", "tile/1/000.p/19"] {
        let missing = TileError::Missing(Tile::parse(path).unwrap());
        assert!(broken.findings.contains(&missing.into()), "{path}: {broken:?}");
    }
    assert_eq!(broken.findings.last(), Some(&Finding::Root(5000)));
}

#[test]
fn a_rolled_back_log_shows_beside_an_older_checkpoint() {
    let (long, short) = (Log::of(5000), Log::of(3000));
    let broken =
        verify(&short.tiles, &short.checkpoint(), signer().verifier(), Some(&long.checkpoint())).unwrap_err();
    assert_eq!(broken.findings, [Finding::RolledBack { older: 5000, size: 3000 }]);
}

#[test]
fn a_forked_log_shows_beside_an_older_checkpoint() {
    let older = Log::of(1666);
    let mut forked = Log::of(1000);
    for size in [1666, 5000] {
        forked.grow((forked.edge.size()..size).map(|number| entry(number + 1)));
        assert!(forked.verify().is_ok(), "consistent in itself");
        let broken =
            verify(&forked.tiles, &forked.checkpoint(), signer().verifier(), Some(&older.checkpoint()));
        assert_eq!(broken.unwrap_err().findings, [Finding::Forked(1666)]);
    }
}

#[test]
fn an_honest_log_continues_every_older_checkpoint() {
    let log = Log::of(1000);
    for old in [0, 1, 255, 256, 257, 512, 999, 1000] {
        let older = Log::of(old).checkpoint();
        assert!(verify(&log.tiles, &log.checkpoint(), signer().verifier(), Some(&older)).is_ok(), "{old}");
    }
}

#[test]
fn a_checkpoint_of_a_stranger_is_refused() {
    let log = Log::of(10);
    let stranger = Signer::new("log.example.org/varsam", &[8; 32]).unwrap();
    let broken = verify(&log.tiles, &log.checkpoint(), stranger.verifier(), None).unwrap_err();
    assert!(matches!(broken.findings[..], [Finding::Checkpoint(_)]), "{broken}");
    let older = log.checkpoint().replace("\n10\n", "\n9\n");
    assert!(verify(&log.tiles, &log.checkpoint(), signer().verifier(), Some(&older)).is_err());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let log = Log::of(1000);
    let bad = Tile::parse("tile/entries/001").unwrap();
    let source = |tile: Tile| {
        if tile == bad { Err(io::Error::other("no such luck")) } else { log.tiles.read(tile) }
    };
    let broken = verify(&source, &log.checkpoint(), signer().verifier(), None).unwrap_err();
    assert_eq!(broken.to_string(), "`tile/entries/001` cannot be read: no such luck");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any bit of any file: nothing stays unnoticed, and the file itself is named.
    #[test]
    fn any_changed_bit_is_found(size in 1u64..1500, file: prop::sample::Index, at: prop::sample::Index, bit in 0u8..8) {
        let mut log = Log::of(size);
        let tiles: Vec<_> = Tile::all(size).collect();
        let tile = *file.get(&tiles);
        let bytes = log.tiles.get_mut(&tile).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let broken = log.verify().unwrap_err();
        prop_assert!(broken.findings.len() <= 100);
        let named = format!("`{tile}`");
        prop_assert!(broken.findings.iter().all(|finding| finding.to_string().contains(&named)), "{named}: {broken:?}");
    }
}

#[test]
fn a_size_that_no_log_has_does_not_keep_the_verifier_busy() {
    let signed = |size, root| {
        let origin = signer().verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size, root, extensions: Vec::new() };
        checkpoint.sign(&[&signer()]).unwrap().to_string()
    };
    let size = (1 << 62) + 300;
    // Nothing is there at all, or a right edge that gives the root and nothing behind it.
    let nothing = BTreeMap::new();
    let edge: BTreeMap<_, _> =
        Edge::tiles(size).into_iter().map(|tile| (tile, vec![1; 32 * usize::from(tile.width)])).collect();
    let root = Edge::read(size, &edge).unwrap().root();
    for (tiles, root) in [(nothing, [0; 32]), (edge, root)] {
        let broken = verify(&tiles, &signed(size, root), signer().verifier(), None).unwrap_err();
        assert!((100..110).contains(&broken.findings.len()), "{}", broken.findings.len());
        assert!(broken.to_string().contains("is missing"), "{broken}");
    }
}
