//! The word lists: terms of the sensitive labels, and the words around them that say what is talked about.
//!
//! The lists are in `lexicon/*.txt`, made for people to read and mend. Here they become one table from the hash of a word form, or
//! of words in a row, to everything that is known of it.

use crate::{
    inflect::Kind,
    token::{Tokens, chain, word_hash},
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
    "kin", "pronoun", "self", "role", "title", "speech", "subject", "statistics", "fiction", "rule", "quote", "group",
    "animal", "machine", "place-head", "street-suffix", "org", "historic", "place",
];

/// What the word lists say of a word or of words in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Term(u64);

/// A kind of word that says what a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cue {
    Kin,
    Pronoun,
    Own,
    Role,
    Title,
    Speech,
    Subject,
    Statistics,
    Fiction,
    Rule,
    Quote,
    Group,
    Animal,
    Machine,
    PlaceHead,
    StreetSuffix,
    Organisation,
    Historic,
    Place,
}

const CUE_SHIFT: u32 = 16;
const PHRASE_START: u64 = 1 << 40;
const AS_FIRST: u64 = 1 << 41;
const AS_LAST: u64 = 1 << 42;
const LABELS: u64 = 0xFFFF;

impl Term {
    /// Two bits for each label: 0 nothing, 1 weak, 2 strong.
    #[inline]
    pub(crate) fn labels(self) -> u64 {
        self.0 & LABELS
    }

    /// One bit for each kind of cue.
    #[inline]
    pub(crate) fn cues(self) -> u64 {
        (self.0 >> CUE_SHIFT) & 0x00FF_FFFF
    }

    #[inline]
    pub(crate) fn is(self, cue: Cue) -> bool {
        self.0 & (1 << (CUE_SHIFT + cue as u32)) != 0
    }

    /// Whether some label is stated strongly.
    #[inline]
    pub(crate) fn is_strong(self) -> bool {
        self.0 & 0xAAAA != 0
    }

    #[inline]
    pub(crate) fn starts_phrase(self) -> bool {
        self.0 & PHRASE_START != 0
    }

    /// The labels only, as for a part of a compound.
    fn part(self, flag: u64) -> Option<Self> {
        (self.0 & flag != 0).then_some(Self(self.labels()))
    }

    /// Together with what another list says.
    pub(crate) fn join(self, other: Self) -> Self {
        let strong = (self.0 | other.0) & 0xAAAA;
        let weak = (self.0 | other.0) & 0x5555 & !(strong >> 1);
        Self(((self.0 | other.0) & !LABELS) | strong | weak)
    }
}

/// All lists as one table.
#[derive(Debug)]
pub(crate) struct Lexicon {
    slots: Vec<(u64, Term)>,
    /// One bit for each hash that may be in the table: most words are not, and need not touch it.
    filter: Vec<u64>,
    /// The same for the first and the last four bytes of parts of compounds.
    parts: Vec<u64>,
}

const FILTER_BITS: u32 = 20;
const PART_BITS: u32 = 16;
/// The most words in a row that are one term.
pub(crate) const PHRASE_MAX: usize = 6;

impl Lexicon {
    /// The lists in the program.
    pub(crate) fn shipped() -> Self {
        let mut lexicon = Self {
            slots: vec![(0, Term::default()); 1 << 19],
            filter: vec![0; 1 << (FILTER_BITS - 6)],
            parts: vec![0; 1 << (PART_BITS - 6)],
        };
        for (place, list) in LISTS {
            lexicon.read(list, |_, strong| Some(Term(if strong { 2 } else { 1 } << (2 * place))));
        }
        lexicon.read(CUES, |name, _| {
            let bit = CUE_NAMES.iter().position(|cue| *cue == name)?;
            Some(Term(1 << (CUE_SHIFT as usize + bit)))
        });
        lexicon
    }

