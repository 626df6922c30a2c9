//! The units of whoever heads them, each in one look: what is open, late and missed, and how the registers are kept. Each
//! number leads to the list that has as many. No case is opened for it.

use super::Desk;
use super::index::left;
use crate::office::registers::attention::{Attention, Counts, Watch, add};
use crate::office::{Directory, Reader, calendar, cases, registers, wheel};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use crate::web::wheel::turning;
use askama::Template;
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::Action;
use varsam_model::register::ALL;
use varsam_model::{Id, Role, id};
use varsam_store::Filter;

/// How many units the start page shows.
pub(super) const FEW: usize = 3;

/// How many their own page shows: each is counted by itself.
const MOST: usize = 50;

/// A unit in one look.
pub(in crate::web) struct Look {
    pub(in crate::web) href: String,
    pub(in crate::web) name: String,
    pub(in crate::web) figures: Vec<Figure>,
    /// When the next clock runs out, and how long that is away; empty where none runs.
    pub(in crate::web) next: String,
    pub(in crate::web) left: String,
}

/// How many there are of something, and where these are.
pub(in crate::web) struct Figure {
    pub(in crate::web) words: String,
    pub(in crate::web) count: usize,
    pub(in crate::web) href: String,
}

/// `GET /my/units`
#[derive(Template)]
#[template(path = "cases/units.html")]
struct Page {
    site: Site,
    title: String,
    looks: Vec<Look>,
    /// How many are shown, where there are more.
    cut: Option<usize>,
}

/// All units that the reader heads; to whoever heads none, there is no such page.
pub(super) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed);
    let mut units = headed(&desk.reader);
    if units.is_empty() {
        return Err(Failure::NoSuchPage);
    }
    let directory = desk.directory().await?;
    let cut = (units.len() > MOST).then_some(MOST);
    units.truncate(MOST);
    let looks = of(&desk, &directory, &units).await?;
    let (title, site) = (desk.site.t("looks-title"), desk.site.clone());
    Ok(html(Page { site, title, looks, cut }.render()?))
}

/// The units that the reader heads, with those below, by name; of those that they work with.
pub(super) fn headed(reader: &Reader) -> Vec<Id<id::Unit>> {
    let heads: Vec<_> = reader.subject.roles.iter().filter(|held| held.role == Role::Head).collect();
    let is_headed = |unit: &Id<id::Unit>| heads.iter().any(|held| reader.units.is_within(*unit, held.unit));
    reader.scope().into_iter().filter(is_headed).collect()
}

/// These units in one look each.
pub(super) async fn of(
    desk: &Desk,
    directory: &Directory<'_>,
    units: &[Id<id::Unit>],
) -> Result<Vec<Look>, Failure> {
    if units.is_empty() {
        return Ok(vec![]);
    }
    let clocks = directory.tenant.clocks(units, desk.office.now()).await?;
    let routines: Vec<_> = desk.site.shelf.books.routines_of(desk.site.stack()).collect();
    let turning: BTreeSet<_> = turning(&desk.office, &desk.reader, &routines, units).into_iter().collect();
    let missed = wheel::overdue(&desk.office, directory, &routines, units).await?;
    let kept = kept(desk, units).await?;
    let mut looks = Vec::with_capacity(units.len());
    for unit in units {
        let filter = Filter {
            register: cases::CASE,
            state: cases::OPEN,
            units: std::slice::from_ref(unit),
            ..Filter::default()
        };
        let open = usize::try_from(directory.tenant.count(&filter).await?).unwrap_or(usize::MAX);
        let clock = clocks.iter().find(|clock| clock.unit == *unit);
        let late = clock.map_or(0, |clock| clock.late);
        let mut figures = vec![
            figure(desk, "looks-open", open, format!("/cases?unit={unit}#open")),
            figure(desk, "looks-late", late, format!("/cases?unit={unit}#late")),
        ];
        if turning.contains(unit) {
            let missed = missed.iter().filter(|missed| *missed == unit).count();
            figures.push(figure(desk, "looks-missed", missed, format!("/wheel?unit={unit}")));
        }
        figures.extend(kept.get(unit).into_iter().flat_map(|counts| attention(desk, *unit, *counts)));
        let next = clock.and_then(|clock| clock.next);
        looks.push(Look {
            href: format!("/units/{unit}"),
            name: desk.reader.units.name(*unit).to_owned(),
            figures,
            next: next.map(calendar::minute).unwrap_or_default(),
            left: next.map(|next| left(desk, next)).unwrap_or_default(),
        });
    }
    Ok(looks)
}

fn figure(desk: &Desk, key: &str, count: usize, href: String) -> Figure {
    Figure { words: desk.site.t(key), count, href }
}

/// How many entries of a unit need each kind of attention.
fn attention(desk: &Desk, unit: Id<id::Unit>, counts: Counts) -> impl Iterator<Item = Figure> {
    let figure = move |(kind, count): (Attention, usize)| Figure {
        words: format!("{}: {}", desk.site.t("registers-title"), desk.site.pick("attention", kind.code())),
        count,
        href: format!("/upkeep?unit={unit}"),
    };
    Attention::ALL.into_iter().zip(counts).map(figure)
}

/// How the registers are kept at these units, as far as the reader sees them; a unit of which they see no register is left
/// out.
async fn kept(desk: &Desk, units: &[Id<id::Unit>]) -> Result<BTreeMap<Id<id::Unit>, Counts>, Failure> {
    let watch = Watch::of(&desk.office, desk.reader.session.organiser).await?;
    let mut kept: BTreeMap<_, Counts> = BTreeMap::new();
    for register in ALL {
        let sees = |unit: &Id<id::Unit>| {
            let object = registers::object(&desk.reader, register, *unit);
            desk.reader.may(&desk.office, Action::ViewRecord, &object).is_allowed()
        };
        let seen: BTreeSet<_> = units.iter().copied().filter(sees).collect();
        if seen.is_empty() {
            continue;
        }
        let shelf = desk.office.shelf(desk.reader.session.organiser, register).await?;
        let mut counts = watch.counts_at(register, &shelf, &seen);
        for unit in seen {
            add(kept.entry(unit).or_default(), counts.remove(&unit).unwrap_or_default());
        }
    }
    Ok(kept)
}
