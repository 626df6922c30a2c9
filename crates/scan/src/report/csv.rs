//! Reports as a table that opens in any spreadsheet program: a line a finding, and one a fault.

use crate::place::Place;
use crate::unit::{Finding, Report};

/// The names of the columns.
const COLUMNS: [&str; 12] = [
    "path",
    "kind",
    "state",
    "owner",
    "modified",
    "code",
    "reason",
    "score",
    "place",
    "offset",
    "excerpt",
    "fingerprint",
];

/// All reports as CSV. No cell begins like a formula, so opening the table runs nothing.
pub fn table(reports: &[Report]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for report in reports {
        for finding in &report.findings {
            let _ = writer.write_record(finding_row(report, finding).map(|cell| guarded(&cell)));
        }
        for fault in &report.faults {
            let row = row(report, "fault", fault.reason.code(), "", &fault.place, "");
            let _ = writer.write_record(row.map(|cell| guarded(&cell)));
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn finding_row(report: &Report, finding: &Finding) -> [String; 12] {
    let score = finding.score.to_string();
    let offset = finding.offset.to_string();
    let mut row = row(report, &finding.label, &finding.reason, &score, &finding.place, &offset);
    let [.., excerpt, fingerprint] = &mut row;
    *excerpt = finding.excerpt.clone().unwrap_or_default();
    *fingerprint = finding.fingerprint.clone().unwrap_or_default();
    row
}

fn row(report: &Report, code: &str, reason: &str, score: &str, place: &Place, offset: &str) -> [String; 12] {
    let owner = report.owner.as_ref();
    let owner =
        owner.map(|owner| owner.name.clone().unwrap_or_else(|| owner.id.to_string())).unwrap_or_default();
    [
        report.path.to_string(),
        report.kind.code().to_owned(),
        report.state.code().to_owned(),
        owner,
        report.modified.to_string(),
        code.to_owned(),
        reason.to_owned(),
        score.to_owned(),
        place.to_string(),
        offset.to_owned(),
        String::new(),
        String::new(),
    ]
}

/// A cell that a spreadsheet program takes for text: what begins like a formula gets an apostrophe.
pub fn guarded(cell: &str) -> String {
    let risky = cell
        .trim_start_matches([' ', '\u{A0}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']);
    // A plain negative number is none.
    if risky && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}
