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
