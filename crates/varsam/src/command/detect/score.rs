//! `varsam detect score`: precision, recall and F1 by label against texts marked by hand.

use super::super::Outcome;
use super::{labels, lines};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use varsam_detect::score::{Counts, Score};
use varsam_detect::{Detector, Scratch};

/// Compare what is found with what was marked by hand
#[derive(Debug, Args)]
pub struct Compare {
    /// The marked texts: lines of JSON with `text`, `spans` and perhaps `ignore`, or a `.txt` with `[words|LABEL]`
    gold: PathBuf,
    /// Only these labels, separated by commas
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    labels: Vec<String>,
}

impl Compare {
    /// Prints the table.
    pub(super) fn run(&self, out: &mut dyn Write) -> Outcome {
        let only = labels(&self.labels)?;
        let only = (!only.is_empty()).then_some(only.as_slice());
        let mut score = Score::default();
        let mut scratch = Scratch::default();
        for gold in lines::gold(&self.gold, only)? {
            let mut found = Detector::shipped().find(&gold.marked.text, &mut scratch).to_vec();
            found.retain(|span| only.is_none_or(|only| only.contains(&span.label)));
            score.add(&gold.marked, &gold.ignore, &found);
        }
        print(out, &score)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn print(out: &mut dyn Write, score: &Score) -> std::io::Result<()> {
    writeln!(
        out,
        "{:14}{:>6}{:>6} |{:>6}{:>6}{:>6} (overlap) |{:>6}{:>6}{:>6} (exact)",
        "label", "gold", "pred", "P", "R", "F1", "P", "R", "F1"
    )?;
    for (label, counts) in &score.labels {
        row(out, label, counts)?;
    }
    row(out, "ALL(micro)", &score.all())?;
    writeln!(
        out,
        "macro F1 (overlap) {:.3}   label-blind redaction recall {:.3}",
        score.macro_f1(),
        score.redaction_recall()
    )?;
    let [accuracy, precision, recall, alarms] = score.documents.rates();
    let count = score.documents.count();
    writeln!(
        out,
        "doc 'contains personal data': n={count} acc={accuracy:.3} P={precision:.3} R={recall:.3} \
         false-alarm rate on clean={alarms:.3}"
    )
}

fn row(out: &mut dyn Write, label: &str, counts: &Counts) -> std::io::Result<()> {
    let (overlap, exact) = (counts.overlap(), counts.exact());
    writeln!(
        out,
        "{label:14}{:6}{:6} |{:6.3}{:6.3}{:6.3}           |{:6.3}{:6.3}{:6.3}",
        counts.gold,
        counts.found,
        overlap.precision,
        overlap.recall,
        overlap.f1,
        exact.precision,
        exact.recall,
        exact.f1
    )
}
