//! What goes wrong round a store while it is in use: a server that is started anew in the middle of a change, a disk that
//! fills up. What was acknowledged stays, nothing is half there, and it goes on when the cause is gone.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{NOW, about, person};
use varsam_model::{Id, id};
use varsam_store::{Deed, Fault, Filter, Store};

/// A PostgreSQL server of one test.
struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
}

impl Server {
    /// `None`, and a word on it, where PostgreSQL is not installed.
    fn start() -> Option<Self> {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let programs =
            versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").exists());
        let Some(programs) = programs else {
            println!("skipped: PostgreSQL is not installed");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { folder: tempfile::tempdir().unwrap(), programs, port };
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(server.folder.path()).status().unwrap();
            assert!(given.success());
        }
        server.run("initdb", &["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust", "-U", "varsam"]);
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
        server.run("pg_ctl", &["-w", "-l", "/dev/null", "-o", &options, "start"]);
        Some(server)
    }

    /// Stops as if the power had failed, and starts again.
    fn restart(&self) {
        self.run("pg_ctl", &["-w", "-l", "/dev/null", "-m", "immediate", "restart"]);
    }

    fn run(&self, program: &str, args: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if is_root() { Command::new("runuser") } else { Command::new(&program) };
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let data = self.folder.path().join("data");
        let done = command.arg("-D").arg(data).args(args).current_dir("/").output().unwrap();
        assert!(done.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&done.stderr));
    }

    fn url(&self) -> String {
        format!("postgres://varsam@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn organiser() -> Id<id::Organiser> {
    Id::new(uuid::Uuid::from_u128(0x0e))
}

/// A change of three records and three entries.
async fn write(store: &Store, number: u128) -> Result<(), Fault> {
    let mut change = store.tenant(organiser()).change(person(9), NOW).await?;
    for part in 0..3 {
        let who = person(number * 10 + part);
        change.create(&about(number * 10 + part, who), &json!("x".repeat(2000))).await?;
        change.log(Deed::new("create").about(who)).await?;
    }
    change.commit().await
}

/// So many changes are there, whole, and the log holds.
async fn holds(store: &Store, changes: usize) {
    let filter = Filter { register: "person", limit: 100_000, ..Filter::default() };
    let there = store.tenant(organiser()).list::<Value>(&filter).await.unwrap();
    assert_eq!(there.len(), changes * 3);
    assert_eq!(store.log_size().await.unwrap(), changes as u64 * 3);
    store.checkpoint(NOW).await.unwrap();
    store.verify_log(None).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_started_anew_within_a_change_loses_that_change_alone() {
    let Some(server) = Server::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = support::open(&server.url(), &server.url(), folder.path(), NOW).await.unwrap();
    store.add_organiser(organiser(), NOW).await.unwrap();
    write(&store, 1).await.unwrap();
    let mut change = store.tenant(organiser()).change(person(9), NOW).await.unwrap();
    change.create(&about(20, person(20)), &json!("x")).await.unwrap();
    change.log(Deed::new("create").about(person(20))).await.unwrap();
    server.restart();
    let told = change.commit().await.unwrap_err();
    assert!(told.may_pass(), "it may be tried again: {told:?}");
    // Connections of before are found out to be dead, and are made anew.
    write(&store, 2).await.unwrap();
    assert!(store.lacks().await.is_empty());
    holds(&store, 2).await;
}

/// Names the small disk for the part of the next test that runs on it.
const DISK: &str = "VARSAM_SMALL_DISK";

#[test]
fn a_full_disk_is_told_and_when_there_is_room_again_it_goes_on() {
    if std::env::var(DISK).is_ok() {
        return;
    }
    let disk = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=6m none {0} || exit 77; {1} --exact fills_the_small_disk --nocapture",
        disk.path().display(),
        test.display()
    );
    // Whoever is not root may mount in a name space of their own, where the system allows that.
    let spaces: &[&str] = if is_root() { &["-m"] } else { &["-Urm"] };
    let output =
        Command::new("unshare").args(spaces).args(["sh", "-c", &script]).env(DISK, disk.path()).output();
    match output {
        Ok(output) if !matches!(output.status.code(), Some(1 | 77)) => {
            let told = String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && told.contains("1 passed"), "{told}");
        }
        _ => println!("skipped: no small disk can be mounted here"),
    }
}

/// Runs on the small disk; nothing when nobody has mounted one.
#[tokio::test]
async fn fills_the_small_disk() {
    let Ok(disk) = std::env::var(DISK) else { return };
    let disk = Path::new(&disk);
    let ballast = disk.join("ballast");
    fs::write(&ballast, vec![0; 2 << 20]).unwrap();
    let url = |name: &str| format!("sqlite:{}", disk.join(name).display());
    let store = support::open(&url("records.db"), &url("keys.db"), disk, NOW).await.unwrap();
    store.add_organiser(organiser(), NOW).await.unwrap();
    let mut done = 0;
    let told = loop {
        match write(&store, done + 1).await {
            Ok(()) => done += 1,
            Err(fault) => break fault,
        }
    };
    assert!(matches!(told, Fault::Full), "{told:?}");
    assert!(done > 10, "the disk was full after {done} changes");
    fs::remove_file(ballast).unwrap();
    write(&store, done + 1).await.unwrap();
    holds(&store, usize::try_from(done + 1).unwrap()).await;
}
