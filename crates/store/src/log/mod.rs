//! The log that outlives erasure: an append-only Merkle tree in the C2SP formats tlog-tiles, tlog-checkpoint and
//! signed-note (<https://c2sp.org>), hashed as RFC 6962 says. Outside programs can check it.
//!
//! Pure: no database, no clock, no chance. `tree` is the arithmetic, `tile` names the files, `edge` makes them grow,
//! `read` takes proofs from them, `note` and `checkpoint` are what is signed, `verify` checks everything there is,
//! `export` writes the folder that others read, `leaf` is what one entry of ours says, `sample` draws entries to be reviewed.
//!
//! Where tiles come from is a [`Source`]: a folder, a map, or a closure. It is not asynchronous; over a database, fetch
//! what [`read::needed`] names into a map, or call from a thread that may block.

pub mod checkpoint;
pub mod edge;
pub mod export;
pub mod folder;
pub mod leaf;
pub mod note;
pub mod read;
pub mod sample;
pub mod source;
pub mod tile;
pub mod tree;
pub mod verify;
mod walk;

pub use checkpoint::Checkpoint;
pub use edge::Edge;
pub use folder::Folder;
pub use leaf::Leaf;
pub use note::{Signer, VerifierKey};
pub use sample::Seed;
pub use source::{Source, TileError};
pub use tile::Tile;
pub use tree::Hash;
