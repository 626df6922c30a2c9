//! Check a text before it is saved or sent: what does not belong there, where it does, and a copy without it.

use super::error::Failure;
use super::guard::{Found, Guarded, LONGEST, Sent};
use super::site::{Link, Site, html};
use crate::guard::Field;
use crate::redact::{Redaction, cover, personal};
use askama::Template;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use varsam_detect::redact::{Aliases, Cover};

/// The id of the block with the result.
const RESULT: &str = "check-result";

/// `/check`; for htmx, only its block `result`.
#[derive(Template)]
#[template(path = "check.html", blocks = ["result"])]
pub(crate) struct Check {
    site: Site,
    title: String,
    guarded: Guarded,
    /// What the text is for, and what it can be for.
    field: Field,
    fields: [Field; 6],
    found: Found,
    /// Whether there is a text that can be copied without what was found.
    has_text: bool,
    /// Whether nothing is written yet, so that examples help.
    is_empty: bool,
    /// The copy, and how it was made.
    copy: Option<(String, &'static str)>,
    /// Texts of ours that fill the form.
    examples: Vec<Link>,
}

/// `GET /check`, `GET /check?example=…`
pub(crate) async fn open(site: Site, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let asked = |name: &str| {
        let found = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name);
        found.and_then(|(_, value)| Field::from_code(&value))
    };
    let example = asked("example");
    let text = example.map(|field| site.pick("example", field.code())).unwrap_or_default();
    let field = example.or_else(|| asked("field")).unwrap_or(Field::AbsenceNote);
    Ok(html(Check::of(site, &text, Some(field), None).render()?))
}

/// `POST /check`
pub(crate) async fn check(
    site: Site,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Failure> {
    let is_block = headers.contains_key("hx-request");
    let (page, status) = match body {
        Ok(body) => {
            let sent = Sent::read(&body);
            let field = Field::from_code(sent.get("field"));
            let page = Check::of(site, sent.get("text"), field, cover(sent.get("cover")));
            let status = page.found.status();
            (page, status)
        }
        Err(_) => (Check::far_too_long(site, is_block), StatusCode::PAYLOAD_TOO_LARGE),
    };
    if is_block {
        // A block is shown with 200 and 422 only; what is written stays in its field all the same.
        let status = if status == StatusCode::OK { status } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok((status, html(page.as_result().render()?)).into_response());
    }
    Ok((status, html(page.render()?)).into_response())
}

impl Check {
    fn of(site: Site, text: &str, field: Option<Field>, cover: Option<Cover>) -> Self {
        // A browser sends line breaks as two characters; one is what the writer counts and copies.
        let text = text.replace("\r\n", "\n");
        let found = Found::of(&site, "guard-text", &text, field);
        let has_text = found.error.is_none() && !text.trim().is_empty();
        let is_empty = found.error.is_none() && !has_text;
        let copy = cover.filter(|_| has_text).map(|cover| {
            let redaction = Redaction { labels: personal(), cover, locale: site.locale };
            let name = if cover == Cover::Mask { "check-copied-mask" } else { "check-copied-alias" };
            (redaction.apply(&text, &mut Aliases::default()).0, name)
        });
        let guarded = Guarded {
            name: "text".to_owned(),
            label: site.t("check-text"),
            address: "/check",
            target: RESULT.to_owned(),
            field: "",
            value: text,
            error: found.error.clone(),
        };
        let example = |field: Field| Link {
            href: format!("/check?example={}", field.code()),
            text: site.pick("field", field.code()),
            about: String::new(),
            current: false,
        };
        let examples = Field::ALL.map(example).into_iter().collect();
        let title = site.t("check-title");
        let field = field.unwrap_or(Field::AbsenceNote);
        Self { title, guarded, field, fields: Field::ALL, found, has_text, is_empty, copy, examples, site }
    }

    /// The page for a text that was too long to be read; only a script's answer leaves it in its field.
    fn far_too_long(site: Site, is_block: bool) -> Self {
        let key = if is_block { "check-too-long" } else { "check-far-too-long" };
        let error = site.count(key, &LONGEST);
        let mut page = Self::of(site, "", Some(Field::AbsenceNote), None);
        page.guarded.error = Some(error.clone());
        page.found.error = Some(error);
        page
    }
}
