//! `cargo xtask assets`: front-end packages by the lock file, then `web/dist`; only what changed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::shell::{self, Outcome};

/// What the packages depend on.
const LOCK: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];
/// What the built files depend on, besides the packages.
const SOURCES: [&str; 3] = ["build.mjs", "src", "theme"];

/// Installs the packages if the lock file changed, builds if any source did; else says nothing.
pub(crate) fn build_if_changed() -> Outcome {
    let web = shell::root().join("web");
    let lock = fingerprint(&web, &LOCK)?;
    let sources = fingerprint(&web, &[LOCK.as_slice(), &SOURCES].concat())?;
    install(&web, &lock)?;
    build(&web, &sources)
}

/// Installs the front-end packages, also needed by the browser tests.
fn install(web: &Path, lock: &str) -> Outcome {
    let stamp = web.join("node_modules/.varsam-lock");
    if stamped(&stamp, lock) {
        return Ok(());
    }
    need("node")?;
    need("npm")?;
    let npm = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    shell::run(shell::program("npm", &npm).current_dir(web))?;
    stamp_with(&stamp, lock)
}

fn build(web: &Path, sources: &str) -> Outcome {
    let stamp = web.join("node_modules/.varsam-built");
    if web.join("dist/manifest.json").exists() && stamped(&stamp, sources) {
        return Ok(());
    }
    need("node")?;
    shell::run(shell::program("node", &["build.mjs"]).current_dir(web))?;
    stamp_with(&stamp, sources)
}

fn need(program: &str) -> Outcome {
    if shell::available(program) {
        return Ok(());
    }
    Err(format!(
        "`{program}` is missing; install Node.js 20 or later with npm (Debian: apt-get install nodejs npm)"
    ))
}

fn stamped(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == fingerprint)
}

fn stamp_with(stamp: &Path, fingerprint: &str) -> Outcome {
    fs::write(stamp, fingerprint).map_err(|error| format!("`{}` cannot be written: {error}", stamp.display()))
}

/// One number for the contents of these files and folders, in a fixed order.
fn fingerprint(web: &Path, names: &[&str]) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for path in files(names.iter().map(|name| web.join(name)).collect())? {
        path.strip_prefix(web).unwrap_or(&path).hash(&mut hasher);
        read(&path)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// These files, and all files in these folders, sorted.
fn files(paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(&path).map_err(|error| unreadable(&path, &error))?;
            found.extend(files(entries.flatten().map(|entry| entry.path()).collect())?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("`{}` cannot be read: {error}", path.display())
}
