//! Who asks, and how sure that is.

use std::collections::BTreeSet;
use varsam_model::grant::{Grant, HeldPrecondition};
use varsam_model::{Id, Instant, Role, id};

/// How sure it is who asks. The order is one of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignIn {
    /// A one-time link or a receipt code.
    Link,
    /// An account with one factor.
    Account,
    /// Two factors: a passkey, or a provider that vouches for them.
    Strong,
    /// A professional smart card.
    SmartCard,
}

impl SignIn {
    /// The number that the policies compare: 1 to 4.
    pub(crate) const fn level(self) -> i64 {
        match self {
            Self::Link => 1,
            Self::Account => 2,
            Self::Strong => 3,
            Self::SmartCard => 4,
        }
    }
}

/// A role that counts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// Where.
    pub unit: Id<id::Unit>,
    /// Whether the head of pupil health has exempted its holder from the smart card (ACM-55).
    pub is_card_exempt: bool,
}

/// An emergency access that somebody has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BreakGlass {
    /// Who.
    pub person: Id<id::Person>,
    /// Where.
    pub unit: Id<id::Unit>,
    /// When it began.
    pub from: Instant,
    /// When it ends, at the latest [`BreakGlass::LONGEST`] after its beginning.
    pub until: Instant,
}

impl BreakGlass {
    /// Seconds that an emergency lasts at most, whatever its record says: four hours.
    pub const LONGEST: i64 = 4 * 60 * 60;

    /// Whether it still lasts.
    pub fn is_active(&self, now: Instant) -> bool {
        self.from <= now && now < self.until.min(self.from.plus_seconds(Self::LONGEST))
    }
}

/// Who asks: signed in to one organiser, with the roles that count now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Who.
    pub person: Id<id::Person>,
    /// Where they are signed in. Whoever works for two organisers signs in to one at a time.
    pub organiser: Id<id::Organiser>,
    /// The roles that count now.
    pub roles: Vec<Held>,
    /// The units above those where the person works, as far as they are known: [`Subject::with_units_above`].
    pub above: Vec<Id<id::Unit>>,
    /// The children for whom the person is a guardian.
    pub children: Vec<Id<id::Person>>,
    /// The units for which the person has broken the glass, while it lasts.
    pub emergencies: Vec<Id<id::Unit>>,
    /// How sure it is who asks.
    pub sign_in: SignIn,
    /// Whether a reason has been given for this act.
    pub has_reason: bool,
    /// Whether the second factor has been shown again, just now.
    pub has_stepped_up: bool,
}

impl Subject {
    /// Somebody without roles, come by a link: may do next to nothing.
    pub const fn new(person: Id<id::Person>, organiser: Id<id::Organiser>) -> Self {
        Self {
            person,
            organiser,
            roles: vec![],
            above: vec![],
            children: vec![],
            emergencies: vec![],
            sign_in: SignIn::Link,
            has_reason: false,
            has_stepped_up: false,
        }
    }

    /// With the roles whose grants are this person's, at this organiser, and active now.
    #[must_use]
    pub fn with_grants(mut self, grants: &[Grant], held: &[HeldPrecondition], now: Instant) -> Self {
        let mine = |grant: &&Grant| grant.person == self.person && grant.organiser == self.organiser;
        let active = grants.iter().filter(mine).filter(|grant| grant.is_active(now, held));
        self.roles = active
            .map(|grant| Held {
                role: grant.role,
                unit: grant.unit,
                is_card_exempt: grant.is_card_exempt(now),
            })
            .collect();
        self
    }

    /// With the units above those where the person works, once the roles are known.
    #[must_use]
    pub fn with_units_above<I: IntoIterator<Item = Id<id::Unit>>>(
        mut self,
        above: impl Fn(Id<id::Unit>) -> I,
    ) -> Self {
        let units: BTreeSet<_> = self.workplaces().flat_map(above).collect();
        self.above = units.into_iter().collect();
        self
    }

    /// The units where the person holds any role but those of pupils and guardians.
    fn workplaces(&self) -> impl Iterator<Item = Id<id::Unit>> {
        let is_work = |held: &&Held| !matches!(held.role, Role::Pupil | Role::Guardian);
        self.roles.iter().filter(is_work).map(|held| held.unit)
    }

