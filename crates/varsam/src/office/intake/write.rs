//! Writing people: new ones by the hundred, changed ones after all has come, ended ones with an end.

use super::arrival::{belongs, home, memberships, merged};
use super::ids::is_own;
use super::persons::{Printed, within};
use super::run::{Intake, json};
use super::{Arrival, Stopped, state};
use crate::office::{CHILD, Entry, register};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::person::Person;
use varsam_model::{Id, id};
use varsam_store::{Head, Membership, Origin};

/// How many people are changed in one change.
const BATCH: usize = 500;

/// The kind of origin that people have.
pub(super) const PERSON: &str = "person";

/// The same, where somebody was here before the source told of them: it does not end whom it did not bring.
pub(super) const JOINED: &str = "joined";

/// The same, of whom was erased here.
pub(super) const ERASED: &str = "erased";

impl Intake<'_> {
    /// Writes people of whom nothing is known yet. Keys and numbers come first: either without a record does no harm, and the
    /// next try finds the same ids.
    pub(super) async fn write_new(&mut self, new: Vec<Printed>) -> Result<(), Stopped> {
        if new.is_empty() {
            return Ok(());
        }
        self.note_numbers(new.iter().map(|one| &one.arrival.person)).await?;
        let now = self.desk.now();
        let (mut records, mut members, mut origins, mut linked) = (vec![], vec![], vec![], vec![]);
        let (mut links, mut prints) = (Vec::new(), Vec::with_capacity(new.len()));
        for mut one in new {
            let id = one.arrival.person.id.uuid();
            let unit = if let Some(unit) = self.unit_of(&one.arrival.person) {
                unit
            } else {
                self.unplaced.push(id);
                self.top()?
            };
            let answers = self.answer_for(&mut one.arrival.person, unit);
            if !answers.is_empty() {
                one.body = json(&one.arrival.person)?;
                linked.extend(answers);
            }
            members.extend(memberships(&one.arrival, now));
            origins.push(self.origin(id, until_linked(&one.arrival, one.print)));
            prints.push((id, one.print));
            records.push((Entry::head(&one.arrival.person, unit).in_state(state::ARRIVING), one.body));
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
        self.answered(&linked);
        for &(id, print) in &prints {
            self.persons.met(id, print);
        }
        self.link(&links).await?;
        self.note_linked(&links, &prints.into_iter().collect()).await
    }

    /// Notes what came of those who are linked to their children. A round that stops before does it again.
    async fn note_linked(&self, links: &[Arrival], prints: &HashMap<Uuid, i64>) -> Result<(), Stopped> {
        let print = |arrival: &Arrival| prints.get(&arrival.person.id.uuid()).copied().unwrap_or_default();
        let origins: Vec<_> = links.iter().map(|one| self.origin(one.person.id.uuid(), print(one))).collect();
        if origins.is_empty() {
            return Ok(());
        }
        let mut change = self.desk.change().await?;
        change.note_origins(&self.desk.source, &origins).await?;
        change.commit().await?;
        Ok(())
    }

    pub(super) fn origin(&self, id: Uuid, print: i64) -> Origin {
        let outside = self.outsides.get(&id).copied().unwrap_or(id);
        let kind = if self.persons.was_here(id) { JOINED } else { PERSON };
        Origin { id, outside, kind: kind.to_owned(), print }
    }

    /// Notes the identity numbers of people who are written, and what the list calls them, so that the next source finds the
    /// same people. What is noted as another's stays so: anybody may write any number in a list.
    pub(super) async fn note_numbers<'b>(
        &self,
        people: impl Iterator<Item = &'b Person>,
    ) -> Result<(), Stopped> {
        let mut numbers = Vec::new();
        for person in people {
            numbers.extend(person.civic.map(|civic| (civic.exposed(), person.id)));
            let learnt = self.learnt.get(&person.id.uuid()).into_iter().flatten();
            // Whose identity number it is, their record says, not what else stood in a list.
            numbers.extend(learnt.filter(|key| is_own(key)).map(|key| (key.clone(), person.id)));
        }
        self.index(numbers).await
    }

    /// Notes numbers that nobody else has.
    pub(super) async fn index(&self, numbers: Vec<(String, Id<id::Person>)>) -> Result<(), Stopped> {
        if self.desk.is_dry() {
            return Ok(());
        }
        let numbers: Vec<_> = numbers.iter().map(|(number, id)| (number.as_str(), *id)).collect();
        self.desk.tenant.index_new_numbers(&numbers).await?;
        Ok(())
    }

    /// Writes the people who were held back.
    pub(super) async fn write_held(&mut self, wanted: &HashSet<Uuid>) -> Result<(), Stopped> {
        let mut held = std::mem::take(&mut self.persons.held);
        held.retain(|id, _| wanted.contains(id) || self.persons.joined.contains(id));
        let mut held: Vec<_> = held.into_values().collect();
        held.sort_by_key(|(arrival, _)| arrival.person.id);
        for some in held.chunks(BATCH) {
            tried!(self.change_and_link(some))?;
            self.progress.add(some.len());
        }
        Ok(())
    }

    async fn change_and_link(&mut self, some: &[(Arrival, i64)]) -> Result<(), Stopped> {
        self.change_some(some).await?;
        let links = some.iter().filter(|_| self.terms.has_children);
        let links: Vec<_> = links.map(|(arrival, _)| arrival.clone()).collect();
        let named = |arrival: &Arrival| arrival.children.iter().map(|(child, _)| *child).collect();
        let all: Vec<_> = links.iter().map(|arrival| (arrival.person.id, named(arrival))).collect();
        self.unlink(&all).await?;
        self.link(&links).await?;
        let prints = some.iter().map(|(arrival, print)| (arrival.person.id.uuid(), *print)).collect();
        self.note_linked(&links, &prints).await
    }

    async fn change_some(&mut self, some: &[(Arrival, i64)]) -> Result<(), Stopped> {
        let ids: Vec<_> = some.iter().map(|(arrival, _)| arrival.person.id.of()).collect();
        let known = self.desk.tenant.read_many::<Person>(register::PERSON, &ids).await?;
        let mut known: HashMap<_, _> =
            known.into_iter().map(|document| (document.body.id, document)).collect();
        let (mut records, mut members, mut left, mut origins) = (vec![], vec![], vec![], vec![]);
        let (mut changed, mut linked) = (Vec::new(), Vec::new());
        let now = self.desk.now();
        for (arrival, print) in some {
            let Some(document) = known.remove(&arrival.person.id) else { continue };
            if state::is_barred(&document.head.state) {
                continue;
            }
            if !within(&self.terms, document.head.unit, &mut self.persons.elsewhere) {
                continue;
            }
            let print = if self.terms.has_children { 0 } else { *print };
            origins.push(self.origin(document.body.id.uuid(), print));
            let mut person = merged(document.body.clone(), arrival.person.clone(), &self.terms);
            let head = self.changed_head(document.head, &person);
            linked.extend(self.answer_for(&mut person, head.unit));
            let arrival = Arrival { person, children: arrival.children.clone() };
            left.extend(leaving(&document.body, &arrival.person));
            members.extend(memberships(&arrival, now));
            records.push((head, json(&arrival.person)?));
            changed.push(arrival.person);
        }
        self.note_numbers(changed.iter()).await?;
        let sealed = self.desk.tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        for (person, place, kind) in left {
            change.leave(person, place, kind).await?;
        }
        change.join_many(&once(members)).await?;
        change.note_origins(&self.desk.source, &origins).await?;
        change.restate(&linked, "open", "linked").await?;
        change.commit().await?;
        self.answered(&linked);
        Ok(())
    }

    /// Who had ended is back, and who was released is seen.
    fn changed_head(&self, head: Head, person: &Person) -> Head {
        let is_back = [state::ENDED, state::RELEASED].contains(&head.state.as_str());
        let unit = home(person, self.today).or(self.homes.get(&person.id.uuid()).copied());
        let unit = unit.filter(|unit| self.terms.may_touch(*unit)).unwrap_or(head.unit);
        let state = if is_back { state::ACTIVE.to_owned() } else { head.state.clone() };
        Head { unit, state, ..head }
    }
}

/// The fingerprint that is noted before somebody is linked to their children: none that could come.
fn until_linked(arrival: &Arrival, print: i64) -> i64 {
    if arrival.children.is_empty() { print } else { 0 }
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
