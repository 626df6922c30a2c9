//! The directory: people and units of an organiser as the store has them. It opens records for whoever asks; whether
//! a reader may see them is asked by [`super::Reader`].

use super::intake::state;
use super::register;
use std::collections::BTreeMap;
use varsam_access::{Object, Place};
use varsam_model::grant::{Grant, HeldPrecondition};
use varsam_model::person::Person;
use varsam_model::unit::Unit;
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Fault, Filter, Head, Tenant};

/// How many records are read at a time.
const PAGE: u32 = 1000;

/// The units of an organiser, and the way to their people.
#[derive(Debug)]
pub struct Directory<'a> {
    tenant: Tenant<'a>,
    organiser: Id<id::Organiser>,
    units: BTreeMap<Id<id::Unit>, Known>,
}

#[derive(Debug)]
struct Known {
    unit: Unit,
    is_fictitious: bool,
    is_ended: bool,
}

/// A person as the directory has them.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The person.
    pub person: Person,
    /// The unit that they belong to.
    pub unit: Id<id::Unit>,
    /// Whether they wait for a decision on a mark of protection, or for the end of an import.
    pub is_quarantined: bool,
}

impl Entry {
    /// The head of a person's record: the record has the person's id.
    pub fn head(person: &Person, unit: Id<id::Unit>) -> Head {
        let state = if person.mark.is_protected() { state::QUARANTINED } else { state::ACTIVE };
        Head::about(person.id.of(), register::PERSON, unit, person.id.uuid(), RecordClass::Identity)
            .in_state(state)
    }

    /// Whether they are in no list, whoever reads it.
    pub fn is_hidden(&self) -> bool {
        self.is_quarantined || self.person.mark.is_protected()
    }

    /// What is asked about when this person is.
    pub fn object(&self, directory: &Directory<'_>) -> Object {
        let mut object = Object::new(directory.place(self.unit), RecordClass::Identity).about(self.person.id);
        object.is_quarantined = self.is_quarantined;
        object.is_marked = self.person.mark.is_protected();
        object
    }
}

impl<'a> Directory<'a> {
    /// Reads the units of an organiser.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(tenant: Tenant<'a>, organiser: Id<id::Organiser>) -> Result<Self, Fault> {
        let (mut units, mut after) = (BTreeMap::new(), None);
        loop {
            let filter = Filter { register: register::UNIT, after, limit: PAGE, ..Filter::default() };
            let page = tenant.list::<Unit>(&filter).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.head.id);
            // What an import has not ended with is not here yet.
            for document in page.into_iter().filter(|unit| unit.head.state != state::ARRIVING) {
                let is_fictitious = document.head.state == "fictitious";
                let is_ended = document.head.state == state::ENDED;
                units.insert(document.body.id, Known { unit: document.body, is_fictitious, is_ended });
            }
        }
        Ok(Self { tenant, organiser, units })
    }

    /// All units that there still are, by name.
    pub fn units(&self) -> Vec<&Unit> {
        let there = self.units.values().filter(|known| !known.is_ended);
        let mut units: Vec<_> = there.map(|known| &known.unit).collect();
        units.sort_by_key(|unit| unit.name.to_lowercase());
        units
    }

    /// A unit.
    pub fn unit(&self, id: Id<id::Unit>) -> Option<&Unit> {
        self.units.get(&id).map(|known| &known.unit)
    }

    /// Where a unit stands: what is above it, and whether it is made up.
    pub fn place(&self, unit: Id<id::Unit>) -> Place {
        let parent = |id: &Id<id::Unit>| self.units.get(id).and_then(|known| known.unit.parent);
        // A tree that bites its own tail ends somewhere, too.
        let above = std::iter::successors(parent(&unit), parent).take(self.units.len()).collect();
        let is_fictitious = self.units.get(&unit).is_some_and(|known| known.is_fictitious);
        Place { organiser: self.organiser, unit, above, is_fictitious }
    }

    /// A person.
    ///
    /// # Errors
    /// `Missing` when there is none of that id, or another fault of the store.
    pub async fn person(&self, id: Id<id::Person>) -> Result<Entry, Fault> {
        Ok(entry(self.tenant.read::<Person>(id.of()).await?))
    }

    /// The people of a unit, page by page; those whose mark waits for a decision are in no list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people(&self, unit: Id<id::Unit>) -> Result<Vec<Entry>, Fault> {
        let (mut people, mut after) = (Vec::new(), None);
        loop {
            let units = [unit];
            let (register, state) = (register::PERSON, state::ACTIVE);
            let filter = Filter { register, state, units: &units, after, limit: PAGE, ..Filter::default() };
            let page = self.tenant.list::<Person>(&filter).await?;
            let Some(last) = page.last() else { return Ok(people) };
            after = Some(last.head.id);
            people.extend(page.into_iter().map(entry));
        }
    }

    /// All grants, in the order in which they were given.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_grants(&self) -> Result<Vec<Grant>, Fault> {
        let filter = Filter { register: register::GRANT, limit: PAGE, ..Filter::default() };
        let grants = self.tenant.list::<Grant>(&filter).await?;
        Ok(grants.into_iter().map(|document| document.body).collect())
    }

    /// The grants of somebody, and what they fulfil.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn grants(&self, person: Id<id::Person>) -> Result<(Vec<Grant>, Vec<HeldPrecondition>), Fault> {
        let about =
            |register| Filter { register, subject: Some(person.uuid()), limit: PAGE, ..Filter::default() };
        let grants = self.tenant.list::<Grant>(&about(register::GRANT)).await?;
        let held = self.tenant.list::<HeldPrecondition>(&about(register::COMPETENCE)).await?;
        let bodies = |document: varsam_store::Document<_>| document.body;
        Ok((
            grants.into_iter().map(bodies).collect(),
            held.into_iter().map(|document| document.body).collect(),
        ))
    }
}

fn entry(document: varsam_store::Document<Person>) -> Entry {
    let head = document.head;
    let is_quarantined =
        [state::QUARANTINED, state::ARRIVING, state::RELEASED].contains(&head.state.as_str());
    Entry { person: document.body, unit: head.unit, is_quarantined }
}
