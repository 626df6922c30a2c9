//! Red days, held against a table that another program made, and Easter against another way to reckon it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use varsam_model::holiday::{Holiday, red_day};

fn days(from: i16, until: i16) -> impl Iterator<Item = Date> {
    date(from, 1, 1).series(jiff::Span::new().days(1)).take_while(move |day| day.year() <= until)
}

#[test]
fn another_program_has_the_same_red_days() {
    let table = include_str!("data/red-days.tsv").lines().filter(|line| !line.starts_with('#'));
    let table: BTreeMap<Date, Holiday> = table
        .map(|line| line.split_once('\t').unwrap())
        .map(|(day, code)| (day.parse().unwrap(), code.parse().unwrap()))
        .collect();
    assert_eq!(table.len(), 13 * 16);
    let ours: BTreeMap<Date, Holiday> = days(2020, 2035)
        .filter_map(|day| Some((day, red_day(day)?)))
        .filter(|(_, holiday)| *holiday != Holiday::Sunday)
        .collect();
    assert_eq!(ours, table);
}

/// Easter by the steps of a correspondent of Nature, 1876, that Butcher took up.
fn butcher(year: i32) -> (i8, i8) {
    let (place, century, rest) = (year % 19, year / 100, year % 100);
    let moon = (19 * place + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let sum = moon + sunday - 7 * ((place + 11 * moon + 22 * sunday) / 451) + 114;
    ((sum / 31).try_into().unwrap(), (sum % 31 + 1).try_into().unwrap())
}

#[test]
fn easter_is_the_same_by_another_reckoning() {
    for year in 1583..=4100_i16 {
        let (month, day) = butcher(year.into());
        assert_eq!(red_day(date(year, month, day)), Some(Holiday::EasterDay), "{year}");
    }
}
