//! `cargo xtask check`: format, lints, licences, page weight.

use std::fs;

use crate::assets;
use crate::shell::{self, Outcome};

/// What style sheet and script may weigh together, compressed with gzip. A page may weigh 80 KB
/// with everything; this leaves a quarter of it for the text. The browser tests weigh whole pages.
const ASSETS_LIMIT: u64 = 60 * 1024;

/// Every check that needs no running program.
pub(crate) fn everything() -> Outcome {
    assets::build_if_changed()?;
    let stages = [
        shell::run(&mut shell::cargo(&["fmt", "--all", "--check"])),
        shell::run(&mut shell::cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ])),
        licences(),
        page_weight(),
    ];
    let problems: Vec<_> = stages.into_iter().filter_map(Result::err).collect();
    if problems.is_empty() {
        eprintln!("all checks passed");
        return Ok(());
    }
    Err(problems.join("; "))
}

/// Licences, banned crates and sources; security advisories where the database can be had.
fn licences() -> Outcome {
    if !shell::cargo_has("deny") {
        eprintln!(
            "skipped: licences and advisories: cargo-deny is missing (cargo install --locked cargo-deny)"
        );
        return Ok(());
    }
    shell::run(&mut shell::cargo(&["deny", "--log-level=error", "check", "licenses", "bans", "sources"]))?;
    if !shell::succeeds(&mut shell::cargo(&["deny", "fetch", "db"])) {
        eprintln!("skipped: security advisories: their database cannot be fetched");
        return Ok(());
    }
    shell::run(&mut shell::cargo(&["deny", "--log-level=error", "check", "advisories"]))
}

fn page_weight() -> Outcome {
    let dist = shell::root().join("web/dist");
    let entries =
        fs::read_dir(&dist).map_err(|error| format!("`{}` cannot be read: {error}", dist.display()))?;
    let compressed =
        entries.flatten().filter(|entry| entry.path().extension().is_some_and(|kind| kind == "gz"));
    let bytes: u64 = compressed.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum();
    if bytes > ASSETS_LIMIT {
        return Err(format!(
            "style sheet and script weigh {bytes} bytes compressed; {ASSETS_LIMIT} are allowed"
        ));
    }
    eprintln!("style sheet and script weigh {bytes} bytes compressed ({ASSETS_LIMIT} allowed)");
    Ok(())
}
