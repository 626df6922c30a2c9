//! Letters to those whose data a breach concerns (GDPR art. 34): in which language, and to whom.

use crate::codes::codes;

codes! {
    /// A language that letters are written in, by its tag.
    pub enum Tongue {
        /// Swedish.
        Swedish = "sv",
        /// English.
        English = "en",
        /// Arabic.
        Arabic = "ar",
        /// Finnish.
        Finnish = "fi",
        /// Somali.
        Somali = "so",
        /// Ukrainian.
        Ukrainian = "uk",
    }
}

impl Tongue {
    /// Whether it is written from right to left.
    pub const fn is_rtl(self) -> bool {
        matches!(self, Self::Arabic)
    }

    /// Whether our words in it have been read by somebody who has the language.
    pub const fn is_reviewed(self) -> bool {
        matches!(self, Self::Swedish | Self::English)
    }
}

codes! {
    /// To whom a letter is.
    pub enum Addressee {
        /// A guardian, about the child.
        Guardian = "guardian",
        /// A pupil, in words that one of thirteen understands.
        Pupil = "pupil",
        /// An adult: a pupil who is of age, or somebody on staff.
        Adult = "adult",
    }
}
