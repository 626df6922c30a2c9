//! The detector: a model, and a text in, spans out.

use std::sync::OnceLock;

use crate::{
    Label, Reason, Span,
    carry::{BY_CARRY, BY_COLUMN, Carry},
    identifier::identifiers,
    model::{Model, ModelFault},
    person::{self, NameFeatures},
    segment::Sentences,
    sensitive::{self, Context, Matter},
    sentence::{Sentence, TOKENS_MAX},
    tagger::Features,
};

/// Finds personal data in text. Cheap to share, never changes.
#[derive(Debug)]
pub struct Detector {
    model: Model,
}

/// Buffers that one thread uses again for text after text, so that a warm detector allocates nothing.
#[derive(Debug)]
pub struct Scratch {
    spans: Vec<Span>,
    sentence: Sentence,
    matter: Matter,
    features: Features,
    name_scores: Vec<[i32; person::TAGS]>,
    name_back: Vec<[u8; person::TAGS]>,
    matter_scores: Vec<[i32; sensitive::TAGS]>,
    matter_back: Vec<[u8; sensitive::TAGS]>,
    path: Vec<u8>,
    near: Vec<bool>,
    context: Context,
    carry: Carry,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            spans: Vec::new(),
            sentence: Sentence::default(),
            matter: Matter::default(),
            features: Features::new(person::BITS),
            name_scores: Vec::new(),
            name_back: Vec::new(),
            matter_scores: Vec::new(),
            matter_back: Vec::new(),
            path: Vec::new(),
            near: Vec::new(),
            context: Context::default(),
            carry: Carry::default(),
        }
    }
}

impl Detector {
    /// The detector with the model in the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Detector> = OnceLock::new();
        static MODEL: &[u8] = include_bytes!("../model/swedish.model");
        SHIPPED.get_or_init(|| {
            Self::load(MODEL).unwrap_or_else(|fault| unreachable!("the model in the program: {fault}"))
        })
    }

    /// A detector with the model in `bytes`, as training makes it.
    pub fn load(bytes: &[u8]) -> Result<Self, ModelFault> {
        Ok(Self { model: Model::read(bytes)? })
    }

    /// What is in `text`, in the order of the starts.
    pub fn find<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s [Span] {
        scratch.spans.clear();
        identifiers(text, &mut scratch.spans);
        let numbers = scratch.spans.len();
        scratch.context = Context::default();
        scratch.carry.clear();
        let mut sentences = Sentences::new(text);
        while sentences.read(&mut scratch.sentence.tokens, TOKENS_MAX) {
            self.sentence(text, scratch, numbers);
        }
        scratch.spans.sort_unstable();
        &scratch.spans
    }

    /// What is in `text`, for one text: [`Detector::find`] with buffers of its own.
    pub fn spans(&self, text: &str) -> Vec<Span> {
        self.find(text, &mut Scratch::default()).to_vec()
    }

    fn sentence(&self, text: &str, scratch: &mut Scratch, numbers: usize) {
        let sentence = &mut scratch.sentence;
        sentence.forget();
        sentence.look_up(text, &self.model.vocabulary);
        self.tag_names(text, scratch);
        name_spans(text, scratch, numbers);
        self.tag_matter(text, scratch);
        matter_spans(text, scratch);
        scratch.context = Matter::leave(&scratch.sentence, scratch.context);
    }

    /// Tags the names; what cannot be one stands between runs that are read apart.
    fn tag_names(&self, text: &str, scratch: &mut Scratch) {
        let Scratch { sentence, features, name_scores, name_back, path, .. } = scratch;
        let mut what = None;
        let mut at = 0;
        while at < sentence.tokens.len() {
            if !person::is_candidate(sentence, at) {
                at += 1;
                continue;
            }
            let first = at;
            name_scores.clear();
            let what = what.get_or_insert_with(|| NameFeatures::of(sentence));
            loop {
                what.fill(sentence, text, at, features);
                name_scores.push(self.model.names.score(features));
                at += 1;
                if at == sentence.tokens.len() || !person::is_candidate(sentence, at) {
                    break;
                }
            }
            self.model.names.decode(name_scores, path, name_back);
            at += 1;
            sentence.names.iter_mut().skip(first).zip(&*path).for_each(|(tag, found)| *tag = *found);
            let sure = name_scores.iter().map(|[_, starts, goes_on]| starts.max(goes_on) / 64);
            sentence.sure.iter_mut().skip(first).zip(sure).for_each(|(place, sure)| *place = sure);
        }
    }

    fn tag_matter(&self, text: &str, scratch: &mut Scratch) {
        let Scratch { sentence, matter, features, matter_scores, matter_back, path, near, context, .. } =
            scratch;
        path.clear();
        if !self.model.screen.passes(sentence, *context)
            || !sensitive::look_near(sentence, &self.model.triggers, near)
        {
            return;
        }
        matter.read(sentence, *context);
        matter_scores.clear();
        for (at, near) in near.iter().enumerate() {
            matter_scores.push(if *near {
                matter.fill(sentence, text, at, features);
                self.model.matter.score(features)
            } else {
                let mut scores = [NEVER; sensitive::TAGS];
                if let Some(nothing) = scores.first_mut() {
                    *nothing = 0;
                }
                scores
            });
        }
        self.model.matter.decode(matter_scores, path, matter_back);
    }
}

