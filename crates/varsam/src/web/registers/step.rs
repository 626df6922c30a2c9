//! Taking a step with an entry: what it asks for is filled in, and the entry stands elsewhere.

use super::Desk;
use super::entry::{act, medium};
use super::form::{self, Filling, FormPage, Read};
use super::late;
use super::widget::Choices;
use crate::office::calendar;
use crate::office::registers::Typed;
use crate::web::conflict::{is_changed, wrong};
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template as _;
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::collections::BTreeSet;
use varsam_model::register::{Entry, Field, Kind, Step, Values};
use varsam_store::Document;

/// An entry with a step that the reader may take.
pub(super) async fn opened(
    desk: &Desk,
    id: &str,
    code: &str,
) -> Result<(Document<Entry>, &'static Step), Failure> {
    let document = desk.entry(id).await?;
    let step = desk.register.step(code).filter(|step| desk.may(act(step), document.head.unit));
    Ok((document, step.ok_or(Failure::NoSuchPage)?))
}

/// The fields that a step asks for.
pub(super) fn asked(desk: &Desk, step: &Step) -> Vec<&'static Field> {
    step.asks.iter().filter_map(|name| desk.register.field(name)).collect()
}

fn step_page(
    filling: &Filling<'_>,
    document: &Document<Entry>,
    step: &Step,
    errors: Errors,
    found: &[&str],
) -> Result<FormPage, Failure> {
    let desk = filling.desk;
    let back = desk.href(&format!("/{}", document.head.id));
    let is_elsewhere = |field: &str| !step.asks.contains(&field) && field != "despite";
    let elsewhere = errors.all().iter().any(|(field, _)| is_elsewhere(field));
    let elsewhere = if elsewhere { format!("{back}/edit") } else { String::new() };
    Ok(FormPage {
        title: format!("{}: {}", desk.word("step", step.code), desk.register.called(&document.body.values)),
        action: format!("{back}/step/{}", step.code),
        button: desk.word("step", step.code),
        back,
        elsewhere,
        ..filling.page(errors, found)?
    })
}

/// The form of a step, with the reader and today where they are most likely meant.
pub(super) async fn page(
    site: Site,
    signed: Signed,
    Path((register, id, code)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, step) = opened(&desk, &id, &code).await?;
    let choices = Choices::beside(&desk, &BTreeSet::new(), &document).await?;
    let fields = asked(&desk, step);
    let mut typed = choices.typed(&fields, &document.body.values);
    for field in &fields {
        // The day that is the clock is asked anew: the former one is over, or soon.
        if desk.register.clock == Some(field.name) {
            typed.fill(field.name, vec![]);
        }
        if field.name.ends_with("_by") && field.kind == Kind::Person {
            typed.fill(field.name, vec![desk.reader.session.person.to_string()]);
        }
        if field.kind == Kind::Date && is_of_today(field.name) {
            typed.fill(field.name, vec![calendar::day(desk.office.now()).to_string()]);
        }
    }
    typed.fill("version", vec![document.head.version.to_string()]);
    let before = document.body.values.clone();
    let filling = Filling { desk: &desk, choices: &choices, fields, typed, before };
    let page = step_page(&filling, &document, step, Errors::default(), &[])?;
    Ok(html(warned(&desk, &document, step, page).await?.render()?))
}

/// The form of a step after which an account is used, with what is found of its medium.
async fn warned(
    desk: &Desk,
    document: &Document<Entry>,
    step: &Step,
    page: FormPage,
) -> Result<FormPage, Failure> {
    let is_ended = desk.register.is_ended(step.to);
    let about = if is_ended { String::new() } else { medium(desk, document).await? };
    Ok(FormPage { about, ..page })
}

/// Whether a day is most likely the one on which the step is taken; the others lie ahead.
fn is_of_today(field: &str) -> bool {
    ["decided_on", "assessed_on", "reviewed_on", "closed_on", "ended_on", "signed_on"].contains(&field)
}

/// Takes a step.
pub(super) async fn take(
    site: Site,
    signed: Signed,
    Path((register, id, code)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<Response, Failure> {
    let desk = Desk::at(site, signed, &register)?;
    let (document, step) = opened(&desk, &id, &code).await?;
    let (fields, typed) = (asked(&desk, step), Typed::of(&body));
    let choices = Choices::as_filled(&desk, &BTreeSet::new(), &document, &typed).await?;
    let before = document.body.values.clone();
    let is_first = typed.one("version") == document.head.version.to_string();
    let mut filling = Filling { desk: &desk, choices: &choices, fields, typed, before };
    late::settle(&mut filling);
    if !step.from.contains(&document.head.state.as_str()) {
        // Somebody else has taken it further meanwhile.
        let page = step_page(&filling, &document, step, Errors::default(), &[])?;
        return gone_on(&desk, &document, page);
    }
    let draft = match filling.read(step.to, Some(document.head.id), None).await? {
        Read::Again(errors, found) => {
            let page = step_page(&filling, &document, step, errors, &found)?;
            return Ok(wrong(html(warned(&desk, &document, step, page).await?.render()?)));
        }
        Read::Draft(draft) => draft,
    };
    let values: Values = draft.values.clone();
    if !is_first || is_changed(form::write(&desk, &document, draft, act(step), step.code).await)? {
        let late = late::compare(&mut filling, &id, &values).await?;
        return late::page(late, step_page(&filling, &document, step, Errors::default(), &[])?);
    }
    Ok(Redirect::to(&desk.href(&format!("/{id}"))).into_response())
}

/// The form again, with where the entry stands by now.
fn gone_on(desk: &Desk, document: &Document<Entry>, mut page: FormPage) -> Result<Response, Failure> {
    let words = desk.site.with("registers-error-gone-on", desk.word("state", &document.head.state));
    page.errors.say("main", words);
    Ok(crate::web::conflict::page(html(page.render()?)))
}
