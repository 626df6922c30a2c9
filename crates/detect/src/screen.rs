//! The first look at a sentence: is it worth reading word by word?
//!
//! One small table of weights, one look for each word. It only has to tell the many sentences that say nothing about anybody.

use crate::{dice::Dice, sensitive::Context, sentence::Sentence};

/// log2 of the rows.
const BITS: u32 = 16;
/// The size in a model file, in bytes.
pub(crate) const SIZE: usize = 4 + (2 << BITS);

/// Weights of words, and the sum from which on a sentence is read.
#[derive(Debug)]
pub(crate) struct Screen {
    weights: Vec<i16>,
    least: i32,
}

impl Screen {
    /// Whether the sentence is worth reading; its names must be tagged.
    #[inline]
    pub(crate) fn passes(&self, sentence: &Sentence, context: Context) -> bool {
        let mut sum = 0;
        rows(sentence, context, |row| sum += self.weight(row));
        sum >= self.least
    }

    #[inline]
    fn weight(&self, row: u32) -> i32 {
        self.weights.get(row as usize).copied().map_or(0, i32::from)
    }

    pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.least.to_le_bytes());
        self.weights.iter().for_each(|weight| bytes.extend(weight.to_le_bytes()));
    }

    pub(crate) fn read(bytes: &[u8]) -> Self {
        let (head, rest) = bytes.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
        let (weights, _) = rest.as_chunks::<2>();
        Self {
            weights: weights.iter().map(|pair| i16::from_le_bytes(*pair)).collect(),
            least: i32::from_le_bytes(*head),
        }
    }
}

/// Calls `row` with each feature of the sentence.
#[inline]
fn rows(sentence: &Sentence, context: Context, mut row: impl FnMut(u32)) {
    let about = context.about(sentence);
    let mut all = 0;
    for ((token, term), name) in sentence.tokens.iter().zip(&sentence.terms).zip(&sentence.names) {
        let labels = term.labels();
        if token.is_word() && *name == 0 {
            row(place(1, token.hash));
        }
        if labels != 0 {
            all |= labels;
            row(place(2, labels));
            row(place(3, labels ^ about << 20));
        }
    }
    row(place(4, about));
    row(place(5, u64::from(all != 0) ^ about << 20));
    row(place(6, (sentence.tokens.len() as u64).min(40) / 4));
}

#[inline]
fn place(kind: u64, value: u64) -> u32 {
    let mixed = (value ^ kind.wrapping_mul(0xD6E8_FEB8_6659_FD93)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - BITS)) as u32
}

/// Sentences to learn the first look from.
#[derive(Debug, Default)]
pub(crate) struct Looks(Vec<(Vec<u32>, bool)>);

impl Looks {
    /// Adds a sentence, and whether something is marked in it.
    pub(crate) fn push(&mut self, sentence: &Sentence, context: Context, marked: bool) {
        let mut all = Vec::new();
        rows(sentence, context, |row| all.push(row));
        self.0.push((all, marked));
    }

    /// Weights by an averaged perceptron that would rather read one sentence too many.
    pub(crate) fn learn(mut self, dice: &mut Dice) -> Screen {
        let mut weights = vec![0i32; 1 << BITS];
        let mut sums = vec![0i64; 1 << BITS];
        let mut time = 1i64;
        for _ in 0..10 {
            dice.shuffle(&mut self.0);
            for (rows, marked) in &self.0 {
                let sum: i32 = rows.iter().filter_map(|row| weights.get(*row as usize)).sum();
                let by = match marked {
                    true if sum < 30 => 2,
                    false if sum > -10 => -1,
                    _ => 0,
                };
                for row in rows.iter().filter(|_| by != 0) {
                    if let (Some(weight), Some(all)) =
                        (weights.get_mut(*row as usize), sums.get_mut(*row as usize))
                    {
                        *weight += by;
                        *all += time * i64::from(by);
                    }
                }
                time += 1;
            }
        }
        let mean = |(weight, sum): (&i32, &i64)| (i64::from(*weight) * time - sum) * 16 / time;
        let means = weights.iter().zip(&sums).map(mean);
        let weights =
            means.map(|mean| i16::try_from(mean.clamp(-32_000, 32_000)).unwrap_or_default()).collect();
        let screen = Screen { weights, least: 0 };
        Screen { least: self.least(&screen), ..screen }
    }

    /// The sum that all but few of the marked sentences reach.
    fn least(&self, screen: &Screen) -> i32 {
        let marked = self.0.iter().filter(|(_, marked)| *marked);
        let mut sums: Vec<i32> =
            marked.map(|(rows, _)| rows.iter().map(|row| screen.weight(*row)).sum()).collect();
        sums.sort_unstable();
        sums.get(sums.len() / 150).copied().unwrap_or(0)
    }
}
