//! Recovery: somebody who lost every key is let in again. It takes two administrators, and neither is that person: one
//! asks, another confirms within a day, and then there is a link.

use super::{Entry, Office, passkey, register};
use serde::{Deserialize, Serialize};
use varsam_model::{Id, Instant, RecordClass, codes, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Ticket};

/// What the link is for.
pub const PURPOSE: &str = "recovery";

/// How long the second has to confirm, and then the person to use the link, in seconds: a day each.
const LASTS: i64 = 86_400;

codes! {
    /// Where a recovery stands.
    pub enum State {
        /// One has asked for it.
        Asked = "asked",
        /// Another has confirmed it: there is a link.
        Confirmed = "confirmed",
        /// The link was used.
        Done = "done",
        /// The person has stopped it.
        Stopped = "stopped",
    }
}

/// That somebody is to be let in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Who has asked for it.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// Until when the next step can be taken.
    pub until: Instant,
    /// Who has confirmed it.
    pub confirmed_by: Option<Id<id::Person>>,
}

/// A recovery that goes on.
pub type Open = Document<Recovery>;

/// The recovery of somebody that goes on, if one does.
///
/// # Errors
/// When the store fails.
pub async fn open(office: &Office, who: Ticket) -> Result<Option<Open>, Fault> {
    let filter = Filter {
        register: register::RECOVERY,
        subject: Some(who.person.uuid()),
        limit: 1000,
        ..Filter::default()
    };
    let found = office.store.tenant(who.organiser).list::<Recovery>(&filter).await?;
    let goes_on = |one: &Open| {
        matches!(one.head.state.parse(), Ok(State::Asked | State::Confirmed)) && office.now() < one.body.until
    };
    Ok(found.into_iter().rfind(goes_on))
}

/// The first of two asks. Says whether that counts: not while another recovery goes on, and not for oneself.
///
/// # Errors
/// When the store fails.
pub async fn ask(
    office: &Office,
    organiser: Id<id::Organiser>,
    entry: &Entry,
    by: Id<id::Person>,
    reason: &str,
) -> Result<bool, Fault> {
    let person = entry.person.id;
    if by == person || open(office, Ticket { organiser, person }).await?.is_some() {
        return Ok(false);
    }
    let now = office.now();
    let id = office.store.new_id(now)?;
    let head = Head::about(id, register::RECOVERY, entry.unit, person.uuid(), RecordClass::SignIn);
    let until = now.plus_seconds(LASTS);
    let recovery = Recovery { by, at: now, reason: reason.to_owned(), until, confirmed_by: None };
    let mut change = office.store.tenant(organiser).change(by, now).await?;
    change.create(&head.in_state(State::Asked.code()), &recovery).await?;
    change.log(Deed::new("recovery_asked").about(person).at(entry.unit).note(reason)).await?;
    change.commit().await?;
    Ok(true)
}

/// The second of two confirms. Gives the token of the link; none when nobody else has asked in time, or when it is for
/// oneself.
///
/// # Errors
/// When the store fails.
pub async fn confirm(
    office: &Office,
    who: Ticket,
    by: Id<id::Person>,
    reason: &str,
) -> Result<Option<String>, Fault> {
    let Some(Document { head, mut body }) = open(office, who).await? else { return Ok(None) };
    if head.state != State::Asked.code() || by == body.by || by == who.person {
        return Ok(None);
    }
    let now = office.now();
    body.confirmed_by = Some(by);
    body.until = now.plus_seconds(LASTS);
    let (unit, until) = (head.unit, body.until);
    if !stepped(office, who, by, (head, body), State::Confirmed, |deed| deed.at(unit).note(reason)).await? {
        return Ok(None);
    }
    let tenant = office.store.tenant(who.organiser);
    tenant.withdraw_links(who.person).await?;
    Ok(Some(tenant.invite(who.person, PURPOSE, until).await?))
}

/// The person stops it: the link, if there is one already, works no more.
///
/// # Errors
/// When the store fails.
pub async fn stop(office: &Office, who: Ticket) -> Result<(), Fault> {
    // Whoever was faster has taken a step; it is stopped after that one.
    while let Some(Document { head, body }) = open(office, who).await? {
        stepped(office, who, who.person, (head, body), State::Stopped, |deed| deed).await?;
    }
    office.store.tenant(who.organiser).withdraw_links(who.person).await
}

/// The link was used: the old passkeys and sessions, and the link to a calendar, are gone before the person is let in.
///
/// # Errors
/// When the store fails.
pub async fn carry_out(office: &Office, who: Ticket) -> Result<bool, Fault> {
    let Some(Document { head, body }) = open(office, who).await? else { return Ok(false) };
    let is_confirmed = head.state == State::Confirmed.code();
    // The step first: who stops it at this moment keeps what they have.
    if !is_confirmed || !stepped(office, who, who.person, (head, body), State::Done, |deed| deed).await? {
        return Ok(false);
    }
    passkey::remove_all(office, who).await?;
    let tenant = office.store.tenant(who.organiser);
    tenant.sign_out(who.person, None).await?;
    tenant.withdraw_links(who.person).await?;
    tenant.withdraw_calendar(who.person).await?;
    Ok(true)
}

/// Takes a step and logs it; not when somebody else was faster.
async fn stepped(
    office: &Office,
    who: Ticket,
    by: Id<id::Person>,
    (head, body): (Head, Recovery),
    state: State,
    told: impl FnOnce(Deed) -> Deed,
) -> Result<bool, Fault> {
    let mut change = office.store.tenant(who.organiser).change(by, office.now()).await?;
    match change.update(&head.in_state(state.code()), &body).await {
        Err(Fault::Changed) => return Ok(false),
        updated => updated?,
    };
    let deed = Deed::new(&format!("recovery_{state}")).about(who.person);
    change.log(told(deed)).await?;
    change.commit().await?;
    Ok(true)
}
