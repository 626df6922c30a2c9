//! Identity numbers: the published test numbers, every way to write them, and what must not pass.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use varsam_model::civic::{CivicFault, CivicKind, CivicNumber};

const TODAY: Date = date(2026, 11, 29);

fn parse(text: &str) -> Result<CivicNumber, CivicFault> {
    CivicNumber::parse(text, TODAY)
}

#[track_caller]
fn check(text: &str, kind: CivicKind, canonical: &str) {
    let number = parse(text).unwrap();
    assert_eq!((number.kind(), number.exposed().as_str()), (kind, canonical), "`{text}`");
}

#[track_caller]
fn refused(text: &str, fault: CivicFault) {
    assert_eq!(parse(text).err(), Some(fault), "`{text}`");
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

#[test]
fn the_test_numbers_are_read() {
    let mut count = 0;
    for row in rows(include_str!("data/test-numbers.tsv")) {
        check(row[0], row[1].parse().unwrap(), row[0]);
        count += 1;
    }
    assert!(count >= 200, "{count}");
}

#[test]
fn other_programs_agree() {
    for row in rows(include_str!("data/personnummer-meta.tsv")).filter(|row| row[3] != "org") {
        for text in [row[0], row[1]] {
            assert_eq!(parse(text).is_ok(), row[2] == "1", "`{text}`");
        }
        if let Ok(number) = parse(row[0]) {
            assert_eq!(number.exposed(), row[1]);
        }
    }
}

#[test]
fn separators_of_every_kind_are_read() {
    let writings = [
        "201701012393",
        "20170101-2393",
        "1701012393",
        "170101-2393",
        " 170101 2393 ",
        "170101\u{a0}2393",
        "20170101\u{2011}2393",
        "170101–2393",
        "20170101 - 2393",
        "170101\u{2212}2393",
        "\u{feff}170101-2393",
    ];
    for text in writings {
        check(text, CivicKind::Personnummer, "201701012393");
    }
    for text in
        ["17-01-01-2393", "170101--2393", "1701-012393", "170101-+2393", "17010１-2393", "170101.2393"]
    {
        refused(text, CivicFault::Characters);
    }
}

#[test]
fn a_plus_is_from_the_year_of_the_hundredth_birthday() {
    check("121212+1212", CivicKind::Personnummer, "191212121212");
    check("121212-1212", CivicKind::Personnummer, "201212121212");
    check("19121212+1212", CivicKind::Personnummer, "191212121212");
    check("19121212-1212", CivicKind::Personnummer, "191212121212");
    refused("20121212+1212", CivicFault::Century);
    let turned = CivicNumber::parse("121212+1212", date(2012, 1, 1)).unwrap();
    assert_eq!(turned.day(), date(1912, 12, 12));
    let before = CivicNumber::parse("121212+1212", date(2011, 12, 31)).unwrap();
    assert_eq!(before.day(), date(1812, 12, 12));
}

#[test]
fn nobody_is_born_tomorrow() {
    let number = "20170101-2393";
    assert_eq!(CivicNumber::parse(number, date(2016, 12, 31)), Err(CivicFault::Future));
    assert!(CivicNumber::parse(number, date(2017, 1, 1)).is_ok());
    assert_eq!(CivicNumber::parse("170101-2393", date(2016, 12, 31)).unwrap().day(), date(1917, 1, 1));
    assert_eq!(CivicNumber::parse("170228-2383", date(2017, 2, 27)), Err(CivicFault::Future));
}

/// A library in wide use takes `18900103980` for valid, as if a 0 stood at its end.
#[test]
fn a_missing_check_digit_is_no_zero() {
    for text in ["18900103980", "18900103-980", "900103-980", "900103980", "900103 980"] {
        refused(text, CivicFault::CheckDigitMissing);
    }
}

#[test]
fn each_fault_has_its_code() {
    use CivicFault::*;
    let cases = [
        ("", Empty),
        ("  \u{a0}", Empty),
        ("20170101", LastFourMissing),
        ("170101-", LastFourMissing),
        ("1701", TooShort),
        ("2017010123930", TooLong),
        ("20170101-239", CheckDigitMissing),
        ("20170101-2394", CheckDigit),
        ("170229-2392", Date),
        ("171301-2392", Date),
        ("20170001-2392", Date),
        ("170100-2393", Date),
        ("17990101-2393", Date),
        ("170101-0002", Serial),
        ("170101-XXXX", Characters),
        ("Elsa", Characters),
        ("170101-A393", Characters),
        ("170101-2A93", Characters),
        ("1O0101-2393", Characters),
    ];
    for (text, fault) in cases {
        refused(text, fault);
    }
}

#[test]
fn coordination_numbers_name_a_day_and_prove_none() {
    check("701063-2391", CivicKind::Coordination, "197010632391");
    let number = parse("701063-2391").unwrap();
    assert_eq!((number.day(), number.birth_date()), (date(1970, 10, 3), None));
    assert_eq!(parse("20170101-2393").unwrap().birth_date(), Some(date(2017, 1, 1)));
}

#[test]
fn letters_of_schools_are_read() {
    check("20130101TF01", CivicKind::Temporary, "20130101TF01");
    check("130101-tf01", CivicKind::Temporary, "20130101TF01");
    for letter in "TRSUWXJKLMN".chars() {
        check(&format!("000101-{letter}220"), CivicKind::Interim, &format!("20000101{letter}220"));
        refused(&format!("000101-{letter}221"), CivicFault::CheckDigit);
    }
}

#[test]
fn finnish_numbers_have_the_separators_of_2023() {
    for text in ["131052-308T", "010594Y9032", "020516C903K", "020503F9037", "020504A902E"] {
        check(text, CivicKind::Henkilotunnus, text);
        assert_eq!(CivicNumber::of_canonical(text).unwrap().exposed(), text);
    }
    assert_eq!(parse("020516C903K").unwrap().day(), date(2016, 5, 2));
    assert_eq!(parse("010594Y9032").unwrap().day(), date(1994, 5, 1));
    refused("020516C903L", CivicFault::CheckDigit);
    refused("020516G903K", CivicFault::Characters);
    refused("320516C903K", CivicFault::Date);
    refused("020527A903K", CivicFault::Future);
    refused("010101A001A", CivicFault::Serial);
}

/// A mistyped Swedish number is not taken for a Finnish one that happens to fit.
#[test]
fn only_a_marked_number_is_finnish_by_itself() {
    let finnish = "010594-9032";
    refused(finnish, CivicFault::Date);
    assert_eq!(CivicNumber::parse_finnish(finnish, TODAY).unwrap().day(), date(1994, 5, 1));
    assert_eq!(CivicNumber::parse_finnish("010594-903", TODAY), Err(CivicFault::CheckDigitMissing));
    assert!(CivicNumber::parse_finnish("201701012393", TODAY).is_err());
}

/// Nothing settles the century of what a document holds: it is there, or the number is none.
#[test]
fn a_document_holds_a_number_in_one_writing_only() {
    for text in
        [" 170101-2393", "1701012393", "170101-2393", "170101 -2393", "20170101-2393", "2017010123930", ""]
    {
        assert!(CivicNumber::of_canonical(text).is_err(), "`{text}`");
    }
    assert!(serde_json::from_str::<CivicNumber>("\"201701012394\"").is_err());
}

#[test]
fn nothing_of_a_number_is_shown_unasked() {
    for text in ["20170101-2393", "20130101TF01", "020516C903K"] {
        let number = parse(text).unwrap();
        for shown in [number.to_string(), format!("{number:?}"), format!("{:?}", Some(number))] {
            assert!(!shown.chars().any(|character| character.is_ascii_digit()), "{shown}");
        }
    }
}

/// Skatteverket's rule in other words: fold each doubled digit, and the sum ends in 0.
fn last_digit(nine: &str) -> u32 {
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let digits = nine.chars().map(|character| character.to_digit(10).unwrap_or(1));
    let sum: u32 = digits.enumerate().map(|(n, d)| if n % 2 == 0 { DOUBLED[d as usize] } else { d }).sum();
    (10 - sum % 10) % 10
}

prop_compose! {
    fn days()(days in 0..46_000_i64) -> Date {
        date(1900, 12, 1).checked_add(jiff::Span::new().days(days)).unwrap().min(TODAY)
    }
}

prop_compose! {
    fn numbers()(day in days(), serial in 1..1000_u32, raised in any::<bool>()) -> String {
        let named = day.day() + if raised { 60 } else { 0 };
        let nine = format!("{:02}{:02}{named:02}{serial:03}", day.year() % 100, day.month());
        format!("{:02}{nine}{}", day.year() / 100, last_digit(&nine))
    }
}

proptest! {
    #[test]
    fn every_writing_of_a_number_is_the_same_number(canonical in numbers(), separator in "[- \u{a0}\u{2011}–]?") {
        let number = parse(&canonical).unwrap();
        prop_assert_eq!(number.exposed(), canonical.clone());
        let long = format!("{}{separator}{}", &canonical[..8], &canonical[8..]);
        prop_assert_eq!(parse(&long), Ok(number));
        let hundred = TODAY.year() - number.day().year() >= 100;
        let short = if hundred { "+" } else { separator.as_str() };
        prop_assert_eq!(parse(&format!("{}{short}{}", &canonical[2..8], &canonical[8..])), Ok(number));
        let json = serde_json::to_string(&number).unwrap();
        prop_assert_eq!(serde_json::from_str::<CivicNumber>(&json).unwrap(), number);
    }

    #[test]
    fn one_wrong_digit_is_seen(canonical in numbers(), place in 2..12_usize, other in 1..10_u32) {
        let wrong: String = canonical.char_indices().map(|(at, character)| match character.to_digit(10) {
            Some(digit) if at == place => char::from_digit((digit + other) % 10, 10).unwrap(),
            _ => character,
        }).collect();
        prop_assert!(parse(&wrong).is_err(), "{}", wrong);
    }

    #[test]
    fn without_its_last_digit_it_is_none(canonical in numbers()) {
        prop_assert_eq!(parse(&canonical[..11]), Err(CivicFault::CheckDigitMissing));
        prop_assert_eq!(parse(&canonical[2..11]), Err(CivicFault::CheckDigitMissing));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
        if let Ok(number) = parse(&text) {
            prop_assert_eq!(CivicNumber::of_canonical(&number.exposed()), Ok(number));
        }
    }

    #[test]
    fn any_near_number_is_read_or_refused(text in "[0-9TFAYU+ -]{8,14}") {
        if let Ok(number) = parse(&text) {
            prop_assert!(number.day() <= TODAY);
            prop_assert_eq!(CivicNumber::of_canonical(&number.exposed()), Ok(number));
        }
        let _ = CivicNumber::parse_finnish(&text, TODAY);
    }
}
