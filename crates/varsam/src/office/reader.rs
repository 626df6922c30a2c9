//! A reader: somebody who is signed in, with what they may do.

use super::{Directory, Entry, Office, Units, emergencies};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use varsam_access::{Action, Answer, Decision, Kind, Object, SignIn, Subject};
use varsam_model::emergency::Emergency;
use varsam_model::{Id, RecordClass, Role, id};
use varsam_store::{Deed, Fault, Session, Stamp, Tenant};

/// What menus ask about, and the class of what it is about.
const MENUS: [(Action, RecordClass, Kind); 13] = [
    (Action::SearchPersons, RecordClass::Identity, Kind::General),
    (Action::ViewUnit, RecordClass::Unit, Kind::General),
    (Action::ImportPeople, RecordClass::Unit, Kind::General),
    (Action::ViewMarkedQueue, RecordClass::Identity, Kind::General),
    (Action::BeginReview, RecordClass::Unit, Kind::General),
    (Action::BreakGlass, RecordClass::Unit, Kind::General),
    (Action::Erase, RecordClass::Identity, Kind::General),
    (Action::ReadLog, RecordClass::Log, Kind::General),
    (Action::AdministerSignIn, RecordClass::SignIn, Kind::General),
    (Action::ReviewLog, RecordClass::Log, Kind::General),
    (Action::ManageSettings, RecordClass::Unit, Kind::General),
    (Action::OrderCard, RecordClass::Identity, Kind::General),
    // Whoever sees one register sees something of each.
    (Action::ViewRecord, RecordClass::Unit, Kind::Account),
];

/// What menus ask about grants; of any role.
const GRANTS: [Action; 3] = [Action::GrantRole, Action::EndGrant, Action::ReviewGrants];

/// How many different sets of roles the menus are kept for.
const MOST: usize = 1000;

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Reader {
    /// How and until when.
    pub session: Session,
    /// Who, with the roles that count now.
    pub subject: Subject,
    /// What they are called.
    pub name: String,
    /// What they may do at one of their units at least, as far as menus ask.
    pub opens: BTreeSet<Action>,
    /// Whether they may erase, or read the log, at the top: then they see the list of all erasures.
    pub lists_erasures: bool,
    /// The units that they have to do with, by name.
    pub own: Vec<Id<id::Unit>>,
    /// The units of the organiser.
    pub units: Arc<Units>,
    /// The unit that they have chosen to work with; none where all of theirs.
    pub chosen: Option<Id<id::Unit>>,
    /// Their emergency accesses that last.
    pub emergencies: Vec<Emergency>,
    /// How many emergency accesses of others they were told of and nobody has judged yet.
    pub told: usize,
}

