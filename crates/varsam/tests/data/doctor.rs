//! The doctor finds what is wrong, says what to do, and changes nothing.

use super::home::{Home, set_mode};
use std::fs;
use std::path::Path;
use varsam::clock;
use varsam::data::copies::dated;
use varsam_store::backup::Half;

/// All that a healthy installation has, as variables.
fn healthy(home: &Home) -> Vec<(String, String)> {
    let variables = [
        ("VARSAM_BACKUP_RECORDS", home.made("r")),
        ("VARSAM_BACKUP_KEYS", home.made("k")),
        ("VARSAM_LOG_WITNESS", home.path("witness")),
        ("VARSAM_MASTER", format!("file:{}", Path::new(&home.made("apart")).join("master.key").display())),
    ];
    fs::rename(home.data().join("master.key"), home.path("apart/master.key")).unwrap();
    let variables: Vec<_> = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    run(home, &variables, &["backup"]).says(0, "records");
    run(home, &variables, &["log", "checkpoint"]).says(0, "has it");
    variables
}

fn run(home: &Home, variables: &[(String, String)], args: &[&str]) -> super::home::Run {
    let variables: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    home.run_with(args, &variables)
}

/// What is not in order, but for the disks of whoever runs the tests.
fn complaints(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("ok") && !line.contains("disk ")).collect()
}

#[test]
fn a_healthy_installation_has_nothing_to_look_at() {
    let home = Home::of(5);
    let variables = healthy(&home);
    let run = run(&home, &variables, &["doctor"]);
    assert_eq!(complaints(&run.out), Vec::<&str>::new(), "{}", run.out);
    for check in [
        "config",
        "master",
        "records",
        "keys",
        "clock",
        "disk",
        "files",
        "halves",
        "backup_records",
        "backup_keys",
        "log",
        "witness",
        "erasures",
    ] {
        assert!(
            run.out.lines().any(|line| line.split_whitespace().nth(1) == Some(check)),
            "{check}: {}",
            run.out
        );
    }
}

#[test]
fn a_readable_key_and_an_old_backup_are_wrong() {
    let home = Home::of(5);
    let variables = healthy(&home);
    let old = clock::now().plus_seconds(-9 * 86_400);
    let newest = fs::read_dir(home.path("r")).unwrap().next().unwrap().unwrap().path();
    fs::rename(newest, Path::new(&home.path("r")).join(dated(Half::Records, old))).unwrap();
    set_mode(Path::new(&home.path("apart/master.key")), 0o604);
    set_mode(&home.data().join("keys.db"), 0o640);
    let run = run(&home, &variables, &["doctor"]);
    run.says(1, "wrong  master").says(1, "chmod 600").says(1, "taken 9 days ago; run `varsam backup`");
    run.says(1, "wrong  keys").says(1, "ok     records");
}

#[test]
fn what_is_lacking_is_looked_at() {
    let home = Home::of(5);
    let run = home.run(&["doctor"]);
    run.says(0, "look   apart")
        .says(0, "look   backup ")
        .says(0, "look   log")
        .says(0, "5 entries were never signed");
    home.run(&["log", "checkpoint"]);
    home.run(&["doctor"]).says(0, "look   witness");
}

#[test]
fn a_backup_of_the_keys_from_before_a_rotation_is_wrong() {
    let home = Home::of(5);
    let variables = healthy(&home);
    // Names are cut to whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    run(&home, &variables, &["key", "rotate"]).says(0, "rotated");
    run(&home, &variables, &["doctor"]).says(1, "wrong  backup_keys").says(1, "it opens nothing");
}

#[test]
fn json_tells_the_same() {
    let home = Home::of(1);
    set_mode(&home.data().join("master.key"), 0o644);
    let run = home.run(&["doctor", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((run.code, &told["state"]), (1, &"wrong".into()));
    let master = told["checks"].as_array().unwrap().iter().find(|check| check["check"] == "master").unwrap();
    assert_eq!(master["state"], "wrong");
    assert!(master["todo"].as_str().unwrap().contains("chmod 600"), "{master}");
}

#[test]
fn one_broken_thing_hides_no_other() {
    let home = Home::of(1);
    let nowhere = [("VARSAM_RECORDS_URL", "postgres://127.0.0.1:1/x"), ("VARSAM_FILES_URL", "s4://b")];
    let run = home.run_with(&["doctor"], &nowhere);
    run.says(1, "wrong  records").says(1, "ok     keys").says(1, "ok     master").says(1, "wrong  files");
}

#[test]
fn nothing_is_made_where_nothing_is() {
    let home = Home::empty();
    home.run(&["doctor"]).says(0, "look   master").says(0, "varsam serve");
    assert!(!home.data().exists());
}
