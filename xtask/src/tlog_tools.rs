//! Two programs by other people that check transparency logs, for the tests of our own log.
//!
//! Each lives in a virtual environment of its own under `target/tlog-tools`, at one version: both are small projects of
//! single people.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// A program from the Python package index.
struct Tool {
    /// Its name there, and of its virtual environment.
    name: &'static str,
    /// What is installed, with what it needs.
    packages: &'static [&'static str],
    /// Pythons that can run it, the preferred first.
    pythons: &'static [&'static str],
    /// The oldest that can: the minor version of Python 3.
    minor: u32,
}

const TOOLS: [Tool; 2] = [
    Tool {
        name: "aics-tlog",
        packages: &["aics-tlog==0.2.1", "cryptography==50.0.2"],
        pythons: &["python3.12", "python3.13", "python3.14", "python3"],
        minor: 12,
    },
    Tool {
        name: "tlog-scales",
        packages: &["tlog-scales==0.0.3", "cryptography==50.0.2"],
        pythons: &["python3", "python3.11", "python3.12", "python3.13", "python3.14"],
        minor: 11,
    },
];

/// Installs what is missing. Gives one line for each tool that stays missing, with the reason.
pub(crate) fn set_up() -> Vec<String> {
    let lacking = TOOLS.iter().filter_map(|tool| Some((tool.name, tool.set_up().err()?)));
    lacking.map(|(name, reason)| format!("the log beside `{name}`: {reason}")).collect()
}

/// Where the tests look for the tools.
fn folder() -> PathBuf {
    shell::root().join("target/tlog-tools")
}

impl Tool {
    fn set_up(&self) -> Result<(), String> {
        let folder = folder().join(self.name);
        let done = folder.join("installed");
        let wanted = self.packages.join(" ");
        if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        let python = self.python()?;
        shell::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut install = Command::new(folder.join("bin/python"));
        install.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary=:all:",
        ]);
        shell::run(install.args(self.packages)).inspect_err(|_| remove(&folder))?;
        fs::write(&done, wanted).map_err(|error| format!("`{}`: {error}", done.display()))
    }

    fn python(&self) -> Result<PathBuf, String> {
        let named = self.pythons.iter().map(PathBuf::from);
        // Where pyenv is, the plain names may lead to a Python that it does not have selected.
        let found =
            named.chain(pyenv()).find(|python| minor(python).is_some_and(|minor| minor >= self.minor));
        found.ok_or_else(|| format!("it needs Python 3.{} or later, and none is installed", self.minor))
    }
}

/// So that the tests do not take half of an environment for a tool.
fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        eprintln!("`{}` cannot be removed: {error}", folder.display());
    }
}

/// The Pythons of pyenv, oldest names first.
fn pyenv() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv"));
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from).or(home).unwrap_or_default();
    let versions = fs::read_dir(root.join("versions")).into_iter().flatten().flatten();
    let mut pythons: Vec<_> = versions.map(|version| version.path().join("bin/python3")).collect();
    pythons.sort();
    pythons
}

/// The second number of a Python 3 that starts and has `venv`.
fn minor(python: &Path) -> Option<u32> {
    let script =
        "import ensurepip, sys, venv; print(sys.version_info.minor if sys.version_info.major == 3 else 0)";
    let output = Command::new(python).args(["-c", script]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    text.trim().parse().ok()
}
