//! Reports that wait to be written, in a file without a name: a scan of a whole server does not fit into memory.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use varsam_scan::report::json;
use varsam_scan::{FilePath, Report};

/// The reports that have something to tell.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<File>,
    end: u64,
    at: Vec<(FilePath, u64)>,
}

impl Spool {
    /// An empty one. Nobody else can open it, and it is gone when the program ends, however it ends.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile()?), end: 0, at: Vec::new() })
    }

    /// Adds a report.
    pub fn add(&mut self, report: &Report) -> io::Result<()> {
        let line = json::line(report);
        self.file.write_all(line.as_bytes())?;
        self.at.push((report.path.clone(), self.end));
        self.end += line.len() as u64;
        Ok(())
    }

    /// All reports by path, one at a time.
    pub fn reports(&mut self) -> io::Result<impl Iterator<Item = io::Result<Report>> + use<>> {
        self.file.flush()?;
        self.at.sort();
        let mut reader = BufReader::new(self.file.get_ref().try_clone()?);
        let offsets: Vec<u64> = self.at.iter().map(|(_, offset)| *offset).collect();
        Ok(offsets.into_iter().map(move |offset| {
            let mut line = String::new();
            reader.seek(SeekFrom::Start(offset))?;
            reader.read_line(&mut line)?;
            Ok(serde_json::from_str(&line)?)
        }))
    }
}
