//! For any situation: where a few plain lines of Rust say no, the policies never say yes. The lines are written apart
//! from the policies, on purpose in other terms.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use uuid::Uuid;
use varsam_access::policies::{FILES, SCHEMA};
use varsam_access::{Action, Held, Kind, Object, Place, Policies, Remembered, SignIn, Subject};
use varsam_model::{Id, RecordClass, Role, id};

fn ids<T: 'static>(count: u128) -> impl Strategy<Value = Id<T>> {
    (0..count).prop_map(|number| Id::new(Uuid::from_u128(number)))
}

/// One of three, mostly the first: so that persons and objects meet.
fn mostly_one<T: 'static>() -> impl Strategy<Value = Id<T>> {
    prop::sample::select(vec![0, 0, 0, 0, 1, 2]).prop_map(|number| Id::new(Uuid::from_u128(number)))
}

fn some<T: std::fmt::Debug>(one: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(one, 0..3)
}

fn held() -> impl Strategy<Value = Held> {
    let role = prop::sample::select(Role::ALL);
    (role, mostly_one(), any::<bool>()).prop_map(|(role, unit, is_card_exempt)| Held {
        role,
        unit,
        is_card_exempt,
    })
}

fn subjects() -> impl Strategy<Value = Subject> {
    use SignIn::{Account, Link, SmartCard, Strong};
    let sign_in = prop::sample::select(vec![Link, Account, Strong, SmartCard, SmartCard, SmartCard]);
    let roles = prop::collection::vec(held(), 1..5);
    let flags = (sign_in, prop::bool::weighted(0.8), prop::bool::weighted(0.8));
    let units = (roles, some(ids(3)));
    (ids(3), mostly_one(), units, some(ids(3)), some(ids(3)), flags).prop_map(
        |(
            person,
            organiser,
            (roles, above),
            children,
            emergencies,
            (sign_in, has_reason, has_stepped_up),
        )| Subject {
            person,
            organiser,
            roles,
            above,
            children,
            emergencies,
            sign_in,
            has_reason,
            has_stepped_up,
        },
    )
}

/// Rarely true, so that most situations are not forbidden outright.
fn seldom() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.15)
}

fn objects() -> impl Strategy<Value = Object> {
    let place = (mostly_one(), mostly_one(), some(ids(3)), seldom())
        .prop_map(|(organiser, unit, above, is_fictitious)| Place { organiser, unit, above, is_fictitious });
    let matter = (prop::sample::select(RecordClass::ALL), prop::sample::select(Kind::ALL));
    let grant = (prop::option::of(prop::sample::select(Role::ALL)), some(prop::sample::select(Role::ALL)));
    let flags = (seldom(), seldom(), seldom());
    let owed = some(prop::sample::select(Role::ALL));
    (place, matter, some(ids(3)), some(ids(3)), (some(ids(3)), owed), flags, grant).prop_map(
        |(
            place,
            (class, kind),
            about,
            actors,
            (named, owed),
            (is_limited, is_quarantined, is_marked),
            (grants, holds),
        )| Object {
            place,
            class,
            kind,
            about,
            actors,
            is_limited,
            named,
            is_quarantined,
            is_marked,
            owed,
            grants,
            holds,
        },
    )
}

