//! Characters of servers: named sets of switches that a teacher chooses in one move.

use super::switches::{Switch, Switches};
use serde::{Deserialize, Serialize};

/// A server's character. Its words for people are in the catalogues, under `preset-` and the id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// By the book, with everything that this server can do: a fresh simulation's.
    Strict,
    /// RFC 1939 and RFC 3501 alone, as on the slides: no extension.
    #[serde(rename = "plain-2003")]
    Plain2003,
    /// Dovecot with the settings that it comes with.
    Dovecot,
    /// Answers `NO` where the book says `BAD`.
    NoForBad,
    /// POP3 without its optional commands.
    MinimalPop3,
    /// No login before TLS.
    TlsFirst,
}

/// A list of switches.
macro_rules! switches {
    ($($name:ident)*) => {
        &[$(Switch::$name),*]
    };
}

/// The capabilities of Dovecot 2.3 in CAPA and CAPABILITY, as far as this server knows them.
const DOVECOT: &[Switch] = switches![
    Pop3User Pop3Top Pop3Uidl Pop3RespCodes Pop3AuthRespCode Pop3Pipelining Pop3Stls SaslPlain StartTls
    SaslIr LiteralPlus Id Enable Idle Namespace Unselect Uidplus Move Children SpecialUse ListExtended
    ListStatus StatusSize Esearch Searchres Within Sort Thread Condstore Qresync Multiappend Binary Preview
    SaveDate
];

/// The optional parts of a POP3 server: all but RFC 1939 §5, and the part of §7 without which no login is possible.
const MORE_THAN_MINIMAL: &[Switch] = switches![
    Pop3Top Pop3Uidl Pop3Apop Pop3RespCodes Pop3AuthRespCode Pop3Pipelining Pop3Stls Pop3Utf8 Pop3Lang
    Pop3Implementation
];

/// RFC 1939 whole, and RFC 3501 §6.1.1: "Client and server implementations MUST implement the STARTTLS,
/// LOGINDISABLED, and AUTH=PLAIN [...] capabilities."
const PLAIN_2003: &[Switch] = switches![
    Pop3User Pop3Top Pop3Uidl Pop3Apop SaslPlain StartTls
];

impl Preset {
    /// All characters, the usual one first.
    pub const ALL: [Preset; 6] = [
        Preset::Strict,
        Preset::Plain2003,
        Preset::Dovecot,
        Preset::NoForBad,
        Preset::MinimalPop3,
        Preset::TlsFirst,
    ];

    /// Unique and stable: saved sessions, links and catalogues refer to it.
    pub const fn id(self) -> &'static str {
        match self {
            Preset::Strict => "strict",
            Preset::Plain2003 => "plain-2003",
            Preset::Dovecot => "dovecot",
            Preset::NoForBad => "no-for-bad",
            Preset::MinimalPop3 => "minimal-pop3",
            Preset::TlsFirst => "tls-first",
        }
    }

    /// The character of that id.
    pub fn by_id(id: &str) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.id() == id)
    }

    /// The switches that are on.
    pub fn switches(self) -> Switches {
        let strict = Switches::default();
        let set = |switches: &[Switch], on| switches.iter().fold(strict, |all, one| all.with(*one, on));
        let only =
            |switches: &[Switch]| switches.iter().fold(Switches::none(), |all, one| all.with(*one, true));
        match self {
            Preset::Strict => strict,
            Preset::Plain2003 => only(PLAIN_2003),
            Preset::Dovecot => only(DOVECOT),
            Preset::NoForBad => set(&[Switch::NoForBad], true),
            Preset::MinimalPop3 => set(MORE_THAN_MINIMAL, false),
            Preset::TlsFirst => set(&[Switch::LoginDisabled, Switch::Pop3TlsFirst], true),
        }
    }

    /// The character that has just these switches.
    pub fn of(switches: Switches) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.switches() == switches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Protocol;

    #[test]
    fn presets_are_what_their_names_say() {
        use Protocol::{Imap, Pop3};
        assert_eq!(Preset::Strict.switches(), Switches::default());
        assert!(Preset::NoForBad.switches().has(Switch::NoForBad));
        let minimal = Preset::MinimalPop3.switches();
        assert_eq!(minimal.capabilities(Pop3, false).collect::<Vec<_>>(), ["USER"]);
        let first = Preset::TlsFirst.switches();
        assert!(first.has(Switch::LoginDisabled) && first.has(Switch::StartTls));
        let old = Preset::Plain2003.switches();
        assert_eq!(old.capabilities(Imap, false).collect::<Vec<_>>(), ["STARTTLS"]);
        assert_eq!(old.capabilities(Imap, true).count(), 0);
        assert_eq!(old.capabilities(Pop3, true).collect::<Vec<_>>(), ["USER", "TOP", "UIDL"]);
        let dovecot = Preset::Dovecot.switches();
        assert!(!dovecot.has(Switch::Pop3Apop) && dovecot.has(Switch::Thread));
    }

    #[test]
    fn a_setting_is_reached_by_its_changes_alone() {
        for from in Preset::ALL {
            for to in Preset::ALL {
                let changes = || from.switches().changes(to.switches());
                let reached = changes().fold(from.switches(), |at, (switch, on)| {
                    assert_ne!(at.has(switch), on, "nothing is done for nothing");
                    at.with(switch, on)
                });
                assert_eq!(reached, to.switches());
                assert_eq!(from == to, changes().count() == 0);
            }
        }
    }

    #[test]
    fn every_character_is_another_one_and_keeps_its_id() {
        for preset in Preset::ALL {
            assert_eq!(Preset::of(preset.switches()), Some(preset));
            assert_eq!(Preset::by_id(preset.id()), Some(preset));
            assert_eq!(serde_json::to_string(&preset).ok(), Some(format!("\"{}\"", preset.id())));
        }
    }
}
