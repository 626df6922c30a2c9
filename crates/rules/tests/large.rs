//! Rulebooks that are too much: each is refused, or read in a time that a server can spare, and none brings the
//! program down.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod broken;

use broken::{OWN_MD, WORDS_MD, and, problems, read, with};
use std::fs;
use std::path::{Path, PathBuf};
use varsam_rules::{File, Rulebooks};

/// A sound rulebook in which the rule `own-no` of line 22 applies under another condition.
fn when(more: &str, condition: &str) -> Vec<File> {
    let mut files = and(WORDS_MD, more);
    files[2].1 = files[2].1.replace("\"not consent\"", &format!("\"not consent and {condition}\""));
    files
}

fn yes_no(id: &str, more: &str) -> String {
    format!(
        "\n```fact\nid = \"{id}\"\nkind = \"yes_no\"\nsv = \"\"\nen = \"\"\nlabel = {{ sv = \"\", en = \"\" }}\n{more}```\n"
    )
}

fn term(id: &str, when: &str) -> String {
    format!("\n```term\nid = \"{id}\"\nwhen = \"{when}\"\nsv = \"\"\nen = \"\"\n```\n")
}

fn joined(count: usize, word: &str, name: impl Fn(usize) -> String) -> String {
    (0..count).map(name).collect::<Vec<_>>().join(word)
}

#[test]
fn a_megabyte_of_nesting_in_a_condition() {
    let deep = |condition: &str| problems(&with(OWN_MD, "not consent\"", &format!("{condition}\"")));
    let expected = "error: nested deeper than 64; name a part of it as a `term`";
    assert_eq!(deep(&"(".repeat(1_000_000)), format!("town/rules.md:25:74: {expected}"));
    assert_eq!(deep(&"not ".repeat(250_000)), format!("town/rules.md:25:269: {expected}"));
    assert_eq!(deep(&format!("not consent{}", " or not consent".repeat(60_000))), "");
}

#[test]
fn a_megabyte_of_nesting_in_toml() {
    let deep =
        |lines: String| problems(&with(OWN_MD, "id = \"own-no\"", &format!("id = \"own-no\"\n{lines}")));
    for lines in ["cites = ".to_owned() + &"[".repeat(1_000_000), "x = ".to_owned() + &"{a=".repeat(300_000)]
    {
        let found = deep(lines);
        assert!(
            found.starts_with("town/rules.md:23:") && found.ends_with("max recursion depth met"),
            "{found}"
        );
    }
    let found = deep(format!("a{} = 1", ".a".repeat(500_000)));
    assert!(found.starts_with("town/rules.md:2") && found.len() < 300, "{found}");
}

#[test]
fn a_megabyte_of_nesting_in_markdown() {
    let pieces = [
        (">", 1_000_000),
        ("- ", 500_000),
        ("[", 1_000_000),
        ("![a](", 200_000),
        ("*a **b ", 140_000),
        ("<a ", 300_000),
    ];
    for (piece, times) in pieces {
        assert_eq!(problems(&and(OWN_MD, &format!("\n{}x\n", piece.repeat(times)))), "", "{piece}");
    }
    let ticks: String = (1..1_400).map(|count| "`".repeat(count) + " ").collect();
    assert_eq!(problems(&and(OWN_MD, &format!("\n{ticks}\n"))), "");
}

/// Each term names the one before it twice: 24 of them stand for 16 million comparisons.
#[test]
fn terms_that_double() {
    let terms: String =
        (1..=24).map(|at| term(&format!("t{at}"), &format!("t{0} and t{0}", at - 1))).collect();
    let found = problems(&when(&(term("t0", "pupil") + &terms), "t24"));
    assert!(found.contains("vocabulary/words.md:") && found.contains("too many"), "{found}");
}

/// A chain of names is no deeper than the program's stack.
#[test]
fn terms_in_a_long_chain() {
    let terms: String = (1..=2_000).map(|at| term(&format!("t{at}"), &format!("t{}", at - 1))).collect();
    let found = problems(&when(&(term("t0", "pupil") + &terms), "t2000"));
    assert!(found.contains("vocabulary/words.md:") && found.contains("too many"), "{found}");
}

#[test]
fn guards_that_double() {
    let guard = |at: usize| format!("applies = \"f{0} or not f{0}\"\n", at - 1);
    let facts: String = (1..=18).map(|at| yes_no(&format!("f{at}"), &guard(at))).collect();
    let found = problems(&when(&(yes_no("f0", "") + &facts), "f18"));
    assert!(found.contains("vocabulary/words.md:") && found.contains("too many"), "{found}");
}

