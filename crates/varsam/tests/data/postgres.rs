//! The same on PostgreSQL, where `VARSAM_TEST_POSTGRES` names a server and `psql` is installed.

use super::home::{Home, add, persons, varsam, wait};
use std::path::Path;
use std::process::Command;
use varsam::clock;
use varsam::data::{Config, Env, open};
use varsam_model::RecordClass;

/// A database of its own.
pub(super) fn database(server: &str, name: &str) -> Option<String> {
    let name = format!("test_varsam_{name}_{}", std::process::id());
    let made = Command::new("psql")
        .args(["-q", &format!("{server}/postgres"), "-c", &format!("CREATE DATABASE {name}")])
        .status();
    made.is_ok_and(|status| status.success()).then(|| format!("{server}/{name}"))
}

/// The environment of an installation whose halves lie in one database, and everything else in a folder.
pub(super) fn env(url: &str, home: &Home) -> Vec<(&'static str, String)> {
    let data = home.data().to_str().unwrap().to_owned();
    std::fs::create_dir_all(&data).unwrap();
    vec![("VARSAM_DATA", data), ("VARSAM_RECORDS_URL", url.to_owned()), ("VARSAM_KEYS_URL", url.to_owned())]
}

pub(super) fn config(env: &[(&'static str, String)]) -> Config {
    let map: Env = env.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Config::read(None, Some(Path::new(&env[0].1)), &map).unwrap()
}

pub(super) fn run(env: &[(&'static str, String)], args: &[&str]) -> super::home::Run {
    varsam(args, &env.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
}

#[test]
fn first_start_doctor_backup_and_restore_on_postgresql() {
    let server = std::env::var("VARSAM_TEST_POSTGRES").ok();
    let made = server.as_deref().and_then(|server| Some((database(server, "a")?, database(server, "b")?)));
    let Some((from, to)) = made else {
        println!("skipped: VARSAM_TEST_POSTGRES names no server, or `psql` is not installed");
        return;
    };
    let home = Home::empty();
    let env_of = env(&from, &home);
    run(&env_of, &["doctor"]).says(0, "look   records").says(0, "is empty");
    run(&env_of, &["key", "status"]).says(2, "there is no data");
    let (records, keys) = (home.made("r"), home.made("k"));
    wait(async {
        let store = open(&config(&env_of), clock::now()).await.unwrap();
        let organiser = store.new_id(clock::now()).unwrap();
        store.add_organiser(organiser, clock::now()).await.unwrap();
        add(&store, 0, 10, clock::now()).await;
        store.close().await;
    });
    run(&env_of, &["doctor"]).says(0, "ok     records").says(0, "ok     halves");
    run(&env_of, &["backup", "--records", &records, "--keys", &keys]).says(0, "keep the two apart");
    wait(async {
        let store = open(&config(&env_of), clock::now()).await.unwrap();
        let organiser = store.organisers().await.unwrap()[0];
        let (subject, by) = (super::home::person(3), super::home::person(9));
        let tenant = store.tenant(organiser);
        tenant.erase(subject.uuid(), &[RecordClass::Identity], "left", by, clock::now()).await.unwrap();
        store.close().await;
    });
    let env_of = env(&to, &home);
    // A restore that fails when both halves are in, since the files cannot be opened.
    std::fs::write(home.path("no-folder"), "").unwrap();
    let strange = [env_of.clone(), vec![("VARSAM_FILES_FOLDER", home.path("no-folder"))]].concat();
    let refused = run(&strange, &["restore", "--records", &records, "--keys", &keys]);
    assert_ne!(refused.code, 0, "{}", refused.out);
    run(&env_of, &["doctor"]).says(0, "is empty");
    run(&env_of, &["restore", "--records", &records, "--keys", &keys]).says(0, "1 made since");
    run(&env_of, &["restore", "--records", &records, "--keys", &keys]).says(2, "already");
    let left = wait(async { persons(&open(&config(&env_of), clock::now()).await.unwrap()).await });
    assert_eq!(left, 9);
    let wrong = to.replace("varsam:varsam@", "varsam:s3cret@");
    if wrong != to {
        let refused = run(&env(&wrong, &home), &["key", "status"]);
        refused.says(2, "refuses user or password");
        assert!(!refused.err.contains("s3cret"), "{}", refused.err);
    }
    run(&env(&format!("{to}_none"), &home), &["key", "status"]).says(2, "has no such database");
}
