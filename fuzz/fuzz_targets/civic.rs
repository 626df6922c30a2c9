//! Any text read as an identity number: what is read is written in one way, and that is read as the same number.

#![no_main]

use libfuzzer_sys::fuzz_target;
use varsam_detect::identifier::civic::CivicNumber;

fuzz_target!(|input: (u16, &str)| {
    let (year, text) = input;
    // Years have four digits.
    let year = year % 10_000;
    if let Ok(number) = CivicNumber::parse(text, year) {
        let (of, month, day) = number.day();
        assert!(of <= year && (1..=12).contains(&month) && (1..=31).contains(&day), "{number:?}");
        assert_eq!(CivicNumber::parse(&number.value(), year), Ok(number), "{}", number.value());
    }
});
