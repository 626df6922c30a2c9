//! Lists as JSON: the registers, and the entries of one, narrowed and sorted by the address as its page is. A parameter
//! that the page would pass over is refused: a program that narrows by nothing would not see it.

use super::super::Desk;
use super::super::hidden::{Hidden, named};
use super::super::index;
use super::super::list::{Asked, PAGE, UNIT, param};
use super::{Named, Refused, Stop, told};
use crate::office::registers::attention::Attention;
use crate::office::registers::{self, Row, select};
use crate::web::error::{Failure, Wrong as Told};
use crate::web::signed::Signed;
use crate::web::site::Site;
use axum::Json;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use varsam_model::register::{Kind, Values, Wrong};
use varsam_model::{Id, id};

/// The registers that somebody sees.
#[derive(Serialize)]
struct Registers {
    registers: Vec<Register>,
}

/// A register.
#[derive(Serialize)]
struct Register {
    register: &'static str,
    name: String,
    about: String,
    address: String,
    /// How many entries are not of the past, and how many of them are overdue.
    count: usize,
    overdue: usize,
    can_add: bool,
}

/// A page of a list.
#[derive(Serialize)]
struct Page {
    /// How many entries there are on all pages.
    count: usize,
    entries: Vec<Line>,
    /// Where the next page is; nowhere after the last.
    next: Option<String>,
}

/// An entry in a list: without long texts.
#[derive(Serialize)]
struct Line {
    id: Id<id::Record>,
    state: String,
    version: i64,
    is_overdue: bool,
    values: Values,
}

/// Tells the registers that the caller sees anything of.
pub(super) async fn registers(site: Site, signed: Signed) -> Result<Response, Failure> {
    let mut registers = Vec::new();
    for desk in Desk::all(&site, &signed) {
        let shown = index::Shown::of(&desk).await?;
        registers.push(Register {
            register: desk.register.code,
            address: address(&desk),
            can_add: !shown.new.is_empty(),
            name: shown.name,
            about: shown.about,
            count: shown.count,
            overdue: shown.overdue,
        });
    }
    if registers.is_empty() {
        Err(Failure::NoSuchPage)
    } else {
        Ok(Json(Registers { registers }).into_response())
    }
}

/// The address of a register.
pub(super) fn address(desk: &Desk) -> String {
    format!("/api{}", desk.href(""))
}

/// Tells a page of a list.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Named(register): Named<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Stop> {
    let desk = Desk::at(site, signed, &register)?;
    let errors = refused(&desk, query.as_deref().unwrap_or_default());
    if !errors.is_empty() {
        return Err(Refused::of(errors).stop(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let asked = Asked::of(query.as_deref());
    let (shelf, watch, from) = (desk.shelf().await?, desk.watch().await?, asked.number("from"));
    let narrow = asked.narrow(&desk, &watch).await?;
    let page = select(desk.register, &shelf, &narrow, from, PAGE);
    let next = from.checked_add(PAGE).filter(|next| *next < page.count);
    let next = next.map(|next| format!("{}?{}", address(&desk), asked.with(&[("from", next.to_string())])));
    let values: Vec<_> = page.rows.iter().map(|row| row.values(desk.register)).collect();
    let hidden = Hidden::among(&desk, values.iter().flat_map(|values| named(desk.register, values))).await?;
    let lines = page.rows.iter().zip(values);
    let entries = lines.map(|(row, values)| line(&desk, &hidden, row, values)).collect();
    Ok(Json(Page { count: page.count, entries, next }).into_response())
}

fn line(desk: &Desk, hidden: &Hidden, row: &Row, mut values: Values) -> Line {
    hidden.strip(desk.register, &mut values);
    let is_ended = desk.register.is_ended(&row.state);
    Line {
        id: row.id,
        state: row.state.clone(),
        version: row.version,
        is_overdue: !is_ended && registers::is_overdue(row, desk.office.now()),
        values,
    }
}

/// What is wrong with a query.
fn refused(desk: &Desk, query: &str) -> Vec<Told> {
    let wrong = |(name, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        let wrong = check(desk, &name, &text);
        let short: String = name.chars().take(40).collect();
        let site = &desk.site;
        match wrong {
            Ok(()) => None,
            Err(Some(wrong)) => {
                let words = format!("{short}: {}", site.pick("wrong", wrong.code()));
                Some(told(Some(&short), wrong.code(), words))
            }
            Err(None) => {
                Some(told(Some(&short), "no_such_parameter", site.with("register-api-no-parameter", &short)))
            }
        }
    };
    form_urlencoded::parse(query.as_bytes()).filter_map(wrong).collect()
}

/// What is wrong with a parameter; without a wrong, that there is none such.
fn check(desk: &Desk, name: &str, text: &str) -> Result<(), Option<Wrong>> {
    let register = desk.register;
    let one_of = |is_it: bool| if is_it { Ok(()) } else { Err(Some(Wrong::NoOption)) };
    let id = || text.parse::<Id<id::Record>>().map(|_| ()).map_err(|_| Some(Wrong::NoSuch));
    match name {
        "q" | "lang" | "stack" => Ok(()),
        "attention" => one_of(Attention::of(text).is_some()),
        "state" => one_of(register.states.contains(&text)),
        "sort" => one_of(text == "state" || register.columns().any(|field| field.name == text)),
        "order" => one_of(["ascending", "descending"].contains(&text)),
        "from" => text.parse::<u32>().map(|_| ()).map_err(|_| Some(Wrong::NoNumber)),
        UNIT => id(),
        _ => {
            let field = register.fields.iter().find(|field| field.is_filter && param(field) == name);
            match field.ok_or(None)?.kind {
                Kind::Choice(options) | Kind::Several(options) => one_of(options.codes.contains(&text)),
                Kind::YesNo => one_of(["yes", "no"].contains(&text)),
                Kind::Link(_) | Kind::Links(_) => id(),
                _ => Ok(()),
            }
        }
    }
}
