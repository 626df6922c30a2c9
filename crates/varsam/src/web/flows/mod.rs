//! The map of the ways of data: a drawing, and a table that says the same with links.

use crate::office::flows::drawing::{Drawing, left};
use crate::office::flows::map::{Key, Map};
use crate::office::flows::{Handler, Way, ways};
use crate::web::error::Failure;
use crate::web::record::{Asked as Unit, READ, Reading};
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use varsam_model::register::lists::DATA;

/// How many rows the table has at most.
const MOST: usize = 1000;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new().get("/flows", page)
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    unit: String,
    /// The class of data; all when empty.
    #[serde(default)]
    data: String,
}

/// `GET /flows`
#[derive(Template)]
#[template(path = "flows.html")]
struct Page {
    site: Site,
    title: String,
    units: Vec<Link>,
    classes: Vec<Link>,
    query: String,
    /// The heads of the columns, each with where it stands.
    heads: [(usize, String); 4],
    drawing: Drawing,
    /// How many stand together with others in the drawing.
    hidden: usize,
    rows: Vec<Row>,
    /// How many rows are left out of the table.
    left_out: usize,
}

/// A row of the table.
struct Row {
    whose: String,
    title: String,
    href: String,
    register: String,
    handled_by: String,
    handled_href: String,
    country: String,
}

/// Shows the map.
async fn page(site: Site, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let unit = Unit { unit: asked.unit, ..Unit::default() };
    let reading = Reading::of(site, signed, READ, &unit).await?;
    let class = DATA.codes.iter().copied().find(|code| *code == asked.data);
    let ways = ways(&reading.sight, class);
    let (site, map) = (&reading.site, Map::of(&ways));
    let words: Vec<Vec<String>> = map
        .columns
        .iter()
        .map(|nodes| nodes.iter().map(|node| word(site, &node.key, &node.title)).collect())
        .collect();
    let heads =
        [site.t("flows-whose"), site.t("flows-place"), site.t("flows-handler"), site.t("flows-country")];
    let mut column = 0;
    let heads = heads.map(|head| {
        column += 1;
        (left(column - 1), head)
    });
    let page = Page {
        title: site.t("flows-title"),
        units: reading.units(),
        classes: classes(site, class),
        query: reading.query(),
        heads,
        drawing: Drawing::of(&map, &words),
        hidden: map.hidden,
        left_out: ways.len().saturating_sub(MOST),
        rows: ways.iter().take(MOST).map(|way| row(site, way)).collect(),
        site: reading.site.clone(),
    };
    Ok(html(page.render()?))
}

fn classes(site: &Site, chosen: Option<&str>) -> Vec<Link> {
    let link = |code: &&str| Link {
        href: (*code).to_owned(),
        text: site.pick("option-data", code),
        about: String::new(),
        current: chosen == Some(*code),
    };
    DATA.codes.iter().map(link).collect()
}

/// What a node is called.
fn word(site: &Site, key: &Key, title: &str) -> String {
    match key {
        Key::Whose(_, list, code) => site.pick(&format!("option-{list}"), code),
        Key::NotTold => site.t("flows-not-told"),
        Key::Place(_) => title.to_owned(),
        Key::Handler(handler) => handled(site, *handler, title),
        Key::Country(code) => site.pick("option-country", code),
        Key::Others(count) => site.count("flows-others", count),
    }
}

fn handled(site: &Site, handler: Handler, title: &str) -> String {
    match handler {
        Handler::Own => site.t("flows-own"),
        Handler::Withheld => site.t("registers-withheld-entry"),
        Handler::Unknown => site.t("flows-handler-unknown"),
        Handler::Entry(..) => title.to_owned(),
    }
}

fn row(site: &Site, way: &Way) -> Row {
    let whose = way.whose.iter().map(|(_, list, code)| site.pick(&format!("option-{list}"), code));
    let whose: Vec<_> = whose.collect();
    let handled_href = match way.handler {
        Handler::Entry(code, id) => format!("/registers/{code}/{id}"),
        Handler::Own | Handler::Withheld | Handler::Unknown => String::new(),
    };
    Row {
        whose: if whose.is_empty() { site.t("flows-not-told") } else { whose.join(", ") },
        title: way.title.clone(),
        href: format!("/registers/{}/{}", way.register.code, way.id),
        register: site.pick("register", way.register.code),
        handled_by: handled(site, way.handler, &way.handled_by),
        handled_href,
        country: site.pick("option-country", way.country),
    }
}
