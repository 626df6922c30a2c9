//! An identity provider that says whatever a test wants it to say.

use crate::house::{House, NOW, Reply, house_with};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use varsam::data::config;
use varsam::office::Provider;
use varsam_model::Instant;

/// The provider.
pub(crate) struct Issuer {
    pub(crate) address: String,
    said: Arc<Mutex<Said>>,
    /// How often it was asked what it tells of itself.
    pub(crate) asked: Arc<AtomicUsize>,
    /// How long it takes to say so.
    pub(crate) slow: Arc<AtomicU64>,
}

struct Said {
    keys: Vec<Key>,
    token: String,
}

/// A key that it signs with.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pem: String,
}

/// A sign-in that a browser has begun.
pub(crate) struct Begun {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) asked: HashMap<String, String>,
    pub(crate) cookie: String,
}

impl Key {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, pem: rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_pem() }
    }

    fn signing(&self) -> CoreEdDsaPrivateSigningKey {
        let name = openidconnect::JsonWebKeyId::new(self.name.to_owned());
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(&self.pem, Some(name)).unwrap()
    }

    /// A signed token.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": "EdDSA", "kid": self.name }), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        let said = unsigned(header, claims);
        let signature = self.signing().sign(&CoreJwsSigningAlgorithm::EdDsa, said.as_bytes()).unwrap();
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// A token as far as its signature.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

impl Issuer {
    pub(crate) async fn start(key: &Key) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let said = Arc::new(Mutex::new(Said { keys: vec![key.clone()], token: String::new() }));
        let (asked, slow) = (Arc::<AtomicUsize>::default(), Arc::<AtomicU64>::default());
        let (count, delay) = (Arc::clone(&asked), Arc::clone(&slow));
        let (about, keys, tokens) = (about(&address), Arc::clone(&said), Arc::clone(&said));
        let routes = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(async move || {
                    count.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_secs(delay.load(Ordering::Relaxed))).await;
                    Json(about)
                }),
            )
            .route("/keys", get(async move || Json(known(&keys.lock().unwrap().keys))))
            .route("/token", post(async move || Json(answer(&tokens.lock().unwrap().token))));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, said, asked, slow }
    }

    /// What it answers the next code with.
    pub(crate) fn says(&self, token: &str) {
        token.clone_into(&mut self.said.lock().unwrap().token);
    }

    /// The keys that it has from now on.
    pub(crate) fn has(&self, keys: &[&Key]) {
        self.said.lock().unwrap().keys = keys.iter().map(|key| (*key).clone()).collect();
    }

    /// The demonstration, with this provider.
    pub(crate) async fn house(&self, clock: fn() -> Instant) -> House {
        let provider = self.provider();
        house_with(clock, |office| office.provider = Some(provider)).await
    }

    pub(crate) fn provider(&self) -> Provider {
        Provider::new(config::Provider {
            name: "Norrviks konto".to_owned(),
            issuer: self.address.clone(),
            client_id: "varsam".to_owned(),
            client_secret: Some("a secret of the client".to_owned()),
            scopes: vec!["profile".to_owned()],
            number_claim: Some("number".to_owned()),
            acr_values: vec!["two".to_owned()],
            strong_acr: vec!["two".to_owned()],
        })
        .unwrap()
    }

    /// What an ID token says when all is well.
    pub(crate) fn claims(&self, begun: &Begun) -> Value {
        json!({
            "iss": self.address, "aud": "varsam", "sub": "s-1", "nonce": begun.nonce, "acr": "two", "sid": "session-1",
            "iat": NOW.seconds(), "exp": NOW.seconds() + 300, "auth_time": NOW.seconds(), "number": "19800303-TF02",
        })
    }

    /// Comes back from the provider, which says this.
    pub(crate) async fn back(&self, house: &House, begun: &Begun, token: &str) -> Reply {
        self.says(token);
        let back = format!("/sign-in/provider/back?code=c&state={}", begun.state);
        house.told(house.get(&back, &begun.cookie).await).await
    }
}

fn about(address: &str) -> Value {
    json!({
        "issuer": address,
        "authorization_endpoint": format!("{address}/authorize"),
        "token_endpoint": format!("{address}/token"),
        "jwks_uri": format!("{address}/keys"),
        "end_session_endpoint": format!("{address}/end"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256"],
    })
}

fn known(keys: &[Key]) -> Value {
    let keys: Vec<_> = keys.iter().map(|key| key.signing().as_verification_key()).collect();
    json!({ "keys": keys })
}

fn answer(token: &str) -> Value {
    json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token })
}

/// What stands in an address, and in the text of a page.
pub(crate) fn begun(address: &str, cookie: &str) -> Begun {
    let address = address.replace("&amp;", "&").replace("&#38;", "&");
    let asked: HashMap<_, _> = reqwest::Url::parse(&address).unwrap().query_pairs().into_owned().collect();
    Begun { state: asked["state"].clone(), nonce: asked["nonce"].clone(), cookie: cookie.to_owned(), asked }
}

/// Begins to sign in, with this cookie besides.
pub(crate) async fn begin(house: &House, next: &str, cookie: &str) -> Begun {
    let reply = house.get(&format!("/sign-in/provider?next={next}"), cookie).await;
    assert_eq!(reply.status, axum::http::StatusCode::SEE_OTHER, "{}", reply.text);
    let going = reply.cookie.split(';').next().unwrap();
    begun(&reply.to, &format!("{cookie}; {going}"))
}

/// The cookie of a session, as browsers send it back.
pub(crate) fn session(reply: &Reply) -> String {
    assert!(reply.cookie.starts_with("varsam-demo="), "{} {}", reply.status, reply.text);
    reply.cookie.split(';').next().unwrap().to_owned()
}
