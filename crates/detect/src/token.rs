//! Text into tokens: words, numbers and single marks, each with a hash that does not depend on case.

/// The form of a token's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Shape {
    /// No letter, no digit.
    #[default]
    Mark,
    /// `elsa`
    Lower,
    /// `Elsa`
    Capital,
    /// `E`
    Initial,
    /// `ELSA`
    Upper,
    /// `McDonald`, `iPad`
    Mixed,
    /// `62`
    Number,
    /// `4b`, `62:an`
    Code,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Token {
    /// First byte.
    pub(crate) start: u32,
    /// The byte after the last.
    pub(crate) end: u32,
    /// The hash of the word in lower case.
    pub(crate) hash: u64,
    pub(crate) shape: Shape,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
    /// Whether a line ends before it.
    pub(crate) line: bool,
}

impl Token {
    /// The token's bytes.
    pub(crate) fn bytes<'t>(&self, text: &'t str) -> &'t [u8] {
        text.as_bytes().get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Whether it has letters.
    pub(crate) fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Mark | Shape::Number)
    }

    /// Whether it starts with a capital letter.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Initial | Shape::Upper | Shape::Mixed)
    }
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
/// Sets the bit that tells lower case from upper in ASCII, and in the second byte of å, ä, ö, é and their kin.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// The hash of a word, the same in upper and lower case.
///
/// Folding sets one bit in each byte, which is exact for ASCII letters and digits and for the Latin-1 letters in UTF-8; other
/// letters (Ł, Ş) keep their case.
#[inline]
pub(crate) fn word_hash(word: &[u8]) -> u64 {
    let mut hash = (word.len() as u64).wrapping_mul(MULTIPLIER);
    let (blocks, rest) = word.as_chunks::<8>();
    for block in blocks {
        hash = mix(hash, u64::from_le_bytes(*block) | FOLD);
    }
    if !rest.is_empty() {
        hash = mix(hash, last(rest) | FOLD);
    }
    let product = hash.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    product ^ (product >> 29)
}

/// Up to seven bytes as a number.
#[inline]
fn last(rest: &[u8]) -> u64 {
    let four = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
    let two = |bytes: &[u8; 2]| u64::from(u16::from_le_bytes(*bytes));
    match rest.split_first_chunk::<4>() {
        Some((head, tail)) => match tail.split_first_chunk::<2>() {
            Some((middle, end)) => {
                four(head) | two(middle) << 32 | end.first().map_or(0, |byte| u64::from(*byte) << 48)
            }
            None => four(head) | tail.first().map_or(0, |byte| u64::from(*byte) << 32),
        },
        None => match rest.split_first_chunk::<2>() {
            Some((head, end)) => two(head) | end.first().map_or(0, |byte| u64::from(*byte) << 16),
            None => rest.first().map_or(0, |byte| u64::from(*byte)),
        },
    }
}

#[inline]
fn mix(hash: u64, block: u64) -> u64 {
    let product = (hash ^ block).wrapping_mul(MULTIPLIER);
    product ^ (product >> 32)
}

/// The hash of words that stand after each other.
pub(crate) fn chain(first: u64, second: u64) -> u64 {
    mix(first.rotate_left(17), second)
}

/// What a byte can be in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Line,
    Lower,
    Upper,
    Digit,
    /// A mark that stays inside a word when letters or digits stand on both sides.
    Joint,
    Mark,
    /// A byte of a character outside ASCII.
    Wide,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "runs when compiled")]
        {
            classes[byte] = class(byte as u8);
        }
        byte += 1;
    }
    classes
}

const fn class(byte: u8) -> Class {
    match byte {
        b'\n' | b'\r' => Class::Line,
        b' ' | b'\t' | 0x0B | 0x0C => Class::Space,
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b'-' | b'\'' | b':' | b'*' | b'@' | b'$' | b'_' => Class::Joint,
        0x80.. => Class::Wide,
        _ => Class::Mark,
    }
}

fn class_of(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Mark)
}

/// A character outside ASCII: what it is, and its length in bytes.
#[inline]
fn wide(text: &str, at: usize) -> (Class, usize) {
    let bytes = text.as_bytes();
    if let [0xC3, second, ..] = bytes.get(at..).unwrap_or_default() {
        return match second {
            0x97 | 0xB7 => (Class::Mark, 2),
            0x80..=0x9E => (Class::Upper, 2),
            _ => (Class::Lower, 2),
        };
    }
    rare(text, at)
}