    /// What the lists say of the word with this hash.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Term {
        if holds(&self.filter, hash >> (64 - FILTER_BITS)) { self.look(hash) } else { Term::default() }
    }

    fn look(&self, hash: u64) -> Term {
        let slots = self.probe(hash);
        slots.map_while(|slot| self.slots.get(slot)).take_while(|(key, _)| *key != 0).find(|(key, _)| *key == hash)
            .map(|(_, term)| *term)
            .unwrap_or_default()
    }

    /// The slots in which a hash may be, in order.
    #[expect(clippy::cast_possible_truncation, reason = "masked below the number of slots")]
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len() - 1;
        let first = (hash ^ (hash >> 32)) as usize;
        (0..=mask).map(move |step| (first + step) & mask)
    }

    /// What is said of a compound through its first or its last part; `word` is one that no list has.
    pub(crate) fn compound(&self, word: &[u8]) -> Term {
        let mut folded = [0u8; 40];
        let (Some(folded), true) = (folded.get_mut(..word.len()), word.len() >= 7) else { return Term::default() };
        folded.iter_mut().zip(word).for_each(|(to, from)| *to = from | 0x20);
        let first = self.first_part(folded);
        let last = self.last_part(folded);
        first.join(last)
    }

    fn first_part(&self, word: &[u8]) -> Term {
        let known = word.first_chunk::<4>().is_some_and(|head| holds(&self.parts, part_bit(*head, 0)));
        let lengths = if known { 4..word.len().saturating_sub(1) } else { 0..0 };
        self.part(lengths.rev().filter_map(|length| word.get(..length)), AS_FIRST)
    }

    fn last_part(&self, word: &[u8]) -> Term {
        let known = word.last_chunk::<4>().is_some_and(|tail| holds(&self.parts, part_bit(*tail, 1)));
        let starts = if known { 2..word.len().saturating_sub(3) } else { 0..0 };
        self.part(starts.filter_map(|start| word.get(start..)), AS_LAST)
    }

    fn part<'w>(&self, mut parts: impl Iterator<Item = &'w [u8]>, flag: u64) -> Term {
        parts.find_map(|part| self.get(word_hash(part)).part(flag)).unwrap_or_default()
    }

    fn read(&mut self, list: &str, meaning: impl Fn(&str, bool) -> Option<Term>) {
        let mut section = None;
        for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let mut words = head.split_whitespace();
                let (name, kind, strength) = (words.next(), words.next(), words.next());
                let kind = kind.and_then(Kind::from_code);
                section = name.zip(kind).and_then(|(name, kind)| Some((kind, meaning(name, strength == Some("strong"))?)));
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
        if lemma.len() >= 4 {
            let mut head = [0; 4];
            head.iter_mut().zip(lemma.bytes()).for_each(|(to, from)| *to = from | 0x20);
            set(&mut self.parts, part_bit(head, 0));
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
        }
        if term.0 & AS_LAST != 0 && form.len() >= 4 {
            let bytes = form.as_bytes();
            let mut tail = [0; 4];
            tail.iter_mut().zip(bytes.iter().skip(bytes.len() - 4)).for_each(|(to, from)| *to = from | 0x20);
            set(&mut self.parts, part_bit(tail, 1));
        }
        self.put(hash, term);
    }

    fn put(&mut self, hash: u64, term: Term) {
        if hash == 0 {
            return;
        }
        set(&mut self.filter, hash >> (64 - FILTER_BITS));
        let free = self.probe(hash).find(|slot| self.slots.get(*slot).is_none_or(|(key, _)| *key == 0 || *key == hash));
        if let Some(slot) = free.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = (hash, slot.1.join(term));
        }
    }
}

fn part_bit(bytes: [u8; 4], side: u64) -> u64 {
    (u64::from(u32::from_le_bytes(bytes)) * 2 + side).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PART_BITS)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bit numbers are small")]
fn holds(bits: &[u64], bit: u64) -> bool {
    bits.get((bit >> 6) as usize).is_some_and(|block| block >> (bit & 63) & 1 != 0)
}

#[expect(clippy::cast_possible_truncation, reason = "bit numbers are small")]
fn set(bits: &mut [u64], bit: u64) {
    if let Some(block) = bits.get_mut((bit >> 6) as usize) {
        *block |= 1 << (bit & 63);
    }
}

/// The lines of the lists that cannot be understood, with the list's text: for the test that holds the lists.
#[cfg(test)]
mod tests {
    use super::*;

    fn term(word: &str) -> Term {
        static SHIPPED: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        let lexicon = SHIPPED.get_or_init(Lexicon::shipped);
        let mut tokens = Tokens::new(word, 0).map(|token| token.hash);
        let first = tokens.next().unwrap();
        let term = lexicon.get(tokens.fold(first, chain));
        if term == Term::default() { lexicon.compound(word.as_bytes()) } else { term }
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
