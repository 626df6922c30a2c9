//! Identity numbers, read from a whole field: Swedish personnummer and their kin, and the Finnish henkilötunnus.
//!
//! Unlike the detector, which finds numbers in running text, this says of one field whether it is a number, which one,
//! and if not, why not. Sources: folkbokföringslagen (1991:481) 18 §; Skatteverket SKV A 2010:3 (coordination numbers);
//! `personnummer/meta` (interim numbers); Skolverket's notes on SS 12000 (`YYYYMMDDTFnn`); dvv.fi (separators of 2023).

use jiff::civil::Date;
use std::fmt;

mod read;

use crate::codes::codes;

codes! {
    /// Which number it is.
    pub enum CivicKind {
        /// Personnummer.
        Personnummer = "personnummer",
        /// Samordningsnummer: the day is raised by 60.
        Coordination = "coordination",
        /// An interim number of a school or university: a letter after the date, counted as 1.
        Interim = "interim",
        /// `TF` and two digits after the date: given by a school, never by the population register.
        Temporary = "temporary",
        /// The Finnish henkilötunnus. Those of 900–999 are temporary or made for tests.
        Henkilotunnus = "henkilotunnus",
    }
}

codes! {
    /// Why a field holds no identity number.
    pub enum CivicFault {
        /// Nothing is written.
        Empty = "empty",
        /// There are characters, or separators in places, that no identity number has.
        Characters = "characters",
        /// Too few characters.
        TooShort = "too_short",
        /// Too many characters.
        TooLong = "too_long",
        /// Only a date of birth: the last four are missing.
        LastFourMissing = "last_four_missing",
        /// The last digit is missing. It is never taken to be 0.
        CheckDigitMissing = "check_digit_missing",
        /// There is no such day.
        Date = "date",
        /// The day has not come yet.
        Future = "future",
        /// A `+` is for those who turn a hundred; the year says otherwise.
        Century = "century",
        /// The serial number is one that is never given.
        Serial = "serial",
        /// The check digit does not fit the others.
        CheckDigit = "check_digit",
    }
}

impl std::error::Error for CivicFault {}

/// An identity number that is right in itself; whether anybody has it is not known.
///
/// Data class: identity. `Debug` and `Display` show that there is one and nothing of it. Serde writes it out, since
/// documents are sealed before they are kept: never serialise one into a log or a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivicNumber {
    kind: CivicKind,
    date: Date,
    /// Twelve characters; a henkilötunnus has eleven and a space.
    written: [u8; 12],
}

impl CivicNumber {
    /// Reads a field, as people in Sweden write such numbers: ten or twelve characters, with `-`, `+`, a space or a
    /// dash of another kind before the last four. `today` settles the century of two-digit years, and nobody is born
    /// after it. Ten characters without `+` are read as somebody under a hundred.
    ///
    /// A Finnish number is seen where it cannot be Swedish: by the letter that separates it or ends it. Read the others
    /// with [`parse_finnish`](Self::parse_finnish), when it is known where they come from: one mistyped Swedish number
    /// in thirty would pass as a Finnish one.
    pub fn parse(text: &str, today: Date) -> Result<Self, CivicFault> {
        read::swedish_or_marked_finnish(text, today)
    }

    /// Reads a field that holds a henkilötunnus.
    pub fn parse_finnish(text: &str, today: Date) -> Result<Self, CivicFault> {
        read::finnish(text, today)
    }

    /// Reads what [`exposed`](Self::exposed) wrote. No century is guessed, so no day is asked for.
    pub fn of_canonical(text: &str) -> Result<Self, CivicFault> {
        match text.len() {
            12 if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) => Err(CivicFault::Characters),
            11 => read::finnish(text, Date::MAX),
            12 => read::swedish_or_marked_finnish(text, Date::MAX),
            0..11 => Err(CivicFault::TooShort),
            _ => Err(CivicFault::TooLong),
        }
    }

    /// Which number it is.
    pub fn kind(&self) -> CivicKind {
        self.kind
    }

    /// The day that the number names. A day nearby is used when the numbers of a day run out.
    pub fn day(&self) -> Date {
        self.date
    }

    /// The day of birth, where the number is evidence of it: a coordination number is not.
    pub fn birth_date(&self) -> Option<Date> {
        (self.kind != CivicKind::Coordination).then_some(self.date)
    }

    /// The number itself, in the one way to write it: `YYYYMMDDNNNN`, a henkilötunnus as `DDMMYY-NNNC`. It is personal
    /// data: for sealed documents, keyed hashes and the page of somebody who may see it.
    pub fn exposed(&self) -> String {
        self.written.iter().filter(|byte| **byte != b' ').map(|byte| char::from(*byte)).collect()
    }
}

/// `••••••••-••••`, whatever the number.
impl fmt::Display for CivicNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••••••-••••")
    }
}

impl fmt::Debug for CivicNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CivicNumber({})", self.kind)
    }
}

impl serde::Serialize for CivicNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.exposed())
    }
}

impl<'de> serde::Deserialize<'de> for CivicNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::of_canonical(&text)
            .map_err(|fault| serde::de::Error::custom(format!("no identity number: `{fault}`")))
    }
}
