//! Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature.
//!
//! Ed25519 (type 1) is what we sign and verify. Signatures of unknown keys, such as cosignatures of witnesses, are kept
//! and ignored.

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

const ED25519_TYPE: u8 = 1;
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

/// Longer notes are no notes of logs.
const MAX_BYTES: usize = 1 << 20;
const MAX_SIGNATURES: usize = 100;

/// What tells keys of one name apart.
pub type KeyId = [u8; 4];

/// What is wrong with a note or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A name that no key may have.
    #[error("`{0}` cannot name a key; use a name without spaces and `+`, such as `log.example.org/varsam`")]
    Name(String),
    /// A text that cannot be signed.
    #[error("the text is no note: it must end with a line break and have no other control characters")]
    Text,
    /// Nothing that looks like a signature.
    #[error("the note has no signatures; use the whole file, with the lines that begin with `—`")]
    Unsigned,
    /// Longer, or with more signatures, than any note should be.
    #[error("the note is longer than any checkpoint; name the right file")]
    TooLong,
    /// A line that should be a signature.
    #[error("line `{0}` after the empty line is no signature; copy the file again")]
    Line(usize),
    /// None of the keys signed.
    #[error("the note is not signed by `{0}`; use the key that belongs to this log")]
    Stranger(String),
    /// A signature that does not fit text and key.
    #[error("the signature of `{0}` is wrong: the note was changed or forged")]
    Forged(String),
    /// A key that is none.
    #[error("this is no verifier key; it looks like `name+1a2b3c4d+base64`")]
    KeyForm,
    /// A key whose id is not its own.
    #[error("the verifier key of `{0}` has the id of another; copy it again")]
    KeyId(String),
    /// A kind of key that is not for signing logs.
    #[error("the verifier key of `{name}` is of type `{kind}`; only Ed25519, type `1`, is known")]
    KeyType {
        /// Whose.
        name: String,
        /// Its first byte.
        kind: u8,
    },
    /// A key whose signatures say nothing.
    #[error(
        "the verifier key of `{0}` accepts signatures that anybody can make; whoever gave it is not to be trusted"
    )]
    SmallOrder(String),
    /// The library of cryptography refuses the key.
    #[error("the signing key cannot be used; make a new one")]
    KeyRefused,
}

/// A public key with its name, by which a log is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: KeyId,
    key: [u8; KEY_BYTES],
}

impl VerifierKey {
    /// The key of this name with these bytes.
    ///
    /// # Errors
    /// When the name may not be one, or anybody can sign for the key.
    pub fn new(name: &str, key: [u8; KEY_BYTES]) -> Result<Self, NoteError> {
        check_name(name)?;
        if is_small_order(&key) {
            return Err(NoteError::SmallOrder(name.to_owned()));
        }
        Ok(Self { name: name.to_owned(), id: key_id(name, ED25519_TYPE, &key), key })
    }

    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// When it is not exactly such a key, with its own id, of Ed25519.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(NoteError::KeyForm);
        let (name, id, material) = (part()?, part()?, part()?);
        check_name(name)?;
        let material = BASE64.decode(material).map_err(|_| NoteError::KeyForm)?;
        let (&kind, key) = material.split_first().ok_or(NoteError::KeyForm)?;
        if id != hex(key_id(name, kind, key)) {
            return Err(if is_id(id) { NoteError::KeyId(name.to_owned()) } else { NoteError::KeyForm });
        }
        if kind != ED25519_TYPE {
            return Err(NoteError::KeyType { name: name.to_owned(), kind });
        }
        Self::new(name, key.try_into().map_err(|_| NoteError::KeyForm)?)
    }

    /// Its name; for a log, also its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn signed(&self, text: &str, signature: &Signature) -> bool {
        let fits = signature.bytes.len() == SIGNATURE_BYTES;
        fits && UnparsedPublicKey::new(&ED25519, self.key).verify(text.as_bytes(), &signature.bytes).is_ok()
    }
}

