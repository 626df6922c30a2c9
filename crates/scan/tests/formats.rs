//! Every format: what is planted is found, and at the right place.

use std::collections::BTreeSet;

use varsam_scan::extract::Input;
use varsam_scan::{Find, Hit, Place, Report, State, Task, made, unit};

/// Finds one string.
fn needle(words: &str) -> impl Find + use<> {
    let words = words.to_owned();
    move |text: &str, hits: &mut Vec<Hit>| {
        hits.extend(
            text.match_indices(&words)
                .map(|(at, found)| Hit::new(at, at + found.len(), "NEEDLE", "form", 100)),
        );
    }
}

fn read(name: &str, bytes: &[u8], words: &str) -> Report {
    let task = Task { detect: false, forms: false, ..Task::default() };
    unit::bytes(Input::from_bytes(bytes), name, &task, &mut needle(words))
}

fn places(report: &Report) -> BTreeSet<String> {
    report.findings.iter().map(|finding| finding.place.to_string()).collect()
}

#[test]
fn everything_planted_is_found_at_its_place() {
    for words in ["anna.svensson@skola.example", "Åsa Öberg"] {
        let mut wrong = Vec::new();
        for file in made::all(words).unwrap() {
            let report = read(&file.name, &file.bytes, words);
            let expected: BTreeSet<String> = file.places.iter().map(Place::to_string).collect();
            let found = places(&report);
            if found != expected || report.state != State::Read || report.kind != file.kind {
                wrong.push(format!(
                    "{}: {:?} {:?}\n  expected {expected:?}\n  found    {found:?}",
                    file.name, report.kind, report.faults
                ));
            }
        }
        assert!(wrong.is_empty(), "{words}: {}", wrong.join("\n"));
    }
}
