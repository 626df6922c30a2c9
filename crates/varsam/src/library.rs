//! The rulebooks being served: those shipped in the program, or an organiser's own folder, which is read again when
//! it changes. A folder that has become unsound is refused as a whole, and the sound one goes on.

use crate::office::cases::plan;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use varsam_rules::{Date, File, Problem, Report, Rulebooks, Severity};

/// The rulebooks that come with the program.
#[derive(RustEmbed)]
#[folder = "../../rulebooks"]
#[include = "*.md"]
#[include = "*.toml"]
#[include = "*.tsv"]
struct Shipped;

/// Where rulebooks come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The program itself.
    Shipped,
    /// A folder.
    Folder(PathBuf),
}

/// Rulebooks with what the checks found in them.
#[derive(Debug)]
pub struct Shelf {
    /// The rulebooks.
    pub books: Rulebooks,
    /// What the checks found, by organisation.
    pub reports: Vec<Report>,
    /// What somebody should look at.
    pub problems: Vec<Problem>,
    /// The day for which they hold.
    pub day: Date,
}

impl Shelf {
    /// Whether nothing is wrong enough to refuse them.
    pub fn is_sound(&self) -> bool {
        !self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// The files of the rulebooks that come with the program.
pub fn shipped_files() -> Vec<File> {
    let file = |name: std::borrow::Cow<'static, str>| {
        let text = Shipped::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        text.map(|text| (name.into_owned(), text))
    };
    let mut files: Vec<File> = Shipped::iter().filter_map(file).collect();
    files.sort();
    files
}

/// Reads and checks rulebooks as they are in force on a day.
pub fn read(origin: &Origin, day: Date) -> Shelf {
    let (books, mut problems) = match origin {
        Origin::Shipped => Rulebooks::from_files(&shipped_files(), day),
        Origin::Folder(folder) => Rulebooks::load(folder, day),
    };
    problems.extend(plan::problems(&books));
    let loaded = !problems.iter().any(|problem| problem.severity == Severity::Error);
    let (reports, more) = if loaded { books.check() } else { (Vec::new(), Vec::new()) };
    problems.extend(more);
    Shelf { books, reports, problems, day }
}

/// The shelf in use, and what kept a newer one from taking its place.
#[derive(Debug)]
pub struct Library {
    origin: Origin,
    shelf: RwLock<Arc<Shelf>>,
    refused: RwLock<Arc<Vec<Problem>>>,
    seen: Mutex<BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)>>,
}

impl Library {
    /// Opens rulebooks; unsound ones are not opened, and their problems come back.
    pub fn open(origin: Origin, day: Date) -> Result<Self, Vec<Problem>> {
        let seen = fingerprint(&origin);
        let shelf = read(&origin, day);
        if !shelf.is_sound() {
            return Err(shelf.problems);
        }
        Ok(Self {
            origin,
            shelf: RwLock::new(Arc::new(shelf)),
            refused: RwLock::new(Arc::new(Vec::new())),
            seen: Mutex::new(seen),
        })
    }

    /// The rulebooks in use.
    pub fn shelf(&self) -> Arc<Shelf> {
        Arc::clone(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the folder's newest state is not in use; empty when it is.
    pub fn refused(&self) -> Arc<Vec<Problem>> {
        Arc::clone(&self.refused.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where the rulebooks come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Takes in what has changed since the last look: files, or the day. Sound rulebooks take the place of the old
    /// ones at once; unsound ones are refused and the old ones stay. Says whether anything changed.
    pub fn refresh(&self, day: Date) -> bool {
        let now = fingerprint(&self.origin);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == now && self.shelf().day == day {
            return false;
        }
        let shelf = read(&self.origin, day);
        let refused = if shelf.is_sound() {
            *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shelf);
            Vec::new()
        } else {
            shelf.problems
        };
        *self.refused.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(refused);
        *seen = now;
        true
    }
}

/// Size and time of every file, by which a change is noticed. The program's own files never change.
fn fingerprint(origin: &Origin) -> BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)> {
    let mut seen = BTreeMap::new();
    if let Origin::Folder(folder) = origin {
        visit(folder, 0, &mut seen);
    }
    seen
}

fn visit(folder: &Path, depth: usize, seen: &mut BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.metadata() {
            Ok(meta) if meta.is_dir() && depth < 6 => visit(&entry.path(), depth + 1, seen),
            Ok(meta) => drop(seen.insert(entry.path(), (meta.len(), meta.modified().ok()))),
            Err(_) => {}
        }
    }
}
