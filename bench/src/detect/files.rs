//! A folder of mixed files: `varsam scan` beside taking the text out of each with the tools that people have, one by one.

use crate::detect::children::found;
use crate::measure::Taken;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use varsam_scan::made;

const TURNS: usize = 3;

/// Makes the files and prints how many of them are read a second.
pub fn run(program: &Path, folder: &Path, count: usize) -> anyhow::Result<()> {
    let files = folder.join("files");
    let words: Vec<String> = (0..90).map(|at| format!("Elsa Lindqvist, 070-174 06 {}", 10 + at)).collect();
    let places = made::many(&files, count, &words).map_err(|error| anyhow::anyhow!("{error}"))?;
    println!("\n== {count} mixed files");
    println!("  planted in {places} places; `varsam scan` lists {}", listed(program, &files, folder)?);
    let missing =
        [("pdftotext", "poppler-utils"), ("unzip", "unzip")].into_iter().filter(|(tool, _)| !found(tool));
    let missing: Vec<_> = missing
        .map(|(tool, package)| format!("`{tool}` is missing (Debian: apt-get install {package})"))
        .collect();
    missing.iter().for_each(|problem| println!("  skipped: the usual tools: {problem}"));
    let all = if missing.is_empty() { paths(&files)? } else { Vec::new() };
    let mut times: [Vec<Taken>; 3] = Default::default();
    for _ in 0..TURNS {
        times[0].push(scan(program, &files, "2")?);
        times[1].push(scan(program, &files, "1")?);
        if !all.is_empty() {
            times[2].push(Taken::by_children(|| all.iter().try_for_each(|path| extract(path)))?.0);
        }
    }
    let ours = Taken::median(&times[0]);
    let names = ["varsam scan, 2 workers", "varsam scan, 1 worker", "the usual tools, one by one"];
    for (name, times) in names.iter().zip(&times).filter(|(_, times)| !times.is_empty()) {
        let taken = Taken::median(times);
        let a_second = |nanoseconds: f64| count as f64 * 1e9 / nanoseconds;
        println!(
            "  {name:44} {:>8.0} files/s on the wall, {:>6.0} a second of processor time; the first is {:.1} and {:.1} times as fast",
            a_second(taken.wall),
            a_second(taken.cpu),
            taken.wall / ours.wall,
            taken.cpu / ours.cpu
        );
    }
    Ok(())
}

/// How many findings a scan lists, so that nobody is fast by not looking.
fn listed(program: &Path, files: &Path, folder: &Path) -> anyhow::Result<usize> {
    let table = folder.join("findings.csv");
    quiet(Command::new(program).arg("scan").arg(files).arg("--csv").arg(&table))?;
    Ok(std::fs::read_to_string(table)?.lines().count().saturating_sub(1))
}

/// A scan of its own; 1 says that something was found.
fn scan(program: &Path, files: &Path, workers: &str) -> anyhow::Result<Taken> {
    let mut command = Command::new(program);
    command.arg("scan").arg(files).args(["--jobs", workers]);
    Ok(Taken::by_children(|| quiet(&mut command))?.0)
}

fn quiet(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    anyhow::ensure!(matches!(status.code(), Some(0 | 1)), "{command:?} ended with {status}");
    Ok(())
}

/// The text of one file, to nowhere; what the tools think of it does not matter.
fn extract(path: &Path) -> anyhow::Result<()> {
    let silent = |name: &str| {
        let mut command = Command::new(name);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "pdf" => silent("pdftotext").arg(path).arg("-").status()?,
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" => {
            let mut unzip =
                silent("unzip").args(["-p"]).arg(path).arg("*.xml").stdout(Stdio::piped()).spawn()?;
            let output = unzip.stdout.take().map_or_else(Stdio::null, Stdio::from);
            silent("sed").arg("s/<[^>]*>/ /g").stdin(output).status()?;
            unzip.wait()?
        }
        _ => silent("cat").arg(path).status()?,
    };
    Ok(())
}

fn paths(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { paths.extend(self::paths(&path)?) } else { paths.push(path) }
    }
    paths.sort();
    Ok(paths)
}
