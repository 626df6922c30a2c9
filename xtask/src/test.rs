//! `cargo xtask test`: sets up what the tests need, runs all of them, says what was left out and why.

use std::fs;
use std::path::{Path, PathBuf};

use crate::peers::Peers;
use crate::shell::{self, Outcome};
use crate::{api, assets};

/// Program to find in `PATH`, the Debian package that has it, and what goes untested without it.
const TOOLS: [(&str, &str, &str); 4] = [
    ("chromium", "chromium", "the pages in a real browser"),
    ("cvc5", "cvc5", "the second opinion of an independent solver"),
    ("psql", "postgresql", "the store on PostgreSQL"),
    ("softhsm2-util", "softhsm2", "the master key in a token"),
];

/// Every test there is. All stages run even when one fails, so that one run tells everything.
pub(crate) fn everything() -> Outcome {
    let mut skipped = set_up_tools();
    assets::build_if_changed()?;
    let peers = Peers::meet(&mut skipped);
    let stages = [
        ("Rust tests", rust_tests(&peers, &mut skipped)),
        ("documentation tests", shell::run(&mut shell::cargo(&["test", "--workspace", "--doc"]))),
        ("browser tests", browser_tests()),
        ("the registers for programs", api::examples(&mut skipped)),
    ];
    for skip in &skipped {
        eprintln!("skipped: {skip}");
    }
    verdict(&stages)
}

fn verdict(stages: &[(&str, Outcome)]) -> Outcome {
    let failed: Vec<_> =
        stages.iter().filter_map(|(name, outcome)| Some((*name, outcome.as_ref().err()?))).collect();
    for (name, problem) in &failed {
        eprintln!("failed: {name}: {problem}");
    }
    if failed.is_empty() {
        eprintln!("all tests passed");
        return Ok(());
    }
    let names: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
    Err(format!("these did not pass: {}", names.join(", ")))
}

/// With cargo-nextest where it is installed (faster, a process for each test), else with cargo's own runner.
fn rust_tests(peers: &Peers, skipped: &mut Vec<String>) -> Outcome {
    if shell::cargo_has("nextest") {
        let mut nextest = shell::cargo(&["nextest", "run", "--workspace", "--no-fail-fast"]);
        return shell::run(peers.tell(&mut nextest));
    }
    skipped.push("cargo-nextest is not installed; the same tests ran with `cargo test`".into());
    let mut test = shell::cargo(&["test", "--workspace", "--all-targets", "--no-fail-fast"]);
    shell::run(peers.tell(&mut test))
}

/// The built program's pages; the tests skip themselves, and say so, where there is no browser.
fn browser_tests() -> Outcome {
    // With the tests, as it was built for them: by itself it would get other features, and half the tree anew.
    shell::run(&mut shell::cargo(&["build", "--workspace", "--bins", "--tests"]))?;
    let web = shell::root().join("web");
    let tests = browser_test_files(&web.join("tests"))?;
    shell::run(shell::program("node", &["--test", "--test-reporter=spec"]).args(tests).current_dir(web))
}

/// By name, since Node's versions disagree on what a folder or a pattern means here.
fn browser_test_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("`{}` cannot be read: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let tests = names.filter(|name| name.to_string_lossy().ends_with(".test.mjs"));
    let mut paths: Vec<_> = tests.map(|name| Path::new("tests").join(name)).collect();
    paths.sort();
    Ok(paths)
}

/// Installs what is missing where that is allowed; gives one line for each tool that stays missing.
fn set_up_tools() -> Vec<String> {
    let missing: Vec<_> = TOOLS.iter().filter(|(program, ..)| !shell::available(program)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let packages: Vec<_> = missing.iter().map(|(_, package, _)| *package).collect();
    if let Err(reason) = install(&packages) {
        eprintln!("{reason}");
    }
    let lacking = missing.into_iter().filter(|(program, ..)| !shell::available(program));
    lacking
        .map(|(program, package, what)| {
            format!("{what}: `{program}` is missing (Debian: apt-get install {package})")
        })
        .collect()
}

fn install(packages: &[&str]) -> Outcome {
    if !may_install() {
        return Err(format!("not root on Debian, so not installed: {}", packages.join(" ")));
    }
    let apt =
        |args: &[&str]| shell::run(shell::program("apt-get", args).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    let install = ["install", "-qq", "--yes", "--no-install-recommends"];
    apt(&[install.as_slice(), packages].concat())
}

fn may_install() -> bool {
    let id = shell::program("id", &["-u"]).output();
    shell::available("apt-get") && id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
