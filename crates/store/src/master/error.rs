//! What can go wrong with the master key. No message holds a key, a PIN or a token.

use std::path::{Path, PathBuf};

/// Why the master key cannot do what it was asked. Each message ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum MasterError {
    /// The setting is not understood.
    #[error("the master key cannot be `{setting}`: {problem}")]
    Setting {
        /// The part of the setting that is meant.
        setting: String,
        /// What is wrong, and what to write.
        problem: String,
    },
    /// A file cannot be read or written.
    #[error("`{path}` cannot be used: {error}; see that it is there and that the program may use it")]
    Path {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A secret lies where others can get at it.
    #[error("`{path}` {problem}")]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// How, and what to do.
        problem: &'static str,
    },
    /// There is a key already.
    #[error(
        "there is a master key already at `{0}`; nothing was changed: use that one, or name another place"
    )]
    Exists(String),
    /// There is no key.
    #[error(
        "there is no master key at `{0}`; make one, or name the place of the one that the data was sealed under"
    )]
    Missing(String),
    /// A file is not what was written.
    #[error("`{path}` is damaged ({problem}); put back the copy that was kept aside")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong in it.
        problem: &'static str,
    },
    /// Another program changes the key at this moment.
    #[error("another program is changing the master key at `{0}`; try again")]
    Busy(String),
    /// A version that was destroyed, or never was.
    #[error(
        "version {version} of the master key does not exist here, only {there}; what it wrapped opens no more"
    )]
    NoSuchVersion {
        /// Which.
        version: u32,
        /// Those that there are.
        there: String,
    },
    /// A wrapped key does not open.
    #[error(
        "a key wrapped by version {0} of the master key does not open: it was changed or moved, or wrapped by another \
         master key; compare the check values"
    )]
    NotOpened(u32),
    /// Wrapped by another kind of master key.
    #[error(
        "a key was wrapped by a master key of the kind `{wrapped}`, and `{configured}` is configured; use that one"
    )]
    OtherKind {
        /// By which.
        wrapped: super::Kind,
        /// The one that is configured.
        configured: super::Kind,
    },
    /// Text that is no wrapped key.
    #[error("what should be a wrapped key is none; put back the key database from its backup")]
    NotWrapped,
    /// The wrong master key.
    #[error(
        "this data was sealed under master key `{sealed_under}`; the configured one is `{configured}`: configure the \
         right one"
    )]
    Other {
        /// The check value that was noted with the data.
        sealed_under: String,
        /// The check value of the master key at hand.
        configured: String,
    },
    /// The current version cannot be destroyed.
    #[error("version {0} is the current one and stays; rotate first")]
    Current(u32),
    /// A systemd credential, which the program cannot change.
    #[error(
        "the credential `{0}` cannot be changed by the program; make its next text from it, put that in its place, and \
         start the program again"
    )]
    ReadOnly(String),
    /// The token refused the PIN.
    #[error(
        "the token `{token}` refuses the PIN in `{pin_file}`, which is not tried again, since tokens lock themselves; \
         put the right one there"
    )]
    Pin {
        /// Label of the token.
        token: String,
        /// Where the PIN was read.
        pin_file: PathBuf,
    },
    /// The token, or the library that speaks with it, fails.
    #[error("the token `{token}`: {problem}")]
    Token {
        /// Label of the token.
        token: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The key service cannot be reached.
    #[error(
        "the key service `{service}` cannot be reached ({reason}); see that it runs and that the address is right"
    )]
    Unreachable {
        /// Its address.
        service: String,
        /// What the network says.
        reason: String,
    },
    /// The key service did not answer in time.
    #[error("the key service `{service}` did not answer within {seconds} s; see how it is")]
    Slow {
        /// Its address.
        service: String,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// The key service is there, but sealed or overloaded.
    #[error(
        "the key service `{service}` is not ready (it answers {status}; 503 means sealed); unseal or mend it"
    )]
    NotReady {
        /// Its address.
        service: String,
        /// The status of its answer.
        status: u16,
    },
    /// The key service does not allow it.
    #[error(
        "the key service `{service}` does not allow `{path}` with the token in `{token_file}`; renew it, or its policy"
    )]
    Denied {
        /// Its address.
        service: String,
        /// What was asked for.
        path: String,
        /// Where the token was read.
        token_file: PathBuf,
    },
    /// The key service answers something else.
    #[error("the key service `{service}`: {problem}")]
    Service {
        /// Its address.
        service: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The library of cryptography refuses.
    #[error("the library of cryptography refuses; see the log of the system")]
    Crypto,
}

impl MasterError {
    /// A fault with a file.
    pub(super) fn at(path: &Path, error: std::io::Error) -> Self {
        Self::Path { path: path.to_owned(), error }
    }

    /// A setting that is not understood.
    pub(super) fn setting(setting: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Setting { setting: setting.into(), problem: problem.into() }
    }

    /// A version that is not there.
    pub(super) fn no_such_version(version: u32, there: &[u32]) -> Self {
        let there: Vec<_> = there.iter().map(u32::to_string).collect();
        Self::NoSuchVersion {
            version,
            there: if there.is_empty() { "none".into() } else { there.join(", ") },
        }
    }

    /// Whether trying the same again may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unreachable { .. } | Self::Slow { .. } | Self::NotReady { .. })
    }
}
