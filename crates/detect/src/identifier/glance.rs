//! A first look at a run of digits: most in prose are years, counts and prices, at which nothing can stand.
#![expect(clippy::inline_always, reason = "compiled for the processor that the caller is compiled for")]

use super::street;

/// Whether something may stand at the sign or the run of digits at `place`. A yes may be wrong.
///
/// A number has five digits or more among the next sixteen bytes, a network address has colons, or dots at every other byte; and
/// what has fewer digits belongs to the letters before: a street, a plate, a country.
#[expect(clippy::needless_bitwise_bool, reason = "branches would be guessed wrong")]
#[inline(always)]
pub(super) fn may_hold(bytes: &[u8], place: usize) -> bool {
    let window = place.checked_sub(5).and_then(|from| bytes.get(from..)).and_then(<[u8]>::first_chunk::<21>);
    let Some([a, b, c, d, last, ahead @ ..]) = window else { return true };
    let digits: u8 = ahead.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum();
    let [first, second, third, fourth, ..] = *ahead;
    let near = u32::from_le_bytes([first, second, third, fourth]);
    let around = (near << 8 | u32::from(*last)) ^ 0x3a3a_3a3a;
    let colon = around.wrapping_sub(0x0101_0101) & !around & 0x8080_8080 != 0;
    let dotted = near & 0xff00_ff00 == 0x2e00_2e00;
    let street = street::may_end([*a, *b, *c, *d]) & ((*last == b' ') | (*last == b'\n'));
    let joined = class(&MARKS, *last) & class(&LETTERS, *d) != 0;
    !first.is_ascii_digit() | (digits > 4) | colon | dotted | street | joined
}

#[inline(always)]
fn class(table: &[u8; 256], byte: u8) -> u8 {
    table.get(usize::from(byte)).copied().unwrap_or_default()
}

/// What joins a number to letters, as a bit for each kind of them: a space to capitals, a dash or line to letters, and nothing.
#[expect(clippy::indexing_slicing, reason = "a fault would stop the build: this runs in the compiler")]
static MARKS: [u8; 256] = {
    let mut table = letters(4, 4, 0);
    table[b' ' as usize] = 1;
    table[b'-' as usize] = 2;
    table[b'_' as usize] = 6;
    table[0xa0] = 4;
    table
};

/// What stands before that: the bits of the kinds it is of.
static LETTERS: [u8; 256] = letters(7, 6, 4);

/// A table with a value for capitals, for small letters and for the rest.
#[expect(clippy::indexing_slicing, reason = "a fault would stop the build: this runs in the compiler")]
const fn letters(capital: u8, small: u8, other: u8) -> [u8; 256] {
    let mut table = [other; 256];
    let mut letter = 0;
    while letter < 26 {
        table[b'A' as usize + letter] = capital;
        table[b'a' as usize + letter] = small;
        letter += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::may_hold;
    use crate::identifier::{at_digit, lex::at};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_stands_where_nothing_may(
            parts in prop::collection::vec(
                prop_oneof![
                    "[0-9]{1,5}",
                    "[-+ .:/(),\n\u{a0}A-Za-zåäö１]{1,3}",
                    "Storgatan |Box |ABC |tel |bg |konto |SE|G\\. |väg\u{a0}| 411 05 Ort|::|kr ",
                ],
                1..30,
            ),
        ) {
            let text = parts.concat();
            for (place, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
                let first = !at(text.as_bytes(), place.wrapping_sub(1)).is_ascii_digit();
                let idle = first && !may_hold(text.as_bytes(), place);
                prop_assert!(!idle || at_digit(&text, place).is_none(), "{:?} at {}", text, place);
            }
        }
    }
}
