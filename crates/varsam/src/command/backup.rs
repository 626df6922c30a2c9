//! `varsam backup`: records and keys as two files, apart, while others work; and a look into such files.

use super::data::{At, wait, with_store};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::data::config::BackupFolders;
use crate::data::copies::{keep_apart, meant, name, place};
use crate::data::files::copy_new;
use crate::data::told::told;
use crate::data::{Config, FilesAt, master};
use crate::fault::Fault;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use varsam_model::Instant;
use varsam_store::backup::{Half, Note, Verified};
use varsam_store::{Fault as Stored, Store};

/// Back up records and keys, as two files that are kept apart
///
/// Taken while the program serves. Either file alone opens nothing, and the master key is in neither.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    take: Take,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// See that a backup is whole and opens
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Take {
    /// Where the records go: a new file, or a folder; without it, `[backup] records`
    #[arg(long, value_name = "FILE-OR-DIR")]
    records: Option<PathBuf>,
    /// Where the keys go: a new file, or a folder, but not that of the records; without it, `[backup] keys`
    #[arg(long, value_name = "FILE-OR-DIR")]
    keys: Option<PathBuf>,
    /// A folder that new files are copied to; without it, `[backup] files`
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

/// See that a backup is whole and opens
///
/// Copies both files aside, compares every row with what was written, and opens every record with the master key.
#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    halves: Halves,
    #[command(flatten)]
    at: At,
}

/// A backup.
#[derive(Debug, Args)]
pub(super) struct Halves {
    /// The half with the records: the file, or a folder, for the newest in it
    #[arg(long, value_name = "FILE-OR-DIR")]
    records: PathBuf,
    /// The half with the keys
    #[arg(long, value_name = "FILE-OR-DIR")]
    keys: PathBuf,
}

impl Backup {
    /// Takes one, or looks into one.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match &self.verb {
            Some(Verb::Verify(verify)) => verify.run(out),
            None => self.take.run(out),
        }
    }
}

impl Take {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        with_store(&self.at, async |config, store| {
            let (records, keys, now) = self.free_places(&config.backup).await?;
            for (half, path) in [(Half::Records, &records), (Half::Keys, &keys)] {
                match store.back_up(half, path, now).await {
                    Ok(note) => writeln!(out, "{}: {} ({} rows)", name(half), path.display(), rows(&note))?,
                    Err(fault) => return Err(half_way(half, &records, fault)),
                }
            }
            self.copy_files(config, out)?;
            tell_next(store, out).await?;
            Ok(ExitCode::SUCCESS)
        })
    }

    /// Where both halves go, and when. Names in folders say the second: where one is taken, the next one is waited for.
    async fn free_places(&self, folders: &BackupFolders) -> Result<(PathBuf, PathBuf, Instant), Fault> {
        for _ in 0..WAITS {
            let now = clock::now();
            let (records, keys) = self.places(folders, now)?;
            let taken = [&records, &keys].into_iter().find(|path| path.exists());
            match taken {
                None => return Ok((records, keys, now)),
                Some(path) if self.names(path) => return Err(is_there(path)),
                Some(_) => tokio::time::sleep(A_SECOND).await,
            }
        }
        Err(Fault::user("another backup is being taken to the same folders; wait for it"))
    }

    /// Whether a path is what the command line says, and no name that was made up in a folder.
    fn names(&self, path: &Path) -> bool {
        [&self.records, &self.keys].into_iter().flatten().any(|named| named == path)
    }

    fn places(&self, folders: &BackupFolders, now: Instant) -> Result<(PathBuf, PathBuf), Fault> {
        let records = given(self.records.as_deref(), folders.records.as_deref(), "records")?;
        let keys = given(self.keys.as_deref(), folders.keys.as_deref(), "keys")?;
        let (records, keys) = (place(Half::Records, records, now)?, place(Half::Keys, keys, now)?);
        keep_apart(&records, &keys).map(|()| (records, keys))
    }

    /// After the records: every file that one of them names is there by then.
    fn copy_files(&self, config: &Config, out: &mut dyn Write) -> Result<(), Fault> {
        match (self.files.as_ref().or(config.backup.files.as_ref()), &config.files) {
            (None, FilesAt::Folder(from)) => {
                writeln!(out, "files: not copied; `{}` needs a backup too (`--files DIR`)", from.display())?;
            }
            (Some(to), FilesAt::Folder(from)) => {
                let copied = copy_new(from, to)?;
                writeln!(out, "files: {} new, {} there already", copied.new, copied.there)?;
            }
            (Some(_), FilesAt::Store { .. }) => {
                return Err(Fault::user(format!(
                    "records and keys are backed up, but the files lie in `{}`: copy them with the tools of that store",
                    config.files
                )));
            }
            (None, FilesAt::Store { .. }) => {
                writeln!(out, "files: in `{}`; see that it keeps copies", config.files)?;
            }
        }
        Ok(())
    }
}

