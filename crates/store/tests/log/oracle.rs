//! Roots and proofs beside `ct-merkle`.

use crate::{BOUNDARIES, Log, entry};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, HashableLeaf, InclusionProof};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use varsam_store::log::read::Reader;
use varsam_store::log::tree::{leaf_hash, verify_consistency, verify_inclusion};
use varsam_store::log::{Edge, Hash};

struct Entry(u64);

impl HashableLeaf for Entry {
    fn hash<H: ct_merkle::digest::Update>(&self, hasher: &mut H) {
        hasher.update(&entry(self.0));
    }
}

fn tree_of(size: u64) -> MemoryBackedTree<Sha256, Entry> {
    let mut tree = MemoryBackedTree::new();
    (0..size).for_each(|number| tree.push(Entry(number)));
    tree
}

fn root_of(tree: &MemoryBackedTree<Sha256, Entry>) -> Hash {
    if tree.is_empty() { Sha256::digest([]).into() } else { (*tree.root().as_bytes()).into() }
}

fn agree(size: u64, indexes: &[u64], olds: &[u64]) {
    let (log, oracle) = (Log::of(size), tree_of(size));
    let root = root_of(&oracle);
    assert_eq!(log.edge.root(), root, "root of {size}");
    let mut reader = Reader::new(&log.tiles, size);
    assert_eq!(reader.root_at(size), Ok(root), "root of {size} from tiles");
    for index in indexes.iter().copied().filter(|index| *index < size) {
        let ours = reader.inclusion(index).unwrap();
        let theirs = oracle.prove_inclusion(usize::try_from(index).unwrap());
        assert_eq!(ours.as_flattened(), theirs.as_bytes(), "inclusion of {index} in {size}");
        let leaf = leaf_hash(&reader.entry(index).unwrap());
        assert_eq!(verify_inclusion(index, size, &leaf, &ours, &root), Ok(()));
        let proof = InclusionProof::from_bytes(ours.as_flattened().to_vec());
        assert!(oracle.root().verify_inclusion(&Entry(index), index, &proof).is_ok());
    }
    for old in olds.iter().copied().filter(|old| (1..=size).contains(old)) {
        let ours = reader.consistency(old).unwrap();
        let before = tree_of(old);
        let added = usize::try_from(size - old).unwrap();
        assert_eq!(ours.as_flattened(), oracle.prove_consistency(added).as_bytes(), "{old} of {size}");
        let old_root = root_of(&before);
        assert_eq!(reader.root_at(old), Ok(old_root));
        assert_eq!(verify_consistency((old, &old_root), (size, &root), &ours), Ok(()));
        let proof = ConsistencyProof::try_from_bytes(ours.as_flattened().to_vec()).unwrap();
        assert!(oracle.root().verify_consistency(&before.root(), &proof).is_ok());
    }
}

#[test]
fn all_agree_at_every_boundary() {
    for size in BOUNDARIES {
        agree(
            size,
            &[0, 1, 254, 255, 256, 257, size / 2, size.saturating_sub(1)],
            &[1, 255, 256, 257, size / 2, size],
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_agree(size in 1u64..3000, index: u64, old: u64) {
        agree(size, &[index % size], &[old % size + 1]);
    }

    #[test]
    fn grows_in_any_steps_to_the_same(steps in prop::collection::vec(0u64..700, 0..6)) {
        let mut log = Log::of(0);
        for step in steps {
            let size = log.edge.size();
            log.grow((size..size + step).map(entry));
            // As after a restart: only what is stored is known.
            log.edge = Edge::read(log.edge.size(), &log.tiles).unwrap();
        }
        let size = log.edge.size();
        prop_assert_eq!(log.edge.root(), root_of(&tree_of(size)));
        prop_assert_eq!(log.verify().unwrap().size, size);
    }
}
