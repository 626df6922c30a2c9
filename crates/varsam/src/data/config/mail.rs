//! `[mail]`: the server that mail goes out by.

use super::secret::Credentials;
use super::{Env, set};
use crate::fault::Fault;
use lettre::message::Mailbox;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;

/// How mail goes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The server's name, as its certificate says it.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept secret.
    pub tls: MailTls,
    /// User and password, where the server asks for them.
    pub user: Option<(String, String)>,
    /// Who writes.
    pub from: Mailbox,
    /// Certificates that the server's may be signed by, instead of those of the system.
    pub ca_file: Option<PathBuf>,
}

impl fmt::Debug for Mail {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({}:{})", self.server, self.port)
    }
}

/// How a connection to a mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailTls {
    /// TLS from the first byte, as on port 465.
    Tls,
    /// TLS before anything is said, or nothing is sent; as on port 587.
    #[default]
    Starttls,
    /// In the clear: to this machine only.
    None,
}

impl MailTls {
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::Starttls => 587,
            Self::None => 25,
        }
    }
}

/// The section as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case", expecting = "a table")]
pub(super) struct Written {
    server: Option<String>,
    port: Option<u16>,
    tls: MailTls,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: Option<String>,
    ca_file: Option<PathBuf>,
}

impl Written {
    pub(super) fn put_over(&mut self, env: &Env) -> Result<(), Fault> {
        let text = |name: &str| set(env, name).map(str::to_owned);
        self.server = text("VARSAM_MAIL_SERVER").or(self.server.take());
        self.user = text("VARSAM_MAIL_USER").or(self.user.take());
        self.from = text("VARSAM_MAIL_FROM").or(self.from.take());
        let path = |name: &str| text(name).map(PathBuf::from);
        self.password_file = path("VARSAM_MAIL_PASSWORD_FILE").or(self.password_file.take());
        self.ca_file = path("VARSAM_MAIL_CA_FILE").or(self.ca_file.take());
        if let Some(port) = set(env, "VARSAM_MAIL_PORT") {
            let port = port.parse().map_err(|_| Fault::user("VARSAM_MAIL_PORT is a number up to 65535"))?;
            self.port = Some(port);
        }
        match set(env, "VARSAM_MAIL_TLS") {
            None => {}
            Some("tls") => self.tls = MailTls::Tls,
            Some("starttls") => self.tls = MailTls::Starttls,
            Some("none") => self.tls = MailTls::None,
            Some(_) => return Err(Fault::user("VARSAM_MAIL_TLS is `tls`, `starttls` or `none`")),
        }
        Ok(())
    }

    /// The server; none where nothing names one: then no mail goes out.
    pub(super) fn whole(self, lent: Credentials<'_>) -> Result<Option<Mail>, Fault> {
        let Some(server) = self.server else { return Ok(None) };
        let is_local = matches!(server.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.tls == MailTls::None && !is_local {
            return Err(Fault::user(
                "`[mail] tls = \"none\"` is for a server on this machine only; write `tls` or `starttls`",
            ));
        }
        let from =
            self.from.ok_or_else(|| Fault::user("`[mail]` has no `from`; write who the mail is from"))?;
        let from = from.parse().map_err(|_| {
            Fault::user(
                "`[mail] from` is no address; write `varsam@example.se` or `Varsam <varsam@example.se>`",
            )
        })?;
        let user = match (self.user, self.password_file) {
            (Some(user), Some(file)) => Some((user, lent.secret(&file)?)),
            (None, None) => None,
            _ => return Err(Fault::user("`[mail]` needs both `user` and `password-file`, or neither")),
        };
        let port = self.port.unwrap_or_else(|| self.tls.port());
        Ok(Some(Mail { server, port, tls: self.tls, user, from, ca_file: self.ca_file }))
    }
}
