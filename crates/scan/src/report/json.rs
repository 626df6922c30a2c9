//! Reports as JSON: one a line, or all of them in one document with a summary.

use serde::Serialize;

use super::summary::Summary;
use crate::unit::Report;

/// The whole of a scan.
#[derive(Serialize)]
struct Document<'r> {
    summary: &'r Summary,
    files: &'r [Report],
}

/// One report as one line, with its line break.
pub fn line(report: &Report) -> String {
    // A report holds nothing that JSON cannot.
    let mut line = serde_json::to_string(report).unwrap_or_default();
    line.push('\n');
    line
}

/// All reports and the summary as one document.
pub fn document(reports: &[Report], summary: &Summary) -> String {
    serde_json::to_string_pretty(&Document { summary, files: reports }).unwrap_or_default()
}
