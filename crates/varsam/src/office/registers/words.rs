//! What stands in fields, in the words of a file: a cell for each, written and read so that what was taken out and is
//! handed over again is the same. Nobody who is hidden stands in a cell, and what a cell does not tell of is not taken
//! out of an entry by it.

use super::Shelf;
use super::read::{Names, Typed, clean};
use crate::locale::Locale;
use crate::office::{Directory, Office, Reader, Units};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::import::is_failed;
use varsam_model::register::{Field, Kind, Register, Span, Value, Values, Wrong};
use varsam_model::{Id, Role, id};
use varsam_store::Fault;

/// What parts several in a cell.
const BETWEEN: &str = "; ";

/// What a column of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// Which entry it is.
    Id,
    /// Where it stands.
    State,
    /// What stands in a field.
    Field(&'static Field),
}

/// The words of a register, in both languages, as far as a reader may be told them.
pub(crate) struct Words {
    pub(crate) register: &'static Register,
    /// The reader's language, then the other.
    locales: [Locale; 2],
    units: Arc<Units>,
    /// Codes, units and people that cells can name, by kind and what they are called in small letters.
    called: HashMap<(&'static str, String), Result<String, Wrong>>,
    /// The words for codes in the reader's language.
    codes: HashMap<(&'static str, &'static str), String>,
    /// What people are called who were looked up; nothing where they are hidden or gone.
    people: HashMap<String, String>,
    /// Entries that are led to, and the units whose entries the reader may see.
    shelves: HashMap<&'static str, (Arc<Shelf>, BTreeSet<Id<id::Unit>>)>,
}

impl Words {
    /// The words of a register for a reader, in their language, with people that they may name.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        (office, reader): (&Office, &Reader),
        register: &'static Register,
        locale: Locale,
        people: &[(Id<id::Person>, String)],
    ) -> Result<Self, Fault> {
        let other = Locale::of(if locale.tag() == "sv" { "en" } else { "sv" });
        let mut words = Self {
            register,
            locales: [locale, other],
            units: Arc::clone(&reader.units),
            called: HashMap::new(),
            codes: HashMap::new(),
            people: HashMap::new(),
            shelves: HashMap::new(),
        };
        for field in register.fields {
            if let Kind::Link(code) | Kind::Links(code) = field.kind
                && let Some(other) = Register::of(code)
            {
                let shelf = office.shelf(reader.session.organiser, other).await?;
                let seen = super::units(office, reader, other, Action::ViewRecord).into_iter().collect();
                words.shelves.insert(code, (shelf, seen));
            }
            words.learn(field.kind);
        }
        let units = Arc::clone(&words.units);
        for unit in units.all() {
            words.call(UNIT, &unit.name, &unit.id.to_string());
            unit.code.iter().for_each(|code| words.call(UNIT, code, &unit.id.to_string()));
        }
        people.iter().for_each(|(id, name)| words.call(PERSON, name, &id.to_string()));
        Ok(words)
    }

    /// Learns the codes of a kind by heart.
    fn learn(&mut self, kind: Kind) {
        let (set, codes): (_, Vec<_>) = match kind {
            Kind::Choice(options) | Kind::Several(options) => (options.name, options.codes.to_vec()),
            Kind::Role => (ROLE, Role::ALL.iter().map(|role| role.code()).collect()),
            _ => return,
        };
        for code in codes {
            let key = if set == ROLE { set.to_owned() } else { format!("option-{set}") };
            let key = format!("{key}-{}", code.replace('_', "-"));
            let [word, other] = self.locales.map(|locale| locale.t(&key));
            [code, &word, &other].into_iter().for_each(|text| self.call(set, text, code));
            self.codes.insert((set, code), word);
        }
    }

    /// Notes what something is called; what two are called stands for neither.
    fn call(&mut self, kind: &'static str, name: &str, is: &str) {
        let called = self.called.entry((kind, name.trim().to_lowercase()));
        let known = called.or_insert_with(|| Ok(is.to_owned()));
        if known.as_deref() != Ok(is) {
            *known = Err(Wrong::Ambiguous);
        }
    }

