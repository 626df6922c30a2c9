//! Lines of JSON with a text and its spans; offsets in them are in code points, ours are in bytes.

use super::{at_line, no_label, read_text};
use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;
use varsam_detect::{CodePoints, Label, Marked, Reason, Span};

/// A line as it is written.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    pub text: String,
    #[serde(default)]
    spans: Vec<Mark>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ignore: Vec<Place>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Mark {
    start: usize,
    end: usize,
    label: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct Place {
    start: usize,
    end: usize,
}

/// A text marked by hand.
#[derive(Debug)]
pub(super) struct Gold {
    pub marked: Marked,
    /// Places that need not be judged, in bytes.
    pub ignore: Vec<(usize, usize)>,
}

/// A line of JSON.
pub(super) fn row(line: &str) -> Result<Row, String> {
    serde_json::from_str(line).map_err(|error| {
        let column = error.column();
        format!("column {column}: expected an object with `text`, and `spans` with `start`, `end`, `label`")
    })
}

/// Writes a line with what was found.
pub(super) fn write(out: &mut dyn Write, row: &Row, spans: &[Span]) -> Result<(), Fault> {
    let mut points = CodePoints::new(&row.text);
    let mark = |span: &Span| {
        let (start, end) = points.of(span.start, span.end);
        Mark { start, end, label: span.label.code().to_owned() }
    };
    let spans = spans.iter().map(mark).collect();
    let row = Row { id: row.id.clone(), text: row.text.clone(), spans, ignore: Vec::new() };
    serde_json::to_writer(&mut *out, &row)?;
    writeln!(out)?;
    Ok(())
}

/// The marked texts of a file: lines of JSON, or lines with marks where its name ends in `.txt`. With labels, other
/// marks are left out.
pub(super) fn gold(path: &Path, only: Option<&[Label]>) -> Result<Vec<Gold>, Fault> {
    let text = read_text(path)?;
    if path.extension().is_some_and(|extension| extension == "txt") {
        return corpus(path, &text, only);
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let gold = |(number, line)| {
        let gold = row(line).and_then(|row| marked(row, only));
        gold.map_err(|fault| at_line(path, number, &fault))
    };
    lines.map(gold).collect()
}

fn corpus(path: &Path, text: &str, only: Option<&[Label]>) -> Result<Vec<Gold>, Fault> {
    let mut texts = Marked::corpus(text).map_err(|fault| mark_fault(path, &fault))?;
    for marked in &mut texts {
        marked.spans.retain(|span| only.is_none_or(|only| only.contains(&span.label)));
    }
    Ok(texts.into_iter().map(|marked| Gold { marked, ignore: Vec::new() }).collect())
}

/// A line with marks that cannot be read.
pub(super) fn mark_fault(path: &Path, fault: &varsam_detect::MarkFault) -> Fault {
    let message = format!("{}; a mark is `[words|LABEL]`", fault.fault);
    at_line(path, fault.line - 1, &message)
}

fn marked(row: Row, only: Option<&[Label]>) -> Result<Gold, String> {
    let bytes: Vec<usize> = row.text.char_indices().map(|(at, _)| at).chain([row.text.len()]).collect();
    let place = |start: usize, end: usize| {
        let place = bytes.get(start).zip(bytes.get(end)).filter(|(start, end)| start <= end);
        place.map(|(start, end)| (*start, *end)).ok_or_else(|| {
            format!("a span from {start} to {end} is not in the text of {} code points", bytes.len() - 1)
        })
    };
    let mut spans = Vec::new();
    for mark in &row.spans {
        let label = Label::from_code(&mark.label);
        if only.is_some_and(|only| label.is_none_or(|label| !only.contains(&label))) {
            continue;
        }
        let label = label.ok_or_else(|| no_label(&mark.label))?;
        let (start, end) = place(mark.start, mark.end)?;
        spans.push(Span::new(start, end, label, Reason::Form, 100));
    }
    spans.sort_unstable();
    let ignore = row.ignore.iter().map(|range| place(range.start, range.end)).collect::<Result<_, _>>()?;
    Ok(Gold { marked: Marked { text: row.text, spans }, ignore })
}
