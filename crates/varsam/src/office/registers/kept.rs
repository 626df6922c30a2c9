//! Entries that are kept at hand, so that a list of a hundred thousand is narrowed without unsealing them each time. Long
//! texts, files and secrets are left where they are. A shelf is as the register was when its stamp was read; what was
//! written since is read anew, and no more than that.

use super::attention::Lacks;
use super::marks::Marks;
use super::order::order;
use super::{MEDIUM, UNUSABLE};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use varsam_model::register::{Entry, Field, Kind, Register, Value, Values};
use varsam_model::{Id, Instant, id};
use varsam_store::{Document, Fault, Filter, Stamp, Tenant};

/// How many entries are kept at hand, over all registers and organisers. Two hundred bytes each, and their words.
const MOST: usize = 250_000;

/// How long before the last reading something may have been written that was not committed by then, in seconds.
const OVERLAP: i64 = 300;

/// An entry at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Which.
    pub(crate) id: Id<id::Record>,
    /// Where it belongs.
    pub(crate) unit: Id<id::Unit>,
    /// Where it stands.
    pub(crate) state: String,
    /// When it was made, here or where it was taken over from.
    pub(crate) made: Instant,
    /// When something has to be done about it.
    pub(crate) due: Option<Instant>,
    /// How many times it was written.
    pub(crate) version: i64,
    /// What it lacks.
    pub(crate) lacks: Lacks,
    /// Who could know what is sealed in it.
    pub(crate) known_by: Box<[Id<id::Person>]>,
    /// What it says in the fields that are chosen from a list.
    pub(crate) marks: Marks,
    /// What it is called, and how that is sorted.
    pub(crate) title: String,
    order: String,
    /// Its listed texts in small letters, a line each: what is looked for is looked for here.
    pub(crate) words: Box<str>,
    /// What stands in its fields, by their place in the declaration.
    values: Box<[(u8, Value)]>,
    /// How the lines that lists have columns of are sorted, by the same places.
    keys: Box<[(u8, Box<str>)]>,
}

/// The entries of a register, by what they are called.
#[derive(Debug)]
pub(crate) struct Shelf {
    register: &'static Register,
    look: Look,
    /// By how much the stamp counts more than there is: what was erased and not taken out.
    gone: (i64, i64),
    /// The media that are not to be used, by which the accounts are marked; none while they are not.
    unusable: Option<BTreeSet<Id<id::Record>>>,
    rows: Vec<Arc<Row>>,
    /// Where they stand among them; the same after accounts were marked.
    index: Arc<Index>,
}

/// An entry with its place among all, by what they are called.
pub(super) type Placed<'a> = (usize, &'a Arc<Row>);

/// Where the entries of a shelf stand.
#[derive(Debug)]
struct Index {
    places: HashMap<Id<id::Record>, usize>,
    /// The units that there are entries of, and for each entry which of them: a list is narrowed to what may be seen without
    /// looking at the others.
    units: Vec<Id<id::Unit>>,
    unit_of: Vec<usize>,
    /// For each line that a list was sorted by, the rank of each entry: worked out when somebody first asks.
    lines: Mutex<BTreeMap<u8, Arc<[u32]>>>,
}

/// The rank of an entry with nothing in a line.
pub(super) const UNRANKED: u32 = u32::MAX;

impl Index {
    fn of(rows: &[Arc<Row>]) -> Self {
        let places = rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let units: Vec<_> = rows.iter().map(|row| row.unit).collect::<BTreeSet<_>>().into_iter().collect();
        let at = |row: &Arc<Row>| units.binary_search(&row.unit).unwrap_or(usize::MAX);
        let unit_of = rows.iter().map(at).collect();
        Self { places, units, unit_of, lines: Mutex::default() }
    }
}

/// What a register looked like when it was read: how often it had been written, its stamp, and when that was.
#[derive(Debug, Clone, Copy)]
struct Look {
    turns: i64,
    stamp: Stamp,
    at: Instant,
}

impl Row {
    pub(crate) fn of(register: &Register, document: Document<Entry>) -> Self {
        let Document { head, body } = document;
        let title = register.called(&body.values);
        let listed = register.fields.iter().zip(0_u8..).filter(|(field, _)| field.is_listed());
        let values = listed.filter_map(|(field, at)| Some((at, body.values.get(field.name)?.clone())));
        let lines = register.fields.iter().zip(0_u8..).skip(1);
        let lines = lines.filter(|(field, _)| field.is_column && field.kind == Kind::Text);
        let key = |(field, at): (&Field, u8)| {
            Some((at, order(body.values.get(field.name)?.text()?).into_boxed_str()))
        };
        Self {
            id: head.id,
            unit: head.unit,
            lacks: Lacks::of(register, &body.values, &head.state),
            state: head.state,
            made: body.origin.at,
            due: head.due,
            version: head.version,
            known_by: body.known_by.keys().copied().collect(),
            marks: Marks::of(register, &body.values),
            words: words(register, &body.values),
            keys: lines.filter_map(key).collect(),
            order: order(title),
            title: title.to_owned(),
            values: values.collect(),
        }
    }

