//! Looks at accounts (SOL-17): when one was looked at last, and by when it is to be again. What was found is not kept here:
//! what has to be done about it is a case of its own.

use super::Row;
use crate::office::logins::present::MONITORS;
use crate::office::{Directory, Office, Reader, register};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use varsam_model::register::{Entry, Register, Value};
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head};

/// The field that says within how many hours an account is looked at again.
const EVERY: &str = "check_hours";

/// The deed, as the log has it.
const DEED: &str = "check_account";

/// The last look at an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Check {
    /// Who.
    pub(crate) by: Id<id::Person>,
    /// When.
    pub(crate) at: Instant,
}

/// Within how many hours an entry is looked at again; never where it is no account, or one that is not in use.
pub(crate) fn every(register: &Register, row: &Row) -> Option<i64> {
    let is_used = register.field(MONITORS).is_some() && register.is_used(&row.state);
    hours(row.get(register, EVERY).filter(|_| is_used))
}

fn hours(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Number(hours)) if *hours > 0 => Some(*hours),
        _ => None,
    }
}

/// By when it is looked at again: within its hours from the last look, or from when it was made.
pub(crate) fn due(register: &Register, row: &Row, last: Option<&Check>) -> Option<Instant> {
    let from = last.map_or(row.made, |check| check.at);
    Some(from.plus_seconds(every(register, row)? * 3600))
}

/// The same of an entry that is open.
pub(crate) fn due_of(
    register: &Register,
    document: &Document<Entry>,
    last: Option<&Check>,
) -> Option<Instant> {
    due(register, &Row::of(register, document.clone()), last)
}

/// The last look at each account.
pub(crate) type Checks = BTreeMap<Id<id::Record>, Check>;

/// Those of an organiser, with how often the register of looks had been written.
type Seen = (i64, Arc<Checks>);

/// Those of each organiser, kept.
#[derive(Debug, Default)]
pub(crate) struct KeptChecks(Mutex<HashMap<Id<id::Organiser>, Seen>>);

impl KeptChecks {
    fn kept(&self, organiser: Id<id::Organiser>, turns: i64) -> Option<Arc<Checks>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&organiser).filter(|(of, _)| *of == turns).map(|(_, checks)| Arc::clone(checks))
    }

    fn keep(&self, organiser: Id<id::Organiser>, turns: i64, checks: Arc<Checks>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organiser, (turns, checks));
    }
}

impl Office {
    /// The last look at each account of an organiser; opened again only when somebody has looked since.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn checks(
        &self,
        directory: &Directory<'_>,
        organiser: Id<id::Organiser>,
    ) -> Result<Arc<Checks>, Fault> {
        // Turns first: what is written meanwhile is read the next time.
        let turns = directory.tenant.turns(register::CHECK).await?;
        if let Some(checks) = self.checks.kept(organiser, turns) {
            return Ok(checks);
        }
        let filter = Filter { register: register::CHECK, ..Filter::default() };
        let checks = Arc::new(latest(directory.every::<Check>(filter).await?));
        self.checks.keep(organiser, turns, Arc::clone(&checks));
        Ok(checks)
    }
}

/// The last look at an account.
///
/// # Errors
/// When the store fails.
pub(crate) async fn last(directory: &Directory<'_>, account: Id<id::Record>) -> Result<Option<Check>, Fault> {
    Ok(read(directory, account).await?.map(|document| document.body))
}

async fn read(directory: &Directory<'_>, account: Id<id::Record>) -> Result<Option<Document<Check>>, Fault> {
    let (register, subject) = (register::CHECK, Some(account.uuid()));
    let checks = directory.every::<Check>(Filter { register, subject, ..Filter::default() }).await?;
    Ok(checks.into_iter().max_by_key(|check| check.body.at))
}

/// Two who looked for the first time at once have each left one.
fn latest(checks: Vec<Document<Check>>) -> Checks {
    let mut latest = Checks::new();
    for Document { head, body } in checks {
        let last = latest.entry(Id::new(head.subject)).or_insert(body);
        if last.at < body.at {
            *last = body;
        }
    }
    latest
}

/// Notes that the reader has looked at an account. Where somebody else has at the same moment, that is enough.
///
/// # Errors
/// When the store fails.
pub(crate) async fn note(office: &Office, reader: &Reader, account: &Head, found: bool) -> Result<(), Fault> {
    let (by, at) = (reader.session.person, office.now());
    let former = read(&reader.directory(office).await?, account.id).await?;
    let mut change = reader.tenant(office).change(by, at).await?;
    let check = Check { by, at };
    if let Some(former) = former {
        match change.update(&former.head, &check).await {
            Err(Fault::Changed) => return Ok(()),
            written => written?,
        };
    } else {
        let (id, subject) = (office.store.new_id(at)?, account.id.uuid());
        let head = Head::about(id, register::CHECK, account.unit, subject, RecordClass::Unit);
        change.create(&head, &check).await?;
    }
    let note = if found { "something" } else { "nothing" };
    change.log(Deed::new(DEED).at(account.unit).object(account.id.uuid()).note(note)).await?;
    change.commit().await
}
