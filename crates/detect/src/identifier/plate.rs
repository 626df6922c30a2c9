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

/// The plate whose digits start at `start`, behind three letters: `ABC 123`, `ABC12D`.
pub(super) fn plate(text: &str, start: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let spaced = matches!(at(bytes, start.wrapping_sub(1)), b' ' | b'-');
    let from = start.checked_sub(if spaced { 4 } else { 3 })?;
    let letters = bytes.get(from..from + 3)?;
    let last = at(bytes, start + 2);
    let digits = at(bytes, start).is_ascii_digit() && at(bytes, start + 1).is_ascii_digit();
    let ends = last.is_ascii_digit() || (is_letter(last) && !last.eq_ignore_ascii_case(&b'o'));
    let end = start + 3;
    let free = edge_before(text, from) != Edge::Closed && edge_after(text, end) != Edge::Closed;
    if !letters.iter().all(|byte| is_letter(*byte)) || !digits || !ends || !free {
        return None;
    }
    let upper = letters.iter().all(u8::is_ascii_uppercase) && !last.is_ascii_lowercase();
    let (reason, score) = verdict(text, from, text.get(from..from + 3)?, upper)?;
    Some(Span::new(from, end, Label::OtherId, reason, score))
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
