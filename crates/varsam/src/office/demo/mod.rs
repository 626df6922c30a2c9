//! The demonstration: made-up schools with made-up people, the same each time. No name here is anybody's, and the
//! numbers cannot be: letters stand where a real one has digits.

mod cases;
mod cast;
mod registers;

use self::cast::{CASTS, Cast, FAMILY, GIVEN, UNTRAINED};
use self::registers::{Ground, Made, Worker};
use super::intake::{MarkTask, TaskKind};
use super::registers::{Draft, keep};
use super::{Directory, Entry, calendar, grants, people, register, state};
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
use varsam_rules::Rulebooks;
use varsam_store::{Change, Deed, Fault, Head, Store, Tenant};

/// How long the demonstration's grants last, in seconds: ten years.
const LONG: i64 = 10 * 365 * 86_400;

/// What organisers are furnished with: entries in all registers, and cases of the routines that are served.
#[derive(Debug, Clone, Copy)]
pub struct Furniture<'a> {
    /// Where addresses of the demonstration lead.
    pub site: &'a str,
    /// Where its routines are written.
    pub books: &'a Rulebooks,
}

/// Fills a new store: one organiser after the other, furnished or bare.
///
/// # Errors
/// When the store fails.
pub async fn fill(store: &Store, now: Instant, furniture: Option<Furniture<'_>>) -> Result<(), Fault> {
    let mut ids = Ids { now, last: 0 };
    for cast in &CASTS {
        ids = found(store, cast, ids, furniture).await?;
    }
    Ok(())
}

/// Founds an organiser, with its people and what it keeps.
async fn found(
    store: &Store,
    cast: &Cast,
    mut ids: Ids,
    furniture: Option<Furniture<'_>>,
) -> Result<Ids, Fault> {
    let (organiser, now): (Id<id::Organiser>, _) = (ids.next(), ids.now);
    store.add_organiser(organiser, now).await?;
    let tenant = store.tenant(organiser);
    let units = units(&mut ids, cast);
    let mut people = pupils(&mut ids, &units, cast);
    let guardian = ids.next();
    if let Some((child, _)) = people.first_mut() {
        child.responsibles.push(Responsible { person: guardian, relation: Relation::Custodian });
    }
    let keys: Vec<_> = people.iter().map(|(person, _)| (person.id, RecordClass::Identity)).collect();
    tenant.make_keys(&keys).await?;
    let change = begin(&tenant, now).await?;
    let numbers_from = cast.numbers_from;
    let (workers, numbers) = (Vec::new(), Vec::new());
    let mut filling = Filling { ids, organiser, guardian, now, change, workers, numbers_from, numbers };
    for (number, unit) in units.iter().enumerate() {
        filling.unit(unit, number > 0 && cast.fictitious == Some(number - 1)).await?;
    }
    for (person, unit) in &people {
        filling.change.create(&Entry::head(person, *unit), person).await?;
        people::note_responsibles(&mut filling.change, person, now).await?;
        if person.mark.is_protected() {
            filling.task(person, *unit).await?;
        }
    }
    for &(given, family, role, school) in cast.staff {
        let unit = school.and_then(|school| units.get(school + 1)).or(units.first());
        if let Some(unit) = unit {
            filling.staff((given, family), role, unit.id).await?;
        }
    }
    let made = furniture.map(|furniture| filling.made(&units, cast, furniture.site)).unwrap_or_default();
    filling.change.log(Deed::new("demo_filled")).await?;
    let Filling { mut ids, change, workers, numbers, .. } = filling;
    change.commit().await?;
    if let Some(Furniture { books, .. }) = furniture {
        let entries = made.iter().map(|(made, _)| ((made.register.code, made.code.clone()), made.id));
        let (entries, people): (cases::Entries, _) = (entries.collect(), &workers);
        let ground =
            cases::Ground { books, stack: cast.stack, units: &units, people, entries: &entries, now };
        let begun = begun(&ground, &mut ids);
        registers(&tenant, now, made).await?;
        cases::keep(&Directory::of(tenant, organiser).await?, &begun, now).await?;
    }
    let numbers: Vec<_> = numbers.iter().map(|(number, person)| (number.as_str(), *person)).collect();
    tenant.index_numbers(&numbers).await?;
    Ok(ids)
}

/// What stands in the registers, written by a change of its own, so that the keys of all entries are made at once.
async fn registers(
    tenant: &Tenant<'_>,
    now: Instant,
    made: Vec<(Made, Id<id::Person>)>,
) -> Result<(), Fault> {
    let keys: Vec<_> = made.iter().map(|(made, _)| (made.id, RecordClass::Unit)).collect();
    tenant.make_keys(&keys).await?;
    let mut change = begin(tenant, now).await?;
    for (Made { register, id, state, values, days_ago, .. }, by) in made {
        let draft = Draft { values, state: state.to_owned(), despite: String::new() };
        let at = now.plus_seconds(-days_ago * 86_400);
        keep(&mut change, register, id, draft, (by, at)).await?;
    }
    change.commit().await
}

