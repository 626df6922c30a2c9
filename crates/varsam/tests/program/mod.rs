//! The real program, run on what it reads from standard input.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Runs it to its end.
pub(crate) fn varsam(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_varsam"));
    command.args(args).env_remove("VARSAM_LANG");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that stops at its arguments does not read.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}
