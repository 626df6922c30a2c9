//! Measures the log: `cargo run --release -p varsam-store --example log_speed [ENTRIES]`.
//!
//! Appending one by one with every changed tile made each time, in batches of 100, and verifying everything. Medians of
//! three, one thread, in memory.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "it measures, so it reads the clock and may stop"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use varsam_store::log::export::export;
use varsam_store::log::tile::{Kind, WIDTH, bundle};
use varsam_store::log::tree::leaf_hash;
use varsam_store::log::verify::verify;
use varsam_store::log::{Checkpoint, Edge, Folder, Leaf, Signer, Tile};

type Tiles = BTreeMap<Tile, Vec<u8>>;

fn main() {
    let count: u64 = std::env::args().nth(1).map_or(1_000_000, |count| count.parse().unwrap());
    let entries: Vec<_> = (0..count).map(entry).collect();
    let signer = Signer::new("log.example.org/varsam", &[7; 32]).unwrap();
    for batch in [1, 100, 10_000] {
        let (time, _) = median(|| grow(&entries, batch));
        println!("append, {batch} at a time: {:.2?} an entry", time / u32::try_from(count).unwrap());
    }
    let (mut tiles, edge) = grow(&entries, 10_000);
    for (index, part) in (0..).zip(entries.chunks(usize::from(WIDTH))) {
        tiles.insert(Tile::in_log(Kind::Entries, index, count).unwrap(), bundle(part).unwrap());
    }
    let (time, _) = median(|| edge.root());
    println!("root: {time:.2?}");
    let checkpoint = Checkpoint {
        origin: "log.example.org/varsam".into(),
        size: count,
        root: edge.root(),
        extensions: Vec::new(),
    };
    let note = checkpoint.sign(&[&signer]).unwrap().to_string();
    let (time, _) = median(|| verify(&tiles, &note, signer.verifier(), None).unwrap());
    println!("verify {count} entries, in memory: {time:.2?}");
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let (time, written) = timed(|| export(&tiles, &note, signer.verifier(), &mut folder).unwrap());
    println!("export {written} files, once: {time:.2?}");
    let (time, _) = median(|| verify(&folder, &note, signer.verifier(), None).unwrap());
    println!("verify {count} entries, in a folder: {time:.2?}");
}

fn entry(number: u64) -> Vec<u8> {
    let leaf = Leaf {
        at: varsam_model::Instant(1_796_000_000_000_000),
        actor: uuid::Uuid::from_u128(u128::from(number % 17)),
        kind: "incident.reported".into(),
        object: Some(uuid::Uuid::from_u128(number.into())),
        commitment: leaf_hash(&number.to_be_bytes()),
    };
    leaf.to_bytes().unwrap()
}

/// Hashes and appends, and keeps the last of each tile as a table would.
fn grow(entries: &[Vec<u8>], batch: usize) -> (Tiles, Edge) {
    let mut edge = Edge::new();
    let mut tiles = BTreeMap::new();
    let mut rows: BTreeMap<(Kind, u64), Tile> = BTreeMap::new();
    for part in entries.chunks(batch) {
        let leaves: Vec<_> = part.iter().map(|entry| leaf_hash(entry)).collect();
        for (tile, bytes) in edge.append(&leaves) {
            if let Some(narrower) = rows.insert((tile.kind, tile.index), tile) {
                tiles.remove(&narrower);
            }
            tiles.insert(tile, bytes);
        }
    }
    (tiles, edge)
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let made = work();
    (start.elapsed(), made)
}

fn median<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut runs: Vec<_> = (0..3).map(|_| timed(&work)).collect();
    runs.sort_by_key(|(time, _)| *time);
    runs.swap_remove(1)
}
