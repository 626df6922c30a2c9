//! The frame round every page: for whom and in which language a request is, the links of the frame, and the
//! headers that every response has.

use super::error::{self, Failure};
use super::{Shared, assets, signed};
use crate::data::Guidance;
use crate::library::Shelf;
use crate::locale::Locale;
use crate::office::{Reader, calendar};
use crate::view::Viewer;
use askama::Template;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use std::sync::Arc;
use varsam_access::Action;
use varsam_rules::{Date, Id, Question, Stack, Text};

/// The longest address that is read, in bytes after the path.
const LONGEST_QUERY: usize = 4096;

/// How long a choice of organisation or language is remembered, in seconds: a year.
const REMEMBERED: u32 = 31_536_000;

/// The parts of the site behind sign-in: path, key of the title, and what somebody must be able to do there.
const INSIDE: [(&str, &str, Action); 5] = [
    ("/cases", "cases-title", Action::StartCase),
    ("/people", "people-title", Action::SearchPersons),
    ("/units", "units-title", Action::ViewUnit),
    ("/grants", "grants-title", Action::ReviewGrants),
    ("/registers", "registers-title", Action::ViewRecord),
];

/// The list of all erasures. Its page and its link ask the same of the reader.
const ERASURES: &str = "/erasures";

/// What the reader's own menu has besides what is everybody's: as above, any one of several acts.
const TOOLS: [(&str, &str, &[Action]); 9] = [
    ("/my/tasks", "my-tasks-title", &[Action::StartCase]),
    ("/import", "import-title", &[Action::ImportPeople]),
    ("/marked", "marked-title", &[Action::ViewMarkedQueue]),
    ("/cards", "cards-title", &[Action::OrderCard]),
    ("/reviews", "reviews-title", &[Action::BeginReview, Action::ReviewGrants]),
    ("/emergency", "emergency-title", &[Action::BreakGlass, Action::ReviewLog]),
    ("/sign-ins", "sign-ins-title", &[Action::AdministerSignIn]),
    (ERASURES, "erasures-title", &[]),
    ("/log", "log-title", &[Action::ReadLog]),
];

/// For whom a page is, and in which language.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The language.
    pub locale: Locale,
    /// The rulebooks.
    pub shelf: Arc<Shelf>,
    /// The path that was asked for.
    pub path: String,
    /// The query that was asked for, without organisation and language.
    pub query: String,
    /// Where in the list of organisations the chosen one stands.
    at: usize,
    /// What lies behind sign-in: whether there is anything, whether it is the demonstration, and who is signed in.
    door: Option<Door>,
    /// Whether a script sent what was sent.
    is_script: bool,
}

/// The way in, as a page shows it.
#[derive(Debug, Clone)]
struct Door {
    is_demo: bool,
    has_others: bool,
    reader: Option<Reader>,
}

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub href: String,
    pub text: String,
    /// One more sentence.
    pub about: String,
    /// Whether it leads to where the reader is.
    pub current: bool,
}

/// A choice of the visitor: what the address says, and what the cookie said before.
struct Choice {
    asked: Option<String>,
    remembered: Option<String>,
}

impl Choice {
    fn of(name: &str, uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default().as_bytes();
        let asked = form_urlencoded::parse(query).find(|(key, _)| key == name);
        Self { asked: asked.map(|(_, value)| value.into_owned()), remembered: cookie(headers, name) }
    }

    fn value(&self) -> Option<&str> {
        self.asked.as_deref().or(self.remembered.as_deref())
    }

    /// The cookie that remembers a value that was asked for and is new.
    fn cookie(&self, name: &str, value: &str) -> Option<HeaderValue> {
        let new = self.asked.is_some() && self.remembered.as_deref() != Some(value);
        let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly");
        HeaderValue::try_from(cookie).ok().filter(|_| new)
    }
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// The first language of `Accept-Language` that there is; Swedish where none is.
fn accepted_language(headers: &HeaderMap) -> &'static str {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut tags = accepted.split(',').filter_map(|part| part.split(';').next()).map(str::trim);
    let known = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or_default();
        ["sv", "en"].into_iter().find(|known| primary.eq_ignore_ascii_case(known))
    };
    tags.find_map(known).unwrap_or("sv")
}

