//! Open lists of codes: what other systems send is read leniently, and what is not known is kept as it came.

/// Declares an enum of known values and `Other(String)`. Each value has our code, and the words by which it is known
/// elsewhere, the first of which is the standard's. Serde writes the code, and the text of an `Other`.
macro_rules! lenient {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$note:meta])* $value:ident = $code:literal $(| $word:literal)*,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$note])* $value,)+
            /// One that is not known here, as it came.
            Other(String),
        }

        impl $name {
            /// The known ones, in the order of their declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$value),+];

            /// The value that a code or a word stands for, in any letter case.
            pub fn read(text: &str) -> Self {
                let text = text.trim();
                // Almost all come as they are spelt here; only the others are worth a slower look.
                match text {
                    $($code $(| $word)* => return Self::$value,)+
                    _ => {}
                }
                let lower = text.to_lowercase();
                let is = |word: &&str| word.to_lowercase() == lower;
                $(if [$code $(, $word)*].iter().any(is) {
                    return Self::$value;
                })+
                Self::Other(text.to_owned())
            }

            /// Our code; of an `Other` the text that came.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$value => $code,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::read(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                match value {
                    $name::Other(text) => text,
                    known => known.code().to_owned(),
                }
            }
        }
    };
}

pub(crate) use lenient;
