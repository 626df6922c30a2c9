//! `[[source]]`: school systems that speak SS 12000, and how often they are asked.

use super::secret::Credentials;
use crate::fault::Fault;
use crate::sync::{FetchFault, Http, SignIn};
use reqwest::Url;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;
use varsam_model::import::{Limit, Limits};
use varsam_model::{Id, Mark, id};

/// The most that are asked for on a page: a page is held in memory whole.
const LARGEST_PAGE: usize = 10_000;

/// A school system.
#[derive(Clone)]
pub struct Source {
    /// What it is called.
    pub name: String,
    /// Where its lists are.
    pub url: Url,
    /// Whose it is; of the only organiser, where nothing is said.
    pub organiser: Option<Id<id::Organiser>>,
    /// How often it is asked what changed, in hours; never, if 0.
    pub hours: u32,
    /// How often it is asked for everything, in hours; never, if 0.
    pub full_hours: u32,
    /// How many are asked for on a page.
    pub page: usize,
    /// How much may change at once.
    pub limits: Limits,
    /// What it means when it says nothing of protection.
    pub silence: Mark,
    /// Whether it is asked to call when something changes.
    pub is_subscribed: bool,
    key: Key,
}

/// How we sign in there.
#[derive(Clone)]
enum Key {
    Token(String),
    Client { url: String, id: String, secret: String, scope: Option<String> },
}

impl fmt::Debug for Source {
    /// Without what we sign in with.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// A source that takes this client without a secret, such as a made-up one on this machine.
    pub fn made_up(name: &str, url: Url) -> Self {
        let token = format!("{}/token", url.as_str().trim_end_matches('/'));
        Self {
            name: name.to_owned(),
            url,
            organiser: None,
            hours: 0,
            full_hours: 0,
            page: 50,
            limits: Limits::default(),
            silence: Mark::Unsaid,
            is_subscribed: false,
            key: Key::Client { url: token, id: "varsam".into(), secret: String::new(), scope: None },
        }
    }

    /// A way to ask it.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn http(&self) -> Result<Http, FetchFault> {
        let sign_in = match self.key.clone() {
            Key::Token(token) => SignIn::Token(token),
            Key::Client { url, id, secret, scope } => SignIn::Client { url, id, secret, scope },
        };
        Http::new(self.url.as_str(), sign_in)
    }
}

/// A section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct Written {
    name: String,
    url: String,
    organiser: Option<uuid::Uuid>,
    token_file: Option<PathBuf>,
    token_url: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    scope: Option<String>,
    #[serde(default = "hourly")]
    hours: u32,
    #[serde(default = "daily")]
    full_hours: u32,
    #[serde(default = "page")]
    page: usize,
    remove_percent: Option<u8>,
    change_percent: Option<u8>,
    #[serde(default)]
    silence: Silence,
    #[serde(default)]
    subscribe: bool,
}

/// What silence on protection means.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Silence {
    #[default]
    Unknown,
    None,
}

/// Whether nobody on the way can read what is sent there.
fn is_sealed(url: &Url) -> bool {
    let is_local = ["localhost", "127.0.0.1"].contains(&url.host_str().unwrap_or_default());
    url.scheme() == "https" || url.scheme() == "http" && is_local
}

const fn hourly() -> u32 {
    1
}

const fn daily() -> u32 {
    24
}

const fn page() -> usize {
    1000
}

impl Written {
    pub(super) fn whole(self, lent: Credentials<'_>) -> Result<Source, Fault> {
        let wrong = |why: String| Fault::user(format!("the source `{}` of `[[source]]` {why}", self.name));
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if self.name.is_empty() || self.name.len() > 40 || !self.name.chars().all(is_plain) {
            return Err(wrong("must have a name of letters, digits and dashes".into()));
        }
        let url: Url = self.url.parse().map_err(|_| wrong("has no URL that can be read".into()))?;
        if !is_sealed(&url) {
            return Err(wrong("must be asked over https:// (http:// on this machine only)".into()));
        }
        if self.token_url.as_ref().is_some_and(|url| !url.parse().is_ok_and(|url| is_sealed(&url))) {
            let need = "must have a `token-url` that begins with https:// (http:// on this machine only)";
            return Err(wrong(need.into()));
        }
        let secret = self.client_secret_file.as_deref().map(|file| lent.secret(file));
        let key = match (&self.token_file, &self.token_url, &self.client_id) {
            (Some(path), None, None) => Key::Token(lent.secret(path)?),
            (None, Some(url), Some(id)) => Key::Client {
                url: url.clone(),
                id: id.clone(),
                secret: secret.transpose()?.unwrap_or_default(),
                scope: self.scope.clone(),
            },
            _ => {
                let need = "needs `token-file`, or `token-url` with `client-id` and `client-secret-file`";
                return Err(wrong(need.into()));
            }
        };
        if !(1..=LARGEST_PAGE).contains(&self.page) {
            return Err(wrong(format!("must ask for 1 to {LARGEST_PAGE} on a page")));
        }
        let mut limits = Limits::default();
        for limit in [&mut limits.units, &mut limits.persons, &mut limits.groups, &mut limits.duties] {
            self.put_over(limit);
        }
        Ok(Source {
            name: self.name.clone(),
            url,
            organiser: self.organiser.map(Id::new),
            hours: self.hours,
            full_hours: self.full_hours,
            page: self.page,
            limits,
            silence: match self.silence {
                Silence::Unknown => Mark::Unsaid,
                Silence::None => Mark::None,
            },
            is_subscribed: self.subscribe,
            key,
        })
    }

    fn put_over(&self, limit: &mut Limit) {
        limit.remove_percent = self.remove_percent.unwrap_or(limit.remove_percent).min(100);
        limit.change_percent = self.change_percent.unwrap_or(limit.change_percent).min(100);
    }
}
