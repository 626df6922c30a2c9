//! The master key: wraps the tenants' keys, and is the one thing that a backup of the key database does not hold.
//!
//! It has numbered versions. The newest wraps; a wrapped key carries the number of the one that did. To rotate is to
//! make a new version. When everything is wrapped anew, the old ones are retired: destroyed, and from then on old
//! backups of the key database open nothing.
//!
//! It lives in a file (or a credential of systemd), in a PKCS#11 token, or in a key service that speaks the transit
//! interface of Vault and `OpenBao`. `docs/guide/master-key.md` helps to choose.

mod config;
mod error;
mod file;
mod library;
mod ring;
mod secret;
mod text;
mod token;
mod transit;

pub use config::{MasterConfig, TokenConfig, TransitConfig};
pub use error::MasterError;
pub use file::{KeyFile, retired_text, rotated_text};
pub use token::Token;
pub use transit::Transit;

use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// The length of every key, in bytes.
pub const KEY_BYTES: usize = 32;
/// A key that was unwrapped. Wiped when it is dropped.
pub type Secret = Zeroizing<[u8; KEY_BYTES]>;

/// What a check value is made of, so that it is no use for anything else.
const CHECK_LABEL: &[u8] = b"varsam master key check";
const CHECK_BYTES: usize = 8;

/// The master key, wherever it lives.
#[derive(Debug)]
pub enum Master {
    /// In a file or a credential.
    File(KeyFile),
    /// In a PKCS#11 token.
    Token(Token),
    /// In a key service.
    Transit(Transit),
}

impl Master {
    /// Opens the master key that is configured. Makes none.
    ///
    /// # Errors
    /// When it is not there or cannot be used; the message says what to do.
    pub async fn open(config: &MasterConfig) -> Result<Self, MasterError> {
        Ok(match config {
            MasterConfig::File { path } => Self::File(KeyFile::open(path)?),
            MasterConfig::Credential { name, folder } => {
                let folder = folder.as_deref().ok_or_else(|| no_credentials(name))?;
                Self::File(KeyFile::credential(folder, name)?)
            }
            MasterConfig::Token(config) => Self::Token(Token::open(config).await?),
            MasterConfig::Transit(config) => Self::Transit(Transit::open(config).await?),
        })
    }

    /// Makes a master key where the configuration says, and opens it.
    ///
    /// # Errors
    /// When there is one already, or it cannot be made there.
    pub async fn create(config: &MasterConfig) -> Result<Self, MasterError> {
        Ok(match config {
            MasterConfig::File { path } => Self::File(KeyFile::create(path, &*random()?)?),
            MasterConfig::Credential { name, .. } => return Err(MasterError::ReadOnly(name.clone())),
            MasterConfig::Token(config) => Self::Token(Token::create(config).await?),
            MasterConfig::Transit(config) => Self::Transit(Transit::create(config).await?),
        })
    }

    /// Where it lives.
    pub fn kind(&self) -> Kind {
        match self {
            Self::File(_) => Kind::File,
            Self::Token(_) => Kind::Token,
            Self::Transit(_) => Kind::Transit,
        }
    }

    /// Wraps a key with the current version. It unwraps only with the same `bound`, such as whose key it is.
    ///
    /// # Errors
    /// When the master key cannot be used.
    pub async fn wrap(&self, key: &[u8; KEY_BYTES], bound: &[u8]) -> Result<Wrapped, MasterError> {
        only(self.wrap_all(&[(key, bound)]).await?)
    }

    /// Wraps many keys: one round trip for each 200, where there is one.
    ///
    /// # Errors
    /// As `wrap`; then none counts as wrapped.
    pub async fn wrap_all(&self, keys: &[(&[u8; KEY_BYTES], &[u8])]) -> Result<Vec<Wrapped>, MasterError> {
        match self {
            Self::File(file) => keys.iter().map(|(key, bound)| file.wrap(key, bound)).collect(),
            Self::Token(token) => token.wrap_all(keys).await,
            Self::Transit(transit) => transit.wrap_all(keys).await,
        }
    }

    /// Unwraps a key that was wrapped with the same `bound`.
    ///
    /// # Errors
    /// When another kind of master key wrapped it, the version does not exist any more, or it does not open.
    pub async fn unwrap(&self, wrapped: &Wrapped, bound: &[u8]) -> Result<Secret, MasterError> {
        only(self.unwrap_all(&[(wrapped, bound)]).await?)
    }

