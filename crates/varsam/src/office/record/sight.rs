//! What a reader sees of the registers that say something in the record.

use super::{BEHIND, Fact, PROCESSING, ROWS, is_row};
use crate::office::registers::{self, Row, Shelf};
use crate::office::{Office, Reader};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::{ALL, Area, Register};
use varsam_model::unit::Unit;
use varsam_model::{Id, id};
use varsam_store::Fault;

/// What a reader sees of the registers, and the units whose record is looked at.
pub(crate) struct Sight {
    shelves: BTreeMap<&'static str, Sees>,
    /// The units at which rows are looked for.
    scope: BTreeSet<Id<id::Unit>>,
}

/// What is seen of a register.
struct Sees {
    shelf: Arc<Shelf>,
    units: Arc<BTreeSet<Id<id::Unit>>>,
}

impl Sight {
    /// What a reader may do all of this with, at a unit: its own entries, those below, and those above, which hold there
    /// too. Where none is asked for, the one that the reader works with; else all.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        (office, reader): (&Office, &Reader),
        acts: &[Action],
        asked: Option<Id<id::Unit>>,
    ) -> Result<Self, Fault> {
        let (mut shelves, mut areas) = (BTreeMap::new(), BTreeMap::<Area, Arc<BTreeSet<_>>>::new());
        for register in ALL {
            if register.fields.iter().any(|field| field.item.is_some()) {
                let units = areas.entry(register.area).or_insert_with(|| may(office, reader, register, acts));
                let units = Arc::clone(units);
                let shelf = office.shelf(reader.session.organiser, register).await?;
                shelves.insert(register.code, Sees { shelf, units });
            }
        }
        let scope = scope(reader, shelves.values().flat_map(|sees| sees.units.iter().copied()), asked);
        Ok(Self { shelves, scope })
    }

    /// Whether nothing is seen of the register of processing activities: then there is no record.
    pub(crate) fn is_empty(&self) -> bool {
        self.shelves.get(PROCESSING).is_none_or(|sees| sees.units.is_empty())
    }

    /// The units that the record can be narrowed to, by name.
    pub(crate) fn units<'a>(&self, reader: &'a Reader) -> Vec<&'a Unit> {
        let seen =
            |unit: &&Unit| self.shelves.get(PROCESSING).is_some_and(|sees| sees.units.contains(&unit.id));
        reader.units.all().into_iter().filter(seen).collect()
    }

    /// An entry at hand, if it is seen.
    pub(crate) fn row(&self, register: &Register, id: Id<id::Record>) -> Option<&Row> {
        let sees = self.shelves.get(register.code)?;
        sees.shelf.get(id).filter(|row| sees.units.contains(&row.unit))
    }

    /// The entries of a register that are seen at the units that are looked at, by what they are called.
    pub(crate) fn entries(&self, code: &str) -> Vec<&Arc<Row>> {
        let Some(sees) = self.shelves.get(code) else { return vec![] };
        let is_here = |row: &&Arc<Row>| sees.units.contains(&row.unit) && self.scope.contains(&row.unit);
        sees.shelf.rows().iter().filter(is_here).collect()
    }

    /// All entries that are rows of the record, in its order.
    pub(crate) fn rows(&self) -> Vec<(&'static Register, Id<id::Record>)> {
        let registers = ROWS.iter().filter_map(|code| Register::of(code));
        let rows = registers.flat_map(|register| {
            let rows = self.entries(register.code).into_iter();
            rows.filter(|row| is_row(register, &row.state)).map(|row| (register, row.id)).collect::<Vec<_>>()
        });
        rows.collect()
    }

    /// Whether a row of the record at this unit is looked at.
    pub(crate) fn is_here(&self, unit: Id<id::Unit>) -> bool {
        self.scope.contains(&unit)
    }

    /// The entries behind which others stand that are not seen.
    pub(crate) fn withheld(&self) -> BTreeSet<Id<id::Record>> {
        let (_, code, field) = BEHIND;
        let Some((register, sees)) = Register::of(code).zip(self.shelves.get(code)) else {
            return BTreeSet::new();
        };
        let unseen = sees.shelf.rows().iter().filter(|row| !sees.units.contains(&row.unit));
        let unseen = unseen.filter(|row| !register.is_ended(&row.state));
        unseen.filter_map(|row| row.get(register, field)?.text()?.parse().ok()).collect()
    }

    /// What stands behind an entry, as far as it is seen and holds.
    pub(super) fn behind(&self, fact: &Fact) -> Vec<(&'static Register, Id<id::Record>)> {
        let (of, code, field) = BEHIND;
        let Some((register, sees)) = Register::of(code).zip(self.shelves.get(code)) else { return vec![] };
        if fact.register.code != of {
            return vec![];
        }
        let id = fact.id.to_string();
        let leads = |row: &&Arc<Row>| row.get(register, field).is_some_and(|value| value.says(&id));
        sees.shelf.rows().iter().filter(leads).map(|row| (register, row.id)).collect()
    }
}

/// Whether a reader may do all of this with processing activities somewhere: then there is a record for it.
pub(crate) fn may_anywhere(office: &Office, reader: &Reader, acts: &[Action]) -> bool {
    Register::of(PROCESSING).is_some_and(|register| !may(office, reader, register, acts).is_empty())
}

/// The units at which a reader may do all of this with entries of a register.
fn may(
    office: &Office,
    reader: &Reader,
    register: &Register,
    acts: &[Action],
) -> Arc<BTreeSet<Id<id::Unit>>> {
    let of = acts.iter().map(|act| registers::units(office, reader, register, *act).into_iter().collect());
    Arc::new(of.reduce(|all: BTreeSet<_>, one| &all & &one).unwrap_or_default())
}

fn scope(
    reader: &Reader,
    seen: impl Iterator<Item = Id<id::Unit>>,
    asked: Option<Id<id::Unit>>,
) -> BTreeSet<Id<id::Unit>> {
    let units = &reader.units;
    let seen: BTreeSet<_> = seen.collect();
    // What a made-up school does is no processing of anybody's data; whoever sees nothing else sees that.
    let is_real = |unit: &Id<id::Unit>| !units.place(*unit).is_fictitious;
    let has_real = seen.iter().any(is_real);
    let is_near = |unit: &Id<id::Unit>| {
        asked.or(reader.chosen).is_none_or(|of| units.is_within(*unit, of) || units.is_within(of, *unit))
    };
    seen.into_iter().filter(|unit| is_near(unit) && (is_real(unit) || !has_real)).collect()
}
