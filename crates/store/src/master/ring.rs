//! The versions of a master key whose bytes are at hand: as text, and what they do. No file is touched here.
//!
//! ```text
//! varsam master key
//! 1 <the key: 64 hexadecimal digits> <its check value: 16>
//! 2 …
//! current 2
//! ```
//! A flipped digit is seen by the check value, a cut at the end by the missing last line.

use super::text::{hex, hex_into, unhex};
use super::{CHECK_LABEL, KEY_BYTES, Kind, MasterError, Secret, Wrapped, bound_to};
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use zeroize::{Zeroize as _, Zeroizing};

const HEAD: &str = "varsam master key";
const TAG_BYTES: usize = 16;
const SEALED_BYTES: usize = NONCE_LEN + KEY_BYTES + TAG_BYTES;
/// More than one line takes.
const LINE_BYTES: usize = 128;

/// At least one version. Boxed, so that a growing tree leaves no copies behind.
pub(super) struct Ring(BTreeMap<u32, Box<Secret>>);

impl Ring {
    /// Version 1 with these bytes.
    pub(super) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(BTreeMap::from([(1, Box::new(Zeroizing::new(*key)))]))
    }

    /// Reads a text; an error says what is wrong with it.
    pub(super) fn parse(text: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(text).map_err(|_| "it is no text")?;
        let rest = text.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix('\n'));
        let mut lines = rest.ok_or("it does not begin like a master key")?.split_terminator('\n');
        let last = lines.next_back().filter(|_| text.ends_with('\n')).ok_or("its end is missing")?;
        let current = last.strip_prefix("current ").ok_or("its last line is missing")?;
        let mut versions = BTreeMap::new();
        for line in lines {
            let (version, key) = parse_line(line)?;
            if versions.last_key_value().is_some_and(|(&last, _)| last >= version) {
                return Err("its versions are not in order");
            }
            versions.insert(version, key);
        }
        let newest = versions.last_key_value().map(|(version, _)| version.to_string());
        if newest.as_deref() == Some(current) {
            Ok(Self(versions))
        } else {
            Err("its newest version is missing")
        }
    }

    /// What `parse` reads.
    pub(super) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LINE_BYTES * (self.0.len() + 2)));
        text.push_str(HEAD);
        text.push('\n');
        for (version, key) in &self.0 {
            let _ = write!(text, "{version} ");
            hex_into(&mut text, key.as_slice());
            let _ = writeln!(text, " {}", check_value(key));
        }
        let _ = writeln!(text, "current {}", self.current());
        text
    }

    /// The version that wraps.
    pub(super) fn current(&self) -> u32 {
        self.0.last_key_value().map_or(0, |(&version, _)| version)
    }

    /// All versions, oldest first.
    pub(super) fn versions(&self) -> Vec<u32> {
        self.0.keys().copied().collect()
    }

    /// Puts a new current version on top.
    pub(super) fn add(&mut self, key: &[u8; KEY_BYTES]) -> Result<u32, MasterError> {
        let version = self.current().checked_add(1).ok_or(MasterError::Crypto)?;
        self.0.insert(version, Box::new(Zeroizing::new(*key)));
        Ok(version)
    }

    /// Forgets the versions below, never the current one.
    pub(super) fn drop_below(&mut self, below: u32) -> Result<(), MasterError> {
        if below > self.current() {
            return Err(MasterError::Current(self.current()));
        }
        self.0.retain(|&version, _| version >= below);
        Ok(())
    }

    /// Wraps a key with the current version.
    pub(super) fn wrap(&self, key: &[u8; KEY_BYTES], bound: &[u8]) -> Result<Wrapped, MasterError> {
        let version = self.current();
        let mut sealed = [0; SEALED_BYTES];
        let (nonce, rest) = sealed.split_at_mut(NONCE_LEN);
        let (body, tag) = rest.split_at_mut(KEY_BYTES);
        body.copy_from_slice(key);
        let aad = Aad::from(bound_to(version, bound));
        let (made_nonce, made_tag) =
            self.cipher(version)?.seal_in_place_separate_tag(aad, body).map_err(|_| MasterError::Crypto)?;
        nonce.copy_from_slice(made_nonce.as_ref());
        tag.copy_from_slice(made_tag.as_ref());
        Ok(Wrapped { kind: Kind::File, version, body: hex(&sealed) })
    }

    /// Unwraps what any of the versions wrapped.
    pub(super) fn unwrap(&self, wrapped: &Wrapped, bound: &[u8]) -> Result<Secret, MasterError> {
        let version = wrapped.version;
        let cipher = self.cipher(version)?;
        let mut sealed = Zeroizing::new([0; SEALED_BYTES]);
        unhex(&wrapped.body, sealed.as_mut_slice()).ok_or(MasterError::NotWrapped)?;
        let (nonce, body) = sealed.split_at_mut(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| MasterError::Crypto)?;
        let aad = Aad::from(bound_to(version, bound));
        let opened = cipher.open_in_place(nonce, aad, body).map_err(|_| MasterError::NotOpened(version))?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(opened.get(..KEY_BYTES).ok_or(MasterError::NotOpened(version))?);
        Ok(key)
    }

    /// The check value of a version.
    pub(super) fn check_value(&self, version: u32) -> Result<String, MasterError> {
        self.key(version).map(check_value)
    }

    fn cipher(&self, version: u32) -> Result<RandomizedNonceKey, MasterError> {
        let key = self.key(version)?;
        RandomizedNonceKey::new(&AES_256_GCM, key.as_slice()).map_err(|_| MasterError::Crypto)
    }

    fn key(&self, version: u32) -> Result<&Secret, MasterError> {
        let key = self.0.get(&version).map(AsRef::as_ref);
        key.ok_or_else(|| MasterError::no_such_version(version, &self.versions()))
    }
}

