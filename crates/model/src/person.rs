//! Persons: who they are, where they are enrolled, who is responsible for them, what they do at a unit.
//!
//! A person is pupil, guardian or staff by these relations on a day, never by a flag that somebody has to keep right.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

use crate::civic::CivicNumber;
use crate::codes::codes;
use crate::school::{DutyRole, PersonStatus, Relation, SchoolForm, Sex};
use crate::unit::Period;
use crate::{Id, Mark, id};

/// A person. Data class: identity; enrolments and responsibles: school.
///
/// It becomes a sealed document by serde. `Debug` shows id and mark only, since it ends in logs.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: Id<id::Person>,
    /// Given name.
    pub given: String,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Family name.
    pub family: String,
    /// Identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civic: Option<CivicNumber>,
    /// Day of birth: told, or taken from the identity number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// Sex in the population register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Mark of protection.
    pub mark: Mark,
    /// What each source says of it now, by the name of the source. `mark` is the strongest that was ever said, until
    /// somebody decides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, Mark>,
    /// What the population register says became of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<PersonStatus>,
    /// Addresses of e-mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<Contact>,
    /// Telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Contact>,
    /// Postal addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Where they are enrolled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enrolments: Vec<Enrolment>,
    /// Who is responsible for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responsibles: Vec<Responsible>,
}

impl Person {
    /// A person of whom only the name is known.
    pub fn named(
        id: Id<id::Person>,
        given: impl Into<String>,
        family: impl Into<String>,
        mark: Mark,
    ) -> Self {
        Self {
            id,
            given: given.into(),
            middle: None,
            family: family.into(),
            civic: None,
            born: None,
            sex: None,
            mark,
            marks: BTreeMap::new(),
            status: None,
            emails: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            enrolments: Vec::new(),
            responsibles: Vec::new(),
        }
    }

    /// Whether they are a pupil somewhere on that day.
    pub fn is_pupil(&self, day: Date) -> bool {
        self.enrolments.iter().any(|enrolment| !enrolment.cancelled && enrolment.period.holds(day))
    }

    /// Whether `other` is responsible for them.
    pub fn has_responsible(&self, other: Id<id::Person>) -> bool {
        self.responsibles.iter().any(|responsible| responsible.person == other)
    }

    /// What they are on that day, given what they do and whose guardian they may be.
    pub fn kinds(&self, duties: &[Duty], children: &[Person], day: Date) -> Vec<PersonKind> {
        let staff = duties.iter().any(|duty| duty.person == Some(self.id) && duty.period.holds(day));
        let guardian = children.iter().any(|child| child.has_responsible(self.id));
        let kinds = [
            (PersonKind::Pupil, self.is_pupil(day)),
            (PersonKind::Guardian, guardian),
            (PersonKind::Staff, staff),
        ];
        kinds.into_iter().filter_map(|(kind, is)| is.then_some(kind)).collect()
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, {})", self.id, self.mark)
    }
}

codes! {
    /// What somebody is to a school.
    pub enum PersonKind {
        /// Elev or barn: enrolled.
        Pupil = "pupil",
        /// Vårdnadshavare, or responsible in another way.
        Guardian = "guardian",
        /// Personal: has a duty.
        Staff = "staff",
    }
}

/// An e-mail address or a telephone number. Data class: identity.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contact {
    /// The address or number.
    pub value: String,
    /// What kind it is, in the words of the system it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
}

/// A postal address. Data class: identity.
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Address {
    /// What kind it is, in the words of the system it came from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Street and number, or box.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// Postal town.
    pub locality: String,
    /// Country, as it came.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address")
    }
}

/// A place in a school. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Enrolment {
    /// Where.
    pub unit: Id<id::Unit>,
    /// In which form of school.
    pub form: SchoolForm,
    /// In which school year, 0 to 10; 0 is förskoleklass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u8>,
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

/// Somebody who is responsible for a child. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Responsible {
    /// Who.
    pub person: Id<id::Person>,
    /// What they are to the child.
    pub relation: Relation,
}

/// What somebody does at a unit. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: Id<Duty>,
    /// Who; some systems send duties that nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Id<id::Person>>,
    /// At which unit.
    pub unit: Id<id::Unit>,
    /// As what.
    pub role: DutyRole,
    /// When.
    #[serde(flatten)]
    pub period: Period,
}
