//! Training: from marked texts and lists of names to a model. The same material gives the same bytes.

mod augment;
mod pattern;
mod perceptron;

pub use pattern::Pattern;

use std::collections::BTreeMap;

use crate::{
    Label, Marked,
    dice::Dice,
    lexicon::Lexicon,
    model::Model,
    person::{self, NameFeatures},
    screen::Looks,
    segment::Sentences,
    sensitive::{self, Context, Matter},
    sentence::{Sentence, TOKENS_MAX},
    tagger::Features,
    token::{Shape, Token, Tokens, word_hash},
    train::{
        augment::Swap,
        perceptron::{Course, Lesson, learn},
    },
    triggers::{Tally, Triggers},
    vocabulary::{Known, Vocabulary},
    word::Word,
};

/// What a model is made of.
#[derive(Debug, Default)]
pub struct Material {
    /// Texts in which persons are marked and nothing else.
    pub news: Vec<Marked>,
    /// Texts of school life in which everything is marked.
    pub school: Vec<Marked>,
    /// Patterns of such texts.
    pub patterns: Vec<Pattern>,
    /// Given names with the number of their bearers.
    pub given: Vec<(String, u32)>,
    /// Family names with the number of their bearers.
    pub family: Vec<(String, u32)>,
    /// Towns and countries.
    pub places: Vec<String>,
    /// Occupations.
    pub titles: Vec<String>,
    /// Peoples and nationalities.
    pub peoples: Vec<String>,
}

/// Names with fewer bearers are left out of the table: they would make it larger, not better.
const BEARERS_MIN: u32 = 3;

/// How many texts are made of one pattern.
const EACH: usize = 12;
/// Words of which one in so many stands in a marked span make it worth looking closer.
const SHARE: u32 = 8;

/// Chosen on a fifth of the news texts that was left out of training.
const NAMES: Course =
    Course { bits: person::BITS, rounds: 12, learners: 4, margins: (20, 0), least: 2, thin: 30 };
/// Chosen on a quarter of the school texts that was left out of training.
const MATTER: Course =
    Course { bits: sensitive::BITS, rounds: 12, learners: 4, margins: (0, 6), least: 2, thin: 30 };

/// A model file.
pub fn train(material: &Material) -> Vec<u8> {
    let vocabulary = vocabulary(material, Lexicon::shipped());
    let swap = Swap::new(&material.given, &material.family, &vocabulary);
    let mut dice = Dice::new(2012);
    let made = augment::made(&material.patterns, EACH, &swap, &mut dice);
    let named = augment::for_names(material, &made, &swap, &mut dice);
    let told = augment::for_matter(material, &made, &swap, &mut dice);
    let triggers = tally(&told).triggers(SHARE);
    let mut school = Pupil { vocabulary: &vocabulary, triggers: &triggers, sentence: Sentence::default() };
    let mut lessons: Vec<Lesson> = named.iter().flat_map(|text| school.name_lessons(text)).collect();
    let names = learn(&mut lessons, NAMES);
    let mut lessons: Vec<Lesson> = told.iter().flat_map(|text| school.matter_lessons(text)).collect();
    let matter = learn(&mut lessons, MATTER);
    let mut looks = Looks::default();
    told.iter().for_each(|text| school.looks(text, &mut looks));
    material.news.iter().for_each(|text| school.plain_looks(text, &mut looks));
    let screen = looks.learn(&mut dice);
    Model { vocabulary, names, matter, triggers, screen, lists: Lexicon::print() }.write()
}

/// All words that the table is to know.
fn vocabulary(material: &Material, lexicon: Lexicon) -> Vocabulary {
    let mut words: BTreeMap<u64, Known> = BTreeMap::new();
    let mut add = |hash: u64, given: u16, family: u16, common: u16, flags: u16| {
        let word = words.entry(hash).or_default();
        word.word = word.word.with(given, family, common, flags);
    };
    for (name, bearers) in material.given.iter().filter(|(_, bearers)| *bearers >= BEARERS_MIN) {
        hashes(name).for_each(|hash| add(hash, step(*bearers), 0, 0, 0));
    }
    for (name, bearers) in material.family.iter().filter(|(_, bearers)| *bearers >= BEARERS_MIN) {
        hashes(name).for_each(|hash| add(hash, 0, step(*bearers), 0, 0));
    }
    for (hash, count) in counts(material) {
        let common = if count >= 10 {
            3
        } else if count >= 2 {
            2
        } else {
            1
        };
        add(hash, 0, 0, common, 0);
    }
    for (list, flag) in
        [(&material.places, Word::PLACE), (&material.titles, Word::TITLE), (&material.peoples, Word::PEOPLE)]
    {
        for word in list.iter().filter(|word| !word.contains(' ')) {
            hashes(word).for_each(|hash| add(hash, 0, 0, 0, flag));
        }
    }
    for head in crate::carry::HEADS {
        let known = words.entry(word_hash(head)).or_default();
        known.word = known.word.with(0, 0, 0, Word::HEAD);
    }
    for (hash, term) in lexicon.terms {
        words.entry(hash).or_default().term = term;
    }
    Vocabulary::build(&words, lexicon.parts, lexicon.phrases)
}

/// The hashes of a word as it is written, and in lower case, where folding does not make them the same.
fn hashes(word: &str) -> impl Iterator<Item = u64> {
    let (written, lower) = (word_hash(word.as_bytes()), word_hash(word.to_lowercase().as_bytes()));
    [Some(written), (lower != written).then_some(lower)].into_iter().flatten()
}

