//! `varsam restore`: a backup put back into empty databases, without bringing anybody back who was erased since.

use super::backup::{Halves, look_into};
use super::data::{At, wait};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::data::copies::meant;
use crate::data::told::{told, told_of};
use crate::data::{Config, Database, is_new, make_folders, reopen_quietly};
use crate::fault::Fault;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_model::Instant;
use varsam_store::backup::{Half, Restored, restore, undo};
use varsam_store::{Access, Db, Fault as Stored};

/// Put a backup back into empty databases
///
/// The backup is looked into first; then both halves are copied, and every erasure that was made since is carried out
/// before the command succeeds: those of the list that lies with the files, and of a newer backup if one is named.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    halves: Halves,
    /// A newer backup of the records, perhaps damaged otherwise, whose erasures are obeyed too
    #[arg(long, value_name = "FILE-OR-DIR")]
    erasures_from: Option<PathBuf>,
    #[command(flatten)]
    at: At,
}

impl Restore {
    /// Restores.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let config = self.at.config()?;
        let (records, keys) = self.halves.meant()?;
        let newer = self.erasures_from.as_deref().map(|path| meant(Half::Records, path)).transpose()?;
        wait(async {
            if !is_new(&config).await? {
                return Err(Fault::user(format!(
                    "there is something in `{}` and `{}` already; name empty places, and swap them afterwards",
                    config.records, config.keys
                )));
            }
            if let Err(why) = look_into(&config, &records, &keys).await? {
                writeln!(out, "refused: {why}")?;
                return Ok(ExitCode::from(REFUSED));
            }
            let work = Box::pin(put_back(&config, (&records, &keys), newer.as_deref()));
            let done = Clean::over(&config).keep(work).await?;
            done.tell(&config, out)?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

struct Done {
    restored: Restored,
    /// How many erasures there are, and how many of them the backup could not know of.
    erasures: usize,
    since: usize,
}

async fn put_back(
    config: &Config,
    (records, keys): (&Path, &Path),
    newer: Option<&Path>,
) -> Result<Done, Fault> {
    make_folders(config)?;
    let fault_at = |database: &Database| told_of(format!("`{database}`"));
    let to = Db::open(&Access::records(config.records.url())).await.map_err(fault_at(&config.records))?;
    let to_keys = Db::open(&Access::keys(config.keys.url())).await.map_err(fault_at(&config.keys))?;
    let restored = restore(records, keys, (&to, &to_keys)).await.map_err(told)?;
    let done = match obey(config, restored, newer).await {
        Ok(done) => Ok(done),
        // Both were empty a moment ago: `restore` has seen to that.
        Err(first) => match undo((&to, &to_keys)).await {
            Ok(()) => Err(first),
            Err(second) => Err(not_undone(first, &second)),
        },
    };
    to.close().await;
    to_keys.close().await;
    done
}

/// Why a restore failed, with why it could not be undone beside it.
fn not_undone(first: Fault, second: &Stored) -> Fault {
    let beside =
        format!("what was put in by then cannot be taken out again: {second}; empty both databases by hand");
    match first {
        Fault::User(message) => Fault::user(format!("{message}; and {beside}")),
        Fault::Ours(error) => Fault::Ours(error.context(beside)),
    }
}

/// Obeys the erasures that were made since.
async fn obey(config: &Config, restored: Restored, newer: Option<&Path>) -> Result<Done, Fault> {
    let store = reopen_quietly(config, clock::now()).await?;
    let replayed = store.replay(newer).await.map_err(told);
    let all = store.erasures().await.map_err(told);
    store.close().await;
    let (erasures, all) = (replayed?, all?);
    let since = all.iter().filter(|erasure| erasure.at >= restored.at).count();
    Ok(Done { restored, erasures, since })
}

impl Done {
    fn tell(&self, config: &Config, out: &mut dyn Write) -> Result<(), Fault> {
        let rows: u64 = self.restored.tables.iter().map(|table| table.rows).sum();
        let at: Instant = self.restored.at;
        writeln!(
            out,
            "put back: the backup of {at}, {rows} rows, into `{}` and `{}`",
            config.records, config.keys
        )?;
        writeln!(out, "erasures: {} made since the backup are obeyed, {} in all", self.since, self.erasures)?;
        writeln!(
            out,
            "next: see that the files are in `{}`, run `varsam doctor`, and take a new backup",
            config.files
        )?;
        Ok(())
    }
}

/// Database files that were not there before, to be taken away when something fails: half a restore may not look like a
/// whole one.
struct Clean {
    made: Vec<PathBuf>,
}

impl Clean {
    fn over(config: &Config) -> Self {
        let missing = [&config.records, &config.keys].into_iter().filter(|database| database.is_missing());
        Self { made: missing.filter_map(Database::path).collect() }
    }

    async fn keep(self, work: impl Future<Output = Result<Done, Fault>>) -> Result<Done, Fault> {
        let done = work.await;
        if done.is_err() {
            for path in &self.made {
                for end in ["", "-wal", "-shm"] {
                    let mut name = path.as_os_str().to_owned();
                    name.push(end);
                    drop(std::fs::remove_file(&name));
                }
            }
        }
        done
    }
}
