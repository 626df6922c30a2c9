//! Around the reading: state, baseline, roster, search, forms and what is written down.

#![expect(clippy::string_slice, reason = "a test may stop where it stands")]

mod common;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use common::{bare, needle, program};
use varsam_scan::baseline::{Baseline, Problem};
use varsam_scan::extract::Input;
use varsam_scan::key::Key;
use varsam_scan::report::{csv, json, sarif, summary::Summary};
use varsam_scan::roster::{Identity, Roster};
use varsam_scan::state::{StateError, StateFile};
use varsam_scan::{FilePath, Report, Task, Unit, forms, made, unit};

const WORDS: &str = "anna.svensson@skola.example";

fn key() -> Key {
    Key::new([7; 32])
}

fn report_of(path: &std::path::Path) -> Report {
    unit::read(&Unit { path: path.into() }, &bare(), &mut needle(WORDS))
}

#[test]
fn a_state_is_used_again_where_nothing_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, state) =
        (folder.path().join("a.txt"), folder.path().join("b.txt"), folder.path().join("state"));
    fs::write(&a, WORDS).unwrap();
    fs::write(&b, "hej").unwrap();
    let mut open = StateFile::open(&state, "1").unwrap();
    open.add(&report_of(&a)).unwrap();
    open.add(&report_of(&b)).unwrap();
    assert_eq!(open.unchanged(&a.clone().into()).unwrap(), report_of(&a));
    drop(open);

    let mut open = StateFile::open(&state, "1").unwrap();
    assert_eq!(open.unchanged(&a.clone().into()).unwrap(), report_of(&a));
    fs::write(&a, "något annat").unwrap();
    assert_eq!(open.unchanged(&a.clone().into()), None);
    open.add(&report_of(&a)).unwrap();
    assert_eq!(open.finish().unwrap(), [FilePath::from(b)]);
    drop(open);

    assert_eq!(StateFile::open(&state, "1").unwrap().len(), 1);
    assert!(StateFile::open(&state, "2").unwrap().is_empty());
}

#[test]
fn a_state_cut_in_the_middle_loses_its_last_line_only() {
    let folder = tempfile::tempdir().unwrap();
    let (file, state) = (folder.path().join("a.txt"), folder.path().join("state"));
    fs::write(&file, WORDS).unwrap();
    let mut open = StateFile::open(&state, "1").unwrap();
    open.add(&report_of(&file)).unwrap();
    drop(open);
    let whole = fs::read(&state).unwrap();
    let head = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in 0..whole.len() {
        fs::write(&state, &whole[..length]).unwrap();
        let mut open = StateFile::open(&state, "1").unwrap();
        assert!(open.is_empty());
        assert_eq!(open.dropped(), u64::from(length > head), "{length}");
        open.add(&report_of(&file)).unwrap();
        drop(open);
        assert_eq!(fs::read(&state).unwrap(), whole);
    }
    fs::write(&state, "some other file\n").unwrap();
    assert!(matches!(StateFile::open(&state, "1"), Err(StateError::Other { .. })));
    assert_eq!(fs::read(&state).unwrap(), b"some other file\n");
}

#[test]
fn a_scan_goes_on_after_it_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    made::many(&files, 120, &[WORDS.to_owned()]).unwrap();
    let state = folder.path().join("state");
    let scan = || {
        let mut command = Command::new(program());
        command.args([&files, &state]).stdout(Stdio::piped());
        command
    };
    let mut first = scan().spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    for _ in 0..30 {
        lines.next().unwrap().unwrap();
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let second = String::from_utf8(scan().output().unwrap().stdout).unwrap();
    let done = second.lines().count();
    assert!(done <= 91 && done > 0, "{done} read again");
    let third = scan().output().unwrap().stdout;
    assert!(third.is_empty(), "{}", String::from_utf8_lossy(&third));
}

#[test]
fn a_baseline_accepts_until_its_last_day() {
    let task = Task { key: Some(key()), ..bare() };
    let mut report =
        unit::bytes(Input::from_bytes(WORDS.as_bytes()), "arkiv/a.txt", &task, &mut needle(WORDS));
    let print = report.findings[0].fingerprint.clone().unwrap();
    let text = format!(
        "[[accepted]]\nfingerprint = \"{print}\"\nreason = \"on the web anyway\"\nexpires = 2027-06-30\n"
    );
    let (baseline, problems) = Baseline::read(&text, "2027-06-30");
    assert_eq!(problems, []);
    let before = report.clone();
    baseline.apply(&mut report);
    assert_eq!((report.findings.len(), report.total(), report.accepted["NEEDLE"]), (0, 0, 1));
    let (baseline, problems) = Baseline::read(&text, "2027-07-01");
    assert_eq!(problems, [Problem::Expired { line: 1, expires: "2027-06-30".into() }]);
    let mut again = before.clone();
    baseline.apply(&mut again);
    assert_eq!(again, before);
    let text = "[[accepted]]\npath = \"arkiv/*.txt\"\nlabel = \"NEEDLE\"\nreason = \"old\"\nexpires = \"2030-01-01\"\n\n[[accepted]]\npath = \"x\"\nexpires = 2030-01-01\n\n[[accepted]]\npath = \"x\"\nreason = \"y\"\n";
    let (baseline, problems) = Baseline::read(text, "2027-07-01");
    assert_eq!(problems, [Problem::NoReason { line: 7 }, Problem::NoDay { line: 11 }]);
    let mut again = before;
    baseline.apply(&mut again);
    assert_eq!(again.total(), 0);
    let (_, problems) = Baseline::read("a = 1", "2027-01-01");
    assert!(matches!(problems[..], [Problem::Format { line: 1, .. }]));
}