impl Reader {
    /// Who has this token in a browser that calls itself `browser`, if anybody; working with the unit of that id, if it
    /// is one of theirs.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(
        office: &Office,
        token: &str,
        browser: &str,
        chosen: Option<&str>,
    ) -> Result<Option<Self>, Fault> {
        let now = office.now();
        let Some(session) = office.store.session(token, now).await? else { return Ok(None) };
        if !session.is_in(token, browser) {
            end_stolen(office, &session).await?;
            return Ok(None);
        }
        let directory = office.directory(session.organiser).await?;
        // Whoever is erased, hidden or gone since is no longer signed in.
        let entry = match directory.person(session.person).await {
            Ok(entry) if !entry.is_here() => return Ok(None),
            Ok(entry) => entry,
            Err(Fault::Missing | Fault::Erased) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let (subject, emergencies) = subject(&directory, &session, now).await?;
        let (opens, own, lists_erasures) = office.menus.of(office, &directory.units, &subject);
        let chosen = chosen.and_then(|id| id.parse().ok()).filter(|id| own.contains(id));
        let (name, units) = (entry.name(), Arc::clone(&directory.units));
        let mut reader =
            Self { session, subject, name, opens, lists_erasures, own, units, chosen, emergencies, told: 0 };
        reader.told = emergencies::unjudged(office, &reader, &directory).await?;
        Ok(Some(reader))
    }

    /// The organiser's part of the store.
    pub fn tenant<'a>(&self, office: &'a Office) -> Tenant<'a> {
        office.store.tenant(self.session.organiser)
    }

    /// The directory of the organiser, with the units as they were when the request came.
    ///
    /// # Errors
    /// None so far.
    #[expect(clippy::unused_async, reason = "whoever asks need not know that nothing is read")]
    pub async fn directory<'a>(&self, office: &'a Office) -> Result<Directory<'a>, Fault> {
        Ok(Directory { tenant: self.tenant(office), units: Arc::clone(&self.units) })
    }

    /// What the rules say. A fault in them is a no, and goes into the log of faults.
    pub fn may(&self, office: &Office, action: Action, object: &Object) -> Decision {
        asked(office, &self.subject, action, object)
    }

    /// The same, with the reason that was given, if one was.
    pub fn may_for(
        &self,
        office: &Office,
        reason: Option<&str>,
        action: Action,
        object: &Object,
    ) -> Decision {
        let subject = Subject { has_reason: reason.is_some(), ..self.subject.clone() };
        asked(office, &subject, action, object)
    }

    /// Whether they may ever do this here: now, or after a reason or a fresh sign-in.
    pub fn could(&self, office: &Office, action: Action, object: &Object) -> bool {
        self.may(office, action, object).answer != Answer::No
    }

    /// The units that a page is about: the chosen one with all below it, else all that they have to do with.
    pub fn scope(&self) -> Vec<Id<id::Unit>> {
        self.own.iter().copied().filter(|unit| self.is_meant(*unit)).collect()
    }

    /// Whether a unit is the chosen one or below it; any is, where none is chosen.
    pub fn is_meant(&self, unit: Id<id::Unit>) -> bool {
        self.chosen.is_none_or(|chosen| self.units.is_within(unit, chosen))
    }

    /// The units whose people they may look for.
    pub fn units(&self, office: &Office, directory: &Directory<'_>) -> Vec<(Id<id::Unit>, String)> {
        let may_search = |unit: Id<id::Unit>| {
            let object = Object::new(directory.place(unit), RecordClass::Identity);
            self.may(office, Action::SearchPersons, &object).is_allowed()
        };
        let units = directory.units().into_iter().filter(|unit| may_search(unit.id));
        units.map(|unit| (unit.id, unit.name.clone())).collect()
    }

    /// Those of these people that they may see, by name.
    pub fn visible(&self, office: &Office, directory: &Directory<'_>, people: Vec<Entry>) -> Vec<Entry> {
        let sees = |entry: &Entry| {
            !entry.is_quarantined && self.could(office, Action::ViewPerson, &entry.object(directory))
        };
        let mut people: Vec<_> = people.into_iter().filter(sees).collect();
        people.sort_by_cached_key(|entry| {
            let person = &entry.person;
            (person.family.to_lowercase(), person.given.to_lowercase(), person.id)
        });
        people
    }
}

/// Ends a session whose token came from another browser, and tells whose it is.
async fn end_stolen(office: &Office, session: &Session) -> Result<(), Fault> {
    let tenant = office.store.tenant(session.organiser);
    tenant.sign_out(session.person, Some(&session.name)).await?;
    tracing::warn!("a session was ended: its cookie came from another browser");
    let mut change = tenant.change(session.person, office.now()).await?;
    change.log(Deed::new("session_lost").about(session.person)).await?;
    change.commit().await
}

/// Who asks, with the roles, children and emergencies that count now.
async fn subject(
    directory: &Directory<'_>,
    session: &Session,
    now: varsam_model::Instant,
) -> Result<(Subject, Vec<Emergency>), Fault> {
    let (grants, held) = directory.grants(session.person).await?;
    let mut subject = Subject::new(session.person, session.organiser)
        .with_grants(&grants, &held, now)
        .with_units_above(|unit| directory.units.above(unit))
        .signed_in(strength(&session.level));
    subject.has_stepped_up = now < session.fresh_until;
    if subject.roles.iter().any(|held| held.role == Role::Guardian) {
        let children = directory.children(session.person, now).await?;
        subject.children = children.iter().map(|child| child.person.id).collect();
    }
    let emergencies = emergencies::lasting(directory, session.person, now).await?;
    let broken: Vec<_> = emergencies.iter().map(emergencies::broken).collect();
    Ok((subject.with_emergencies(&broken, now), emergencies))
}

