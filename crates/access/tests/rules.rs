//! What the rules mean in practice, by the demand of the documents that each comes from.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::LazyLock;
use uuid::Uuid;
use varsam_access::{
    Action, Answer, BreakGlass, Decision, Kind, Need, Object, Place, Policies, Remembered, SignIn, Subject,
};
use varsam_model::grant::{Grant, HeldPrecondition, Precondition};
use varsam_model::{Id, Instant, RecordClass, Role};

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::load().unwrap());

const ME: u128 = 1;
const PUPIL: u128 = 2;
const SCHOOL: u128 = 20;
const OTHER_SCHOOL: u128 = 21;
const ABOVE: u128 = 29;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn place(unit: u128) -> Place {
    Place { organiser: id(10), unit: id(unit), above: vec![id(ABOVE)], is_fictitious: false }
}

fn at(unit: u128, class: RecordClass, kind: Kind) -> Object {
    Object::new(place(unit), class).of_kind(kind).about(id(PUPIL))
}

fn me(role: Role, unit: u128) -> Subject {
    Subject::new(id(ME), id(10)).with_role(role, id(unit)).signed_in(SignIn::SmartCard).prepared()
}

fn ask(subject: &Subject, action: Action, object: &Object) -> Decision {
    let decision = POLICIES.may(subject, action, object);
    assert_eq!(decision.fault, None);
    decision
}

fn may(subject: &Subject, action: Action, object: &Object) -> bool {
    ask(subject, action, object).is_allowed()
}

#[test]
fn dan_04_a_sealed_plan_is_read_at_its_unit_only() {
    let plan = Object { is_marked: true, ..at(SCHOOL, RecordClass::Protected, Kind::General) };
    for role in Role::ALL {
        let opens = may(&me(*role, SCHOOL), Action::OpenPlan, &plan);
        assert_eq!(opens, [Role::Head, Role::ProtectedAdministrator].contains(role), "{role}");
        assert!(!may(&me(*role, ABOVE), Action::OpenPlan, &plan), "{role} above the unit");
        assert!(!may(&me(*role, OTHER_SCHOOL), Action::OpenPlan, &plan), "{role} elsewhere");
    }
}

#[test]
fn opening_what_is_sealed_takes_a_reason_and_the_second_factor_and_is_logged() {
    let plan = at(SCHOOL, RecordClass::Protected, Kind::General);
    let mut head = me(Role::Head, SCHOOL);
    (head.has_reason, head.has_stepped_up) = (false, false);
    let decision = ask(&head, Action::OpenPlan, &plan);
    assert!(!decision.is_allowed());
    assert_eq!(decision.needs(), [Need::Reason, Need::StepUp]);
    assert_eq!(decision.by.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["plan"]);
    head.has_reason = true;
    assert_eq!(ask(&head, Action::OpenPlan, &plan).needs(), [Need::StepUp]);
    let decision = ask(&head.prepared(), Action::OpenPlan, &plan);
    assert!(decision.is_allowed() && decision.is_logged());
    assert_eq!(decision.by[0].sources, ["DAN-04"]);
    // To whom the plan is closed, nothing is offered that would open it.
    let staff = Subject { has_reason: false, ..me(Role::Staff, SCHOOL) };
    assert_eq!(ask(&staff, Action::OpenPlan, &plan).answer, Answer::No);
}

#[test]
fn dan_02_who_waits_for_a_decision_on_a_mark_exists_for_the_named_role_only() {
    let person = Object { is_quarantined: true, ..at(SCHOOL, RecordClass::Identity, Kind::General) };
    for role in Role::ALL.iter().filter(|role| **role != Role::ProtectedAdministrator) {
        let mut subject = me(*role, SCHOOL);
        subject.children = vec![id(PUPIL)];
        for action in Action::ALL {
            assert!(!POLICIES.may(&subject, *action, &person).is_allowed(), "{role} {action}");
        }
    }
    for unit in [SCHOOL, ABOVE] {
        let named = me(Role::ProtectedAdministrator, unit);
        assert!(
            may(&named, Action::DecideMark, &person) && may(&named, Action::OpenProtectedPerson, &person)
        );
        assert!(!may(&named, Action::SearchPersons, &person), "no search shows her");
    }
    assert!(!may(&me(Role::ProtectedAdministrator, OTHER_SCHOOL), Action::DecideMark, &person));
}

