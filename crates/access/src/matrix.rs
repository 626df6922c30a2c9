//! Who may do what, as people can read it: worked out by asking the policies, never written down twice.

use crate::{Action, Answer, Decision, Kind, Object, Place, Policies, Remembered, SignIn, Subject};
use std::sync::Arc;
use uuid::Uuid;
use varsam_model::{Id, RecordClass, Role};

/// Where the object of a question stands, seen from whoever holds the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// At the unit where the role is held, about somebody else.
    Own,
    /// At a unit below it.
    Below,
    /// At the unit above it.
    Above,
    /// At another unit of the same organiser.
    Other,
    /// At another organiser's.
    Foreign,
    /// At the unit where the role is held, about oneself; for a guardian, about the own child.
    Self_,
    /// At a made-up school where the role is held.
    Fictitious,
    /// At the unit where the role is held, about somebody else, with the glass broken.
    Emergency,
}

impl Scope {
    /// All of them, in the order of the table's columns.
    pub const ALL: [Self; 8] = [
        Self::Own,
        Self::Below,
        Self::Above,
        Self::Other,
        Self::Foreign,
        Self::Self_,
        Self::Fictitious,
        Self::Emergency,
    ];

    /// The code, as in the table's head and in locale keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Own => "own_unit",
            Self::Below => "unit_below",
            Self::Above => "unit_above",
            Self::Other => "other_unit",
            Self::Foreign => "other_organiser",
            Self::Self_ => "own_data",
            Self::Fictitious => "fictitious",
            Self::Emergency => "emergency",
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who; `None` is anybody, without a role.
    pub role: Option<Role>,
    /// What.
    pub action: Action,
    /// To what: class, kind and state, as codes with spaces between.
    pub matter: String,
    /// The answer per scope, in the order of [`Scope::ALL`], for somebody signed in by smart card who has given no
    /// reason and shown no second factor yet.
    pub answers: [Answer; 8],
}

impl Row {
    /// Whether this may be done anywhere.
    pub fn opens_something(&self) -> bool {
        self.answers.iter().any(|answer| *answer != Answer::No)
    }
}

/// The table as people read it: what anybody may do, then what each role adds to that.
pub fn telling(policies: &Policies) -> Vec<Row> {
    let rows = rows(policies);
    let anybody: Vec<_> = rows.iter().filter(|row| row.role.is_none()).cloned().collect();
    let is_anybodys = |row: &Row| anybody.contains(&Row { role: None, ..row.clone() });
    let says_something = |row: &Row| match row.role {
        None => row.opens_something(),
        Some(_) => !is_anybodys(row),
    };
    rows.into_iter().filter(says_something).collect()
}

/// The whole table: nobody's role and each role, each action, each matter it can be about.
pub fn rows(policies: &Policies) -> Vec<Row> {
    let mut rows = vec![];
    for role in std::iter::once(None).chain(Role::ALL.iter().copied().map(Some)) {
        let asked = Scope::ALL.map(|scope| (scope, Remembered::new(policies, subject(role, scope))));
        for action in Action::ALL {
            for (matter, object) in matters(*action) {
                let answers = asked.each_ref().map(|(scope, asked)| {
                    asked.may(*action, &placed(object.clone(), role, *scope)).answer.clone()
                });
                rows.push(Row { role, action: *action, matter, answers });
            }
        }
    }
    rows
}

/// What somebody can reach at a place, about somebody whom nobody knows: a simulation. What she cannot do is left out.
pub fn reach(policies: &Policies, subject: &Subject, place: &Place) -> Vec<Reached> {
    let asked = Remembered::new(policies, subject.clone());
    let all = Action::ALL
        .iter()
        .flat_map(|action| matters(*action).into_iter().map(|(matter, object)| (*action, matter, object)));
    let reached = all.map(|(action, matter, object)| {
        let named = object.named.iter().map(|_| subject.person).collect();
        let decision = asked.may(action, &Object { place: place.clone(), named, ..object });
        Reached { action, matter, decision }
    });
    reached.filter(|reached| reached.decision.answer != Answer::No).collect()
}

