//! The word lists: terms of the sensitive labels, and the words around them that say what is talked about.
//!
//! The lists are in `lexicon/*.txt`, made for people to read and mend. Training turns them into word forms for the model's table.

use std::collections::BTreeMap;

use crate::{
    inflect::Kind,
    term::{AS_FIRST, AS_LAST, PHRASE_START, Term},
    token::{Tokens, chain},
    vocabulary::{Parts, Prefixes},
};

/// A term list and the place of its label among [`crate::sensitive::TAGS`], counted without "nothing".
const LISTS: [(usize, &str); 9] = [
    (0, include_str!("../lexicon/health.txt")),
    (0, include_str!("../lexicon/care.txt")),
    (1, include_str!("../lexicon/ethnic.txt")),
    (2, include_str!("../lexicon/religion.txt")),
    (3, include_str!("../lexicon/politics.txt")),
    (4, include_str!("../lexicon/union.txt")),
    (5, include_str!("../lexicon/sexual.txt")),
    (6, include_str!("../lexicon/abuse.txt")),
    (7, include_str!("../lexicon/security.txt")),
];

const CUES: &str = include_str!("../lexicon/cues.txt");

/// The sections of the list of cues, in the order of their bits.
const CUE_NAMES: [&str; 19] = [
    "kin",
    "pronoun",
    "self",
    "role",
    "title",
    "speech",
    "subject",
    "statistics",
    "fiction",
    "rule",
    "quote",
    "group",
    "animal",
    "machine",
    "place-head",
    "street-suffix",
    "org",
    "historic",
    "place",
];

/// All lists as forms of words.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// What the lists say, by the hash of a word form or of words in a row.
    pub(crate) terms: BTreeMap<u64, Term>,
    /// Beginnings and endings of parts of compounds.
    pub(crate) parts: Parts,
    /// Words in a row with which terms start.
    pub(crate) phrases: Prefixes,
}

impl Lexicon {
    /// The lists in the program.
    pub(crate) fn shipped() -> Self {
        let mut lexicon = Self::default();
        for (place, list) in LISTS {
            lexicon.read(list, |_, strong| Some(Term::of_label(place, strong)));
        }
        lexicon.read(CUES, |name, _| CUE_NAMES.iter().position(|cue| *cue == name).map(Term::of_cue));
        lexicon
    }

    /// A number that changes with the lists, so that a model can tell whether it was made from them.
    pub(crate) fn print() -> u64 {
        let all = LISTS.iter().map(|(_, list)| *list).chain([CUES]);
        all.fold(0, |print, list| chain(print, crate::token::word_hash(list.as_bytes())))
    }

    fn read(&mut self, list: &str, meaning: impl Fn(&str, bool) -> Option<Term>) {
        let mut section = None;
        for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let mut words = head.split_whitespace();
                let (name, kind, strength) = (words.next(), words.next(), words.next());
                let kind = kind.and_then(Kind::from_code);
                section = name
                    .zip(kind)
                    .and_then(|(name, kind)| Some((kind, meaning(name, strength == Some("strong"))?)));
            } else if let Some((kind, term)) = section {
                self.line(line, kind, term);
            }
        }
    }

    /// One line of a list: a term, its marks for compounds, and its irregular forms.
    fn line(&mut self, line: &str, kind: Kind, term: Term) {
        let (lemma, others) = line.split_once(": ").unwrap_or((line, ""));
        let as_last = if lemma.starts_with('*') { AS_LAST } else { 0 };
        let as_first = if lemma.ends_with('*') { AS_FIRST } else { 0 };
        let lemma = lemma.trim_matches('*');
        let part = Term(term.0 | as_last);
        kind.forms(lemma, |form| self.add(form, part));
        others.split_whitespace().for_each(|form| self.add(form, part));
        if as_first != 0 {
            self.add_part(lemma, Term(term.0 | as_first | as_last));
            if let Some(stem) = lemma.strip_suffix('a') {
                self.add_part(stem, Term(term.0 | as_first));
            }
        }
    }

    /// A lemma that may start a compound.
    fn add_part(&mut self, lemma: &str, term: Term) {
        if self.parts.add_first(lemma.as_bytes()) {
            self.add(lemma, term);
        }
    }

    fn add(&mut self, form: &str, term: Term) {
        let mut hash = 0;
        for (place, token) in Tokens::new(form, 0).enumerate() {
            if place == 1 {
                self.put(hash, Term(PHRASE_START));
            }
            hash = if place == 0 { token.hash } else { chain(hash, token.hash) };
            if place > 0 {
                self.phrases.add(hash);
            }
        }
        if term.0 & AS_LAST != 0 {
            self.parts.add_last(form.as_bytes());
        }
        self.put(hash, term);
    }

    fn put(&mut self, hash: u64, term: Term) {
        let known = self.terms.entry(hash).or_default();
        *known = known.join(term);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Cue;

    fn term(word: &str) -> Term {
        static SHIPPED: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        let lexicon = SHIPPED.get_or_init(Lexicon::shipped);
        let mut tokens = Tokens::new(word, 0).map(|token| token.hash);
        let first = tokens.next().unwrap();
        lexicon.terms.get(&tokens.fold(first, chain)).copied().unwrap_or_default()
    }

    #[test]
    fn lists_can_be_read() {
        for list in LISTS.iter().map(|(_, list)| *list).chain([CUES]) {
            for line in list.lines().filter(|line| line.starts_with('[')) {
                let words: Vec<_> = line.trim_matches(['[', ']']).split(' ').collect();
                assert!(words.len() == 3, "{line}");
                assert!(Kind::from_code(words[1]).is_some(), "{line}");
                assert!(["strong", "weak"].contains(&words[2]), "{line}");
            }
        }
        for line in CUES.lines().filter(|line| line.starts_with('[')) {
            assert!(CUE_NAMES.contains(&line.trim_matches('[').split(' ').next().unwrap()), "{line}");
        }
    }

    #[test]
    fn words_forms_and_phrases_are_found() {
        assert!(term("epilepsi").is_strong());
        assert!(term("Epilepsin").is_strong());
        assert!(term("mormor").is(Cue::Kin));
        assert!(term("ont i halsen").labels() != 0);
        assert_eq!(term("bordsduk"), Term::default());
    }
}
