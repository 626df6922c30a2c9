//! Writes a log out in the standard layout, for others to keep and check.
//!
//! Can be stopped and repeated at any moment: what is there is not written again, the checkpoint comes last. Never
//! exports over a log that this one does not continue.

use super::checkpoint::{Checkpoint, CheckpointError};
use super::edge::Edge;
use super::note::VerifierKey;
use super::read::{ReadError, Reader};
use super::source::{self, Source, TileError};
use super::tile::{Kind, Tile, WIDTH, hashes_to_bytes};
use std::io;

/// Where a log is exported to.
pub trait Target {
    /// The signed checkpoint there, if any.
    ///
    /// # Errors
    /// When it cannot be read although it may be there.
    fn checkpoint(&self) -> io::Result<Option<String>>;

    /// Whether the file is there, complete.
    ///
    /// # Errors
    /// When that cannot be told.
    fn has(&self, tile: Tile) -> io::Result<bool>;

    /// Writes a file, complete or not at all.
    ///
    /// # Errors
    /// When it is not written.
    fn put(&mut self, tile: Tile, bytes: &[u8]) -> io::Result<()>;

    /// Replaces the checkpoint, completely or not at all.
    ///
    /// # Errors
    /// When it is not written.
    fn put_checkpoint(&mut self, note: &str) -> io::Result<()>;

    /// Removes the partial predecessors of a full file, if any.
    ///
    /// # Errors
    /// When one cannot be removed.
    fn drop_partials(&mut self, full: Tile) -> io::Result<()>;
}

/// Why a log cannot be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A checkpoint, the given or the exported one, is wrong.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A file of the log is missing or damaged.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// The tiles are not those that were signed.
    #[error("the log does not give the root that is signed; run `varsam log verify`")]
    Root,
    /// What was exported before is longer.
    #[error("`{exported}` entries were exported before, and the log has `{size}`; it was rolled back")]
    RolledBack {
        /// What the target has.
        exported: u64,
        /// What is to be exported.
        size: u64,
    },
    /// What was exported before is another log.
    #[error("the first `{0}` entries are others than those exported before; the log was rewritten")]
    Forked(u64),
    /// The target cannot be used.
    #[error("the log cannot be exported: {0}")]
    Target(#[from] io::Error),
}

impl From<ReadError> for ExportError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Tile(error) => Self::Tile(error),
            ReadError::Outside { .. } => Self::Root,
        }
    }
}

/// Exports the log that `note` is the signed checkpoint of, and gives the number of files written.
///
/// # Errors
/// When the log is not what was signed, does not continue what was exported before, or a file cannot be read or
/// written. What was written until then stays, and the old checkpoint with it.
pub fn export(
    source: &impl Source,
    note: &str,
    key: &VerifierKey,
    target: &mut impl Target,
) -> Result<u64, ExportError> {
    let checkpoint = Checkpoint::open(note, key)?;
    if Edge::read(checkpoint.size, source)?.root() != checkpoint.root {
        return Err(ExportError::Root);
    }
    let before = target.checkpoint()?;
    let exported = continued(source, &checkpoint, before.as_deref(), key)?;
    let mut written = 0;
    for tile in Tile::all(checkpoint.size) {
        written += u64::from(copy(source, tile, target)?);
        // Before the old edge, partial files are long gone.
        if tile.is_full() && tile.index >= tile.kind.count(exported) / u64::from(WIDTH) {
            target.drop_partials(tile)?;
        }
    }
    if before.as_deref() != Some(note) {
        target.put_checkpoint(note)?;
        written += 1;
    }
    Ok(written)
}

/// The size of what was exported before, which the log must continue.
fn continued(
    source: &impl Source,
    checkpoint: &Checkpoint,
    before: Option<&str>,
    key: &VerifierKey,
) -> Result<u64, ExportError> {
    let Some(before) = before else { return Ok(0) };
    let before = Checkpoint::open(before, key)?;
    if before.size > checkpoint.size {
        return Err(ExportError::RolledBack { exported: before.size, size: checkpoint.size });
    }
    if Reader::new(source, checkpoint.size).root_at(before.size)? != before.root {
        return Err(ExportError::Forked(before.size));
    }
    Ok(before.size)
}

fn copy(source: &impl Source, tile: Tile, target: &mut impl Target) -> Result<bool, ExportError> {
    if target.has(tile)? {
        return Ok(false);
    }
    let bytes = match tile.kind {
        Kind::Entries => source::bundle_bytes(source, tile)?,
        Kind::Hashes(_) => hashes_to_bytes(&source::hashes(source, tile)?),
    };
    target.put(tile, &bytes)?;
    Ok(true)
}
