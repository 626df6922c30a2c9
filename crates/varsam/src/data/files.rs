//! Copying the folder of files. A file never changes once it is there, so what is there already is not copied again.

use crate::fault::Fault;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// How many files were copied, and how many were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// New ones.
    pub new: u64,
    /// Those from earlier.
    pub there: u64,
}

/// Copies what is new from one folder to another. What was erased in the first stays in the second: it is sealed, and
/// its key is gone.
pub fn copy_new(from: &Path, to: &Path) -> Result<Copied, Fault> {
    let full = |error: &io::Error| error.kind() == io::ErrorKind::StorageFull;
    let fault = |error: io::Error| match full(&error) {
        true => Fault::user(format!(
            "the disk of `{}` is full; free some space, and go on with the same command",
            to.display()
        )),
        false => Fault::user(format!("`{}` cannot be copied to `{}`: {error}", from.display(), to.display())),
    };
    let (from, to) = (from.canonicalize().map_err(fault)?, to.canonicalize().map_err(fault)?);
    if from.starts_with(&to) || to.starts_with(&from) {
        return Err(Fault::user(format!(
            "`{}` is no place apart from the files; name another",
            to.display()
        )));
    }
    let mut copied = Copied::default();
    copy_folder(&from, &to, &mut copied).map_err(fault)?;
    Ok(copied)
}

fn copy_folder(from: &Path, to: &Path, copied: &mut Copied) -> io::Result<()> {
    let mut is_changed = false;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            if !target.is_dir() {
                DirBuilder::new().mode(0o700).create(&target)?;
                is_changed = true;
            }
            copy_folder(&entry.path(), &target, copied)?;
        } else if kind.is_file() && !is_unfinished(&entry.path()) {
            if copy_file(&entry.path(), &target)? {
                copied.new += 1;
                is_changed = true;
            } else {
                copied.there += 1;
            }
        }
    }
    if is_changed { File::open(to)?.sync_all() } else { Ok(()) }
}

/// What the store of files is still writing, and what a copy left behind.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.contains('#') || name.ends_with(".unfinished")
}

/// Whether it was copied. One that vanished was erased in between.
fn copy_file(from: &Path, to: &Path) -> io::Result<bool> {
    let mut source = match File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        source => source?,
    };
    let length = source.metadata()?.len();
    if fs::metadata(to).is_ok_and(|there| there.len() == length) {
        return Ok(false);
    }
    let unfinished = to.with_extension("unfinished");
    let mut target =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    let written = io::copy(&mut source, &mut target).and_then(|_| target.sync_all());
    if let Err(error) = written {
        let _ = fs::remove_file(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, to)?;
    Ok(true)
}
