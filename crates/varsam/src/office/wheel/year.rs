//! School years, the days that routines have in them, and which case counts for which day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use varsam_rules::DayOfYear;

/// The month that a school year begins with.
pub(super) const FIRST: i8 = 8;

/// The month from which on cases count for the school year that comes.
const EARLIEST: i8 = 6;

/// For how many days from a routine's last day on what is begun still counts for that school year: as long as letters
/// ask for it.
pub(super) const GRACE: i32 = 14;

/// A school year, from August to July, by the year that it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SchoolYear(i16);

impl SchoolYear {
    /// The one that a day is in.
    pub(crate) fn of(day: Date) -> Self {
        let begins_before = day.month() < FIRST;
        Self(day.year().saturating_sub(i16::from(begins_before)))
    }

    /// What it is called: `2026/27`.
    pub(crate) fn name(self) -> String {
        format!("{}/{:02}", self.0, self.next().0.rem_euclid(100))
    }

    /// The year that it begins in.
    pub(crate) fn number(self) -> i16 {
        self.0
    }

    /// The one before.
    pub(crate) fn former(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The first day after it.
    pub(crate) fn over(self) -> Date {
        Date::new(self.next().0, FIRST, 1).unwrap_or(Date::MAX)
    }

    /// Which of its months a day is in, from 0; none where that is in another year.
    pub(crate) fn month(self, day: Date) -> Option<usize> {
        let is_its_own = Self::of(day) == self;
        Self::MONTHS.iter().position(|month| *month == day.month()).filter(|_| is_its_own)
    }

    /// The numbers of its months, in their order.
    pub(crate) const MONTHS: [i8; 12] = [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7];

    /// The first day on which a case can begin that counts for it.
    pub(crate) fn earliest(self) -> Date {
        Date::new(self.0, EARLIEST, 1).unwrap_or(Date::MIN)
    }

    /// Which case counts for which day of a routine, given when its cases began: the days in their order, each with the
    /// place of the case. A day has the first case that began after the day before it and that counts for no earlier day:
    /// a case that comes late is for the day that was missed, and one that comes twice is not for the next. What is begun
    /// from June on, two weeks after the routine's last day and later, is for the school year that comes.
    pub(crate) fn counted(self, yearly: &[DayOfYear], begun: &[Date]) -> Vec<(Date, Option<usize>)> {
        let (mut opens, closes) = (self.opens(yearly), self.closes(yearly));
        let mut left: Vec<_> = begun.iter().copied().enumerate().filter(|(_, day)| *day < closes).collect();
        left.sort_by_key(|(_, day)| *day);
        let count = |day: Date| {
            let first = left.iter().position(|(_, begun)| *begun >= opens);
            opens = after(day);
            (day, first.map(|at| left.remove(at).0))
        };
        self.days(yearly).into_iter().map(count).collect()
    }

    /// The first day on which a case of a routine can begin that counts for it.
    pub(super) fn opens(self, yearly: &[DayOfYear]) -> Date {
        let former = self.former().days(yearly);
        let late = former.last().map_or(Date::MIN, |last| last.saturating_add(GRACE.days()));
        // From August on, it is the year that is looked at.
        late.max(self.earliest()).min(self.former().over())
    }

    /// The first day on which one that begins counts for the next.
    pub(super) fn closes(self, yearly: &[DayOfYear]) -> Date {
        self.next().opens(yearly)
    }

    /// Days of every year as they come in it.
    pub(crate) fn days(self, yearly: &[DayOfYear]) -> Vec<Date> {
        let mut days: Vec<_> = yearly.iter().filter_map(|day| self.day(*day)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn day(self, of: DayOfYear) -> Option<Date> {
        let (month, day) = (i8::try_from(of.month).ok()?, i8::try_from(of.day).ok()?);
        let year = if month < FIRST { self.next().0 } else { self.0 };
        let first = Date::new(year, month, 1).ok()?;
        Date::new(year, month, day.min(first.days_in_month())).ok()
    }

    fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The day after.
pub(super) fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const YEAR: SchoolYear = SchoolYear(2026);

    fn yearly(days: &[(u8, u8)]) -> Vec<DayOfYear> {
        days.iter().map(|(month, day)| DayOfYear { month: *month, day: *day }).collect()
    }

    /// Which case each day has.
    fn cases(days: &[(u8, u8)], begun: &[Date]) -> Vec<Option<usize>> {
        YEAR.counted(&yearly(days), begun).into_iter().map(|(_, case)| case).collect()
    }

    #[test]
    fn a_school_year_is_from_august_to_july_and_has_each_day_once() {
        assert_eq!(SchoolYear::of(date(2026, 8, 1)), YEAR);
        assert_eq!(SchoolYear::of(date(2027, 7, 31)), YEAR);
        assert_eq!((YEAR.name().as_str(), SchoolYear(1999).name().as_str()), ("2026/27", "1999/00"));
        assert_eq!((YEAR.number(), YEAR.former().name().as_str()), (2026, "2025/26"));
        assert_eq!((YEAR.over(), SchoolYear::of(YEAR.over()).number()), (date(2027, 8, 1), 2027));
        let month = |year: i16, month: i8| YEAR.month(date(year, month, 1));
        assert_eq!((month(2026, 8), month(2027, 1), month(2027, 7)), (Some(0), Some(5), Some(11)));
        assert_eq!((month(2026, 7), month(2027, 8)), (None, None));
        let days = yearly(&[(2, 29), (7, 31), (8, 1), (12, 15), (8, 1)]);
        let of = |year: i16| SchoolYear(year).days(&days);
        assert_eq!(of(2026), [date(2026, 8, 1), date(2026, 12, 15), date(2027, 2, 28), date(2027, 7, 31)]);
        assert_eq!(of(2027)[2], date(2028, 2, 29), "of a leap year, its own last day");
        let start = DayOfYear::SCHOOL_YEAR_START;
        assert_eq!(YEAR.day(start), Some(date(2026, 8, 31)), "of the month that it begins with");
        assert_eq!(start.month, u8::try_from(FIRST).unwrap());
    }

    #[test]
    fn a_case_in_time_counts_for_the_day_that_comes() {
        let days = [(9, 30), (12, 15), (3, 31)];
        assert_eq!(cases(&days, &[date(2026, 9, 30)]), [Some(0), None, None], "on the day itself");
        assert_eq!(cases(&days, &[date(2026, 9, 2), date(2026, 12, 1)]), [Some(0), Some(1), None]);
        assert_eq!(cases(&days, &[date(2026, 12, 1), date(2026, 9, 2)]), [Some(1), Some(0), None]);
        assert_eq!(cases(&days, &[]), [None; 3]);
    }

    #[test]
    fn a_case_that_comes_late_counts_for_the_day_that_was_missed() {
        assert_eq!(cases(&[(9, 30)], &[date(2026, 10, 20)]), [Some(0)]);
        let days = [(9, 30), (10, 31)];
        assert_eq!(cases(&days, &[date(2026, 10, 5)]), [Some(0), None]);
        assert_eq!(cases(&days, &[date(2026, 10, 5), date(2026, 10, 6)]), [Some(0), Some(1)]);
    }

    #[test]
    fn a_case_that_comes_twice_does_not_count_for_the_next_day() {
        let days = [(9, 30), (10, 31)];
        assert_eq!(cases(&days, &[date(2026, 9, 1), date(2026, 9, 2)]), [Some(0), None]);
    }

    #[test]
    fn what_begins_before_the_summer_is_for_the_year_that_comes_once_the_last_day_is_over() {
        let before = [date(2026, 6, 25)];
        assert_eq!(cases(&[(8, 10)], &before), [Some(0)], "plans that are made in June");
        assert_eq!(cases(&[(6, 30)], &before), [None], "it was for the end of June");
        assert_eq!(cases(&[(8, 10)], &[date(2026, 5, 31)]), [None], "it was late for the year before");
        let after = [date(2027, 6, 25)];
        assert_eq!(cases(&[(8, 10)], &after), [None], "the next year's");
        assert_eq!(cases(&[(8, 10), (6, 10)], &after), [None, None], "the next year's");
        assert_eq!(cases(&[(6, 30)], &after), [Some(0)]);
    }

    #[test]
    fn what_begins_late_in_june_counts_for_the_last_day_for_as_long_as_letters_ask_for_it() {
        let days = [(6, 10), (12, 10)];
        let in_time = date(2026, 12, 1);
        assert_eq!(cases(&days, &[in_time, date(2027, 6, 23)]), [Some(0), Some(1)], "13 days late");
        assert_eq!(cases(&days, &[in_time, date(2027, 6, 24)]), [Some(0), None], "the next year's");
        assert_eq!(cases(&days, &[date(2026, 6, 23)]), [None, None], "the year before's");
        assert_eq!(cases(&days, &[date(2026, 6, 24)]), [Some(0), None]);
        // What has its day at the end of July has no longer than that: then the next wheel is shown.
        let days = yearly(&[(7, 31)]);
        assert_eq!((YEAR.opens(&days), YEAR.closes(&days)), (date(2026, 8, 1), date(2027, 8, 1)));
    }

    #[test]
    fn one_more_case_fills_one_day_at_most_and_takes_none_away() {
        let days = [(8, 10), (10, 31), (11, 30), (6, 10)];
        let mut begun = Vec::new();
        for day in date(2026, 5, 1).series(jiff::Span::new().days(17)).take(30) {
            let former = cases(&days, &begun);
            begun.push(day);
            let now = cases(&days, &begun);
            let others: Vec<_> = former.iter().zip(&now).filter(|(former, now)| former != now).collect();
            assert!(others.len() <= 1, "{day}: {former:?} {now:?}");
            assert!(others.iter().all(|(former, now)| former.is_none() && **now == Some(begun.len() - 1)));
        }
        assert_eq!(cases(&days, &begun).iter().flatten().count(), days.len());
    }
}