const ROSTER: &str = "Personnummer;Förnamn;Efternamn;E-post;Telefon\n20120105-2399;Anna Karin;Svensson-Öberg;anna@skola.example;070-174 06 05\n20110203-2385;Åke;Ek;ake@skola.example;08-123 456\n";

fn whose(roster: &Roster, text: &str) -> Vec<String> {
    let mut hits = Vec::new();
    varsam_scan::Find::find(&mut roster.clone(), text, &mut hits);
    hits.iter().map(|hit| format!("{}:{}", hit.reason, &text[hit.start..hit.end])).collect()
}

#[test]
fn a_roster_knows_its_own() {
    for encoding in [encoding_rs::UTF_8, encoding_rs::WINDOWS_1252] {
        let roster = Roster::from_csv(&encoding.encode(ROSTER).0, key()).unwrap();
        assert_eq!(roster.pupils, 2);
        for (text, found) in [
            ("Se 120105-2399.", "number:120105-2399"),
            ("Se 201201052399.", "number:201201052399"),
            ("Ring +46 70 174 06 05 nu", "phone:+46 70 174 06 05"),
            ("till Anna@Skola.example.", "email:Anna@Skola.example"),
            ("mamma till Anna Svensson", "name:Anna Svensson"),
            ("Anna-Karin Svensson Öberg är", "name:Anna-Karin Svensson Öberg"),
            ("Öberg, Anna", "name:Öberg, Anna"),
            ("Svensson-Öberg Anna Karins bok", "name:Svensson-Öberg Anna Karins"),
            ("ANNA OBERG", "name:ANNA OBERG"),
            ("Åke Eks cykel", "name:Åke Eks"),
        ] {
            assert_eq!(whose(&roster, text), [found], "{text}");
        }
        for text in [
            "Anna kom",
            "Svensson",
            "Anna Ek",
            "anna svensson",
            "Anna. Svensson",
            "120105-2390",
            "070-174 06 06",
        ] {
            assert!(whose(&roster, text).is_empty(), "{text}");
        }
    }
}

#[test]
fn a_roster_file_holds_no_names() {
    let (roster, key) = Roster::from_csv(ROSTER.as_bytes(), key()).unwrap().without_key();
    let text = serde_json::to_string(&roster).unwrap();
    for word in ["Anna", "anna", "svensson", "120105", "174", "key"] {
        assert!(!text.contains(word), "{word}");
    }
    let read: Roster = serde_json::from_str(&text).unwrap();
    assert!(read.check().is_err());
    assert_eq!(whose(&read.with_key(key.unwrap()), "Åke Ek"), ["name:Åke Ek"]);
    assert!(Roster::from_csv(b"a;b\n1;2\n", Key::new([1; 32])).is_err());
}

#[test]
fn a_search_says_the_place_and_nothing_else() {
    let identity = Identity {
        number: Some("20120105-2399".into()),
        given: "Åsa".into(),
        family: "Öberg".into(),
        ..Identity::default()
    };
    assert_eq!(format!("{identity:?}"), "Identity(…)");
    let task = Task { key: Some(key()), excerpts: true, ..Task::search_for(identity) };
    assert!(!format!("{task:?}").contains("berg"));
    let bytes = made::docx_split("Åsa Öberg").unwrap();
    let report = unit::bytes(Input::from_bytes(&bytes), "a.docx", &task, &mut task.find());
    assert_eq!(report.total(), 8);
    // A search for one person also looks where a name is written small.
    let small =
        unit::bytes(Input::from_bytes(b"asa.oberg@x asa_oberg asa oberg"), "a.txt", &task, &mut task.find());
    assert_eq!(small.total(), 3);
    let line = json::line(&report);
    assert!(!line.contains("berg") && !line.contains("excerpt") && !line.contains("fingerprint"), "{line}");
}

