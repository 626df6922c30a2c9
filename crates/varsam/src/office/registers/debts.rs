//! What registers owe: which entry, what has to be done about it, by when, and who is to do it, by name or by a role. The
//! first page, the weekly letter and the letters of the day follow from this, and from nothing else.

use super::attention::{Attention, Watch};
use super::checks::{self, Checks};
use super::{Row, kind};
use crate::office::cases::owed::{Holders, Roles, UPWARDS};
use crate::office::logins::present::MONITORS;
use crate::office::reader::asked;
use crate::office::{Directory, Office, Reader, Units};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use varsam_access::{Action, Object, Place, SignIn, Subject};
use varsam_model::register::{ALL, Area, Register};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::Fault;

/// What has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// The password is to be changed: somebody could know it who holds it no longer.
    Password,
    /// An account is to be looked at.
    Check,
    /// The time of an entry is over, or soon: it is to be reviewed, attested, prolonged or ended.
    Time,
}

/// Something that a register owes.
#[derive(Debug, Clone)]
pub(crate) struct Debt {
    /// The register, and the entry.
    pub(crate) register: &'static Register,
    pub(crate) row: Arc<Row>,
    /// What has to be done.
    pub(crate) what: What,
    /// By when; at once where nothing is said.
    pub(crate) due: Option<Instant>,
    /// Who is to do it.
    pub(crate) persons: BTreeSet<Id<id::Person>>,
    /// The roles of which anybody is to do it, at the unit of the entry or above.
    pub(crate) roles: Arc<[Role]>,
}

impl Debt {
    /// Whether somebody is to do it, with the roles that count for them now.
    pub(crate) fn is_owed_by(&self, subject: &Subject, units: &Units) -> bool {
        let holds = |role: &Role| {
            let mut held = subject.roles.iter().filter(|held| held.role == *role);
            held.any(|held| units.is_within(self.row.unit, held.unit))
        };
        self.persons.contains(&subject.person) || self.roles.iter().any(holds)
    }

    /// All who are to do it and those who stand in for them; where nobody holds such a role, whoever answers for the unit.
    pub(crate) fn people(&self, holders: &Holders) -> BTreeSet<Id<id::Person>> {
        let named = self.roles.iter().flat_map(|role| holders.with(*role));
        let mut to: BTreeSet<_> = named.chain(&self.persons).copied().collect();
        if to.is_empty() {
            let next = UPWARDS.iter().map(|role| holders.with(*role)).find(|held| !held.is_empty());
            to.extend(next.unwrap_or_default());
        }
        holders.and_stand_ins(to)
    }
}

/// What is owed at an organiser, what is due first before the rest; nothing of made-up schools.
///
/// # Errors
/// When the store fails.
pub(crate) async fn all(
    office: &Office,
    directory: &Directory<'_>,
    organiser: Id<id::Organiser>,
) -> Result<Vec<Debt>, Fault> {
    found(office, directory, organiser, None).await
}

/// The same of what a reader owes themselves, at the units that they work with now.
///
/// # Errors
/// When the store fails.
pub(crate) async fn of_reader(
    office: &Office,
    directory: &Directory<'_>,
    reader: &Reader,
) -> Result<Vec<Debt>, Fault> {
    found(office, directory, reader.session.organiser, Some(reader)).await
}

/// What is owed, by a reader where one is given. Of units where they can owe nothing, no entry is looked at.
async fn found(
    office: &Office,
    directory: &Directory<'_>,
    organiser: Id<id::Organiser>,
    whose: Option<&Reader>,
) -> Result<Vec<Debt>, Fault> {
    let (watch, checked) = (Watch::of(office, organiser).await?, office.checks(directory, organiser).await?);
    let mut shelves = Vec::with_capacity(ALL.len());
    for register in ALL.iter().copied() {
        shelves.push((register, office.shelf(organiser, register).await?));
    }
    let may_owe = |unit: Id<id::Unit>| {
        !directory.place(unit).is_fictitious && whose.is_none_or(|reader| may_owe_at(reader, unit))
    };
    let is_owed = |debt: &Debt| whose.is_none_or(|reader| debt.is_owed_by(&reader.subject, &reader.units));
    let mut debts = Vec::new();
    for (register, shelf) in shelves {
        for (_, row) in shelf.at(may_owe) {
            let of_time = timed(office, &watch, register, row);
            let of_password = of_password(office, &watch, register, row);
            let of_check = to_check(office, &watch, (register, row), &checked);
            debts.extend([of_time, of_password, of_check].into_iter().flatten().filter(is_owed));
        }
    }
    debts.sort_by_key(|debt| (debt.due, debt.what, debt.row.id));
    Ok(debts)
}

