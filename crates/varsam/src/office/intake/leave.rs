//! Leaving: those who are gone from the source, and the roles that end with their assignment (ACM-59).

use super::persons::within;
use super::run::{Intake, json};
use super::{Stopped, state};
use crate::office::{grants, register};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::grant::Given;
use varsam_model::person::Person;
use varsam_model::{Id, Role, id};
use varsam_store::{Change, Document, Filter, Membership};

/// How many are ended in one change.
const BATCH: usize = 500;

/// The roles that people hold, by person.
type Held = HashMap<Uuid, Vec<Document<Given>>>;

impl Intake<'_> {
    /// Ends people who are gone from the source, if it was what brought them and no other knows them. Of the others it takes
    /// what it had said: that they work here, or that they answer for a child. Whoever administers the system stays:
    /// nobody would be left to mend it.
    pub(super) async fn end(&mut self, gone: &[Uuid]) -> Result<(), Stopped> {
        let mut held = if gone.is_empty() { Held::new() } else { self.held(None).await? };
        for some in gone.chunks(BATCH) {
            let known = self.stays(some).await?;
            let stays = |id: &Uuid| known.contains(id) || held.get(id).is_some_and(|of| administers(of));
            let (stay, leave): (Vec<_>, Vec<_>) = some.iter().copied().partition(stays);
            if self.terms.has_children {
                let nobody = stay.iter().map(|id| (Id::new(*id), HashSet::new()));
                self.unlink(&nobody.collect::<Vec<_>>()).await?;
            }
            let (records, left) = self.ended(&leave).await?;
            let ended: HashSet<_> = records.iter().map(|(head, _)| head.id.uuid()).collect();
            let sealed = self.desk.tenant.seal(records).await?;
            let mut change = self.desk.change().await?;
            change.put(&sealed).await?;
            for Membership { person, place, kind, .. } in left {
                change.leave(person, place, &kind).await?;
            }
            for id in some {
                let grants = held.remove(id).unwrap_or_default();
                self.end_grants(&mut change, grants, ended.contains(id)).await?;
            }
            change.forget_origins(&self.desk.source, some).await?;
            change.commit().await?;
        }
        Ok(())
    }

    /// Who of those that are gone from the source stays: another one knows them, or they were here before it told of them.
    pub(super) async fn stays(&self, gone: &[Uuid]) -> Result<HashSet<Uuid>, Stopped> {
        let known = self.desk.tenant.from_elsewhere(&self.desk.source, gone).await?;
        Ok(known.into_iter().chain(gone.iter().copied().filter(|id| self.persons.was_here(*id))).collect())
    }

    /// The records of those who leave, and where they belonged.
    async fn ended(
        &mut self,
        leave: &[Uuid],
    ) -> Result<(Vec<(varsam_store::Head, Vec<u8>)>, Vec<Membership>), Stopped> {
        let ids: Vec<_> = leave.iter().map(|id| Id::new(*id)).collect();
        let (mut records, mut left) = (Vec::new(), Vec::new());
        for mut document in self.desk.tenant.read_many::<Person>(register::PERSON, &ids).await? {
            if !within(&self.terms, document.head.unit, &mut self.persons.elsewhere) {
                continue;
            }
            for enrolment in &mut document.body.enrolments {
                let end = enrolment.period.end.unwrap_or(self.today).min(self.today);
                enrolment.period.end = Some(end);
            }
            left.extend(self.desk.tenant.places(document.body.id, self.desk.now()).await?);
            let body = json(&document.body)?;
            records.push((document.head.in_state(state::ENDED), body));
        }
        Ok((records, left))
    }

    /// Ends the roles of somebody who is gone with a mark: somebody decides on the mark, and the assignment is over all the same.
    pub(super) async fn end_roles(
        &self,
        change: &mut Change<'_>,
        person: Id<id::Person>,
    ) -> Result<(), Stopped> {
        let held = self.held(Some(person.uuid())).await?;
        self.end_grants(change, held.into_values().flatten().collect(), true).await
    }

    async fn end_grants(
        &self,
        change: &mut Change<'_>,
        grants: Vec<Document<Given>>,
        is_gone: bool,
    ) -> Result<(), Stopped> {
        for grant in grants {
            let of = &grant.body.grant;
            let is_work = ![Role::Guardian, Role::Pupil].contains(&of.role);
            let is_over = is_gone || (is_work && self.terms.says_who_works);
            if is_over && of.role != Role::SystemAdministrator && self.terms.may_touch(of.unit) {
                grants::end_within(change, grant, Some(self.desk.by), self.desk.now()).await?;
            }
        }
        Ok(())
    }

    /// The roles that somebody holds, or everybody.
    async fn held(&self, subject: Option<Uuid>) -> Result<Held, Stopped> {
        let (register, state) = (register::GRANT, state::ACTIVE);
        let filter = Filter { register, state, subject, limit: u32::MAX, ..Filter::default() };
        let mut held = Held::new();
        for grant in self.desk.tenant.list::<Given>(&filter).await? {
            held.entry(grant.body.grant.person.uuid()).or_default().push(grant);
        }
        Ok(held)
    }
}

fn administers(held: &[Document<Given>]) -> bool {
    held.iter().any(|grant| grant.body.grant.role == Role::SystemAdministrator)
}
