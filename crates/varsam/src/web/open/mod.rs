//! What everybody can read, without signing in: which accounts in social media there are and what holds there (SOL-01,
//! SOL-14, SOL-15, SOL-43), and which apps and learning services may be used (ACM-13, ACM-14). No person is named here. And
//! what everybody can ask for: to be removed from social media (SOL-42), and that a breach is looked into.

mod account;
mod approved;
mod cached;
mod form;
mod report;
mod take_down;
mod throttle;

use super::Shared;
use super::error::Failure;
use super::signed::Door;
use super::site::{Link, Site, html};
use crate::office::registers::Row;
use crate::office::{Directory, Office};
use askama::Template;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use std::sync::Arc;
use tower_http::csrf::CsrfLayer;
use varsam_model::register::{Entry, Register, Values};
use varsam_model::{Id, id};
use varsam_store::{Document, Fault, Filter};

/// Its pages. A form of another site does nothing here.
pub(super) fn router() -> Router<Shared> {
    let forms = Router::new()
        .route("/open/{organiser}/take-down", get(take_down::ask).post(take_down::take))
        .route("/open/{organiser}/take-down/{request}/{token}", get(take_down::page).post(take_down::confirm))
        .route("/open/{organiser}/report", get(report::ask).post(report::take))
        .route("/open/{organiser}/report/received", get(report::received))
        .layer(DefaultBodyLimit::max(form::LARGEST_BODY))
        .layer(CsrfLayer::new());
    let pages = Router::new()
        .route("/open", get(organisers))
        .route("/open/{organiser}", get(page))
        .route("/open/{organiser}/accounts", get(account::list))
        .route("/open/{organiser}/accounts/{entry}", get(account::page))
        .route("/open/{organiser}/accounts/{entry}/qr.svg", get(account::code))
        .route("/open/{organiser}/apps", get(approved::apps))
        .route("/open/{organiser}/services", get(approved::services))
        .route("/open/{organiser}/feed/{file}", get(approved::feed))
        .layer(from_fn(cached::cached));
    Router::new().merge(forms).merge(pages)
}

/// `GET /open` and `GET /open/{organiser}`
#[derive(Template)]
#[template(path = "open.html")]
struct Open {
    site: Site,
    title: String,
    lead: String,
    links: Vec<Link>,
}

/// An organiser's open pages.
struct Hall {
    office: Arc<Office>,
    organiser: Id<id::Organiser>,
    name: String,
}

impl Hall {
    /// That of an organiser; there is none of others.
    async fn of(Door(office): Door, organiser: &str) -> Result<Self, Failure> {
        let organiser: Id<id::Organiser> = organiser.parse().map_err(|_| Failure::NoSuchPage)?;
        if !office.store.organisers().await?.contains(&organiser) {
            return Err(Failure::NoSuchPage);
        }
        let name = office.directory(organiser).await?.units.top().map(|unit| unit.name.clone());
        Ok(Self { name: name.unwrap_or_default(), organiser, office })
    }

    async fn directory(&self) -> Result<Directory<'_>, Failure> {
        Ok(self.office.directory(self.organiser).await?)
    }

    /// The entries of a register that everybody may know of: those of units that are not made up and that stand in one
    /// of these states.
    async fn rows(&self, register: &'static Register, states: &[&str]) -> Result<Vec<Arc<Row>>, Failure> {
        let shelf = self.office.shelf(self.organiser, register).await?;
        let directory = self.directory().await?;
        let is_open = |row: &&Arc<Row>| {
            states.contains(&row.state.as_str()) && !directory.place(row.unit).is_fictitious
        };
        Ok(shelf.rows().iter().filter(is_open).map(Arc::clone).collect())
    }

    /// A whole entry.
    async fn entry(&self, register: &Register, id: Id<id::Record>) -> Result<Document<Entry>, Failure> {
        match self.directory().await?.record::<Entry>(register.code, id).await {
            Ok(document) => Ok(document),
            Err(Fault::Missing | Fault::Erased) => Err(Failure::NoSuchPage),
            Err(fault) => Err(fault.into()),
        }
    }

    /// What stands in entries, whole, for those of these rows.
    async fn values(&self, register: &Register, rows: &[Arc<Row>]) -> Result<Vec<Values>, Failure> {
        let directory = self.directory().await?;
        // A page reads its own, a feed reads the register.
        if rows.len() > READ_ALONE {
            let filter = Filter { register: register.code, ..Filter::default() };
            let all = directory.every::<Entry>(filter).await?.into_iter();
            let mut all: std::collections::HashMap<_, _> =
                all.map(|document| (document.head.id, document.body.values)).collect();
            return Ok(rows.iter().map(|row| all.remove(&row.id).unwrap_or_default()).collect());
        }
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            values.push(self.entry(register, row.id).await?.body.values);
        }
        Ok(values)
    }

    fn href(&self, rest: &str) -> String {
        format!("/open/{}{rest}", self.organiser)
    }
}

/// How many entries are read one by one.
const READ_ALONE: usize = 100;

/// The organisers; where there is one, its pages.
async fn organisers(site: Site, Door(office): Door) -> Result<Response, Failure> {
    let mut links = Vec::new();
    for organiser in office.store.organisers().await? {
        let hall = Hall::of(Door(Arc::clone(&office)), &organiser.to_string()).await?;
        let (href, text) = (hall.href(""), hall.name);
        links.push(Link { href, text, about: String::new(), current: false });
    }
    if let [only] = links.as_slice() {
        return Ok(Redirect::to(&only.href).into_response());
    }
    let (title, lead) = (site.t("open-title"), site.t("open-organisers"));
    Ok(html(Open { site, title, lead, links }.render()?))
}

/// What an organiser shows everybody.
async fn page(
    site: Site,
    door: Door,
    axum::extract::Path(organiser): axum::extract::Path<String>,
) -> Result<Response, Failure> {
    let hall = Hall::of(door, &organiser).await?;
    let report = ("/report", "open-report-title", "open-report-about");
    let pages = [
        ("/accounts", "open-accounts-title", "open-accounts-about"),
        ("/apps", "open-apps-title", "open-apps-about"),
        ("/services", "open-services-title", "open-services-about"),
        ("/take-down", "open-removal-title", "open-removal-about"),
    ];
    let pages = pages.into_iter().chain(hall.office.anonymous_reports.then_some(report));
    let links = pages.map(|(list, title, about)| Link {
        href: hall.href(list),
        text: site.t(title),
        about: site.t(about),
        current: false,
    });
    let links = links.collect();
    let (title, lead) = (hall.name, site.t("open-lead"));
    Ok(html(Open { site, title, lead, links }.render()?))
}
