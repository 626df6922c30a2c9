//! Changing runs of letters in markup and nothing else.

use std::ops::Range;

use super::{Plan, RedactError, Replacement};
use crate::markup::{Paragraph, Run};

/// The markup with everything replaced in its paragraphs.
pub(super) fn rewrite(
    source: &str,
    paragraphs: &[Paragraph],
    plan: &mut Plan<'_>,
) -> Result<String, RedactError> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for paragraph in paragraphs {
        let replacements = plan.replacements(&paragraph.text())?;
        if replacements.is_empty() {
            continue;
        }
        edits.extend(changed(&paragraph.runs, &replacements));
        if let Some(number) = &paragraph.number {
            // A cell with a number becomes one with text.
            let kind = match &number.kind {
                Some(kind) => (kind.clone(), "str".to_owned()),
                None => (number.behind_name..number.behind_name, " t=\"str\"".to_owned()),
            };
            edits.push(kind);
        }
    }
    Ok(edited(source, edits))
}

/// The new bytes of every run that changes.
fn changed(runs: &[Run], replacements: &[Replacement]) -> Vec<(Range<usize>, String)> {
    let mut at = 0;
    let mut edits = Vec::new();
    for run in runs {
        let range = at..at + run.text.len();
        at = range.end;
        if run.source.is_empty() {
            continue;
        }
        let new = new_text(run, &range, replacements, runs);
        if new != run.text {
            let escaped = if run.verbatim { new } else { escaped(&new) };
            edits.push((run.source.clone(), escaped));
        }
    }
    edits
}

/// The new letters of one run: the replacement stands in the first run that it touches.
fn new_text(run: &Run, range: &Range<usize>, replacements: &[Replacement], runs: &[Run]) -> String {
    let mut new = String::new();
    let mut kept = range.start;
    for Replacement { start, end, with } in replacements {
        if *end <= range.start || *start >= range.end {
            continue;
        }
        let from = (*start).max(range.start);
        new.push_str(part(&run.text, kept - range.start, from - range.start));
        if first_touched(runs, *start, *end) == Some(range.start) {
            new.push_str(with);
        }
        kept = (*end).min(range.end);
    }
    new.push_str(part(&run.text, kept - range.start, run.text.len()));
    new
}

/// Where the first run with letters of its own begins that a stretch touches.
fn first_touched(runs: &[Run], start: usize, end: usize) -> Option<usize> {
    let mut at = 0;
    runs.iter().find_map(|run| {
        let from = at;
        at += run.text.len();
        (from < end && at > start && !run.source.is_empty()).then_some(from)
    })
}

fn part(text: &str, from: usize, until: usize) -> &str {
    text.get(from..until).unwrap_or_default()
}

/// The source with some ranges written anew.
pub(super) fn edited(source: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut new = String::with_capacity(source.len());
    let mut at = 0;
    for (range, text) in edits {
        if range.start < at {
            continue;
        }
        new.push_str(part(source, at, range.start));
        new.push_str(&text);
        at = range.end;
    }
    new.push_str(part(source, at, source.len()));
    new
}

/// Letters that would be markup are written otherwise.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
