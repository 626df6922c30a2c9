//! Files that are taken in anew when they change.

use crate::fault::Fault;
use std::path::PathBuf;

/// What is made from files, and how it is made anew.
pub struct Fresh {
    what: &'static str,
    files: Vec<PathBuf>,
    seen: Vec<Option<Vec<u8>>>,
    take_in: Box<dyn FnMut() -> Result<(), Fault> + Send>,
}

impl Fresh {
    /// What was made from these files just now.
    pub fn of(
        what: &'static str,
        files: Vec<PathBuf>,
        take_in: impl FnMut() -> Result<(), Fault> + Send + 'static,
    ) -> Self {
        let mut fresh = Self { what, files, seen: Vec::new(), take_in: Box::new(take_in) };
        fresh.seen = fresh.read();
        fresh
    }

    /// Takes the files in where one has changed. When they cannot be taken in, what was made before goes on, and they are
    /// looked at again once one changes: whoever replaces two files does so one after the other.
    pub fn look(&mut self) {
        let found = self.read();
        if found == self.seen {
            return;
        }
        self.seen = found;
        match (self.take_in)() {
            Ok(()) => tracing::info!(what = self.what, "taken in anew"),
            Err(fault) => tracing::error!(what = self.what, "not taken in; the former goes on: {fault}"),
        }
    }

    fn read(&self) -> Vec<Option<Vec<u8>>> {
        self.files.iter().map(|file| std::fs::read(file).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn files_are_taken_in_once_for_each_change() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let times = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&times);
        let mut fresh = Fresh::of("a test", vec![file.path().to_owned()], move || {
            counted.fetch_add(1, Ordering::Relaxed);
            Err(Fault::user("never"))
        });
        fresh.look();
        assert_eq!(times.load(Ordering::Relaxed), 0, "nothing has changed");
        std::fs::write(file.path(), "another").unwrap();
        fresh.look();
        fresh.look();
        assert_eq!(times.load(Ordering::Relaxed), 1);
    }
}
