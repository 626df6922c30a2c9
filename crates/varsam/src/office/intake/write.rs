//! Writing people: new ones by the hundred, changed ones after all has come, ended ones with an end.

use super::arrival::{belongs, home, memberships, merged};
use super::persons::{Printed, within};
use super::run::Intake;
use super::{Arrival, Stopped, state};
use crate::office::{CHILD, Entry, register};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::person::{Person, Responsible};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Fault, Filter, Head, Membership, Origin, Tenant};

/// How many people are changed in one change.
const BATCH: usize = 500;

/// How often somebody is read again whom somebody else changed at the same moment.
const TRIES: usize = 3;

/// The kind of origin that people have.
pub(super) const PERSON: &str = "person";

/// Somebody responsible for a child that is not here yet. Data class: school.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    child: Id<id::Person>,
    responsible: Responsible,
}

/// Those who wait for a child: by child, with the record that says so.
pub(super) async fn waiting(
    tenant: &Tenant<'_>,
) -> Result<HashMap<Uuid, Vec<(Id<id::Record>, Responsible)>>, Fault> {
    let (mut found, mut after): (HashMap<Uuid, Vec<_>>, _) = (HashMap::new(), None);
    loop {
        let filter =
            Filter { register: register::WAITING, state: "open", after, limit: 1000, ..Filter::default() };
        let page = tenant.list::<Waiting>(&filter).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(last.head.id);
        for document in page {
            let Waiting { child, responsible } = document.body;
            found.entry(child.uuid()).or_default().push((document.head.id, responsible));
        }
    }
}