/// The points of Ed25519 whose order divides eight, by their y coordinate (little-endian, the sign of x left out), those
/// that are not reduced too. Under such a key one signature fits many texts; libraries differ in whether they refuse it.
const SMALL_ORDER: [[u8; KEY_BYTES]; 7] = [
    y(0x00, 0x00, 0x00),
    y(0x01, 0x00, 0x00),
    y(0xec, 0xff, 0x7f),
    y(0xed, 0xff, 0x7f),
    y(0xee, 0xff, 0x7f),
    *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
    *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
];

/// A number whose bytes but the first and the last are the same.
const fn y(first: u8, between: u8, last: u8) -> [u8; KEY_BYTES] {
    let mut bytes = [between; KEY_BYTES];
    let [start, .., end] = &mut bytes;
    *start = first;
    *end = last;
    bytes
}

fn is_small_order(key: &[u8; KEY_BYTES]) -> bool {
    let mut y = *key;
    if let Some(last) = y.last_mut() {
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&y)
}

impl std::fmt::Display for VerifierKey {
    /// `name+id+base64`, to hand to others.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let material = BASE64.encode([[ED25519_TYPE].as_slice(), &self.key].concat());
        write!(f, "{}+{}+{material}", self.name, hex(self.id))
    }
}

/// A signing key with its name.
#[derive(Debug)]
pub struct Signer {
    key: Ed25519KeyPair,
    verifier: VerifierKey,
}

impl Signer {
    /// The Ed25519 key of this seed (32 secret random bytes).
    ///
    /// # Errors
    /// When the name may not be one, or the library refuses.
    pub fn new(name: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, NoteError> {
        let key = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::KeyRefused)?;
        let public = key.public_key().as_ref().try_into().map_err(|_| NoteError::KeyRefused)?;
        Ok(Self { verifier: VerifierKey::new(name, public)?, key })
    }

    /// The key that others verify with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }
}

/// A line under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Whose.
    pub name: String,
    /// By which key.
    pub id: KeyId,
    /// In the form of that key's type.
    pub bytes: Vec<u8>,
}

/// A text with signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// The text, without signatures yet.
    ///
    /// # Errors
    /// When it does not end with a line break or has other control characters.
    pub fn new(text: String) -> Result<Self, NoteError> {
        let fits = text.ends_with('\n') && !text.chars().any(|letter| letter < ' ' && letter != '\n');
        if fits { Ok(Self { text, signatures: Vec::new() }) } else { Err(NoteError::Text) }
    }

    /// Adds a signature.
    #[must_use]
    pub fn sign(mut self, signer: &Signer) -> Self {
        let bytes = signer.key.sign(self.text.as_bytes()).as_ref().to_vec();
        let VerifierKey { name, id, .. } = &signer.verifier;
        self.signatures.push(Signature { name: name.clone(), id: *id, bytes });
        self
    }

    /// Reads a note. Nothing is verified yet.
    ///
    /// # Errors
    /// What of its form is wrong.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_BYTES {
            return Err(NoteError::TooLong);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Unsigned)?;
        let mut parsed = Self::new(format!("{text}\n"))?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
        for (number, line) in lines.split('\n').enumerate() {
            if number == MAX_SIGNATURES {
                return Err(NoteError::TooLong);
            }
            parsed.signatures.push(parse_signature(line).ok_or(NoteError::Line(number + 1))?);
        }
        Ok(parsed)
    }

    /// The text, if one of the keys signed it. Signatures of other keys are ignored.
    ///
    /// # Errors
    /// When none of the keys signed, or a signature in the name of one is wrong.
    pub fn verified(&self, keys: &[&VerifierKey]) -> Result<&str, NoteError> {
        let mut signed = false;
        for signature in &self.signatures {
            let known = keys.iter().find(|key| key.name == signature.name && key.id == signature.id);
            let Some(key) = known else { continue };
            if !key.signed(&self.text, signature) {
                return Err(NoteError::Forged(key.name.clone()));
            }
            signed = true;
        }
        let names = || keys.iter().map(|key| key.name()).collect::<Vec<_>>().join("`, `");
        if signed { Ok(&self.text) } else { Err(NoteError::Stranger(names())) }
    }

    /// What is signed, whoever signed it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, known and unknown.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }
}

