//! Short texts joined into pieces, each with a mark of where it came from, and long texts cut into windows.

use std::ops::Range;

use super::{Context, Inside, Piece};
use crate::place::{Place, Step};

/// Bytes of text that are looked at in one go.
pub(crate) const WINDOW: usize = 256 * 1024;
/// Bytes that two windows share, so that nothing is lost at the cut. Twice the longest thing that is looked for.
pub(crate) const OVERLAP: usize = 2 * 1024;
/// Bytes of a piece with marks; smaller, since a cell costs a mark.
pub(crate) const MARKED: usize = 64 * 1024;

/// Collects texts of one place until they make a piece.
pub(crate) struct Joined {
    place: Place,
    /// Said first in every piece, as context only: the head of a table.
    lead: String,
    text: String,
    marks: Vec<(usize, Vec<Step>)>,
    base: u64,
}

impl Joined {
    pub(crate) fn new(place: &Place) -> Self {
        Self { place: place.clone(), lead: String::new(), text: String::new(), marks: Vec::new(), base: 0 }
    }

    /// Puts `lead` before every piece from here on.
    pub(crate) fn lead(&mut self, lead: String) {
        self.lead = lead;
    }

    /// A text on a line of its own.
    pub(crate) fn push(&mut self, steps: &[Step], text: &str, context: &mut Context<'_>) {
        self.add(steps, text, "\n", context);
    }

    /// A text with something else than a line break behind it.
    pub(crate) fn add(&mut self, steps: &[Step], text: &str, end: &str, context: &mut Context<'_>) {
        if text.len() > WINDOW {
            self.finish(context);
            self.base += windows(&self.place.with_all(steps), text, self.base, context);
            return;
        }
        self.start();
        self.marks.push((self.text.len(), steps.to_vec()));
        self.text.push_str(text);
        self.text.push_str(end);
        if self.text.len() > MARKED && end == "\n" {
            self.finish(context);
        }
    }

    /// Only something between two texts.
    pub(crate) fn gap(&mut self, gap: &str) {
        self.text.push_str(gap);
    }

    fn start(&mut self) {
        if self.text.is_empty() {
            self.text.push_str(&self.lead);
        }
    }

    /// Gives what is collected.
    pub(crate) fn finish(&mut self, context: &mut Context<'_>) {
        let from = self.lead.len().min(self.text.len());
        let inside = if self.marks.iter().all(|mark| mark.1.is_empty()) {
            Inside::Whole
        } else {
            Inside::Marks(&self.marks)
        };
        let keep = from..self.text.len();
        let base = self.base.saturating_sub(from as u64);
        context.piece(&Piece { place: &self.place, text: &self.text, keep, base, inside });
        self.base += (self.text.len() - from) as u64;
        self.text.clear();
        self.marks.clear();
    }
}

/// Gives one long text of one place in windows; returns its length.
pub(crate) fn windows(place: &Place, text: &str, base: u64, context: &mut Context<'_>) -> u64 {
    for (window, keep) in cut_points(text) {
        let piece = Piece {
            place,
            text: text.get(window.clone()).unwrap_or_default(),
            keep: keep.start - window.start..keep.end - window.start,
            base: base + window.start as u64,
            inside: Inside::Whole,
        };
        context.piece(&piece);
    }
    text.len() as u64
}

/// The windows of a text, and in each the part in which a find has to start to count there.
pub(crate) fn cut_points(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut cuts = Vec::new();
    let mut start = 0;
    let mut kept = 0;
    loop {
        let end =
            if text.len() - start <= WINDOW { text.len() } else { text.floor_char_boundary(start + WINDOW) };
        let next = text.floor_char_boundary(end.saturating_sub(OVERLAP));
        if end == text.len() || next <= start {
            cuts.push((start..text.len(), kept..text.len()));
            return cuts;
        }
        let until = next + OVERLAP / 2;
        cuts.push((start..end, kept..until));
        (start, kept) = (next, until);
    }
}