#[cold]
fn rare(text: &str, at: usize) -> (Class, usize) {
    let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else {
        return (Class::Mark, 1);
    };
    let class = match character {
        '\u{2010}' | '\u{2011}' | '\u{2019}' | '\u{ad}' => Class::Joint,
        '\u{2028}' | '\u{2029}' | '\u{85}' => Class::Line,
        _ if character.is_uppercase() => Class::Upper,
        _ if character.is_alphabetic() || is_combining(character) => Class::Lower,
        _ if character.is_numeric() => Class::Digit,
        _ if character.is_whitespace() || matches!(character, '\u{200B}'..='\u{200F}' | '\u{FEFF}') => {
            Class::Space
        }
        _ => Class::Mark,
    };
    (class, character.len_utf8())
}

fn is_combining(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

fn at(text: &str, position: usize) -> (Class, usize) {
    match text.as_bytes().get(position) {
        None => (Class::Line, 1),
        Some(&byte) => match class_of(byte) {
            Class::Wide => wide(text, position),
            class => (class, 1),
        },
    }
}

/// How many small letters of ASCII come first.
#[inline]
fn lower_run(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(bytes.len())
}

/// Reads tokens one after the other.
pub(crate) struct Tokens<'t> {
    text: &'t str,
    position: usize,
}

impl<'t> Tokens<'t> {
    /// The tokens of `text` from byte `position` on.
    pub(crate) fn new(text: &'t str, position: usize) -> Self {
        Self { text, position }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[inline]
    fn next(&mut self) -> Option<Token> {
        let (mut spaced, mut line) = (false, self.position == 0);
        let length = self.text.len();
        loop {
            if self.position >= length {
                return None;
            }
            let (class, width) = at(self.text, self.position);
            match class {
                Class::Space => spaced = true,
                Class::Line => line = true,
                Class::Lower | Class::Upper | Class::Digit => return Some(self.word(class, spaced, line)),
                Class::Joint | Class::Mark | Class::Wide => return Some(self.mark(width, spaced, line)),
            }
            self.position += width;
        }
    }
}

impl Tokens<'_> {
    fn mark(&mut self, width: usize, spaced: bool, line: bool) -> Token {
        let start = self.position;
        self.position += width;
        self.token(start, Shape::Mark, spaced, line)
    }

    #[inline]
    fn word(&mut self, first: Class, spaced: bool, line: bool) -> Token {
        let start = self.position;
        let mut seen = Seen::default();
        loop {
            let small = lower_run(self.text.as_bytes().get(self.position..).unwrap_or_default());
            self.position += small;
            seen.lower |= small > 0;
            let (class, width) = at(self.text, self.position);
            match class {
                Class::Lower => seen.lower = true,
                Class::Upper => seen.upper += 1,
                Class::Digit => seen.digit = true,
                Class::Joint if self.joins(self.position + width) => seen.joints += 1,
                _ => break,
            }
            self.position += width;
        }
        self.token(start, seen.shape(first), spaced, line)
    }

    /// Whether a word goes on here.
    fn joins(&self, position: usize) -> bool {
        matches!(at(self.text, position).0, Class::Lower | Class::Upper | Class::Digit)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "texts are cut below four gigabytes")]
    fn token(&self, start: usize, shape: Shape, spaced: bool, line: bool) -> Token {
        let hash = word_hash(self.text.as_bytes().get(start..self.position).unwrap_or_default());
        Token { start: start as u32, end: self.position as u32, hash, shape, spaced, line }
    }
}

/// What kinds of characters a word has.
#[derive(Default)]
struct Seen {
    lower: bool,
    upper: u32,
    digit: bool,
    joints: u32,
}

impl Seen {
    #[inline]
    fn shape(&self, first: Class) -> Shape {
        match (self.digit, self.upper, self.lower) {
            (false, 0, true) => Shape::Lower,
            (true, 0, false) => Shape::Number,
            (true, _, _) => Shape::Code,
            (false, 1, false) => Shape::Initial,
            (false, _, false) => Shape::Upper,
            (false, capitals, true) if first == Class::Upper && capitals <= 1 + self.joints => Shape::Capital,
            _ => Shape::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, Shape)> {
        Tokens::new(text, 0)
            .map(|token| {
                (text.get(token.start as usize..token.end as usize).unwrap_or_default(), token.shape)
            })
            .collect()
    }

    #[test]
    fn words_keep_their_joints() {
        assert_eq!(
            words("Anna-Karin låg på 62:an, ÅSA."),
            [
                ("Anna-Karin", Shape::Capital),
                ("låg", Shape::Lower),
                ("på", Shape::Lower),
                ("62:an", Shape::Code),
                (",", Shape::Mark),
                ("ÅSA", Shape::Upper),
                (".", Shape::Mark)
            ]
        );
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(word_hash("ÅSA-émilie".as_bytes()), word_hash("åsa-ÉMILIE".as_bytes()));
        assert_ne!(word_hash(b"asa"), word_hash("åsa".as_bytes()));
        assert_ne!(word_hash(b"a"), word_hash(b"aa"));
    }
}
