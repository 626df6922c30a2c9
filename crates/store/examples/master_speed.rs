//! How fast each kind of master key wraps and unwraps: `cargo run --release -p varsam-store --example master_speed -- …`.
//!
//! The arguments are settings (`file:…`, `pkcs11:…`, `transit:…`) whose master key exists, or is made here.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::hint::black_box;
use std::time::Instant;
use varsam_store::master::{KEY_BYTES, Master, MasterConfig, MasterError, Wrapped};

/// Keys that are wrapped one by one.
const SINGLE: usize = 500;
/// Keys that are wrapped together.
const TOGETHER: usize = 5_000;

#[tokio::main]
async fn main() -> Result<(), MasterError> {
    println!("| master key | wraps/s | unwraps/s | wraps/s, {TOGETHER} together | unwraps/s, together |");
    println!("|---|---|---|---|---|");
    for setting in std::env::args().skip(1) {
        let config: MasterConfig = setting.parse()?;
        let master = match Master::create(&config).await {
            Err(MasterError::Exists(_)) => Master::open(&config).await?,
            other => other?,
        };
        let rates = measure(&master).await?;
        println!(
            "| {} | {:.0} | {:.0} | {:.0} | {:.0} |",
            master.kind(),
            rates[0],
            rates[1],
            rates[2],
            rates[3]
        );
    }
    Ok(())
}

async fn measure(master: &Master) -> Result<[f64; 4], MasterError> {
    let key = [7; KEY_BYTES];
    let bound = b"0193a0a4-0000-7000-8000-000000000000".as_slice();
    master.wrap(&key, bound).await?;

    let start = now();
    let mut wrapped = Vec::with_capacity(SINGLE);
    for _ in 0..SINGLE {
        wrapped.push(master.wrap(&key, bound).await?);
    }
    let wraps = rate(SINGLE, start);

    let start = now();
    for one in &wrapped {
        black_box(master.unwrap(one, bound).await?);
    }
    let unwraps = rate(SINGLE, start);

    let start = now();
    let many: Vec<Wrapped> = master.wrap_all(&vec![(&key, bound); TOGETHER]).await?;
    let together = rate(TOGETHER, start);

    let start = now();
    let items: Vec<_> = many.iter().map(|one| (one, bound)).collect();
    black_box(master.unwrap_all(&items).await?);
    Ok([wraps, unwraps, together, rate(TOGETHER, start)])
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::cast_precision_loss, reason = "far below what a float counts exactly")]
fn rate(count: usize, start: Instant) -> f64 {
    count as f64 / start.elapsed().as_secs_f64()
}
