//! Red days, and the eves on which nobody is at the office, computed by rule.
//!
//! Source of the red days: the act on public holidays (SFS 1989:253), as it reads since April 2005 (SFS 2004:1320).
//! Source of the eves: the act on the reckoning of statutory time (SFS 1930:173, 2 §), which lets time that ends on
//! one of them end on the next weekday.

use crate::codes::codes;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

codes! {
    /// A public holiday in Sweden.
    pub enum Holiday {
        /// Nyårsdagen.
        NewYearsDay = "new_years_day",
        /// Trettondedag jul.
        Epiphany = "epiphany",
        /// Långfredagen.
        GoodFriday = "good_friday",
        /// Påskdagen.
        EasterDay = "easter_day",
        /// Annandag påsk.
        EasterMonday = "easter_monday",
        /// Första maj.
        MayDay = "may_day",
        /// Kristi himmelsfärdsdag.
        AscensionDay = "ascension_day",
        /// Pingstdagen.
        WhitSunday = "whit_sunday",
        /// Nationaldagen.
        NationalDay = "national_day",
        /// Midsommardagen.
        MidsummerDay = "midsummer_day",
        /// Alla helgons dag.
        AllSaintsDay = "all_saints_day",
        /// Juldagen.
        ChristmasDay = "christmas_day",
        /// Annandag jul.
        BoxingDay = "boxing_day",
        /// A Sunday that is none of the above.
        Sunday = "sunday",
    }
}

codes! {
    /// A day that is no public holiday, and on which nobody is at the office all the same.
    pub enum Eve {
        /// Midsommarafton.
        Midsummer = "midsummer_eve",
        /// Julafton.
        Christmas = "christmas_eve",
        /// Nyårsafton.
        NewYear = "new_years_eve",
    }
}

/// Which public holiday a day is. Where two meet, as in 2008, it is the one whose date never moves.
pub fn red_day(day: Date) -> Option<Holiday> {
    let sunday = || (day.weekday() == Weekday::Sunday).then_some(Holiday::Sunday);
    by_date(day).or_else(|| by_easter(day)).or_else(|| by_saturday(day)).or_else(sunday)
}

/// Which eve a day is.
pub fn eve(day: Date) -> Option<Eve> {
    match (day.month(), day.day()) {
        (6, 19..=25) if day.weekday() == Weekday::Friday => Some(Eve::Midsummer),
        (12, 24) => Some(Eve::Christmas),
        (12, 31) => Some(Eve::NewYear),
        _ => None,
    }
}

/// Whether the law takes a day for a working day: no Saturday, Sunday or public holiday.
pub fn is_weekday(day: Date) -> bool {
    day.weekday() != Weekday::Saturday && red_day(day).is_none()
}

/// Whether an office is open on a day: a weekday that is no eve.
pub fn is_working_day(day: Date) -> bool {
    is_weekday(day) && eve(day).is_none()
}

/// How many working days there are after a day, until another, that one included. None where the other comes first.
pub fn working_days(after: Date, until: Date) -> usize {
    /// As many days as are looked through: a century.
    const MOST: usize = 36_525;
    let days = after.series(1.day()).skip(1).take(MOST).take_while(|day| *day <= until);
    days.filter(|day| is_working_day(*day)).count()
}

fn by_date(day: Date) -> Option<Holiday> {
    match (day.month(), day.day()) {
        (1, 1) => Some(Holiday::NewYearsDay),
        (1, 6) => Some(Holiday::Epiphany),
        (5, 1) => Some(Holiday::MayDay),
        (6, 6) => Some(Holiday::NationalDay),
        (12, 25) => Some(Holiday::ChristmasDay),
        (12, 26) => Some(Holiday::BoxingDay),
        _ => None,
    }
}

fn by_easter(day: Date) -> Option<Holiday> {
    match easter(day.year())?.until(day).ok()?.get_days() {
        -2 => Some(Holiday::GoodFriday),
        0 => Some(Holiday::EasterDay),
        1 => Some(Holiday::EasterMonday),
        39 => Some(Holiday::AscensionDay),
        49 => Some(Holiday::WhitSunday),
        _ => None,
    }
}

fn by_saturday(day: Date) -> Option<Holiday> {
    match (day.month(), day.day()) {
        _ if day.weekday() != Weekday::Saturday => None,
        (6, 20..=26) => Some(Holiday::MidsummerDay),
        (10, 31) | (11, 1..=6) => Some(Holiday::AllSaintsDay),
        _ => None,
    }
}

/// The Sunday after the full moon on or next after 21 March. The moon is that of the Gregorian church calendar, as
/// Gauss reckoned it: it runs through the same nineteen years over and over, and slips by a day now and then.
fn easter(year: i16) -> Option<Date> {
    let century = i64::from(year).div_euclid(100);
    let place = i64::from(year).rem_euclid(19);
    let slip = century - century.div_euclid(4) - (8 * century + 13).div_euclid(25);
    let after = match (19 * place + slip + 15).rem_euclid(30) {
        29 => 28,
        28 if place > 10 => 27,
        days => days,
    };
    let full_moon = Date::new(year, 3, 21).ok()?.checked_add(after.days()).ok()?;
    full_moon.nth_weekday(1, Weekday::Sunday).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_named_day_goes_before_the_sunday_it_falls_on() {
        assert_eq!(red_day(date(2026, 4, 5)), Some(Holiday::EasterDay));
        assert_eq!(red_day(date(2027, 12, 26)), Some(Holiday::BoxingDay));
        assert_eq!(red_day(date(2026, 11, 29)), Some(Holiday::Sunday));
        assert_eq!(red_day(date(2008, 5, 1)), Some(Holiday::MayDay), "Ascension Day too");
        assert_eq!(red_day(date(2026, 11, 30)), None);
    }

    #[test]
    fn eves_are_no_red_days_and_nobody_works() {
        let eves = [date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)];
        assert_eq!(eves.map(eve), [Some(Eve::Midsummer), Some(Eve::Christmas), Some(Eve::NewYear)]);
        for day in eves {
            assert!(is_weekday(day) && !is_working_day(day), "{day}");
        }
        assert_eq!(eve(date(2026, 6, 26)), None, "the Friday after");
        let june = (2020..2036).flat_map(|year| (1..31).map(move |day| date(year, 6, day)));
        let midsummer: Vec<Date> = june.filter(|day| eve(*day) == Some(Eve::Midsummer)).collect();
        for day in &midsummer {
            assert_eq!(red_day(day.tomorrow().unwrap()), Some(Holiday::MidsummerDay), "{day}");
        }
        assert_eq!(midsummer.len(), 16);
    }

    #[test]
    fn a_working_day_is_what_people_take_it_for() {
        assert!(is_working_day(date(2026, 11, 30)), "a Monday");
        assert!(is_working_day(date(2026, 4, 30)), "the eve of May Day is worked");
        assert!(!is_working_day(date(2026, 11, 28)), "a Saturday");
        assert!(!is_working_day(date(2026, 1, 6)), "Epiphany");
    }

    #[test]
    fn days_at_the_ends_of_the_calendar_do_not_stop_it() {
        assert_eq!(red_day(Date::MIN), Some(Holiday::NewYearsDay));
        assert_eq!(eve(Date::MAX), Some(Eve::NewYear));
        assert!(easter(Date::MIN.year()).is_some() && easter(Date::MAX.year()).is_some());
    }
}
