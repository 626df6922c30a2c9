//! `[tls]`: the certificate that the program shows to browsers, where no proxy does so for it.

use super::secret::Credentials;
use super::{Env, set};
use crate::fault::Fault;
use serde::Deserialize;
use std::path::PathBuf;

/// A certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate and those between it and the root, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// The section as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table")]
pub(super) struct Written {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Written {
    pub(super) fn put_over(&mut self, env: &Env) {
        let over = |path: &mut Option<PathBuf>, name: &str| {
            if let Some(value) = set(env, name) {
                *path = Some(value.into());
            }
        };
        over(&mut self.certificate, "VARSAM_TLS_CERTIFICATE");
        over(&mut self.key, "VARSAM_TLS_KEY");
    }

    pub(super) fn whole(self, lent: Credentials<'_>) -> Result<Option<Tls>, Fault> {
        both("tls", (self.certificate, self.key), lent)
    }
}

/// A certificate and its key, or neither.
pub(super) fn both(
    section: &str,
    (certificate, key): (Option<PathBuf>, Option<PathBuf>),
    lent: Credentials<'_>,
) -> Result<Option<Tls>, Fault> {
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(Tls { certificate, key: lent.place(&key)? })),
        (None, None) => Ok(None),
        _ => {
            Err(Fault::user(format!("`[{section}]` needs both `certificate` and `key`; name the other too")))
        }
    }
}