/// Finds out for whom and in which language a request is, lets the page answer, and remembers the choice.
pub(crate) async fn visit(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers());
    let language = Choice::of("lang", &uri, headers);
    let organisation = Choice::of("stack", &uri, headers);
    let locale = Locale::of(language.value().unwrap_or_else(|| accepted_language(headers)));
    let shelf = shared.0.library.shelf();
    let place = |id: &str| shelf.books.stacks.iter().position(|stack| stack.id == id);
    let asked = organisation.asked.as_deref().map(|id| place(id).ok_or_else(|| id.to_owned()));
    let remembered = || organisation.remembered.as_deref().and_then(place);
    let default = || place(&shared.0.settings.default_stack).unwrap_or(0);
    let at = asked.clone().and_then(Result::ok).or_else(remembered).unwrap_or_else(default);
    if shelf.books.stacks.is_empty() {
        return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let signed = signed::reader(&shared, request.headers(), request.extensions()).await;
    let office = shared.0.settings.office.as_ref();
    let door = office.map(|office| Door {
        is_demo: office.is_demo,
        has_others: office.provider.is_some() || office.card.is_some(),
        reader: signed.as_ref().ok().and_then(Option::clone),
    });
    let is_script = is_json(request.headers());
    let site =
        Site { locale, shelf, path: uri.path().to_owned(), query: kept_query(&uri), at, door, is_script };
    request.extensions_mut().insert(site.clone());
    let is_closed = office.is_some_and(|office| office.guidance == Guidance::SignedIn)
        && site.reader().is_none()
        && !signed::is_open(uri.path());
    let failed = signed.map(|reader| reader.map(|reader| request.extensions_mut().insert(reader))).err();
    let failed = failed.or_else(|| is_closed.then(|| Failure::NotSignedIn(site.path.clone())));
    let response = match (failed, asked) {
        (Some(failure), _) => failure.into_response(),
        (None, Some(Err(unknown))) => Failure::NoSuchOrganisation(unknown).into_response(),
        _ if uri.query().is_some_and(|query| query.len() > LONGEST_QUERY) => Failure::TooLong.into_response(),
        _ => next.run(request).await,
    };
    let mut response = error::dressed(&shared, &site, response);
    let set = response.headers_mut();
    let cookies = [language.cookie("lang", locale.tag()), organisation.cookie("stack", &site.stack().id)];
    for cookie in cookies.into_iter().flatten() {
        set.append(header::SET_COOKIE, cookie);
    }
    set.append(header::VARY, HeaderValue::from_static("cookie, accept-language, hx-request"));
    set.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    set.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.tag()));
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

fn kept_query(uri: &Uri) -> String {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    kept.extend_pairs(pairs.filter(|(key, _)| key != "stack" && key != "lang"));
    kept.finish()
}

/// How long browsers are to speak TLS with us and nothing else, in seconds: a year.
const TLS_ONLY: &str = "max-age=31536000";

