//! The annual wheel of a unit: a drawing, and a list that says the same with links. It prints on one page.

use crate::office::cases::{may_start, plan};
use crate::office::wheel::drawing::Drawing;
use crate::office::wheel::{Standing, Turn, Wheel};
use crate::office::{Office, Reader};
use crate::web::error::Failure;
use crate::web::fields;
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeSet;
use varsam_model::{Id, Role, id};
use varsam_rules::Routine;

/// Its page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/wheel", page)
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The unit; the one that is most likely meant when empty.
    #[serde(default)]
    unit: String,
}

/// `GET /wheel`
#[derive(Template)]
#[template(path = "wheel.html")]
struct Page {
    site: Site,
    title: String,
    year: String,
    unit: String,
    /// The units to choose among.
    units: Vec<Link>,
    drawing: Drawing,
    /// The day and the month that the needle points at.
    today: String,
    rows: Vec<Row>,
}

/// A row of the list.
struct Row {
    day: String,
    routine: String,
    cites: String,
    standing: Standing,
    /// The case, where the reader may see it.
    case: Option<Link>,
    /// Where one is started; empty where the reader may not, or it is not its turn.
    start: String,
}

/// The units at which the reader may start one of these routines.
fn units(office: &Office, reader: &Reader, routines: &[&Routine]) -> Vec<Id<id::Unit>> {
    turning(office, reader, routines, &reader.own)
}

/// Those of these units.
pub(super) fn turning(
    office: &Office,
    reader: &Reader,
    routines: &[&Routine],
    units: &[Id<id::Unit>],
) -> Vec<Id<id::Unit>> {
    let roles: BTreeSet<Role> = routines.iter().flat_map(|routine| plan::starts(routine)).collect();
    let roles: Vec<_> = roles.into_iter().collect();
    units.iter().copied().filter(|unit| may_start(office, reader, *unit, &roles)).collect()
}

/// The unit that is asked for, else the chosen one, else the first; none where the reader does not have it.
fn unit(asked: &Asked, reader: &Reader, units: &[Id<id::Unit>]) -> Option<Id<id::Unit>> {
    if !asked.unit.is_empty() {
        return asked.unit.parse().ok().filter(|unit| units.contains(unit));
    }
    reader.chosen.filter(|unit| units.contains(unit)).or_else(|| units.first().copied())
}

/// Shows the wheel.
async fn page(site: Site, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let routines: Vec<_> = site.shelf.books.routines_of(site.stack()).collect();
    let units = units(&office, &reader, &routines);
    let unit = unit(&asked, &reader, &units).ok_or(Failure::NoSuchPage)?;
    let wheel = Wheel::of(&office, &reader, routines.into_iter(), unit).await?;
    let days: Vec<_> = wheel.turns.iter().map(|turn| (turn.day, turn.standing)).collect();
    let named = units.iter().filter_map(|id| reader.units.get(*id));
    let page = Page {
        title: site.t("wheel-title"),
        year: wheel.year.name(),
        unit: reader.units.name(unit).to_owned(),
        units: named.map(|of| fields::unit(of, Some(unit))).collect(),
        drawing: Drawing::of(&days, wheel.today),
        today: format!("{} {}", wheel.today.day(), month(&site, wheel.today.month())),
        rows: wheel.turns.iter().map(|turn| row(&site, turn, unit)).collect(),
        site: site.clone(),
    };
    Ok(html(page.render()?))
}

/// The short name of a month, by its number.
fn month(site: &Site, number: i8) -> String {
    site.pick("month", &number.to_string())
}

fn row(site: &Site, turn: &Turn<'_>, unit: Id<id::Unit>) -> Row {
    let routine = turn.routine;
    let case = turn.case.as_ref().map(|(id, title)| Link {
        href: format!("/cases/{id}"),
        text: title.clone(),
        about: String::new(),
        current: false,
    });
    let start = turn.can_start.then(|| format!("/cases/new/{}?unit={unit}", routine.id));
    Row {
        day: turn.day.to_string(),
        routine: site.text(&routine.title),
        cites: routine.cites.join(", "),
        standing: turn.standing,
        case,
        start: start.unwrap_or_default(),
    }
}
