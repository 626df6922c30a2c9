//! An import that is killed at any moment: nobody is seen before all have come, nobody is half there, and the next run ends it.
//!
//! The test starts itself as a program that imports; `KILLS` sets how often it is killed (4).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use varsam::data::{Config, Env, open};
use varsam::office::intake::{Desk, Found, Progress, look, take_in};
use varsam_model::import::guess;
use varsam_model::person::Person;
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, RecordClass};
use varsam_store::{Filter, Head, Store};

/// Names the folder for the part of this test that imports and is killed.
const FOLDER: &str = "VARSAM_INTAKE_FOLDER";
/// Which run it is: each begins when the claim of the one before has ended.
const RUN: &str = "VARSAM_INTAKE_RUN";

const PUPILS: u32 = 6_000;

static NOW: AtomicI64 = AtomicI64::new(1_795_939_200_000_000);

fn now() -> Instant {
    Instant(NOW.load(Ordering::Relaxed))
}

/// Later by so many runs.
fn later(runs: i64) {
    NOW.store(1_795_939_200_000_000 + runs * 3_600_000_000, Ordering::Relaxed);
}

async fn store(folder: &Path) -> Store {
    open(&Config::read(None, Some(folder), &Env::new()).unwrap(), now()).await.unwrap()
}

fn list() -> String {
    let mut text = "Personnummer;Förnamn;Efternamn;Klass;Årskurs;Skola;Skyddad identitet".to_owned();
    for number in 0..PUPILS {
        let day = jiff::civil::date(2008, 1, 1);
        let day = day.checked_add(jiff::Span::new().days(i64::from(number / 100))).unwrap();
        let civic = format!("{}TF{:02}", day.strftime("%Y%m%d"), number % 100);
        write!(text, "\n{civic};Ada{number};Testsson;7A;7;Skolan {};Nej", number % 7).unwrap();
    }
    text
}

async fn import(folder: &Path) -> Found {
    let store = store(folder).await;
    let organiser = store.organisers().await.unwrap()[0];
    let sheet = Arc::new(look(list().as_bytes()).unwrap());
    let by = Id::new(uuid::Uuid::nil());
    let desk = Desk::open(&store, organiser, "file:pupils", by, now).await.unwrap();
    let progress = Progress::default();
    let mapping = guess(&sheet.heads);
    let taking = take_in(&desk, &sheet, &mapping, false, None, &progress);
    let telling = async {
        loop {
            println!("\nat {}", progress.now().0);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let found = tokio::select! {
        found = taking => found.unwrap(),
        never = telling => never,
    };
    desk.close().await.unwrap();
    store.close().await;
    found
}

/// The part that imports until it is killed.
#[tokio::test(flavor = "multi_thread")]
async fn imports_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    later(std::env::var(RUN).unwrap().parse().unwrap());
    import(Path::new(&folder)).await;
}

/// Kills a run when so many people are written.
fn killed_at(folder: &Path, run: i64, people: u32) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "imports_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let count = |line: &String| line.strip_prefix("at ").and_then(|count| count.parse().ok());
    let reached = said.filter_map(|line| count(&line)).find(|count: &u32| *count >= people);
    assert!(reached.is_some(), "the run ended before it was killed");
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn people(store: &Store) -> Vec<(String, Person)> {
    let tenant = store.tenant(store.organisers().await.unwrap()[0]);
    let (mut people, mut after) = (Vec::new(), None);
    loop {
        let filter = Filter { register: "person", after, limit: 1000, ..Filter::default() };
        let page = tenant.list::<Person>(&filter).await.unwrap();
        let Some(last) = page.last() else { return people };
        after = Some(last.head.id);
        people.extend(page.into_iter().map(|document| (document.head.state, document.body)));
    }
}

/// How many units are seen: the organiser's own, and no school before all have come.
async fn seen_units(store: &Store) -> u64 {
    let tenant = store.tenant(store.organisers().await.unwrap()[0]);
    tenant.count(&Filter { register: "unit", state: "active", ..Filter::default() }).await.unwrap()
}

async fn begin(folder: &Path) {
    let store = store(folder).await;
    let organiser = store.new_id(now()).unwrap();
    store.add_organiser(organiser, now()).await.unwrap();
    let id = store.new_id(now()).unwrap();
    let name = "Norrviks kommun".to_owned();
    let top =
        Unit { id, kind: UnitKind::Organiser, name, parent: None, code: None, forms: vec![], hours: None };
    let head = Head::about(id.of(), "unit", id, id.uuid(), RecordClass::Unit).in_state("active");
    let mut change = store.tenant(organiser).change(Id::new(uuid::Uuid::nil()), now()).await.unwrap();
    change.create(&head, &top).await.unwrap();
    change.commit().await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_is_ended_by_the_next_and_nobody_is_there_twice() {
    if std::env::var(FOLDER).is_ok() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path()).await;
    let kills: i64 = std::env::var("KILLS").map_or(4, |kills| kills.parse().unwrap());
    let mut in_the_middle = 0;
    for run in 1..=kills {
        killed_at(folder.path(), run, u32::try_from(run).unwrap() * 1_000);
        later(run);
        let store = store(folder.path()).await;
        let there = people(&store).await;
        assert!(there.iter().all(|(_, person)| person.enrolments.len() == 1), "nobody is half there");
        in_the_middle += usize::from(!there.is_empty() && there.len() < PUPILS as usize);
        assert_eq!(seen_units(&store).await, 1, "nobody is seen before all have come");
        store.close().await;
    }
    assert!(in_the_middle > 0, "none was killed in the middle");
    later(kills + 1);
    import(folder.path()).await;
    later(kills + 2);
    let again = import(folder.path()).await;
    assert!(again.tally.is_still(), "{again:?}");
    let store = store(folder.path()).await;
    let there = people(&store).await;
    let names: HashSet<_> = there.iter().map(|(_, person)| person.given.clone()).collect();
    assert_eq!((there.len(), names.len()), (PUPILS as usize, PUPILS as usize));
    assert!(there.iter().all(|(state, _)| state == "active"));
    store.close().await;
}
