//! Numbers and addresses that point at one person.
//!
//! A fast pass (`scan`) says where one could start; hand-written parsers look there and nowhere else. Each looks a bounded way
//! back and on, so that the time is linear in the text whatever it holds.

mod account;
mod address;
pub mod civic;
mod context;
mod crowd;
mod email;
mod glance;
mod handle;
mod lex;
mod network;
mod number;
mod phone;
mod plate;
mod scan;
mod spoken;
mod street;
mod topic;
mod value;

pub use value::value;

use crate::{
    identifier::lex::{Chain, Join, at, digits_ahead},
    span::Span,
};

/// Appends the identifiers in `text` to `spans`, in the order of their starts, without overlaps.
pub fn identifiers(text: &str, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let first = spans.len();
    scan::anchors(bytes, |place, is_digit| {
        let within = spans.get(first..).and_then(<[Span]>::last).is_some_and(|span| place < span.end);
        let found = match is_digit {
            true if within => None,
            true => at_digit(text, place),
            false => at_sign(text, place),
        };
        if let Some(span) = found {
            settle(spans, first, span);
            list(text, spans, first, span);
        }
    });
    spoken::spoken(text, first, spans);
}

/// Adds the plates that follow a plate in a list.
fn list(text: &str, spans: &mut Vec<Span>, first: usize, mut span: Span) {
    if plate::is_plate(text, &span) {
        while let Some(next) = plate::follower(text, &span) {
            settle(spans, first, next);
            span = next;
        }
    }
}

/// Adds a span, unless one that covers more is there; what covers less gives way.
fn settle(spans: &mut Vec<Span>, first: usize, span: Span) {
    while let Some(last) = spans.get(first..).and_then(<[Span]>::last).filter(|last| last.overlaps(&span)) {
        if last.end - last.start >= span.end - span.start {
            return;
        }
        spans.pop();
    }
    spans.push(span);
}

/// What begins at a run of digits, or just before it.
#[inline]
fn at_digit(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let ahead = digits_ahead(bytes, place);
    let len = ahead.trailing_ones() as usize;
    if at(bytes, place.wrapping_sub(1)).is_ascii_alphabetic() {
        let found = if len > 1 { glued(text, place, len) } else { colon(text, place) };
        return found.or_else(|| handle::beside(text, place)).or_else(|| address::british(text, place));
    }
    let many = match ahead.count_ones() {
        ..=4 => dots(text, place),
        _ if lex::reaches_five(bytes, place) => many(text, place),
        _ => None,
    };
    many.or_else(|| few(text, place, len))
}

/// What may stand behind a chain of digits.
fn many(text: &str, place: usize) -> Option<Span> {
    let chain = Chain::read(text, place);
    if chain.total(8) < 5 || is_dull(&chain) {
        return None;
    }
    if is_bare(text, place, &chain) {
        let near = context::nearest_within(text, place, 2);
        let said = || {
            account::account(text, place, &chain, near).or_else(|| phone::phone(text, place, &chain, near))
        };
        return near.and_then(|_| said()).or_else(|| colon(text, place));
    }
    let near = context::nearest(text, place);
    number::civic(text, place, &chain, near)
        .or_else(|| network::ipv4(text, place, &chain, near))
        .or_else(|| account::account(text, place, &chain, near))
        .or_else(|| phone::phone(text, place, &chain, near))
        .or_else(|| colon(text, place))
}

/// Whether a chain is what most chains in prose are: an amount in thousands, years, a time, two numbers in two sentences.
fn is_dull(chain: &Chain) -> bool {
    let [first, rest @ ..] = chain.groups() else { return true };
    let (total, digits) = (chain.total(8), chain.digits(8));
    let loose = [Join::DOT, Join::SLASH, Join::LINE, Join::BRACKET];
    let year = |digits: Option<&[u8]>| {
        digits.is_some_and(|digits| digits.starts_with(b"19") || digits.starts_with(b"20"))
    };
    if digits.starts_with(b"0") || total > 9 {
        return false;
    }
    let thousands = rest.iter().all(|group| group.len == 3 && group.join == Join::SPACE);
    match rest {
        [] => false,
        [second] if first.len == 4 && second.len == 4 => year(digits.get(..4)) && year(digits.get(4..)),
        [second] if first.len == 4 && year(Some(digits)) => second.len <= 2,
        [_, _, _] if rest.iter().all(|group| group.join == Join::DOT) => false,
        _ if thousands && (first.len < 3 || chain.digits(total).ends_with(b"00")) => true,
        _ => rest.iter().any(|group| loose.iter().any(|join| group.join.has(*join))),
    }
}

/// Whether a chain can be nothing by itself, so that one of two words right before it must name it: an account or a telephone number.
fn is_bare(text: &str, place: usize, chain: &Chain) -> bool {
    let parts = match chain.groups() {
        [first] | [first, _] => !matches!(first.len, 6 | 8),
        [a, b, c] => !matches!((a.len, b.len, c.len), (6 | 8, ..) | (2 | 4, 2, 2)),
        _ => false,
    };
    let before = at(text.as_bytes(), place.wrapping_sub(1));
    parts && before < 0x80 && before != b'+' && chain.total(3) < 10 && !chain.digits(1).starts_with(b"0")
}

/// What may hold a few digits alone.
fn few(text: &str, place: usize, len: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let plate = || plate::plate(text, place).filter(|_| len <= 3);
    let address = || address::address(text, place, len).filter(|_| len <= 4);
    match at(bytes, place.wrapping_sub(1)) {
        b' ' if at(bytes, place.wrapping_sub(2)).is_ascii_uppercase() => plate().or_else(address),
        b' ' | b'\n' | 0xa0 if address::plausible(bytes, place) => address().or_else(plate),
        b'-' => plate().or_else(|| handle::beside(text, place)),
        b'_' => handle::beside(text, place),
        _ => colon(text, place),
    }
}

/// An IPv4 address of four digits in all, which is too few to be looked at otherwise.
fn dots(text: &str, place: usize) -> Option<Span> {
    let dot = |step: usize| at(text.as_bytes(), place + step) == b'.';
    let short = dot(1) && dot(3) && dot(5);
    short
        .then(|| network::ipv4(text, place, &Chain::read(text, place), context::nearest(text, place)))
        .flatten()
}

/// An IPv6 address, if a colon stands near.
fn colon(text: &str, place: usize) -> Option<Span> {
    let near = |from: usize| {
        text.as_bytes().get(from..).unwrap_or_default().iter().take(4).any(|byte| *byte == b':')
    };
    (near(place.saturating_sub(1)) && near(place)).then(|| network::ipv6(text, place)).flatten()
}

/// What may have letters right before its digits.
fn glued(text: &str, place: usize, len: usize) -> Option<Span> {
    let iban = || account::iban(text, place).filter(|_| len >= 2);
    let plate = || plate::plate(text, place).filter(|_| len <= 3);
    let labelled = || {
        (len >= 6)
            .then(|| number::civic(text, place, &Chain::read(text, place), context::nearest(text, place)))
            .flatten()
    };
    iban().or_else(plate).or_else(labelled).or_else(|| colon(text, place))
}

/// What may stand around a sign.
fn at_sign(text: &str, place: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    match at(bytes, place) {
        b'@' => email::address(text, place)
            .or_else(|| email::spaced(text, place))
            .or_else(|| handle::mention(text, place)),
        b'(' | b'[' => email::disguised(text, place),
        b'-' => email::spelled(text, place),
        b':' => handle::named(text, place),
        b'=' => handle::assigned(text, place),
        b'/' => handle::page(text, place),
        0xef => many(text, place),
        _ => None,
    }
}