    /// Who is named in entries and was not looked up yet.
    pub(crate) fn unknown<'a>(&self, all: impl Iterator<Item = &'a Values>) -> BTreeSet<Id<id::Person>> {
        let is_person = |field: &&Field| matches!(field.kind, Kind::Person | Kind::People);
        let fields: Vec<_> = self.register.fields.iter().filter(is_person).map(|field| field.name).collect();
        let mut unknown = BTreeSet::new();
        for values in all {
            let ids = fields.iter().flat_map(|field| values.all(field));
            let new = ids.filter(|id| !self.people.contains_key(*id));
            unknown.extend(new.filter_map(|id| id.parse::<Id<id::Person>>().ok()));
        }
        unknown
    }

    /// Looks people up.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn look_up(
        &mut self,
        directory: &Directory<'_>,
        people: BTreeSet<Id<id::Person>>,
    ) -> Result<(), Fault> {
        for person in people {
            let name = match directory.person(person).await {
                Ok(entry) if entry.is_hidden() => String::new(),
                Ok(entry) => entry.name(),
                Err(Fault::Missing | Fault::Erased) => String::new(),
                Err(fault) => return Err(fault),
            };
            self.people.insert(person.to_string(), name);
        }
        Ok(())
    }

    /// The columns of a file that is taken out.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let fields = self.register.fields.iter().filter(|field| is_filed(field)).map(Column::Field);
        [Column::Id, Column::State].into_iter().chain(fields).collect()
    }

    /// The head of a column in the reader's language.
    pub(crate) fn head(&self, column: Column) -> String {
        self.heads(column).into_iter().next().unwrap_or_default()
    }

    /// What a column may be called: in the reader's language, in the other, and by its name.
    fn heads(&self, column: Column) -> [String; 3] {
        let (key, name) = match column {
            Column::Id => ("register-file-id".to_owned(), "id"),
            Column::State => ("registers-state".to_owned(), "state"),
            Column::Field(field) => {
                (format!("field-{}-{}", self.register.code, field.name.replace('_', "-")), field.name)
            }
        };
        let [word, other] = self.locales.map(|locale| locale.t(&key));
        [word, other, name.to_owned()]
    }

    /// What the columns of a file hold, by their heads: in either language, or by name.
    pub(crate) fn matched(&self, heads: &[String]) -> Vec<Option<Column>> {
        let columns = self.columns();
        let mut called = HashMap::new();
        for way in 0..3 {
            for column in &columns {
                let head = self.heads(*column).into_iter().nth(way).unwrap_or_default();
                called.entry(head.to_lowercase()).or_insert(*column);
            }
        }
        heads.iter().map(|head| called.get(&head.trim().to_lowercase()).copied()).collect()
    }

    /// Where an entry stands.
    pub(crate) fn state(&self, state: &str) -> String {
        self.states(state).into_iter().next().unwrap_or_default()
    }

    /// Whether a cell says that an entry stands there.
    pub(crate) fn is_state(&self, cell: &str, state: &str) -> bool {
        let cell = cell.trim().to_lowercase();
        cell == state || self.states(state).iter().any(|word| word.to_lowercase() == cell)
    }

    fn states(&self, state: &str) -> [String; 2] {
        let key = format!("state-{}-{}", self.register.code, state.replace('_', "-"));
        self.locales.map(|locale| locale.t(&key))
    }

    /// What stands in a field, as a cell.
    pub(crate) fn cell(&self, field: &Field, value: Option<&Value>) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match value {
            None => String::new(),
            Some(Value::Flag(flag)) => {
                self.locales[0].t(if *flag { "registers-yes" } else { "registers-no" })
            }
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Period(span)) => format!("{}/{}", day(span.from), day(span.until)),
            Some(value) => {
                let words = value.all().iter().map(|one| self.one(field, one));
                words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(BETWEEN)
            }
        }
    }

    /// A code, an id or a text in words; nothing where it is not told.
    fn one(&self, field: &Field, text: &str) -> String {
        let found = match field.kind {
            Kind::Choice(options) | Kind::Several(options) => {
                let code = options.codes.iter().find(|code| **code == text);
                code.and_then(|code| self.codes.get(&(options.name, *code)))
            }
            Kind::Role => {
                let role = Role::ALL.iter().find(|role| role.code() == text);
                role.and_then(|role| self.codes.get(&(ROLE, role.code())))
            }
            Kind::Unit | Kind::Units => {
                return text.parse().map(|id| self.units.name(id).to_owned()).unwrap_or_default();
            }
            Kind::Person | Kind::People => self.people.get(text),
            Kind::Link(code) | Kind::Links(code) => {
                let entry = self.shelves.get(code).and_then(|(shelf, seen)| {
                    shelf.get(text.parse().ok()?).filter(|row| seen.contains(&row.unit))
                });
                return entry.map(|row| row.title.clone()).unwrap_or_default();
            }
            _ => return text.to_owned(),
        };
        found.cloned().unwrap_or_default()
    }

    /// Reads a cell: what is to stand in the field where this stood before.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(
        &self,
        field: &Field,
        cell: &str,
        before: Option<&Value>,
    ) -> Result<Option<Value>, Wrong> {
        let cell = clean(cell);
        if cell == clean(&self.cell(field, before)) {
            return Ok(before.cloned());
        }
        if is_failed(&cell) {
            return Err(Wrong::OtherKind);
        }
        let value = match field.kind {
            kind if kind.is_several() => self.list(field, &cell, before)?,
            _ if cell.is_empty() => None,
            Kind::Date => Some(Value::Text(day(&cell)?.to_string())),
            Kind::Period => Some(Value::Period(span(&cell)?)),
            Kind::Choice(_) | Kind::Role | Kind::Unit | Kind::Person | Kind::Link(_) => {
                Some(Value::Text(self.named(field.kind, &cell)?))
            }
            _ => {
                let mut typed = Typed::default();
                typed.fill(field.name, vec![cell]);
                return typed.value(field, &Names::default(), None);
            }
        };
        value.iter().try_for_each(|value| field.kind.check(value))?;
        Ok(value)
    }

    fn list(&self, field: &Field, cell: &str, before: Option<&Value>) -> Result<Option<Value>, Wrong> {
        let mut left = before.map(Value::all).unwrap_or_default().to_vec();
        let mut list = Vec::new();
        for part in cell.split(BETWEEN.trim()).map(str::trim).filter(|part| !part.is_empty()) {
            // What stood there stays, whether or not the reader could choose it now.
            let one = match left.iter().position(|one| self.one(field, one) == part) {
                Some(place) => left.remove(place),
                None => self.named(field.kind, part)?,
            };
            if !list.contains(&one) {
                list.push(one);
            }
        }
        if let Kind::Several(options) = field.kind {
            list.sort_by_key(|code| options.codes.iter().position(|option| option == code));
        }
        // What the file could not tell of, it does not take out.
        let hidden = left.into_iter().filter(|one| self.one(field, one).is_empty());
        list.extend(hidden.collect::<Vec<_>>());
        Ok(Some(list).filter(|list| !list.is_empty()).map(Value::List))
    }

    /// The code or id that a text stands for.
    fn named(&self, kind: Kind, text: &str) -> Result<String, Wrong> {
        let (set, otherwise) = match kind {
            Kind::Choice(options) | Kind::Several(options) => (options.name, Wrong::NoOption),
            Kind::Role => (ROLE, Wrong::NoOption),
            Kind::Unit | Kind::Units => (UNIT, Wrong::NoSuch),
            Kind::Person | Kind::People => (PERSON, Wrong::NoSuch),
            Kind::Link(code) | Kind::Links(code) => return self.entry(code, text),
            _ => return Ok(text.to_owned()),
        };
        self.called.get(&(set, text.to_lowercase())).cloned().unwrap_or(Err(otherwise))
    }

    fn entry(&self, code: &str, text: &str) -> Result<String, Wrong> {
        let (shelf, seen) = self.shelves.get(code).ok_or(Wrong::NoSuch)?;
        let mut found = shelf.called(text).iter().filter(|row| seen.contains(&row.unit));
        match (found.next(), found.next()) {
            (Some(row), None) => Ok(row.id.to_string()),
            (None, _) => Err(Wrong::NoSuch),
            (Some(_), Some(_)) => Err(Wrong::Ambiguous),
        }
    }
}

