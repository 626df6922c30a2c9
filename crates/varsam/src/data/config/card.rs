//! `[card]`: signing in with a certificate on a smart card.

use super::secret::Credentials;
use super::tls::{Tls, both};
use crate::fault::Fault;
use reqwest::Url;
use serde::Deserialize;
use std::net::IpAddr;
use std::path::PathBuf;

/// How cards are met, and whose are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Where browsers are sent to show a card; without it, the host of `[site]` and the port.
    pub address: Option<Url>,
    /// Who asks browsers for the certificate.
    pub met_by: MetBy,
    /// Files with the certificates of the authorities that are trusted, PEM.
    pub roots: Vec<PathBuf>,
    /// Files with lists of certificates that were revoked.
    pub revoked: Vec<PathBuf>,
    /// The attribute of the subject that holds an identity number; without it, no number is read.
    pub number_from: Option<Attribute>,
}

/// Who asks browsers for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MetBy {
    /// The program, on a port of its own.
    Port {
        /// The port.
        port: u16,
        /// What it shows to browsers.
        tls: Tls,
    },
    /// These proxies, which send what they were shown in the header `Client-Cert` (RFC 9440).
    Proxies(Vec<IpAddr>),
}

/// An attribute of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// `serialNumber`.
    SerialNumber,
    /// Any other, by its object identifier.
    Oid(String),
}

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct Written {
    address: Option<String>,
    port: Option<u16>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    roots: Vec<PathBuf>,
    #[serde(default)]
    revoked: Vec<PathBuf>,
    number_from: Option<String>,
    #[serde(default)]
    proxies: Vec<IpAddr>,
}

impl Written {
    pub(super) fn whole(self, tls: Option<&Tls>, lent: Credentials<'_>) -> Result<Card, Fault> {
        if self.roots.is_empty() {
            return Err(Fault::user("`[card]` trusts nobody; name the files of the authorities as `roots`"));
        }
        let tls = both("card", (self.certificate, self.key), lent)?.or(tls.cloned());
        let met_by = match (self.port, self.proxies.is_empty(), tls) {
            (Some(port), true, Some(tls)) => MetBy::Port { port, tls },
            (Some(_), true, None) => {
                return Err(Fault::user(
                    "`[card]` has a port and nothing to show to browsers; name `certificate` and `key`, here or under \
                     `[tls]`",
                ));
            }
            (None, false, _) => MetBy::Proxies(self.proxies),
            _ => return Err(Fault::user("`[card]` needs either `port` or `proxies`; name one of them")),
        };
        let address = self.address.as_deref().map(address).transpose()?;
        if address.is_none() && matches!(met_by, MetBy::Proxies(_)) {
            return Err(Fault::user(
                "`[card]` does not say where the proxy asks for cards; write `address = \"https://…\"`",
            ));
        }
        let number_from = self.number_from.as_deref().map(attribute).transpose()?;
        Ok(Card { address, met_by, roots: self.roots, revoked: self.revoked, number_from })
    }
}

fn address(text: &str) -> Result<Url, Fault> {
    let url = text.parse::<Url>().ok().filter(|url| url.scheme() == "https" && url.path() == "/");
    url.filter(|url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty())
        .ok_or_else(|| {
            Fault::user("the address of `[card]` is no bare https:// address; write host and port")
        })
}

fn attribute(text: &str) -> Result<Attribute, Fault> {
    let is_oid = text.contains('.') && text.split('.').all(|arc| arc.parse::<u32>().is_ok());
    match text {
        "serial-number" => Ok(Attribute::SerialNumber),
        oid if is_oid => Ok(Attribute::Oid(oid.to_owned())),
        _ => Err(Fault::user(
            "`number-from` of `[card]` is `serial-number` or an object identifier; write one",
        )),
    }
}
