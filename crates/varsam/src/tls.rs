//! TLS: the one cryptographic library, certificates and keys from files, and what is shown to browsers. TLS 1.2 and 1.3.

use crate::data::config::{Tls, secret_text};
use crate::fault::Fault;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use std::path::Path;
use std::sync::Arc;

/// Chooses the library for all TLS of the process. Called first thing; a second call changes nothing.
pub fn choose_library() {
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
}

/// What a certificate and its key make: connections without anything asked of the browser.
///
/// # Errors
/// When a file cannot be read, others can read the key, or the two do not belong together.
pub fn server(tls: &Tls) -> Result<ServerConfig, Fault> {
    let builder = ServerConfig::builder().with_no_client_auth();
    let made = builder.with_single_cert(certificates(&tls.certificate)?, key(&tls.key)?);
    let mut config = made.map_err(|error| unfit(tls, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The same, and the browser is asked for a certificate. Each connection shows anew that the card is there, so none is
/// resumed.
///
/// # Errors
/// As [`server`].
pub fn asking_server(tls: &Tls, verifier: Arc<dyn ClientCertVerifier>) -> Result<ServerConfig, Fault> {
    let builder = ServerConfig::builder().with_client_cert_verifier(verifier);
    let made = builder.with_single_cert(certificates(&tls.certificate)?, key(&tls.key)?);
    let mut config = made.map_err(|error| unfit(tls, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn unfit(tls: &Tls, error: &rustls::Error) -> Fault {
    let (certificate, key) = (tls.certificate.display(), tls.key.display());
    Fault::user(format!(
        "the certificate `{certificate}` and the key `{key}` do not fit: {error}; name the two that belong together"
    ))
}

/// The certificates in a file, at least one.
///
/// # Errors
/// When the file cannot be read or there is none in it.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let found = CertificateDer::pem_slice_iter(&read(path)?).collect::<Result<Vec<_>, _>>();
    found.ok().filter(|found| !found.is_empty()).ok_or_else(|| {
        Fault::user(format!("`{}` holds no certificate; write it there as PEM", path.display()))
    })
}

/// The lists of revoked certificates in a file: PEM, or one as authorities publish them.
///
/// # Errors
/// When the file cannot be read or there is none in it.
pub fn revocations(path: &Path) -> Result<Vec<CertificateRevocationListDer<'static>>, Fault> {
    let bytes = read(path)?;
    // What is no text is one list as it is.
    if bytes.first() == Some(&0x30) {
        return Ok(vec![CertificateRevocationListDer::from(bytes)]);
    }
    let found = CertificateRevocationListDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>();
    found.ok().filter(|found| !found.is_empty()).ok_or_else(|| {
        Fault::user(format!("`{}` holds no list of revoked certificates; fetch it anew", path.display()))
    })
}

fn key(path: &Path) -> Result<PrivateKeyDer<'static>, Fault> {
    PrivateKeyDer::from_pem_slice(secret_text(path)?.as_bytes())
        .map_err(|_| Fault::user(format!("`{}` holds no private key; write it there as PEM", path.display())))
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|error| {
        Fault::user(format!(
            "`{}` cannot be read: {error}; see that it is there, or name another",
            path.display()
        ))
    })
}
