//! Checking and redacting texts, for programs. Texts come in bodies only, and stand in no log and no error.

use crate::guard::{Field, guard};
use crate::locale::Locale;
use crate::redact::{Redaction, cover, personal};
use crate::view::FindingView;
use crate::web::Shared;
use crate::web::error::{self, Errors, Failure};
use crate::web::guard::{LARGEST_BODY, LONGEST};
use crate::web::site::Site;
use axum::Json;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use varsam_detect::Label;
use varsam_detect::redact::Aliases;

/// The routes, with the limit that texts have.
pub(super) fn routes() -> OpenApiRouter<Shared> {
    let routes = OpenApiRouter::new().routes(routes!(check)).routes(routes!(redact));
    routes.layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// A text to check.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Guarded {
    /// The text, at most 100,000 characters.
    text: String,
    /// What it is for: `absence-note`, `teacher-note`, `public-post`, `form-question`, `incident-report` or `register-text`.
    field: String,
    /// The organisation.
    stack: Option<String>,
    /// The language of the answer, `sv` or `en`.
    lang: Option<String>,
}

/// What to look at. Nothing found does not mean that a text holds no personal data.
#[derive(Serialize, ToSchema)]
struct Findings {
    /// What the text is for.
    field: &'static str,
    /// Each place, in the order of the text.
    findings: Vec<FindingView>,
}

/// A text to redact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ToRedact {
    /// The text, at most 100,000 characters.
    text: String,
    /// What is covered, such as `PERSON`; without it, all that is personal data.
    labels: Option<Vec<String>>,
    /// `mask` for blocks, `alias` for names such as `[Person 1]`; without it, `mask`.
    cover: Option<String>,
    /// The language of the names, `sv` or `en`.
    lang: Option<String>,
}

/// A text without what was found in it.
#[derive(Serialize, ToSchema)]
struct Redacted {
    /// The text.
    text: String,
    /// How many places were covered, by label.
    replaced: BTreeMap<&'static str, usize>,
}

/// Check a text that is meant for a field.
#[utoipa::path(
    post, path = "/api/guard", request_body = Guarded,
    responses(
        (status = OK, body = Findings),
        (status = PAYLOAD_TOO_LARGE, body = Errors, description = "A text that is too long"),
        (status = UNPROCESSABLE_ENTITY, body = Errors, description = "No such field or organisation"),
    )
)]
async fn check(mut site: Site, body: Result<Json<Guarded>, JsonRejection>) -> Result<Response, Failure> {
    let asked = match body {
        Ok(Json(asked)) => asked,
        Err(rejection) => {
            return Ok(unread(&site, &rejection, "{\"text\": \"…\", \"field\": \"teacher-note\"}"));
        }
    };
    speak(&mut site, asked.lang.as_deref());
    if let Some(stack) = asked.stack {
        site = site.of_stack(&stack).ok_or(Failure::NoSuchOrganisation(stack))?;
    }
    if let Some(refusal) = too_long(&site, &asked.text) {
        return Ok(refusal);
    }
    let Some(field) = Field::from_code(&asked.field) else {
        let known = Field::ALL.map(Field::code).join(", ");
        return Ok(wrong("no-such-field", &site.with("api-no-such-field", known)));
    };
    let findings = guard(&asked.text, field);
    let findings = site.viewer().findings(&asked.text, &findings);
    Ok(Json(Findings { field: field.code(), findings }).into_response())
}

/// Redact a text.
#[utoipa::path(
    post, path = "/api/redact", request_body = ToRedact,
    responses(
        (status = OK, body = Redacted),
        (status = PAYLOAD_TOO_LARGE, body = Errors, description = "A text that is too long"),
        (status = UNPROCESSABLE_ENTITY, body = Errors, description = "No such label or cover"),
    )
)]
async fn redact(mut site: Site, body: Result<Json<ToRedact>, JsonRejection>) -> Response {
    let asked = match body {
        Ok(Json(asked)) => asked,
        Err(rejection) => return unread(&site, &rejection, "{\"text\": \"…\", \"cover\": \"alias\"}"),
    };
    speak(&mut site, asked.lang.as_deref());
    if let Some(refusal) = too_long(&site, &asked.text) {
        return refusal;
    }
    let labels = asked
        .labels
        .map_or_else(|| Some(personal()), |codes| codes.iter().map(|code| Label::from_code(code)).collect());
    let Some(labels) = labels else {
        let known = Label::ALL.map(Label::code).join(", ");
        return wrong("no-such-label", &site.with("api-no-such-label", known));
    };
    let Some(cover) = cover(asked.cover.as_deref().unwrap_or("mask")) else {
        return wrong("no-such-cover", &site.t("api-no-such-cover"));
    };
    let redaction = Redaction { labels, cover, locale: site.locale };
    let (text, replaced) = redaction.apply(&asked.text, &mut Aliases::default());
    Json(Redacted { text, replaced }).into_response()
}

fn speak(site: &mut Site, lang: Option<&str>) {
    if let Some(lang) = lang {
        site.locale = Locale::of(lang);
    }
}

fn too_long(site: &Site, text: &str) -> Option<Response> {
    let is_long = text.chars().count() > LONGEST;
    is_long.then(|| {
        let message = site.count("api-too-long", &LONGEST);
        error::json(StatusCode::PAYLOAD_TOO_LARGE, None, "too-long", &message)
    })
}

fn wrong(kind: &str, message: &str) -> Response {
    error::json(StatusCode::UNPROCESSABLE_ENTITY, None, kind, message)
}

/// A body that cannot be read. Its own message may quote the text, so it is not passed on.
fn unread(site: &Site, rejection: &JsonRejection, example: &str) -> Response {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let message = site.count("api-too-long", &LONGEST);
        return error::json(StatusCode::PAYLOAD_TOO_LARGE, None, "too-long", &message);
    }
    error::json(rejection.status(), None, "body", &site.with("api-body", example))
}
