//! `varsam log`: the log that outlives erasure, signed, handed out, checked, and written for other programs.

use super::data::{At, with_store};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::data::told::told;
use crate::data::witness::{hand, last_note, shown};
use crate::fault::Fault;
use crate::office::calendar;
use crate::office::log_review::KINDS;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_model::{Id, id};
use varsam_store::log::Seed;
use varsam_store::{Fault as Stored, Store, Urn};

/// Sign, check and write out the log
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Check every entry, every tile and the signature
    Verify(Verify),
    /// Sign what the log is now, and hand that to the witnesses
    Checkpoint(Checkpoint),
    /// Write the log as the folder that other programs check (C2SP tlog-tiles)
    Export(Export),
    /// Print the key that checkpoints are checked with
    Key(Key),
    /// Draw the sample of a review once more, from its seed
    Sample(Box<Sample>),
}

/// Check every entry, every tile and the signature
///
/// Who controls the program can rewrite the log and sign it anew; that shows only against a checkpoint that somebody
/// outside has kept.
#[derive(Debug, Args)]
pub struct Verify {
    /// A file with a checkpoint that somebody kept, or a witness's file, for its last: the log must be its continuation
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

/// Sign what the log is now, and hand that to the witnesses
#[derive(Debug, Args)]
pub struct Checkpoint {
    #[command(flatten)]
    at: At,
}

/// Write the log as the folder that other programs check (C2SP tlog-tiles)
#[derive(Debug, Args)]
pub struct Export {
    /// The folder; one from earlier is continued
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    at: At,
}

/// Print the key that checkpoints are checked with
#[derive(Debug, Args)]
pub struct Key {
    #[command(flatten)]
    at: At,
}

/// Draw the sample of a review once more, from its seed
///
/// Prints the hash that has to stand in the log from before the sample was drawn, and the places of the accesses in the
/// log, in the order in which they were drawn. A finished review shows the whole command.
#[derive(Debug, Args)]
pub struct Sample {
    /// The seed
    #[arg(long, value_name = "HEX")]
    seed: Seed,
    /// How many entries the log had
    #[arg(long, value_name = "N")]
    size: u64,
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// The last day
    #[arg(long, value_name = "DATE")]
    until: Date,
    /// How many are drawn
    #[arg(long, value_name = "N", default_value_t = 20)]
    count: usize,
    /// What this person did
    #[arg(long, value_name = "ID")]
    by: Option<Id<id::Person>>,
    /// What was done to this person's data
    #[arg(long, value_name = "ID")]
    about: Option<Id<id::Person>>,
    /// What was done at this unit; several may be named
    #[arg(long = "unit", value_name = "ID")]
    units: Vec<Id<id::Unit>>,
    /// The organiser, where there are several
    #[arg(long, value_name = "ID")]
    organiser: Option<Id<id::Organiser>>,
    #[command(flatten)]
    at: At,
}

impl Verb {
    /// Does it.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match self {
            Self::Verify(verify) => verify.run(out),
            Self::Checkpoint(checkpoint) => checkpoint.run(out),
            Self::Export(export) => export.run(out),
            Self::Key(key) => with_store(&key.at, async |_, store| {
                writeln!(out, "{}", store.log_key().await.map_err(told)?)?;
                Ok(ExitCode::SUCCESS)
            }),
            Self::Sample(sample) => sample.run(out),
        }
    }
}

/// What somebody kept.
fn kept(path: &Path) -> Result<String, Fault> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Fault::user(format!("`{}` cannot be read: {error}", path.display())))?;
    last_note(&text).map(str::to_owned).ok_or_else(|| {
        Fault::user(format!(
            "`{}` holds no checkpoint; use the whole note, with the line that begins with `—`",
            path.display()
        ))
    })
}

async fn refuse_unsigned(store: &Store) -> Result<(), Fault> {
    if store.checkpoints(1).await.map_err(told)?.is_empty() {
        return Err(Fault::user("the log was never signed; run `varsam log checkpoint` first"));
    }
    Ok(())
}

