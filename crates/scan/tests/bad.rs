//! Bad input: bombs, loops, cut and locked files. Each costs a fault and never the scan.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a test may stop where it stands"
)]

mod common;

use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use common::{bare, needle, places, read, reasons};
use varsam_scan::extract::Input;
use varsam_scan::limits::Limits;
use varsam_scan::walk::{Found, walk};
use varsam_scan::{Kind, Reason, State, Task, Unit, made, unit};

const WORDS: &str = "anna.svensson@skola.example";

#[test]
fn a_flat_bomb_stops_at_the_ratio() {
    let bomb = made::zeros("a.txt", 300 << 20).unwrap();
    assert!(bomb.len() < 1 << 20);
    let report = read("bomb.zip", &bomb, WORDS);
    assert_eq!(reasons(&report), [Reason::TooLarge]);
    assert_eq!(report.faults[0].place.to_string(), "entry=a.txt");
}

#[test]
fn a_nested_bomb_stops_at_the_depth_and_the_purse() {
    let mut inner = made::zip(&[("a.txt", &vec![b'0'; 100_000])]).unwrap();
    for _ in 0..12 {
        let named: Vec<String> = (0..4).map(|number| format!("{number}.zip")).collect();
        let files: Vec<(&str, &[u8])> = named.iter().map(|name| (name.as_str(), inner.as_slice())).collect();
        inner = made::zip(&files).unwrap();
    }
    let limits = Limits { entries: 5_000, ..Limits::default() };
    let task = Task { limits, ..bare() };
    let report = unit::bytes(Input::from_bytes(&inner), "42.zip", &task, &mut needle(WORDS));
    let reasons = reasons(&report);
    assert!(reasons.contains(&Reason::TooDeep) && reasons.contains(&Reason::TooLarge), "{reasons:?}");
}

#[test]
fn a_bomb_in_a_document_does_not_hide_the_rest() {
    let bomb = made::zeros("word/media/a.txt", 100 << 20).unwrap();
    let outer = made::zip(&[("bomb.zip", &bomb), ("b.txt", WORDS.as_bytes())]).unwrap();
    let report = read("a.zip", &outer, WORDS);
    assert_eq!(places(&report), ["entry=b.txt/line=1"]);
    assert_eq!(report.state, State::Partly);
}

#[test]
fn locked_files_say_so() {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    compound.create_stream("/EncryptedPackage").unwrap().write_all(b"x").unwrap();
    compound.create_stream("/EncryptionInfo").unwrap().write_all(b"x").unwrap();
    compound.flush().unwrap();
    let docx = compound.into_inner().into_inner();
    for (name, bytes) in [("a.docx", docx), ("a.pdf", locked_pdf()), ("a.zip", locked_zip())] {
        let report = read(name, &bytes, WORDS);
        assert_eq!(reasons(&report), [Reason::Password], "{name}");
    }
}

/// A PDF that wants a password.
fn locked_pdf() -> Vec<u8> {
    use lopdf::{EncryptionState, EncryptionVersion, Permissions};
    let bytes = made::pdf(&[(made::Page::Simple, vec![WORDS.to_owned()])], None, false).unwrap();
    let mut document = lopdf::Document::load_mem(&bytes).unwrap();
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A ZIP whose one entry says that it is encrypted.
fn locked_zip() -> Vec<u8> {
    let mut bytes = made::zip(&[("a.txt", b"some words that are long enough to be packed")]).unwrap();
    let central = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[central + 8] |= 1;
    bytes
}

#[test]
fn a_locked_7z_says_so() {
    // Made once with py7zr, since the library here is built without encryption.
    let files: [&[u8]; 2] = [include_bytes!("locked.7z"), include_bytes!("locked-names.7z")];
    for bytes in files {
        let report = read("a.7z", bytes, WORDS);
        assert_eq!(reasons(&report), [Reason::Password]);
    }
}

#[test]
fn loops_in_a_pdf_end() {
    let bytes = made::pdf(&[(made::Page::Simple, vec![WORDS.to_owned()])], None, false).unwrap();
    let mut document = lopdf::Document::load_mem(&bytes).unwrap();
    let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let kids = document.get_dictionary_mut(tree).unwrap();
    kids.set("Kids", vec![tree.into(), tree.into()]);
    let mut looped = Vec::new();
    document.save_to(&mut looped).unwrap();
    let report = read("loop.pdf", &looped, WORDS);
    assert_ne!(report.state, State::Read);

    // A cross-reference table that names itself as the one before.
    let start = 9 + 49 + 52;
    let body = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n   2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n";
    let body = format!("{body:<start$}");
    let looped = format!(
        "{body}xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \ntrailer\n<</Size 3/Root 1 0 R/Prev {start}>>\nstartxref\n{start}\n%%EOF\n"
    );
    let report = read("loop.pdf", looped.as_bytes(), WORDS);
    assert_eq!((report.kind, report.state), (Kind::Pdf, State::Unreadable));
}

#[test]
fn cut_files_are_read_as_far_as_they_go() {
    for file in made::all(WORDS).unwrap() {
        for part in [3, 2] {
            let cut = &file.bytes[..file.bytes.len() * (part - 1) / part];
            let report = read(&file.name, cut, WORDS);
            assert!(report.findings.len() <= file.places.len() + 4, "{}", file.name);
        }
    }
}

#[test]
fn any_bytes_are_survived_under_any_name() {
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap()
    };
    for file in made::all(WORDS).unwrap() {
        for _ in 0..15 {
            let mut bytes = file.bytes.clone();
            for _ in 0..8 {
                let at = next() % bytes.len();
                bytes[at] = u8::try_from(next() % 256).unwrap();
            }
            read(&file.name, &bytes, WORDS);
        }
    }
}

