//! Files: a table as it was handed over, read with a mapping and taken in.

use super::desk::Desk;
use super::ids::{Asked, Known, Resolved, name};
use super::run::all_units;
use super::{Arrival, Breached, Intake, Progress, Stopped, Tally, Terms};
use crate::office::register;
use crate::office::units::state;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;
use varsam_model::import::{self as list, Limits, Mapping, Reading, RowFault, Scope};
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, id};
use varsam_scan::table::{self, Refused, Table};
use varsam_store::{Document, Tenant};

/// How many people are taken at a time.
const BATCH: usize = 2000;

/// How many faults are kept: who has more looks at the mapping first.
const FAULTS: usize = 500;

/// How much of a text file is read for its first rows, in bytes, and how many rows of a workbook.
const GLIMPSE: (usize, usize) = (256 * 1024, 50);

/// What parts the cells of a text file.
const DELIMITERS: [char; 4] = [';', '\t', ',', '|'];

/// A table, with the row of its heads.
#[derive(Debug)]
pub struct Sheet {
    /// The heads.
    pub heads: Vec<String>,
    /// What parts the cells, in a text file.
    pub delimiter: char,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Text(String),
    Table(Table),
}

/// What was found in a file, and what was done or would be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// How many rows were read.
    pub rows: usize,
    /// How many were left out.
    pub left_out: usize,
    /// What is wrong, by row; the first of them.
    pub faults: Vec<RowFault>,
    /// How many faults there are in all.
    pub fault_count: usize,
    /// What was done, or would be.
    pub tally: Tally,
    /// The limit that stops it.
    pub breached: Option<Breached>,
}

/// Reads what was handed over.
///
/// # Errors
/// When it is no table, or too large.
pub fn look(bytes: &[u8]) -> Result<Sheet, Refused> {
    if table::is_archive(bytes) {
        Ok(table_of(table::workbook(bytes)?))
    } else {
        text_of(table::text(bytes)?)
    }
}

/// Reads the first rows of what was looked at before.
pub(crate) fn glimpse(bytes: &[u8]) -> Result<Sheet, Refused> {
    if table::is_archive(bytes) {
        return Ok(table_of(table::first_rows(bytes, GLIMPSE.1)?));
    }
    text_of(table::text(bytes.get(..GLIMPSE.0).unwrap_or(bytes))?)
}

fn table_of(table: Table) -> Sheet {
    let heads = table.rows().next().unwrap_or_default();
    Sheet { heads, delimiter: ';', body: Body::Table(table) }
}

fn text_of(text: String) -> Result<Sheet, Refused> {
    let first = text.lines().next().unwrap_or_default();
    let count = |delimiter: &char| first.matches(*delimiter).count();
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(';');
    let mut sheet = Sheet { heads: Vec::new(), delimiter, body: Body::Text(text) };
    let heads = sheet.lines().next().unwrap_or_default();
    if heads.len() > table::COLUMNS {
        return Err(Refused::TooLarge);
    }
    sheet.heads = heads;
    Ok(sheet)
}

impl Sheet {
    /// The rows after the heads, empty ones too, so that they count as a spreadsheet counts them.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Vec<String>> + '_> {
        match &self.body {
            Body::Table(table) => Box::new(table.rows().skip(1)),
            Body::Text(_) => Box::new(self.lines().skip(1)),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Vec<String>> + '_ {
        let text = if let Body::Text(text) = &self.body { text.as_bytes() } else { &[] };
        let mut builder = csv::ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(u8::try_from(self.delimiter).unwrap_or(b';'));
        let mut records = builder.from_reader(text).into_records();
        let (mut line, mut gap, mut next) = (1, 0_u64, None);
        std::iter::from_fn(move || {
            if next.is_none() {
                let record = records.next()?.ok()?;
                // The reader passes over empty lines; a spreadsheet counts them.
                let at = record.position().map_or(line, csv::Position::line);
                gap = at.saturating_sub(line);
                let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
                line = at + 1 + breaks as u64;
                // One more than there can be heads, so that it is seen that there are more.
                next = Some(record.iter().take(table::COLUMNS + 1).map(str::to_owned).collect());
            }
            if gap > 0 {
                gap -= 1;
                return Some(Vec::new());
            }
            next.take()
        })
    }
}

