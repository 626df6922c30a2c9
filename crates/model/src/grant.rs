//! A grant: who holds which role where, from when until when, and what must be proven before it opens anything.
//!
//! A grant without its preconditions opens nothing (ACM-48, ACM-55, ACM-57), and it ends by itself (ACM-59).

use crate::codes::codes;
use crate::{Id, Instant, Role, id};
use serde::{Deserialize, Serialize};

codes! {
    /// What a person must have before a role opens anything, as the competence register keeps it.
    pub enum Precondition {
        /// Trained in the handling of personal data and in the system (ACM-48).
        Training = "training",
        /// Certified as an administrator (ACM-48).
        Certificate = "certificate",
        /// Licence to practise, checked with the authority (ACM-57).
        Licence = "licence",
        /// A professional smart card, handed out (ACM-55).
        SmartCard = "smart_card",
    }
}

impl Precondition {
    /// What a role requires. Pupils and guardians need none: they see their own. A data protection officer may come
    /// from outside and trains the others.
    pub const fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Pupil | Role::Guardian | Role::Dpo => &[],
            Role::SystemAdministrator => &[Self::Training, Self::Certificate],
            Role::Nurse | Role::Psychologist => &[Self::Training, Self::Licence, Self::SmartCard],
            Role::Staff
            | Role::Head
            | Role::HeadOfOperations
            | Role::Communications
            | Role::AppointedOfficer
            | Role::Registrar
            | Role::ProtectedAdministrator
            | Role::Counsellor
            | Role::HeadOfPupilHealth
            | Role::CardOrderer
            | Role::Technician
            | Role::Auditor => &[Self::Training],
        }
    }
}

/// A precondition that somebody fulfils, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPrecondition {
    /// Who fulfils it.
    pub person: Id<id::Person>,
    /// What.
    pub precondition: Precondition,
    /// When it was done or checked.
    pub from: Instant,
    /// When it has to be done or checked again; `None` when never.
    pub until: Option<Instant>,
}

impl HeldPrecondition {
    fn is_in_force(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A precondition with how it is known, as the competence register keeps it. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competence {
    /// What, whose, and for how long.
    #[serde(flatten)]
    pub held: HeldPrecondition,
    /// How it was shown: a course, a check with the authority.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// Who recorded it; none where it came with an import or the demonstration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<id::Person>>,
}

/// A grant with what became of it. Data class: school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The grant.
    #[serde(flatten)]
    pub grant: Grant,
    /// The last review that confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
    /// That it was ended before its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// That a smart card was ordered for its holder, the last time (ACM-58).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Ordered>,
}

impl Given {
    /// A grant of which nothing has become yet.
    pub const fn new(grant: Grant) -> Self {
        Self { grant, confirmed: None, ended: None, card: None }
    }
}

/// That a smart card was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// By whom.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
}

/// That somebody still needs a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// In which review.
    pub review: Id<id::Record>,
    /// Who says so.
    pub by: Id<id::Person>,
    /// When.
    pub at: Instant,
}

/// That a grant was ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// By whom; none where nobody confirmed it in a review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Id<id::Person>>,
    /// When.
    pub at: Instant,
}

/// A role given to a person at a unit for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Which grant.
    pub id: Id<id::Grant>,
    /// Who holds the role.
    pub person: Id<id::Person>,
    /// Whose unit it is.
    pub organiser: Id<id::Organiser>,
    /// Where the role holds; what it opens below this unit is for the policies to say.
    pub unit: Id<id::Unit>,
    /// The role.
    pub role: Role,
    /// The first instant at which it holds.
    pub from: Instant,
    /// The first instant at which it no longer holds. Every grant has one: what nobody confirms ends by itself.
    pub until: Instant,
    /// Who gave it.
    pub by: Id<id::Person>,
    /// Until when the head of pupil health has exempted the holder from the smart card (ACM-55); `None` when not.
    pub card_exempt_until: Option<Instant>,
}

/// Why a grant opens nothing now, or that it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Active,
    /// Its time has not come.
    NotYet,
    /// Its time is over.
    Ended,
    /// These are missing or no longer in force.
    Missing(Vec<Precondition>),
}

impl Grant {
    /// Whether it opens anything now. `held` may hold other people's preconditions too; they do not count.
    pub fn is_active(&self, now: Instant, held: &[HeldPrecondition]) -> bool {
        self.standing(now, held) == Standing::Active
    }

    /// The same, with the reason: what a head needs to see to put it right.
    pub fn standing(&self, now: Instant, held: &[HeldPrecondition]) -> Standing {
        if now < self.from {
            return Standing::NotYet;
        }
        if now >= self.until {
            return Standing::Ended;
        }
        let missing = self.missing(now, held);
        if missing.is_empty() { Standing::Active } else { Standing::Missing(missing) }
    }

    /// The preconditions that its role requires and its holder does not fulfil now.
    pub fn missing(&self, now: Instant, held: &[HeldPrecondition]) -> Vec<Precondition> {
        let is_held = |wanted: Precondition| {
            held.iter()
                .any(|one| one.person == self.person && one.precondition == wanted && one.is_in_force(now))
        };
        let is_exempt = |wanted| wanted == Precondition::SmartCard && self.is_card_exempt(now);
        let required = Precondition::of_role(self.role).iter().copied();
        required.filter(|wanted| !is_held(*wanted) && !is_exempt(*wanted)).collect()
    }

