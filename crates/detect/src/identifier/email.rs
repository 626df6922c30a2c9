//! Finds e-mail addresses, also those written to be missed by machines.

use crate::{
    identifier::lex::{at, before},
    label::Label,
    span::{Reason, Span},
};

/// The longest part before the `@`.
const LOCAL: usize = 64;

/// The address around the `@` at `place`.
pub(super) fn address(text: &str, place: usize) -> Option<Span> {
    let start = local(text, place);
    let end = domain(text, place + 1, &["."])?;
    (start < place && text.get(start..place)?.chars().any(char::is_alphanumeric)).then_some(Span::new(
        start,
        end,
        Label::Email,
        Reason::Form,
        99,
    ))
}

/// The address around an `@` with a space on both sides: only a name with a dot or digit, since *vi ses @ skolan.se* is none.
pub(super) fn spaced(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    if at(bytes, place.wrapping_sub(1)) != b' ' || at(bytes, place + 1) != b' ' {
        return None;
    }
    let start = local(text, place - 1);
    let end = domain(text, place + 2, &["."])?;
    let telling = text.get(start..place - 1)?.contains(|c: char| c == '.' || c.is_ascii_digit());
    telling.then_some(Span::new(start, end, Label::Email, Reason::Form, 85))
}

/// Ways to write `@` in brackets.
const SIGNS: [&str; 4] = ["(at)", "[at]", "(a)", "[a]"];

/// Ways to write a dot.
pub(super) const DOTS: [&str; 7] = [".", " punkt ", "(punkt)", "[punkt]", " dot ", "(dot)", "[dot]"];

/// The address around a written-out sign in brackets, which open at `place`: `anna.berg (at) skola.se`.
pub(super) fn disguised(text: &str, place: usize) -> Option<Span> {
    let rest = text.get(place..)?;
    let sign = SIGNS.iter().find(|sign| starts(rest, sign))?;
    around(text, place, place + sign.len())
}

/// The address around *snabel-a*, whose dash is at `place`.
pub(super) fn spelled(text: &str, place: usize) -> Option<Span> {
    let start = place.checked_sub(6)?;
    let word = text.get(start..place + 2)?;
    let open = start - usize::from(matches!(at(text.as_bytes(), start.wrapping_sub(1)), b'(' | b'['));
    let end = place + 2 + usize::from(open < start && matches!(at(text.as_bytes(), place + 2), b')' | b']'));
    starts(word, "snabel-a").then(|| around(text, open, end)).flatten()
}

pub(super) fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// The address whose written-out sign is `start..end`.
pub(super) fn around(text: &str, start: usize, end: usize) -> Option<Span> {
    let head = text.get(..start)?;
    let name_end = head.strip_suffix(' ').map_or(start, str::len);
    let mut from = local(text, name_end);
    for _ in 0..4 {
        from = dotted(text, from).unwrap_or(from);
    }
    let gap = usize::from(at(text.as_bytes(), end) == b' ');
    let to = domain(text, end + gap, &DOTS)?;
    (from < name_end).then_some(Span::new(from, to, Label::Email, Reason::Form, 90))
}

/// Where the part before a written-out dot starts, if there is one right before `place`.
fn dotted(text: &str, place: usize) -> Option<usize> {
    let dot = DOTS.iter().skip(1).find(|dot| text.get(..place).is_some_and(|head| head.ends_with(**dot)))?;
    let end = place - dot.len();
    let start = local(text, end);
    (start < end).then_some(start)
}

/// Where the local part that ends at `place` starts.
pub(super) fn local(text: &str, place: usize) -> usize {
    let head = text.get(..place).unwrap_or_default();
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let len: usize = head.chars().rev().take(LOCAL).take_while(inside).map(char::len_utf8).sum();
    let start = place - len;
    start + (len - head.get(start..).unwrap_or_default().trim_start_matches(['.', '-', '%', '+']).len())
}

/// Where the domain that starts at `place` ends: labels with one of `dots` between, the last of two letters or more.
fn domain(text: &str, place: usize, dots: &[&str]) -> Option<usize> {
    let (mut place, mut end, mut labels) = (place, None, 0);
    while labels < 8 {
        let rest = text.get(place..)?;
        let len: usize =
            rest.chars().take(63).take_while(|c| c.is_alphanumeric() || *c == '-').map(char::len_utf8).sum();
        let label = rest.get(..len)?.trim_end_matches('-');
        if label.is_empty() || label.starts_with('-') {
            break;
        }
        labels += 1;
        if labels > 1 && label.chars().count() >= 2 && label.chars().all(char::is_alphabetic) {
            end = Some(place + label.len());
        }
        let Some(dot) = dots.iter().find(|dot| rest.get(len..).is_some_and(|after| starts(after, dot)))
        else {
            break;
        };
        place += len + dot.len();
    }
    end.filter(|end| before(text, *end).is_some())
}
