//! How the registers are kept, unit by unit: what lacks something, what ends soon, what is overdue. Each number leads to the
//! list of exactly those entries.

use super::list::Asked;
use super::{Desk, desks};
use crate::office::registers::attention::{Attention, Counts, Watch, add};
use crate::web::error::Failure;
use crate::web::fields;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::{Id, id};

/// `GET /upkeep`
#[derive(Template)]
#[template(path = "registers/upkeep.html")]
struct Upkeep {
    site: Site,
    title: String,
    units: Vec<Link>,
    /// What each kind of attention is called, and how many entries need it.
    sums: Vec<(String, usize)>,
    lines: Vec<Line>,
}

/// A register of a unit.
struct Line {
    unit: String,
    register: String,
    /// How many entries need each kind of attention, and where these are.
    counts: Vec<(usize, String)>,
}

impl Line {
    fn of(desk: &Desk, unit: Id<id::Unit>, counts: Counts) -> Self {
        let href = |kind: Attention| desk.href(&format!("?attention={}&unit={unit}", kind.code()));
        Self {
            unit: desk.reader.units.name(unit).to_owned(),
            register: desk.site.pick("register", desk.register.code),
            counts: counts.into_iter().zip(Attention::ALL.map(href)).collect(),
        }
    }
}

/// Shows what needs attention of what the reader sees; at the unit that is asked for.
pub(super) async fn page(site: Site, signed: Signed, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let asked = Asked::of(query.as_deref());
    let watch = Watch::of(&signed.office, signed.reader.session.organiser).await?;
    let units = signed.reader.units.clone();
    let (mut seen, mut sums, mut lines) = (BTreeSet::new(), Counts::default(), Vec::new());
    for desk in desks(&site, &signed)? {
        let looked_at = asked.units(&desk);
        let counts = watch.counts(desk.register, &*desk.shelf().await?);
        for (unit, counts) in counts.into_iter().filter(|(unit, _)| looked_at.contains(unit)) {
            add(&mut sums, counts);
            lines.push(Line::of(&desk, unit, counts));
        }
        seen.extend(desk.units(Action::ViewRecord));
    }
    // Registers of a unit stay in their order.
    lines.sort_by_cached_key(|line| line.unit.to_lowercase());
    let named = units.all().into_iter().filter(|unit| seen.contains(&unit.id));
    let chosen = asked.get("unit").parse().ok();
    let words = Attention::ALL.map(|kind| site.pick("attention", kind.code()));
    let page = Upkeep {
        title: site.t("upkeep-title"),
        units: named.map(|unit| fields::unit(unit, chosen)).collect(),
        sums: words.into_iter().zip(sums).collect(),
        lines,
        site,
    };
    Ok(html(page.render()?))
}
