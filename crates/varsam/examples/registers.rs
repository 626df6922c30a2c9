//! How fast the list of a large register answers, narrowed and sorted, at one client, and in how much memory:
//! `cargo run --release -p varsam --example registers -- 100000`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail loudly")]

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt as _;
use varsam::clock::{self, Stopwatch};
use varsam::library::{Library, Origin};
use varsam::office::Office;
use varsam::web::{Settings, router};
use varsam_model::register::{Entry, Origin as Made, Value, Values};
use varsam_model::{Id, RecordClass, id};
use varsam_store::Head;

/// How many entries are written at once.
const BATCH: usize = 5000;

/// How often each list is asked for.
const TIMES: usize = 300;

const LISTS: [&str; 5] = [
    "/registers/app",
    "/registers/app?f.users=pupils&q=bok+17",
    "/registers/app?f.data=pictures&sort=valid_until&order=descending",
    "/registers/app?state=approved&from=20000",
    "/registers/app?sort=provider&order=descending",
];

#[tokio::main]
async fn main() {
    let entries: usize = std::env::args().nth(1).map_or(100_000, |text| text.parse().unwrap());
    varsam::tls::choose_library();
    let folder = tempfile::tempdir().unwrap();
    let address = "http://localhost:8080".parse().unwrap();
    let office = Arc::new(Office::demonstration(folder.path(), address, clock::now, None).await.unwrap());
    let watch = Stopwatch::start();
    fill(&office, entries).await;
    println!("{entries} entries written in {:.1} s", watch.seconds());
    let library = Library::open(Origin::Shipped, "2026-11-29".parse().unwrap()).unwrap();
    let settings = Settings { office: Some(office), ..Settings::default() };
    let router = router(Arc::new(library), settings);
    let cookie = sign_in(&router).await;
    let watch = Stopwatch::start();
    get(&router, LISTS[0], &cookie).await;
    println!("first list, with all entries unsealed: {:.2} s", watch.seconds());
    for list in LISTS {
        let mut took = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let watch = Stopwatch::start();
            get(&router, list, &cookie).await;
            took.push(watch.seconds() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        let at = |part: usize| took.get(TIMES * part / 100).copied().unwrap_or_default();
        println!("{list}: median {:.1} ms, p99 {:.1} ms", at(50), at(99));
    }
    println!("{} MiB at most", peak());
}

async fn fill(office: &Office, entries: usize) {
    let organiser = *office.store.organisers().await.unwrap().first().unwrap();
    let tenant = office.store.tenant(organiser);
    let units = office.directory(organiser).await.unwrap().units;
    let unit = units.top().unwrap().id;
    for batch in 0..entries.div_ceil(BATCH) {
        let now = office.now();
        let places = batch * BATCH..((batch + 1) * BATCH).min(entries);
        let ids: Vec<(usize, Id<id::Record>)> =
            places.map(|place| (place, office.store.new_id(now).unwrap())).collect();
        let keys: Vec<_> = ids.iter().map(|(_, id)| (id.of::<id::Person>(), RecordClass::Unit)).collect();
        tenant.make_keys(&keys).await.unwrap();
        let mut change = tenant.change(Id::new(uuid::Uuid::nil()), now).await.unwrap();
        for (place, id) in ids {
            let head = Head::about(id, "app", unit, id.uuid(), RecordClass::Unit);
            let state = if place % 3 == 0 { "approved" } else { "requested" };
            let origin = Made {
                by: Id::new(uuid::Uuid::nil()),
                at: now,
                despite: String::new(),
                starter: String::new(),
            };
            let entry = Entry {
                values: values(place, unit),
                origin,
                secrets: BTreeMap::new(),
                known_by: BTreeMap::new(),
            };
            change.create(&head.in_state(state), &entry).await.unwrap();
        }
        change.commit().await.unwrap();
    }
}

fn values(place: usize, unit: Id<id::Unit>) -> Values {
    let list = |codes: &[&str]| Value::List(codes.iter().map(|code| (*code).to_owned()).collect());
    let name =
        format!("Bok {} om {}", place, ["läsning", "räkning", "kartor", "musik"].get(place % 4).unwrap());
    let mut values = Values::default()
        .with("name", name.as_str())
        .with("provider", format!("Förlag {}", place % 97).as_str())
        .with("unit", unit.to_string().as_str())
        .with("purpose", "Öva i egen takt, med uppgifter som läraren väljer.")
        .with("valid_until", format!("20{}-06-30", 27 + place % 5).as_str());
    values.set("users", Some(list(if place.is_multiple_of(2) { &["pupils"] } else { &["staff"] })));
    values.set("data", Some(list(if place.is_multiple_of(5) { &["names", "pictures"] } else { &["names"] })));
    values
}

async fn get(router: &Router, path: &str, cookie: &str) -> String {
    let request = Request::get(path).header("cookie", cookie).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert!(response.status().is_success(), "{path}: {}", response.status());
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn sign_in(router: &Router) -> String {
    let page = get(router, "/sign-in", "").await;
    let form = page.split("<form").find(|form| form.contains("Lena Granfors")).unwrap();
    let person = form.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let request = Request::post("/sign-in/demo")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("person={person}")))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let cookie = response.headers().get("set-cookie").unwrap().to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// The most memory that this process ever held, in MiB, as Linux tells it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
