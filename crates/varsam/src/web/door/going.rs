//! What is kept while somebody is elsewhere to show who they are: sealed, for minutes, given out once, and only to the
//! browser that began.

use crate::office::identity::Account;
use crate::office::{Office, Reader};
use crate::web::error::Failure;
use crate::web::signed::Signed;
use crate::web::site;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use openidconnect::CsrfToken;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use varsam_model::Instant;

/// How long somebody may be away, in seconds: whoever has to find their telephone takes a while.
const PATIENCE: i64 = 15 * 60;

/// How many random bytes know a browser again.
const BYTES: u32 = 32;

/// A sign-in that has begun.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Going<T> {
    /// What the browser has as a cookie.
    browser: String,
    /// When it began.
    pub(super) begun: Instant,
    /// Where to go afterwards: a path of ours.
    pub(super) next: String,
    /// What for.
    pub(super) purpose: Purpose,
    /// What the way needs to know besides.
    pub(super) more: T,
}

/// What somebody shows who they are for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Purpose {
    /// To come in.
    SignIn,
    /// To show it again, in this session.
    Again(Held),
    /// To link what others call them with their account.
    Link(Held),
}

/// The session that somebody has.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) account: Account,
    /// The name of the session.
    pub(super) name: String,
}

impl Held {
    /// The session of a reader.
    pub(super) fn by(reader: &Reader) -> Self {
        let session = &reader.session;
        let account = Account { organiser: session.organiser, person: session.person };
        Self { account, name: session.name.clone() }
    }
}

impl Purpose {
    /// To come in; or to show it again, where the session that is there came in this way.
    pub(super) fn of(signed: Result<Signed, Failure>, is_this_way: impl Fn(&str) -> bool) -> Self {
        let reader = signed.ok().map(|signed| signed.reader);
        let reader = reader.filter(|reader| is_this_way(&reader.session.level));
        reader.map_or(Self::SignIn, |reader| Self::Again(Held::by(&reader)))
    }
}

impl<T: Serialize + DeserializeOwned> Going<T> {
    /// One that begins now, in the browser that these headers come from.
    pub(super) fn new(office: &Office, headers: &HeaderMap, next: String, purpose: Purpose, more: T) -> Self {
        let known = site::cookie(headers, cookie_name(office));
        // Two windows of one browser may be at it at once.
        let is_ours = |value: &String| value.len() == 43 && value.bytes().all(is_token);
        let fresh = || CsrfToken::new_random_len(BYTES).secret().clone();
        let browser = known.filter(is_ours).unwrap_or_else(fresh);
        Self { browser, begun: office.now(), next, purpose, more }
    }

    /// Keeps it, for steps of a kind. Gives the token that it is given out for.
    pub(super) async fn keep(&self, office: &Office, kind: &str) -> Result<String, Failure> {
        let now = office.now();
        let state = serde_json::to_vec(self)?;
        Ok(office.store.begin(kind, &state, now, now.plus_seconds(PATIENCE)).await?)
    }

    /// The cookie that knows the browser again.
    pub(super) fn cookie(&self, office: &Office) -> (HeaderName, HeaderValue) {
        cookie(office, &self.browser, PATIENCE)
    }

    /// What was kept under this token by the browser that these headers come from; nothing the second time.
    pub(super) async fn resumed(
        office: &Office,
        kind: &str,
        token: &str,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, Failure> {
        let Some(state) = office.store.go_on(kind, token, office.now()).await? else { return Ok(None) };
        let going: Self = serde_json::from_slice(&state)?;
        let is_same = site::cookie(headers, cookie_name(office)).is_some_and(|it| it == going.browser);
        Ok(is_same.then_some(going))
    }

    /// The same, with something else to know.
    pub(super) fn with<U>(self, more: U) -> Going<U> {
        let Self { browser, begun, next, purpose, .. } = self;
        Going { browser, begun, next, purpose, more }
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn cookie_name(office: &Office) -> &'static str {
    if office.is_demo { "varsam-demo-going" } else { "__Host-varsam-going" }
}

fn cookie(office: &Office, value: &str, age: i64) -> (HeaderName, HeaderValue) {
    let secure = if office.is_demo { "" } else { "; Secure" };
    let name = cookie_name(office);
    let text = format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}");
    (header::SET_COOKIE, HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("")))
}
