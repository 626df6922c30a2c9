//! Sealing: authenticated encryption, bound to the place where the sealed thing lies.

use crate::fault::Fault;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The length of every key, in bytes.
pub(crate) const KEY_BYTES: usize = 32;

/// A key. Its bytes are wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; KEY_BYTES]>);

/// The form that sealed bytes have: this byte, a nonce, what is sealed, a tag.
const FORM: u8 = 1;
const BEFORE: usize = 1 + NONCE_LEN;

impl Key {
    /// How many bytes sealing adds.
    pub(crate) const OVERHEAD: usize = BEFORE + 16;

    /// The key of these bytes.
    pub(crate) fn new(bytes: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Seals; opens only where `bound` is the same.
    ///
    /// # Errors
    /// When the library refuses, as it does for more than 64 GiB.
    pub(crate) fn seal(&self, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut sealed = Vec::with_capacity(BEFORE + plain.len() + AES_256_GCM.tag_len());
        sealed.push(FORM);
        sealed.extend([0; NONCE_LEN]);
        let mut body = plain.to_vec();
        let nonce = self.cipher()?.seal_in_place_append_tag(Aad::from(bound), &mut body);
        let nonce = nonce.map_err(|_| Fault::Sealing)?;
        if let Some(place) = sealed.get_mut(1..BEFORE) {
            place.copy_from_slice(nonce.as_ref());
        }
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what was sealed; `None` when it is not what was sealed there with this key.
    pub(crate) fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (head, body) = sealed.split_at_checked(BEFORE)?;
        let (&form, nonce) = head.split_first()?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok().filter(|_| form == FORM)?;
        let mut body = body.to_vec();
        let length = self.cipher().ok()?.open_in_place(nonce, Aad::from(bound), &mut body).ok()?.len();
        body.truncate(length);
        Some(body)
    }

    /// Opens a key that was sealed.
    pub(crate) fn open_key(&self, bound: &[u8], sealed: &[u8]) -> Option<Self> {
        let bytes = Zeroizing::new(self.open(bound, sealed)?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, Fault> {
        RandomizedNonceKey::new(&AES_256_GCM, self.0.as_slice()).map_err(|_| Fault::Sealing)
    }
}

impl std::fmt::Debug for Key {
    /// Never its bytes.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// Where something sealed lies. What is sealed at one place opens at no other.
#[derive(Debug, Clone)]
pub(crate) struct Place(Vec<u8>);

impl Place {
    /// A row of a table.
    pub(crate) fn of(table: &str, tenant: Uuid, id: Uuid) -> Self {
        let mut bytes = Vec::with_capacity(table.len() + 80);
        bytes.extend_from_slice(table.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(tenant.as_bytes());
        bytes.extend_from_slice(id.as_bytes());
        Self(bytes)
    }

    /// And this number, such as a version.
    pub(crate) fn number(mut self, number: i64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// And this word, such as a class. The length before it keeps words apart.
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.0.extend_from_slice(&(word.len() as u64).to_be_bytes());
        self.0.extend_from_slice(word.as_bytes());
        self
    }

    /// The bytes that a seal is bound to.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Key {
        Key::new(Zeroizing::new([byte; KEY_BYTES]))
    }

    #[test]
    fn opens_only_with_its_key_and_in_its_place() {
        let place = |version| Place::of("record", Uuid::from_u128(1), Uuid::from_u128(2)).number(version);
        let sealed = key(1).seal(place(3).bytes(), b"Elsa").unwrap();
        assert_eq!(key(1).open(place(3).bytes(), &sealed).unwrap(), b"Elsa");
        assert_eq!(key(2).open(place(3).bytes(), &sealed), None);
        assert_eq!(key(1).open(place(4).bytes(), &sealed), None);
        assert!(!sealed.windows(4).any(|bytes| bytes == b"Elsa"));
    }

    #[test]
    fn any_changed_byte_is_noticed_and_nothing_short_opens() {
        let sealed = key(1).seal(b"here", b"a text").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key(1).open(b"here", &changed), None, "byte {at}");
            assert_eq!(key(1).open(b"here", &sealed[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_the_same_way() {
        assert_ne!(key(1).seal(b"", b"x").unwrap(), key(1).seal(b"", b"x").unwrap());
    }
}
