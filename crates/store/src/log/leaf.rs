//! What one entry of our log says: when, who, what kind of deed, on what; and a commitment to the rest.
//!
//! An entry holds no personal text. What happened in detail is sealed elsewhere with a salt of its own; the entry holds
//! the hash of both. Erasing the detail (with its salt) leaves a log that still verifies and says nothing; changing it
//! shows, because the hash does not fit.

use super::tile::MAX_ENTRY_BYTES;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use uuid::Uuid;
use varsam_model::Instant;

const VERSION: u8 = 1;

/// The length of a salt, in bytes.
pub const SALT_BYTES: usize = 32;

const MAX_KIND_BYTES: usize = 64;

/// An entry, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// When it happened.
    pub at: Instant,
    /// Who did it: an account's id, all zeroes for the program itself.
    pub actor: Uuid,
    /// A code such as `incident.reported`: 1 to 64 of `a-z 0-9 . - _`.
    pub kind: String,
    /// On what, if on one thing.
    pub object: Option<Uuid>,
    /// SHA-256(salt ‖ detail).
    pub commitment: [u8; 32],
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// A kind that is no code.
    #[error("`{0}` is no kind of entry; use a code such as `incident.reported`")]
    Kind(String),
    /// Bytes that are no entry of ours.
    #[error("the entry is not of this program; it was written by something else")]
    Foreign,
    /// A later form.
    #[error("the entry has version `{0}`; read it with a newer version of the program")]
    Newer(u8),
}

/// The entry as JSON has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "v")]
    _version: u8,
    at: i64,
    actor: Uuid,
    kind: String,
    object: Option<Uuid>,
    commitment: String,
}

#[derive(Deserialize)]
struct Version {
    v: u8,
}

impl Leaf {
    /// The bytes that are logged: JSON without spaces, the keys always in this order.
    ///
    /// # Errors
    /// When the kind is no code.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafError> {
        let Self { at, actor, kind, object, commitment } = self;
        if !is_code(kind) {
            return Err(LeafError::Kind(kind.clone()));
        }
        let object = object.map(|id| format!(r#""object":"{id}","#)).unwrap_or_default();
        let commitment = BASE64.encode(commitment);
        let text = format!(
            r#"{{"v":{VERSION},"at":{at},"actor":"{actor}","kind":"{kind}",{object}"commitment":"{commitment}"}}"#,
            at = at.0,
        );
        Ok(text.into_bytes())
    }

    /// Reads an entry; only the very bytes that [`Leaf::to_bytes`] writes.
    ///
    /// # Errors
    /// When it is of a later version, or none of ours.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        let Version { v } = serde_json::from_slice(bytes).map_err(|_| LeafError::Foreign)?;
        if v > VERSION {
            return Err(LeafError::Newer(v));
        }
        let written: Written = serde_json::from_slice(bytes).map_err(|_| LeafError::Foreign)?;
        let commitment = BASE64.decode(written.commitment).map_err(|_| LeafError::Foreign)?;
        let leaf = Self {
            at: Instant(written.at),
            actor: written.actor,
            kind: written.kind,
            object: written.object,
            commitment: commitment.try_into().map_err(|_| LeafError::Foreign)?,
        };
        if leaf.to_bytes()? == bytes { Ok(leaf) } else { Err(LeafError::Foreign) }
    }

    /// Whether this is the detail that the entry was written for.
    pub fn commits_to(&self, salt: &[u8; SALT_BYTES], detail: &[u8]) -> bool {
        verify_slices_are_equal(&self.commitment, &commitment(salt, detail)).is_ok()
    }
}

/// The commitment to a detail: SHA-256(salt ‖ detail). The salt must be random and new, so that nobody can guess
/// details and compare.
pub fn commitment(salt: &[u8; SALT_BYTES], detail: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(salt);
    context.update(detail);
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

fn is_code(kind: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
    (1..=MAX_KIND_BYTES).contains(&kind.len()) && kind.bytes().all(allowed)
}

/// Kinds are short, so an entry always fits.
const _: () = assert!(MAX_KIND_BYTES + 256 < MAX_ENTRY_BYTES);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaf(object: Option<Uuid>) -> Leaf {
        Leaf {
            at: Instant(1_796_000_000_000_001),
            actor: Uuid::from_u128(1),
            kind: "incident.reported".into(),
            object,
            commitment: commitment(&[5; 32], b"detail"),
        }
    }

    #[test]
    fn is_written_always_the_same_way() {
        let bytes = leaf(Some(Uuid::from_u128(2))).to_bytes().unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            r#"{"v":1,"at":1796000000000001,"actor":"00000000-0000-0000-0000-000000000001","kind":"incident.reported","object":"00000000-0000-0000-0000-000000000002","commitment":"IwJVx06r/1HbLR+mRm83DpenObEieBTAvG39j+vmfuM="}"#
        );
    }

    #[test]
    fn the_commitment_fits_its_detail_only() {
        let leaf = leaf(None);
        assert!(leaf.commits_to(&[5; 32], b"detail"));
        assert!(!leaf.commits_to(&[6; 32], b"detail"));
        assert!(!leaf.commits_to(&[5; 32], b"details"));
    }

    #[test]
    fn other_spellings_are_refused() {
        let good = String::from_utf8(leaf(None).to_bytes().unwrap()).unwrap();
        assert_eq!(Leaf::parse(good.as_bytes()), Ok(leaf(None)));
        for (from, to) in [
            (",", ", "),
            ("{", " {"),
            (r#""v":1,"#, ""),
            (r#""v":1"#, r#""v":0"#),
            (r#""v":1"#, r#""v":1,"v":1"#),
            ("incident", "Incident"),
            ("incident", "incident "),
            (r#""at":1"#, r#""at":"1""#),
            (r#""kind""#, r#""name":"Elsa","kind""#),
            (r#""commitment""#, r#""object":null,"commitment""#),
            ("00000000-", "0000-"),
        ] {
            let changed = good.replacen(from, to, 1);
            assert_ne!(changed, good);
            assert!(Leaf::parse(changed.as_bytes()).is_err(), "{changed}");
        }
        assert_eq!(Leaf::parse(good.replace(r#""v":1"#, r#""v":2"#).as_bytes()), Err(LeafError::Newer(2)));
        assert_eq!(Leaf::parse(b"\xff"), Err(LeafError::Foreign));
    }

    #[test]
    fn a_kind_is_a_code() {
        for kind in ["", "Elsa Svensson", "å", r#"a"b"#, &"a".repeat(65)] {
            let wrong = Leaf { kind: kind.into(), ..leaf(None) };
            assert_eq!(wrong.to_bytes(), Err(LeafError::Kind(kind.into())));
        }
    }

    proptest! {
        #[test]
        fn every_entry_leads_back(at: i64, actor: u128, kind in "[a-z0-9._-]{1,64}", object: Option<u128>, salt: [u8; 32], detail: Vec<u8>) {
            let commitment = commitment(&salt, &detail);
            let object = object.map(Uuid::from_u128);
            let leaf = Leaf { at: Instant(at), actor: Uuid::from_u128(actor), kind, object, commitment };
            prop_assert_eq!(Leaf::parse(&leaf.to_bytes().unwrap()), Ok(leaf.clone()));
            prop_assert!(leaf.commits_to(&salt, &detail));
        }

        #[test]
        fn any_bytes_are_an_entry_or_refused(bytes: Vec<u8>) {
            prop_assert!(Leaf::parse(&bytes).is_err());
        }
    }
}
