//! Files that hold a secret: a path, or `credential:NAME`, which systemd lends to each service in a folder of its own.

use crate::fault::Fault;
use std::path::{Path, PathBuf};

/// Where systemd keeps what it lends: the value of `CREDENTIALS_DIRECTORY`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Credentials<'a>(pub(super) Option<&'a Path>);

impl Credentials<'_> {
    /// Where a secret lies.
    pub(super) fn place(self, written: &Path) -> Result<PathBuf, Fault> {
        let Some(name) = written.to_str().and_then(|text| text.strip_prefix("credential:")) else {
            return Ok(written.to_owned());
        };
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            return Err(Fault::user(
                "behind `credential:` stands no name of a credential; write it, and no path",
            ));
        }
        let folder = self.0.ok_or_else(|| {
            Fault::user(format!(
                "`credential:{name}` is lent by systemd, and here is no folder of credentials; start the program as a \
                 service of systemd with `LoadCredential=`"
            ))
        })?;
        let path = folder.join(name);
        if !path.exists() {
            return Err(Fault::user(format!(
                "`credential:{name}` was not lent to this service; name it as `LoadCredential=` or \
                 `LoadCredentialEncrypted=` in the unit"
            )));
        }
        Ok(path)
    }

    /// The first line of a file that only its owner, and perhaps a group that it was lent to, may read.
    pub(super) fn secret(self, written: &Path) -> Result<String, Fault> {
        let text = secret_text(&self.place(written)?)?;
        let line = text.lines().next().map(str::trim).filter(|line| !line.is_empty());
        let empty = || Fault::user(format!("the secret `{}` is empty; write it there", written.display()));
        line.map(str::to_owned).ok_or_else(empty)
    }
}

/// A file that only its owner, and perhaps a group that it was lent to, may read.
pub(crate) fn secret_text(path: &Path) -> Result<String, Fault> {
    use std::os::unix::fs::PermissionsExt as _;
    let cannot = |error| {
        Fault::user(format!(
            "the secret `{}` cannot be read: {error}; see that it is there, or name another",
            path.display()
        ))
    };
    let mode = std::fs::metadata(path).map_err(cannot)?.permissions().mode();
    if mode & 0o037 != 0 {
        return Err(Fault::user(format!(
            "the secret `{}` can be used by others; take that from them (`chmod 600`)",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(cannot)
}
