//! A worker: takes a task and then units over its standard input, answers each with a report on its standard output.
//!
//! One line of JSON each way. A worker keeps nothing between units and may be killed at any time.

use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::fault::Reason;
use crate::task::Task;
use crate::unit::{self, Report, Unit};

/// Serves on the standard streams of this process, within the task's memory. For a hidden verb of the program.
pub fn run() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let Some(task) = first(&mut input)? else { return Ok(()) };
    limit_memory(task.limits.memory);
    answer(&task, input, io::stdout().lock())
}

/// Serves until the input ends: first a [`Task`], then one [`Unit`] a line; answers with one [`Report`] a line.
pub fn serve(mut input: impl BufRead, output: impl Write) -> io::Result<()> {
    match first(&mut input)? {
        Some(task) => answer(&task, input, output),
        None => Ok(()),
    }
}

fn first(input: &mut impl BufRead) -> io::Result<Option<Task>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&line)?))
}

fn answer(task: &Task, input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut find = task.find();
    for line in input.lines() {
        let unit: Unit = serde_json::from_str(&line?)?;
        let report = catch_unwind(AssertUnwindSafe(|| unit::read(&unit, task, &mut find)));
        let report = report.unwrap_or_else(|_| {
            find = task.find();
            Report::unreadable(unit.path.clone(), Reason::Crashed)
        });
        serde_json::to_writer(&mut output, &report)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

/// Keeps this process within so many bytes of address space; 0 for no limit. What asks for more ends the process.
fn limit_memory(bytes: u64) {
    if bytes > 0 {
        let maximum = getrlimit(Resource::As).maximum;
        // A limit that cannot be set is none; the pool still has its clock.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum });
    }
}
