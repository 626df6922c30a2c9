//! The log: signed, handed out, and what does not hold is told.

use super::home::{Home, add};
use std::fs;
use std::path::{Path, PathBuf};
use varsam::clock;

fn signed(home: &Home) -> String {
    let witness = home.path("witness");
    home.run_with(&["log", "checkpoint"], &[("VARSAM_LOG_WITNESS", &witness)]).says(0, "has it");
    witness
}

#[test]
fn what_was_signed_is_checked_and_continues_what_a_witness_kept() {
    let home = Home::of(10);
    home.run(&["log", "verify"]).says(2, "never signed");
    let witness = signed(&home);
    home.run(&["log", "verify"]).says(0, "the log holds: 10 entries of `varsam-");
    home.work(async |store| add(store, 10, 13, clock::now()).await);
    home.run(&["log", "verify"]).says(0, "3 entries since are not signed yet");
    let first = fs::read_to_string(&witness).unwrap();
    signed(&home);
    signed(&home);
    let both = fs::read_to_string(&witness).unwrap();
    assert!(both.starts_with(&first) && both.lines().count() == 2 * first.lines().count(), "{both}");
    home.run(&["log", "verify", "--checkpoint", &witness]).says(0, "continues the checkpoint");
    let bad = home.path("bad");
    fs::write(&bad, first.replacen("\n10\n", "\n9\n", 1)).unwrap();
    home.run(&["log", "verify", "--checkpoint", &bad]).says(1, "does not hold");
    home.run(&["log", "verify", "--checkpoint", &home.path("none")]).says(2, "cannot be read");
    fs::write(&bad, "no note").unwrap();
    home.run(&["log", "verify", "--checkpoint", &bad]).says(2, "holds no checkpoint");
}

#[test]
fn a_witness_that_cannot_be_reached_is_told_and_the_others_get_it() {
    let home = Home::of(2);
    let witnesses = format!("{},http://u:s3cret@127.0.0.1:1/x,{}", home.path("no/such"), home.path("good"));
    let run = home.run_with(&["log", "checkpoint"], &[("VARSAM_LOG_WITNESS", &witnesses)]);
    run.says(1, "no/such` cannot be written")
        .says(1, "http://127.0.0.1:1/x` cannot be reached")
        .says(1, "good` has it");
    assert!(!run.out.contains("s3cret"), "{}", run.out);
    assert!(Path::new(&home.path("good")).exists());
    home.run(&["log", "checkpoint"]).says(0, "give this to somebody outside").says(0, "\n— varsam-");
}

/// All files below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[test]
fn an_edited_entry_is_found() {
    let home = Home::of(10);
    signed(&home);
    let export = home.path("export");
    let run = home.run(&["log", "export", &export]);
    let key = home.run(&["log", "key"]).out;
    run.says(0, "files written").says(0, &format!("key: {key}"));
    // An entry, as others read it, is found in the database and changed there.
    let bundle =
        below(Path::new(&export)).into_iter().find(|path| path.to_string_lossy().contains("/entries/"));
    let bundle = fs::read(bundle.unwrap()).unwrap();
    let leaf = &bundle[2..2 + usize::from(u16::from_be_bytes([bundle[0], bundle[1]]))];
    let records = home.data().join("records.db");
    let mut bytes = fs::read(&records).unwrap();
    let at = bytes.windows(leaf.len()).position(|window| window == leaf).unwrap();
    bytes[at + leaf.len() - 5] ^= 1;
    fs::write(&records, bytes).unwrap();
    home.run(&["log", "verify"]).says(1, "entry `0`").says(1, "edited");
    home.run(&["log", "export", &home.path("second")]).says(1, "does not hold");
    assert!(!Path::new(&home.path("second")).exists());
}

/// Who controls the machine puts back an older state: it verifies by itself, but not against what a witness kept.
#[test]
fn a_log_that_was_rolled_back_is_found_with_what_a_witness_kept() {
    let home = Home::of(10);
    signed(&home);
    let older = fs::read(home.data().join("records.db")).unwrap();
    home.work(async |store| add(store, 10, 13, clock::now()).await);
    let witness = signed(&home);
    fs::write(home.data().join("records.db"), older).unwrap();
    home.run(&["log", "verify"]).says(0, "10 entries");
    home.run(&["log", "verify", "--checkpoint", &witness]).says(1, "rolled back");
}
