//! Deadlines: on the wall, over the change of the clocks, over weekends, Easter and midsummer.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use varsam_model::Instant;
use varsam_model::deadline::{
    OfficeHours, Within, WithinFault, by, deadline, open_between, recurring, two_working_days_reading,
};
use varsam_model::holiday::{is_working_day, working_days};

fn stockholm() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap()
}

/// A moment by the clock on the wall.
fn at(text: &str) -> Instant {
    text.parse::<DateTime>().unwrap().to_zoned(stockholm()).unwrap().timestamp().into()
}

fn wall(at: Instant) -> DateTime {
    Timestamp::from_microsecond(at.0).unwrap().to_zoned(stockholm()).datetime()
}

#[track_caller]
fn check(from: &str, within: &str, expected: &str) {
    let over = deadline(at(from), within.parse().unwrap(), OfficeHours::default());
    assert_eq!(wall(over), expected.parse().unwrap(), "{within} from {from}");
}

#[test]
fn lengths_of_time_are_read_and_written() {
    for (text, within, written) in [
        ("30 minutes", Within::Minutes(30), "30 minutes"),
        ("72 hours", Within::Hours(72), "72 hours"),
        ("1 day", Within::Days(1), "1 day"),
        ("2 working days", Within::WorkingDays(2), "2 working days"),
        ("4 office hours", Within::OfficeHours(4), "4 office hours"),
        ("1 months", Within::Months(1), "1 month"),
        ("6 month", Within::Months(6), "6 months"),
        ("120 months", Within::Months(120), "120 months"),
    ] {
        assert_eq!(text.parse(), Ok(within));
        assert_eq!(within.to_string(), written);
        assert_eq!(serde_json::to_string(&within).unwrap(), format!("\"{written}\""));
    }
    assert_eq!(serde_json::from_str::<Within>("\"1 month\"").unwrap(), Within::Months(1));
}

#[test]
fn what_is_no_length_of_time_is_refused() {
    for text in
        ["", "72", "hours", " 72 hours", "72  hours", "-1 days", "+1 days", "1.5 days", "2 weeks", "1 dayss"]
    {
        assert_eq!(text.parse::<Within>(), Err(WithinFault::Unreadable(text.to_owned())));
    }
    assert_eq!("0 hours".parse::<Within>(), Err(WithinFault::Nothing("0 hours".to_owned())));
    for text in
        ["121 months", "3661 days", "2611 working days", "20881 office hours", "99999999999999 minutes"]
    {
        assert_eq!(text.parse::<Within>(), Err(WithinFault::TooLong(text.to_owned())));
    }
    assert!(serde_json::from_str::<Within>("\"0 days\"").is_err());
}

