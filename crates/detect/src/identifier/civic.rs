//! Identity numbers: Swedish personnummer and their kin, and the Finnish henkilötunnus.
//!
//! Sources: folkbokföringslagen (1991:481) 18 §; Skatteverket SKV A 2010:3 on coordination numbers; the letters of interim numbers
//! as in `personnummer/meta`; dvv.fi on the separators of 2023. No clock is read: which century `12` means depends on a year that
//! the caller hands in.

use super::lex::is_invisible;

/// Which of the numbers it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CivicKind {
    /// A personal identity number.
    Personnummer,
    /// A coordination number: the day is raised by 60.
    Coordination,
    /// An interim number of a school or university: a letter where the fourth last digit would be.
    Interim,
    /// A number that can belong to nobody: `TF` and two digits, or `T` and three without a right check digit.
    Fictitious,
    /// A Finnish personal identity code.
    Henkilotunnus,
}

/// Why a text is no identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum NotCivic {
    /// Too many or too few characters, or wrong ones.
    #[error("not the form of an identity number; write it as `YYYYMMDD-NNNN`")]
    Form,
    /// There is no such day, or it has not come yet.
    #[error("no such day of birth; look at the first digits again")]
    Date,
    /// The check digit does not fit the others.
    #[error("the check digit does not fit; look at all digits again")]
    CheckDigit,
}

/// An identity number that is right in itself; whether anyone has it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivicNumber {
    kind: CivicKind,
    year: u16,
    month: u8,
    day: u8,
    /// Whether the day is written raised by 60.
    raised: bool,
    separator: u8,
    tail: [u8; 4],
}

impl CivicNumber {
    /// Reads one number, spaced and dashed as people do. `reference_year` is the year in which it was written: it settles the
    /// century of two-digit years, and no one is born after it.
    pub fn parse(text: &str, reference_year: u16) -> Result<Self, NotCivic> {
        let compact = Compact::new(text).ok_or(NotCivic::Form)?;
        match *compact.characters() {
            [ref head @ .., separator, n1, n2, n3, check]
                if head.len() == 6 && separator.is_ascii_alphabetic() =>
            {
                Self::finnish(head, separator, [n1, n2, n3, check], reference_year)
            }
            [ref head @ .., n1, n2, n3, check] if head.len() == 6 => {
                let tail = [n1, n2, n3, check];
                let swedish = Self::swedish(head, compact.separator == b'+', tail, reference_year);
                let finnish = || Self::finnish(head, compact.separator, tail, reference_year);
                match compact.separator {
                    0 => swedish,
                    _ if check.is_ascii_alphabetic() => finnish(),
                    _ => swedish.or_else(|fault| finnish().map_err(|_| fault)),
                }
            }
            [ref head @ .., n1, n2, n3, check] if head.len() == 8 => {
                Self::swedish(head, false, [n1, n2, n3, check], reference_year)
            }
            _ => Err(NotCivic::Form),
        }
    }

    /// A Swedish number of a `head` of six or eight digits and a `tail` of four characters; `hundred` says it has the `+` of those
    /// who turn a hundred.
    pub(super) fn swedish(
        head: &[u8],
        hundred: bool,
        tail: [u8; 4],
        reference_year: u16,
    ) -> Result<Self, NotCivic> {
        let (year, short) = match head.len() {
            6 => (century(two(head)?, hundred, reference_year).ok_or(NotCivic::Date)?, head),
            8 => (two(head)? * 100 + two(rest(head, 2))?, rest(head, 2)),
            _ => return Err(NotCivic::Form),
        };
        let (month, day) = (two(rest(short, 2))?, two(rest(short, 4))?);
        let raised = day > 60;
        let day = if raised { day - 60 } else { day };
        let (month, day) = date(year, month, day, reference_year).ok_or(NotCivic::Date)?;
        let kind = swedish_kind(short, tail, raised)?;
        Ok(Self { kind, year, month, day, raised, separator: b'-', tail })
    }

    /// A Finnish code.
    pub(super) fn finnish(
        head: &[u8],
        separator: u8,
        tail: [u8; 4],
        reference_year: u16,
    ) -> Result<Self, NotCivic> {
        let century = match separator {
            b'+' => 1800,
            b'-' | b'U'..=b'Y' => 1900,
            b'A'..=b'F' => 2000,
            _ => return Err(NotCivic::Form),
        };
        let (day, month, year) = (two(head)?, two(rest(head, 2))?, century + two(rest(head, 4))?);
        let (month, day) = date(year, month, day, reference_year).ok_or(NotCivic::Date)?;
        let check = finnish_check(head, tail)?;
        let kind = CivicKind::Henkilotunnus;
        let number = Self { kind, year, month, day, raised: false, separator, tail };
        if check == tail[3] { Ok(number) } else { Err(NotCivic::CheckDigit) }
    }

    /// Which number it is.
    pub fn kind(&self) -> CivicKind {
        self.kind
    }

