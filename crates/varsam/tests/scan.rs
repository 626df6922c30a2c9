//! `varsam scan` and `varsam roster` as people use them: what they print, write and exit with.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod program;

use program::varsam;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use varsam_scan::made;

/// A number that Skatteverket gives out for tests, and a person that nobody is.
const NUMBER: &str = "19121212-1212";
const NAME: &str = "Elsa Lindqvist";

/// A folder for one test.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap()
    }

    /// All that was written outside `filer`, the folder that is scanned.
    fn written(&self) -> Vec<(PathBuf, String)> {
        let all = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path());
        let files = all.filter(|path| path.is_file());
        files
            .map(|path| (path.clone(), String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()))
            .collect()
    }
}

/// Runs a scan that ends with this code; what it prints.
fn scan(code: i32, args: &[&str]) -> String {
    let output = varsam(&[&["scan"], args].concat(), "");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {error}");
    assert!(error.is_empty() || code == 2, "{error}");
    String::from_utf8(output.stdout).unwrap() + &error
}

fn labels(file: &Value) -> Vec<&str> {
    file["findings"].as_array().unwrap().iter().map(|finding| finding["label"].as_str().unwrap()).collect()
}

#[test]
fn exit_codes_tell_nothing_something_and_unread() {
    let place = Place::new();
    let (empty, found) =
        (place.file("tomt/a.txt", "Lektionen börjar klockan nio."), place.file("fynd/a.txt", NUMBER));
    let nothing = scan(0, &[&empty]);
    assert!(nothing.contains("Inget känns igen. Det betyder inte"), "{nothing}");
    assert!(scan(1, &[&found]).contains("Personnummer"));
    let both = scan(2, &[&found, &place.path("saknas")]);
    assert!(
        both.contains("Personnummer") && both.contains("Finns inte") && both.contains("saknas"),
        "{both}"
    );
    assert!(scan(2, &[]).contains("Usage"));
    assert!(
        scan(2, &[&found, "--labels", "NAMN"]).contains("no label is called `NAMN`; there are: IDENTITY")
    );
    assert!(scan(2, &[&found, "--json", "/no/such/folder/a"]).contains("cannot be written"));
    assert!(scan(2, &[&found, "--json", "-", "--csv", "-"]).contains("takes one report"));
}

#[test]
fn two_paths_are_one_scan() {
    let place = Place::new();
    let (a, b) = (place.file("a/a.txt", NUMBER), place.file("b/b.txt", NUMBER));
    let folder = place.0.path().to_str().unwrap();
    let found = scan(1, &[&place.path("a"), &place.path("b"), "--lang", "en"]);
    assert!(found.contains("Files: 2 ") && found.contains(&a) && found.contains(&b), "{found}");
    // A folder that is inside another is not read twice, and neither are the scan's own files.
    let json = place.path("r.json");
    scan(1, &[folder, &place.path("a"), "--json", &json, "--state", &place.path("s")]);
    assert_eq!(place.json("r.json")["summary"]["total"]["files"], 2);
    scan(1, &[folder, "--json", &json, "--state", &place.path("s")]);
    assert_eq!((&place.json("r.json")["read"], &place.json("r.json")["unchanged"]), (&0.into(), &2.into()));
}

