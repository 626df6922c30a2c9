//! Passkeys: coming in with one, and adding one. A script of ours passes on what the browser is asked and answers.

use super::sign_in::origin;
use super::throttle;
use crate::office::passkey::{self, For, Question};
use crate::office::{Office, Reader};
use crate::web::error::Failure;
use crate::web::signed::{Client, Door, Signed, let_in, who, within};
use crate::web::site::{Site, html};
use askama::Template;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use varsam_access::SignIn;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// The longest name of a passkey, in characters.
const LONGEST_NAME: usize = 60;

/// `GET /my/sign-in/passkey`
#[derive(Template)]
#[template(path = "door/add_passkey.html")]
struct AddPasskey {
    site: Site,
    title: String,
    /// Where passkeys work.
    origin: String,
    /// Whether it is the first one.
    is_first: bool,
}

/// What a browser answers.
#[derive(Deserialize)]
pub(crate) struct Answer<T> {
    pub(super) state: String,
    pub(super) credential: T,
    /// Where to go afterwards.
    #[serde(default)]
    pub(super) next: String,
    /// What a new passkey is to be called.
    #[serde(default)]
    pub(super) name: String,
}

/// What came, if it can be read.
pub(crate) type Sent<T> = Result<Json<Answer<T>>, JsonRejection>;

/// Where the script goes on.
#[derive(Serialize)]
pub(crate) struct GoOn {
    pub(super) to: String,
}

/// What the browser is to ask for, to come in.
pub(crate) async fn ask(Door(office): Door, client: Client) -> Result<Json<Question>, Failure> {
    throttle::asked(&office, &client).await?;
    Ok(Json(passkey::ask(&office, For::SignIn, None).await?))
}

/// Lets in who has shown a passkey.
pub(crate) async fn sign_in(
    Door(office): Door,
    client: Client,
    sent: Sent<PublicKeyCredential>,
) -> Result<Response, Failure> {
    let work = async {
        let Ok(Json(Answer { state, credential, next, .. })) = sent else { return Ok::<_, Failure>(None) };
        let shown = passkey::shown(&office, For::SignIn, None, (&state, &credential)).await?;
        Ok(shown.map(|who| (who, next)))
    };
    let Some((who, next)) = throttle::shown(&office, &client, Box::pin(work)).await? else {
        return Err(Failure::NotLetIn);
    };
    let cookie = let_in(&office, &client, who, "passkey", true).await?;
    Ok(([cookie], Json(GoOn { to: within(&next) })).into_response())
}

/// Shows how a passkey is added.
pub(crate) async fn page(site: Site, signed: Signed) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    may_add(&office, &reader).await?;
    let (title, origin, is_first) = (site.t("passkey-add-title"), origin(&office), is_enrolling(&reader));
    Ok(html(AddPasskey { site, title, origin, is_first }.render()?))
}

/// What the browser is to make.
pub(crate) async fn begin_adding(signed: Signed, client: Client) -> Result<Json<Question>, Failure> {
    let Signed { office, reader } = signed;
    may_add(&office, &reader).await?;
    throttle::asked(&office, &client).await?;
    Ok(Json(passkey::begin_adding(&office, who(&reader), &reader.name).await?))
}

/// Adds what the browser made. Who came by a link to do that is signed in with it from now on.
pub(crate) async fn add(
    site: Site,
    signed: Signed,
    client: Client,
    sent: Sent<RegisterPublicKeyCredential>,
) -> Result<Response, Failure> {
    let Signed { office, reader } = signed;
    may_add(&office, &reader).await?;
    let Ok(Json(Answer { state, credential, name, .. })) = sent else { return Err(Failure::NotLetIn) };
    let name = named(&name).unwrap_or_else(|| site.t("passkey-name-default"));
    if !passkey::add(&office, who(&reader), (&state, &credential), &name).await? {
        return Err(Failure::NotLetIn);
    }
    throttle::answered(&office, &client).await?;
    if !is_enrolling(&reader) {
        return Ok(Json(GoOn { to: "/my/sign-in".to_owned() }).into_response());
    }
    let cookie = let_in(&office, &client, who(&reader), "passkey", true).await?;
    Ok(([cookie], Json(GoOn { to: within("") })).into_response())
}

/// A name as it was written, where there is one.
pub(super) fn named(name: &str) -> Option<String> {
    let name = name.trim();
    (!name.is_empty()).then(|| name.chars().take(LONGEST_NAME).collect())
}

/// Whether somebody has come by a link that leads to a first passkey, and has none yet.
fn is_enrolling(reader: &Reader) -> bool {
    matches!(reader.session.level.as_str(), "invitation" | "recovery" | "set_up")
}

/// Who has come by such a link adds the first one; anybody else has signed in strongly, and just now.
async fn may_add(office: &Office, reader: &Reader) -> Result<(), Failure> {
    if is_enrolling(reader) {
        let has_none = passkey::of(office, who(reader)).await?.is_empty();
        return if has_none { Ok(()) } else { Err(Failure::NoSuchPage) };
    }
    match (reader.subject.sign_in >= SignIn::Strong, reader.subject.has_stepped_up) {
        (false, _) => Err(Failure::NoSuchPage),
        (true, false) => Err(Failure::NotFresh("/my/sign-in/passkey".to_owned())),
        (true, true) => Ok(()),
    }
}