/// How often a name that is taken is waited for.
const WAITS: usize = 5;
const A_SECOND: Duration = Duration::from_secs(1);

fn is_there(path: &Path) -> Fault {
    Fault::user(format!("`{}` is there already; name a new file", path.display()))
}

/// Why a backup was not taken. Records without the keys of the same moment are none: they are removed.
fn half_way(half: Half, records: &Path, fault: Stored) -> Fault {
    if half == Half::Keys {
        drop(std::fs::remove_file(records));
    }
    told(fault)
}

/// What is named on the command line, or a folder in the configuration. That one must be there: a disk that is not
/// mounted is noticed.
fn given<'a>(named: Option<&'a Path>, folder: Option<&'a Path>, half: &str) -> Result<&'a Path, Fault> {
    match (named, folder) {
        (Some(path), _) => Ok(path),
        (None, Some(folder)) if folder.is_dir() => Ok(folder),
        (None, Some(folder)) => Err(Fault::user(format!(
            "`{}` is not there; mount the disk, or make the folder",
            folder.display()
        ))),
        (None, None) => Err(Fault::user(format!(
            "nothing says where the {half} go; name a file or a folder with `--{half}`, or a folder as `[backup] {half}`"
        ))),
    }
}

fn rows(note: &Note) -> u64 {
    note.tables.iter().map(|table| table.rows).sum()
}

async fn tell_next(store: &Store, out: &mut dyn Write) -> Result<(), Fault> {
    let value = store.keys().master_fingerprint().await.map_err(told)?;
    writeln!(out, "keep the two apart; the master key, check value `{value}`, is in neither")?;
    Ok(())
}

impl Verify {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let config = self.at.config()?;
        let (records, keys) = self.halves.meant()?;
        match wait(look_into(&config, &records, &keys))? {
            Ok(found) => {
                tell(&found, &records, &keys, out)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(why) => {
                writeln!(out, "refused: {why}")?;
                Ok(ExitCode::from(REFUSED))
            }
        }
    }
}

impl Halves {
    /// The two files.
    pub(super) fn meant(&self) -> Result<(PathBuf, PathBuf), Fault> {
        Ok((meant(Half::Records, &self.records)?, meant(Half::Keys, &self.keys)?))
    }
}

/// Opens a backup with the master key and looks at all of it. The inner fault is the backup's, told in one line.
pub(super) async fn look_into(
    config: &Config,
    records: &Path,
    keys: &Path,
) -> Result<Result<Verified, String>, Fault> {
    let master = master(config, false).await?;
    let folder = tempfile::Builder::new().prefix("varsam-").tempdir()?;
    match varsam_store::backup::verify(records, keys, master, folder.path()).await {
        Ok(found) => Ok(Ok(found)),
        Err(fault @ (Stored::Full | Stored::Path { .. })) => Err(told(fault)),
        Err(Stored::Database(error)) => Ok(Err(format!("it is damaged: {error}"))),
        Err(fault) => Ok(Err(fault.to_string())),
    }
}

fn tell(found: &Verified, records: &Path, keys: &Path, out: &mut dyn Write) -> Result<(), Fault> {
    for (note, path) in [(&found.records, records), (&found.keys, keys)] {
        writeln!(out, "{}: {}, of {}, {} rows", name(note.half), path.display(), note.at, rows(note))?;
    }
    writeln!(out, "whole; {} records open, {} were erased while it was taken", found.opened, found.erased)?;
    Ok(())
}