impl Intake<'_> {
    /// Writes people of whom nothing is known yet. Keys and numbers come first: either without a record does no harm, and the
    /// next try finds the same ids.
    pub(super) async fn write_new(&mut self, new: Vec<Printed>) -> Result<(), Stopped> {
        if new.is_empty() {
            return Ok(());
        }
        self.note_civics(new.iter().map(|one| &one.arrival)).await?;
        let now = self.desk.now();
        let (mut records, mut members, mut origins, mut linked) = (vec![], vec![], vec![], vec![]);
        let mut links = Vec::new();
        for mut one in new {
            let id = one.arrival.person.id.uuid();
            let unit = home(&one.arrival.person, self.today).or(self.homes.get(&id).copied());
            let unit = if let Some(unit) = unit {
                unit
            } else {
                self.unplaced.push(id);
                self.top()?
            };
            if let Some(waiting) = self.persons.waiting.remove(&id) {
                for (record, responsible) in waiting {
                    linked.push(record);
                    one.arrival.person.responsibles.push(responsible);
                }
                one.body = serde_json::to_vec(&one.arrival.person).map_err(anyhow::Error::from)?;
            }
            let state = if self.arriving.contains(&unit.uuid()) { state::ACTIVE } else { state::ARRIVING };
            members.extend(memberships(&one.arrival, now));
            origins.push(self.origin(id, one.print));
            records.push((Entry::head(&one.arrival.person, unit).in_state(state), one.body));
            if !one.arrival.children.is_empty() {
                links.push(one.arrival);
            }
        }
        let sealed = self.desk.tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        change.join_many(&once(members)).await?;
        change.note_origins(&self.desk.source, &origins).await?;
        change.restate(&linked, "open", "linked").await?;
        change.commit().await?;
        for origin in origins {
            self.persons.met(origin.id, origin.print);
        }
        self.link(&links).await
    }

    pub(super) fn origin(&self, id: Uuid, print: i64) -> Origin {
        let outside = self.outsides.get(&id).copied().unwrap_or(id);
        Origin { id, outside, kind: PERSON.to_owned(), print }
    }

    /// Notes identity numbers, so that the next source finds the same people.
    pub(super) async fn note_civics<'b>(
        &self,
        arrivals: impl Iterator<Item = &'b Arrival>,
    ) -> Result<(), Stopped> {
        let numbers: Vec<_> = arrivals
            .filter_map(|arrival| Some((arrival.person.civic?.exposed(), arrival.person.id)))
            .collect();
        let numbers: Vec<_> = numbers.iter().map(|(number, id)| (number.as_str(), *id)).collect();
        self.desk.tenant.index_numbers(&numbers).await?;
        Ok(())
    }

    /// Writes the people who were held back.
    pub(super) async fn write_held(&mut self, wanted: &HashSet<Uuid>) -> Result<(), Stopped> {
        let mut held = std::mem::take(&mut self.persons.held);
        held.retain(|id, _| wanted.contains(id) || self.persons.joined.contains(id));
        let mut held: Vec<_> = held.into_values().collect();
        held.sort_by_key(|(arrival, _)| arrival.person.id);
        for some in held.chunks(BATCH) {
            self.note_civics(some.iter().map(|(arrival, _)| arrival)).await?;
            let mut tries = TRIES;
            loop {
                tries -= 1;
                match self.change_some(some).await {
                    Err(Stopped::Store(Fault::Changed)) if tries > 0 => {}
                    done => break done?,
                }
            }
            let links = some.iter().filter(|_| self.terms.has_children);
            let links: Vec<_> = links.map(|(arrival, _)| arrival.clone()).collect();
            self.unlink(&links).await?;
            self.link(&links).await?;
            self.progress.add(some.len());
        }
        Ok(())
    }

    async fn change_some(&mut self, some: &[(Arrival, i64)]) -> Result<(), Stopped> {
        let ids: Vec<_> = some.iter().map(|(arrival, _)| arrival.person.id.of()).collect();
        let known = self.desk.tenant.read_many::<Person>(&ids).await?;
        let mut known: HashMap<_, _> =
            known.into_iter().map(|document| (document.body.id, document)).collect();
        let (mut records, mut members, mut left, mut origins) = (vec![], vec![], vec![], vec![]);
        let now = self.desk.now();
        for (arrival, print) in some {
            let Some(document) = known.remove(&arrival.person.id) else { continue };
            if [state::QUARANTINED, state::PROTECTED].contains(&document.head.state.as_str()) {
                continue;
            }
            if !within(&self.terms, document.head.unit, &mut self.persons.elsewhere) {
                continue;
            }
            origins.push(self.origin(document.body.id.uuid(), *print));
            let person = merged(document.body.clone(), arrival.person.clone(), self.terms.has_responsibles);
            let head = self.changed_head(document.head, &person);
            let arrival = Arrival { person, children: arrival.children.clone() };
            left.extend(leaving(&document.body, &arrival.person));
            members.extend(memberships(&arrival, now));
            records.push((head, serde_json::to_vec(&arrival.person).map_err(anyhow::Error::from)?));
        }
        let sealed = self.desk.tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        for (person, place, kind) in left {
            change.leave(person, place, kind).await?;
        }
        change.join_many(&once(members)).await?;
        change.note_origins(&self.desk.source, &origins).await?;
        change.commit().await?;
        Ok(())
    }

    /// Who had ended is back, and who was released is seen.
    fn changed_head(&self, head: Head, person: &Person) -> Head {
        let is_back = [state::ENDED, state::RELEASED].contains(&head.state.as_str());
        let unit =
            home(person, self.today).or(self.homes.get(&person.id.uuid()).copied()).unwrap_or(head.unit);
        let state = if is_back { state::ACTIVE.to_owned() } else { head.state.clone() };
        Head { unit, state, ..head }
    }

    /// Ends people who are gone from the source and come from no other.
    pub(super) async fn end(&mut self, gone: &[Uuid]) -> Result<(), Stopped> {
        for some in gone.chunks(BATCH) {
            let elsewhere: HashSet<_> =
                self.desk.tenant.from_elsewhere(&self.desk.source, some).await?.into_iter().collect();
            let ids: Vec<_> =
                some.iter().filter(|id| !elsewhere.contains(*id)).map(|id| Id::new(*id)).collect();
            let mut records = Vec::new();
            let mut left = Vec::new();
            for mut document in self.desk.tenant.read_many::<Person>(&ids).await? {
                if !within(&self.terms, document.head.unit, &mut self.persons.elsewhere) {
                    continue;
                }
                for enrolment in &mut document.body.enrolments {
                    let end = enrolment.period.end.unwrap_or(self.today).min(self.today);
                    enrolment.period.end = Some(end);
                }
                left.extend(self.desk.tenant.places(document.body.id, self.desk.now()).await?);
                let body = serde_json::to_vec(&document.body).map_err(anyhow::Error::from)?;
                records.push((document.head.in_state(state::ENDED), body));
            }
            let sealed = self.desk.tenant.seal(records).await?;
            let mut change = self.desk.change().await?;
            change.put(&sealed).await?;
            for Membership { person, place, kind, .. } in left {
                change.leave(person, place, &kind).await?;
            }
            change.forget_origins(&self.desk.source, some).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Links guardians to their children: at once where the child is here, else when it comes.
    async fn link(&mut self, guardians: &[Arrival]) -> Result<(), Stopped> {
        let mut of_child: HashMap<Uuid, Vec<Responsible>> = HashMap::new();
        for arrival in guardians {
            for (child, relation) in &arrival.children {
                let responsible = Responsible { person: arrival.person.id, relation: relation.clone() };
                of_child.entry(child.uuid()).or_default().push(responsible);
            }
        }
        let ids: Vec<_> = of_child.keys().map(|id| Id::new(*id)).collect();
        let mut records = Vec::new();
        for mut document in self.desk.tenant.read_many::<Person>(&ids).await? {
            let Some(new) = of_child.remove(&document.body.id.uuid()) else { continue };
            if !self.terms.may_touch(document.head.unit) {
                continue;
            }
            let before = document.body.responsibles.clone();
            for responsible in new {
                document.body.responsibles.retain(|other| other.person != responsible.person);
                document.body.responsibles.push(responsible);
            }
            if document.body.responsibles != before {
                let body = serde_json::to_vec(&document.body).map_err(anyhow::Error::from)?;
                records.push((document.head, body));
            }
        }
        let top = self.top()?;
        for (child, responsibles) in of_child {
            for responsible in responsibles {
                let (guardian, child) = (responsible.person, Id::new(child));
                let known = self.persons.waiting.entry(child.uuid()).or_default();
                if known.iter().any(|(_, other)| other.person == guardian) {
                    continue;
                }
                let id = self.desk.store.new_id(self.desk.now())?;
                known.push((id, responsible.clone()));
                let head = Head::about(id, register::WAITING, top, guardian.uuid(), RecordClass::School);
                let body =
                    serde_json::to_vec(&Waiting { child, responsible }).map_err(anyhow::Error::from)?;
                records.push((head.in_state("open"), body));
            }
        }
        for some in chunked(records) {
            let sealed = self.desk.tenant.seal(some).await?;
            let mut change = self.desk.change().await?;
            change.put(&sealed).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Takes guardians from children whom they are not named with any more.
    async fn unlink(&self, guardians: &[Arrival]) -> Result<(), Stopped> {
        for arrival in guardians {
            let guardian = arrival.person.id;
            let named: HashSet<_> = arrival.children.iter().map(|(child, _)| child.uuid()).collect();
            for member in self.desk.tenant.members(guardian.uuid(), self.desk.now(), None, u32::MAX).await? {
                if member.kind != CHILD || named.contains(&member.person.uuid()) {
                    continue;
                }
                let mut change = self.desk.change().await?;
                change.leave(member.person, guardian.uuid(), CHILD).await?;
                for mut child in self.desk.tenant.read_many::<Person>(&[member.person.of()]).await? {
                    child.body.responsibles.retain(|other| other.person != guardian);
                    change.update(&child.head, &child.body).await?;
                }
                change.commit().await?;
            }
        }
        Ok(())
    }
}

/// The memberships that a person loses with a change.
fn leaving(before: &Person, after: &Person) -> Vec<(Id<id::Person>, Uuid, &'static str)> {
    let mut left = Vec::new();
    for old in &before.enrolments {
        if !after.enrolments.iter().any(|new| new.unit == old.unit && !new.cancelled) {
            left.push((before.id, old.unit.uuid(), belongs::PUPIL));
        }
    }
    for old in &before.responsibles {
        if !after.has_responsible(old.person) {
            left.push((before.id, old.person.uuid(), CHILD));
        }
    }
    left
}

/// Each membership once: one statement may not write the same row twice.
fn once(mut members: Vec<Membership>) -> Vec<Membership> {
    members.sort_by(|a, b| (a.place, &a.kind, a.person).cmp(&(b.place, &b.kind, b.person)));
    members.dedup_by(|a, b| a.place == b.place && a.kind == b.kind && a.person == b.person);
    members
}

fn chunked<T>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let mut all = all.into_iter();
    std::iter::from_fn(move || {
        let some: Vec<_> = all.by_ref().take(BATCH).collect();
        (!some.is_empty()).then_some(some)
    })
}
