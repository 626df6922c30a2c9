//! Where the master key is: one line, or a table in the configuration.
//!
//! | text | table |
//! |---|---|
//! | `file:/etc/varsam/master.key` | `kind = "file"`, `path` |
//! | `credential:master.key` | `kind = "credential"`, `name` |
//! | `pkcs11:token=Varsam;object=varsam-master?module-path=/usr/lib/…so&pin-source=/etc/varsam/pin` (RFC 7512) | `kind = "pkcs11"`, `module`, `token`, `serial`, `label`, `pin-file` |
//! | `transit:https://bao.example:8200?mount=transit&key=varsam&token-file=/run/varsam/token&ca-file=…&namespace=…` | `kind = "transit"`, `url`, `mount`, `key`, `token-file`, `ca-file`, `namespace` |

use super::MasterError;
use reqwest::Url;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where the master key is. It holds paths to secrets, never secrets.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(remote = "Self", tag = "kind", rename_all = "kebab-case")]
pub enum MasterConfig {
    /// In a file.
    File {
        /// Its path.
        path: PathBuf,
    },
    /// In a credential that systemd lends (`LoadCredential=`).
    Credential {
        /// Its name.
        name: String,
        /// What systemd says in `CREDENTIALS_DIRECTORY`; see `with_credentials`.
        #[serde(skip)]
        folder: Option<PathBuf>,
    },
    /// In a PKCS#11 token.
    #[serde(rename = "pkcs11")]
    Token(TokenConfig),
    /// In a key service.
    Transit(TransitConfig),
}

/// Where a token is, and which keys in it are meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TokenConfig {
    /// The library of the token's maker.
    pub module: PathBuf,
    /// The label of the token.
    pub token: String,
    /// Its serial number, where several tokens have one label.
    #[serde(default)]
    pub serial: Option<String>,
    /// What the labels of the keys begin with: version 3 is `label-3`.
    pub label: String,
    /// A file with the PIN, for its owner alone.
    pub pin_file: PathBuf,
}

/// Where a key service is, and which key in it is meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TransitConfig {
    /// The address: `https://host:port`. Without TLS only on the same machine.
    pub url: String,
    /// Where the transit engine is mounted.
    #[serde(default = "transit")]
    pub mount: String,
    /// The name of the key.
    #[serde(default = "varsam")]
    pub key: String,
    /// A file with the token, for its owner alone. It is read again when the service refuses the token.
    pub token_file: PathBuf,
    /// The certificates that the service's own must come from (PEM); else those that the system trusts.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The namespace, where the service has such.
    #[serde(default)]
    pub namespace: Option<String>,
}

fn transit() -> String {
    "transit".into()
}

fn varsam() -> String {
    "varsam".into()
}

impl MasterConfig {
    /// Says where systemd keeps the credentials that it lends: the value of `CREDENTIALS_DIRECTORY`.
    #[must_use]
    pub fn with_credentials(mut self, credentials: Option<&Path>) -> Self {
        if let Self::Credential { folder, .. } = &mut self {
            *folder = credentials.map(Path::to_owned);
        }
        self
    }
}

impl<'de> Deserialize<'de> for MasterConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrTable)
    }
}

struct TextOrTable;

impl<'de> Visitor<'de> for TextOrTable {
    type Value = MasterConfig;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`file:…`, `credential:…`, `pkcs11:…`, `transit:…`, or a table with `kind`")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<MasterConfig, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MasterConfig, A::Error> {
        let config = MasterConfig::deserialize(MapAccessDeserializer::new(map))?;
        config.checked().map_err(A::Error::custom)
    }
}

impl FromStr for MasterConfig {
    type Err = MasterError;

    fn from_str(text: &str) -> Result<Self, MasterError> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let config = match kind {
            "file" => Self::File { path: rest.strip_prefix("//").unwrap_or(rest).into() },
            "credential" => Self::Credential { name: rest.to_owned(), folder: None },
            "pkcs11" => Self::Token(token(rest)?),
            "transit" => Self::Transit(service(rest)?),
            // A whole setting may hold a password by mistake, so no more than its beginning is shown.
            _ => {
                let kind: String = kind.chars().take(16).collect();
                return Err(MasterError::setting(
                    kind,
                    "use `file:`, `credential:`, `pkcs11:` or `transit:`",
                ));
            }
        };
        config.checked()
    }
}

