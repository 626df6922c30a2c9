//! How fast the store is: `cargo run --release -p varsam-store --example speed [postgres://…] [ENTRIES]`.
//!
//! Medians of five rounds. Sealed and stored: records of 1 KB in changes of 100, keys made before. With a number, that many
//! entries are logged besides, signed, and verified from the database.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it measures and prints"
)]

use std::time::Instant as Clock;
use uuid::Uuid;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::master::{Master, MasterConfig};
use varsam_store::{Access, Db, Deed, Files, Filter, Head, Keys, Store};

const NOW: Instant = Instant(1_795_939_200_000_000);
const ROUNDS: u128 = 5;
const RECORDS: u128 = 10_000;

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let lite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let (urls, numbers): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|arg| arg.contains(':'));
    let url = urls.first().cloned();
    let (records, keys) = (url.clone().unwrap_or(lite("records.db")), url.unwrap_or(lite("keys.db")));
    let master =
        Master::create(&MasterConfig::File { path: folder.path().join("master.key") }).await.unwrap();
    let keys = Keys::open(Db::open(&Access::keys(&keys)).await.unwrap(), master).await.unwrap();
    let files = Files::folder(&folder.path().join("files")).unwrap();
    let db = Db::open(&Access::records(&records)).await.unwrap();
    let store = Store::open(db, keys, files, NOW).await.unwrap();
    let organiser = store.new_id(NOW).unwrap();
    store.add_organiser(organiser, NOW).await.unwrap();
    measure(&store, organiser).await;
    if let Some(entries) = numbers.first() {
        verify(&store, organiser, entries.parse().unwrap()).await;
    }
}

/// Fills the log up to a number of entries, signs it, and verifies all of it three times.
async fn verify(store: &Store, organiser: Id<id::Organiser>, entries: u64) {
    let tenant = store.tenant(organiser);
    while store.log_size().await.unwrap() < entries {
        let mut change = tenant.change(Id::new(Uuid::nil()), NOW).await.unwrap();
        for _ in 0..10_000 {
            change.log(Deed::new("view_person")).await.unwrap();
        }
        change.commit().await.unwrap();
    }
    let clock = Clock::now();
    let signed = store.checkpoint(NOW).await.unwrap();
    println!(
        "{}: {} entries worked in and signed: {:.1} s",
        store.kind(),
        signed.size,
        clock.elapsed().as_secs_f64()
    );
    let mut verifying = vec![];
    for _ in 0..3 {
        let clock = Clock::now();
        store.verify_log(None).await.unwrap();
        verifying.push(clock.elapsed().as_secs_f64());
    }
    println!(
        "{}: {} entries verified from the database: {:.1} s",
        store.kind(),
        signed.size,
        median(verifying)
    );
}

async fn measure(store: &Store, organiser: Id<id::Organiser>) {
    let tenant = store.tenant(organiser);
    let (unit, body) = (Id::new(Uuid::from_u128(1)), "x".repeat(1000));
    let (mut writing, mut reading, mut logging) = (vec![], vec![], vec![]);
    for round in 0..ROUNDS {
        let subject = |number: u128| Uuid::from_u128((round << 64) + number + 1000);
        let owners: Vec<_> = (0..RECORDS)
            .map(|number| (Id::<id::Person>::new(subject(number)), RecordClass::School))
            .collect();
        let clock = Clock::now();
        tenant.make_keys(&owners).await.unwrap();
        let keys = clock.elapsed().as_secs_f64();
        let clock = Clock::now();
        for hundred in 0..RECORDS / 100 {
            let mut change = tenant.change(Id::new(Uuid::nil()), NOW).await.unwrap();
            for number in hundred * 100..(hundred + 1) * 100 {
                let id = Id::new(Uuid::from_u128((round << 64) + (1 << 60) + number));
                let register = format!("round{round}");
                let head = Head::about(id, &register, unit, subject(number), RecordClass::School);
                change.create(&head, &body).await.unwrap();
            }
            change.commit().await.unwrap();
        }
        writing.push(10_000.0 / clock.elapsed().as_secs_f64());
        let register = format!("round{round}");
        let clock = Clock::now();
        let filter = Filter { register: &register, limit: 20_000, ..Filter::default() };
        let read = tenant.list::<String>(&filter).await.unwrap();
        reading.push(clock.elapsed().as_secs_f64() * 1000.0);
        let clock = Clock::now();
        let mut change = tenant.change(Id::new(Uuid::nil()), NOW).await.unwrap();
        for _ in 0..1000 {
            change.log(Deed::new("view_person")).await.unwrap();
        }
        change.commit().await.unwrap();
        logging.push(clock.elapsed().as_secs_f64() * 1000.0);
        println!("round {round}: {} keys in {keys:.2} s, {} records read", owners.len(), read.len());
    }
    println!("{}: sealed and stored: {:.0} records/s", store.kind(), median(writing));
    println!("{}: read and unsealed: {:.0} ms for 10,000", store.kind(), median(reading));
    println!("{}: logged: {:.0} µs an entry, in changes of 1,000", store.kind(), median(logging));
}
