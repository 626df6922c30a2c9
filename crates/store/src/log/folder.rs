//! A log as a folder of files, laid out so that any web server can serve it and any tool of the standard can check it.

use super::export::Target;
use super::source::Source;
use super::tile::Tile;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file with the signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";

/// The folder of a log.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// At this path. It need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Complete or not at all: what stops half-way leaves a file of another name.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.0.join(name);
        let folder = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder)?;
        let unfinished = folder.join(".unfinished");
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        fs::rename(&unfinished, &path)?;
        File::open(folder)?.sync_all()
    }
}

impl Source for Folder {
    fn read(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        there(fs::read(self.0.join(tile.path())))
    }
}

impl Target for Folder {
    fn checkpoint(&self) -> io::Result<Option<String>> {
        there(fs::read_to_string(self.0.join(CHECKPOINT)))
    }

    fn has(&self, tile: Tile) -> io::Result<bool> {
        Ok(there(fs::metadata(self.0.join(tile.path())))?.is_some_and(|found| found.is_file()))
    }

    fn put(&mut self, tile: Tile, bytes: &[u8]) -> io::Result<()> {
        self.write(&tile.path(), bytes)
    }

    fn put_checkpoint(&mut self, note: &str) -> io::Result<()> {
        self.write(CHECKPOINT, note.as_bytes())
    }

    fn drop_partials(&mut self, full: Tile) -> io::Result<()> {
        there(fs::remove_dir_all(self.0.join(full.partials_path()))).map(drop)
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
