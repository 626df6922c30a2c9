//! Runs a scan: which files there are, which of them have changed, and the workers that read those.

use super::collect::Collected;
use crate::fault::Fault;
use indicatif::ProgressBar;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use varsam_scan::pool::{Pool, PoolError};
use varsam_scan::state::{StateError, StateFile};
use varsam_scan::walk::{Found, walk};
use varsam_scan::{Report, Task, Unit};

/// What is scanned and how.
#[derive(Debug)]
pub struct Plan {
    /// Files and folders, as absolute paths, none inside another.
    pub roots: Vec<PathBuf>,
    /// Our own files, which are not read: the state, the reports that are being written, the lists.
    pub own: HashSet<PathBuf>,
    /// What is looked for.
    pub task: Task,
    /// How many workers run at a time.
    pub jobs: usize,
    /// Where what has been done so far is written down.
    pub state: Option<PathBuf>,
    /// What changes what is found: reports of another version are not used again.
    pub version: String,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Files that were read.
    pub read: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Files that had not changed since they were read.
    pub unchanged: u64,
    /// Files that were there before and are no longer.
    pub gone: u64,
}

impl Plan {
    /// Scans everything; `bar` shows how far it is.
    pub fn run(&self, bar: &ProgressBar, collected: &mut Collected) -> Result<Done, Fault> {
        let open = |path: &Path| -> Result<StateFile, Fault> {
            for_own_eyes(path);
            StateFile::open(path, &self.version).map_err(|error| told_state(&error))
        };
        let state = &mut self.state.as_deref().map(open).transpose()?;
        let mut done = Done::default();
        let units = self.units(state, &mut done, bar, collected)?;
        bar.set_length(units.len() as u64);
        self.read(units, state, &mut done, bar, collected)?;
        if let Some(state) = state {
            done.gone = state.finish().map_err(|error| told_state(&error))?.len() as u64;
        }
        bar.finish_and_clear();
        collected.sort();
        Ok(done)
    }

    /// The files that have to be read; what is known of the others is taken in.
    fn units(
        &self,
        state: &mut Option<StateFile>,
        done: &mut Done,
        bar: &ProgressBar,
        collected: &mut Collected,
    ) -> Result<Vec<Unit>, Fault> {
        let mut units = Vec::new();
        for found in walk(&self.roots) {
            bar.tick();
            match found {
                Found::Report(report) => collected.add(*report)?,
                Found::Unit(unit) if self.own.contains(unit.path.as_path()) => {}
                Found::Unit(unit) => match state.as_mut().and_then(|state| state.unchanged(&unit.path)) {
                    Some(report) => {
                        done.unchanged += 1;
                        collected.add(report)?;
                    }
                    None => units.push(unit),
                },
            }
        }
        Ok(units)
    }

    fn read(
        &self,
        units: Vec<Unit>,
        state: &mut Option<StateFile>,
        done: &mut Done,
        bar: &ProgressBar,
        collected: &mut Collected,
    ) -> Result<(), Fault> {
        let program = std::env::current_exe()?;
        let pool = Pool { program, arguments: vec!["scan-worker".into()], workers: self.jobs };
        let mut fault = None;
        let mut take = |report: Report| -> Result<(), Fault> {
            if let Some(state) = state.as_mut() {
                state.add(&report).map_err(|error| told_state(&error))?;
            }
            done.read += 1;
            done.bytes += report.size;
            collected.add(report)?;
            Ok(())
        };
        let ran = pool.run(&self.task, units.into_iter(), |report| {
            bar.inc(1);
            match take(report) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    fault = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        ran.map_err(|error| told_pool(&error))?;
        fault.map_or(Ok(()), Err)
    }
}

/// Begins the file, where there is none, so that only its owner can read it. What goes wrong shows when it is opened.
fn for_own_eyes(path: &Path) {
    let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

fn told_state(error: &StateError) -> Fault {
    Fault::user(error.to_string())
}

fn told_pool(error: &PoolError) -> Fault {
    Fault::user(error.to_string())
}

/// The paths in full, without those inside another, in order.
pub fn roots(paths: &[PathBuf]) -> std::io::Result<Vec<PathBuf>> {
    let mut full = paths.iter().map(std::path::absolute).collect::<Result<Vec<PathBuf>, _>>()?;
    full.sort();
    full.dedup();
    let is_inside = |path: &Path, other: &Path| path != other && path.starts_with(other);
    let outermost = full.iter().filter(|path| !full.iter().any(|other| is_inside(path, other)));
    Ok(outermost.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_inside_another_is_not_scanned_twice() {
        let paths = ["/a/b", "/a", "/ab", "/a"].map(PathBuf::from);
        assert_eq!(roots(&paths).unwrap(), ["/a", "/ab"].map(PathBuf::from));
    }
}
