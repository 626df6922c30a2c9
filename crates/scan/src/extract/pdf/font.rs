//! Fonts of a PDF: from the codes in a show-text operator to letters and widths.

use std::collections::HashMap;
use std::ops::Range;

use encoding_rs::WINDOWS_1252;
use lopdf::{Dictionary, Document, Encoding, Object};

/// Bytes that a stream of a font may unpack to.
const STREAM_MAX: usize = 8 << 20;

/// A font as far as its text goes.
#[derive(Debug, Default)]
pub(crate) struct Font {
    /// Bytes of one code.
    length: usize,
    letters: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    width: f64,
}

/// One code of a string.
#[derive(Debug)]
pub(crate) struct Code {
    /// Its bytes in the string.
    pub(crate) bytes: Range<usize>,
    /// The letters; nothing where the font does not say.
    pub(crate) text: Option<String>,
    /// The width in thousandths of the size.
    pub(crate) width: f64,
    /// Whether word spacing applies.
    pub(crate) is_space: bool,
}

impl Font {
    pub(crate) fn new(document: &Document, font: &Dictionary) -> Self {
        let composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let mut letters = if composite { HashMap::new() } else { simple(document, font) };
        let unicode = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream);
        if let Ok(bytes) = unicode.and_then(|stream| stream.get_plain_content_with_limit(STREAM_MAX)) {
            letters.extend(to_unicode(&bytes));
        }
        let (widths, width) =
            if composite { widths_of_descendant(document, font) } else { widths(document, font) };
        Self { length: if composite { 2 } else { 1 }, letters, widths, width }
    }

    /// The codes of a string.
    pub(crate) fn codes(&self, string: &[u8]) -> Vec<Code> {
        let length = self.length.max(1);
        let each = string.chunks(length).enumerate().map(|(number, bytes)| {
            let code = bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let start = number * length;
            Code {
                bytes: start..start + bytes.len(),
                text: self.letters.get(&code).cloned(),
                width: self.widths.get(&code).copied().unwrap_or(self.width),
                is_space: length == 1 && code == 32,
            }
        });
        each.collect()
    }
}

/// What the encoding of a font with one byte a letter says.
fn simple(document: &Document, font: &Dictionary) -> HashMap<u32, String> {
    let encoding = font.get_font_encoding_with_limit(document, STREAM_MAX).ok();
    let letters = (0..=255_u8).filter_map(|byte| {
        let text = letter(encoding.as_ref(), byte)?;
        (!text.is_empty() && !text.contains(['\u{FFFD}', '\0'])).then_some((u32::from(byte), text))
    });
    letters.collect()
}

/// What a byte stands for; Windows' own encoding where the font says nothing that can be read.
fn letter(encoding: Option<&Encoding<'_>>, byte: u8) -> Option<String> {
    match encoding {
        Some(encoding) => encoding.bytes_to_string(&[byte]).ok(),
        None => Some(WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned()),
    }
}

fn widths(document: &Document, font: &Dictionary) -> (HashMap<u32, f64>, f64) {
    let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or_default();
    let Ok(array) = font.get_deref(b"Widths", document).and_then(Object::as_array) else {
        return (HashMap::new(), 520.0);
    };
    let first = u32::try_from(first).unwrap_or_default();
    let widths = (first..).zip(array).filter_map(|(code, width)| Some((code, number(document, width)?)));
    (widths.collect(), 0.0)
}

fn number(document: &Document, object: &Object) -> Option<f64> {
    document.dereference(object).ok()?.1.as_float().ok().map(f64::from)
}

