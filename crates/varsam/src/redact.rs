//! A copy of a text without what was found in it: masked, or with names that tell one person from another.

use crate::locale::Locale;
use crate::view;
use std::collections::BTreeMap;
use varsam_detect::redact::{Aliases, Cover, Replacement, replace, replacements};
use varsam_detect::{Detector, Label, Span};

/// The labels that are covered where nobody chose: all that are personal data.
pub fn personal() -> Vec<Label> {
    Label::ALL.into_iter().filter(|label| label.is_personal()).collect()
}

/// The cover with this name, `mask` or `alias`.
pub fn cover(name: &str) -> Option<Cover> {
    match name {
        "mask" => Some(Cover::Mask),
        "alias" => Some(Cover::Alias),
        _ => None,
    }
}

/// What is covered, by what, in which language.
#[derive(Debug, Clone)]
pub struct Redaction {
    /// The labels that are covered.
    pub labels: Vec<Label>,
    /// By what.
    pub cover: Cover,
    /// The language of the names that stand in the place of others.
    pub locale: Locale,
}

impl Redaction {
    /// The text with what was found covered, and how much that was by label. `aliases` is shared by texts in which
    /// the same person is to have the same number.
    pub fn apply(&self, text: &str, aliases: &mut Aliases) -> (String, BTreeMap<&'static str, usize>) {
        let spans = self.spans(text);
        let made = self.cover(text, &spans, aliases);
        let mut counts = BTreeMap::new();
        for replacement in &made {
            let is_first = |span: &&Span| span.start == replacement.start;
            if let Some(span) = spans.iter().find(is_first) {
                *counts.entry(span.label.code()).or_insert(0) += 1;
            }
        }
        (replace(text, &made), counts)
    }

    /// What is to be replaced in the text, and by what.
    pub fn replacements(&self, text: &str, aliases: &mut Aliases) -> Vec<Replacement> {
        self.cover(text, &self.spans(text), aliases)
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        let mut spans = Detector::shipped().spans(text);
        spans.retain(|span| self.labels.contains(&span.label));
        spans
    }

    fn cover(&self, text: &str, spans: &[Span], aliases: &mut Aliases) -> Vec<Replacement> {
        replacements(text, spans, self.cover, aliases, |label| view::alias(self.locale, label))
    }
}
