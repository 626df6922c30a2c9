//! Redaction: what is removed is gone, what stays is where it was, and what cannot be done safely is refused.

mod common;

use std::collections::BTreeMap;

use common::{places, read, reasons};
use varsam_scan::redact::{RedactError, Redacted, Replacement, file, redact};
use varsam_scan::{Kind, made};

const WORDS: &str = "Åsa Öberg";

/// Replaces every `words` by `Person 1`.
fn person(words: &'static str) -> impl FnMut(&str) -> Vec<Replacement> {
    move |text: &str| {
        let found = text.match_indices(words);
        found
            .map(|(at, found)| Replacement { start: at, end: at + found.len(), with: "Person 1".into() })
            .collect()
    }
}

fn redacted(name: &str, bytes: &[u8]) -> Result<Redacted, RedactError> {
    redact(bytes, name, &mut person(WORDS))
}

#[test]
fn nothing_is_left_in_any_format_that_can_be_redacted() {
    let mut done: BTreeMap<Kind, u64> = BTreeMap::new();
    for made in made::all(WORDS).unwrap() {
        match redacted(&made.name, &made.bytes) {
            Ok(copy) => {
                let name = if copy.kind == Kind::Text { "a.txt" } else { &made.name };
                let report = read(name, &copy.bytes, WORDS);
                assert_eq!((places(&report), reasons(&report)), (vec![], vec![]), "{}", made.name);
                assert!(copy.replaced > 0, "{}", made.name);
                *done.entry(made.kind).or_default() += 1;
            }
            Err(RedactError::Kind(_)) => {}
            Err(error) => panic!("{}: {error}", made.name),
        }
    }
    let kinds: Vec<&str> = done.keys().map(|kind| kind.code()).collect();
    assert_eq!(
        kinds,
        [
            "text", "csv", "json", "xml", "html", "eml", "docx", "xlsx", "pptx", "odt", "ods", "odp", "pdf",
            "ics", "vcf"
        ]
    );
}

#[test]
fn a_name_over_three_runs_is_replaced_once_and_its_neighbours_stay() {
    let copy = redacted("a.docx", &made::docx_split(WORDS).unwrap()).unwrap();
    let report = read("a.docx", &copy.bytes, "om Person 1 nu");
    assert_eq!(places(&report), ["paragraph=2"]);
    let report = read("a.docx", &copy.bytes, "Person 1");
    assert_eq!(report.total(), 8, "{:?}", places(&report));
}

#[test]
fn a_number_in_a_cell_becomes_text() {
    let book = made::xlsx("x").unwrap();
    let copy = redact(&book, "a.xlsx", &mut person("201212121212")).unwrap();
    let report = read("a.xlsx", &copy.bytes, "Person 1");
    assert_eq!(places(&report), ["sheet=Klasslista/cell=C2"]);
}

#[test]
fn json_stays_json() {
    let text = format!("{{\n  \"a\": \"\\u00c5sa Öberg\", \"b\": [201212121212, \"{WORDS}\"]\n}}");
    let copy = redacted("a.json", text.as_bytes()).unwrap();
    let copy = String::from_utf8(copy.bytes).unwrap();
    assert_eq!(copy, "{\n  \"a\": \"Person 1\", \"b\": [201212121212, \"Person 1\"]\n}");
    let copy = redact(text.as_bytes(), "a.json", &mut person("201212121212")).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&copy.bytes).unwrap()["b"][0] == "Person 1");
}

#[test]
fn a_page_keeps_its_markup() {
    let page = "<p class=x>Hej <b>Åsa</b> <i>Öberg</i>!</p><img alt='&Aring;sa &Ouml;berg'>";
    let copy = redacted("a.html", page.as_bytes()).unwrap();
    assert_eq!(
        String::from_utf8(copy.bytes).unwrap(),
        "<p class=x>Hej <b>Person 1</b><i></i>!</p><img alt='Person 1'>"
    );
}

#[test]
fn what_one_text_gives_away_goes_everywhere() {
    // The closure knows the name only where it is said to be one.
    let mut said = |text: &str| -> Vec<Replacement> {
        let at = text.find("namn: ").map(|at| at + 6);
        at.map(|at| Replacement { start: at, end: at + WORDS.len(), with: "Person 1".into() })
            .into_iter()
            .collect()
    };
    let document = made::docx(&[&format!("namn: {WORDS}"), &format!("Och {WORDS}, sedan")]).unwrap();
    let copy = redact(&document, "a.docx", &mut said).unwrap();
    assert_eq!(copy.replaced, 2);
    assert_eq!(read("a.docx", &copy.bytes, "Och Person 1, sedan").total(), 1);
}

#[test]
fn a_pdf_keeps_its_other_words() {
    for kind in [made::Page::Simple, made::Page::Mapped, made::Page::Placed, made::Page::Form] {
        for modern in [false, true] {
            let lines = vec![format!("Brev om {WORDS} och andra"), "kvar".to_owned()];
            let bytes = made::pdf(&[(kind, lines)], Some(WORDS), modern).unwrap();
            let copy = redacted("a.pdf", &bytes).unwrap();
            for kept in ["Brev om", "och andra", "kvar"] {
                assert_eq!(read("a.pdf", &copy.bytes, kept).total(), 1, "{kind:?}: {kept}");
            }
            assert!(!copy.bytes.windows(5).any(|five| five == b"/Prev"));
        }
    }
}

#[test]
fn a_scanned_page_is_refused() {
    let bytes = made::pdf(&[(made::Page::Simple, vec![])], None, false).unwrap();
    let mut document = lopdf::Document::load_mem(&bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let picture = lopdf::Stream::new(
        lopdf::dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![0],
    );
    let picture = document.add_object(picture);
    let resources = lopdf::dictionary! { "XObject" => lopdf::dictionary! { "Im1" => picture } };
    document.get_dictionary_mut(page).unwrap().set("Resources", resources);
    document.change_page_content(page, b"/Im1 Do".to_vec()).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert!(matches!(redacted("a.pdf", &bytes), Err(RedactError::Picture(1))));
    assert_eq!(reasons(&read("a.pdf", &bytes, "x")), [varsam_scan::Reason::OcrMissing]);
}

#[test]
fn nothing_is_written_where_it_cannot_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a.7z"), folder.path().join("b.7z"));
    std::fs::write(&from, made::seven_z(&[("a.txt", b"x")]).unwrap()).unwrap();
    let error = file(&from, &to, &mut person(WORDS)).unwrap_err();
    assert!(error.to_string().contains("seven-z"), "{error}");
    assert!(!to.exists());
    let mut wrong = |_: &str| vec![Replacement { start: 1, end: 99, with: String::new() }];
    assert!(matches!(redact("Å".as_bytes(), "a.txt", &mut wrong), Err(RedactError::Range { .. })));
    let from = folder.path().join("a.txt");
    std::fs::write(&from, format!("hej {WORDS}")).unwrap();
    file(&from, &folder.path().join("b.txt"), &mut person(WORDS)).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("b.txt")).unwrap(), "hej Person 1");
}
