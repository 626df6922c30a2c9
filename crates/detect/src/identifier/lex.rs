//! Characters and chains of digits, as the finders read them.

/// The byte at `place`, 0 outside.
pub(super) fn at(bytes: &[u8], place: usize) -> u8 {
    bytes.get(place).copied().unwrap_or(0)
}

/// Which of the next sixteen bytes are digits, the first in the lowest bit.
#[inline]
pub(super) fn digits_ahead(bytes: &[u8], place: usize) -> u32 {
    let (low, high) = match bytes.get(place..).and_then(<[u8]>::first_chunk::<16>) {
        Some([low @ .., _, _, _, _, _, _, _, _]) => {
            (*low, bytes.get(place + 8..).and_then(|rest| rest.first_chunk::<8>()))
        }
        None => {
            return (0..16)
                .filter(|step| at(bytes, place + step).is_ascii_digit())
                .map(|step| 1 << step)
                .sum();
        }
    };
    digit_bits(low) | digit_bits(*high.unwrap_or(&[0; 8])) << 8
}

/// Whether a chain that starts at `place` may have five digits: no letter or comma comes before the fifth. A yes may be wrong.
#[inline]
pub(super) fn reaches_five(bytes: &[u8], place: usize) -> bool {
    let mut digits = 0;
    for byte in bytes.get(place..).unwrap_or_default().iter().take(16) {
        match byte {
            b'0'..=b'9' => digits += 1,
            b',' | b':'..=0x7f => return digits > 4,
            0xef => return true,
            _ => {}
        }
    }
    digits > 4
}

/// A bit for every digit among eight bytes: a byte holds one if it is below ten once `0` is taken out.
#[inline]
pub(super) fn digit_bits(word: [u8; 8]) -> u32 {
    let rest = u64::from_le_bytes(word) ^ 0x3030_3030_3030_3030;
    let above = ((rest & 0x7f7f_7f7f_7f7f_7f7f) + 0x7676_7676_7676_7676) | rest;
    let digits = (!above & 0x8080_8080_8080_8080) >> 7;
    u32::from(digits.wrapping_mul(0x0102_0408_1020_4080).to_be_bytes()[0])
}

/// Whether a character takes no room: zero-width spaces and joiners, the soft hyphen.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The visible character that ends at `place` or before, and where it starts.
pub(super) fn before(text: &str, place: usize) -> Option<(usize, char)> {
    if let byte @ 1..0x80 = at(text.as_bytes(), place.wrapping_sub(1)) {
        return Some((place - 1, char::from(byte)));
    }
    text.get(..place)?.char_indices().rev().take(4).find(|(_, character)| !is_invisible(*character))
}

/// The visible character at `place` or after.
pub(super) fn after(text: &str, place: usize) -> Option<char> {
    if let byte @ 1..0x80 = at(text.as_bytes(), place) {
        return Some(char::from(byte));
    }
    text.get(place..)?.chars().take(4).find(|character| !is_invisible(*character))
}

/// What stands between two groups of digits, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Join(u8);

impl Join {
    pub(super) const SPACE: Self = Self(1);
    pub(super) const DASH: Self = Self(2);
    pub(super) const PLUS: Self = Self(4);
    pub(super) const DOT: Self = Self(8);
    pub(super) const SLASH: Self = Self(16);
    pub(super) const LINE: Self = Self(32);
    pub(super) const BRACKET: Self = Self(64);

    /// Whether all of `other` is there.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether it is nothing but some of `others`.
    pub(super) fn only(self, others: &[Self]) -> bool {
        self.0 & !others.iter().fold(0, |bits, other| bits | other.0) == 0
    }

    fn of(character: char) -> Option<Self> {
        match character {
            ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => Some(Self::SPACE),
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => {
                Some(Self::DASH)
            }
            '+' => Some(Self::PLUS),
            '.' => Some(Self::DOT),
            '/' => Some(Self::SLASH),
            '\n' | '\r' => Some(Self::LINE),
            '(' | ')' => Some(Self::BRACKET),
            _ => None,
        }
    }
}

/// A group of digits in a chain.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// How many digits.
    pub(super) len: usize,
    /// Where it ends in the text.
    pub(super) end: usize,
    /// What stands before it; nothing before the first.
    pub(super) join: Join,
}

const GROUPS: usize = 8;
const DIGITS: usize = 32;

/// Digits in groups with joints of at most a few characters between them, read from a place on. Longer chains are cut, which
/// bounds the work at every place.
pub(super) struct Chain {
    digits: [u8; DIGITS],
    groups: [Group; GROUPS],
    count: usize,
}