impl std::fmt::Display for Note {
    /// As it is written to a file.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        for Signature { name, id, bytes } in &self.signatures {
            writeln!(f, "— {name} {}", BASE64.encode([id.as_slice(), bytes].concat()))?;
        }
        Ok(())
    }
}

fn parse_signature(line: &str) -> Option<Signature> {
    let (name, material) = line.strip_prefix("— ")?.split_once(' ')?;
    check_name(name).ok()?;
    let material = BASE64.decode(material).ok()?;
    let (id, bytes) = material.split_first_chunk::<4>()?;
    let signature = Signature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() };
    (!bytes.is_empty()).then_some(signature)
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let wrong = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    if name.is_empty() || name.chars().any(wrong) {
        return Err(NoteError::Name(name.escape_debug().to_string()));
    }
    Ok(())
}

/// SHA-256(name ‖ 0x0A ‖ type ‖ key), the first four bytes.
fn key_id(name: &str, kind: u8, key: &[u8]) -> KeyId {
    let mut context = Context::new(&SHA256);
    for part in [name.as_bytes(), b"\n", &[kind], key] {
        context.update(part);
    }
    context.finish().as_ref().first_chunk().copied().unwrap_or_default()
}

fn is_id(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn hex(id: KeyId) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of Go's `sumdb/note` package.
    const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer(name: &str) -> Signer {
        Signer::new(name, &[7; 32]).unwrap()
    }

    #[test]
    fn a_note_of_another_program_verifies() {
        let key = VerifierKey::parse(GO_KEY).unwrap();
        assert_eq!(key.to_string(), GO_KEY);
        let note = Note::parse(GO_NOTE).unwrap();
        assert_eq!(note.to_string(), GO_NOTE);
        assert!(note.verified(&[&key]).unwrap().starts_with("If you think"));
        let forged = Note::parse(&GO_NOTE.replace("answer", "problem")).unwrap();
        assert_eq!(forged.verified(&[&key]), Err(NoteError::Forged("PeterNeumann".into())));
    }

    #[test]
    fn unknown_signatures_are_kept_and_ignored() {
        let (log, witness) = (signer("log.example/a"), signer("witness.example/w"));
        let note = Note::new("hello\n".into()).unwrap().sign(&witness).sign(&log);
        // Longer than ours, as a cosignature with its time is.
        let text = format!("{note}— other.example/x {}\n", BASE64.encode([9; 4 + 8 + 64]));
        let parsed = Note::parse(&text).unwrap();
        assert_eq!(parsed.signatures().len(), 3);
        assert_eq!(parsed.to_string(), text);
        assert_eq!(parsed.verified(&[log.verifier()]), Ok("hello\n"));
        assert_eq!(parsed.verified(&[log.verifier(), witness.verifier()]), Ok("hello\n"));
        let stranger = signer("third.example/t");
        assert_eq!(
            parsed.verified(&[stranger.verifier()]).unwrap_err(),
            NoteError::Stranger("third.example/t".into())
        );
        assert!(parsed.verified(&[]).is_err());
    }

    #[test]
    fn a_wrong_signature_of_a_known_key_spoils_the_note() {
        let log = signer("log.example/a");
        let good = Note::new("hello\n".into()).unwrap().sign(&log);
        let mut bad = good.signatures()[0].clone();
        bad.bytes[0] ^= 1;
        let both = Note { signatures: vec![good.signatures()[0].clone(), bad.clone()], ..good.clone() };
        assert_eq!(both.verified(&[log.verifier()]), Err(NoteError::Forged("log.example/a".into())));
        bad.bytes.pop();
        let short = Note { signatures: vec![bad], ..good };
        assert_eq!(short.verified(&[log.verifier()]), Err(NoteError::Forged("log.example/a".into())));
    }

    #[test]
    fn the_same_key_by_another_name_is_another_key() {
        let note = Note::new("hello\n".into()).unwrap().sign(&signer("a"));
        assert!(note.verified(&[signer("b").verifier()]).is_err());
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let line = "— a AAAAAAA=\n";
        for (text, error) in [
            (String::new(), NoteError::Unsigned),
            ("hello\n".into(), NoteError::Unsigned),
            ("hello\n\n".into(), NoteError::Unsigned),
            (format!("hello\n\n{}", line.trim_end()), NoteError::Unsigned),
            (format!("hel\tlo\n\n{line}"), NoteError::Text),
            (format!("hello\r\n\n{line}"), NoteError::Text),
            (format!("hello\n\n{line}\n"), NoteError::Unsigned),
            (format!("hello\n\n{line}x\n"), NoteError::Line(2)),
            ("hello\n\n- a AAAAAAA=\n".into(), NoteError::Line(1)),
            ("hello\n\n— a AAAA\n".into(), NoteError::Line(1)),
            ("hello\n\n— a AAAAAAA\n".into(), NoteError::Line(1)),
            ("hello\n\n— a AAAAAAB=\n".into(), NoteError::Line(1)),
            ("hello\n\n— a+b AAAAAAA=\n".into(), NoteError::Line(1)),
            ("hello\n\n—  AAAAAAA=\n".into(), NoteError::Line(1)),
            (format!("hello\n\n{}", line.repeat(101)), NoteError::TooLong),
            ("x".repeat(MAX_BYTES + 1), NoteError::TooLong),
        ] {
            assert_eq!(Note::parse(&text), Err(error), "{text:.60}");
        }
        assert!(Note::parse(&format!("hello\n\n{}", line.repeat(100))).is_ok());
    }

    /// Under the neutral point, the signature of the neutral point and zero fits every text.
    #[test]
    fn keys_of_small_order_are_refused_signed_or_not() {
        assert_eq!(SMALL_ORDER.len(), 7);
        for point in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut key = point;
                key[31] |= sign;
                assert_eq!(VerifierKey::new("w", key), Err(NoteError::SmallOrder("w".into())), "{key:02x?}");
                let text = format!(
                    "w+{}+{}",
                    hex(key_id("w", ED25519_TYPE, &key)),
                    BASE64.encode([&[ED25519_TYPE], key.as_slice()].concat())
                );
                assert_eq!(VerifierKey::parse(&text), Err(NoteError::SmallOrder("w".into())));
            }
        }
        assert!(Signer::new("w", &[7; 32]).is_ok());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let cosignature = {
            let material = [[4].as_slice(), &[1; 32]].concat();
            format!("w+{}+{}", hex(key_id("w", 4, &[1; 32])), BASE64.encode(material))
        };
        for (text, error) in [
            ("", NoteError::KeyForm),
            ("a+b", NoteError::KeyForm),
            (
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                NoteError::KeyId("PeterNeumann".into()),
            ),
            ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NoteError::KeyForm),
            ("Peter Neumann+c74f20a3+ARpc", NoteError::Name("Peter Neumann".into())),
            ("a+c74f20a3+!!!!", NoteError::KeyForm),
            ("a+c74f20a3+", NoteError::KeyForm),
            (&cosignature, NoteError::KeyType { name: "w".into(), kind: 4 }),
        ] {
            assert_eq!(VerifierKey::parse(text), Err(error), "{text}");
        }
        let short = format!("w+{}+{}", hex(key_id("w", 1, &[1; 31])), BASE64.encode([1; 32]));
        assert_eq!(VerifierKey::parse(&short), Err(NoteError::KeyForm));
        assert!(Signer::new("", &[0; 32]).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_note_or_refused(text in "\\PC{0,20}\n{0,2}(— [a-z+]{0,3} [A-Za-z0-9+/=]{0,12}\n){0,3}\\PC{0,3}") {
            if let Ok(note) = Note::parse(&text) {
                prop_assert_eq!(note.to_string(), text);
            }
        }

        #[test]
        fn any_text_is_a_key_or_refused(text in "\\PC{0,4}\\+[0-9a-f]{7,9}\\+[A-Za-z0-9+/=]{0,48}") {
            prop_assert!(VerifierKey::parse(&text).is_err());
        }
    }
}
