//! From the characters of a field to a number, or to the reason why it is none.

use jiff::civil::Date;

use super::{CivicFault, CivicKind, CivicNumber};

/// Letters of interim numbers, each counted as 1.
const INTERIM: &[u8] = b"TRSUWXJKLMNP";
const FINNISH_CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
/// Nobody with a number is older, and no century is meant that is not spelt here.
const FIRST_YEAR: i16 = 1800;

pub(super) fn swedish_or_marked_finnish(text: &str, today: Date) -> Result<CivicNumber, CivicFault> {
    let field = Field::new(text)?;
    if field.is_marked_finnish() { field.finnish(today) } else { field.swedish(today) }
}

pub(super) fn finnish(text: &str, today: Date) -> Result<CivicNumber, CivicFault> {
    Field::new(text)?.finnish(today)
}

/// The letters and digits of a field, and where it was parted.
struct Field {
    bytes: [u8; 12],
    len: usize,
    /// How many characters stand before the separator.
    cut: Option<usize>,
    /// The separator, if it was more than a space.
    sign: Option<u8>,
}

impl Field {
    fn new(text: &str) -> Result<Self, CivicFault> {
        let mut field = Self { bytes: [0; 12], len: 0, cut: None, sign: None };
        for character in text.trim_matches(is_space).chars() {
            match character {
                '+' => field.part(Some(b'+'))?,
                '-' | '\u{2010}'..='\u{2014}' | '\u{2212}' => field.part(Some(b'-'))?,
                _ if is_space(character) => field.part(None)?,
                _ => field.push(character)?,
            }
        }
        match field.characters() {
            [] => Err(CivicFault::Empty),
            characters if !characters.iter().take(6).all(u8::is_ascii_digit) => Err(CivicFault::Characters),
            _ => Ok(field),
        }
    }

    fn push(&mut self, character: char) -> Result<(), CivicFault> {
        let byte = u8::try_from(character.to_ascii_uppercase()).map_err(|_| CivicFault::Characters)?;
        if !byte.is_ascii_alphanumeric() {
            return Err(CivicFault::Characters);
        }
        *self.bytes.get_mut(self.len).ok_or(CivicFault::TooLong)? = byte;
        self.len += 1;
        Ok(())
    }

    /// A field is parted once; spaces may stand around the sign.
    fn part(&mut self, sign: Option<u8>) -> Result<(), CivicFault> {
        let elsewhere = self.cut.is_some_and(|cut| cut != self.len);
        if elsewhere || (sign.is_some() && self.sign.is_some()) {
            return Err(CivicFault::Characters);
        }
        self.cut = Some(self.len);
        self.sign = self.sign.or(sign);
        Ok(())
    }

