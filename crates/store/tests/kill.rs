//! Killed at any moment: what was acknowledged is there, nothing is half there, and the log holds.
//!
//! The test starts itself as a program that writes and says what it wrote; `KILLS` sets how often it is killed (25), on SQLite,
//! and on PostgreSQL where `VARSAM_TEST_POSTGRES` names a server.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

mod support;

use serde_json::json;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use support::{NOW, SCHOOL, about, person};
use uuid::Uuid;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Deed, Filter, Store, TrailFilter};

/// Names the folder for the part of this test that writes and is killed.
const FOLDER: &str = "VARSAM_KILL_FOLDER";
/// Names the database for that part, where it is not in the folder.
const DATABASE: &str = "VARSAM_KILL_DATABASE";
/// Each change writes so many records, so that half a change would show.
const EACH: u128 = 3;

fn organiser() -> Id<id::Organiser> {
    Id::new(Uuid::from_u128(0x0e))
}

async fn open(folder: &Path, database: Option<&str>) -> Store {
    let lite = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let url = |name: &str| database.map_or_else(|| lite(name), str::to_owned);
    support::open(&url("records.db"), &url("keys.db"), folder, NOW).await.unwrap()
}

/// The part that writes until it is killed. Every third change is followed by an erasure of its first person.
#[tokio::test]
async fn writes_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = open(Path::new(&folder), std::env::var(DATABASE).ok().as_deref()).await;
    store.finish_erasures().await.unwrap();
    store.add_organiser(organiser(), NOW).await.unwrap();
    let tenant = store.tenant(organiser());
    let first = tenant.count(&all()).await.unwrap() + 1_000 * u64::from(std::process::id());
    let mut out = std::io::stdout().lock();
    writeln!(out, "open").unwrap();
    for number in u128::from(first).. {
        let mut change = tenant.change(person(9), NOW).await.unwrap();
        for part in 0..EACH {
            let who = person(number * 10 + part);
            change.create(&about(number * 10 + part, who), &json!(number.to_string())).await.unwrap();
            change.log(Deed::new("create").about(who).at(SCHOOL)).await.unwrap();
        }
        change.commit().await.unwrap();
        writeln!(out, "wrote {number}").unwrap();
        if number % 3 == 0 {
            let gone = person(number * 10).uuid();
            tenant.erase(gone, &[RecordClass::Identity], "left", person(9), NOW).await.unwrap();
            writeln!(out, "erased {number}").unwrap();
        }
        if number % 20 == 0 {
            store.checkpoint(NOW).await.unwrap();
        }
    }
}

fn all() -> Filter<'static> {
    Filter { register: "person", limit: 100_000, ..Filter::default() }
}

/// Starts the part that writes, kills it after a while, and gives what it said. Mostly the while begins when it writes, on
/// a slow machine too; else it may be killed while it starts.
fn killed_after(folder: &Path, database: Option<&str>, (wait, at_once): (Duration, bool)) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "writes_until_it_is_killed", "--nocapture"]).env(FOLDER, folder);
    if let Some(database) = database {
        command.env(DATABASE, database);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let (tell, told) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let open = |line: &String| tell.send(line == "open").unwrap_or_default();
        said.lines().map_while(Result::ok).inspect(open).collect::<Vec<_>>()
    });
    if !at_once {
        while !told.recv_timeout(Duration::from_mins(1)).expect("the part that writes does not start") {}
    }
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Numbers from a seed: which moments are tried is chance, but the same chance each time.
fn moments(count: u64) -> impl Iterator<Item = Duration> {
    let next = |seed: &u64| {
        Some(seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    };
    std::iter::successors(Some(2012), next)
        .map(|seed| Duration::from_millis(10 + (seed >> 33) % 500))
        .take(usize::try_from(count).unwrap())
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_is_half_there() {
    if std::env::var(FOLDER).is_ok() {
        return;
    }
    survives(None).await;
    match support::database().await {
        Some(database) => survives(Some(&database)).await,
        None => println!("skipped: PostgreSQL (VARSAM_TEST_POSTGRES names no server)"),
    }
}

async fn survives(database: Option<&str>) {
    let kills = std::env::var("KILLS").map_or(25, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (mut wrote, mut erased): (BTreeSet<u128>, BTreeSet<u128>) = Default::default();
    for (wait, number) in moments(kills).zip(0..) {
        for line in killed_after(folder.path(), database, (wait, number % 4 == 0)) {
            let number = |word: &str| line.strip_prefix(word).and_then(|number| number.parse::<u128>().ok());
            wrote.extend(number("wrote "));
            erased.extend(number("erased "));
        }
    }
    assert!(wrote.len() > usize::try_from(kills).unwrap(), "only {} changes were made", wrote.len());
    let store = open(folder.path(), database).await;
    store.finish_erasures().await.unwrap();
    let tenant = store.tenant(organiser());
    let there: BTreeSet<_> =
        tenant.list::<String>(&all()).await.unwrap().into_iter().map(|found| found.head.id).collect();
    let id = |number: u128| Id::new(Uuid::from_u128(number));
    for number in &wrote {
        let parts = (0..EACH).filter(|part| there.contains(&id(number * 10 + part))).count() as u128;
        let first = there.contains(&id(number * 10));
        assert!(parts == EACH || (parts == EACH - 1 && !first && number % 3 == 0), "{number}: {parts} parts");
        assert!(!(erased.contains(number) && first), "{number} came back");
    }
    let logged = tenant
        .trail(&TrailFilter { kind: "create", limit: 1_000_000, ..TrailFilter::default() })
        .await
        .unwrap();
    let changes = there.iter().map(|id| id.uuid().as_u128() / 10).collect::<BTreeSet<_>>().len();
    assert_eq!(logged.len(), changes * 3, "a change and its log entries are one");
    store.checkpoint(NOW).await.unwrap();
    let size = store.verify_log(None).await.unwrap().size;
    println!("{}: {kills} kills, {} changes acknowledged, {size} entries hold", store.kind(), wrote.len());
}
