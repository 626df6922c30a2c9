//! cvc5 as an independent judge of the checker's claims.

use crate::fault::Fault;
use std::io::Write as _;
use std::process::{Command, Stdio};
use varsam_rules::Script;

/// What the solver said.
#[derive(Debug)]
pub struct Judgement {
    /// How many claims it agreed on.
    pub agreed: usize,
    /// The claims on which it found otherwise, with its word.
    pub disputed: Vec<(String, String)>,
}

/// Whether cvc5 is installed.
pub fn is_installed() -> bool {
    Command::new("cvc5")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Hands a script to cvc5 and compares, claim by claim. Anything but a clear answer counts as disputed.
pub fn judge(script: &Script) -> Result<Judgement, Fault> {
    let mut solver = Command::new("cvc5")
        .args(["--lang=smt2", "--incremental", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            Fault::user(format!("cvc5 cannot be started ({error}); install Debian's package `cvc5`"))
        })?;
    let stdin = solver.stdin.take();
    let text = script.text.clone();
    // The solver answers while it reads; a thread feeds it, so that neither waits for the other for ever.
    let feeder =
        std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes())));
    let output = solver.wait_with_output()?;
    drop(feeder.join());
    let said = String::from_utf8_lossy(&output.stdout);
    let mut lines = said.lines().map(str::trim);
    let mut judgement = Judgement { agreed: 0, disputed: Vec::new() };
    for claim in &script.claims {
        let word = lines.next().unwrap_or("nothing");
        if word == if claim.satisfiable { "sat" } else { "unsat" } {
            judgement.agreed += 1;
        } else {
            judgement.disputed.push((claim.name.clone(), word.to_owned()));
        }
    }
    Ok(judgement)
}
