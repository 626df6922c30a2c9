//! The log as a folder of files.

use crate::{Log, entry, signer};
use std::cell::RefCell;
use std::io;
use varsam_store::log::export::{ExportError, Target as _, export};
use varsam_store::log::verify::verify;
use varsam_store::log::{Folder, Source as _, Tile};

fn files(folder: &Folder) -> Vec<String> {
    let mut files = Vec::new();
    let mut open = vec![folder.path().to_path_buf()];
    while let Some(next) = open.pop() {
        for item in std::fs::read_dir(next).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path.strip_prefix(folder.path()).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    files.sort();
    files
}

fn export_to(log: &Log, folder: &mut Folder) -> Result<u64, ExportError> {
    export(&log.tiles, &log.checkpoint(), signer().verifier(), folder)
}

#[test]
fn has_the_standard_layout_and_verifies() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path().join("log"));
    let log = Log::of(600);
    assert_eq!(export_to(&log, &mut folder).unwrap(), 8);
    assert_eq!(
        files(&folder),
        [
            "checkpoint",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/88",
        ]
    );
    let note = folder.checkpoint().unwrap().unwrap();
    assert_eq!(verify(&folder, &note, signer().verifier(), None).unwrap().size, 600);
}

#[test]
fn again_writes_nothing_and_later_only_what_is_new() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let mut log = Log::of(600);
    export_to(&log, &mut folder).unwrap();
    assert_eq!(export_to(&log, &mut folder).unwrap(), 0);
    log.grow((600..700).map(entry));
    assert_eq!(export_to(&log, &mut folder).unwrap(), 3, "a bundle, its tile, the checkpoint");
    let paths = files(&folder);
    assert!(paths.contains(&"tile/0/002.p/88".to_owned()), "who has the older checkpoint needs it still");
    log.grow((700..800).map(entry));
    assert_eq!(export_to(&log, &mut folder).unwrap(), 6);
    let paths = files(&folder);
    assert!(!paths.iter().any(|path| path.contains("002.p")), "{paths:?}");
    assert!(
        verify(&folder, &log.checkpoint(), signer().verifier(), Some(&Log::of(700).checkpoint())).is_ok()
    );
}

#[test]
fn an_older_checkpoint_still_verifies_after_its_partial_files_are_gone() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let old = Log::of(600);
    export_to(&old, &mut folder).unwrap();
    export_to(&Log::of(800), &mut folder).unwrap();
    assert!(!temp.path().join("tile/0/002.p").exists());
    // `tile/1/000.p/2` is still there; what became full is read from the full file.
    assert_eq!(verify(&folder, &old.checkpoint(), signer().verifier(), None).unwrap().size, 600);
}

#[test]
fn stopped_anywhere_it_goes_on() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let (before, log) = (Log::of(600), Log::of(1500));
    export_to(&before, &mut folder).unwrap();
    for stop in 0.. {
        let left = RefCell::new(stop);
        let source = |tile: Tile| {
            let mut left = left.borrow_mut();
            *left =
                i32::checked_sub(*left, 1).filter(|left| *left >= 0).ok_or(io::Error::other("stopped"))?;
            log.tiles.read(tile)
        };
        let done = export(&source, &log.checkpoint(), signer().verifier(), &mut folder);
        if done.is_ok() {
            break;
        }
        let note = folder.checkpoint().unwrap().unwrap();
        assert_eq!(note, before.checkpoint(), "the checkpoint comes last");
        assert!(verify(&folder, &note, signer().verifier(), None).is_ok(), "stopped after {stop}");
    }
    let note = folder.checkpoint().unwrap().unwrap();
    assert_eq!(verify(&folder, &note, signer().verifier(), Some(&before.checkpoint())).unwrap().size, 1500);
    assert!(!files(&folder).iter().any(|path| path.contains("unfinished")));
}

#[test]
fn never_over_a_longer_or_another_log() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let log = Log::of(600);
    export_to(&log, &mut folder).unwrap();
    let shorter = export_to(&Log::of(500), &mut folder);
    assert!(matches!(shorter, Err(ExportError::RolledBack { exported: 600, size: 500 })));
    let mut other = Log::of(400);
    other.grow((400..900).map(|number| entry(number + 1)));
    assert!(matches!(export_to(&other, &mut folder), Err(ExportError::Forked(600))));
    assert!(verify(&folder, &log.checkpoint(), signer().verifier(), None).is_ok(), "untouched");
}

#[test]
fn a_checkpoint_that_its_tiles_do_not_give_is_not_exported() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path().join("log"));
    let mut log = Log::of(600);
    log.edit("tile/0/002.p/88", |bytes| bytes[0] ^= 1);
    assert!(matches!(export_to(&log, &mut folder), Err(ExportError::Root)));
    assert!(!folder.path().exists());
}

#[test]
fn a_damaged_folder_heals_where_files_are_missing() {
    let temp = tempfile::tempdir().unwrap();
    let mut folder = Folder::new(temp.path());
    let log = Log::of(600);
    export_to(&log, &mut folder).unwrap();
    std::fs::remove_file(temp.path().join("tile/entries/000")).unwrap();
    assert!(verify(&folder, &log.checkpoint(), signer().verifier(), None).is_err());
    assert_eq!(export_to(&log, &mut folder).unwrap(), 1);
    assert!(verify(&folder, &log.checkpoint(), signer().verifier(), None).is_ok());
}