/// A number of bearers in steps from 1 to 7, each five times the last.
fn step(bearers: u32) -> u16 {
    let steps = [10, 50, 250, 1250, 6250, 31_250].iter().filter(|limit| bearers >= **limit).count();
    1 + u16::try_from(steps).unwrap_or(0)
}

/// How often each word stands in lower case outside of names.
fn counts(material: &Material) -> BTreeMap<u64, u32> {
    let mut counts = BTreeMap::new();
    for marked in material.news.iter().chain(&material.school) {
        for token in Tokens::new(&marked.text, 0).filter(|token| token.shape == Shape::Lower) {
            let inside = marked.spans.iter().any(|span| {
                span.label == Label::Person
                    && span.start <= token.start as usize
                    && token.end as usize <= span.end
            });
            if !inside {
                *counts.entry(token.hash).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// Which words stand in marked spans, and how often elsewhere.
fn tally(texts: &[Marked]) -> Tally {
    let mut tally = Tally::default();
    for marked in texts {
        for token in Tokens::new(&marked.text, 0).filter(Token::is_word) {
            let inside = marked.spans.iter().any(|span| {
                sensitive::tag(span.label) != 0
                    && span.start <= token.start as usize
                    && token.end as usize <= span.end
            });
            tally.count(token.hash, inside);
        }
    }
    tally
}

/// Turns marked texts into lessons.
struct Pupil<'m> {
    vocabulary: &'m Vocabulary,
    triggers: &'m Triggers,
    sentence: Sentence,
}

impl Pupil<'_> {
    fn name_lessons(&mut self, marked: &Marked) -> Vec<Lesson> {
        let mut sentences = Sentences::new(&marked.text);
        let mut features = Features::new(person::BITS);
        let mut lessons = Vec::new();
        while self.read(&mut sentences, &marked.text) {
            let (sentence, mut lesson) = (&self.sentence, Lesson::default());
            let what = NameFeatures::of(sentence);
            for at in 0..sentence.tokens.len() {
                if person::is_candidate(sentence, at) {
                    what.fill(sentence, &marked.text, at, &mut features);
                    lesson.push(features.rows(), name_tag(marked, sentence, at));
                } else {
                    lesson.push(&[], 0);
                }
            }
            lessons.push(lesson);
        }
        lessons
    }

    fn matter_lessons(&mut self, marked: &Marked) -> Vec<Lesson> {
        let mut sentences = Sentences::new(&marked.text);
        let mut features = Features::new(sensitive::BITS);
        let mut lessons = Vec::new();
        let (mut matter, mut context) = (Matter::default(), Context::default());
        let mut near = Vec::new();
        while self.read(&mut sentences, &marked.text) {
            let tags: Vec<u8> =
                (0..self.sentence.tokens.len()).map(|at| name_tag(marked, &self.sentence, at)).collect();
            self.sentence.names = tags;
            let (sentence, mut lesson) = (&self.sentence, Lesson::default());
            matter.read(sentence, context);
            if sensitive::look_near(sentence, self.triggers, &mut near) {
                for (at, near) in near.iter().enumerate() {
                    if *near {
                        matter.fill(sentence, &marked.text, at, &mut features);
                        lesson.push(features.rows(), matter_tag(marked, sentence, at));
                    } else {
                        lesson.push(&[], 0);
                    }
                }
                lessons.push(lesson);
            }
            context = Matter::leave(sentence, context);
        }
        lessons
    }

    /// Sentences of a text in which everything is marked, for the first look.
    fn looks(&mut self, marked: &Marked, looks: &mut Looks) {
        let (mut sentences, mut context) = (Sentences::new(&marked.text), Context::default());
        while self.read(&mut sentences, &marked.text) {
            self.sentence.names =
                (0..self.sentence.tokens.len()).map(|at| name_tag(marked, &self.sentence, at)).collect();
            let told = (0..self.sentence.tokens.len()).any(|at| matter_tag(marked, &self.sentence, at) != 0);
            looks.push(&self.sentence, context, told);
            context = Matter::leave(&self.sentence, context);
        }
    }

    /// Sentences of news that speak of nobody: nothing is to be found in them.
    fn plain_looks(&mut self, marked: &Marked, looks: &mut Looks) {
        if !marked.spans.is_empty() {
            return;
        }
        let mut sentences = Sentences::new(&marked.text);
        while self.read(&mut sentences, &marked.text) {
            looks.push(&self.sentence, Context::default(), false);
        }
    }

    fn read(&mut self, sentences: &mut Sentences<'_>, text: &str) -> bool {
        let more = sentences.read(&mut self.sentence.tokens, TOKENS_MAX);
        self.sentence.forget();
        self.sentence.look_up(text, self.vocabulary);
        more
    }
}

/// The tag of a token by hand, for names.
fn name_tag(marked: &Marked, sentence: &Sentence, at: usize) -> u8 {
    let covers = |at: usize| {
        let token = sentence.token(at);
        marked.spans.iter().position(|span| {
            span.label == Label::Person
                && span.start < token.end as usize
                && (token.start as usize) < span.end
        })
    };
    match (covers(at), at.checked_sub(1).and_then(covers)) {
        (None, _) => 0,
        (Some(span), Some(before)) if span == before => 2,
        _ => 1,
    }
}

/// The tag of a token by hand, for sensitive matter.
fn matter_tag(marked: &Marked, sentence: &Sentence, at: usize) -> u8 {
    let token = sentence.token(at);
    let covering = marked
        .spans
        .iter()
        .filter(|span| span.start < token.end as usize && (token.start as usize) < span.end);
    covering.map(|span| sensitive::tag(span.label)).max().unwrap_or(0)
}