/// How far a listed word must be ahead of "nothing", in weights, by tag; chosen on school texts left out of training.
const TERM_MIN: [i32; sensitive::TAGS] = [0, 80, 110, 105, 80, 80, 80, 70, 80];
/// How far a name that few bear must be ahead.
const CONTEXT_MIN: i32 = 40;
/// The same where no list has the words.
const IMPLIED_MIN: i32 = 115;

/// The score of a tag that a token cannot have.
const NEVER: i32 = -1_000_000;

fn name_spans(text: &str, scratch: &mut Scratch, numbers: usize) {
    let Scratch { sentence, spans, carry, .. } = scratch;
    carry.mark_columns(text, sentence);
    let mut at = 0;
    while at < sentence.names.len() {
        let first = at;
        at += 1;
        if sentence.name(first) == 0 && !carry.mark(text, sentence, first) {
            continue;
        }
        while sentence.name(at) == 2 {
            at += 1;
        }
        let sure = sentence.sure.get(first..at).unwrap_or_default().iter().copied().max().unwrap_or(0);
        let reason = name_reason(sentence, first, sure);
        if reason == Reason::NameInContext && sure < CONTEXT_MIN {
            sentence.names.iter_mut().take(at).skip(first).for_each(|tag| *tag = 0);
            continue;
        }
        let (start, end) = (sentence.token(first).start as usize, sentence.token(at - 1).end as usize);
        let span = Span::new(start, end, Label::Person, reason, name_certainty(reason, sure));
        let before = spans.get(..numbers).unwrap_or_default();
        if !is_taken(before, &span) && !person::is_nobody(sentence, first, at - 1) {
            carry.learn(text, sentence.tokens.get(first..at).unwrap_or_default());
            spans.push(span);
        }
    }
}

/// Whether a number or an address stands there already; `numbers` are in order and apart from each other.
fn is_taken(numbers: &[Span], span: &Span) -> bool {
    let next = numbers.partition_point(|number| number.end <= span.start);
    numbers.get(next).is_some_and(|number| number.overlaps(span))
}

/// How sure a name is, in per cent: measured on school texts left out of training.
fn name_certainty(reason: Reason, sure: i32) -> u8 {
    let (least, most) = match reason {
        Reason::Name => (70, 98),
        Reason::NameInContext => (45, 95),
        _ => return 85,
    };
    u8::try_from((least + sure / 4).clamp(least, most)).unwrap_or(50)
}

/// Whether the name is one that many bear, or only stands like one, or was told before.
fn name_reason(sentence: &Sentence, first: usize, sure: i32) -> Reason {
    let word = sentence.word(first);
    match sure {
        BY_COLUMN => Reason::NameColumn,
        BY_CARRY => Reason::NameCarried,
        _ if word.given() >= 3 || word.family() >= 3 => Reason::Name,
        _ => Reason::NameInContext,
    }
}

fn matter_spans(text: &str, scratch: &mut Scratch) {
    let Scratch { sentence, path, spans, matter_scores, .. } = scratch;
    let tag = |at: usize| path.get(at).copied().unwrap_or(0);
    let mut at = 0;
    while at < path.len() {
        let first = at;
        at += 1;
        let Some(label) = usize::from(tag(first)).checked_sub(1).and_then(|tag| sensitive::LABELS.get(tag))
        else {
            continue;
        };
        while at < path.len() && tag(at) == tag(first) {
            at += 1;
        }
        let listed = (first..at).any(|at| sentence.term(at).labels() != 0);
        let reason = if listed { Reason::Term } else { Reason::Implied };
        let margin = margin(matter_scores.get(first..at).unwrap_or_default(), usize::from(tag(first)));
        let (start, end) = (sentence.token(first).start as usize, sentence.token(at - 1).end as usize);
        let least =
            if listed { TERM_MIN.get(usize::from(tag(first))).copied().unwrap_or(0) } else { IMPLIED_MIN };
        if margin >= least && !text.get(start..end).unwrap_or_default().trim().is_empty() {
            spans.push(Span::new(start, end, *label, reason, certainty(margin)));
        }
    }
}

/// How sure a margin makes, in per cent: measured on school texts left out of training.
fn certainty(margin: i32) -> u8 {
    u8::try_from((40 + margin / 4).clamp(50, 95)).unwrap_or(50)
}

/// By how much the tag is ahead of "nothing" where it is most, in weights.
fn margin(scores: &[[i32; sensitive::TAGS]], tag: usize) -> i32 {
    let ahead = |scores: &[i32; sensitive::TAGS]| {
        scores.get(tag).zip(scores.first()).map_or(0, |(tag, nothing)| tag - nothing)
    };
    scores.iter().map(ahead).max().unwrap_or(0) / 64
}
