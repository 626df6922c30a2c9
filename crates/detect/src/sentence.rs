//! One sentence as the taggers see it: its tokens, and what table and lists know of each.

use crate::{
    disguise,
    lexicon::{Lexicon, PHRASE_MAX, Term},
    token::{Shape, Token, chain, word_hash},
    words::{Word, Words},
};

/// Tokens of one sentence, and what is known of each; all lists have the same length.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) tokens: Vec<Token>,
    pub(crate) words: Vec<Word>,
    pub(crate) terms: Vec<Term>,
    /// Persons: 0 no name, 1 a name starts, 2 it goes on.
    pub(crate) names: Vec<u8>,
}

/// The longest sentence; what is longer is cut.
pub(crate) const TOKENS_MAX: usize = 160;

impl Sentence {
    /// Forgets what was known of the last sentence's words.
    pub(crate) fn forget(&mut self) {
        self.words.clear();
        self.terms.clear();
        self.names.clear();
    }

    /// Looks up all words.
    pub(crate) fn look_up(&mut self, text: &str, words: &Words, lexicon: &Lexicon) {
        disguise::uncover(text, &mut self.tokens, lexicon);
        for token in &self.tokens {
            let known = if token.is_word() { known(token, text, words) } else { Word::default() };
            self.words.push(known);
            self.terms.push(if token.is_word() { lexicon.get(token.hash) } else { Term::default() });
        }
        self.join_phrases(lexicon);
        self.split_compounds(text, lexicon);
        self.names.resize(self.tokens.len(), 0);
    }

    /// Terms of several words: each of the words stands for the whole.
    fn join_phrases(&mut self, lexicon: &Lexicon) {
        for start in 0..self.tokens.len() {
            if !self.term(start).starts_phrase() {
                continue;
            }
            let mut hash = self.token(start).hash;
            let mut found = None;
            for next in start + 1..(start + PHRASE_MAX).min(self.tokens.len()) {
                hash = chain(hash, self.token(next).hash);
                let term = lexicon.get(hash);
                if term.labels() != 0 || term.cues() != 0 {
                    found = Some((next, term));
                }
            }
            if let Some((last, phrase)) = found {
                self.terms.iter_mut().take(last + 1).skip(start).for_each(|term| *term = term.join(phrase));
            }
        }
    }

    fn split_compounds(&mut self, text: &str, lexicon: &Lexicon) {
        for ((token, word), term) in self.tokens.iter().zip(&self.words).zip(&mut self.terms) {
            let unknown = *term == Term::default() && word.common() < 2 && word.given() < 2;
            if unknown && token.end - token.start >= 7 && token.is_word() {
                *term = lexicon.compound(token.bytes(text));
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
    pub(crate) fn name(&self, at: usize) -> u8 {
        self.names.get(at).copied().unwrap_or_default()
    }
}

/// What the table knows of a word, of the word without its genitive, or of its first half (*Anna-Karin*).
fn known(token: &Token, text: &str, words: &Words) -> Word {
    let word = words.get(token.hash);
    if word != Word::default() || token.end - token.start < 3 {
        return word;
    }
    let bytes = token.bytes(text);
    if let [stem @ .., b's' | b'S'] = bytes {
        let stem = stem.strip_suffix("’".as_bytes()).or_else(|| stem.strip_suffix(b"'")).or_else(|| stem.strip_suffix(b":")).unwrap_or(stem);
        let word = words.get(word_hash(stem));
        if word != Word::default() {
            return word;
        }
    }
    let first = bytes.split(|byte| *byte == b'-').next().filter(|first| first.len() < bytes.len());
    match first {
        Some(first) if token.shape != Shape::Code => words.get(word_hash(first)),
        _ => Word::default(),
    }
}