#[test]
fn a_report_holds_places_and_never_the_data() {
    let place = Place::new();
    for made in made::all(NUMBER).unwrap() {
        place.file(&format!("filer/{}", made.name), made.bytes);
    }
    place.file("filer/n.txt", format!("{NAME}, {NUMBER}, har diabetes. Ring 070-174 06 35."));
    let names = ["r.json", "r.csv", "r.sarif", "r.html", "b.toml"];
    let [json, csv, sarif, html, baseline] = names.map(|name| place.path(name));
    let files =
        ["--json", &json, "--csv", &csv, "--sarif", &sarif, "--html", &html, "--write-baseline", &baseline];
    let state = ["--state", &place.path("state")];
    let screen = scan(1, &[&[place.path("filer").as_str()], &files[..], &state].concat());
    let all = place.written().into_iter().chain([(PathBuf::from("screen"), screen)]);
    for (name, text) in all {
        for data in [NUMBER, "191212121212", "Lindqvist", "diabetes", "070-174"] {
            assert!(!text.contains(data), "{} holds {data}", name.display());
        }
    }
    let report = place.json("r.json");
    assert!(report["summary"]["total"]["counts"]["PERSONNUMMER"].as_u64().unwrap() > 30);
    let table = place.text("r.csv");
    assert!(table.starts_with("path,kind,state,owner,") && table.matches("path,kind").count() == 1);
    assert!(table.contains(",PERSONNUMMER,checked,"), "{table}");
    let sarif = place.json("r.sarif");
    assert_eq!(
        (&sarif["version"], &sarif["runs"][0]["tool"]["driver"]["name"]),
        (&"2.1.0".into(), &"varsam".into())
    );
    assert!(sarif["runs"][0]["results"].as_array().unwrap().len() > 30);
    let html = place.text("r.html");
    for part in ["<!doctype html>", "prefers-color-scheme: dark", "<svg", "ACM-47", "Personnummer", "n.txt"] {
        assert!(html.contains(part), "{part}");
    }
    for (name, text) in place.written() {
        assert!(!text.contains("Unknown localization"), "{}", name.display());
    }
    for fetched in ["<script", "http://", "https://", "src=", "href="] {
        assert!(!html.contains(fetched), "{fetched}");
    }
    for (name, _) in place.written() {
        let mode = fs::metadata(&name).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others can read {}", name.display());
    }
}

#[test]
fn words_around_a_finding_are_shown_when_asked_for_and_masked() {
    let place = Place::new();
    let file = place.file("a.txt", format!("Ring om {NUMBER} i morgon."));
    let html = place.path("r.html");
    let shown = scan(1, &[&file, "--show", "--html", &html, "--lang", "en"]);
    assert!(shown.contains("Ring om") && !shown.contains("1212"), "{shown}");
    let html = place.text("r.html");
    assert!(html.contains("Ring om") && !html.contains("19121212") && html.contains("<html lang=\"en\">"));
    assert!(!scan(1, &[&file]).contains("Ring om"));
}

/// ACM-47: what lies in e-mail and on file servers is found, with how long it has lain there and whose it is.
#[test]
fn personal_data_on_a_file_server_and_in_mail_is_found() {
    let place = Place::new();
    let old = place.file("g/klasslista.csv", format!("namn;personnummer\n{NAME};{NUMBER}\n"));
    place.file("g/brev.eml", format!("From: a@skola.example\nSubject: Hej\n\nDet gäller {NUMBER}.\n"));
    let years_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_400_000_000);
    fs::File::options().write(true).open(&old).unwrap().set_modified(years_ago).unwrap();
    let screen = scan(1, &[&place.path("g"), "--json", &place.path("r.json")]);
    assert!(screen.contains("ACM-47: Gallring når varje plats"), "{screen}");
    assert!(screen.contains("ändrad 2014-05-13") && screen.contains("ägare "), "{screen}");
    assert!(
        screen.contains("De hör hemma i elevregistret") && screen.contains("Gallra meddelandet"),
        "{screen}"
    );
    let summary = &place.json("r.json")["summary"];
    assert!(summary["ages"]["older"]["counts"]["PERSONNUMMER"] == 1 && summary["kinds"]["eml"]["hit"] == 1);
}

/// DAN-17: whether the real pupil is left anywhere is answered without the name being kept anywhere either.
#[test]
fn one_person_is_looked_for_and_written_nowhere() {
    let place = Place::new();
    place.file("filer/gammal/lista.xlsx", made::xlsx(NAME).unwrap());
    place.file("filer/annat.txt", "Ali Berg, 20100101-1234");
    let who = "namn: Lindqvist, Elsa Maria\npersonnummer: 121212-1212\n";
    let files = [("--json", "r.json"), ("--csv", "r.csv"), ("--sarif", "r.sarif"), ("--html", "r.html")];
    let files: Vec<String> =
        files.iter().flat_map(|(flag, name)| [(*flag).to_owned(), place.path(name)]).collect();
    let folder = place.path("filer");
    let args = [&["scan", &folder, "--find", "-"], &files.iter().map(String::as_str).collect::<Vec<_>>()[..]]
        .concat();
    let output = varsam(&args, who);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let screen = String::from_utf8(output.stdout).unwrap();
    assert!(
        screen.contains("lista.xlsx") && screen.contains("cell ") && screen.contains("DAN-17"),
        "{screen}"
    );
    assert!(screen.contains("Personen finns kvar") && !screen.contains("annat.txt"), "{screen}");
    for (name, text) in place.written().into_iter().chain([("screen".into(), screen)]) {
        let left = ["Lindqvist", "lindqvist", "1212"].iter().find(|data| text.contains(**data));
        assert_eq!(left, None, "{}", name.display());
    }
    fs::remove_dir_all(place.path("filer/gammal")).unwrap();
    let gone = varsam(&["scan", &folder, "--find", "-"], who);
    assert_eq!(gone.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&gone.stdout).contains("Personen hittades inte i någon av filerna"));
    // With a file that cannot be read nothing is promised.
    place.file("filer/cut.pdf", "%PDF-1.7\n1 0 obj\n<<");
    let unsure = varsam(&["scan", &folder, "--find", &place.file("vem", who)], "");
    assert_eq!(unsure.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unsure.stdout).contains("allt kunde inte läsas"));
    assert!(
        scan(2, &[&folder, "--find", &place.path("vem"), "--state", "s"]).contains("cannot be used with")
    );
    let fault = varsam(&["scan", &folder, "--find", "-"], "Elsa Lindqvist\n");
    let fault = String::from_utf8_lossy(&fault.stderr).into_owned();
    assert!(fault.contains("line 1: is not understood") && !fault.contains("Elsa"), "{fault}");
}