#[test]
fn a_question_with_too_many_facts() {
    let refused = |count: usize, more: &str| {
        let facts: String = (0..count).map(|at| yes_no(&format!("f{at}"), more)).collect();
        problems(&when(&facts, &joined(count, " and ", |at| format!("f{at}"))))
    };
    let expected = |facts: &str| {
        format!(
            "vocabulary/words.md:58:6: error: `publish` in stack `town` depends on {facts}; at most 48 and 14\n  \
             help: split the question, or merge facts that rules never tell apart"
        )
    };
    assert_eq!(refused(45, ""), expected("49 facts, 1 of them arrangeable"));
    assert_eq!(refused(14, "arrange = true\n"), expected("18 facts, 15 of them arrangeable"));
    assert_eq!(refused(44, ""), "");
}

#[test]
fn a_question_with_too_large_a_diagram() {
    let facts: String = ["x", "y"]
        .iter()
        .flat_map(|name| (0..20).map(move |at| yes_no(&format!("{name}{at}"), "")))
        .collect();
    let pairs = joined(20, " or ", |at| format!("x{at} and y{at}"));
    assert_eq!(
        problems(&when(&facts, &format!("({pairs})"))),
        "vocabulary/words.md:58:6: error: `publish` in stack `town` needs a diagram of more than 200000 nodes\n  \
         help: split the question, or merge facts that rules never tell apart"
    );
}

#[test]
fn a_number_cut_at_too_many_places() {
    let mut files =
        when("", &format!("pupil and ({})", joined(20_000, " or ", |at| format!("age == {}", 2 * at))));
    files[0].1 = files[0].1.replace("max = 120", "max = 1000000");
    assert_eq!(
        problems(&files),
        "vocabulary/words.md:58:6: error: `publish` in stack `town` cuts `age` into 40000 intervals; at most 64\n  \
         help: split the question, or merge facts that rules never tell apart"
    );
}

/// The largest number there is has no next one.
#[test]
fn a_number_that_goes_as_far_as_numbers_go() {
    let bounds = [("min = 0", format!("min = {}", i64::MIN)), ("max = 120", format!("max = {}", i64::MAX))];
    for (operator, number) in
        [("<=", i64::MAX), (">", i64::MAX), ("==", i64::MAX), ("<", i64::MIN), ("!=", i64::MIN)]
    {
        let mut files = when("", &format!("pupil and age {operator} {number}"));
        for (bound, other) in &bounds {
            files[0].1 = files[0].1.replace(bound, other);
        }
        let (books, problems) = read(&files);
        assert!(problems.is_empty(), "{problems:?}");
        drop(books.check());
    }
}

#[test]
fn a_file_that_is_too_large() {
    assert_eq!(
        problems(&and(OWN_MD, &" ".repeat(2_200_000))).lines().last().unwrap(),
        "town/rules.md: error: the file is larger than 2 MB"
    );
}

/// A folder of its own for one test.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rules-{name}-{}", std::process::id()));
    for (file, bytes) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn loaded(folder: &Path) -> String {
    let (_, problems) = Rulebooks::load(folder, "2026-11-21".parse().unwrap());
    let said = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    said.replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn folders_that_cannot_be_read() {
    let missing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("there-is-no-such-folder");
    assert!(loaded(&missing).starts_with("FOLDER: error: cannot be read: "), "{}", loaded(&missing));

    let files = broken::sound();
    let mut bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(file, text)| (file.as_str(), text.as_bytes())).collect();
    bytes.push(("town/notes.md", b"\xff\xfe\x00"));
    bytes.push((".git/notes.md", b"hidden"));
    bytes.push(("town/picture.png", b"\xff"));
    let latin = folder("latin", &bytes);
    assert_eq!(loaded(&latin), "town/notes.md: error: is not UTF-8 text\n  help: save the file as UTF-8");
    fs::remove_dir_all(latin).unwrap();

    let names: Vec<String> = (0..2_001).map(|at| format!("town/{at}.md")).collect();
    let many = folder("many", &names.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>());
    assert_eq!(loaded(&many), "FOLDER: error: 2001 files with 0 bytes are too much for a rulebook folder");
    fs::remove_dir_all(many).unwrap();
}

#[cfg(unix)]
#[test]
fn folders_that_lead_into_themselves() {
    let files = broken::sound();
    let bytes: Vec<(&str, &[u8])> =
        files.iter().map(|(file, text)| (file.as_str(), text.as_bytes())).collect();
    let circle = folder("circle", &bytes);
    std::os::unix::fs::symlink(&circle, circle.join("town/again")).unwrap();
    // The same files once more under another name: two editions of each, but no endless walk.
    let found = loaded(&circle);
    fs::remove_dir_all(&circle).unwrap();
    assert!(found.lines().count() < 100, "{found}");
}
