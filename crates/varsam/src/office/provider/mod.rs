//! The organiser's identity provider: authorization code with PKCE, ID tokens verified in full, and logouts that it tells
//! of. What it tells of itself is remembered for an hour, and read anew when it signs with a key that we do not know.

mod claims;
mod logout;
mod wire;

use super::identity::{self, Identity, Vouched, Way};
use crate::data::config;
use claims::{ALGORITHMS, Client, Others};
use openidconnect::core::{CoreAuthPrompt, CoreClientAuthMethod, CoreGenderClaim, CoreResponseType};
use openidconnect::{
    AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, IdTokenClaims, IssuerUrl, LanguageTag, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, TokenResponse as _,
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use varsam_model::Instant;
use varsam_store::{Fault, Store};
use wire::Wire;

/// How long what a provider tells of itself is taken as it is, in seconds.
const REMEMBERED: i64 = 3600;
/// How long it is taken where the provider does not answer, in seconds.
const REMEMBERED_AT_MOST: i64 = 86_400;
/// How often we ask anew at most, whatever for, in seconds.
const ASKED_ANEW: i64 = 60;
/// How far two clocks may be apart, in seconds.
const SLACK: i64 = 60;
/// How old an ID token may be when it comes, in seconds.
const OLDEST: i64 = 600;

/// An identity provider.
#[derive(Debug)]
pub struct Provider {
    /// How it is set up.
    pub config: config::Provider,
    wire: Wire,
    /// Never held while the network is waited for.
    memory: Mutex<Memory>,
}

/// What is remembered of a provider.
#[derive(Debug, Default)]
struct Memory {
    known: Option<Known>,
    /// When it was asked last, whatever it answered.
    asked: Option<Instant>,
}

/// What a provider tells of itself, and when it did.
#[derive(Debug, Clone)]
struct Known {
    metadata: Arc<ProviderMetadataWithLogout>,
    at: Instant,
}

/// What only we know of a sign-in that has begun.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    nonce: String,
    verifier: String,
}

/// Somebody whom the provider vouches for.
#[derive(Debug)]
pub struct Arrived {
    /// Whom.
    pub vouched: Vouched,
    /// Whether with two factors.
    pub is_strong: bool,
    /// When they last showed who they are, where it says.
    pub shown: Option<Instant>,
}

/// Why nobody arrives.
#[derive(Debug)]
pub enum Refused {
    /// The provider does not answer.
    Away(String),
    /// What came is not believed: why, without anything of it.
    NotBelieved(String),
}

/// What became of a logout that came.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// So many sessions are over.
    Sessions(u64),
    /// The token is not believed.
    NotBelieved(&'static str),
    /// Its keys cannot be had.
    Away,
}

impl Secrets {
    /// New ones.
    pub fn new() -> (Self, PkceCodeChallenge) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = Nonce::new_random_len(32).secret().clone();
        (Self { nonce, verifier: verifier.into_secret() }, challenge)
    }
}

impl Provider {
    /// The provider of a configuration. It is not asked for anything yet.
    ///
    /// # Errors
    /// When the system has no roots to trust.
    pub fn new(config: config::Provider) -> Result<Self, reqwest::Error> {
        let wire = Wire::new(config.is_local())?;
        Ok(Self { config, wire, memory: Mutex::default() })
    }

    /// Whether it answers, and tells what it must.
    ///
    /// # Errors
    /// `Away` when not.
    pub async fn ask(&self, now: Instant) -> Result<(), Refused> {
        self.known(now, REMEMBERED).await.map(|_| ())
    }