#[test]
fn acm_52_technicians_see_a_made_up_school_only() {
    let real = at(SCHOOL, RecordClass::School, Kind::General);
    let mut made_up = real.clone();
    made_up.place.is_fictitious = true;
    let both = me(Role::Technician, SCHOOL).with_role(Role::Head, id(SCHOOL));
    assert!(may(&both, Action::ViewRecord, &made_up));
    assert!(!may(&both, Action::ViewRecord, &real), "not even as head");
    let mut own = real.clone();
    own.about = vec![id(ME)];
    assert!(may(&both, Action::ViewRecord, &own), "her own data is hers");
    let grant = |real: bool, role, holds| {
        let place = Place { is_fictitious: !real, ..place(SCHOOL) };
        let administrator = me(Role::SystemAdministrator, SCHOOL).with_role(Role::Head, id(SCHOOL));
        may(&administrator, Action::GrantRole, &Object::grant(place, role, id(3), holds))
    };
    assert!(grant(false, Role::Technician, vec![]));
    assert!(!grant(true, Role::Technician, vec![]));
    assert!(!grant(false, Role::Technician, vec![Role::Head]), "it would lock the head out");
    assert!(!grant(true, Role::Staff, vec![Role::Technician]));
}

#[test]
fn acm_53_each_care_unit_and_each_profession_its_own_records() {
    let (medical, psychology) =
        (at(SCHOOL, RecordClass::Health, Kind::Medical), at(SCHOOL, RecordClass::Health, Kind::Psychology));
    let nurse = me(Role::Nurse, SCHOOL);
    assert!(may(&nurse, Action::ViewRecord, &medical));
    assert!(!may(&nurse, Action::ViewRecord, &psychology));
    assert!(!may(&me(Role::Nurse, ABOVE), Action::ViewRecord, &medical), "no joint records");
    assert!(may(&me(Role::Psychologist, SCHOOL), Action::ViewRecord, &psychology));
    assert!(!may(&me(Role::Psychologist, SCHOOL), Action::ViewRecord, &medical));
    let guardian = Subject { children: vec![id(PUPIL)], ..me(Role::Guardian, SCHOOL) };
    assert!(!may(&guardian, Action::ViewRecord, &medical), "no direct access for guardians");
    assert!(may(&guardian, Action::ViewRecord, &at(SCHOOL, RecordClass::School, Kind::General)));
}

#[test]
fn acm_54_the_head_of_pupil_health_limits_who_opens_a_record() {
    let mut record = at(SCHOOL, RecordClass::Health, Kind::Medical);
    let head = me(Role::HeadOfPupilHealth, ABOVE);
    assert!(may(&head, Action::LimitAccess, &record));
    assert!(!may(&head, Action::ViewRecord, &record), "limiting is not reading");
    record.is_limited = true;
    let nurse = me(Role::Nurse, SCHOOL);
    assert!(!may(&nurse, Action::ViewRecord, &record));
    record.named.push(id(ME));
    assert!(may(&nurse, Action::ViewRecord, &record));
}

#[test]
fn acm_55_health_takes_the_smart_card_or_an_exemption() {
    let record = at(SCHOOL, RecordClass::Health, Kind::Medical);
    let mut nurse = me(Role::Nurse, SCHOOL).signed_in(SignIn::Strong);
    assert!(!may(&nurse, Action::ViewRecord, &record));
    nurse.roles[0].is_card_exempt = true;
    assert!(may(&nurse, Action::ViewRecord, &record));
    let about_me = Object::new(place(SCHOOL), RecordClass::Identity).about(id(ME));
    let head = me(Role::HeadOfPupilHealth, SCHOOL);
    assert!(may(&head, Action::ExemptFromCard, &at(SCHOOL, RecordClass::Identity, Kind::General)));
    assert!(!may(&head, Action::ExemptFromCard, &about_me), "not herself");
}

