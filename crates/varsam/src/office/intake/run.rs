//! One round of an import: takes what arrives, and in the end does what the plan says.

use super::arrival::{belongs, home, span};
use super::desk::Desk;
use super::hide::Marked;
use super::persons::{Persons, Printed, Sorted, printed};
use super::tally::{Plans, Tally};
use super::things::{Thing, Things, UNIT};
use super::write::{ERASED, JOINED, PERSON};
use super::{Arrival, Progress, Stopped, Terms, state};
use crate::office::{register, units};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use varsam_model::import::{Changes, Limit};
use varsam_model::person::Duty;
use varsam_model::school::UnitKind;
use varsam_model::unit::{Group, Unit};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Blind, Deed, Filter, Head, Membership};

/// How many origins are read at a time.
const PAGE: u32 = 10_000;

/// How many people are shown in one change.
const SETTLED: usize = 10_000;

/// A round.
#[derive(Debug)]
pub struct Intake<'a> {
    pub(super) desk: &'a Desk<'a>,
    pub(super) terms: Terms,
    pub(super) progress: &'a Progress,
    pub(super) blind: Blind,
    pub(super) today: jiff::civil::Date,
    pub(super) top: Option<Id<id::Unit>>,
    pub(super) units: Things,
    groups: Things,
    duties: Things,
    pub(super) persons: Persons,
    /// The units that nobody sees until all has come.
    pub(super) arriving: HashSet<Uuid>,
    /// The units that came.
    pub(super) came_units: HashSet<Uuid>,
    /// The units that something came for.
    pub(super) seen_units: HashSet<Uuid>,
    /// Our ids for those of the source that are others.
    aliases: HashMap<Uuid, Uuid>,
    /// The other way round.
    pub(super) outsides: HashMap<Uuid, Uuid>,
    /// Where guardians and staff belong.
    pub(super) homes: HashMap<Uuid, Id<id::Unit>>,
    /// Who was written before it was known where they belong.
    pub(super) unplaced: Vec<Uuid>,
    /// What a list calls people, to be noted with those who are written.
    pub(super) learnt: HashMap<Uuid, Vec<String>>,
}

