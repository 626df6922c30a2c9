//! The command line: one file per verb. Doc comments of the arguments are the help, the man page and the completions.
//!
//! Exit codes: 0 done, 1 refused (a check failed, a demand is not carried), 2 the user's fault (arguments, facts,
//! files), 3 ours. `varsam ask --exit-code` tells the verdict instead: 0 yes, 10 yes-if, 11 no, 12 silent,
//! 13 disagree, 14 depends. `varsam scan` exits with 1 where something was found and 2 where something could not be read.

pub mod ask;
pub mod backup;
pub mod coverage;
pub mod data;
pub mod detect;
pub mod doctor;
pub mod import;
pub mod interview;
pub mod key;
pub mod log;
mod notify;
pub mod papers;
pub mod ready;
pub mod redact;
pub mod restore;
pub mod roster;
pub mod rulebook;
pub mod scan;
pub mod serve;
pub mod solver;
pub mod sync;

use crate::clock;
use crate::fault::Fault;
use crate::library::{Origin, Shelf, read};
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use varsam_rules::{Date, Stack};

/// Guidelines that run: asks a school organiser's own rulebooks, serves them, and checks them.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Program {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 refused (a check failed, a demand is not carried); 2 the arguments, \
facts or files are wrong; 3 a fault of the program. With `ask --exit-code`: 0 yes, 10 yes-if, 11 no, 12 silent, \
13 disagree, 14 depends.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Ask a question: "may I …?"
    Ask(ask::Ask),
    /// Check, compare, list and write rulebooks
    #[command(subcommand)]
    Rulebook(rulebook::Verb),
    /// Find personal data in texts, and train what finds it
    #[command(subcommand)]
    Detect(detect::Verb),
    /// Find personal data in files and folders
    Scan(Box<scan::Scan>),
    /// Read files for a scan, one at a time
    #[command(hide = true)]
    ScanWorker,
    /// Make and check lists of pupils as keyed hashes
    #[command(subcommand)]
    Roster(roster::Verb),
    /// Copy texts without the personal data found in them
    Redact(redact::Redact),
    /// Serve the pages and the API
    Serve(serve::Serve),
    /// Back up records and keys, as two files that are kept apart
    Backup(backup::Backup),
    /// Put a backup back into empty databases
    Restore(restore::Restore),
    /// Take in people and units from a list of another system
    Import(import::Import),
    /// Take in what a school system says
    Sync(sync::Sync),
    /// Sign, check and write out the log
    #[command(subcommand)]
    Log(log::Verb),
    /// Rotate the keys, and say how they are
    #[command(subcommand)]
    Key(key::Verb),
    /// See whether everything is in order, and say what is to be done
    Doctor(doctor::Doctor),
    /// See whether the program that runs here takes requests
    Ready(ready::Ready),
    /// Print a completion script for a shell
    Completions(papers::Completions),
    /// Print the manual page
    Man,
}

/// Where rulebooks are read from, and for which day.
#[derive(Debug, Clone, Args)]
pub struct Books {
    /// A folder of rulebooks; without it, those that come with the program
    #[arg(long, value_name = "DIR", env = "VARSAM_RULEBOOKS")]
    pub rulebooks: Option<PathBuf>,
    /// The day for which they are in force; without it, today
    #[arg(long, value_name = "DATE")]
    pub day: Option<Date>,
}

impl Books {
    /// Where they come from.
    pub fn origin(&self) -> Origin {
        self.rulebooks.clone().map_or(Origin::Shipped, Origin::Folder)
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day.unwrap_or_else(clock::today)
    }

    /// Reads them; unsound ones are the user's fault, told problem by problem.
    pub fn read(&self) -> Result<Shelf, Fault> {
        let shelf = read(&self.origin(), self.day());
        if shelf.is_sound() {
            return Ok(shelf);
        }
        let problems: Vec<String> = shelf.problems.iter().map(ToString::to_string).collect();
        Err(Fault::user(format!("{}\nthe rulebooks are refused", problems.join("\n"))))
    }
}

/// How a command ended.
pub type Outcome = Result<ExitCode, Fault>;

/// A check failed, or a demand is not carried.
pub const REFUSED: u8 = 1;

impl Program {
    /// Runs the command, printing to `out`.
    pub fn run(self, out: &mut dyn Write) -> Outcome {
        match self.verb {
            Verb::Ask(ask) => ask.run(out),
            Verb::Rulebook(verb) => verb.run(out),
            Verb::Detect(verb) => verb.run(out),
            Verb::Scan(scan) => scan.run(out),
            Verb::ScanWorker => scan::worker::run(),
            Verb::Roster(verb) => verb.run(out),
            Verb::Redact(redact) => redact.run(out),
            Verb::Serve(serve) => serve.run(out),
            Verb::Backup(backup) => backup.run(out),
            Verb::Restore(restore) => restore.run(out),
            Verb::Import(import) => import.run(out),
            Verb::Sync(sync) => sync.run(out),
            Verb::Log(verb) => verb.run(out),
            Verb::Key(verb) => verb.run(out),
            Verb::Doctor(doctor) => doctor.run(out),
            Verb::Ready(ready) => ready.run(out),
            Verb::Completions(completions) => completions.run(out),
            Verb::Man => papers::man(out),
        }
    }
}

/// The organisation of that id, or the first one.
pub fn stack<'a>(shelf: &'a Shelf, id: Option<&str>) -> Result<&'a Stack, Fault> {
    let known = || shelf.books.stacks.iter().map(|stack| stack.id.as_str()).collect::<Vec<_>>().join(", ");
    let found = id.map_or(shelf.books.stacks.first(), |id| shelf.books.stack(id));
    found.ok_or_else(|| {
        Fault::user(format!("no organisation is called `{}`; there are: {}", id.unwrap_or(""), known()))
    })
}
