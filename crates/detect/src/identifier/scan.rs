//! The fast pass: where in a text an identifier could be, 64 bytes at a time.
//!
//! Most blocks of prose hold neither a digit nor one of the few signs that matter, and are left after two comparisons that the
//! compiler turns into vector code. Blocks that hold some are looked at by word (digits) or by byte (signs, which are rare).

use super::{glance, lex::at};

const BLOCK: usize = 64;
/// A block and the byte behind it, for signs of two bytes.
const WINDOW: usize = BLOCK + 1;
/// How many blocks are gone through at a time.
const BLOCKS: usize = 64;

/// Calls `found` with the start of every run of digits (and true) and the place of every sign that may belong to an identifier
/// without digits (and false), in order of place.
pub(super) fn anchors(bytes: &[u8], mut found: impl FnMut(usize, bool)) {
    let mut places = Places { list: [0; ROOM], count: 0 };
    let mut start = 0;
    while bytes.len() > start + BLOCK * BLOCKS {
        let map = sift(bytes, start);
        places.count = 0;
        places.collect(bytes, start, map);
        places.found(start, bytes, &mut found);
        start += BLOCK * BLOCKS;
    }
    while start < bytes.len() {
        places.count = 0;
        places.collect(bytes, start, 1);
        places.found(start, bytes, &mut found);
        start += BLOCK;
    }
}

const ROOM: usize = BLOCK * BLOCKS + 4;

struct Places {
    list: [u16; ROOM],
    count: usize,
}

impl Places {
    #[inline]
    fn collect(&mut self, bytes: &[u8], start: usize, mut map: u64) {
        while map != 0 {
            let from = map.trailing_zeros() as usize * BLOCK;
            match bytes.get(start + from..).and_then(<[u8]>::first_chunk::<WINDOW>) {
                Some(window) => self.look(bytes, window, start, from),
                None => {
                    let mut last = [0; WINDOW];
                    for (slot, byte) in last.iter_mut().zip(bytes.get(start + from..).unwrap_or_default()) {
                        *slot = *byte;
                    }
                    self.look(bytes, &last, start, from);
                }
            }
            map &= map - 1;
        }
    }

    /// Looks at a block that may hold something.
    #[inline]
    fn look(&mut self, bytes: &[u8], window: &[u8; WINDOW], start: usize, from: usize) {
        let [block @ .., _] = window;
        let [_, shifted @ ..] = window;
        let mask = digit_mask(block);
        let carry = u64::from(at(bytes, (start + from).wrapping_sub(1)).is_ascii_digit());
        let starts = mask & !(mask << 1 | carry);
        let signs = if signs(block, shifted) { sign_mask(bytes, block, start + from) } else { 0 };
        let mut rest = starts | signs;
        while rest != 0 {
            let place = from + rest.trailing_zeros() as usize;
            let keep = rest & rest.wrapping_neg() & signs != 0 || glance::may_hold(bytes, start + place);
            if let Some(slot) = self.list.get_mut(self.count) {
                *slot = place as u16;
            }
            self.count += usize::from(keep);
            rest &= rest - 1;
        }
    }

    #[inline]
    fn found(&self, start: usize, bytes: &[u8], found: &mut impl FnMut(usize, bool)) {
        for place in self.list.get(..self.count).unwrap_or_default() {
            let place = start + usize::from(*place);
            found(place, at(bytes, place).is_ascii_digit());
        }
    }
}

/// Which of the next blocks may hold something, the first in the lowest bit.
fn sift(bytes: &[u8], start: usize) -> u64 {
    let mut map = 0;
    let Some(part) = bytes.get(start..start + BLOCK * BLOCKS + 1) else { return u64::MAX };
    for index in 0..BLOCKS {
        if let Some(window) = part.get(index * BLOCK..).and_then(<[u8]>::first_chunk::<WINDOW>) {
            let [block @ .., _] = window;
            let [_, shifted @ ..] = window;
            map |= u64::from(holds(block, shifted)) << index;
        }
    }
    map
}

/// Whether there may be anything: a digit, `@`, and the signs of `is_sign`. `/` and `:` stand right before and behind the digits,
/// so that one comparison is enough for them all.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline]
fn holds(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> bool {
    let mut any = false;
    for (byte, next) in block.iter().zip(shifted) {
        let bracket = (*byte & 0xfa == b'(') | (*byte == b'[');
        any |= (byte.wrapping_sub(b'/') < 18) | (*byte == 0xef) | (bracket & (*next == b'a'));
    }
    any
}

/// A bit for every digit.
#[inline]
fn digit_mask(block: &[u8; BLOCK]) -> u64 {
    let digits = block.map(|byte| u8::from(byte.wrapping_sub(b'0') < 10));
    let (words, _) = digits.as_chunks::<8>();
    words.iter().fold(0, |mask, word| {
        mask >> 8 | (u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) & 0xff << 56)
    })
}

/// Whether some sign may start something; a colon or stroke before a digit, as in times and dates, does not.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline]
fn signs(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> bool {
    let mut some = false;
    for (byte, next) in block.iter().zip(shifted) {
        let bracket = (*byte & 0xfa == b'(') | (*byte == b'[');
        let colon = (*byte == b':') | (*byte == b'/');
        let behind = (*next >= b'@') | (*next == b' ');
        some |= (*byte == b'@') | (*byte == 0xef) | (bracket & (*next == b'a')) | (colon & behind);
    }
    some
}

/// A bit for every sign that may start something.
#[inline(never)]
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
