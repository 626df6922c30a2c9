//! `varsam roster`: a list of our own pupils as keyed hashes, so that a scan can tell them from everybody else.

use super::Outcome;
use crate::fault::Fault;
use clap::{Args, Subcommand};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_scan::key::Key;
use varsam_scan::roster::Roster;

/// Make and check lists of pupils as keyed hashes
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a roster from a table of pupils
    Make(Make),
    /// Say what a roster holds and whether it can be used
    Check(Check),
}

/// Make a roster from a table of pupils
#[derive(Debug, Args)]
pub struct Make {
    /// The table as CSV; its first line names columns such as personnummer, namn, e-post, telefon
    table: PathBuf,
    /// The roster
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Keep the key apart, in this file; made when it is not there
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Say what a roster holds and whether it can be used
#[derive(Debug, Args)]
pub struct Check {
    /// The roster
    roster: PathBuf,
    /// Its key, where it is kept apart
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl Verb {
    /// Does it.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match self {
            Self::Make(make) => make.run(out),
            Self::Check(check) => check.run(out),
        }
    }
}

impl Make {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let table = std::fs::read(&self.table).map_err(|error| cannot_read(&self.table, &error))?;
        let key = self.key.as_deref().map_or_else(|| Ok(Key::new(chance()?)), key_at)?;
        let roster = Roster::from_csv(&table, key)
            .map_err(|error| Fault::user(format!("{}: {error}", self.table.display())))?;
        let stored = if self.key.is_some() { roster.without_key().0 } else { roster };
        write(&self.out, &serde_json::to_string(&stored)?)?;
        writeln!(out, "{}: {}", self.out.display(), told(&stored)?)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Check {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let key = self.key.as_deref().map(key_in).transpose()?;
        let roster = read(&self.roster, key)?;
        writeln!(out, "{}: {}", self.roster.display(), told(&roster)?)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads a roster that can be used: with its own key, or with the one that is kept apart.
pub(super) fn read(path: &Path, key: Option<Key>) -> Result<Roster, Fault> {
    let text = std::fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
    let not = || Fault::user(format!("{}: is no roster; make one with `varsam roster make`", path.display()));
    let roster: Roster = serde_json::from_str(&text).map_err(|_| not())?;
    let roster = match key {
        Some(key) if roster.key.is_none() => roster.with_key(key),
        _ => roster,
    };
    roster.check().map_err(|error| Fault::user(format!("{}: {error}", path.display())))?;
    Ok(roster)
}

/// The key in a file; a new one is put there where there is none.
pub(super) fn key_at(path: &Path) -> Result<Key, Fault> {
    if !path.exists() {
        write(path, &serde_json::to_string(&Key::new(chance()?))?)?;
    }
    key_in(path)
}

fn key_in(path: &Path) -> Result<Key, Fault> {
    let text = std::fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
    let not = || {
        Fault::user(format!("{}: is no key; name a file that is not there and one is made", path.display()))
    };
    serde_json::from_str(&text).map_err(|_| not())
}

/// What is in a roster. Hashes only: nobody is named.
fn told(roster: &Roster) -> Result<String, Fault> {
    let value = serde_json::to_value(roster)?;
    let count = |field: &str| value.get(field).and_then(|hashes| hashes.as_array()).map_or(0, Vec::len);
    let kinds = [
        ("numbers", "identity numbers"),
        ("names", "spellings of names"),
        ("emails", "e-mail addresses"),
        ("phones", "telephone numbers"),
    ];
    let counts = kinds.map(|(field, words)| format!("{} {words}", count(field)));
    let key =
        if roster.key.is_some() { "with the key: keep the file secret" } else { "the key is kept apart" };
    Ok(format!("{} pupils; keyed hashes of {}; nothing else; {key}", roster.pupils, counts.join(", ")))
}

/// A roster as text that is the same each time.
pub(super) fn sorted(roster: &Roster) -> Result<String, Fault> {
    let mut value = serde_json::to_value(roster)?;
    for hashes in value.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
        if let Some(hashes) = hashes.as_array_mut() {
            hashes.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        }
    }
    Ok(value.to_string())
}

/// 32 bytes that nobody can guess, from the system.
fn chance() -> Result<[u8; 32], Fault> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Writes a file that only its owner reads.
fn write(path: &Path, text: &str) -> Result<(), Fault> {
    let open = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    open.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Fault::user(format!("{}: cannot be written: {error}; name another file", path.display()))
    })
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Fault {
    Fault::user(format!("{}: cannot be read: {error}", path.display()))
}
