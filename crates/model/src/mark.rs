//! Marks of protection in the population register.

use crate::codes::codes;

codes! {
    /// How somebody's personal data is protected; each says more than the ones before, and all but the first hide. Fingerade personuppgifter (a new identity) have no mark: such a
    /// person looks like any other.
    pub enum Mark {
        /// None.
        None = "none",
        /// Nothing was said. It is no proof that nobody hides, and no mark that somebody wrote either.
        Unsaid = "unsaid",
        /// A mark that is not known here.
        Unknown = "unknown",
        /// Sekretessmarkering: a warning; harm is assessed each time something is asked for.
        Secrecy = "secrecy",
        /// Skyddad folkbokföring: the address is registered nowhere.
        ProtectedRegistration = "protected_registration",
    }
}

impl Mark {
    /// The mark that a `securityMarking` of the school data standard (SS 12000) stands for. What is not known is
    /// `Unknown`, an empty text `Unsaid`.
    pub fn of_standard(text: &str) -> Self {
        match text.trim() {
            "" => Self::Unsaid,
            "Ingen" => Self::None,
            "Sekretessmarkering" => Self::Secrecy,
            "Skyddad folkbokföring" => Self::ProtectedRegistration,
            _ => Self::Unknown,
        }
    }

    /// Whether the person is out of every list and search until the named role has decided.
    pub fn is_protected(self) -> bool {
        self != Self::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_protected() {
        assert!(!Mark::of_standard("Ingen").is_protected());
        assert!(Mark::of_standard(" ") == Mark::Unsaid && Mark::Unsaid.is_protected());
        for text in ["ingen", "Fingerad", "Skyddad folkbokforing"] {
            assert_eq!(Mark::of_standard(text), Mark::Unknown);
            assert!(Mark::of_standard(text).is_protected());
        }
        assert_eq!(Mark::of_standard(" Sekretessmarkering "), Mark::Secrecy);
    }
}
