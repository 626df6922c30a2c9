//! The units of an organiser: what stands below what. They are few and asked for with every request, so they are kept
//! until the register of units looks otherwise: another server may have written to it.

use super::register;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use varsam_access::Place;
use varsam_model::deadline::OfficeHours;
use varsam_model::unit::Unit;
use varsam_model::{Id, id};
use varsam_store::{Document, Fault, Filter, Stamp, Tenant};

/// The states of a unit's record. A made-up school stays made up when it is closed.
pub(crate) mod state {
    /// In use.
    pub(crate) const ACTIVE: &str = "active";
    /// A made-up school, for training and for technicians.
    pub(crate) const FICTITIOUS: &str = "fictitious";
    /// No longer in use.
    pub(crate) const CLOSED: &str = "closed";
    /// Made up, and no longer in use.
    pub(crate) const FICTITIOUS_CLOSED: &str = "fictitious_closed";
    /// Came in an import that has not ended yet: nobody sees it.
    pub(crate) const ARRIVING: &str = "arriving";
}

/// The units of an organiser, as they were at one moment.
#[derive(Debug)]
pub struct Units {
    organiser: Id<id::Organiser>,
    stamp: Stamp,
    known: BTreeMap<Id<id::Unit>, Known>,
}

#[derive(Debug)]
struct Known {
    unit: Unit,
    is_fictitious: bool,
    is_closed: bool,
}

impl Units {
    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(tenant: Tenant<'_>, organiser: Id<id::Organiser>) -> Result<Self, Fault> {
        // The stamp first: what is written in between is read anew the next time.
        let stamp = tenant.stamp(register::UNIT).await?;
        let filter = Filter { register: register::UNIT, limit: u32::MAX, ..Filter::default() };
        let read = tenant.list::<Unit>(&filter).await?.into_iter();
        // What an import has not ended with is not here yet.
        let known = read.filter(|unit| unit.head.state != state::ARRIVING).map(entry).collect();
        Ok(Self { organiser, stamp, known })
    }

    /// What the register of units looked like when they were read.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// All that are in use, by name.
    pub fn all(&self) -> Vec<&Unit> {
        let open = self.known.values().filter(|known| !known.is_closed);
        let mut units: Vec<_> = open.map(|known| &known.unit).collect();
        units.sort_by_cached_key(|unit| (unit.name.to_lowercase(), unit.id));
        units
    }

    /// The ids of those that are closed.
    pub fn closed(&self) -> impl Iterator<Item = Id<id::Unit>> {
        self.known.iter().filter(|(_, known)| known.is_closed).map(|(id, _)| *id)
    }

    /// One, closed or not.
    pub fn get(&self, id: Id<id::Unit>) -> Option<&Unit> {
        self.known.get(&id).map(|known| &known.unit)
    }

    /// What it is called; empty where there is none.
    pub fn name(&self, id: Id<id::Unit>) -> &str {
        self.get(id).map_or("", |unit| unit.name.as_str())
    }

    /// When the office of a unit is open: as it says, else as the nearest above it does.
    pub fn hours(&self, unit: Id<id::Unit>) -> OfficeHours {
        let above = self.place(unit).above;
        let said = std::iter::once(unit).chain(above).find_map(|unit| self.get(unit)?.hours);
        said.unwrap_or_default()
    }

    /// The organiser's own, where what belongs to no school is done.
    pub fn top(&self) -> Option<&Unit> {
        let open = self.known.values().filter(|known| !known.is_closed).map(|known| &known.unit);
        let tops = open.filter(|unit| unit.parent.is_none());
        tops.min_by_key(|unit| (unit.name.to_lowercase(), unit.id))
    }

    /// Where a unit stands: what is above it, and whether it is made up.
    pub fn place(&self, unit: Id<id::Unit>) -> Place {
        let parent = |id: &Id<id::Unit>| self.known.get(id).and_then(|known| known.unit.parent);
        // A tree that bites its own tail ends somewhere, too.
        let above = std::iter::successors(parent(&unit), parent).take(self.known.len()).collect();
        let is_fictitious = self.known.get(&unit).is_some_and(|known| known.is_fictitious);
        Place { organiser: self.organiser, unit, above, is_fictitious }
    }

    /// The units where what concerns this one is kept too: all above it. A made-up school learns nothing of a real
    /// organiser from below (ACM-52).
    pub fn above(&self, unit: Id<id::Unit>) -> Vec<Id<id::Unit>> {
        let is_made_up = |unit: &Id<id::Unit>| self.known.get(unit).is_some_and(|known| known.is_fictitious);
        let is_shown = |above: &Id<id::Unit>| is_made_up(above) || !is_made_up(&unit);
        self.place(unit).above.into_iter().filter(is_shown).collect()
    }

    /// Whether `unit` is `top` or stands below it.
    pub fn is_within(&self, unit: Id<id::Unit>, top: Id<id::Unit>) -> bool {
        unit == top || self.place(unit).above.contains(&top)
    }

    /// A unit and all those below it that are in use.
    pub fn within(&self, top: Id<id::Unit>) -> Vec<Id<id::Unit>> {
        self.all().into_iter().map(|unit| unit.id).filter(|unit| self.is_within(*unit, top)).collect()
    }

    /// Those directly below, by name.
    pub fn below(&self, id: Id<id::Unit>) -> Vec<&Unit> {
        self.all().into_iter().filter(|unit| unit.parent == Some(id)).collect()
    }
}

fn entry(document: Document<Unit>) -> (Id<id::Unit>, Known) {
    let is_fictitious = document.head.state.starts_with(state::FICTITIOUS);
    let is_closed = document.head.state.ends_with(state::CLOSED);
    (document.body.id, Known { unit: document.body, is_fictitious, is_closed })
}

/// The units of each organiser, kept.
#[derive(Debug, Default)]
pub(super) struct KeptUnits(RwLock<HashMap<Id<id::Organiser>, Arc<Units>>>);

impl KeptUnits {
    /// Those of an organiser, read anew when anything was written since.
    pub(super) async fn of(
        &self,
        tenant: Tenant<'_>,
        organiser: Id<id::Organiser>,
    ) -> Result<Arc<Units>, Fault> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&organiser).cloned();
        if let Some(kept) = kept
            && kept.stamp == tenant.stamp(register::UNIT).await?
        {
            return Ok(kept);
        }
        let read = Arc::new(Units::of(tenant, organiser).await?);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(organiser, Arc::clone(&read));
        Ok(read)
    }
}
