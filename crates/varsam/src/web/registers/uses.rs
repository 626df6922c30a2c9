//! "We use this": whoever may ask for an app or a service at the unit where they work says that the unit uses it, and takes
//! that back, without changing anything else of the entry.

use super::list::Asked;
use super::{Desk, form};
use crate::office::registers::Draft;
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::register::value::limits;
use varsam_model::register::{Value, Values};
use varsam_model::{Id, id};
use varsam_store::Fault;

/// The field that says which units use something.
const USED_BY: &str = "used_by";

/// How often it is tried again when somebody else changes the entry at the same time: nobody's words get lost by it.
const TRIES: usize = 5;

/// Who uses what an entry is about.
pub(super) struct Uses {
    /// How many units.
    pub(super) count: usize,
    /// Where the reader says it.
    pub(super) href: String,
    /// The units for which the reader may say it: id, name, and whether they use it.
    pub(super) mine: Vec<(String, String, bool)>,
}

impl Uses {
    /// Of an entry that stands in a state, for these units; none in registers that do not say who uses something.
    pub(super) fn of(
        desk: &Desk,
        (id, state): (Id<id::Record>, &str),
        values: &Values,
        units: impl IntoIterator<Item = Id<id::Unit>>,
    ) -> Option<Self> {
        desk.register.field(USED_BY)?;
        let used_by = values.all(USED_BY);
        let mine = units.into_iter().map(|unit| {
            let (id, name) = (unit.to_string(), desk.reader.units.name(unit).to_owned());
            let uses = used_by.contains(&id);
            (id, name, uses)
        });
        let can_be_said = |uses: bool| uses || can_be_added(desk, state, used_by);
        Some(Self {
            count: used_by.len(),
            href: desk.href(&format!("/{id}/uses")),
            mine: mine.filter(|(_, _, uses)| can_be_said(*uses)).collect(),
        })
    }
}

/// Nobody begins to use what was refused or withdrawn; that a unit still uses it can be taken back.
fn can_be_added(desk: &Desk, state: &str, used_by: &[String]) -> bool {
    !desk.register.is_ended(state) && used_by.len() < limits::MOST
}

/// The units where the reader works and may ask for something of this register.
pub(super) fn mine(desk: &Desk) -> BTreeSet<Id<id::Unit>> {
    if desk.register.field(USED_BY).is_none() {
        return BTreeSet::new();
    }
    let works: BTreeSet<_> = desk.reader.subject.roles.iter().map(|held| held.unit).collect();
    desk.units(Action::CreateRecord).into_iter().filter(|unit| works.contains(unit)).collect()
}

/// What somebody says.
#[derive(Deserialize)]
pub(super) struct Said {
    unit: String,
    /// `yes` or `no`.
    uses: String,
    /// The list that it was said on, as its query; none where it was said on the page of the entry.
    list: Option<String>,
}

/// Notes that a unit uses it, or no longer does.
pub(super) async fn say(
    site: Site,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let unit = said.unit.parse().ok().filter(|unit| mine(&desk).contains(unit)).ok_or(Failure::NoSuchPage)?;
    let mut tries = 0;
    loop {
        let document = desk.entry(&id).await?;
        let draft = noted(&desk, &document.head.state, &document.body.values, (unit, said.uses == "yes"))?;
        match form::write(&desk, &document, draft, Action::EditRecord, "").await {
            Err(Fault::Changed) if tries < TRIES => tries += 1,
            done => break done?,
        }
    }
    let back = match said.list {
        // Put together anew: what comes from outside is no address.
        Some(query) => format!("?{}", Asked::of(Some(&query)).with(&[])),
        None => format!("/{id}"),
    };
    Ok(Redirect::to(&desk.href(&back)).into_response())
}

/// The entry as it is to be.
fn noted(
    desk: &Desk,
    state: &str,
    before: &Values,
    (unit, uses): (Id<id::Unit>, bool),
) -> Result<Draft, Failure> {
    let (mut used_by, unit) = (before.all(USED_BY).to_vec(), unit.to_string());
    if uses && !used_by.contains(&unit) {
        if !can_be_added(desk, state, &used_by) {
            return Err(Failure::NoSuchPage);
        }
        used_by.push(unit);
    } else if !uses {
        used_by.retain(|one| *one != unit);
    }
    let mut values = before.clone();
    values.set(USED_BY, Some(used_by).filter(|used_by| !used_by.is_empty()).map(Value::List));
    Ok(Draft { values, state: state.to_owned(), despite: String::new() })
}
