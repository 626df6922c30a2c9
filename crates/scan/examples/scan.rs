//! A scan as small as it can be: `scan FOLDER STATE` reads what has changed; `scan worker` is what the pool starts.

use std::ops::ControlFlow;
use std::path::Path;

use varsam_scan::pool::Pool;
use varsam_scan::report::json;
use varsam_scan::state::StateFile;
use varsam_scan::walk::{Found, walk};
use varsam_scan::{Task, worker};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [verb] if verb == "worker" => Ok(worker::run()?),
        [folder, state] => scan(Path::new(folder), Path::new(state)),
        _ => Err("say `scan FOLDER STATE`".into()),
    }
}

fn scan(folder: &Path, state: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut state = StateFile::open(state, "example 1")?;
    let pool = Pool { program: std::env::current_exe()?, arguments: vec!["worker".into()], workers: 2 };
    let mut left = Vec::new();
    for found in walk(&[folder.to_owned()]) {
        match found {
            Found::Report(report) => print!("{}", json::line(&report)),
            Found::Unit(unit) if state.unchanged(&unit.path).is_some() => {}
            Found::Unit(unit) => left.push(unit),
        }
    }
    pool.run(&Task::default(), left.into_iter(), |report| {
        print!("{}", json::line(&report));
        if state.add(&report).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    state.finish()?;
    Ok(())
}
