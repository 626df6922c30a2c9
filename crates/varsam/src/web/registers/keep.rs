//! Keeping an answer of the guidance as a decision: what was asked and answered is filled in, a unit and a note are asked
//! for.

use super::Desk;
use super::form::{self, Filling, FormPage, Read};
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
use varsam_model::register::Values;

/// What is asked for.
const ASKED: [&str; 2] = ["unit", "note"];

/// The desk at the register of kept answers, and the answer that an address leads to; without one, the way back to the
/// question.
async fn opened(
    site: Site,
    signed: Signed,
    question: &str,
    query: Option<&str>,
) -> Result<Result<(Desk, Values), Response>, Failure> {
    let desk = Desk::at(site, signed, ANSWER)?;
    form::places(&desk)?;
    let Settled { situation, answer } =
        settled(&desk.site, (&desk.office, &desk.reader), question, query).await?;
    if answer.next.is_some() {
        return Ok(Err(Redirect::to(&desk.site.ask(question, &desk.site.query)).into_response()));
    }
    let viewer = desk.site.viewer();
    let today = calendar::day(desk.office.now()).to_string();
    let values = answers::values(&viewer, &situation, &answer, &desk.office.address)
        .with("kept_by", desk.reader.session.person.to_string())
        .with("kept_on", today);
    Ok(Ok((desk, values)))
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
    let (desk, before) = match opened(site, signed, &question, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let units = form::places(&desk)?;
    let choices = Choices::of(&desk, &units).await?;
    let filling = Filling {
        desk: &desk,
        choices: &choices,
        fields: fields(&desk),
        typed: form::at_unit(&desk, &units),
        before,
    };
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
    let (desk, before) = match opened(site, signed, &question, query.as_deref()).await? {
        Ok(opened) => opened,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let units = form::places(&desk)?;
    let choices = Choices::of(&desk, &units).await?;
    let filling =
        Filling { desk: &desk, choices: &choices, fields: fields(&desk), typed: Typed::of(&body), before };
    let draft = match filling.read(desk.register.begins(), None, Some(&units)).await? {
        Read::Again(errors, found) => return Ok(wrong(html(page(&filling, errors, &found)?.render()?))),
        Read::Draft(draft) => draft,
    };
    let id = form::make(&desk, draft, "").await?;
    Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response())
}

fn fields(desk: &Desk) -> Vec<&'static varsam_model::register::Field> {
    desk.register.fields.iter().filter(|field| ASKED.contains(&field.name)).collect()
}