    /// What stands in a field, given by its place in the declaration.
    pub(crate) fn at(&self, place: u8) -> Option<&Value> {
        let found = self.values.iter().find(|(at, _)| *at == place);
        found.map(|(_, value)| value)
    }

    /// What stands in a field.
    pub(crate) fn get(&self, register: &Register, field: &str) -> Option<&Value> {
        let place = register.fields.iter().position(|one| one.name == field)?;
        self.at(u8::try_from(place).ok()?)
    }

    /// What is at hand of its values.
    pub(crate) fn values(&self, register: &Register) -> Values {
        let mut values = Values::default();
        for (field, place) in register.fields.iter().zip(0_u8..) {
            values.set(field.name, self.at(place).cloned());
        }
        values
    }

    /// How it is sorted by a line that lists have a column of; none where nothing stands there.
    pub(super) fn key(&self, place: u8) -> Option<&str> {
        let found = self.keys.iter().find(|(at, _)| *at == place);
        found.map(|(_, key)| key.as_ref())
    }

    /// How it is sorted by what it is called.
    pub(crate) fn order(&self) -> (&str, Id<id::Record>) {
        (&self.order, self.id)
    }
}

/// How entries are ranked by a line; of those that say the same, in their order.
fn ranks(rows: &[Arc<Row>], place: u8) -> Arc<[u32]> {
    let keyed = rows.iter().enumerate().filter_map(|(at, row)| Some((row.key(place)?, at)));
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_unstable();
    let mut ranks = vec![UNRANKED; rows.len()];
    for ((_, at), rank) in keyed.into_iter().zip(0_u32..) {
        if let Some(of) = ranks.get_mut(at) {
            *of = rank;
        }
    }
    ranks.into()
}

/// The texts that words are looked for in.
fn words(register: &Register, values: &Values) -> Box<str> {
    let is_text = |field: &&Field| matches!(field.kind, Kind::Text | Kind::Url | Kind::Mail);
    let texts = register.fields.iter().filter(is_text).map(|field| values.text(field.name).to_lowercase());
    texts.collect::<Vec<_>>().join("\n").into()
}

impl Shelf {
    /// All entries, by what they are called.
    pub(crate) fn rows(&self) -> &[Arc<Row>] {
        &self.rows
    }

    /// Those of these units, by what they are called.
    pub(crate) fn of_units(&self, units: &BTreeSet<Id<id::Unit>>) -> impl Iterator<Item = &Arc<Row>> {
        self.at(move |unit| units.contains(&unit)).map(|(_, row)| row)
    }

    /// Those of the units for which this is true, asked once for each unit, each with its place among all.
    pub(super) fn at(&self, is_meant: impl Fn(Id<id::Unit>) -> bool) -> impl Iterator<Item = Placed<'_>> {
        let Index { units, unit_of, .. } = self.index.as_ref();
        let is_seen: Vec<_> = units.iter().map(|unit| is_meant(*unit)).collect();
        let seen = move |at: &usize| is_seen.get(*at).copied().unwrap_or(false);
        let placed = self.rows.iter().enumerate().zip(unit_of);
        placed.filter(move |(_, at)| seen(at)).map(|(placed, _)| placed)
    }

    /// For each entry, by its place, its rank by a line that lists have a column of.
    pub(super) fn lines(&self, place: u8) -> Arc<[u32]> {
        let mut lines = self.index.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(place).or_insert_with(|| ranks(&self.rows, place)))
    }

    /// One of them.
    pub(crate) fn get(&self, id: Id<id::Record>) -> Option<&Row> {
        self.placed(id).map(|(_, row)| row)
    }

    /// The same with its place among all, by what they are called.
    pub(super) fn placed(&self, id: Id<id::Record>) -> Option<(usize, &Row)> {
        let place = *self.index.places.get(&id)?;
        Some((place, self.rows.get(place)?.as_ref()))
    }

    /// Those that are called this, in small letters or large ones.
    pub(crate) fn called(&self, title: &str) -> &[Arc<Row>] {
        let order = order(title.trim());
        let from = self.rows.partition_point(|row| row.order < order);
        let until = self.rows.partition_point(|row| row.order <= order);
        self.rows.get(from..until).unwrap_or_default()
    }

    async fn read(tenant: Tenant<'_>, register: &'static Register, look: Look) -> Result<Self, Fault> {
        let rows = read(tenant, register, None).await?.into_iter().map(Arc::new).collect();
        let mut shelf = Self::put_up(register, look, rows);
        shelf.gone = shelf.differs();
        Ok(shelf)
    }

    fn put_up(register: &'static Register, look: Look, mut rows: Vec<Arc<Row>>) -> Self {
        rows.sort_by(|one, other| one.order().cmp(&other.order()));
        let index = Arc::new(Index::of(&rows));
        Self { register, look, gone: (0, 0), unusable: None, rows, index }
    }

    /// Those of these media that are not to be used.
    pub(super) fn unusable(&self) -> BTreeSet<Id<id::Record>> {
        self.rows.iter().filter(|row| row.state == UNUSABLE).map(|row| row.id).collect()
    }

    /// The same with the accounts marked that are in one of these media, and no others.
    fn marked(&self, unusable: BTreeSet<Id<id::Record>>) -> Self {
        let mark = |row: &Arc<Row>| {
            let medium = row.get(self.register, MEDIUM).and_then(Value::text);
            let medium = medium.and_then(|id| id.parse::<Id<id::Record>>().ok());
            let is_in_one = medium.is_some_and(|id| unusable.contains(&id));
            let lacks = row.lacks.in_medium(is_in_one && !self.register.is_ended(&row.state));
            if lacks == row.lacks { Arc::clone(row) } else { Arc::new(Row { lacks, ..Row::clone(row) }) }
        };
        let rows = self.rows.iter().map(mark).collect();
        let index = Arc::clone(&self.index);
        Self {
            register: self.register,
            look: self.look,
            gone: self.gone,
            unusable: Some(unusable),
            rows,
            index,
        }
    }

    fn differs(&self) -> (i64, i64) {
        let versions: i64 = self.rows.iter().map(|row| row.version).sum();
        let (count, stamp) = (i64::try_from(self.rows.len()).unwrap_or(i64::MAX), self.look.stamp);
        (stamp.count() - count, stamp.versions() - versions)
    }

    /// The same with what was written since; none when that does not account for the stamp, as after an erasure.
    async fn renewed(&self, tenant: Tenant<'_>, look: Look) -> Result<Option<Self>, Fault> {
        let since = self.look.at.plus_seconds(-OVERLAP);
        let written = read(tenant, self.register, Some(since)).await?;
        let mut rows = self.rows.clone();
        for row in written {
            let (id, row) = (row.id, Arc::new(row));
            match self.index.places.get(&id).and_then(|place| rows.get_mut(*place)) {
                Some(place) => *place = row,
                None => rows.push(row),
            }
        }
        let renewed = Self { gone: self.gone, ..Self::put_up(self.register, look, rows) };
        Ok(Some(renewed).filter(|renewed| renewed.differs() == self.gone))
    }
}

