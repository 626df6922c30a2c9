//! Backups in folders: their names say half and time, so that the newest is found and its age is known, wherever it was
//! copied to since.

use crate::fault::Fault;
use std::path::{Path, PathBuf};
use varsam_model::Instant;
use varsam_store::backup::Half;

const FORM: &str = "%Y%m%dT%H%M%SZ";

/// The word for a half.
pub fn name(half: Half) -> &'static str {
    match half {
        Half::Records => "records",
        Half::Keys => "keys",
    }
}

/// The name of a backup: `varsam-keys-20261129T081500Z.db`.
pub fn dated(half: Half, at: Instant) -> String {
    let time = jiff::Timestamp::from_microsecond(at.0).unwrap_or_default();
    format!("varsam-{}-{}.db", name(half), time.strftime(FORM))
}

/// When a backup of that half was taken, by its name.
pub fn date_of(half: Half, file: &str) -> Option<Instant> {
    let time = file.strip_prefix(&format!("varsam-{}-", name(half)))?.strip_suffix(".db")?;
    let time = jiff::civil::DateTime::strptime(FORM, time).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().into())
}

/// All backups of a half in a folder, oldest first.
pub fn all(half: Half, folder: &Path) -> std::io::Result<Vec<(Instant, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(at) = entry.file_name().to_str().and_then(|name| date_of(half, name)) {
            found.push((at, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// A backup that is named, or the newest in a folder that is.
pub fn meant(half: Half, path: &Path) -> Result<PathBuf, Fault> {
    let cannot = |error| Fault::user(format!("`{}` cannot be read: {error}; name a backup", path.display()));
    refuse_odd(path)?;
    if !std::fs::metadata(path).map_err(cannot)?.is_dir() {
        return Ok(path.to_owned());
    }
    let newest = all(half, path).map_err(cannot)?.pop();
    newest.map(|(_, path)| path).ok_or_else(|| {
        Fault::user(format!(
            "no backup of the {} is in `{}`; they are called as `{}`",
            name(half),
            path.display(),
            dated(half, Instant::default())
        ))
    })
}

/// Where a new backup goes: to the file that is named, or into the folder that is.
pub fn place(half: Half, path: &Path, at: Instant) -> Result<PathBuf, Fault> {
    refuse_odd(path)?;
    if path.is_dir() {
        return Ok(path.join(dated(half, at)));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_file = path.file_name().is_some() && !path.as_os_str().to_string_lossy().ends_with('/');
    if is_file && folder.is_dir() {
        return Ok(path.to_owned());
    }
    Err(Fault::user(format!(
        "`{}` is not there; mount the disk, or make the folder",
        if is_file { folder.display() } else { path.display() }
    )))
}

/// The store opens backups by URL, which is text.
fn refuse_odd(path: &Path) -> Result<(), Fault> {
    if path.to_str().is_some() {
        return Ok(());
    }
    Err(Fault::user(format!("`{}` is not written in UTF-8; name another place", path.display())))
}

/// Refuses halves that go to one folder, or one of them into the other's: whoever got at the one would have both.
pub fn keep_apart(records: &Path, keys: &Path) -> Result<(), Fault> {
    let folder = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
    };
    let (records, keys) = (folder(records), folder(keys));
    if records.starts_with(&keys) || keys.starts_with(&records) {
        return Err(Fault::user(format!(
            "records and keys may not be kept together, and `{}` and `{}` are: name two folders, best on two disks",
            records.display(),
            keys.display()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_when() {
        let at = Instant(1_795_939_200_000_000);
        assert_eq!(dated(Half::Keys, at), "varsam-keys-20261129T080000Z.db");
        assert_eq!(date_of(Half::Keys, &dated(Half::Keys, at)), Some(at));
        for other in ["varsam-records-20261129T080000Z.db", "varsam-keys-20261329T080000Z.db", "keys.db"] {
            assert_eq!(date_of(Half::Keys, other), None, "{other}");
        }
    }
}
