//! Setting up: the very first person comes in by a link that the program prints while nobody runs the installation.

use super::{Entry, Office, register};
use serde::Serialize;
use varsam_model::grant::{Grant, HeldPrecondition, Precondition};
use varsam_model::person::Person;
use varsam_model::school::UnitKind;
use varsam_model::unit::Unit;
use varsam_model::{Id, Instant, Mark, RecordClass, Role, id};
use varsam_store::{Change, Deed, Fault, Filter, Head, Store, Ticket};

/// What the link is for.
pub const PURPOSE: &str = "set_up";

/// How long the link works, in seconds: a day.
const LINK_LASTS: i64 = 86_400;
/// How long the first grants last, in seconds: two years. They have to be confirmed before.
const GRANTS_LAST: i64 = 2 * 365 * 86_400;

/// Who sets up, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founding {
    /// What the organiser is called.
    pub organiser: String,
    /// The administrator: given and family name.
    pub administrator: (String, String),
    /// The head of operations; none where it is the administrator.
    pub head: Option<(String, String)>,
    /// What the log is to say about training and certificates that nobody has checked.
    pub note: String,
}

/// Who was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// The administrator.
    pub administrator: Ticket,
    /// The head of operations, where it is somebody else.
    pub head: Option<Ticket>,
}

/// Whether nobody has ever been given a role: then, and only then, there is something to set up.
///
/// # Errors
/// When the store fails.
pub async fn is_open(store: &Store) -> Result<bool, Fault> {
    for organiser in store.organisers().await? {
        let grants = Filter { register: register::GRANT, ..Filter::default() };
        if store.tenant(organiser).count(&grants).await? > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The link to set up by, for who starts the program; none once that is done. Earlier ones work no more.
///
/// # Errors
/// When the store fails.
pub async fn link(office: &Office) -> Result<Option<String>, Fault> {
    if !is_open(&office.store).await? {
        return Ok(None);
    }
    let (tenant, nobody) = (office.store.tenant(Id::new(office.store.installation())), nobody());
    tenant.withdraw_links(nobody).await?;
    let token = tenant.invite(nobody, PURPOSE, office.now().plus_seconds(LINK_LASTS)).await?;
    Ok(Some(office.link(&format!("/set-up/{token}"))))
}

/// Sets up with the token of a link: the organiser, its unit, the people, what they may do. `None` when the link does not
/// work any more.
///
/// # Errors
/// When the store fails.
pub async fn found(office: &Office, token: &str, founding: &Founding) -> Result<Option<Founded>, Fault> {
    let store = &office.store;
    let now = office.now();
    if store.redeem(token, PURPOSE, now).await?.is_none() || !is_open(store).await? {
        return Ok(None);
    }
    // A set-up that was broken off has left an organiser with nobody in it.
    let organiser = match store.organisers().await?.first() {
        Some(organiser) => *organiser,
        None => store.new_id(now)?,
    };
    store.add_organiser(organiser, now).await?;
    let administrator = person(store, now, &founding.administrator)?;
    let head = founding.head.as_ref().map(|name| person(store, now, name)).transpose()?;
    let change = store.tenant(organiser).change(administrator.id, now).await?;
    let mut founder =
        Founder { store, organiser, unit: store.new_id(now)?, by: administrator.id, now, change };
    founder.unit(&founding.organiser).await?;
    founder.take_in(&administrator).await?;
    founder.give(Role::SystemAdministrator, administrator.id, &founding.note).await?;
    if let Some(head) = &head {
        founder.take_in(head).await?;
    }
    let head_id = head.as_ref().map_or(administrator.id, |head| head.id);
    founder.give(Role::HeadOfOperations, head_id, &founding.note).await?;
    founder.change.log(Deed::new("set_up").at(founder.unit)).await?;
    founder.change.commit().await?;
    let ticket = |person: &Person| Ticket { organiser, person: person.id };
    Ok(Some(Founded { administrator: ticket(&administrator), head: head.as_ref().map(ticket) }))
}

fn nobody() -> Id<id::Person> {
    Id::new(uuid::Uuid::nil())
}

fn person(store: &Store, now: Instant, (given, family): &(String, String)) -> Result<Person, Fault> {
    Ok(Person::named(store.new_id(now)?, given, family, Mark::None))
}

/// The change that sets up.
struct Founder<'a> {
    store: &'a Store,
    organiser: Id<id::Organiser>,
    unit: Id<id::Unit>,
    by: Id<id::Person>,
    now: Instant,
    change: Change<'a>,
}

impl Founder<'_> {
    async fn unit(&mut self, name: &str) -> Result<(), Fault> {
        let unit = Unit {
            id: self.unit,
            kind: UnitKind::Organiser,
            name: name.to_owned(),
            parent: None,
            code: None,
            forms: vec![],
            hours: None,
        };
        let head = Head::about(unit.id.of(), register::UNIT, unit.id, unit.id.uuid(), RecordClass::Unit);
        self.change.create(&head.in_state("active"), &unit).await
    }

    async fn take_in(&mut self, person: &Person) -> Result<(), Fault> {
        self.change.create(&Entry::head(person, self.unit), person).await
    }

    /// Gives a role, with what it requires. Nobody has checked that; the log says so.
    async fn give(&mut self, role: Role, person: Id<id::Person>, note: &str) -> Result<(), Fault> {
        let grant = Grant {
            id: self.store.new_id(self.now)?,
            person,
            organiser: self.organiser,
            unit: self.unit,
            role,
            from: self.now,
            until: self.now.plus_seconds(GRANTS_LAST),
            by: self.by,
            card_exempt_until: None,
        };
        self.about(grant.id.of(), register::GRANT, person, &grant).await?;
        for &precondition in Precondition::of_role(role) {
            let held = HeldPrecondition { person, precondition, from: self.now, until: None };
            self.about(self.store.new_id(self.now)?, register::COMPETENCE, person, &held).await?;
        }
        let deed = Deed::new("set_up").about(person).at(self.unit).object(grant.id.uuid());
        self.change.log(deed.note(note)).await
    }

    async fn about(
        &mut self,
        id: Id<id::Record>,
        register: &str,
        person: Id<id::Person>,
        body: &impl Serialize,
    ) -> Result<(), Fault> {
        let head = Head::about(id, register, self.unit, person.uuid(), RecordClass::School);
        self.change.create(&head.in_state("active"), body).await
    }
}
