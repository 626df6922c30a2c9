//! The way of data: whose it is, where it is kept, who handles it there, and in which country; read off the registers. What
//! is told of nowhere is told as not known.

pub(crate) mod drawing;
pub(crate) mod map;

use super::record::{PROCESSING, Sight, is_row};
use super::registers::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_model::register::lists::{COUNTRY, DATA};
use varsam_model::register::{Field, Item, Kind, Options, Register, Value};
use varsam_model::{Id, id};

/// Where data is kept or worked with, while it is in use.
const CARRIERS: [&str; 4] = ["system", "service", "app", "account"];

/// What is not told in any register.
pub(crate) const UNKNOWN: &str = "unknown";

/// Who handles data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Handler {
    /// The organiser itself.
    Own,
    /// An entry that the reader sees: a processor or a platform.
    Entry(&'static str, Id<id::Record>),
    /// One that they do not see.
    Withheld,
    /// Somebody else; no register says who.
    Unknown,
}

/// The way of data through one place.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) register: &'static Register,
    pub(crate) id: Id<id::Record>,
    pub(crate) title: String,
    /// Whose data, as codes with the list that they are of.
    pub(crate) whose: BTreeSet<(usize, &'static str, &'static str)>,
    pub(crate) handler: Handler,
    /// What the handler is called; empty where it is not told.
    pub(crate) handled_by: String,
    /// A code of [`COUNTRY`].
    pub(crate) country: &'static str,
}

/// What is said of some data: whose it is, and which.
struct Said {
    whose: BTreeSet<(usize, &'static str, &'static str)>,
    data: BTreeSet<String>,
}

/// The ways of data that a reader sees, place by place; those of one class of data, where one is asked for.
pub(crate) fn ways(sight: &Sight, class: Option<&str>) -> Vec<Way> {
    let activities = activities(sight);
    let registers = CARRIERS.iter().filter_map(|code| Register::of(code));
    let carriers = registers.flat_map(|register| {
        let rows = sight.entries(register.code).into_iter();
        rows.filter(|row| register.is_used(&row.state)).map(move |row| (register, row))
    });
    carriers.filter_map(|(register, row)| way(sight, &activities, (register, row), class)).collect()
}

/// The processing activities in use that a place is part of, by the place.
fn activities(sight: &Sight) -> BTreeMap<String, Vec<Arc<Row>>> {
    let Some(register) = Register::of(PROCESSING) else { return BTreeMap::new() };
    let mut by_place: BTreeMap<String, Vec<Arc<Row>>> = BTreeMap::new();
    for row in sight.entries(PROCESSING).into_iter().filter(|row| is_row(register, &row.state)) {
        for field in register.fields.iter().filter(|field| matches!(field.kind, Kind::Links(_))) {
            for id in row.get(register, field.name).map(Value::all).unwrap_or_default() {
                by_place.entry(id.clone()).or_default().push(Arc::clone(row));
            }
        }
    }
    by_place
}

