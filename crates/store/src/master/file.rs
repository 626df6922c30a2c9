//! A master key in a file, or in a credential that systemd lends.
//!
//! Destroying a version replaces the file and overwrites its old bytes. That is the best a program can do: a file
//! system that copies on write (btrfs, ZFS), a snapshot, a backup of the folder or the spare blocks of a solid-state
//! disk may keep them. Where that matters, use a token or a key service, or let the file lie on an encrypted volume
//! of its own.

use super::ring::Ring;
use super::secret::{self, Keeper, Stamp};
use super::{KEY_BYTES, MasterError, Secret, Wrapped};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use zeroize::Zeroizing;

/// A master key in a file.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    /// The name of the credential, if it is one.
    credential: Option<String>,
    loaded: RwLock<Loaded>,
}

/// What was in the file, and the state that it was in then: another program may rotate it.
#[derive(Debug)]
struct Loaded {
    ring: Ring,
    stamp: Stamp,
}

impl KeyFile {
    /// Opens the file at this path. A link is followed.
    ///
    /// # Errors
    /// When it is missing or damaged, belongs to another user than this one or root, can be used by others than its
    /// owner, or lies where everybody can replace it.
    pub fn open(path: &Path) -> Result<Self, MasterError> {
        let loaded = load(path, Keeper::Owner)?;
        Ok(Self { path: path.to_owned(), credential: None, loaded: RwLock::new(loaded) })
    }

    /// Opens a credential in the folder that systemd names in `CREDENTIALS_DIRECTORY`. It cannot be changed.
    ///
    /// # Errors
    /// As `open`.
    pub fn credential(folder: &Path, name: &str) -> Result<Self, MasterError> {
        let path = folder.join(name);
        let loaded = load(&path, Keeper::Systemd)?;
        Ok(Self { path, credential: Some(name.to_owned()), loaded: RwLock::new(loaded) })
    }

    /// Makes the file, for its owner alone. `random` becomes version 1.
    ///
    /// # Errors
    /// When something is there already, or the folder is not writable or is writable by everybody.
    pub fn create(path: &Path, random: &[u8; KEY_BYTES]) -> Result<Self, MasterError> {
        secret::create(path, &Ring::new(random).text())?;
        Self::open(path)
    }

    /// The version that wraps.
    pub fn current(&self) -> u32 {
        self.loaded().ring.current()
    }

    /// All versions, oldest first.
    pub fn versions(&self) -> Vec<u32> {
        self.loaded().ring.versions()
    }

    /// Wraps a key with the current version, which is the one in the file: not one that somebody else has retired.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn wrap(&self, key: &[u8; KEY_BYTES], bound: &[u8]) -> Result<Wrapped, MasterError> {
        self.look_again()?;
        self.loaded().ring.wrap(key, bound)
    }

    /// Unwraps a key.
    ///
    /// # Errors
    /// When the version does not exist, or the key does not open with it and `bound`.
    pub fn unwrap(&self, wrapped: &Wrapped, bound: &[u8]) -> Result<Secret, MasterError> {
        if !self.versions().contains(&wrapped.version) {
            self.look_again()?;
        }
        self.loaded().ring.unwrap(wrapped, bound)
    }

    /// Makes `random` the new current version; gives its number.
    ///
    /// # Errors
    /// When it is a credential, or the file cannot be replaced. Then the old one is still there.
    pub fn rotate(&mut self, random: &[u8; KEY_BYTES]) -> Result<u32, MasterError> {
        let mut made = 0;
        self.change(|ring| {
            made = ring.add(random)?;
            Ok(())
        })?;
        Ok(made)
    }

    /// Destroys the versions below. What they wrapped opens no more.
    ///
    /// # Errors
    /// When that would be the current one, it is a credential, or the file cannot be replaced.
    pub fn retire(&mut self, below: u32) -> Result<(), MasterError> {
        self.change(|ring| ring.drop_below(below))
    }

    /// 16 hexadecimal digits that tell this version from other keys.
    ///
    /// # Errors
    /// When the version does not exist.
    pub fn fingerprint(&self, version: u32) -> Result<String, MasterError> {
        self.loaded().ring.check_value(version)
    }

    /// Reads the file again if another program has replaced it.
    ///
    /// # Errors
    /// As `open`.
    pub fn look_again(&self) -> Result<(), MasterError> {
        if Stamp::now(&self.path)? == self.loaded().stamp {
            return Ok(());
        }
        let fresh = load(&self.path, self.keeper())?;
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn change(&mut self, edit: impl FnOnce(&mut Ring) -> Result<(), MasterError>) -> Result<(), MasterError> {
        if let Some(name) = &self.credential {
            return Err(MasterError::ReadOnly(name.clone()));
        }
        // What is in the file counts, not what was read earlier.
        secret::change(&self.path, |bytes| {
            let mut ring = parse(&self.path, bytes)?;
            edit(&mut ring)?;
            Ok(ring.text())
        })?;
        self.look_again()
    }

    fn loaded(&self) -> RwLockReadGuard<'_, Loaded> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn keeper(&self) -> Keeper {
        if self.credential.is_some() { Keeper::Systemd } else { Keeper::Owner }
    }
}

/// The text of a key file with one more version, `random`, the current one. For a credential, which only its keeper
/// can replace.
///
/// # Errors
/// When `text` is no whole key file.
pub fn rotated_text(text: &[u8], random: &[u8; KEY_BYTES]) -> Result<Zeroizing<String>, MasterError> {
    let mut ring = parse(Path::new("-"), text)?;
    ring.add(random)?;
    Ok(ring.text())
}

/// The text of a key file without the versions below.
///
/// # Errors
/// When `text` is no whole key file, or that would be the current version.
pub fn retired_text(text: &[u8], below: u32) -> Result<Zeroizing<String>, MasterError> {
    let mut ring = parse(Path::new("-"), text)?;
    ring.drop_below(below)?;
    Ok(ring.text())
}

fn load(path: &Path, keeper: Keeper) -> Result<Loaded, MasterError> {
    let (bytes, stamp) = secret::read(path, keeper)?;
    Ok(Loaded { ring: parse(path, &bytes)?, stamp })
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Ring, MasterError> {
    Ring::parse(bytes).map_err(|problem| MasterError::Damaged { path: path.to_owned(), problem })
}
