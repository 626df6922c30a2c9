//! The demonstration: made-up schools with made-up people, the same each time. No name here is anybody's, and the
//! numbers cannot be: letters stand where a real one has digits.

use super::intake::{MarkTask, TaskKind};
use super::{Entry, grants, people, register, state};
use crate::data::Source;
use crate::sync::mock::{Faults, School, router};
use serde::Serialize;
use tokio::net::TcpListener;
use varsam_model::civic::CivicNumber;
use varsam_model::grant::{Competence, Given, Grant, HeldPrecondition, Precondition};
use varsam_model::person::{Enrolment, Person, Responsible};
use varsam_model::school::{Relation, SchoolForm, UnitKind};
use varsam_model::unit::{Period, Unit};
use varsam_model::{Id, Instant, Mark, RecordClass, Role, id};
use varsam_store::{Change, Deed, Fault, Head, Store, Tenant};

const GIVEN: [&str; 24] = [
    "Alma", "Omar", "Ebba", "Elias", "Hodan", "Nils", "Saga", "Yusuf", "Tuva", "Leo", "Amina", "Viggo",
    "Selam", "Astrid", "Dawit", "Maja", "Aron", "Lina", "Kerem", "Signe", "Milo", "Zahra", "Love", "Freja",
];
const FAMILY: [&str; 20] = [
    "Almklint",
    "Björkdal",
    "Warsamare",
    "Ekhammar",
    "Flodmark",
    "Granfors",
    "Haileman",
    "Isbrand",
    "Jonstam",
    "Kvistorp",
    "Lövhage",
    "Mårdskog",
    "Nyängen",
    "Osmanik",
    "Palmlund",
    "Rönnås",
    "Stenvik",
    "Tallheden",
    "Ulvsand",
    "Ängslund",
];

/// Schools: name, form of school, how many pupils.
const SCHOOLS: [(&str, SchoolForm, usize); 4] = [
    ("Björkskolan", SchoolForm::Compulsory, 90),
    ("Strandskolan", SchoolForm::Compulsory, 60),
    ("Kyrkbyns gymnasium", SchoolForm::UpperSecondary, 60),
    ("Övningsskolan", SchoolForm::Compulsory, 12),
];

/// People with roles: name, role, which school (none: at the organiser).
const STAFF: [(&str, &str, Role, Option<usize>); 18] = [
    ("Karin", "Ekhammar", Role::Head, Some(0)),
    ("Jonas", "Flodmark", Role::Staff, Some(0)),
    ("Samira", "Osmanik", Role::Staff, Some(1)),
    ("Henrik", "Stenvik", Role::Head, Some(2)),
    ("Lena", "Granfors", Role::Dpo, None),
    ("Petra", "Isbrand", Role::HeadOfOperations, None),
    ("Anders", "Kvistorp", Role::SystemAdministrator, None),
    ("Marika", "Lövhage", Role::ProtectedAdministrator, None),
    ("Ulla", "Palmlund", Role::Registrar, None),
    ("Sofia", "Rönnås", Role::Nurse, Some(0)),
    ("Mats", "Tallheden", Role::Technician, Some(3)),
    ("Gun", "Ulvsand", Role::Auditor, None),
    // Two, since it takes two to let somebody in who lost every key.
    ("Birgit", "Nyängen", Role::SystemAdministrator, None),
    ("Ewa", "Jonstam", Role::HeadOfPupilHealth, None),
    ("Per", "Björkdal", Role::HeadOfOperations, None),
    ("Nour", "Almklint", Role::Guardian, Some(0)),
    UNTRAINED,
    ("Hanna", "Nyängen", Role::Psychologist, Some(0)),
];

/// Whose role does not count yet: no training has been recorded.
const UNTRAINED: (&str, &str, Role, Option<usize>) = ("Tove", "Mårdskog", Role::Staff, Some(0));

/// How long the demonstration's grants last, in seconds: ten years.
const LONG: i64 = 10 * 365 * 86_400;

