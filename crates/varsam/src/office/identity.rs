//! Who somebody is that others vouch for: an identity provider, or the authority behind a certificate.
//!
//! Nobody becomes known here by signing in. Somebody is found by a link that was made between their account and what the
//! provider calls them, and else by an identity number, where the organiser trusts the one that is sent.

use super::{Directory, Office, passkey, register};
use serde::{Deserialize, Serialize};
use varsam_model::civic::CivicNumber;
use varsam_model::person::Person;
use varsam_model::{Id, Instant, RecordClass, id};
use varsam_store::{Deed, Document, Fault, Filter, Head, Outside, Tenant, Ticket};

/// How many identities of one person are read.
const MOST: u32 = 100;

/// The longest name that others have for somebody, in characters.
const LONGEST: usize = 500;

/// What somebody outside says of who is at the door.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched {
    /// Who says it.
    pub by: Identity,
    /// The identity number, in its canonical form, where that is trusted.
    pub number: Option<String>,
    /// The name of the session, where there is one.
    pub session: Option<String>,
}

/// Somebody, as a provider or an authority calls them. It becomes a sealed record when it is linked to an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The way: `provider` or `card`.
    pub way: Way,
    /// The provider, or the authority that issued the certificate.
    pub issuer: String,
    /// What it calls the person; no one else ever has that name there.
    pub subject: String,
}

/// How somebody comes from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Through the identity provider.
    Provider,
    /// With a certificate, as on a smart card.
    Card,
}

impl Way {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Card => "card",
        }
    }
}

/// An account: a person at an organiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Where.
    pub organiser: Id<id::Organiser>,
    /// Who.
    pub person: Id<id::Person>,
}

/// Why an identity was not linked.
#[derive(Debug)]
pub enum NotLinked {
    /// It belongs to another account.
    Taken,
    /// The store failed.
    Store(Fault),
}

impl From<Fault> for NotLinked {
    fn from(fault: Fault) -> Self {
        Self::Store(fault)
    }
}

/// Names and numbers stay out of logs.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identity({})", self.way.code())
    }
}

impl std::fmt::Debug for Vouched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vouched({:?})", self.by)
    }
}

impl Identity {
    /// One that can be kept; `None` for one without a name, or with one too long to be any.
    pub fn new(way: Way, issuer: &str, subject: &str) -> Option<Self> {
        let is_name = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST;
        let are_names = is_name(issuer) && is_name(subject);
        are_names.then(|| Self { way, issuer: issuer.to_owned(), subject: subject.to_owned() })
    }

    /// What it is looked up by. No identity number looks like it.
    fn key(&self) -> String {
        format!("{}\n{}\n{}", self.way.code(), self.issuer, self.subject)
    }
}

impl Vouched {
    /// For sessions, what they are ended by.
    pub fn outside(&self) -> Outside<'_> {
        let Identity { issuer, subject, .. } = &self.by;
        Outside { issuer, subject: Some(subject), session: self.session.as_deref() }
    }
}

/// An identity number as it was sent, in its canonical form.
pub fn number(text: &str, now: Instant) -> Option<String> {
    let today = jiff::Timestamp::from_second(now.seconds()).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    CivicNumber::parse(text, today).ok().map(|number| number.exposed())
}

/// The accounts of somebody, at most one for each organiser. Whoever is erased, or hidden until a mark of protection is
/// decided on, has none.
///
/// # Errors
/// When the store fails.
pub async fn accounts(office: &Office, vouched: &Vouched) -> Result<Vec<Account>, Fault> {
    let mut accounts = Vec::new();
    for organiser in office.store.organisers().await? {
        let tenant = office.store.tenant(organiser);
        let Some(person) = meant(tenant, vouched).await? else { continue };
        if is_here(tenant, organiser, person).await? {
            accounts.push(Account { organiser, person });
        }
    }
    Ok(accounts)
}

/// The link goes before the number: whoever made it was signed in.
async fn meant(tenant: Tenant<'_>, vouched: &Vouched) -> Result<Option<Id<id::Person>>, Fault> {
    if let Some(person) = holder(tenant, &vouched.by).await? {
        return Ok(Some(person));
    }
    match &vouched.number {
        Some(number) => numbered(tenant, number).await,
        None => Ok(None),
    }
}

