//! A master key in a key service that speaks the transit interface of Vault and `OpenBao`.
//!
//! The service does the wrapping, under a key that it never gives away; `bound` is its `associated_data`. To retire is
//! to raise the lowest version that it still uses and to `trim` those below: the service cannot take that back.
//!
//! Our copies of keys are wiped. What the network library has in its buffers while a key travels is not.

use super::text::{base64, hex, unbase64};
use super::{
    CHECK_BYTES, CHECK_LABEL, KEY_BYTES, Kind, MasterError, Secret, TransitConfig, Wrapped, bound_to, secret,
};
use aws_lc_rs::digest;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, Method, StatusCode};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;
use zeroize::Zeroizing;

/// How many keys go in one request. `OpenBao` refuses JSON with more than 1000 strings, and each key takes four.
const BATCH: usize = 200;
const CONNECT_SECONDS: u64 = 2;
const ANSWER_SECONDS: u64 = 5;
/// Pauses before a request is tried again, in milliseconds.
const PAUSES: [u64; 3] = [100, 400, 1500];
/// Kinds of key that take associated data.
const FITTING: [&str; 4] = ["aes256-gcm96", "aes128-gcm96", "chacha20-poly1305", "xchacha20-poly1305"];

/// A master key in a key service.
pub struct Transit {
    config: TransitConfig,
    service: String,
    client: Client,
    token: RwLock<Zeroizing<String>>,
    versions: RwLock<Vec<u32>>,
}

impl std::fmt::Debug for Transit {
    /// Never the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transit")
            .field("config", &self.config)
            .field("versions", &self.versions())
            .finish_non_exhaustive()
    }
}

/// A request.
struct Call {
    method: Method,
    path: String,
    body: Zeroizing<String>,
    /// Whether sending it twice does what sending it once does.
    is_repeatable: bool,
}

/// An answer that the service means: its status, and its body, which may hold keys.
struct Answer {
    status: StatusCode,
    body: Zeroizing<Vec<u8>>,
}

/// A part of an answer.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

#[derive(Deserialize)]
struct Batch {
    batch_results: Vec<Item>,
}

/// The outcome for one key of a batch.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    ciphertext: String,
    #[serde(deserialize_with = "wiped")]
    plaintext: Zeroizing<String>,
    error: String,
}

/// What the service says about the key.
#[derive(Deserialize)]
struct Info {
    #[serde(rename = "type")]
    kind: String,
    keys: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    derived: bool,
    #[serde(default)]
    exportable: bool,
    #[serde(default)]
    allow_plaintext_backup: bool,
}

#[derive(Deserialize)]
struct Check {
    hmac: String,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(default)]
    errors: Vec<String>,
}

impl Transit {
    /// Reaches the service and sees that the key is there and fits.
    ///
    /// # Errors
    /// When the service, the key or the token are not in order.
    pub async fn open(config: &TransitConfig) -> Result<Self, MasterError> {
        let transit = Self::reach(config)?;
        transit.look().await?;
        Ok(transit)
    }