/// LAPE-09: a survey that asks for personal data, whether it is a definition or a sheet of answers.
#[test]
fn surveys_that_ask_for_personal_data_are_found() {
    let place = Place::new();
    let form = r#"{"info": {"title": "Fritids"}, "items": [
        {"title": "Vad heter ditt barn?", "questionItem": {"question": {"textQuestion": {}}}},
        {"title": "Vilken färg är bäst?", "questionItem": {"question": {"choiceQuestion": {}}}}]}"#;
    let file = place.file("form.json", form);
    let screen = scan(1, &[&file, "--labels", "FORM-ASKS"]);
    assert!(screen.contains("Fråga efter personuppgifter 1") && screen.contains("LAPE-09"), "{screen}");
    scan(0, &[&file, "--labels", "FORM-ASKS", "--no-forms"]);
}

/// SOL-34 and LAPE-06, SOL-31, SOL-18, SOL-26: what stands in the export of a social medium is told by its own rules.
#[test]
fn exports_of_social_media_are_judged_by_their_rules() {
    let place = Place::new();
    let posts =
        format!("[{{\"title\": \"Grattis {NAME}!\"}}, {{\"title\": \"{NAME} har diabetes och är hemma.\"}}]");
    let zip = made::zip(&[("facebook-skolan/posts/posts_1.json", posts.as_bytes())]).unwrap();
    let file = place.file("export.zip", zip);
    let abuse = place.file("instagram/comments.json", "[{\"text\": \"Du är en jävla idiot.\"}]");
    let screen = scan(1, &[&file, &abuse]);
    for rule in [
        "SOL-34:",
        "LAPE-06:",
        "SOL-31:",
        "SOL-18:",
        "SOL-26:",
        "Ta bort det ur kontot",
        "Spara en skärmbild",
    ] {
        assert!(screen.contains(rule), "{rule}: {screen}");
    }
    assert!(!screen.contains("ACM-47"), "{screen}");
}

#[test]
fn a_baseline_leaves_out_what_is_accepted_until_a_day() {
    let place = Place::new();
    let file = place.file("filer/a.txt", format!("{NUMBER}\n"));
    let (key, list) = (place.path("key"), place.path("list.toml"));
    let write = ["--key", &key, "--write-baseline", &list];
    scan(1, &[&[file.as_str()], &write[..]].concat());
    let again = ["--key", &key, "--baseline", &list];
    // Somebody has to say why.
    assert!(
        scan(2, &[&[file.as_str()], &again[..]].concat()).contains("list.toml: line 1: `reason` is missing")
    );
    scan(1, &[&[file.as_str()], &write[..], &["--reason", "testnummer", "--until", "2099-12-31"]].concat());
    let accepted = scan(0, &[&[file.as_str()], &again[..]].concat());
    assert!(accepted.contains("Godtagna fynd, ej medräknade: 1"), "{accepted}");
    // By its fingerprint a finding is known in another file, and a new one is not.
    let other = place.file("filer/b.txt", format!("{NUMBER}, 20100101-1236"));
    let found = scan(1, &[&[other.as_str()], &again[..], &["--labels", "personnummer"]].concat());
    assert!(found.contains("ej medräknade: 1"), "{found}");
    scan(1, &[&[file.as_str()], &write[..], &["--reason", "x", "--until", "2020-01-01"]].concat());
    assert!(scan(2, &[&[file.as_str()], &again[..]].concat()).contains("accepted until `2020-01-01` only"));
}

