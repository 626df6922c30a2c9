//! Taking people out of sight: their record goes into quarantine, and a task says so to those who decide. The task is
//! the only trace: an entry in the log would tell whoever reads it that there is a mark.

use super::marks::{MarkTask, OPEN, TaskKind, tasks_of};
use super::persons::{Lost, within};
use super::run::{Intake, json};
use super::{Arrival, Stopped, state};
use crate::office::{Entry, register};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::civic::CivicNumber;
use varsam_model::person::Person;
use varsam_model::{Id, Mark, id};
use varsam_store::{Document, Head};

use super::arrival::{home, merged};

/// How many are hidden in one change.
const BATCH: usize = 200;

/// Somebody with a mark, and what came with it, if anything may be known.
pub(super) struct Marked {
    pub(super) id: Uuid,
    pub(super) mark: Mark,
    pub(super) arrival: Option<Arrival>,
}

/// A record to be written, and whether there is something to decide.
struct Hiding {
    head: Head,
    person: Person,
    is_news: bool,
    /// Whether there was a record before.
    is_known: bool,
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
            tried!(self.hide_some(some))?;
        }
        Ok(())
    }

    async fn hide_some(&mut self, marked: &[Marked]) -> Result<(), Stopped> {
        let hiding = self.hiding(marked).await?;
        let ids: Vec<_> = hiding.iter().map(|one| one.person.id.uuid()).collect();
        let mut records = Vec::with_capacity(hiding.len() * 2);
        self.note_numbers(hiding.iter().map(|one| &one.person)).await?;
        for Hiding { head, person, is_news, is_known } in hiding {
            let (id, unit) = (person.id, head.unit);
            records.push((head, json(&person)?));
            if is_news {
                let (head, task) =
                    self.task_of(id.uuid(), person.mark, TaskKind::Came, unit, is_known).await?;
                records.push((head, json(&task)?));
            }
        }
        // The source knows them: that it shows no mark any more, or nobody, is to be noticed.
        let strange = ids.into_iter().filter(|id| !self.persons.known.contains_key(id));
        let origins: Vec<_> = strange.map(|id| self.origin(id, 0)).collect();
        let sealed = self.desk.tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        change.note_origins(&self.desk.source, &origins).await?;
        change.commit().await?;
        for origin in origins {
            self.persons.met(origin.id, 0);
        }
        Ok(())
    }

    /// What has to be written about each; nothing about what is no person, and of nobody who may not be touched.
    async fn hiding(&mut self, marked: &[Marked]) -> Result<Vec<Hiding>, Stopped> {
        let ids: Vec<_> = marked.iter().map(|one| Id::new(one.id)).collect();
        let heads = self.desk.tenant.heads(&ids).await?.into_iter();
        let others: HashSet<_> =
            heads.filter(|head| head.register != register::PERSON).map(|head| head.id).collect();
        let known = self.desk.tenant.read_many::<Person>(register::PERSON, &ids).await?;
        let known: HashMap<_, _> =
            known.into_iter().map(|document| (document.body.id.uuid(), document)).collect();
        let mut hiding = Vec::with_capacity(marked.len());
        for one in marked.iter().filter(|one| !others.contains(&Id::new(one.id))) {
            let one = self.hidden(one, known.get(&one.id))?;
            if within(&self.terms, one.head.unit, &mut self.persons.elsewhere) {
                hiding.push(one);
            }
        }
        Ok(hiding)
    }

    /// The record of somebody who is to be out of sight, where they belong now: whoever has moved is nobody's business at
    /// the school that they left. A mark is made stronger, never weaker, and a decision stands as long as it is no stronger.
    fn hidden(&self, one: &Marked, known: Option<&Document<Person>>) -> Result<Hiding, Stopped> {
        let came = one.arrival.as_ref().map(|arrival| arrival.person.clone());
        let unit = came.as_ref().and_then(|person| home(person, self.today));
        let mut person = match (known.map(|document| document.body.clone()), came) {
            (Some(known), Some(came)) => merged(known, came, &self.terms),
            (Some(known), None) => known,
            (None, Some(came)) => came,
            (None, None) => Person::named(Id::new(one.id), "", "", one.mark),
        };
        let before = known.filter(|document| state::is_barred(&document.head.state));
        let was = before.map_or(Mark::None, |document| document.body.mark);
        let is_news = one.mark > was || before.is_some_and(|document| document.body.marks.is_empty());
        person.mark = one.mark.max(was);
        person.marks.insert(self.desk.source.clone(), one.mark);
        let unit = unit.or(known.map(|document| document.head.unit));
        let unit = unit.or(self.homes.get(&one.id).copied()).map_or_else(|| self.top(), Ok)?;
        let head = known.map_or_else(|| Entry::head(&person, unit), |document| document.head.clone());
        let state = if is_news { state::QUARANTINED.to_owned() } else { head.state.clone() };
        Ok(Hiding { head: Head { unit, state, ..head }, person, is_news, is_known: known.is_some() })
    }

    /// A task; the one that waits about the same person already is told anew.
    async fn task_of(
        &self,
        person: Uuid,
        mark: Mark,
        kind: TaskKind,
        unit: Id<id::Unit>,
        may_wait: bool,
    ) -> Result<(Head, MarkTask), Stopped> {
        let waits = if may_wait { tasks_of(&self.desk.tenant, person).await? } else { Vec::new() };
        let waits = waits.into_iter().find(|task| task.head.state == OPEN);
        let (person, at) = (Id::new(person), self.desk.now());
        let source = self.desk.source.clone();
        let task = MarkTask { person, source, mark, kind, at, has_left: false, decision: None };
        let head = match waits {
            Some(waits) => Head { unit, ..waits.head },
            None => task.head(self.desk.store.new_id(at)?, unit),
        };
        Ok((head, task))
    }

    /// Notes of whom the source says no mark any more. Where none is left, somebody has to decide: no import lifts one.
    pub(super) async fn let_go(&mut self, lost: Vec<Lost>) -> Result<(), Stopped> {
        for one in lost {
            tried!(self.let_go_one(&one))?;
        }
        Ok(())
    }

    async fn let_go_one(&mut self, one: &Lost) -> Result<(), Stopped> {
        let tenant = self.desk.tenant;
        let found = tenant.read_many::<Person>(register::PERSON, &[Id::new(one.id)]).await?.pop();
        let Some(mut document) = found.filter(|found| state::is_barred(&found.head.state)) else {
            return Ok(());
        };
        let unit = document.head.unit;
        if !within(&self.terms, unit, &mut self.persons.elsewhere) {
            return Ok(());
        }
        document.body.marks.remove(&self.desk.source);
        let mut records = vec![(document.head, json(&document.body)?)];
        // Somebody whom another source knows, or who was here before, has not left with this one.
        let has_left = one.kind == TaskKind::Gone && !self.stays(&[one.id]).await?.contains(&one.id);
        if one.is_last {
            let (head, task) = self.task_of(one.id, one.mark, one.kind, unit, true).await?;
            records.push((head, json(&MarkTask { has_left, ..task })?));
        }
        let sealed = tenant.seal(records).await?;
        let mut change = self.desk.change().await?;
        change.put(&sealed).await?;
        if one.kind == TaskKind::Gone {
            change.forget_origins(&self.desk.source, &[one.id]).await?;
            if has_left {
                self.end_roles(&mut change, document.body.id).await?;
            }
        }
        change.commit().await?;
        Ok(())
    }

    /// The marks that stood on references, and on records of which nothing else is told.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn marks(&mut self, marked: &[varsam_model::unit::Marked]) -> Result<(), Stopped> {
        let numbers = marked.iter().filter_map(|one| Some((self.alias(one.person.uuid()), one.civic?)));
        let numbers: Vec<(Uuid, CivicNumber)> = numbers.collect();
        self.match_numbers(&numbers).await?;
        let (mut urgent, mut seen) = (Vec::new(), HashSet::new());
        for (id, mark) in self.all_marked(marked).await? {
            if self.persons.is_erased(id) {
                continue;
            }
            let mark = self.persons.counts(id, mark);
            self.persons.seen_marked(id, mark);
            if !mark.is_protected() {
                continue;
            }
            self.persons.held.remove(&id);
            if seen.insert(id) && self.persons.is_urgent(id, mark, None) {
                urgent.push(Marked { id, mark, arrival: None });
            }
        }
        self.hide(urgent).await?;
        // By the hash of their number the next source finds that they are hidden; the number itself is not kept.
        let numbers = numbers.into_iter().map(|(id, civic)| (self.alias(id), civic.exposed()));
        let numbers = numbers.filter(|(id, _)| !self.persons.erased.contains(id));
        self.index(numbers.map(|(id, number)| (number, Id::new(id))).collect()).await
    }

    /// Who is marked: those whom the source names, and whoever has the number of one whom it has named without it before.
    async fn all_marked(&self, marked: &[varsam_model::unit::Marked]) -> Result<Vec<(Uuid, Mark)>, Stopped> {
        let numbers: Vec<_> = marked.iter().filter_map(|one| Some(one.civic?.exposed())).collect();
        let whose: HashMap<_, _> = self.desk.tenant.whose_numbers(&numbers).await?.into_iter().collect();
        let mut all = Vec::with_capacity(marked.len());
        for one in marked {
            let id = self.alias(one.person.uuid());
            let other = one.civic.and_then(|civic| whose.get(&civic.exposed())).map(|other| other.uuid());
            all.push((id, one.mark));
            all.extend(other.filter(|other| *other != id).map(|other| (other, one.mark)));
        }
        Ok(all)
    }
}
