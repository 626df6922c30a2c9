//! Days as lists write them.

use jiff::civil::Date;

/// The day that a cell means: `2026-11-29` (a time may follow), `20261129`, `29/11/2026` or `29.11.2026`. A day of two
/// digits for the year is none: nobody knows which century.
pub fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split([' ', 'T']).next().unwrap_or(text);
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return of(day.get(..4)?, day.get(4..6)?, day.get(6..)?);
    }
    let mut parts = day.split(['-', '/', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    match parts.next() {
        None if day.contains('-') => of(first, second, third),
        None => of(third, second, first),
        Some(_) => None,
    }
}

fn of(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !digits(year) || !digits(month) || !digits(day) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
