//! Linking guardians to their children: at once where the child is here, else when it comes.

use super::run::{Intake, json};
use super::{Arrival, Stopped, state};
use crate::office::{CHILD, register};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use varsam_model::person::{Person, Responsible};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Document, Fault, Filter, Head, Tenant};

/// How many are written in one change.
const BATCH: usize = 500;

/// The units that somebody may import to; all, where nothing is said.
type Only = Option<BTreeSet<Id<id::Unit>>>;

/// Somebody responsible for a child that is not here yet. Data class: school.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    child: Id<id::Person>,
    responsible: Responsible,
    /// Where the child has to come to: whoever said so has nothing to say elsewhere.
    #[serde(default)]
    only: Only,
}

/// The same, as it waits.
#[derive(Debug)]
pub(super) struct Waits {
    record: Id<id::Record>,
    responsible: Responsible,
    only: Only,
}

impl Waits {
    /// Whether it counts for a child who comes to a unit.
    fn counts_at(&self, unit: Id<id::Unit>) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&unit))
    }
}

/// Those who wait for a child, by child.
pub(super) async fn waiting(tenant: &Tenant<'_>) -> Result<HashMap<Uuid, Vec<Waits>>, Fault> {
    let filter = Filter { register: register::WAITING, state: "open", limit: u32::MAX, ..Filter::default() };
    let mut found: HashMap<Uuid, Vec<_>> = HashMap::new();
    for document in tenant.list::<Waiting>(&filter).await? {
        let (record, Waiting { child, responsible, only }) = (document.head.id, document.body);
        found.entry(child.uuid()).or_default().push(Waits { record, responsible, only });
    }
    Ok(found)
}

