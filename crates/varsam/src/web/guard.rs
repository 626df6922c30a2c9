//! A guarded field: a text area that is checked while somebody types, and what was found in it, for any form.
//!
//! The form sends its text by POST, never in an address; nothing of it is stored or logged. `docs/guide/guard.md`
//! says how a form uses it.

use super::error::Failure;
use super::site::{Link, Site, html};
use crate::guard::{Advice, Field, Finding, Severity, What, guard};
use crate::view::{FindingView, RuleView};
use askama::Template;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

/// The longest text that is checked, in characters.
pub(crate) const LONGEST: usize = 100_000;

/// The largest body that is read, in bytes: the longest text, each character percent-encoded.
pub(crate) const LARGEST_BODY: usize = 2 * 1024 * 1024;

/// A guarded field of a form.
pub(crate) struct Guarded {
    /// Its name in the form.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Where it is checked while somebody types: `/guard/field`, or the form's own address.
    pub address: &'static str,
    /// The id of the block that the answer takes the place of.
    pub target: String,
    /// What it is for, by its code; empty where the form has a field `field` in which that is chosen.
    pub field: &'static str,
    /// What is written in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What was found in a text.
#[derive(Template)]
#[template(path = "guard/found.html")]
pub(crate) struct Found {
    site: Site,
    /// The id of the block.
    id: String,
    /// What keeps the text from being checked.
    pub error: Option<String>,
    /// Whether there is no text.
    is_empty: bool,
    /// How many places there are.
    count: usize,
    /// The text in pieces, some of them marked.
    pieces: Vec<Piece>,
    /// What was found, the same things together.
    groups: Vec<Group>,
}

/// A piece of the text.
struct Piece {
    text: String,
    /// For a marked one: the number of its group.
    group: usize,
}

/// Findings with one advice.
struct Group {
    advice: Advice,
    what: Vec<String>,
    weight: String,
    color: &'static str,
    quotes: Vec<String>,
    why: Vec<String>,
    instead: String,
    rules: Vec<RuleView>,
    /// A question for the rules.
    ask: Option<Link>,
}

impl Found {
    /// Checks a text.
    pub(crate) fn of(site: &Site, id: &str, text: &str, field: Option<Field>) -> Self {
        let mut found = Self::empty(site, id);
        found.is_empty = text.trim().is_empty();
        match field {
            None => found.error = Some(site.t("check-no-field")),
            Some(_) if text.chars().count() > LONGEST => {
                found.error = Some(site.count("check-too-long", &LONGEST));
            }
            Some(field) => found.fill(text, field),
        }
        found
    }

    /// A block in which nothing stands yet.
    pub(crate) fn empty(site: &Site, id: &str) -> Self {
        Self {
            site: site.clone(),
            id: id.to_owned(),
            error: None,
            is_empty: true,
            count: 0,
            pieces: Vec::new(),
            groups: Vec::new(),
        }
    }

    fn fill(&mut self, text: &str, field: Field) {
        let findings = guard(text, field);
        let views = self.site.viewer().findings(text, &findings);
        for (finding, view) in findings.iter().zip(&views) {
            self.add_to_group(finding, finding.text(text), view);
        }
        // What does not belong comes first; a reader has ten seconds.
        self.groups.sort_by_key(|group| group.advice.severity());
        let mut end = 0;
        for finding in &findings {
            if finding.start >= end {
                self.add_piece(text, end, finding.start, 0);
                self.add_piece(text, finding.start, finding.end, self.number(finding.advice));
                end = finding.end;
            }
        }
        self.add_piece(text, end, text.len(), 0);
        self.count = findings.len();
    }

    /// The number of the group with an advice, from 1.
    fn number(&self, advice: Advice) -> usize {
        self.groups.iter().position(|group| group.advice == advice).map_or(0, |at| at + 1)
    }

    fn add_piece(&mut self, text: &str, start: usize, end: usize, group: usize) {
        let text = text.get(start..end).unwrap_or_default();
        if !text.is_empty() {
            self.pieces.push(Piece { text: text.to_owned(), group });
        }
    }