#[test]
fn our_own_pupils_are_told_from_everybody_else() {
    let place = Place::new();
    let table =
        place.file("elever.csv", format!("Personnummer;Förnamn;Efternamn\n{NUMBER};Elsa;Lindqvist\n"));
    let (roster, key) = (place.path("roster"), place.path("key"));
    let made = varsam(&["roster", "make", &table, "-o", &roster, "--key", &key], "");
    let told = String::from_utf8(made.stdout).unwrap();
    assert!(told.contains("1 pupils; keyed hashes of 1 identity numbers"), "{told}");
    for name in ["roster", "key"] {
        let text = place.text(name);
        assert!(!text.contains("Lindqvist") && !text.contains("1212-1212"), "{text}");
        assert_eq!(fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o077, 0);
    }
    assert_eq!(varsam(&["roster", "check", &roster, "--key", &key], "").status.code(), Some(0));
    assert!(
        String::from_utf8_lossy(&varsam(&["roster", "check", &roster], "").stderr)
            .contains("without its key")
    );
    let file = place.file("a.txt", format!("{NAME} och Ali Berg. {NUMBER}"));
    scan(1, &[&file, "--roster", &roster, "--key", &key, "--json", &place.path("r.json")]);
    let report = place.json("r.json");
    let pupils = labels(&report["files"][0]).iter().filter(|label| **label == "OWN-PUPIL").count();
    assert_eq!(pupils, 2, "{report}");
    let bad = varsam(&["roster", "make", &place.file("fel.csv", "a;b\n1;2\n"), "-o", &roster], "");
    assert!(String::from_utf8_lossy(&bad.stderr).contains("fel.csv: the list has no column that is known"));
}

#[test]
fn a_state_of_other_settings_is_not_used() {
    let place = Place::new();
    let (file, state, json) = (place.file("a.txt", NUMBER), place.path("state"), place.path("r.json"));
    let read = |more: &[&str]| {
        scan(1, &[&[file.as_str(), "--state", &state, "--json", &json], more].concat());
        place.json("r.json")["read"].as_u64().unwrap()
    };
    assert_eq!(
        (read(&[]), read(&[]), read(&["--labels", "PERSONNUMMER"]), read(&["--no-forms"])),
        (1, 0, 0, 1)
    );
    let other = place.file("brev.txt", "Hej");
    assert!(scan(2, &[&file, "--state", &other]).contains("is not a state file of a scan"));
    assert_eq!(place.text("brev.txt"), "Hej");
}

#[test]
fn a_closed_folder_is_named_and_the_scan_goes_on() {
    let place = Place::new();
    place.file("filer/a.txt", NUMBER);
    let closed = place.file("filer/låst/b.txt", NUMBER);
    let folder = Path::new(&closed).parent().unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(folder).is_ok();
    let screen = scan(if is_root { 1 } else { 2 }, &[&place.path("filer")]);
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(is_root || screen.contains("Du har inte rätt att läsa den"), "{screen}");
    std::os::unix::fs::symlink(&closed, place.path("filer/länk")).unwrap();
    assert!(scan(1, &[&place.path("filer")]).contains("Länk, följdes inte"));
}

#[test]
fn documents_are_redacted_and_proven() {
    let place = Place::new();
    let words = format!("Elsa Lindqvist, {NUMBER}");
    let docx = place.file("a.docx", made::docx(&[&words, &format!("Nummer {NUMBER}")]).unwrap());
    let pdf = place.file("b.pdf", made::pdf(&[(made::Page::Simple, vec![words])], None, false).unwrap());
    let copies = place.path("kopior");
    let output = varsam(&["redact", &docx, &pdf, "--cover", "alias", "-o", &copies], "");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("none of the words is left"), "{told}");
    let left = scan(0, &[&copies, "--labels", "PERSONNUMMER"]);
    assert!(left.contains("Filer: 2 "), "{left}");
    let msg = varsam(&["redact", &place.file("c.msg", b"\xD0\xCF\x11\xE0")], "");
    assert_eq!(msg.status.code(), Some(2));
}
