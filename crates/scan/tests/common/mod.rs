//! What several tests share: a finder of one string, and where the example program is.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test needs everything, and it may stop where it stands"
)]

use std::path::PathBuf;

use varsam_scan::extract::Input;
use varsam_scan::{Find, Hit, Reason, Report, Task, unit};

/// Finds one string.
pub(crate) fn needle(words: &str) -> impl Find + use<> {
    let words = words.to_owned();
    move |text: &str, hits: &mut Vec<Hit>| {
        let found = text.match_indices(&words);
        hits.extend(found.map(|(at, found)| Hit::new(at, at + found.len(), "NEEDLE", "form", 100)));
    }
}

/// A task that looks for nothing of its own.
pub(crate) fn bare() -> Task {
    Task { detect: false, forms: false, ..Task::default() }
}

/// Reads bytes with a finder of one string.
pub(crate) fn read(name: &str, bytes: &[u8], words: &str) -> Report {
    unit::bytes(Input::from_bytes(bytes), name, &bare(), &mut needle(words))
}

/// The places of all findings.
pub(crate) fn places(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| finding.place.to_string()).collect()
}

/// The reasons of all faults.
pub(crate) fn reasons(report: &Report) -> Vec<Reason> {
    report.faults.iter().map(|fault| fault.reason).collect()
}

/// The example program, which cargo builds with the tests.
pub(crate) fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples").join("scan")
}
