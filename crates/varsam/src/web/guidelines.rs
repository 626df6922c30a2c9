//! The documents that an organisation follows, by layer.

use super::Shared;
use super::error::Failure;
use super::site::{Site, html};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use varsam_rules::{Document, Layer};

/// `/guidelines`
#[derive(Template)]
#[template(path = "guidelines.html")]
pub(crate) struct Guidelines<'a> {
    site: &'a Site,
    title: String,
    /// Each layer that has documents, the organisation's own first.
    layers: Vec<(&'static str, Vec<Row>)>,
}

/// A document.
pub(crate) struct Row {
    pub href: String,
    pub title: String,
    pub issuer: String,
    pub reference: Option<String>,
    pub in_force: String,
    pub until: Option<String>,
    pub edition: String,
}

/// A document as a row of a list.
pub(crate) fn row(document: &Document) -> Row {
    let front = &document.front;
    Row {
        href: address(document),
        title: front.title.clone(),
        issuer: front.issuer.clone(),
        reference: front.reference.clone(),
        in_force: front.in_force.to_string(),
        until: front.until.map(|until| until.to_string()),
        edition: front.edition.clone(),
    }
}

/// The page of a document, as a path on this server.
pub(crate) fn address(document: &Document) -> String {
    format!("/guidelines/{}", document.file.trim_end_matches(".md"))
}

/// `GET /guidelines`
pub(crate) async fn page(State(shared): State<Shared>, site: Site) -> Result<Response, Failure> {
    let page = shared.0.kept.page(&site, |site| Guidelines::of(site).render())?;
    Ok(html(page))
}

impl<'a> Guidelines<'a> {
    fn of(site: &'a Site) -> Self {
        let documents = |layer: Layer| {
            let ours = site.shelf.books.documents.iter().map(|(_, document)| document);
            let ours =
                ours.filter(|document| site.stack().includes(document) && document.front.layer == layer);
            ours.map(row).collect::<Vec<_>>()
        };
        let layers = [Layer::Own, Layer::Guidance, Layer::Law, Layer::Vocabulary];
        let layers = layers.into_iter().map(|layer| (layer.name(), documents(layer)));
        let layers = layers.filter(|(_, rows)| !rows.is_empty()).collect();
        Self { site, title: site.t("guidelines-title"), layers }
    }
}