#[test]
fn broken_utf_8_is_text_all_the_same() {
    let report = read("a.txt", &[b"hej \xFF\xFE\xC3 ".as_slice(), WORDS.as_bytes()].concat(), WORDS);
    assert_eq!(places(&report), ["line=1"]);
}

#[test]
fn a_mailbox_cut_in_the_middle_gives_what_is_there() {
    let one = made::message(WORDS);
    let two = format!("From a@b Mon\n{one}\nFrom a@b Mon\n{}", &one[..one.len() / 2]);
    let report = read("inkorg.mbox", two.as_bytes(), WORDS);
    assert!(places(&report).contains(&"mail=1/body/line=1".to_owned()));
    assert!(places(&report).contains(&"mail=2/field=subject".to_owned()));
}

#[test]
fn an_endless_line_is_read_in_bounded_memory() {
    let mut text = vec![b'x'; 50 << 20];
    let at = text.len() - 1000;
    text[at..at + WORDS.len()].copy_from_slice(WORDS.as_bytes());
    let mut longest = 0;
    let mut inner = needle(WORDS);
    let mut find = |text: &str, hits: &mut Vec<varsam_scan::Hit>| {
        longest = longest.max(text.len());
        varsam_scan::Find::find(&mut inner, text, hits);
    };
    let report = unit::bytes(Input::from_bytes(&text), "a.txt", &bare(), &mut find);
    assert_eq!(places(&report), ["line=1"]);
    assert_eq!(report.findings[0].offset as usize, at);
    assert!(longest < 300 * 1024);
}

/// Two megabytes of each take a moment; were the time quadratic, they would take minutes.
#[test]
fn folds_without_a_colon_take_linear_time() {
    let card = format!("{}\nNOTE:{WORDS}\n", "\n =C3".repeat(400_000));
    assert_eq!(places(&read("a.ics", card.as_bytes(), WORDS)), ["line=400002"]);
}

#[test]
fn parts_without_end_take_linear_time() {
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";
    let message = format!("{head}{}{WORDS}\r\n--b--\r\n", "--b\r\n\r\n".repeat(300_000));
    assert_eq!(places(&read("a.eml", message.as_bytes(), WORDS)), ["body/line=1"]);
}

#[test]
fn damaged_json_is_read_to_its_end() {
    let text = format!("{{\"a\": \"x\", oj, \"b\": \"{WORDS}\"}}");
    let report = read("a.json", text.as_bytes(), WORDS);
    assert_eq!(report.total(), 1);
    assert_eq!(reasons(&report), [Reason::Damaged]);
}

#[test]
fn films_and_programs_are_reported() {
    for (name, bytes) in
        [("a.mp4", b"\0\0\0\x18ftypmp42\0\0".to_vec()), ("a.bin", vec![0, 1, 2, 3, 250, 0, 9, 0, 0, 0])]
    {
        let report = read(name, &bytes, WORDS);
        assert_eq!(
            (report.state, reasons(&report)),
            (State::Unreadable, vec![Reason::UnknownFormat]),
            "{name}"
        );
    }
}

#[test]
fn an_older_word_file_is_read_as_far_as_it_goes() {
    for wide in [false, true] {
        let text = format!("\u{1}\u{2}Hej {WORDS}\r");
        let bytes =
            if wide { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into_bytes() };
        let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        compound.create_stream("/WordDocument").unwrap().write_all(&bytes).unwrap();
        compound.flush().unwrap();
        let report = read("a.doc", &compound.into_inner().into_inner(), WORDS);
        assert_eq!((report.total(), report.state), (1, State::Partly));
        assert_eq!(reasons(&report), [Reason::UnknownFormat]);
    }
}

