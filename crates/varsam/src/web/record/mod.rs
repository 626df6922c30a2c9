//! The record of processing activities: its page, its files, and what has changed in it since a day.

mod changes;
mod export;
mod page;
mod words;

use self::words::{Table, Words};
use crate::office::record::{Controllers, Gathered, Line, Sight, gather};
use crate::office::{Office, Reader};
use crate::web::error::Failure;
use crate::web::fields;
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site};
use serde::Deserialize;
use std::sync::Arc;
use varsam_access::Action;
use varsam_model::register::Register;
use varsam_model::{Id, id};

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/record", page::page)
        .get("/record/changes", changes::page)
        .get("/record/export/{format}", export::file)
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The unit whose record it is; of all when empty.
    #[serde(default)]
    pub(super) unit: String,
    /// How many rows stand on the pages before.
    #[serde(default)]
    pub(super) from: String,
    /// The day since when.
    #[serde(default)]
    pub(super) since: String,
}

/// Who looks at the record, and how much of it they see.
pub(super) struct Reading {
    pub(super) site: Site,
    pub(super) office: Arc<Office>,
    pub(super) reader: Reader,
    pub(super) sight: Sight,
    /// The unit that is asked for.
    pub(super) unit: Option<Id<id::Unit>>,
}

/// The acts that somebody has to be allowed who only reads.
pub(super) const READ: &[Action] = &[Action::ViewRecord];
/// Those of somebody who takes it out.
const TAKE_OUT: &[Action] = &[Action::ViewRecord, Action::Export];

impl Reading {
    /// What a reader may do all of this with. To whoever sees no processing activities, there is no record.
    pub(super) async fn of(
        site: Site,
        signed: Signed,
        acts: &[Action],
        asked: &Asked,
    ) -> Result<Self, Failure> {
        let Signed { office, reader } = signed;
        let unit = asked.unit.parse().ok();
        let sight = Sight::of((&office, &reader), acts, unit).await?;
        if sight.is_empty() {
            return Err(Failure::NoSuchPage);
        }
        Ok(Self { site, office, reader, sight, unit })
    }

    /// The rows of these entries, in the two tables of the record.
    async fn tables(&self, rows: &[(&'static Register, Id<id::Record>)]) -> Result<[Table; 2], Failure> {
        let by = (&*self.office, &self.reader);
        let gathered = gather(by, &self.sight, rows.to_vec(), None).await?;
        let words = self.words().await?;
        let words = words.known().await?;
        Ok(words.tables(&gathered.now, &lines(&gathered, rows)))
    }

    async fn words(&self) -> Result<Words, Failure> {
        let directory = self.reader.directory(&self.office).await?;
        let controllers = Controllers::read(&directory, self.office.now()).await?;
        let known = (controllers, self.sight.withheld());
        Ok(Words::of(&self.site, (&self.office, &self.reader), known))
    }

    /// The units to choose among.
    pub(super) fn units(&self) -> Vec<Link> {
        let units = self.sight.units(&self.reader).into_iter();
        units.map(|unit| fields::unit(unit, self.unit)).collect()
    }

    /// What an address says of the unit.
    pub(super) fn query(&self) -> String {
        self.unit.map(|unit| format!("unit={unit}")).unwrap_or_default()
    }
}

fn lines<'a>(gathered: &'a Gathered, rows: &[(&'static Register, Id<id::Record>)]) -> Vec<Line<'a>> {
    let facts = &gathered.now;
    rows.iter().filter_map(|(_, id)| facts.get(*id)).map(|fact| Line::of(facts, fact)).collect()
}
