//! Why something could not be read: a code and a place, never a silent skip.

use std::io;

use serde::{Deserialize, Serialize};

use crate::place::Place;

/// Why a file or a part of it was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is locked with a password.
    Password,
    /// It is cut off or not what it claims to be.
    Damaged,
    /// It is, or unpacks to, more than the limits allow.
    TooLarge,
    /// It is packed in more layers than the limits allow.
    TooDeep,
    /// It took longer than the limits allow.
    Timeout,
    /// The worker that read it ended unexpectedly.
    Crashed,
    /// The system does not let this user read it.
    NoPermission,
    /// Nothing here can read that kind of file.
    UnknownFormat,
    /// It is a picture of text, and no text recognition is installed or wanted.
    OcrMissing,
    /// It is a symbolic link; it was not followed.
    Link,
    /// It is a device, a pipe or a socket.
    Special,
    /// It was there a moment ago and is no longer.
    Gone,
    /// The system could not read it (disk or network).
    Io,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 13] = [
        Self::Password,
        Self::Damaged,
        Self::TooLarge,
        Self::TooDeep,
        Self::Timeout,
        Self::Crashed,
        Self::NoPermission,
        Self::UnknownFormat,
        Self::OcrMissing,
        Self::Link,
        Self::Special,
        Self::Gone,
        Self::Io,
    ];

    /// The name under which it stands in reports, as `too-large`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Damaged => "damaged",
            Self::TooLarge => "too-large",
            Self::TooDeep => "too-deep",
            Self::Timeout => "timeout",
            Self::Crashed => "crashed",
            Self::NoPermission => "no-permission",
            Self::UnknownFormat => "unknown-format",
            Self::OcrMissing => "ocr-missing",
            Self::Link => "link",
            Self::Special => "special",
            Self::Gone => "gone",
            Self::Io => "io",
        }
    }
}

impl From<&io::Error> for Reason {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::NotFound => Self::Gone,
            io::ErrorKind::OutOfMemory | io::ErrorKind::FileTooLarge => Self::TooLarge,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::Damaged
            }
            _ if error.raw_os_error().is_none() => Self::Damaged,
            _ => Self::Io,
        }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

/// Something that was not read, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// Where in the file; the file itself where it is empty.
    #[serde(default, skip_serializing_if = "Place::is_top")]
    pub place: Place,
    /// Why.
    pub reason: Reason,
}
