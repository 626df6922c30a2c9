//! One document as a page to read, its executable part as notes beside the text.

use super::error::Failure;
use super::guidelines::{Row, address, row};
use super::notes::{Note, Notes};
use super::site::{Link, Site, html};
use super::{Shared, past, prose};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeSet;
use varsam_rules::{Date, Document, Part, Rulebooks};

/// `/guidelines/{rulebook}/{document}`
#[derive(Template)]
#[template(path = "guideline.html")]
pub(crate) struct Guideline<'a> {
    site: &'a Site,
    title: String,
    /// What stands at the head of the document.
    head: Row,
    layer: &'static str,
    decided: Option<String>,
    source: Option<String>,
    /// The same document in each edition, the newest first.
    editions: Vec<Link>,
    /// The day that was asked for, as it was written.
    day: String,
    /// What is wrong with that day.
    day_error: Option<String>,
    /// Whether the edition shown is in force on the day of the rulebooks.
    is_in_force: bool,
    /// Whether the organisation follows the document.
    is_followed: bool,
    /// The way to what changed when the edition came into force.
    changes: Option<String>,
    sections: Vec<Section>,
}

/// A piece of the document: at most one heading, some prose, and what runs of it.
struct Section {
    heading: Option<Heading>,
    prose: String,
    notes: Vec<Note>,
}

struct Heading {
    level: u8,
    text: String,
    anchor: String,
}

/// `GET /guidelines/{rulebook}/{document}`
pub(crate) async fn page(
    State(shared): State<Shared>,
    site: Site,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let named = find(&site.shelf.books, &path).ok_or(Failure::NoSuchPage)?;
    let query = query.unwrap_or_default();
    let day = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "day");
    let Some(day) = day.map(|(_, day)| day.trim().to_owned()).filter(|day| !day.is_empty()) else {
        return current(&shared, &site, named).await;
    };
    let edition = match day.parse::<Date>() {
        Ok(date) => editions(&site.shelf.books, named)
            .into_iter()
            .find(|edition| edition.front.is_in_force(date))
            .ok_or_else(|| site.t("guideline-none-then")),
        Err(_) => Err(site.t("day-error")),
    };
    let error = edition.as_ref().err().cloned();
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let edition = edition.unwrap_or(named);
    let (books, edition) = books_of(&shared, &site, edition).await?;
    let books = books.as_ref().map_or(&site.shelf.books, |old| &old.books);
    let page = Guideline::of(&site, books, &edition, day, error).render()?;
    Ok((status, html(page)).into_response())
}

async fn current(shared: &Shared, site: &Site, named: &Document) -> Result<Response, Failure> {
    let (old, edition) = books_of(shared, site, named).await?;
    let books = old.as_ref().map_or(&site.shelf.books, |old| &old.books);
    let page = |site: &Site| Guideline::of(site, books, &edition, String::new(), None).render();
    Ok(html(shared.0.kept.page(site, page)?))
}

/// The books in which an edition is in force: those being served, or those of its first day.
async fn books_of(
    shared: &Shared,
    site: &Site,
    edition: &Document,
) -> Result<(Option<std::sync::Arc<past::Old>>, Document), Failure> {
    let old = if edition.front.is_in_force(site.day()) {
        None
    } else {
        Some(past::on(shared, site, edition.front.in_force).await?)
    };
    Ok((old, edition.clone()))
}

/// The document at a path: by its file, or the edition in force (else the newest) by its name.
pub(super) fn find<'a>(books: &'a Rulebooks, path: &str) -> Option<&'a Document> {
    let file = |document: &&Document| document.file.strip_suffix(".md") == Some(path);
    let named = |document: &&Document| format!("{}/{}", document.rulebook(), document.front.document) == path;
    let in_force = || books.documents.iter().map(|(_, document)| document).find(named);
    books.editions.iter().find(file).or_else(in_force).or_else(|| books.editions.iter().rev().find(named))
}

