//! What a register can begin with: starting points that somebody reviews. They are adopted as they are, several at once, or
//! adapted one by one in the form of a new entry.

use super::Desk;
use super::form;
use super::known::{Known, Told};
use super::widget;
use crate::office::registers::starter::{self, Starter};
use crate::office::registers::{self, Draft, Shelf, Typed, Writing};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::{self, Errors};
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeSet;
use varsam_access::Action;
use varsam_model::register::{Kind, Register, Values, Wrong};
use varsam_model::{Id, id};
use varsam_rules::Language;

/// `GET /registers/{register}/starter`
#[derive(Template)]
#[template(path = "registers/starter.html")]
struct StarterPage {
    site: Site,
    title: String,
    /// The register, and where it is.
    register: String,
    list: String,
    action: String,
    units: Vec<Link>,
    /// What can be adopted.
    points: Vec<Point>,
    /// What the register has already.
    there: Vec<Point>,
    errors: Errors,
}

/// A starting point.
struct Point {
    code: String,
    title: String,
    about: String,
    facts: Vec<Told>,
    /// Where it is adapted.
    adapt: String,
    /// Entries that are called the same: where each is, and at which unit.
    here: Vec<(String, String)>,
    is_chosen: bool,
    /// Whether it can be adopted: not where the register has one that is called so already.
    is_open: bool,
}

/// Who is before which starting points.
struct Table {
    desk: Desk,
    units: BTreeSet<Id<id::Unit>>,
    starters: Vec<Starter>,
}

impl Table {
    fn at(site: Site, signed: Signed, register: &str) -> Result<Self, Failure> {
        let desk = Desk::at(site, signed, register)?;
        let (units, starters) = (form::places(&desk)?, starter::of(desk.register));
        if starters.is_empty() { Err(Failure::NoSuchPage) } else { Ok(Self { desk, units, starters }) }
    }

    async fn page(&self, typed: &Typed, errors: Errors) -> Result<Response, Failure> {
        let (desk, shelf) = (&self.desk, self.desk.shelf().await?);
        let values: Vec<_> = self.starters.iter().map(|starter| self.values(starter)).collect();
        let known = Known::of_all(desk, &values.iter().collect::<Vec<_>>()).await?;
        let points = self.starters.iter().zip(&values);
        let points = points.map(|(starter, values)| self.point(starter, values, &known, &shelf, typed));
        let (points, there) = points.partition(|point: &Point| point.is_open);
        let page = StarterPage {
            title: desk.site.t("starter-title"),
            register: desk.site.pick("register", desk.register.code),
            list: desk.href(""),
            action: desk.href("/starter"),
            units: self.choices(typed.one("unit")),
            points,
            there,
            errors,
            site: desk.site.clone(),
        };
        Ok(html(page.render()?))
    }

    /// What stands in one, in the reader's language.
    fn values(&self, starter: &Starter) -> Values {
        starter.values_in(self.desk.site.locale.language)
    }

    fn point(
        &self,
        starter: &Starter,
        values: &Values,
        known: &Known<'_>,
        shelf: &Shelf,
        typed: &Typed,
    ) -> Point {
        let (desk, register) = (&self.desk, self.desk.register);
        let columns = register.columns().skip(1);
        let facts = columns.filter_map(|field| Some(known.told(field, values.get(field.name)?)));
        let long = register.fields.iter().filter(|field| field.kind == Kind::LongText);
        let about = long.map(|field| values.text(field.name)).find(|text| !text.is_empty());
        Point {
            code: starter.code.clone(),
            title: register.called(values).to_owned(),
            about: about.unwrap_or_default().to_owned(),
            facts: facts.flatten().collect(),
            adapt: desk.href(&format!("/new?from={}", starter.code)),
            here: self.here(starter, shelf),
            is_chosen: typed.all("starter").contains(&starter.code),
            is_open: !is_there(register, shelf, starter, None),
        }
    }