impl MasterConfig {
    fn checked(self) -> Result<Self, MasterError> {
        match &self {
            Self::File { path } if path.as_os_str().is_empty() => {
                return Err(MasterError::setting("file:", "write the path of the key file behind it"));
            }
            Self::Credential { name, .. } if !is_name(name, "._-") || name.starts_with('.') => {
                return Err(MasterError::setting(
                    "credential:",
                    "write the name of the credential behind it, no path",
                ));
            }
            Self::Token(config) if config.token.is_empty() || config.label.is_empty() => {
                return Err(MasterError::setting(
                    "pkcs11:",
                    "`token` and `object` (in a table `label`) may not be empty",
                ));
            }
            Self::Transit(config) => config.base().map(|_| ())?,
            _ => {}
        }
        Ok(self)
    }
}

impl TransitConfig {
    /// The address without a path, once it is seen that no secret goes there in clear.
    pub(super) fn base(&self) -> Result<String, MasterError> {
        let refuse = |problem: &str| Err(MasterError::setting("transit:", problem));
        let Ok(url) = Url::parse(&self.url) else {
            return refuse("write the address as `https://host:port`");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(
                "the address may not hold a password; put a token into the file that `token-file` names",
            );
        }
        let Some(host) = url.host_str() else {
            return refuse("write the address as `https://host:port`");
        };
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            return refuse("keys travel only under `https`; `http` is for a service on the same machine");
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return refuse("the address has no path; name the mount with `mount` and the key with `key`");
        }
        if !is_name(&self.key, "._-") || !self.mount.split('/').all(|part| is_name(part, "._-")) {
            return refuse("`mount` and `key` have letters, digits, `.`, `_` and `-` only");
        }
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }
}

fn is_name(text: &str, also: &str) -> bool {
    let good = |character: char| character.is_ascii_alphanumeric() || also.contains(character);
    !text.is_empty() && !matches!(text, "." | "..") && text.chars().all(good)
}

/// RFC 7512: attributes with `;` between them, then `?`, then attributes with `&` between them.
fn token(text: &str) -> Result<TokenConfig, MasterError> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let mut parts = parts("pkcs11:", &format!("{}&{query}", path.replace(';', "&")))?;
    if parts.contains_key("pin-value") {
        let problem =
            "the PIN may not stand in the configuration; put it into a file and name that with `pin-source`";
        return Err(MasterError::setting("pkcs11:", problem));
    }
    let config = TokenConfig {
        module: need("pkcs11:", &mut parts, "module-path")?.into(),
        token: need("pkcs11:", &mut parts, "token")?,
        serial: parts.remove("serial"),
        label: need("pkcs11:", &mut parts, "object")?,
        pin_file: plain_path(&need("pkcs11:", &mut parts, "pin-source")?),
    };
    parts.remove("type");
    none_left("pkcs11:", &parts).map(|()| config)
}

fn service(text: &str) -> Result<TransitConfig, MasterError> {
    let (url, query) = text.split_once('?').unwrap_or((text, ""));
    let mut parts = parts("transit:", query)?;
    let config = TransitConfig {
        url: url.to_owned(),
        mount: parts.remove("mount").unwrap_or_else(transit),
        key: parts.remove("key").unwrap_or_else(varsam),
        token_file: plain_path(&need("transit:", &mut parts, "token-file")?),
        ca_file: parts.remove("ca-file").map(|path| plain_path(&path)),
        namespace: parts.remove("namespace"),
    };
    none_left("transit:", &parts).map(|()| config)
}

/// The `name=value` pairs of a query, decoded. A `+` is a plus, as in RFC 7512.
fn parts(kind: &str, query: &str) -> Result<BTreeMap<String, String>, MasterError> {
    let url = Url::parse(&format!("x:?{}", query.replace('+', "%2B")));
    let url = url.map_err(|_| MasterError::setting(kind, "write `name=value`, with `&` between them"))?;
    Ok(url
        .query_pairs()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.into(), value.into()))
        .collect())
}

fn need(kind: &str, parts: &mut BTreeMap<String, String>, name: &str) -> Result<String, MasterError> {
    parts.remove(name).ok_or_else(|| MasterError::setting(kind, format!("`{name}=` is missing; write it")))
}

fn none_left(kind: &str, parts: &BTreeMap<String, String>) -> Result<(), MasterError> {
    match parts.keys().next() {
        Some(name) => Err(MasterError::setting(kind, format!("`{name}=` is not known; remove it"))),
        None => Ok(()),
    }
}

fn plain_path(text: &str) -> PathBuf {
    let path = text.strip_prefix("file:").unwrap_or(text);
    path.strip_prefix("//").unwrap_or(path).into()
}