    fn characters(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Whether a letter stands where only Finnish numbers have one.
    fn is_marked_finnish(&self) -> bool {
        match *self.characters() {
            [_, _, _, _, _, _, separator, _, _, _, _] => {
                separator.is_ascii_alphabetic() && self.cut.is_none()
            }
            [_, _, _, _, _, _, n1, _, _, check] => {
                self.sign.is_some() && n1.is_ascii_digit() && check.is_ascii_alphabetic()
            }
            _ => false,
        }
    }

    fn swedish(&self, today: Date) -> Result<CivicNumber, CivicFault> {
        let (head, tail) = self.halves()?;
        if !head.iter().chain(tail.iter().skip(2)).all(u8::is_ascii_digit) {
            return Err(CivicFault::Characters);
        }
        let short = head.get(head.len().saturating_sub(6)..).unwrap_or_default();
        let year = self.year(head, today)?;
        let (raised, date) = day(year, two(short, 2), two(short, 4))?;
        if date > today {
            return Err(CivicFault::Future);
        }
        let kind = swedish_kind(short, tail, raised)?;
        let mut written = *b"YYYYMMDDNNNN";
        let century = [b'0' + digit(year / 1000), b'0' + digit(year / 100 % 10)];
        for (place, byte) in written.iter_mut().zip(century.iter().chain(short).chain(&tail)) {
            *place = *byte;
        }
        Ok(CivicNumber { kind, date, written })
    }

    /// The date and the last four, or which of them is not there.
    fn halves(&self) -> Result<(&[u8], [u8; 4]), CivicFault> {
        let cut_at = |place| self.cut.is_none_or(|cut| cut == place);
        let characters = self.characters();
        match (self.len, characters) {
            (10 | 12, [head @ .., n1, n2, n3, n4]) if cut_at(head.len()) => Ok((head, [*n1, *n2, *n3, *n4])),
            (6 | 8, _) if self.cut.is_none_or(|cut| cut == self.len) => Err(CivicFault::LastFourMissing),
            (9, _) if cut_at(6) => Err(CivicFault::CheckDigitMissing),
            (11, _) if cut_at(8) => Err(CivicFault::CheckDigitMissing),
            (..10, _) => Err(CivicFault::TooShort),
            _ => Err(CivicFault::Characters),
        }
    }

    /// The year of a date of six or eight digits. A `+` says that a hundred are reached this year or were before.
    fn year(&self, head: &[u8], today: Date) -> Result<i16, CivicFault> {
        let hundred = self.sign == Some(b'+');
        if head.len() == 8 {
            let year = two(head, 0) * 100 + two(head, 2);
            return if hundred && today.year() - year < 100 { Err(CivicFault::Century) } else { Ok(year) };
        }
        let latest = if hundred { today.year() - 100 } else { today.year() };
        Ok(latest - (latest - two(head, 0)).rem_euclid(100))
    }

    fn finnish(&self, today: Date) -> Result<CivicNumber, CivicFault> {
        let (head, separator, [n1, n2, n3, check]) = self.finnish_parts()?;
        let century = finnish_century(separator)?;
        let serial = [n1, n2, n3];
        let digits = head.iter().chain(&serial);
        if !digits.clone().all(u8::is_ascii_digit) {
            return Err(CivicFault::Characters);
        }
        let (_, date) = match two(head, 0) {
            raised if raised > 60 => return Err(CivicFault::Date),
            plain => day(century + two(head, 4), two(head, 2), plain)?,
        };
        if date > today {
            return Err(CivicFault::Future);
        }
        if n1 == b'0' && n2 == b'0' && n3 < b'2' {
            return Err(CivicFault::Serial);
        }
        let rest = digits.fold(0, |rest: usize, byte| (rest * 10 + usize::from(byte - b'0')) % 31);
        if FINNISH_CHECK.get(rest) != Some(&check) {
            return Err(CivicFault::CheckDigit);
        }
        let mut written = *b"DDMMYY-NNNC ";
        for (place, byte) in written.iter_mut().zip(head.iter().chain(&[separator, n1, n2, n3, check])) {
            *place = *byte;
        }
        Ok(CivicNumber { kind: CivicKind::Henkilotunnus, date, written })
    }

    fn finnish_parts(&self) -> Result<(&[u8], u8, [u8; 4]), CivicFault> {
        let (head, rest) = self.characters().split_at_checked(6).ok_or(CivicFault::TooShort)?;
        match (rest, self.sign, self.cut) {
            (&[separator, n1, n2, n3, check], None, None)
            | (&[n1, n2, n3, check], Some(separator), Some(6)) => Ok((head, separator, [n1, n2, n3, check])),
            ([_, _, _], Some(_), Some(6)) => Err(CivicFault::CheckDigitMissing),
            ([], ..) => Err(CivicFault::LastFourMissing),
            (rest, ..) if rest.len() < 4 => Err(CivicFault::TooShort),
            (rest, ..) if rest.len() > 5 => Err(CivicFault::TooLong),
            _ => Err(CivicFault::Characters),
        }
    }
}

fn finnish_century(separator: u8) -> Result<i16, CivicFault> {
    match separator {
        b'+' => Ok(1800),
        b'-' | b'U'..=b'Y' => Ok(1900),
        b'A'..=b'F' => Ok(2000),
        _ => Err(CivicFault::Characters),
    }
}

/// The kind of a Swedish number whose date is right; `short` is `YYMMDD`, and the last two of `tail` are digits.
fn swedish_kind(short: &[u8], tail: [u8; 4], raised: bool) -> Result<CivicKind, CivicFault> {
    let kind = match tail {
        [b'T', b'F', ..] => return Ok(CivicKind::Temporary),
        [_, second, ..] if !second.is_ascii_digit() => return Err(CivicFault::Characters),
        [letter, ..] if INTERIM.contains(&letter) => CivicKind::Interim,
        [letter, ..] if !letter.is_ascii_digit() => return Err(CivicFault::Characters),
        [b'0', b'0', b'0', _] => return Err(CivicFault::Serial),
        _ if raised => CivicKind::Coordination,
        _ => CivicKind::Personnummer,
    };
    if luhn(short.iter().chain(&tail)) { Ok(kind) } else { Err(CivicFault::CheckDigit) }
}

/// The check of Luhn over ten characters; a letter counts as 1.
fn luhn<'a>(characters: impl Iterator<Item = &'a u8>) -> bool {
    let sum: u32 = characters
        .enumerate()
        .map(|(place, byte)| {
            let digit = if byte.is_ascii_digit() { u32::from(byte - b'0') } else { 1 };
            let weighed = if place % 2 == 0 { digit * 2 } else { digit };
            weighed / 10 + weighed % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The day, and whether it was written raised by 60.
fn day(year: i16, month: i16, day: i16) -> Result<(bool, Date), CivicFault> {
    let raised = day > 60;
    let day = if raised { day - 60 } else { day };
    let small = |number: i16| i8::try_from(number).map_err(|_| CivicFault::Date);
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| CivicFault::Date)?;
    if year < FIRST_YEAR { Err(CivicFault::Date) } else { Ok((raised, date)) }
}

/// The number of two digits at a place. Whoever asks knows that they are digits.
fn two(digits: &[u8], at: usize) -> i16 {
    match digits.get(at..) {
        Some([tens, ones, ..]) => {
            i16::from(tens.wrapping_sub(b'0')) * 10 + i16::from(ones.wrapping_sub(b'0'))
        }
        _ => 0,
    }
}

fn digit(number: i16) -> u8 {
    u8::try_from(number.rem_euclid(10)).unwrap_or(0)
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}
