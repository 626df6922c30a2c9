//! Sensitive matter and abuse: what is said about somebody, told apart from the same words said about a subject, a group, a rule.
//!
//! The word lists propose, the words around decide: who it is about, and what the sentence is for.

use crate::{
    label::Label,
    sentence::Sentence,
    tagger::{Features, Tagger},
    term::Cue,
    token::Shape,
    triggers::Triggers,
};

/// Nothing, and the eight labels.
pub(crate) const TAGS: usize = 9;
/// log2 of the rows of weights.
pub(crate) const BITS: u32 = 16;

/// The labels of the tags from 1 on.
pub(crate) const LABELS: [Label; TAGS - 1] = [
    Label::Health,
    Label::Ethnic,
    Label::Religion,
    Label::Politics,
    Label::Union,
    Label::Sexual,
    Label::Abuse,
    Label::Security,
];

/// Sensitive matter, tagged.
pub(crate) type MatterTagger = Tagger<TAGS, { TAGS - 1 }>;

/// The tag of a label; 0 for those that are found otherwise.
pub(crate) fn tag(label: Label) -> u8 {
    LABELS.iter().position(|other| *other == label).and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}

/// What a text has said so far: whether it is about somebody, and what it is for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context {
    /// Cues of the sentences before this one.
    before: u64,
    /// Whether a name stood in them.
    named: bool,
}

impl Context {
    /// Whether a sentence after this context is about somebody, and what else it may be for, as bits.
    pub(crate) fn about(self, sentence: &Sentence) -> u64 {
        let cues = sentence.terms.iter().fold(0, |all, term| all | term.cues());
        let named = sentence.names.iter().any(|tag| *tag != 0);
        about(cues, named) | cues & ELSEWHERE | u64::from(about(self.before, self.named) != 0) << 31
    }
}

/// Cues that make a sentence one about somebody.
const ABOUT: u64 = bit(Cue::Kin) | bit(Cue::Pronoun) | bit(Cue::Own) | bit(Cue::Role);
/// Cues that make it one about something else.
const ELSEWHERE: u64 = bit(Cue::Subject)
    | bit(Cue::Statistics)
    | bit(Cue::Fiction)
    | bit(Cue::Rule)
    | bit(Cue::Quote)
    | bit(Cue::Group)
    | bit(Cue::Animal)
    | bit(Cue::Machine);

const fn bit(cue: Cue) -> u64 {
    1 << cue as u64
}

/// How many tokens beside a trigger are looked at.
const REACH: usize = 3;

/// Fills `near` with whether each token stands near a listed word or a trigger; false if none does.
pub(crate) fn look_near(sentence: &Sentence, triggers: &Triggers, near: &mut Vec<bool>) -> bool {
    near.clear();
    near.resize(sentence.tokens.len(), false);
    let mut any = false;
    for (at, (token, term)) in sentence.tokens.iter().zip(&sentence.terms).enumerate() {
        if term.labels() != 0 || token.is_word() && triggers.has(token.hash) {
            any = true;
            near.iter_mut().take(at + REACH + 1).skip(at.saturating_sub(REACH)).for_each(|near| *near = true);
        }
    }
    any
}

/// What is known of a sentence as a whole.
#[derive(Debug, Default)]
pub(crate) struct Matter {
    /// Who it is about, as bits.
    about: u64,
    /// What else it may be for, as bits.
    elsewhere: u64,
    before: u64,
    /// All labels of the lists in it.
    labels: u64,
    /// The words that carry meaning.
    content: Vec<u64>,
    /// The words as the taggers compare them: all names alike, all numbers, all pronouns.
    kinds: Vec<u64>,
    length: u64,
}

impl Matter {
    /// Reads the sentence; its names must be tagged.
    pub(crate) fn read(&mut self, sentence: &Sentence, context: Context) {
        let cues = sentence.terms.iter().fold(0, |all, term| all | term.cues());
        let named = sentence.names.iter().any(|tag| *tag != 0);
        self.about = about(cues, named);
        self.elsewhere = cues & ELSEWHERE;
        self.before = about(context.before, context.named) | (context.before & ELSEWHERE);
        self.labels = sentence.terms.iter().fold(0, |all, term| all | term.labels());
        self.length = (sentence.tokens.len() as u64).min(63).next_power_of_two();
        self.kinds.clear();
        self.kinds.extend((0..sentence.tokens.len()).map(|at| kind(sentence, at)));
        self.content.clear();
        let words = sentence.tokens.iter().zip(&sentence.words);
        let content =
            words.filter(|(token, word)| token.is_word() && word.common() < 3 || token.end - token.start > 5);
        self.content.extend(content.map(|(token, _)| token.hash).take(14));
    }

