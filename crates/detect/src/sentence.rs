//! One sentence as the taggers see it: its tokens, and what table and lists know of each.

use crate::{
    disguise,
    term::Term,
    token::{Shape, Token, chain, word_hash},
    vocabulary::{Known, Vocabulary},
    word::Word,
};

/// Tokens of one sentence, and what is known of each; all lists have the same length.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) tokens: Vec<Token>,
    pub(crate) words: Vec<Word>,
    pub(crate) terms: Vec<Term>,
    /// Persons: 0 no name, 1 a name starts, 2 it goes on.
    pub(crate) names: Vec<u8>,
    /// How far ahead of "nothing" the best tag of a name is, in weights.
    pub(crate) sure: Vec<i32>,
}

/// The longest sentence; what is longer is cut.
pub(crate) const TOKENS_MAX: usize = 160;
/// The most words in a row that are one term.
const PHRASE_MAX: usize = 6;

impl Sentence {
    /// Forgets what was known of the last sentence's words.
    pub(crate) fn forget(&mut self) {
        self.words.clear();
        self.terms.clear();
        self.names.clear();
        self.sure.clear();
    }

    /// Looks up all words.
    pub(crate) fn look_up(&mut self, text: &str, vocabulary: &Vocabulary) {
        disguise::join_letters(text, &mut self.tokens, vocabulary);
        let near = self.tokens.iter().fold(0, |all, token| all ^ vocabulary.touch(token.hash));
        std::hint::black_box(near);
        for token in &mut self.tokens {
            let mut known = Known::default();
            if token.is_word() {
                known = vocabulary.get(token.hash);
                if known == Known::default() {
                    known = unknown(token, text, vocabulary);
                }
            }
            self.words.push(known.word);
            self.terms.push(known.term);
        }
        self.join_phrases(vocabulary);
        self.names.resize(self.tokens.len(), 0);
        self.sure.resize(self.tokens.len(), 0);
    }

    /// Terms of several words: each of the words stands for the whole.
    fn join_phrases(&mut self, vocabulary: &Vocabulary) {
        for start in 0..self.tokens.len() {
            if !self.term(start).starts_phrase() {
                continue;
            }
            let mut hash = self.token(start).hash;
            let mut found = None;
            for next in start + 1..(start + PHRASE_MAX).min(self.tokens.len()) {
                hash = chain(hash, self.token(next).hash);
                if !vocabulary.goes_on(hash) {
                    break;
                }
                let term = vocabulary.get(hash).term;
                if term.labels() != 0 || term.cues() != 0 {
                    found = Some((next, term));
                }
            }
            if let Some((last, phrase)) = found {
                self.terms.iter_mut().take(last + 1).skip(start).for_each(|term| *term = term.join(phrase));
            }
        }
    }

    /// The token there; an empty one outside the sentence.
    #[inline]
    pub(crate) fn token(&self, at: usize) -> Token {
        self.tokens.get(at).copied().unwrap_or_default()
    }

    #[inline]
    pub(crate) fn word(&self, at: usize) -> Word {
        self.words.get(at).copied().unwrap_or_default()
    }

    #[inline]
    pub(crate) fn term(&self, at: usize) -> Term {
        self.terms.get(at).copied().unwrap_or_default()
    }

    #[inline]
    pub(crate) fn sure(&self, at: usize) -> i32 {
        self.sure.get(at).copied().unwrap_or_default()
    }

    /// Marks a token as part of a name.
    pub(crate) fn mark_name(&mut self, at: usize, tag: u8, sure: i32) {
        if let (Some(name), Some(place)) = (self.names.get_mut(at), self.sure.get_mut(at)) {
            (*name, *place) = (tag, sure);
        }
    }

    #[inline]
    pub(crate) fn name(&self, at: usize) -> u8 {
        self.names.get(at).copied().unwrap_or_default()
    }
}

/// What can be said of a word that neither table nor lists have: through its disguise, its genitive, its halves, its parts.
#[inline(never)]
fn unknown(token: &mut Token, text: &str, vocabulary: &Vocabulary) -> Known {
    if disguise::uncover(text, token, vocabulary) {
        return vocabulary.get(token.hash);
    }
    let (bytes, shape) = (token.bytes(text), token.shape);
    let word = genitive(bytes, vocabulary).or_else(|| half(bytes, shape, vocabulary)).unwrap_or_default();
    let term = if word.given() < 2 { vocabulary.compound(bytes) } else { Term::default() };
    Known { word, term }
}

/// The word without its genitive.
fn genitive(bytes: &[u8], vocabulary: &Vocabulary) -> Option<Word> {
    let stem = bytes.strip_suffix(b"s").or_else(|| bytes.strip_suffix(b"S"))?;
    let stem = ["’".as_bytes(), b"'", b":"].iter().find_map(|mark| stem.strip_suffix(*mark)).unwrap_or(stem);
    known(stem, vocabulary)
}

/// The first of two words with a hyphen.
fn half(bytes: &[u8], shape: Shape, vocabulary: &Vocabulary) -> Option<Word> {
    let first = bytes.split(|byte| *byte == b'-').next().filter(|first| first.len() < bytes.len())?;
    if shape == Shape::Code { None } else { known(first, vocabulary) }
}

fn known(word: &[u8], vocabulary: &Vocabulary) -> Option<Word> {
    Some(vocabulary.get(word_hash(word)).word).filter(|word| *word != Word::default())
}
