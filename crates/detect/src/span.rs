//! What was found: a stretch of text, its label, and why.

use crate::label::Label;

/// A stretch of text that has a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it starts, in bytes from the start of the text.
    pub start: usize,
    /// Where it ends (not included), in bytes.
    pub end: usize,
    /// What it is.
    pub label: Label,
    /// Why it was marked.
    pub reason: Reason,
    /// How sure, in per cent.
    pub score: u8,
}

impl Span {
    /// A span.
    pub fn new(start: usize, end: usize, label: Label, reason: Reason, score: u8) -> Self {
        Self { start, end, label, reason, score }
    }

    /// The words themselves.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the two share a byte.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Bytes counted as code points, for places that come in order: each stretch of the text is counted once.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    count: usize,
}

impl<'t> CodePoints<'t> {
    /// At the start of a text.
    pub fn new(text: &'t str) -> Self {
        Self { text, byte: 0, count: 0 }
    }

    /// Start and end in code points. A start before the last one is counted from the start of the text again.
    pub fn of(&mut self, start: usize, end: usize) -> (usize, usize) {
        if start < self.byte {
            *self = Self::new(self.text);
        }
        self.count += self.between(self.byte, start);
        self.byte = start;
        (self.count, self.count + self.between(start, end))
    }

    fn between(&self, start: usize, end: usize) -> usize {
        self.text.get(start..end).map_or(0, |text| text.chars().count())
    }
}

/// Why a span was marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Its check digit and its date are right.
    Checked,
    /// It has the form of such a number or address.
    Form,
    /// It has a loose form, and a word beside it says what it is.
    InContext,
    /// Common as a name.
    Name,
    /// Looks like a name where it stands.
    NameInContext,
    /// Part of a full name elsewhere in the text.
    NameCarried,
    /// In a column of names.
    NameColumn,
    /// A term of the word lists, said about somebody.
    Term,
    /// No term of the lists, but the sentence says it about somebody.
    Implied,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 9] = [
        Self::Checked,
        Self::Form,
        Self::InContext,
        Self::Name,
        Self::NameInContext,
        Self::NameCarried,
        Self::NameColumn,
        Self::Term,
        Self::Implied,
    ];

    /// The name under which the reason stands in files and reports, as `name-carried`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Form => "form",
            Self::InContext => "in-context",
            Self::Name => "name",
            Self::NameInContext => "name-in-context",
            Self::NameCarried => "name-carried",
            Self::NameColumn => "name-column",
            Self::Term => "term",
            Self::Implied => "implied",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_from_any_place() {
        let mut points = CodePoints::new("Åsa är sjuk");
        assert_eq!(points.of(0, 4), (0, 3));
        assert_eq!(points.of(5, 8), (4, 6));
        assert_eq!(points.of(9, 13), (7, 11));
        assert_eq!(points.of(5, 8), (4, 6));
    }
}
