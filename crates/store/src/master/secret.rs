//! Files that hold secrets: read only when nobody else can, made for the owner alone, replaced as a whole.

use super::MasterError;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// No secret here is larger, in bytes.
const MOST: u64 = 64 * 1024;
/// How often a file may be replaced under our hands before we give up.
const TRIES: usize = 100;

/// Who keeps a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeper {
    /// Its owner: nobody else may read it.
    Owner,
    /// systemd, which lends a credential through an access list. That one shows as the right of the group to read.
    Systemd,
}

impl Keeper {
    /// The rights that nobody may have.
    fn refused(self) -> u32 {
        match self {
            Self::Owner => 0o077,
            Self::Systemd => 0o037,
        }
    }
}

/// Tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    bytes: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(meta: &Metadata) -> Self {
        let changed = (meta.mtime(), meta.mtime_nsec());
        Self { device: meta.dev(), inode: meta.ino(), bytes: meta.len(), changed }
    }

    fn same_file(self, other: Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// The state that the file at this path is in.
    pub(super) fn now(path: &Path) -> Result<Self, MasterError> {
        fs::metadata(path).map(|meta| Self::of(&meta)).map_err(|error| MasterError::at(path, error))
    }
}

/// What a secret file holds, and the state that it was in.
pub(super) fn read(path: &Path, keeper: Keeper) -> Result<(Zeroizing<Vec<u8>>, Stamp), MasterError> {
    let path = real(path)?;
    let mut file = open(&path, keeper, false)?;
    contents(&path, &mut file)
}

/// The first line of a secret file, such as a PIN or a token, without white space around it.
pub(super) fn read_line(path: &Path) -> Result<Zeroizing<String>, MasterError> {
    let (bytes, _) = read(path, Keeper::Owner)?;
    let text = std::str::from_utf8(&bytes).ok().and_then(|text| text.lines().next()).map(str::trim);
    let damaged =
        || MasterError::Damaged { path: path.to_owned(), problem: "its first line is empty or no text" };
    text.filter(|line| !line.is_empty()).map(|line| Zeroizing::new(line.to_owned())).ok_or_else(damaged)
}

/// Keeps other programs that `hold` or read this secret file waiting, until it is dropped.
pub(super) fn hold(path: &Path) -> Result<File, MasterError> {
    let file = open(&real(path)?, Keeper::Owner, false)?;
    file.lock().map_err(|error| MasterError::at(path, error))?;
    Ok(file)
}

/// Makes a secret file that was not there.
pub(super) fn create(path: &Path, text: &str) -> Result<(), MasterError> {
    let mut file = match new_file(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(MasterError::Exists(path.display().to_string()));
        }
        other => other.map_err(|error| MasterError::at(path, error))?,
    };
    check(path, Keeper::Owner, &file.metadata().map_err(|error| MasterError::at(path, error))?)
        .and_then(|()| write(path, &mut file, text))
        .inspect_err(|_| {
            let _ = fs::remove_file(path);
        })
}

/// Replaces what a secret file holds by what `edit` makes of it. Others read the old or the new, never anything else.
///
/// The old bytes are overwritten once the new ones are safe.
pub(super) fn change(
    path: &Path,
    edit: impl FnOnce(&[u8]) -> Result<Zeroizing<String>, MasterError>,
) -> Result<(), MasterError> {
    let path = real(path)?;
    let mut old = open(&path, Keeper::Owner, true)?;
    let (bytes, _) = contents(&path, &mut old)?;
    let text = edit(&bytes)?;
    let beside = beside(&path);
    if let Ok(mut left) = OpenOptions::new().write(true).open(&beside) {
        // Whoever was stopped in the middle left it; nobody else is here, since we hold the lock.
        wipe(&mut left);
        fs::remove_file(&beside).map_err(|error| MasterError::at(&beside, error))?;
    }
    let mut file = new_file(&beside).map_err(|error| MasterError::at(&beside, error))?;
    let replaced = write(&beside, &mut file, &text)
        .and_then(|()| fs::rename(&beside, &path).map_err(|error| MasterError::at(&path, error)));
    if let Err(error) = replaced {
        wipe(&mut file);
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    sync_folder(&path)?;
    wipe(&mut old);
    Ok(())
}

/// Where the file really lies: a link is followed, and what it points at is what is checked and replaced.
fn real(path: &Path) -> Result<PathBuf, MasterError> {
    let at = |error| MasterError::at(path, error);
    let link = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(MasterError::Missing(path.display().to_string()));
        }
        other => other.map_err(at)?.is_symlink(),
    };
    if link && open_to_all(path).map_err(at)? {
        return Err(MasterError::Exposed { path: path.to_owned(), problem: REPLACEABLE });
    }
    fs::canonicalize(path).map_err(at)
}