/// The cases that there are to be. A file that is not sound gives none; its test fails then.
fn begun(ground: &cases::Ground<'_>, ids: &mut Ids) -> Vec<cases::Made> {
    cases::made(ground, |at| ids.at(at)).unwrap_or_else(|flaw| {
        tracing::error!("the demonstration has no cases: {flaw}");
        vec![]
    })
}

/// A number that nobody can have: a day, and letters where a real one has digits.
fn number(count: usize) -> Option<CivicNumber> {
    CivicNumber::of_canonical(&format!("1980{:02}{:02}TF{count:02}", count % 12 + 1, count % 28 + 1)).ok()
}

/// A made-up school system of an organiser on this machine, with people of whom one turns protected while it is read. None
/// where nothing can be listened on.
pub(super) async fn school(organiser: Option<Id<id::Organiser>>) -> Option<Source> {
    let listener = TcpListener::bind("127.0.0.1:0").await.ok()?;
    let url = format!("http://{}", listener.local_addr().ok()?).parse().ok()?;
    let faults = Faults { turns_protected: Some(21), ..Faults::default() };
    let school = School { persons: 120, seed: 12, changed: vec![3], faults, ..School::default() };
    tokio::spawn(async move { axum::serve(listener, router(school)).await });
    let mut source = Source::made_up("skolsystemet", url);
    source.organiser = organiser;
    Some(source)
}

async fn begin<'a>(tenant: &Tenant<'a>, now: Instant) -> Result<Change<'a>, Fault> {
    tenant.change(Id::new(uuid::Uuid::nil()), now).await
}

/// The organiser first, then its schools.
fn units(ids: &mut Ids, cast: &Cast) -> Vec<Unit> {
    let top = Unit {
        id: ids.next(),
        kind: UnitKind::Organiser,
        name: cast.name.to_owned(),
        parent: None,
        code: None,
        forms: vec![],
        hours: None,
    };
    let parent = Some(top.id);
    let mut units = vec![top];
    for (name, form, _) in cast.schools {
        let (id, kind, name) = (ids.next(), UnitKind::SchoolUnit, (*name).to_owned());
        units.push(Unit { id, kind, name, parent, code: None, forms: vec![form.clone()], hours: None });
    }
    units
}

fn pupils(ids: &mut Ids, units: &[Unit], cast: &Cast) -> Vec<(Person, Id<id::Unit>)> {
    let mut pupils = Vec::new();
    for (unit, (_, form, count)) in units.iter().skip(1).zip(cast.schools) {
        for number in 0..*count {
            let at = pupils.len();
            let (given, family) = (pick(&GIVEN, at * 7), pick(&FAMILY, at * 13 + at / 20));
            // One in sixty has a mark that nobody has decided on: in no list, and in no search.
            let mark = if at % 60 == 59 { Mark::Secrecy } else { Mark::None };
            let mut person = Person::named(ids.next(), given, family, mark);
            let year = u8::try_from(number % 9 + 1).ok().filter(|_| *form != SchoolForm::Preschool);
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
        self.at(self.now)
    }

    /// The next one, of something that came to be at another time.
    fn at<T>(&mut self, at: Instant) -> Id<T> {
        self.last += 1;
        let mut bytes = [0; 10];
        bytes.iter_mut().rev().zip(self.last.to_le_bytes()).for_each(|(to, from)| *to = from);
        Id::made(at, bytes)
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
    /// Who has a role, and where.
    workers: Vec<Worker>,
    /// From where numbers are counted.
    numbers_from: usize,
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
        person.civic = number(self.numbers_from + self.numbers.len() + 1);
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
        let given = Given::new(grant);
        self.change.create(&grants::head(&given.grant), &given).await?;
        self.workers.push(Worker { person: person.id, role, unit });
        let is_untrained = (UNTRAINED.0, UNTRAINED.1) == names;
        for &precondition in Precondition::of_role(role).iter().filter(|_| !is_untrained) {
            let held = HeldPrecondition { person: person.id, precondition, from: self.now, until: None };
            let competence = Competence { held, evidence: String::new(), by: None };
            let id = self.ids.next();
            self.about(id, register::COMPETENCE, unit, person.id, &competence).await?;
        }
        Ok(())
    }

    /// What is to stand in the registers, each with who made it.
    fn made(&mut self, units: &[Unit], cast: &Cast, site: &str) -> Vec<(Made, Id<id::Person>)> {
        let today = calendar::day(self.now);
        let (seed, is_small) = (u64::from(cast.is_small), cast.is_small);
        let ground = Ground { units, people: &self.workers, today, seed, is_small, site };
        let next = || self.ids.next();
        // A file that is not sound gives none; its test fails then.
        let made = registers::made(&ground, next).unwrap_or_else(|flaw| {
            tracing::error!("the demonstration has no entries: {flaw}");
            vec![]
        });
        made.into_iter().map(|made| (ground.maker(&made), made)).map(|(by, made)| (made, by)).collect()
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
