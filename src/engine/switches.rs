//! The differences between servers, as switches that a teacher can set.
//!
//! The rules of this file:
//! 1. A switch is a row of [`SWITCHES`]; its words for people are in the catalogues, under `switch-` and
//!    the id.
//! 2. The announcement ([`Switches::capabilities`]) follows the switches at once. IMAP's list is shorter before
//!    login: RFC 9051 §6.1.1 tells clients that it may change then.
//! 3. A command that belongs to a switch names it in its chart's trigger ([`Trigger::needs`]); while the
//!    switch is off the command is refused as not offered, before any handler runs.
//!
//! [`Trigger::needs`]: super::chart::Trigger::needs

use super::connection::Protocol;
use super::rfc::{Rfc, rfc};
use serde::{Deserialize, Serialize};

macro_rules! switches {
    ($($(#[$doc:meta])* $variant:ident $id:literal $protocol:ident [$($capability:literal),*] $when:ident
        ($number:literal $section:literal) $default:literal;)*) => {
        /// One thing that servers differ in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Switch {
            $($(#[$doc])* #[doc = concat!("`", $id, "`")] #[serde(rename = $id)] $variant,)*
        }

        /// All switches, in the order in which capabilities are announced.
        pub static SWITCHES: &[Row] = &[
            $(Row {
                switch: Switch::$variant,
                id: $id,
                protocol: $protocol,
                capabilities: &[$($capability),*],
                when: When::$when,
                rfc: rfc($number, $section),
                default: $default,
            },)*
        ];
    };
}

const POP3: Option<Protocol> = Some(Protocol::Pop3);
const IMAP: Option<Protocol> = Some(Protocol::Imap);
const BOTH: Option<Protocol> = None;

switches! {
    Pop3User "pop3-user" POP3 ["USER"] Always (1939 "7") true;
    Pop3Top "pop3-top" POP3 ["TOP"] Always (1939 "7") true;
    Pop3Uidl "pop3-uidl" POP3 ["UIDL"] Always (1939 "7") true;
    /// The optional command APOP, and the timestamp in the greeting that it needs.
    Pop3Apop "pop3-apop" POP3 [] Always (1939 "7") true;
    Pop3RespCodes "pop3-resp-codes" POP3 ["RESP-CODES"] Always (2449 "6.4") true;
    /// The codes `[AUTH]` and `[SYS/TEMP]`.
    Pop3AuthRespCode "pop3-auth-resp-code" POP3 ["AUTH-RESP-CODE"] Always (3206 "6") true;
    Pop3Pipelining "pop3-pipelining" POP3 ["PIPELINING"] Always (2449 "6.6") true;
    Pop3Stls "pop3-stls" POP3 ["STLS"] Before (2595 "4") true;
    /// No login in the clear.
    Pop3TlsFirst "pop3-tls-first" POP3 [] Before (2595 "2.3") false;
    Pop3Utf8 "pop3-utf8" POP3 ["UTF8"] Always (6856 "2") true;
    Pop3Lang "pop3-lang" POP3 ["LANG"] Always (6856 "3") true;
    /// EXPIRE 0: messages that were fetched are not kept.
    Pop3Expire "pop3-expire" POP3 [] Always (2449 "6.7") false;
    /// LOGIN-DELAY: a pause between two logins.
    Pop3LoginDelay "pop3-login-delay" POP3 [] Always (2449 "6.5") false;
    /// IMPLEMENTATION: the program's name.
    Pop3Implementation "pop3-implementation" POP3 [] Always (2449 "6.9") true;
    SaslPlain "sasl-plain" BOTH ["AUTH=PLAIN"] Before (4616 "2") true;
    SaslLogin "sasl-login" BOTH ["AUTH=LOGIN"] Before (9051 "7.2.2") true;
    SaslCramMd5 "sasl-cram-md5" BOTH ["AUTH=CRAM-MD5"] Before (2195 "2") true;
    SaslScramSha256 "sasl-scram-sha-256" BOTH ["AUTH=SCRAM-SHA-256"] Before (7677 "3") true;
    /// ENABLE IMAP4rev2: the newer version of the protocol.
    Imap4rev2 "imap4rev2" IMAP ["IMAP4rev2"] Always (9051 "") true;
    StartTls "starttls" IMAP ["STARTTLS"] Before (3501 "6.2.1") true;
    /// No login in the clear.
    LoginDisabled "logindisabled" IMAP ["LOGINDISABLED"] Before (3501 "6.2.3") false;
    /// AUTHENTICATE with the first response in its line.
    SaslIr "sasl-ir" IMAP ["SASL-IR"] Before (4959 "3") true;
    /// Literals of any length without waiting.
    LiteralPlus "literal-plus" IMAP ["LITERAL+"] Always (7888 "3") true;
    /// Literals of up to 4096 octets without waiting.
    LiteralMinus "literal-minus" IMAP ["LITERAL-"] Always (7888 "5") false;
    Id "id" IMAP ["ID"] Always (2971 "3") true;
    Enable "enable" IMAP ["ENABLE"] Always (5161 "3") true;
    Idle "idle" IMAP ["IDLE"] Always (2177 "3") true;
    Namespace "namespace" IMAP ["NAMESPACE"] After (2342 "5") true;
    Unselect "unselect" IMAP ["UNSELECT"] After (3691 "2") true;
    /// UIDPLUS: UID EXPUNGE and the codes APPENDUID and COPYUID.
    Uidplus "uidplus" IMAP ["UIDPLUS"] After (4315 "2") true;
    Move "move" IMAP ["MOVE"] After (6851 "3") true;
    Children "children" IMAP ["CHILDREN"] After (3348 "3") true;
    SpecialUse "special-use" IMAP ["SPECIAL-USE", "CREATE-SPECIAL-USE"] After (6154 "2") true;
    ListExtended "list-extended" IMAP ["LIST-EXTENDED"] After (5258 "3") true;
    ListStatus "list-status" IMAP ["LIST-STATUS"] After (5819 "2") true;
    StatusSize "status-size" IMAP ["STATUS=SIZE"] After (8438 "3") true;
    Esearch "esearch" IMAP ["ESEARCH"] After (4731 "3") true;
    /// SEARCH RETURN (SAVE): `$` is the last result.
    Searchres "searchres" IMAP ["SEARCHRES"] After (5182 "2") true;
    Within "within" IMAP ["WITHIN"] After (5032 "2") true;
    Sort "sort" IMAP ["SORT"] After (5256 "3") true;
    /// SORT RETURN: the first, the last, the number.
    Esort "esort" IMAP ["ESORT"] After (5267 "3") true;
    Thread "thread" IMAP ["THREAD=ORDEREDSUBJECT", "THREAD=REFERENCES"] After (5256 "3") true;
    /// CONDSTORE: changes are counted.
    Condstore "condstore" IMAP ["CONDSTORE"] After (7162 "3.1") true;
    /// QRESYNC: the changes while the client was away.
    Qresync "qresync" IMAP ["QRESYNC"] After (7162 "3.2") true;
    Multiappend "multiappend" IMAP ["MULTIAPPEND"] After (3502 "6.3.11") true;
    Binary "binary" IMAP ["BINARY"] After (3516 "4") true;
    Replace "replace" IMAP ["REPLACE"] After (8508 "3") true;
    AppendLimit "appendlimit" IMAP ["APPENDLIMIT=10485760"] After (7889 "2") true;
    /// OBJECTID: names that stay when a message moves.
    ObjectId "objectid" IMAP ["OBJECTID"] After (8474 "3") false;
    Preview "preview" IMAP ["PREVIEW"] After (8970 "3") true;
    SaveDate "savedate" IMAP ["SAVEDATE"] After (8514 "4") true;
    Quota "quota" IMAP ["QUOTA", "QUOTASET", "QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE"] After (9208 "4") true;
    /// NO where the book says BAD.
    NoForBad "no-for-bad" IMAP [] Always (3501 "7.1.3") false;
}

/// The properties of a switch.
#[derive(Debug)]
pub struct Row {
    /// The switch.
    pub switch: Switch,
    /// Unique and stable: saved sessions, links and catalogues refer to it.
    pub id: &'static str,
    /// The protocol whose server it changes; both without.
    pub protocol: Option<Protocol>,
    /// The capabilities in CAPA or CAPABILITY while it is on. A SASL mechanism (RFC 3501 §7.2.1 `"AUTH="
    /// auth-type`) stands here as IMAP tells it; POP3 has one line for all of them (RFC 5034 §3).
    pub capabilities: &'static [&'static str],
    /// The states in which they are told.
    pub when: When,
    /// The RFC's section that specifies it.
    pub rfc: Rfc,
    /// Whether the strict server of a fresh simulation has it.
    pub default: bool,
}

/// The states in which a capability is told. A list that is right for the moment is shorter, and nothing that needs
/// a login is offered before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In every state.
    Always,
    /// Until the client is logged in.
    Before,
    /// From then on.
    After,
}

