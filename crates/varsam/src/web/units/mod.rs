//! Units: the tree of them, one of them, and which one somebody works with.

mod edit;
mod unit;

use crate::office::{Reader, Units};
use crate::web::error::Failure;
use crate::web::routes::Routes;
use crate::web::signed::{Signed, UNIT, within};
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Form;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::Action;
use varsam_model::{Id, id};

/// How long a choice of unit is remembered, in seconds: a working day.
const REMEMBERED: u32 = 12 * 3600;

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/units", tree)
        .post("/units/choose", choose)
        .get("/units/{unit}", unit::page)
        .get("/units/{unit}/edit", edit::page)
        .post("/units/{unit}/edit", edit::save)
        .get("/units/{unit}/add", edit::new)
        .post("/units/{unit}/add", edit::add)
        .post("/units/{unit}/close", edit::close)
}

/// `GET /units`
#[derive(Template)]
#[template(path = "units.html")]
struct Tree {
    site: Site,
    title: String,
    branches: Vec<Branch>,
}

/// A unit with those below it.
struct Branch {
    href: String,
    name: String,
    is_fictitious: bool,
    below: Vec<Branch>,
}

impl Branch {
    fn of(reader: &Reader, unit: Id<id::Unit>) -> Self {
        let below = reader.units.below(unit).into_iter().map(|unit| Self::of(reader, unit.id));
        Self {
            href: format!("/units/{unit}"),
            name: reader.units.name(unit).to_owned(),
            is_fictitious: reader.units.place(unit).is_fictitious,
            below: below.collect(),
        }
    }

    /// Those below it, as the template shows them.
    fn inner(&self, site: &Site) -> String {
        let branches = Branches { site, branches: &self.below };
        branches.render().unwrap_or_default()
    }
}

/// A level of the tree.
#[derive(Template)]
#[template(path = "units/branches.html")]
struct Branches<'a> {
    site: &'a Site,
    branches: &'a [Branch],
}

/// Shows the tree, from the units that the reader has to do with downwards.
async fn tree(site: Site, signed: Signed) -> Result<Response, Failure> {
    let reader = signed.reader;
    if !reader.opens.contains(&Action::ViewUnit) {
        return Err(Failure::NoSuchPage);
    }
    let branches = tops(&reader).into_iter().map(|unit| Branch::of(&reader, unit)).collect();
    let title = site.t("units-title");
    Ok(html(Tree { site, title, branches }.render()?))
}

/// Those of the reader's units that stand below no other of them.
fn tops(reader: &Reader) -> Vec<Id<id::Unit>> {
    let is_top =
        |unit: &Id<id::Unit>| !reader.units.place(*unit).above.iter().any(|above| reader.own.contains(above));
    reader.own.iter().copied().filter(is_top).collect()
}

/// Which unit to work with, and where to go on.
#[derive(Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    next: String,
}

/// Remembers which unit the reader works with. The cookie holds its id only, and is looked at with every request.
async fn choose(signed: Signed, Form(choice): Form<Choice>) -> Response {
    let unit: Option<Id<id::Unit>> = choice.unit.parse().ok().filter(|unit| signed.reader.own.contains(unit));
    let secure = if signed.office.is_demo { "" } else { "; Secure" };
    let (value, age) = unit.map_or((String::new(), 0), |unit| (unit.to_string(), REMEMBERED));
    let cookie = format!("{UNIT}={value}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}");
    let cookie = HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""));
    ([(header::SET_COOKIE, cookie)], Redirect::to(&within(&choice.next))).into_response()
}

/// The way from the top to a unit, as far as the reader sees it.
fn way(reader: &Reader, units: &Units, unit: Id<id::Unit>) -> Vec<(String, String)> {
    let mut above = units.place(unit).above;
    above.reverse();
    let seen = above.into_iter().filter(|unit| reader.own.contains(unit));
    seen.map(|unit| (format!("/units/{unit}"), units.name(unit).to_owned())).collect()
}
