//! The address of a database. It may hold a password, so it is never shown whole.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a database is: `sqlite:/path/file.db` or `postgres://user:password@host/name`.
#[derive(Clone, PartialEq, Eq)]
pub struct Database {
    url: String,
}

impl Database {
    /// The database at a URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// The SQLite file at a path; none where the path is no text.
    pub fn file(path: &Path) -> Option<Self> {
        let path = path.to_str()?.replace('%', "%25").replace('?', "%3F");
        Some(Self::new(format!("sqlite:{path}")))
    }

    /// The URL, with the password that may be in it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file, where it is one.
    pub fn path(&self) -> Option<PathBuf> {
        let path = self.url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        Some(decoded(path).into())
    }

    /// Whether it is a file, and there is none.
    pub fn is_missing(&self) -> bool {
        self.path().is_some_and(|path| !path.exists())
    }
}

/// `%20` and the like, read. A plus stays one.
fn decoded(text: &str) -> String {
    let pair = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
    let value = form_urlencoded::parse(pair.as_bytes()).next();
    value.map_or_else(|| text.to_owned(), |(_, value)| value.into_owned())
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            Some(path) => path.display().fmt(f),
            None => f.write_str(&without_password(&self.url)),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A URL without user, password and query.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.split_once(':').map_or_else(|| "…".to_owned(), |(scheme, _)| format!("{scheme}:…"));
    };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    // A password may have a slash or an @ in it, written as it should not be.
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://varsam:s3cret@db.example/x",
            "postgres://varsam:s3/c@ret@db.example/x?password=s3cret",
        ] {
            let shown = format!("{0} {0:?}", Database::new(url));
            assert_eq!(shown, "postgres://db.example/x postgres://db.example/x");
        }
        assert_eq!(format!("{}", Database::new("s3cret")), "…");
        assert_eq!(format!("{}", Database::new("postgres:s3cret")), "postgres:…");
    }

    #[test]
    fn a_file_is_found_again_whatever_its_name() {
        for path in ["/var/lib/varsam/records.db", "/srv/100 % sure?/a+b&c=d.db", "records.db"] {
            assert_eq!(Database::file(Path::new(path)).unwrap().path().unwrap(), Path::new(path));
        }
        assert_eq!(Database::new("sqlite:///a/b.db?mode=ro").path().unwrap(), Path::new("/a/b.db"));
        assert_eq!(Database::new("postgres://h/x").path(), None);
    }
}
