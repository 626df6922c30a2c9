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
use varsam_scan::{Kind, redact as scan};

/// Copy texts without the personal data found in them
#[derive(Debug, Args)]
pub struct Redact {
    /// The files (text, CSV, JSON, HTML as UTF-8; DOCX, XLSX, PPTX, ODT, ODS, ODP, PDF, EML); without any, standard input
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
            let copy = redacted(file, &redaction, &mut aliases)?;
            match self.target(file, copy.is_text)? {
                None => out.write_all(&copy.bytes)?,
                Some(target) => {
                    std::fs::write(&target, copy.bytes)
                        .map_err(|error| named(&target, &error.to_string()))?;
                    writeln!(out, "{}: {}", target.display(), copy.told)?;
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

    /// Where the copy of a file goes; never over the file itself. A message becomes a text, and its name says so.
    fn target(&self, file: &Path, is_text: bool) -> Result<Option<PathBuf>, Fault> {
        let Some(out) = &self.out else { return Ok(None) };
        let is_folder = out.is_dir() || self.files.len() > 1;
        let target = match file.file_name().filter(|_| is_folder) {
            Some(name) => {
                std::fs::create_dir_all(out).map_err(|error| named(out, &error.to_string()))?;
                let is_new_kind = is_text && !is_text_name(file);
                out.join(if is_new_kind {
                    PathBuf::from(name).with_added_extension("txt")
                } else {
                    name.into()
                })
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

/// A copy without what was found.
struct Copied {
    bytes: Vec<u8>,
    /// What was done, for the screen.
    told: String,
    /// Whether the copy is plain text.
    is_text: bool,
}

/// A copy of a file: of text as text, of other kinds with their layout, and proven.
fn redacted(file: &Path, redaction: &Redaction, aliases: &mut Aliases) -> Result<Copied, Fault> {
    if !is_text_name(file) {
        return document(file, redaction, aliases);
    }
    let (copy, counts) = redaction.apply(&read_text(file)?, aliases);
    Ok(Copied { bytes: copy.into_bytes(), told: told(&counts), is_text: true })
}

/// Whether its bytes are the text, by its name; standard input is text.
fn is_text_name(file: &Path) -> bool {
    let extension = file.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_none_or(|extension| TEXTS.contains(&extension.as_str()))
}

/// A copy of a document; the scanner reads it again and there is no copy if a word is left.
fn document(file: &Path, redaction: &Redaction, aliases: &mut Aliases) -> Result<Copied, Fault> {
    let bytes = std::fs::read(file).map_err(|error| named(file, &format!("cannot be read: {error}")))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut replace = |text: &str| {
        let found = redaction.replacements(text, aliases).into_iter();
        found.map(|one| scan::Replacement { start: one.start, end: one.end, with: one.with }).collect()
    };
    let copy = scan::redact(&bytes, &name, &mut replace).map_err(|error| named(file, &error.to_string()))?;
    let pictures = match copy.pictures {
        0 => String::new(),
        number => format!("; {number} pictures are as they were: look at them"),
    };
    let covered = match copy.replaced {
        0 => "nothing recognised".to_owned(),
        number => format!("covered {number} places; read again, and none of the words is left"),
    };
    Ok(Copied { bytes: copy.bytes, told: covered + &pictures, is_text: copy.kind == Kind::Text })
}

fn told(counts: &BTreeMap<&'static str, usize>) -> String {
    let counts: Vec<String> = counts.iter().map(|(label, count)| format!("{count} {label}")).collect();
    if counts.is_empty() { "nothing recognised".to_owned() } else { format!("covered {}", counts.join(", ")) }
}

fn named(path: &Path, what: &str) -> Fault {
    Fault::user(format!("{}: {what}", path.display()))
}