impl Verify {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let older = self.checkpoint.as_deref().map(kept).transpose()?;
        with_store(&self.at, async |_, store| {
            refuse_unsigned(store).await?;
            match store.verify_log(older.clone()).await {
                Ok(checkpoint) => {
                    let unsigned = store.log_size().await.map_err(told)?.saturating_sub(checkpoint.size);
                    writeln!(out, "the log holds: {} entries of `{}`", checkpoint.size, checkpoint.origin)?;
                    if older.is_some() {
                        writeln!(out, "it continues the checkpoint that was kept")?;
                    }
                    if unsigned > 0 {
                        writeln!(out, "{unsigned} entries since are not signed yet")?;
                    }
                    Ok(ExitCode::SUCCESS)
                }
                Err(Stored::Log(why)) => {
                    writeln!(out, "the log does not hold: {why}")?;
                    Ok(ExitCode::from(REFUSED))
                }
                Err(fault) => Err(told(fault)),
            }
        })
    }
}

impl Checkpoint {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        with_store(&self.at, async |config, store| {
            let now = clock::now();
            let signed = store.checkpoint(now).await.map_err(told)?;
            writeln!(out, "signed: {} entries, at {}", signed.size, signed.at)?;
            if config.witnesses.is_empty() {
                writeln!(
                    out,
                    "no witness is configured (`[log] witness`); give this to somebody outside:\n"
                )?;
                write!(out, "{}", signed.note)?;
                return Ok(ExitCode::SUCCESS);
            }
            let mut refused = 0;
            for witness in &config.witnesses {
                match hand(config, witness, &signed.note).await {
                    Ok(()) => {
                        store.witnessed(signed.size, now).await.map_err(told)?;
                        writeln!(out, "witness: `{}` has it", shown(witness))?;
                    }
                    Err(fault) => {
                        refused += 1;
                        writeln!(out, "{fault}")?;
                    }
                }
            }
            Ok(ExitCode::from(if refused == 0 { 0 } else { REFUSED }))
        })
    }
}

impl Export {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        with_store(&self.at, async |_, store| {
            refuse_unsigned(store).await?;
            // Others may check what is written later, and would blame the copy.
            if let Err(Stored::Log(why)) = store.verify_log(None).await {
                writeln!(out, "nothing was written, since the log does not hold: {why}")?;
                return Ok(ExitCode::from(REFUSED));
            }
            let written = store.export_log(&self.folder).await.map_err(told)?;
            writeln!(out, "{}: {written} files written", self.folder.display())?;
            writeln!(out, "key: {}", store.log_key().await.map_err(told)?)?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

impl Sample {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        if self.count == 0 {
            return Err(Fault::user("`--count` is at least 1"));
        }
        with_store(&self.at, async |_, store| {
            let size = store.log_size().await.map_err(told)?;
            if self.size > size {
                return Err(Fault::user(format!(
                    "the log has {size} entries, no {}; check `--size`",
                    self.size
                )));
            }
            let tenant = store.tenant(self.organiser(store).await?);
            let places = tenant.draw(&self.urn(), &self.seed, self.count).await.map_err(told)?;
            writeln!(out, "sha256 of the seed: {}", self.seed.commitment())?;
            for place in places {
                writeln!(out, "{place}")?;
            }
            Ok(ExitCode::SUCCESS)
        })
    }

    fn urn(&self) -> Urn<'_> {
        let (from, until) = (calendar::start(self.from), calendar::end(self.until));
        let (by, about, size) = (self.by, self.about, self.size);
        Urn { kinds: &KINDS, units: &self.units, by, about, from, until, size }
    }

    async fn organiser(&self, store: &Store) -> Result<Id<id::Organiser>, Fault> {
        let organisers = store.organisers().await.map_err(told)?;
        let named = self.organiser.filter(|named| organisers.contains(named));
        match (named, self.organiser, organisers.as_slice()) {
            (Some(named), _, _) => Ok(named),
            (None, None, [only]) => Ok(*only),
            (None, None, _) => Err(Fault::user("there are several organisers; name one with `--organiser`")),
            (None, Some(unknown), _) => Err(Fault::user(format!("there is no organiser `{unknown}`"))),
        }
    }
}
