//! The directory: people and units of an organiser as the store has them. It opens records for whoever asks; whether
//! a reader may see them is asked by [`super::Reader`].

use super::intake::state;
use super::{Units, calendar, register};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use varsam_access::{Object, Place};
use varsam_model::grant::{Competence, Given, Grant, HeldPrecondition};
use varsam_model::person::Person;
use varsam_model::school::Relation;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Document, Fault, Filter, Head, Tenant};

/// The most children of one guardian.
const MOST: u32 = 100;

/// The states of people who are in no list: they wait for a decision, are kept hidden, or have not come yet.
const HIDDEN: [&str; 4] = [state::QUARANTINED, state::PROTECTED, state::RELEASED, state::ARRIVING];

/// The units of an organiser, and the way to their people.
#[derive(Debug)]
pub struct Directory<'a> {
    /// The organiser's part of the store.
    pub tenant: Tenant<'a>,
    /// The units.
    pub units: Arc<Units>,
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
    /// The state of the record.
    pub(crate) state: String,
    /// How many times the record was written.
    pub version: i64,
}

impl Entry {
    /// The head of a person's record: the record has the person's id.
    pub fn head(person: &Person, unit: Id<id::Unit>) -> Head {
        let state = if person.mark.is_protected() { state::QUARANTINED } else { state::ACTIVE };
        Head::about(person.id.of(), register::PERSON, unit, person.id.uuid(), RecordClass::Identity)
            .in_state(state)
    }

    /// What they are called.
    pub fn name(&self) -> String {
        format!("{} {}", self.person.given, self.person.family)
    }

    /// Whether they may be signed in: they are not waiting for a decision, and have not left.
    pub fn is_here(&self) -> bool {
        !self.is_quarantined && self.state != state::ENDED
    }

    /// Whether they stand in no list, and beside no other's name: they wait for a decision, or have a mark.
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

    /// What is asked about when a mark of theirs is to be decided on, or was.
    pub fn in_queue(&self, directory: &Directory<'_>) -> Object {
        Object { is_quarantined: true, ..self.object(directory) }
    }
}