#[test]
fn an_office_closes_after_it_opens() {
    let hours = OfficeHours::default();
    assert_eq!((hours.from(), hours.until()), (480, 990));
    assert_eq!(OfficeHours::new(480, 990), Ok(hours));
    for (from, until) in [(990, 480), (480, 480), (480, 539), (480, 1440), (u16::MAX, 0)] {
        assert!(OfficeHours::new(from, until).is_err());
    }
    let json = serde_json::to_string(&hours).unwrap();
    assert_eq!(json, r#"{"from":480,"until":990}"#);
    assert_eq!(serde_json::from_str::<OfficeHours>(&json).unwrap(), hours);
    assert!(serde_json::from_str::<OfficeHours>(r#"{"from":990,"until":480}"#).is_err());
}

#[test]
fn seventy_two_hours_take_no_rest() {
    check("2026-11-27T16:40", "72 hours", "2026-11-30T16:40");
    check("2026-12-24T10:00", "72 hours", "2026-12-27T10:00");
    check("2026-11-30T23:50", "30 minutes", "2026-12-01T00:20");
}

#[test]
fn hours_are_hours_when_the_clocks_are_set_and_days_keep_the_time_on_the_wall() {
    // On at 02:00 on Sunday 29 March, back at 03:00 on Sunday 25 October.
    check("2026-03-27T16:40", "72 hours", "2026-03-30T17:40");
    check("2026-03-27T16:40", "3 days", "2026-03-30T16:40");
    check("2026-10-23T16:40", "72 hours", "2026-10-26T15:40");
    check("2026-10-23T16:40", "3 days", "2026-10-26T16:40");
    check("2026-03-28T02:30", "1 day", "2026-03-29T03:30");
    check("2026-03-29T01:59", "1 minute", "2026-03-29T03:00");
    check("2026-03-27T16:00", "1 office hour", "2026-03-30T08:30");
}

#[test]
fn months_end_with_their_last_day() {
    check("2026-01-15T10:00", "1 month", "2026-02-15T10:00");
    check("2026-01-31T10:00", "1 month", "2026-02-28T10:00");
    check("2027-12-31T10:00", "2 months", "2028-02-29T10:00");
    check("2026-08-31T10:00", "6 months", "2027-02-28T10:00");
    check("2026-09-30T10:00", "1 month", "2026-10-30T10:00");
}

#[test]
fn working_days_end_when_the_office_closes() {
    check("2026-11-30T10:00", "1 working day", "2026-12-01T16:30");
    check("2026-11-27T23:00", "2 working days", "2026-12-01T16:30");
    check("2026-11-28T10:00", "1 working day", "2026-11-30T16:30");
    // Maundy Thursday, then Good Friday to Easter Monday.
    check("2026-04-02T10:00", "1 working day", "2026-04-07T16:30");
    // Thursday before midsummer eve.
    check("2026-06-18T10:00", "2 working days", "2026-06-23T16:30");
    // Christmas Eve is a Thursday, and Friday to Sunday are red or weekend.
    check("2026-12-23T10:00", "1 working day", "2026-12-28T16:30");
}

#[test]
fn office_hours_run_while_the_office_is_open() {
    check("2026-11-30T10:00", "4 office hours", "2026-11-30T14:00");
    check("2026-11-30T05:00", "1 office hour", "2026-11-30T09:00");
    check("2026-11-30T12:30", "4 office hours", "2026-11-30T16:30");
    check("2026-11-27T15:30:15", "2 office hours", "2026-11-30T09:00:15");
    check("2026-11-27T16:40", "2 office hours", "2026-11-30T10:00");
    check("2026-11-28T12:00", "17 office hours", "2026-12-01T16:30");
    check("2026-04-02T15:30", "2 office hours", "2026-04-07T09:00");
    check("2026-06-18T15:30", "2 office hours", "2026-06-22T09:00");
}

#[test]
fn only_the_hours_count_in_which_the_office_is_open() {
    const HOUR: i64 = 3600;
    let open = |from: &str, until: &str| open_between(at(from), at(until), OfficeHours::default());
    for (from, until, seconds) in [
        ("2026-11-30T10:00", "2026-11-30T14:00", 4 * HOUR),
        ("2026-11-30T10:00", "2026-11-30T10:00:07", 7),
        ("2026-11-30T05:00", "2026-11-30T09:00", HOUR),
        ("2026-11-30T16:00", "2026-11-30T23:00", HOUR / 2),
        ("2026-11-30T17:00", "2026-12-01T07:59", 0),
        ("2026-11-30T09:00", "2026-12-02T09:00", 17 * HOUR),
        // Over a weekend, at Christmas and on Midsummer Eve.
        ("2026-11-27T15:30", "2026-11-30T09:00", 2 * HOUR),
        ("2026-11-28T10:00", "2026-11-29T10:00", 0),
        ("2026-12-23T15:30", "2026-12-28T08:30", HOUR + HOUR / 2),
        ("2026-06-18T15:30", "2026-06-22T08:30", HOUR + HOUR / 2),
        // The clocks are set on, and back, on a Sunday: Mondays begin at eight all the same.
        ("2026-03-27T16:00", "2026-03-30T08:30", HOUR),
        ("2026-10-23T16:00", "2026-10-26T08:30", HOUR),
        // Backwards.
        ("2026-11-30T14:00", "2026-11-30T10:00", 0),
        ("2026-12-02T14:00", "2026-11-30T10:00", 0),
    ] {
        assert_eq!(open(from, until), seconds, "{from} to {until}");
    }
    assert_eq!(open_between(Instant(i64::MIN), Instant(i64::MAX), OfficeHours::default()), 0);
    assert!(open_between(at("2026-11-30T10:00"), Instant(i64::MAX), OfficeHours::default()) > 0);
}

#[test]
fn working_days_are_counted_after_a_day() {
    let between = |after: &str, until: &str| working_days(after.parse().unwrap(), until.parse().unwrap());
    assert_eq!(between("2026-11-30", "2026-11-30"), 0, "the same day");
    assert_eq!(between("2026-11-27", "2026-11-30"), 1, "over a weekend");
    assert_eq!(between("2026-11-30", "2026-12-04"), 4);
    assert_eq!(between("2026-12-22", "2026-12-28"), 2, "over Christmas");
    assert_eq!(between("2026-12-04", "2026-11-30"), 0, "backwards");
    assert!(between("2026-11-30", "9999-12-31") > 20_000, "it ends");
}

#[test]
fn something_is_due_by_the_end_of_a_day_of_the_year() {
    let due = |from: &str, month, day| wall(by(at(from), month, day)).to_string();
    assert_eq!(due("2026-03-01T10:00", 8, 31), "2026-09-01T00:00:00");
    assert_eq!(due("2026-08-31T23:59", 8, 31), "2026-09-01T00:00:00");
    assert_eq!(due("2026-09-01T00:00", 8, 31), "2027-09-01T00:00:00");
    assert_eq!(due("2026-12-31T10:00", 12, 31), "2027-01-01T00:00:00");
    assert_eq!(due("2026-01-10T10:00", 2, 29), "2026-03-01T00:00:00");
    assert_eq!(due("2027-03-01T00:00", 2, 29), "2028-03-01T00:00:00");
    assert_eq!(due("2026-04-01T10:00", 4, 31), "2026-05-01T00:00:00");
}

#[test]
fn the_reading_of_two_working_days_is_told_where_it_is_later() {
    let reading = |from: &str| {
        let over = deadline(at(from), Within::Hours(72), OfficeHours::default());
        two_working_days_reading(at(from), over).map(|end| wall(end).to_string())
    };
    let ends = |day: &str| Some(format!("{day}T00:00:00"));
    assert_eq!(reading("2026-11-23T10:00"), None, "Monday: Tuesday and Wednesday are whole");
    assert_eq!(reading("2026-11-25T10:00"), None, "Wednesday: Thursday and Friday");
    assert_eq!(reading("2026-11-26T10:00"), ends("2026-12-01"), "Thursday: Friday and Monday");
    assert_eq!(reading("2026-11-27T16:40"), ends("2026-12-02"), "Friday: Monday and Tuesday");
    assert_eq!(reading("2026-11-29T10:00"), None, "Sunday: Monday and Tuesday");
    assert_eq!(reading("2026-04-02T10:00"), ends("2026-04-09"), "over Easter");
    assert_eq!(reading("2026-11-26T00:00"), None, "at midnight the day is whole");
    assert_eq!(reading("2026-12-22T10:00"), None, "an eve is no public holiday");
    let friday = at("2026-11-27T16:40");
    assert_eq!(two_working_days_reading(friday, friday.plus_seconds(47 * 3600)), None, "less than two days");
}

#[test]
fn no_length_of_time_stops_the_program() {
    let most = [u32::MIN, u32::MAX];
    let units = [
        Within::Minutes,
        Within::Hours,
        Within::Days,
        Within::WorkingDays,
        Within::OfficeHours,
        Within::Months,
    ];
    for from in [Instant(i64::MIN), Instant(0), Instant(i64::MAX)] {
        for within in units.iter().flat_map(|unit| most.map(unit)) {
            deadline(from, within, OfficeHours::default());
        }
        by(from, i8::MIN, i8::MIN);
        by(from, i8::MAX, i8::MAX);
        two_working_days_reading(from, Instant(i64::MAX));
    }
    let least = OfficeHours::new(480, 540).unwrap();
    let longest = deadline(at("2026-11-30T10:00"), "20880 office hours".parse().unwrap(), least);
    assert_eq!(wall(longest).year(), 2110, "an office that is open for an hour a day");
    let never = deadline(Instant(0), Within::Days(u32::MAX), OfficeHours::default());
    assert_eq!(never, Instant(i64::MAX));
}

prop_compose! {
    /// A whole minute in twelve years.
    fn moments()(minute in 0..12 * 366 * 24 * 60_i64) -> Instant {
        at("2024-01-01T00:00").plus_seconds(minute * 60)
    }
}

fn working_days_between(after: Date, until: Date) -> usize {
    after.series(1.day()).skip(1).take_while(|day| *day <= until).filter(|day| is_working_day(*day)).count()
}

/// Whether the office is open in the minute that begins at a moment.
fn is_open(moment: Instant) -> bool {
    let wall = wall(moment);
    let minute = i32::from(wall.hour()) * 60 + i32::from(wall.minute());
    is_working_day(wall.date()) && (480..990).contains(&minute)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_again(amount in 1..=120_u32, unit in 0..6_usize) {
        let unit = ["minutes", "hours", "days", "working days", "office hours", "months"].get(unit).unwrap();
        let within: Within = format!("{amount} {unit}").parse().unwrap();
        prop_assert_eq!(within.to_string().parse(), Ok(within));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
        if let Ok(within) = text.parse::<Within>() {
            prop_assert_eq!(within.to_string().parse(), Ok(within));
        }
    }

    #[test]
    fn as_long_passes_until_a_deadline_as_it_says(from in moments(), amount in 1..40_u32) {
        let over = deadline(from, Within::OfficeHours(amount), OfficeHours::default());
        prop_assert_eq!(open_between(from, over, OfficeHours::default()), i64::from(amount) * 3600);
    }

    #[test]
    fn working_days_are_as_many_as_one_counts(from in moments(), amount in 1..40_u32) {
        let over = wall(deadline(from, Within::WorkingDays(amount), OfficeHours::default()));
        let counted = working_days_between(wall(from).date(), over.date());
        prop_assert_eq!((counted, over.hour(), over.minute()), (amount.try_into().unwrap(), 16, 30));
        prop_assert!(is_working_day(over.date()));
    }

    #[test]
    fn office_hours_are_as_many_minutes_as_one_counts(from in moments(), amount in 1..30_u32) {
        let over = deadline(from, Within::OfficeHours(amount), OfficeHours::default());
        let minutes = (from.0..over.0).step_by(60_000_000).map(Instant);
        prop_assert_eq!(minutes.filter(|minute| is_open(*minute)).count(), usize::try_from(amount * 60).unwrap());
        prop_assert!(is_open(over.plus_seconds(-60)), "it ends while the office is open");
    }

    #[test]
    fn a_day_of_the_year_comes_within_a_year(from in moments(), month in 1..=12_i8, day in 1..=31_i8) {
        let end = by(from, month, day);
        prop_assert!(from < end && end <= from.plus_seconds(367 * 24 * 3600), "{}", wall(end));
        prop_assert_eq!(wall(end).time(), jiff::civil::Time::midnight());
    }
}

#[test]
fn a_day_of_the_year_lies_in_the_time_of_what_recurs_across_new_year_and_leap_days() {
    for (own, begins, (month, day), over) in [
        ("2026-08-31", "2026-08-01", (8, 31), "2026-09-01T00:00"),
        ("2026-08-31", "2026-08-01", (8, 15), "2026-08-16T00:00"),
        ("2026-12-15", "2026-08-01", (1, 10), "2027-01-11T00:00"),
        ("2027-01-10", "2026-08-01", (12, 15), "2026-12-16T00:00"),
        ("2027-02-28", "2026-08-01", (2, 29), "2027-03-01T00:00"),
        // The one before lies nearer, and is not of that time.
        ("2026-10-31", "2026-08-01", (6, 10), "2027-06-11T00:00"),
        ("2026-12-10", "2026-08-01", (7, 31), "2027-08-01T00:00"),
        ("2027-06-10", "2026-12-11", (12, 10), "2027-12-11T00:00"),
    ] {
        let found = recurring(own.parse().unwrap(), begins.parse().unwrap(), month, day);
        assert_eq!(wall(found), over.parse().unwrap(), "{month}-{day} for {own}");
    }
}
