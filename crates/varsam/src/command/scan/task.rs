//! What a scan looks for, from its arguments: labels, pupils, one person, and what a file may cost.

use crate::command::detect::read_text;
use crate::command::roster;
use crate::fault::Fault;
use crate::scan::demand::Matter;
use crate::scan::identity;
use clap::Args;
use std::path::PathBuf;
use varsam_scan::Task;
use varsam_scan::key::Key;
use varsam_scan::limits::Limits;

/// What is looked for.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Only these labels, separated by commas (docs/guide/labels.md; also OWN-PUPIL, FORM-ASKS)
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    labels: Vec<String>,
    /// Leave out hits that are less sure, in per cent
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_score: u8,
    /// Tell our own pupils from everybody else, by a roster (see `varsam roster`)
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The key of the roster, or of the fingerprints that a baseline names; made when it is not there
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Look for one person, named in this file or on standard input (`-`), and for nothing else; only places are told
    #[arg(long, value_name = "FILE", conflicts_with_all = ["labels", "min_score", "roster", "key", "state", "baseline", "write_baseline", "show"])]
    find: Option<PathBuf>,
    /// Read text off pictures, where `tesseract` is installed
    #[arg(long)]
    ocr: bool,
    /// Do not look for questions of surveys that ask for personal data
    #[arg(long)]
    no_forms: bool,
    /// Seconds that one file may take
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    limit_seconds: u64,
}

impl Search {
    /// The task for the workers.
    pub(super) fn task(&self, excerpts: bool) -> Result<Task, Fault> {
        let limits = Limits { seconds: self.limit_seconds, ..Limits::default() };
        if let Some(path) = &self.find {
            let person = identity::read(&read_text(path)?)
                .map_err(|fault| Fault::user(format!("{}: {fault}", path.display())))?;
            return Ok(Task { ocr: self.ocr, limits, ..Task::search_for(person) });
        }
        let key = self.key.as_deref().map(roster::key_at).transpose()?;
        let roster = self.roster.as_deref().map(|path| roster::read(path, key.clone())).transpose()?;
        Ok(Task {
            key: key.or_else(|| roster.as_ref()?.key.clone()),
            excerpts,
            min_score: self.min_score,
            forms: !self.no_forms,
            roster,
            ocr: self.ocr,
            limits,
            ..Task::default()
        })
    }

    /// The labels that are wanted; none for all.
    pub(super) fn matters(&self) -> Result<Vec<Matter>, Fault> {
        let matter = |code: &String| Matter::from_code(&code.to_uppercase()).ok_or_else(|| no_label(code));
        self.labels.iter().map(matter).collect()
    }

    /// Whether it is for one person.
    pub(super) fn is_for_one(&self) -> bool {
        self.find.is_some()
    }

    /// The files that are read for it.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.roster, &self.key, &self.find].into_iter().flatten()
    }
}

fn no_label(code: &str) -> Fault {
    let all: Vec<&str> = Matter::all().map(Matter::code).collect();
    Fault::user(format!("no label is called `{code}`; there are: {}", all.join(", ")))
}

/// What changes what is found: the program, and all settings. A search for one person is never written down.
pub(super) fn version(task: &Task) -> Result<String, Fault> {
    let program = std::env::current_exe()?.metadata()?;
    let built = program.modified()?.duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    // Sets have no order, so the roster goes in by a value that has one.
    let settings = Task { roster: None, ..task.clone() };
    let roster = task.roster.as_ref().map(roster::sorted).transpose()?;
    let text = format!("{}\n{}", serde_json::to_string(&settings)?, roster.unwrap_or_default());
    let settings = Key::new([0; 32]).fingerprint("settings", &text);
    Ok(format!("varsam {} {:x} {built:x} {settings}", env!("CARGO_PKG_VERSION"), program.len()))
}
