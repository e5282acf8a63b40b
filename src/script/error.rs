//! Mistakes in a script.

use super::limits::{ITEMS_MAX, LINE_MAX, OCTETS_MAX, REPEATED_MAX};
use std::fmt;

/// The first mistake in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line's number, from 1.
    pub line: usize,
    /// Its mistake.
    pub mistake: Mistake,
}

/// Declares the mistakes, each with its id.
macro_rules! mistakes {
    ($($name:ident $id:literal)*) => {
        /// A line's mistake; its `Display` says it in words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs)] // each is told in words below
        pub enum Mistake {
            $($name,)*
        }

        impl Mistake {
            /// All of them.
            pub const ALL: &[Mistake] = &[$(Mistake::$name),*];

            /// Unique and stable: catalogues refer to it.
            pub const fn id(self) -> &'static str {
                match self { $(Mistake::$name => $id),* }
            }
        }
    };
}

mistakes! {
    NoMark "no-mark"
    NoSuchAction "no-such-action"
    NoSuchConnection "no-such-connection"
    NoSuchProtocol "no-such-protocol"
    NoSuchGreeting "no-such-greeting"
    NoSuchSwitch "no-such-switch"
    NeitherOnNorOff "neither-on-nor-off"
    NoSuchPreset "no-such-preset"
    NoSuchTime "no-such-time"
    ScenarioTooLate "scenario-too-late"
    NoDelivery "no-delivery"
    NeverSent "never-sent"
    LineTooLong "line-too-long"
    RepeatedTooOften "repeated-too-often"
    TooManyOctets "too-many-octets"
    TooManyItems "too-many-items"
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "line {}: {}", self.line, self.mistake)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Mistake::NoMark => to.write_str("a line begins with C:, C>, S:, @, |, [, = or #"),
            Mistake::NoSuchAction => to.write_str("there is no such action, or it has other words behind it"),
            Mistake::NoSuchConnection => to.write_str("a connection has a number"),
            Mistake::NoSuchProtocol => to.write_str("there is no such protocol"),
            Mistake::NoSuchGreeting => to.write_str("a greeting is ok, preauth or bye"),
            Mistake::NoSuchSwitch => to.write_str("there is no such switch"),
            Mistake::NeitherOnNorOff => to.write_str("a switch is set on or off"),
            Mistake::NoSuchPreset => to.write_str("there is no such preset"),
            Mistake::NoSuchTime => to.write_str("a time is a number and h, m, s or ms"),
            Mistake::ScenarioTooLate => to.write_str("the scenario comes before all actions"),
            Mistake::NoDelivery => to.write_str("a line of a message follows @deliver"),
            Mistake::NeverSent => to.write_str("a held-back line (C>) is never sent"),
            Mistake::LineTooLong => write!(to, "the line has more than {LINE_MAX} octets"),
            Mistake::RepeatedTooOften => write!(to, "an octet is repeated more than {REPEATED_MAX} times"),
            Mistake::TooManyOctets => write!(to, "the line stands for more than {OCTETS_MAX} octets"),
            Mistake::TooManyItems => write!(to, "the script has more than {ITEMS_MAX} lines"),
        }
    }
}
