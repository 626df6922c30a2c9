//! Closed lists of codes, as the policies name them.

/// Declares an enum whose values have codes: `ALL`, `code()` and `Display` follow from them.
macro_rules! codes {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$note:meta])* $value:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$note])* $value,)+ }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The code, as in the policies and in locale keys.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}

pub(crate) use codes;
