//! The registers of what an organiser has and uses: who reads, proposes, keeps and decides, by the demand that it comes
//! from.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::sync::LazyLock;
use uuid::Uuid;
use varsam_access::{Action, Answer, Decision, Kind, Need, Object, Place, Policies, SignIn, Subject};
use varsam_model::{Id, RecordClass, Role};

static POLICIES: LazyLock<Policies> = LazyLock::new(|| Policies::load().unwrap());

const KINDS: [Kind; 3] = [Kind::Account, Kind::Supplier, Kind::Holding];

const ME: u128 = 1;
const COLLEAGUE: u128 = 2;
const SCHOOL: u128 = 20;
const OTHER_SCHOOL: u128 = 21;
const TOP: u128 = 29;

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn place(unit: u128) -> Place {
    let above = if unit == TOP { vec![] } else { vec![id(TOP)] };
    Place { organiser: id(10), unit: id(unit), above, is_fictitious: false }
}

fn entry(unit: u128, kind: Kind) -> Object {
    Object::new(place(unit), RecordClass::Unit).of_kind(kind)
}

fn login(unit: u128, holders: &[u128]) -> Object {
    Object::login(place(unit), holders.iter().map(|holder| id(*holder)).collect())
}

/// Somebody with a role, who has given no reason and shown no second factor anew.
fn me(role: Role, unit: u128) -> Subject {
    let subject = Subject::new(id(ME), id(10)).with_role(role, id(unit)).signed_in(SignIn::Strong);
    subject.with_units_above(|unit| (unit != id(TOP)).then(|| id(TOP)))
}

fn ask(subject: &Subject, action: Action, object: &Object) -> Decision {
    let decision = POLICIES.may(subject, action, object);
    assert_eq!(decision.fault, None);
    decision
}

fn may(subject: &Subject, action: Action, object: &Object) -> bool {
    ask(subject, action, object).is_allowed()
}

/// Who may do this at the own school, by role.
fn who_may(action: Action, object: &Object) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| may(&me(*role, SCHOOL), action, object)).collect()
}

#[test]
fn acm_13_sol_01_who_works_at_a_unit_reads_its_registers_and_those_above() {
    for kind in KINDS {
        for role in Role::ALL {
            let reads = |unit| may(&me(*role, SCHOOL), Action::ViewRecord, &entry(unit, kind));
            let works = !matches!(role, Role::Pupil | Role::Guardian | Role::Technician);
            assert_eq!([reads(SCHOOL), reads(TOP)], [works, works], "{role} {kind}");
            assert!(!reads(OTHER_SCHOOL), "{role} {kind} of another school");
        }
    }
    let from_above = |role| may(&me(role, TOP), Action::ViewRecord, &entry(SCHOOL, Kind::Holding));
    for role in [Role::Dpo, Role::HeadOfOperations, Role::Communications, Role::Registrar, Role::Auditor] {
        assert!(from_above(role), "{role}");
    }
    assert!(!from_above(Role::Nurse) && !from_above(Role::CardOrderer), "it is not their work");
}

#[test]
fn sol_02_acm_11_who_works_at_a_unit_proposes_there_and_decides_nothing() {
    for role in [Role::Staff, Role::Nurse, Role::Psychologist, Role::Counsellor, Role::CardOrderer] {
        let proposes = |unit, kind| may(&me(role, SCHOOL), Action::CreateRecord, &entry(unit, kind));
        assert!(proposes(SCHOOL, Kind::Account) && proposes(SCHOOL, Kind::Supplier), "{role}");
        assert!(!proposes(SCHOOL, Kind::Holding), "{role}");
        assert!(!proposes(TOP, Kind::Account) && !proposes(OTHER_SCHOOL, Kind::Supplier), "{role}");
        for action in [Action::EditRecord, Action::DecideRecord, Action::Export, Action::Erase] {
            let open = KINDS.iter().any(|kind| {
                let subject = me(role, SCHOOL).prepared();
                may(&subject, action, &entry(SCHOOL, *kind))
            });
            assert!(!open, "{role} {action}");
        }
    }
    let proposed = ask(&me(Role::Staff, SCHOOL), Action::CreateRecord, &entry(SCHOOL, Kind::Supplier));
    assert!(proposed.is_logged());
}

