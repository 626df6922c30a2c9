//! The files of a log (C2SP tlog-tiles): tiles of up to 256 hashes, and bundles of up to 256 entries.
//!
//! `tile/0/x001/067` holds the hashes of the leaves 273,152 to 273,407; a tile of level 1 the hashes of 256 full tiles
//! of level 0, and so on. `tile/entries/…` holds the entries themselves. `….p/12` is one with 12 only, at the right
//! edge. The same name always has the same bytes.

use super::tree::{HASH_BYTES, Hash};

/// How many hashes or entries a full one has.
pub const WIDTH: u16 = 256;

/// The tree's levels that a level of tiles spans.
pub(crate) const HEIGHT: u32 = 8;

/// The highest level that a size below 2⁶³ reaches.
const MAX_LEVEL: u8 = 7;

/// The most bytes that an entry may have: its length is written in two.
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Entries.
    Entries,
    /// Hashes: of leaves on level 0, of full tiles of the level below on others (0 to 7).
    Hashes(u8),
}

/// A file of the log: which, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: Kind,
    /// Its number from the left, from 0.
    pub index: u64,
    /// How many it holds: 1 to 256.
    pub width: u16,
}

impl Tile {
    /// A full one.
    pub fn full(kind: Kind, index: u64) -> Self {
        Self { kind, index, width: WIDTH }
    }

    /// The one with this number in a log of `size` entries; `None` where there is nothing (yet).
    pub fn in_log(kind: Kind, index: u64, size: u64) -> Option<Self> {
        let before = index.checked_mul(u64::from(WIDTH))?;
        let rest = kind.count(size).checked_sub(before)?;
        let width = u16::try_from(rest.min(u64::from(WIDTH))).ok().filter(|width| *width > 0)?;
        Some(Self { kind, index, width })
    }

    /// All of a log of `size` entries, entries first, then level by level.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        Kind::all(size).flat_map(move |kind| {
            let count = kind.count(size).div_ceil(u64::from(WIDTH));
            (0..count).filter_map(move |index| Self::in_log(kind, index, size))
        })
    }

    /// Whether it has all 256.
    pub fn is_full(self) -> bool {
        self.width == WIDTH
    }

    /// The name of the file, below the log's folder.
    pub fn path(self) -> String {
        let path = self.full_path();
        if self.is_full() { path } else { format!("{path}.p/{}", self.width) }
    }

    /// The folder that its partial predecessors are in.
    pub(crate) fn partials_path(self) -> String {
        self.full_path() + ".p"
    }

    fn full_path(self) -> String {
        let kind = match self.kind {
            Kind::Entries => "entries".to_owned(),
            Kind::Hashes(level) => level.to_string(),
        };
        let mut number = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        format!("tile/{kind}/{number}")
    }

    /// Reads a name; `None` when it is not exactly what [`Tile::path`] writes.
    pub fn parse(path: &str) -> Option<Self> {
        let (kind, number) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => Kind::Entries,
            level => Kind::Hashes(level.parse().ok().filter(|level| *level <= MAX_LEVEL)?),
        };
        let (number, width) = match number.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| (1..WIDTH).contains(width))?),
            None => (number, WIDTH),
        };
        let digits = number.replace(['/', 'x'], "");
        let tile = Self { kind, index: digits.parse().ok()?, width };
        (tile.path() == path).then_some(tile)
    }
}

impl Kind {
    /// How many hashes or entries of this kind a log of `size` entries has.
    pub fn count(self, size: u64) -> u64 {
        match self {
            Self::Entries => size,
            Self::Hashes(level) => size.checked_shr(u32::from(level) * HEIGHT).unwrap_or(0),
        }
    }

    /// Those that a log of this size has files of.
    fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..=MAX_LEVEL).map(Self::Hashes);
        std::iter::once(Self::Entries).chain(levels).take_while(move |kind| kind.count(size) > 0)
    }
}

impl std::fmt::Display for Tile {
    /// As its path.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path())
    }
}

