//! One's own sign-in: where one is signed in, one's passkeys, and whether somebody wants to let one in anew. Whoever is
//! signed in manages their own; nobody manages another's here.

use super::passkey::named;
use crate::office::calendar::minute;
use crate::office::{Directory, Reader, passkey, recovery};
use crate::web::error::Failure;
use crate::web::signed::{Signed, set_cookie};
use crate::web::site::{Site, html};
use askama::Template;
use axum::extract::Form;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use varsam_access::SignIn;
use varsam_model::{Id, id};
use varsam_store::{Deed, Fault};

const PAGE: &str = "/my/sign-in";

/// `GET /my/sign-in`
#[derive(Template)]
#[template(path = "door/own.html")]
struct Own {
    site: Site,
    title: String,
    sessions: Vec<Line>,
    passkeys: Vec<Line>,
    /// Whether passkeys can be added and taken away.
    may_change: bool,
    /// Whether the last passkey can go, since there is another way in.
    may_lose_all: bool,
    recovery: Option<Recovery>,
}

/// A session or a passkey.
struct Line {
    id: String,
    /// How somebody signed in, as a code; of a passkey, its name.
    name: String,
    since: String,
    /// When it was used last; empty when never.
    last: String,
    /// Whether it is the session that asks.
    is_this: bool,
}

/// That somebody wants to let the reader in anew.
pub(super) struct Recovery {
    pub(super) by: String,
    pub(super) at: String,
    pub(super) reason: String,
    /// Who has confirmed it; empty when nobody has.
    pub(super) confirmed_by: String,
}

/// Which session; all others where none is named.
#[derive(Deserialize)]
pub(crate) struct Ending {
    #[serde(default)]
    session: String,
}

/// Which passkey.
#[derive(Deserialize)]
pub(crate) struct Which {
    passkey: String,
    #[serde(default)]
    name: String,
}

/// Shows it.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let (who, Signed { office, reader }) = (signed.who(), signed);
    let directory = reader.directory(&office).await?;
    let sessions = reader.tenant(&office).sessions(who.person, office.now()).await?;
    let sessions = sessions.into_iter().map(|session| Line {
        is_this: session.name == reader.session.name,
        id: session.name,
        name: session.level,
        since: minute(session.made),
        last: minute(session.seen),
    });
    let passkeys = passkey::of(&office, who).await?.into_iter().map(|kept| Line {
        id: kept.head.id.to_string(),
        name: kept.body.name,
        since: minute(kept.body.added),
        last: kept.body.used.map(minute).unwrap_or_default(),
        is_this: false,
    });
    let recovery = match recovery::open(&office, who).await? {
        Some(open) => Some(told(&directory, &open.body).await?),
        None => None,
    };
    let own = Own {
        title: site.t("my-sign-in-title"),
        site,
        sessions: sessions.collect(),
        passkeys: passkeys.collect(),
        may_change: reader.subject.sign_in >= SignIn::Strong,
        may_lose_all: has_other_way(&reader),
        recovery,
    };
    Ok(html(own.render()?))
}

/// A recovery with names.
pub(super) async fn told(directory: &Directory<'_>, open: &recovery::Recovery) -> Result<Recovery, Fault> {
    let confirmed_by = match open.confirmed_by {
        Some(by) => called(directory, by).await?,
        None => String::new(),
    };
    Ok(Recovery {
        by: called(directory, open.by).await?,
        at: minute(open.at),
        reason: open.reason.clone(),
        confirmed_by,
    })
}

async fn called(directory: &Directory<'_>, id: Id<id::Person>) -> Result<String, Fault> {
    match directory.person(id).await {
        Ok(entry) if !entry.is_hidden() => Ok(entry.name()),
        Ok(_) | Err(Fault::Missing | Fault::Erased) => Ok(String::new()),
        Err(fault) => Err(fault),
    }
}

/// Ends a session, or all but this one.
pub(crate) async fn end(signed: Signed, Form(ending): Form<Ending>) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    is_more_than_a_link(&reader)?;
    let (tenant, person) = (reader.tenant(&office), reader.session.person);
    let ended: Vec<_> = match ending.session.as_str() {
        "" => {
            let sessions = tenant.sessions(person, office.now()).await?.into_iter();
            sessions.map(|session| session.name).filter(|name| *name != reader.session.name).collect()
        }
        name => vec![name.to_owned()],
    };
    for name in &ended {
        tenant.sign_out(person, Some(name)).await?;
    }
    let mut change = tenant.change(person, office.now()).await?;
    change.log(Deed::new("sessions_ended").about(person)).await?;
    change.commit().await?;
    if ended.contains(&reader.session.name) {
        return Ok(([set_cookie(&office, None)], Redirect::to("/")).into_response());
    }
    Ok(Redirect::to(PAGE).into_response())
}

/// Who was let in by a link may be the one who should not have been.
fn is_more_than_a_link(reader: &Reader) -> Result<(), Failure> {
    if reader.subject.sign_in < SignIn::Account { Err(Failure::NoSuchPage) } else { Ok(()) }
}

/// Calls a passkey otherwise.
pub(crate) async fn rename(signed: Signed, Form(which): Form<Which>) -> Result<Response, Failure> {
    is_more_than_a_link(&signed.reader)?;
    if let Some(name) = named(&which.name) {
        passkey::rename(&signed.office, signed.who(), &which.passkey, &name).await?;
    }
    Ok(Redirect::to(PAGE).into_response())
}

/// Takes a passkey away: never the last one of somebody who has no other way in.
pub(crate) async fn remove(signed: Signed, Form(which): Form<Which>) -> Result<Response, Failure> {
    let (who, Signed { office, reader }) = (signed.who(), signed);
    if reader.subject.sign_in < SignIn::Strong {
        return Err(Failure::NoSuchPage);
    }
    if !reader.subject.has_stepped_up {
        return Err(Failure::NotFresh(PAGE.to_owned()));
    }
    if passkey::of(&office, who).await?.len() > 1 || has_other_way(&reader) {
        passkey::remove(&office, who, &which.passkey).await?;
    }
    Ok(Redirect::to(PAGE).into_response())
}

/// Whether who is signed in like this needs no passkey to do so again.
fn has_other_way(reader: &Reader) -> bool {
    matches!(reader.session.level.as_str(), "demo" | "provider_strong" | "smart_card")
}

/// Stops a recovery: whoever is signed in has lost nothing.
pub(crate) async fn stop_recovery(signed: Signed) -> Result<Response, Failure> {
    is_more_than_a_link(&signed.reader)?;
    recovery::stop(&signed.office, signed.who()).await?;
    Ok(Redirect::to(PAGE).into_response())
}
