//! The demonstration: made-up schools with made-up people, the same each time. No name here is anybody's, and the
//! numbers cannot be: letters stand where a real one has digits.

use super::intake::{MarkTask, TaskKind};
use super::{Entry, register};
use crate::data::Source;
use crate::sync::mock::{Faults, School, router};
use serde::Serialize;
use tokio::net::TcpListener;
use varsam_model::grant::{Grant, HeldPrecondition, Precondition};
use varsam_model::person::{Enrolment, Person};
use varsam_model::school::{SchoolForm, UnitKind};
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
const STAFF: [(&str, &str, Role, Option<usize>); 12] = [
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
];

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
    let people = pupils(&mut ids, &units);
    let keys: Vec<_> = people.iter().map(|(person, _)| (person.id, RecordClass::Identity)).collect();
    tenant.make_keys(&keys).await?;
    let mut filling = Filling { ids, organiser, now, change: begin(&tenant, now).await? };
    for (number, unit) in units.iter().enumerate() {
        filling.unit(unit, number == SCHOOLS.len()).await?;
    }
    for (person, unit) in &people {
        filling.change.create(&Entry::head(person, *unit), person).await?;
        if person.mark.is_protected() {
            filling.task(person, *unit).await?;
        }
    }
    for &(given, family, role, school) in &STAFF {
        let unit = school.and_then(|school| units.get(school + 1)).or(units.first());
        if let Some(unit) = unit {
            filling.staff(given, family, role, unit.id).await?;
        }
    }
    filling.change.log(Deed::new("demo_filled")).await?;
    filling.change.commit().await
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
    now: Instant,
    change: Change<'a>,
}

impl Filling<'_> {
    async fn unit(&mut self, unit: &Unit, is_fictitious: bool) -> Result<(), Fault> {
        let state = if is_fictitious { "fictitious" } else { "active" };
        let head = Head::about(unit.id.of(), register::UNIT, unit.id, unit.id.uuid(), RecordClass::Unit);
        self.change.create(&head.in_state(state), unit).await
    }

    /// What somebody has to decide on, as an import would have left it.
    async fn task(&mut self, person: &Person, unit: Id<id::Unit>) -> Result<(), Fault> {
        let (source, mark, at) = ("file:pupils".to_owned(), person.mark, self.now);
        let task = MarkTask { person: person.id, source, mark, kind: TaskKind::Came, at, decision: None };
        let head = task.head(self.ids.next(), unit);
        self.change.create(&head, &task).await
    }

    async fn staff(
        &mut self,
        given: &str,
        family: &str,
        role: Role,
        unit: Id<id::Unit>,
    ) -> Result<(), Fault> {
        let person = Person::named(self.ids.next(), given, family, Mark::None);
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
        self.about(grant.id.of(), register::GRANT, unit, person.id, &grant).await?;
        for &precondition in Precondition::of_role(role) {
            let held = HeldPrecondition { person: person.id, precondition, from: self.now, until: None };
            let id = self.ids.next();
            self.about(id, register::COMPETENCE, unit, person.id, &held).await?;
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
