//! A first look at a run of digits: most in prose are years, counts and prices, at which nothing can stand.

use super::street;

/// Whether something may stand at the run of digits that starts at `place`. A yes may be wrong.
#[expect(clippy::needless_bitwise_bool, reason = "branches would be guessed wrong")]
#[inline]
pub(super) fn may_hold(bytes: &[u8], place: usize) -> bool {
    let window = place.checked_sub(8).and_then(|from| bytes.get(from..)).and_then(<[u8]>::first_chunk::<24>);
    let Some([_, _, _, a, b, c, d, last, ahead @ ..]) = window else { return true };
    let digits: u8 = ahead.iter().map(|byte| u8::from(byte.wrapping_sub(b'0') < 10)).sum();
    let [_, one, two, three, ..] = *ahead;
    let colon = (*last == b':') | (ahead[0] == b':') | (one == b':') | (two == b':');
    let dotted = (one == b'.') & (three == b'.');
    let street = street::may_end([*a, *b, *c, *d]) & ((*last == b' ') | (*last == b'\n'));
    let joined = MARKS[usize::from(*last)] & LETTERS[usize::from(*d)] != 0;
    (digits > 4) | colon | dotted | street | joined
}

/// What may stand right before a number that belongs to the letters before: a bit for each kind of them that it goes with.
static MARKS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' => 1,
            b'-' => 2,
            b'a'..=b'z' | b'A'..=b'Z' | 0xa0 => 4,
            _ => 0,
        };
        byte += 1;
    }
    table
};

static LETTERS: [u8; 256] = {
    let mut table = [4; 256];
    let mut byte = 0;
    while byte < 26 {
        table[b'a' as usize + byte] = 6;
        table[b'A' as usize + byte] = 7;
        byte += 1;
    }
    table
};
