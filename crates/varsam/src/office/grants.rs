//! Grants: given, ended, and what they require. Whether somebody may is asked by the page; what is done here goes into
//! the log with it, or not at all.

use super::cases::reckon;
use super::{Directory, Entry, Office, Reader, register};
use uuid::Uuid;
use varsam_access::{Action, Object};
use varsam_model::grant::{Competence, Ended, Given, Grant, Ordered};
use varsam_model::{Id, Instant, RecordClass, Role, id};
use varsam_store::{Change, Deed, Document, Fault, Head};

/// A grant that has not been given yet.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// To whom.
    pub person: Id<id::Person>,
    /// Where.
    pub unit: Id<id::Unit>,
    /// Which role.
    pub role: Role,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
}

/// What is asked about when a grant is: of a role at a unit, to somebody who holds these roles already.
pub fn object(
    directory: &Directory<'_>,
    (role, unit): (Role, Id<id::Unit>),
    holder: &Entry,
    holds: Vec<Role>,
) -> Object {
    let mut object = Object::grant(directory.place(unit), role, holder.person.id, holds);
    object.is_quarantined = holder.is_quarantined;
    object.is_marked = holder.person.mark.is_protected();
    object
}

/// The roles that somebody holds or will hold, at any unit.
///
/// # Errors
/// When the store fails.
pub async fn holds(
    directory: &Directory<'_>,
    person: Id<id::Person>,
    now: Instant,
) -> Result<Vec<Role>, Fault> {
    let (grants, _) = directory.grants(person).await?;
    let mut roles: Vec<_> = grants.iter().filter(|grant| now < grant.until).map(|grant| grant.role).collect();
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

/// The head of a new grant.
pub(crate) fn head(grant: &Grant) -> Head {
    let head =
        Head::about(grant.id.of(), register::GRANT, grant.unit, grant.person.uuid(), RecordClass::School);
    Head { due: Some(grant.until), ..head.in_state("active") }
}

async fn begin<'a>(office: &'a Office, reader: &Reader) -> Result<Change<'a>, Fault> {
    reader.tenant(office).change(reader.session.person, office.now()).await
}

/// How long somebody has to give a role once it is their turn, in seconds.
const TURN: i64 = 30;

/// A turn to give somebody roles. What they hold already decides what else they may get, so one gives at a time, on
/// whichever server.
#[derive(Debug)]
pub struct Turn {
    name: String,
    holder: Uuid,
}

impl Turn {
    /// Takes it; none while somebody else has it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn take(
        office: &Office,
        reader: &Reader,
        person: Id<id::Person>,
    ) -> Result<Option<Self>, Fault> {
        let now = office.now();
        let holder: Id<id::Record> = office.store.new_id(now)?;
        let turn = Self { name: format!("grants {person}"), holder: holder.uuid() };
        let until = now.plus_seconds(TURN);
        let is_theirs = reader.tenant(office).take(&turn.name, turn.holder, now, until).await?;
        Ok(is_theirs.then_some(turn))
    }

    /// Gives it back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end(self, office: &Office, reader: &Reader) -> Result<(), Fault> {
        reader.tenant(office).give_back(&self.name, self.holder).await
    }
}

/// Gives a role, in the turn in which it was looked at what the person holds.
///
/// # Errors
/// `Changed` when the turn is over.
pub async fn give(office: &Office, reader: &Reader, wish: Wish, turn: Turn) -> Result<Id<id::Grant>, Fault> {
    let Wish { person, unit, role, from, until } = wish;
    let id = office.store.new_id(office.now())?;
    let (organiser, by) = (reader.session.organiser, reader.session.person);
    let grant = Grant { id, person, organiser, unit, role, from, until, by, card_exempt_until: None };
    let mut change = begin(office, reader).await?;
    change.hold(&turn.name, turn.holder, office.now().plus_seconds(TURN)).await?;
    change.create(&head(&grant), &Given::new(grant)).await?;
    change.log(deed(Action::GrantRole.code(), person, unit, id).note(role.code())).await?;
    change.commit().await?;
    turn.end(office, reader).await?;
    reckon::soon(office, organiser, unit).await;
    Ok(id)
}

