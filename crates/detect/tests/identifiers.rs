//! The identifiers of a text, by kind. In the tables, what must be marked stands between « and ».
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

#[path = "identifiers/civic.rs"]
mod civic;
#[path = "identifiers/clean.rs"]
mod clean;
#[path = "identifiers/contact.rs"]
mod contact;
#[path = "identifiers/numbers.rs"]
mod numbers;
#[path = "identifiers/other.rs"]
mod other;
#[path = "identifiers/robust.rs"]
mod robust;

use varsam_detect::{Label, Span, identifier::identifiers};

/// The spans of a text.
fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    identifiers(text, &mut spans);
    spans
}

/// The words that are marked, with their labels.
fn marked(text: &str) -> Vec<(String, Label)> {
    spans(text).iter().map(|span| (span.text(text).to_owned(), span.label)).collect()
}

/// Checks that exactly the stretches between « and » are marked, all as `label`.
fn check(label: Label, lines: &[&str]) {
    let faults: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let text = line.replace(['«', '»'], "");
            let wanted: Vec<_> = line
                .split('«')
                .skip(1)
                .map(|part| (part.split('»').next().unwrap().to_owned(), label))
                .collect();
            let found = marked(&text);
            (found != wanted).then(|| format!("{line:?}\n    found {found:?}"))
        })
        .collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), lines.len(), faults.join("\n"));
}
