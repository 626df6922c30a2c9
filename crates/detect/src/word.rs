//! How common a word is, as a name and otherwise.

/// How common a word is as a name and otherwise, and what else it is known for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word(u16);

impl Word {
    /// A town, a country.
    pub(crate) const PLACE: u16 = 1 << 8;
    /// An occupation or a title.
    pub(crate) const TITLE: u16 = 1 << 9;
    /// A people or a nationality.
    pub(crate) const PEOPLE: u16 = 1 << 10;

    /// The head of a column of names.
    pub(crate) const HEAD: u16 = 1 << 11;

    /// Steps of how many people bear it as a given name, 0 to 7.
    pub(crate) fn given(self) -> u16 {
        self.0 & 7
    }

    /// Steps of how many people bear it as a family name, 0 to 7.
    pub(crate) fn family(self) -> u16 {
        (self.0 >> 3) & 7
    }

    /// Steps of how often it stands in lower case in running text, 0 to 3.
    pub(crate) fn common(self) -> u16 {
        (self.0 >> 6) & 3
    }

    /// Whether it is known as this.
    pub(crate) fn is(self, flag: u16) -> bool {
        self.0 & flag != 0
    }

    /// Everything at once.
    pub(crate) fn bits(self) -> u16 {
        self.0
    }

    /// From [`Word::bits`].
    pub(crate) fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// With the higher of the steps, and all flags.
    pub(crate) fn with(self, given: u16, family: u16, common: u16, flags: u16) -> Self {
        let higher = |mine: u16, theirs: u16, most: u16| mine.max(theirs).min(most);
        Self(
            higher(self.given(), given, 7)
                | (higher(self.family(), family, 7) << 3)
                | (higher(self.common(), common, 3) << 6)
                | (self.0 & 0xFF00)
                | flags,
        )
    }
}
