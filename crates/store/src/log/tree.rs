//! The arithmetic of the Merkle tree of RFC 6962 (and 9162): hashes, roots, proofs and their verification.
//!
//! A proof is first a list of [`Span`]s, which need only numbers; their hashes are then read from wherever they lie.

use aws_lc_rs::digest::{Context, SHA256, digest};

/// The length of a hash, in bytes.
pub const HASH_BYTES: usize = 32;

/// A SHA-256.
pub type Hash = [u8; HASH_BYTES];

/// The root of the tree without leaves: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// Sizes end here (2⁶³ − 1), as in the databases and in Go's implementation.
pub const MAX_SIZE: u64 = i64::MAX as u64;

/// The hash of an entry: SHA-256(0x00 ‖ entry).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(entry);
    bytes(&context.finish())
}

/// The hash above two others: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut data = [1; 1 + 2 * HASH_BYTES];
    let (_, both) = data.split_at_mut(1);
    let (first, second) = both.split_at_mut(HASH_BYTES);
    first.copy_from_slice(left);
    second.copy_from_slice(right);
    bytes(&digest(&SHA256, &data))
}

fn bytes(digest: &aws_lc_rs::digest::Digest) -> Hash {
    let mut hash = [0; HASH_BYTES];
    hash.copy_from_slice(digest.as_ref());
    hash
}

/// The root over these hashes, each a leaf or a subtree of one size; the last may be smaller.
pub fn fold(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        let (pairs, odd) = row.as_chunks::<2>();
        let above: Vec<_> = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
        row = [above.as_slice(), odd].concat();
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}

/// A complete subtree: the `index`th of those with 2^`level` leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// 0 is a leaf.
    pub level: u32,
    /// Counted within the level, from 0.
    pub index: u64,
}

/// The leaves from `begin` to before `end`, as the recursion of RFC 6962 cuts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    begin: u64,
    end: u64,
}

impl Span {
    /// The whole tree of this size.
    pub fn whole(size: u64) -> Self {
        Self { begin: 0, end: size }
    }

    /// The complete subtrees that make it up, from left to right; at most one of each level.
    pub fn nodes(self) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut begin = self.begin;
        while let Some(level) = self.end.saturating_sub(begin).checked_ilog2() {
            let level = level.min(begin.trailing_zeros());
            nodes.push(Node { level, index: begin >> level });
            begin += 1 << level;
        }
        nodes
    }

    /// Its hash, from the hashes of complete subtrees.
    ///
    /// # Errors
    /// What `read` fails with.
    pub fn hash<E>(self, mut read: impl FnMut(Node) -> Result<Hash, E>) -> Result<Hash, E> {
        let mut sum = None;
        for node in self.nodes().into_iter().rev() {
            let left = read(node)?;
            sum = Some(sum.map_or(left, |right| node_hash(&left, &right)));
        }
        Ok(sum.unwrap_or(EMPTY_ROOT))
    }

    /// Left and right of the largest power of two below its length.
    fn halves(self) -> Option<(Self, Self)> {
        let level = (self.end - self.begin).checked_sub(1)?.checked_ilog2()?;
        let middle = self.begin + (1 << level);
        Some((Self { begin: self.begin, end: middle }, Self { begin: middle, end: self.end }))
    }
}

/// The spans whose hashes prove that the leaf `index` is in the tree of `size`; `None` when it cannot be.
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Span>> {
    if index >= size || size > MAX_SIZE {
        return None;
    }
    let mut beside = Vec::new();
    let mut span = Span::whole(size);
    while let Some((left, right)) = span.halves() {
        let (inside, outside) = if index < left.end { (left, right) } else { (right, left) };
        beside.push(outside);
        span = inside;
    }
    beside.reverse();
    Some(beside)
}

