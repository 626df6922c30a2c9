//! Finds e-mail addresses in which both signs are words: *anna at skola dot se*, *anna snabela skola.se*.
//!
//! There is neither digit nor sign in them, so that the words themselves are looked for: first blocks with four of their letters.

use memchr::memmem;

use crate::{
    identifier::{
        email::{DOTS, around, local, starts},
        lex::at,
    },
    span::Span,
};

const BLOCK: usize = 256;
/// A block and the bytes behind it that a word begun in it may need.
const WINDOW: usize = BLOCK + 3;

/// What a domain that is spoken ends with.
const ENDS: [&str; 9] = ["se", "com", "nu", "org", "net", "fi", "no", "dk", "eu"];

/// Words before *at* that are no names: *look at us dot com*.
const LOOKS: [&str; 12] =
    ["look", "looking", "be", "is", "are", "am", "me", "us", "find", "online", "available", "shop"];

/// Adds them to `spans`, in order among those from `first` on.
pub(super) fn spoken(text: &str, first: usize, spans: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let (old, mut place) = (spans.len(), 0);
    while let Some(start) = hint(bytes, place) {
        place = start + BLOCK;
        let from = start.saturating_sub(8);
        let part = bytes.get(from..(place + 8).min(bytes.len())).unwrap_or_default();
        let found = |sign: &'static str| memmem::find_iter(part, sign).map(move |place| from + place);
        spans.extend(found("snabel").filter_map(|place| said(text, place)));
        let dots = found(" dot ").chain(found(" punkt "));
        spans.extend(dots.filter_map(|place| said(text, sign_before(text, place)?)));
    }
    if spans.len() == old {
        return;
    }
    let mut found = spans.split_off(first);
    found.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    for span in found {
        super::settle(spans, first, span);
    }
}

/// The next block of text from `place` on that holds four letters of one of the words, if there is one.
#[multiversion::multiversion(targets("x86_64+avx2+bmi1+bmi2+lzcnt+popcnt"))]
fn hint(bytes: &[u8], place: usize) -> Option<usize> {
    let mut place = place;
    while let Some(rest) = bytes.get(place..).filter(|rest| !rest.is_empty()) {
        let hinted = if let Some(window) = rest.first_chunk::<WINDOW>() {
            hints(window)
        } else {
            let mut last = [0; WINDOW];
            last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
            hints(&last)
        };
        if hinted {
            return Some(place);
        }
        place += BLOCK;
    }
    None
}

/// Whether `dot`, `nkt` and a space, or `nabe` begins in the block.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[expect(clippy::inline_always, reason = "compiled for the processor that the caller is compiled for")]
#[inline(always)]
fn hints(window: &[u8; WINDOW]) -> bool {
    let [first @ .., _, _, _] = window;
    let [_, second @ .., _, _] = window;
    let [_, _, third @ .., _] = window;
    let [_, _, _, fourth @ ..] = window;
    let mut any = false;
    for (((a, b), c), d) in first.iter().zip(second).zip(third).zip(fourth) {
        let dot = (*a == b'd') & (*b == b'o');
        let punkt = (*a == b'n') & (*b == b'k');
        let snabel = (*a == b'n') & (*b == b'a') & (*c == b'b') & (*d == b'e');
        any |= ((dot | punkt) & (*c == b't') & (*d == b' ')) | snabel;
    }
    any
}

/// Where the word for `@` before the domain stands whose first dot, a word, is at `place`.
fn sign_before(text: &str, place: usize) -> Option<usize> {
    let mut place = place;
    for _ in 0..4 {
        place = local(text, place).checked_sub(1)?;
        let head = text.get(..place)?;
        let word = |word: &&&str| head.ends_with(**word);
        if let Some(sign) = ["at", "snabela", "snabel a", "snabel-a"].iter().find(word) {
            let start = place - sign.len();
            return (at(text.as_bytes(), start.wrapping_sub(1)) == b' ').then_some(start);
        }
        place = DOTS.iter().find_map(|dot| text.get(..=place)?.strip_suffix(dot)).map(str::len)?;
    }
    None
}

/// The address whose `@`, a word, starts at `place`.
fn said(text: &str, place: usize) -> Option<Span> {
    let rest = text.get(place..)?;
    let sign = ["at ", "snabela ", "snabel a ", "snabel-a "].iter().find(|sign| starts(rest, sign))?;
    let span = around(text, place, place + sign.len() - 1)?;
    let name = text.get(span.start..place)?.trim_end();
    let end = text.get(..span.end)?.rsplit([' ', '.']).next()?;
    let known = ENDS.iter().any(|known| known.eq_ignore_ascii_case(end));
    let real = name.len() > 1 && !LOOKS.iter().any(|word| word.eq_ignore_ascii_case(name));
    (known && real && at(text.as_bytes(), place.wrapping_sub(1)) == b' ').then_some(span)
}
