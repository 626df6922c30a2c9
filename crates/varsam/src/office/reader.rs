//! A reader: somebody who is signed in, with what they may do.

use super::{Directory, Entry, Office};
use std::collections::BTreeSet;
use varsam_access::{Action, Answer, Decision, Object, SignIn, Subject};
use varsam_model::{Id, RecordClass, id};
use varsam_store::{Fault, Session, Tenant};

/// What menus ask about, and the class of what it is about.
const MENUS: [(Action, RecordClass); 5] = [
    (Action::SearchPersons, RecordClass::Identity),
    (Action::ViewUnit, RecordClass::Unit),
    (Action::ImportPeople, RecordClass::Unit),
    (Action::ViewMarkedQueue, RecordClass::Identity),
    (Action::ReadLog, RecordClass::Log),
];

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
}

impl Reader {
    /// Who has this token, if anybody.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(office: &Office, token: &str) -> Result<Option<Self>, Fault> {
        let now = office.now();
        let Some(session) = office.store.session(token, now).await? else { return Ok(None) };
        let directory = Directory::of(office.store.tenant(session.organiser), session.organiser).await?;
        // Whoever is erased or hidden since is no longer signed in.
        let entry = match directory.person(session.person).await {
            Ok(entry) => entry,
            Err(Fault::Missing | Fault::Erased) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let (grants, held) = directory.grants(session.person).await?;
        let mut subject = Subject::new(session.person, session.organiser)
            .with_grants(&grants, &held, now)
            .signed_in(strength(&session.level));
        subject.has_stepped_up = now < session.fresh_until;
        let name = format!("{} {}", entry.person.given, entry.person.family);
        let mut reader = Self { session, subject, name, opens: BTreeSet::new() };
        reader.opens = MENUS
            .into_iter()
            .filter(|(act, class)| reader.opens(office, &directory, *act, *class))
            .map(|(act, _)| act)
            .collect();
        Ok(Some(reader))
    }

    /// Whether there is a unit of theirs where the rules allow this, now or after a reason or a fresh sign-in.
    fn opens(&self, office: &Office, directory: &Directory<'_>, act: Action, class: RecordClass) -> bool {
        self.subject.roles.iter().any(|held| {
            let object = Object::new(directory.place(held.unit), class);
            self.may(office, act, &object).answer != Answer::No
        })
    }

    /// The organiser's part of the store.
    pub fn tenant<'a>(&self, office: &'a Office) -> Tenant<'a> {
        office.store.tenant(self.session.organiser)
    }

    /// The directory of the organiser.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn directory<'a>(&self, office: &'a Office) -> Result<Directory<'a>, Fault> {
        Directory::of(self.tenant(office), self.session.organiser).await
    }

    /// What the rules say. A fault in them is a no, and goes into the log of faults.
    pub fn may(&self, office: &Office, action: Action, object: &Object) -> Decision {
        self.may_as(office, &self.subject, action, object)
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
        self.may_as(office, &subject, action, object)
    }

    #[expect(clippy::unused_self, reason = "only a reader asks")]
    fn may_as(&self, office: &Office, subject: &Subject, action: Action, object: &Object) -> Decision {
        let decision = office.policies.may(subject, action, object);
        if let Some(fault) = &decision.fault {
            tracing::error!(action = action.code(), "the access rules failed: {fault}");
        }
        decision
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
            !entry.is_quarantined
                && self.may(office, Action::ViewPerson, &entry.object(directory)).answer != Answer::No
        };
        let mut people: Vec<_> = people.into_iter().filter(sees).collect();
        people.sort_by_cached_key(|entry| {
            let person = &entry.person;
            (person.family.to_lowercase(), person.given.to_lowercase(), person.id)
        });
        people
    }
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
