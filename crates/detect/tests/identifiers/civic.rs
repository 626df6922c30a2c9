//! Identity numbers on their own.

use proptest::prelude::*;
use varsam_detect::identifier::civic::{CivicKind, CivicNumber, NotCivic};

const YEAR: u16 = 2026;

#[test]
fn published_numbers_are_read_as_published() {
    let rows = include_str!("../data/personnummer-meta.tsv").lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let [short, long, valid, kind] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let read = CivicNumber::parse(short, YEAR);
        assert_eq!(read.is_ok(), valid == "1", "{row}: {read:?}");
        let Ok(number) = read else { continue };
        assert_eq!(number.value(), long);
        assert_eq!(CivicNumber::parse(long, YEAR), Ok(number));
        let expected = match kind {
            "ssn" => CivicKind::Personnummer,
            "con" => CivicKind::Coordination,
            _ => CivicKind::Interim,
        };
        assert_eq!(number.kind(), expected);
    }
}

#[test]
fn numbers_of_the_authorities_pass() {
    let numbers = [
        ("701063-2391", CivicKind::Coordination, "197010632391"),
        ("20120312TF01", CivicKind::Fictitious, "20120312TF01"),
        ("120312-tf01", CivicKind::Fictitious, "20120312TF01"),
        ("131052-308T", CivicKind::Henkilotunnus, "131052-308T"),
        ("010594Y9032", CivicKind::Henkilotunnus, "010594Y9032"),
        ("020516C903K", CivicKind::Henkilotunnus, "020516C903K"),
        ("020503F9037", CivicKind::Henkilotunnus, "020503F9037"),
        ("020504A902E", CivicKind::Henkilotunnus, "020504A902E"),
        ("2012-03-12–2385", CivicKind::Personnummer, "201203122385"),
        ("20 12 03 12\u{a0}23 85", CivicKind::Personnummer, "201203122385"),
    ];
    for (text, kind, value) in numbers {
        let number = CivicNumber::parse(text, YEAR).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!((number.kind(), number.value().as_str()), (kind, value), "{text}");
    }
}

#[test]
fn faults_say_what_is_wrong() {
    let faults = [
        ("", NotCivic::Form),
        ("12031", NotCivic::Form),
        ("120312-23851", NotCivic::Form),
        ("120312238x", NotCivic::Form),
        ("120230-2385", NotCivic::Date),
        ("20110229-2385", NotCivic::Date),
        ("19000229-2385", NotCivic::Date),
        ("20270101-2385", NotCivic::Date),
        ("120392-2385", NotCivic::Date),
        ("120312-2384", NotCivic::CheckDigit),
        ("131052-308U", NotCivic::CheckDigit),
    ];
    for (text, fault) in faults {
        assert_eq!(CivicNumber::parse(text, YEAR), Err(fault), "{text}");
    }
}

/// A number whose check digit is missing is no number whose check digit is nought, as one crate has it.
#[test]
fn a_missing_check_digit_is_not_nought() {
    assert_eq!(CivicNumber::parse("18900103980", YEAR), Err(NotCivic::Form));
}

#[test]
fn the_century_follows_the_plus_and_the_year() {
    let value = |text, year| CivicNumber::parse(text, year).map(|number| number.value());
    assert_eq!(value("090527-1474", 2026), Ok("200905271474".to_owned()));
    assert_eq!(value("090527+1474", 2026), Ok("190905271474".to_owned()));
    assert_eq!(value("090527-1474", 2008), Ok("190905271474".to_owned()));
}

/// The check digit by the words of the law: every second digit doubled, digits summed, up to the next ten.
fn check_digit(nine: &str) -> u32 {
    let sum: u32 = nine
        .chars()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = digit.to_digit(10).unwrap() * if place % 2 == 0 { 2 } else { 1 };
            if weighed > 9 { weighed - 9 } else { weighed }
        })
        .sum();
    (10 - sum % 10) % 10
}

proptest! {
    #[test]
    fn one_check_digit_of_ten_is_right(
        year in 1900_u16..2026, month in 1_u16..13, day in 1_u16..29, raised in any::<bool>(), number in 1_u16..1000, check in 0_u32..10,
    ) {
        let day = if raised { day + 60 } else { day };
        let nine = format!("{:02}{month:02}{day:02}{number:03}", year % 100);
        let long = format!("{}{nine}{check}", year / 100);
        let read = CivicNumber::parse(&long, YEAR);
        if check_digit(&nine) == check {
            let read = read.unwrap();
            prop_assert_eq!(read.value(), long);
            prop_assert_eq!(read.kind() == CivicKind::Coordination, raised);
        } else {
            prop_assert_eq!(read, Err(NotCivic::CheckDigit));
        }
    }

    #[test]
    fn reading_never_stops(text in "[0-9TF+\\- \u{a0}åY]{0,16}", year in any::<u16>()) {
        let _ = CivicNumber::parse(&text, year);
    }
}
