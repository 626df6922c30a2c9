//! `varsam redact`: copies of texts without what was found in them.

use super::Outcome;
use super::detect::{labels, read_text};
use crate::fault::Fault;
use crate::locale::Locale;
use crate::redact::{Redaction, personal};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_detect::redact::{Aliases, Cover};

/// Copy texts without the personal data found in them
#[derive(Debug, Args)]
pub struct Redact {
    /// The files (text, CSV, JSON, HTML, as UTF-8); without any, standard input
    files: Vec<PathBuf>,
    /// Only these labels, separated by commas; without it, all that is personal data
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    labels: Vec<String>,
    /// What stands in the place of what was found
    #[arg(long, value_enum, default_value = "mask")]
    cover: CoverBy,
    /// The copy; with several files, the folder for the copies; without it, standard output
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// The language of the names that stand in the place of others: sv or en
    #[arg(long, value_name = "LANG", default_value = "sv", env = "VARSAM_LANG")]
    lang: String,
}

/// What stands in the place of what was found.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum CoverBy {
    /// Blocks
    Mask,
    /// Names that tell one from another, such as `[Person 1]`
    Alias,
}

/// Kinds of files whose bytes are the text.
const TEXTS: [&str; 10] = ["txt", "text", "md", "csv", "tsv", "json", "jsonl", "html", "htm", "log"];

impl Redact {
    /// Writes the copies, and for each that goes to a file how much was covered.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let redaction = self.redaction()?;
        let mut aliases = Aliases::default();
        let input = [PathBuf::from("-")];
        let files: &[PathBuf] = if self.files.is_empty() { &input } else { &self.files };
        for file in files {
            let (copy, counts) = redacted(file, &redaction, &mut aliases)?;
            match self.target(file)? {
                None => out.write_all(&copy)?,
                Some(target) => {
                    std::fs::write(&target, copy).map_err(|error| named(&target, &error.to_string()))?;
                    writeln!(out, "{}: {}", target.display(), told(&counts))?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn redaction(&self) -> Result<Redaction, Fault> {
        let chosen = labels(&self.labels)?;
        let cover = match self.cover {
            CoverBy::Mask => Cover::Mask,
            CoverBy::Alias => Cover::Alias,
        };
        let labels = if chosen.is_empty() { personal() } else { chosen };
        Ok(Redaction { labels, cover, locale: Locale::of(&self.lang) })
    }

    /// Where the copy of a file goes; never over the file itself.
    fn target(&self, file: &Path) -> Result<Option<PathBuf>, Fault> {
        let Some(out) = &self.out else { return Ok(None) };
        let is_folder = out.is_dir() || self.files.len() > 1;
        let target = match file.file_name().filter(|_| is_folder) {
            Some(name) => {
                std::fs::create_dir_all(out).map_err(|error| named(out, &error.to_string()))?;
                out.join(name)
            }
            None => out.clone(),
        };
        let same =
            target.canonicalize().is_ok_and(|there| file.canonicalize().is_ok_and(|file| file == there));
        if same {
            return Err(named(&target, "is the file itself; name another place for the copy"));
        }
        Ok(Some(target))
    }
}

/// The bytes of a file without what was found in it. Kinds that are not text come in here.
fn redacted(
    file: &Path,
    redaction: &Redaction,
    aliases: &mut Aliases,
) -> Result<(Vec<u8>, BTreeMap<&'static str, usize>), Fault> {
    let extension = file.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    if extension.is_some_and(|extension| !TEXTS.contains(&extension.as_str())) {
        return Err(named(file, &format!("is no text; save it as one of: {}", TEXTS.join(", "))));
    }
    let (copy, counts) = redaction.apply(&read_text(file)?, aliases);
    Ok((copy.into_bytes(), counts))
}

fn told(counts: &BTreeMap<&'static str, usize>) -> String {
    let counts: Vec<String> = counts.iter().map(|(label, count)| format!("{count} {label}")).collect();
    if counts.is_empty() { "nothing recognised".to_owned() } else { format!("covered {}", counts.join(", ")) }
}

fn named(path: &Path, what: &str) -> Fault {
    Fault::user(format!("{}: {what}", path.display()))
}