    /// Year, month and day that the number names. Not always the day of birth: when a day's numbers run out, one nearby is used.
    pub fn day(&self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// The one way to write it: `YYYYMMDDNNNN`, a henkilötunnus as `DDMMYY-NNNC`.
    pub fn value(&self) -> String {
        let tail: String = self.tail.iter().map(|byte| char::from(*byte)).collect();
        let (year, month, day) = self.day();
        match self.kind {
            CivicKind::Henkilotunnus => {
                format!("{day:02}{month:02}{:02}{}{tail}", year % 100, char::from(self.separator))
            }
            _ => format!("{year:04}{month:02}{:02}{tail}", if self.raised { day + 60 } else { day }),
        }
    }
}

/// The characters of a number without the spaces and dashes.
struct Compact {
    bytes: [u8; 12],
    len: usize,
    /// The last dash or plus, 0 without one.
    separator: u8,
}

impl Compact {
    fn new(text: &str) -> Option<Self> {
        let mut compact = Self { bytes: [0; 12], len: 0, separator: 0 };
        for character in text.chars() {
            match character {
                '+' => compact.separator = b'+',
                '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => compact.separator = b'-',
                _ if character.is_whitespace() || is_invisible(character) => {}
                _ if character.is_ascii_alphanumeric() => compact.push(character)?,
                _ => return None,
            }
        }
        Some(compact)
    }

    fn push(&mut self, character: char) -> Option<()> {
        let byte = u8::try_from(character.to_ascii_uppercase()).ok()?;
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    fn characters(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Kind of a Swedish number whose date is right; `short` has six digits.
fn swedish_kind(short: &[u8], tail: [u8; 4], coordination: bool) -> Result<CivicKind, NotCivic> {
    let checked = luhn(short.iter().chain(&tail).map(|byte| digit(*byte).unwrap_or(1)));
    match tail {
        [b'T', b'F', n3, n4] if n3.is_ascii_digit() && n4.is_ascii_digit() => Ok(CivicKind::Fictitious),
        _ if !rest(&tail, 1).iter().all(u8::is_ascii_digit) => Err(NotCivic::Form),
        [b'T' | b'R' | b'S' | b'U' | b'W' | b'X' | b'J'..=b'N' | b'P', ..] if checked => {
            Ok(CivicKind::Interim)
        }
        [b'T', ..] => Ok(CivicKind::Fictitious),
        [b'R' | b'S' | b'U' | b'W' | b'X' | b'J'..=b'N' | b'P', ..] => Err(NotCivic::CheckDigit),
        [b'0'..=b'9', ..] if !checked || tail.starts_with(b"000") => Err(NotCivic::CheckDigit),
        [b'0'..=b'9', ..] if coordination => Ok(CivicKind::Coordination),
        [b'0'..=b'9', ..] => Ok(CivicKind::Personnummer),
        _ => Err(NotCivic::Form),
    }
}

/// Whether the digits, the last one included, pass the check of Luhn.
pub(super) fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = u32::from(digit) * if place % 2 == 0 { 1 } else { 2 };
            weighed / 10 + weighed % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The check character of a henkilötunnus.
fn finnish_check(head: &[u8], tail: [u8; 4]) -> Result<u8, NotCivic> {
    let individual = number(tail.get(..3).unwrap_or_default())?;
    if individual < 2 {
        return Err(NotCivic::Form);
    }
    let place = (number(head)? * 1000 + individual) % 31;
    let place = usize::try_from(place).map_err(|_| NotCivic::Form)?;
    b"0123456789ABCDEFHJKLMNPRSTUVWXY".get(place).copied().ok_or(NotCivic::Form)
}

/// The year that ends in `short`, at or before `reference_year`; a hundred years earlier for a `+`.
fn century(short: u16, hundred: bool, reference_year: u16) -> Option<u16> {
    let year = (reference_year / 100 * 100).checked_add(short)?;
    let year = if year > reference_year { year.checked_sub(100)? } else { year };
    if hundred { year.checked_sub(100) } else { Some(year) }
}

/// Month and day, if there is such a day.
fn date(year: u16, month: u16, day: u16, reference_year: u16) -> Option<(u8, u8)> {
    let leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    let real = (1800..=reference_year).contains(&year) && (1..=days).contains(&day);
    real.then_some((u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

fn two(digits: &[u8]) -> Result<u16, NotCivic> {
    match *digits {
        [tens, ones, ..] => Ok(u16::from(digit(tens)?) * 10 + u16::from(digit(ones)?)),
        _ => Err(NotCivic::Form),
    }
}

fn number(digits: &[u8]) -> Result<u32, NotCivic> {
    digits.iter().try_fold(0, |sum, byte| Ok(sum * 10 + u32::from(digit(*byte)?)))
}

fn digit(byte: u8) -> Result<u8, NotCivic> {
    if byte.is_ascii_digit() { Ok(byte - b'0') } else { Err(NotCivic::Form) }
}

fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}