/// Fills a new store.
///
/// # Errors
/// When the store fails.
pub async fn fill(store: &Store, now: Instant) -> Result<(), Fault> {
    let mut ids = Ids { now, last: 0 };
    let organiser: Id<id::Organiser> = ids.next();
    store.add_organiser(organiser, now).await?;
    let tenant = store.tenant(organiser);
    let units = units(&mut ids);
    let mut people = pupils(&mut ids, &units);
    let guardian = ids.next();
    if let Some((child, _)) = people.first_mut() {
        child.responsibles.push(Responsible { person: guardian, relation: Relation::Custodian });
    }
    let keys: Vec<_> = people.iter().map(|(person, _)| (person.id, RecordClass::Identity)).collect();
    tenant.make_keys(&keys).await?;
    let change = begin(&tenant, now).await?;
    let mut filling = Filling { ids, organiser, guardian, now, change, numbers: Vec::new() };
    for (number, unit) in units.iter().enumerate() {
        filling.unit(unit, number == SCHOOLS.len()).await?;
    }
    for (person, unit) in &people {
        filling.change.create(&Entry::head(person, *unit), person).await?;
        people::note_responsibles(&mut filling.change, person, now).await?;
        if person.mark.is_protected() {
            filling.task(person, *unit).await?;
        }
    }
    for &(given, family, role, school) in &STAFF {
        let unit = school.and_then(|school| units.get(school + 1)).or(units.first());
        if let Some(unit) = unit {
            filling.staff((given, family), role, unit.id).await?;
        }
    }
    filling.change.log(Deed::new("demo_filled")).await?;
    let Filling { change, numbers, .. } = filling;
    change.commit().await?;
    let numbers: Vec<_> = numbers.iter().map(|(number, person)| (number.as_str(), *person)).collect();
    tenant.index_numbers(&numbers).await
}

/// A number that nobody can have: a day, and letters where a real one has digits.
fn number(count: usize) -> Option<CivicNumber> {
    CivicNumber::of_canonical(&format!("1980{:02}{:02}TF{count:02}", count % 12 + 1, count % 28 + 1)).ok()
}

/// A made-up school system on this machine, with people of whom one turns protected while it is read. None where nothing can
/// be listened on.
pub(super) async fn school() -> Option<Source> {
    let listener = TcpListener::bind("127.0.0.1:0").await.ok()?;
    let url = format!("http://{}", listener.local_addr().ok()?).parse().ok()?;
    let faults = Faults { turns_protected: Some(21), ..Faults::default() };
    let school = School { persons: 120, seed: 12, changed: vec![3], faults, ..School::default() };
    tokio::spawn(async move { axum::serve(listener, router(school)).await });
    Some(Source::made_up("skolsystemet", url))
}

async fn begin<'a>(tenant: &Tenant<'a>, now: Instant) -> Result<Change<'a>, Fault> {
    tenant.change(Id::new(uuid::Uuid::nil()), now).await
}

/// The organiser first, then its schools.
fn units(ids: &mut Ids) -> Vec<Unit> {
    let top = Unit {
        id: ids.next(),
        kind: UnitKind::Organiser,
        name: "Norrviks kommun".into(),
        parent: None,
        code: None,
        forms: vec![],
    };
    let parent = Some(top.id);
    let mut units = vec![top];
    for (name, form, _) in SCHOOLS {
        let (id, kind, name) = (ids.next(), UnitKind::SchoolUnit, name.to_owned());
        units.push(Unit { id, kind, name, parent, code: None, forms: vec![form] });
    }
    units
}

fn pupils(ids: &mut Ids, units: &[Unit]) -> Vec<(Person, Id<id::Unit>)> {
    let mut pupils = Vec::new();
    for (unit, (_, form, count)) in units.iter().skip(1).zip(SCHOOLS) {
        for number in 0..count {
            let at = pupils.len();
            let (given, family) = (pick(&GIVEN, at * 7), pick(&FAMILY, at * 13 + at / 20));
            // One in sixty has a mark that nobody has decided on: in no list, and in no search.
            let mark = if at % 60 == 59 { Mark::Secrecy } else { Mark::None };
            let mut person = Person::named(ids.next(), given, family, mark);
            let year = u8::try_from(number % 9 + 1).ok();
            let period = Period { start: None, end: None };
            person.enrolments.push(Enrolment {
                unit: unit.id,
                form: form.clone(),
                year,
                period,
                cancelled: false,
            });
            pupils.push((person, unit.id));
        }
    }
    pupils
}

