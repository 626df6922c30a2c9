//! `varsam detect train`: from marked texts and lists of names to the model file of the detector.

use super::super::{Outcome, REFUSED};
use super::{at_line, lines, read_text};
use crate::fault::Fault;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_detect::Marked;
use varsam_detect::train::{Material, Pattern, train};

/// Train the model from marked texts and lists of names
#[derive(Debug, Args)]
pub struct Train {
    /// The folder with `train/*.jsonl` (texts in which persons are marked) and `names/*.tsv`, `names/*.csv`
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The folder with texts of school life (`*.txt`) and patterns of such texts (`patterns/*.txt`)
    #[arg(long, value_name = "DIR", default_value = "crates/detect/corpus")]
    texts: PathBuf,
    /// The model file
    #[arg(long, value_name = "FILE", default_value = "crates/detect/model/swedish.model")]
    out: PathBuf,
    /// Write nothing; say whether the model file is what training makes
    #[arg(long)]
    check: bool,
}

impl Train {
    /// Trains, and writes the file or compares with it.
    pub(super) fn run(&self, out: &mut dyn Write) -> Outcome {
        let model = train(&self.material()?);
        let path = self.out.display();
        if self.check {
            let there = std::fs::read(&self.out).map_err(|error| Fault::user(format!("{path}: {error}")))?;
            let same = there == model;
            writeln!(
                out,
                "{path}: {}",
                if same { "is what training makes" } else { "differs; train again" }
            )?;
            return Ok(if same { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) });
        }
        std::fs::write(&self.out, &model).map_err(|error| Fault::user(format!("{path}: {error}")))?;
        writeln!(out, "{path}: {} bytes", model.len())?;
        Ok(ExitCode::SUCCESS)
    }

    fn material(&self) -> Result<Material, Fault> {
        let names = self.data.join("names");
        let mut given = Vec::new();
        for path in files(&names, "tsv")? {
            let is_given = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("given"));
            if is_given {
                given.extend(bearers(&path)?);
            }
        }
        Ok(Material {
            news: self.news()?,
            school: each(&files(&self.texts, "txt")?, corpus)?,
            patterns: each(&files(&self.texts.join("patterns"), "txt")?, patterns)?,
            given,
            family: bearers(&names.join("family.tsv"))?,
            places: cells(&names.join("cities.csv"), |line| vec![line.to_owned()])?,
            titles: cells(&names.join("jobs.csv"), |line| {
                line.split(',').take(1).map(str::to_owned).collect()
            })?,
            peoples: cells(&names.join("nationalities.csv"), peoples)?,
        })
    }

    fn news(&self) -> Result<Vec<Marked>, Fault> {
        let gold = |path: &Path| lines::gold(path, None);
        let texts = each(&files(&self.data.join("train"), "jsonl")?, gold)?;
        Ok(texts.into_iter().map(|gold| gold.marked).collect())
    }
}

/// The files of a folder with an extension, by name; there must be one.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Fault> {
    let fault = |what: &str| Fault::user(format!("{}: {what}", folder.display()));
    let entries = std::fs::read_dir(folder).map_err(|error| fault(&error.to_string()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    paths.sort();
    if paths.is_empty() { Err(fault(&format!("has no `*.{extension}`"))) } else { Ok(paths) }
}

fn each<T>(paths: &[PathBuf], read: impl Fn(&Path) -> Result<Vec<T>, Fault>) -> Result<Vec<T>, Fault> {
    let mut all = Vec::new();
    for path in paths {
        all.extend(read(path)?);
    }
    Ok(all)
}

fn corpus(path: &Path) -> Result<Vec<Marked>, Fault> {
    Marked::corpus(&read_text(path)?).map_err(|fault| lines::mark_fault(path, &fault))
}

fn patterns(path: &Path) -> Result<Vec<Pattern>, Fault> {
    Pattern::read(&read_text(path)?).map_err(|fault| lines::mark_fault(path, &fault))
}

/// Names with the number of their bearers, separated by a tab, under a head line.
fn bearers(path: &Path) -> Result<Vec<(String, u32)>, Fault> {
    let text = read_text(path)?;
    let row = |(number, line): (usize, &str)| {
        let name = line
            .split_once('\t')
            .and_then(|(name, count)| Some((name.to_owned(), count.trim().parse().ok()?)));
        name.ok_or_else(|| at_line(path, number, "expected a name, a tab and the number of its bearers"))
    };
    let rows = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    rows.map(row).collect()
}

/// What stands on the lines of a file under its head line.
fn cells(path: &Path, cut: impl Fn(&str) -> Vec<String>) -> Result<Vec<String>, Fault> {
    let text = read_text(path)?;
    Ok(text.lines().skip(1).flat_map(cut).filter(|cell| !cell.is_empty()).collect())
}

/// The words for a people, after the country: `Sverige,"['svensk', 'svenska']"`.
fn peoples(line: &str) -> Vec<String> {
    let words = line.split([',', '[', ']', '\'']).skip(1).map(str::trim);
    words.filter(|word| word.len() > 2).map(str::to_owned).collect()
}
