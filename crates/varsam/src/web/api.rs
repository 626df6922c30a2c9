//! The same for programs: questions, answers and rulebooks as JSON, described in `OpenAPI` from this very code.

mod guard;

use super::Shared;
use super::error::{self, Errors, Failure, Wrong};
use super::facts;
use super::guidelines;
use super::site::Site;
use crate::locale::Locale;
use crate::view::{AnswerView, QuestionView};
use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use varsam_rules::{Document, FactError, Fault};

#[derive(OpenApi)]
#[openapi(info(
    title = "Varsam",
    description = "Guidelines that run: ask a school organiser's own rulebooks. `stack` names the organisation and \
                   `lang` (`sv` or `en`) the language; without them, what the browser remembers or accepts, else \
                   the default, holds."
))]
struct Description;

/// The API, and its description.
pub(crate) fn router() -> Router<Shared> {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(questions))
        .routes(routes!(ask, ask_with_body))
        .routes(routes!(rulebooks))
        .merge(guard::routes())
        .split_for_parts();
    router.route("/api/openapi.json", get(async move || Json(description.clone())))
}

/// A question to be answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The question's id.
    question: String,
    /// The organisation.
    stack: Option<String>,
    /// The language, `sv` or `en`.
    lang: Option<String>,
    /// What is known, by the ids of facts.
    #[serde(default)]
    facts: BTreeMap<String, Known>,
}

/// A fact's value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum Known {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// The id of a value, `yes`, `no`, `refused` or `unknown`.
    Text(String),
}

impl Known {
    fn written(self) -> String {
        match self {
            Self::Flag(flag) => if flag { "yes" } else { "no" }.to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// The rulebooks of an organisation.
#[derive(Debug, Serialize, ToSchema)]
struct RulebooksView {
    /// The organisation.
    stack: String,
    /// Its name.
    organisation: String,
    /// The day for which they are in force.
    day: String,
    /// Each document, in each edition.
    documents: Vec<DocumentView>,
}

/// A document in one edition.
#[derive(Debug, Serialize, ToSchema)]
struct DocumentView {
    /// The rulebook.
    rulebook: String,
    /// Its name, which its editions share.
    document: String,
    /// Its title.
    title: String,
    /// Who decided it.
    issuer: String,
    /// Its case number and decision.
    reference: Option<String>,
    /// `law`, `own`, `guidance` or `vocabulary`.
    layer: &'static str,
    /// The edition.
    edition: String,
    /// The first day in force.
    in_force: String,
    /// The first day no longer in force.
    until: Option<String>,
    /// Whether it is in force on the day.
    is_in_force: bool,
    /// Its page, as a path on this server.
    link: String,
}

/// Every question that can be asked.
#[utoipa::path(get, path = "/api/questions", params(Chosen), responses((status = OK, body = [QuestionView])))]
async fn questions(site: Site) -> Json<Vec<QuestionView>> {
    let questions = site.shelf.books.questions.iter();
    Json(questions.map(|(id, _)| site.viewer().question(id)).collect())
}

/// Which organisation and language.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what the frame reads")]
struct Chosen {
    /// The organisation.
    stack: Option<String>,
    /// The language, `sv` or `en`.
    lang: Option<String>,
}

/// Ask, with every fact as a parameter of its own: `/api/ask?question=publish&place=instagram&age=12`.
#[utoipa::path(
    get, path = "/api/ask",
    params(("question" = String, Query, description = "The question's id"), Chosen),
    responses(
        (status = OK, body = AnswerView),
        (status = NOT_FOUND, body = Errors, description = "No such question"),
        (status = UNPROCESSABLE_ENTITY, body = Errors, description = "Facts that cannot be taken"),
    )
)]
async fn ask(site: Site, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let mut pairs = facts::pairs(query.as_deref().unwrap_or_default()).ok_or(Failure::TooLong)?;
    let Some(at) = pairs.iter().position(|(name, _)| name == "question") else {
        return Ok(missing(&site, "question"));
    };
    let (_, question) = pairs.remove(at);
    answered(&site, question, &pairs)
}

/// Ask, with the facts in the body.
#[utoipa::path(
    post, path = "/api/ask", request_body = Asked,
    responses(
        (status = OK, body = AnswerView),
        (status = NOT_FOUND, body = Errors, description = "No such question"),
        (status = UNPROCESSABLE_ENTITY, body = Errors, description = "Facts that cannot be taken"),
    )
)]
async fn ask_with_body(
    mut site: Site,
    body: Result<Json<Asked>, JsonRejection>,
) -> Result<Response, Failure> {
    let Json(asked) = match body {
        Ok(asked) => asked,
        Err(rejection) => return Ok(error::json(rejection.status(), None, "body", &rejection.body_text())),
    };
    if let Some(lang) = &asked.lang {
        site.locale = Locale::of(lang);
    }
    if let Some(stack) = asked.stack {
        site = site.of_stack(&stack).ok_or(Failure::NoSuchOrganisation(stack))?;
    }
    let pairs: Vec<_> = asked.facts.into_iter().map(|(name, value)| (name, value.written())).collect();
    answered(&site, asked.question, &pairs)
}

fn missing(site: &Site, what: &str) -> Response {
    let message = site.with("api-missing", what);
    error::json(StatusCode::UNPROCESSABLE_ENTITY, None, "missing", &message)
}

fn answered(site: &Site, question: String, pairs: &[(String, String)]) -> Result<Response, Failure> {
    let books = &site.shelf.books;
    let Some(question) = books.question(&question) else { return Err(Failure::NoSuchQuestion(question)) };
    let stated = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match books.situation(site.stack(), question, stated) {
        Ok(situation) => Ok(Json(site.viewer().answer(&situation)).into_response()),
        Err(errors) => {
            let errors = errors.iter().map(|error| wrong(site, error)).collect();
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Errors { errors })).into_response())
        }
    }
}

fn wrong(site: &Site, error: &FactError) -> Wrong {
    let fault = match error.fault {
        Fault::NoSuchFact => "no_such_fact",
        Fault::NoSuchValue => "no_such_value",
        Fault::OutOfRange => "out_of_range",
        Fault::StatedTwice => "stated_twice",
        Fault::DoesNotApply => "does_not_apply",
        Fault::Impossible => "impossible",
    };
    Wrong { fact: Some(error.fact.clone()), fault: fault.to_owned(), message: site.text(&error.message) }
}

/// The documents that the organisation follows, in every edition.
#[utoipa::path(get, path = "/api/rulebooks", params(Chosen), responses((status = OK, body = RulebooksView)))]
async fn rulebooks(site: Site) -> Json<RulebooksView> {
    let editions = site.shelf.books.editions.iter().filter(|document| site.stack().includes(document));
    Json(RulebooksView {
        stack: site.stack().id.clone(),
        organisation: site.organisation(),
        day: site.day().to_string(),
        documents: editions.map(|edition| document(&site, edition)).collect(),
    })
}

fn document(site: &Site, edition: &Document) -> DocumentView {
    let front = &edition.front;
    DocumentView {
        rulebook: edition.rulebook().to_owned(),
        document: front.document.clone(),
        title: front.title.clone(),
        issuer: front.issuer.clone(),
        reference: front.reference.clone(),
        layer: front.layer.name(),
        edition: front.edition.clone(),
        in_force: front.in_force.to_string(),
        until: front.until.map(|until| until.to_string()),
        is_in_force: front.is_in_force(site.day()),
        link: guidelines::address(edition),
    }
}
