//! `[provider]`: the organiser's identity provider, spoken to by OpenID Connect.

use super::secret::Credentials;
use crate::fault::Fault;
use reqwest::Url;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;

/// The longest name that a button takes, in characters.
const LONGEST_NAME: usize = 40;

/// An identity provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Provider {
    /// What people call it: on the button.
    pub name: String,
    /// Its address, exactly as it writes it itself.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our password there; a client without one is known by its address alone.
    pub client_secret: Option<String>,
    /// What is asked for, beside `openid`.
    pub scopes: Vec<String>,
    /// The claim with an identity number that it vouches for; without one, numbers that it sends mean nothing.
    pub number_claim: Option<String>,
    /// The levels of assurance that are asked for, the best first.
    pub acr_values: Vec<String>,
    /// The levels that stand for two factors.
    pub strong_acr: Vec<String>,
}

impl Provider {
    /// Whether a level of assurance stands for two factors.
    pub fn is_strong(&self, acr: Option<&str>) -> bool {
        acr.is_some_and(|acr| self.strong_acr.iter().any(|strong| strong == acr))
    }

    /// Whether it is on this machine, for trying things: then it need not speak TLS.
    pub fn is_local(&self) -> bool {
        self.issuer.starts_with("http://")
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Provider({})", self.issuer)
    }
}

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct Written {
    name: String,
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    #[serde(default)]
    scopes: Vec<String>,
    identity_number_claim: Option<String>,
    #[serde(default)]
    acr_values: Vec<String>,
    #[serde(default)]
    strong_acr: Vec<String>,
}

impl Written {
    pub(super) fn whole(self, lent: Credentials<'_>) -> Result<Provider, Fault> {
        if self.name.trim().is_empty() || self.name.chars().count() > LONGEST_NAME {
            return Err(Fault::user(format!(
                "the name of `[provider]` stands on a button; write one of at most {LONGEST_NAME} characters"
            )));
        }
        if !is_issuer(&self.issuer) {
            return Err(Fault::user(
                "the issuer of `[provider]` must begin with https:// (http:// for this machine only); write it as the \
                 provider does",
            ));
        }
        if self.client_id.is_empty() {
            return Err(Fault::user("`[provider]` has no client-id; write the one that the provider gave"));
        }
        Ok(Provider {
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: self.client_secret_file.map(|file| lent.secret(&file)).transpose()?,
            scopes: self.scopes,
            number_claim: self.identity_number_claim,
            acr_values: self.acr_values,
            strong_acr: self.strong_acr,
        })
    }
}

fn is_issuer(text: &str) -> bool {
    let Ok(url) = text.parse::<Url>() else { return false };
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    is_bare && (url.scheme() == "https" || url.scheme() == "http" && is_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_speaks_tls_or_is_on_this_machine() {
        for good in ["https://id.example.se", "https://id.example.se/realms/skola", "http://localhost:9000"] {
            assert!(is_issuer(good), "{good}");
        }
        for bad in
            ["", "id.example.se", "http://id.example.se", "https://u:p@id.example.se", "https://a.se?x=1"]
        {
            assert!(!is_issuer(bad), "{bad}");
        }
    }
}