async fn read(
    tenant: Tenant<'_>,
    register: &'static Register,
    since: Option<Instant>,
) -> Result<Vec<Row>, Fault> {
    /// How many entries are open at a time: their long texts are not kept.
    const AT_A_TIME: u32 = 5000;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let filter = Filter { register: register.code, since, after, limit: AT_A_TIME, ..Filter::default() };
        let documents = tenant.list::<Entry>(&filter).await?;
        let Some(last) = documents.last() else { return Ok(rows) };
        after = Some(last.head.id);
        rows.extend(documents.into_iter().map(|document| Row::of(register, document)));
    }
}

/// Which shelf.
type Key = (Id<id::Organiser>, &'static str);

/// The shelves at hand.
#[derive(Debug, Default)]
pub(crate) struct KeptShelves(Mutex<Vec<(Key, Arc<Shelf>)>>);

impl KeptShelves {
    /// The shelf of a register, as it is now.
    pub(crate) async fn of(
        &self,
        tenant: Tenant<'_>,
        organiser: Id<id::Organiser>,
        register: &'static Register,
        now: Instant,
    ) -> Result<Arc<Shelf>, Fault> {
        let key = (organiser, register.code);
        // Turns and stamp first: what is written in between is read anew the next time.
        let turns = tenant.turns(register.code).await?;
        let kept = self.taken(key);
        if let Some(shelf) = kept.as_ref().filter(|shelf| shelf.look.turns == turns) {
            return Ok(self.put(key, Arc::clone(shelf)));
        }
        let look = Look { turns, stamp: tenant.stamp(register.code).await?, at: now };
        let renewed = match &kept {
            Some(shelf) => shelf.renewed(tenant, look).await?,
            None => None,
        };
        let shelf = match renewed {
            Some(shelf) => shelf,
            None => Shelf::read(tenant, register, look).await?,
        };
        Ok(self.put(key, Arc::new(shelf)))
    }

    /// A shelf of accounts, by which of their media are not to be used.
    pub(super) fn marked(
        &self,
        organiser: Id<id::Organiser>,
        shelf: Arc<Shelf>,
        unusable: BTreeSet<Id<id::Record>>,
    ) -> Arc<Shelf> {
        if shelf.unusable.as_ref() == Some(&unusable) {
            return shelf;
        }
        self.put((organiser, shelf.register.code), Arc::new(shelf.marked(unusable)))
    }

    fn taken(&self, key: Key) -> Option<Arc<Shelf>> {
        let shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.iter().find(|(of, _)| *of == key).map(|(_, shelf)| Arc::clone(shelf))
    }

    /// Puts one in front; those that were not asked for longest go when there are too many entries.
    fn put(&self, key: Key, shelf: Arc<Shelf>) -> Arc<Shelf> {
        let mut shelves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.retain(|(of, _)| *of != key);
        shelves.insert(0, (key, Arc::clone(&shelf)));
        let mut entries = 0;
        shelves.retain(|(_, shelf)| {
            entries += shelf.rows.len();
            entries <= MOST
        });
        shelf
    }
}