#[test]
fn a_walk_meets_everything_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("inre/.git")).unwrap();
    fs::write(root.join(".gitignore"), "*\n").unwrap();
    fs::write(root.join(".ignore"), "*\n").unwrap();
    fs::write(root.join("inre/.git/dold"), WORDS).unwrap();
    fs::write(root.join("rad\nbrytning.txt"), WORDS).unwrap();
    fs::write(root.join(std::ffi::OsString::from_vec(b"\xFFx.txt".to_vec())), WORDS).unwrap();
    symlink(root, root.join("inre/loop")).unwrap();
    symlink("nowhere", root.join("broken")).unwrap();
    let found: Vec<Found> = walk(&[root.to_owned(), root.join("inre/.git/dold")]).collect();
    let units: Vec<&Unit> =
        found.iter().filter_map(|one| if let Found::Unit(unit) = one { Some(unit) } else { None }).collect();
    assert_eq!(units.len(), 6);
    let links = found
        .iter()
        .filter(|one| matches!(one, Found::Report(report) if report.faults[0].reason == Reason::Link));
    assert_eq!(links.count(), 2);
    for unit in units {
        let report = unit::read(unit, &bare(), &mut needle(WORDS));
        let line = serde_json::to_string(&report).unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(serde_json::from_str::<varsam_scan::Report>(&line).unwrap(), report);
        assert!(report.size > 0 && report.modified > 1_500_000_000 && report.owner.is_some());
    }
}

#[test]
fn what_is_not_there_is_said() {
    let gone = Unit { path: "/does/not/exist.txt".into() };
    assert_eq!(reasons(&unit::read(&gone, &bare(), &mut needle(WORDS))), [Reason::Gone]);
    assert!(
        matches!(walk(&["/does/not".into()]).next(), Some(Found::Report(report)) if report.faults[0].reason == Reason::Gone)
    );
    let null = Unit { path: "/dev/null".into() };
    assert_eq!(reasons(&unit::read(&null, &bare(), &mut needle(WORDS))), [Reason::Special]);
}

#[test]
fn closed_files_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, WORDS).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        // Root may read everything.
        return;
    }
    let report = unit::read(&Unit { path: path.into() }, &bare(), &mut needle(WORDS));
    assert_eq!(reasons(&report), [Reason::NoPermission]);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let text = format!("{WORDS}\n").repeat(500);
    let task = Task { limits: Limits { findings: 100, ..Limits::default() }, ..bare() };
    let report = unit::bytes(Input::from_bytes(text.as_bytes()), "a.txt", &task, &mut needle(WORDS));
    assert_eq!((report.findings.len(), report.left_off, report.total()), (100, 400, 500));
}

#[test]
fn a_pool_goes_on_after_hanging_and_dying_workers() {
    let fake = |script: &str| varsam_scan::pool::Pool {
        program: "sh".into(),
        arguments: vec!["-c".into(), script.into()],
        workers: 2,
    };
    let task = Task { limits: Limits { seconds: 1, ..Limits::default() }, ..bare() };
    let cases = [
        ("read t; read u; sleep 1000", Reason::Timeout),
        ("read t; read u; kill -9 $$", Reason::Crashed),
        ("read t; read u; echo 'memory allocation of 99 bytes failed' >&2; kill -6 $$", Reason::TooLarge),
        ("read t; read u; echo nonsense", Reason::Crashed),
        ("exit 0", Reason::Crashed),
    ];
    for (script, reason) in cases {
        let units = (0..4).map(|number| Unit { path: format!("/nowhere/{number}").into() });
        let mut reports = Vec::new();
        let run = fake(script).run(&task, units, |report| {
            reports.push(report);
            std::ops::ControlFlow::Continue(())
        });
        run.unwrap();
        assert_eq!(reports.len(), 4, "{script}");
        assert!(reports.iter().all(|report| reasons(report) == [reason]), "{script}: {reports:?}");
    }
}

#[test]
fn workers_read_within_their_memory() {
    let folder = tempfile::tempdir().unwrap();
    let words = vec![WORDS.to_owned(), "070-174 06 05".to_owned()];
    made::many(folder.path(), 80, &words).unwrap();
    fs::write(folder.path().join("large.json"), format!("[\"{}\"]", "x".repeat(120 << 20))).unwrap();
    let units = walk(&[folder.path().to_owned()]).filter_map(|one| match one {
        Found::Unit(unit) => Some(unit),
        Found::Report(_) => None,
    });
    let pool =
        varsam_scan::pool::Pool { program: common::program(), arguments: vec!["worker".into()], workers: 2 };
    let task = Task { limits: Limits { memory: 100 << 20, ..Limits::default() }, ..Task::default() };
    let mut reports = Vec::new();
    pool.run(&task, units, |report| {
        reports.push(report);
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(reports.len(), 81);
    let large = reports.iter().find(|report| report.path.name() == "large.json").unwrap();
    assert_eq!(reasons(large), [Reason::TooLarge]);
    let others = reports.iter().filter(|report| report.path.name() != "large.json");
    for report in others {
        assert_eq!(report.state, State::Read, "{report:?}");
    }
    assert!(reports.iter().any(|report| report.counts.contains_key("EMAIL")));
}

#[test]
fn a_program_that_is_missing_is_said() {
    let pool = varsam_scan::pool::Pool { program: "/no/such/program".into(), arguments: vec![], workers: 1 };
    let units = std::iter::once(Unit { path: "/a".into() });
    let error = pool.run(&bare(), units, |_| std::ops::ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains("/no/such/program"));
}
