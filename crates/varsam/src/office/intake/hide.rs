//! Taking people out of sight: their record goes into quarantine, and a task says so to those who decide.

use super::marks::{MarkTask, OPEN, TaskKind, tasks_of};
use super::persons::within;
use super::run::Intake;
use super::{Arrival, Stopped, state};
use crate::office::Entry;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::person::Person;
use varsam_model::{Id, Mark};
use varsam_store::{Deed, Document, Fault, Head};

use super::arrival::{home, merged};

/// How many are hidden in one change.
const BATCH: usize = 200;

/// How often somebody is read again whom somebody else changed at the same moment.
const TRIES: usize = 3;

/// Somebody with a mark, and what came with it, if anything may be known.
pub(super) struct Marked {
    pub(super) id: Uuid,
    pub(super) mark: Mark,
    pub(super) arrival: Option<Arrival>,
}

impl Intake<'_> {
    /// Takes people out of sight, now.
    pub(super) async fn hide(&mut self, marked: Vec<Marked>) -> Result<(), Stopped> {
        for one in &marked {
            self.persons.newly.insert(one.id, one.mark);
            self.persons.held.remove(&one.id);
        }
        if self.desk.is_dry() {
            return Ok(());
        }
        for some in marked.chunks(BATCH) {
            let mut tries = TRIES;
            loop {
                tries -= 1;
                match self.hide_some(some).await {
                    Err(Stopped::Store(Fault::Changed)) if tries > 0 => {}
                    done => break done?,
                }
            }
        }
        Ok(())
    }

    async fn hide_some(&mut self, marked: &[Marked]) -> Result<(), Stopped> {
        let tenant = self.desk.tenant;
        let ids: Vec<_> = marked.iter().map(|one| Id::new(one.id)).collect();
        let known = tenant.read_many::<Person>(&ids).await?;
        let known: HashMap<_, _> =
            known.into_iter().map(|document| (document.body.id.uuid(), document)).collect();
        let mut records = Vec::with_capacity(marked.len() * 2);
        let (mut deeds, mut hidden) = (Vec::with_capacity(marked.len()), Vec::new());
        for one in marked {
            let document = known.get(&one.id);
            let (head, person) = self.hidden(one, document)?;
            if !within(&self.terms, head.unit, &mut self.persons.elsewhere) {
                continue;
            }
            hidden.push(one);
            deeds.push(Deed::new("hide_person").at(head.unit).object(one.id));
            let unit = head.unit;
            records.push((head, json(&person)?));
            records.push(self.task(one.id, one.mark, TaskKind::Came, unit, document.is_some()).await?);
        }
        // The source knows them: that it shows no mark any more, or nobody, is to be noticed.
        let strange = hidden.iter().filter(|one| !self.persons.known.contains_key(&one.id));
        let origins: Vec<_> = strange.map(|one| self.origin(one.id, 0)).collect();
        let sealed = tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        change.note_origins(&self.desk.source, &origins).await?;
        for deed in deeds {
            change.log(deed).await?;
        }
        change.commit().await?;
        for origin in origins {
            self.persons.met(origin.id, 0);
        }
        self.note_civics(hidden.iter().filter_map(|one| one.arrival.as_ref())).await
    }

    /// The record of somebody who is to be out of sight.
    fn hidden(&self, one: &Marked, known: Option<&Document<Person>>) -> Result<(Head, Person), Stopped> {
        let came = one.arrival.as_ref().map(|arrival| arrival.person.clone());
        let unit = came.as_ref().and_then(|person| home(person, self.today));
        let mut person = match (known.map(|document| document.body.clone()), came) {
            (Some(known), Some(came)) => merged(known, came, self.terms.has_responsibles),
            (Some(known), None) => known,
            (None, Some(came)) => came,
            (None, None) => Person::named(Id::new(one.id), "", "", one.mark),
        };
        person.mark = one.mark;
        let unit = known.map(|document| document.head.unit).or(unit);
        let unit = unit.or(self.homes.get(&one.id).copied()).map_or_else(|| self.top(), Ok)?;
        let head = known.map_or_else(|| Entry::head(&person, unit), |document| document.head.clone());
        Ok((head.in_state(state::QUARANTINED), person))
    }

    /// A task; the one that waits about the same person already is told anew.
    async fn task(
        &self,
        person: Uuid,
        mark: Mark,
        kind: TaskKind,
        unit: Id<varsam_model::id::Unit>,
        may_wait: bool,
    ) -> Result<(Head, Vec<u8>), Stopped> {
        let waits = if may_wait { tasks_of(&self.desk.tenant, person).await? } else { Vec::new() };
        let waits = waits.into_iter().find(|task| task.head.state == OPEN);
        let (person, at) = (Id::new(person), self.desk.now());
        let task = MarkTask { person, source: self.desk.source.clone(), mark, kind, at, decision: None };
        let head = match waits {
            Some(waits) => waits.head,
            None => task.head(self.desk.store.new_id(at)?, unit),
        };
        Ok((head, json(&task)?))
    }

    /// Makes the tasks for those whose mark is gone from the source, or who are gone themselves.
    pub(super) async fn ask(&self, who: Vec<(Uuid, Mark, TaskKind)>) -> Result<(), Stopped> {
        for (id, mark, kind) in who {
            let Some(head) = self.desk.tenant.heads(&[Id::new(id)]).await?.pop() else { continue };
            let task = self.task(id, mark, kind, head.unit, true).await?;
            let sealed = self.desk.tenant.seal(vec![task]).await?;
            let mut change = self.desk.change().await?;
            change.put(&sealed).await?;
            change.log(Deed::new("mark_gone").at(head.unit).object(id)).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// The marks that stood on references, and on records of which nothing else is told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn marks(&mut self, marked: &[varsam_model::unit::Marked]) -> Result<(), Stopped> {
        let mut urgent = Vec::new();
        let mut seen = HashSet::new();
        for one in marked {
            let id = self.alias(one.person.uuid());
            let mark = self.persons.counts(id, one.mark);
            self.persons.seen_marked(id, mark);
            if !mark.is_protected() {
                continue;
            }
            self.persons.held.remove(&id);
            if self.persons.is_urgent(id, mark) && seen.insert(id) {
                urgent.push(Marked { id, mark, arrival: None });
            }
        }
        self.hide(urgent).await
    }
}

fn json(body: &impl serde::Serialize) -> Result<Vec<u8>, Stopped> {
    Ok(serde_json::to_vec(body).map_err(anyhow::Error::from)?)
}
