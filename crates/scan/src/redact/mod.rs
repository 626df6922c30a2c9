//! A copy of a file without some of its words, with the layout kept, and the proof that they are gone.
//!
//! What is replaced, and by what, a closure decides, text by text. What it replaced once is replaced wherever it stands, and the
//! finished copy is read again: if one of the words is still there, there is no copy.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::extract::{self, Input, Options, Piece, Sink, decode, sniff};
use crate::fault::Reason;
use crate::kind::Kind;
use crate::place::{Place, Step};

mod office;
mod page;
mod pdf;
mod plain;
mod rewrite;

/// A stretch of text and what comes in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Where it starts, in bytes.
    pub start: usize,
    /// Where it ends (not included), in bytes.
    pub end: usize,
    /// What comes in its place, as `Person 1`. A PDF gets a gap instead.
    pub with: String,
}

/// A finished copy.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// The new file.
    pub bytes: Vec<u8>,
    /// How many stretches were replaced.
    pub replaced: u64,
    /// Pictures that are in the copy as they were; somebody has to look at them.
    pub pictures: u64,
    /// Whether it is another kind of file now: a message becomes a text.
    pub kind: Kind,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// No safe way is known for this kind of file.
    #[error("a file of kind `{}` cannot be redacted safely; print it, or save it as DOCX, ODT, XLSX or PDF first", .0.code())]
    Kind(Kind),
    /// The file cannot be read in full, so nothing can be promised.
    #[error("the file cannot be read in full (`{}`), so nothing can be promised about a copy; open it and save it anew", .0.code())]
    Unreadable(Reason),
    /// A page is a picture.
    #[error("page {0} is a picture; text on it cannot be removed; cover it by hand or leave the page out")]
    Picture(u32),
    /// The closure named a stretch that is none.
    #[error(
        "a replacement from byte {start} to {end} does not fit the text; it must start and end between letters, and overlap no other"
    )]
    Range {
        /// Where it should start.
        start: usize,
        /// Where it should end.
        end: usize,
    },
    /// The copy still holds what should be gone.
    #[error(
        "{0} of the words are still in the copy, so it was thrown away; print the file and redact it by hand"
    )]
    Left(usize),
    /// The copy cannot be written.
    #[error("cannot write `{path}`: {cause}; name another file or make it writable")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}

impl From<Reason> for RedactError {
    fn from(reason: Reason) -> Self {
        Self::Unreadable(reason)
    }
}

impl From<lopdf::Error> for RedactError {
    fn from(_: lopdf::Error) -> Self {
        Self::Unreadable(Reason::Damaged)
    }
}

/// Makes a copy of `from` at `to`; writes nothing where it cannot be proven.
pub fn file(
    from: &Path,
    to: &Path,
    replace: &mut dyn FnMut(&str) -> Vec<Replacement>,
) -> Result<Redacted, RedactError> {
    let bytes = std::fs::read(from).map_err(|error| RedactError::Unreadable(Reason::from(error)))?;
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let redacted = redact(&bytes, &name, replace)?;
    write(to, &redacted.bytes).map_err(|cause| RedactError::Write { path: to.to_owned(), cause })?;
    Ok(redacted)
}

/// Whole or not at all.
fn write(to: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(to)?;
    Ok(())
}

/// Makes a copy in memory.
pub fn redact(
    bytes: &[u8],
    name: &str,
    replace: &mut dyn FnMut(&str) -> Vec<Replacement>,
) -> Result<Redacted, RedactError> {
    let mut plan = Plan { replace, removed: BTreeMap::new(), replaced: 0 };
    // First what a scan sees, so that nothing it finds can stay.
    let seen = Texts::of(bytes, name);
    seen.check()?;
    seen.all.iter().try_for_each(|text| plan.learn(text))?;
    if !can(seen.kind) {
        return Err(RedactError::Kind(seen.kind));
    }
    let redacted = copy(bytes, name, &mut plan)?;
    let kind = redacted.kind;
    let left = plan.left_in(&redacted.bytes, if kind == Kind::Text { "copy.txt" } else { name })?;
    if left > 0 { Err(RedactError::Left(left)) } else { Ok(Redacted { replaced: plan.replaced, ..redacted }) }
}

fn copy(bytes: &[u8], name: &str, plan: &mut Plan<'_>) -> Result<Redacted, RedactError> {
    let head = bytes.get(..bytes.len().min(16_384)).unwrap_or_default();
    let kind = sniff::kind(head, name);
    let done = |bytes: Vec<u8>| Redacted { bytes, replaced: 0, pictures: 0, kind };
    match kind {
        Kind::Text | Kind::Csv | Kind::Xml | Kind::Empty => plain::text(bytes, plan).map(done),
        Kind::Ics | Kind::Vcf => plain::card(bytes, plan).map(done),
        Kind::Json => plain::json(bytes, plan).map(done),
        Kind::Html => page::html(bytes, plan).map(done),
        Kind::Eml => plain::message(bytes, name, plan),
        Kind::Zip => office::archive(bytes, name, plan),
        Kind::Pdf => pdf::pdf(bytes, plan),
        other => Err(RedactError::Kind(other)),
    }
}