impl<'a> Intake<'a> {
    /// Begins a round.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn begin(desk: &'a Desk<'a>, terms: Terms, progress: &'a Progress) -> Result<Self, Stopped> {
        let mut intake = Self {
            desk,
            terms,
            progress,
            blind: desk.tenant.blind().await?,
            today: desk.today(),
            top: None,
            units: Things::new(UNIT),
            groups: Things::new("group"),
            duties: Things::new("duty"),
            persons: Persons::read(&desk.tenant, &desk.source).await?,
            arriving: HashSet::new(),
            seen_units: HashSet::new(),
            aliases: HashMap::new(),
            outsides: HashMap::new(),
            homes: HashMap::new(),
            unplaced: Vec::new(),
            learnt: HashMap::new(),
            came_units: HashSet::new(),
        };
        intake.read_units().await?;
        intake.read_origins().await?;
        Ok(intake)
    }

    async fn read_units(&mut self) -> Result<(), Stopped> {
        for document in all_units(&self.desk.tenant).await? {
            if document.head.state == units::state::ARRIVING {
                self.arriving.insert(document.body.id.uuid());
            } else if document.body.kind == UnitKind::Organiser && self.top.is_none() {
                self.top = Some(document.body.id);
            }
        }
        Ok(())
    }

    async fn read_origins(&mut self) -> Result<(), Stopped> {
        let mut after = Uuid::nil();
        loop {
            let page = self.desk.tenant.origins(&self.desk.source, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for origin in page {
                if origin.outside != origin.id {
                    self.call(origin.outside, origin.id);
                }
                match origin.kind.as_str() {
                    ERASED => drop(self.persons.erased.insert(origin.id)),
                    JOINED => {
                        self.persons.joined_before.insert(origin.id);
                        self.persons.remember(origin.id, origin.print);
                    }
                    PERSON => self.persons.remember(origin.id, origin.print),
                    UNIT => drop(self.units.known.insert(origin.id, origin.print)),
                    "group" => drop(self.groups.known.insert(origin.id, origin.print)),
                    _ => drop(self.duties.known.insert(origin.id, origin.print)),
                }
            }
        }
    }

    /// The unit of the organiser itself.
    pub(super) fn top(&self) -> Result<Id<id::Unit>, Stopped> {
        self.top.ok_or_else(|| {
            Stopped::Source("the organiser has no unit of its own yet; begin with the units".into())
        })
    }

    /// Our id for one of the source.
    pub(super) fn alias(&self, id: Uuid) -> Uuid {
        self.aliases.get(&id).copied().unwrap_or(id)
    }

    pub(super) fn call(&mut self, outside: Uuid, id: Uuid) {
        self.aliases.insert(outside, id);
        self.outsides.insert(id, outside);
    }

    /// Takes people.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn persons(&mut self, mut arrivals: Vec<Arrival>) -> Result<(), Stopped> {
        let count = arrivals.len();
        self.recognise(&mut arrivals).await?;
        arrivals.retain(|arrival| !self.persons.is_erased(arrival.person.id.uuid()));
        self.narrow(&mut arrivals).await?;
        self.place(&arrivals).await?;
        let (mut new, mut hide): (HashMap<Uuid, Printed>, HashMap<Uuid, Marked>) = Default::default();
        for one in printed(self.blind.clone(), arrivals).await? {
            let id = one.arrival.person.id.uuid();
            let home = home(&one.arrival.person, self.today);
            match self.persons.sort(one, home) {
                Sorted::Later => {}
                Sorted::New(one) => drop(new.insert(id, *one)),
                Sorted::Hide(one) => {
                    let mark = one.arrival.person.mark;
                    hide.insert(id, Marked { id, mark, arrival: Some(one.arrival) });
                }
            }
        }
        new.retain(|id, _| !hide.contains_key(id));
        let new = self.truly_new(new).await?;
        if self.desk.is_dry() {
            new.iter().for_each(|one| self.persons.met(one.arrival.person.id.uuid(), one.print));
        } else {
            self.write_new(new).await?;
        }
        self.progress.add(count);
        self.hide(hide.into_values().collect()).await
    }

    /// Takes groups.
    ///
    /// # Errors
    /// When a group cannot be written out.
    pub fn groups(&mut self, groups: Vec<Group>) -> Result<(), Stopped> {
        for mut group in groups {
            group.unit = Id::new(self.alias(group.unit.uuid()));
            if !self.terms.may_touch(group.unit) {
                continue;
            }
            group.members.sort_by_key(|member| (member.person, member.period.start));
            let mut members = Vec::with_capacity(group.members.len());
            for member in &mut group.members {
                member.person = Id::new(self.alias(member.person.uuid()));
                let (since, until) = span(member.period);
                let (person, kind) = (member.person, belongs::MEMBER.to_owned());
                members.push(Membership { person, place: group.id.uuid(), kind, since, until });
            }
            members.dedup_by_key(|member| member.person);
            let (id, unit) = (group.id, group.unit);
            self.seen_units.insert(unit.uuid());
            let head = Head::about(id.of(), register::GROUP, unit, unit.uuid(), RecordClass::School);
            let head = head.in_state(state::ACTIVE);
            let thing = Thing { head, body: json(&group)?, outside: id.uuid(), members };
            self.groups.take(&self.blind, thing);
        }
        Ok(())
    }

    /// Takes duties. One that nobody has is passed over.
    ///
    /// # Errors
    /// When a duty cannot be written out.
    pub fn duties(&mut self, duties: Vec<Duty>) -> Result<(), Stopped> {
        for mut duty in duties {
            let Some(person) = duty.person.map(|person| Id::new(self.alias(person.uuid()))) else { continue };
            duty.person = Some(person);
            duty.unit = Id::new(self.alias(duty.unit.uuid()));
            if !self.terms.may_touch(duty.unit) {
                continue;
            }
            self.homes.entry(person.uuid()).or_insert(duty.unit);
            self.seen_units.insert(duty.unit.uuid());
            let (since, until) = span(duty.period);
            let (place, kind) = (duty.unit.uuid(), belongs::STAFF.to_owned());
            let members = vec![Membership { person, place, kind, since, until }];
            let head = Head::about(
                Id::new(duty.id.uuid()),
                register::DUTY,
                duty.unit,
                person.uuid(),
                RecordClass::School,
            );
            let head = head.in_state(state::ACTIVE);
            let thing = Thing { head, body: json(&duty)?, outside: duty.id.uuid(), members };
            self.duties.take(&self.blind, thing);
        }
        Ok(())
    }

    /// Ends the round: does what the plan says, or says why not. Gives the figures, and whether another round is needed for
    /// those who could not be held.
    ///
    /// # Errors
    /// `Breached` when too much would change and nobody has let it through.
    pub async fn finish(mut self) -> Result<(Tally, bool), Stopped> {
        if self.terms.is_within_units {
            let (tenant, mut units) = (self.desk.tenant, self.seen_units.clone());
            units.retain(|unit| self.terms.may_touch(Id::new(*unit)));
            self.persons.keep_within(&tenant, &units).await?;
            self.groups.keep_within(&tenant, &units).await?;
            self.duties.keep_within(&tenant, &units).await?;
        }
        let (limits, scopes) = (self.terms.limits, self.terms.scopes.clone());
        let limit = |limit| if self.terms.is_let_through { Limit::NONE } else { limit };
        let [of_units, of_persons, of_groups, of_duties] = &scopes;
        let plans = Plans {
            units: self.units.plan(of_units, limit(limits.units)),
            persons: self.persons.plan(of_persons, limit(limits.persons)),
            groups: self.groups.plan(of_groups, limit(limits.groups)),
            duties: self.duties.plan(of_duties, limit(limits.duties)),
        };
        let tally = plans.tally(&self.persons);
        let (units, persons, groups, duties) = plans.allowed(&tally)?;
        if !self.desk.is_dry() {
            self.straighten().await?;
            self.units.write(self.desk, &self.terms, &units.remove).await?;
            self.carry_out(&persons).await?;
            self.duties.write(self.desk, &self.terms, &duties.remove).await?;
            self.groups.write(self.desk, &self.terms, &groups.remove).await?;
            self.settle().await?;
        }
        let (elsewhere, erased) = (self.persons.elsewhere, self.persons.erased_count);
        let tally = Tally { elsewhere, erased, ..tally };
        Ok((tally, self.persons.is_overfull))
    }

    async fn carry_out(&mut self, changes: &Changes<Uuid, i64>) -> Result<(), Stopped> {
        let newly = &self.persons.newly;
        let marked =
            changes.quarantine.iter().filter(|(id, mark)| newly.get(id).is_none_or(|now| now < mark));
        let marked: Vec<_> =
            marked.map(|(id, mark)| Marked { id: *id, mark: *mark, arrival: None }).collect();
        self.hide(marked).await?;
        let wanted = changes.change.iter().chain(&changes.add).map(|(id, _)| *id).collect();
        self.write_held(&wanted).await?;
        self.end(&changes.remove).await?;
        self.let_go(self.persons.lost(changes, &self.terms.scopes[1])).await
    }

    /// Lets what has arrived be seen: people in their places, then units. What came of another source, or in a round that was
    /// broken off and not again in this one, stays out of sight.
    async fn settle(&mut self) -> Result<(), Stopped> {
        let mut places: HashMap<Id<id::Unit>, Vec<Id<id::Record>>> = HashMap::new();
        let mut unplaced = std::mem::take(&mut self.unplaced);
        unplaced.extend(self.persons.left_at(self.top()?));
        for id in unplaced {
            if let Some(unit) = self.homes.get(&id) {
                places.entry(*unit).or_default().push(Id::new(id));
            }
        }
        for (unit, ids) in places {
            let mut change = self.desk.change().await?;
            change.move_to(&ids, state::ARRIVING, unit).await?;
            change.commit().await?;
        }
        for some in self.persons.fresh().chunks(SETTLED) {
            let mut change = self.desk.change().await?;
            change.restate(some, state::ARRIVING, state::ACTIVE).await?;
            change.commit().await?;
        }
        let came = self.arriving.iter().filter(|id| self.came_units.contains(*id));
        let came: Vec<_> = came.map(|id| Id::new(*id)).collect();
        let mut change = self.desk.change().await?;
        change.restate(&came, units::state::ARRIVING, units::state::ACTIVE).await?;
        let deed = Deed::new("import_done").note(&self.desk.source);
        change.log(deed).await?;
        change.commit().await?;
        Ok(())
    }
}

/// All units, whatever their state.
pub(super) async fn all_units(
    tenant: &varsam_store::Tenant<'_>,
) -> Result<Vec<varsam_store::Document<Unit>>, Stopped> {
    let (mut units, mut after) = (Vec::new(), None);
    loop {
        let filter = Filter { register: register::UNIT, after, limit: 1000, ..Filter::default() };
        let page = tenant.list::<Unit>(&filter).await?;
        let Some(last) = page.last() else { return Ok(units) };
        after = Some(last.head.id);
        units.extend(page);
    }
}

pub(super) fn json(body: &impl Serialize) -> Result<Vec<u8>, Stopped> {
    Ok(serde_json::to_vec(body).map_err(anyhow::Error::from)?)
}
