//! `varsam detect`: finds personal data in texts, says how well, and trains the model that does.

mod lines;
mod score;
mod text;
mod train;

use super::Outcome;
use crate::fault::Fault;
use clap::{Args, Subcommand};
use std::io::{BufRead as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_detect::{Detector, Label, Scratch};

/// Find personal data in texts
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// List what is found in a text, line by line, and why
    Text(text::ListText),
    /// Write what is found in texts as lines of JSON
    Spans(Spans),
    /// Compare what is found with what was marked by hand
    Score(score::Compare),
    /// Train the model from marked texts and lists of names
    Train(train::Train),
}

impl Verb {
    /// Does it.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match self {
            Self::Text(list) => list.run(out),
            Self::Spans(spans) => spans.run(out),
            Self::Score(compare) => compare.run(out),
            Self::Train(train) => train.run(out),
        }
    }
}

/// Write what is found in texts as lines of JSON
#[derive(Debug, Args)]
pub struct Spans {
    /// The texts: a line of JSON with `text` for each, `-` for standard input
    #[arg(long, value_name = "FILE")]
    jsonl: PathBuf,
}

impl Spans {
    /// Writes a line with text and spans for each line; offsets are in code points.
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let mut scratch = Scratch::default();
        for (number, line) in open(&self.jsonl)?.lines().enumerate() {
            let line = line.map_err(|error| cannot_read(&self.jsonl, &error))?;
            if line.trim().is_empty() {
                continue;
            }
            let row = lines::row(&line).map_err(|fault| at_line(&self.jsonl, number, &fault))?;
            let spans = Detector::shipped().find(&row.text, &mut scratch);
            lines::write(out, &row, spans)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A file, or standard input for `-`.
fn open(path: &Path) -> Result<Box<dyn std::io::BufRead>, Fault> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = std::fs::File::open(path).map_err(|error| cannot_read(path, &error))?;
    Ok(Box::new(std::io::BufReader::new(file)))
}

/// The text of a file, or of standard input for `-`.
pub(super) fn read_text(path: &Path) -> Result<String, Fault> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text).map_err(|error| cannot_read(path, &error))?;
    Ok(text)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Fault {
    let hint = if error.kind() == std::io::ErrorKind::InvalidData { "; save it as UTF-8" } else { "" };
    Fault::user(format!("{}: cannot be read: {error}{hint}", path.display()))
}

fn at_line(path: &Path, number: usize, fault: &str) -> Fault {
    Fault::user(format!("{}:{}: {fault}", path.display(), number + 1))
}

/// Labels by their codes.
pub(super) fn labels(codes: &[String]) -> Result<Vec<Label>, Fault> {
    let label = |code: &String| Label::from_code(&code.to_uppercase()).ok_or_else(|| no_label(code));
    codes.iter().map(label).collect::<Result<_, _>>().map_err(Fault::User)
}

fn no_label(code: &str) -> String {
    format!("no label is called `{code}`; there are: {}", Label::ALL.map(Label::code).join(", "))
}
