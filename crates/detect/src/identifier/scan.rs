//! The fast pass: where in a text an identifier could be, 64 bytes at a time.
//!
//! Most blocks of prose hold neither a digit nor one of the few signs that matter, and are left after two comparisons that the
//! compiler turns into vector code. Blocks that hold some are looked at by word (digits) or by byte (signs, which are rare).

use super::lex::{at, digit_bits};

const BLOCK: usize = 64;
/// A block and the byte behind it, for signs of two bytes.
const WINDOW: usize = BLOCK + 1;

/// Calls `found` with the start of every run of digits (and true) and the place of every sign that may belong to an identifier
/// without digits (and false), in order of place.
pub(super) fn anchors(bytes: &[u8], mut found: impl FnMut(usize, bool)) {
    let mut carry = 0;
    let mut start = 0;
    while let Some(window) = bytes.get(start..).and_then(<[u8]>::first_chunk::<WINDOW>) {
        carry = enter(bytes, window, start, carry, &mut found);
        start += BLOCK;
    }
    while start < bytes.len() {
        let mut last = [0; WINDOW];
        for (slot, byte) in last.iter_mut().zip(bytes.get(start..).unwrap_or_default()) {
            *slot = *byte;
        }
        carry = enter(bytes, &last, start, carry, &mut found);
        start += BLOCK;
    }
}

/// Looks at one block; `carry` is 1 if the byte before it is a digit, and what is returned says so of its last byte.
#[inline]
fn enter(
    bytes: &[u8],
    window: &[u8; WINDOW],
    start: usize,
    carry: u64,
    found: &mut impl FnMut(usize, bool),
) -> u64 {
    let [block @ .., _] = window;
    let [_, shifted @ ..] = window;
    if !holds(block, shifted) {
        return 0;
    }
    look(bytes, window, start, carry, found)
}

/// Whether there may be anything: a digit, `@`, and the signs of `is_sign`. `/` and `:` stand right before and behind the digits,
/// so that one comparison is enough for them all.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline]
fn holds(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> bool {
    let mut any = false;
    for (byte, next) in block.iter().zip(shifted) {
        let bracket = (*byte == b'(') | (*byte == b'[') | (*byte == b'-');
        any |=
            (byte.wrapping_sub(b'/') < 12) | (*byte == b'@') | (*byte == 0xef) | (bracket & (*next == b'a'));
    }
    any
}

/// Looks at a block that may hold something.
fn look(
    bytes: &[u8],
    window: &[u8; WINDOW],
    start: usize,
    carry: u64,
    found: &mut impl FnMut(usize, bool),
) -> u64 {
    let [block @ .., _] = window;
    let [_, shifted @ ..] = window;
    let mask = digit_mask(block);
    let starts = mask & !(mask << 1 | carry);
    let mut rest = starts | if signs(block, shifted) { sign_mask(bytes, block, start) } else { 0 };
    while rest != 0 {
        let place = rest.trailing_zeros();
        found(start + place as usize, starts >> place & 1 == 1);
        rest &= rest - 1;
    }
    mask >> (BLOCK - 1)
}

/// A bit for every digit.
#[inline]
fn digit_mask(block: &[u8; BLOCK]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |mask, word| mask << 8 | u64::from(digit_bits(*word)))
}

/// Whether some sign may start something; a colon or stroke before a digit, as in times and dates, does not.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline]
fn signs(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> bool {
    let mut some = false;
    for (byte, next) in block.iter().zip(shifted) {
        let bracket = (*byte == b'(') | (*byte == b'[') | (*byte == b'-');
        let colon = (*byte == b':') | (*byte == b'/');
        let behind = (*next >= b'@') | (*next == b' ');
        some |= (*byte == b'@') | (*byte == 0xef) | (bracket & (*next == b'a')) | (colon & behind);
    }
    some
}

/// A bit for every sign that may start something.
fn sign_mask(bytes: &[u8], block: &[u8; BLOCK], start: usize) -> u64 {
    let stops = memchr::memchr3_iter(b'@', b':', b'/', block);
    let brackets = memchr::memchr3_iter(b'(', b'[', b'-', block);
    let wide = memchr::memchr_iter(0xef, block);
    let signs = stops.chain(brackets).chain(wide).filter(|offset| is_sign(bytes, start + offset));
    signs.fold(0, |mask, offset| mask | 1 << offset)
}

/// `@`, a bracket before *at*, the dash of *snabel-a*, the colon after *snap*, the stroke behind a site's name, a full-width digit.
fn is_sign(bytes: &[u8], place: usize) -> bool {
    let (last, next) = (at(bytes, place.wrapping_sub(1)), at(bytes, place + 1));
    match at(bytes, place) {
        b'(' | b'[' => next == b'a',
        b'-' => next == b'a' && last == b'l',
        b':' => matches!(
            last | 0x20,
            b'a' | b'm' | b'p' | b't' | b'k' | b'd' | b'n' | b'g' | b'c' | b'h' | b'x' | b'e'
        ),
        b'/' => matches!(last, b'm' | b'd' | b'e' | b't'),
        0xef => next == 0xbc,
        _ => true,
    }
}