#[test]
fn acm_41_the_teams_documents_are_open_to_whom_the_head_names() {
    let mut document = at(SCHOOL, RecordClass::Sensitive, Kind::Team);
    assert!(may(&me(Role::Psychologist, SCHOOL), Action::EditRecord, &document));
    assert!(!may(&me(Role::Staff, SCHOOL), Action::ViewRecord, &document));
    document.named.push(id(ME));
    assert!(may(&me(Role::Staff, SCHOOL), Action::ViewRecord, &document));
    assert!(may(&me(Role::Head, SCHOOL), Action::LimitAccess, &document));
    (document.is_limited, document.named) = (true, vec![]);
    assert!(!may(&me(Role::Psychologist, SCHOOL), Action::ViewRecord, &document));
}

#[test]
fn acm_04_the_officer_reads_log_and_registers_of_all_units_and_no_health() {
    let officer = me(Role::Dpo, ABOVE);
    assert!(may(&officer, Action::ReadLog, &Object::log(place(SCHOOL), vec![])));
    assert!(may(&officer, Action::ViewRecord, &at(SCHOOL, RecordClass::Sensitive, Kind::Register)));
    assert!(!may(&officer, Action::ViewRecord, &at(SCHOOL, RecordClass::School, Kind::General)));
    for kind in Kind::ALL {
        assert!(!may(&officer, Action::ViewRecord, &at(SCHOOL, RecordClass::Health, *kind)));
    }
}

#[test]
fn acm_48_access_follows_role_and_unit() {
    let school = |unit| at(unit, RecordClass::School, Kind::General);
    assert!(may(&me(Role::Staff, SCHOOL), Action::EditRecord, &school(SCHOOL)));
    assert!(!may(&me(Role::Staff, SCHOOL), Action::ViewRecord, &school(OTHER_SCHOOL)));
    assert!(may(&me(Role::Head, ABOVE), Action::ViewRecord, &school(SCHOOL)), "a head of several units");
    let register = at(SCHOOL, RecordClass::School, Kind::Register);
    assert!(may(&me(Role::Staff, SCHOOL), Action::CreateRecord, &register), "whoever works there reports");
    assert!(!may(&me(Role::Staff, SCHOOL), Action::ViewRecord, &register));
    assert!(!may(&me(Role::Communications, SCHOOL), Action::ViewRecord, &school(SCHOOL)));
    assert!(may(
        &me(Role::Communications, SCHOOL),
        Action::ViewRecord,
        &at(SCHOOL, RecordClass::School, Kind::Consent)
    ));
}

#[test]
fn acm_49_people_are_taken_in_from_other_systems_by_who_runs_the_unit() {
    let unit = Object::new(place(SCHOOL), RecordClass::Unit);
    for role in Role::ALL {
        let takes_in = may(&me(*role, SCHOOL), Action::ImportPeople, &unit);
        assert_eq!(takes_in, [Role::Head, Role::SystemAdministrator].contains(role), "{role}");
        assert!(!may(&me(*role, OTHER_SCHOOL), Action::ImportPeople, &unit), "{role} of another school");
    }
    assert!(ask(&me(Role::Head, SCHOOL), Action::ImportPeople, &unit).is_logged());
}

#[test]
fn acm_45_acm_47_erasing_is_for_who_answers_for_the_unit_and_is_logged() {
    for class in [RecordClass::Identity, RecordClass::School, RecordClass::Sensitive] {
        let record = at(SCHOOL, class, Kind::General);
        for role in Role::ALL {
            let erases = may(&me(*role, SCHOOL), Action::Erase, &record);
            assert_eq!(erases, [Role::Head, Role::Registrar].contains(role), "{role} {class}");
            assert!(!may(&me(*role, OTHER_SCHOOL), Action::Erase, &record), "{role} elsewhere");
        }
        assert!(ask(&me(Role::Registrar, SCHOOL), Action::Erase, &record).is_logged());
    }
}

