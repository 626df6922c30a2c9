//! Who of those whom accounts name works there still: worked out for all accounts of an organiser at once, and kept at hand
//! until a person, a role, a unit or an account is written, or ten minutes are over.

use super::FEWEST;
use crate::office::cases::mine::subject_with;
use crate::office::reader::asked;
use crate::office::registers::{HOLDERS, Row};
use crate::office::{Directory, Entry, Office, register};
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

impl Look {
    fn lasts(&self, now: Instant) -> bool {
        self.at <= now && now < self.at.plus_seconds(LASTS)
    }
}

/// What is held by whoever works it out anew.
type Working = Arc<tokio::sync::Mutex<()>>;

/// Those of an organiser, with what they followed from.
type Seen = (Look, Arc<Present>);

/// Those of each organiser, kept.
#[derive(Debug, Default)]
pub(crate) struct KeptPresent {
    kept: Mutex<HashMap<Id<id::Organiser>, Seen>>,
    working: Mutex<HashMap<Id<id::Organiser>, Working>>,
}

impl Office {
    /// Those of an organiser. One at a time works them out anew; the others have what is kept meanwhile, if it lasts still.
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
        let kept = self.present.kept(organiser).filter(|(look, _)| look.lasts(now));
        if let Some((look, present)) = &kept
            && look.turns == turns
        {
            return Ok(Arc::clone(present));
        }
        let working = self.present.working(organiser);
        let _held = match (working.try_lock(), kept) {
            (Ok(held), _) => held,
            (Err(_), Some((_, present))) => return Ok(present),
            (Err(_), None) => working.lock().await,
        };
        // Somebody may have worked it out since.
        let now = self.now();
        if let Some((look, present)) = self.present.kept(organiser)
            && look.turns == turns
            && look.lasts(now)
        {
            return Ok(present);
        }
        let present = Arc::new(read(self, organiser, now).await?);
        self.present.keep(organiser, (Look { turns, at: now }, Arc::clone(&present)));
        Ok(present)
    }
}

impl KeptPresent {
    fn kept(&self, organiser: Id<id::Organiser>) -> Option<Seen> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&organiser).cloned()
    }

    fn working(&self, organiser: Id<id::Organiser>) -> Working {
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(working.entry(organiser).or_default())
    }

    fn keep(&self, organiser: Id<id::Organiser>, present: Seen) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(organiser, present);
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
    let people: Vec<_> = units.keys().copied().collect();
    let entries = directory.persons(&people).await?;
    let (grants, held) = (directory.grants_of(&people).await?, directory.fulfilled_by(&people).await?);
    for (person, units) in units {
        if !entries.get(&person).is_some_and(Entry::is_here) {
            continue;
        }
        let grants = grants.get(&person).map(Vec::as_slice).unwrap_or_default();
        let held = held.get(&person).map(Vec::as_slice).unwrap_or_default();
        let subject = subject_with(&directory, Ticket { organiser, person }, (grants, held), now);
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
