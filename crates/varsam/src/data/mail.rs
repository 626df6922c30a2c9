//! Sending mail: by one server, under TLS. A mail says what happened and where to read more, and names nobody.

use super::config::{Mail, MailTls};
use crate::fault::Fault;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use std::error::Error as _;
use std::time::Duration;

/// How long a server has for each step.
const PATIENCE: Duration = Duration::from_secs(20);

/// The way out.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    server: String,
}

/// Something to send.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// What tells it from all others, and is the same when it is sent again.
    pub name: &'a str,
    /// Its subject.
    pub subject: &'a str,
    /// Its text.
    pub body: &'a str,
}

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// What is kept of it does not open.
    #[error("what is kept of it does not open")]
    Unreadable,
    /// It is no address.
    #[error("it is no address")]
    NoAddress,
    /// The server will not take it, now or later.
    #[error("the mail server refuses it: {0}")]
    Refused(Error),
    /// It may go later.
    #[error("the mail server does not take it now: {0}")]
    Later(Error),
    /// The server is not spoken to as it wants, or cannot be trusted.
    #[error("there is no safe connection to the mail server: {0}")]
    Unsafe(Error),
    /// It cannot be put together.
    #[error("the mail cannot be put together: {0}")]
    Odd(#[from] lettre::error::Error),
}

impl NotSent {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoAddress => "no_address",
            Self::Refused(_) => "refused",
            Self::Later(_) => "later",
            Self::Unsafe(_) => "unsafe",
            Self::Odd(_) => "odd",
        }
    }

    /// The number that the server answered with, if it did.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unreadable | Self::NoAddress | Self::Odd(_) => None,
            Self::Refused(error) | Self::Later(error) | Self::Unsafe(error) => error.status().map(u16::from),
        }
    }

    /// Whether trying again is of no use.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Unreadable | Self::NoAddress | Self::Refused(_) | Self::Odd(_))
    }
}

impl From<Error> for NotSent {
    /// A password that is refused is told with a final code, too, but that is about us and not about the mail.
    fn from(error: Error) -> Self {
        let is_about_us = error.status().is_some_and(|code| matches!(u16::from(code), 530 | 534 | 535 | 538));
        match error {
            error if error.is_tls() || is_about_us || is_by_tls(&error) => Self::Unsafe(error),
            error if is_about_address(&error) => Self::Refused(error),
            error => Self::Later(error),
        }
    }
}

/// Whether the server says that there is no such address. Whatever else it refuses, as a sender or a relay, may be put
/// right there, and the mail waits.
fn is_about_address(error: &Error) -> bool {
    let is_refusal = error.status().is_some_and(|code| matches!(u16::from(code), 550 | 551 | 553));
    is_refusal && error.to_string().contains(" 5.1.")
}

/// Whether a connection was given up by TLS, as to a server that is not the one.
fn is_by_tls(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(one) = cause {
        let inner = one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some() {
            return true;
        }
        cause = one.source();
    }
    false
}

impl Mailer {
    /// The way out that a configuration describes.
    ///
    /// # Errors
    /// When its certificates cannot be read.
    pub fn new(config: &Mail) -> Result<Self, Fault> {
        let tls = match config.tls {
            MailTls::None => Tls::None,
            MailTls::Tls => Tls::Wrapper(parameters(config)?),
            MailTls::Starttls => Tls::Required(parameters(config)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.server.as_str())
            .port(config.port)
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let Some((user, password)) = &config.user {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let server = format!("{}:{}", config.server, config.port);
        Ok(Self { transport: builder.build(), from: config.from.clone(), server })
    }

    /// Where it goes, for people.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Sends a text to an address. When this returns, the server has taken it.
    ///
    /// # Errors
    /// When it has not.
    pub async fn send(&self, to: &str, text: Text<'_>) -> Result<(), NotSent> {
        let to: Mailbox = to.parse().map_err(|_| NotSent::NoAddress)?;
        let domain = self.from.email.domain();
        let message = MessageBuilder::new()
            .from(self.from.clone())
            .to(to)
            .subject(text.subject)
            // The same when it is sent again: who gets it twice after all can tell.
            .message_id(Some(format!("<{}@{domain}>", text.name)))
            .header(ContentType::TEXT_PLAIN)
            .body(text.body.to_owned())?;
        self.deliver(message).await
    }

    async fn deliver(&self, message: Message) -> Result<(), NotSent> {
        self.transport.send(message).await.map(|_| ()).map_err(NotSent::from)
    }

    /// Sees that the server answers, is who it says, and lets us in. Sends nothing.
    ///
    /// # Errors
    /// When it does not.
    pub async fn probe(&self) -> Result<(), Fault> {
        let fault =
            |error: NotSent| Fault::user(format!("{error}; see to `[mail]`, and that {} runs", self.server));
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(Fault::user(format!("the mail server {} hangs up; see what its log says", self.server)))
            }
            Err(error) => Err(fault(error.into())),
        }
    }
}

fn parameters(config: &Mail) -> Result<TlsParameters, Fault> {
    let fault = |error: Error| Fault::user(format!("the certificates of `[mail]` cannot be used: {error}"));
    let mut builder = TlsParameters::builder(config.server.clone());
    if let Some(path) = &config.ca_file {
        let cannot =
            |error| Fault::user(format!("the certificates `{}` cannot be read: {error}", path.display()));
        let pem = std::fs::read(path).map_err(cannot)?;
        builder = builder.certificate_store(CertificateStore::None);
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(fault)?);
    }
    builder.build_rustls().map_err(fault)
}
