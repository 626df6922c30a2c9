//! How fast and in how much memory a made-up school of any size is taken into a store:
//! `cargo run --release -p varsam --example intake -- 1500000 [postgres://…]`, in two processes so that the memory is ours alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail loudly")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use varsam::clock::{self, Stopwatch};
use varsam::data::{Config, Env, open};
use varsam::office::intake::{Desk, PROGRAM, Progress, School as Source, synchronise};
use varsam::sync::mock::{School, router};
use varsam::sync::{Http, SignIn};
use varsam_model::Mark;
use varsam_model::import::Limits;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let persons: u64 = arguments.next().map_or(100_000, |text| text.parse().unwrap());
    let url = arguments.next();
    if std::env::var_os("VARSAM_SERVE").is_some() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        let school = School { persons, protected_every: Some(997), ..School::default() };
        axum::serve(listener, router(school)).await.unwrap();
        return;
    }
    let itself = std::env::current_exe().unwrap();
    let mut server = Command::new(itself)
        .arg(persons.to_string())
        .env("VARSAM_SERVE", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut base = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut base).unwrap();
    Box::pin(measure(base.trim(), persons, url)).await;
    server.kill().unwrap();
    server.wait().unwrap();
}

#[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
async fn measure(base: &str, persons: u64, url: Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let url = url.into_iter();
    let env: Env = url
        .flat_map(|url| [("VARSAM_RECORDS_URL".to_owned(), url.clone()), ("VARSAM_KEYS_URL".to_owned(), url)])
        .collect();
    let config = Config::read(None, Some(folder.path()), &env).unwrap();
    let store = open(&config, clock::now()).await.unwrap();
    let organiser = store.new_id(clock::now()).unwrap();
    store.add_organiser(organiser, clock::now()).await.unwrap();
    let source = Source { name: "made".into(), page: 1000, limits: Limits::default(), silence: Mark::Unsaid };
    for run in ["first", "second"] {
        let id = "measure".to_owned();
        let sign_in = SignIn::Client { url: format!("{base}/token"), id, secret: String::new(), scope: None };
        let http = Http::new(base, sign_in).unwrap();
        let (watch, progress) = (Stopwatch::start(), Progress::default());
        let desk = Desk::open(&store, organiser, "made", PROGRAM, clock::now).await.unwrap();
        let done = Box::pin(synchronise(&desk, &http, &source, true, false, &progress)).await.unwrap();
        desk.close().await.unwrap();
        let seconds = watch.seconds();
        println!(
            "{}, {run}: {persons} persons in {seconds:.1} s, {:.0} persons/s, {} MiB at most",
            store.kind(),
            persons as f64 / seconds,
            peak()
        );
        println!("  {:?}", done.tally.persons);
        assert!(done.is_done(), "{done:?}");
    }
    store.close().await;
}

/// The most memory that this process ever held, in MiB, as Linux tells it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