/// What every response says about what a browser may do with it.
pub(crate) async fn safe(State(shared): State<Shared>, response: Response) -> Response {
    let mut response = bounded(response).await;
    let office = shared.0.settings.office.as_ref();
    if office.is_some_and(|office| !office.is_demo && office.address.scheme() == "https") {
        let value = HeaderValue::from_static(TLS_ONLY);
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// The same, as far as it does not depend on where we are reached.
pub(crate) async fn bounded(mut response: Response) -> Response {
    const HEADERS: [(header::HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A page as it goes out.
pub(crate) fn html(page: impl Into<axum::body::Body>) -> Response {
    Html(page.into()).into_response()
}

impl FromRequestParts<Shared> for Site {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Failure> {
        let site = parts.extensions.get::<Self>().cloned();
        site.ok_or_else(|| Failure::from(anyhow::anyhow!("a page outside of the frame")))
    }
}

/// What templates and pages ask of the frame.
impl Site {
    /// The words for a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.locale.t(key)
    }

    /// The words for a key, with a value in them.
    pub(crate) fn with(&self, key: &str, value: impl AsRef<str>) -> String {
        self.locale.with(key, value.as_ref().to_owned())
    }

    /// The words for a key, with a number in them that they agree with.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
    pub(crate) fn count(&self, key: &str, number: &usize) -> String {
        self.locale.with(key, *number)
    }

    /// The words for one of several things of a kind: `layer` and `own` make the key `layer-own`.
    pub(crate) fn pick(&self, kind: &str, name: &str) -> String {
        self.t(&format!("{kind}-{}", self.slug(name)))
    }

    /// A name as it stands in keys and attributes.
    #[expect(clippy::unused_self, reason = "templates reach functions through what they are given")]
    pub(crate) fn slug(&self, name: &str) -> String {
        name.replace('_', "-")
    }

    /// A text of a rulebook.
    pub(crate) fn text(&self, text: &Text) -> String {
        self.locale.text(text)
    }

    /// The organisation.
    pub(crate) fn stack(&self) -> &Stack {
        #[expect(clippy::indexing_slicing, reason = "the place was found in this very list")]
        &self.shelf.books.stacks[self.at]
    }

    /// The same for another organisation.
    pub(crate) fn of_stack(self, id: &str) -> Option<Self> {
        let at = self.shelf.books.stacks.iter().position(|stack| stack.id == id)?;
        Some(Self { at, ..self })
    }

    /// The name of the organisation.
    pub(crate) fn organisation(&self) -> String {
        self.text(&self.stack().title)
    }

    /// Puts rulebook things into words, for this organisation and language.
    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer { books: &self.shelf.books, stack: self.stack(), locale: self.locale }
    }

    /// Whether there is a choice of organisation.
    pub(crate) fn has_choice(&self) -> bool {
        self.shelf.books.stacks.len() > 1
    }

    /// The way to ask a question, with facts as a query. It names the organisation where there are several, so
    /// that a link which is passed on leads to the same answer.
    pub(crate) fn ask(&self, question: &str, facts: &str) -> String {
        let organisation =
            if self.has_choice() { format!("stack={}", self.stack().id) } else { String::new() };
        let query = [organisation.as_str(), facts].into_iter().filter(|part| !part.is_empty());
        let query = query.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/ask/{question}{mark}{query}")
    }

    /// A link that asks a question.
    pub(crate) fn question_link(&self, question: Id<Question>, facts: &str) -> Link {
        let view = self.viewer().question(question);
        Link { href: self.ask(&view.id, facts), text: view.title, about: view.about, current: false }
    }

    /// The same page for each organisation.
    pub(crate) fn organisations(&self) -> Vec<Link> {
        let link = |(at, stack): (usize, &Stack)| Link {
            href: self.here("stack", &stack.id),
            text: self.text(&stack.title),
            about: String::new(),
            current: at == self.at,
        };
        self.shelf.books.stacks.iter().enumerate().map(link).collect()
    }

    /// The same page in the other language: its tag and the address.
    pub(crate) fn other_language(&self) -> (&'static str, String) {
        let tag = if self.locale.tag() == "sv" { "en" } else { "sv" };
        (tag, self.here("lang", tag))
    }

    fn here(&self, name: &str, value: &str) -> String {
        let mark = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{mark}{name}={value}", self.path, self.query)
    }

    /// The parts of the site, for the main menu.
    pub(crate) fn parts(&self) -> Vec<Link> {
        let parts = [
            ("/", self.t("nav-ask")),
            ("/check", self.t("nav-check")),
            ("/guidelines", self.t("nav-guidelines")),
            ("/changes", self.t("nav-changes")),
            ("/health", self.t("nav-health")),
        ];
        let inside = INSIDE.into_iter().filter(|(_, _, act)| self.may_open(*act));
        let inside = inside.map(|(href, key, _)| (href, self.t(key)));
        parts.into_iter().chain(inside).map(|(href, text)| self.link(href, text)).collect()
    }

    /// Whether this is the demonstration.
    pub(crate) fn is_demo(&self) -> bool {
        self.door.as_ref().is_some_and(|door| door.is_demo)
    }

    /// Whether one can sign in through others: a provider or a card.
    pub(crate) fn has_others(&self) -> bool {
        self.door.as_ref().is_some_and(|door| door.has_others)
    }

    /// Whether one can sign in at all.
    pub(crate) fn has_door(&self) -> bool {
        self.door.is_some()
    }

    /// What who is signed in is called.
    pub(crate) fn reader(&self) -> Option<&str> {
        Some(self.signed_in()?.name.as_str())
    }

    /// Whether who is signed in may do this somewhere.
    fn may_open(&self, act: Action) -> bool {
        self.signed_in().is_some_and(|reader| reader.opens.contains(&act))
    }

    /// What the reader's own menu has.
    pub(crate) fn tools(&self) -> Vec<Link> {
        let everybodys = [
            ("/my/log", "my-log-title"),
            ("/my/sign-in", "my-sign-in-title"),
            ("/who-may", "who-may-title"),
            ("/who-may/reach", "reach-title"),
        ];
        let for_some = TOOLS.into_iter().filter(|(href, _, acts)| {
            let may = match *href {
                ERASURES => self.signed_in().is_some_and(|reader| reader.lists_erasures),
                _ => acts.iter().any(|act| self.may_open(*act)),
            };
            may || (*href == "/emergency" && self.told() > 0)
        });
        let others = self.has_others().then_some(("/my/identities", "identities-title"));
        let all = everybodys.into_iter().chain(others).chain(for_some.map(|(href, key, _)| (href, key)));
        all.map(|(href, key)| self.link(href, self.t(key))).collect()
    }

    fn link(&self, href: &str, text: String) -> Link {
        Link { href: href.to_owned(), text, about: String::new(), current: self.path == href }
    }

    /// Who is signed in.
    pub(crate) fn signed_in(&self) -> Option<&Reader> {
        self.door.as_ref()?.reader.as_ref()
    }

    /// The units that the reader can choose among; none where there is no choice.
    pub(crate) fn own_units(&self) -> Vec<Link> {
        let Some(reader) = self.signed_in().filter(|reader| reader.own.len() > 1) else { return vec![] };
        let link = |unit: &varsam_model::Id<varsam_model::id::Unit>| Link {
            href: unit.to_string(),
            text: reader.units.name(*unit).to_owned(),
            about: String::new(),
            current: reader.chosen == Some(*unit),
        };
        reader.own.iter().map(link).collect()
    }

    /// What the chosen unit is called; empty where all are.
    pub(crate) fn chosen_unit(&self) -> &str {
        let reader = self.signed_in();
        reader.and_then(|reader| Some(reader.units.name(reader.chosen?))).unwrap_or_default()
    }

    /// The emergency accesses of the reader that last: where, and until when.
    pub(crate) fn emergencies(&self) -> Vec<(String, String)> {
        let lasting = self.signed_in().map(|reader| {
            let said = reader.emergencies.iter().map(|emergency| {
                (reader.units.name(emergency.unit).to_owned(), calendar::minute(emergency.until))
            });
            said.collect()
        });
        lasting.unwrap_or_default()
    }

    /// How many emergency accesses of others wait to be judged.
    pub(crate) fn told(&self) -> usize {
        self.signed_in().map_or(0, |reader| reader.told)
    }

    /// Whether the page has a search field of its own.
    pub(crate) fn has_own_search(&self) -> bool {
        matches!(self.path.as_str(), "/" | "/search")
    }

    /// Whether a program is asking.
    pub(crate) fn is_api(&self) -> bool {
        self.is_script || self.path.starts_with("/api/")
    }

    /// The address of an asset by its plain name; empty where the assets have not been made.
    #[expect(clippy::unused_self, reason = "templates reach functions through what they are given")]
    pub(crate) fn asset(&self, plain: &str) -> String {
        assets::named(plain).unwrap_or_default()
    }

    /// The day for which the rules are read.
    pub(crate) fn day(&self) -> Date {
        self.shelf.day
    }
}

/// The accessibility statement.
#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    site: Site,
    title: String,
}

/// `GET /accessibility`
pub(crate) async fn accessibility(site: Site) -> Result<Response, Failure> {
    let title = site.t("accessibility-title");
    Ok(html(Accessibility { site, title }.render()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_wins() {
        let of = |value: &'static str| {
            accepted_language(&HeaderMap::from_iter([(
                header::ACCEPT_LANGUAGE,
                HeaderValue::from_static(value),
            )]))
        };
        assert_eq!(of("de, en-GB;q=0.8, sv;q=0.5"), "en");
        assert_eq!(of("sv-SE,en"), "sv");
        assert_eq!(of("fi"), "sv");
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("a=b; lang=en; stack=company"))]);
        assert_eq!(cookie(&headers, "stack").as_deref(), Some("company"));
        assert_eq!(cookie(&headers, "tack"), None);
    }
}