/// An act that somebody can do, with what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// What.
    pub action: Action,
    /// With what: class, kind and state, as codes with spaces between.
    pub matter: String,
    /// Yes, or what has to be done first; and the rules that say so.
    pub decision: Arc<Decision>,
}

const fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

const ME: u128 = 1;
const CHILD: u128 = 2;
const SOMEBODY: u128 = 3;
const COLLEAGUE: u128 = 4;
const ORGANISER: u128 = 10;
const FOREIGN: u128 = 11;
const UNIT: u128 = 20;

/// Whoever holds one role at one unit, or none, signed in as strongly as can be.
fn subject(role: Option<Role>, scope: Scope) -> Subject {
    let mut subject = Subject::new(id(ME), id(ORGANISER)).signed_in(SignIn::SmartCard);
    if let Some(role) = role {
        subject = subject.with_role(role, id(unit_of(scope))).with_units_above(|_| [id(UNIT + 4)]);
    }
    if scope == Scope::Emergency {
        subject.emergencies.push(id(UNIT));
    }
    if role == Some(Role::Guardian) {
        subject.children.push(id(CHILD));
    }
    subject
}

const fn unit_of(scope: Scope) -> u128 {
    match scope {
        Scope::Fictitious => UNIT + 9,
        _ => UNIT,
    }
}

/// The object moved to a scope. It tells of somebody else, except where the scope is one's own data.
fn placed(mut object: Object, role: Option<Role>, scope: Scope) -> Object {
    let (unit, above) = match scope {
        Scope::Own | Scope::Self_ | Scope::Emergency => (UNIT, vec![]),
        Scope::Below => (UNIT + 1, vec![id(UNIT)]),
        Scope::Above => (UNIT + 4, vec![]),
        Scope::Other => (UNIT + 2, vec![]),
        Scope::Foreign => (UNIT + 3, vec![]),
        Scope::Fictitious => (unit_of(scope), vec![]),
    };
    let organiser = id(if scope == Scope::Foreign { FOREIGN } else { ORGANISER });
    object.place = Place { organiser, unit: id(unit), above, is_fictitious: scope == Scope::Fictitious };
    if scope == Scope::Self_ {
        let own = id(if role == Some(Role::Guardian) { CHILD } else { ME });
        object.about.iter_mut().for_each(|person| *person = own);
        object.actors.iter_mut().for_each(|person| *person = id(ME));
    }
    object
}

/// What an action can be about, with a name for each.
fn matters(action: Action) -> Vec<(String, Object)> {
    match action {
        Action::ViewPerson | Action::SearchPersons | Action::EditPerson | Action::OpenProtectedPerson => {
            persons()
        }
        Action::ViewRecord | Action::CreateRecord | Action::EditRecord => [records(), entries()].concat(),
        Action::LimitAccess => records(),
        Action::DecideRecord => entries(),
        Action::Export | Action::Erase => [persons(), records(), entries()].concat(),
        Action::StartCase | Action::ViewCase | Action::ActOnCase => cases(),
        Action::OpenLogin => vec![named(Object { named: vec![id(ME)], ..login() })],
        Action::OpenLoginTogether => vec![named(login())],
        Action::OpenPlan | Action::EditPlan => {
            vec![named(Object { is_marked: true, ..of(RecordClass::Protected) })]
        }
        Action::ViewMarkedQueue | Action::DecideMark => {
            vec![named(Object { is_quarantined: true, ..of(RecordClass::Identity) })]
        }
        Action::GrantRole | Action::EndGrant | Action::ReviewGrants | Action::RecordCompetence => grants(),
        Action::ReadLog | Action::ReviewLog | Action::ReadOwnAccesses => {
            vec![named(Object { actors: vec![id(COLLEAGUE)], ..of(RecordClass::Log) })]
        }
        Action::AdministerSignIn | Action::RecoverSignIn => vec![named(of(RecordClass::SignIn))],
        Action::ExemptFromCard | Action::OrderCard => vec![named(of(RecordClass::Identity))],
        Action::ViewUnit
        | Action::EditUnit
        | Action::ImportPeople
        | Action::ManageSettings
        | Action::ViewMetrics
        | Action::RunBackup
        | Action::BeginReview
        | Action::BreakGlass => vec![named(Object { about: vec![], ..of(RecordClass::Unit) })],
    }
}

