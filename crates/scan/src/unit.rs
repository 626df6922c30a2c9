//! The unit of work: one file in, one report out. It shares nothing, so any number of machines can take units from a queue.

use std::collections::{BTreeMap, HashSet};
use std::fs::{File, Metadata};
use std::os::unix::fs::MetadataExt as _;

use serde::{Deserialize, Serialize};

use crate::extract::{self, Input, Inside, Piece, Sink};
use crate::fault::{Fault, Reason};
use crate::find::{Find, Hit};
use crate::forms;
use crate::key::{Key, normal};
use crate::kind::Kind;
use crate::path::FilePath;
use crate::place::{Place, Step};
use crate::task::Task;

/// Letters on both sides of a finding that an excerpt shows.
const AROUND: usize = 30;

/// Bytes of the longest text that may be a survey, and how much of a longer one is looked at.
const FORM_MAX: usize = 128 * 1024;
const FORM_HEAD: usize = 8 * 1024;

/// One file to be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// The file.
    pub path: FilePath,
}

/// How far a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All of it.
    #[default]
    Read,
    /// Some of it; the faults say what is missing.
    Partly,
    /// Nothing but its name; the fault says why.
    Unreadable,
}

impl State {
    /// The name under which it stands in reports, as `partly`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Partly => "partly",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Who a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The number of the user.
    pub id: u32,
    /// The name, where the system knows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What tells a file from its neighbours and from its past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// The number of the device.
    pub device: u64,
    /// The number of the file there.
    pub inode: u64,
    /// When it was last changed, in nanoseconds of Unix time.
    pub modified_ns: i128,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What it is, as `PERSONNUMMER`.
    pub label: String,
    /// Why it was marked, as `checked`.
    pub reason: String,
    /// How sure, in per cent.
    pub score: u8,
    /// Where in the file.
    pub place: Place,
    /// Where in the text of that place, in bytes.
    pub offset: u64,
    /// The text around with all findings masked, where the task asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// A keyed hash of the value, where the task has a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}

/// What is known of one file. As JSON it takes one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The file.
    pub path: FilePath,
    /// What tells it from its neighbours and from its past.
    #[serde(default)]
    pub stamp: Stamp,
    /// In bytes.
    pub size: u64,
    /// When it was last changed, in seconds of Unix time.
    pub modified: i64,
    /// When it was last read, in seconds of Unix time, as far as the file system keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessed: Option<i64>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// What kind of file.
    pub kind: Kind,
    /// How far it was read.
    pub state: State,
    /// What was not read and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What was found, up to the limit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// How many more there are beyond the limit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_off: u64,
    /// How many of each label, those beyond the limit included.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// How many of each label somebody has accepted (see `baseline`); they are in no other number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accepted: BTreeMap<String, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Report {
    /// A report on a file of which nothing is known.
    pub fn empty(path: FilePath) -> Self {
        Self {
            path,
            stamp: Stamp::default(),
            size: 0,
            modified: 0,
            accessed: None,
            owner: None,
            kind: Kind::Unknown,
            state: State::Read,
            faults: Vec::new(),
            findings: Vec::new(),
            left_off: 0,
            counts: BTreeMap::new(),
            accepted: BTreeMap::new(),
        }
    }

    /// A report on a file that could not be read at all.
    pub fn unreadable(path: FilePath, reason: Reason) -> Self {
        let mut report = Self::empty(path);
        report.about_file();
        report.state = State::Unreadable;
        report.faults = vec![Fault { place: Place::default(), reason }];
        report
    }

    /// What the system says about the file, as far as it says anything.
    fn about_file(&mut self) {
        if let Ok(data) = self.path.as_path().symlink_metadata() {
            self.about(&data);
        }
    }

    fn about(&mut self, data: &Metadata) {
        let modified_ns = i128::from(data.mtime()) * 1_000_000_000 + i128::from(data.mtime_nsec());
        self.stamp = Stamp { device: data.dev(), inode: data.ino(), modified_ns };
        self.size = data.size();
        self.modified = data.mtime();
        self.accessed = Some(data.atime());
        let name = uzers::get_user_by_uid(data.uid()).map(|user| user.name().to_string_lossy().into_owned());
        self.owner = Some(Owner { id: data.uid(), name });
    }

    /// How many findings, those beyond the limit included.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// Reads a file and reports on it. What goes wrong is in the report.
pub fn read(unit: &Unit, task: &Task, find: &mut dyn Find) -> Report {
    let path = &unit.path;
    match open(path) {
        Err(reason) => Report::unreadable(path.clone(), reason),
        Ok((file, data)) => {
            let mut report = bytes(Input::File(file), &path.name(), task, find);
            report.path = path.clone();
            report.about(&data);
            report
        }
    }
}

/// Opens a file, but neither a link nor a pipe.
fn open(path: &FilePath) -> Result<(File, Metadata), Reason> {
    let data = path.as_path().symlink_metadata()?;
    if data.is_symlink() {
        return Err(Reason::Link);
    }
    if !data.is_file() {
        return Err(Reason::Special);
    }
    let file = unnoticed(path).or_else(|_| File::open(path.as_path()))?;
    let data = file.metadata()?;
    Ok((file, data))
}

/// Opens a file without changing the day of its last use, which the report tells; only its owner may.
#[cfg(target_os = "linux")]
fn unnoticed(path: &FilePath) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = rustix::fs::OFlags::NOATIME.bits().cast_signed();
    File::options().read(true).custom_flags(flags).open(path.as_path())
}

#[cfg(not(target_os = "linux"))]
fn unnoticed(path: &FilePath) -> std::io::Result<File> {
    File::open(path.as_path())
}

