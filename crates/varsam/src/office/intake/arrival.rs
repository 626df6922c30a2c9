//! What arrives: a person with whom they belong to, and the terms on which it is taken in.

use crate::office::{CHILD, calendar};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use varsam_model::import::{Limits, Scope};
use varsam_model::person::{Person, Responsible};
use varsam_model::school::Relation;
use varsam_model::unit::Period;
use varsam_model::{Id, Instant, id};
use varsam_store::Membership;

/// The kinds of membership.
pub(crate) mod belongs {
    /// Enrolled at a unit.
    pub(crate) const PUPIL: &str = "pupil";
    /// Has a duty at a unit.
    pub(crate) const STAFF: &str = "staff";
    /// In a group.
    pub(crate) const MEMBER: &str = "member";
}

/// A person who arrives.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The person, with the mark that came.
    pub person: Person,
    /// The children whom they are said to be responsible for, where the list says so from the side of the guardian.
    pub children: Vec<(Id<id::Person>, Relation)>,
}

/// How it is taken in.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "what a source says or not are independent of each other")]
pub struct Terms {
    /// How much may change at once.
    pub limits: Limits,
    /// Whether somebody has seen the figures and lets it through.
    pub is_let_through: bool,
    /// What absence means: for units, persons, groups and duties.
    pub scopes: [Scope<Uuid>; 4],
    /// Whether those who are absent count only at the units that came.
    pub is_within_units: bool,
    /// Whether a person comes with those responsible for them; else those who are known stay.
    pub has_responsibles: bool,
    /// Whether guardians come with all their children: then those who are not named are theirs no more.
    pub has_children: bool,
    /// Whether the source says who works here: then the roles of who is not named any more end.
    pub says_who_works: bool,
    /// The units whose people may be touched; of all, where nothing is said.
    pub only: Option<BTreeSet<Id<id::Unit>>>,
}

impl Terms {
    /// For a source that names everything and may touch everything.
    pub fn full(limits: Limits) -> Self {
        Self {
            limits,
            is_let_through: false,
            scopes: [Scope::Full, Scope::Full, Scope::Full, Scope::Full],
            is_within_units: false,
            has_responsibles: true,
            has_children: false,
            says_who_works: true,
            only: None,
        }
    }

    /// Where those belong of whom nothing else is known, if that is clear.
    pub(super) fn default_unit(&self) -> Option<Id<id::Unit>> {
        let only = self.only.as_ref().filter(|only| only.len() == 1);
        only.and_then(|only| only.first().copied())
    }

    /// Whether people of a unit may be touched.
    pub(super) fn may_touch(&self, unit: Id<id::Unit>) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&unit))
    }
}

/// The unit that somebody belongs to: where they are enrolled now, else anywhere at all.
pub(super) fn home(person: &Person, today: jiff::civil::Date) -> Option<Id<id::Unit>> {
    let held = || person.enrolments.iter().filter(|enrolment| !enrolment.cancelled);
    let now = held().find(|enrolment| enrolment.period.holds(today));
    now.or(held().next_back()).map(|enrolment| enrolment.unit)
}

/// From when until when, as memberships have it: until the end of the last day.
pub(super) fn span(period: Period) -> (Instant, Instant) {
    let since = period.start.map_or(Instant(0), calendar::start);
    let until = period.end.map_or(Instant(i64::MAX), calendar::end);
    (since, until.max(since))
}

/// Where somebody belongs by what is known of them: at units, and to children.
pub(super) fn memberships(arrival: &Arrival, now: Instant) -> Vec<Membership> {
    let person = &arrival.person;
    let mut places: HashMap<(Uuid, &str, Id<id::Person>), Membership> = HashMap::new();
    let mut add = |who: Id<id::Person>, place: Uuid, kind: &'static str, (since, until)| {
        let kind_text = kind.to_owned();
        let new = Membership { person: who, place, kind: kind_text, since, until };
        let known = places.entry((place, kind, who)).or_insert_with(|| new.clone());
        known.since = known.since.min(new.since);
        known.until = known.until.max(new.until);
    };
    for enrolment in person.enrolments.iter().filter(|enrolment| !enrolment.cancelled) {
        add(person.id, enrolment.unit.uuid(), belongs::PUPIL, span(enrolment.period));
    }
    let open = (now, Instant(i64::MAX));
    for Responsible { person: guardian, .. } in &person.responsibles {
        add(person.id, guardian.uuid(), CHILD, open);
    }
    for (child, _) in &arrival.children {
        add(*child, person.id.uuid(), CHILD, open);
    }
    let mut places: Vec<_> = places.into_values().collect();
    places.sort_by_key(|place| (place.place, place.person));
    places
}

/// What is known of somebody, with what came put over it. What came is silent about stays.
/// Who may touch some units only does not say who somebody is: with the number of another one would sign in as them.
pub(super) fn merged(known: Person, came: Person, terms: &Terms) -> Person {
    let civic = if terms.only.is_some() { known.civic } else { came.civic.or(known.civic) };
    Person {
        id: known.id,
        given: came.given,
        middle: came.middle.or(known.middle),
        family: came.family,
        civic,
        born: came.born.or(known.born),
        sex: came.sex.or(known.sex),
        mark: came.mark,
        marks: known.marks,
        status: came.status.or(known.status),
        emails: or(came.emails, known.emails),
        phones: or(came.phones, known.phones),
        addresses: or(came.addresses, known.addresses),
        enrolments: or(came.enrolments, known.enrolments),
        responsibles: if terms.has_responsibles { came.responsibles } else { known.responsibles },
    }
}

fn or<T>(came: Vec<T>, known: Vec<T>) -> Vec<T> {
    if came.is_empty() { known } else { came }
}
