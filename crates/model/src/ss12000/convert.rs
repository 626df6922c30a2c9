//! From messages to nouns. What cannot be read is told by id and field, never by its text.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::wire::{ActivityIn, DutyIn, GroupIn, OrganisationIn, PersonIn, Reference};
use super::{DeletedIn, Text};
use crate::activity::Activity;
use crate::civic::CivicNumber;
use crate::codes::codes;
use crate::import::read_date;
use crate::person::{Address, Contact, Duty, Enrolment, Person, Responsible};
use crate::school::{DutyRole, GroupKind, PersonStatus, Relation, SchoolForm, Sex, UnitKind, school_year};
use crate::unit::{Group, Marked, Membership, Period, Unit};
use crate::{Id, Mark, id};

codes! {
    /// What is wrong with something that came.
    pub enum ProblemCode {
        /// It has no id that is a UUID. It is left out.
        Id = "id",
        /// It does not say to which unit it belongs. It is left out.
        Unit = "unit",
        /// The identity number is none. The person is read without it.
        Civic = "civic",
        /// A day is none. It is read without it.
        Date = "date",
        /// A reference has no id that is a UUID. It is left out.
        Reference = "reference",
    }
}

impl ProblemCode {
    /// Whether what it is about was left out.
    pub fn is_left_out(self) -> bool {
        [Self::Id, Self::Unit].contains(&self)
    }
}

/// A problem with something that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its id, where it has one.
    pub id: Option<Uuid>,
    /// What is wrong.
    pub code: ProblemCode,
    /// The field, in the words of the standard.
    pub field: String,
}

/// A person who came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Without a mark.
    Open(Box<Person>),
    /// With one: this is all that is known of them here.
    Protected(Marked),
}

/// Reads messages, and gathers what is wrong with them and which marks stood on references.
#[derive(Debug)]
pub struct Reader {
    today: Date,
    silence: Mark,
    /// What was wrong.
    pub problems: Vec<Problem>,
    /// The marks that stood on references, whatever the person's own record says.
    pub marks: Vec<Marked>,
}

impl Reader {
    /// `silence` is what it means when a person's record says nothing of protection: unknown, until somebody has
    /// answered for the system that it names no mark where there is none.
    pub fn new(today: Date, silence: Mark) -> Self {
        Self { today, silence, problems: Vec::new(), marks: Vec::new() }
    }

    /// A unit.
    pub fn unit(&mut self, from: &OrganisationIn<'_>) -> Option<Unit> {
        let id = self.id(&from.id)?;
        let code = from.school_unit_code.some();
        let kind = match (from.organisation_type.some(), code) {
            (Some(kind), _) => UnitKind::read(kind),
            // Skolverket's edition knows only organisations that are school units.
            (None, Some(_)) => UnitKind::SchoolUnit,
            (None, None) => UnitKind::Other(String::new()),
        };
        Some(Unit {
            id: Id::new(id),
            kind,
            name: from.display_name.get().to_owned(),
            parent: from.parent_organisation.as_ref().and_then(|parent| uuid(&parent.id)).map(Id::new),
            code: code.or(from.organisation_number.some()).map(str::to_owned),
            forms: from.school_types.iter().filter_map(Text::some).map(SchoolForm::read).collect(),
            hours: None,
        })
    }

