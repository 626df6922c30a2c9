//! A list: narrowed, sorted and paged by its address, so that a link is the whole list.

use super::Desk;
use super::known::{Known, Told};
use super::uses::{self, Uses};
use crate::office::registers;
use crate::office::registers::attention::{Attention, Watch};
use crate::office::registers::{By, Narrow, Row, Shelf, ranked, select, starter};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site::{Link, Site, html};
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};
use varsam_access::Action;
use varsam_model::register::{Field, Kind, Options, Register, Values};
use varsam_model::{Id, id};

/// By which the unit is asked for in an address.
pub(super) const UNIT: &str = "unit";

/// By which the attention is asked for that entries need.
const ATTENTION: &str = "attention";

/// How many entries a page shows.
pub(super) const PAGE: usize = 50;

/// What a list can be taken out as, and the keys of the links.
const FORMATS: [(&str, &str); 3] =
    [("xlsx", "register-file-xlsx"), ("csv", "register-file-csv"), ("json", "register-file-json")];

/// `GET /registers/{register}`
#[derive(Template)]
#[template(path = "registers/list.html")]
struct List {
    site: Site,
    title: String,
    about: String,
    /// What is asked for, as it stands in the form.
    words: String,
    filters: Vec<Filter>,
    /// Whether one of the filters that are folded away is in use.
    has_more: bool,
    columns: Vec<Column>,
    /// Whether there is a column of who uses something, and what the list is asked for.
    has_uses: bool,
    query: String,
    rows: Vec<Line>,
    count: usize,
    /// Pages before and after; empty where there are none.
    before: String,
    after: String,
    /// Where the list leads to, by key.
    tools: Vec<(String, String)>,
    /// What the register can begin with, while it has nothing; nowhere otherwise.
    begin: String,
}

/// Something that the list can be narrowed by.
struct Filter {
    name: String,
    label: String,
    options: Vec<Link>,
}

/// A column.
struct Column {
    label: String,
    /// The list sorted by it; the other way round when it is already.
    href: String,
    /// `ascending`, `descending`, or empty.
    order: &'static str,
}

/// An entry.
struct Line {
    href: String,
    title: String,
    /// That the medium of an account is not to be used; nothing otherwise.
    medium: String,
    cells: Vec<Vec<Told>>,
    state: String,
    is_ended: bool,
    is_overdue: bool,
    /// What there is to say of its login, each with the colour of it.
    tags: Vec<(String, &'static str)>,
    /// Who uses it; none in registers that do not say so.
    uses: Option<Uses>,
}

/// What an address asks for.
#[derive(Debug, Default, Clone)]
pub(super) struct Asked(BTreeMap<String, String>);

impl Asked {
    /// What a query asks for.
    pub(super) fn of(query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let filled = pairs.filter(|(_, text)| !text.trim().is_empty());
        Self(filled.map(|(name, text)| (name.into_owned(), text.trim().to_owned())).collect())
    }

    /// What is asked for by a name; empty where nothing is.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// A number; 0 where there is none.
    pub(super) fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or(0)
    }