/// Whether a reader can owe anything at a unit: it is among those that they work with now, and they hold a role at it, above
/// it or below it. Whoever is named works there, and who works below works there, too.
fn may_owe_at(reader: &Reader, unit: Id<id::Unit>) -> bool {
    let is_near =
        |held: Id<id::Unit>| reader.units.is_within(unit, held) || reader.units.is_within(held, unit);
    reader.is_meant(unit) && reader.subject.roles.iter().any(|held| is_near(held.unit))
}

/// That the time of an entry is over, or soon.
fn timed(office: &Office, watch: &Watch, register: &'static Register, row: &Arc<Row>) -> Option<Debt> {
    let is_near = |kind| watch.finds(kind, register, row);
    if !is_near(Attention::Expiring) && !is_near(Attention::Overdue) {
        return None;
    }
    // Whoever can put another day there.
    let clock = register.clock.and_then(|field| register.field(field))?;
    let action = if clock.is_decided { Action::DecideRecord } else { Action::EditRecord };
    let roles = office.able(register.area, action);
    Some(Debt {
        register,
        row: Arc::clone(row),
        what: What::Time,
        due: row.due,
        persons: BTreeSet::new(),
        roles,
    })
}

/// That the password of an account is to be changed: by those who can open it, else by those who together can.
fn of_password(office: &Office, watch: &Watch, register: &'static Register, row: &Arc<Row>) -> Option<Debt> {
    if !watch.finds(Attention::Password, register, row) {
        return None;
    }
    let persons = watch.present.of(register, row, super::HOLDERS);
    let roles = office.instead_of(&persons, register.area, Action::OpenLoginTogether);
    Some(Debt { register, row: Arc::clone(row), what: What::Password, due: None, persons, roles })
}

/// That an account is to be looked at by the end of the day: by those who are named for it, else by whoever keeps it.
fn to_check(
    office: &Office,
    watch: &Watch,
    (register, row): (&'static Register, &Arc<Row>),
    checked: &Checks,
) -> Option<Debt> {
    let due = checks::due(register, row, checked.get(&row.id))?;
    if due > watch.tonight() {
        return None;
    }
    let persons = watch.present.of(register, row, MONITORS);
    let roles = office.instead_of(&persons, register.area, Action::EditRecord);
    Some(Debt { register, row: Arc::clone(row), what: What::Check, due: Some(due), persons, roles })
}

/// These debts, each with the people to do it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn owing(
    office: &Office,
    directory: &Directory<'_>,
    debts: Vec<Debt>,
) -> Result<Vec<(Debt, BTreeSet<Id<id::Person>>)>, Fault> {
    let (mut by_unit, mut owing) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
    for debt in debts {
        by_unit.entry(debt.row.unit).or_default().push(debt);
    }
    let units: Vec<_> = by_unit.keys().copied().collect();
    let mut roles = Roles::at(directory, &units).await?;
    for (unit, debts) in by_unit {
        let holders = roles.holders(directory, unit, office.now()).await?;
        owing.extend(debts.into_iter().map(|debt| {
            let people = debt.people(&holders);
            (debt, people)
        }));
    }
    Ok(owing)
}

impl Office {
    /// The roles by which somebody may do this with entries of an area, at the unit that they are held at and below it.
    fn able(&self, area: Area, action: Action) -> Arc<[Role]> {
        let able = self.able.get_or_init(|| all_able(self));
        able.get(&(area, action)).cloned().unwrap_or_default()
    }

    /// The same where nobody is named who is to do it.
    fn instead_of(&self, persons: &BTreeSet<Id<id::Person>>, area: Area, action: Action) -> Arc<[Role]> {
        if persons.is_empty() { self.able(area, action) } else { Arc::default() }
    }
}

/// The roles by which the rules allow what registers owe.
pub(crate) type Able = BTreeMap<(Area, Action), Arc<[Role]>>;

fn all_able(office: &Office) -> Able {
    let (organiser, unit) = (Id::new(uuid::Uuid::nil()), Id::new(uuid::Uuid::from_u128(1)));
    let place = Place { organiser, unit, above: vec![], is_fictitious: false };
    let of = |area: Area, action: Action| {
        let object = match action {
            Action::OpenLoginTogether => Object::login(place.clone(), vec![]),
            _ => Object::new(place.clone(), RecordClass::Unit).of_kind(kind(area)),
        };
        let may = |role: &Role| {
            let subject = Subject::new(Id::new(uuid::Uuid::nil()), organiser).with_role(*role, unit);
            let subject = subject.signed_in(SignIn::Strong).prepared();
            asked(office, &subject, action, &object).is_allowed()
        };
        ((area, action), Role::ALL.iter().copied().filter(may).collect())
    };
    let actions = [Action::EditRecord, Action::DecideRecord, Action::OpenLoginTogether];
    Area::ALL.iter().flat_map(|area| actions.map(|action| of(*area, action))).collect()
}
