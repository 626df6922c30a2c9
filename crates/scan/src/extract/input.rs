//! Where the bytes of a part come from: a file on disk, memory, or a stream out of an archive.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use crate::fault::Reason;

/// Bytes looked at to tell what a file is.
const HEAD: u64 = 16 * 1024;

/// The bytes of a part.
pub enum Input<'a> {
    /// A file that is open for reading.
    File(File),
    /// All of it in memory.
    Bytes(Cow<'a, [u8]>),
    /// A stream that can be read once.
    Stream(Box<dyn Read + 'a>),
}

/// What can be read at any place.
pub(crate) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File(_) => "Input::File",
            Self::Bytes(_) => "Input::Bytes",
            Self::Stream(_) => "Input::Stream",
        })
    }
}

impl<'a> Input<'a> {
    /// Bytes in memory.
    pub fn from_bytes(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }

    /// The first bytes, and the input as if nothing had been read.
    pub(crate) fn peek(self) -> io::Result<(Vec<u8>, Self)> {
        let mut head = Vec::new();
        match self {
            Self::File(mut file) => {
                (&mut file).take(HEAD).read_to_end(&mut head)?;
                file.seek(SeekFrom::Start(0))?;
                Ok((head, Self::File(file)))
            }
            Self::Bytes(bytes) => {
                head.extend(bytes.iter().take(usize::try_from(HEAD).unwrap_or_default()));
                Ok((head, Self::Bytes(bytes)))
            }
            Self::Stream(mut stream) => {
                (&mut stream).take(HEAD).read_to_end(&mut head)?;
                let again = Cursor::new(head.clone()).chain(stream);
                Ok((head, Self::Stream(Box::new(again))))
            }
        }
    }

    /// To be read from front to back.
    pub(crate) fn reader(self) -> Box<dyn Read + 'a> {
        match self {
            Self::File(file) => Box::new(BufReader::with_capacity(64 * 1024, file)),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Self::Stream(stream) => stream,
        }
    }

    /// All bytes, where they are no more than `limit`.
    pub(crate) fn bytes(self, limit: u64) -> Result<Cow<'a, [u8]>, Reason> {
        if let Self::Bytes(bytes) = self {
            return Ok(bytes);
        }
        let mut bytes = Vec::new();
        self.reader().take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(Reason::TooLarge);
        }
        Ok(Cow::Owned(bytes))
    }

    /// To be read at any place; a stream is taken into memory for it.
    pub(crate) fn seekable(self, limit: u64) -> Result<Box<dyn ReadSeek + 'a>, Reason> {
        match self {
            Self::File(file) => Ok(Box::new(BufReader::new(file))),
            other => Ok(Box::new(Cursor::new(other.bytes(limit)?))),
        }
    }
}
