//! `varsam scan` over thousands of files of all kinds: everything planted is found, everything unreadable is named, in little
//! memory, and a scan that was killed goes on where it was.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use varsam_scan::made::{self, Made};

/// Files that are made.
const FILES: usize = 2_100;
/// Bytes that the scan and its workers may use together.
const MEMORY_MAX: u64 = 300 << 20;

/// A personal identity number whose check digit is right.
fn number(at: usize) -> String {
    let nine = format!("12{:02}{:02}{:03}", 1 + at % 12, 1 + at % 28, 100 + at % 800);
    let digit = |(place, digit): (usize, char)| {
        let twice = digit.to_digit(10).unwrap() * if place % 2 == 0 { 2 } else { 1 };
        twice / 10 + twice % 10
    };
    let sum: u32 = nine.chars().enumerate().map(digit).sum();
    format!("20{}-{}{}", &nine[..6], &nine[6..], (10 - sum % 10) % 10)
}

/// What was planted: for each file its places.
struct Planted {
    files: BTreeMap<PathBuf, BTreeSet<String>>,
    unreadable: BTreeSet<PathBuf>,
}

fn plant(folder: &Path) -> Planted {
    let mut files = BTreeMap::new();
    let sets: Vec<Vec<Made>> = (0..25).map(|at| made::all(&number(at)).unwrap()).collect();
    let mut sets = sets.iter().flatten().cycle();
    while files.len() < FILES {
        let made = sets.next().unwrap();
        let at = files.len();
        let folder = folder.join(format!("skola-{}", at / 150));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{at}-{}", made.name));
        fs::write(&path, &made.bytes).unwrap();
        files.insert(path, made.places.iter().map(|place| serde_json::to_string(place).unwrap()).collect());
    }
    Planted { files, unreadable: unreadable(folder) }
}

/// Files that cannot be read, each for its reason.
fn unreadable(folder: &Path) -> BTreeSet<PathBuf> {
    let folder = folder.join("trasigt");
    fs::create_dir_all(&folder).unwrap();
    let docx = made::docx(&[&number(1)]).unwrap();
    let files: [(&str, &[u8]); 4] = [
        ("locked.7z", include_bytes!("../../scan/tests/locked.7z")),
        ("cut.docx", &docx[..docx.len() / 2]),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        ("cut.gz", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]),
    ];
    let write = |(name, bytes): &(&str, &[u8])| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    files.iter().map(write).collect()
}

fn scan(folder: &Path, state: &Path, json: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_varsam"));
    command.args(["scan", "--jobs", "2", "--state"]).arg(state).arg("--json").arg(json).arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits for the end; the most memory that the scan and its workers used at a time, in bytes.
fn watch(mut child: Child) -> (i32, u64) {
    let mut most = 0;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code().unwrap(), most);
        }
        most = most.max(memory(child.id()));
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What a process and its children use; 0 where the system does not say. What two of them share counts twice.
fn memory(parent: u32) -> u64 {
    let Ok(all) = fs::read_dir("/proc") else { return 0 };
    let ids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let ours = ids.filter(|id| *id == parent || field(*id, "PPid:") == Some(u64::from(parent)));
    ours.filter_map(|id| field(id, "VmRSS:")).map(|kilobytes| kilobytes * 1024).sum()
}

fn field(id: u32, name: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// What a report says of each file, without what reading changes.
fn told(json: &Path) -> BTreeMap<PathBuf, Value> {
    let report: Value = serde_json::from_str(&fs::read_to_string(json).unwrap()).unwrap();
    let files = report["files"].as_array().unwrap().iter().cloned().map(|mut file| {
        file.as_object_mut().unwrap().remove("accessed");
        (PathBuf::from(file["path"].as_str().unwrap()), file)
    });
    files.collect()
}

#[test]
fn everything_planted_is_found_and_a_killed_scan_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("filer");
    let planted = plant(&folder);
    let path = |name: &str| dir.path().join(name);

    let whole = path("whole.json");
    let (code, most) = watch(scan(&folder, &path("whole.state"), &whole));
    assert_eq!(code, 2, "some files cannot be read");
    assert!(most < MEMORY_MAX, "{most} bytes of memory");
    let whole = told(&whole);
    for (file, places) in &planted.files {
        let report = whole.get(file).unwrap_or_else(|| panic!("nothing found in {}", file.display()));
        let found = report["findings"].as_array().unwrap().iter();
        let numbers = found.filter(|finding| finding["label"] == "PERSONNUMMER");
        let found: BTreeSet<String> = numbers.map(|finding| finding["place"].to_string()).collect();
        assert!(places.is_subset(&found), "{}: {places:?} planted, {found:?} found", file.display());
    }
    for file in &planted.unreadable {
        assert!(!whole[file]["faults"].as_array().unwrap().is_empty(), "{} is not named", file.display());
    }

    let state = path("killed.state");
    let mut killed = scan(&folder, &state, &path("killed.json"));
    while fs::read_to_string(&state).unwrap_or_default().lines().count() < FILES / 3 {
        assert!(killed.try_wait().unwrap().is_none(), "too quick to be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!path("killed.json").exists(), "half a report");
    let resumed = path("resumed.json");
    let (code, _) = watch(scan(&folder, &state, &resumed));
    assert_eq!(code, 2);
    let text = fs::read_to_string(&resumed).unwrap();
    let head: Value = serde_json::from_str(&text).unwrap();
    assert!(head["unchanged"].as_u64().unwrap() >= FILES as u64 / 3 - 10, "{}", head["unchanged"]);
    assert_eq!(told(&resumed), whole);
}