fn deed(kind: &str, person: Id<id::Person>, unit: Id<id::Unit>, grant: Id<id::Grant>) -> Deed {
    Deed::new(kind).about(person).at(unit).object(grant.uuid())
}

/// Ends a grant now; by nobody, where nobody confirmed it in a review.
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub(super) async fn end_within(
    change: &mut Change<'_>,
    mut document: Document<Given>,
    by: Option<Id<id::Person>>,
    at: Instant,
) -> Result<(), Fault> {
    let Given { grant, ended, .. } = &mut document.body;
    grant.end(at);
    *ended = Some(Ended { by, at });
    let deed = deed(Action::EndGrant.code(), grant.person, grant.unit, grant.id).note(grant.role.code());
    "ended".clone_into(&mut document.head.state);
    document.head.due = None;
    change.update(&document.head, &document.body).await?;
    change.log(deed).await
}

/// Ends a grant now.
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn end(office: &Office, reader: &Reader, document: Document<Given>) -> Result<(), Fault> {
    let unit = document.body.grant.unit;
    let mut change = begin(office, reader).await?;
    end_within(&mut change, document, Some(reader.session.person), office.now()).await?;
    change.commit().await?;
    reckon::soon(office, reader.session.organiser, unit).await;
    Ok(())
}

/// Exempts the holder of a grant from the smart card until a moment (ACM-55).
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn exempt(
    office: &Office,
    reader: &Reader,
    mut document: Document<Given>,
    until: Instant,
    reason: &str,
) -> Result<(), Fault> {
    let grant = &mut document.body.grant;
    grant.card_exempt_until = Some(until.min(grant.until));
    let unit = grant.unit;
    let deed = deed(Action::ExemptFromCard.code(), grant.person, unit, grant.id).note(reason);
    let mut change = begin(office, reader).await?;
    change.update(&document.head, &document.body).await?;
    change.log(deed).await?;
    change.commit().await?;
    reckon::soon(office, reader.session.organiser, unit).await;
    Ok(())
}

/// Notes that a smart card is ordered for the holder of a grant (ACM-58).
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn order_card(
    office: &Office,
    reader: &Reader,
    mut document: Document<Given>,
) -> Result<(), Fault> {
    document.body.card = Some(Ordered { by: reader.session.person, at: office.now() });
    let Grant { person, unit, id, .. } = document.body.grant;
    let mut change = begin(office, reader).await?;
    change.update(&document.head, &document.body).await?;
    change.log(deed(Action::OrderCard.code(), person, unit, id)).await?;
    change.commit().await
}

/// Records that the holder of a grant fulfils what it requires.
///
/// # Errors
/// When the store fails.
pub async fn record(
    office: &Office,
    reader: &Reader,
    grant: &Grant,
    competence: &Competence,
) -> Result<(), Fault> {
    let id: Id<id::Record> = office.store.new_id(office.now())?;
    let (person, unit) = (grant.person, grant.unit);
    let head = Head::about(id, register::COMPETENCE, unit, person.uuid(), RecordClass::School);
    let mut change = begin(office, reader).await?;
    change.create(&head.in_state("active"), competence).await?;
    let note = format!("{} {}", competence.held.precondition.code(), competence.evidence);
    change.log(deed(Action::RecordCompetence.code(), person, unit, grant.id).note(note.trim())).await?;
    change.commit().await?;
    reckon::soon_of(office, reader.session.organiser, person).await;
    Ok(())
}

/// The kind of the deed by which what was recorded is taken back.
pub const WITHDRAW: &str = "withdraw_competence";

/// Takes back what was recorded of the holder of a grant: from now on it counts no more.
///
/// # Errors
/// `Changed` when somebody else changed it since it was read.
pub async fn withdraw(
    office: &Office,
    reader: &Reader,
    grant: &Grant,
    mut document: Document<Competence>,
) -> Result<(), Fault> {
    let (now, held) = (office.now(), &mut document.body.held);
    held.until = Some(held.until.map_or(now, |until| until.min(now)));
    let code = held.precondition.code();
    let mut change = begin(office, reader).await?;
    change.update(&document.head, &document.body).await?;
    change.log(deed(WITHDRAW, grant.person, grant.unit, grant.id).note(code)).await?;
    change.commit().await?;
    reckon::soon_of(office, reader.session.organiser, grant.person).await;
    Ok(())
}