/// What is to be replaced, as it becomes known.
struct Plan<'f> {
    replace: &'f mut dyn FnMut(&str) -> Vec<Replacement>,
    /// What was removed, and what came in its place.
    removed: BTreeMap<String, String>,
    replaced: u64,
}

impl Plan<'_> {
    /// Hears a text, so that what is removed from it is removed elsewhere too.
    fn learn(&mut self, text: &str) -> Result<(), RedactError> {
        for replacement in (self.replace)(text) {
            let Replacement { start, end, with } = replacement;
            let removed = text.get(start..end).ok_or(RedactError::Range { start, end })?;
            let words = removed.split_whitespace().collect::<Vec<_>>().join(" ");
            if words.chars().count() > 2 {
                self.removed.entry(words).or_insert(with);
            }
        }
        Ok(())
    }

    /// What is replaced in a text: what the closure says, and what it said elsewhere. In order, none over another.
    fn replacements(&mut self, text: &str) -> Result<Vec<Replacement>, RedactError> {
        let mut all = (self.replace)(text);
        for Replacement { start, end, .. } in &all {
            text.get(*start..*end).ok_or(RedactError::Range { start: *start, end: *end })?;
        }
        for (words, with) in &self.removed {
            let found = find_words(text, words).into_iter();
            all.extend(found.map(|range| Replacement {
                start: range.start,
                end: range.end,
                with: with.clone(),
            }));
        }
        all.sort_by_key(|one| (one.start, usize::MAX - one.end));
        let mut kept: Vec<Replacement> = Vec::new();
        for one in all {
            match kept.last_mut() {
                // What overlaps is one stretch under the first name.
                Some(last) if one.start < last.end => last.end = last.end.max(one.end),
                _ => kept.push(one),
            }
        }
        self.replaced += kept.len() as u64;
        Ok(kept)
    }

    /// A text with everything replaced.
    fn apply(&mut self, text: &str) -> Result<String, RedactError> {
        let mut new = String::with_capacity(text.len());
        let mut at = 0;
        for Replacement { start, end, with } in self.replacements(text)? {
            new.push_str(text.get(at..start).unwrap_or_default());
            new.push_str(&with);
            at = end;
        }
        new.push_str(text.get(at..).unwrap_or_default());
        Ok(new)
    }

    /// How many of the removed words can still be read in a copy.
    fn left_in(&self, bytes: &[u8], name: &str) -> Result<usize, RedactError> {
        let texts = Texts::of(bytes, name);
        texts.check()?;
        let is_left = |words: &&String| texts.all.iter().any(|text| !find_words(text, words).is_empty());
        Ok(self.removed.keys().filter(is_left).count())
    }
}

/// All text of a file.
#[derive(Default)]
struct Texts {
    kind: Kind,
    all: Vec<String>,
    faults: Vec<Reason>,
}

impl Texts {
    /// All text of these bytes, as a scan reads it.
    fn of(bytes: &[u8], name: &str) -> Self {
        let mut texts = Self::default();
        let options = Options { ocr: false, ..Options::default() };
        texts.kind = extract::extract(Input::from_bytes(bytes), name, &options, &mut texts);
        texts
    }

    /// Whether all of it could be read; pictures are dealt with by the formats, and other kinds by their name.
    fn check(&self) -> Result<(), RedactError> {
        let passing = |reason: &&Reason| !matches!(reason, Reason::OcrMissing | Reason::UnknownFormat);
        self.faults.iter().find(passing).map_or(Ok(()), |reason| Err(RedactError::Unreadable(*reason)))
    }
}

/// Whether there is a safe way for this kind.
fn can(kind: Kind) -> bool {
    use Kind::{Csv, Docx, Eml, Empty, Html, Ics, Json, Odp, Ods, Odt, Pdf, Pptx, Text, Vcf, Xlsx, Xml};
    let all = [Csv, Docx, Eml, Empty, Html, Ics, Json, Odp, Ods, Odt, Pdf, Pptx, Text, Vcf, Xlsx, Xml];
    all.contains(&kind)
}

impl Sink for Texts {
    fn piece(&mut self, piece: &Piece<'_>) {
        if !matches!(piece.place.0.last(), Some(Step::FileName)) {
            self.all.push(piece.text.to_owned());
        }
    }

    fn fault(&mut self, _: &Place, reason: Reason) {
        self.faults.push(reason);
    }
}

/// Where these words stand as whole words, with any blanks between them, in any case.
fn find_words(text: &str, words: &str) -> Vec<Range<usize>> {
    let mut parts = words.split(' ');
    let Some(first) = parts.next().filter(|first| !first.is_empty()) else { return Vec::new() };
    let rest: Vec<&str> = parts.collect();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|after| after.find(first)) {
        let start = from + at;
        from = start + first.len();
        let end = rest.iter().try_fold(from, |at, word| {
            let after = text.get(at..)?;
            let blank = after.len() - after.trim_start().len();
            (blank > 0 && after.trim_start().starts_with(word)).then_some(at + blank + word.len())
        });
        let Some(end) = end else { continue };
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let after = text.get(end..).and_then(|after| after.chars().next());
        if ![before, after].into_iter().flatten().any(char::is_alphanumeric) {
            found.push(start..end);
            from = end;
        }
    }
    found
}

/// Bytes as text, as all of this module reads them.
fn text_of(bytes: &[u8]) -> String {
    decode::text(bytes)
}