impl Intake<'_> {
    /// Links guardians to the children whom they came with.
    pub(super) async fn link(&mut self, guardians: &[Arrival]) -> Result<(), Stopped> {
        let mut of_child: HashMap<Uuid, Vec<Responsible>> = HashMap::new();
        for arrival in guardians {
            for (child, relation) in &arrival.children {
                let responsible = Responsible { person: arrival.person.id, relation: relation.clone() };
                of_child.entry(child.uuid()).or_default().push(responsible);
            }
        }
        let ids: Vec<_> = of_child.keys().map(|id| Id::new(*id)).collect();
        let mut records = Vec::new();
        for mut document in self.desk.tenant.read_many::<Person>(register::PERSON, &ids).await? {
            let Some(new) = of_child.remove(&document.body.id.uuid()) else { continue };
            if !self.may_link(&document) {
                continue;
            }
            let before = document.body.responsibles.clone();
            for responsible in new {
                document.body.responsibles.retain(|other| other.person != responsible.person);
                document.body.responsibles.push(responsible);
            }
            if document.body.responsibles != before {
                let body = json(&document.body)?;
                records.push((document.head, body));
            }
        }
        // By what the list calls them the children are known again when they come.
        let called = of_child.keys().filter_map(|child| Some((*child, self.learnt.get(child)?)));
        let called =
            called.flat_map(|(child, keys)| keys.iter().map(move |key| (key.clone(), Id::new(child))));
        self.index(called.collect()).await?;
        let mut withdrawn = Vec::new();
        for (child, responsibles) in of_child {
            for responsible in responsibles {
                records.extend(self.wait(child, responsible, &mut withdrawn)?);
            }
        }
        self.withdraw(&withdrawn).await?;
        for some in chunked(records) {
            let sealed = self.desk.tenant.seal(some).await?;
            let mut change = self.desk.change().await?;
            change.put(&sealed).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Those who wait for a child who comes to a unit become responsible for it. Gives what has come to its end with that.
    pub(super) fn answer_for(&self, child: &mut Person, unit: Id<id::Unit>) -> Vec<Id<id::Record>> {
        let waiting = self.persons.waiting.get(&child.id.uuid()).into_iter().flatten();
        let mut linked = Vec::new();
        for wait in waiting.filter(|wait| wait.counts_at(unit)) {
            child.responsibles.retain(|other| other.person != wait.responsible.person);
            child.responsibles.push(wait.responsible.clone());
            linked.push(wait.record);
        }
        linked
    }

    /// Forgets who has come to the end of waiting.
    pub(super) fn answered(&mut self, linked: &[Id<id::Record>]) {
        if linked.is_empty() {
            return;
        }
        for waiting in self.persons.waiting.values_mut() {
            waiting.retain(|wait| !linked.contains(&wait.record));
        }
    }

    /// Whether a list may say who is responsible for a child: of nobody who is out of sight, and nowhere but where whoever
    /// ordered the import may touch people.
    fn may_link(&self, child: &Document<Person>) -> bool {
        self.terms.may_touch(child.head.unit) && !state::is_barred(&child.head.state)
    }

    /// The record of somebody who waits for a child; none if they do already. What was said otherwise before is withdrawn.
    fn wait(
        &mut self,
        child: Uuid,
        responsible: Responsible,
        withdrawn: &mut Vec<Id<id::Record>>,
    ) -> Result<Option<(Head, Vec<u8>)>, Stopped> {
        let only = &self.terms.only;
        let known = self.persons.waiting.entry(child).or_default();
        if known.iter().any(|of| of.responsible == responsible && of.only == *only) {
            return Ok(None);
        }
        let is_theirs =
            |of: &mut Waits| of.responsible.person == responsible.person && may_withdraw(only, of);
        withdrawn.extend(known.extract_if(.., is_theirs).map(|of| of.record));
        let (record, only) = (self.desk.store.new_id(self.desk.now())?, self.terms.only.clone());
        let (guardian, top) = (responsible.person, self.top()?);
        let wait = Waits { record, responsible: responsible.clone(), only: only.clone() };
        self.persons.waiting.entry(child).or_default().push(wait);
        let head = Head::about(record, register::WAITING, top, guardian.uuid(), RecordClass::School);
        let waiting = Waiting { child: Id::new(child), responsible, only };
        Ok(Some((head.in_state("open"), json(&waiting)?)))
    }

    async fn withdraw(&self, waits: &[Id<id::Record>]) -> Result<(), Stopped> {
        if waits.is_empty() {
            return Ok(());
        }
        let mut change = self.desk.change().await?;
        change.restate(waits, "open", "withdrawn").await?;
        change.commit().await?;
        Ok(())
    }

    /// Withdraws what guardians wait for and are not named with any more.
    async fn unwait(
        &mut self,
        guardians: &HashMap<Id<id::Person>, &HashSet<Id<id::Person>>>,
    ) -> Result<(), Stopped> {
        let (only, mut withdrawn) = (&self.terms.only, Vec::new());
        for (child, waiting) in &mut self.persons.waiting {
            let is_over = |of: &mut Waits| {
                let named = guardians.get(&of.responsible.person);
                named.is_some_and(|named| !named.contains(&Id::new(*child))) && may_withdraw(only, of)
            };
            withdrawn.extend(waiting.extract_if(.., is_over).map(|of| of.record));
        }
        self.withdraw(&withdrawn).await
    }

    /// Takes guardians from children of these units whom they are not named with any more, and from those who have not
    /// come yet. A list of one school says nothing of a child at another.
    pub(super) async fn unlink(
        &mut self,
        guardians: &[(Id<id::Person>, HashSet<Id<id::Person>>)],
    ) -> Result<(), Stopped> {
        self.unwait(&guardians.iter().map(|(guardian, named)| (*guardian, named)).collect()).await?;
        for (guardian, named) in guardians {
            let guardian = *guardian;
            let members = self.desk.tenant.members(guardian.uuid(), self.desk.now(), None, u32::MAX).await?;
            let former = members.into_iter().filter(|of| of.kind == CHILD && !named.contains(&of.person));
            let former: Vec<_> = former.map(|of| of.person.of()).collect();
            for mut child in self.desk.tenant.read_many::<Person>(register::PERSON, &former).await? {
                if !self.may_link(&child) || !self.seen_units.contains(&child.head.unit.uuid()) {
                    continue;
                }
                let mut change = self.desk.change().await?;
                change.leave(child.body.id, guardian.uuid(), CHILD).await?;
                child.body.responsibles.retain(|other| other.person != guardian);
                change.update(&child.head, &child.body).await?;
                change.commit().await?;
            }
        }
        Ok(())
    }
}

/// Whether what somebody waits for is theirs to withdraw who may import to these units.
fn may_withdraw(only: &Only, wait: &Waits) -> bool {
    only.is_none() || wait.only == *only
}

fn chunked<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut all = all.into_iter();
    std::iter::from_fn(move || {
        let some: Vec<_> = all.by_ref().take(BATCH).collect();
        (!some.is_empty()).then_some(some)
    })
}