#[test]
fn each_register_is_kept_by_those_whose_it_is() {
    use Role::{
        AppointedOfficer, Communications, Dpo, Head, HeadOfOperations, Registrar, SystemAdministrator,
    };
    let edits = |kind| who_may(Action::EditRecord, &entry(SCHOOL, kind));
    assert_eq!(edits(Kind::Account), [Head, HeadOfOperations, Communications, AppointedOfficer]);
    assert_eq!(edits(Kind::Supplier), [HeadOfOperations, Dpo, SystemAdministrator]);
    assert_eq!(edits(Kind::Holding), [Head, HeadOfOperations, Dpo, Registrar, SystemAdministrator]);
    let creates = who_may(Action::CreateRecord, &entry(SCHOOL, Kind::Holding));
    assert_eq!(creates, [Head, HeadOfOperations, Dpo, Registrar, SystemAdministrator]);
}

#[test]
fn sol_10_sol_12_acm_11_acm_14_acm_25_decisions_lie_with_who_answers_for_them() {
    use Role::{AppointedOfficer, Dpo, HeadOfOperations};
    let decides = |kind| who_may(Action::DecideRecord, &entry(SCHOOL, kind));
    assert_eq!(decides(Kind::Account), [HeadOfOperations, AppointedOfficer]);
    assert_eq!(decides(Kind::Supplier), [Dpo]);
    assert_eq!(decides(Kind::Holding), [HeadOfOperations, Dpo]);
    let (officer, app) = (me(Role::Dpo, TOP), entry(SCHOOL, Kind::Supplier));
    assert!(ask(&officer, Action::DecideRecord, &app).is_logged());
    let one_factor = officer.signed_in(SignIn::Account);
    assert!(may(&one_factor, Action::ViewRecord, &app) && !may(&one_factor, Action::DecideRecord, &app));
    assert!(!may(&me(Role::Head, SCHOOL), Action::DecideRecord, &entry(TOP, Kind::Account)), "not above");
}

#[test]
fn a_register_that_tells_of_nobody_is_taken_out_without_a_reason_and_logged() {
    use Role::{Auditor, Dpo, HeadOfOperations, Registrar, SystemAdministrator};
    let supplier = entry(SCHOOL, Kind::Supplier);
    let takes_out = who_may(Action::Export, &supplier);
    assert_eq!(takes_out, [HeadOfOperations, Dpo, Registrar, SystemAdministrator, Auditor]);
    let auditor = me(Auditor, TOP);
    assert!(ask(&auditor, Action::Export, &supplier).is_logged());
    assert!(!may(&auditor.signed_in(SignIn::Account), Action::Export, &supplier), "two factors");
    let tells = entry(SCHOOL, Kind::Account).about(id(COLLEAGUE));
    let needs = ask(&me(Role::Head, SCHOOL), Action::Export, &tells);
    assert_eq!(needs.needs(), [Need::Reason, Need::StepUp], "it tells of somebody");
    let other = Object::new(place(SCHOOL), RecordClass::Unit);
    assert_eq!(ask(&me(Role::Head, SCHOOL), Action::Export, &other).needs(), [Need::Reason, Need::StepUp]);
}

#[test]
fn acm_45_entries_are_erased_by_the_registrar() {
    let erases = |role, kind| may(&me(role, SCHOOL).prepared(), Action::Erase, &entry(SCHOOL, kind));
    for kind in KINDS {
        let who: Vec<_> = Role::ALL.iter().filter(|role| erases(**role, kind)).collect();
        assert_eq!(who, [&Role::Registrar], "{kind}");
    }
    assert!(erases(Role::Head, Kind::General), "what the unit keeps");
}

