//! `varsam scan-worker`: reads one file at a time for a scan, in a process of its own.

use crate::command::Outcome;
use std::process::ExitCode;

/// Serves on the standard streams until the scan ends, one way or another.
pub fn run() -> Outcome {
    end_with_parent();
    varsam_scan::worker::run()?;
    Ok(ExitCode::SUCCESS)
}

/// A worker at a hard file does not notice that the scan was ended; the system tells it.
fn end_with_parent() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}
