//! The fast pass: where in a text an identifier could be.
//!
//! Most blocks of prose hold neither a digit nor one of the few signs that matter, and are left after a few comparisons that the
//! compiler turns into vector code. In the others the places are listed, and the list is thinned, all without branches.
#![expect(clippy::inline_always, reason = "compiled for the processor that the caller is compiled for")]

use super::{glance, handle, lex::at};

const BLOCK: usize = 64;
/// A block and the byte behind it, for signs of two bytes.
const WINDOW: usize = BLOCK + 1;
/// How many blocks are gone through at a time: enough to forget the list's own cost, few enough for memory to keep up meanwhile.
const BLOCKS: usize = 16;
/// Every byte may be a place, and four are written at a time.
const ROOM: usize = BLOCK * BLOCKS + 4;

/// Calls `found` with the start of runs of digits (and true) and the place of signs that may belong to an identifier without digits
/// (and false), in order of place. Runs at which nothing can stand are left out.
pub(super) fn anchors(bytes: &[u8], mut found: impl FnMut(usize, bool)) {
    let mut places = Places { list: [0; ROOM], count: 0 };
    let mut start = 0;
    while let Some(rest) = bytes.get(start..).filter(|rest| !rest.is_empty()) {
        let blocks = (rest.len() - 1) / BLOCK;
        let next = if blocks > 0 {
            gather(bytes, rest, start, &mut places);
            start + blocks.min(BLOCKS) * BLOCK
        } else {
            let mut last = [0; WINDOW];
            last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
            gather(bytes, &last, start, &mut places);
            bytes.len()
        };
        for place in places.list.get(..places.count).unwrap_or_default() {
            let place = start + usize::from(*place);
            found(place, at(bytes, place).is_ascii_digit());
        }
        start = next;
    }
}

/// Places in a part of a text, counted from where it starts.
struct Places {
    list: [u16; ROOM],
    count: usize,
}

/// Fills `places` from the first blocks of `part`, which starts at `start`.
#[multiversion::multiversion(targets("x86_64+avx2+bmi1+bmi2+lzcnt+popcnt"))]
fn gather(bytes: &[u8], part: &[u8], start: usize, places: &mut Places) {
    let mut map: u64 = 0;
    for index in 0..BLOCKS {
        let Some(window) = part.get(index * BLOCK..).and_then(<[u8]>::first_chunk::<WINDOW>) else { break };
        let [block @ .., _] = window;
        let [_, shifted @ ..] = window;
        map |= u64::from(holds(block, shifted)) << index;
    }
    places.count = 0;
    while map != 0 {
        let from = map.trailing_zeros() as usize * BLOCK;
        if let Some(window) = part.get(from..).and_then(<[u8]>::first_chunk::<WINDOW>) {
            look(bytes, window, start, from, places);
        }
        map &= map - 1;
    }
    places.thin(bytes, start);
}

impl Places {
    /// Keeps those at which something may stand.
    #[inline(always)]
    fn thin(&mut self, bytes: &[u8], start: usize) {
        let mut count = 0;
        for index in 0..self.count {
            let Some(place) = self.list.get(index).copied() else { break };
            let keep = glance::may_hold(bytes, start + usize::from(place));
            if let Some(slot) = self.list.get_mut(count) {
                *slot = place;
            }
            count += usize::from(keep);
        }
        self.count = count;
    }
}

/// Adds the places of a block that may hold something.
#[expect(clippy::cast_possible_truncation, reason = "places are fewer than 2000")]
#[inline(always)]
fn look(bytes: &[u8], window: &[u8; WINDOW], start: usize, from: usize, places: &mut Places) {
    let [block @ .., _] = window;
    let [_, shifted @ ..] = window;
    let digits = mask(&block.map(|byte| u8::from(byte.is_ascii_digit())));
    let carry = u64::from(at(bytes, (start + from).wrapping_sub(1)).is_ascii_digit());
    let mut rest = digits & !(digits << 1 | carry) | signs(bytes, block, shifted, start + from);
    let count = places.count + rest.count_ones() as usize;
    let mut slots = places.list.get_mut(places.count..).unwrap_or_default();
    while let Some((four, more)) = slots.split_first_chunk_mut::<4>() {
        for slot in four {
            *slot = from as u16 + rest.trailing_zeros() as u16;
            rest &= rest.wrapping_sub(1);
        }
        if rest == 0 {
            break;
        }
        slots = more;
    }
    places.count = count;
}

/// Whether there may be anything: a digit, `@`, and the signs of `is_sign`. `/` and `:` stand right before and behind the digits,
/// so that one comparison is enough for them all.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline(always)]
fn holds(block: &[u8; BLOCK], shifted: &[u8; BLOCK]) -> bool {
    let mut any = false;
    for (byte, next) in block.iter().zip(shifted) {
        let bracket = (*byte & 0xfa == b'(') | (*byte == b'[');
        any |= (byte.wrapping_sub(b'/') < 18) | (*byte == 0xef) | (bracket & (*next == b'a'));
    }
    any
}

/// A bit for every byte that is 1; the others are 0.
#[inline(always)]
fn mask(flags: &[u8; BLOCK]) -> u64 {
    let (words, _) = flags.as_chunks::<8>();
    words.iter().fold(0, |mask, word| {
        mask >> 8 | (u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) & 0xff << 56)
    })
}

/// A bit for every sign that may start something. `)` and `,` are let through as brackets, at no cost, and stopped later.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep the compiler from vector code")]
#[inline(always)]
fn signs(bytes: &[u8], block: &[u8; BLOCK], shifted: &[u8; BLOCK], start: usize) -> u64 {
    let mut flags = [0; BLOCK];
    let mut some = 0;
    for ((byte, next), flag) in block.iter().zip(shifted).zip(&mut flags) {
        let bracket = (*byte & 0xfa == b'(') | (*byte == b'[');
        let stop = (*byte == b'@') | (*byte == b':') | (*byte == b'=') | (*byte == b'/') | (*byte == 0xef);
        *flag = u8::from(stop | (bracket & (*next == b'a')));
        some |= *flag;
    }
    if some == 0 { 0 } else { true_signs(bytes, mask(&flags), start) }
}

/// Which of these signs may start something, by what stands around them.
#[inline(never)]
fn true_signs(bytes: &[u8], mask: u64, start: usize) -> u64 {
    let (mut rest, mut found) = (mask, mask);
    while rest != 0 {
        if !is_sign(bytes, start + rest.trailing_zeros() as usize) {
            found ^= rest & rest.wrapping_neg();
        }
        rest &= rest - 1;
    }
    found
}

/// `@`, a bracket before *at*, the dash of *snabel-a*, the colon or equals sign after *snap*, the stroke behind a site's name, a full-width digit.
fn is_sign(bytes: &[u8], place: usize) -> bool {
    let (last, next) = (at(bytes, place.wrapping_sub(1)), at(bytes, place + 1));
    match at(bytes, place) {
        b'(' | b'[' => next == b'a',
        b'-' => next == b'a' && last == b'l',
        b':' => handle::may_end([at(bytes, place.wrapping_sub(2)), last]),
        b'=' => handle::may_assign(bytes, place),
        b'/' => matches!(last, b'm' | b'd' | b'e' | b't'),
        0xef => next == 0xbc,
        b'@' => true,
        _ => false,
    }
}
