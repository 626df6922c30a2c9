//! `varsam import`: a list of another system, looked through and taken in.

use super::data::{At, with_store};
use super::{Outcome, REFUSED};
use crate::clock;
use crate::data::told::told;
use crate::fault::Fault;
use crate::office::calendar;
use crate::office::intake::{
    Breached, Desk, Found, LARGEST, PROGRAM, Progress, Stopped, Tally, are_heads, layouts, look, mapping_for,
    named, source, take_in,
};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use varsam_model::import::{Figures, Mapping};
use varsam_model::{Id, Mark, id};
use varsam_scan::table::Refused;
use varsam_store::Store;

/// Faults that are listed on the screen.
const SHOWN: usize = 50;

/// How often the bar moves.
const MOVE_EVERY: Duration = Duration::from_millis(200);

/// Take in people and units from a list of another system
///
/// A text file (CSV) or a workbook (XLSX) with headings. What would change is worked out first; more than the limits
/// allow is refused, and then nothing is changed or ended.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Import {
    /// The list
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How it is read: `schoolsoft_pupils`, `schoolsoft_staff`, `schoolsoft_guardians` or `schoolsoft_groups`; without it, as
    /// the last list with the same headings, else by its headings
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// The other system marks everybody who is protected: who has no mark needs no decision
    #[arg(long)]
    unmarked_is_open: bool,
    /// The unit of all rows, where the list has no column for it
    #[arg(long, value_name = "NAME")]
    unit: Option<String>,
    /// Why more than the limits allow is right; it goes into the log
    #[arg(long, value_name = "REASON")]
    let_through: Option<String>,
    /// The organiser, where there are several
    #[arg(long, value_name = "ID")]
    organiser: Option<uuid::Uuid>,
    #[command(flatten)]
    at: At,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 refused (a limit, another import under way); 2 the file or the \
arguments are wrong; 3 a fault of the program.";

impl Import {
    /// Takes it in, or says what would change.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let unreadable = |why: &str| Fault::user(format!("`{}` {why}", self.file.display()));
        let size =
            std::fs::metadata(&self.file).map_err(|error| unreadable(&format!("cannot be read: {error}")))?;
        if size.len() > LARGEST as u64 {
            return Err(unreadable(&format!(
                "is too large; at most {} MB are taken, split it",
                LARGEST >> 20
            )));
        }
        let bytes =
            std::fs::read(&self.file).map_err(|error| unreadable(&format!("cannot be read: {error}")))?;
        let sheet = look(&bytes).map_err(|refused| {
            unreadable(match refused {
                Refused::Kind => "is no table; save it as CSV or XLSX",
                Refused::Damaged => "is damaged or has a password; save it anew",
                Refused::TooLarge => "is too large; split it",
            })
        })?;
        drop(bytes);
        if !are_heads(&sheet.heads, calendar::day(clock::now())) {
            let why = "has no headings in its first row, or data of somebody; write headings such as `Personnummer`";
            return Err(unreadable(why));
        }
        let sheet = Arc::new(sheet);
        with_store(&self.at, async |_, store| {
            let organiser = organiser(store, self.organiser).await?;
            let known = layouts(&store.tenant(organiser)).await.map_err(told)?;
            let mapping = self.mapping(mapping_for(&known, &sheet.heads, sheet.delimiter, None))?;
            let from = source(mapping.sheet);
            let desk = if self.dry_run {
                Desk::dry(store, organiser, &from, PROGRAM, clock::now)
            } else {
                match Desk::open(store, organiser, &from, PROGRAM, clock::now).await {
                    Err(Stopped::Busy) => return busy(out),
                    desk => desk.map_err(stopped)?,
                }
            };
            if let Some(reason) = self.let_through.as_deref().filter(|_| !self.dry_run) {
                desk.note_let_through(reason).await.map_err(stopped)?;
            }
            let progress = Progress::default();
            let taking = take_in(&desk, &sheet, &mapping, self.let_through.is_some(), None, &progress);
            let taken = Box::pin(watched(&progress, taking)).await;
            desk.close().await.map_err(told)?;
            match taken {
                Err(Stopped::Busy) => busy(out),
                taken => self.tell(&taken.map_err(stopped)?, out),
            }
        })
    }

    fn mapping(&self, guessed: Mapping) -> Result<Mapping, Fault> {
        let mut mapping = match self.mapping.as_deref() {
            Some(name) => Mapping {
                delimiter: guessed.delimiter,
                ..named(name)
                    .ok_or_else(|| Fault::user(format!("there is no mapping `{name}`; see --help")))?
            },
            None => guessed,
        };
        if self.unmarked_is_open {
            mapping.silence = Mark::None;
        }
        mapping.unit = self.unit.clone().or(mapping.unit);
        Ok(mapping)
    }

    fn tell(&self, found: &Found, out: &mut dyn Write) -> Outcome {
        writeln!(out, "{} rows read, {} left out", found.rows, found.left_out)?;
        for fault in found.faults.iter().take(SHOWN) {
            let column = fault.column.as_deref().map(|column| format!(", `{column}`")).unwrap_or_default();
            let civic = fault.civic.map(|civic| format!(" ({civic})")).unwrap_or_default();
            let left_out = if fault.left_out { ", left out" } else { "" };
            writeln!(out, "row {}{column}: {}{civic} `{}`{left_out}", fault.row, fault.code, fault.value)?;
        }
        if found.fault_count > SHOWN {
            writeln!(out, "and {} more faults", found.fault_count - SHOWN)?;
        }
        if found.rows == 0 {
            writeln!(out, "refused: no row could be read; name a mapping")?;
            return Ok(ExitCode::from(REFUSED));
        }
        tell(&found.tally, found.breached.as_ref(), self.dry_run, out)
    }
}