#[test]
fn acm_56_nobody_reviews_their_own_accesses_or_confirms_their_own_roles() {
    let auditor = me(Role::Auditor, SCHOOL);
    assert!(may(&auditor, Action::ReviewLog, &Object::log(place(SCHOOL), vec![id(5)])));
    assert!(!may(&auditor, Action::ReviewLog, &Object::log(place(SCHOOL), vec![id(5), id(ME)])));
    let head = me(Role::Head, SCHOOL);
    let grant = |to, holds| Object::grant(place(SCHOOL), Role::Staff, id(to), holds);
    assert!(may(&head, Action::ReviewGrants, &grant(5, vec![])));
    assert!(!may(&head, Action::ReviewGrants, &grant(ME, vec![])));
    assert!(may(&head, Action::GrantRole, &grant(5, vec![])));
    assert!(!may(&head, Action::GrantRole, &grant(ME, vec![])));
}

#[test]
fn acm_58_who_orders_cards_orders_them_for_others() {
    let orderer = me(Role::CardOrderer, SCHOOL);
    assert!(may(&orderer, Action::OrderCard, &at(SCHOOL, RecordClass::Identity, Kind::General)));
    assert!(!may(
        &orderer,
        Action::OrderCard,
        &Object::new(place(SCHOOL), RecordClass::Identity).about(id(ME))
    ));
    assert!(!may(
        &me(Role::Head, SCHOOL),
        Action::OrderCard,
        &at(SCHOOL, RecordClass::Identity, Kind::General)
    ));
}

#[test]
fn acm_59_access_ends_with_the_assignment() {
    let (person, precondition, from) = (id(ME), Precondition::Training, Instant(0));
    let held = [HeldPrecondition { person, precondition, from, until: None }];
    let (organiser, unit, by) = (id(10), id(SCHOOL), id(5));
    let until = Instant(100);
    let grant = Grant {
        id: id(7),
        person,
        organiser,
        unit,
        role: Role::Staff,
        from,
        until,
        by,
        card_exempt_until: None,
    };
    let sees = |now, held: &[HeldPrecondition]| {
        let subject =
            Subject::new(person, organiser).with_grants(std::slice::from_ref(&grant), held, Instant(now));
        may(
            &subject.signed_in(SignIn::Strong),
            Action::ViewRecord,
            &at(SCHOOL, RecordClass::School, Kind::General),
        )
    };
    assert!(sees(99, &held));
    assert!(!sees(100, &held));
    assert!(!sees(50, &[]), "ACM-48: not untrained");
}

#[test]
fn an_emergency_lifts_limits_at_the_own_unit_and_others_are_told() {
    let record = |unit| Object { is_limited: true, ..at(unit, RecordClass::Health, Kind::Medical) };
    let glass = |unit| BreakGlass { person: id(ME), unit: id(unit), from: Instant(0), until: Instant(1_000) };
    let nurse = me(Role::Nurse, SCHOOL).signed_in(SignIn::Strong);
    let begin = ask(&nurse, Action::BreakGlass, &Object::new(place(SCHOOL), RecordClass::Unit));
    assert!(begin.is_allowed() && begin.is_logged());
    assert_eq!(begin.notify(), [Role::HeadOfOperations, Role::Dpo, Role::HeadOfPupilHealth]);
    let by_head =
        ask(&me(Role::Head, SCHOOL), Action::BreakGlass, &at(SCHOOL, RecordClass::Unit, Kind::General));
    assert_eq!(by_head.notify(), [Role::HeadOfOperations, Role::Dpo], "a head opens no health");
    assert!(!may(&nurse, Action::BreakGlass, &Object::new(place(OTHER_SCHOOL), RecordClass::Unit)));
    assert!(!may(&nurse, Action::ViewRecord, &record(SCHOOL)));
    let emergency = nurse.with_emergencies(&[glass(SCHOOL), glass(OTHER_SCHOOL)], Instant(10));
    let opened = ask(&emergency, Action::ViewRecord, &record(SCHOOL));
    assert!(opened.is_allowed() && opened.is_logged());
    assert_eq!(opened.notify(), [Role::Dpo, Role::HeadOfPupilHealth]);
    assert!(!may(&emergency, Action::EditRecord, &record(SCHOOL)), "looking only");
    assert!(!may(&emergency, Action::ViewRecord, &record(OTHER_SCHOOL)), "not at another care unit");
    assert!(!may(&emergency, Action::ViewRecord, &record(SCHOOL).of_kind(Kind::Psychology)));
    let no_reason = Subject { has_reason: false, ..emergency };
    assert_eq!(ask(&no_reason, Action::ViewRecord, &record(SCHOOL)).needs(), [Need::Reason]);
}

