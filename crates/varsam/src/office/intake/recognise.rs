//! Recognising people: who they are here, where they belong, and whether they are new.

use super::arrival::home;
use super::persons::Printed;
use super::run::Intake;
use super::{Arrival, Stopped, state};
use crate::office::register;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::civic::CivicNumber;
use varsam_model::person::Person;
use varsam_model::{Id, id};

impl Intake<'_> {
    /// Gives people their ids here: by what the source calls them, or by their identity number.
    pub(super) async fn recognise(&mut self, arrivals: &mut [Arrival]) -> Result<(), Stopped> {
        for arrival in arrivals.iter_mut() {
            arrival.person.id = Id::new(self.alias(arrival.person.id.uuid()));
        }
        let numbers = arrivals.iter().filter_map(|one| Some((one.person.id.uuid(), one.person.civic?)));
        self.match_numbers(&numbers.collect::<Vec<_>>()).await?;
        for arrival in arrivals.iter_mut() {
            arrival.person.id = Id::new(self.alias(arrival.person.id.uuid()));
        }
        for arrival in arrivals {
            for enrolment in &mut arrival.person.enrolments {
                enrolment.unit = Id::new(self.alias(enrolment.unit.uuid()));
            }
            for responsible in &mut arrival.person.responsibles {
                responsible.person = Id::new(self.alias(responsible.person.uuid()));
            }
        }
        Ok(())
    }

    /// Finds those whom the source has not told of before by their identity number. Of two whom the source itself tells apart
    /// neither becomes the other: a number is easily mistyped.
    pub(super) async fn match_numbers(&mut self, people: &[(Uuid, CivicNumber)]) -> Result<(), Stopped> {
        let strange: Vec<_> =
            people.iter().filter(|(id, _)| !self.persons.known.contains_key(id)).copied().collect();
        let numbers: Vec<_> = strange.iter().map(|(_, civic)| civic.exposed()).collect();
        let whose: HashMap<_, _> = self.desk.tenant.whose_numbers(&numbers).await?.into_iter().collect();
        for ((id, _), number) in strange.into_iter().zip(numbers) {
            let Some(known) = whose.get(&number).map(|known| known.uuid()).filter(|known| *known != id)
            else {
                continue;
            };
            if !self.persons.known.contains_key(&known) && !self.outsides.contains_key(&known) {
                self.call(id, known);
            }
        }
        Ok(())
    }

    /// Passes over those whom whoever ordered the import may not touch, and those who are hidden: all of them are told as one
    /// number, so that a list is no way to find out who is where.
    pub(super) async fn narrow(&mut self, arrivals: &mut Vec<Arrival>) -> Result<(), Stopped> {
        if self.terms.only.is_none() {
            return Ok(());
        }
        let ids: Vec<_> = arrivals.iter().map(|arrival| arrival.person.id.of()).collect();
        let heads = self.desk.tenant.heads(&ids).await?.into_iter();
        let barred = heads.filter(|head| !self.terms.may_touch(head.unit));
        let barred: HashSet<_> = barred.map(|head| head.id.uuid()).collect();
        arrivals.retain(|arrival| {
            let id = arrival.person.id.uuid();
            let is_barred = barred.contains(&id) || self.persons.hidden.contains_key(&id);
            if is_barred {
                self.persons.pass(id);
            }
            !is_barred
        });
        Ok(())
    }

    /// Where somebody belongs, as far as it is known.
    pub(super) fn unit_of(&self, person: &Person) -> Option<Id<id::Unit>> {
        let unit = home(person, self.today).or(self.homes.get(&person.id.uuid()).copied());
        unit.or(self.terms.default_unit())
    }

    /// Notes where guardians belong: where their children do.
    pub(super) async fn place(&mut self, arrivals: &[Arrival]) -> Result<(), Stopped> {
        let mut children = Vec::new();
        for Arrival { person, children: named } in arrivals {
            if let Some(unit) = home(person, self.today) {
                self.seen_units.insert(unit.uuid());
                for responsible in &person.responsibles {
                    self.homes.entry(responsible.person.uuid()).or_insert(unit);
                }
            }
            children.extend(named.iter().map(|(child, _)| child.of()));
        }
        let mut heads = self.desk.tenant.heads(&children).await?;
        heads.retain(|head| self.terms.may_touch(head.unit));
        let units: HashMap<_, _> = heads.into_iter().map(|head| (head.id.uuid(), head.unit)).collect();
        for Arrival { person, children } in arrivals {
            for unit in children.iter().filter_map(|(child, _)| units.get(&child.uuid())) {
                self.seen_units.insert(unit.uuid());
                self.homes.entry(person.id.uuid()).or_insert(*unit);
            }
        }
        Ok(())
    }

    /// Those who have no record yet; the others are held, to be changed.
    pub(super) async fn truly_new(&mut self, new: HashMap<Uuid, Printed>) -> Result<Vec<Printed>, Stopped> {
        let ids: Vec<_> = new.keys().map(|id| Id::new(*id)).collect();
        let heads = self.desk.tenant.heads(&ids).await?.into_iter();
        let known: HashMap<_, _> = heads.map(|head| (head.id.uuid(), head)).collect();
        let mut truly = Vec::with_capacity(new.len());
        for (id, one) in new {
            let unit = self.unit_of(&one.arrival.person);
            let may_touch = unit.map_or(self.terms.only.is_none(), |unit| self.terms.may_touch(unit));
            match known.get(&id) {
                // Who has not come in full from where they come from is nobody yet.
                Some(head) if head.register == register::PERSON && head.state != state::ARRIVING => {
                    self.persons.joined.insert(id);
                    self.persons.hold(one);
                }
                None if may_touch => truly.push(one),
                // Not theirs to write, or not here yet; or the id is that of something else here.
                _ => self.persons.pass(id),
            }
        }
        truly.sort_by_key(|one| one.arrival.person.id);
        Ok(truly)
    }
}