    /// The same with other values.
    pub(super) fn with(&self, changes: &[(&str, String)]) -> String {
        let mut all = self.0.clone();
        for (name, text) in changes {
            all.insert((*name).to_owned(), text.clone());
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(all.iter().filter(|(_, text)| !text.is_empty()));
        query.finish()
    }

    /// What a list is narrowed to by it, for this reader.
    pub(super) async fn narrow(&self, desk: &Desk, watch: &Watch) -> Result<Narrow, Failure> {
        let filters = desk.register.fields.iter().filter(|field| field.is_filter);
        let says = filters.filter_map(|field| {
            let word = self.0.get(&param(field))?;
            (field.kind != Kind::Unit).then(|| (field.name.to_owned(), word.clone()))
        });
        Ok(Narrow {
            units: self.units(desk),
            state: self.get("state").to_owned(),
            says: says.collect(),
            attention: Attention::of(self.get(ATTENTION)).map(|kind| (kind, watch.clone())),
            words: self.get("q").to_lowercase().split_whitespace().map(str::to_owned).collect(),
            by: self.by(desk).await?,
            is_descending: self.get("order") == "descending",
        })
    }

    /// What the list is sorted by, in the words that the reader is shown; a column that there is not sorts nothing.
    async fn by(&self, desk: &Desk) -> Result<By, Failure> {
        let sort = self.get("sort");
        if sort == "state" {
            let word = |state: &&str| ((*state).to_owned(), desk.word("state", state));
            return Ok(By::State(ranked(desk.register.states.iter().map(word))));
        }
        let mut columns =
            desk.register.fields.iter().zip(0_u8..).skip(1).filter(|(field, _)| field.is_column);
        let Some((field, at)) = columns.find(|(field, _)| field.name == sort) else { return Ok(By::Title) };
        Ok(match field.kind {
            Kind::Text => By::Line(at),
            Kind::Choice(options) => By::Word(at, ranked(words(desk, options).into_iter())),
            Kind::Unit => {
                let units = desk.reader.units.all().into_iter();
                By::Word(at, ranked(units.map(|unit| (unit.id.to_string(), unit.name.clone()))))
            }
            Kind::Link(code) => {
                let register = Register::of(code).ok_or(Failure::NoSuchPage)?;
                let shelf = desk.office.shelf(desk.reader.session.organiser, register).await?;
                let seen = registers::units(&desk.office, &desk.reader, register, Action::ViewRecord);
                By::Link(at, shelf, seen.into_iter().collect())
            }
            _ => By::Value(at),
        })
    }

    /// The units that are looked at: the one asked for; else, where the reader works with one, that with what is below
    /// it and above it; else all that they see.
    pub(super) fn units(&self, desk: &Desk) -> BTreeSet<Id<id::Unit>> {
        let seen = desk.units(Action::ViewRecord);
        let units = &desk.reader.units;
        if let Ok(asked) = self.get(UNIT).parse::<Id<id::Unit>>() {
            return seen.into_iter().filter(|unit| *unit == asked).collect();
        }
        let Some(chosen) = desk.reader.chosen else { return seen };
        let is_near = |unit: &Id<id::Unit>| units.is_within(*unit, chosen) || units.is_within(chosen, *unit);
        seen.into_iter().filter(is_near).collect()
    }
}

/// The name of a filter in an address: apart from those of the list itself.
pub(super) fn param(field: &Field) -> String {
    if field.kind == Kind::Unit { UNIT.to_owned() } else { format!("f.{}", field.name) }
}

/// Shows a list.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path(register): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let asked = Asked::of(query.as_deref());
    let (shelf, watch, from) = (desk.shelf().await?, desk.watch().await?, asked.number("from"));
    let narrow = asked.narrow(&desk, &watch).await?;
    let page = select(desk.register, &shelf, &narrow, from, PAGE);
    let values: Vec<_> = page.rows.iter().map(|row| row.values(desk.register)).collect();
    let known = Known::of_all(&desk, &values.iter().collect::<Vec<_>>()).await?;
    // A row has room for one unit; the page of an entry has all.
    let mine = super::form::likely(&desk, &uses::mine(&desk));
    let rows = page.rows.iter().zip(&values);
    let rows: Vec<_> = rows.map(|(row, values)| line((&desk, &watch), &known, (row, values), mine)).collect();
    let filters = filters(&desk, &asked).await?;
    let has_more = filters.iter().skip(2).any(|filter| filter.options.iter().any(|option| option.current));
    let at = |from: usize| desk.href(&format!("?{}", asked.with(&[("from", from.to_string())])));
    let list = List {
        title: desk.site.pick("register", desk.register.code),
        about: desk.site.t(&format!("register-{}-about", desk.register.code)),
        words: asked.get("q").to_owned(),
        filters,
        has_more,
        columns: columns(&desk, &asked),
        has_uses: rows.iter().any(|row| row.uses.is_some()),
        query: asked.with(&[]),
        rows,
        count: page.count,
        before: if from == 0 { String::new() } else { at(from.saturating_sub(PAGE)) },
        after: if from.saturating_add(PAGE) < page.count { at(from + PAGE) } else { String::new() },
        tools: tools(&desk, &asked),
        begin: begin(&desk, &shelf),
        site: desk.site,
    };
    Ok(html(list.render()?))
}

/// Whether the reader may make entries out of starting points.
fn may_begin(desk: &Desk) -> bool {
    starter::exist(desk.register) && super::form::places(desk).is_ok()
}

/// Where a register begins in which the reader sees nothing.
fn begin(desk: &Desk, shelf: &Shelf) -> String {
    let seen = desk.units(Action::ViewRecord);
    let is_empty = !shelf.rows().iter().any(|row| seen.contains(&row.unit));
    if is_empty && may_begin(desk) { desk.href("/starter") } else { String::new() }
}

fn tools(desk: &Desk, asked: &Asked) -> Vec<(String, String)> {
    let may_add = desk.register.by_hand && !desk.units(Action::CreateRecord).is_empty();
    let new = (desk.href("/new"), format!("register-{}-new", desk.register.code));
    // What is taken out is what the list shows, on all its pages.
    let query = asked.with(&[("from", String::new())]);
    let export =
        |(format, key): (&str, &str)| (desk.href(&format!("/export/{format}?{query}")), key.to_owned());
    let may_export = !desk.units(Action::Export).is_empty();
    let exports = FORMATS.into_iter().filter(|_| may_export).map(export);
    let may_import = super::import::places(desk).is_ok();
    let import = may_import.then(|| (desk.href("/import"), "register-file-import".to_owned()));
    let starter = may_begin(desk).then(|| (desk.href("/starter"), "starter-title".to_owned()));
    may_add.then_some(new).into_iter().chain(starter).chain(import).chain(exports).collect()
}

