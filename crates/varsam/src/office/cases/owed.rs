//! Who owes what: the steps of a case that are open, each with the roles and persons that they lie with. A step whose
//! roles nobody holds goes up to whoever answers for the unit. Whoever stands in for somebody who is away is told and
//! may act as well; with whom a step lies does not change by that.

use super::{can_owe, hours};
use crate::office::{Directory, away};
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::case::{Case, Standing, Stood};
use varsam_model::grant::{Given, Grant};
use varsam_model::routine::Party;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Fault, Filter, Task};

/// Who answers for a unit where nobody holds the role that a guideline names, nearest first.
const UPWARDS: [Role; 3] = [Role::Head, Role::HeadOfOperations, Role::Dpo];

/// Who holds which role at a unit, or above it, with all that counts now; and who stands in for those who are away.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    roles: BTreeMap<Role, Vec<Id<id::Person>>>,
    /// Who is away, with who stands in.
    stand_ins: BTreeMap<Id<id::Person>, Id<id::Person>>,
}

impl Holders {
    /// Those of a unit.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn of(
        directory: &Directory<'_>,
        unit: Id<id::Unit>,
        now: Instant,
    ) -> Result<Self, Fault> {
        let units = upwards(directory, unit);
        let filter = Filter { register: crate::office::register::GRANT, ..Filter::default() };
        let filter = Filter { state: "active", units: &units, ..filter };
        let given = directory.every::<Given>(filter).await?;
        Self::among(directory, &counting(directory, given, now).await?, now).await
    }

    /// Those who hold these grants, all of which count.
    async fn among(directory: &Directory<'_>, grants: &[Grant], now: Instant) -> Result<Self, Fault> {
        let mut roles: BTreeMap<Role, Vec<Id<id::Person>>> = BTreeMap::new();
        for grant in grants {
            roles.entry(grant.role).or_default().push(grant.person);
        }
        roles.values_mut().for_each(|persons| {
            persons.sort_unstable();
            persons.dedup();
        });
        let people: BTreeSet<_> = grants.iter().map(|grant| grant.person).collect();
        let people: Vec<_> = people.into_iter().collect();
        let mut holders = Self { roles, ..Self::default() };
        let mut stand_ins = away::stand_ins(directory, &people, now).await?;
        // Others could not open the case.
        stand_ins.retain(|_, stand_in| holders.has(*stand_in));
        holders.stand_ins = stand_ins;
        Ok(holders)
    }

    /// Those who hold a role.
    pub(crate) fn with(&self, role: Role) -> &[Id<id::Person>] {
        self.roles.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody works at the unit or above it.
    pub(crate) fn has(&self, person: Id<id::Person>) -> bool {
        self.roles.values().any(|persons| persons.binary_search(&person).is_ok())
    }

    /// These people, and those who stand in for them.
    pub(crate) fn and_stand_ins(&self, mut people: BTreeSet<Id<id::Person>>) -> BTreeSet<Id<id::Person>> {
        let stand_ins: Vec<_> = people.iter().filter_map(|person| self.stand_ins.get(person)).collect();
        people.extend(stand_ins);
        people
    }

    /// All who stand in for somebody.
    pub(crate) fn standing_in(&self) -> impl Iterator<Item = Id<id::Person>> {
        self.stand_ins.values().copied()
    }

    /// What lies with these roles and this person, and so with those who stand in.
    fn lying(&self, roles: Vec<Role>, person: Option<Id<id::Person>>, is_upwards: bool) -> Owing {
        let of_roles = roles.iter().flat_map(|role| self.with(*role));
        let stand_ins = of_roles.chain(&person).filter_map(|person| self.stand_ins.get(person)).copied();
        Owing { stand_ins: stand_ins.collect(), roles, person, is_upwards }
    }

    /// With whom a step lies: with those whom the guideline names, as far as anybody is there; where nobody is, with the
    /// next one upwards.
    fn owing(&self, parties: &[Party], starter: Option<Id<id::Person>>) -> Owing {
        let is_held = |role: &Role| !self.with(*role).is_empty();
        let named = parties.iter().filter_map(|party| super::role(*party));
        let roles: Vec<_> = named.filter(is_held).collect();
        let starter = starter.filter(|starter| parties.contains(&Party::Starter) && self.has(*starter));
        if !roles.is_empty() || starter.is_some() {
            return self.lying(roles, starter, false);
        }
        let roles = UPWARDS.into_iter().filter(is_held).take(1).collect();
        self.lying(roles, None, true)
    }
}