/// What the rules say to somebody. A fault in them is a no, and goes into the log of faults.
pub(super) fn asked(office: &Office, subject: &Subject, action: Action, object: &Object) -> Decision {
    let decision = office.policies.may(subject, action, object);
    if let Some(fault) = &decision.fault {
        tracing::error!(action = action.code(), "the access rules failed: {fault}");
    }
    decision
}

/// What the rules say of menus, and of units, to whoever has the same roles; until the units change.
type Menus = (BTreeSet<Action>, Vec<Id<id::Unit>>, bool);

/// The menus, kept.
#[derive(Debug, Default)]
pub(super) struct KeptMenus(Mutex<HashMap<(Subject, Stamp), Menus>>);

impl KeptMenus {
    fn of(&self, office: &Office, units: &Units, subject: &Subject) -> Menus {
        let anybody = Subject {
            person: Id::new(uuid::Uuid::nil()),
            children: vec![],
            emergencies: vec![],
            has_stepped_up: false,
            ..subject.clone()
        };
        let key = (anybody, units.stamp());
        if let Some(menus) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return menus.clone();
        }
        let (opens, own) = (opened(office, &key.0, units), seen(office, &key.0, units));
        let menus = (opens, own, lists_erasures(office, &key.0, units));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, menus.clone());
        menus
    }
}

/// Whether they may erase, or read the log, at the top, now or after a reason or a fresh sign-in.
fn lists_erasures(office: &Office, subject: &Subject, units: &Units) -> bool {
    let Some(top) = units.top().map(|top| units.place(top.id)) else { return false };
    let of_class = [(Action::Erase, RecordClass::Identity), (Action::ReadLog, RecordClass::Log)];
    of_class.into_iter().any(|(act, class)| {
        asked(office, subject, act, &Object::new(top.clone(), class)).answer != Answer::No
    })
}

/// The units that they may see, by name.
fn seen(office: &Office, subject: &Subject, units: &Units) -> Vec<Id<id::Unit>> {
    let object = |unit| Object::new(units.place(unit), RecordClass::Unit);
    let may_see = |unit: &Id<id::Unit>| asked(office, subject, Action::ViewUnit, &object(*unit)).is_allowed();
    units.all().into_iter().map(|unit| unit.id).filter(may_see).collect()
}

/// What the rules allow at one of their units at least, now or after a reason or a fresh sign-in.
fn opened(office: &Office, subject: &Subject, units: &Units) -> BTreeSet<Action> {
    let places: Vec<_> = subject.roles.iter().map(|held| units.place(held.unit)).collect();
    let could = |act, object: &Object| asked(office, subject, act, object).answer != Answer::No;
    let of_class = MENUS.into_iter().filter(|(act, class, kind)| {
        places.iter().any(|place| could(*act, &Object::new(place.clone(), *class).of_kind(*kind)))
    });
    let of_grants = GRANTS.into_iter().filter(|act| {
        places.iter().any(|place| {
            Role::ALL.iter().any(|role| {
                let plain = Object::new(place.clone(), RecordClass::Identity);
                could(*act, &Object { grants: Some(*role), ..plain })
            })
        })
    });
    let starts = places
        .iter()
        .any(|place| could(Action::StartCase, &Object::case(place.clone(), Role::ALL.to_vec(), vec![])));
    let starts = starts.then_some(Action::StartCase);
    of_class.map(|(act, _, _)| act).chain(of_grants).chain(starts).collect()
}

/// How sure a way of signing in is.
fn strength(level: &str) -> SignIn {
    match level {
        "passkey" | "provider_strong" | "demo" => SignIn::Strong,
        "smart_card" => SignIn::SmartCard,
        "provider" => SignIn::Account,
        _ => SignIn::Link,
    }
}
