//! `cargo xtask bench`: measurements, in a crate that nobody else has to compile.

use crate::assets;
use crate::shell::{self, Outcome};

/// Runs the named measurements, or all.
pub(crate) fn measure(names: &[String]) -> Outcome {
    assets::build_if_changed()?;
    let manifest = ["run", "--release", "--manifest-path", "bench/Cargo.toml", "--"];
    shell::run(shell::cargo(&manifest).args(names))
}
