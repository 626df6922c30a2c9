//! A log as a folder of files, laid out so that any web server can serve it and any tool of the standard can check it.

use super::export::Target;
use super::source::Source;
use super::tile::Tile;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file with the signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";

/// The folder of a log.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Folders with new names in them, which must last before the checkpoint may name them.
    unsynced: BTreeSet<PathBuf>,
}

impl Folder {
    /// At this path. It need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), unsynced: BTreeSet::new() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Complete or not at all: what stops half-way leaves a file of another name.
    fn write(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path.join(name);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)?;
        let unfinished = folder.join(".unfinished");
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(&unfinished, &path)?;
        let changed = folder.ancestors().take_while(|folder| folder.starts_with(&self.path));
        self.unsynced.extend(changed.map(Path::to_path_buf));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        std::mem::take(&mut self.unsynced).into_iter().try_for_each(|folder| File::open(folder)?.sync_all())
    }
}

impl Source for Folder {
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        there(fs::read(self.path.join(tile.path())))
    }
}

impl Target for Folder {
    fn checkpoint(&self) -> io::Result<Option<String>> {
        there(fs::read_to_string(self.path.join(CHECKPOINT)))
    }

    fn has(&self, tile: Tile) -> io::Result<bool> {
        Ok(there(fs::metadata(self.path.join(tile.path())))?.is_some_and(|found| found.is_file()))
    }

    fn put(&mut self, tile: Tile, bytes: &[u8]) -> io::Result<()> {
        self.write(&tile.path(), bytes)
    }

    fn put_checkpoint(&mut self, note: &str) -> io::Result<()> {
        self.sync()?;
        self.write(CHECKPOINT, note.as_bytes())?;
        self.sync()
    }

    fn drop_partials(&mut self, full: Tile) -> io::Result<()> {
        there(fs::remove_dir_all(self.path.join(full.partials_path()))).map(drop)
    }
}

/// `None` where there is no such file.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
