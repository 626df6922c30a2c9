//! `varsam detect` and `varsam redact` as people use them: the real program, its output and its exit codes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod program;

use program::varsam;
use std::fs;
use std::path::Path;
use std::process::Output;

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(args: &[&str], says: &str) {
    let output = varsam(args, "");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert!(error.contains(says), "{args:?}: {error}");
}

#[test]
fn a_text_is_listed_by_line_with_its_reasons() {
    let text = "Hej!\nElsas personnummer är 19121212-1212.\n";
    let list = out(&varsam(&["detect", "text", "--lang", "en"], text));
    assert!(list.contains("2: Personal identity number “19121212-1212”"), "{list}");
    assert!(list.contains("Date and check digit are right."), "{list}");
    let json: serde_json::Value =
        serde_json::from_str(&out(&varsam(&["detect", "text", "-", "--json"], text))).unwrap();
    let found = json.as_array().unwrap().iter().find(|found| found["label"] == "PERSONNUMMER").unwrap();
    assert_eq!((&found["line"], &found["start"]), (&2.into(), &27.into()));
    let nothing = out(&varsam(&["detect", "text", "--lang", "en"], "Lektionen börjar klockan nio."));
    assert!(nothing.contains("Nothing is recognised"), "{nothing}");
}

#[test]
fn spans_are_written_in_code_points() {
    let text = "{\"id\": 7, \"text\": \"Åsa: 19121212-1212\"}\n\n";
    let line = out(&varsam(&["detect", "spans", "--jsonl", "-"], text));
    let row: serde_json::Value = serde_json::from_str(line.trim()).unwrap();
    assert_eq!((&row["id"], &row["text"]), (&7.into(), &"Åsa: 19121212-1212".into()));
    let spans = row["spans"].as_array().unwrap();
    let number = serde_json::json!({"start": 5, "end": 18, "label": "PERSONNUMMER"});
    assert!(spans.contains(&number), "{line}");
}

#[test]
fn texts_marked_by_hand_are_scored() {
    let dir = tempfile::tempdir().unwrap();
    let (lines, marks) = (dir.path().join("gold.jsonl"), dir.path().join("gold.txt"));
    let gold =
        r#"{"text": "Nummer 19121212-1212.", "spans": [{"start": 7, "end": 20, "label": "PERSONNUMMER"}]}"#;
    fs::write(&lines, format!("{gold}\n")).unwrap();
    fs::write(&marks, "# by hand\nNummer [19121212-1212|PERSONNUMMER].\n").unwrap();
    let row = "PERSONNUMMER       1     1 | 1.000 1.000 1.000           | 1.000 1.000 1.000\n";
    for file in [&lines, &marks] {
        let table =
            out(&varsam(&["detect", "score", file.to_str().unwrap(), "--labels", "PERSONNUMMER"], ""));
        let head = "label           gold  pred |     P     R    F1 (overlap) |     P     R    F1 (exact)\n";
        assert!(table.starts_with(head) && table.contains(row), "{table}");
        assert!(table.contains("macro F1 (overlap) 1.000   label-blind redaction recall 1.000"), "{table}");
        assert!(table.contains("n=1 acc=1.000 P=1.000 R=1.000 false-alarm rate on clean=0.000"), "{table}");
    }
    let none = out(&varsam(&["detect", "score", marks.to_str().unwrap(), "--labels", "phone"], ""));
    assert!(
        none.contains("ALL(micro)         0     0 | 1.000 1.000 0.000") || none.contains("n=1"),
        "{none}"
    );
}

#[test]
fn places_to_ignore_are_neither_right_nor_wrong() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("gold.jsonl");
    let gold = r#"{"text": "Nummer 19121212-1212.", "spans": [], "ignore": [{"start": 7, "end": 20}]}"#;
    fs::write(&file, gold).unwrap();
    let table = out(&varsam(&["detect", "score", file.to_str().unwrap(), "--labels", "PERSONNUMMER"], ""));
    assert!(!table.contains("PERSONNUMMER ") && table.contains("n=0"), "{table}");
}