/// `[ 1 [500 600] 10 20 700 ]`: codes from 1 on, then codes 10 to 20.
fn widths_of_descendant(document: &Document, font: &Dictionary) -> (HashMap<u32, f64>, f64) {
    let descendant = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array);
    let descendant =
        descendant.ok().and_then(|all| all.first()).and_then(|one| document.dereference(one).ok());
    let Some(descendant) = descendant.and_then(|(_, one)| one.as_dict().ok()) else {
        return (HashMap::new(), 1000.0);
    };
    let usual = descendant.get(b"DW").ok().and_then(|width| number(document, width)).unwrap_or(1000.0);
    let mut widths = HashMap::new();
    let array = descendant.get_deref(b"W", document).and_then(Object::as_array).cloned().unwrap_or_default();
    let mut rest = array.as_slice();
    while let [first, second, after @ ..] = rest {
        let Ok(from) = first.as_i64().map(|from| u32::try_from(from).unwrap_or_default()) else { break };
        rest = after;
        let second = document.dereference(second).map_or(second, |(_, object)| object);
        if let Ok(each) = second.as_array() {
            widths.extend(
                (from..).zip(each).filter_map(|(code, width)| Some((code, number(document, width)?))),
            );
        } else if let ([width, after @ ..], Ok(until)) = (rest, second.as_i64()) {
            let until = u32::try_from(until).unwrap_or_default().min(65_535);
            let width = number(document, width).unwrap_or(usual);
            widths.extend((from..=until).map(|code| (code, width)));
            rest = after;
        }
    }
    (widths, usual)
}

/// A word of a character map.
#[derive(Debug, PartialEq)]
enum Token {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(Vec<u8>),
}

/// The table of a character map: `bfchar` and `bfrange`.
fn to_unicode(bytes: &[u8]) -> HashMap<u32, String> {
    let mut letters = HashMap::new();
    let mut pending: Vec<Token> = Vec::new();
    for token in tokens(bytes) {
        match &token {
            Token::Word(word) if word == b"beginbfchar" || word == b"beginbfrange" => pending.clear(),
            Token::Word(word) if word == b"endbfchar" => chars(&pending, &mut letters),
            Token::Word(word) if word == b"endbfrange" => ranges(&pending, &mut letters),
            _ => pending.push(token),
        }
    }
    letters
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let until = |end: fn(&u8) -> bool| after.iter().position(end).unwrap_or(after.len());
        match first {
            b'<' if after.first() != Some(&b'<') => {
                let end = until(|byte| *byte == b'>');
                found.push(Token::Hex(hex(after.get(..end).unwrap_or_default())));
                rest = after.get(end + 1..).unwrap_or_default();
            }
            b'[' => (found.push(Token::Open), rest = after).1,
            b']' => (found.push(Token::Close), rest = after).1,
            b'%' => rest = after.get(until(|byte| *byte == b'\n')..).unwrap_or_default(),
            b'A'..=b'Z' | b'a'..=b'z' => {
                let end = until(|byte| !byte.is_ascii_alphanumeric());
                found.push(Token::Word(rest.get(..=end).unwrap_or_default().to_vec()));
                rest = after.get(end..).unwrap_or_default();
            }
            _ => rest = after,
        }
    }
    found
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)?.try_into().ok()).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

fn chars(tokens: &[Token], letters: &mut HashMap<u32, String>) {
    for pair in tokens.chunks(2) {
        if let [Token::Hex(from), Token::Hex(to)] = pair {
            letters.insert(code(from), utf16(to));
        }
    }
}

fn ranges(tokens: &[Token], letters: &mut HashMap<u32, String>) {
    let mut rest = tokens;
    while let [Token::Hex(from), Token::Hex(until), after @ ..] = rest {
        let codes = code(from)..=code(until).min(code(from).saturating_add(65_535));
        match after {
            [Token::Hex(to), after @ ..] => {
                for (step, code) in (0_u32..).zip(codes) {
                    letters.insert(code, utf16(&plus(to, step)));
                }
                rest = after;
            }
            [Token::Open, after @ ..] => {
                let end = after.iter().position(|token| *token == Token::Close).unwrap_or(after.len());
                for (code, token) in codes.zip(after.get(..end).unwrap_or_default()) {
                    if let Token::Hex(to) = token {
                        letters.insert(code, utf16(to));
                    }
                }
                rest = after.get(end + 1..).unwrap_or_default();
            }
            _ => break,
        }
    }
}

/// The last unit of a UTF-16 string raised by `step`.
fn plus(units: &[u8], step: u32) -> Vec<u8> {
    let (before, last) = units.split_at(units.len().saturating_sub(2));
    let raised = (code(last) + step).to_be_bytes();
    [before, raised.get(2..).unwrap_or_default()].concat()
}
