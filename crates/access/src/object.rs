//! What is asked about: a record, a person, a grant, a part of the log, a unit.

use varsam_model::{Id, RecordClass, Role, codes, id};

codes! {
    /// What a record is within its class, as far as access depends on it.
    pub enum Kind {
        /// Nothing special.
        General = "general",
        /// An entry of a register that the organiser has to keep: incidents, processing, requests.
        Register = "register",
        /// An account in social media, in the register of these; with the class of signing in, its login (SOL-01,
        /// SOL-11).
        Account = "account",
        /// What comes from outside and is assessed first: a platform, a processor, an agreement, an app, a learning
        /// service (ACM-11, ACM-14, LAPE-04).
        Supplier = "supplier",
        /// What the organiser holds itself: a system, a storage place, a processing activity, a camera, a decision that
        /// is kept (ACM-25).
        Holding = "holding",
        /// A routine that somebody has started (SOL-02, ACM-16).
        Case = "case",
        /// A consent.
        Consent = "consent",
        /// A document of the pupil-health team (ACM-41).
        Team = "team",
        /// A record of the medical part of pupil health.
        Medical = "medical",
        /// A record of the psychologist.
        Psychology = "psychology",
        /// A record of the counsellor under secrecy with pupil health.
        Welfare = "welfare",
    }
}

/// Where an object belongs: a unit, and what stands above it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Whose unit it is.
    pub organiser: Id<id::Organiser>,
    /// The unit.
    pub unit: Id<id::Unit>,
    /// All units above it, up to the organiser's own.
    pub above: Vec<Id<id::Unit>>,
    /// Whether the school is made up, for training and for technicians (ACM-52).
    pub is_fictitious: bool,
}

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Object {
    /// Where it belongs.
    pub place: Place,
    /// Its class.
    pub class: RecordClass,
    /// Its kind.
    pub kind: Kind,
    /// Whom it tells of; of a grant, who would hold it.
    pub about: Vec<Id<id::Person>>,
    /// Of a part of the log: whose acts it shows. Of a login that two open together: who has asked.
    pub actors: Vec<Id<id::Person>>,
    /// Whether only those who are named may open it.
    pub is_limited: bool,
    /// Who is named on it.
    pub named: Vec<Id<id::Person>>,
    /// Whether somebody it tells of waits for a decision on a mark of protection.
    pub is_quarantined: bool,
    /// Whether somebody it tells of has protected personal data.
    pub is_marked: bool,
    /// Of a case: the roles that owe what is asked about, or that may start it.
    pub owed: Vec<Role>,
    /// Of a grant: the role it gives.
    pub grants: Option<Role>,
    /// Of a grant: the roles that its holder has already, at any unit.
    pub holds: Vec<Role>,
}

impl Object {
    /// A general object of this class that tells of nobody.
    pub const fn new(place: Place, class: RecordClass) -> Self {
        Self {
            place,
            class,
            kind: Kind::General,
            about: vec![],
            actors: vec![],
            is_limited: false,
            named: vec![],
            is_quarantined: false,
            is_marked: false,
            owed: vec![],
            grants: None,
            holds: vec![],
        }
    }

    /// Of this kind.
    #[must_use]
    pub const fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Telling of this person too.
    #[must_use]
    pub fn about(mut self, person: Id<id::Person>) -> Self {
        self.about.push(person);
        self
    }

    /// A grant of a role to somebody who holds these already, at any unit.
    #[must_use]
    pub fn grant(place: Place, role: Role, to: Id<id::Person>, holds: Vec<Role>) -> Self {
        Self { grants: Some(role), holds, ..Self::new(place, RecordClass::Identity).about(to) }
    }

    /// A part of the log that shows what these persons did.
    #[must_use]
    pub fn log(place: Place, actors: Vec<Id<id::Person>>) -> Self {
        Self { actors, ..Self::new(place, RecordClass::Log) }
    }

    /// A case, or a step of it, that these roles owe and these persons have to do with.
    #[must_use]
    pub fn case(place: Place, owed: Vec<Role>, named: Vec<Id<id::Person>>) -> Self {
        let plain = Self::new(place, RecordClass::Unit);
        Self { owed, named, kind: Kind::Case, ..plain }
    }

    /// The login of an account that these persons hold (SOL-11).
    #[must_use]
    pub fn login(place: Place, named: Vec<Id<id::Person>>) -> Self {
        Self { named, ..Self::new(place, RecordClass::SignIn).of_kind(Kind::Account) }
    }
}