fn of(class: RecordClass) -> Object {
    let place = Place { organiser: id(ORGANISER), unit: id(UNIT), above: vec![], is_fictitious: false };
    Object::new(place, class).about(id(SOMEBODY))
}

fn persons() -> Vec<(String, Object)> {
    let plain = of(RecordClass::Identity);
    let marked = Object { is_marked: true, ..plain.clone() };
    let quarantined = Object { is_quarantined: true, ..plain.clone() };
    [plain, marked, quarantined].map(named).into()
}

fn records() -> Vec<(String, Object)> {
    use RecordClass::{Health, School, Sensitive};
    let kinds = [
        (School, Kind::General),
        (School, Kind::Register),
        (School, Kind::Consent),
        (Sensitive, Kind::General),
        (Sensitive, Kind::Register),
        (Sensitive, Kind::Team),
        (Health, Kind::Medical),
        (Health, Kind::Psychology),
        (Health, Kind::Welfare),
    ];
    let unit = Object { about: vec![], ..of(RecordClass::Unit) };
    let states = [
        Object { named: vec![id(ME)], ..of(Sensitive) },
        Object { is_marked: true, ..of(School) },
        Object { is_limited: true, ..of(Sensitive) },
        Object { is_limited: true, ..of(Health).of_kind(Kind::Medical) },
    ];
    let of_kinds = kinds.map(|(class, kind)| of(class).of_kind(kind));
    [vec![unit], of_kinds.into(), states.into()].concat().into_iter().map(named).collect()
}

/// Entries of the registers that tell of nobody.
fn entries() -> Vec<(String, Object)> {
    let entry = |kind| Object { about: vec![], ..of(RecordClass::Unit) }.of_kind(kind);
    [Kind::Account, Kind::Supplier, Kind::Holding].map(entry).map(named).into()
}

/// Cases: one that others owe, one that one has to do with oneself, one that one's role owes.
fn cases() -> Vec<(String, Object)> {
    let case = |owed, named| Object::case(of(RecordClass::Unit).place, owed, named);
    let all = [case(vec![], vec![]), case(vec![], vec![id(ME)]), case(Role::ALL.to_vec(), vec![])];
    all.map(named).into()
}

/// The login of an account.
fn login() -> Object {
    Object::login(of(RecordClass::SignIn).place, vec![])
}

fn grants() -> Vec<(String, Object)> {
    let grant = |role: &Role| Object { grants: Some(*role), ..of(RecordClass::Identity) };
    Role::ALL.iter().map(grant).map(named).collect()
}

/// The object with a name: its class, then whatever is not usual about it.
fn named(object: Object) -> (String, Object) {
    let mut words = vec![object.class.code()];
    if let Some(role) = object.grants {
        words = vec![role.code()];
    }
    if object.kind != Kind::General {
        words.push(object.kind.code());
    }
    let states = [
        (object.is_marked, "marked"),
        (object.is_quarantined, "quarantined"),
        (object.is_limited, "limited"),
        (!object.named.is_empty(), "named"),
        (!object.owed.is_empty(), "owed"),
    ];
    words.extend(states.into_iter().filter_map(|(holds, word)| holds.then_some(word)));
    (words.join(" "), object)
}
