//! What servers differ in, as switches that a teacher can set.
//!
//! The rules of this file:
//! 1. A switch is a row of [`SWITCHES`]; its words for people are in the catalogues, under `switch-` and
//!    the id.
//! 2. What the server announces ([`Switches::capabilities`]) follows the switches at once.
//! 3. A command that belongs to a switch names it in its chart's trigger ([`Trigger::needs`]); while the
//!    switch is off the command is refused as not offered, before any handler runs.
//!
//! [`Trigger::needs`]: super::chart::Trigger::needs

use super::action::Protocol;
use super::chart::{Rfc, rfc};
use serde::{Deserialize, Serialize};

macro_rules! switches {
    ($($(#[$doc:meta])* $variant:ident $id:literal $protocol:ident $capability:literal
        $number:literal $section:literal $default:literal;)*) => {
        /// One thing that servers differ in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Switch {
            $($(#[$doc])* #[serde(rename = $id)] $variant,)*
        }

        /// All switches, POP3's first, in the order in which capabilities are announced.
        pub static SWITCHES: &[Row] = &[
            $(Row {
                switch: Switch::$variant,
                id: $id,
                protocol: Protocol::$protocol,
                capability: $capability,
                rfc: rfc($number, $section),
                default: $default,
            },)*
        ];
    };
}

switches! {
    /// The optional command TOP.
    Pop3Top "pop3-top" Pop3 "TOP" 1939 "7" true;
    /// The optional command UIDL.
    Pop3Uidl "pop3-uidl" Pop3 "UIDL" 1939 "7" true;
    /// The optional command APOP, and the timestamp in the greeting that it needs.
    Pop3Apop "pop3-apop" Pop3 "" 1939 "7" true;
}

/// What is known of a switch.
#[derive(Debug)]
pub struct Row {
    /// The switch.
    pub switch: Switch,
    /// Unique and stable: saved sessions, links and catalogues refer to it.
    pub id: &'static str,
    /// Whose server it changes.
    pub protocol: Protocol,
    /// What CAPA or CAPABILITY tells while it is on; empty for nothing.
    pub capability: &'static str,
    /// Where it is specified.
    pub rfc: Rfc,
    /// Whether the strict server of a fresh simulation has it.
    pub default: bool,
}

/// Which switches are on: one bit each, so that copying costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Switches(u128);

impl Switches {
    /// Whether a switch is on.
    pub fn has(self, switch: Switch) -> bool {
        self.0 & bit(switch) != 0
    }

    /// The same switches with one of them set.
    #[must_use]
    pub fn with(self, switch: Switch, on: bool) -> Switches {
        if on { Switches(self.0 | bit(switch)) } else { Switches(self.0 & !bit(switch)) }
    }

    /// What CAPA or CAPABILITY tells because of switches, in the order of [`SWITCHES`].
    pub fn capabilities(self, protocol: Protocol) -> impl Iterator<Item = &'static str> {
        let on = SWITCHES.iter().filter(move |row| row.protocol == protocol && self.has(row.switch));
        on.map(|row| row.capability).filter(|capability| !capability.is_empty())
    }
}

impl Default for Switches {
    /// The strict server of a fresh simulation.
    fn default() -> Self {
        let on = SWITCHES.iter().filter(|row| row.default);
        on.fold(Switches(0), |switches, row| switches.with(row.switch, true))
    }
}

impl Switch {
    /// What is known of it.
    pub fn row(self) -> &'static Row {
        &SWITCHES[self as usize]
    }
}

const fn bit(switch: Switch) -> u128 {
    1 << switch as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_their_switches_and_fit_their_bits() {
        for (index, row) in SWITCHES.iter().enumerate() {
            assert_eq!(row.switch as usize, index);
            assert_eq!(row.switch.row().id, row.id);
        }
        assert!(SWITCHES.len() <= 128, "Switches holds 128 bits");
    }

    #[test]
    fn capabilities_follow_the_switches() {
        let all = Switches::default();
        assert!(all.capabilities(Protocol::Pop3).any(|name| name == "TOP"));
        let without = all.with(Switch::Pop3Top, false);
        assert!(without.capabilities(Protocol::Pop3).all(|name| name != "TOP"));
        assert_eq!(without.with(Switch::Pop3Top, true), all);
    }
}
