//! Who owes what: the steps of a case that are open, each with the roles and persons that they lie with. A step whose
//! roles nobody holds goes up to whoever answers for the unit. Whoever stands in for somebody who is away is told and
//! may act as well, on what they could have been asked to do anyway; with whom a step lies does not change by that.

use super::can_owe;
use crate::office::{Directory, away, register};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use varsam_model::case::{Case, Standing, Stood};
use varsam_model::deadline::OfficeHours;
use varsam_model::grant::{Grant, HeldPrecondition};
use varsam_model::routine::{Party, Step};
use varsam_model::{Id, Instant, Role, id};
use varsam_store::{Fault, Filter, Task};

/// Who answers for a unit where nobody holds the role that a guideline names, nearest first.
pub(crate) const UPWARDS: [Role; 3] = [Role::Head, Role::HeadOfOperations, Role::Dpo];

/// Whether whoever holds `own` at a unit could do what lies with somebody there, by a role or in person: they hold that role,
/// or all that the other one holds; or they answer for the unit.
pub(super) fn could_do(own: &BTreeSet<Role>, role: Option<Role>, theirs: &BTreeSet<Role>) -> bool {
    let holds = match role {
        Some(role) => own.contains(&role),
        None => !theirs.is_empty() && theirs.is_subset(own),
    };
    holds || UPWARDS.iter().any(|upward| own.contains(upward))
}

/// Whom there is for a unit: who holds which role there, or above it, with all that counts now; who stands in for those
/// who are away; and when its office is open.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    roles: BTreeMap<Role, Vec<Id<id::Person>>>,
    /// Who is away, with who stands in.
    stand_ins: BTreeMap<Id<id::Person>, Id<id::Person>>,
    hours: OfficeHours,
}

/// The roles that are held at some units and above them, read once for all of these.
pub(crate) struct Roles {
    given: HashMap<Id<id::Unit>, Vec<Grant>>,
    /// What those fulfil who were asked about; nothing of those who are not here.
    here: HashMap<Id<id::Person>, Option<Vec<HeldPrecondition>>>,
    /// Who stands in for those who were asked about; nobody for those who are not away.
    stand_ins: HashMap<Id<id::Person>, Option<Id<id::Person>>>,
}

impl Roles {
    /// Those that somebody holds or will hold.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn at(directory: &Directory<'_>, units: &[Id<id::Unit>]) -> Result<Self, Fault> {
        // Whoever practises at a made-up school does so with those who would be asked.
        let above = units.iter().flat_map(|unit| directory.place(*unit).above);
        let all: BTreeSet<_> = units.iter().copied().chain(above).collect();
        let all: Vec<_> = all.into_iter().collect();
        let mut given: HashMap<_, Vec<_>> = HashMap::new();
        for document in directory.given(&all).await? {
            let grant = document.body.grant;
            if can_owe(grant.role) {
                given.entry(document.head.unit).or_default().push(grant);
            }
        }
        Ok(Self { given, here: HashMap::new(), stand_ins: HashMap::new() })
    }

    /// Who holds them at one of the units, or above it.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn holders(
        &mut self,
        directory: &Directory<'_>,
        unit: Id<id::Unit>,
        now: Instant,
    ) -> Result<Holders, Fault> {
        let above = directory.place(unit).above;
        let mut roles: BTreeMap<Role, Vec<Id<id::Person>>> = BTreeMap::new();
        for unit in std::iter::once(unit).chain(above) {
            let given = self.given.get(&unit).cloned().unwrap_or_default();
            for grant in given {
                if self.counts(directory, &grant, now).await? {
                    roles.entry(grant.role).or_default().push(grant.person);
                }
            }
        }
        roles.values_mut().for_each(|persons| {
            persons.sort_unstable();
            persons.dedup();
        });
        let people: BTreeSet<_> = roles.values().flatten().copied().collect();
        let mut stand_ins = self.stand_ins(directory, &people, now).await?;
        let hours = directory.units.hours(unit);
        let holders = Holders { roles, stand_ins: BTreeMap::new(), hours };
        // To be named gives nobody what they could do nothing with before.
        stand_ins.retain(|absent, stand_in| holders.could_stand_in(*absent, *stand_in));
        Ok(Holders { stand_ins, ..holders })
    }

    /// Whether a role counts now: whoever holds it is here, with what it requires.
    async fn counts(
        &mut self,
        directory: &Directory<'_>,
        grant: &Grant,
        now: Instant,
    ) -> Result<bool, Fault> {
        let held = match self.here.entry(grant.person) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(here(directory, grant.person).await?),
        };
        Ok(held.as_ref().is_some_and(|held| grant.is_active(now, held)))
    }

    /// Who stands in for those of these people who are away.
    async fn stand_ins(
        &mut self,
        directory: &Directory<'_>,
        people: &BTreeSet<Id<id::Person>>,
        now: Instant,
    ) -> Result<BTreeMap<Id<id::Person>, Id<id::Person>>, Fault> {
        let is_new = |person: &Id<id::Person>| !self.stand_ins.contains_key(person);
        let new: Vec<_> = people.iter().copied().filter(is_new).collect();
        let found = away::stand_ins(directory, &new, now).await?;
        self.stand_ins.extend(new.into_iter().map(|person| (person, found.get(&person).copied())));
        let known = |person: &Id<id::Person>| Some((*person, self.stand_ins.get(person).copied().flatten()?));
        Ok(people.iter().filter_map(known).collect())
    }
}

