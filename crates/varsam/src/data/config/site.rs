//! `[site]`: how the program is reached, and who reads the guidelines.

use super::{Env, set};
use crate::fault::Fault;
use reqwest::Url;
use serde::Deserialize;
use std::net::IpAddr;

/// How the program is reached, and who reads the guidelines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// The address that people type, without a path. Links in invitations, and what passkeys are bound to; `None` where
    /// nothing says: then it is `localhost` and the port.
    pub address: Option<Url>,
    /// Who reads the guidelines.
    pub guidance: Guidance,
    /// The proxies that are believed when they say where a request comes from.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether anybody can report a breach without saying who they are.
    pub anonymous_reports: bool,
}

/// Who reads the guidelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guidance {
    /// Everybody.
    #[default]
    Public,
    /// Who is signed in.
    SignedIn,
}

/// The section as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(super) struct Written {
    address: Option<String>,
    guidance: Guidance,
    #[serde(rename = "trusted-proxies")]
    trusted_proxies: Vec<IpAddr>,
    #[serde(rename = "anonymous-reports")]
    anonymous_reports: bool,
}

impl Written {
    pub(super) fn put_over(&mut self, env: &Env) -> Result<(), Fault> {
        if let Some(address) = set(env, "VARSAM_SITE_ADDRESS") {
            self.address = Some(address.to_owned());
        }
        match set(env, "VARSAM_SITE_GUIDANCE") {
            None => {}
            Some("public") => self.guidance = Guidance::Public,
            Some("signed-in") => self.guidance = Guidance::SignedIn,
            Some(_) => return Err(Fault::user("VARSAM_SITE_GUIDANCE is `public` or `signed-in`")),
        }
        if let Some(list) = set(env, "VARSAM_SITE_TRUSTED_PROXIES") {
            let read = list.split(',').map(|one| one.trim().parse()).collect::<Result<_, _>>();
            self.trusted_proxies = read.map_err(|_| {
                Fault::user(
                    "VARSAM_SITE_TRUSTED_PROXIES is a list of IP addresses, such as `10.0.0.1,10.0.0.2`",
                )
            })?;
        }
        match set(env, "VARSAM_SITE_ANONYMOUS_REPORTS") {
            None => {}
            Some("true") => self.anonymous_reports = true,
            Some("false") => self.anonymous_reports = false,
            Some(_) => return Err(Fault::user("VARSAM_SITE_ANONYMOUS_REPORTS is `true` or `false`")),
        }
        Ok(())
    }

    pub(super) fn whole(self) -> Result<Site, Fault> {
        let address = self.address.as_deref().map(address).transpose()?;
        Ok(Site {
            address,
            guidance: self.guidance,
            trusted_proxies: self.trusted_proxies,
            anonymous_reports: self.anonymous_reports,
        })
    }
}

/// An address that passkeys and cookies can be bound to: of one host, spoken to under TLS unless it is this machine.
fn address(text: &str) -> Result<Url, Fault> {
    let wrong = |why: &str| {
        Fault::user(format!("the address of `[site]` {why}, such as `https://varsam.example.se`"))
    };
    let url: Url = text.parse().map_err(|_| wrong("is no URL; write one"))?;
    let is_local = url.host_str() == Some("localhost");
    match url.scheme() {
        "https" => {}
        "http" if is_local => {}
        _ => return Err(wrong("must begin with https:// (http:// for localhost only)")),
    }
    let is_bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.domain() {
        Some(_) if is_bare => Ok(url),
        Some(_) => Err(wrong("must be a host, and a port where needed, and nothing more")),
        None => Err(wrong("must name its host, since passkeys are bound to a name")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_under_tls() {
        for good in ["https://varsam.example.se", "https://v.example.se:8443/", "http://localhost:8080"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "varsam",
            "http://varsam.example.se",
            "https://192.0.2.1",
            "https://a.se/x",
            "https://u@a.se",
            "ftp://a.se",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