/// Names of sets of words that are no options.
const ROLE: &str = "role";
const UNIT: &str = "a unit";
const PERSON: &str = "a person";

/// Whether a field stands in files: what is sealed once more does not, nor do files.
fn is_filed(field: &Field) -> bool {
    !matches!(field.kind, Kind::Secret | Kind::File)
}

/// A day in one of the ways in which people and programs write it: 2026-11-30, 20261130, 30/11/2026, 30.11.2026.
fn day(text: &str) -> Result<Date, Wrong> {
    let parts: Vec<_> = text.split(['-', '/', '.']).map(str::trim).collect();
    let number = |text: &str| text.parse::<i16>().map_err(|_| Wrong::NoDate);
    let (year, month, day) = match parts.as_slice() {
        [whole] if whole.len() == 8 && whole.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (year, rest) = whole.split_at_checked(4).ok_or(Wrong::NoDate)?;
            let (month, day) = rest.split_at_checked(2).ok_or(Wrong::NoDate)?;
            (year, month, day)
        }
        [year, month, day] if year.len() == 4 && text.contains('-') => (*year, *month, *day),
        [day, month, year] if year.len() == 4 && !text.contains('-') => (*year, *month, *day),
        _ => return Err(Wrong::NoDate),
    };
    let small = |text| i8::try_from(number(text)?).map_err(|_| Wrong::NoDate);
    Date::new(number(year)?, small(month)?, small(day)?).map_err(|_| Wrong::NoDate)
}

