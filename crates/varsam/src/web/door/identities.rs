//! What others call the reader: the links between their account and a provider or a card.

use super::entry::{Outside, outside};
use super::going::Held;
use super::{card, provider};
use crate::office::Reader;
use crate::office::identity::{self, Way};
use crate::web::conflict::wrong;
use crate::web::error::Failure;
use crate::web::fields::Errors;
use crate::web::reason::{self, Reason};
use crate::web::routes::Routes;
use crate::web::signed::Signed;
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Form;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::{Need, SignIn};

/// Where the page is.
const PAGE: &str = "/my/identities";

/// Its pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(PAGE, page)
        .post("/my/identities/provider", link_provider)
        .post("/my/identities/card", link_card)
        .post("/my/identities/remove", remove)
}

/// `GET /my/identities`
#[derive(Template)]
#[template(path = "door/identities.html")]
struct IdentitiesPage {
    site: Site,
    title: String,
    linked: Vec<Linked>,
    /// The name of the provider, where there is one.
    provider: String,
    has_card: bool,
    /// Whether one can be removed, since there is another way in.
    may_remove: bool,
    errors: Errors,
}

/// A link, as the page shows it.
struct Linked {
    id: String,
    way: String,
    issuer: String,
    subject: String,
}

/// Which link.
#[derive(Deserialize)]
pub(crate) struct Which {
    id: String,
}

/// What has to come first, before the reader changes how they themselves sign in. Roles and units have no part in it; how
/// sure it is that it is they has. One factor changes nothing here: it would make itself into two.
fn first(site: Site, reader: &Reader) -> Result<Option<Response>, Failure> {
    if reader.subject.sign_in < SignIn::Strong {
        return Ok(Some(outside(Outside::Weak)));
    }
    if reader.subject.has_stepped_up {
        return Ok(None);
    }
    reason::ask(site, &[Need::StepUp], &Reason::default()).map(Some)
}

/// Shows the links, to whoever has shown just now who they are.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    match first(site.clone(), &signed.reader)? {
        Some(first) => Ok(first),
        None => shown(site, &signed, Errors::default()).await,
    }
}

async fn shown(site: Site, signed: &Signed, errors: Errors) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    let may_remove = !is_only_way(signed).await?;
    let linked = identity::linked(reader.tenant(office), reader.session.person).await?;
    let linked = linked.into_iter().map(|document| Linked {
        id: document.head.id.to_string(),
        way: match document.body.way {
            Way::Provider => site.t("way-provider"),
            Way::Card => site.t("way-smart-card"),
        },
        issuer: document.body.issuer,
        subject: document.body.subject,
    });
    let linked = linked.collect();
    let provider = office.provider.as_ref().map(|provider| provider.config.name.clone()).unwrap_or_default();
    let (title, has_card) = (site.t("identities-title"), office.card.is_some());
    let page = IdentitiesPage { site, title, linked, provider, has_card, may_remove, errors };
    Ok(html(page.render()?))
}

/// `POST /my/identities/provider`
pub(crate) async fn link_provider(
    site: Site,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    match first(site.clone(), &signed.reader)? {
        Some(first) => Ok(first),
        None => provider::begin_link(site, signed, headers, PAGE).await,
    }
}

/// `POST /my/identities/card`
pub(crate) async fn link_card(site: Site, signed: Signed, headers: HeaderMap) -> Result<Response, Failure> {
    match first(site.clone(), &signed.reader)? {
        Some(first) => Ok(first),
        None => card::begin_link(site, signed, headers, PAGE).await,
    }
}

/// Whether nothing else would let the reader in. In the demonstration a press does.
async fn is_only_way(signed: &Signed) -> Result<bool, Failure> {
    let is_demo = signed.reader.session.level == "demo";
    Ok(!is_demo && identity::is_only_way(&signed.office, signed.who()).await?)
}

/// `POST /my/identities/remove`: never the last way in.
pub(crate) async fn remove(
    site: Site,
    signed: Signed,
    Form(which): Form<Which>,
) -> Result<Response, Failure> {
    if let Some(first) = first(site.clone(), &signed.reader)? {
        return Ok(first);
    }
    let id = which.id.parse().map_err(|_| Failure::NoSuchPage)?;
    if is_only_way(&signed).await? {
        let mut errors = Errors::default();
        errors.add(&site, "main", "identities-only");
        return Ok(wrong(shown(site, &signed, errors).await?));
    }
    identity::unlink(&signed.office, Held::by(&signed.reader).account, id).await?;
    Ok(Redirect::to(PAGE).into_response())
}
