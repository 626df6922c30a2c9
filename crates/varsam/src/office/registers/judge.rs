//! What a file of entries would do, row by row: make one, change one, nothing, or why it cannot. Nothing is written here.

use super::check::does_not_belong;
use super::file::Line;
use super::write::Draft;
use super::{Column, HOLDERS, Shelf, Words, bare};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use varsam_model::register::{Entry, Field, Register, Value, Values, Wrong};
use varsam_model::{Id, id};
use varsam_store::Document;

/// What a row comes to.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It makes an entry.
    New(Draft),
    /// It changes one.
    Changed(Box<Document<Entry>>, Draft),
    /// It says what is there.
    Same,
    /// It cannot be taken.
    Wrong,
}

/// Something that is told of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// What is wrong with a field.
    Wrong(&'static str, Wrong),
    /// The guard has found something in a field that does not belong there.
    Guard(&'static str),
    /// The reader sees no entry of that id.
    NoEntry,
    /// The reader may not change that entry.
    NotYours,
    /// It is the same entry as the one in an earlier row.
    Twice(usize),
    /// A field becomes another.
    Changed(&'static str),
    /// Where an entry stands is not changed by a file.
    State,
    /// A field that only a step writes, and a file does not.
    Decided(&'static str),
}

/// A row, judged.
#[derive(Debug)]
pub(crate) struct Judged {
    /// As a spreadsheet counts it.
    pub(crate) number: usize,
    /// What the entry is called.
    pub(crate) title: String,
    pub(crate) verdict: Verdict,
    pub(crate) told: Vec<Told>,
}

/// The units at which the reader may do what.
#[derive(Debug, Default)]
pub(crate) struct May {
    pub(crate) see: BTreeSet<Id<id::Unit>>,
    pub(crate) make: BTreeSet<Id<id::Unit>>,
    pub(crate) edit: BTreeSet<Id<id::Unit>>,
}

/// What makes an entry its own, as it is compared.
type Key = Vec<Value>;

/// Who judges: knows the words, what the reader may, and what came before.
pub(crate) struct Judge {
    pub(crate) words: Words,
    columns: Vec<Column>,
    may: May,
    /// Which entries have which key.
    taken: BTreeMap<Key, Vec<Id<id::Record>>>,
    /// In which row a key, or an id, came first.
    keys: BTreeMap<Key, usize>,
    ids: HashMap<Id<id::Record>, usize>,
}

impl Told {
    /// Whether a row of which it is told cannot be taken.
    pub(crate) fn is_wrong(self) -> bool {
        !matches!(self, Self::Changed(_) | Self::State | Self::Decided(_))
    }
}

impl Judge {
    /// Who judges a file with these columns.
    pub(crate) fn new(words: Words, columns: Vec<Column>, may: May, shelf: &Shelf) -> Self {
        let register = words.register;
        let mut taken: BTreeMap<Key, Vec<_>> = BTreeMap::new();
        for row in shelf.rows().iter().filter(|row| !register.is_ended(&row.state)) {
            if let Some(key) = key(register, |field| row.get(register, field)) {
                taken.entry(key).or_default().push(row.id);
            }
        }
        Self { words, columns, may, taken, keys: BTreeMap::new(), ids: HashMap::new() }
    }

    /// The id that a row gives; none where it gives none.
    pub(super) fn id<'a>(&self, line: &'a Line) -> &'a str {
        self.cell(line, Column::Id).trim()
    }

    fn cell<'a>(&self, line: &'a Line, column: Column) -> &'a str {
        let place = self.columns.iter().position(|one| *one == column);
        bare(place.and_then(|place| line.cells.get(place)).map(String::as_str).unwrap_or_default())
    }

    /// Judges rows, with the entries that they name.
    pub(super) fn judge(&mut self, lines: &[Line], known: Vec<Document<Entry>>) -> Vec<Judged> {
        let mut known: HashMap<_, _> =
            known.into_iter().map(|document| (document.head.id, document)).collect();
        lines.iter().map(|line| self.line(line, &mut known)).collect()
    }

    fn line(&mut self, line: &Line, known: &mut HashMap<Id<id::Record>, Document<Entry>>) -> Judged {
        let id = self.id(line);
        if id.is_empty() {
            return self.against(line, None);
        }
        let id: Option<Id<id::Record>> = id.parse().ok();
        let first = id.map(|id| *self.ids.entry(id).or_insert(line.number));
        if let Some(first) = first.filter(|first| *first != line.number) {
            return self.refused(line, Told::Twice(first));
        }
        let document = id.and_then(|id| known.remove(&id));
        match document.filter(|document| self.may.see.contains(&document.head.unit)) {
            Some(document) => self.against(line, Some(document)),
            None => self.refused(line, Told::NoEntry),
        }
    }

    fn refused(&self, line: &Line, told: Told) -> Judged {
        let title = self.words.register.title().map(|title| self.cell(line, Column::Field(title)));
        let title = title.unwrap_or_default().to_owned();
        Judged { number: line.number, title, verdict: Verdict::Wrong, told: vec![told] }
    }

    /// Holds a row against the entry that it is about, or against none.
    fn against(&mut self, line: &Line, document: Option<Document<Entry>>) -> Judged {
        let register = self.words.register;
        let nothing = Values::default();
        let before = document.as_ref().map_or(&nothing, |document| &document.body.values);
        let state = document.as_ref().map_or(register.begins(), |document| document.head.state.as_str());
        let is_sealed = document.as_ref().is_some_and(|document| !document.body.secrets.is_empty());
        let (values, mut told) = self.values(line, before, is_sealed);
        let cell = self.cell(line, Column::State);
        if !cell.trim().is_empty() && !self.words.is_state(cell, state) {
            told.push(Told::State);
        }
        let title = register.called(&values).to_owned();
        let number = line.number;
        let is_wrong = told.iter().any(|told| told.is_wrong());
        if document.is_some() && !is_wrong && values == *before {
            return Judged { number, title, verdict: Verdict::Same, told };
        }
        self.check(&values, before, state, document.as_ref(), &mut told);
        self.check_key(&values, document.as_ref(), number, &mut told);
        if told.iter().any(|told| told.is_wrong()) {
            return Judged { number, title, verdict: Verdict::Wrong, told };
        }
        let draft = Draft { values, state: state.to_owned(), despite: String::new() };
        let verdict = match document {
            None => Verdict::New(draft),
            Some(document) => {
                let changes = document.body.values.changes(&draft.values, register);
                let changed = changes.iter().filter_map(|change| register.field(&change.field));
                told.splice(0..0, changed.map(|field| Told::Changed(field.name)));
                Verdict::Changed(Box::new(document), draft)
            }
        };
        Judged { number, title, verdict, told }
    }

    /// The values that a row makes of those before.
    fn values(&self, line: &Line, before: &Values, is_sealed: bool) -> (Values, Vec<Told>) {
        let (mut values, mut told) = (before.clone(), Vec::new());
        for (column, cell) in self.columns.iter().zip(&line.cells) {
            let Column::Field(field) = column else { continue };
            let was = before.get(field.name);
            // Who holds a login that is set is for those who hold it to say.
            let is_closed = field.is_decided || is_sealed && field.name == HOLDERS;
            match self.words.read(field, bare(cell), was) {
                Ok(value) if is_closed && value.as_ref() == was => {}
                Ok(_) | Err(_) if is_closed => told.push(Told::Decided(field.name)),
                Ok(value) => values.set(field.name, value),
                Err(wrong) => told.push(Told::Wrong(field.name, wrong)),
            }
        }
        (values, told)
    }

    /// Finds what is wrong with an entry as it would be.
    fn check(
        &self,
        values: &Values,
        before: &Values,
        state: &str,
        document: Option<&Document<Entry>>,
        told: &mut Vec<Told>,
    ) {
        let register = self.words.register;
        for (field, wrong) in register.check(values, state) {
            if !told.iter().any(|told| matches!(told, Told::Wrong(of, _) if *of == field)) {
                told.push(Told::Wrong(field, wrong));
            }
        }
        let held = document.map(|document| document.head.unit);
        if held.is_some_and(|unit| !self.may.edit.contains(&unit)) {
            told.push(Told::NotYours);
        }
        let units = if held.is_some() { &self.may.edit } else { &self.may.make };
        let unit = values.id::<id::Unit>("unit");
        if unit.is_some_and(|unit| !units.contains(&unit) && held != Some(unit)) {
            told.push(Told::Wrong("unit", Wrong::NoSuch));
        }
        let is_found = |field: &&Field| does_not_belong(field, values, before);
        told.extend(register.fields.iter().filter(is_found).map(|field| Told::Guard(field.name)));
    }

    /// Finds out whether another entry has the same key: one that is there, or one of an earlier row.
    fn check_key(
        &mut self,
        values: &Values,
        document: Option<&Document<Entry>>,
        number: usize,
        told: &mut Vec<Told>,
    ) {
        let register = self.words.register;
        let Some(key) = key(register, |field| values.get(field)) else { return };
        let own = document.map(|document| document.head.id);
        if self.taken.get(&key).is_some_and(|ids| ids.iter().any(|id| Some(*id) != own)) {
            let field = register.key.first().copied().unwrap_or_default();
            told.push(Told::Wrong(field, Wrong::Taken));
        }
        let first = *self.keys.entry(key).or_insert(number);
        if first != number {
            told.push(Told::Twice(first));
        }
    }
}

/// What makes an entry its own; nothing where it is not whole.
fn key<'a>(register: &Register, value: impl Fn(&str) -> Option<&'a Value>) -> Option<Key> {
    let small = |value: &Value| match value {
        Value::Text(text) => Value::Text(text.to_lowercase()),
        other => other.clone(),
    };
    let key: Option<Key> = register.key.iter().map(|field| value(field).map(small)).collect();
    key.filter(|key| !key.is_empty())
}
