//! Marked texts: what training and scoring read.
//!
//! Two forms of the same: a line with marks, `[Elsa|PERSON] är sjuk`, and a line of JSON with offsets in code points.

use crate::{Label, Reason, Span};

/// A text and what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text without marks.
    pub text: String,
    /// Its spans, in order.
    pub spans: Vec<Span>,
}

/// A line that could not be read: its number, from 1, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct MarkFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: &'static str,
}

impl Marked {
    /// The texts of a file with one marked text a line; `#` starts a comment, `\n` in a text is a line break.
    ///
    /// What stands before a tab on a line is its kind and is left out here: see [`Marked::kinds`].
    pub fn corpus(lines: &str) -> Result<Vec<Self>, MarkFault> {
        Ok(Self::kinds(lines)?.into_iter().map(|(_, marked)| marked).collect())
    }

    /// As [`Marked::corpus`], each with its kind (`hand`, `blind`), empty where none is given.
    pub fn kinds(lines: &str) -> Result<Vec<(String, Self)>, MarkFault> {
        let texts =
            lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        texts
            .map(|(number, line)| {
                let (kind, text) = match line.split_once('\t') {
                    Some((kind, text)) if is_kind(kind) => (kind, text),
                    _ => ("", line),
                };
                let marked = Self::line(text).map_err(|fault| MarkFault { line: number + 1, fault })?;
                Ok((kind.to_owned(), marked))
            })
            .collect()
    }

    /// One text with marks.
    pub fn line(line: &str) -> Result<Self, &'static str> {
        let line = line.replace("\\n", "\n");
        let mut marked = Self::default();
        let mut rest = line.as_str();
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, next) = after.split_once(']').ok_or("`[` without `]`")?;
            let (words, code) = inside.rsplit_once('|').ok_or("`[…]` without `|LABEL`")?;
            let label = Label::from_code(code).ok_or("no such label")?;
            marked.text.push_str(before);
            let start = marked.text.len();
            marked.text.push_str(words);
            marked.spans.push(Span::new(start, marked.text.len(), label, Reason::Form, 100));
            rest = next;
        }
        marked.text.push_str(rest);
        Ok(marked)
    }
}

fn is_kind(word: &str) -> bool {
    !word.is_empty() && word.len() < 12 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        let marked = Marked::line("[Åsa|PERSON] är [sjuk|HEALTH].\\nHej").unwrap();
        assert_eq!(marked.text, "Åsa är sjuk.\nHej");
        let found: Vec<_> = marked.spans.iter().map(|span| (span.text(&marked.text), span.label)).collect();
        assert_eq!(found, [("Åsa", Label::Person), ("sjuk", Label::Health)]);
    }

    #[test]
    fn a_broken_line_is_named() {
        let fault = Marked::corpus("# words\n[Åsa|PERSON] ok\n[Åsa är sjuk").unwrap_err();
        assert_eq!(fault.to_string(), "line 3: `[` without `]`");
    }
}
