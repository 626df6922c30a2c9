//! Samples that nobody can steer: a seed is fixed, and its hash put into the log, before anything is chosen. Then each
//! entry has a ticket, the HMAC-SHA-256 of its place under the seed, and those with the lowest tickets are the sample.
//! Whoever has the seed draws the same again.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;

/// How long a seed is, in bytes.
pub const SEED_BYTES: usize = 32;

/// What a sample is drawn by.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; SEED_BYTES]);

/// A text that is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 64 hexadecimal digits; copy the whole of it")]
pub struct BadSeed;

impl Seed {
    /// The seed that these bytes are.
    pub const fn new(bytes: [u8; SEED_BYTES]) -> Self {
        Self(bytes)
    }

    /// What is put into the log before anything is chosen: the SHA-256 of the seed, in hexadecimal digits.
    pub fn commitment(&self) -> String {
        digits(digest(&SHA256, &self.0).as_ref())
    }
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(&self.0))
    }
}

/// It is shown by whoever means to.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl FromStr for Seed {
    type Err = BadSeed;

    fn from_str(text: &str) -> Result<Self, BadSeed> {
        let (pairs, odd) = text.trim().as_bytes().as_chunks::<2>();
        if pairs.len() != SEED_BYTES || !odd.is_empty() {
            return Err(BadSeed);
        }
        let mut bytes = [0; SEED_BYTES];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = (half(*high)? << 4) | half(*low)?;
        }
        Ok(Self(bytes))
    }
}

/// What a hexadecimal digit says.
fn half(digit: u8) -> Result<u8, BadSeed> {
    let value = char::from(digit).to_digit(16).ok_or(BadSeed)?;
    u8::try_from(value).map_err(|_| BadSeed)
}

/// What an entry is ordered by.
type Ticket = [u8; 32];

/// A sample while it is drawn. It keeps no more than is asked for, however much is offered.
pub struct Draw {
    key: hmac::Key,
    most: usize,
    /// The lowest tickets so far, the highest of them on top.
    best: BinaryHeap<(Ticket, u64)>,
}

impl Draw {
    /// Of so many entries, at most.
    pub fn new(seed: &Seed, most: usize) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, &seed.0), most, best: BinaryHeap::new() }
    }

    /// Offers the entry at a place.
    pub fn offer(&mut self, place: u64) {
        let offered = (self.ticket(place), place);
        if self.best.len() < self.most {
            self.best.push(offered);
        } else if self.best.peek().is_some_and(|highest| offered < *highest) {
            self.best.pop();
            self.best.push(offered);
        }
    }

    fn ticket(&self, place: u64) -> Ticket {
        let mut ticket = [0; 32];
        ticket.copy_from_slice(hmac::sign(&self.key, &place.to_be_bytes()).as_ref());
        ticket
    }

    /// The places that were drawn, in the order of their tickets: the first ones are the sample of fewer.
    pub fn drawn(self) -> Vec<u64> {
        self.best.into_sorted_vec().into_iter().map(|(_, place)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(number: u64) -> Seed {
        let mut bytes = [0; SEED_BYTES];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        Seed::new(bytes)
    }

    fn drawn(number: u64, places: impl Iterator<Item = u64>, most: usize) -> Vec<u64> {
        let mut draw = Draw::new(&seed(number), most);
        places.for_each(|place| draw.offer(place));
        draw.drawn()
    }

    #[test]
    fn a_sample_is_the_same_each_time_in_whatever_order_entries_are_offered() {
        let forwards = drawn(1, 0..10_000, 200);
        assert_eq!(forwards, drawn(1, (0..10_000).rev(), 200));
        assert_eq!(forwards[..20], drawn(1, 0..10_000, 20), "the first are the sample of fewer");
        assert_ne!(forwards, drawn(2, 0..10_000, 200));
        let mut once = forwards.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 200, "none is drawn twice");
    }

    #[test]
    fn there_is_no_more_to_draw_than_is_offered_and_nothing_of_nothing() {
        assert_eq!(drawn(1, 5..8, 20).len(), 3);
        assert_eq!(drawn(1, 0..0, 20), Vec::<u64>::new());
        assert_eq!(drawn(1, 0..100, 0), Vec::<u64>::new());
    }

    /// 2,000 samples of 50 out of 1,000: each entry is expected 100 times. Chi-squared with 999 degrees of freedom lies
    /// below 1,143 in 999 of 1,000 cases, and above 865 as often; drawing without putting back makes it 5 % smaller.
    #[test]
    fn each_entry_is_drawn_as_often_as_any_other() {
        let mut times = [0_i64; 1000];
        for number in 0..2000 {
            for place in drawn(number, 0..1000, 50) {
                times[usize::try_from(place).unwrap()] += 1;
            }
        }
        let off: i64 = times.iter().map(|times| (times - 100) * (times - 100)).sum();
        let chi = off / 100;
        assert!((800..1143).contains(&chi), "{chi}");
        // Neither half of the log, nor every second entry, is liked better: 50,000 each, by three deviations (about 160).
        for half in [times[..500].iter().sum::<i64>(), times.iter().step_by(2).sum()] {
            assert!((half - 50_000).abs() < 500, "{half}");
        }
    }

    #[test]
    fn a_seed_is_read_as_it_is_written_and_its_hash_is_what_anybody_reckons() {
        let bytes = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let seed = Seed::new(bytes);
        let text = seed.to_string();
        assert_eq!(text, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        // printf %s 000102… | xxd -r -p | sha256sum
        let hash = "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd";
        assert_eq!(seed.commitment(), hash);
        assert_eq!(text.parse::<Seed>(), Ok(seed.clone()));
        assert_eq!(text.to_uppercase().parse::<Seed>(), Ok(seed));
        let odd = format!("{text}0");
        let short = text.replacen("00", "", 1);
        let (foreign, sign) = (text.replace('0', "g"), text.replacen("00", "+0", 1));
        for wrong in ["", &short, &odd, &foreign, &sign, &"å".repeat(32)] {
            assert_eq!(wrong.parse::<Seed>(), Err(BadSeed), "{wrong}");
        }
    }
}
