//! What is known of single words: a table of fingerprints, small enough for the processor's cache.
//!
//! Half a million words in two megabytes: a word is two bytes of fingerprint and two of value in one of two buckets of four
//! (a cuckoo table). One word in about ten thousand that is not in the table is taken for one that is; what is in it cannot be
//! read back as a list.

use crate::dice::Dice;

/// How common a word is as a name and otherwise, and what else it is known for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(u16);

impl Word {
    /// A town, a country.
    pub(crate) const PLACE: u16 = 1 << 8;
    /// An occupation or a title.
    pub(crate) const TITLE: u16 = 1 << 9;
    /// A people or a nationality.
    pub(crate) const PEOPLE: u16 = 1 << 10;

    /// Steps of how many people bear it as a given name, 0 to 7.
    pub(crate) fn given(self) -> u16 {
        self.0 & 7
    }

    /// Steps of how many people bear it as a family name, 0 to 7.
    pub(crate) fn family(self) -> u16 {
        (self.0 >> 3) & 7
    }

    /// Steps of how often it stands in lower case in running text, 0 to 3.
    pub(crate) fn common(self) -> u16 {
        (self.0 >> 6) & 3
    }

    /// Whether it is known as this.
    pub(crate) fn is(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    /// Everything at once.
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// From [`Word::bits`].
    pub(crate) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// With the higher of the steps, and all flags.
    pub(crate) fn with(self, given: u16, family: u16, common: u16, flags: u16) -> Self {
        let higher = |mine: u16, theirs: u16, most: u16| mine.max(theirs).min(most);
        Self(
            higher(self.given(), given, 7)
                | (higher(self.family(), family, 7) << 3)
                | (higher(self.common(), common, 3) << 6)
                | (self.0 & 0xFF00)
                | flags,
        )
    }
}

type Bucket = [(u16, u16); 4];

/// Words by the hash of their letters.
#[derive(Debug, Default)]
pub(crate) struct Words {
    buckets: Vec<Bucket>,
}

impl Words {
    /// What is known of the word with this hash; nothing when it is not in the table.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Word {
        let (first, second, print) = self.places(hash);
        self.look(first, print).or_else(|| self.look(second, print)).unwrap_or_default()
    }

    #[inline]
    fn look(&self, bucket: usize, print: u16) -> Option<Word> {
        let bucket = self.buckets.get(bucket)?;
        bucket.iter().find(|entry| entry.0 == print).map(|entry| Word(entry.1))
    }

    /// Both buckets of a word and its fingerprint, which is never zero.
    #[inline]
    fn places(&self, hash: u64) -> (usize, usize, u16) {
        let print = (hash >> 48) as u16 | 1;
        let first = self.reduce(hash);
        (first, self.other(first, print), print)
    }

    /// The other bucket that a word with this fingerprint may be in: twice the other is the first again.
    #[inline]
    fn other(&self, bucket: usize, print: u16) -> usize {
        let mixed = self.reduce(u64::from(print).wrapping_mul(0x5851_F42D_4C95_7F2D));
        let sum = self.buckets.len() + mixed - bucket;
        if sum >= self.buckets.len() { sum - self.buckets.len() } else { sum }
    }

    /// The hash as the number of a bucket.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the product is shifted below the number of buckets")]
    fn reduce(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.buckets.len() as u64) >> 32) as usize
    }

    /// A table of these words. The same list gives the same table.
    pub(crate) fn build(words: &[(u64, Word)]) -> Self {
        let mut size = words.len() * 100 / 372 + 1;
        loop {
            if let Some(table) = Self::try_build(words, size) {
                return table;
            }
            size += size / 50 + 1;
        }
    }

    fn try_build(words: &[(u64, Word)], size: usize) -> Option<Self> {
        let mut table = Self { buckets: vec![Bucket::default(); size] };
        let mut dice = Dice::new(7);
        for &(hash, word) in words {
            let (first, _, print) = table.places(hash);
            table.insert(first, (print, word.bits()), &mut dice)?;
        }
        Some(table)
    }

    fn insert(&mut self, first: usize, entry: (u16, u16), dice: &mut Dice) -> Option<()> {
        if self.put(first, entry).is_some() {
            return Some(());
        }
        let (mut bucket, mut entry) = (self.other(first, entry.0), entry);
        for _ in 0..500 {
            if self.put(bucket, entry).is_some() {
                return Some(());
            }
            let out = self.buckets.get_mut(bucket)?.get_mut(dice.below(4))?;
            std::mem::swap(out, &mut entry);
            bucket = self.other(bucket, entry.0);
        }
        None
    }

    fn put(&mut self, bucket: usize, entry: (u16, u16)) -> Option<()> {
        let free = self.buckets.get_mut(bucket)?.iter_mut().find(|slot| slot.0 == 0)?;
        *free = entry;
        Some(())
    }

    /// Appends the table to `bytes`.
    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        for (print, value) in self.buckets.iter().flatten() {
            bytes.extend(print.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
    }

    /// The table in `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let (entries, _) = bytes.as_chunks::<16>();
        Self { buckets: entries.iter().map(bucket).collect() }
    }
}

fn bucket(bytes: &[u8; 16]) -> Bucket {
    let mut bucket = Bucket::default();
    let (entries, _) = bytes.as_chunks::<4>();
    for (slot, [a, b, c, d]) in bucket.iter_mut().zip(entries) {
        *slot = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
    }
    bucket
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::word_hash;

    fn numbered(count: u64) -> Vec<(u64, Word)> {
        (0..count).map(|n| (word_hash(format!("ord{n}").as_bytes()), Word(n as u16 | 1))).collect()
    }

    #[test]
    fn every_word_is_found_again() {
        let words = numbered(50_000);
        let table = Words::build(&words);
        let mut copy = Vec::new();
        table.write(&mut copy);
        let table = Words::read(&copy);
        let wrong = words.iter().filter(|(hash, word)| table.get(*hash) != *word).count();
        assert!(wrong < 20, "{wrong} of 50,000 share fingerprint and bucket with another");
        let strangers = (0..50_000).filter(|n| table.get(word_hash(format!("främling{n}").as_bytes())) != Word(0));
        assert!(strangers.count() < 20);
    }
}