    /// The entries that are called like it in either language, as far as the reader sees them.
    fn here(&self, starter: &Starter, shelf: &Shelf) -> Vec<(String, String)> {
        let (desk, mut here) = (&self.desk, Vec::new());
        for values in both(starter) {
            for row in shelf.called(desk.register.called(&values)) {
                let one = (desk.href(&format!("/{}", row.id)), desk.reader.units.name(row.unit).to_owned());
                if desk.may(Action::ViewRecord, row.unit) && !here.contains(&one) {
                    here.push(one);
                }
            }
        }
        here
    }

    fn choices(&self, chosen: &str) -> Vec<Link> {
        let all = self.desk.reader.units.all().into_iter().filter(|unit| self.units.contains(&unit.id));
        let chosen = chosen.parse().ok();
        all.map(|unit| fields::unit(unit, chosen)).collect()
    }

    /// The entries that are asked for: each starting point that is ticked, at the unit that is chosen.
    fn drafts(&self, typed: &Typed, shelf: &Shelf) -> Result<Vec<(&Starter, Values)>, Errors> {
        let (desk, mut errors) = (&self.desk, Errors::default());
        let unit: Option<Id<id::Unit>> = typed.one("unit").parse().ok();
        let unit = unit.filter(|unit| self.units.contains(unit));
        if unit.is_none() {
            let what = if typed.one("unit").is_empty() { Wrong::Missing } else { Wrong::NoSuch };
            widget::say(desk, &mut errors, "unit", what);
        }
        let ticked = self.starters.iter().filter(|one| typed.all("starter").contains(&one.code));
        let ticked: Vec<_> = ticked.collect();
        if ticked.is_empty() {
            errors.add(&desk.site, "starter", "starter-error-none");
        }
        for starter in ticked.iter().filter(|_| unit.is_some()) {
            if is_there(desk.register, shelf, starter, unit) {
                let values = self.values(starter);
                let words = desk.site.with("starter-error-there", desk.register.called(&values));
                errors.say("starter", words);
            }
        }
        match unit.filter(|_| errors.is_empty()) {
            Some(unit) => {
                Ok(ticked.into_iter().map(|starter| (starter, at(self.values(starter), unit))).collect())
            }
            None => Err(errors),
        }
    }
}

/// The same at a unit.
fn at(mut values: Values, unit: Id<id::Unit>) -> Values {
    values.set("unit", Some(unit.to_string().as_str().into()));
    values
}

/// What stands in one, in each language.
fn both(starter: &Starter) -> [Values; 2] {
    [Language::Swedish, Language::English].map(|language| starter.values_in(language))
}

/// Whether the register has an entry that is its twin in either language, at a unit; where none is given, one that is its
/// twin wherever it were.
fn is_there(register: &Register, shelf: &Shelf, starter: &Starter, unit: Option<Id<id::Unit>>) -> bool {
    let placed = |values: Values| if let Some(unit) = unit { at(values, unit) } else { values };
    both(starter).into_iter().any(|values| registers::twin(register, shelf, &placed(values), None).is_some())
}

/// Shows what the register can begin with, to whoever may make entries.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
) -> Result<Response, Failure> {
    let table = Table::at(site, signed, &register)?;
    table.page(&form::at_unit(&table.desk, &table.units), Errors::default()).await
}

/// Makes drafts of all that are ticked, or of none.
pub(super) async fn adopt(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let (table, typed) = (Table::at(site, signed, &register)?, Typed::of(&body));
    let (desk, shelf) = (&table.desk, table.desk.shelf().await?);
    let drafts = match table.drafts(&typed, &shelf) {
        Ok(drafts) => drafts,
        Err(errors) => return Ok(wrong(table.page(&typed, errors).await?)),
    };
    let (office, reader, now) = (&desk.office, &desk.reader, desk.office.now());
    let (by, state) = (reader.session.person, desk.register.begins());
    let mut change = reader.tenant(office).change(by, now).await?;
    for (starter, values) in drafts {
        let draft = Draft { values, state: state.to_owned(), despite: String::new() };
        let writing = Writing { by, at: now, deed: Action::CreateRecord.code(), step: &starter.code };
        registers::create(&mut change, desk.register, office.store.new_id(now)?, draft, writing).await?;
    }
    change.commit().await?;
    let drafts = desk.href(&format!("?state={state}&unit={}", typed.one("unit")));
    Ok(Redirect::to(&drafts).into_response())
}
