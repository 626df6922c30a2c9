//! Two kinds of fault: the user's, which says what to do, and ours, which goes to the log.

use std::fmt;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Fault {
    /// Something the user can put right.
    User(String),
    /// Something that failed on our side.
    Ours(anyhow::Error),
}

impl Fault {
    /// A fault of the user, said in one or more lines.
    pub fn user(message: impl Into<String>) -> Self {
        Self::User(message.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(message) => f.write_str(message),
            Self::Ours(error) => write!(f, "{error:#}"),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Ours(error.into())
    }
}
