//! Smart cards: whose certificates are trusted, and whom one of them stands for.

use super::certificate::{self, Holder};
use super::identity::{self, Identity, Vouched, Way};
use crate::data::config::{self, MetBy};
use crate::fault::Fault;
use crate::tls;
use reqwest::Url;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use varsam_model::Instant;

/// The cards that let somebody in.
#[derive(Debug)]
pub struct Card {
    /// How it is set up.
    pub config: config::Card,
    /// Where browsers are sent to show a card.
    pub address: Url,
    /// What believes certificates; another once the files change.
    verifier: RwLock<Arc<dyn ClientCertVerifier>>,
}

/// A certificate and those between it and the root, as they were shown.
#[derive(Debug, Clone, Default)]
pub struct Shown(pub Vec<Vec<u8>>);

impl Card {
    /// Reads whom to trust. Browsers reach the program at `home`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn open(config: config::Card, home: &Url) -> Result<Self, Fault> {
        let address = match (&config.address, &config.met_by) {
            (Some(address), _) => address.clone(),
            (None, MetBy::Port { port, .. }) => beside(home, *port)?,
            (None, MetBy::Proxies(_)) => home.clone(),
        };
        let verifier = RwLock::new(trusted(&config)?);
        Ok(Self { config, address, verifier })
    }

    /// Reads the files anew. What was trusted before goes on when they cannot be read.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn take_in(&self) -> Result<(), Fault> {
        let fresh = trusted(&self.config)?;
        *self.verifier.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn verifier(&self) -> Arc<dyn ClientCertVerifier> {
        Arc::clone(&self.verifier.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What connections to the port are made with; `None` where proxies ask for cards.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn server(&self) -> Result<Option<ServerConfig>, Fault> {
        let MetBy::Port { tls, .. } = &self.config.met_by else { return Ok(None) };
        tls::asking_server(tls, self.verifier()).map(Some)
    }

    /// Whether what this one sends in a header is believed.
    pub fn is_proxy(&self, peer: IpAddr) -> bool {
        matches!(&self.config.met_by, MetBy::Proxies(proxies) if proxies.contains(&peer.to_canonical()))
    }

    /// Whom a certificate stands for. It is believed when it leads to a root that is trusted, holds now, was not revoked by a
    /// list that is still good, and is made for signing in.
    ///
    /// # Errors
    /// Why it is not believed, without anything of it.
    pub fn vouches(&self, shown: &Shown, now: Instant) -> Result<Vouched, String> {
        let mut chain = shown.0.iter().map(|der| CertificateDer::from(der.as_slice()));
        let certificate = chain.next().ok_or("there is none")?;
        let between: Vec<_> = chain.collect();
        let at = UnixTime::since_unix_epoch(Duration::from_secs(now.seconds().unsigned_abs()));
        let verified = self.verifier().verify_client_cert(&certificate, &between, at);
        verified.map_err(|error| error.to_string())?;
        let Holder { issuer, serial, number } =
            certificate::holder(&certificate, self.config.number_from.as_ref())?;
        let by = Identity::new(Way::Card, &issuer, &serial).ok_or("it names nobody")?;
        let number = number.and_then(|number| identity::number(&number, now));
        Ok(Vouched { by, number, session: None })
    }

    /// The files that it was made from.
    pub fn files(&self) -> Vec<PathBuf> {
        let own = match &self.config.met_by {
            MetBy::Port { tls, .. } => vec![tls.certificate.clone(), tls.key.clone()],
            MetBy::Proxies(_) => vec![],
        };
        [&self.config.roots, &self.config.revoked].into_iter().flatten().cloned().chain(own).collect()
    }
}

/// What believes the certificates of those whom a configuration trusts.
///
/// # Errors
/// When a file cannot be read, or holds something else.
pub fn trusted(config: &config::Card) -> Result<Arc<dyn ClientCertVerifier>, Fault> {
    let mut roots = RootCertStore::empty();
    for file in &config.roots {
        for root in tls::certificates(file)? {
            roots.add(root).map_err(|error| {
                Fault::user(format!("`{}` holds no authority: {error}; name another", file.display()))
            })?;
        }
    }
    let mut lists = Vec::new();
    for file in &config.revoked {
        lists.extend(tls::revocations(file)?);
    }
    // Who comes without a card is told what to do.
    let builder = WebPkiClientVerifier::builder(Arc::new(roots)).allow_unauthenticated();
    let built = builder.with_crls(lists).enforce_revocation_expiration().build();
    built.map_err(|error| {
        Fault::user(format!("`[card]`: {error}; fetch the lists of revoked certificates anew"))
    })
}

/// The same host at another port.
fn beside(home: &Url, port: u16) -> Result<Url, Fault> {
    let mut address = home.clone();
    let is_set = address.set_scheme("https").and_then(|()| address.set_port(Some(port))).is_ok();
    is_set.then_some(address).ok_or_else(|| {
        Fault::user(
            "the port of `[card]` does not fit the address of `[site]`; write `address` under `[card]`",
        )
    })
}
