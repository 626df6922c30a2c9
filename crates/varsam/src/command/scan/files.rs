//! The files that a scan writes: opened before it begins, so that a slip shows at once, and whole or not at all.

use crate::fault::Fault;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that is being written.
pub(super) struct Target {
    path: PathBuf,
    /// None for standard output.
    file: Option<NamedTempFile>,
}

/// The files of a scan.
pub(super) struct Written([Option<Target>; 5]);

impl Written {
    /// Opens each beside its place. They are for the eyes of whoever runs the scan.
    pub(super) fn open(paths: &[Option<&Path>; 5]) -> Result<Self, Fault> {
        let outputs = paths.iter().flatten().filter(|path| **path == Path::new("-")).count();
        if outputs > 1 {
            return Err(Fault::user(
                "`-` stands for standard output, which takes one report; name files for the others",
            ));
        }
        let mut targets = [const { None }; 5];
        for (target, path) in targets.iter_mut().zip(paths) {
            *target = path.map(Target::open).transpose()?;
        }
        Ok(Self(targets))
    }

    /// What must not be scanned: these, and the lists that the scan reads.
    pub(super) fn own<'p>(&self, lists: impl Iterator<Item = &'p PathBuf>) -> HashSet<PathBuf> {
        let targets = self.0.iter().flatten();
        let open = targets.flat_map(|target| {
            target.file.as_ref().map(|file| file.path().to_owned()).into_iter().chain([target.path.clone()])
        });
        open.chain(lists.cloned()).filter_map(|path| std::path::absolute(path).ok()).collect()
    }

    pub(super) fn into_files(self) -> [Option<Target>; 5] {
        self.0
    }
}

impl Target {
    fn open(path: &Path) -> Result<Self, Fault> {
        if path == Path::new("-") {
            return Ok(Self { path: path.to_owned(), file: None });
        }
        if path.is_dir() {
            return Err(cannot_write(path, "it is a folder"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| cannot_write(path, &error.to_string()))?;
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Writes it, to `out` where it is standard output.
    pub(super) fn write(
        self,
        out: &mut dyn Write,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Fault> {
        let Some(file) = self.file else { return Ok(content(out)?) };
        let mut buffer = io::BufWriter::new(file);
        content(&mut buffer).map_err(|error| cannot_write(&self.path, &error.to_string()))?;
        let file = buffer.into_inner().map_err(|error| cannot_write(&self.path, &error.to_string()))?;
        file.persist(&self.path).map_err(|error| cannot_write(&self.path, &error.error.to_string()))?;
        Ok(())
    }
}

fn cannot_write(path: &Path, why: &str) -> Fault {
    Fault::user(format!("{}: cannot be written: {why}; name another file", path.display()))
}