/// Takes a file in, or, at a dry desk, finds out what would be done.
///
/// # Errors
/// When the store fails; a limit that stops it is in what was found.
pub async fn take_in(
    desk: &Desk<'_>,
    sheet: &Arc<Sheet>,
    mapping: &Mapping,
    is_let_through: bool,
    only: Option<BTreeSet<Id<id::Unit>>>,
    progress: &Progress,
) -> Result<Found, Stopped> {
    let Read { reading, known_units, learnt } = read(desk, sheet, mapping, only.as_ref()).await?;
    progress.expect(reading.persons.len());
    let mut found = Found {
        rows: reading.rows,
        left_out: reading.faults.iter().filter(|fault| fault.left_out).count(),
        fault_count: reading.faults.len(),
        faults: reading.faults.iter().take(FAULTS).cloned().collect(),
        ..Found::default()
    };
    if found.rows == 0 {
        return Ok(found);
    }
    let mut terms = terms(mapping, &reading, is_let_through, only);
    let mut is_first = true;
    loop {
        let round = round(desk, (&reading, &learnt), mapping, &known_units, terms.clone(), progress);
        match Box::pin(round).await {
            Ok((tally, again)) => {
                if is_first {
                    found.tally = tally;
                }
                if !again || desk.is_dry() {
                    return Ok(found);
                }
            }
            Err(Stopped::Breached(breached)) => {
                found.tally = breached.tally;
                found.breached = Some(*breached);
                return Ok(found);
            }
            Err(stopped) => return Err(stopped),
        }
        // Its figures have been seen, and the limits held.
        (is_first, terms.is_let_through) = (false, true);
    }
}

/// What the absence of somebody means depends on what the sheet is of, and on whether every row could be read.
fn terms(
    mapping: &Mapping,
    reading: &Reading,
    is_let_through: bool,
    only: Option<BTreeSet<Id<id::Unit>>>,
) -> Terms {
    let nothing = || Scope::Delta(Vec::new());
    let whole = reading.scope();
    let (persons, groups, duties) = match mapping.sheet {
        list::Sheet::Pupils => (whole.clone(), whole, nothing()),
        list::Sheet::Guardians => (whole, nothing(), nothing()),
        list::Sheet::Staff => (whole.clone(), nothing(), whole),
        list::Sheet::Groups => (nothing(), whole, nothing()),
        list::Sheet::Units => (nothing(), nothing(), nothing()),
    };
    Terms {
        limits: Limits::default(),
        is_let_through,
        scopes: [nothing(), persons, groups, duties],
        is_within_units: true,
        has_responsibles: false,
        has_children: mapping.sheet == list::Sheet::Guardians,
        says_who_works: mapping.sheet == list::Sheet::Staff,
        only,
    }
}

async fn round(
    desk: &Desk<'_>,
    (reading, learnt): (&Reading, &HashMap<Uuid, Vec<String>>),
    mapping: &Mapping,
    known_units: &HashSet<Uuid>,
    terms: Terms,
    progress: &Progress,
) -> Result<(Tally, bool), Stopped> {
    let mut intake = Intake::begin(desk, terms, progress).await?;
    intake.learnt.clone_from(learnt);
    // A list of pupils names schools; what a school is called is for the list of units to say.
    let says_units = mapping.sheet == list::Sheet::Units;
    let units = reading.units.values().filter(|unit| says_units || !known_units.contains(&unit.id.uuid()));
    intake.units(units.cloned().collect()).await?;
    let mut children: HashMap<Id<id::Person>, Vec<_>> = HashMap::new();
    for (child, responsible) in &reading.waiting {
        children.entry(responsible.person).or_default().push((*child, responsible.relation.clone()));
    }
    intake.duties(reading.duties.values().cloned().collect())?;
    let mut batch = Vec::with_capacity(BATCH);
    for person in reading.persons.values() {
        let children = children.remove(&person.id).unwrap_or_default();
        batch.push(Arrival { person: person.clone(), children });
        if batch.len() == BATCH {
            intake.persons(std::mem::take(&mut batch)).await?;
        }
    }
    intake.persons(batch).await?;
    intake.groups(reading.groups.values().cloned().collect())?;
    intake.finish().await
}

