//! The lists of cases, a page at a time: those that are open and those that are closed, narrowed to a unit, a routine and
//! words of the title.

use super::Desk;
use crate::office::cases::{self, CLOSED, Found, Narrow, OPEN};
use crate::office::{Directory, calendar};
use crate::web::error::Failure;
use crate::web::fields;
use crate::web::site::Link;
use serde::Deserialize;
use varsam_model::case::Case;
use varsam_model::{Id, id};
use varsam_store::Document;

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The unit; all that the reader works with when empty.
    #[serde(default)]
    unit: String,
    /// The routine; any when empty.
    #[serde(default)]
    routine: String,
    /// Words of the title. Titles name nobody, so that they may stand in an address.
    #[serde(default)]
    q: String,
    /// One list alone; both when empty.
    #[serde(default)]
    state: String,
    /// The case before which a page of it begins.
    #[serde(default)]
    before: String,
}

impl Asked {
    /// The unit that is asked for; there is no such page for a unit that is none of the reader's.
    pub(super) fn unit(&self, desk: &Desk) -> Result<Option<Id<id::Unit>>, Failure> {
        if self.unit.is_empty() {
            return Ok(None);
        }
        let unit: Option<Id<id::Unit>> = self.unit.parse().ok();
        unit.filter(|unit| desk.reader.own.contains(unit)).map(Some).ok_or(Failure::NoSuchPage)
    }

    /// Whether cases are looked for, by more than their unit.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.routine, &self.q, &self.state, &self.before].iter().any(|asked| !asked.trim().is_empty())
    }

    /// What there is to narrow the lists by.
    pub(super) fn choices(&self, desk: &Desk, has_none: bool) -> Choices {
        let (site, chosen) = (&desk.site, self.unit.parse().ok());
        let units = desk.reader.scope().into_iter().filter_map(|id| desk.reader.units.get(id));
        let routine = |routine: &varsam_rules::Routine| Link {
            current: routine.id == self.routine,
            href: routine.id.clone(),
            text: site.text(&routine.title),
            about: String::new(),
        };
        Choices {
            words: self.q.clone(),
            units: units.map(|unit| fields::unit(unit, chosen)).collect(),
            routines: site.shelf.books.routines_of(site.stack()).map(routine).collect(),
            is_narrowed: self.is_narrowed(),
            has_none,
        }
    }

    /// Where the cases of a list are that were begun before one.
    fn older(&self, state: &str, before: Id<id::Record>) -> String {
        let before = before.to_string();
        let asked = [
            ("unit", self.unit.as_str()),
            ("routine", self.routine.as_str()),
            ("q", self.q.as_str()),
            ("state", state),
            ("before", before.as_str()),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(asked.iter().filter(|(_, asked)| !asked.is_empty()));
        format!("/cases?{}", query.finish())
    }

    /// The lists that are asked for, at these units.
    pub(super) async fn lists(
        &self,
        desk: &Desk,
        directory: &Directory<'_>,
        units: &[Id<id::Unit>],
    ) -> Result<Vec<List>, Failure> {
        let mut lists = Vec::new();
        for (state, caption) in [(OPEN, "cases-open-caption"), (CLOSED, "cases-closed-caption")] {
            if !self.state.is_empty() && self.state != state {
                continue;
            }
            let before = self.before.parse().ok();
            let narrow = Narrow { state, units, routine: &self.routine, words: &self.q, before };
            let Found { cases, older, unread } =
                cases::cases(&desk.office, &desk.reader, directory, &narrow).await?;
            lists.push(List {
                id: state,
                caption: desk.site.t(caption),
                cut: desk.site.count("cases-cut", &cases.len()),
                cases: cases.iter().map(|document| view(desk, document)).collect(),
                older: older.map(|before| self.older(state, before)).unwrap_or_default(),
                unread,
            });
        }
        Ok(lists)
    }
}

/// What there is to narrow the lists by, with what is asked for.
pub(super) struct Choices {
    pub(super) words: String,
    pub(super) units: Vec<Link>,
    pub(super) routines: Vec<Link>,
    /// Whether they are narrowed, by more than a unit.
    pub(super) is_narrowed: bool,
    /// Whether nothing was found.
    pub(super) has_none: bool,
}

/// A list of cases.
pub(super) struct List {
    pub(super) id: &'static str,
    pub(super) caption: String,
    pub(super) cases: Vec<CaseView>,
    /// Where those are that were begun before, and that there may be some; the first is empty where there are none.
    pub(super) older: String,
    pub(super) cut: String,
    /// How many cannot be read.
    pub(super) unread: usize,
}

impl List {
    /// Whether there is nothing in it, here or before.
    pub(super) fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.older.is_empty()
    }
}

/// A case.
pub(super) struct CaseView {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) routine: String,
    pub(super) unit: String,
    pub(super) began: String,
    pub(super) due: String,
    pub(super) is_overdue: bool,
}

fn view(desk: &Desk, document: &Document<Case>) -> CaseView {
    let (head, case) = (&document.head, &document.body);
    CaseView {
        href: format!("/cases/{}", head.id),
        title: case.title.clone(),
        routine: desk.words(&case.routine.title).to_owned(),
        unit: desk.reader.units.name(head.unit).to_owned(),
        began: calendar::day(case.at).to_string(),
        due: head.due.map(calendar::minute).unwrap_or_default(),
        is_overdue: head.due.is_some_and(|due| due <= desk.office.now()),
    }
}
