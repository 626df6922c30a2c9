//! Finds number plates of Swedish cars.

use crate::{
    identifier::{
        context::{Near, nearest},
        lex::{Edge, at, edge_after, edge_before},
        topic::Topic,
    },
    label::Label,
    span::{Reason, Span},
};

/// Three letters that stand before numbers in school: subjects, money, norms, rooms.
const CODES: [&str; 66] = [
    "MAT", "SVE", "ENG", "SVA", "FYS", "KEM", "BIO", "TEK", "HIS", "REL", "GEO", "SAM", "IDH", "MUS", "BIL",
    "BLD", "SLO", "HKK", "HEM", "PSY", "FIL", "PRG", "WEB", "DAT", "TEA", "MOD", "SPR", "GYA", "MED", "EKO",
    "FTG", "ELE", "BYG", "SEK", "EUR", "USD", "GBP", "NOK", "DKK", "KRO", "SFS", "LGR", "LGY", "GYM", "DIN",
    "USB", "TCP", "UDP", "RGB", "CSS", "HEX", "SAL", "RUM", "HUS", "LAB", "BUS", "SKA", "MAX", "MAJ", "JUN",
    "JUL", "AUG", "SEP", "OKT", "NOV", "DEC",
];

/// Words of three letters before numbers.
const NUMBERED: [&str; 10] = ["kap", "art", "rad", "kl.", "nr.", "ca.", "sen", "nya", "tre", "bas"];

/// The plate whose digits start at `start`, behind three letters: `ABC 123`, `ABC12D`.
pub(super) fn plate(text: &str, start: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let spaced = matches!(at(bytes, start.wrapping_sub(1)), b' ' | b'-');
    let from = start.checked_sub(if spaced { 4 } else { 3 })?;
    let end = start + 3;
    if !shape(text, from, start) {
        return None;
    }
    let letters = text.get(from..from + 3)?;
    let upper =
        letters.bytes().all(|byte| byte.is_ascii_uppercase()) && !at(bytes, end - 1).is_ascii_lowercase();
    let (reason, score) = verdict(text, from, letters, upper)?;
    Some(Span::new(from, end, Label::OtherId, reason, score))
}

/// The plate that follows in a list behind the one that `first` marks, in small letters too: `FOA 617, bnd 03e`.
pub(super) fn follower(text: &str, first: &Span) -> Option<Span> {
    let bytes = text.as_bytes();
    let rest = text.get(first.end..)?;
    let gap = [", ", "; ", " och ", " samt ", ",", ";"].iter().find(|gap| rest.starts_with(**gap))?;
    let from = first.end + gap.len();
    let letters = text.get(from..from + 3)?;
    let spaced = at(bytes, from + 3) == b' ';
    if !shape(text, from, from + 3 + usize::from(spaced)) {
        return None;
    }
    let known = CODES.contains(&letters.to_ascii_uppercase().as_str()) || NUMBERED.contains(&letters);
    let said = first.reason == Reason::InContext || unsaid(&letters.to_ascii_uppercase());
    (!known && said).then(|| {
        let end = from + 6 + usize::from(spaced);
        Span::new(from, end, Label::OtherId, first.reason, first.score.min(85))
    })
}

/// Whether a span is a plate.
pub(super) fn is_plate(text: &str, span: &Span) -> bool {
    let spaced = matches!(at(text.as_bytes(), span.start + 3), b' ' | b'-');
    let digits = span.start + 3 + usize::from(spaced);
    span.label == Label::OtherId && span.end == digits + 3 && shape(text, span.start, digits)
}

/// Whether three letters at `from` and two or three digits at `digits` may be a plate, with nothing glued to them.
fn shape(text: &str, from: usize, digits: usize) -> bool {
    let bytes = text.as_bytes();
    let last = at(bytes, digits + 2);
    let ends = last.is_ascii_digit() || (is_letter(last) && !last.eq_ignore_ascii_case(&b'o'));
    let letters =
        bytes.get(from..from + 3).is_some_and(|letters| letters.iter().all(|byte| is_letter(*byte)));
    let number = at(bytes, digits).is_ascii_digit() && at(bytes, digits + 1).is_ascii_digit();
    let free = edge_before(text, from) != Edge::Closed && edge_after(text, digits + 3) != Edge::Closed;
    letters && number && ends && free
}

/// Letters on plates: neither I, Q, V nor Å, Ä, Ö.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() && !matches!(byte.to_ascii_uppercase(), b'I' | b'Q' | b'V')
}

fn verdict(text: &str, from: usize, letters: &str, upper: bool) -> Option<(Reason, u8)> {
    match nearest(text, from) {
        Some(Near { topic: Topic::Plate, words, .. }) if upper || words <= 1 => Some((Reason::InContext, 93)),
        Some(Near { topic: Topic::Thing | Topic::Version, .. }) => None,
        _ if !upper || CODES.contains(&letters) || !unsaid(letters) || busy(text, from) => None,
        _ => Some((Reason::Form, 55)),
    }
}

/// Whether three letters cannot be said as a word, as most plates cannot: codes and abbreviations tend to have a vowel inside.
fn unsaid(letters: &str) -> bool {
    !letters.bytes().skip(1).any(|byte| matches!(byte, b'A' | b'E' | b'O' | b'U' | b'Y'))
}

/// Whether other letters in capitals stand before: a heading, a list of codes.
fn busy(text: &str, from: usize) -> bool {
    let bytes = text.as_bytes();
    at(bytes, from.wrapping_sub(1)) != b' ' || at(bytes, from.wrapping_sub(2)).is_ascii_uppercase()
}
