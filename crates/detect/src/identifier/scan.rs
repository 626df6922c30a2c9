//! The fast pass: where in a text an identifier could be, 64 bytes at a time.
//!
//! Most blocks of prose hold neither a digit nor one of the few signs that matter, and are left after two comparisons that the
//! compiler turns into vector code. Blocks that hold some are looked at by word (digits) or by byte (signs, which are rare).

use super::lex::at;

const BLOCK: usize = 64;
/// A block and the byte behind it, for signs of two bytes.
const WINDOW: usize = BLOCK + 1;

/// Calls `digits` with the start of every run of digits and `sign` with the place of every sign that may belong to an identifier
/// without digits, in order of place.
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
    let (digits, signs) = holds(block, shifted);
    if !digits && !signs {
        return 0;
    }
    let mask = if digits { digit_mask(block) } else { 0 };
    let starts = mask & !(mask << 1 | carry);
    let mut rest = starts | if signs { sign_mask(bytes, block, start) } else { 0 };
    while rest != 0 {
        let place = rest.trailing_zeros();
        found(start + place as usize, starts >> place & 1 == 1);
        rest &= rest - 1;
    }
    mask >> (BLOCK - 1)
}

/// Whether there is a digit, and whether there is a sign, in the block.
#[inline]
fn holds(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> (bool, bool) {
    let (mut digits, mut signs) = (0_u8, 0_u8);
    for (byte, next) in block.iter().zip(shifted) {
        digits |= u8::from(byte.wrapping_sub(b'0') < 10);
        signs |= u8::from(*byte == b'@') | u8::from(*byte == b':') | u8::from(*byte == b'/');
        signs |= u8::from(*byte == b'[') | u8::from(*byte == 0xef);
        signs |= (u8::from(*byte == b'(') | u8::from(*byte == b'-'))
            & (u8::from(*next == b'a') | u8::from(*next == b's'));
    }
    (digits != 0, signs != 0)
}

/// A bit for every digit, by eight bytes at a time: a byte holds a digit if it is below ten once `0` is taken out.
fn digit_mask(block: &[u8; BLOCK]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |mask, word| {
        let rest = u64::from_le_bytes(*word) ^ 0x3030_3030_3030_3030;
        let above = ((rest & 0x7f7f_7f7f_7f7f_7f7f) + 0x7676_7676_7676_7676) | rest;
        let digits = (!above & 0x8080_8080_8080_8080) >> 7;
        mask << 8 | digits.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// A bit for every sign that may start something: `@`, a bracket before *at*, the end of a site's name, the colon after *snap*.
fn sign_mask(bytes: &[u8], block: &[u8; BLOCK], start: usize) -> u64 {
    block.iter().enumerate().fold(0, |mask, (offset, byte)| {
        let place = start + offset;
        let sign = match byte {
            b'@' => true,
            b'(' | b'[' => matches!(at(bytes, place + 1), b'a' | b's'),
            b'-' => at(bytes, place + 1) == b'a' && at(bytes, place.wrapping_sub(1)) == b'l',
            b':' | b'/' => at(bytes, place.wrapping_sub(1)).is_ascii_lowercase(),
            0xef => at(bytes, place + 1) == 0xbc,
            _ => false,
        };
        mask | u64::from(sign) << offset
    })
}
