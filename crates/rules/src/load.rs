//! From a folder of Markdown to rulebooks whose every name is looked up.
//!
//! Loading never fails as a whole: it returns what could be read and the problems found on the way.

use crate::condition::Names;
use crate::date::Date;
use crate::document::{Document, Layer};
use crate::lookup::Lookup;
use crate::model::{Case, Contact, Demand, Impossible, Never, Question, Remark, Rule};
use crate::problem::{Place, Problem, Severity, nearest_name};
use crate::routine::{Period, Routine};
use crate::stack::Stack;
use crate::table::{Id, Table};
use std::fs;
use std::path::{Path, PathBuf};

/// One file of a rulebook folder: its path from that folder, with `/`, and its text.
pub type File = (String, String);

/// The most files and the most bytes that a rulebook folder may hold.
const LARGEST_FOLDER: (usize, u64) = (2_000, 32 * 1024 * 1024);

/// Rulebooks as they are in force on one day.
#[derive(Debug, Default)]
pub struct Rulebooks {
    /// The documents in force.
    pub documents: Table<Document>,
    /// Every document found, whatever its day, for showing editions.
    pub editions: Vec<Document>,
    /// Facts and terms.
    pub names: Names,
    /// Questions, in the order of the vocabulary.
    pub questions: Table<Question>,
    /// Rules.
    pub rules: Table<Rule>,
    /// Remarks.
    pub remarks: Table<Remark>,
    /// Contacts.
    pub contacts: Table<Contact>,
    /// Cases.
    pub cases: Table<Case>,
    /// Invariants.
    pub nevers: Table<Never>,
    /// Situations that cannot be.
    pub impossible: Vec<Impossible>,
    /// Lengths of time that change with an edition.
    pub periods: Table<Period>,
    /// Routines.
    pub routines: Table<Routine>,
    /// The catalogue of demands, where the folder has one.
    pub catalogue: Vec<Demand>,
    /// The organisations.
    pub stacks: Vec<Stack>,
}

impl Rulebooks {
    /// Reads a rulebook folder as it is in force on a day, and compiles its stacks.
    pub fn load(folder: &Path, on: Date) -> (Self, Vec<Problem>) {
        match read_folder(folder) {
            Ok((files, mut problems)) => {
                let (books, more) = Self::from_files(&files, on);
                problems.extend(more);
                (books, problems)
            }
            Err(problem) => (Self::default(), vec![problem]),
        }
    }

    /// Reads rulebooks from files that are already in memory, and compiles their stacks.
    pub fn from_files(files: &[File], on: Date) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut books = Self { catalogue: catalogue(files), ..Self::default() };
        for (file, text) in files.iter().filter(|(file, _)| file.ends_with(".md")) {
            match Document::parse(file, text) {
                Ok((document, more)) => {
                    problems.extend(more.into_iter().filter(|_| document.front.is_in_force(on)));
                    books.editions.push(document);
                }
                Err(problem) => problems.push(problem),
            }
        }
        books.choose_editions(on, &mut problems);
        let mut lookup = Lookup::new(books);
        lookup.run();
        let stacks = files.iter().find(|(file, _)| file == "stacks.toml").map(|(_, text)| text.as_str());
        lookup.stacks(stacks);
        problems.append(&mut lookup.problems);
        let mut books = lookup.books;
        if !problems.iter().any(|problem| problem.severity == Severity::Error) {
            books.compile(&mut problems);
        }
        problems.sort();
        problems.dedup();
        (books, problems)
    }

    /// Two editions of one document cannot both be in force.
    fn choose_editions(&mut self, on: Date, problems: &mut Vec<Problem>) {
        for document in self.editions.iter().filter(|document| document.front.is_in_force(on)) {
            let same = |other: &Document| {
                other.rulebook() == document.rulebook() && other.front.document == document.front.document
            };
            if let Some(other) = self.documents.find(same) {
                let place = Place { file: document.file.clone(), line: 0, column: 0 };
                let other = &self.documents[other].file;
                let message = format!(
                    "two editions of `{}` are in force on {on}: this one and {other}",
                    document.front.document
                );
                problems.push(Problem::error(place, message).hint("give the older one `until`"));
            } else {
                self.documents.add(document.clone());
            }
        }
    }

    fn compile(&mut self, problems: &mut Vec<Problem>) {
        let mut stacks = std::mem::take(&mut self.stacks);
        for stack in &mut stacks {
            stack.compile(self, problems);
        }
        self.stacks = stacks;
    }

    /// The organisation of that id.
    pub fn stack(&self, id: &str) -> Option<&Stack> {
        self.stacks.iter().find(|stack| stack.id == id)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<Id<Question>> {
        self.questions.find(|question| question.id == id)
    }

    /// The id of the question whose id is nearest to a misspelt one.
    pub fn nearest_question(&self, wrong: &str) -> Option<&str> {
        nearest_name(wrong, self.questions.iter().map(|(_, question)| question.id.as_str()))
    }

    /// The document that a rule stands in.
    pub fn document_of(&self, rule: Id<Rule>) -> &Document {
        &self.documents[self.rules[rule].source.document]
    }

    /// The layer of a rule.
    pub fn layer(&self, rule: Id<Rule>) -> Layer {
        self.document_of(rule).front.layer
    }
}