#[test]
fn who_looked_at_my_data_is_answered_to_me_and_my_guardians() {
    let log = |about| Object::log(place(SCHOOL), vec![id(5)]).about(id(about));
    let pupil = Subject::new(id(PUPIL), id(10)).with_role(Role::Pupil, id(SCHOOL)).signed_in(SignIn::Account);
    assert!(may(&pupil, Action::ReadOwnAccesses, &log(PUPIL)));
    assert!(!may(&pupil, Action::ReadOwnAccesses, &log(3)));
    let guardian = Subject { children: vec![id(PUPIL)], ..me(Role::Guardian, SCHOOL) };
    assert!(may(&guardian, Action::ReadOwnAccesses, &log(PUPIL)));
    assert!(!may(&guardian, Action::ReadLog, &log(PUPIL)));
    assert!(!may(&pupil.signed_in(SignIn::Link), Action::ReadOwnAccesses, &log(PUPIL)), "a link is too weak");
}

#[test]
fn what_tells_of_two_children_is_shown_to_no_guardian_of_one() {
    let guardian = Subject { children: vec![id(PUPIL)], ..me(Role::Guardian, SCHOOL) };
    let of_two = at(SCHOOL, RecordClass::School, Kind::General).about(id(3));
    assert!(!may(&guardian, Action::ViewRecord, &of_two));
    let of_nobody = Object::new(place(SCHOOL), RecordClass::School);
    assert!(!may(&guardian, Action::ViewRecord, &of_nobody));
}

#[test]
fn the_same_question_is_remembered_and_another_one_is_not_mistaken_for_it() {
    let asked = Remembered::new(&POLICIES, me(Role::Staff, SCHOOL));
    let object = at(SCHOOL, RecordClass::School, Kind::General);
    let first = asked.may(Action::ViewRecord, &object);
    assert!(std::sync::Arc::ptr_eq(&first, &asked.may(Action::ViewRecord, &object.clone())));
    assert_eq!(*first, POLICIES.may(asked.subject(), Action::ViewRecord, &object));
    let quarantined = Object { is_quarantined: true, ..object.clone() };
    assert!(!asked.may(Action::ViewRecord, &quarantined).is_allowed());
    assert!(!asked.may(Action::Erase, &object).is_allowed());
}

#[test]
fn what_somebody_reaches_at_a_place_is_simulated_with_the_rules_that_say_so() {
    let subject = Subject { has_reason: false, has_stepped_up: false, ..me(Role::Counsellor, SCHOOL) };
    let reached = varsam_access::matrix::reach(&POLICIES, &subject, &place(SCHOOL));
    let find = |action, matter| reached.iter().find(|one| one.action == action && one.matter == matter);
    let sensitive = find(Action::ViewRecord, "sensitive").unwrap();
    assert_eq!(sensitive.decision.needs(), [Need::Reason]);
    assert_eq!(sensitive.decision.by[0].id, "sensitive-head");
    assert!(find(Action::CreateRecord, "sensitive").unwrap().decision.is_allowed());
    assert!(find(Action::ViewRecord, "health welfare").is_some());
    assert!(find(Action::ViewRecord, "health medical").is_none());
    assert!(!reached.iter().any(|one| one.action == Action::Erase));
    assert!(varsam_access::matrix::reach(&POLICIES, &subject, &place(OTHER_SCHOOL)).is_empty());
}

#[test]
fn acm_57_who_gives_a_role_vouches_for_its_preconditions_and_never_for_oneself() {
    let grant = |role, to| Object::grant(place(SCHOOL), role, id(to), vec![]);
    let nurse = grant(Role::Nurse, PUPIL);
    assert!(may(&me(Role::HeadOfPupilHealth, SCHOOL), Action::RecordCompetence, &nurse));
    assert!(!may(&me(Role::Head, SCHOOL), Action::RecordCompetence, &nurse));
    assert!(may(&me(Role::Head, SCHOOL), Action::RecordCompetence, &grant(Role::Staff, PUPIL)));
    assert!(!may(&me(Role::Head, SCHOOL), Action::RecordCompetence, &grant(Role::Staff, ME)));
}
