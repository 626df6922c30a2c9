//! Half a million words in two megabytes: a table of fingerprints, small enough for the processor's cache.
//!
//! A word is two bytes of fingerprint and two of value in one of two buckets of four (a cuckoo table). One word in about four
//! thousand that is not in the table is taken for one that is; what is in it cannot be read back as a list.

use crate::dice::Dice;

type Bucket = [(u16, u16); 4];

/// A table from hashes to small numbers, of which 0 stands for "not there".
#[derive(Debug, Default)]
pub(crate) struct Table {
    buckets: Vec<Bucket>,
}

impl Table {
    /// The number under this hash.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> u16 {
        let print = print(hash);
        let first = self.reduce(hash);
        match self.look(first, print) {
            0 => self.look(self.other(first, print), print),
            value => value,
        }
    }

    /// Brings the word's bucket near: many of these at once cost as much as one [`Table::get`] that has to wait.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) -> u16 {
        self.buckets.get(self.reduce(hash)).and_then(|bucket| bucket.first()).map_or(0, |entry| entry.0)
    }

    #[inline]
    fn look(&self, bucket: usize, print: u16) -> u16 {
        let Some(bucket) = self.buckets.get(bucket) else { return 0 };
        bucket.iter().fold(0, |found, (other, value)| if *other == print { *value } else { found })
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
    fn reduce(&self, hash: u64) -> usize {
        (((hash & 0xFFFF_FFFF) * self.buckets.len() as u64) >> 32) as usize
    }

    /// A table of these numbers; what comes first is found fastest. The same list gives the same table.
    pub(crate) fn build(words: &[(u64, u16)]) -> Self {
        let mut size = words.len() * 100 / 380 + 1;
        loop {
            if let Some(table) = Self::try_build(words, size) {
                return table;
            }
            size += size / 50 + 1;
        }
    }

    fn try_build(words: &[(u64, u16)], size: usize) -> Option<Self> {
        let mut table = Self { buckets: vec![Bucket::default(); size] };
        let mut dice = Dice::new(7);
        for &(hash, value) in words {
            table.insert(table.reduce(hash), (print(hash), value), &mut dice)?;
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

/// The part of a hash that is kept; never zero.
#[inline]
fn print(hash: u64) -> u16 {
    (hash >> 48) as u16 | 1
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

    #[test]
    fn every_word_is_found_again() {
        let words: Vec<(u64, u16)> =
            (0..50_000).map(|n| (word_hash(format!("ord{n}").as_bytes()), n | 1)).collect();
        let table = Table::build(&words);
        let mut copy = Vec::new();
        table.write(&mut copy);
        let table = Table::read(&copy);
        let wrong = words.iter().filter(|(hash, word)| table.get(*hash) != *word).count();
        assert!(wrong < 20, "{wrong} of 50,000 share fingerprint and bucket with another");
        let strangers = (0..50_000).filter(|n| table.get(word_hash(format!("främling{n}").as_bytes())) != 0);
        assert!(strangers.count() < 30);
    }
}
