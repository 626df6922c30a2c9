//! Persons and units as they are kept: read back as written, open to unknown words, silent in logs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use jiff::civil::{Date, date};
use uuid::Uuid;
use varsam_model::civic::CivicNumber;
use varsam_model::deadline::OfficeHours;
use varsam_model::person::{Address, Contact, Duty, Enrolment, Person, PersonKind, Responsible};
use varsam_model::school::{DutyRole, GroupKind, Relation, SchoolForm, Sex, UnitKind, school_year};
use varsam_model::unit::{Group, Membership, Period, Unit};
use varsam_model::{Id, Mark};

const TODAY: Date = date(2026, 11, 29);

fn id<T>(number: u128) -> Id<T> {
    Id::new(Uuid::from_u128(number))
}

fn pupil() -> Person {
    let enrolment = Enrolment {
        unit: id(1),
        form: SchoolForm::Compulsory,
        year: Some(4),
        period: Period { start: Some(date(2022, 8, 15)), end: Some(date(2027, 6, 10)) },
        cancelled: false,
    };
    Person {
        middle: Some("Bo".to_owned()),
        civic: Some(CivicNumber::parse("20170101-2393", TODAY).unwrap()),
        born: Some(date(2017, 1, 1)),
        sex: Some(Sex::Male),
        emails: vec![Contact { value: "alv@example.se".to_owned(), kind: "Skola elev".to_owned() }],
        addresses: vec![Address { street: "Påhittade gatan 1".to_owned(), ..Address::default() }],
        enrolments: vec![enrolment],
        responsibles: vec![Responsible { person: id(8), relation: Relation::Custodian }],
        ..Person::named(id(7), "Alv", "Exempelsson", Mark::None)
    }
}

#[test]
fn a_person_is_read_back_as_written() {
    let json = serde_json::to_string(&pupil()).unwrap();
    assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), pupil());
    let bare = Person::named(id(9), "Ada", "Testsson", Mark::Unknown);
    let json = serde_json::to_string(&bare).unwrap();
    assert_eq!(serde_json::from_str::<Person>(&json).unwrap(), bare);
    assert!(!json.contains("null"), "{json}");
}

#[test]
fn a_unit_and_a_group_are_read_back_as_written() {
    let unit = Unit {
        id: id(1),
        kind: UnitKind::Other("Verksamhetsområde".to_owned()),
        name: "Påhittade skolan".to_owned(),
        parent: Some(id(2)),
        code: Some("01234567".to_owned()),
        forms: vec![SchoolForm::Compulsory, SchoolForm::Other("NY".to_owned())],
        hours: OfficeHours::new(7 * 60, 15 * 60).ok(),
    };
    let json = serde_json::to_string(&unit).unwrap();
    assert!(json.contains("Verksamhetsområde") && json.contains("01234567"), "{json}");
    assert_eq!(serde_json::from_str::<Unit>(&json).unwrap(), unit);
    let period = Period { start: Some(date(2026, 8, 17)), end: None };
    let members = vec![Membership { person: id(7), period }];
    let group =
        Group { id: id(3), kind: GroupKind::Class, name: "4A".to_owned(), unit: id(1), period, members };
    let json = serde_json::to_string(&group).unwrap();
    assert_eq!(serde_json::from_str::<Group>(&json).unwrap(), group);
}

#[test]
fn a_log_line_tells_nobody_who_it_is() {
    let shown = format!("{:?} {:?} {:?}", pupil(), pupil().emails, pupil().addresses);
    for word in ["Alv", "Exempelsson", "2017", "example.se", "gatan"] {
        assert!(!shown.contains(word), "`{word}` in {shown}");
    }
}

#[test]
fn people_are_what_their_relations_say_on_a_day() {
    let guardian = Person::named(id(8), "Bea", "Exempelsson", Mark::None);
    let period = Period { start: Some(date(2020, 1, 1)), end: Some(date(2026, 11, 29)) };
    let duty = Duty { id: id(5), person: Some(id(8)), unit: id(1), role: DutyRole::Teacher, period };
    let on = |day| guardian.kinds(std::slice::from_ref(&duty), &[pupil()], day);
    assert_eq!(on(TODAY), [PersonKind::Guardian, PersonKind::Staff]);
    assert_eq!(on(date(2026, 11, 30)), [PersonKind::Guardian]);
    assert_eq!(pupil().kinds(&[], &[], TODAY), [PersonKind::Pupil]);
    assert_eq!(pupil().kinds(&[], &[], date(2027, 6, 11)), []);
    let mut cancelled = pupil();
    cancelled.enrolments[0].cancelled = true;
    assert!(!cancelled.is_pupil(TODAY));
}

#[test]
fn known_words_are_read_and_unknown_ones_kept() {
    assert_eq!(DutyRole::read("Skolsköterska"), DutyRole::Nurse);
    assert_eq!(DutyRole::read(" LÄRARE "), DutyRole::Teacher);
    assert_eq!(DutyRole::read("Elevhälsopersonal"), DutyRole::Other("Elevhälsopersonal".to_owned()));
    assert_eq!(UnitKind::read("Stadsdel"), UnitKind::Area);
    assert_eq!(GroupKind::read("Övrigt").code(), "Övrigt");
    for role in DutyRole::KNOWN {
        assert_eq!(&DutyRole::read(role.code()), role);
    }
    for form in SchoolForm::KNOWN {
        assert_eq!(serde_json::from_str::<SchoolForm>(&serde_json::to_string(form).unwrap()).unwrap(), *form);
    }
}

#[test]
fn school_years_are_written_in_many_ways() {
    for (text, year) in
        [("7", 7), ("åk 7", 7), ("Årskurs 7", 7), ("7B", 7), ("F", 0), ("0", 0), ("åk. 10", 10)]
    {
        assert_eq!(school_year(text), Some(year), "`{text}`");
    }
    for text in ["", "11", "NA22", "7BC", "sju", "-1"] {
        assert_eq!(school_year(text), None, "`{text}`");
    }
}

#[test]
fn a_period_holds_its_first_and_last_day() {
    let period = Period { start: Some(date(2026, 8, 17)), end: Some(date(2027, 6, 10)) };
    assert!(period.holds(date(2026, 8, 17)) && period.holds(date(2027, 6, 10)));
    assert!(!period.holds(date(2026, 8, 16)) && !period.holds(date(2027, 6, 11)));
    assert!(Period::default().holds(TODAY));
    assert!(Period { start: period.end, end: period.start }.is_backwards() && !period.is_backwards());
}
