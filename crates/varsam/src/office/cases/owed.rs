//! Who owes what: the steps of a case that are open, each with the roles and persons that they lie with. A step whose
//! roles nobody holds goes up to whoever answers for the unit.

use super::{can_owe, hours};
use crate::office::Directory;
use std::collections::{BTreeMap, BTreeSet};
use varsam_model::case::{Case, Standing, Stood};
use varsam_model::routine::Party;
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Fault, Filter, Task};

/// Who answers for a unit where nobody holds the role that a guideline names, nearest first.
const UPWARDS: [Role; 3] = [Role::Head, Role::HeadOfOperations, Role::Dpo];

/// Who holds which role at a unit, or above it, with all that counts now.
#[derive(Debug, Default)]
pub(crate) struct Holders(BTreeMap<Role, Vec<Id<id::Person>>>);

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
        // Whoever practises at a made-up school does so with those who would be asked.
        let mut units = directory.place(unit).above;
        units.push(unit);
        let mut holders: BTreeMap<Role, Vec<Id<id::Person>>> = BTreeMap::new();
        let filter = Filter { register: crate::office::register::GRANT, ..Filter::default() };
        let filter = Filter { state: "active", units: &units, ..filter };
        for given in directory.every::<varsam_model::grant::Given>(filter).await? {
            let grant = given.body.grant;
            if can_owe(grant.role) && is_here(directory, &grant, now).await? {
                holders.entry(grant.role).or_default().push(grant.person);
            }
        }
        holders.values_mut().for_each(|persons| {
            persons.sort_unstable();
            persons.dedup();
        });
        Ok(Self(holders))
    }

    /// Those who hold a role.
    pub(crate) fn with(&self, role: Role) -> &[Id<id::Person>] {
        self.0.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody works at the unit or above it.
    pub(crate) fn has(&self, person: Id<id::Person>) -> bool {
        self.0.values().any(|persons| persons.binary_search(&person).is_ok())
    }

    /// With whom a step lies: with those whom the guideline names, as far as anybody is there; where nobody is, with the
    /// next one upwards.
    fn owing(&self, parties: &[Party], starter: Option<Id<id::Person>>) -> Owing {
        let is_held = |role: &Role| !self.with(*role).is_empty();
        let named = parties.iter().filter_map(|party| super::role(*party));
        let roles: Vec<_> = named.filter(is_held).collect();
        let starter = starter.filter(|starter| parties.contains(&Party::Starter) && self.has(*starter));
        if !roles.is_empty() || starter.is_some() {
            return Owing { roles, person: starter, is_upwards: false };
        }
        let roles = UPWARDS.into_iter().filter(is_held).take(1).collect();
        Owing { roles, person: None, is_upwards: true }
    }
}

async fn is_here(
    directory: &Directory<'_>,
    grant: &varsam_model::grant::Grant,
    now: Instant,
) -> Result<bool, Fault> {
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
}

impl Owing {
    /// All of them.
    pub(crate) fn persons(&self, holders: &Holders) -> BTreeSet<Id<id::Person>> {
        let of_roles = self.roles.iter().flat_map(|role| holders.with(*role)).copied();
        of_roles.chain(self.person).collect()
    }
}

/// With whom a step lies: whom it was handed to, as long as they work there, else those whom the guideline names.
pub(crate) fn owing(case: &Case, stood: &Stood<'_>, holders: &Holders) -> Owing {
    match stood.holder.filter(|holder| holders.has(*holder)) {
        Some(person) => Owing { roles: vec![], person: Some(person), is_upwards: false },
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