/// The demands of `catalogue.tsv`, where there is one.
fn catalogue(files: &[File]) -> Vec<Demand> {
    let text = files.iter().find(|(file, _)| file == "catalogue.tsv").map_or("", |(_, text)| text);
    parse_catalogue(text)
}

/// Reads a catalogue: a head line, then id, source, section, form and demand, separated by tabs.
pub fn parse_catalogue(text: &str) -> Vec<Demand> {
    let row = |line: &str| {
        let mut columns = line.split('\t').map(str::to_owned);
        let mut next = || columns.next().filter(|column| !column.is_empty());
        Some(Demand { id: next()?, source: next()?, section: next()?, form: next()?, text: next()? })
    };
    text.lines().skip(1).filter_map(row).collect()
}

/// Reads the Markdown, TOML and TSV files of a folder. Files that cannot be read as text become problems.
fn read_folder(folder: &Path) -> Result<(Vec<File>, Vec<Problem>), Problem> {
    let whole = |message: String| {
        Problem::error(Place { file: folder.display().to_string(), ..Place::default() }, message)
    };
    let mut paths = Vec::new();
    walk(folder, 0, &mut paths).map_err(|error| whole(format!("cannot be read: {error}")))?;
    paths.sort();
    let bytes: u64 = paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum();
    if paths.len() > LARGEST_FOLDER.0 || bytes > LARGEST_FOLDER.1 {
        return Err(whole(format!(
            "{} files with {bytes} bytes are too much for a rulebook folder",
            paths.len()
        )));
    }
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let parts = path.strip_prefix(folder).unwrap_or(&path).components();
        let name = parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => files.push((name, text)),
            Ok(Err(_)) => problems.push(unreadable(name, "is not UTF-8 text", "save the file as UTF-8")),
            Err(error) => {
                problems.push(unreadable(name, &format!("cannot be read: {error}"), "check its permissions"));
            }
        }
    }
    Ok((files, problems))
}

fn unreadable(file: String, message: &str, hint: &str) -> Problem {
    Problem::error(Place { file, line: 0, column: 0 }, message).hint(hint)
}

/// Folders deeper than this hold no rulebooks (and may be a loop of links).
const DEEPEST_FOLDER: usize = 6;

fn walk(folder: &Path, depth: usize, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if depth < DEEPEST_FOLDER {
                walk(&path, depth + 1, into)?;
            }
        } else if path.extension().is_some_and(|ext| ["md", "toml", "tsv"].iter().any(|known| ext == *known))
        {
            into.push(path);
        }
    }
    Ok(())
}