    /// What the provider tells of itself, no older than this, in seconds. It is asked once a minute at most while there is
    /// something to go on with, and nobody waits for somebody else's asking.
    async fn known(&self, now: Instant, oldest: i64) -> Result<Arc<ProviderMetadataWithLogout>, Refused> {
        let age = |at: Instant| now.seconds() - at.seconds();
        let still = {
            let mut memory = self.memory();
            let is_asked = memory.asked.is_some_and(|asked| age(asked) < ASKED_ANEW);
            let most = if is_asked { REMEMBERED_AT_MOST } else { oldest };
            if let Some(known) = memory.known.as_ref().filter(|known| age(known.at) < most) {
                return Ok(Arc::clone(&known.metadata));
            }
            memory.asked = Some(now);
            memory.known.clone()
        };
        match self.discovered().await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                self.memory().known = Some(Known { metadata: Arc::clone(&metadata), at: now });
                Ok(metadata)
            }
            Err(why) => {
                let still = still.filter(|known| age(known.at) < REMEMBERED_AT_MOST);
                still.map(|known| known.metadata).ok_or(Refused::Away(why))
            }
        }
    }

    /// Whether it was asked within the minute and nothing is known of it: then only a person makes us ask again.
    fn is_away(&self, now: Instant) -> bool {
        let memory = self.memory();
        let is_asked = memory.asked.is_some_and(|asked| now.seconds() - asked.seconds() < ASKED_ANEW);
        memory.known.is_none() && is_asked
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn discovered(&self) -> Result<ProviderMetadataWithLogout, String> {
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|error| error.to_string())?;
        let found = ProviderMetadataWithLogout::discover_async(issuer, &self.wire).await;
        found.map_err(|error| match error {
            openidconnect::DiscoveryError::Request(error) => error.to_string(),
            openidconnect::DiscoveryError::Response(status, ..) => format!("it answers {}", status.as_u16()),
            openidconnect::DiscoveryError::Validation(why) => why,
            _ => "what it tells of itself cannot be read".to_owned(),
        })
    }

    /// Where to send the browser. `again` asks for the second factor anew, whoever is signed in there.
    ///
    /// # Errors
    /// `Away` when the provider does not answer.
    pub async fn way(
        &self,
        (back, state): (&Url, &str),
        (secrets, challenge): (&Secrets, PkceCodeChallenge),
        (again, language): (bool, &str),
        now: Instant,
    ) -> Result<Url, Refused> {
        let client = self.client(&*self.known(now, REMEMBERED).await?, back);
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(secrets.nonce.clone()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut asked = client.authorize_url(flow, move || state, move || nonce);
        asked = asked.set_pkce_challenge(challenge).add_ui_locale(LanguageTag::new(language.to_owned()));
        asked = asked.add_scopes(self.config.scopes.iter().cloned().map(Scope::new));
        for acr in &self.config.acr_values {
            asked = asked.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        if again {
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        Ok(asked.url().0)
    }

    fn client(&self, metadata: &ProviderMetadataWithLogout, back: &Url) -> Client {
        let secret = self.config.client_secret.clone().map(ClientSecret::new);
        let id = ClientId::new(self.config.client_id.clone());
        let client = Client::from_provider_metadata(metadata.clone(), id, secret);
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes = |method| methods.is_none_or(|methods| methods.contains(&method));
        let is_basic = takes(CoreClientAuthMethod::ClientSecretBasic);
        let auth = if is_basic { AuthType::BasicAuth } else { AuthType::RequestBody };
        client.set_redirect_uri(RedirectUrl::from_url(back.clone())).set_auth_type(auth)
    }

    /// Who it is that comes back with a code. `since` is when we asked for the second factor anew, if we did.
    ///
    /// # Errors
    /// When the provider does not answer, or what it answers is not believed.
    pub async fn arrival(
        &self,
        (back, code): (&Url, String),
        secrets: Secrets,
        since: Option<Instant>,
        now: Instant,
    ) -> Result<Arrived, Refused> {
        let client = self.client(&*self.known(now, REMEMBERED).await?, back);
        let not_believed = |why: &str| Refused::NotBelieved(why.to_owned());
        let asked = client.exchange_code(AuthorizationCode::new(code));
        let asked = asked.map_err(|_| not_believed("it has no place to exchange codes"))?;
        let asked = asked.set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier));
        let tokens = asked.request_async(&self.wire).await.map_err(|error| match error {
            RequestTokenError::Request(error) => Refused::Away(error.to_string()),
            RequestTokenError::ServerResponse(told) => {
                Refused::NotBelieved(format!("it says `{}`", told.error()))
            }
            _ => not_believed("its tokens cannot be read"),
        })?;
        let token = tokens.id_token().ok_or_else(|| not_believed("there is no ID token"))?;
        let nonce = Nonce::new(secrets.nonce);
        let claims = match token.claims(&verifier(&client, since, now), &nonce) {
            Err(error) if lacks_key(&error) => {
                let client = self.client(&*self.known(now, ASKED_ANEW).await?, back);
                token.claims(&verifier(&client, since, now), &nonce)
            }
            claims => claims,
        };
        self.arrived(claims.map_err(|error| Refused::NotBelieved(told(&error)))?, now)
    }

    fn arrived(
        &self,
        claims: &IdTokenClaims<Others, CoreGenderClaim>,
        now: Instant,
    ) -> Result<Arrived, Refused> {
        let party = claims.authorized_party();
        if party.is_some_and(|party| party.as_str() != self.config.client_id) {
            return Err(Refused::NotBelieved("the ID token is for another client".to_owned()));
        }
        let by = Identity::new(Way::Provider, &self.config.issuer, claims.subject().as_str());
        let by = by.ok_or_else(|| Refused::NotBelieved("the ID token names nobody".to_owned()))?;
        let others = claims.additional_claims();
        let number = self.config.number_claim.as_ref().and_then(|claim| others.text(claim));
        let vouched = Vouched {
            by,
            number: number.and_then(|number| identity::number(number, now)),
            session: others.text("sid").map(str::to_owned),
        };
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        let shown = claims.auth_time().map(|at| Instant(at.timestamp_micros()));
        Ok(Arrived { vouched, is_strong: self.config.is_strong(acr), shown })
    }

    /// Where one signs out at the provider, if it has such a place.
    pub async fn way_out(&self, home: &Url, now: Instant) -> Option<Url> {
        let metadata = self.known(now, REMEMBERED_AT_MOST).await.ok()?;
        let mut way = metadata.additional_metadata().end_session_endpoint.as_ref()?.url().clone();
        way.query_pairs_mut()
            .append_pair("client_id", &self.config.client_id)
            .append_pair("post_logout_redirect_uri", home.as_str());
        Some(way)
    }

    /// Ends the sessions that the provider says are over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end(&self, store: &Store, token: &str, now: Instant) -> Result<Ended, Fault> {
        // Anybody may send tokens here.
        if self.is_away(now) {
            return Ok(Ended::Away);
        }
        let Ok(mut metadata) = self.known(now, REMEMBERED).await else { return Ok(Ended::Away) };
        let ours = (self.config.issuer.as_str(), self.config.client_id.as_str());
        let mut read = logout::read(token, metadata.jwks(), ours, now);
        if matches!(read, Err(logout::NO_KEY)) {
            let Ok(anew) = self.known(now, ASKED_ANEW).await else { return Ok(Ended::Away) };
            metadata = anew;
            read = logout::read(token, metadata.jwks(), ours, now);
        }
        let logout = match read {
            Ok(logout) => logout,
            Err(why) => return Ok(Ended::NotBelieved(why)),
        };
        let (issuer, subject) = (self.config.issuer.as_str(), logout.subject.as_deref());
        let outside = varsam_store::Outside { issuer, subject, session: logout.session.as_deref() };
        let mut ended = 0;
        for organiser in store.organisers().await? {
            ended += store.tenant(organiser).end_vouched(&outside).await?;
        }
        // Noted afterwards: what failed on the way is done when it is sent again. Ending twice does no harm.
        let until = now.plus_seconds(2 * logout::FRESH);
        if !store.first_time("provider logout", &logout.name, now, until).await? {
            return Ok(Ended::NotBelieved("sent a second time"));
        }
        Ok(Ended::Sessions(ended))
    }
}