/// All editions of a document, the newest first.
fn editions<'a>(books: &'a Rulebooks, document: &Document) -> Vec<&'a Document> {
    let same = |other: &&Document| {
        other.rulebook() == document.rulebook() && other.front.document == document.front.document
    };
    let mut editions: Vec<&Document> = books.editions.iter().filter(same).collect();
    editions.sort_by_key(|edition| std::cmp::Reverse(edition.front.in_force));
    editions
}

impl<'a> Guideline<'a> {
    fn of(
        site: &'a Site,
        books: &Rulebooks,
        edition: &Document,
        day: String,
        day_error: Option<String>,
    ) -> Self {
        let front = &edition.front;
        let in_force = |date: Date| super::changes::day_before(date).map(|before| (before, date));
        let link = |other: &Document| Link {
            href: address(other),
            text: other.front.edition.clone(),
            about: other.front.in_force.to_string(),
            current: other.file == edition.file,
        };
        let (title, sections) = sections(site, books, edition);
        Self {
            title: title.unwrap_or_else(|| front.title.clone()),
            head: row(edition),
            layer: front.layer.name(),
            decided: front.decided.map(|day| day.to_string()),
            source: front.source.clone().filter(|source| source.starts_with("https://")),
            editions: editions(&site.shelf.books, edition).into_iter().map(link).collect(),
            day,
            day_error,
            is_in_force: front.is_in_force(site.day()),
            is_followed: site.stack().includes(edition),
            changes: in_force(front.in_force).map(|(from, to)| format!("/changes?from={from}&to={to}")),
            sections,
            site,
        }
    }

    /// The headings that a table of contents lists.
    fn contents(&self) -> Vec<&Heading> {
        self.sections.iter().filter_map(|section| section.heading.as_ref()).collect()
    }
}

/// The document in pieces. Its first heading of the first level is its title and heads the page.
fn sections(site: &Site, books: &Rulebooks, edition: &Document) -> (Option<String>, Vec<Section>) {
    let document = books.documents.find(|document| document.file == edition.file);
    let mut notes = document.map(|document| Notes::new(site, books, document));
    let (mut title, mut sections): (Option<String>, Vec<Section>) = (None, Vec::new());
    let (mut level, mut taken) = (1, BTreeSet::new());
    for part in &edition.parts {
        match part {
            Part::Heading(1, text, _) if title.is_none() && sections.is_empty() => title = Some(text.clone()),
            Part::Heading(wanted, text, anchor) => {
                level = (*wanted).clamp(2, level + 1);
                let anchor = free(anchor, &mut taken);
                let heading = Heading { level, text: text.clone(), anchor };
                sections.push(Section { heading: Some(heading), prose: String::new(), notes: Vec::new() });
            }
            Part::Prose(markdown) => {
                let section = open(&mut sections, |section| section.notes.is_empty());
                section.prose += &prose::html(markdown, &site.t("guideline-table"));
            }
            Part::Block(block) => {
                let note = notes.as_mut().and_then(|notes| notes.next(block.kind));
                open(&mut sections, |_| true).notes.extend(note);
            }
        }
    }
    (title, sections)
}

/// The last piece if it may take more, else a new one: text after notes starts anew, so that notes stay beside the
/// text that they belong to.
fn open(sections: &mut Vec<Section>, may: impl Fn(&Section) -> bool) -> &mut Section {
    if !sections.last().is_some_and(may) {
        sections.push(Section { heading: None, prose: String::new(), notes: Vec::new() });
    }
    #[expect(clippy::unwrap_used, reason = "one was just put there if there was none")]
    sections.last_mut().unwrap()
}

/// An anchor of a heading that nothing else on the page has. Blocks keep their ids: answers link to them.
fn free(anchor: &str, taken: &mut BTreeSet<String>) -> String {
    let mut anchor = format!("s-{anchor}");
    while !taken.insert(anchor.clone()) {
        anchor.push('-');
    }
    anchor
}
