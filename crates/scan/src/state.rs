//! What a scan has done so far: one report a line, so that it can go on after a break and be quick the next time.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::fault::Reason;
use crate::path::FilePath;
use crate::unit::{Report, Stamp};
use std::os::unix::fs::MetadataExt as _;

/// Why the state of a scan cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read or written.
    #[error("cannot use the state file `{path}`: {cause}; name another file or make it writable")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// It is some other file.
    #[error("`{path}` is not a state file of a scan; name another file, so that this one is not overwritten")]
    Other {
        /// The file.
        path: PathBuf,
    },
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    /// The first: what looked at the files. Reports of another version are not used again.
    VarsamScan { version: String },
    /// A file that was read.
    Report(Box<Report>),
    /// A file that is no longer there.
    Gone(FilePath),
}

/// What is known of a file without reading its report again.
#[derive(Clone, Debug)]
struct Entry {
    offset: u64,
    size: u64,
    stamp: Stamp,
    again: bool,
}

/// The state of a scan, open for more.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    file: File,
    end: u64,
    known: HashMap<FilePath, Entry>,
    seen: HashSet<FilePath>,
    dropped: u64,
}

impl StateFile {
    /// Opens the state, or begins one. `version` names the detector and all settings that change what is found; reports of another
    /// version are forgotten. A line cut off at the end is dropped.
    pub fn open(path: &Path, version: &str) -> Result<Self, StateError> {
        let failed = |cause| StateError::File { path: path.to_owned(), cause };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        let mut state = Self {
            path: path.to_owned(),
            file,
            end: 0,
            known: HashMap::new(),
            seen: HashSet::new(),
            dropped: 0,
        };
        if !state.load(version)? {
            state.begin(version)?;
        }
        Ok(state)
    }

    /// Lines that could not be read when the state was opened.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Files of which the state has a report.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn failed(&self, cause: io::Error) -> StateError {
        StateError::File { path: self.path.clone(), cause }
    }

    /// Reads what is there; false where it is nothing, or of another version.
    fn load(&mut self, version: &str) -> Result<bool, StateError> {
        let mut reader = BufReader::new(self.file.try_clone().map_err(|cause| self.failed(cause))?);
        let mut line = Vec::new();
        loop {
            line.clear();
            let count = reader.read_until(b'\n', &mut line).map_err(|cause| self.failed(cause))?;
            if count == 0 || !line.ends_with(b"\n") {
                self.dropped += u64::from(count > 0);
                break;
            }
            let read: Option<Line> = serde_json::from_slice(&line).ok();
            if self.end == 0 {
                match read {
                    Some(Line::VarsamScan { version: old }) if old == version => {}
                    Some(Line::VarsamScan { .. }) => return Ok(false),
                    _ => return Err(StateError::Other { path: self.path.clone() }),
                }
            } else {
                self.remember(read);
            }
            self.end += count as u64;
        }
        if self.end == 0 && !line.is_empty() && !begins(&line) {
            return Err(StateError::Other { path: self.path.clone() });
        }
        Ok(self.end > 0)
    }

    fn remember(&mut self, line: Option<Line>) {
        match line {
            Some(Line::Report(report)) => {
                let entry = Entry {
                    offset: self.end,
                    size: report.size,
                    stamp: report.stamp,
                    again: is_worth_another_try(&report),
                };
                self.known.insert(report.path, entry);
            }
            Some(Line::Gone(path)) => {
                self.known.remove(&path);
            }
            Some(Line::VarsamScan { .. }) | None => self.dropped += 1,
        }
    }

    fn begin(&mut self, version: &str) -> Result<(), StateError> {
        self.end = 0;
        self.known.clear();
        self.dropped = 0;
        self.write(&Line::VarsamScan { version: version.to_owned() })
    }

    fn write(&mut self, line: &Line) -> Result<(), StateError> {
        let mut bytes = serde_json::to_vec(line).map_err(|error| self.failed(error.into()))?;
        bytes.push(b'\n');
        let written = self
            .file
            .set_len(self.end)
            .and_then(|()| self.file.seek(SeekFrom::Start(self.end)))
            .and_then(|_| self.file.write_all(&bytes))
            .and_then(|()| self.file.flush());
        written.map_err(|cause| self.failed(cause))?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// The report on a file that has not changed since; nothing where it has to be read.
    pub fn unchanged(&mut self, path: &FilePath) -> Option<Report> {
        let entry = self.known.get(path)?.clone();
        let data = path.as_path().symlink_metadata().ok()?;
        let modified_ns = i128::from(data.mtime()) * 1_000_000_000 + i128::from(data.mtime_nsec());
        let stamp = Stamp { device: data.dev(), inode: data.ino(), modified_ns };
        if entry.again || stamp != entry.stamp || data.size() != entry.size {
            return None;
        }
        let report = self.report_at(entry.offset)?;
        self.seen.insert(path.clone());
        Some(report)
    }

    fn report_at(&self, offset: u64) -> Option<Report> {
        let mut file = self.file.try_clone().ok()?;
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut line = Vec::new();
        BufReader::new(file.take(self.end - offset)).read_until(b'\n', &mut line).ok()?;
        match serde_json::from_slice(&line).ok()? {
            Line::Report(report) => Some(*report),
            _ => None,
        }
    }

    /// Writes a report down before the next one is begun.
    pub fn add(&mut self, report: &Report) -> Result<(), StateError> {
        let offset = self.end;
        let entry =
            Entry { offset, size: report.size, stamp: report.stamp, again: is_worth_another_try(report) };
        self.write(&Line::Report(Box::new(report.clone())))?;
        self.known.insert(report.path.clone(), entry);
        self.seen.insert(report.path.clone());
        Ok(())
    }

    /// After a whole scan: the files of which there are reports and that did not turn up again.
    pub fn finish(&mut self) -> Result<Vec<FilePath>, StateError> {
        let mut gone: Vec<FilePath> =
            self.known.keys().filter(|path| !self.seen.contains(path)).cloned().collect();
        gone.sort();
        for path in &gone {
            self.known.remove(path);
            self.write(&Line::Gone(path.clone()))?;
        }
        Ok(gone)
    }
}

/// Whether it is the beginning of a first line, however short it was cut.
fn begins(line: &[u8]) -> bool {
    let first = b"{\"varsam-scan\":";
    first.starts_with(line) || line.starts_with(first)
}

/// Whether the fault may have been in the moment and not in the file.
fn is_worth_another_try(report: &Report) -> bool {
    let passing = [
        Reason::Timeout,
        Reason::Crashed,
        Reason::NoPermission,
        Reason::Io,
        Reason::Gone,
        Reason::OcrMissing,
    ];
    report.faults.iter().any(|fault| passing.contains(&fault.reason))
}