/// The spans whose hashes prove that the tree of size `old` is the beginning of the one of size `new`; `None` when it
/// cannot be. Nothing needs proof when `old` is 0 or the same.
pub fn consistency(old: u64, new: u64) -> Option<Vec<Span>> {
    if old > new || new > MAX_SIZE {
        return None;
    }
    let mut proof = Vec::new();
    if old == 0 {
        return Some(proof);
    }
    let mut span = Span::whole(new);
    while let Some((left, right)) = span.halves().filter(|_| span.end != old) {
        let (inside, outside) = if old <= left.end { (left, right) } else { (right, left) };
        proof.push(outside);
        span = inside;
    }
    if span.begin != 0 {
        proof.push(span);
    }
    proof.reverse();
    Some(proof)
}

/// The hashes of spans, in order: a proof.
///
/// # Errors
/// What `read` fails with.
pub fn prove<E>(spans: &[Span], mut read: impl FnMut(Node) -> Result<Hash, E>) -> Result<Vec<Hash>, E> {
    spans.iter().map(|span| span.hash(&mut read)).collect()
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    /// There can be no such proof.
    #[error("there is no proof for `{part}` in a log of `{size}`; ask for one inside of it")]
    Outside {
        /// The index, or the older size.
        part: u64,
        /// The size.
        size: u64,
    },
    /// It has more or fewer hashes than sizes like these need.
    #[error("the proof has `{got}` hashes where `{wanted}` are needed; fetch it for these sizes")]
    Length {
        /// What it has.
        got: usize,
        /// What it must have.
        wanted: usize,
    },
    /// It leads to another root than the log's.
    #[error("the proof does not lead to the root of the log; the log or the entry is not what it should be")]
    Root,
    /// It leads to another root than the older one.
    #[error("the proof does not begin at the older root; the log was rewritten since")]
    OldRoot,
}

/// Whether `proof` shows that the leaf with this hash is number `index` in the log of `size` with `root`.
///
/// # Errors
/// What is wrong with the proof.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Hash,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), BadProof> {
    let beside = inclusion(index, size).ok_or(BadProof::Outside { part: index, size })?;
    length(proof, beside.len())?;
    let sum = beside.iter().zip(proof).fold(*leaf, |sum, (span, hash)| {
        if span.begin > index { node_hash(&sum, hash) } else { node_hash(hash, &sum) }
    });
    if sum == *root { Ok(()) } else { Err(BadProof::Root) }
}

/// Whether `proof` shows that the log of size `old` is the beginning of the one of size `new`.
///
/// # Errors
/// What is wrong with the proof.
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), BadProof> {
    let spans = consistency(old, new).ok_or(BadProof::Outside { part: old, size: new })?;
    length(proof, spans.len())?;
    let fitting = |root: Hash| if root == *old_root { Ok(root) } else { Err(BadProof::OldRoot) };
    if old == 0 {
        return fitting(EMPTY_ROOT).map(drop);
    }
    // The proof begins inside of the old tree, unless the old one is itself a complete subtree of the new.
    let mut parts = spans.iter().zip(proof);
    let starts_inside = spans.first().is_some_and(|span| span.end == old);
    let first = if starts_inside { parts.next().map_or(*old_root, |(_, hash)| *hash) } else { *old_root };
    let (mut before, mut after) = (first, first);
    for (span, hash) in parts {
        if span.begin >= old {
            after = node_hash(&after, hash);
        } else {
            before = node_hash(hash, &before);
            after = node_hash(hash, &after);
        }
    }
    fitting(before)?;
    if after == *new_root { Ok(()) } else { Err(BadProof::Root) }
}