#[test]
fn faults_name_the_file_and_the_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let broken = file("a.jsonl", "{\"text\": \"a\", \"spans\": []}\n{\"text\": 1}\n");
    refused(&["detect", "score", &broken], "a.jsonl:2: column");
    let beyond =
        file("b.jsonl", "{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 9, \"label\": \"PHONE\"}]}");
    refused(&["detect", "score", &beyond], "b.jsonl:1: a span from 0 to 9");
    let label =
        file("c.jsonl", "{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"NAME\"}]}");
    refused(&["detect", "score", &label], "no label is called `NAME`; there are: PERSON");
    let marks = file("d.txt", "ok\n[a|NAME]\n");
    refused(&["detect", "score", &marks], "d.txt:2: no such label");
    refused(&["detect", "text", "/no/such/file"], "/no/such/file: cannot be read");
    refused(&["detect", "spans", "--jsonl", &broken], "a.jsonl:2");
    refused(&["detect", "train", "--data", "/no/such/folder"], "/no/such/folder");
    refused(&["redact", "--labels", "NAME"], "no label is called `NAME`");
}

#[test]
fn a_model_is_trained_the_same_each_time() {
    let dir = tempfile::tempdir().unwrap();
    material(dir.path());
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, texts, model) = (path("data"), path("texts"), path("small.model"));
    let train = ["detect", "train", "--data", &data, "--texts", &texts, "--out", &model];
    assert!(out(&varsam(&train, "")).contains("small.model: "));
    let check = [&train[..], &["--check"]].concat();
    assert!(out(&varsam(&check, "")).contains("is what training makes"));
    fs::write(&model, "old").unwrap();
    let differs = varsam(&check, "");
    assert_eq!(differs.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&differs.stdout).contains("differs; train again"));
    fs::write(dir.path().join("data/names/family.tsv"), "name\tbearers\nBerg\n").unwrap();
    refused(&train, "family.tsv:2: expected a name");
}

/// The smallest material that can be trained on.
fn material(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let news = r#"{"text": "Anna Berg bor i Lund.", "spans": [{"start": 0, "end": 9, "label": "PERSON"}]}"#;
    write("data/train/news.jsonl", news);
    write("data/names/given-female.tsv", "name\tbearers\nAnna\t900\nElsa\t800\n");
    write("data/names/given-male.tsv", "name\tbearers\nAli\t700\n");
    write("data/names/family.tsv", "name\tbearers\nBerg\t600\nLind\t500\n");
    write("data/names/cities.csv", "city\nLund\n");
    write("data/names/jobs.csv", "vocation,gender\nrektor,male\n");
    write("data/names/nationalities.csv", "id,country\n0,Sverige,,['svensk'],['svenskar'],svensk\n");
    write("texts/a.txt", "[Elsa|PERSON] har [feber|HEALTH].\nLektionen är inställd.\n");
    write("texts/patterns/p.txt", "[{given}|PERSON] har [{feber/ont i magen}|HEALTH].\n");
}

#[test]
fn copies_are_redacted() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (list, note) = (path("list.csv"), path("note.txt"));
    fs::write(&list, "nummer;plats\n19121212-1212;A1\n").unwrap();
    fs::write(&note, "Det gäller 19121212-1212 igen.\n").unwrap();
    assert_eq!(out(&varsam(&["redact", &list], "")), "nummer;plats\n█████████████;A1\n");
    let folder = path("copies");
    let told = out(&varsam(&["redact", &list, &note, "--cover", "alias", "-o", &folder], ""));
    assert!(told.contains("covered 1 PERSONNUMMER"), "{told}");
    let copy = |name: &str| fs::read_to_string(dir.path().join("copies").join(name)).unwrap();
    assert_eq!(copy("list.csv"), "nummer;plats\n[Personnummer 1];A1\n");
    assert_eq!(copy("note.txt"), "Det gäller [Personnummer 1] igen.\n");
    let kept = out(&varsam(&["redact", "--labels", "PHONE"], "19121212-1212"));
    assert_eq!(kept, "19121212-1212");
    refused(&["redact", &list, "-o", &list], "is the file itself");
    fs::write(path("a.docx"), "PK\u{3}\u{4}").unwrap();
    refused(&["redact", &path("a.docx")], "a.docx: the file cannot be read in full");
}