/// Why it must be no, if it must.
fn must_not(subject: &Subject, action: Action, object: &Object) -> Option<&'static str> {
    let here = |roles: &[Role]| {
        subject.roles.iter().any(|held| roles.contains(&held.role) && held.unit == object.place.unit)
    };
    let covers = |unit: Id<id::Unit>| unit == object.place.unit || object.place.above.contains(&unit);
    let around = |role| subject.roles.iter().any(|held| held.role == role && covers(held.unit));
    let is_own = !object.about.is_empty()
        && (object.about.iter().all(|person| *person == subject.person)
            || object.about.iter().all(|person| subject.children.contains(person)));
    let is_test = object.place.is_fictitious && around(Role::Technician);
    let is_record = matches!(action, Action::ViewRecord | Action::CreateRecord | Action::EditRecord);
    let care = [Role::Nurse, Role::Psychologist, Role::Counsellor];
    let is_exempt = subject.roles.iter().any(|held| held.is_card_exempt && held.unit == object.place.unit)
        || (subject.emergencies.contains(&object.place.unit) && here(&[Role::Nurse]));
    let is_health = object.class == RecordClass::Health && is_record;
    let about_me = object.about.contains(&subject.person);
    let is_entry = matches!(object.kind, Kind::Account | Kind::Supplier | Kind::Holding | Kind::Case);
    let is_named = object.named.contains(&subject.person);
    let owes = object.owed.iter().any(|role| around(*role)) || (is_named && action == Action::ActOnCase);
    let is_login = object.class == RecordClass::SignIn && object.kind == Kind::Account;
    let checks = [
        (subject.organiser != object.place.organiser, "another organiser's"),
        (object.is_quarantined && !around(Role::ProtectedAdministrator), "in quarantine"),
        (
            matches!(action, Action::OpenPlan | Action::EditPlan)
                && !here(&[Role::Head, Role::ProtectedAdministrator])
                && !is_test,
            "a plan away from its unit",
        ),
        (is_health && !here(&care) && !is_test, "health away from its care unit"),
        (is_health && subject.sign_in < SignIn::SmartCard && !is_exempt, "health without the card"),
        (
            matches!(action, Action::GrantRole | Action::RecordCompetence) && about_me,
            "a role for oneself, or what it requires",
        ),
        (action == Action::ReviewLog && object.actors.contains(&subject.person), "one's own accesses"),
        (
            subject.roles.iter().any(|held| held.role == Role::Technician)
                && !object.place.is_fictitious
                && (!is_own || is_entry),
            "a technician and something real",
        ),
        (
            action == Action::OpenLogin && !(is_login && object.named.contains(&subject.person)),
            "a login that others hold",
        ),
        (
            matches!(action, Action::StartCase | Action::ActOnCase) && !(object.kind == Kind::Case && owes),
            "a case that others owe",
        ),
        (
            action == Action::OpenLoginTogether
                && !(is_login && [Role::Dpo, Role::Head, Role::HeadOfOperations].into_iter().any(around)),
            "a login and nobody who answers for it",
        ),
        (
            action == Action::DecideRecord && object.kind == Kind::Supplier && !around(Role::Dpo),
            "a supplier and no data protection officer",
        ),
        (subject.sign_in == SignIn::Link && !is_own, "a link and somebody else's"),
        (
            subject.roles.iter().all(|held| matches!(held.role, Role::Pupil | Role::Guardian))
                && action != Action::ViewUnit
                && !is_own,
            "a pupil or guardian and somebody else's",
        ),
    ];
    checks.iter().find(|(holds, _)| *holds).map(|(_, why)| *why)
}

/// How many acts are allowed and how many the plain lines refuse, in so many situations; or the first disagreement.
fn compare(policies: &Policies, actions: &[Action], situations: u32) -> Result<(usize, usize), String> {
    let (allowed, refused) = (Cell::new(0), Cell::new(0));
    let config =
        Config { cases: situations, failure_persistence: None, max_shrink_iters: 20, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::default());
    let run = TestRunner::new_with_rng(config, rng).run(&(subjects(), objects()), |(subject, object)| {
        let asked = Remembered::new(policies, subject.clone());
        for action in actions {
            let decision = asked.may(*action, &object);
            prop_assert_eq!(&decision.fault, &None);
            let why = must_not(&subject, *action, &object);
            prop_assert!(!decision.is_allowed() || why.is_none(), "{}: {}", action, why.unwrap_or_default());
            allowed.set(allowed.get() + usize::from(decision.is_allowed()));
            refused.set(refused.get() + usize::from(why.is_some()));
        }
        Ok(())
    });
    run.map(|()| (allowed.get(), refused.get())).map_err(|error| error.to_string())
}

#[test]
fn what_plain_rust_refuses_is_never_allowed() {
    let (allowed, refused) = compare(&Policies::load().unwrap(), Action::ALL, 1_500).unwrap();
    println!("allowed {allowed}, refused by the plain lines {refused}");
    assert!(allowed > 300 && refused > 10_000, "the situations say too little");
}

#[test]
fn the_plain_lines_notice_rules_that_are_broken() {
    let breaks = [
        (
            Action::ViewRecord,
            "principal.organiser != resource.unit.organiser",
            "context.level < 0",
            "another organiser's",
        ),
        (
            Action::ReadLog,
            "resource.quarantined &&",
            "resource.limited && resource.quarantined &&",
            "in quarantine",
        ),
        (
            Action::OpenPlan,
            "(principal.head.contains(resource.unit) ||",
            "(resource.unit in principal.head ||",
            "a plan away",
        ),
        (Action::OpenLogin, "resource.named.contains(principal) &&", "", "a login that others hold"),
        (
            Action::DecideRecord,
            "Kind::\"supplier\" && resource.unit in principal.dpo",
            "Kind::\"supplier\" && resource.unit in principal.head",
            "a supplier and no",
        ),
        (
            Action::ActOnCase,
            "(resource.owed.contains(Role::\"head\") && resource.unit in principal.head)",
            "resource.unit in principal.head",
            "a case that others owe",
        ),
        (Action::ViewRecord, "context.level < 4", "context.level < 3", "health without the card"),
    ];
    for (action, old, new, why) in breaks {
        let texts: Vec<_> = FILES.iter().map(|(name, text)| (*name, text.replace(old, new))).collect();
        let files: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let noticed = compare(&Policies::of(SCHEMA, &files).unwrap(), &[action], 50_000).unwrap_err();
        assert!(noticed.contains(why), "{noticed}");
    }
}