#[test]
fn questions_that_ask_for_personal_data_are_found() {
    let google = r#"{"info": {"title": "Enkät"}, "items": [
        {"title": "Vad heter du?", "questionItem": {"question": {"textQuestion": {}}}},
        {"title": "Vad tyckte du om lektionen?", "questionItem": {"question": {"scaleQuestion": {}}}},
        {"title": "Har du någon allergi?", "questionItem": {"question": {"choiceQuestion": {}}}}]}"#;
    let questions = forms::questions(google);
    let asked: Vec<_> = questions.iter().map(|one| (one.line, one.answer, one.asks())).collect();
    assert_eq!(
        asked,
        [
            (2, forms::Answer::Text, Some("name")),
            (3, forms::Answer::Choice, None),
            (4, forms::Answer::Choice, Some("health"))
        ]
    );
    let printed =
        "Trivselenkät\n* Obligatoriskt\n1. Ditt personnummer *\nAnge ditt svar\n2. Trivs du i skolan? *\n";
    let asked: Vec<_> = forms::questions(printed).iter().filter_map(forms::Question::asks).collect();
    assert_eq!(asked, ["number"]);
    let answers = "ID\tStarttid\tSlutförandetid\tVilket modersmål har du?\tVad vill du äta?\n1\t2\t3\tx\ty\n";
    let asked: Vec<_> = forms::questions(answers).iter().filter_map(forms::Question::asks).collect();
    assert_eq!(asked, ["origin"]);
    for plain in ["Vad är namnet på Sveriges huvudstad?", "Vad heter huvudpersonen i boken?", "Hur gick det?"]
    {
        assert_eq!(forms::asks(plain), None, "{plain}");
    }
    assert!(forms::questions("Vad heter du? frågade hon.\n").is_empty());
    for (name, bytes) in [
        ("form.json", google.as_bytes().to_vec()),
        ("svar.csv", answers.as_bytes().to_vec()),
        ("form.docx", made::docx(&printed.lines().collect::<Vec<_>>()).unwrap()),
    ] {
        let task = Task { detect: false, ..Task::default() };
        let report = unit::bytes(Input::from_bytes(&bytes), name, &task, &mut task.find());
        assert!(report.counts.contains_key(forms::LABEL), "{name}: {report:?}");
    }
}

#[test]
fn fingerprints_are_of_the_value_and_not_of_its_spelling() {
    let task = Task { key: Some(key()), ..Task::default() };
    let text = "Personnummer 20120105-2399 och 120105-2399\n";
    let report = unit::bytes(
        Input::from_bytes(text.as_bytes()),
        "a.txt",
        &task,
        &mut |text: &str, hits: &mut Vec<_>| {
            for words in ["20120105-2399", " 120105-2399"] {
                if let Some(at) = text.find(words) {
                    hits.push(varsam_scan::Hit::new(at, at + words.len(), "PERSONNUMMER", "checked", 100));
                }
            }
        },
    );
    let prints: Vec<_> = report.findings.iter().map(|finding| finding.fingerprint.clone().unwrap()).collect();
    assert_eq!(prints[0], prints[1]);
    assert_eq!(prints[0].len(), 32);
}

fn two_reports() -> Vec<Report> {
    let task = Task { excerpts: true, key: Some(key()), ..bare() };
    let one = unit::bytes(
        Input::from_bytes(format!("=1\n{WORDS}").as_bytes()),
        "=cmd å.txt",
        &task,
        &mut needle(WORDS),
    );
    let locked =
        unit::bytes(Input::from_bytes(include_bytes!("locked.7z")), "b.7z", &task, &mut needle(WORDS));
    vec![one, locked]
}

#[test]
fn a_table_runs_no_formula() {
    let table = csv::table(&two_reports());
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("path,kind,state"));
    assert!(lines[1].starts_with("'=cmd å.txt,text,read") && lines[1].contains("line=2"), "{}", lines[1]);
    assert!(lines[2].contains("fault,password"));
    for risky in ["=1+1", "+1 2", "-x", "@SUM(A1)", "\t=1", " =1", "\r1"] {
        assert!(csv::guarded(risky).starts_with('\''), "{risky}");
    }
    assert_eq!(csv::guarded("-12"), "-12");
}

#[test]
fn sarif_has_what_its_schema_asks_for() {
    let log = sarif::log(&two_reports(), "0.1.0", &|code| format!("words for {code}"));
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], run["tool"]["driver"]["rules"][0]["id"]);
    assert_eq!(result["message"]["text"], "words for NEEDLE");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%3Dcmd%20%C3%A5.txt");
    assert_eq!(place["region"]["startLine"], 2);
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
        "words for password"
    );
}

#[test]
fn a_summary_adds_up() {
    let reports = two_reports();
    let summary = Summary::of(&reports, 86_400 * 400);
    assert_eq!((summary.total.files, summary.total.hit), (2, 1));
    assert_eq!(summary.total.counts["NEEDLE"], 1);
    assert_eq!(summary.faults["password"], 1);
    assert_eq!(summary.kinds["text"].files, 1);
    let text = json::document(&reports, &summary);
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["files"].as_array().unwrap().len(), 2);
    assert_eq!(read["summary"]["ages"]["three-years"]["files"], 2);
}
