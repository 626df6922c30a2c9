//! Keyed hashes: values can be told apart and recognised without being kept.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

/// A key of 256 bits. Whoever has it can try all plausible numbers in seconds, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// A key from 32 bytes of chance.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA-256 over `area`, a zero byte and `value`; the first 128 bits in hexadecimal.
    pub fn fingerprint(&self, area: &str, value: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(area.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        to_hex(mac.finalize().into_bytes().get(..16).unwrap_or_default())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = from_hex(&text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| serde::de::Error::custom("a key has 64 hexadecimal digits"))
    }
}

/// Bytes as hexadecimal digits in small letters.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}

/// Bytes from hexadecimal digits; nothing where it is none.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

/// A value in the form in which it is compared: digits for numbers, small letters and single spaces for words.
pub fn normal(label: &str, value: &str) -> String {
    match label {
        "PERSONNUMMER" => number(value),
        "PHONE" => phone(value),
        _ => value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}

/// A personal identity number as its last ten signs, so that both ways of writing the year are the same.
pub fn number(value: &str) -> String {
    let signs: Vec<char> = value.chars().filter(char::is_ascii_alphanumeric).collect();
    signs.iter().skip(signs.len().saturating_sub(10)).collect::<String>().to_uppercase()
}

/// A telephone number as it is dialled inside Sweden.
pub fn phone(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let plus = value.trim_start().starts_with('+');
    let inside = digits.strip_prefix("0046").or_else(|| plus.then(|| digits.strip_prefix("46")).flatten());
    inside.map_or(digits.clone(), |rest| format!("0{}", rest.trim_start_matches('0')))
}
