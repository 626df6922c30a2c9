//! The first start, and starts that are refused.

use super::home::{Home, add, mode, set_mode, varsam};
use std::fs;
use std::process::Command;
use varsam::clock;

#[test]
fn the_first_start_makes_everything_for_its_owner_only() {
    let home = Home::of(3);
    assert_eq!(mode(&home.data()), 0o700);
    for file in ["records.db", "keys.db", "master.key"] {
        assert_eq!(mode(&home.data().join(file)), 0o600, "{file}");
    }
    let status = home.run(&["key", "status"]);
    status
        .says(0, "version 1, check value `")
        .says(0, "organisers: 1")
        .says(0, "erasures: 0, 0 not yet final");
    assert_eq!(home.persons(), 3);
}

/// A path that is written wrong once made a new, empty installation.
#[test]
fn only_a_start_makes_data() {
    let home = Home::empty();
    for args in [&["key", "status"][..], &["log", "checkpoint"], &["key", "rotate"]] {
        home.run(args).says(2, "there is no data");
    }
    let (records, keys) = (home.made("a"), home.made("b"));
    home.run(&["backup", "--records", &records, "--keys", &keys]).says(2, "there is no data");
    assert!(!home.data().exists());
}

#[test]
fn nothing_named_is_told() {
    varsam(&["key", "status"], &[]).says(2, "`--data`").says(2, "VARSAM_MASTER");
}

#[test]
fn a_master_key_that_others_can_read_is_refused() {
    let home = Home::of(1);
    set_mode(&home.data().join("master.key"), 0o644);
    home.run(&["key", "status"]).says(2, "chmod 600");
}

#[test]
fn a_wrong_master_key_is_told_by_its_check_value_and_a_lost_one_is_not_made_anew() {
    let (home, other) = (Home::of(1), Home::of(1));
    let (key, strange) = (home.data().join("master.key"), other.data().join("master.key"));
    let value = other.run(&["key", "status"]).out.split('`').nth(3).unwrap().to_owned();
    assert_eq!(value.len(), 16, "{value}");
    let kept = fs::read(&key).unwrap();
    fs::copy(&strange, &key).unwrap();
    home.run(&["key", "status"]).says(2, &value).says(2, "does not open the keys");
    fs::remove_file(&key).unwrap();
    home.run(&["key", "status"]).says(2, "put back the copy");
    assert!(!key.exists());
    fs::write(&key, kept).unwrap();
    set_mode(&key, 0o600);
    assert_eq!(home.persons(), 1);
}

#[test]
fn halves_that_do_not_belong_together_are_refused() {
    let (home, other) = (Home::of(1), Home::of(1));
    for file in ["keys.db", "master.key"] {
        fs::copy(other.data().join(file), home.data().join(file)).unwrap();
    }
    home.run(&["key", "status"]).says(2, "not of the same installation");
}

#[test]
fn a_lost_half_is_told_and_not_made_anew() {
    for (file, says) in [("keys.db", "the keys `"), ("records.db", "the records `")] {
        let home = Home::of(1);
        fs::remove_file(home.data().join(file)).unwrap();
        home.run(&["key", "status"]).says(2, says).says(2, "varsam restore");
        assert!(!home.data().join(file).exists());
    }
}

#[test]
fn a_clock_that_was_set_back_is_refused() {
    let home = Home::of(1);
    home.work(async |store| add(store, 5, 6, clock::now().plus_seconds(3600)).await);
    home.run(&["key", "status"]).says(2, "set the clock right");
    home.run(&["doctor"]).says(1, "wrong  clock");
}

#[test]
fn a_database_that_may_only_be_read_is_told() {
    let home = Home::of(1);
    let url = format!("sqlite:{}?mode=ro", home.data().join("records.db").display());
    home.run_with(&["log", "checkpoint"], &[("VARSAM_RECORDS_URL", &url)]).says(2, "read-only");
}

#[test]
fn what_is_no_database_is_told() {
    let home = Home::of(1);
    fs::write(home.data().join("records.db"), "a text, and no database at all".repeat(300)).unwrap();
    home.run(&["key", "status"]).says(2, "no database").says(2, "records.db");
    let nowhere = [("VARSAM_RECORDS_URL", "postgres://u:s3cret@127.0.0.1:1/x")];
    let run = home.run_with(&["key", "status"], &nowhere);
    run.says(2, "postgres://127.0.0.1:1/x");
    assert!(!run.err.contains("s3cret"), "{}", run.err);
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_done() {
    let home = Home::of(40);
    let (small, keys) = (home.made("small"), home.made("keys"));
    let script = format!(
        "mount -t tmpfs -o size=64k none {small} || exit 77; \
         {} backup --records {small} --keys {keys} --data {}; code=$?; ls -A {small}; exit $code",
        env!("CARGO_BIN_EXE_varsam"),
        home.data().display()
    );
    let output = Command::new("unshare").args(["-m", "sh", "-c", &script]).output();
    let Some(output) = output.ok().filter(|output| !matches!(output.status.code(), Some(1 | 77) | None))
    else {
        println!("skipped: no small disk can be mounted here (that needs root)");
        return;
    };
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(2), "{out}{err}");
    assert!(err.contains("the disk is full"), "{err}");
    assert_eq!(out, "", "something is left on the disk");
}
