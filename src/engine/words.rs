//! Enums whose variants stand for words of a protocol.

/// Declares such an enum: its variants, each with its word, and the list of them all.
macro_rules! words {
    ($(#[$about:meta])* $Enum:ident { $($(#[$doc:meta])* $name:ident = $word:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $Enum {
            $($(#[$doc])* $name,)*
        }

        impl $Enum {
            /// All of them, in order.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// As it stands on the wire.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}
pub(super) use words;
