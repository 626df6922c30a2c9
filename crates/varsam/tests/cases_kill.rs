//! Cases that are worked on by a program that is killed at any moment: no step that was acknowledged is lost, none is half
//! done, and nobody is written to twice.
//!
//! The test starts itself as a program that walks cases and says what it did; `KILLS` sets how often it is killed (6), and
//! `STEPS` how many steps it takes at least (150).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::office::cases::{plan, write};
use varsam_model::case::{Act, Case, Event, Standing};
use varsam_model::deadline::OfficeHours;
use varsam_model::routine::{Facts, Routine, Takes};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Filter, Letter, MAIL};

/// Names the folder for the part of this test that works and is killed.
const FOLDER: &str = "VARSAM_CASES_FOLDER";

/// How many cases are open at a time.
const OPEN: usize = 12;

fn now() -> Instant {
    Instant(1_795_939_200_000_000)
}

async fn office(folder: &Path) -> Office {
    varsam::tls::choose_library();
    let config = Config::read(None, Some(folder), &Env::new()).unwrap();
    let address = "http://localhost:8080".parse().unwrap();
    Office::demonstrating(&config, address, now, None).await.unwrap()
}

fn routines() -> Vec<Routine> {
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    let stack = shelf.books.stack("municipality").unwrap();
    shelf.books.routines_of(stack).map(|routine| plan::frozen(&shelf.books, routine)).collect()
}

async fn organiser(office: &Office) -> Id<id::Organiser> {
    office.store.organisers().await.unwrap()[0]
}

fn begun(routine: &Routine, by: Id<id::Person>) -> Case {
    Case {
        routine: routine.clone(),
        stack: "municipality".to_owned(),
        title: "Prov".to_owned(),
        text: "Prov".to_owned(),
        by: Some(by),
        at: now(),
        dates: routine.dates.iter().map(|moment| (moment.id.clone(), now())).collect(),
        facts: Facts::new(),
        despite: String::new(),
        events: vec![],
    }
}

/// The first step that is open, done; facts are as the seed has them.
fn done(case: &Case, by: Id<id::Person>, seed: usize) -> Option<Event> {
    let walked = case.walk(OfficeHours::default());
    let open = walked.iter().find(|stood| matches!(stood.standing, Standing::Open { .. }))?;
    let mut event = Event::new(&open.step.id, Act::Done, Some(by), now());
    event.decision = Some(seed.is_multiple_of(2));
    for fact in &open.step.asks {
        let value = match &fact.takes {
            Takes::YesNo => if seed.is_multiple_of(3) { "no" } else { "yes" }.to_owned(),
            Takes::OneOf(choices) => choices[seed % choices.len()].id.clone(),
            Takes::Number(least, _) => least.to_string(),
        };
        event.facts.insert(fact.id.clone(), value);
    }
    Some(event)
}

async fn cases(office: &Office) -> Vec<Document<Case>> {
    let filter = Filter { register: "case", limit: 1_000_000, ..Filter::default() };
    office.store.tenant(organiser(office).await).list(&filter).await.unwrap()
}

/// The part that works until it is killed: it says what is done once it is.
#[tokio::test]
async fn works_until_it_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let office = office(Path::new(&folder)).await;
    let directory = office.directory(organiser(&office).await).await.unwrap();
    let school = directory.units().into_iter().find(|unit| unit.name == "Björkskolan").unwrap().id;
    let by = directory.people(school).await.unwrap()[0].person.id;
    let (routines, mut out) = (routines(), std::io::stdout().lock());
    let mut seed = usize::try_from(std::process::id()).unwrap();
    let mut open: Vec<_> =
        cases(&office).await.into_iter().filter(|case| case.head.state == "open").collect();
    let tenant = office.store.tenant(organiser(&office).await);
    writeln!(out, "\nworking").unwrap();
    loop {
        seed += 1;
        if open.len() < OPEN {
            let case = begun(&routines[seed % routines.len()], by);
            let id = write::begin(&office, &directory, school, &case).await.unwrap();
            writeln!(out, "did {id} 0").unwrap();
            open.push(tenant.read(id).await.unwrap());
            continue;
        }
        let at = seed % open.len();
        let document = &open[at];
        let Some(event) = done(&document.body, by, seed) else {
            open.remove(at);
            continue;
        };
        let after = write::act(&office, &directory, document, event, None).await.unwrap();
        writeln!(out, "did {} {}", document.head.id, after.events.len()).unwrap();
        open[at] = tenant.read(document.head.id).await.unwrap();
    }
}

/// Starts the part that works, kills it a while after it has begun to, and gives what it said it had done.
fn killed_after(folder: &Path, wait: Duration) -> Vec<(Id<id::Record>, usize)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "works_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "working"), "it never began");
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    let did = |line: String| {
        let mut words = line.strip_prefix("did ")?.split(' ').map(str::to_owned);
        Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
    };
    lines.filter_map(did).collect()
}

/// How many letters of each kind everybody was sent. None has another's name: the store lets a name in once.
async fn letters(office: &Office) -> BTreeMap<(Id<id::Person>, String), usize> {
    let mut letters = BTreeMap::new();
    while let Some(claimed) = office.store.claim(MAIL, now(), 600).await.unwrap() {
        let letter: Letter = serde_json::from_slice(&claimed.body.unwrap()).unwrap();
        *letters.entry((letter.to, letter.about)).or_default() += 1;
        office.store.sent(claimed.id, now()).await.unwrap();
    }
    letters
}

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |number| number.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_loses_no_step_and_sends_nothing_twice() {
    if std::env::var(FOLDER).is_ok() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    office(folder.path()).await.store.close().await;
    let (kills, steps) = (number("KILLS", 6), number("STEPS", 150));
    let (mut acknowledged, mut times) = (BTreeMap::new(), 0);
    let mut wait = u64::from(std::process::id());
    while times < kills || acknowledged.values().sum::<usize>() < steps {
        wait = wait.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let said = killed_after(folder.path(), Duration::from_millis(wait >> 56));
        for (case, events) in said {
            acknowledged.insert(case, events);
        }
        times += 1;
    }
    let worked = office(folder.path()).await;
    let there = cases(&worked).await;
    let of = |id: &Id<id::Record>| {
        there.iter().find(|case| case.head.id == *id).map(|case| case.body.events.len())
    };
    for (case, events) in &acknowledged {
        assert!(of(case).is_some_and(|kept| kept >= *events), "{case}: {events} steps were acknowledged");
    }
    // The same done once more, and never killed: it sends the same letters.
    let elsewhere = tempfile::tempdir().unwrap();
    let calm = office(elsewhere.path()).await;
    let directory = calm.directory(organiser(&calm).await).await.unwrap();
    for document in &there {
        let case = Case { events: vec![], ..document.body.clone() };
        let id = write::begin(&calm, &directory, document.head.unit, &case).await.unwrap();
        for event in &document.body.events {
            let read = directory.tenant.read(id).await.unwrap();
            write::act(&calm, &directory, &read, event.clone(), None).await.unwrap();
        }
    }
    assert_eq!(letters(&worked).await, letters(&calm).await);
    println!(
        "killed {times} times in {} steps of {} cases",
        acknowledged.values().sum::<usize>(),
        there.len()
    );
}
