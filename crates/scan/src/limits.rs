//! How much of a file is read, and the purse from which it is paid.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

/// What one unit may cost. Sizes in bytes, times in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Layers of packing: an archive in an archive, an attachment in a message.
    pub depth: usize,
    /// Files in all archives of one unit.
    pub entries: u64,
    /// Bytes that all archives of one unit may unpack to.
    pub unpacked: u64,
    /// How many times larger than packed an entry may get, beyond the first 16 MiB.
    pub ratio: u64,
    /// Bytes of a part that must be in memory as a whole (documents, messages).
    pub whole: u64,
    /// Findings that are kept with their place; the others are only counted.
    pub findings: usize,
    /// Seconds that the pool gives a worker for one unit, and one more for every 2 MiB of the file.
    pub seconds: u64,
    /// Bytes of address space of a worker; 0 for no limit.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 8,
            entries: 200_000,
            unpacked: 16 << 30,
            ratio: 400,
            whole: 48 << 20,
            findings: 10_000,
            seconds: 300,
            memory: 140 << 20,
        }
    }
}

impl Limits {
    /// Limits with which so many workers stay within `total` bytes together.
    #[must_use]
    pub fn within(self, total: u64, workers: usize) -> Self {
        let memory = total / (workers.max(1) as u64);
        Self { memory, whole: memory / 3, ..self }
    }
}

/// How far the ratio is not looked at: a small file of spaces is no bomb.
const FREE: u64 = 16 << 20;

/// What is left of the limits for one unit.
#[derive(Debug)]
pub(crate) struct Budget {
    entries: Cell<u64>,
    bytes: Cell<u64>,
    blown: Cell<bool>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Rc<Self> {
        Rc::new(Self {
            entries: Cell::new(limits.entries),
            bytes: Cell::new(limits.unpacked),
            blown: Cell::new(false),
        })
    }

    /// Pays for one more entry; false when there is nothing left.
    pub(crate) fn entry(&self) -> bool {
        let left = self.entries.get();
        self.entries.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether a limit was hit since the last time somebody asked.
    pub(crate) fn take_blown(&self) -> bool {
        self.blown.replace(false)
    }

    /// A reader of unpacked bytes that stops with an error at the limits.
    pub(crate) fn metered<R: Read>(self: &Rc<Self>, inner: R, packed: u64, ratio: u64) -> Metered<R> {
        let left = packed.saturating_mul(ratio).max(FREE);
        Metered { inner, budget: Rc::clone(self), left }
    }

    fn blow(&self) -> io::Error {
        self.blown.set(true);
        io::Error::new(io::ErrorKind::FileTooLarge, "unpacks to more than the limits allow")
    }
}

/// See [`Budget::metered`].
#[derive(Debug)]
pub(crate) struct Metered<R> {
    inner: R,
    budget: Rc<Budget>,
    left: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let cost = count as u64;
        if cost > self.left || cost > self.budget.bytes.get() {
            return Err(self.budget.blow());
        }
        self.left -= cost;
        self.budget.bytes.set(self.budget.bytes.get() - cost);
        Ok(count)
    }
}
