//! What is committed: nothing large, nothing built, and a small style sheet of our own.

use std::path::PathBuf;
use std::process::Command;

/// Bytes of one committed file.
const FILE_MAX: u64 = 1024 * 1024;
/// The detector's model: what training makes of data that is not in the repository. It must stay small all the same.
const MODEL: &str = "crates/detect/model/swedish.model";
/// Bytes of the model.
const MODEL_MAX: u64 = 4 * 1024 * 1024;
/// Bytes of our own style, comments and indentation not counted. Designsystemet carries the rest.
const STYLE_MAX: usize = 10 * 1024;

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A text file of the repository.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The files that git follows and their sizes; nothing where the source came without git.
pub(crate) fn tracked() -> Vec<(String, u64)> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    let paths = String::from_utf8(listed.stdout).unwrap();
    let paths = paths.split_terminator('\0').map(str::to_owned);
    paths.filter_map(|path| Some((size(&path)?, path))).map(|(size, path)| (path, size)).collect()
}

fn size(path: &str) -> Option<u64> {
    Some(root().join(path).symlink_metadata().ok()?.len())
}

/// What should not be followed by git.
pub(crate) fn tracked_findings(tracked: &[(String, u64)]) -> Vec<String> {
    let built = |path: &str| {
        path.starts_with("web/dist/") || path.contains("node_modules/") || path.starts_with("target/")
    };
    let finding = |(path, size): &(String, u64)| {
        if built(path) {
            return Some(format!("{path}: is built, not written; take it out of git"));
        }
        let most = if path == MODEL { MODEL_MAX } else { FILE_MAX };
        (*size > most).then(|| format!("{path}: {size} bytes; {most} are allowed"))
    };
    tracked.iter().filter_map(finding).collect()
}

/// All style sheets of our own, one after the other.
pub(crate) fn own_style() -> String {
    let sheets = std::fs::read_dir(root().join("web/src/own")).unwrap();
    sheets.map(|sheet| std::fs::read_to_string(sheet.unwrap().path()).unwrap()).collect()
}

/// Whether our own style grows over what it may.
pub(crate) fn style_findings(css: &str) -> Vec<String> {
    let bytes: usize = without_comments(css).lines().map(|line| tight(line).len()).sum();
    if bytes <= STYLE_MAX {
        return Vec::new();
    }
    vec![format!(
        "own style sheets have {bytes} bytes without comments and indentation; {STYLE_MAX} are allowed"
    )]
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once("*/").map_or("", |(_, after)| after))
}

fn tight(line: &str) -> String {
    line.trim().replace(": ", ":").replace(" {", "{").replace(", ", ",").replace(" > ", ">")
}
