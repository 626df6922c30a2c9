//! `varsam scan`: what personal data is in folders, which demands that breaks, and where it belongs instead.

mod files;
mod task;
pub mod worker;

use super::Outcome;
use crate::clock;
use crate::fault::Fault;
use crate::locale::Locale;
use crate::scan::baseline;
use crate::scan::collect::{Collected, Wanted};
use crate::scan::page::Page;
use crate::scan::run::{Done, Plan, roots};
use crate::scan::told::Told;
use clap::Args;
use files::Written;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_rules::Date;
use varsam_scan::report::{csv, json, sarif};

/// Something was found.
const FOUND: u8 = 1;
/// Something could not be read, so that nothing can be promised.
const UNREAD: u8 = 2;

/// Files that are listed on the screen.
const SHOWN: usize = 10;

/// Find personal data in files and folders
///
/// Reads documents, mail, archives, pictures' descriptions and exports to the last corner, and lists the files that break most,
/// with what could not be read. Nothing of what was found is shown or written, only where it is.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct Scan {
    /// Files and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write all as JSON; `-` for standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a table, a line a finding; `-` for standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write SARIF 2.1.0 for security tools; `-` for standard output
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Write a report to read and print, in one HTML file; `-` for standard output
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Show the words around each finding, with all findings masked
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    search: task::Search,
    /// How many files are read at a time; each takes up to 140 MB; without it, one a processor and at most 8
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    /// Keep what was done here: a scan that was broken off goes on, and the next one reads only what has changed
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Leave out what somebody has accepted, with a reason and a last day
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write a baseline of what is found
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Why the findings of the written baseline are accepted; without it, the entries count once a reason is filled in
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        requires = "write_baseline",
        hide_default_value = true
    )]
    reason: String,
    /// The last day of the written baseline; without it, half a year from today
    #[arg(long, value_name = "DATE", requires = "write_baseline")]
    until: Option<Date>,
    /// The language of the screen and the HTML report: sv or en
    #[arg(long, value_name = "LANG", default_value = "sv", env = "VARSAM_LANG")]
    lang: String,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing found and everything read; 1 something found; 2 something could not be \
read (also when something was found), or the arguments are wrong; 3 a fault of the program.";

impl Scan {
    /// Scans, writes the reports, and prints what is worst.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let task = self.search.task(self.show)?;
        let written = Written::open(&self.outputs())?;
        let wanted = Wanted { labels: self.search.matters()?, baseline: self.accepted()? };
        let mut collected = Collected::new(wanted, clock::seconds())?;
        let roots = roots(&self.paths)?;
        let mut plan = Plan {
            version: task::version(&task)?,
            own: written.own(self.state.iter().chain(&self.baseline).chain(self.search.files())),
            jobs: self.jobs(),
            state: self.state.clone(),
            roots: roots.clone(),
            task,
        };
        let watch = clock::Stopwatch::start();
        let done = plan.run(&bar(), &mut collected)?;
        // From here on nobody needs to know whom the search was for.
        plan.task = varsam_scan::Task::default();
        let told = Told {
            locale: Locale::of(&self.lang),
            roots: &roots,
            done,
            seconds: watch.seconds(),
            is_search: self.search.is_for_one(),
            show: self.show,
        };
        self.write(written, &mut collected, &told, out)?;
        if !self.outputs().iter().any(|path| path.is_some_and(|path| path == Path::new("-"))) {
            told.print(out, &collected, SHOWN)?;
        }
        Ok(exit_code(&collected))
    }

    fn outputs(&self) -> [Option<&Path>; 5] {
        [&self.json, &self.csv, &self.sarif, &self.html, &self.write_baseline].map(Option::as_deref)
    }

    fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(2, |number| number.get().min(8));
        self.jobs.map_or_else(processors, usize::from)
    }

    fn accepted(&self) -> Result<varsam_scan::baseline::Baseline, Fault> {
        let Some(path) = &self.baseline else { return Ok(varsam_scan::baseline::Baseline::default()) };
        let text = super::detect::read_text(path)?;
        let (baseline, problems) = varsam_scan::baseline::Baseline::read(&text, &clock::today().to_string());
        if problems.is_empty() {
            return Ok(baseline);
        }
        let problems: Vec<String> =
            problems.iter().map(|problem| format!("{}: {problem}", path.display())).collect();
        Err(Fault::user(problems.join("\n")))
    }

    fn write(
        &self,
        written: Written,
        collected: &mut Collected,
        told: &Told<'_>,
        out: &mut dyn Write,
    ) -> Result<(), Fault> {
        let [json, csv, sarif, html, baseline] = written.into_files();
        if let Some(file) = json {
            file.write(out, |to| write_json(to, collected, &told.done))?;
        }
        if let Some(file) = csv {
            file.write(out, |to| write_csv(to, collected))?;
        }
        if let Some(file) = sarif {
            file.write(out, |to| write_sarif(to, collected, told.locale))?;
        }
        if let Some(file) = html {
            let page = Page::of(told, collected, clock::today());
            file.write(out, |to| {
                to.write_all(askama::Template::render(&page).map_err(std::io::Error::other)?.as_bytes())
            })?;
        }
        if let Some(file) = baseline {
            let expires = self.until.map_or_else(|| clock::in_days(183), |date| date.to_string());
            let terms = baseline::Terms { reason: self.reason.clone(), expires };
            file.write(out, |to| baseline::write(to, collected.spool.reports()?, &terms).map(drop))?;
        }
        Ok(())
    }
}

fn exit_code(collected: &Collected) -> ExitCode {
    match (collected.is_whole(), collected.found()) {
        (false, _) => ExitCode::from(UNREAD),
        (true, 0) => ExitCode::SUCCESS,
        (true, _) => ExitCode::from(FOUND),
    }
}

/// A bar for people; nothing where no terminal is.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {wide_bar} {pos}/{len} {elapsed} (-{eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// As [`json::document`], a report at a time.
fn write_json(to: &mut dyn Write, collected: &mut Collected, done: &Done) -> std::io::Result<()> {
    let summary = serde_json::to_string(&collected.summary)?;
    let Done { read, unchanged, gone, .. } = done;
    writeln!(to, "{{\"version\":1,\"read\":{read},\"unchanged\":{unchanged},\"gone\":{gone},")?;
    write!(to, "\"summary\":{summary},\n\"files\":[")?;
    for (number, report) in collected.spool.reports()?.enumerate() {
        let comma = if number == 0 { "\n" } else { ",\n" };
        write!(to, "{comma}{}", json::line(&report?).trim_end())?;
    }
    writeln!(to, "\n]}}")
}

/// As [`csv::table`], a report at a time.
fn write_csv(to: &mut dyn Write, collected: &mut Collected) -> std::io::Result<()> {
    let head = csv::table(&[]);
    to.write_all(head.as_bytes())?;
    for report in collected.spool.reports()? {
        let table = csv::table(&[report?]);
        to.write_all(table.strip_prefix(&head).unwrap_or(&table).as_bytes())?;
    }
    Ok(())
}

fn write_sarif(to: &mut dyn Write, collected: &mut Collected, locale: Locale) -> std::io::Result<()> {
    let reports: Vec<_> = collected.spool.reports()?.collect::<Result<_, _>>()?;
    let words = |code: &str| crate::scan::told::words(locale, code);
    to.write_all(sarif::log(&reports, env!("CARGO_PKG_VERSION"), &words).as_bytes())
}
