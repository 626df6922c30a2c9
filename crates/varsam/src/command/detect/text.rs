//! `varsam detect text`: what is found in a text, line by line, and why.

use super::super::Outcome;
use super::read_text;
use crate::guard::What;
use crate::locale::Locale;
use crate::view;
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use varsam_detect::{CodePoints, Detector, Span};

/// List what is found in a text, line by line, and why
#[derive(Debug, Args)]
pub struct ListText {
    /// The text, as UTF-8; `-` for standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
    /// The language of the list: sv or en
    #[arg(long, value_name = "LANG", default_value = "sv", env = "VARSAM_LANG")]
    lang: String,
}

/// Something found.
#[derive(Debug, Serialize)]
struct Listed<'t> {
    /// The line, from 1.
    line: usize,
    /// Where it starts, in code points from the start of the text.
    start: usize,
    /// Where it ends (not included).
    end: usize,
    label: &'static str,
    what: String,
    text: &'t str,
    reason: &'static str,
    why: String,
    score: u8,
}

impl ListText {
    /// Prints the list; nothing where nothing is recognised.
    pub(super) fn run(&self, out: &mut dyn Write) -> Outcome {
        let text = read_text(&self.file)?;
        let locale = Locale::of(&self.lang);
        let spans = Detector::shipped().spans(&text);
        let (mut points, mut line, mut end) = (CodePoints::new(&text), 1, 0);
        let place = |span: &Span| {
            line += text.get(end..span.start).unwrap_or_default().matches('\n').count();
            end = span.start;
            listed(&text, span, line, points.of(span.start, span.end), locale)
        };
        let list: Vec<Listed<'_>> = spans.iter().map(place).collect();
        if self.json {
            serde_json::to_writer_pretty(&mut *out, &list)?;
            writeln!(out)?;
            return Ok(ExitCode::SUCCESS);
        }
        for found in &list {
            let words = found.text.replace('\n', " ");
            writeln!(out, "{}: {} “{words}” ({} %)", found.line, found.what, found.score)?;
            writeln!(out, "   {}", found.why)?;
        }
        if list.is_empty() {
            writeln!(out, "{} {}", locale.t("check-nothing"), locale.t("check-nothing-lead"))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn listed<'t>(
    text: &'t str,
    span: &Span,
    line: usize,
    (start, end): (usize, usize),
    locale: Locale,
) -> Listed<'t> {
    Listed {
        line,
        start,
        end,
        label: span.label.code(),
        what: view::what(locale, What::Label(span.label)),
        text: span.text(text),
        reason: span.reason.code(),
        why: locale.t(&format!("why-{}", span.reason.code())),
        score: span.score.min(100),
    }
}