    /// Makes the key in the service.
    ///
    /// # Errors
    /// When there is one already, or as `open`.
    pub async fn create(config: &TransitConfig) -> Result<Self, MasterError> {
        let transit = Self::reach(config)?;
        match transit.look().await {
            Err(MasterError::Missing(_)) => {}
            Ok(()) => return Err(MasterError::Exists(transit.place())),
            Err(error) => return Err(error),
        }
        transit.tell("keys/", "", r#"{"type":"aes256-gcm96"}"#).await?;
        transit.look().await?;
        Ok(transit)
    }

    fn reach(config: &TransitConfig) -> Result<Self, MasterError> {
        let service = config.base()?;
        let token = secret::read_line(&config.token_file)?;
        let client = client(config, &service)?;
        let versions = RwLock::default();
        Ok(Self { config: config.clone(), service, client, token: RwLock::new(token), versions })
    }

    /// All versions, oldest first, as last seen.
    pub fn versions(&self) -> Vec<u32> {
        self.versions.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Wraps keys with the version that is the newest in the service now, whoever made it.
    ///
    /// # Errors
    /// When the service does not do it.
    pub async fn wrap_all(&self, keys: &[(&[u8; KEY_BYTES], &[u8])]) -> Result<Vec<Wrapped>, MasterError> {
        let mut wrapped = Vec::with_capacity(keys.len());
        for keys in keys.chunks(BATCH) {
            let items = keys.iter().map(|(key, bound)| ("plaintext", base64(key.as_slice()), *bound));
            for item in self.batch("encrypt/", items, keys.len()).await? {
                if !item.error.is_empty() {
                    return Err(self.fault("it refuses to wrap a key; see its log"));
                }
                let version = version_of(&item.ciphertext).ok_or_else(|| self.strange())?;
                wrapped.push(Wrapped { kind: Kind::Transit, version, body: item.ciphertext.clone() });
            }
        }
        Ok(wrapped)
    }

    /// Unwraps keys.
    ///
    /// # Errors
    /// When a version does not exist, a key does not open, or the service does not do it.
    pub async fn unwrap_all(&self, keys: &[(&Wrapped, &[u8])]) -> Result<Vec<Secret>, MasterError> {
        let mut opened = Vec::with_capacity(keys.len());
        for keys in keys.chunks(BATCH) {
            let items =
                keys.iter().map(|(wrapped, bound)| ("ciphertext", wrapped.body.clone().into(), *bound));
            if keys.iter().any(|(wrapped, _)| version_of(&wrapped.body) != Some(wrapped.version)) {
                return Err(MasterError::NotWrapped);
            }
            let results = self.batch("decrypt/", items, keys.len()).await?;
            for (item, (wrapped, _)) in results.iter().zip(keys) {
                opened.push(self.opened(item, wrapped.version)?);
            }
        }
        Ok(opened)
    }

    /// Makes a new version; gives its number.
    ///
    /// # Errors
    /// When the service does not do it.
    pub async fn rotate(&mut self) -> Result<u32, MasterError> {
        self.tell("keys/", "/rotate", "").await?;
        self.look().await?;
        self.versions().last().copied().ok_or_else(|| self.strange())
    }

    /// Destroys the versions below in the service.
    ///
    /// # Errors
    /// When that would be the current one, or the service does not do it.
    pub async fn retire(&mut self, below: u32) -> Result<(), MasterError> {
        self.look().await?;
        let current = self.versions().last().copied().unwrap_or_default();
        if below > current {
            return Err(MasterError::Current(current));
        }
        if self.versions().first().is_none_or(|&oldest| below <= oldest) {
            return Ok(());
        }
        let lowest = format!(r#"{{"min_decryption_version":{below},"min_encryption_version":{below}}}"#);
        self.tell("keys/", "/config", &lowest).await?;
        self.tell("keys/", "/trim", &format!(r#"{{"min_available_version":{below}}}"#)).await?;
        self.look().await
    }

    /// The check value of a version: a keyed hash that the service makes of a fixed text.
    ///
    /// # Errors
    /// When it does not exist, or the service does not do it.
    pub async fn fingerprint(&self, version: u32) -> Result<String, MasterError> {
        if !self.versions().contains(&version) {
            return Err(MasterError::no_such_version(version, &self.versions()));
        }
        let body = format!(r#"{{"input":"{}","key_version":{version}}}"#, *base64(CHECK_LABEL));
        let answer = self.send(&self.call(Method::POST, "hmac/", "", body.into(), true)).await?;
        let check: Check = self.good(&answer)?;
        let value = digest::digest(&digest::SHA256, check.hmac.as_bytes());
        Ok(hex(value.as_ref().get(..CHECK_BYTES).unwrap_or_default()))
    }

    /// Asks the service about the key, and refuses one that does not fit.
    async fn look(&self) -> Result<(), MasterError> {
        let answer = self.send(&self.call(Method::GET, "keys/", "", Zeroizing::default(), true)).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return Err(MasterError::Missing(self.place()));
        }
        let info: Info = self.good(&answer)?;
        if let Some(problem) = unfit(&info) {
            return Err(self.fault(&format!("the key `{}` {problem}", self.config.key)));
        }
        let mut versions: Vec<u32> = info.keys.keys().filter_map(|version| version.parse().ok()).collect();
        versions.sort_unstable();
        *self.versions.write().unwrap_or_else(PoisonError::into_inner) = versions;
        Ok(())
    }

    /// Tells the service to change something about the key.
    async fn tell(&self, before: &str, after: &str, body: &str) -> Result<(), MasterError> {
        let is_repeatable = after != "/rotate";
        let body = Zeroizing::new(body.to_owned());
        let answer = self.send(&self.call(Method::POST, before, after, body, is_repeatable)).await?;
        if answer.status.is_success() { Ok(()) } else { Err(self.complaint(&answer)) }
    }

    /// Sends many keys at once; the outcomes come in the same order.
    async fn batch<'a>(
        &self,
        verb: &str,
        items: impl Iterator<Item = (&'static str, Zeroizing<String>, &'a [u8])>,
        count: usize,
    ) -> Result<Vec<Item>, MasterError> {
        let items: Vec<_> =
            items.map(|(name, text, bound)| (name, text, base64(&bound_to(0, bound)))).collect();
        let room =
            items.iter().map(|(name, text, bound)| name.len() + text.len() + bound.len() + 64).sum::<usize>();
        let mut body = Zeroizing::new(String::with_capacity(room + 64));
        body.push_str(r#"{"batch_input":["#);
        for (at, (name, text, bound)) in items.iter().enumerate() {
            let parts = [
                if at > 0 { "," } else { "" },
                "{\"",
                name,
                "\":\"",
                text,
                "\",\"associated_data\":\"",
                bound,
                "\"}",
            ];
            parts.iter().for_each(|part| body.push_str(part));
        }
        body.push_str("]}");
        let answer = self.send(&self.call(Method::POST, verb, "", body, true)).await?;
        // With one bad key among good ones the status is 400, and the body says which.
        match serde_json::from_slice::<Envelope<Batch>>(&answer.body) {
            Ok(Envelope { data }) if data.batch_results.len() == count => Ok(data.batch_results),
            _ if answer.status == StatusCode::NOT_FOUND => Err(MasterError::Missing(self.place())),
            _ => Err(self.fault(&format!("it answers {} to `{verb}`; see its log", answer.status.as_u16()))),
        }
    }

    fn opened(&self, item: &Item, version: u32) -> Result<Secret, MasterError> {
        match item.error.as_str() {
            "" => {
                let mut key = Zeroizing::new([0; KEY_BYTES]);
                unbase64(&item.plaintext, key.as_mut_slice()).ok_or(MasterError::NotOpened(version))?;
                Ok(key)
            }
            error if error.contains("too old") || error.contains("too new") => {
                Err(MasterError::no_such_version(version, &self.versions()))
            }
            _ => Err(MasterError::NotOpened(version)),
        }
    }

    fn call(
        &self,
        method: Method,
        before: &str,
        after: &str,
        body: Zeroizing<String>,
        is_repeatable: bool,
    ) -> Call {
        let path = format!("{}/{before}{}{after}", self.config.mount, self.config.key);
        Call { method, path, body, is_repeatable }
    }

    /// Sends a request; again after a pause while the service is not ready.
    async fn send(&self, call: &Call) -> Result<Answer, MasterError> {
        for pause in PAUSES {
            match self.send_once(call).await {
                Err(error) if may_pass_soon(&error, call) => {
                    tracing::info!(%error, pause, "the key service is asked again");
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                other => return other,
            }
        }
        self.send_once(call).await
    }

    /// Sends a request; with a new token when the old one is refused and there is a new one in the file.
    async fn send_once(&self, call: &Call) -> Result<Answer, MasterError> {
        let token = self.token.read().unwrap_or_else(PoisonError::into_inner).clone();
        let answer = self.send_with(call, &token).await?;
        if answer.status != StatusCode::FORBIDDEN {
            return self.ready(answer);
        }
        let fresh = secret::read_line(&self.config.token_file)?;
        let answer = if fresh == token { answer } else { self.send_with(call, &fresh).await? };
        if answer.status == StatusCode::FORBIDDEN {
            let (service, path) = (self.service.clone(), call.path.clone());
            return Err(MasterError::Denied { service, path, token_file: self.config.token_file.clone() });
        }
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        self.ready(answer)
    }

    async fn send_with(&self, call: &Call, token: &str) -> Result<Answer, MasterError> {
        let mut token = HeaderValue::from_str(token).map_err(|_| MasterError::Damaged {
            path: self.config.token_file.clone(),
            problem: "its first line is no token",
        })?;
        token.set_sensitive(true);
        let url = format!("{}/v1/{}", self.service, call.path);
        let mut request = self.client.request(call.method.clone(), url).header("x-vault-token", token);
        if !call.body.is_empty() {
            request = request.header("content-type", "application/json").body(call.body.as_bytes().to_vec());
        }
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(|error| self.unreachable(&error))?;
        Ok(Answer { status, body: Zeroizing::new(body.into()) })
    }

    fn ready(&self, answer: Answer) -> Result<Answer, MasterError> {
        let status = answer.status;
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(MasterError::NotReady { service: self.service.clone(), status: status.as_u16() });
        }
        if status.is_redirection() {
            return Err(self.fault("it sends us to another server; write the address of that one"));
        }
        Ok(answer)
    }

    /// The data of an answer that says yes.
    fn good<T: for<'a> Deserialize<'a>>(&self, answer: &Answer) -> Result<T, MasterError> {
        if !answer.status.is_success() {
            return Err(self.complaint(answer));
        }
        let envelope: Envelope<T> = serde_json::from_slice(&answer.body).map_err(|_| self.strange())?;
        Ok(envelope.data)
    }

    /// What the service says about a request that held no key.
    fn complaint(&self, answer: &Answer) -> MasterError {
        let said: Option<Complaint> = serde_json::from_slice(&answer.body).ok();
        let said: String =
            said.map(|said| said.errors.join("; ")).unwrap_or_default().chars().take(200).collect();
        self.fault(&format!(
            "it answers {} ({}); see its log",
            answer.status.as_u16(),
            said.replace(['\n', '\t'], " ")
        ))
    }

    fn unreachable(&self, error: &reqwest::Error) -> MasterError {
        let service = self.service.clone();
        if error.is_timeout() && !error.is_connect() {
            return MasterError::Slow { service, seconds: ANSWER_SECONDS };
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let reason = if error.is_timeout() { "no connection in time".into() } else { cause.to_string() };
        MasterError::Unreachable { service, reason }
    }

    fn place(&self) -> String {
        format!("transit:{} (mount `{}`, key `{}`)", self.service, self.config.mount, self.config.key)
    }

    fn fault(&self, problem: &str) -> MasterError {
        MasterError::Service { service: self.service.clone(), problem: problem.to_owned() }
    }

    fn strange(&self) -> MasterError {
        self.fault("its answer is not that of a transit engine; see that the address and the mount are right")
    }
}

/// No proxies and no redirections: the token goes to the service that is named, and nowhere else.
fn client(config: &TransitConfig, service: &str) -> Result<Client, MasterError> {
    let mut headers = HeaderMap::from_iter([(
        HeaderName::from_static("x-vault-request"),
        HeaderValue::from_static("true"),
    )]);
    if let Some(namespace) = &config.namespace {
        let namespace = HeaderValue::from_str(namespace);
        let namespace =
            namespace.map_err(|_| MasterError::setting("transit:", "`namespace` is no name; mend it"))?;
        headers.insert("x-vault-namespace", namespace);
    }
    let mut builder = Client::builder()
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .https_only(service.starts_with("https:"))
        .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
        .timeout(Duration::from_secs(ANSWER_SECONDS));
    if let Some(path) = &config.ca_file {
        let pem = std::fs::read(path).map_err(|error| MasterError::at(path, error))?;
        let damaged =
            || MasterError::Damaged { path: path.clone(), problem: "it holds no certificate in PEM" };
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| damaged())?;
        if certificates.is_empty() {
            return Err(damaged());
        }
        builder = builder.tls_certs_only(certificates);
    }
    builder.build().map_err(|_| MasterError::Crypto)
}

fn unfit(info: &Info) -> Option<String> {
    if !FITTING.contains(&info.kind.as_str()) {
        return Some(format!("is of the type `{}`; make one of the type `aes256-gcm96`", info.kind));
    }
    if info.derived {
        return Some("is derived, which needs a context; make one that is not".into());
    }
    if info.exportable || info.allow_plaintext_backup {
        return Some(
            "may be exported, so nobody knows whether a version is gone; make one that may not".into(),
        );
    }
    None
}

/// The version in `vault:v3:…`.
fn version_of(ciphertext: &str) -> Option<u32> {
    let (version, _) = ciphertext.strip_prefix("vault:v")?.split_once(':')?;
    version.parse().ok()
}

fn wiped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// Whether to try again in a moment. A request that must not be done twice only when it was surely not done.
fn may_pass_soon(error: &MasterError, call: &Call) -> bool {
    match error {
        MasterError::NotReady { status, .. } => call.is_repeatable || matches!(status, 429 | 503),
        MasterError::Unreachable { .. } => call.is_repeatable,
        _ => false,
    }
}
