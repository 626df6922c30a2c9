//! Beside detectors of personal data that Python has, each in a process of its own that times its own work.

use crate::detect::text::Text;
use crate::detect::{everything, line};
use crate::measure::Taken;
use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use varsam_detect::{Detector, Scratch};

/// Bytes of the text they read.
const SLICE: usize = 200_000;
const TURNS: usize = 3;
/// How often we read the slice in a turn, since once is too short to time.
const TIMES: usize = 20;

/// Prints the speeds on a slice of the text.
pub fn run(text: &Text, folder: &Path) -> anyhow::Result<()> {
    let python = match environment() {
        Ok(python) => python,
        Err(problem) => {
            println!("  skipped: Presidio and DataFog: {problem}");
            return Ok(());
        }
    };
    let (slice, path) = (text.slice(SLICE), folder.join("slice.txt"));
    std::fs::write(&path, slice)?;
    let (detector, mut scratch) = (Detector::shipped(), Scratch::default());
    let windows = vec![slice; TIMES];
    let names = ["presidio lines", "presidio whole", "datafog lines", "datafog whole"];
    let mut times: [Vec<Taken>; 5] = Default::default();
    for _ in 0..TURNS {
        times[0].push(everything(detector, &mut scratch, &windows).over(TIMES as f64));
        for (name, times) in names.iter().zip(&mut times[1..]) {
            times.push(timed(&python, name, &path)?);
        }
    }
    let ours = Taken::median(&times[0]);
    line("everything, 200 kB", slice.len(), ours, "");
    for (name, times) in names.iter().zip(&times[1..]) {
        let theirs = Taken::median(times);
        line(
            name,
            slice.len(),
            theirs,
            &format!("everything here is {:.0} times as fast", theirs.cpu / ours.cpu),
        );
    }
    Ok(())
}

/// One of them in a fresh process; it says what it took, without starting.
fn timed(python: &Path, name: &str, slice: &Path) -> anyhow::Result<Taken> {
    let mut command = Command::new(python);
    command.arg(peers().join("peers.py")).args(name.split(' ')).arg(slice).stderr(Stdio::inherit());
    let output = command.output()?;
    anyhow::ensure!(output.status.success(), "{command:?} failed");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let seconds = |key: &str| said[key].as_f64().context("no time");
    Ok(Taken { wall: seconds("wall")? * 1e9, cpu: seconds("cpu")? * 1e9 })
}

/// The Python with the packages of `requirements.txt`, kept among the temporary files as long as those stay the same.
fn environment() -> Result<PathBuf, String> {
    let wanted =
        std::fs::read_to_string(peers().join("requirements.txt")).map_err(|error| error.to_string())?;
    let folder = std::env::temp_dir().join("varsam-bench-peers");
    let (python, stamp) = (folder.join("bin/python"), folder.join("requirements.txt"));
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    let venv = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).output();
    if !venv.is_ok_and(|output| output.status.success()) {
        return Err("Python's `venv` is missing (Debian: apt-get install python3-venv)".to_owned());
    }
    println!(
        "  installing {}",
        wanted.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(", ")
    );
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(peers().join("requirements.txt"));
    let output = pip.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let last = String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
        return Err(format!("they cannot be installed: {last}"));
    }
    std::fs::write(stamp, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}