/// A unit and those above it. Whoever practises at a made-up school does so with those who would be asked.
fn upwards(directory: &Directory<'_>, unit: Id<id::Unit>) -> Vec<Id<id::Unit>> {
    let mut units = directory.place(unit).above;
    units.push(unit);
    units
}

/// Those of these grants that count, of roles that owe things.
async fn counting(
    directory: &Directory<'_>,
    given: Vec<varsam_store::Document<Given>>,
    now: Instant,
) -> Result<Vec<Grant>, Fault> {
    let mut grants = Vec::new();
    for given in given {
        let grant = given.body.grant;
        if can_owe(grant.role) && is_here(directory, &grant, now).await? {
            grants.push(grant);
        }
    }
    Ok(grants)
}

/// Everybody at an organiser who owes something, and those who stand in for them.
///
/// # Errors
/// When the store fails.
pub(crate) async fn everybody(
    directory: &Directory<'_>,
    now: Instant,
) -> Result<BTreeSet<Id<id::Person>>, Fault> {
    let (mut all, mut by_unit) = (BTreeSet::new(), BTreeMap::<_, Vec<_>>::new());
    for owed in directory.tenant.owed().await? {
        by_unit.entry(owed.unit).or_default().push(owed);
    }
    if by_unit.is_empty() {
        return Ok(all);
    }
    let grants = counting(directory, directory.given_anywhere().await?, now).await?;
    for (unit, owed) in by_unit {
        let units = upwards(directory, unit);
        let here: Vec<_> = grants.iter().filter(|grant| units.contains(&grant.unit)).cloned().collect();
        let holders = Holders::among(directory, &here, now).await?;
        let of_role = |role: Option<Role>| role.map(|role| holders.with(role)).unwrap_or_default();
        let owing = owed.iter().flat_map(|owed| of_role(owed.role).iter().copied().chain(owed.person));
        let owing = owing.filter(|person| holders.has(*person)).collect();
        all.append(&mut holders.and_stand_ins(owing));
    }
    Ok(all)
}

async fn is_here(directory: &Directory<'_>, grant: &Grant, now: Instant) -> Result<bool, Fault> {
    match directory.person(grant.person).await {
        Ok(entry) if entry.is_here() => {}
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(false),
        Err(fault) => return Err(fault),
    }
    let (_, held) = directory.grants(grant.person).await?;
    Ok(grant.is_active(now, &held))
}

/// With whom a step lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owing {
    /// Any who hold one of these.
    pub(crate) roles: Vec<Role>,
    /// A person.
    pub(crate) person: Option<Id<id::Person>>,
    /// Whether nobody holds what the guideline names, so that it has gone up.
    pub(crate) is_upwards: bool,
    /// Who stands in for one of them who is away.
    pub(crate) stand_ins: BTreeSet<Id<id::Person>>,
}

impl Owing {
    /// All of them.
    pub(crate) fn persons(&self, holders: &Holders) -> BTreeSet<Id<id::Person>> {
        let of_roles = self.roles.iter().flat_map(|role| holders.with(*role)).copied();
        of_roles.chain(self.person).chain(self.stand_ins.iter().copied()).collect()
    }
}

/// With whom a step lies: whom it was handed to, as long as they work there, else those whom the guideline names.
pub(crate) fn owing(case: &Case, stood: &Stood<'_>, holders: &Holders) -> Owing {
    match stood.holder.filter(|holder| holders.has(*holder)) {
        Some(person) => holders.lying(vec![], Some(person), false),
        None => holders.owing(&stood.step.who, case.by),
    }
}

/// What is owed by a case, as lists and clocks need it.
pub(crate) fn tasks(
    case: &Case,
    (record, unit): (Id<id::Record>, Id<id::Unit>),
    holders: &Holders,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for stood in case.walk(hours()) {
        let Standing::Open { since, due } = stood.standing else { continue };
        let owing = owing(case, &stood, holders);
        let rings = due.map(|due| super::clocks::first(since, due));
        let task = Task {
            record,
            step: stood.step.id.clone(),
            role: None,
            person: owing.person,
            unit,
            since,
            due,
            rings,
        };
        let of_roles =
            owing.roles.iter().map(|role| Task { role: Some(*role), person: None, ..task.clone() });
        tasks.extend(of_roles);
        tasks.extend(owing.person.map(|_| task));
    }
    tasks
}