    /// A person. One with a mark is known by id and mark only.
    pub fn person(&mut self, from: &PersonIn<'_>) -> Option<Seen> {
        let uuid = self.id(&from.id)?;
        let id = Id::new(uuid);
        let responsibles = self.responsibles(from, uuid);
        let mark = from.security_marking.as_ref().map_or(self.silence, |mark| Mark::of_standard(mark.get()));
        if mark.is_protected() {
            let civic = self.civic(from, uuid);
            return Some(Seen::Protected(Marked { person: id, mark, civic }));
        }
        let civic = self.civic(from, uuid);
        let born = self
            .date(&from.birth_date, uuid, "birthDate")
            .or_else(|| civic.and_then(|civic| civic.birth_date()));
        let contact = |value: &Text<'_>, other: &Text<'_>, kind: &Text<'_>| {
            let value = value.some().or(other.some())?.to_owned();
            Some(Contact { value, kind: kind.get().to_owned() })
        };
        let address = |from: &super::wire::AddressIn<'_>| Address {
            kind: from.kind.get().to_owned(),
            street: from.street_address.get().to_owned(),
            postal_code: from.postal_code.get().to_owned(),
            locality: from.locality.get().to_owned(),
            country: from.country.get().to_owned(),
        };
        Some(Seen::Open(Box::new(Person {
            middle: from.middle_name.some().map(str::to_owned),
            civic,
            born,
            sex: from.sex.some().map(Sex::read),
            status: from.person_status.some().map(PersonStatus::read),
            emails: from.emails.iter().filter_map(|of| contact(&of.value, &of.number, &of.kind)).collect(),
            phones: from
                .phone_numbers
                .iter()
                .filter_map(|of| contact(&of.value, &of.number, &of.kind))
                .collect(),
            addresses: from.addresses.iter().map(address).collect(),
            enrolments: self.enrolments(from, uuid),
            responsibles,
            ..Person::named(id, from.given_name.get(), from.family_name.get(), mark)
        })))
    }

    /// A group, and the marks of its members.
    pub fn group(&mut self, from: &GroupIn<'_>) -> Option<Group> {
        let uuid = self.id(&from.id)?;
        let unit = self.at(from.organisation.as_ref(), uuid, "organisation")?;
        let mut members = Vec::with_capacity(from.group_memberships.len());
        for member in &from.group_memberships {
            if let Some(person) = self.somebody(member.person.as_ref(), uuid, "groupMemberships.person") {
                let period = self.period(&member.start_date, &member.end_date, uuid);
                members.push(Membership { person, period });
            }
        }
        let period = self.period(&from.start_date, &from.end_date, uuid);
        let kind = GroupKind::read(from.group_type.get());
        Some(Group {
            id: Id::new(uuid),
            kind,
            name: from.display_name.get().to_owned(),
            unit,
            period,
            members,
        })
    }

    /// A duty.
    pub fn duty(&mut self, from: &DutyIn<'_>) -> Option<Duty> {
        let uuid = self.id(&from.id)?;
        let unit = self.at(from.duty_at.as_ref(), uuid, "dutyAt")?;
        let person = match &from.person {
            Some(_) => Some(self.somebody(from.person.as_ref(), uuid, "person")?),
            None => None,
        };
        let period = self.period(&from.start_date, &from.end_date, uuid);
        Some(Duty { id: Id::new(uuid), person, unit, role: DutyRole::read(from.duty_role.get()), period })
    }

    /// An activity.
    pub fn activity(&mut self, from: &ActivityIn<'_>) -> Option<Activity> {
        let uuid = self.id(&from.id)?;
        Some(Activity {
            id: Id::new(uuid),
            name: from.display_name.get().to_owned(),
            kind: from.activity_type.get().to_owned(),
            unit: self.at(from.organisation.as_ref(), uuid, "organisation")?,
            groups: from.groups.iter().filter_map(|group| self::uuid(&group.id)).map(Id::new).collect(),
            duties: from
                .teachers
                .iter()
                .filter_map(|teacher| teacher.duty.as_ref().and_then(|duty| self::uuid(&duty.id)))
                .map(Id::new)
                .collect(),
            period: self.period(&from.start_date, &from.end_date, uuid),
        })
    }

    /// What was deleted: units, persons, groups, duties, activities.
    pub fn deleted(&mut self, from: &DeletedIn) -> [Vec<Uuid>; 5] {
        let mut ids = |texts: &[String]| -> Vec<Uuid> {
            let read = |text: &String| {
                let id = text.trim().parse().ok();
                if id.is_none() {
                    self.problem(None, ProblemCode::Id, "deletedEntities");
                }
                id
            };
            texts.iter().filter_map(read).collect()
        };
        let mut activities = ids(&from.activities);
        activities.extend(ids(&from.activitites));
        [ids(&from.organisations), ids(&from.persons), ids(&from.groups), ids(&from.duties), activities]
    }

    fn enrolments(&mut self, from: &PersonIn<'_>, uuid: Uuid) -> Vec<Enrolment> {
        let mut enrolments = Vec::with_capacity(from.enrolments.len());
        for enrolment in &from.enrolments {
            let Some(unit) = self.at(enrolment.enroled_at.as_ref(), uuid, "enrolments.enroledAt") else {
                continue;
            };
            enrolments.push(Enrolment {
                unit,
                form: SchoolForm::read(enrolment.school_type.get()),
                year: school_year(enrolment.school_year.get()),
                period: self.period(&enrolment.start_date, &enrolment.end_date, uuid),
                cancelled: enrolment.cancelled.get() == "true",
            });
        }
        enrolments
    }

    /// Read of protected persons too: the marks of their guardians hold.
    fn responsibles(&mut self, from: &PersonIn<'_>, uuid: Uuid) -> Vec<Responsible> {
        let mut responsibles = Vec::with_capacity(from.responsibles.len());
        for responsible in &from.responsibles {
            if let Some(person) = self.somebody(responsible.person.as_ref(), uuid, "responsibles.person") {
                let relation = Relation::read(responsible.relation_type.get());
                responsibles.push(Responsible { person, relation });
            }
        }
        responsibles
    }

    fn civic(&mut self, from: &PersonIn<'_>, uuid: Uuid) -> Option<CivicNumber> {
        let civic = from.civic_no.as_ref()?;
        let text = civic.value.some()?;
        let finnish = civic.nationality.get().eq_ignore_ascii_case("FI");
        let parse = if finnish { CivicNumber::parse_finnish } else { CivicNumber::parse };
        let number = parse(text, self.today).ok();
        if number.is_none() {
            self.problem(Some(uuid), ProblemCode::Civic, "civicNo");
        }
        number
    }

    /// Somebody referred to; a mark that stands there is kept. A reference without one says nothing of protection.
    fn somebody(&mut self, to: Option<&Reference<'_>>, of: Uuid, field: &str) -> Option<Id<id::Person>> {
        let Some(person) = to.and_then(|to| uuid(&to.id)).map(Id::new) else {
            self.problem(Some(of), ProblemCode::Reference, field);
            return None;
        };
        let mark = to.and_then(|to| to.security_marking.as_ref()).and_then(Text::some).map(Mark::of_standard);
        if let Some(mark) = mark.filter(|mark| mark.is_protected()) {
            self.marks.push(Marked { person, mark, civic: None });
        }
        Some(person)
    }

    fn at(&mut self, unit: Option<&Reference<'_>>, of: Uuid, field: &str) -> Option<Id<id::Unit>> {
        let unit = unit.and_then(|unit| uuid(&unit.id)).map(Id::new);
        if unit.is_none() {
            self.problem(Some(of), ProblemCode::Unit, field);
        }
        unit
    }

    fn period(&mut self, start: &Text<'_>, end: &Text<'_>, of: Uuid) -> Period {
        Period { start: self.date(start, of, "startDate"), end: self.date(end, of, "endDate") }
    }

    fn date(&mut self, text: &Text<'_>, of: Uuid, field: &str) -> Option<Date> {
        let date = read_date(text.some()?);
        if date.is_none() {
            self.problem(Some(of), ProblemCode::Date, field);
        }
        date
    }

    fn id(&mut self, text: &Text<'_>) -> Option<Uuid> {
        let id = uuid(text);
        if id.is_none() {
            self.problem(None, ProblemCode::Id, "id");
        }
        id
    }

    fn problem(&mut self, id: Option<Uuid>, code: ProblemCode, field: &str) {
        self.problems.push(Problem { id, code, field: field.to_owned() });
    }
}

fn uuid(text: &Text<'_>) -> Option<Uuid> {
    text.get().parse().ok()
}
