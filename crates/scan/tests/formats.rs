//! Every format: what is planted is found, and at the right place.

#![expect(clippy::string_slice, clippy::cast_possible_truncation, reason = "a test may stop where it stands")]

mod common;

use std::collections::BTreeSet;

use common::read;
use varsam_scan::{Place, Report, State, made};

fn places(report: &Report) -> BTreeSet<String> {
    common::places(report).into_iter().collect()
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

#[test]
fn a_word_across_the_cut_of_two_windows_is_found_once() {
    let words = "anna.svensson@skola.example";
    for lines in [true, false] {
        let filler = if lines { "en rad till\n" } else { "en rad till " };
        for shift in [0, 1, 13, 27] {
            let mut text = "x".repeat(shift);
            while text.len() < 600_000 {
                text.push_str(filler);
                if text.len() % 1000 < filler.len() {
                    text.push_str(words);
                    text.push(' ');
                }
            }
            let report = read("lang.txt", text.as_bytes(), words);
            assert_eq!(report.total() as usize, text.matches(words).count(), "lines {lines}, shift {shift}");
            let last = report.findings.last().unwrap();
            let at = text.rfind(words).unwrap();
            assert_eq!(last.offset as usize, at);
            let line = 1 + text[..at].matches('\n').count();
            assert_eq!(last.place.to_string(), format!("line={line}"));
        }
    }
}

#[test]
fn the_head_of_a_table_goes_before_every_window() {
    let mut text = String::from("namn;klass\n");
    for number in 0..60_000 {
        text.push_str(&format!("Elev {number};7B\n"));
    }
    let mut heads = 0;
    let mut pieces = 0;
    let mut find = |text: &str, _: &mut Vec<varsam_scan::Hit>| {
        pieces += 1;
        heads += usize::from(text.starts_with("namn;klass\n"));
    };
    let input = varsam_scan::extract::Input::from_bytes(text.as_bytes());
    varsam_scan::unit::bytes(input, "lista.csv", &common::bare(), &mut find);
    assert!(heads > 2);
    // The name of the file is a piece of its own.
    assert_eq!(heads, pieces - 1);
}

#[test]
fn a_file_s_name_is_read_too() {
    let report = read("Anna Svensson.txt", b"hej", "Anna Svensson");
    assert_eq!(common::places(&report), ["file-name"]);
}

#[test]
fn the_detector_finds_what_is_planted() {
    let text = "Ring 070-174 06 05 eller skriv till anna.svensson@skola.example\n";
    let task = varsam_scan::Task { excerpts: true, ..Default::default() };
    let input = varsam_scan::extract::Input::from_bytes(text.as_bytes());
    let report = varsam_scan::unit::bytes(input, "a.txt", &task, &mut task.find());
    let email = report.findings.iter().find(|finding| finding.label == "EMAIL").unwrap();
    let excerpt = email.excerpt.as_deref().unwrap();
    assert!(excerpt.contains("****.********@*****.*******"), "{excerpt}");
    assert!(!excerpt.contains("174"), "{excerpt}");
}
