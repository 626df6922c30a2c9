//! `varsam rulebook`: check, compare, list, count and write rulebooks.

use super::coverage::Coverage;
use super::{Books, Outcome, REFUSED, solver, stack};
use crate::fault::Fault;
use crate::library::{Origin, Shelf, read, shipped_files};
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use varsam_rules::{Date, Diff, QuestionDiff, Report, Severity};

/// Check, compare, list and write rulebooks
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Check rulebooks: dead rules, disagreements, gaps, invariants, cases
    Check(Check),
    /// Compare what two folders, or two days, answer
    Diff(Compare),
    /// List documents, questions and how many rules there are
    List(Books),
    /// List the demands of a catalogue with what carries them
    Coverage(Coverage),
    /// Write the rulebooks that come with the program into a folder, to start your own from
    New(New),
}

impl Verb {
    /// Runs the verb.
    pub fn run(&self, out: &mut dyn Write) -> Outcome {
        match self {
            Self::Check(check) => check.run(out),
            Self::Diff(compare) => compare.run(out),
            Self::List(books) => list(books, out),
            Self::Coverage(coverage) => coverage.run(out),
            Self::New(new) => new.run(out),
        }
    }
}

/// Check rulebooks: dead rules, disagreements, gaps, invariants, cases
#[derive(Debug, Args)]
pub struct Check {
    /// Let cvc5 judge the same claims
    #[arg(long)]
    smt: bool,
    /// Print the claims as SMT-LIB instead of running a solver
    #[arg(long)]
    print_smt: bool,
    #[command(flatten)]
    books: Books,
}

