//! How well a detector does: precision, recall and F1 by label, against texts marked by hand.

use std::collections::BTreeMap;

use crate::{Marked, Span};

/// Counts for one label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Spans marked by hand.
    pub gold: usize,
    /// Spans found.
    pub found: usize,
    /// Spans found that touch one marked by hand, and are not much longer.
    pub right: usize,
    /// Spans marked by hand that such a one touches.
    pub reached: usize,
    /// Spans found that start and end where one marked by hand does.
    pub exact_right: usize,
    /// Spans marked by hand that one found equals.
    pub exact_reached: usize,
}

/// Precision, recall and their harmonic mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rates {
    /// How much of what was found is right.
    pub precision: f64,
    /// How much of what is there was found.
    pub recall: f64,
    /// The harmonic mean.
    pub f1: f64,
}

/// What whole texts were taken for: do they hold personal data?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// With personal data, found so.
    pub true_alarms: usize,
    /// With personal data, nothing found.
    pub missed: usize,
    /// Without, but something was found.
    pub false_alarms: usize,
    /// Without, nothing found.
    pub true_silence: usize,
}

/// The result of a run over many texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By label, in the order of their codes.
    pub labels: BTreeMap<&'static str, Counts>,
    /// By whole text.
    pub documents: Documents,
    /// Marked spans, and how many of them are covered to four fifths by spans of any label.
    pub covered: (usize, usize),
}

impl Score {
    /// Adds one text: what is marked in it, what need not be judged, and what was found.
    pub fn add(&mut self, gold: &Marked, ignore: &[(usize, usize)], found: &[Span]) {
        let text = gold.text.as_str();
        let touches = |span: &Span, (start, end): (usize, usize)| span.start < end && start < span.end;
        let ignored = |span: &Span| {
            ignore.iter().any(|range| touches(span, *range))
                && !gold.spans.iter().any(|mark| mark.overlaps(span))
        };
        let found: Vec<Span> = found.iter().filter(|span| !ignored(span)).copied().collect();
        for span in &found {
            let counts = self.labels.entry(span.label.code()).or_default();
            counts.found += 1;
            counts.right += usize::from(gold.spans.iter().any(|mark| hits(text, span, mark)));
            counts.exact_right += usize::from(gold.spans.iter().any(|mark| equals(text, span, mark)));
        }
        for mark in &gold.spans {
            let counts = self.labels.entry(mark.label.code()).or_default();
            counts.gold += 1;
            counts.reached += usize::from(found.iter().any(|span| hits(text, span, mark)));
            counts.exact_reached += usize::from(found.iter().any(|span| equals(text, span, mark)));
            self.covered.0 += 1;
            self.covered.1 += usize::from(is_covered(text, mark, &found));
        }
        let personal = |spans: &[Span]| spans.iter().any(|span| span.label.is_personal());
        if personal(&gold.spans) || ignore.is_empty() {
            self.documents.add(personal(&gold.spans), personal(&found));
        }
    }

    /// All labels together.
    pub fn all(&self) -> Counts {
        self.labels.values().fold(Counts::default(), |sum, counts| Counts {
            gold: sum.gold + counts.gold,
            found: sum.found + counts.found,
            right: sum.right + counts.right,
            reached: sum.reached + counts.reached,
            exact_right: sum.exact_right + counts.exact_right,
            exact_reached: sum.exact_reached + counts.exact_reached,
        })
    }

    /// The mean of the labels' F1, of those that occur.
    pub fn macro_f1(&self) -> f64 {
        let there: Vec<f64> =
            self.labels.values().filter(|counts| counts.gold > 0).map(|counts| counts.overlap().f1).collect();
        there.iter().sum::<f64>() / as_number(there.len().max(1))
    }

    /// How many of the marked spans are covered by spans of any label.
    pub fn redaction_recall(&self) -> f64 {
        ratio(self.covered.1, self.covered.0.max(1))
    }
}

impl Counts {
    /// Rates where touching counts.
    pub fn overlap(&self) -> Rates {
        self.rates(self.right, self.reached)
    }

    /// Rates where only equal ends count.
    pub fn exact(&self) -> Rates {
        self.rates(self.exact_right, self.exact_reached)
    }

    fn rates(&self, right: usize, reached: usize) -> Rates {
        let precision = match (self.found, self.gold) {
            (0, 0) => 1.0,
            (0, _) => 0.0,
            (found, _) => ratio(right, found),
        };
        let recall = if self.gold == 0 { 1.0 } else { ratio(reached, self.gold) };
        let sum = precision + recall;
        Rates { precision, recall, f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 } }
    }
}

impl Documents {
    fn add(&mut self, is: bool, found: bool) {
        match (is, found) {
            (true, true) => self.true_alarms += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.false_alarms += 1,
            (false, false) => self.true_silence += 1,
        }
    }

    /// All texts.
    pub fn count(&self) -> usize {
        self.true_alarms + self.missed + self.false_alarms + self.true_silence
    }

    /// Accuracy, precision, recall, and the share of clean texts with a false alarm.
    pub fn rates(&self) -> [f64; 4] {
        let found = self.true_alarms + self.false_alarms;
        let there = self.true_alarms + self.missed;
        [
            ratio(self.true_alarms + self.true_silence, self.count().max(1)),
            ratio(self.true_alarms, found.max(1)),
            ratio(self.true_alarms, there.max(1)),
            ratio(self.false_alarms, (self.false_alarms + self.true_silence).max(1)),
        ]
    }
}

/// Whether a span found touches a marked one of its label and is not so long that it would touch anything.
fn hits(text: &str, found: &Span, mark: &Span) -> bool {
    let most = 3 * characters(text, mark) + 20;
    found.label == mark.label && found.overlaps(mark) && characters(text, found) <= most
}

fn characters(text: &str, span: &Span) -> usize {
    span.text(text).chars().count()
}

/// Whether both have the same ends; marks around and a genitive are forgiven.
fn equals(text: &str, found: &Span, mark: &Span) -> bool {
    let (a, b) = (trimmed(text, found), trimmed(text, mark));
    let ends = a.1 == b.1 || {
        let (short, long) = (a.1.min(b.1), a.1.max(b.1));
        text.get(short..long).is_some_and(|rest| rest.eq_ignore_ascii_case("s"))
    };
    found.label == mark.label && a.0 == b.0 && ends
}

fn trimmed(text: &str, span: &Span) -> (usize, usize) {
    let words = span.text(text);
    let left = words.trim_start_matches(|c: char| !c.is_alphanumeric() && !"+(@".contains(c));
    let start = span.end - left.len();
    (start, start + left.trim_end_matches(|c: char| !c.is_alphanumeric()).len())
}

fn is_covered(text: &str, mark: &Span, found: &[Span]) -> bool {
    let inside = text.get(mark.start..mark.end).unwrap_or_default().char_indices();
    let covered =
        inside.filter(|(at, _)| found.iter().any(|span| (span.start..span.end).contains(&(mark.start + at))));
    covered.count() * 5 >= characters(text, mark) * 4
}

#[expect(clippy::cast_precision_loss, reason = "counts of texts are small")]
fn as_number(count: usize) -> f64 {
    count as f64
}

fn ratio(part: usize, whole: usize) -> f64 {
    as_number(part) / as_number(whole)
}
