//! The log beside two programs by other people: they accept it, and reject it once it was changed.
//!
//! `aics-tlog` and `tlog-scales` are looked for in `VARSAM_TLOG_TOOLS`, else in `target/tlog-tools`, each in a virtual
//! environment of its name. Where one is missing the test says so and passes.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use varsam_store::log::export::export;
use varsam_store::log::folder::CHECKPOINT;
use varsam_store::log::tile::{Kind, bundle, unbundle};
use varsam_store::log::tree::leaf_hash;
use varsam_store::log::{Checkpoint, Edge, Folder, Leaf, Signer, Tile};

const OLD: u64 = 1666;
const SIZE: u64 = 5000;

fn signer() -> Signer {
    Signer::new("log.example.org/varsam", &[7; 32]).unwrap()
}

fn entry(number: u64) -> Vec<u8> {
    let leaf = Leaf {
        at: varsam_model::Instant(1_796_000_000_000_000 + i64::try_from(number).unwrap()),
        actor: uuid::Uuid::from_u128(u128::from(number % 17)),
        kind: "incident.reported".into(),
        object: (!number.is_multiple_of(3)).then(|| uuid::Uuid::from_u128(number.into())),
        commitment: leaf_hash(&number.to_be_bytes()),
    };
    leaf.to_bytes().unwrap()
}

/// The log as files, exported twice: at 1,666 entries and at 5,000. The older checkpoint lies beside the folder.
struct Exported {
    temp: TempDir,
}

impl Exported {
    fn new() -> Self {
        let exported = Self { temp: tempfile::tempdir().unwrap() };
        let mut edge = Edge::new();
        let mut tiles = std::collections::BTreeMap::new();
        for (from, size) in [(0, OLD), (OLD, SIZE)] {
            let leaves: Vec<_> = (from..size).map(|number| leaf_hash(&entry(number))).collect();
            tiles.extend(edge.append(&leaves));
            for tile in Tile::all(size).filter(|tile| tile.kind == Kind::Entries) {
                let first = tile.index * 256;
                let entries: Vec<_> = (first..first + u64::from(tile.width)).map(entry).collect();
                tiles.insert(tile, bundle(&entries).unwrap());
            }
            let origin = signer().verifier().name().to_owned();
            let checkpoint = Checkpoint { origin, size, root: edge.root(), extensions: Vec::new() };
            let note = checkpoint.sign(&[&signer()]).unwrap().to_string();
            export(&tiles, &note, signer().verifier(), &mut Folder::new(exported.log())).unwrap();
            if size == OLD {
                fs::write(exported.older(), note).unwrap();
            }
        }
        exported
    }

    fn log(&self) -> PathBuf {
        self.temp.path().join("log")
    }

    fn older(&self) -> PathBuf {
        self.temp.path().join("older")
    }

    fn edit(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.log().join(path);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

/// An edit of an exported log.
type Change = fn(&Exported);

/// What must not pass, with the file that is changed. Old places: the right edge stays as it is.
const CHANGES: [(&str, Change); 5] = [
    ("edited entry", |log| {
        log.edit("tile/entries/003", |bytes| {
            let mut entries: Vec<_> = unbundle(bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
            *entries.get_mut(9).unwrap().get_mut(6).unwrap() ^= 1;
            *bytes = bundle(&entries).unwrap();
        });
    }),
    ("edited tile", |log| log.edit("tile/0/004", |bytes| *bytes.get_mut(777).unwrap() ^= 1)),
    ("deleted bundle", |log| fs::remove_file(log.log().join("tile/entries/005")).unwrap()),
    ("forged size", |log| {
        log.edit(CHECKPOINT, |bytes| {
            *bytes = String::from_utf8_lossy(bytes).replacen("5000", "4999", 1).into_bytes();
        });
    }),
    ("another history", |log| {
        // The older checkpoint is signed by the log, but over other entries.
        let origin = signer().verifier().name().to_owned();
        let other = Checkpoint { origin, size: OLD, root: [1; 32], extensions: Vec::new() };
        fs::write(log.older(), other.sign(&[&signer()]).unwrap().to_string()).unwrap();
    }),
];

/// The Python of the tool's virtual environment.
fn python(tool: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tlog-tools");
    let tools = std::env::var_os("VARSAM_TLOG_TOOLS").map_or(beside, PathBuf::from);
    let python = tools.join(tool).join("bin/python");
    if python.exists() {
        return Some(python);
    }
    eprintln!("skipped: `{tool}` is not in `{}`", tools.display());
    None
}

fn judge(python: &Path, script: &str, log: &Exported) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside").join(script);
    let mut command = Command::new(python);
    command.arg(script).args([log.log(), log.older()]).arg(signer().verifier().to_string());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn accepts_and_rejects(tool: &str, script: &str) {
    let Some(python) = python(tool) else { return };
    let output = judge(&python, script, &Exported::new());
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("all 5000 entries"), "{}", said(&output));
    for (name, change) in CHANGES {
        let log = Exported::new();
        change(&log);
        let output = judge(&python, script, &log);
        // 1 is "rejected"; anything else is a fault of the script.
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
        assert!(said(&output).contains("rejected:"), "{name}: {}", said(&output));
    }
}

#[test]
fn aics_tlog_accepts_the_log_and_rejects_a_changed_one() {
    accepts_and_rejects("aics-tlog", "aics.py");
}

#[test]
fn tlog_scales_accepts_the_log_and_rejects_a_changed_one() {
    accepts_and_rejects("tlog-scales", "scales.py");
}