    /// Fills in the features of the token at `at`.
    pub(crate) fn fill(&self, sentence: &Sentence, text: &str, at: usize, features: &mut Features) {
        features.clear();
        let side = |offset: isize| at.wrapping_add_signed(offset);
        let hash = |offset: isize| self.kinds.get(side(offset)).copied().unwrap_or_default();
        let labels = |offset: isize| sentence.term(side(offset)).labels();
        let pair = |a: u64, b: u64| a.wrapping_mul(0xFF51_AFD7_ED55_8CCD) ^ b;
        let (own, listed) = (hash(0), labels(0));
        let shape = sentence.token(at).shape as u64;

        features.add(101, own);
        features.add(102, pair(hash(-1), own));
        features.add(103, pair(own, hash(1)));
        features.add(105, hash(-1));
        features.add(106, hash(1));
        features.add(107, hash(-2));
        features.add(108, hash(2));
        features.add(112, listed << 4 | shape);
        features.add(113, pair(listed, self.about));
        features.add(114, pair(listed, self.elsewhere));
        features.add(117, pair(listed, labels(-1)));
        features.add(118, pair(listed, labels(1)));
        features.add(119, pair(listed, hash(-1)));
        features.add(120, pair(listed, hash(1)));
        features.add(122, pair(self.labels, u64::from(listed != 0)));
        features.add(123, pair(own, self.about));
        features.add(124, pair(own, self.elsewhere));
        features.add(127, u64::from(sentence.name(at)) << 2 | u64::from(sentence.name(side(-1)).min(1)) << 1);
        features.add(128, pair(listed, pair(nearest_name(sentence, at), self.length)));
        features.add(129, pair(shape, u64::from(at == 0)));
        features.add(130, pair(self.before, self.about) ^ self.elsewhere);
        features.add(134, pair(listed, self.length));
        self.gates(listed, hash(-1), hash(1), features);
        self.parts(sentence, text, at, features);
        self.surroundings(listed, own, features);
    }

    /// For each label that the lists give the word: whether the sentence is about somebody, and whether about something else.
    fn gates(&self, listed: u64, before: u64, after: u64, features: &mut Features) {
        let flags = u64::from(self.about != 0)
            | u64::from(self.elsewhere != 0) << 1
            | u64::from(self.before != 0) << 2;
        let named = u64::from(self.about >> 30 & 1 != 0);
        for label in 0..TAGS as u64 - 1 {
            let strength = listed >> (2 * label) & 3;
            if strength != 0 {
                let code = label << 2 | strength;
                features.add(170, code);
                features.add(171, code << 8 | flags & 1);
                features.add(172, code << 8 | flags & 3);
                features.add(173, code << 8 | flags);
                features.add(174, code << 8 | named);
                features.add(175, before ^ code << 50);
                features.add(176, after ^ code << 50);
                features.add(177, code << 8 | self.length);
            }
        }
    }

    /// Beginnings and endings, for compounds and forms that no list has.
    fn parts(&self, sentence: &Sentence, text: &str, at: usize, features: &mut Features) {
        let token = sentence.token(at);
        if token.shape == Shape::Mark {
            return;
        }
        let word = token.bytes(text);
        for (kind, length) in [(140, 4), (141, 6)] {
            if word.len() > length {
                features.add(kind, folded(word.get(..length).unwrap_or_default()));
                features.add(kind + 4, folded(word.get(word.len() - length..).unwrap_or_default()));
            }
        }
        if word.len() > 5 {
            features.add(149, folded(word.get(..5).unwrap_or_default()) ^ self.about << 48);
        }
    }

    /// The words of the sentence, whatever their order, beside a listed word; and beside any word, the label that they hint at.
    fn surroundings(&self, listed: u64, own: u64, features: &mut Features) {
        for word in self.content.iter().filter(|_| listed != 0) {
            if *word != own {
                features.add(161, word ^ listed.wrapping_mul(0xC4CE_B9FE_1A85_EC53));
            }
        }
    }

    /// What the next sentence should know.
    pub(crate) fn leave(sentence: &Sentence, context: Context) -> Context {
        let cues = sentence.terms.iter().fold(0, |all, term| all | term.cues());
        Context {
            before: context.before | cues,
            named: context.named || sentence.names.iter().any(|tag| *tag != 0),
        }
    }
}

fn about(cues: u64, named: bool) -> u64 {
    cues & ABOUT | u64::from(named) << 30
}

/// A word, or what all words of its kind have in common where it does not matter which one it is.
fn kind(sentence: &Sentence, at: usize) -> u64 {
    let (token, term) = (sentence.token(at), sentence.term(at));
    let own = term.labels() != 0;
    match token.shape {
        _ if sentence.name(at) != 0 => 1,
        Shape::Number => 2,
        _ if term.is(Cue::Pronoun) && !own => 3,
        _ if term.is(Cue::Kin) && !own => 4,
        _ if term.is(Cue::Role) && !own => 5,
        _ => token.hash,
    }
}

/// How far the nearest name is, in steps.
fn nearest_name(sentence: &Sentence, at: usize) -> u64 {
    let near = |reach: usize| (at.saturating_sub(reach)..=at + reach).any(|other| sentence.name(other) != 0);
    if near(2) {
        0
    } else if near(6) {
        1
    } else {
        2
    }
}

fn folded(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |all, byte| all << 8 | u64::from(byte | 0x20))
}
