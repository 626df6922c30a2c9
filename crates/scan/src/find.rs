//! Text in, hits out: what the scan does with each piece of text. The detector is one way; a test brings its own.

use varsam_detect::{Detector, Scratch};

/// Something found in a piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it starts, in bytes from the start of the text.
    pub start: usize,
    /// Where it ends (not included), in bytes.
    pub end: usize,
    /// What it is, as `PERSONNUMMER`.
    pub label: String,
    /// Why it was marked, as `checked`.
    pub reason: String,
    /// How sure, in per cent.
    pub score: u8,
    /// Whether only its place may leave: no excerpt and no fingerprint.
    pub silent: bool,
}

impl Hit {
    /// A hit that may be described.
    pub fn new(start: usize, end: usize, label: &str, reason: &str, score: u8) -> Self {
        Self { start, end, label: label.to_owned(), reason: reason.to_owned(), score, silent: false }
    }
}

/// Finds something in text.
pub trait Find {
    /// Adds what is in `text` to `hits`, in the order of the starts.
    fn find(&mut self, text: &str, hits: &mut Vec<Hit>);
}

impl<F: FnMut(&str, &mut Vec<Hit>)> Find for F {
    fn find(&mut self, text: &str, hits: &mut Vec<Hit>) {
        self(text, hits);
    }
}

/// The detector that comes with the program.
#[derive(Debug)]
pub struct Detect {
    detector: &'static Detector,
    scratch: Scratch,
    min_score: u8,
}

impl Detect {
    /// The detector; hits that are less sure than `min_score` per cent are left out.
    pub fn new(min_score: u8) -> Self {
        Self { detector: Detector::shipped(), scratch: Scratch::default(), min_score }
    }
}

impl Find for Detect {
    fn find(&mut self, text: &str, hits: &mut Vec<Hit>) {
        let spans = self.detector.find(text, &mut self.scratch);
        let sure = spans.iter().filter(|span| span.score >= self.min_score);
        hits.extend(
            sure.map(|span| {
                Hit::new(span.start, span.end, span.label.code(), span.reason.code(), span.score)
            }),
        );
    }
}

/// Several ways to find, one after the other.
#[derive(Default)]
pub struct All(Vec<Box<dyn Find>>);

impl All {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a way to find.
    pub fn add(&mut self, find: impl Find + 'static) {
        self.0.push(Box::new(find));
    }
}

impl Find for All {
    fn find(&mut self, text: &str, hits: &mut Vec<Hit>) {
        let from = hits.len();
        for find in &mut self.0 {
            find.find(text, hits);
        }
        if let Some(new) = hits.get_mut(from..) {
            new.sort_by_key(|hit| (hit.start, hit.end));
        }
    }
}
