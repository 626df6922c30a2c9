//! Words that make it worth looking closer: those that stand in marked spans, and hardly elsewhere.

use std::collections::BTreeMap;

/// log2 of the number of bits.
const BITS: u32 = 17;
/// The size of the set in a model file, in bytes.
pub(crate) const SIZE: usize = 1 << (BITS - 3);

/// A set of words by their hash; about one in thirty strangers is taken for a member.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    bits: Vec<u8>,
}

/// How often a word stands inside and outside of marked spans.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<u64, (u32, u32)>);

impl Tally {
    pub(crate) fn count(&mut self, hash: u64, inside: bool) {
        let (marked, plain) = self.0.entry(hash).or_default();
        *(if inside { marked } else { plain }) += 1;
    }

    /// Words of which a part of `1 / share` stands inside.
    pub(crate) fn triggers(&self, share: u32) -> Triggers {
        let mut triggers = Triggers { bits: vec![0; SIZE] };
        for (hash, (inside, outside)) in &self.0 {
            if inside * share >= inside + outside {
                triggers.add(*hash);
            }
        }
        triggers
    }
}

impl Triggers {
    #[inline]
    pub(crate) fn has(&self, hash: u64) -> bool {
        let (byte, bit) = place(hash);
        self.bits.get(byte).is_some_and(|bits| bits >> bit & 1 != 0)
    }

    fn add(&mut self, hash: u64) {
        let (byte, bit) = place(hash);
        if let Some(bits) = self.bits.get_mut(byte) {
            *bits |= 1 << bit;
        }
    }

    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(&self.bits);
    }

    pub(crate) fn read(bytes: &[u8]) -> Self {
        Self { bits: bytes.to_vec() }
    }
}

#[inline]
fn place(hash: u64) -> (usize, u32) {
    let bit = (hash >> (64 - BITS)) as u32;
    ((bit >> 3) as usize, bit & 7)
}