fn line(
    (desk, watch): (&Desk, &Watch),
    known: &Known<'_>,
    (row, values): (&Row, &Values),
    mine: Option<Id<id::Unit>>,
) -> Line {
    let cell =
        |field: &Field| values.get(field.name).map(|value| known.told(field, value)).unwrap_or_default();
    let is_ended = desk.register.is_ended(&row.state);
    Line {
        href: desk.href(&format!("/{}", row.id)),
        title: row.title.clone(),
        medium: if row.lacks.is_medium() { desk.site.t("account-unusable") } else { String::new() },
        cells: desk.register.columns().skip(1).map(cell).collect(),
        state: desk.word("state", &row.state),
        is_ended,
        is_overdue: !is_ended && registers::is_overdue(row, desk.office.now()),
        tags: tags((desk, watch), row),
        uses: Uses::of(desk, (row.id, &row.state), values, mine),
    }
}

/// What there is to say of the login of an entry.
fn tags((desk, watch): (&Desk, &Watch), row: &Row) -> Vec<(String, &'static str)> {
    let tags = [
        (watch.is_at_risk(desk.register, row), "login-at-risk", "warning"),
        (watch.finds(Attention::Password, desk.register, row), "login-due", "danger"),
    ];
    tags.into_iter().filter(|(is_so, ..)| *is_so).map(|(_, key, colour)| (desk.site.t(key), colour)).collect()
}

fn columns(desk: &Desk, asked: &Asked) -> Vec<Column> {
    let named = desk.register.columns().enumerate().map(|(place, field)| {
        // By what entries are called they are sorted to begin with.
        let name = if place == 0 { "" } else { field.name };
        (name, desk.label(field.name))
    });
    let all = named.chain([("state", desk.site.t("registers-state"))]);
    let column = |(name, label): (&str, String)| {
        let is_sorted = asked.get("sort") == name;
        let is_descending = asked.get("order") == "descending";
        let next = if is_sorted && !is_descending { "descending" } else { "" };
        let change = [("sort", name.to_owned()), ("order", next.to_owned()), ("from", String::new())];
        let order = match (is_sorted, is_descending) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        Column { label, href: desk.href(&format!("?{}", asked.with(&change))), order }
    };
    all.map(column).collect()
}

async fn filters(desk: &Desk, asked: &Asked) -> Result<Vec<Filter>, Failure> {
    let states = desk.register.states.iter().map(|state| ((*state).to_owned(), desk.word("state", state)));
    let mut filters = vec![Filter {
        name: "state".to_owned(),
        label: desk.site.t("registers-state"),
        options: links(states, asked.get("state")),
    }];
    let shelves = desk.linked().await?;
    for field in desk.register.fields.iter().filter(|field| field.is_filter) {
        let options: Vec<(String, String)> = match field.kind {
            Kind::Choice(options) | Kind::Several(options) => words(desk, options),
            Kind::YesNo => ["yes", "no"]
                .map(|code| (code.to_owned(), desk.site.t(&format!("registers-{code}"))))
                .to_vec(),
            Kind::Unit => {
                let units = &desk.reader.units;
                let seen = desk.units(Action::ViewRecord);
                let named = units.all().into_iter().filter(|unit| seen.contains(&unit.id));
                named.map(|unit| (unit.id.to_string(), unit.name.clone())).collect()
            }
            Kind::Link(code) | Kind::Links(code) => desk.choices(&shelves, code),
            _ => continue,
        };
        let name = param(field);
        let options = links(options.into_iter(), asked.get(&name));
        filters.push(Filter { label: desk.label(field.name), name, options });
    }
    let kinds = Attention::ALL.map(|kind| (kind.code().to_owned(), desk.site.pick("attention", kind.code())));
    filters.push(Filter {
        name: ATTENTION.to_owned(),
        label: desk.site.t("upkeep-attention"),
        options: links(kinds.into_iter(), asked.get(ATTENTION)),
    });
    Ok(filters)
}

/// Codes with their words.
fn words(desk: &Desk, options: &Options) -> Vec<(String, String)> {
    let word = |code: &&str| desk.site.pick(&format!("option-{}", options.name), code);
    options.codes.iter().map(|code| ((*code).to_owned(), word(code))).collect()
}

fn links(options: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Link> {
    let link =
        |(href, text): (String, String)| Link { current: href == chosen, href, text, about: String::new() };
    options.map(link).collect()
}
