//! Where things lie: rights, what lies together, room on the disks, the store of files.

use super::Check;
use crate::data::{Config, Database, FilesAt};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use varsam_store::master::MasterConfig;

/// Below this, in bytes, nothing can be relied on any more.
const LEAST: u64 = 200 << 20;
/// Below this somebody should make room.
const LITTLE: u64 = 2 << 30;

/// Whether others may use the file of a database.
pub(super) fn rights(name: &'static str, database: &Database) -> Check {
    let mode = |path: PathBuf| std::fs::metadata(path).ok().map(|meta| meta.permissions().mode());
    let is_open = database.path().and_then(mode).is_some_and(|mode| mode & 0o077 != 0);
    let found = format!("`{database}` can be used by others than its owner");
    let todo = "take that from them (`chmod 600`)";
    match (is_open, name) {
        (true, "keys") => Check::wrong(name, found, todo),
        (true, _) => Check::look(name, found, todo),
        (false, _) => Check::ok(name, format!("`{database}`")),
    }
}

/// Master key, keys and records in one folder: who copies it has everything.
pub(super) fn apart(config: &Config) -> Option<Check> {
    let folder =
        |path: PathBuf| path.parent().map(|folder| folder.canonicalize().unwrap_or(folder.to_owned()));
    let keys = config.keys.path().and_then(folder)?;
    let master = match &config.master {
        MasterConfig::File { path } => folder(path.clone()),
        _ => None,
    };
    (master.as_ref() == Some(&keys)).then(|| {
        Check::look(
            "apart",
            format!(
                "the master key and the keys both lie in `{}`: a copy of it opens everything",
                keys.display()
            ),
            "move the master key (docs/guide/master-key.md helps to choose), and leave it out of all backups",
        )
    })
}

/// The disks that are written to, each once.
pub(super) fn disks(config: &Config) -> Vec<Check> {
    let mut seen = Vec::new();
    let mut checks = Vec::new();
    for path in written(config) {
        let Some((there, meta)) = nearest(&path) else { continue };
        if seen.contains(&meta.dev()) {
            continue;
        }
        seen.push(meta.dev());
        checks.push(disk(&there));
    }
    checks
}

fn written(config: &Config) -> Vec<PathBuf> {
    let files = match &config.files {
        FilesAt::Folder(path) => Some(path.clone()),
        FilesAt::Store { .. } => None,
    };
    let backup = [&config.backup.records, &config.backup.keys, &config.backup.files];
    let databases = [config.records.path(), config.keys.path(), files].into_iter().flatten();
    databases.chain(backup.into_iter().flatten().cloned()).collect()
}

/// The path, or what there is above it.
fn nearest(path: &Path) -> Option<(PathBuf, std::fs::Metadata)> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find_map(|path| Some((path.to_owned(), std::fs::metadata(path).ok()?)))
}

fn disk(path: &Path) -> Check {
    let stat = match rustix::fs::statvfs(path) {
        Ok(stat) => stat,
        Err(error) => {
            return Check::wrong("disk", format!("`{}`: {error}", path.display()), "see to the disk");
        }
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let found = format!("{} MB free at `{}`", free >> 20, path.display());
    if stat.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        Check::wrong("disk", format!("`{}` may only be read", path.display()), "mount it for writing")
    } else if free < LEAST {
        Check::wrong("disk", found, "make room now: when it is full, nothing can be written")
    } else if free < LITTLE {
        Check::look("disk", found, "make room")
    } else {
        Check::ok("disk", found)
    }
}

/// Whether files can be put in, read and taken out. The folder is not made here.
pub(super) async fn files(config: &Config) -> Check {
    let place = &config.files;
    if let FilesAt::Folder(path) = place
        && !path.exists()
    {
        return Check::look(
            "files",
            format!("`{place}` is not there yet"),
            "the first start makes it, or name the right place",
        );
    }
    let probed = match place.open() {
        Ok(files) => files.probe().await.map_err(crate::data::told::told),
        Err(fault) => Err(fault),
    };
    match probed {
        Ok(()) => Check::ok("files", format!("`{place}` takes and gives")),
        Err(fault) => Check::failed("files", &fault),
    }
}