    /// The preconditions that its role requires and its holder fulfils now, each with the first instant at which that is
    /// over; `None` where it never is.
    pub fn fulfilled(&self, now: Instant, held: &[HeldPrecondition]) -> Vec<(Precondition, Option<Instant>)> {
        const NEVER: Instant = Instant(i64::MAX);
        let last = |wanted: Precondition| {
            let own = held.iter().filter(|one| one.person == self.person && one.precondition == wanted);
            own.filter(|one| one.is_in_force(now)).map(|one| one.until.unwrap_or(NEVER)).max()
        };
        let required = Precondition::of_role(self.role).iter().copied();
        required
            .filter_map(|one| last(one).map(|until| (one, Some(until).filter(|at| *at < NEVER))))
            .collect()
    }

    /// Whether the holder may do without the smart card now.
    pub fn is_card_exempt(&self, now: Instant) -> bool {
        self.card_exempt_until.is_some_and(|until| now < until)
    }

    /// The assignment ends: from `at` on the grant opens nothing. It never makes a grant longer.
    pub fn end(&mut self, at: Instant) {
        self.until = self.until.min(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn grant(role: Role) -> Grant {
        Grant {
            id: Id::new(Uuid::from_u128(1)),
            person: Id::new(Uuid::from_u128(2)),
            organiser: Id::new(Uuid::from_u128(3)),
            unit: Id::new(Uuid::from_u128(4)),
            role,
            from: Instant(100),
            until: Instant(200),
            by: Id::new(Uuid::from_u128(5)),
            card_exempt_until: None,
        }
    }

    fn held(person: u128, precondition: Precondition, until: Option<i64>) -> HeldPrecondition {
        let until = until.map(Instant);
        HeldPrecondition { person: Id::new(Uuid::from_u128(person)), precondition, from: Instant(50), until }
    }

    #[test]
    fn acm_59_a_grant_ends_by_itself() {
        let mut grant = grant(Role::Guardian);
        let active = |grant: &Grant, at| grant.is_active(Instant(at), &[]);
        assert_eq!([99, 100, 199, 200].map(|at| active(&grant, at)), [false, true, true, false]);
        grant.end(Instant(150));
        assert_eq!([149, 150].map(|at| active(&grant, at)), [true, false]);
        grant.end(Instant(i64::MAX));
        assert!(!active(&grant, 150), "ending later makes no grant longer");
        assert_eq!(grant.standing(Instant(150), &[]), Standing::Ended);
        assert_eq!(grant.standing(Instant(0), &[]), Standing::NotYet);
    }

    #[test]
    fn acm_48_nobody_of_the_staff_gets_in_untrained() {
        let open: Vec<Role> =
            Role::ALL.iter().copied().filter(|role| grant(*role).is_active(Instant(150), &[])).collect();
        assert_eq!(open, [Role::Pupil, Role::Guardian, Role::Dpo]);
        let trained = [held(2, Precondition::Training, None)];
        assert!(grant(Role::Staff).is_active(Instant(150), &trained));
        let administrator = grant(Role::SystemAdministrator);
        assert_eq!(administrator.missing(Instant(150), &trained), [Precondition::Certificate]);
    }

    #[test]
    fn acm_57_a_licence_that_was_checked_too_long_ago_counts_no_more() {
        let held = [
            held(2, Precondition::Training, None),
            held(2, Precondition::SmartCard, None),
            held(2, Precondition::Licence, Some(160)),
        ];
        let nurse = grant(Role::Nurse);
        assert!(nurse.is_active(Instant(159), &held));
        assert_eq!(nurse.standing(Instant(160), &held), Standing::Missing(vec![Precondition::Licence]));
    }

    #[test]
    fn of_several_records_of_a_precondition_the_longest_that_is_in_force_counts() {
        let held = [
            held(2, Precondition::Training, Some(120)),
            held(2, Precondition::Training, Some(170)),
            held(9, Precondition::Training, None),
            held(2, Precondition::Licence, Some(130)),
            held(2, Precondition::Certificate, None),
        ];
        let nurse = grant(Role::Nurse);
        let until = |at| nurse.fulfilled(Instant(at), &held);
        let (training, licence) = (Precondition::Training, Precondition::Licence);
        assert_eq!(until(110), [(training, Some(Instant(170))), (licence, Some(Instant(130)))]);
        assert_eq!(until(130), [(training, Some(Instant(170)))], "what is over is not fulfilled");
        assert!(until(49).is_empty(), "and neither is what has not begun");
        let administrator = grant(Role::SystemAdministrator);
        assert!(administrator.fulfilled(Instant(110), &held).contains(&(Precondition::Certificate, None)));
    }

    #[test]
    fn acm_55_only_the_card_can_be_exempted_and_only_for_a_time() {
        let held = [held(2, Precondition::Training, None), held(2, Precondition::Licence, None)];
        let mut nurse = grant(Role::Nurse);
        assert_eq!(nurse.missing(Instant(150), &held), [Precondition::SmartCard]);
        nurse.card_exempt_until = Some(Instant(170));
        assert!(nurse.is_active(Instant(169), &held));
        assert!(!nurse.is_active(Instant(170), &held));
        assert!(!nurse.is_active(Instant(150), &held[..1]), "the exemption replaces no licence");
    }

    #[test]
    fn somebody_elses_training_does_not_count_and_neither_does_tomorrows() {
        let staff = grant(Role::Staff);
        assert!(!staff.is_active(Instant(150), &[held(9, Precondition::Training, None)]));
        let mut tomorrow = held(2, Precondition::Training, None);
        tomorrow.from = Instant(151);
        assert!(!staff.is_active(Instant(150), &[tomorrow]));
    }
}
