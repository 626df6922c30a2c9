//! Redaction: the words of spans, masked or replaced by names that are the same throughout.

use std::collections::BTreeMap;

use crate::{Label, Span, identifier};

/// What stands in the place of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Blocks, as many as there were characters.
    Mask,
    /// A name that tells one from another: `[Person 1]`, `[Person 2]`.
    Alias,
}

/// A stretch of text and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The new words.
    pub with: String,
}

/// Who was replaced by what so far: one for all texts in which the same person is to have the same number.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    numbers: BTreeMap<(Label, String), usize>,
    /// Parts of full names, and whose they are.
    parts: BTreeMap<String, usize>,
    counts: BTreeMap<Label, usize>,
}

/// The replacements for `spans`, in order and without overlaps; `name` gives the word for a label (*Person*, *Telefon*).
pub fn replacements(
    text: &str,
    spans: &[Span],
    cover: Cover,
    aliases: &mut Aliases,
    name: impl Fn(Label) -> String,
) -> Vec<Replacement> {
    let mut out: Vec<Replacement> = Vec::new();
    for span in spans {
        if let Some(last) = out.last_mut().filter(|last| span.start < last.end) {
            if span.end <= last.end {
                continue;
            }
            last.end = span.end;
            if cover == Cover::Mask {
                last.with = mask(text.get(last.start..last.end).unwrap_or_default());
            }
            continue;
        }
        let with = match cover {
            Cover::Mask => mask(span.text(text)),
            Cover::Alias => format!("[{} {}]", name(span.label), aliases.number(text, span)),
        };
        out.push(Replacement { start: span.start, end: span.end, with });
    }
    out
}

/// The text with the replacements made.
pub fn replace(text: &str, replacements: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for replacement in replacements {
        out.push_str(text.get(end..replacement.start).unwrap_or_default());
        out.push_str(&replacement.with);
        end = replacement.end.max(end);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

/// Blocks for everything but white space, so that lines stay as long as they were.
fn mask(words: &str) -> String {
    words.chars().map(|character| if character.is_whitespace() { character } else { '█' }).collect()
}

impl Aliases {
    /// The number of what the span says: the same for each spelling of a number, and for a person's names apart and together.
    fn number(&mut self, text: &str, span: &Span) -> usize {
        let value = identifier::value(text, span).unwrap_or_else(|| plain(span.text(text)));
        if let Some(number) = self.known(span.label, &value) {
            return number;
        }
        let count = self.counts.entry(span.label).or_default();
        *count += 1;
        let number = *count;
        if span.label == Label::Person {
            for part in value.split(' ').filter(|part| part.chars().count() > 1) {
                self.parts.entry(part.to_owned()).or_insert(number);
            }
        }
        self.numbers.insert((span.label, value), number);
        number
    }

    fn known(&self, label: Label, value: &str) -> Option<usize> {
        let whole = self.numbers.get(&(label, value.to_owned()));
        let alone =
            || (label == Label::Person && !value.contains(' ')).then(|| self.parts.get(value)).flatten();
        whole.or_else(alone).copied()
    }
}

/// Words without case, genitive and line breaks.
fn plain(words: &str) -> String {
    let lower = words.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let joined = words.join(" ");
    joined.strip_suffix("s").filter(|stem| stem.chars().count() > 3).map_or(joined.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Marked, Reason};

    fn redacted(line: &str, cover: Cover) -> String {
        let marked = Marked::line(line).unwrap();
        let mut aliases = Aliases::default();
        let name =
            |label: Label| if label == Label::Person { "Person".to_owned() } else { label.code().to_owned() };
        replace(&marked.text, &replacements(&marked.text, &marked.spans, cover, &mut aliases, name))
    }

    #[test]
    fn the_same_person_has_the_same_number() {
        let line = "[Elsa Berg|PERSON] slog [Ali|PERSON]. [Bergs|PERSON] mamma ringde, [Elsa|PERSON] grät.";
        assert_eq!(
            redacted(line, Cover::Alias),
            "[Person 1] slog [Person 2]. [Person 1] mamma ringde, [Person 1] grät."
        );
    }

    #[test]
    fn masks_keep_the_layout() {
        assert_eq!(redacted("[Elsa Berg|PERSON];4b\\nnästa", Cover::Mask), "████ ████;4b\nnästa");
    }

    #[test]
    fn overlapping_spans_become_one() {
        let spans = [
            Span::new(0, 6, Label::Person, Reason::Name, 80),
            Span::new(4, 9, Label::Health, Reason::Term, 80),
        ];
        let all =
            replacements("abc defgh i", &spans, Cover::Mask, &mut Aliases::default(), |_| String::new());
        assert_eq!(replace("abc defgh i", &all), "███ █████ i");
    }
}