/// Reads bytes under a name, as if they were a file.
pub fn bytes(input: Input<'_>, name: &str, task: &Task, find: &mut dyn Find) -> Report {
    let mut collector = Collector {
        task,
        find,
        report: Report::empty(name.into()),
        pieces: 0,
        hits: Vec::new(),
        seen: HashSet::new(),
    };
    let place = Place::from([Step::FileName]);
    let whole = Piece { place: &place, text: name, keep: 0..name.len(), base: 0, inside: Inside::Whole };
    collector.look(&whole);
    let kind = extract::extract(input, name, &task.options(), &mut collector);
    let Collector { mut report, pieces, .. } = collector;
    report.kind = kind;
    report.state = match (report.faults.is_empty(), pieces) {
        (true, _) => State::Read,
        (false, 0) => State::Unreadable,
        (false, _) => State::Partly,
    };
    report
}

/// Puts pieces before the finder, and what it finds into the report.
struct Collector<'a> {
    task: &'a Task,
    find: &'a mut dyn Find,
    report: Report,
    pieces: u64,
    hits: Vec<Hit>,
    /// Faults that are already written down.
    seen: HashSet<(Place, Reason)>,
}

impl Sink for Collector<'_> {
    fn piece(&mut self, piece: &Piece<'_>) {
        self.pieces += u64::from(!matches!(piece.place.0.last(), Some(Step::FileName)));
        self.look(piece);
    }

    fn fault(&mut self, place: &Place, reason: Reason) {
        let faults = &mut self.report.faults;
        if faults.len() < self.task.limits.findings && self.seen.insert((place.clone(), reason)) {
            faults.push(Fault { place: place.clone(), reason });
        }
    }
}

impl Collector<'_> {
    fn look(&mut self, piece: &Piece<'_>) {
        let mut hits = std::mem::take(&mut self.hits);
        hits.clear();
        self.find.find(piece.text, &mut hits);
        if self.task.forms {
            hits.extend(forms::hits(beginning(piece.text)));
        }
        let mut lines = Lines::new(piece);
        for hit in hits.iter().filter(|hit| piece.keep.contains(&hit.start)) {
            *self.report.counts.entry(hit.label.clone()).or_default() += 1;
            if self.report.findings.len() < self.task.limits.findings {
                let finding = finding(hit, &hits, piece, lines.place(hit.start), self.task);
                self.report.findings.push(finding);
            } else {
                self.report.left_off += 1;
            }
        }
        self.hits = hits;
    }
}

/// The part of a text in which a survey would show: a long one is data, and only its beginning may be the head of a table.
fn beginning(text: &str) -> &str {
    let end = if text.len() > FORM_MAX { FORM_HEAD } else { text.len() };
    text.get(..text.floor_char_boundary(end)).unwrap_or_default()
}

fn finding(hit: &Hit, hits: &[Hit], piece: &Piece<'_>, place: Place, task: &Task) -> Finding {
    let told = !hit.silent;
    Finding {
        label: hit.label.clone(),
        reason: hit.reason.clone(),
        score: hit.score,
        place,
        offset: piece.base + hit.start as u64,
        excerpt: (told && task.excerpts).then(|| excerpt(hit, hits, piece.text)),
        fingerprint: task.key.as_ref().filter(|_| told).map(|key| fingerprint(key, hit, piece.text)),
    }
}

fn fingerprint(key: &Key, hit: &Hit, text: &str) -> String {
    let value = text.get(hit.start..hit.end).unwrap_or_default();
    key.fingerprint(&hit.label, &normal(&hit.label, value))
}

/// The text around a hit on its line, with every hit in it masked.
fn excerpt(hit: &Hit, hits: &[Hit], text: &str) -> String {
    let before = text.get(..hit.start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let start = text.ceil_char_boundary(hit.start.saturating_sub(AROUND).max(line_start));
    let after = text.get(hit.end..).unwrap_or_default();
    let line_end = hit.end + after.find('\n').unwrap_or(after.len());
    let end = text.floor_char_boundary((hit.end + AROUND).min(line_end));
    let shown = text.get(start..end).unwrap_or_default().char_indices();
    let hidden = |at: usize| {
        hits.iter().any(|other| (other.start..other.end).contains(&at) && other.label != forms::LABEL)
    };
    let masked = shown.map(|(at, letter)| match letter.is_alphanumeric() && hidden(start + at) {
        true => '*',
        false => letter,
    });
    masked.collect()
}

/// Tells the place of hits in the order of their starts.
struct Lines<'p> {
    piece: &'p Piece<'p>,
    at: usize,
    line: u64,
}

impl<'p> Lines<'p> {
    fn new(piece: &'p Piece<'p>) -> Self {
        let (at, line) = match piece.inside {
            Inside::Lines { first, from } => (from, first),
            _ => (0, 0),
        };
        Self { piece, at, line }
    }

    fn place(&mut self, start: usize) -> Place {
        let place = self.piece.place;
        match &self.piece.inside {
            Inside::Whole => place.clone(),
            Inside::Lines { first, from } => {
                if start < self.at {
                    (self.at, self.line) = (*from, *first);
                }
                let between = self.piece.text.as_bytes().get(self.at..start).unwrap_or_default();
                self.line += memchr::memchr_iter(b'\n', between).count() as u64;
                self.at = start.max(self.at);
                place.with(Step::Line(self.line))
            }
            Inside::Marks(marks) => {
                let after = marks.partition_point(|(at, _)| *at <= start);
                let steps = after.checked_sub(1).and_then(|last| marks.get(last));
                steps.map_or_else(|| place.clone(), |(_, steps)| place.with_all(steps))
            }
        }
    }
}
