//! Checkpoints (C2SP tlog-checkpoint): the size and root of a log at one moment, signed.

use super::note::{Note, NoteError, Signer, VerifierKey};
use super::tree::{HASH_BYTES, Hash, MAX_SIZE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

/// What a log says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log, the same as its key's.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Further lines, not empty; whoever does not know them ignores them.
    pub extensions: Vec<String>,
}

/// What is wrong with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// As a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A line of it.
    #[error("line `{line}` of the checkpoint is not {wanted}; copy the file again")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What it should be.
        wanted: &'static str,
    },
    /// It is of another log.
    #[error("the checkpoint is of `{found}`, not of `{wanted}`; name the log that the key belongs to")]
    Origin {
        /// Its origin.
        found: String,
        /// The key's.
        wanted: String,
    },
}

impl Checkpoint {
    /// Signs it, by the log and whoever else.
    ///
    /// # Errors
    /// When origin or extensions have line breaks, are empty, or would read as something else.
    pub fn sign(&self, signers: &[&Signer]) -> Result<Note, CheckpointError> {
        let text = self.text();
        if Self::parse(&text)? != *self {
            return Err(CheckpointError::Line { line: 1, wanted: "one line for each part" });
        }
        Ok(signers.iter().fold(Note::new(text)?, |note, signer| note.sign(signer)))
    }

    /// Reads a signed checkpoint of the log that has this key.
    ///
    /// # Errors
    /// When it is not signed by the key, is of another origin, or has a wrong form.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        let checkpoint = Self::parse(note.verified(&[key])?)?;
        if checkpoint.origin != key.name() {
            let wanted = key.name().to_owned();
            return Err(CheckpointError::Origin { found: checkpoint.origin, wanted });
        }
        Ok(checkpoint)
    }

    /// What is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root));
        self.extensions.iter().for_each(|line| text += &format!("{line}\n"));
        text
    }

    /// Reads what is signed. Nothing is verified.
    ///
    /// # Errors
    /// Which line is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let wrong = |line, wanted| CheckpointError::Line { line, wanted };
        let body = text.strip_suffix('\n');
        let mut lines = body.ok_or(wrong(1, "ended by a line break"))?.split('\n');
        let origin = lines.next().filter(|origin| !origin.is_empty()).ok_or(wrong(1, "an origin"))?;
        let size = lines.next().and_then(parse_size).ok_or(wrong(2, "a size"))?;
        let root = lines.next().and_then(parse_root).ok_or(wrong(3, "a root of 32 bytes in Base64"))?;
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        match extensions.iter().position(String::is_empty) {
            Some(place) => Err(wrong(4 + place, "an extension")),
            None => Ok(Self { origin: origin.to_owned(), size, root, extensions }),
        }
    }
}

/// Decimal digits without leading zeroes.
fn parse_size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok().filter(|size| *size <= MAX_SIZE)?;
    (size.to_string() == text).then_some(size)
}

fn parse_root(text: &str) -> Option<Hash> {
    let bytes = BASE64.decode(text).ok()?;
    <[u8; HASH_BYTES]>::try_from(bytes.as_slice()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "log.example/a".into(), size: 5000, root: [3; 32], extensions: Vec::new() }
    }

    fn signer(name: &str) -> Signer {
        Signer::new(name, &[7; 32]).unwrap()
    }

    #[test]
    fn is_written_as_the_standard_says() {
        let text = checkpoint().text();
        assert_eq!(text, "log.example/a\n5000\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n");
        assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
    }

    #[test]
    fn opens_with_the_key_of_its_log_only() {
        let log = signer("log.example/a");
        let extended = Checkpoint { extensions: vec!["x 1".into(), " y".into()], ..checkpoint() };
        for checkpoint in [checkpoint(), extended] {
            let note = checkpoint.sign(&[&signer("w"), &log]).unwrap().to_string();
            assert_eq!(Checkpoint::open(&note, log.verifier()), Ok(checkpoint.clone()));
            // The witness signed it too, but the log is not his.
            let other = Checkpoint::open(&note, signer("w").verifier());
            assert!(matches!(other, Err(CheckpointError::Origin { .. })));
            let changed = note.replacen("5000", "5001", 1);
            let forged = Checkpoint::open(&changed, log.verifier());
            assert_eq!(forged, Err(NoteError::Forged("log.example/a".into()).into()));
        }
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        let root = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=";
        for (text, line) in [
            (String::new(), 1),
            (format!("a\n1\n{root}"), 1),
            (format!("\n1\n{root}\n"), 1),
            ("a\n".into(), 2),
            (format!("a\n01\n{root}\n"), 2),
            (format!("a\n-1\n{root}\n"), 2),
            (format!("a\n+1\n{root}\n"), 2),
            (format!("a\n9223372036854775808\n{root}\n"), 2),
            ("a\n1\n".into(), 3),
            ("a\n1\nAwMD\n".into(), 3),
            (format!("a\n1\n{}N=\n", root.trim_end_matches("M=")), 3),
            (format!("a\n1\n{root}\nx\n\ny\n"), 5),
            (format!("a\n1\n{root}\n\n"), 4),
        ] {
            let error = Checkpoint::parse(&text).unwrap_err();
            assert!(
                matches!(error, CheckpointError::Line { line: found, .. } if found == line),
                "{text:?}: {error}"
            );
        }
    }

    #[test]
    fn what_would_read_as_something_else_is_not_signed() {
        let log = signer("log.example/a");
        for origin in ["", "a\nb", "a\tb"] {
            assert!(
                Checkpoint { origin: origin.into(), ..checkpoint() }.sign(&[&log]).is_err(),
                "{origin:?}"
            );
        }
        let two = Checkpoint { extensions: vec!["x\ny".into()], ..checkpoint() };
        assert!(two.sign(&[&log]).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_checkpoint_or_refused(text in "[a-z]{0,2}\n?[0-9]{0,3}\n?[A-Za-z0-9+/=]{0,44}\n?\\PC{0,2}\n?") {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.text(), text);
            }
        }
    }
}
