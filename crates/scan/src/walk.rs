//! Which files there are: every folder to the bottom, nothing hidden by ignore files, no link followed.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::fault::Reason;
use crate::unit::{Report, Unit};

/// Something on the way.
#[derive(Clone, Debug)]
pub enum Found {
    /// A file to be read.
    Unit(Unit),
    /// Something that is not read, with the reason. Boxed, since it is the rarer one and large.
    Report(Box<Report>),
}

/// Walks through files and folders. Hidden files are there too; links, pipes and devices come as reports; a folder that the
/// system keeps closed is reported, and the walk goes on.
pub fn walk(roots: &[PathBuf]) -> impl Iterator<Item = Found> + Send + use<> {
    let roots = roots.to_vec();
    roots.into_iter().flat_map(|root| walk_one(&root))
}

fn walk_one(root: &Path) -> Box<dyn Iterator<Item = Found> + Send> {
    // A root that is a link is named on purpose, and still it is reported: its target may be given instead.
    if root.symlink_metadata().is_ok_and(|data| !data.is_dir()) {
        return Box::new(found(root).into_iter());
    }
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).hidden(false).follow_links(false).require_git(false);
    builder.sort_by_file_name(Ord::cmp);
    let root = root.to_path_buf();
    Box::new(builder.build().filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => None,
        Ok(entry) => found(entry.path()),
        Err(error) => Some(closed(&error, &root)),
    }))
}

fn found(path: &Path) -> Option<Found> {
    let kind = path.symlink_metadata().map(|data| data.file_type());
    let reason = match kind {
        Ok(kind) if kind.is_file() => return Some(Found::Unit(Unit { path: path.into() })),
        Ok(kind) if kind.is_dir() => return None,
        Ok(kind) if kind.is_symlink() => Reason::Link,
        Ok(_) => Reason::Special,
        Err(error) => Reason::from(error),
    };
    Some(Found::Report(Box::new(Report::unreadable(path.into(), reason))))
}

/// A folder that could not be opened.
fn closed(error: &ignore::Error, root: &Path) -> Found {
    let path = path_of(error).unwrap_or(root);
    let reason = error.io_error().map_or(Reason::Io, Reason::from);
    Found::Report(Box::new(Report::unreadable(path.into(), reason)))
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