/// From a day, until a day, with a stroke between.
fn span(text: &str) -> Result<Span, Wrong> {
    let (from, until) = text.split_once('/').ok_or(Wrong::NoDate)?;
    let end = |text: &str| if text.trim().is_empty() { Ok(None) } else { day(text.trim()).map(Some) };
    Ok(Span { from: end(from)?, until: end(until)? })
}

/// A cell that no spreadsheet takes for a formula. What looks escaped already is escaped once more.
pub(crate) fn escaped(cell: &str) -> String {
    if is_live(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the sign that keeps it from being a formula.
pub(crate) fn bare(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_live(rest)).unwrap_or(cell)
}

/// A table as a Swedish spreadsheet expects it: with semicolons and a mark of its encoding. No cell is a formula.
///
/// # Errors
/// When there is no room for it.
pub(crate) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(&mut bytes);
    for row in rows {
        writer.write_record(row.iter().map(|cell| escaped(cell)))?;
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

fn is_live(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_three_ways() {
        for text in ["2026-11-30", "30/11/2026", "30.11.2026", "20261130"] {
            assert_eq!(day(text), Ok(jiff::civil::date(2026, 11, 30)), "{text}");
        }
        for text in ["2026-11-31", "11/30/2026", "30/11/26", "2026", "i morgon", "30-11-2026", "2026/11/30"] {
            assert_eq!(day(text), Err(Wrong::NoDate), "{text}");
        }
        assert_eq!(span("2026-01-01/").unwrap().from, Some(jiff::civil::date(2026, 1, 1)));
        assert_eq!(span("/20261231").unwrap().until, Some(jiff::civil::date(2026, 12, 31)));
    }

    #[test]
    fn no_cell_is_a_formula_and_each_comes_back() {
        for text in ["=1+1", "+46 8", "-2", "@sum", "'=1", "''+1", "'t Hooft", "'", "", "a=b", "\tx"] {
            let cell = escaped(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            assert_eq!(bare(&cell), text);
        }
    }
}