/// What a sheet says.
struct Read {
    reading: Reading,
    known_units: HashSet<Uuid>,
    /// What it calls people, and nobody knew yet.
    learnt: HashMap<Uuid, Vec<String>>,
}

/// Reads a sheet twice: first for the keys of people, which are looked up all at once, then for what it says.
async fn read(
    desk: &Desk<'_>,
    sheet: &Arc<Sheet>,
    mapping: &Mapping,
    only: Option<&BTreeSet<Id<id::Unit>>>,
) -> Result<Read, Stopped> {
    let today = desk.today();
    let asked = on_another_core(sheet, mapping, today, Asked::default()).await?.1;
    let keys: Vec<_> = asked.keys.into_iter().collect();
    let known: HashMap<_, _> = desk.tenant.whose_numbers(&keys).await?.into_iter().collect();
    let known: HashMap<_, _> = known.into_iter().map(|(key, person)| (key, person.uuid())).collect();
    let people = renumbered(&desk.tenant, &asked.pairs, &known).await?;
    let mut fresh = Vec::with_capacity(keys.len() - known.len());
    for _ in known.len()..keys.len() {
        fresh.push(desk.store.new_id::<id::Person>(desk.now())?.uuid());
    }
    let mut units = all_units(&desk.tenant).await?;
    let known_units = units.iter().map(|unit| unit.body.id.uuid()).collect();
    units.retain(|unit| only.is_none_or(|only| only.contains(&unit.body.id)));
    let (units, blind) = (called(&units), desk.tenant.blind().await?);
    let ids = Resolved { known, people, fresh, learnt: Vec::new(), units, blind };
    let (reading, ids) = on_another_core(sheet, mapping, today, ids).await?;
    let mut learnt: HashMap<_, Vec<_>> = HashMap::new();
    for (key, id) in ids.learnt {
        learnt.entry(id).or_default().push(key);
    }
    Ok(Read { reading, known_units, learnt })
}

/// Those whose id of the other system came with a number that is not known as theirs.
async fn renumbered(
    tenant: &Tenant<'_>,
    pairs: &BTreeSet<(String, String)>,
    known: &HashMap<String, Uuid>,
) -> Result<HashMap<Uuid, Known>, Stopped> {
    let whose = |(own, civic): &(String, String)| {
        known.get(own).filter(|person| known.get(civic) != Some(*person)).map(|person| Id::new(*person))
    };
    let ids: Vec<Id<id::Record>> = pairs.iter().filter_map(whose).collect();
    let mut people = HashMap::new();
    for ids in ids.chunks(BATCH) {
        for Document { body, .. } in tenant.read_many::<Person>(register::PERSON, ids).await? {
            let (civic, name) = (body.civic.map(|civic| civic.exposed()), name(&body.given, &body.family));
            people.insert(body.id.uuid(), Known { civic, name });
        }
    }
    Ok(people)
}

/// Units by name and by code; none where several are called so. A closed one has its name only as long as no other has it.
fn called(units: &[Document<Unit>]) -> HashMap<String, Option<Uuid>> {
    let is_closed = |unit: &Document<Unit>| unit.head.state.ends_with(state::CLOSED);
    let mut called = HashMap::new();
    for closed in [false, true] {
        let mut these: HashMap<String, Option<Uuid>> = HashMap::new();
        for Document { body: unit, .. } in units.iter().filter(|unit| is_closed(unit) == closed) {
            for key in [Some(&unit.name), unit.code.as_ref()].into_iter().flatten() {
                let is = these.entry(key.trim().to_lowercase()).or_insert(Some(unit.id.uuid()));
                *is = is.filter(|id| *id == unit.id.uuid());
            }
        }
        for (key, is) in these {
            called.entry(key).or_insert(is);
        }
    }
    called
}

async fn on_another_core<I: list::Ids + Send + 'static>(
    sheet: &Arc<Sheet>,
    mapping: &Mapping,
    today: jiff::civil::Date,
    mut ids: I,
) -> Result<(Reading, I), Stopped> {
    let (sheet, mapping) = (Arc::clone(sheet), mapping.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let mut reading = Reading::default();
        reading.sheet(&mapping, &sheet.heads, sheet.rows(), &mut ids, today);
        (reading, ids)
    });
    Ok(reading.await.map_err(anyhow::Error::from)?)
}