#[test]
fn sol_11_skl_04_a_login_is_opened_by_who_holds_it_and_works_there() {
    let opens = |subject: &Subject, object: &Object| ask(subject, Action::OpenLogin, object);
    let mine = login(SCHOOL, &[ME, COLLEAGUE]);
    let teacher = me(Role::Staff, SCHOOL);
    assert_eq!(opens(&teacher, &mine).needs(), [Need::Reason, Need::StepUp]);
    let opened = opens(&teacher.clone().prepared(), &mine);
    assert!(opened.is_allowed() && opened.is_logged());
    assert!(opens(&teacher.clone().prepared(), &login(TOP, &[ME])).is_allowed(), "the organiser's account");
    let one_factor = teacher.clone().prepared().signed_in(SignIn::Account);
    assert_eq!(opens(&one_factor, &mine).answer, Answer::No);
    for role in Role::ALL {
        let named_elsewhere = opens(&me(*role, OTHER_SCHOOL).prepared(), &mine);
        assert!(!named_elsewhere.is_allowed(), "{role} does not work there");
        assert!(!opens(&me(*role, SCHOOL).prepared(), &login(SCHOOL, &[COLLEAGUE])).is_allowed(), "{role}");
    }
    for role in [Role::Pupil, Role::Guardian, Role::Technician] {
        assert!(!opens(&me(role, SCHOOL).prepared(), &mine).is_allowed(), "{role}");
    }
    let own_key = Object { named: vec![id(ME)], ..Object::new(place(SCHOOL), RecordClass::SignIn) };
    assert!(!opens(&teacher.prepared(), &own_key).is_allowed(), "no other means of signing in");
}

#[test]
fn sol_11_where_no_holder_can_two_who_answer_for_it_open_it_together() {
    let (asks, away) = (login(SCHOOL, &[COLLEAGUE]), login(OTHER_SCHOOL, &[COLLEAGUE]));
    let opens = |role, unit, object: &Object| {
        let subject = me(role, unit).prepared();
        may(&subject, Action::OpenLoginTogether, object)
    };
    for role in Role::ALL {
        let answers_for_it = [Role::Dpo, Role::Head, Role::HeadOfOperations].contains(role);
        assert_eq!(opens(*role, SCHOOL, &asks), answers_for_it, "{role}");
        assert_eq!(opens(*role, TOP, &asks), answers_for_it, "{role} above");
        assert!(!opens(*role, SCHOOL, &away), "{role} elsewhere");
    }
    let confirms = |who| Object { actors: vec![id(who)], ..asks.clone() };
    assert!(opens(Role::Head, SCHOOL, &confirms(COLLEAGUE)));
    assert!(!opens(Role::Head, SCHOOL, &confirms(ME)), "whoever has asked does not confirm");
    let unprepared = ask(&me(Role::Dpo, TOP), Action::OpenLoginTogether, &asks);
    assert_eq!(unprepared.needs(), [Need::Reason, Need::StepUp]);
}

#[test]
fn acm_52_a_technician_reads_the_registers_of_a_made_up_school_only() {
    let technician = me(Role::Technician, SCHOOL).prepared();
    for kind in KINDS {
        let real = entry(SCHOOL, kind);
        let mut made_up = real.clone();
        made_up.place.is_fictitious = true;
        assert!(may(&technician, Action::ViewRecord, &made_up), "{kind}");
        for object in [&real, &entry(TOP, kind), &real.clone().about(id(ME))] {
            for action in Action::ALL {
                assert!(!may(&technician, *action, object), "{action} {kind}");
            }
        }
    }
}

#[test]
fn own_roles_open_no_register_of_others() {
    let stranger = Subject { organiser: id(11), ..me(Role::Dpo, TOP).prepared() };
    for kind in KINDS {
        for action in Action::ALL {
            assert!(!may(&stranger, *action, &entry(SCHOOL, kind)), "{action} {kind}");
        }
    }
}
