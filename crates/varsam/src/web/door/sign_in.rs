//! Signing in and out. The demonstration lets anybody on this machine be anybody; nothing else does.

use crate::metrics::Outcome;
use crate::office::{Directory, Office};
use crate::web::error::Failure;
use crate::web::signed::{Client, Door, Signed, let_in, set_cookie, within};
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::{Form, Query};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_model::{Id, id};
use varsam_store::{Deed, Ticket};

/// `GET /sign-in`
#[derive(Template)]
#[template(path = "door/sign_in.html")]
struct SignIn {
    site: Site,
    title: String,
    /// Where to go afterwards.
    next: String,
    /// Where passkeys work.
    origin: String,
    /// Whom one can be, in the demonstration.
    organisers: Vec<Troupe>,
    /// The ways through others: address and words.
    ways: Vec<(String, String)>,
}

/// Those of an organiser whom one can be.
struct Troupe {
    name: String,
    people: Vec<Somebody>,
}

/// Somebody to be.
struct Somebody {
    id: String,
    name: String,
    /// Codes of their roles.
    roles: Vec<String>,
    unit: String,
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// Who to be.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    person: String,
    #[serde(default)]
    next: String,
}

/// Shows the ways to sign in.
pub(crate) async fn page(
    site: Site,
    Door(office): Door,
    Query(next): Query<Next>,
) -> Result<Response, Failure> {
    let organisers = if office.is_demo { somebodies(&office).await? } else { Vec::new() };
    let (title, next, origin) = (site.t("sign-in-title"), within(&next.next), origin(&office));
    let ways = ways(&site, &office, &next);
    Ok(html(SignIn { site, title, next, origin, organisers, ways }.render()?))
}

/// The ways to sign in through others.
pub(super) fn ways(site: &Site, office: &Office, next: &str) -> Vec<(String, String)> {
    let way = |path: &str, words: String| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        (format!("{path}?{}", query.append_pair("next", next).finish()), words)
    };
    let provider = office.provider.as_ref();
    let provider = provider.map(|provider| site.with("sign-in-provider", &provider.config.name));
    let card = office.card.as_ref().map(|_| site.t("sign-in-card"));
    let provider = provider.map(|words| way("/sign-in/provider", words));
    provider.into_iter().chain(card.map(|words| way("/sign-in/card", words))).collect()
}

/// Signs in as somebody of the demonstration.
pub(crate) async fn demo(
    Door(office): Door,
    client: Client,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let (Ok(person), true) = (chosen.person.parse::<Id<id::Person>>(), office.is_demo) else {
        return Err(Failure::NoSuchPage);
    };
    for organiser in office.store.organisers().await? {
        let tenant = office.store.tenant(organiser);
        if Directory::of(tenant, organiser).await?.person(person).await.is_ok() {
            let now = office.now();
            let mut change = tenant.change(person, now).await?;
            change.log(Deed::new("sign_in").note("demo")).await?;
            change.commit().await?;
            let cookie = let_in(&office, &client, Ticket { organiser, person }, "demo", true).await?;
            return Ok(([cookie], Redirect::to(&within(&chosen.next))).into_response());
        }
    }
    office.metrics.sign_in("demo", Outcome::Refused);
    Err(Failure::NoSuchPage)
}

/// Signs out of this session.
pub(crate) async fn out(signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    reader.tenant(&office).sign_out(reader.session.person, Some(&reader.session.name)).await?;
    // Whoever came by the provider may be signed in there still.
    let came_by_provider = office.provider.is_some() && reader.session.level.starts_with("provider");
    let to = if came_by_provider { "/sign-in/provider/out" } else { "/" };
    Ok(([set_cookie(&office, None)], Redirect::to(to)).into_response())
}

/// Where passkeys work: scheme, host and port.
pub(super) fn origin(office: &Office) -> String {
    office.address.origin().ascii_serialization()
}

async fn somebodies(office: &Office) -> Result<Vec<Troupe>, Failure> {
    let mut organisers = Vec::new();
    for organiser in office.store.organisers().await? {
        let directory = Directory::of(office.store.tenant(organiser), organiser).await?;
        let name = directory.units.top().map(|top| top.name.clone()).unwrap_or_default();
        let mut people = Vec::new();
        for grant in directory.all_grants().await? {
            let Ok(entry) = directory.person(grant.person).await else { continue };
            people.push(Somebody {
                id: grant.person.to_string(),
                name: format!("{} {}", entry.person.given, entry.person.family),
                roles: vec![grant.role.code().to_owned()],
                unit: directory.unit(grant.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            });
        }
        organisers.push(Troupe { name, people });
    }
    Ok(organisers)
}
