//! Keeping an answer of the guidance as a decision: what was asked and answered is filled in, a unit and a note are asked
//! for.

use super::Desk;
use super::form::{self, Filling, FormPage};
use super::once::{self, Made};
use super::widget::Choices;
use crate::office::answers::{self, ANSWER};
use crate::office::calendar;
use crate::office::registers::Typed;
use crate::web::ask::{Settled, settled};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template as _;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeSet;
use varsam_model::register::Values;
use varsam_model::{Id, id};

/// What is asked for.
const ASKED: [&str; 2] = ["unit", "note"];

/// An answer that somebody is about to keep.
struct Opened {
    desk: Desk,
    /// Where it can be kept, and what there is to choose among.
    units: BTreeSet<Id<id::Unit>>,
    choices: Choices,
    values: Values,
}

/// The answer that an address leads to; without one, the way back to the question.
async fn opened(
    site: Site,
    signed: Signed,
    question: &str,
    query: Option<&str>,
) -> Result<Result<Opened, Response>, Failure> {
    let desk = Desk::at(site, signed, ANSWER)?;
    let units = form::places(&desk)?;
    let Settled { situation, answer } =
        settled(&desk.site, (&desk.office, &desk.reader), question, query).await?;
    if answer.next.is_some() {
        return Ok(Err(Redirect::to(&desk.site.ask(question, &desk.site.query)).into_response()));
    }
    let today = calendar::day(desk.office.now()).to_string();
    let values = answers::values(&desk.site.viewer(), &situation, &answer, &desk.office.address)
        .with("kept_by", desk.reader.session.person.to_string())
        .with("kept_on", today);
    let choices = Choices::of(&desk, &units).await?;
    Ok(Ok(Opened { desk, units, choices, values }))
}

impl Opened {
    fn filling(&self, typed: Typed) -> Filling<'_> {
        let Self { desk, choices, values, .. } = self;
        let fields = ASKED.iter().filter_map(|name| desk.register.field(name)).collect();
        Filling { desk, choices, fields, typed, before: values.clone() }
    }
}

fn page(filling: &Filling<'_>, errors: Errors, found: &[&str]) -> Result<FormPage, Failure> {
    let site = &filling.desk.site;
    let (path, query) = (site.path.as_str(), site.query.as_str());
    let verdict = filling.desk.site.pick("option-verdict", filling.before.text("verdict"));
    Ok(FormPage {
        title: site.t("answer-keep"),
        about: format!("{} {verdict}.", filling.before.text("question")),
        back: site.ask(path.trim_start_matches("/ask/").trim_end_matches("/keep"), query),
        action: format!("{path}?stack={}&{query}", site.stack().id),
        ..filling.page(errors, found)?
    })
}

/// `GET /ask/{question}/keep`: the form.
pub(super) async fn ask(
    site: Site,
    signed: Signed,
    Path(question): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let opened = match opened(site, signed, &question, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut typed = form::at_unit(&opened.desk, &opened.units);
    once::offer(&opened.desk, &mut typed)?;
    let filling = opened.filling(typed);
    Ok(html(page(&filling, Errors::default(), &[])?.render()?))
}

/// `POST /ask/{question}/keep`: keeps it.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path(question): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Failure> {
    let opened = match opened(site, signed, &question, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (desk, filling) = (&opened.desk, opened.filling(Typed::of(&body)));
    match once::make(&filling, &opened.units, "").await? {
        Made::Again(errors, found) => Ok(wrong(html(page(&filling, errors, &found)?.render()?))),
        Made::Entry(id) => Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response()),
    }
}
