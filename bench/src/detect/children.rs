//! Beside programs that everybody has, on the same file: `wc -w`, and ripgrep with patterns for the same identifiers.

use crate::detect::text::Text;
use crate::detect::{everything, line, speed};
use crate::measure::Taken;
use std::path::Path;
use std::process::{Command, Stdio};
use varsam_detect::{Detector, Scratch};

const TURNS: usize = 7;

/// Personal identity number, telephone, e-mail, IBAN: as one would search for them, without check sums.
const PATTERNS: [&str; 4] = [
    r"\b(19|20)?[0-9]{6}[-+]?[0-9]{4}\b",
    r"(\+46|\b0)[ -]?[0-9]{1,3}([ -]?[0-9]{2,3}){2,3}\b",
    r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.]+",
    r"\bSE[0-9]{2}( ?[0-9]{4}){5}\b",
];

/// Prints the speeds of reading everything here and of the programs, in turns.
pub fn run(text: &Text, path: &Path, newlines: f64) -> anyhow::Result<()> {
    let (windows, bytes) = (text.windows(), text.body.len());
    let (detector, mut scratch) = (Detector::shipped(), Scratch::default());
    let is_there = found("rg");
    if !is_there {
        println!("  skipped: ripgrep: `rg` is missing (Debian: apt-get install ripgrep)");
    }
    let mut times: [Vec<Taken>; 3] = Default::default();
    for _ in 0..TURNS {
        times[0].push(everything(detector, &mut scratch, &windows));
        times[1].push(timed(Command::new("wc").arg("-w").env("LC_ALL", "C.UTF-8").arg(path))?);
        if is_there {
            let mut rg = Command::new("rg");
            rg.args(["-j1", "--no-config", "--no-unicode", "-c"])
                .args(PATTERNS.map(|pattern| format!("-e{pattern}")));
            times[2].push(timed(rg.arg(path))?);
        }
    }
    let ours = Taken::median(&times[0]);
    line("everything, whole file", bytes, ours, "");
    for (name, times) in
        ["wc -w", "ripgrep, 4 patterns"].iter().zip(&times[1..]).filter(|(_, times)| !times.is_empty())
    {
        let theirs = Taken::median(times);
        let of_lines = speed(bytes, theirs) / newlines;
        let ratio = format!(
            "everything here is {:.2} of it; it is {of_lines:.3} of counting lines",
            theirs.cpu / ours.cpu
        );
        line(name, bytes, theirs, &ratio);
    }
    Ok(())
}

/// Whether a program is in the `PATH`.
pub fn found(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn timed(command: &mut Command) -> anyhow::Result<Taken> {
    let (taken, status) =
        Taken::by_children(|| Ok(command.stdin(Stdio::null()).stdout(Stdio::null()).status()?))?;
    anyhow::ensure!(status.success(), "{command:?} failed ({status})");
    Ok(taken)
}
