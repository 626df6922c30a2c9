//! How fast and in how much memory a made-up school of any size is read:
//! `cargo run --release -p varsam --example sync -- 1500000`, in two processes so that the memory is ours alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail loudly")]

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use varsam::clock::Stopwatch;
use varsam::sync::mock::{School, router};
use varsam::sync::{Batch, Cursor, Http, Options, SignIn, Sink, run};
use varsam_model::import::{Entry, Kept, Limits, Scope, plan};
use varsam_model::{Id, Mark, id};

/// What a plan needs of a person.
#[derive(Default)]
struct Prints {
    came: Vec<Entry<Id<id::Person>, u64>>,
}

impl Sink for Prints {
    async fn take(&mut self, batch: Batch, _: &Cursor) -> anyhow::Result<()> {
        for person in &batch.persons {
            let mut hasher = DefaultHasher::new();
            person.hash(&mut hasher);
            self.came.push(Entry { id: person.id, mark: person.mark, what: hasher.finish() });
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let persons: u64 = arguments.next().map_or(100_000, |text| text.parse().unwrap());
    let limit: usize = arguments.next().map_or(1_000, |text| text.parse().unwrap());
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
    measure(base.trim(), limit, persons).await;
    server.kill().unwrap();
    server.wait().unwrap();
}

#[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
async fn measure(base: &str, limit: usize, persons: u64) {
    let sign_in = SignIn::Client {
        url: format!("{base}/token"),
        id: "measure".to_owned(),
        secret: String::new(),
        scope: None,
    };
    let http = Http::new(base, sign_in).unwrap();
    let now = "2026-11-29T08:00:00Z".parse().unwrap();
    let options = Options { limit, today: jiff::civil::date(2026, 11, 29), silence: Mark::Unsaid };
    let (clock, mut sink) = (Stopwatch::start(), Prints::default());
    let report = run(&http, &mut sink, &options, Cursor::full(now)).await.unwrap();
    let read = clock.seconds();
    println!(
        "{persons} persons, {} things in {read:.1} s: {:.0} persons/s",
        report.things,
        persons as f64 / read
    );
    println!("read: {} MiB at most", peak());
    let kept: Vec<_> =
        sink.came.iter().map(|entry| Kept { id: entry.id, mark: entry.mark, what: entry.what }).collect();
    let clock = Stopwatch::start();
    let changes = plan(kept, sink.came, &Scope::Full, Limits::default().persons).unwrap();
    println!("planned in {:.2} s: {:?}", clock.seconds(), changes.figures);
    println!("planned: {} MiB at most", peak());
}

/// The most memory that this process ever held, in MiB, as Linux tells it.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0) / 1024
}