impl<'a> Directory<'a> {
    /// Reads the units of an organiser. Pages have them from [`super::Reader::directory`], which keeps them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(tenant: Tenant<'a>, organiser: Id<id::Organiser>) -> Result<Self, Fault> {
        Ok(Self { tenant, units: Arc::new(Units::of(tenant, organiser).await?) })
    }

    /// All units in use, by name.
    pub fn units(&self) -> Vec<&Unit> {
        self.units.all()
    }

    /// A unit.
    pub fn unit(&self, id: Id<id::Unit>) -> Option<&Unit> {
        self.units.get(id)
    }

    /// Where a unit stands: what is above it, and whether it is made up.
    pub fn place(&self, unit: Id<id::Unit>) -> Place {
        self.units.place(unit)
    }

    /// A person.
    ///
    /// # Errors
    /// `Missing` when there is none of that id, or another fault of the store.
    pub async fn person(&self, id: Id<id::Person>) -> Result<Entry, Fault> {
        Ok(entry(self.record::<Person>(register::PERSON, id.of()).await?))
    }

    /// Those of these people who are there, by their ids.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn persons(
        &self,
        ids: &[Id<id::Person>],
    ) -> Result<HashMap<Id<id::Person>, Entry>, Fault> {
        let ids: Vec<Id<id::Record>> = ids.iter().map(|id| id.of()).collect();
        let documents = self.tenant.read_many::<Person>(register::PERSON, &ids).await?;
        Ok(documents.into_iter().map(entry).map(|entry| (entry.person.id, entry)).collect())
    }

    /// The people who are in no list, at whichever unit: how many they are shows in no number of a list either. None of them is
    /// opened: the record has the person's id.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn unlisted(&self) -> Result<BTreeSet<Id<id::Person>>, Fault> {
        let mut people = BTreeSet::new();
        for state in HIDDEN {
            let filter = Filter { register: register::PERSON, state, limit: u32::MAX, ..Filter::default() };
            people.extend(self.tenant.bare(&filter).await?.into_iter().map(|head| head.id.of()));
        }
        Ok(people)
    }

    /// The people of a unit, page by page; those whose mark waits for a decision are in no list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people(&self, unit: Id<id::Unit>) -> Result<Vec<Entry>, Fault> {
        self.in_state(unit, state::ACTIVE).await
    }

    /// The people of a unit who have protected personal data, decided. They are shown in no list: this is for whoever may open
    /// one of them and knows who it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn protected(&self, unit: Id<id::Unit>) -> Result<Vec<Entry>, Fault> {
        self.in_state(unit, state::PROTECTED).await
    }

    async fn in_state(&self, unit: Id<id::Unit>, state: &str) -> Result<Vec<Entry>, Fault> {
        let (register, units) = (register::PERSON, &[unit]);
        let people = self.every::<Person>(Filter { register, state, units, ..Filter::default() }).await?;
        Ok(people.into_iter().map(entry).collect())
    }

    /// How many people of a unit are in no list: they wait for a decision, are kept hidden, or have not come yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn hidden(&self, unit: Id<id::Unit>) -> Result<u64, Fault> {
        let (units, mut count) = ([unit], 0);
        for state in HIDDEN {
            let filter = Filter { register: register::PERSON, state, units: &units, ..Filter::default() };
            count += self.tenant.count(&filter).await?;
        }
        Ok(count)
    }

    /// All grants, in the order in which they were given.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn all_grants(&self) -> Result<Vec<Grant>, Fault> {
        let grants = self.every::<Grant>(Filter { register: register::GRANT, ..Filter::default() }).await?;
        Ok(grants.into_iter().map(|document| document.body).collect())
    }

    /// The grants at these units with what became of them; ended ones are left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn given(&self, units: &[Id<id::Unit>]) -> Result<Vec<Document<Given>>, Fault> {
        // To the store, no units mean all units.
        if units.is_empty() {
            return Ok(vec![]);
        }
        self.every(Filter { register: register::GRANT, state: "active", units, ..Filter::default() }).await
    }

    /// The same at all units.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn given_anywhere(&self) -> Result<Vec<Document<Given>>, Fault> {
        self.every(Filter { register: register::GRANT, state: "active", ..Filter::default() }).await
    }

    /// A record of a register.
    ///
    /// # Errors
    /// `Missing` when there is none of that id in it, or another fault of the store.
    pub(crate) async fn record<T: serde::de::DeserializeOwned>(
        &self,
        register: &str,
        id: Id<id::Record>,
    ) -> Result<Document<T>, Fault> {
        let Document { head, body } = self.tenant.read::<serde_json::Value>(id).await?;
        if head.register != register {
            return Err(Fault::Missing);
        }
        Ok(Document { body: serde_json::from_value(body)?, head })
    }

    /// The grants of somebody, and what they fulfil.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn grants(&self, person: Id<id::Person>) -> Result<(Vec<Grant>, Vec<HeldPrecondition>), Fault> {
        let about = |register| Filter { register, subject: Some(person.uuid()), ..Filter::default() };
        let grants = self.every::<Grant>(about(register::GRANT)).await?;
        let held = self.every::<HeldPrecondition>(about(register::COMPETENCE)).await?;
        let (grants, held) = (grants.into_iter(), held.into_iter());
        Ok((grants.map(|one| one.body).collect(), held.map(|one| one.body).collect()))
    }

    /// The grants of these people, by whose they are.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn grants_of(
        &self,
        people: &[Id<id::Person>],
    ) -> Result<HashMap<Id<id::Person>, Vec<Grant>>, Fault> {
        let mut grants: HashMap<_, Vec<_>> = HashMap::new();
        for document in self.about::<Grant>(register::GRANT, people).await? {
            grants.entry(document.body.person).or_default().push(document.body);
        }
        Ok(grants)
    }

    /// What these people fulfil, by whose it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn fulfilled_by(
        &self,
        people: &[Id<id::Person>],
    ) -> Result<HashMap<Id<id::Person>, Vec<HeldPrecondition>>, Fault> {
        Ok(by_person(self.about(register::COMPETENCE, people).await?))
    }

    async fn about<T: serde::de::DeserializeOwned>(
        &self,
        register: &str,
        people: &[Id<id::Person>],
    ) -> Result<Vec<Document<T>>, Fault> {
        // Nobody twice: what is about them would be, too.
        let subjects: BTreeSet<_> = people.iter().map(|person| person.uuid()).collect();
        let subjects: Vec<_> = subjects.into_iter().collect();
        self.tenant.about_many(register, &subjects).await
    }

    /// What somebody was trained in, certified or licensed for, and how it is known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn competences(&self, person: Id<id::Person>) -> Result<Vec<Document<Competence>>, Fault> {
        let (register, subject) = (register::COMPETENCE, Some(person.uuid()));
        self.every(Filter { register, subject, ..Filter::default() }).await
    }

    /// What everybody fulfils, by whose it is.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn fulfilled(&self) -> Result<HashMap<Id<id::Person>, Vec<HeldPrecondition>>, Fault> {
        let filter = Filter { register: register::COMPETENCE, ..Filter::default() };
        Ok(by_person(self.every(filter).await?))
    }

    /// The children that somebody answers for, as far as these pages may say so: not those who are protected, since it
    /// may be the guardian from whom they are.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn children(&self, guardian: Id<id::Person>, now: Instant) -> Result<Vec<Entry>, Fault> {
        let mut children = Vec::new();
        for member in self.tenant.members(guardian.uuid(), now, None, MOST).await? {
            let child = match self.person(member.person).await {
                Ok(child) => child,
                Err(Fault::Missing | Fault::Erased) => continue,
                Err(fault) => return Err(fault),
            };
            if member.kind == CHILD && !child.is_hidden() && is_in_custody(&child.person, guardian, now) {
                children.push(child);
            }
        }
        Ok(children)
    }

    /// All records that a filter finds.
    pub(crate) async fn every<T: serde::de::DeserializeOwned>(
        &self,
        filter: Filter<'_>,
    ) -> Result<Vec<Document<T>>, Fault> {
        self.tenant.list(&Filter { limit: u32::MAX, ..filter }).await
    }
}

fn by_person(fulfilled: Vec<Document<HeldPrecondition>>) -> HashMap<Id<id::Person>, Vec<HeldPrecondition>> {
    let mut held: HashMap<_, Vec<_>> = HashMap::new();
    for document in fulfilled {
        held.entry(document.body.person).or_default().push(document.body);
    }
    held
}

/// What a child is to those who answer for it, among the memberships.
pub(crate) const CHILD: &str = "child";

/// Whether somebody has custody of a child who is not of age yet.
fn is_in_custody(child: &Person, guardian: Id<id::Person>, now: Instant) -> bool {
    let custody = [Relation::Custodian, Relation::Trustee];
    let is_responsible = child
        .responsibles
        .iter()
        .any(|responsible| responsible.person == guardian && custody.contains(&responsible.relation));
    is_responsible && !child.born.is_some_and(|born| calendar::is_of_age(born, calendar::day(now)))
}

fn entry(document: Document<Person>) -> Entry {
    let head = document.head;
    let is_quarantined =
        [state::QUARANTINED, state::ARRIVING, state::RELEASED].contains(&head.state.as_str());
    Entry { person: document.body, unit: head.unit, is_quarantined, state: head.state, version: head.version }
}