    /// The units where the person works, and those above. Whoever works nowhere has none above either.
    pub(crate) fn works(&self) -> impl Iterator<Item = Id<id::Unit>> {
        let above = self.above.iter().copied().filter(|_| self.workplaces().next().is_some());
        self.workplaces().chain(above)
    }

    /// With the emergencies that are this person's and still last.
    #[must_use]
    pub fn with_emergencies(mut self, broken: &[BreakGlass], now: Instant) -> Self {
        let mine = broken.iter().filter(|glass| glass.person == self.person && glass.is_active(now));
        self.emergencies = mine.map(|glass| glass.unit).collect();
        self
    }

    /// With one more role, as the simulation and tests need it.
    #[must_use]
    pub fn with_role(mut self, role: Role, unit: Id<id::Unit>) -> Self {
        self.roles.push(Held { role, unit, is_card_exempt: false });
        self
    }

    /// Signed in like this.
    #[must_use]
    pub const fn signed_in(mut self, sign_in: SignIn) -> Self {
        self.sign_in = sign_in;
        self
    }

    /// With a reason given, and the second factor shown again.
    #[must_use]
    pub const fn prepared(mut self) -> Self {
        self.has_reason = true;
        self.has_stepped_up = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use varsam_model::grant::Precondition;

    fn id<T>(number: u128) -> Id<T> {
        Id::new(Uuid::from_u128(number))
    }

    fn grant(person: u128, organiser: u128, role: Role) -> Grant {
        let (from, until) = (Instant(0), Instant(100));
        let (person, organiser) = (id(person), id(organiser));
        Grant {
            id: id(9),
            person,
            organiser,
            unit: id(5),
            role,
            from,
            until,
            by: id(8),
            card_exempt_until: None,
        }
    }

    #[test]
    fn only_own_active_grants_at_this_organiser_count() {
        let grants = [
            grant(1, 2, Role::Guardian),
            grant(7, 2, Role::Pupil),
            grant(1, 3, Role::Dpo),
            grant(1, 2, Role::Staff),
            grant(1, 2, Role::Nurse),
        ];
        let (person, precondition) = (id(1), Precondition::Training);
        let held = [HeldPrecondition { person, precondition, from: Instant(10), until: Some(Instant(60)) }];
        let roles = |at| {
            let subject = Subject::new(id(1), id(2)).with_grants(&grants, &held, Instant(at));
            subject.roles.iter().map(|held| held.role).collect::<Vec<_>>()
        };
        assert_eq!(roles(50), [Role::Guardian, Role::Staff]);
        assert_eq!(roles(60), [Role::Guardian], "the training is too old");
        assert_eq!(roles(100), [], "the assignment is over");
    }

    #[test]
    fn who_works_below_belongs_above_too_and_pupils_and_guardians_do_not() {
        let works = |roles: &[(Role, u128)]| {
            let subject = Subject::new(id(1), id(2));
            let subject =
                roles.iter().fold(subject, |subject, (role, unit)| subject.with_role(*role, id(*unit)));
            let subject = subject.with_units_above(|unit| (unit == id(5)).then(|| id::<id::Unit>(9)));
            subject.works().map(|unit| unit.uuid().as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(works(&[(Role::Staff, 5)]), [5, 9]);
        assert_eq!(works(&[(Role::Pupil, 5), (Role::Guardian, 5)]), []);
        assert_eq!(works(&[(Role::Guardian, 5), (Role::Nurse, 6)]), [6], "not above where the child goes");
        let stale = Subject { above: vec![id(9)], ..Subject::new(id(1), id(2)) };
        assert_eq!(stale.works().count(), 0, "who holds nothing works nowhere");
    }

    #[test]
    fn an_emergency_ends_after_four_hours_whatever_it_says() {
        let hour = |n: i64| Instant(0).plus_seconds(n * 3600);
        let glass = |until| BreakGlass { person: id(1), unit: id(5), from: hour(0), until: hour(until) };
        let active = |glass, at| {
            !Subject::new(id(1), id(2)).with_emergencies(&[glass], hour(at)).emergencies.is_empty()
        };
        assert!(active(glass(2), 1) && !active(glass(2), 2));
        assert!(active(glass(100), 3) && !active(glass(100), 4));
        assert!(!active(BreakGlass { person: id(7), ..glass(2) }, 1), "somebody else's");
    }
}
