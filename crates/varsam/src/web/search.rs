//! Search by everyday words: the questions that fit, with what the words already say filled in.

use super::error::Failure;
use super::site::{Link, Site, html};
use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use varsam_rules::Hit;

/// The longest text that is searched for, in characters. Nobody needs more to say what they want to do.
const LONGEST: usize = 300;

/// `/search`
#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct Search {
    title: String,
    /// What was typed.
    q: String,
    /// Whether it is too long to look at.
    too_long: bool,
    /// The best hit, then the others.
    hits: Vec<Found>,
    /// Whom to ask when nothing is found.
    ask: Option<String>,
    site: Site,
}

/// A question that fits.
struct Found {
    link: Link,
    /// What the words say already, as an asker reads it: "Instagram · En bild".
    says: String,
    /// Whether the organisation's rules answer it.
    has_rules: bool,
}

/// `GET /search?q=…`
pub(crate) async fn page(site: Site, RawQuery(query): RawQuery) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let typed = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "q");
    let q = typed.map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
    let too_long = q.chars().count() > LONGEST;
    let status = if too_long { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let books = &site.shelf.books;
    let hits = if too_long || q.is_empty() { Vec::new() } else { books.search(site.stack(), &q) };
    let hits = hits.iter().map(|hit| found(&site, hit)).collect();
    let title = if q.is_empty() { site.t("search-title") } else { site.with("search-title-for", short(&q)) };
    let ask = whom_to_ask(&site);
    let page = Search { title, q, too_long, hits, ask, site };
    Ok((status, html(page.render()?)).into_response())
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

fn found(site: &Site, hit: &Hit) -> Found {
    let facts = &site.shelf.books.names.facts;
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (fact, value) in &hit.facts {
        query.append_pair(&facts[*fact].id, value);
    }
    let says = hit.facts.iter().filter_map(|(fact, value)| {
        let value = facts[*fact].values().iter().find(|known| known.id == *value)?;
        Some(site.text(&value.text))
    });
    Found {
        says: says.collect::<Vec<_>>().join(" · "),
        link: site.question_link(hit.question, &query.finish()),
        has_rules: site.stack().has_rules_on(hit.question),
    }
}

/// The organisation's contact for anything, where it names one.
fn whom_to_ask(site: &Site) -> Option<String> {
    let books = &site.shelf.books;
    let contacts = books.contacts.iter().map(|(_, contact)| contact);
    let mut general =
        contacts.filter(|c| c.questions.is_empty() && site.stack().holds(books, &c.source, None));
    general.next().map(|contact| site.text(&contact.who))
}
