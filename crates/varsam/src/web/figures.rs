//! What pages of figures have in common: what an address asks for, the choice of a unit and a school year, numbers as they
//! are read, and what the log says of who has seen them.

use super::cases::Desk;
use super::error::Failure;
use super::fields;
use super::registers::export::{Cell, Format, Taken, attached, note, written};
use super::site::{Link, Site};
use crate::office::calendar;
use crate::office::figures::{self, Scope};
use crate::office::wheel::year::SchoolYear;
use axum::response::Response;
use serde::Deserialize;
use std::fmt;
use varsam_model::{Id, Role, id};
use varsam_rules::Language;
use varsam_store::Deed;

/// The deed of who has seen figures.
const SEEN: &str = "view_figures";

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The unit; the one that is most likely meant when empty.
    #[serde(default)]
    unit: String,
    /// The year that the school year begins in; the present one when empty.
    #[serde(default)]
    year: String,
}

/// What figures are about, and what else there is to choose.
pub(super) struct Chosen {
    pub(super) scope: Scope,
    seen: Vec<Id<id::Unit>>,
}

impl Asked {
    /// What is asked for, among the units at which the reader supervises or holds one of these roles. To whoever does at
    /// none, there are no figures.
    pub(super) fn chosen(&self, desk: &Desk, roles: &[Role]) -> Result<Chosen, Failure> {
        let seen = figures::units(&desk.office, &desk.reader, roles);
        let scope = Scope::of(&desk.reader, &seen, (&self.unit, &self.year), desk.office.now());
        let scope = scope.ok_or(Failure::NoSuchPage)?;
        Ok(Chosen { scope, seen })
    }
}

impl Chosen {
    /// The units to choose among.
    pub(super) fn units(&self, desk: &Desk) -> Vec<Link> {
        let named = self.seen.iter().filter_map(|id| desk.reader.units.get(*id));
        named.map(|unit| fields::unit(unit, Some(self.scope.unit))).collect()
    }

    /// The school years to choose among.
    pub(super) fn years(&self) -> Vec<Link> {
        let link = |year: SchoolYear| Link {
            href: year.number().to_string(),
            text: year.name(),
            about: String::new(),
            current: year == self.scope.year,
        };
        figures::years(self.scope.today()).map(link).collect()
    }

    /// What is chosen, as an address says it.
    pub(super) fn query(&self) -> String {
        format!("unit={}&year={}", self.scope.unit, self.scope.year.number())
    }

    /// What the chosen unit is called.
    pub(super) fn unit(&self, desk: &Desk) -> String {
        desk.reader.units.name(self.scope.unit).to_owned()
    }

    /// When the figures were taken.
    pub(super) fn taken_at(&self) -> String {
        calendar::minute(self.scope.now)
    }

    /// Notes in the log that the reader has seen figures of these.
    pub(super) async fn seen(&self, desk: &Desk, what: &str) -> Result<(), Failure> {
        let person = desk.reader.session.person;
        let mut change = desk.reader.tenant(&desk.office).change(person, self.scope.now).await?;
        let deed = Deed::new(SEEN).at(self.scope.unit);
        change.log(deed.note(&format!("{what} {}", self.scope.year.name()))).await?;
        Ok(change.commit().await?)
    }

    /// Figures as a file; the log says that they were taken out.
    pub(super) async fn file(
        &self,
        desk: &Desk,
        (what, format): (&str, &str),
        taken: Taken,
    ) -> Result<Response, Failure> {
        let of = Format::of(format).ok_or(Failure::NoSuchPage)?;
        let count = taken.rows.len();
        let bytes = tokio::task::spawn_blocking(move || written(of, &taken)).await??;
        note((&desk.office, &desk.reader), what, count).await?;
        Ok(attached(&desk.office, what, (format, of.media()), bytes))
    }
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Amount {
    Count(usize),
    /// A number that is not whole, with its measure.
    Text(String),
    /// There is none.
    None,
}

impl Amount {
    /// A number of seconds, in hours.
    pub(super) fn hours(site: &Site, seconds: Option<i64>) -> Self {
        seconds.map_or(Self::None, |seconds| Self::Text(hours(site.locale.language, seconds)))
    }

    /// A cell of a file.
    pub(super) fn cell(self) -> Cell {
        match self {
            Self::Count(count) => Cell::Number(i64::try_from(count).unwrap_or(i64::MAX)),
            Self::Text(text) => Cell::Text(text),
            Self::None => Cell::Text(String::new()),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::None => f.write_str("–"),
        }
    }
}

/// A number of seconds in hours, to a tenth: `6,5`.
fn hours(language: Language, seconds: i64) -> String {
    let tenths = seconds.max(0).saturating_add(180) / 360;
    let point = if language == Language::Swedish { ',' } else { '.' };
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}{point}{tenth}"),
    }
}

/// The short name of a month, by its number.
pub(super) fn month(site: &Site, number: i8) -> String {
    site.pick("month", &number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_to_a_tenth() {
        for (seconds, sv, en) in [
            (0, "0", "0"),
            (179, "0", "0"),
            (180, "0,1", "0.1"),
            (3600, "1", "1"),
            (5400, "1,5", "1.5"),
            (3420, "1", "1"),
            (-7, "0", "0"),
            (360_000, "100", "100"),
        ] {
            assert_eq!(hours(Language::Swedish, seconds), sv, "{seconds}");
            assert_eq!(hours(Language::English, seconds), en, "{seconds}");
        }
    }
}