type Verifier<'a> = openidconnect::IdTokenVerifier<'a, openidconnect::core::CoreJsonWebKey>;

fn verifier(client: &Client, since: Option<Instant>, now: Instant) -> Verifier<'_> {
    let seconds = now.seconds();
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let verifier = verifier
        .set_time_fn(move || (SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs())).into());
    let verifier = verifier.set_issue_time_verifier_fn(move |at| {
        let age = seconds - at.timestamp();
        if (-SLACK..=OLDEST).contains(&age) { Ok(()) } else { Err("issued at another time".to_owned()) }
    });
    verifier.set_auth_time_verifier_fn(move |at| match (since, at) {
        (None, _) => Ok(()),
        (Some(since), Some(at)) if at.timestamp() >= since.seconds() - SLACK => Ok(()),
        (Some(_), _) => Err("not shown anew".to_owned()),
    })
}

fn lacks_key(error: &ClaimsVerificationError) -> bool {
    matches!(error, ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey))
}

/// Why an ID token is not believed. What stands in it is left out.
fn told(error: &ClaimsVerificationError) -> String {
    let why = match error {
        ClaimsVerificationError::Expired(_) => "it is not of this time",
        ClaimsVerificationError::InvalidAudience(_) => "it is for another client",
        ClaimsVerificationError::InvalidAuthTime(_) => "the second factor was not shown anew",
        ClaimsVerificationError::InvalidIssuer(_) => "it is of another issuer",
        ClaimsVerificationError::InvalidNonce(_) => "it answers another question",
        ClaimsVerificationError::SignatureVerification(_) => "its signature is not believed",
        _ => "it is not understood",
    };
    format!("the ID token: {why}")
}
