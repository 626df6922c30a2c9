//! A login that two open together, when none of those who hold it can: one asks, another in another role confirms within
//! a day, and both may see it for an hour.

use super::{Login, path};
use crate::office::{Directory, Office, Reader, register};
use serde::{Deserialize, Serialize};
use varsam_model::register::Entry;
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Word};

/// How long the second has to confirm, in seconds.
const WAITS: i64 = 24 * 3600;

/// How long both may see it then, in seconds.
const LASTS: i64 = 3600;

/// Where one stands.
const ASKED: &str = "asked";
const CONFIRMED: &str = "confirmed";

/// The roles by which somebody takes part.
const ROLES: [Role; 3] = [Role::Dpo, Role::Head, Role::HeadOfOperations];

/// The letter that tells those who hold it.
const LETTER: &str = "login_opening";

/// That a login is opened by two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opening {
    /// Who has asked.
    pub(crate) asked: Hand,
    /// Who has confirmed it.
    pub(crate) confirmed: Option<Hand>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hand {
    /// Who.
    pub(crate) by: Id<id::Person>,
    /// When.
    pub(crate) at: Instant,
    /// Why.
    pub(crate) reason: String,
    /// In which roles.
    pub(crate) roles: Vec<Role>,
}

impl Opening {
    /// Until when the next can be done: to confirm it, or to see the login.
    pub(crate) fn until(&self) -> Instant {
        match &self.confirmed {
            Some(second) => second.at.plus_seconds(LASTS),
            None => self.asked.at.plus_seconds(WAITS),
        }
    }

    /// Whether somebody may see the login by it.
    pub(crate) fn lets(&self, person: Id<id::Person>) -> bool {
        self.confirmed.as_ref().is_some_and(|second| [self.asked.by, second.by].contains(&person))
    }

    /// Whether it waits for a second one, who may be this reader.
    pub(crate) fn takes(&self, reader: &Reader, unit: Id<id::Unit>) -> bool {
        self.confirmed.is_none()
            && self.asked.by != reader.session.person
            && are_both(&self.asked.roles, &roles(reader, unit))
    }
}

/// Whether two take part in different roles: one supervises, the other answers for the unit.
fn are_both(one: &[Role], other: &[Role]) -> bool {
    let leads = |roles: &[Role]| roles.iter().any(|role| *role != Role::Dpo);
    let supervises = |roles: &[Role]| roles.contains(&Role::Dpo);
    (supervises(one) && leads(other)) || (leads(one) && supervises(other))
}

/// The roles in which a reader takes part at a unit.
fn roles(reader: &Reader, unit: Id<id::Unit>) -> Vec<Role> {
    let held = reader.subject.roles.iter();
    let counts = held.filter(|held| ROLES.contains(&held.role) && reader.units.is_within(unit, held.unit));
    counts.map(|held| held.role).collect()
}

/// The one of an account that goes on, if one does.
///
/// # Errors
/// When the store fails.
pub(crate) async fn current(
    directory: &Directory<'_>,
    account: Id<id::Record>,
    now: Instant,
) -> Result<Option<Document<Opening>>, Fault> {
    let (register, subject) = (register::LOGIN_OPENING, Some(account.uuid()));
    let all = directory.every::<Opening>(Filter { register, subject, ..Filter::default() }).await?;
    Ok(all.into_iter().rfind(|document| now < document.body.until()))
}

/// The first asks. Its key is the account's: it goes with it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn ask(
    office: &Office,
    reader: &Reader,
    account: &Document<Entry>,
    login: &Login,
    reason: &str,
) -> Result<(), Fault> {
    let (now, unit, id) = (office.now(), account.head.unit, account.head.id);
    let asked = hand(reader, unit, now, reason);
    let new = office.store.new_id(now)?;
    let head = Head::about(new, register::LOGIN_OPENING, unit, id.uuid(), RecordClass::Unit).in_state(ASKED);
    let mut change = reader.tenant(office).change(asked.by, now).await?;
    change.create(&head, &Opening { asked, confirmed: None }).await?;
    change.log(Deed::new("ask_login_opening").at(unit).object(id.uuid()).note(reason)).await?;
    change.tell(Word { to: &login.holders, about: LETTER, path: &path(id) }).await?;
    change.commit().await
}

/// The second confirms.
///
/// # Errors
/// `Changed` when somebody else was faster, or another fault of the store.
pub(crate) async fn confirm(
    office: &Office,
    reader: &Reader,
    opening: Document<Opening>,
    account: &Document<Entry>,
    login: &Login,
    reason: &str,
) -> Result<(), Fault> {
    let (now, unit, id) = (office.now(), account.head.unit, account.head.id);
    let second = hand(reader, unit, now, reason);
    let mut change = reader.tenant(office).change(second.by, now).await?;
    let body = Opening { confirmed: Some(second), ..opening.body };
    change.update(&opening.head.in_state(CONFIRMED), &body).await?;
    change.log(Deed::new("confirm_login_opening").at(unit).object(id.uuid()).note(reason)).await?;
    change.tell(Word { to: &login.holders, about: LETTER, path: &path(id) }).await?;
    change.commit().await
}

fn hand(reader: &Reader, unit: Id<id::Unit>, at: Instant, reason: &str) -> Hand {
    Hand { by: reader.session.person, at, reason: reason.to_owned(), roles: roles(reader, unit) }
}
