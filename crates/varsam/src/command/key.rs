//! `varsam key`: the keys above all others, told and rotated.

use super::Outcome;
use super::data::{At, with_store};
use crate::clock;
use crate::data::Config;
use crate::data::config::master_place;
use crate::data::told::told;
use crate::fault::Fault;
use clap::{Args, Subcommand};
use std::io::Write;
use std::process::ExitCode;
use varsam_store::Store;
use varsam_store::master::{Master, MasterConfig, MasterError};

/// Rotate the keys, and say how they are
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Give all organisers and the installation new keys, and destroy the former ones
    Rotate(Rotate),
    /// Say which master key there is, since when, and which erasures are final
    Status(Status),
}

/// Give all organisers and the installation new keys, and destroy the former ones
///
/// Runs while the program serves. From then on no backup of the keys from before opens anything, so every erasure up to
/// then is final. When it is broken off, run it again.
#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    at: At,
}

/// Say which master key there is, since when, and which erasures are final
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    at: At,
}

impl Verb {
    /// Does it.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match self {
            Self::Rotate(Rotate { at }) => with_store(at, async |config, store| {
                rotate(config, store, out).await?;
                Ok(ExitCode::SUCCESS)
            }),
            Self::Status(Status { at }) => with_store(at, async |config, store| {
                status(config, store, out).await?;
                Ok(ExitCode::SUCCESS)
            }),
        }
    }
}

async fn rotate(config: &Config, store: &Store, out: &mut dyn Write) -> Result<(), Fault> {
    // Before anything is changed: without the last step the others make nothing final.
    if let MasterConfig::Credential { name, .. } = &config.master {
        return Err(told(MasterError::ReadOnly(name.clone()).into()));
    }
    let now = clock::now();
    store.rotate(now).await.map_err(told)?;
    let erasures = store.erasures().await.map_err(told)?;
    let made_final = erasures.iter().filter(|erasure| erasure.final_at == Some(now)).count();
    writeln!(out, "rotated: from {now} on, no backup of the keys from before opens anything")?;
    writeln!(out, "erasures: {made_final} are final by this")?;
    master(config, out).await?;
    writeln!(out, "next: back up the keys anew now (`varsam backup`), and remove their older backups")?;
    writeln!(
        out,
        "next: copy the master key aside anew, and destroy its older copies (docs/guide/master-key.md)"
    )?;
    Ok(())
}

async fn status(config: &Config, store: &Store, out: &mut dyn Write) -> Result<(), Fault> {
    master(config, out).await?;
    let organisers = store.organisers().await.map_err(told)?.len();
    let since = store.keys_since().await.map_err(told)?.map_or_else(|| "-".to_owned(), |at| at.to_string());
    writeln!(
        out,
        "organisers: {organisers}, with keys since {since}; no backup of the keys from before opens anything"
    )?;
    let erasures = store.erasures().await.map_err(told)?;
    let open: Vec<_> = erasures.iter().filter(|erasure| erasure.final_at.is_none()).collect();
    write!(out, "erasures: {}, {} not yet final", erasures.len(), open.len())?;
    match open.first() {
        Some(oldest) => writeln!(out, ", the oldest of {}; `varsam key rotate` makes them so", oldest.at)?,
        None => writeln!(out)?,
    }
    Ok(())
}

async fn master(config: &Config, out: &mut dyn Write) -> Result<(), Fault> {
    let fault = |error: MasterError| told(error.into());
    let master = Master::open(&config.master).await.map_err(fault)?;
    let value = master.fingerprint(master.current()).await.map_err(fault)?;
    let place = master_place(&config.master);
    writeln!(out, "master key: `{place}`, version {}, check value `{value}`", master.current())?;
    Ok(())
}
