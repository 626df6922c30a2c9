//! What the word lists say of a word: the labels it speaks of, and what it tells about the sentence around it.

/// What the word lists say of a word or of words in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term(pub(crate) u64);

/// A kind of word that says what a sentence is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(dead_code, reason = "all kinds of cues are features; some are also asked for by name")]
pub(crate) enum Cue {
    Kin,
    Pronoun,
    Own,
    Role,
    Title,
    Speech,
    Subject,
    Statistics,
    Fiction,
    Rule,
    Quote,
    Group,
    Animal,
    Machine,
    PlaceHead,
    StreetSuffix,
    Organisation,
    Historic,
    Place,
}

const CUE_SHIFT: u32 = 16;
pub(crate) const PHRASE_START: u64 = 1 << 40;
pub(crate) const AS_FIRST: u64 = 1 << 41;
pub(crate) const AS_LAST: u64 = 1 << 42;
const LABELS: u64 = 0xFFFF;

impl Term {
    /// A term of one label; `place` counts the labels of sensitive matter.
    pub(crate) fn of_label(place: usize, strong: bool) -> Self {
        Self(if strong { 2 } else { 1 } << (2 * place))
    }

    /// A cue; `place` counts the kinds of cues.
    pub(crate) fn of_cue(place: usize) -> Self {
        Self(1 << (CUE_SHIFT as usize + place))
    }

    /// Two bits for each label: 0 nothing, 1 weak, 2 strong.
    #[inline]
    pub(crate) fn labels(self) -> u64 {
        self.0 & LABELS
    }

    /// One bit for each kind of cue.
    #[inline]
    pub(crate) fn cues(self) -> u64 {
        (self.0 >> CUE_SHIFT) & 0x00FF_FFFF
    }

    /// Whether it is this cue.
    #[inline]
    pub(crate) fn is(self, cue: Cue) -> bool {
        self.0 & (1 << (CUE_SHIFT + cue as u32)) != 0
    }

    /// Whether some label is stated strongly.
    #[cfg(test)]
    pub(crate) fn is_strong(self) -> bool {
        self.0 & 0xAAAA != 0
    }

    #[inline]
    pub(crate) fn starts_phrase(self) -> bool {
        self.0 & PHRASE_START != 0
    }

    /// The labels only, as for a part of a compound.
    pub(crate) fn part(self, flag: u64) -> Option<Self> {
        (self.0 & flag != 0).then_some(Self(self.labels()))
    }

    /// Together with what another list says.
    pub(crate) fn join(self, other: Self) -> Self {
        let strong = (self.0 | other.0) & 0xAAAA;
        let weak = (self.0 | other.0) & 0x5555 & !(strong >> 1);
        Self(((self.0 | other.0) & !LABELS) | strong | weak)
    }
}