/// The organiser that is meant.
pub(super) async fn organiser(store: &Store, named: Option<uuid::Uuid>) -> Result<Id<id::Organiser>, Fault> {
    let all = store.organisers().await.map_err(told)?;
    let found = match named {
        Some(named) => all.iter().find(|organiser| organiser.uuid() == named),
        None => all.first().filter(|_| all.len() == 1),
    };
    found.copied().ok_or_else(|| {
        let ids: Vec<_> = all.iter().map(ToString::to_string).collect();
        Fault::user(format!("name the organiser with `--organiser`; there are: {}", ids.join(", ")))
    })
}

/// Says what was done, or why not.
pub(super) fn tell(tally: &Tally, breached: Option<&Breached>, is_dry: bool, out: &mut dyn Write) -> Outcome {
    let kinds = [
        ("persons", tally.persons),
        ("units", tally.units),
        ("groups", tally.groups),
        ("duties", tally.duties),
    ];
    for (kind, of) in kinds.into_iter().filter(|(_, of)| of.came + of.kept + of.quarantine > 0) {
        let Figures { add, change, remove, same, quarantine, .. } = of;
        writeln!(
            out,
            "{kind}: {add} new, {change} changed, {remove} ended, {same} unchanged, {quarantine} to be decided upon"
        )?;
    }
    if tally.erased > 0 {
        writeln!(
            out,
            "{} were erased here and are not taken in; have them removed in the source",
            tally.erased
        )?;
    }
    if let Some(breached) = breached {
        writeln!(out, "refused: {breached}")?;
        return Ok(ExitCode::from(REFUSED));
    }
    let end = match (is_dry, tally.is_still()) {
        (true, _) => "nothing was changed: a dry run",
        (false, true) => "nothing to change",
        (false, false) => "done",
    };
    writeln!(out, "{end}")?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn busy(out: &mut dyn Write) -> Outcome {
    writeln!(out, "refused: {}", Stopped::Busy)?;
    Ok(ExitCode::from(REFUSED))
}

/// A fault of an import, as the user's where somebody can put it right.
pub(super) fn stopped(stopped: Stopped) -> Fault {
    match stopped {
        Stopped::Store(fault) => told(fault),
        Stopped::Source(why) => Fault::user(why),
        Stopped::Ours(error) => Fault::Ours(error),
        other => Fault::user(other.to_string()),
    }
}

/// Moves a bar while something is done; nothing is shown where no terminal is.
pub(super) async fn watched<T>(progress: &Progress, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let bar = bar();
    let mut moves = tokio::time::interval(MOVE_EVERY);
    loop {
        tokio::select! {
            done = &mut work => {
                bar.finish_and_clear();
                return done;
            }
            _ = moves.tick() => {
                let (done, total) = progress.now();
                bar.set_length(total.max(done));
                bar.set_position(done);
            }
        }
    }
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {wide_bar} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
