//! All that is known of words: names and their bearers, the forms of the word lists, parts of compounds. One look for each word.

use std::collections::BTreeMap;

use crate::{
    table::Table,
    term::{AS_FIRST, AS_LAST, Term},
    token::word_hash,
    word::Word,
};

/// What is known of a word or of words in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Known {
    pub(crate) word: Word,
    pub(crate) term: Term,
}

/// Words, and what is known of them.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    table: Table,
    /// What the table's numbers stand for; the first is "nothing".
    kinds: Vec<Known>,
    parts: Parts,
    phrases: Prefixes,
}

impl Vocabulary {
    /// What is known of the word with this hash.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Known {
        self.kinds.get(usize::from(self.table.get(hash))).copied().unwrap_or_default()
    }

    /// Brings what is known of a word near; the number means nothing.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) -> u16 {
        self.table.touch(hash)
    }

    /// Whether some term of several words starts with the words of this hash.
    #[inline]
    pub(crate) fn goes_on(&self, hash: u64) -> bool {
        self.phrases.has(hash)
    }

    /// What is said of a compound through its first or its last part; `word` is one that the table does not have.
    pub(crate) fn compound(&self, word: &[u8]) -> Term {
        if !(7..=40).contains(&word.len()) {
            return Term::default();
        }
        let first = self.parts.firsts(word).filter_map(|length| word.get(..length));
        let last = self.parts.lasts(word).filter_map(|start| word.get(start..));
        self.part(first, AS_FIRST).join(self.part(last, AS_LAST))
    }

    fn part<'w>(&self, mut parts: impl Iterator<Item = &'w [u8]>, flag: u64) -> Term {
        parts.find_map(|part| self.get(word_hash(part)).term.part(flag)).unwrap_or_default()
    }

    /// A vocabulary of these words; common words are found fastest.
    pub(crate) fn build(words: &BTreeMap<u64, Known>, parts: Parts, phrases: Prefixes) -> Self {
        let distinct: std::collections::BTreeSet<Known> =
            words.values().copied().chain([Known::default()]).collect();
        let kinds: Vec<Known> = distinct.into_iter().collect();
        let number = |known: &Known| {
            kinds.binary_search(known).ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(0)
        };
        let mut numbers: Vec<(u64, u16, u16)> =
            words.iter().map(|(hash, known)| (*hash, number(known), known.word.common())).collect();
        numbers.sort_by_key(|(hash, _, common)| (std::cmp::Reverse(*common), *hash));
        let numbers: Vec<(u64, u16)> = numbers.into_iter().map(|(hash, number, _)| (hash, number)).collect();
        Self { table: Table::build(&numbers), kinds, parts, phrases }
    }

    /// Appends the vocabulary to `bytes`.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(u16::try_from(self.kinds.len()).unwrap_or_default().to_le_bytes());
        for known in &self.kinds {
            bytes.extend(known.word.bits().to_le_bytes());
            bytes.extend(known.term.0.to_le_bytes());
        }
        self.parts.0.iter().chain(&self.phrases.0).for_each(|block| bytes.extend(block.to_le_bytes()));
        self.table.write(bytes);
    }

    /// The vocabulary that [`Vocabulary::write`] wrote, unless the bytes end too early.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<2>()?;
        let (kinds, rest) = rest.split_at_checked(10 * usize::from(u16::from_le_bytes(*count)))?;
        let (parts, rest) = rest.split_at_checked(8 << (PART_BITS - 6))?;
        let (phrases, table) = rest.split_at_checked(8 << (PREFIX_BITS - 6))?;
        let (kinds, _) = kinds.as_chunks::<10>();
        let kinds = kinds.iter().map(|[a, b, term @ ..]| Known {
            word: Word::from_bits(u16::from_le_bytes([*a, *b])),
            term: Term(u64::from_le_bytes(*term)),
        });
        let (parts, phrases) = (Parts(blocks(parts)), Prefixes(blocks(phrases)));
        let whole = !table.is_empty() && table.len() % 16 == 0;
        whole.then(|| Self { table: Table::read(table), kinds: kinds.collect(), parts, phrases })
    }
}

fn blocks(bytes: &[u8]) -> Vec<u64> {
    let (blocks, _) = bytes.as_chunks::<8>();
    blocks.iter().map(|block| u64::from_le_bytes(*block)).collect()
}

/// log2 of the bits for beginnings of phrases.
const PREFIX_BITS: u32 = 18;

/// Hashes of two and more words that start a term of several words, as bits: most words in a row need no look at the table.
#[derive(Clone, Debug)]
pub(crate) struct Prefixes(Vec<u64>);

impl Default for Prefixes {
    fn default() -> Self {
        Self(vec![0; 1 << (PREFIX_BITS - 6)])
    }
}

impl Prefixes {
    pub(crate) fn add(&mut self, hash: u64) {
        let bit = hash >> (64 - PREFIX_BITS);
        if let Some(block) = usize::try_from(bit >> 6).ok().and_then(|at| self.0.get_mut(at)) {
            *block |= 1 << (bit & 63);
        }
    }

    #[inline]
    fn has(&self, hash: u64) -> bool {
        let bit = hash >> (64 - PREFIX_BITS);
        usize::try_from(bit >> 6)
            .ok()
            .and_then(|at| self.0.get(at))
            .is_some_and(|block| block >> (bit & 63) & 1 != 0)
    }
}

/// log2 of the bits for beginnings and endings.
const PART_BITS: u32 = 16;

/// The first and the last four bytes of parts of compounds, as bits: most words have neither and need no further look.
#[derive(Clone, Debug)]
pub(crate) struct Parts(Vec<u64>);

impl Default for Parts {
    fn default() -> Self {
        Self(vec![0; 1 << (PART_BITS - 6)])
    }
}

impl Parts {
    /// Remembers a first part; false if it is too short to be one.
    pub(crate) fn add_first(&mut self, part: &[u8]) -> bool {
        part.first_chunk::<4>().map(|head| self.set(*head, 0)).is_some()
    }

    /// Remembers a last part.
    pub(crate) fn add_last(&mut self, part: &[u8]) {
        if let Some(tail) = part.last_chunk::<4>() {
            self.set(*tail, 1);
        }
    }

    /// Lengths that a first part of the word may have, the longest first.
    fn firsts(&self, word: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let known = word.first_chunk::<4>().is_some_and(|head| self.has(*head, 0));
        (if known { 4..word.len().saturating_sub(1) } else { 0..0 }).rev()
    }

    /// Where a last part of the word may start, the longest first.
    fn lasts(&self, word: &[u8]) -> impl Iterator<Item = usize> + use<> {
        let known = word.last_chunk::<4>().is_some_and(|tail| self.has(*tail, 1));
        if known { 2..word.len().saturating_sub(3) } else { 0..0 }
    }

    fn has(&self, bytes: [u8; 4], side: u64) -> bool {
        let (block, bit) = place(bytes, side);
        self.0.get(block).is_some_and(|bits| bits >> bit & 1 != 0)
    }

    fn set(&mut self, bytes: [u8; 4], side: u64) {
        let (block, bit) = place(bytes, side);
        if let Some(bits) = self.0.get_mut(block) {
            *bits |= 1 << bit;
        }
    }
}

/// The bit of four bytes, whatever their case, on one side of a word.
fn place(bytes: [u8; 4], side: u64) -> (usize, u32) {
    let value = u64::from(u32::from_le_bytes(bytes) | 0x2020_2020) * 2 + side;
    let bit = value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PART_BITS);
    ((bit >> 6) as usize, bit as u32 & 63)
}
