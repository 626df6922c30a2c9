//! How long a round of the clocks takes where many are open, and in how much memory:
//! `cargo run --release -p varsam --example clocks -- 100000`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail loudly")]

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};
use varsam::clock::Stopwatch;
use varsam::data::{Config, Env};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::office::cases::{clocks, plan};
use varsam_model::case::Case;
use varsam_model::routine::{Facts, Routine};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Head, Task};

/// How many cases are written at once.
const BATCH: usize = 2000;

/// How many rounds are measured.
const ROUNDS: usize = 50;

/// Of how many clocks one rings in a round that has something to say.
const ONE_IN: usize = 1000;

static NOW: AtomicI64 = AtomicI64::new(1_795_939_200_000_000);

fn now() -> Instant {
    Instant(NOW.load(Ordering::Relaxed))
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().map_or(100_000, |text| text.parse().unwrap());
    varsam::tls::choose_library();
    match args.next() {
        Some(folder) => rounds(&office(Path::new(&folder)).await).await,
        None => prepared(count).await,
    }
}

/// Writes the cases, and measures in a process of its own: what writing them needs is not what a round needs.
async fn prepared(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let office = office(folder.path()).await;
    let watch = Stopwatch::start();
    fill(&office, count).await;
    println!("{count} cases with an open clock written in {:.1} s", watch.seconds());
    office.store.close().await;
    let mut rounds = Command::new(std::env::current_exe().unwrap());
    let status = rounds.arg(count.to_string()).arg(folder.path()).status().unwrap();
    assert!(status.success(), "the rounds failed");
}

async fn office(folder: &Path) -> Office {
    let config = Config::read(None, Some(folder), &Env::new()).unwrap();
    let address = "http://localhost:8080".parse().unwrap();
    Office::demonstrating(&config, address, now, None).await.unwrap()
}

async fn rounds(office: &Office) {
    println!("{} MiB at most before the first round", peak());
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let watch = Stopwatch::start();
        assert_eq!(clocks::ring(office).await.unwrap(), 0);
        took.push(watch.seconds() * 1000.0);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: usize| took.get(ROUNDS * part / 100).copied().unwrap_or_default();
    println!("a round in which none rings: median {:.2} ms, p98 {:.2} ms", at(50), at(98));
    NOW.fetch_add(3_600_000_000, Ordering::Relaxed);
    let watch = Stopwatch::start();
    let rang = clocks::ring(office).await.unwrap();
    println!("a round in which {rang} ring: {:.2} s", watch.seconds());
    println!("{} MiB at most", peak());
}

fn routine() -> Routine {
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let shelf = library.shelf();
    let stack = shelf.books.stack("municipality").unwrap();
    plan::frozen(&shelf.books, plan::routine(&shelf.books, stack, "breach").unwrap())
}

async fn fill(office: &Office, count: usize) {
    let organiser = *office.store.organisers().await.unwrap().first().unwrap();
    let tenant = office.store.tenant(organiser);
    let unit = office.directory(organiser).await.unwrap().units.top().unwrap().id;
    let (routine, nobody) = (routine(), Id::new(uuid::Uuid::nil()));
    for batch in 0..count.div_ceil(BATCH) {
        let places = batch * BATCH..((batch + 1) * BATCH).min(count);
        let ids: Vec<(usize, Id<id::Record>)> =
            places.map(|place| (place, office.store.new_id(now()).unwrap())).collect();
        let keys: Vec<_> = ids.iter().map(|(_, id)| (id.of::<id::Person>(), RecordClass::Unit)).collect();
        tenant.make_keys(&keys).await.unwrap();
        let mut change = tenant.change(nobody, now()).await.unwrap();
        for (place, id) in ids {
            let case = Case {
                routine: routine.clone(),
                stack: "municipality".to_owned(),
                title: format!("Ärende {place}"),
                text: "Ett mejl gick fel.".to_owned(),
                by: None,
                at: now(),
                dates: routine.dates.iter().map(|moment| (moment.id.clone(), now())).collect(),
                facts: Facts::new(),
                despite: String::new(),
                events: vec![],
            };
            let head = Head::about(id, "case", unit, id.uuid(), RecordClass::Unit).in_state("open");
            change.create(&head, &case).await.unwrap();
            // One in so many rings within the hour, the others in days.
            let wait = if place % ONE_IN == 0 { 1800 } else { 86_400 + i64::try_from(place).unwrap() };
            let task = Task {
                record: id,
                step: "assess".to_owned(),
                role: Some(Role::Dpo),
                person: None,
                unit,
                since: now(),
                due: Some(now().plus_seconds(wait * 4 / 3)),
                rings: Some(now().plus_seconds(wait)),
            };
            change.owe(id, &[task]).await.unwrap();
        }
        change.commit().await.unwrap();
    }
}

/// The most memory that was held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
