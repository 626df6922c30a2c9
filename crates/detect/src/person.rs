//! Names of persons: which tokens may be one, what speaks for it, and what does not count as one.

use crate::{
    sentence::Sentence,
    tagger::{Features, Tagger},
    term::Cue,
    token::Shape,
    word::Word,
};

/// Nothing, the start of a name, its going on.
pub(crate) const TAGS: usize = 3;
/// log2 of the rows of weights.
pub(crate) const BITS: u32 = 16;

/// Names, tagged.
pub(crate) type NameTagger = Tagger<TAGS, { TAGS - 1 }>;

/// Whether a token may be part of a name at all; all others are none, whatever the weights.
#[inline]
pub(crate) fn is_candidate(sentence: &Sentence, at: usize) -> bool {
    let (token, word) = (sentence.token(at), sentence.word(at));
    match token.shape {
        Shape::Capital | Shape::Mixed | Shape::Upper => !is_plain_start(sentence, at, word),
        Shape::Initial => true,
        Shape::Lower => is_lower_name(sentence, at, word),
        Shape::Code | Shape::Mark | Shape::Number => false,
    }
}

/// A common word that only has its capital because a sentence starts.
fn is_plain_start(sentence: &Sentence, at: usize, word: Word) -> bool {
    at == 0 && word.common() == 3 && word.given() < 4 && !sentence.token(at + 1).is_capital()
}

/// A given name in lower case, or a family name, a particle, after what may be a name.
fn is_lower_name(sentence: &Sentence, at: usize, word: Word) -> bool {
    let given = word.given() >= 2 && word.common() < 3 || word.given() >= 5;
    let after_name =
        || at > 0 && sentence.word(at - 1).given() >= 2 || sentence.token(at.wrapping_sub(1)).is_capital();
    given || (word.common() < 3 && word.family() >= 1 && at > 0 && after_name()) || is_particle(sentence, at)
}

/// *von*, *de*, *al* between names.
fn is_particle(sentence: &Sentence, at: usize) -> bool {
    let token = sentence.token(at);
    token.end - token.start <= 4
        && at > 0
        && sentence.token(at - 1).is_capital()
        && (sentence.token(at + 1).is_capital() || sentence.token(at + 2).is_capital())
}

/// How a sentence is written as a whole.
fn style(sentence: &Sentence) -> u64 {
    let capitals = sentence.tokens.iter().filter(|token| token.is_capital()).count();
    let words = sentence.tokens.iter().filter(|token| token.is_word()).count();
    u64::from(capitals == 0)
        | u64::from(words > 2 && capitals * 10 > words * 8) << 1
        | u64::from(words <= 3) << 2
}

/// What speaks for and against a name at each candidate.
pub(crate) struct NameFeatures {
    style: u64,
}

impl NameFeatures {
    pub(crate) fn of(sentence: &Sentence) -> Self {
        Self { style: style(sentence) }
    }

    /// The features of the token at `at`.
    pub(crate) fn fill(&self, sentence: &Sentence, text: &str, at: usize, features: &mut Features) {
        features.clear();
        let side = |offset: isize| at.wrapping_add_signed(offset);
        let hash = |offset: isize| sentence.token(side(offset)).hash;
        let shape = |offset: isize| shape_code(sentence, side(offset));
        let class = |offset: isize| class(sentence.word(side(offset)));
        let cues = |offset: isize| sentence.term(side(offset)).cues();
        let (own, form) = (hash(0), shape(0) | u64::from(at == 0) << 6 | self.style << 7);
        let pair = |a: u64, b: u64| a.wrapping_mul(0xFF51_AFD7_ED55_8CCD) ^ b;

        features.add(1, own);
        features.add(2, pair(own, shape(0)));
        features.add(3, hash(-1));
        features.add(4, hash(1));
        features.add(5, hash(-2));
        features.add(6, hash(2));
        features.add(7, form);
        features.add(8, pair(shape(-1), pair(shape(0), shape(1))));
        features.add(9, pair(class(0), form));
        features.add(10, pair(class(0), pair(class(1), shape(1))));
        features.add(11, pair(class(-1), pair(class(0), shape(-1))));
        features
            .add(12, pair(coarse(sentence, side(-1)), pair(coarse(sentence, at), coarse(sentence, side(1)))));
        features.add(13, pair(hash(-1), form));
        features.add(14, pair(hash(1), form));
        features.add(15, pair(hash(-1), class(0)));
        features.add(16, pair(hash(1), class(0)));
        features.add(17, pair(hash(-1), hash(1)));
        features.add(22, pair(cues(0), form));
        features.add(23, pair(cues(-1), pair(coarse(sentence, at), shape(0))));
        features.add(24, pair(cues(1), pair(coarse(sentence, at), shape(0))));
        features.add(27, pair(cues(-2), pair(cues(-1), shape(0))));
        features.add(30, pair(shape(-2), pair(shape(-1), shape(0))));
        features.add(31, pair(shape(0), pair(shape(1), shape(2))));
        affixes(sentence.token(at).bytes(text), shape(0), coarse(sentence, at), features);
        affix(sentence.token(side(1)).bytes(text), 44, features);
        affix(sentence.token(side(-1)).bytes(text), 45, features);
    }
}

/// Endings and beginnings of the word.
fn affixes(word: &[u8], shape: u64, class: u64, features: &mut Features) {
    for (kind, length) in [(32, 2), (33, 3), (34, 4)] {
        if let Some(end) = word.len().checked_sub(length).and_then(|start| word.get(start..)) {
            features.add(kind, folded(end) ^ shape << 60);
        }
        if let Some(start) = word.get(..length) {
            features.add(kind + 4, folded(start) ^ shape << 60);
        }
    }
    features.add(40, (word.len() as u64).min(12) << 8 | shape);
    if let Some(end) = word.len().checked_sub(3).and_then(|start| word.get(start..)) {
        features.add(41, folded(end) ^ class << 40);
    }
}

/// The last three bytes of a neighbour.
fn affix(word: &[u8], kind: u64, features: &mut Features) {
    if let Some(end) = word.len().checked_sub(3).and_then(|start| word.get(start..)) {
        features.add(kind, folded(end));
    }
}

fn folded(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |all, byte| all << 8 | u64::from(byte | 0x20))
}

fn shape_code(sentence: &Sentence, at: usize) -> u64 {
    match sentence.tokens.get(at) {
        Some(token) => token.shape as u64 | u64::from(token.line) << 4 | 1 << 5,
        None => 0,
    }
}

/// What the table knows, in full.
fn class(word: Word) -> u64 {
    u64::from(word.bits())
}

/// What the table knows, in few steps: given name, family name, common word.
fn coarse(sentence: &Sentence, at: usize) -> u64 {
    let word = sentence.word(at);
    let step = |bucket: u16| u64::from(bucket.div_ceil(3));
    let known = step(word.given()) | step(word.family()) << 2 | u64::from(word.common().min(2)) << 4;
    known | u64::from(word.is(Word::PLACE)) << 6 | u64::from(sentence.token(at).is_capital()) << 7
}

/// The full name of a historical person or a figure of fiction: the list has none that a living person is likely to bear.
pub(crate) fn is_nobody(sentence: &Sentence, first: usize, last: usize) -> bool {
    last > first && (first..=last).all(|at| sentence.term(at).is(Cue::Historic))
}
