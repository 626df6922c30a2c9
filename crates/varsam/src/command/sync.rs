//! `varsam sync`: what a school system of the configuration says, taken in now.

use super::data::{At, with_store};
use super::import::{busy, stopped, tell, watched};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::fault::Fault;
use crate::office::intake::{Orders, PROGRAM, Progress, Stopped, ask, organiser_of};
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

/// Take in what a school system says
///
/// Asks a source of the configuration for what changed since the last time, or for everything.
#[derive(Debug, Args)]
pub struct Sync {
    /// The name of a `[[source]]`
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Ask for everything: who is absent has ended
    #[arg(long)]
    full: bool,
    /// Why more than the limits allow is right; it goes into the log
    #[arg(long, value_name = "REASON")]
    let_through: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Sync {
    /// Asks, and takes in what comes.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        with_store(&self.at, async |config, store| {
            let Some(source) = config.sources.iter().find(|source| source.name == self.source) else {
                let names: Vec<_> = config.sources.iter().map(|source| source.name.as_str()).collect();
                return Err(Fault::user(format!(
                    "no `[[source]]` is called `{}`; there are: {}",
                    self.source,
                    names.join(", ")
                )));
            };
            let organiser = organiser_of(store, source).await.map_err(|_| {
                Fault::user(format!(
                    "name the `organiser` of the source `{}` in the configuration",
                    source.name
                ))
            })?;
            let (is_full, reason) = (self.full, self.let_through.as_deref());
            let orders = Orders { organiser, by: PROGRAM, is_full, reason };
            let progress = Progress::default();
            let asking = ask(store, clock::now, source, orders, &progress);
            let run = match Box::pin(watched(&progress, asking)).await {
                Err(Stopped::Busy) => return busy(out),
                run => run.map_err(stopped)?,
            };
            if run.problems > 0 {
                writeln!(out, "{} things could not be read", run.problems)?;
            }
            if let Some(fault) = &run.fault {
                writeln!(out, "refused: {fault}")?;
                return Ok(ExitCode::from(REFUSED));
            }
            tell(&run.tally, run.breached.as_ref(), false, out)
        })
    }
}
