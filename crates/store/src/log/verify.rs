//! Verifies everything that a log holds, and says which file is wrong.
//!
//! The signed root covers only the right edge of the tiles directly; an edited old entry leaves it as it is. So every
//! bundle and every tile is read and hashed. Whoever controls the log and its key can still rewrite all of it: that
//! shows only against an older checkpoint that somebody kept elsewhere.

use super::checkpoint::{Checkpoint, CheckpointError};
use super::note::VerifierKey;
use super::read::Reader;
use super::source::{Source, TileError};
use super::tile::Tile;
use super::walk;

/// With so many findings, the walk ends.
const MAX_FINDINGS: usize = 100;

/// Something that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The checkpoint, or the older one, is wrong or not signed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A file is missing, cut off, or cannot be read.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// An entry is not the one that was logged.
    #[error("entry `{index}` in `{bundle}` is not the one that was logged; it was edited")]
    EditedEntry {
        /// Which, from 0.
        index: u64,
        /// Where.
        bundle: Tile,
    },
    /// Entries are not those that were logged; the tile that could say which is wrong too.
    #[error("entries in `{0}` are not those that were logged; they were edited")]
    EditedBundle(Tile),
    /// A bundle has the entries of another place.
    #[error("`{bundle}` holds the entries of `{belongs}`; they were moved")]
    MovedBundle {
        /// Where the entries are.
        bundle: Tile,
        /// Where they were logged.
        belongs: Tile,
    },
    /// A tile is not the one that the checkpoint was signed over.
    #[error("`{0}` does not lead to the signed root; it was edited")]
    EditedTile(Tile),
    /// A tile and what is under it disagree, and neither is proven.
    #[error("`{upper}` and `{lower}` do not fit, and neither is proven right; one was edited")]
    Unfitting {
        /// The tile.
        upper: Tile,
        /// The bundle or tile of the level below.
        lower: Tile,
    },
    /// Everything fits together, but not with what was signed; or what could tell is missing.
    #[error("the `{0}` entries do not give the signed root; they are not the log that was signed")]
    Root(u64),
    /// The log is shorter than it was.
    #[error("the log has `{size}` entries and had `{older}`; it was rolled back")]
    RolledBack {
        /// The size of the older checkpoint.
        older: u64,
        /// The size now.
        size: u64,
    },
    /// The log does not begin with what it was.
    #[error("the first `{0}` entries are others than in the older checkpoint; the log was rewritten")]
    Forked(u64),
}

/// A log that does not verify.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Broken {
    /// What is wrong, at most 100.
    pub findings: Vec<Finding>,
    /// How many more were seen; the walk did not go on to find all.
    pub more: u64,
}

impl Broken {
    /// One more thing that is wrong.
    pub(crate) fn add(&mut self, finding: impl Into<Finding>) {
        let finding = finding.into();
        if self.is_full() {
            self.more += 1;
        } else if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Whether it is bad enough to look no further. A log that lies about its size has no end.
    pub(crate) fn is_full(&self) -> bool {
        self.findings.len() >= MAX_FINDINGS
    }

    fn verdict(self) -> Result<(), Self> {
        if self.findings.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl<F: Into<Finding>> From<F> for Broken {
    fn from(finding: F) -> Self {
        Self { findings: vec![finding.into()], more: 0 }
    }
}

impl std::error::Error for Broken {}

impl std::fmt::Display for Broken {
    /// The first finding, and how many more.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (first, others) =
            self.findings.split_first().map_or((None, 0), |(first, rest)| (Some(first), rest.len()));
        let more = self.more + others as u64;
        match first {
            Some(first) if more > 0 => write!(f, "{first} (and `{more}` more)"),
            Some(first) => first.fmt(f),
            None => f.write_str("nothing is wrong"),
        }
    }
}

/// Verifies the log that `note` is the signed checkpoint of: signature, every entry, every tile; and, where an older
/// signed checkpoint is given, that the log begins with that one. Gives the checkpoint.
///
/// # Errors
/// Everything that is wrong, in the order of the walk; at most about 100 findings.
pub fn verify(
    source: &impl Source,
    note: &str,
    key: &VerifierKey,
    older: Option<&str>,
) -> Result<Checkpoint, Broken> {
    let checkpoint = Checkpoint::open(note, key).map_err(Finding::from)?;
    let older = older.map(|older| Checkpoint::open(older, key)).transpose().map_err(Finding::from)?;
    if let Some(older) = &older {
        if older.size > checkpoint.size {
            return Err(Finding::RolledBack { older: older.size, size: checkpoint.size }.into());
        }
        if older.size == checkpoint.size && older.root != checkpoint.root {
            return Err(Finding::Forked(older.size).into());
        }
    }
    let mut broken = Broken::default();
    walk::everything(source, checkpoint.size, &checkpoint.root, &mut broken);
    broken.verdict()?;
    if let Some(older) = older {
        let root = Reader::new(source, checkpoint.size).root_at(older.size);
        if root != Ok(older.root) {
            return Err(Finding::Forked(older.size).into());
        }
    }
    Ok(checkpoint)
}