/// Opens the file that is at this path when its lock is got.
fn open(path: &Path, keeper: Keeper, to_change: bool) -> Result<File, MasterError> {
    let at = |error| MasterError::at(path, error);
    for _ in 0..TRIES {
        let before = fs::symlink_metadata(path).map_err(at)?;
        check(path, keeper, &before)?;
        let file = OpenOptions::new().read(true).write(to_change).open(path).map_err(at)?;
        lock(&file, to_change).map_err(at)?;
        let opened = file.metadata().map_err(at)?;
        let there = fs::symlink_metadata(path).map_err(at)?;
        if Stamp::of(&opened).same_file(Stamp::of(&there)) {
            check(path, keeper, &opened)?;
            return Ok(file);
        }
    }
    Err(MasterError::Busy(path.display().to_string()))
}

/// A file system without locks can still be read: a replacement there is one step all the same.
fn lock(file: &File, to_change: bool) -> io::Result<()> {
    if to_change {
        return file.lock();
    }
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => file.lock_shared(),
        Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => Err(error),
        _ => Ok(()),
    }
}

fn check(path: &Path, keeper: Keeper, meta: &Metadata) -> Result<(), MasterError> {
    match problem(path, keeper, meta).map_err(|error| MasterError::at(path, error))? {
        Some(problem) => Err(MasterError::Exposed { path: path.to_owned(), problem }),
        None => Ok(()),
    }
}

fn problem(path: &Path, keeper: Keeper, meta: &Metadata) -> io::Result<Option<&'static str>> {
    Ok(if !meta.is_file() {
        Some("is no plain file; name the file itself")
    } else if meta.uid() != 0 && meta.uid() != user()? {
        Some("belongs to another user; run the program as that user, or give it the file (`chown`)")
    } else if meta.permissions().mode() & keeper.refused() != 0 {
        Some("can be used by others than its owner; take that from them (`chmod 600`)")
    } else if open_to_all(path)? {
        Some(REPLACEABLE)
    } else {
        None
    })
}

const REPLACEABLE: &str =
    "lies in a folder where everybody may put another in its place; move it (or `chmod o-w` the folder)";

/// Whether everybody may write to the folder and replace what is in it.
fn open_to_all(path: &Path) -> io::Result<bool> {
    fs::metadata(folder(path)).map(|folder| folder.mode() & 0o1002 == 0o002)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The user that files are made as. A pipe belongs to whoever makes it.
fn user() -> io::Result<u32> {
    let (pipe, _) = io::pipe()?;
    Ok(File::from(OwnedFd::from(pipe)).metadata()?.uid())
}

fn contents(path: &Path, file: &mut File) -> Result<(Zeroizing<Vec<u8>>, Stamp), MasterError> {
    let at = |error| MasterError::at(path, error);
    let meta = file.metadata().map_err(at)?;
    if meta.len() > MOST {
        return Err(MasterError::Damaged { path: path.to_owned(), problem: "it is far too large" });
    }
    // Room for all of it from the start, and for the look behind the end: what grows leaves copies behind.
    let room = usize::try_from(meta.len()).unwrap_or_default() + 64;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(meta.len()).read_to_end(&mut bytes).map_err(at)?;
    Ok((bytes, Stamp::of(&meta)))
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn write(path: &Path, file: &mut File, text: &str) -> Result<(), MasterError> {
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|error| MasterError::at(path, error))?;
    sync_folder(path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

fn sync_folder(path: &Path) -> Result<(), MasterError> {
    let synced = File::open(folder(path)).and_then(|folder| folder.sync_all());
    synced.map_err(|error| MasterError::at(folder(path), error))
}

/// Overwrites a file in place. The best that can be done: some file systems and disks write elsewhere.
fn wipe(file: &mut File) {
    let wiped = file.metadata().and_then(|meta| {
        file.rewind()?;
        io::copy(&mut io::repeat(0).take(meta.len().min(MOST)), file)?;
        file.sync_all()
    });
    if let Err(error) = wiped {
        tracing::warn!(%error, "the old bytes of a secret file could not be overwritten");
    }
}