    fn add_to_group(&mut self, finding: &Finding, words: &str, view: &FindingView) {
        if self.number(finding.advice) == 0 {
            let ask = (finding.what == What::Picture).then(|| self.picture_link());
            self.groups.push(Group::of(finding.advice, view, ask));
        }
        let group = self.groups.iter_mut().find(|group| group.advice == finding.advice);
        if let Some(group) = group {
            add(&mut group.what, &view.what);
            add(&mut group.quotes, words);
            add(&mut group.why, &view.why);
        }
    }

    fn picture_link(&self) -> Link {
        let href = self.site.ask("publish", "content=picture");
        Link { href, text: self.site.t("check-ask"), about: String::new(), current: false }
    }

    /// What a marked piece is, in words.
    fn about(&self, piece: &Piece) -> String {
        let group = piece.group.checked_sub(1).and_then(|at| self.groups.get(at));
        group.map(|group| format!("{}: {}", group.title(), group.weight)).unwrap_or_default()
    }

    /// The status of a page with this block.
    pub(crate) fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

impl Group {
    fn of(advice: Advice, view: &FindingView, ask: Option<Link>) -> Self {
        let color = match advice.severity() {
            Severity::NotHere => "danger",
            Severity::Check => "warning",
            Severity::Hint => "neutral",
        };
        Self {
            advice,
            what: Vec::new(),
            weight: view.weight.clone(),
            color,
            quotes: Vec::new(),
            why: Vec::new(),
            instead: view.instead.clone(),
            rules: view.rules.clone(),
            ask,
        }
    }

    /// What it is about, in words.
    fn title(&self) -> String {
        self.what.join(", ")
    }
}

fn add(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

/// A form as it came in, by the names of its fields; a name given twice counts the first time.
pub(crate) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(crate) fn read(body: &Bytes) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// `POST /guard/field`: the field named by `guarded` in the form, checked as one for `field`.
pub(crate) async fn field(site: Site, body: Result<Bytes, BytesRejection>) -> Result<Response, Failure> {
    let Ok(body) = body else {
        return Err(Failure::TooLong);
    };
    let sent = Sent::read(&body);
    let name = sent.get("guarded");
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > 40 || !name.chars().all(is_name) {
        return Err(Failure::NoSuchPage);
    }
    let id = format!("guard-{name}");
    let found = Found::of(&site, &id, sent.get(name), Field::from_code(sent.get("field")));
    Ok((found.status(), html(found.render()?)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Library, Origin};
    use crate::web::{Settings, framed, shared};
    use axum::Router;
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use std::sync::Arc;
    use tower::ServiceExt as _;

    /// A form of its own, as any page may have one.
    #[derive(Template)]
    #[template(
        source = "{% import \"guard/field.html\" as guard %}{% call guard::field(site, at) %}{% endcall %}",
        ext = "html"
    )]
    struct Form {
        site: Site,
        at: Guarded,
    }

    async fn form(site: Site) -> Result<Response, Failure> {
        let at = Guarded {
            name: "note".into(),
            label: "Note".into(),
            address: "/guard/field",
            target: "guard-note".into(),
            field: Field::TeacherNote.code(),
            value: "a <b>".into(),
            error: Some("wrong".into()),
        };
        Ok(html(Form { site, at }.render()?))
    }

    #[tokio::test]
    async fn a_field_says_what_it_is_for_and_where_it_is_checked() {
        let library = Library::open(Origin::Shipped, "2026-11-21".parse().unwrap()).unwrap();
        let router =
            framed(Router::new().route("/", get(form)), shared(Arc::new(library), Settings::default()));
        let response = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let page = String::from_utf8_lossy(&body).replace("&quot;", "\"");
        for part in [
            "hx-post=\"/guard/field\"",
            "hx-target=\"#guard-note\"",
            "hx-vals=\"{\"guarded\":\"note\",\"field\":\"teacher-note\"}\"",
            "hx-params=\"note,field,guarded\"",
            "aria-describedby=\"hint-note error-note\" aria-invalid=\"true\"",
            ">\na &#60;b&#62;</textarea>",
        ] {
            assert!(page.contains(part), "no {part} in {page}");
        }
    }
}