/// The switches that are on: one bit each, so that copying costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Switches(u128);

impl Switches {
    /// None at all.
    pub const fn none() -> Self {
        Switches(0)
    }

    /// Whether a switch is on.
    pub fn has(self, switch: Switch) -> bool {
        self.0 & bit(switch) != 0
    }

    /// The same switches with one of them set.
    #[must_use]
    pub fn with(self, switch: Switch, on: bool) -> Switches {
        if on { Switches(self.0 | bit(switch)) } else { Switches(self.0 & !bit(switch)) }
    }

    /// The capabilities in CAPA or CAPABILITY of the protocol's own switches, in the order of [`SWITCHES`]; the
    /// SASL mechanisms are not among them.
    pub fn capabilities(self, protocol: Protocol, logged_in: bool) -> impl Iterator<Item = &'static str> {
        self.told(Some(protocol), logged_in)
    }

    /// The differences of `other`: each switch that differs, and whether it is on there.
    pub fn changes(self, other: Switches) -> impl Iterator<Item = (Switch, bool)> {
        let switches = SWITCHES.iter().map(|row| row.switch);
        let differs = move |switch: &Switch| self.has(*switch) != other.has(*switch);
        switches.filter(differs).map(move |switch| (switch, other.has(switch)))
    }

    /// The SASL mechanisms that are on, each as `AUTH=PLAIN`.
    pub fn mechanisms(self) -> impl Iterator<Item = &'static str> {
        self.told(None, false)
    }

    fn told(self, protocol: Option<Protocol>, logged_in: bool) -> impl Iterator<Item = &'static str> {
        let not_now = if logged_in { When::Before } else { When::After };
        let rows = SWITCHES.iter().filter(move |row| row.protocol == protocol && row.when != not_now);
        rows.filter(move |row| self.has(row.switch)).flat_map(|row| row.capabilities).copied()
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
    /// Its row.
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
        assert!(all.capabilities(Protocol::Pop3, false).any(|name| name == "TOP"));
        let without = all.with(Switch::Pop3Top, false);
        assert!(without.capabilities(Protocol::Pop3, false).all(|name| name != "TOP"));
        assert_eq!(without.with(Switch::Pop3Top, true), all);
    }
}
