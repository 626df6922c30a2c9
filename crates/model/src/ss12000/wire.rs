//! The messages, field by field as the standard names them. Fields that nothing here uses are not read.
//!
//! No `Debug`: these hold persons before anybody has looked at their marks.

use serde::{Deserialize, Deserializer};

use super::Text;

/// A page of a list. Organisations come under their own name in Skolverket's edition, everything else under `data`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Page<T> {
    #[serde(default = "Vec::new", deserialize_with = "list")]
    data: Vec<T>,
    #[serde(default = "Vec::new", deserialize_with = "list")]
    organisations: Vec<T>,
    #[serde(default, rename = "pageToken", deserialize_with = "token")]
    token: Option<String>,
}

impl<T> Page<T> {
    /// What is on the page, and the token of the next one.
    pub fn parts(mut self) -> (Vec<T>, Option<String>) {
        self.data.append(&mut self.organisations);
        (self.data, self.token)
    }
}

/// An organisation.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct OrganisationIn<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub display_name: Text<'a>,
    #[serde(borrow)]
    pub organisation_type: Text<'a>,
    #[serde(borrow)]
    pub school_unit_code: Text<'a>,
    #[serde(borrow)]
    pub organisation_number: Text<'a>,
    #[serde(borrow)]
    pub parent_organisation: Option<Reference<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub school_types: Vec<Text<'a>>,
}

/// A person.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct PersonIn<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub given_name: Text<'a>,
    #[serde(borrow)]
    pub middle_name: Text<'a>,
    #[serde(borrow)]
    pub family_name: Text<'a>,
    #[serde(borrow)]
    pub civic_no: Option<CivicIn<'a>>,
    #[serde(borrow)]
    pub birth_date: Text<'a>,
    #[serde(borrow)]
    pub sex: Text<'a>,
    #[serde(borrow)]
    pub security_marking: Option<Text<'a>>,
    #[serde(borrow)]
    pub person_status: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub emails: Vec<ContactIn<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub phone_numbers: Vec<ContactIn<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub addresses: Vec<AddressIn<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub enrolments: Vec<EnrolmentIn<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub responsibles: Vec<ResponsibleIn<'a>>,
}

/// A group.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct GroupIn<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub display_name: Text<'a>,
    #[serde(borrow)]
    pub group_type: Text<'a>,
    #[serde(borrow)]
    pub organisation: Option<Reference<'a>>,
    #[serde(borrow)]
    pub start_date: Text<'a>,
    #[serde(borrow)]
    pub end_date: Text<'a>,
    #[serde(borrow, deserialize_with = "list")]
    pub group_memberships: Vec<MembershipIn<'a>>,
}

/// A duty.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct DutyIn<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub person: Option<Reference<'a>>,
    #[serde(borrow)]
    pub duty_at: Option<Reference<'a>>,
    #[serde(borrow)]
    pub duty_role: Text<'a>,
    #[serde(borrow)]
    pub start_date: Text<'a>,
    #[serde(borrow)]
    pub end_date: Text<'a>,
}

/// An activity.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct ActivityIn<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub display_name: Text<'a>,
    #[serde(borrow)]
    pub activity_type: Text<'a>,
    #[serde(borrow)]
    pub organisation: Option<Reference<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub groups: Vec<Reference<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub teachers: Vec<AssignmentIn<'a>>,
    #[serde(borrow)]
    pub start_date: Text<'a>,
    #[serde(borrow)]
    pub end_date: Text<'a>,
}

/// Something referred to. `displayName` is left unread: it may be the name of somebody protected.
#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Reference<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub security_marking: Option<Text<'a>>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(default)]
pub struct CivicIn<'a> {
    #[serde(borrow)]
    pub value: Text<'a>,
    #[serde(borrow)]
    pub nationality: Text<'a>,
}

/// An e-mail address or telephone number. The standard demands `number` of a telephone and defines `value`.
#[derive(Deserialize, Hash, Default)]
#[serde(default)]
pub struct ContactIn<'a> {
    #[serde(borrow)]
    pub value: Text<'a>,
    #[serde(borrow)]
    pub number: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct AddressIn<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub street_address: Text<'a>,
    #[serde(borrow)]
    pub postal_code: Text<'a>,
    #[serde(borrow)]
    pub locality: Text<'a>,
    #[serde(borrow)]
    pub country: Text<'a>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct EnrolmentIn<'a> {
    #[serde(borrow)]
    pub enroled_at: Option<Reference<'a>>,
    #[serde(borrow)]
    pub school_type: Text<'a>,
    #[serde(borrow)]
    pub school_year: Text<'a>,
    #[serde(borrow)]
    pub start_date: Text<'a>,
    #[serde(borrow)]
    pub end_date: Text<'a>,
    #[serde(borrow)]
    pub cancelled: Text<'a>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct ResponsibleIn<'a> {
    #[serde(borrow)]
    pub person: Option<Reference<'a>>,
    #[serde(borrow)]
    pub relation_type: Text<'a>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct MembershipIn<'a> {
    #[serde(borrow)]
    pub person: Option<Reference<'a>>,
    #[serde(borrow)]
    pub start_date: Text<'a>,
    #[serde(borrow)]
    pub end_date: Text<'a>,
}

#[derive(Deserialize, Hash, Default)]
#[serde(default)]
pub struct AssignmentIn<'a> {
    #[serde(borrow)]
    pub duty: Option<Reference<'a>>,
}

/// A page of what was deleted.
#[derive(Deserialize, Default)]
#[serde(default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct DeletedPage {
    pub data: DeletedIn,
    #[serde(rename = "pageToken", deserialize_with = "token")]
    pub token: Option<String>,
}

/// The ids of what was deleted, by kind. The standard writes `activitites`.
#[derive(Deserialize, Default)]
#[serde(default)]
#[expect(missing_docs, reason = "the standard says what its fields are")]
pub struct DeletedIn {
    #[serde(deserialize_with = "list")]
    pub organisations: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub persons: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub groups: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub duties: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub activities: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub activitites: Vec<String>,
}

/// What a subscription calls us with. The standard writes `modifiedEntites`.
#[derive(Deserialize, Debug, Default, PartialEq, Eq)]
#[serde(rename_all = "camelCase", default)]
pub struct Callback {
    #[serde(deserialize_with = "list")]
    modified_entites: Vec<String>,
    #[serde(deserialize_with = "list")]
    modified_entities: Vec<String>,
    /// Whether something was deleted.
    pub deleted_entities: bool,
}

impl Callback {
    /// The kinds of which something changed, in the words of the standard.
    pub fn modified(&self) -> impl Iterator<Item = &str> {
        self.modified_entites.iter().chain(&self.modified_entities).map(String::as_str)
    }
}

/// A subscription, as the other system keeps it.
#[derive(Deserialize, Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionIn {
    /// Its id.
    pub id: String,
    /// When it ends, unless it is renewed (RFC 3339).
    #[serde(default)]
    pub expires: Option<String>,
}

/// The token of a next page; `null`, an empty text or no field says that there is none.
fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Text::deserialize(deserializer)?.some().map(str::to_owned))
}

/// A list; `null` is an empty one.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
