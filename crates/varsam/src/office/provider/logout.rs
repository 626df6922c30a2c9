//! Logout tokens: the identity provider says that a session of its own is over (OpenID Connect Back-Channel Logout 1.0).

use super::claims::ALGORITHMS;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm, JsonWebKeyUse as _, JwsSigningAlgorithm as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use varsam_model::Instant;

/// How old a token may be, and how far ahead its clock, in seconds.
pub(super) const FRESH: i64 = 300;

/// The longest name of a token, in bytes.
const LONGEST_NAME: usize = 255;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Why a token is not believed. Nothing of it is in the word.
pub(super) type Refusal = &'static str;

/// What a provider wants ended.
pub(super) struct Logout {
    /// The name of the token, given once.
    pub(super) name: String,
    /// Whose sessions.
    pub(super) subject: Option<String>,
    /// Which session.
    pub(super) session: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    sub: Option<String>,
    sid: Option<String>,
    events: Map<String, Value>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Several(all) => all.iter().any(|one| one == client),
        }
    }
}

/// Reads a token that this provider made for this client just now. `NoKey` as a refusal means that its key is not among
/// those that we know.
pub(super) fn read(
    token: &str,
    keys: &CoreJsonWebKeySet,
    (issuer, client): (&str, &str),
    now: Instant,
) -> Result<Logout, Refusal> {
    let claims: Claims = signed(token, keys)?;
    if claims.iss != issuer {
        return Err("another issuer");
    }
    if !claims.aud.is(client) {
        return Err("for another client");
    }
    if (now.seconds() - claims.iat).abs() > FRESH || claims.exp.is_some_and(|exp| exp <= now.seconds()) {
        return Err("not of this time");
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err("no logout event");
    }
    if claims.others.contains_key("nonce") {
        return Err("a nonce, as in an ID token");
    }
    if claims.jti.is_empty() || claims.jti.len() > LONGEST_NAME {
        return Err("no name");
    }
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err("about nobody");
    }
    Ok(Logout { name: claims.jti, subject: claims.sub, session: claims.sid })
}

/// The refusal that another look at the provider's keys may mend.
pub(super) const NO_KEY: Refusal = "no key of that name";

/// What a compact JWS says, after its signature.
fn signed<T: DeserializeOwned>(token: &str, keys: &CoreJsonWebKeySet) -> Result<T, Refusal> {
    let (said, signature) = token.rsplit_once('.').ok_or("no token")?;
    let (header, claims) = said.split_once('.').ok_or("no token")?;
    let header: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| "no header")?;
    if header.crit.is_some() || !header.typ.as_deref().is_none_or(is_type) {
        return Err("another kind of token");
    }
    if !ALGORITHMS.contains(&header.alg) {
        return Err("a signature that is not believed");
    }
    let key = keys.keys().iter().find(|key| fits(key, &header)).ok_or(NO_KEY)?;
    let signature = decoded(signature)?;
    key.verify_signature(&header.alg, said.as_bytes(), &signature).map_err(|_| "a wrong signature")?;
    serde_json::from_slice(&decoded(claims)?).map_err(|_| "claims that lack something")
}

fn is_type(typ: &str) -> bool {
    ["logout+jwt", "application/logout+jwt", "jwt"].iter().any(|known| typ.eq_ignore_ascii_case(known))
}

/// Whether a key may have made a signature. Without a name in the header, the first that fits is meant.
fn fits(key: &CoreJsonWebKey, header: &Header) -> bool {
    let is_named = header.kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid));
    let is_for_signing = key.key_use().is_none_or(openidconnect::core::CoreJsonWebKeyUse::allows_signature);
    let is_of_kind = header.alg.key_type().as_ref() == Some(key.key_type());
    let is_for_this = match key.signing_alg() {
        JsonWebKeyAlgorithm::Algorithm(alg) => *alg == header.alg,
        JsonWebKeyAlgorithm::Unspecified => true,
        JsonWebKeyAlgorithm::Unsupported => false,
    };
    is_named && is_for_signing && is_of_kind && is_for_this
}

fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).map_err(|_| "no token")
}