impl std::fmt::Debug for Ring {
    /// The versions, never the keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Ring").field(&self.versions()).finish()
    }
}

fn parse_line(line: &str) -> Result<(u32, Box<Secret>), &'static str> {
    let mut words = line.split(' ');
    let (Some(version), Some(digits), Some(check), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("a line is not whole");
    };
    let number: u32 = version.parse().map_err(|_| "a version is no number")?;
    if number == 0 || number.to_string() != version {
        return Err("a version is no number");
    }
    let mut key = Box::new(Zeroizing::new([0; KEY_BYTES]));
    unhex(digits, key.as_mut_slice()).ok_or("a key is not whole")?;
    if check_value(&key) != check {
        return Err("a key is not the one that was written");
    }
    Ok((number, key))
}

/// 64 bits of a keyed hash: they tell keys apart and say nothing about them.
fn check_value(key: &Secret) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_slice());
    let tag = hmac::sign(&key, CHECK_LABEL);
    let mut value = [0; super::CHECK_BYTES];
    value.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    let text = hex(&value);
    value.zeroize();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> Ring {
        let mut ring = Ring::new(&[7; KEY_BYTES]);
        ring.add(&[8; KEY_BYTES]).unwrap();
        ring
    }

    #[test]
    fn a_text_comes_back() {
        let read = Ring::parse(ring().text().as_bytes()).unwrap();
        assert_eq!(read.versions(), [1, 2]);
        assert_eq!(*read.text(), *ring().text());
    }

    #[test]
    fn no_part_of_a_text_passes_for_the_whole() {
        let text = ring().text();
        for length in 0..text.len() {
            assert!(Ring::parse(&text.as_bytes()[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn any_flipped_bit_is_seen() {
        let text = ring().text();
        for at in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                assert!(Ring::parse(&bytes).is_err(), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn the_text_has_room_for_all_versions() {
        let mut ring = ring();
        for _ in 0..20 {
            ring.add(&[9; KEY_BYTES]).unwrap();
        }
        let text = ring.text();
        assert!(text.len() <= LINE_BYTES * 24, "a text that grows leaves copies of keys behind");
        assert_eq!(text.capacity(), LINE_BYTES * 24);
    }

    #[test]
    fn debug_shows_versions_only() {
        assert_eq!(format!("{:?}", ring()), "Ring([1, 2])");
    }
}