/// Whose identity number it is. The record decides; the index only finds it.
async fn numbered(tenant: Tenant<'_>, number: &str) -> Result<Option<Id<id::Person>>, Fault> {
    let Some(id) = tenant.whose_number(number).await? else { return Ok(None) };
    let found = match tenant.read::<Person>(id.of()).await {
        Ok(found) => found.body,
        Err(Fault::Missing | Fault::Erased) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    Ok(found.civic.is_some_and(|civic| civic.exposed() == *number).then_some(id))
}

/// Whose account an identity is linked to. The record decides; the index only finds it.
async fn holder(tenant: Tenant<'_>, identity: &Identity) -> Result<Option<Id<id::Person>>, Fault> {
    let Some(person) = tenant.whose_number(&identity.key()).await? else { return Ok(None) };
    let is_linked = linked(tenant, person).await?.iter().any(|document| document.body == *identity);
    Ok(is_linked.then_some(person))
}

async fn is_here(
    tenant: Tenant<'_>,
    organiser: Id<id::Organiser>,
    person: Id<id::Person>,
) -> Result<bool, Fault> {
    match Directory::of(tenant, organiser).await?.person(person).await {
        Ok(entry) => Ok(entry.is_here()),
        Err(Fault::Missing | Fault::Erased) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The identities that are linked to an account, in the order in which they were.
///
/// # Errors
/// When the store fails.
pub async fn linked(tenant: Tenant<'_>, person: Id<id::Person>) -> Result<Vec<Document<Identity>>, Fault> {
    let (register, state, subject) = (register::IDENTITY, "active", Some(person.uuid()));
    tenant.list(&Filter { register, state, subject, limit: MOST, ..Filter::default() }).await
}

/// Whether one linked identity is all that lets somebody in: no passkey, and no second one. A number that a provider may
/// send is no way to count on.
///
/// # Errors
/// When the store fails.
pub async fn is_only_way(office: &Office, who: Ticket) -> Result<bool, Fault> {
    let linked = linked(office.store.tenant(who.organiser), who.person).await?;
    Ok(linked.len() == 1 && passkey::of(office, who).await?.is_empty())
}

/// Links an identity to an account. One that is linked to it already stays.
///
/// # Errors
/// `Taken` when it is another's, or when the store fails.
pub async fn link(
    office: &Office,
    account: Account,
    unit: Id<id::Unit>,
    vouched: &Vouched,
) -> Result<(), NotLinked> {
    let (tenant, now, identity) = (office.store.tenant(account.organiser), office.now(), &vouched.by);
    if holder(tenant, identity).await? == Some(account.person) {
        return Ok(());
    }
    // Another's by link, or by the number that is vouched for.
    if meant(tenant, vouched).await?.is_some_and(|person| person != account.person) {
        return Err(NotLinked::Taken);
    }
    let id: Id<id::Record> = office.store.new_id(now)?;
    let mut change = tenant.change(account.person, now).await?;
    let head = Head::about(id, register::IDENTITY, unit, account.person.uuid(), RecordClass::SignIn);
    change.create(&head.in_state("active"), identity).await?;
    let deed = Deed::new("link_identity").about(account.person).object(id.uuid());
    change.log(deed.note(identity.way.code())).await?;
    change.commit().await?;
    tenant.index_numbers(&[(&identity.key(), account.person)]).await?;
    Ok(())
}

/// Takes a link away. One that is not there, or is another's, is no fault.
///
/// # Errors
/// When the store fails.
pub async fn unlink(office: &Office, account: Account, id: Id<id::Record>) -> Result<(), Fault> {
    let tenant = office.store.tenant(account.organiser);
    let found = linked(tenant, account.person).await?.into_iter().find(|document| document.head.id == id);
    let Some(Document { head, body }) = found else { return Ok(()) };
    let mut change = tenant.change(account.person, office.now()).await?;
    let deed = Deed::new("unlink_identity").about(account.person).object(id.uuid());
    change.log(deed.note(body.way.code())).await?;
    // What is left says that there was one, and not which.
    let ended = Identity { subject: String::new(), ..body.clone() };
    change.update(&head.in_state("ended"), &ended).await?;
    change.commit().await?;
    tenant.forget_numbers(account.person, &[&body.key()]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_vouched_for_shows_nothing_in_a_log() {
        let by = Identity::new(Way::Card, "CN=Authority", "SE2321000016-1A2B").unwrap();
        let vouched = Vouched { by, number: Some("20120101TF01".into()), session: None };
        assert_eq!(format!("{vouched:?}"), "Vouched(Identity(card))");
        assert!(Identity::new(Way::Card, "CN=Authority", "").is_none());
        assert!(Identity::new(Way::Card, "CN=Authority", &"x".repeat(501)).is_none());
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let now = Instant(1_795_939_200_000_000);
        assert_eq!(number("20120101-TF01", now).as_deref(), Some("20120101TF01"));
        assert_eq!(number("20120101TF01", now).as_deref(), Some("20120101TF01"));
        assert_eq!(number("anna", now), None);
    }
}
