//! Closed lists of codes: one declaration gives the enum, its code in the database and its way back.

/// Declares an enum whose values have codes: `ALL`, `code()`, `Display`, `FromStr` and serde follow from them.
///
/// Whoever uses it depends on serde.
#[macro_export]
macro_rules! codes {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$note:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum $name { $($(#[$note])* $value,)+ }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The code, as in the database and in locale keys.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NoSuchCode;

            fn from_str(code: &str) -> Result<Self, $crate::NoSuchCode> {
                let found = Self::ALL.iter().copied().find(|value| value.code() == code);
                found.ok_or_else(|| $crate::NoSuchCode(code.chars().take(40).collect()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::NoSuchCode;

            fn try_from(code: String) -> Result<Self, $crate::NoSuchCode> {
                code.parse()
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> Self {
                value.code()
            }
        }
    };
}

pub(crate) use codes;

/// A code that is in no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such code: `{0}`")]
pub struct NoSuchCode(pub String);
