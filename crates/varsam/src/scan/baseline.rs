//! Writes a baseline: what is there today, to be accepted with a reason until a day.

use std::collections::BTreeSet;
use std::io::{self, Write};
use varsam_scan::Report;

/// Why and until when findings are accepted.
#[derive(Debug)]
pub struct Terms {
    /// Why; an entry without a reason does not count, so an empty one has to be filled in.
    pub reason: String,
    /// The last day, as `2027-06-30`.
    pub expires: String,
}

/// Writes an entry for each fingerprint, and for each file and label where findings have none. Returns how many.
pub fn write(
    out: &mut dyn Write,
    reports: impl Iterator<Item = io::Result<Report>>,
    terms: &Terms,
) -> io::Result<usize> {
    let mut seen = BTreeSet::new();
    for report in reports {
        let report = report?;
        let path = quoted(&pattern(&report.path.to_string()));
        for finding in &report.findings {
            let what = match &finding.fingerprint {
                Some(fingerprint) => format!("fingerprint = {}", quoted(fingerprint)),
                None => format!("path = {path}\nlabel = {}", quoted(&finding.label)),
            };
            if !seen.contains(&what) {
                let (reason, expires) = (quoted(&terms.reason), &terms.expires);
                writeln!(out, "[[accepted]]\n{what}\nreason = {reason}\nexpires = {expires}\n")?;
                seen.insert(what);
            }
        }
    }
    Ok(seen.len())
}

/// A pattern that matches this path and no other.
fn pattern(path: &str) -> String {
    path.chars().fold(String::new(), |pattern, sign| {
        let slash = if "*?[]{}!\\".contains(sign) { "\\" } else { "" };
        pattern + slash + &sign.to_string()
    })
}

/// A string of TOML, whose escapes are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use varsam_scan::baseline::Baseline;
    use varsam_scan::{Finding, Place};

    #[test]
    fn what_was_written_is_accepted() {
        let (label, reason) = ("PHONE".to_owned(), String::new());
        let finding = Finding {
            label,
            reason,
            score: 90,
            place: Place::default(),
            offset: 0,
            excerpt: None,
            fingerprint: None,
        };
        let mut report = Report::empty("/g/[a] {b}*\"\n.txt".into());
        report.counts.insert("PHONE".to_owned(), 2);
        report.findings = vec![finding.clone(), finding];
        let terms = |reason: &str| Terms { reason: reason.to_owned(), expires: "2027-06-30".to_owned() };
        let mut text = Vec::new();
        assert_eq!(write(&mut text, [Ok(report.clone())].into_iter(), &terms("switchboard")).unwrap(), 1);
        let (baseline, problems) = Baseline::read(std::str::from_utf8(&text).unwrap(), "2026-11-21");
        assert!(problems.is_empty(), "{problems:?}");
        baseline.apply(&mut report);
        assert_eq!((report.total(), report.accepted["PHONE"]), (0, 2));
        let mut open = Vec::new();
        report.findings = Vec::new();
        assert_eq!(write(&mut open, [Ok(report)].into_iter(), &terms("")).unwrap(), 0);
    }
}
