//! The rulebooks that come with the program: sound, full of examples, and guarded by invariants that bite.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may stop where it stands")]

use std::fs;
use std::path::Path;
use varsam_rules::{File, Problem, Rulebooks, Severity};

fn files() -> Vec<File> {
    fn collect(folder: &Path, from: &Path, into: &mut Vec<File>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, from, into);
            } else {
                let name = path.strip_prefix(from).unwrap().to_string_lossy().replace('\\', "/");
                into.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    files.sort();
    files
}

fn read(files: &[File]) -> (Rulebooks, Vec<Problem>) {
    Rulebooks::from_files(files, "2026-11-21".parse().unwrap())
}

#[track_caller]
fn no_errors(problems: &[Problem]) {
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn nothing_is_wrong_with_them() {
    let (books, problems) = read(&files());
    no_errors(&problems);
    no_errors(&books.check().1);
}

#[test]
fn examples_and_invariants_are_many() {
    let (books, _) = read(&files());
    let (reports, _) = books.check();
    let cases = books.cases.len();
    assert!(cases >= 150, "{cases} cases");
    assert!(reports.iter().flat_map(|report| &report.cases).all(|case| case.failure.is_none()));
    let proven = |id| {
        let mut reports =
            reports.iter().flat_map(|report| &report.nevers).filter(|never| never.never == id).peekable();
        reports.peek().is_some() && reports.all(|never| never.refuted.is_none())
    };
    let proven = books.nevers.iter().filter(|(id, _)| proven(*id)).count();
    assert!(proven >= 12 && proven == books.nevers.len(), "{proven} of {} invariants", books.nevers.len());
}

#[test]
fn interviews_ask_at_most_half_of_the_facts() {
    let (books, _) = read(&files());
    let (reports, _) = books.check();
    let cases = || reports.iter().flat_map(|report| &report.cases);
    let (asked, all) = cases().fold((0, 0), |(asked, all), case| (asked + case.asked.0, all + case.asked.1));
    assert!(all > 0 && asked * 2 <= all, "{asked} of {all} facts are asked");
}

/// Replaces a piece of one rule.
fn change(files: &mut [File], rule: &str, piece: &str, other: &str) {
    let id = format!("```rule\nid = \"{rule}\"\n");
    let (_, text) = files.iter_mut().find(|(_, text)| text.contains(&id)).unwrap();
    let start = text.find(&id).unwrap() + id.len();
    let end = start + text[start..].find("```").unwrap();
    assert!(text[start..end].contains(piece), "`{rule}` has no {piece}");
    text.replace_range(start..end, &text[start..end].replacen(piece, other, 1));
}

/// Takes the rule that protects children out of force and extends the one on older pupils to all of them.
#[test]
fn breaking_an_invariant_is_caught_with_an_example() {
    let mut files = files();
    change(&mut files, "sol-37-under-13", "", "unless = \"under_13\"\n");
    change(&mut files, "sol-38-upper-secondary", "upper_secondary_pupil", "person == pupil");
    let (books, problems) = read(&files);
    no_errors(&problems);
    let (reports, problems) = books.check();
    let refuted = reports.iter().flat_map(|report| &report.nevers).find_map(|report| {
        let is_it = books.nevers[report.never].id == "sol-no-child-under-13";
        report.refuted.as_ref().filter(|_| is_it)
    });
    let (question, witness) = refuted.unwrap_or_else(|| panic!("nothing is refuted: {problems:?}"));
    let shown = witness.show(&books);
    assert!(problems.iter().any(|problem| problem.message.contains(&shown)), "{shown}");
    let age = shown.split(' ').find_map(|word| word.strip_prefix("age=")).unwrap();
    assert!(age.parse::<u32>().unwrap() < 13, "{shown}");

    // Who asks there is told yes.
    let facts = shown.split(' ').map(|word| word.split_once('=').unwrap());
    let stacks = reports.iter().filter(|report| report.nevers.iter().any(|never| never.refuted.is_some()));
    let mut yes = stacks.map(|report| {
        let stack = books.stack(&report.stack).unwrap();
        let situation = books.situation(stack, *question, facts.clone()).unwrap();
        books.ask(stack, &situation).verdict.name()
    });
    assert!(yes.any(|verdict| verdict.starts_with("yes")), "{shown}");
}