/// The bytes of a tile of hashes.
pub fn hashes_to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.as_flattened().to_vec()
}

/// The hashes in a tile; `None` when the bytes are no whole number of them.
pub fn hashes_from_bytes(bytes: &[u8]) -> Option<&[Hash]> {
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    rest.is_empty().then_some(hashes)
}

/// An entry is too long to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry of `{0}` bytes is too long; at most 65535 fit, so log its hash instead")]
pub struct TooLong(pub usize);

/// The bytes of a bundle of entries.
///
/// # Errors
/// When an entry has more than 65,535 bytes.
pub fn bundle<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, TooLong> {
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len()).map_err(|_| TooLong(entry.len()))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries in a bundle; `None` when it is cut off.
pub fn unbundle(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::with_capacity(usize::from(WIDTH));
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push(entry);
        bytes = rest;
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_those_of_the_standard() {
        let name = |kind, index, width| Tile { kind, index, width }.path();
        assert_eq!(name(Kind::Hashes(0), 1067, 256), "tile/0/x001/067");
        assert_eq!(name(Kind::Hashes(3), 1_234_067, 256), "tile/3/x001/x234/067");
        assert_eq!(name(Kind::Hashes(1), 0, 12), "tile/1/000.p/12");
        assert_eq!(name(Kind::Entries, 999, 255), "tile/entries/999.p/255");
        assert_eq!(name(Kind::Entries, 1000, 256), "tile/entries/x001/000");
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/1",
            "tile/0/0001",
            "tile/00/001",
            "tile/8/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/01",
            "tile/0/x001",
            "tile/0/x000/001",
            "tile/0/001/067",
            "tile/0/+01",
            "tile/data/001",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(Tile::parse(name), None, "`{name}`");
        }
    }

    #[test]
    fn a_log_has_the_files_that_its_size_needs() {
        let paths = |size| Tile::all(size).map(Tile::path).collect::<Vec<_>>();
        assert!(paths(0).is_empty());
        assert_eq!(paths(1), ["tile/entries/000.p/1", "tile/0/000.p/1"]);
        assert_eq!(paths(256), ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
        assert_eq!(
            paths(257),
            ["tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]
        );
        assert_eq!(paths(65_536).len(), 256 + 256 + 1 + 1);
        assert_eq!(paths(65_536).last().unwrap(), "tile/2/000.p/1");
    }

    #[test]
    fn the_longest_entry_fits_and_no_longer_one() {
        let entries = [vec![], vec![1], vec![2; 65_535]];
        let bytes = bundle(&entries).unwrap();
        assert_eq!(bytes.len(), 2 + 3 + 65_537);
        assert_eq!(unbundle(&bytes).unwrap(), entries);
        assert_eq!(unbundle(&bytes[..bytes.len() - 1]), None);
        assert_eq!(unbundle(&bytes[..1]), None);
        assert_eq!(bundle(&[vec![0; 65_536]]), Err(TooLong(65_536)));
    }

    proptest! {
        #[test]
        fn names_lead_back(level in 0u8..8, index in 0u64..1 << 55, width in 1u16..=256, entries: bool) {
            let kind = if entries { Kind::Entries } else { Kind::Hashes(level) };
            let tile = Tile { kind, index, width };
            prop_assert_eq!(Tile::parse(&tile.path()), Some(tile));
        }

        #[test]
        fn any_text_is_a_name_or_none(text in "tile/(entries|[0-9]{1,2})/[x0-9/]{0,16}(.p/[0-9]{0,4})?") {
            if let Some(tile) = Tile::parse(&text) {
                prop_assert_eq!(tile.path(), text);
            }
        }

        #[test]
        fn any_bytes_are_a_bundle_or_none(bytes: Vec<u8>) {
            if let Some(entries) = unbundle(&bytes) {
                prop_assert_eq!(bundle(&entries).unwrap(), bytes);
            }
        }
    }
}
