//! Bytes as text: hexadecimal, and base64 as RFC 4648 section 4 has it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    hex_into(&mut text, bytes);
    text
}

/// Appends hexadecimal digits, so that a secret is written once, where it is wiped afterwards.
pub(super) fn hex_into(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
}

/// The bytes of hexadecimal digits; `None` when it is something else, or of another length.
pub(super) fn unhex(text: &str, into: &mut [u8]) -> Option<()> {
    let digits = text.as_bytes();
    if digits.len() != into.len() * 2 {
        return None;
    }
    for (pair, byte) in digits.chunks_exact(2).zip(into) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(())
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        _ => None,
    }
}

/// Base64 with padding, in a place that is wiped.
pub(super) fn base64(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().div_ceil(3) * 4));
    STANDARD.encode_string(bytes, &mut text);
    text
}

/// The bytes of padded base64; `None` when it is something else, or of another length.
pub(super) fn unbase64(text: &str, into: &mut [u8]) -> Option<()> {
    let length = STANDARD.decode_slice(text, into).ok()?;
    (length == into.len()).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(*base64(plain.as_bytes()), encoded);
            let mut bytes = vec![0; plain.len()];
            unbase64(encoded, &mut bytes).unwrap();
            assert_eq!(bytes, plain.as_bytes());
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        for length in 0..all.len() {
            let bytes = &all[all.len() - length..];
            let (mut from_hex, mut from_base64) = (vec![0; length], vec![0; length]);
            unhex(&hex(bytes), &mut from_hex).unwrap();
            unbase64(&base64(bytes), &mut from_base64).unwrap();
            assert_eq!((from_hex.as_slice(), from_base64.as_slice()), (bytes, bytes));
        }
    }

    #[test]
    fn what_is_no_such_text_is_refused() {
        let mut two = [0; 2];
        for text in ["", "0", "000", "00000", "00g0", "00-1", "åå", "0A0A"] {
            assert_eq!(unhex(text, &mut two), None, "{text}");
        }
        for text in ["", "AAA", "AAAA", "AA==", "A===", "AA-=", "AAA=AAA=", "å="] {
            assert_eq!(unbase64(text, &mut two), None, "{text}");
        }
    }
}