fn way(
    sight: &Sight,
    activities: &BTreeMap<String, Vec<Arc<Row>>>,
    (register, row): (&'static Register, &Row),
    class: Option<&str>,
) -> Option<Way> {
    let said = said(sight, activities, register, row);
    let said: Vec<_> =
        said.into_iter().filter(|said| class.is_none_or(|class| said.data.contains(class))).collect();
    if said.is_empty() {
        return None;
    }
    let (handler, handled_by, theirs) = handler(sight, register, row);
    let country = country(register, row).or(theirs).unwrap_or(UNKNOWN);
    let whose = said.into_iter().flat_map(|said| said.whose).collect();
    Some(Way { register, id: row.id, title: row.title.clone(), whose, handler, handled_by, country })
}

/// What is said of the data in a place: by itself, and where it says nothing by each activity that it is part of.
fn said(
    sight: &Sight,
    activities: &BTreeMap<String, Vec<Arc<Row>>>,
    register: &'static Register,
    row: &Row,
) -> Vec<Said> {
    let own = Said { whose: whose(register, row), data: data(register, row) };
    if !own.whose.is_empty() && !own.data.is_empty() {
        return vec![own];
    }
    let Some(processing) = Register::of(PROCESSING) else { return vec![own] };
    let id = row.id.to_string();
    let led = row.get(register, PROCESSING).and_then(Value::text).and_then(|id| id.parse().ok());
    let led = led.and_then(|id| sight.row(processing, id)).filter(|row| is_row(processing, &row.state));
    let part_of = activities.get(&id).into_iter().flatten().map(AsRef::as_ref).chain(led);
    let filled = |activity: &Row| Said {
        whose: if own.whose.is_empty() { whose(processing, activity) } else { own.whose.clone() },
        data: if own.data.is_empty() { data(processing, activity) } else { own.data.clone() },
    };
    let all: Vec<_> = part_of.map(filled).collect();
    if all.is_empty() { vec![own] } else { all }
}

fn fields(register: &'static Register, item: Item) -> impl Iterator<Item = &'static Field> {
    register.fields.iter().filter(move |field| field.item == Some(item))
}

fn whose(register: &'static Register, row: &Row) -> BTreeSet<(usize, &'static str, &'static str)> {
    let mut all = BTreeSet::new();
    for field in fields(register, Item::Subjects) {
        let (Kind::Several(options), Some(value)) = (field.kind, row.get(register, field.name)) else {
            continue;
        };
        let said = options.codes.iter().enumerate().filter(|(_, code)| value.says(code));
        all.extend(said.map(|(_, code)| subject(options, code)));
    }
    all
}

/// A group of people: of the list that all registers share where it is in it, so that it is the same everywhere.
fn subject(options: &'static Options, code: &'static str) -> (usize, &'static str, &'static str) {
    use varsam_model::register::lists::SUBJECTS;
    match SUBJECTS.codes.iter().position(|one| *one == code) {
        Some(place) => (place, SUBJECTS.name, code),
        None => (SUBJECTS.codes.len(), options.name, code),
    }
}

fn data(register: &'static Register, row: &Row) -> BTreeSet<String> {
    let of_class = |field: &&Field| field.kind == Kind::Several(&DATA);
    let values =
        fields(register, Item::Data).filter(of_class).filter_map(|field| row.get(register, field.name));
    values.flat_map(Value::all).cloned().collect()
}

/// Who handles what is in a place, what they are called and where they are.
fn handler(sight: &Sight, register: &'static Register, row: &Row) -> (Handler, String, Option<&'static str>) {
    let mut links = fields(register, Item::Recipients).filter_map(|field| {
        let Kind::Link(code) = field.kind else { return None };
        let id: Id<id::Record> = row.get(register, field.name)?.text()?.parse().ok()?;
        Some((Register::of(code)?, id))
    });
    let Some((linked, id)) = links.next() else {
        // What somebody provides is not handled by the organiser alone, though no processor is named.
        let is_provided = register.field("provider").is_some();
        let handler = if is_provided { Handler::Unknown } else { Handler::Own };
        return (handler, String::new(), country(register, row));
    };
    match sight.row(linked, id) {
        Some(row) => (Handler::Entry(linked.code, id), row.title.clone(), country(linked, row)),
        None => (Handler::Withheld, String::new(), None),
    }
}

/// In which country, as far as an entry says so.
fn country(register: &'static Register, row: &Row) -> Option<&'static str> {
    let mut said = fields(register, Item::Transfers).filter_map(|field| {
        let value = row.get(register, field.name).filter(|_| field.kind == Kind::Choice(&COUNTRY))?;
        COUNTRY.codes.iter().copied().find(|code| value.says(code))
    });
    said.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_of_registers_that_there_are() {
        for code in CARRIERS {
            let register = Register::of(code).unwrap();
            assert!(
                fields(register, Item::Recipients).any(|field| matches!(field.kind, Kind::Link(_))),
                "{code}"
            );
        }
        assert!(COUNTRY.codes.contains(&UNKNOWN));
    }
}