fn pick(list: &[&'static str], number: usize) -> &'static str {
    list.get(number % list.len()).copied().unwrap_or_default()
}

/// Ids one after the other, so that everything is in the same order each time. Nobody has to be kept from guessing
/// them here.
struct Ids {
    now: Instant,
    last: u64,
}

impl Ids {
    fn next<T>(&mut self) -> Id<T> {
        self.last += 1;
        let mut bytes = [0; 10];
        bytes.iter_mut().rev().zip(self.last.to_le_bytes()).for_each(|(to, from)| *to = from);
        Id::made(self.now, bytes)
    }
}

/// The change that fills the store.
struct Filling<'a> {
    ids: Ids,
    organiser: Id<id::Organiser>,
    /// Who answers for the first pupil.
    guardian: Id<id::Person>,
    now: Instant,
    change: Change<'a>,
    /// The numbers of those who have one, to find them by.
    numbers: Vec<(String, Id<id::Person>)>,
}

impl Filling<'_> {
    async fn unit(&mut self, unit: &Unit, is_fictitious: bool) -> Result<(), Fault> {
        let state = if is_fictitious { state::FICTITIOUS } else { state::ACTIVE };
        let head = Head::about(unit.id.of(), register::UNIT, unit.id, unit.id.uuid(), RecordClass::Unit);
        self.change.create(&head.in_state(state), unit).await
    }

    /// What somebody has to decide on, as an import would have left it.
    async fn task(&mut self, person: &Person, unit: Id<id::Unit>) -> Result<(), Fault> {
        let (source, mark, at) = ("file:pupils".to_owned(), person.mark, self.now);
        let task = MarkTask {
            person: person.id,
            source,
            mark,
            kind: TaskKind::Came,
            at,
            has_left: false,
            decision: None,
        };
        let head = task.head(self.ids.next(), unit);
        self.change.create(&head, &task).await
    }

    async fn staff(&mut self, names: (&str, &str), role: Role, unit: Id<id::Unit>) -> Result<(), Fault> {
        let id = if role == Role::Guardian { self.guardian } else { self.ids.next() };
        let mut person = Person::named(id, names.0, names.1, Mark::None);
        person.civic = number(self.numbers.len() + 1);
        self.numbers.extend(person.civic.map(|number| (number.exposed(), person.id)));
        self.change.create(&Entry::head(&person, unit), &person).await?;
        let grant = Grant {
            id: self.ids.next(),
            person: person.id,
            organiser: self.organiser,
            unit,
            role,
            from: self.now,
            until: self.now.plus_seconds(LONG),
            by: Id::new(uuid::Uuid::nil()),
            card_exempt_until: None,
        };
        let given = Given { grant, confirmed: None, ended: None };
        self.change.create(&grants::head(&given.grant), &given).await?;
        let is_untrained = (UNTRAINED.0, UNTRAINED.1) == names;
        for &precondition in Precondition::of_role(role).iter().filter(|_| !is_untrained) {
            let held = HeldPrecondition { person: person.id, precondition, from: self.now, until: None };
            let competence = Competence { held, evidence: String::new(), by: None };
            let id = self.ids.next();
            self.about(id, register::COMPETENCE, unit, person.id, &competence).await?;
        }
        Ok(())
    }

    async fn about(
        &mut self,
        id: Id<id::Record>,
        register: &str,
        unit: Id<id::Unit>,
        person: Id<id::Person>,
        body: &impl Serialize,
    ) -> Result<(), Fault> {
        let head = Head::about(id, register, unit, person.uuid(), RecordClass::School).in_state("active");
        self.change.create(&head, body).await
    }
}