    /// Unwraps many keys: one round trip for each 200, where there is one.
    ///
    /// # Errors
    /// As `unwrap`, for the first that fails; the others are not given.
    pub async fn unwrap_all(&self, keys: &[(&Wrapped, &[u8])]) -> Result<Vec<Secret>, MasterError> {
        let configured = self.kind();
        if let Some((other, _)) = keys.iter().find(|(wrapped, _)| wrapped.kind != configured) {
            return Err(MasterError::OtherKind { wrapped: other.kind, configured });
        }
        match self {
            Self::File(file) => keys.iter().map(|(wrapped, bound)| file.unwrap(wrapped, bound)).collect(),
            Self::Token(token) => token.unwrap_all(keys).await,
            Self::Transit(transit) => transit.unwrap_all(keys).await,
        }
    }

    /// The version that wraps, as last seen.
    pub fn current(&self) -> u32 {
        self.versions().last().copied().unwrap_or_default()
    }

    /// All versions that exist, oldest first, as last seen.
    pub fn versions(&self) -> Vec<u32> {
        match self {
            Self::File(file) => file.versions(),
            Self::Token(token) => token.versions(),
            Self::Transit(transit) => transit.versions(),
        }
    }

    /// Makes a new version, the current one from now on; gives its number.
    ///
    /// # Errors
    /// When it cannot be made; then nothing has changed.
    pub async fn rotate(&mut self) -> Result<u32, MasterError> {
        match self {
            Self::File(file) => file.rotate(&*random()?),
            Self::Token(token) => token.rotate().await,
            Self::Transit(transit) => transit.rotate().await,
        }
    }

    /// Destroys all versions below. **What they wrapped is lost**: wrap everything anew before.
    ///
    /// # Errors
    /// When that would be the current version, or the place of the key does not allow it.
    pub async fn retire(&mut self, below: u32) -> Result<(), MasterError> {
        match self {
            Self::File(file) => file.retire(below),
            Self::Token(token) => token.retire(below).await,
            Self::Transit(transit) => transit.retire(below).await,
        }
    }

    /// The check value of a version: 16 hexadecimal digits that tell it from other keys and say nothing else.
    ///
    /// # Errors
    /// When the version does not exist.
    pub async fn fingerprint(&self, version: u32) -> Result<String, MasterError> {
        match self {
            Self::File(file) => file.fingerprint(version),
            Self::Token(token) => token.fingerprint(version),
            Self::Transit(transit) => transit.fingerprint(version).await,
        }
    }

    /// Sees that this is the master key that data was sealed under, by the check value that was noted then.
    ///
    /// # Errors
    /// `MasterError::Other` with both check values when it is not.
    pub async fn recognise(&self, version: u32, sealed_under: &str) -> Result<(), MasterError> {
        let here = if self.versions().contains(&version) { version } else { self.current() };
        let configured = self.fingerprint(here).await?;
        if configured == sealed_under {
            return Ok(());
        }
        Err(MasterError::Other { sealed_under: sealed_under.to_owned(), configured })
    }
}

/// A kind of place that a master key lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file or a credential.
    File,
    /// A PKCS#11 token.
    Token,
    /// A key service.
    Transit,
}

impl Kind {
    const ALL: [Self; 3] = [Self::File, Self::Token, Self::Transit];

    fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Token => "pkcs11",
            Self::Transit => "transit",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A wrapped key: safe to store. As text `kind:version:body`; the body is the business of the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    kind: Kind,
    version: u32,
    body: String,
}

impl Wrapped {
    /// The version of the master key that wrapped it.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The kind of master key that wrapped it.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.kind, self.version, self.body)
    }
}

impl FromStr for Wrapped {
    type Err = MasterError;

    fn from_str(text: &str) -> Result<Self, MasterError> {
        let mut parts = text.splitn(3, ':');
        let (Some(kind), Some(version), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(MasterError::NotWrapped);
        };
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind).ok_or(MasterError::NotWrapped)?;
        let version = version.parse().map_err(|_| MasterError::NotWrapped)?;
        Ok(Self { kind, version, body: body.to_owned() })
    }
}

/// What a wrap is bound to: the use, the version, and what the caller says.
fn bound_to(version: u32, bound: &[u8]) -> Vec<u8> {
    const USE: &[u8] = b"varsam wrapped key 1\0";
    [USE, &version.to_be_bytes(), bound].concat()
}

/// Random bytes for a key, a nonce or a name. They are the library's own, as those of every seal: nobody may choose.
fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, MasterError> {
    let mut bytes = Zeroizing::new([0; N]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| MasterError::Crypto)?;
    Ok(bytes)
}

fn only<T>(all: Vec<T>) -> Result<T, MasterError> {
    all.into_iter().next().ok_or(MasterError::Crypto)
}

fn no_credentials(name: &str) -> MasterError {
    let problem =
        "there is no folder of credentials; start the program as a service of systemd with `LoadCredential=`";
    MasterError::setting(format!("credential:{name}"), problem)
}
