//! `varsam rulebook coverage`: which demands of a catalogue are carried, and by what.

use super::{Books, Outcome, REFUSED};
use crate::fault::Fault;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use varsam_rules::{Carried, parse_catalogue};

/// The tests of the program that carry a demand beside the rulebooks' own cases: id, tab, name of the test.
const TESTS: &str = include_str!("../../tests/carried.tsv");

/// List the demands of a catalogue with the rules, cases and tests that carry them
#[derive(Debug, Args)]
pub struct Coverage {
    /// The catalogue: id, source, section, form and demand, separated by tabs
    catalogue: PathBuf,
    /// List every row, not only those whose form asks for `decide` or `rulebook` or that something carries
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    books: Books,
}

impl Coverage {
    /// Lists the rows and ends with how many are missing.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        let shelf = self.books.read()?;
        let text = std::fs::read_to_string(&self.catalogue)
            .map_err(|error| Fault::user(format!("{}: {error}", self.catalogue.display())))?;
        let catalogue = parse_catalogue(&text);
        if catalogue.is_empty() {
            let message =
                "has no rows; expected a head line, then id, source, section, form and demand by tabs";
            return Err(Fault::user(format!("{}: {message}", self.catalogue.display())));
        }
        let (mut missing, mut wanted) = (0, 0);
        for row in shelf.books.coverage(&catalogue) {
            let tests = tests(&row.demand.id);
            let is_missing = row.is_missing() && (tests.is_empty() || !tests_are_enough(&row));
            missing += usize::from(is_missing);
            wanted += usize::from(row.wants_rules());
            let cited =
                !row.rules.is_empty() || !row.cases.is_empty() || !row.others.is_empty() || !tests.is_empty();
            if self.all || row.wants_rules() || cited {
                print(out, &row, &tests, is_missing)?;
            }
        }
        writeln!(out, "\n{wanted} rows ask for rules, {missing} missing")?;
        Ok(if missing > 0 { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
    }
}

/// The tests that carry a demand.
fn tests(id: &str) -> Vec<&'static str> {
    let rows = TESTS.lines().filter_map(|line| line.split_once('\t'));
    rows.filter(|(row, _)| *row == id).map(|(_, test)| test).collect()
}

/// A decision is carried by rules and cases; what the rulebooks as a whole must do, by a test as well.
fn tests_are_enough(row: &Carried) -> bool {
    !row.demand.form.split(',').any(|form| form.trim() == "decide")
}

fn print(out: &mut dyn Write, row: &Carried, tests: &[&str], is_missing: bool) -> Result<(), Fault> {
    let state = if is_missing { "MISSING" } else { "carried" };
    writeln!(out, "{:8} {state}  {} [{}]", row.demand.id, row.demand.text, row.demand.form)?;
    let mut line = |head: &str, items: Vec<String>| {
        if items.is_empty() { Ok(()) } else { writeln!(out, "    {head:7} {}", items.join(" ")) }
    };
    line("rules", row.rules.clone())?;
    line("cases", row.cases.clone())?;
    line("answers", row.answers.iter().map(|answer| (*answer).to_owned()).collect())?;
    line("also", row.others.clone())?;
    line("tests", tests.iter().map(|test| (*test).to_owned()).collect())?;
    Ok(())
}