impl Check {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let shelf = read(&self.books.origin(), self.books.day());
        if self.print_smt {
            for stack in &shelf.books.stacks {
                writeln!(out, "{}", shelf.books.smt(stack).text)?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        for problem in &shelf.problems {
            writeln!(out, "{problem}")?;
        }
        for report in &shelf.reports {
            summary(out, &shelf, report)?;
        }
        let disputed = if self.smt { judged(out, &shelf)? } else { 0 };
        let errors = shelf.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let warnings = shelf.problems.len() - errors;
        writeln!(out, "\n{errors} errors, {warnings} warnings")?;
        Ok(if errors + disputed > 0 { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
    }
}

fn summary(out: &mut dyn Write, shelf: &Shelf, report: &Report) -> Result<(), Fault> {
    let (passed, cases) = report.cases_passed();
    let proven = report.nevers.iter().filter(|never| never.refuted.is_none()).count();
    writeln!(
        out,
        "\n{}: {passed} of {cases} cases, {proven} of {} invariants proven",
        report.stack,
        report.nevers.len()
    )?;
    for question in &report.questions {
        let id = &shelf.books.questions[question.question].id;
        let (all, yes, no) = (question.situations, question.yes, question.no);
        write!(out, "  {id:20} {all:>10} situations: {yes} yes, {no} no, {} silent", question.silent)?;
        writeln!(out, ", {} disagree", question.disagree)?;
        if let Some(gap) = &question.gap {
            writeln!(out, "  {:20} undeclared gap: {}", "", gap.show(&shelf.books))?;
        }
    }
    Ok(())
}

fn judged(out: &mut dyn Write, shelf: &Shelf) -> Result<usize, Fault> {
    let mut disputed = 0;
    for stack in &shelf.books.stacks {
        let judgement = solver::judge(&shelf.books.smt(stack))?;
        writeln!(out, "\n{}: cvc5 agrees on {} claims", stack.id, judgement.agreed)?;
        for (claim, said) in &judgement.disputed {
            writeln!(out, "  disputed: {claim} (cvc5: {said})")?;
        }
        disputed += judgement.disputed.len();
    }
    Ok(disputed)
}

/// Compare what two folders, or two days, answer
#[derive(Debug, Args)]
pub struct Compare {
    /// The older folder; without it, the same rulebooks as the newer
    old: Option<PathBuf>,
    /// The newer folder; without it, those that come with the program
    new: Option<PathBuf>,
    /// The day for which the older side is read
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// The day for which the newer side is read
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// The organisation; without it, the first
    #[arg(long, value_name = "ID", env = "VARSAM_STACK")]
    stack: Option<String>,
    /// End with code 1 when the newer side permits what the older forbade
    #[arg(long)]
    forbid_more: bool,
}

impl Compare {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let folder = |path: Option<&PathBuf>| path.cloned().map_or(Origin::Shipped, Origin::Folder);
        let new_folder = folder(self.new.as_ref());
        let old_folder = if self.old.is_some() { folder(self.old.as_ref()) } else { new_folder.clone() };
        let today = crate::clock::today();
        let old = sound(read(&old_folder, self.from.unwrap_or(today)))?;
        let new = sound(read(&new_folder, self.to.unwrap_or(today)))?;
        let stacks = (stack(&old, self.stack.as_deref())?, stack(&new, self.stack.as_deref())?);
        let diff = Diff::new((&old.books, stacks.0), (&new.books, stacks.1));
        let diff = diff.map_err(|error| Fault::user(error.to_string()))?;
        let mut permits = 0;
        for question in &diff.questions {
            changes(out, &diff, question)?;
            permits += usize::from(question.permits_more().is_some());
        }
        let answer = if permits > 0 { "yes" } else { "no" };
        writeln!(out, "permits something that the old one forbade: {answer}")?;
        Ok(if self.forbid_more && permits > 0 { ExitCode::from(REFUSED) } else { ExitCode::SUCCESS })
    }
}

fn changes(out: &mut dyn Write, diff: &Diff, question: &QuestionDiff) -> Result<(), Fault> {
    if question.shifts.is_empty() {
        return Ok(());
    }
    let changed: f64 = question.shifts.iter().map(|shift| shift.count).sum();
    writeln!(out, "{}: {changed} of {} situations change", question.id, question.situations)?;
    for shift in &question.shifts {
        let example = shift.example.show(&diff.names);
        writeln!(out, "  {} → {}: {}, for instance {example}", shift.from, shift.to, shift.count)?;
    }
    Ok(())
}

fn sound(shelf: Shelf) -> Result<Shelf, Fault> {
    if shelf.is_sound() {
        return Ok(shelf);
    }
    let problems: Vec<String> = shelf.problems.iter().map(ToString::to_string).collect();
    Err(Fault::user(format!("{}\nthese rulebooks cannot be compared", problems.join("\n"))))
}

fn list(books: &Books, out: &mut dyn Write) -> Outcome {
    let shelf = books.read()?;
    for (id, document) in shelf.books.documents.iter() {
        let front = &document.front;
        let rules = shelf.books.rules.iter().filter(|(_, rule)| rule.source.document == id).count();
        let until = front.until.map_or_else(String::new, |until| format!(" until {until}"));
        write!(
            out,
            "{:10} {}: {} ({}, edition {}",
            front.layer.name(),
            document.file,
            front.title,
            front.issuer,
            front.edition
        )?;
        writeln!(out, ", in force {}{until}), {rules} rules", front.in_force)?;
    }
    for stack in &shelf.books.stacks {
        writeln!(out, "\n{}: {}", stack.id, stack.rulebooks.join(", "))?;
        for (id, question) in shelf.books.questions.iter().filter(|(id, _)| stack.has_rules_on(*id)) {
            writeln!(out, "  {:20} {} ({} facts)", question.id, question.title.sv, stack.facts_of(id))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Write the rulebooks that come with the program into a folder, to start your own from
#[derive(Debug, Args)]
pub struct New {
    /// The folder; it must not exist yet, or be empty
    folder: PathBuf,
}

impl New {
    fn run(&self, out: &mut dyn Write) -> Outcome {
        let taken = self.folder.exists()
            && std::fs::read_dir(&self.folder).map_or(true, |mut dir| dir.next().is_some());
        if taken {
            return Err(Fault::user(format!(
                "{} exists and is not an empty folder; name a new one",
                self.folder.display()
            )));
        }
        for (name, text) in shipped_files() {
            write_file(&self.folder.join(&name), &text)?;
        }
        let folder = self.folder.display();
        writeln!(
            out,
            "{folder}: written. Change what you like, then:\n  varsam rulebook check --rulebooks {folder}\n  varsam serve --rulebooks {folder}"
        )?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A full disk or a forbidden folder is told with the file it met.
fn write_file(path: &Path, text: &str) -> Result<(), Fault> {
    let write = || {
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)
    };
    write().map_err(|error: std::io::Error| {
        Fault::user(format!("{} cannot be written: {error}", path.display()))
    })
}
