//! The characters of servers that people meet, as named settings of all switches.
//!
//! A preset says what differs from the strict server, or from a server that has nothing at all; its words for
//! people are in the catalogues, under `preset-` and the id.

use super::action::Action;
use super::switches::{SWITCHES, Switch, Switches};

/// A named setting of all switches.
#[derive(Debug)]
pub struct Preset {
    /// Unique and stable: links and the bridge's options refer to it.
    pub id: &'static str,
    /// Whether it begins with the strict server's switches, or with none.
    strict: bool,
    /// What differs from that.
    other: &'static [Switch],
}

use Switch::*;

/// All of them; the first is the server of a fresh simulation.
pub static PRESETS: &[Preset] = &[
    Preset { id: "strict", strict: true, other: &[] },
    // What Dovecot 2.3 offers of what we know, as Debian configures it.
    Preset {
        id: "dovecot",
        strict: false,
        other: &[
            Pop3User,
            Pop3Top,
            Pop3Uidl,
            Pop3RespCodes,
            Pop3AuthRespCode,
            Pop3Pipelining,
            Pop3Stls,
            SaslPlain,
            StartTls,
            SaslIr,
            LiteralPlus,
            Id,
            Enable,
            Idle,
            Namespace,
            Unselect,
            Uidplus,
            Move,
            Children,
            SpecialUse,
            ListExtended,
            ListStatus,
            StatusSize,
            Esearch,
            Searchres,
            Within,
            Sort,
            Thread,
            Condstore,
            Qresync,
            Multiappend,
            Binary,
            Preview,
            SaveDate,
        ],
    },
    Preset { id: "no-for-bad", strict: true, other: &[NoForBad] },
    // RFC 1939 §5 and the part of §7 without which nobody can log in.
    Preset {
        id: "minimal-pop3",
        strict: true,
        other: &[
            Pop3Top,
            Pop3Uidl,
            Pop3Apop,
            Pop3RespCodes,
            Pop3AuthRespCode,
            Pop3Pipelining,
            Pop3Stls,
            Pop3Utf8,
            Pop3Lang,
            Pop3Implementation,
        ],
    },
    Preset { id: "tls-first", strict: true, other: &[Pop3TlsFirst, LoginDisabled] },
    // RFC 1939 whole, and RFC 3501 §6.1.1: "Client and server implementations MUST implement the STARTTLS,
    // LOGINDISABLED, and AUTH=PLAIN [...] capabilities."
    Preset {
        id: "plain-2003",
        strict: false,
        other: &[Pop3User, Pop3Top, Pop3Uidl, Pop3Apop, SaslPlain, StartTls],
    },
];

impl Preset {
    /// The preset with this id.
    pub fn named(id: &str) -> Option<&'static Preset> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// Which switches are on.
    pub fn switches(&self) -> Switches {
        let base = if self.strict { Switches::default() } else { Switches::none() };
        self.other
            .iter()
            .fold(base, |switches, switch| switches.with(*switch, !self.strict || !base.has(*switch)))
    }
}

/// What has to be done to get from one setting to another.
pub fn actions(from: Switches, to: Switches) -> impl Iterator<Item = Action> {
    let rows = SWITCHES.iter().map(|row| row.switch).filter(move |it| from.has(*it) != to.has(*it));
    rows.map(move |switch| Action::Switch { switch, on: to.has(switch) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Protocol;

    #[test]
    fn presets_are_what_their_names_say() {
        let switches = |id: &str| Preset::named(id).expect(id).switches();
        assert_eq!(switches("strict"), Switches::default());
        assert!(switches("no-for-bad").has(NoForBad) && !switches("strict").has(NoForBad));
        let minimal = switches("minimal-pop3");
        assert_eq!(minimal.capabilities(Protocol::Pop3, false).collect::<Vec<_>>(), ["USER"]);
        assert!(switches("tls-first").has(LoginDisabled) && switches("tls-first").has(StartTls));
        let old = switches("plain-2003");
        assert_eq!(old.capabilities(Protocol::Imap, false).collect::<Vec<_>>(), ["STARTTLS"]);
        assert_eq!(old.capabilities(Protocol::Imap, true).count(), 0);
        assert_eq!(old.capabilities(Protocol::Pop3, true).collect::<Vec<_>>(), ["USER", "TOP", "UIDL"]);
        assert!(!switches("dovecot").has(Pop3Apop) && switches("dovecot").has(Thread));
    }

    #[test]
    fn a_setting_is_reached_by_its_actions_alone() {
        for from in PRESETS {
            for to in PRESETS {
                let reached = actions(from.switches(), to.switches()).fold(from.switches(), |at, action| {
                    let Action::Switch { switch, on } = action else { panic!("{action:?}") };
                    assert_ne!(at.has(switch), on, "nothing is done for nothing");
                    at.with(switch, on)
                });
                assert_eq!(reached, to.switches());
                assert_eq!(from.id == to.id, actions(from.switches(), to.switches()).count() == 0);
            }
        }
    }
}
