//! `cargo xtask run`: the program on this machine, with the demonstration organisation.

use crate::assets;
use crate::shell::{self, Outcome};

/// Builds what is needed and serves until stopped; the program prints its address.
pub(crate) fn serve(args: &[String]) -> Outcome {
    let (ours, theirs) = split(args);
    let release = ours.iter().any(|arg| arg == "--release");
    if let Some(unknown) = ours.iter().find(|arg| *arg != "--release") {
        return Err(format!("`{unknown}` is not known here; put what is meant for the program after `--`"));
    }
    assets::build_if_changed()?;
    let mut command = shell::cargo(&["run", "--package", "varsam"]);
    if release {
        command.arg("--release");
    }
    shell::run(command.args(["--", "serve", "--demo"]).args(theirs))
}

/// What stands before `--` and what after it.
fn split(args: &[String]) -> (&[String], &[String]) {
    match args.iter().position(|arg| arg == "--") {
        Some(at) => (args.get(..at).unwrap_or_default(), args.get(at + 1..).unwrap_or_default()),
        None => (args, &[]),
    }
}