fn length(proof: &[Hash], wanted: usize) -> Result<(), BadProof> {
    if proof.len() == wanted { Ok(()) } else { Err(BadProof::Length { got: proof.len(), wanted }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962, section 2.1, word for word.
    fn by_the_book(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => EMPTY_ROOT,
            [leaf] => *leaf,
            _ => {
                let middle = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(middle);
                node_hash(&by_the_book(left), &by_the_book(right))
            }
        }
    }

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    fn reader(leaves: &[Hash]) -> impl Fn(Node) -> Result<Hash, ()> {
        move |node| {
            let first = usize::try_from(node.index << node.level).unwrap();
            leaves.get(first..first + (1 << node.level)).map(by_the_book).ok_or(())
        }
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        let hex = |hash: Hash| hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        assert_eq!(hex(leaf_hash(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(EMPTY_ROOT, bytes(&digest(&SHA256, b"")));
        assert_eq!(
            hex(node_hash(&[0; 32], &[0xff; 32])),
            hex(bytes(&digest(&SHA256, &[[1].as_slice(), &[0; 32], &[255; 32]].concat())))
        );
    }

    #[test]
    fn roots_are_as_the_book_says() {
        let all = leaves(130);
        for size in 0..=130 {
            let part = &all[..size];
            let root = by_the_book(part);
            assert_eq!(fold(part), root, "{size}");
            assert_eq!(Span::whole(size as u64).hash(reader(part)), Ok(root), "{size}");
        }
    }

    #[test]
    fn every_inclusion_proof_holds_and_no_changed_one() {
        let all = leaves(40);
        for size in 1..=40 {
            let part = &all[..size];
            let root = by_the_book(part);
            for (index, leaf) in part.iter().enumerate() {
                let (index, size) = (index as u64, size as u64);
                let mut proof = prove(&inclusion(index, size).unwrap(), reader(part)).unwrap();
                assert_eq!(verify_inclusion(index, size, leaf, &proof, &root), Ok(()));
                assert_eq!(verify_inclusion(index, size, &[7; 32], &proof, &root), Err(BadProof::Root));
                for at in 0..proof.len() {
                    proof[at][0] ^= 1;
                    assert_eq!(verify_inclusion(index, size, leaf, &proof, &root), Err(BadProof::Root));
                    proof[at][0] ^= 1;
                }
                proof.push([0; 32]);
                let wrong = verify_inclusion(index, size, leaf, &proof, &root);
                assert!(matches!(wrong, Err(BadProof::Length { .. })));
            }
        }
    }

    #[test]
    fn every_consistency_proof_holds_and_no_changed_one() {
        let all = leaves(40);
        for new in 0..=40 {
            for old in 0..=new {
                let (before, after) = (by_the_book(&all[..old]), by_the_book(&all[..new]));
                let sizes = (old as u64, new as u64);
                let mut proof = prove(&consistency(sizes.0, sizes.1).unwrap(), reader(&all[..new])).unwrap();
                let verdict =
                    |proof: &[Hash]| verify_consistency((sizes.0, &before), (sizes.1, &after), proof);
                assert_eq!(verdict(&proof), Ok(()), "{old} of {new}");
                let forged = verify_consistency((sizes.0, &[7; 32]), (sizes.1, &after), &proof);
                assert!(forged.is_err(), "{old} of {new}");
                if old > 0 {
                    let forged = verify_consistency((sizes.0, &before), (sizes.1, &[7; 32]), &proof);
                    assert_eq!(forged, Err(BadProof::Root), "{old} of {new}");
                }
                for at in 0..proof.len() {
                    proof[at][31] ^= 1;
                    assert!(verdict(&proof).is_err(), "{old} of {new}, hash {at}");
                    proof[at][31] ^= 1;
                }
            }
        }
    }

    #[test]
    fn what_lies_outside_has_no_proof() {
        assert_eq!(inclusion(0, 0), None);
        assert_eq!(inclusion(5, 5), None);
        assert_eq!(consistency(6, 5), None);
        assert_eq!(inclusion(0, u64::MAX), None);
        assert_eq!(consistency(1, u64::MAX), None);
        assert_eq!(consistency(1, MAX_SIZE).map(|path| path.len()), Some(63));
        assert_eq!(inclusion(MAX_SIZE - 1, MAX_SIZE).map(|path| path.len()), Some(62));
        let outside = verify_inclusion(3, 3, &[0; 32], &[], &[0; 32]);
        assert_eq!(outside, Err(BadProof::Outside { part: 3, size: 3 }));
    }
}
