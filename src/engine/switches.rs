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
    ($($(#[$doc:meta])* $variant:ident $id:literal ($protocol:expr) [$($capability:literal),*] $when:ident
        ($number:literal $section:literal) $default:literal;)*) => {
        /// One thing that servers differ in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Switch {
            $($(#[$doc])* #[serde(rename = $id)] $variant,)*
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

switches! {
    /// USER and PASS: log in with name and password.
    Pop3User "pop3-user" (Some(Protocol::Pop3)) ["USER"] Always (1939 "7") true;
    /// The optional command TOP.
    Pop3Top "pop3-top" (Some(Protocol::Pop3)) ["TOP"] Always (1939 "7") true;
    /// The optional command UIDL.
    Pop3Uidl "pop3-uidl" (Some(Protocol::Pop3)) ["UIDL"] Always (1939 "7") true;
    /// The optional command APOP, and the timestamp in the greeting that it needs.
    Pop3Apop "pop3-apop" (Some(Protocol::Pop3)) [] Always (1939 "7") true;
    /// Response codes in brackets after `-ERR`.
    Pop3RespCodes "pop3-resp-codes" (Some(Protocol::Pop3)) ["RESP-CODES"] Always (2449 "6.4") true;
    /// The codes `[AUTH]` and `[SYS/TEMP]`.
    Pop3AuthRespCode "pop3-auth-resp-code" (Some(Protocol::Pop3)) ["AUTH-RESP-CODE"] Always (3206 "6") true;
    /// Several commands at once.
    Pop3Pipelining "pop3-pipelining" (Some(Protocol::Pop3)) ["PIPELINING"] Always (2449 "6.6") true;
    /// STLS: from here on through TLS.
    Pop3Stls "pop3-stls" (Some(Protocol::Pop3)) ["STLS"] Before (2595 "4") true;
    /// No login in the clear.
    Pop3TlsFirst "pop3-tls-first" (Some(Protocol::Pop3)) [] Before (2595 "2.3") false;
    /// UTF8: header fields in UTF-8.
    Pop3Utf8 "pop3-utf8" (Some(Protocol::Pop3)) ["UTF8"] Always (6856 "2") true;
    /// LANG: replies in another language.
    Pop3Lang "pop3-lang" (Some(Protocol::Pop3)) ["LANG"] Always (6856 "3") true;
    /// EXPIRE 0: messages that were fetched are not kept.
    Pop3Expire "pop3-expire" (Some(Protocol::Pop3)) [] Always (2449 "6.7") false;
    /// LOGIN-DELAY: a pause between two logins.
    Pop3LoginDelay "pop3-login-delay" (Some(Protocol::Pop3)) [] Always (2449 "6.5") false;
    /// IMPLEMENTATION: the program's name.
    Pop3Implementation "pop3-implementation" (Some(Protocol::Pop3)) [] Always (2449 "6.9") true;
    /// A message that another client removes under the lock is gone at once.
    Pop3Forgets "pop3-forgets" (Some(Protocol::Pop3)) [] Always (1939 "4") false;
    /// The mechanism PLAIN.
    SaslPlain "sasl-plain" (None) ["AUTH=PLAIN"] Before (4616 "2") true;
    /// The mechanism LOGIN.
    SaslLogin "sasl-login" (None) ["AUTH=LOGIN"] Before (9051 "7.2.2") true;
    /// The mechanism CRAM-MD5.
    SaslCramMd5 "sasl-cram-md5" (None) ["AUTH=CRAM-MD5"] Before (2195 "2") true;
    /// The mechanism SCRAM-SHA-256.
    SaslScramSha256 "sasl-scram-sha-256" (None) ["AUTH=SCRAM-SHA-256"] Before (7677 "3") true;
    /// ENABLE IMAP4rev2: the newer version of the protocol.
    Imap4rev2 "imap4rev2" (Some(Protocol::Imap)) ["IMAP4rev2"] Always (9051 "") true;
    /// STARTTLS: from here on through TLS.
    StartTls "starttls" (Some(Protocol::Imap)) ["STARTTLS"] Before (3501 "6.2.1") true;
    /// No login in the clear.
    LoginDisabled "logindisabled" (Some(Protocol::Imap)) ["LOGINDISABLED"] Before (3501 "6.2.3") false;
    /// AUTHENTICATE with the first response in its line.
    SaslIr "sasl-ir" (Some(Protocol::Imap)) ["SASL-IR"] Before (4959 "3") true;
    /// Literals of any length without waiting.
    LiteralPlus "literal-plus" (Some(Protocol::Imap)) ["LITERAL+"] Always (7888 "3") true;
    /// Literals of up to 4096 octets without waiting.
    LiteralMinus "literal-minus" (Some(Protocol::Imap)) ["LITERAL-"] Always (7888 "5") false;
    /// ID: the programs tell their names.
    Id "id" (Some(Protocol::Imap)) ["ID"] Always (2971 "3") true;
    /// ENABLE: the client switches extensions on.
    Enable "enable" (Some(Protocol::Imap)) ["ENABLE"] Always (5161 "3") true;
    /// IDLE: news without asking.
    Idle "idle" (Some(Protocol::Imap)) ["IDLE"] Always (2177 "3") true;
    /// NAMESPACE: the prefix of the client's mailboxes.
    Namespace "namespace" (Some(Protocol::Imap)) ["NAMESPACE"] After (2342 "5") true;
    /// UNSELECT: close without removing.
    Unselect "unselect" (Some(Protocol::Imap)) ["UNSELECT"] After (3691 "2") true;
    /// UIDPLUS: UID EXPUNGE and the codes APPENDUID and COPYUID.
    Uidplus "uidplus" (Some(Protocol::Imap)) ["UIDPLUS"] After (4315 "2") true;
    /// MOVE: copy and remove in one command.
    Move "move" (Some(Protocol::Imap)) ["MOVE"] After (6851 "3") true;
    /// CHILDREN: LIST tells whether a mailbox has inferior ones.
    Children "children" (Some(Protocol::Imap)) ["CHILDREN"] After (3348 "3") true;
    /// SPECIAL-USE: the mailboxes for drafts, sent mail, trash.
    SpecialUse "special-use" (Some(Protocol::Imap)) ["SPECIAL-USE", "CREATE-SPECIAL-USE"] After (6154 "2") true;
    /// LIST with options.
    ListExtended "list-extended" (Some(Protocol::Imap)) ["LIST-EXTENDED"] After (5258 "3") true;
    /// LIST that tells the status, too.
    ListStatus "list-status" (Some(Protocol::Imap)) ["LIST-STATUS"] After (5819 "2") true;
    /// STATUS tells a mailbox's size.
    StatusSize "status-size" (Some(Protocol::Imap)) ["STATUS=SIZE"] After (8438 "3") true;
    /// SEARCH RETURN: smallest, largest, count.
    Esearch "esearch" (Some(Protocol::Imap)) ["ESEARCH"] After (4731 "3") true;
    /// SEARCH RETURN (SAVE): `$` is the last result.
    Searchres "searchres" (Some(Protocol::Imap)) ["SEARCHRES"] After (5182 "2") true;
    /// SEARCH RETURN (PARTIAL) and UID FETCH with PARTIAL: a page of the result.
    Partial "partial" (Some(Protocol::Imap)) ["PARTIAL"] After (9394 "3") true;
    /// SEARCH YOUNGER and OLDER.
    Within "within" (Some(Protocol::Imap)) ["WITHIN"] After (5032 "2") true;
    /// SORT: numbers in a chosen order.
    Sort "sort" (Some(Protocol::Imap)) ["SORT"] After (5256 "3") true;
    /// SORT RETURN: the first, the last, the number.
    Esort "esort" (Some(Protocol::Imap)) ["ESORT"] After (5267 "3") true;
    /// THREAD: messages with the replies to them.
    Thread "thread" (Some(Protocol::Imap)) ["THREAD=ORDEREDSUBJECT", "THREAD=REFERENCES"] After (5256 "3") true;
    /// CONDSTORE: changes are counted.
    Condstore "condstore" (Some(Protocol::Imap)) ["CONDSTORE"] After (7162 "3.1") true;
    /// QRESYNC: the changes while the client was away.
    Qresync "qresync" (Some(Protocol::Imap)) ["QRESYNC"] After (7162 "3.2") true;
    /// APPEND of several messages.
    Multiappend "multiappend" (Some(Protocol::Imap)) ["MULTIAPPEND"] After (3502 "6.3.11") true;
    /// BINARY: parts without their transfer encoding.
    Binary "binary" (Some(Protocol::Imap)) ["BINARY"] After (3516 "4") true;
    /// REPLACE: a new version of a message.
    Replace "replace" (Some(Protocol::Imap)) ["REPLACE"] After (8508 "3") true;
    /// APPENDLIMIT: the longest message.
    AppendLimit "appendlimit" (Some(Protocol::Imap)) ["APPENDLIMIT=10485760"] After (7889 "2") true;
    /// OBJECTID: names that stay when a message moves.
    ObjectId "objectid" (Some(Protocol::Imap)) ["OBJECTID"] After (8474 "3") false;
    /// PREVIEW: the beginning of the text.
    Preview "preview" (Some(Protocol::Imap)) ["PREVIEW"] After (8970 "3") true;
    /// SAVEDATE: when a message came into its mailbox.
    SaveDate "savedate" (Some(Protocol::Imap)) ["SAVEDATE"] After (8514 "4") true;
    /// QUOTA: how full the account is.
    Quota "quota" (Some(Protocol::Imap)) ["QUOTA", "QUOTASET", "QUOTA=RES-STORAGE", "QUOTA=RES-MESSAGE"] After (9208 "4") true;
    /// NO where the book says BAD.
    NoForBad "no-for-bad" (Some(Protocol::Imap)) [] Always (3501 "7.1.3") false;
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
