//! Web pages: words, descriptions and comments replaced, the markup as it was.

use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::{Plan, RedactError, rewrite, text_of};
use crate::extract::{ATTRIBUTES, INLINE};
use crate::markup::{Paragraph, Run};

pub(super) fn html(bytes: &[u8], plan: &mut Plan<'_>) -> Result<Vec<u8>, RedactError> {
    let source = text_of(bytes);
    let paragraphs = paragraphs(&source);
    for paragraph in &paragraphs {
        plan.learn(&paragraph.text())?;
    }
    Ok(rewrite::rewrite(&source, &paragraphs, plan)?.into_bytes())
}

fn paragraphs(source: &str) -> Vec<Paragraph> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut done = Vec::new();
    let mut open = Paragraph::default();
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::String(text) => {
                open.runs.push(run(source, &text.value, text.span.start..text.span.end));
            }
            Token::StartTag(tag) => {
                if !INLINE.contains(&&*String::from_utf8_lossy(&tag.name)) {
                    done.push(std::mem::take(&mut open));
                }
                for (key, value) in &tag.attributes {
                    if ATTRIBUTES.contains(&&*String::from_utf8_lossy(key)) {
                        let run = run(source, &value.value, value.span.start..value.span.end);
                        done.push(Paragraph { runs: vec![run], ..Paragraph::default() });
                    }
                }
            }
            Token::EndTag(tag) => {
                if !INLINE.contains(&&*String::from_utf8_lossy(&tag.name)) {
                    done.push(std::mem::take(&mut open));
                }
            }
            Token::Comment(text) => {
                let run = run(source, &text.value, text.span.start..text.span.end);
                done.push(Paragraph { runs: vec![run], ..Paragraph::default() });
            }
            Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    done.push(open);
    done.retain(|paragraph| !paragraph.runs.is_empty());
    done
}

/// A run with its bytes. A span may hold the quotes or the signs of a comment: only the words are meant.
fn run(source: &str, value: &[u8], span: Range<usize>) -> Run {
    let text = String::from_utf8_lossy(value).into_owned();
    let written = source.get(span.clone()).unwrap_or_default();
    let inner = written.find(&text).map(|at| span.start + at..span.start + at + text.len());
    let source = inner.unwrap_or_else(|| within_quotes(written, span));
    Run { text, source, verbatim: false }
}

/// The value of an attribute without its name and its quotes.
fn within_quotes(written: &str, span: Range<usize>) -> Range<usize> {
    let value = match written.split_once('=') {
        Some((name, value)) if name.trim_end().chars().all(|sign| sign.is_alphanumeric() || sign == '-') => {
            value.trim_start()
        }
        _ => written,
    };
    let start = span.end - value.len();
    let quoted = value.len() > 1 && value.starts_with(['"', '\'']) && value.ends_with(['"', '\'']);
    if quoted { start + 1..span.end - 1 } else { start..span.end }
}