impl Chain {
    /// The chain that starts at `start`, where a digit stands.
    pub(super) fn read(text: &str, start: usize) -> Self {
        let mut chain = Self { digits: [0; DIGITS], groups: [Group::default(); GROUPS], count: 0 };
        let (mut place, mut used, mut join) = (start, 0, Join::default());
        while chain.count < GROUPS {
            let (len, end) = chain.group(text, place, used);
            let Some(group) = chain.groups.get_mut(chain.count).filter(|_| len > 0) else { break };
            *group = Group { len, end, join };
            chain.count += 1;
            used += len;
            let Some(next) = joint(text, end) else { break };
            (place, join) = next;
        }
        chain
    }

    /// Reads one group into the digits: how many, and where they end.
    fn group(&mut self, text: &str, start: usize, used: usize) -> (usize, usize) {
        let (mut len, mut end) = (0, start);
        while let Some((digit, next)) = digit(text, end) {
            let Some(slot) = self.digits.get_mut(used + len) else { break };
            *slot = digit;
            (len, end) = (len + 1, next);
        }
        (len, end)
    }

    /// The groups.
    pub(super) fn groups(&self) -> &[Group] {
        self.groups.get(..self.count).unwrap_or_default()
    }

    /// The first `count` digits as ASCII.
    pub(super) fn digits(&self, count: usize) -> &[u8] {
        self.digits.get(..count).unwrap_or_default()
    }

    /// How many digits there are in the first `groups` groups.
    pub(super) fn total(&self, groups: usize) -> usize {
        self.groups().iter().take(groups).map(|group| group.len).sum()
    }

    /// Where group number `index` ends.
    pub(super) fn end(&self, index: usize) -> usize {
        self.groups().get(index).map_or(0, |group| group.end)
    }

    /// What joins group number `index` to the one before.
    pub(super) fn join(&self, index: usize) -> Option<Join> {
        self.groups().get(index).map(|group| group.join)
    }
}

/// The digit at `place`, as ASCII, skipping what cannot be seen before it, and where it ends.
fn digit(text: &str, place: usize) -> Option<(u8, usize)> {
    let byte = at(text.as_bytes(), place);
    if byte < 0x80 {
        return byte.is_ascii_digit().then_some((byte, place + 1));
    }
    let mut characters =
        text.get(place..)?.char_indices().take(4).skip_while(|(_, character)| is_invisible(*character));
    let (offset, character) = characters.next()?;
    let value = match character {
        '0'..='9' => character,
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(character) - 0xff10 + 0x30)?,
        _ => return None,
    };
    Some((u8::try_from(value).ok()?, place + offset + character.len_utf8()))
}

/// The joint at `place`: where the next digit is, and what was passed.
fn joint(text: &str, place: usize) -> Option<(usize, Join)> {
    let first = at(text.as_bytes(), place);
    if first.is_ascii_alphabetic() || first == b',' || first == 0 {
        return None;
    }
    let mut join = Join::default();
    for (offset, character) in text.get(place..)?.char_indices().take(6) {
        match Join::of(character) {
            Some(part) => join.0 |= part.0,
            None if is_invisible(character) => {}
            None => {
                let next = place + offset;
                let starts = character.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&character);
                return (starts && offset > 0).then_some((next, join));
            }
        }
    }
    None
}

/// How a number stands in the text at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// After a space, a quotation mark and the like.
    Open,
    /// After a sign that may belong to something longer: `_`, `=`, `/`, `#`.
    Tight,
    /// Part of something longer.
    Closed,
}

/// How a number that starts at `place` stands against what is before it.
pub(super) fn edge_before(text: &str, place: usize) -> Edge {
    let Some((start, character)) = before(text, place) else { return Edge::Open };
    let earlier = || before(text, start).is_some_and(|(_, c)| c.is_alphanumeric());
    let digit = || before(text, start).is_some_and(|(_, c)| c.is_ascii_digit());
    match character {
        _ if character.is_alphanumeric() => Edge::Closed,
        '@' | '$' | '€' | '£' | '+' | '~' => Edge::Closed,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' if earlier() => Edge::Closed,
        '.' | ':' | '/' if digit() => Edge::Closed,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '/' | '_' | '=' | '#' | '&' | '%' | '\\' | '?' => {
            Edge::Tight
        }
        _ => Edge::Open,
    }
}

/// How a number that ends at `place` stands against what follows.
pub(super) fn edge_after(text: &str, place: usize) -> Edge {
    let Some(character) = after(text, place) else { return Edge::Open };
    let next = || text.get(place..).and_then(|rest| rest.chars().nth(1));
    let digit = || next().is_some_and(|c| c.is_ascii_digit());
    match character {
        _ if character.is_alphanumeric() => Edge::Closed,
        '@' | '%' | '€' | '$' | '=' => Edge::Closed,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '+' if next().is_some_and(char::is_alphanumeric) => {
            Edge::Closed
        }
        '.' | ':' | '/' if digit() => Edge::Closed,
        '_' | '/' | '\\' | '&' => Edge::Tight,
        _ => Edge::Open,
    }
}
