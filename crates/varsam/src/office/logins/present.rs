//! Who of those whom accounts name works there still: worked out for all accounts of an organiser at once, and kept at hand
//! until a person, a role, a unit or an account is written, or ten minutes are over.

use super::FEWEST;
use crate::office::cases::mine::as_subject;
use crate::office::reader::asked;
use crate::office::registers::{HOLDERS, Row};
use crate::office::{Directory, Office, register};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use varsam_access::{Action, Object, SignIn, Subject};
use varsam_model::register::{Register, Value};
use varsam_model::{Id, Instant, id};
use varsam_store::{Fault, Ticket};

/// The field that says who looks after what others write to an account.
pub(crate) const MONITORS: &str = "monitoring";

/// The register that has holders.
const ACCOUNT: &str = "account";

/// What it follows from who works where.
const REGISTERS: [&str; 5] =
    [ACCOUNT, register::PERSON, register::GRANT, register::COMPETENCE, register::UNIT];

/// For how long it is kept, in seconds: roles end by themselves, too.
const LASTS: i64 = 10 * 60;

/// Those whom accounts name and who work at their unit now.
#[derive(Debug, Default)]
pub(crate) struct Present(BTreeSet<(Id<id::Person>, Id<id::Unit>)>);

impl Present {
    /// Those of a field of an entry who work there.
    pub(crate) fn of(&self, register: &Register, row: &Row, field: &str) -> BTreeSet<Id<id::Person>> {
        named(register, row, field)
            .into_iter()
            .filter(|person| self.0.contains(&(*person, row.unit)))
            .collect()
    }

    /// Whether fewer can open the login of an account than should.
    pub(crate) fn is_at_risk(&self, register: &Register, row: &Row) -> bool {
        has_login(register, row) && self.of(register, row, HOLDERS).len() < FEWEST
    }

    /// Whether its password has to be changed: somebody could know it who holds it no longer.
    pub(crate) fn is_due(&self, register: &Register, row: &Row) -> bool {
        if row.known_by.is_empty() || !has_login(register, row) {
            return false;
        }
        let here = self.of(register, row, HOLDERS);
        row.known_by.iter().any(|person| !here.contains(person))
    }
}

/// Whether an entry has a login that somebody uses still.
fn has_login(register: &Register, row: &Row) -> bool {
    register.field(HOLDERS).is_some() && !register.is_ended(&row.state)
}

fn named(register: &Register, row: &Row, field: &str) -> Vec<Id<id::Person>> {
    let value = row.get(register, field);
    value.into_iter().flat_map(Value::all).filter_map(|id| id.parse().ok()).collect()
}

/// What it followed from, and when that was looked at.
#[derive(Debug, Clone, Copy)]
struct Look {
    turns: [i64; 5],
    at: Instant,
}

/// Those of each organiser, kept.
#[derive(Debug, Default)]
pub(crate) struct KeptPresent(Mutex<HashMap<Id<id::Organiser>, (Look, Arc<Present>)>>);

impl Office {
    /// Those of an organiser.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn present(&self, organiser: Id<id::Organiser>) -> Result<Arc<Present>, Fault> {
        let (tenant, now) = (self.store.tenant(organiser), self.now());
        // Turns first: what is written meanwhile is looked at the next time.
        let mut turns = [0; 5];
        for (turn, register) in turns.iter_mut().zip(REGISTERS) {
            *turn = tenant.turns(register).await?;
        }
        if let Some((look, present)) = self.present.kept(organiser)
            && look.turns == turns
            && look.at <= now
            && now < look.at.plus_seconds(LASTS)
        {
            return Ok(present);
        }
        let present = Arc::new(read(self, organiser, now).await?);
        self.present.keep(organiser, (Look { turns, at: now }, Arc::clone(&present)));
        Ok(present)
    }
}

impl KeptPresent {
    fn kept(&self, organiser: Id<id::Organiser>) -> Option<(Look, Arc<Present>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organiser).cloned()
    }

    fn keep(&self, organiser: Id<id::Organiser>, present: (Look, Arc<Present>)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organiser, present);
    }
}

async fn read(office: &Office, organiser: Id<id::Organiser>, now: Instant) -> Result<Present, Fault> {
    let mut present = Present::default();
    let Some(register) = Register::of(ACCOUNT) else { return Ok(present) };
    let (directory, shelf) = (office.directory(organiser).await?, office.shelf(organiser, register).await?);
    let mut units: BTreeMap<Id<id::Person>, BTreeSet<Id<id::Unit>>> = BTreeMap::new();
    for row in shelf.rows().iter().filter(|row| !register.is_ended(&row.state)) {
        for person in [HOLDERS, MONITORS].into_iter().flat_map(|field| named(register, row, field)) {
            units.entry(person).or_default().insert(row.unit);
        }
    }
    for (person, units) in units {
        let Some(subject) = as_subject(&directory, Ticket { organiser, person }, now).await? else {
            continue;
        };
        let subject = subject.signed_in(SignIn::Strong).prepared();
        let works = units.into_iter().filter(|unit| works_at(office, &directory, &subject, *unit));
        present.0.extend(works.map(|unit| (person, unit)));
    }
    Ok(present)
}

/// Whether somebody who held a login there could open it, were they to sign in and say why.
fn works_at(office: &Office, directory: &Directory<'_>, subject: &Subject, unit: Id<id::Unit>) -> bool {
    let object = Object::login(directory.place(unit), vec![subject.person]);
    asked(office, subject, Action::OpenLogin, &object).is_allowed()
}
