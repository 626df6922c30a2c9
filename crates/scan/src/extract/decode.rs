//! Bytes in any encoding in, text in NFC out.
//!
//! Each window is looked at on its own, since old exports change their encoding in the middle. UTF-8 is what is valid as UTF-8;
//! otherwise UTF-16 by its zeros, Mac OS Roman and code page 850 by where their å, ä and ö lie, and the rest by chardetng.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The upper half of code page 850, which DOS programs in Sweden wrote.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// How bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// One of the encodings of the web.
    Web(&'static Encoding),
    /// Code page 850.
    Dos,
}

/// Whether these first bytes are text in any encoding: hardly any control characters.
pub(crate) fn is_text(head: &[u8]) -> bool {
    if wide(head).is_some() {
        return true;
    }
    let odd = head.iter().filter(|&&byte| byte < 9 || (14..32).contains(&byte) && byte != 27).count();
    !head.contains(&0) && odd * 50 <= head.len()
}

/// UTF-16 where it has the mark, or where every other byte is nearly always zero.
pub(crate) fn wide(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = head.get(..head.len().min(4096) & !1).unwrap_or_default();
    if sample.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= half * 6 && even * 20 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 6 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding of these bytes; a character may be cut at the end.
pub(crate) fn charset(bytes: &[u8]) -> Charset {
    if let Some(wide) = wide(bytes) {
        return Charset::Web(wide);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => Charset::Web(UTF_8),
        Err(error) if error.error_len().is_none() => Charset::Web(UTF_8),
        Err(_) => single(bytes),
    }
}

/// Which of the encodings with a byte a letter.
fn single(bytes: &[u8]) -> Charset {
    let between = |set: [u8; 6]| {
        let inside = |window: &&[u8]| matches!(window, [_, letter, _] if set.contains(letter));
        let words = |window: &&[u8]| matches!(window, [before, _, after] if before.is_ascii_alphabetic() || after.is_ascii_alphabetic());
        bytes.windows(3).filter(inside).filter(words).count()
    };
    let latin = between([0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6]);
    let mac = between([0x8C, 0x8A, 0x9A, 0x81, 0x80, 0x85]);
    let dos = between([0x86, 0x84, 0x94, 0x8F, 0x8E, 0x99]);
    if mac > 2 * latin && mac > 2 * dos {
        return Charset::Web(MACINTOSH);
    }
    if dos > 2 * latin && dos > 2 * mac {
        return Charset::Dos;
    }
    // Mostly UTF-8 with a broken byte here and there stays UTF-8.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{FFFD}').count();
    if lossy.chars().filter(|letter| !letter.is_ascii()).count() > 8 * broken {
        return Charset::Web(UTF_8);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"se"), Utf8Detection::Deny);
    Charset::Web(if latin > 0 && !guess.is_single_byte() { WINDOWS_1252 } else { guess })
}

/// Bytes as text in a known encoding.
pub(crate) fn decode(bytes: &[u8], charset: Charset) -> String {
    let text = match charset {
        Charset::Web(encoding) => encoding.decode(bytes).0,
        Charset::Dos => Cow::Owned(bytes.iter().map(|&byte| dos(byte)).collect()),
    };
    tidy(text.trim_start_matches('\u{FEFF}')).into_owned()
}

fn dos(byte: u8) -> char {
    match byte.checked_sub(128) {
        None => char::from(byte),
        Some(upper) => CP850.chars().nth(upper.into()).unwrap_or('\u{FFFD}'),
    }
}

/// Bytes as text in whatever encoding they are in.
pub(crate) fn text(bytes: &[u8]) -> String {
    decode(bytes, charset(bytes))
}

/// Bytes as text where somebody said what encoding they are in, and may have been wrong.
pub(crate) fn labelled(bytes: &[u8], label: &[u8]) -> String {
    match Encoding::for_label(label) {
        Some(encoding) if std::str::from_utf8(bytes).is_err() => decode(bytes, Charset::Web(encoding)),
        _ => text(bytes),
    }
}

/// Text in composed form, and what was encoded twice read once more.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let mended = mend(text);
    if mended.is_ascii() || is_nfc(&mended) { mended } else { Cow::Owned(mended.nfc().collect()) }
}

/// Reads UTF-8 that was taken for Latin-1 or Windows-1252 (`Ã¥` for `å`), as in the exports of Facebook and Instagram.
fn mend(text: &str) -> Cow<'_, str> {
    let suspicious = ['\u{C2}', '\u{C3}', '\u{F0}', '\u{E2}', '\u{CC}'];
    if text.is_ascii() || !text.contains(suspicious) {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(text.len());
    let mut run = Vec::new();
    for letter in text.chars() {
        if let Some(byte) = byte_of(letter).filter(|byte| *byte >= 128) {
            run.push((byte, letter));
        } else {
            close(&mut run, &mut mended);
            mended.push(letter);
        }
    }
    close(&mut run, &mut mended);
    if mended == text { Cow::Borrowed(text) } else { Cow::Owned(mended) }
}

/// The byte that Latin-1 or Windows-1252 writes for a letter.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    match &*WINDOWS_1252.encode(letter.encode_utf8(&mut buffer)).0 {
        [byte] if *byte >= 128 => Some(*byte),
        _ => None,
    }
}

/// Ends a run of letters that are bytes: reads them as UTF-8 where all of them fit.
fn close(run: &mut Vec<(u8, char)>, mended: &mut String) {
    let bytes: Vec<u8> = run.iter().map(|(byte, _)| *byte).collect();
    match std::str::from_utf8(&bytes) {
        Ok(read) => mended.push_str(read),
        Err(_) => mended.extend(run.iter().map(|(_, letter)| *letter)),
    }
    run.clear();
}