/// What somebody who is here fulfils; nothing where they are not.
async fn here(
    directory: &Directory<'_>,
    person: Id<id::Person>,
) -> Result<Option<Vec<HeldPrecondition>>, Fault> {
    match directory.person(person).await {
        Ok(entry) if entry.is_here() => {}
        Ok(_) | Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault),
    }
    let (register, subject) = (register::COMPETENCE, Some(person.uuid()));
    let held = directory.every::<HeldPrecondition>(Filter { register, subject, ..Filter::default() }).await?;
    Ok(Some(held.into_iter().map(|document| document.body).collect()))
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
        Roles::at(directory, &[unit]).await?.holders(directory, unit, now).await
    }

    /// When the office is open.
    pub(crate) fn hours(&self) -> OfficeHours {
        self.hours
    }

    /// Those who hold a role.
    pub(crate) fn with(&self, role: Role) -> &[Id<id::Person>] {
        self.roles.get(&role).map_or(&[], Vec::as_slice)
    }

    /// Whether somebody works at the unit or above it.
    pub(crate) fn has(&self, person: Id<id::Person>) -> bool {
        self.roles.values().any(|persons| persons.binary_search(&person).is_ok())
    }

    /// What somebody holds.
    fn roles_of(&self, person: Id<id::Person>) -> BTreeSet<Role> {
        let held = self.roles.iter().filter(|(_, persons)| persons.binary_search(&person).is_ok());
        held.map(|(role, _)| *role).collect()
    }

    /// Whether somebody could do any of what another does here.
    fn could_stand_in(&self, absent: Id<id::Person>, stand_in: Id<id::Person>) -> bool {
        let (own, theirs) = (self.roles_of(stand_in), self.roles_of(absent));
        theirs.iter().any(|role| could_do(&own, Some(*role), &theirs))
    }

    /// Who stands in for somebody in what lies with a role of theirs, or with them in person.
    fn stand_in(&self, absent: Id<id::Person>, role: Option<Role>) -> Option<Id<id::Person>> {
        let stand_in = *self.stand_ins.get(&absent)?;
        could_do(&self.roles_of(stand_in), role, &self.roles_of(absent)).then_some(stand_in)
    }

    /// Those for whom somebody stands in.
    pub(super) fn absent(&self, stand_in: Id<id::Person>) -> impl Iterator<Item = Id<id::Person>> {
        self.stand_ins.iter().filter(move |(_, other)| **other == stand_in).map(|(absent, _)| *absent)
    }

    /// Those who hold one of these roles, and those who stand in for them in it.
    pub(super) fn holding(&self, roles: &[Role]) -> BTreeSet<Id<id::Person>> {
        self.lying(roles.to_vec(), None, false).persons(self)
    }

    /// Those whom a guideline has told: who hold these roles, and who stand in for them. In the place of a role that nobody
    /// holds, the next one upwards.
    pub(super) fn told(&self, roles: impl Iterator<Item = Role>) -> BTreeSet<Id<id::Person>> {
        let held =
            roles.filter_map(|role| if self.is_held(role) { Some(role) } else { self.above(Some(role)) });
        self.holding(&held.collect::<Vec<_>>())
    }

    fn is_held(&self, role: Role) -> bool {
        !self.with(role).is_empty()
    }

    /// Who answers for the unit in the place of a role that nobody holds, or of a starter who is gone: the next one upwards.
    /// What is the head of operations' does not go down to the head.
    fn above(&self, missing: Option<Role>) -> Option<Role> {
        let below = usize::from(missing == Some(Role::HeadOfOperations));
        UPWARDS.into_iter().skip(below).find(|role| self.is_held(*role))
    }

    /// These people, and those who stand in for them in anything.
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
        let mut stand_ins = BTreeSet::new();
        for role in &roles {
            let of_role = self.with(*role).iter();
            stand_ins.extend(of_role.filter_map(|absent| self.stand_in(*absent, Some(*role))));
        }
        stand_ins.extend(person.and_then(|absent| self.stand_in(absent, None)));
        Owing { roles, person, is_upwards, stand_ins }
    }

    /// With whom a step lies: with those whom the guideline names, as far as anybody is there; where nobody is, with the
    /// next one upwards.
    fn owing(&self, parties: &[Party], starter: Option<Id<id::Person>>) -> Owing {
        let named = parties.iter().filter_map(|party| super::role(*party));
        let roles: Vec<_> = named.filter(|role| self.is_held(*role)).collect();
        let starter = starter.filter(|starter| parties.contains(&Party::Starter) && self.has(*starter));
        if !roles.is_empty() || starter.is_some() {
            return self.lying(roles, starter, false);
        }
        let next = parties.iter().find_map(|party| self.above(super::role(*party)));
        // Where nobody is above, somebody below knows at least.
        let next = next.or_else(|| self.above(None));
        self.lying(next.into_iter().collect(), None, true)
    }

    /// Whether a step can be handed to somebody: who works there, and holds a role with which it lies where it is for these
    /// only.
    pub(crate) fn could_have(&self, step: &Step, person: Id<id::Person>) -> bool {
        let holds = |role: &Role| self.with(*role).binary_search(&person).is_ok();
        self.has(person) && (!step.only_role || self.owing(&step.who, None).roles.iter().any(holds))
    }
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
    let units: Vec<_> = by_unit.keys().copied().collect();
    let mut roles = Roles::at(directory, &units).await?;
    for (unit, owed) in by_unit {
        let holders = roles.holders(directory, unit, now).await?;
        for owed in owed {
            let person = owed.person.filter(|person| holders.has(*person));
            let lying = holders.lying(owed.role.into_iter().collect(), person, false);
            all.append(&mut lying.persons(&holders));
        }
    }
    Ok(all)
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

/// With whom a step lies: whom it was handed to, as long as they work there and could have it, else those whom the guideline
/// names.
pub(crate) fn owing(case: &Case, stood: &Stood<'_>, holders: &Holders) -> Owing {
    match stood.holder.filter(|holder| holders.could_have(stood.step, *holder)) {
        Some(person) => holders.lying(vec![], Some(person), false),
        None => holders.owing(&stood.step.who, case.by),
    }
}

/// Whether a step is somebody's own: the guideline names them for it, or it was handed to them once. To stand in for its
/// owner makes it nobody's.
pub(crate) fn is_own(case: &Case, step: &Step, holders: &Holders, person: Id<id::Person>) -> bool {
    let owing = holders.owing(&step.who, case.by);
    let is_of_role = owing.roles.iter().any(|role| holders.with(*role).binary_search(&person).is_ok());
    is_of_role || owing.person == Some(person) || case.of(&step.id).any(|event| event.to == Some(person))
}

/// What is owed by a case, as lists and clocks need it.
pub(crate) fn tasks(
    case: &Case,
    (record, unit): (Id<id::Record>, Id<id::Unit>),
    holders: &Holders,
) -> Vec<Task> {
    let mut tasks = Vec::new();
    for stood in case.walk(holders.hours) {
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
