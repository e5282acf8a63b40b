//! The protocols: one row each. To add one is to add a variant of [`Protocol`], its folder, and its row.

pub use super::connection::Protocol;

use super::asked::Asked;
use super::chart::Chart;
use super::connection::Greeting;
use super::draft::Draft;
use super::rfc::Rfc;
use super::session::Session;
use super::step::{Reply, Rule};
use super::tls::TLS;
use super::wire::{Role, Wire};
use super::{imap, pop3};

/// The properties of a protocol, its charts among them.
#[derive(Debug)]
pub struct Row {
    /// The protocol.
    pub protocol: Protocol,
    /// Unique and stable: saved sessions, links and style sheets refer to it.
    pub id: &'static str,
    /// The name on the page.
    pub name: &'static str,
    /// The port that IANA assigned.
    pub port: u16,
    /// The port of TLS alone (RFC 8314 §3).
    pub tls_port: u16,
    /// The charts that a connection runs on: its own, the flow, and TLS.
    pub charts: &'static [&'static Chart],
    /// The word for success.
    pub success: &'static str,
    /// The word for failure.
    pub failure: &'static str,
    /// Whether commands carry tags.
    pub tags: bool,
    /// The command that ends a session.
    pub farewell: &'static str,
    /// The inactivity timer's length in milliseconds.
    pub timeout: u64,
    /// The server's name on the page.
    pub host: &'static str,
    /// Other names for it in an address.
    pub aliases: &'static [&'static str],
    /// The server's greetings, each with its word; the first is the usual one.
    pub greetings: &'static [(Greeting, &'static str)],
    /// Whether clients know messages by their UIDs.
    pub uids: bool,
    /// The lines of a first login.
    pub login: &'static [&'static str],
    /// The lines of a first look around, and of leaving.
    pub look: &'static [&'static str],
    /// Reads the octets of a client's command: the message that it names, if it names one.
    pub asked: fn(&[u8]) -> Option<Asked>,
    /// The line that a near miss was meant to be: the draft and its text, as it would be sent.
    pub mend: fn(&Draft, &str) -> Option<String>,
    /// The rule about octets of a role that fill no field, and the number of the slides' statement that shows it.
    pub role: fn(Role) -> (Rfc, Option<u8>),
    /// The most octets of a command's line, and of a reply's first one, where the standard names them.
    pub lines: Option<[usize; 2]>,
    /// The rules for a recorded answer of another kind than our own server's, and for one with other data.
    pub differs: [&'static Rule; 2],
    /// Labels a recorded reply to the octets of a client.
    pub label: fn(&[u8], &[u8]) -> Wire,
    /// Opens a session before its greeting, with a number that no other session of the lab has.
    pub open: fn(u64) -> Box<dyn Session>,
}

static ROWS: [Row; 2] = [
    Row {
        protocol: Protocol::Pop3,
        id: "pop3",
        name: "POP3",
        port: 110,
        tls_port: 995,
        charts: &[&pop3::CHART, &pop3::FLOW, &TLS],
        success: "+OK",
        failure: "-ERR",
        tags: false,
        farewell: "QUIT",
        timeout: pop3::TIMEOUT,
        host: "pop.example.org",
        aliases: &["pop"],
        greetings: &[(Greeting::Ok, "+OK"), (Greeting::Bye, "-ERR")],
        uids: false,
        login: &["USER anna", "PASS geheim"],
        look: &["STAT", "LIST", "RETR 1", "QUIT"],
        asked: pop3::asked,
        mend: pop3::mend,
        role: pop3::octets::role,
        lines: pop3::octets::LINES,
        differs: [&pop3::rules::DIFFERS, &pop3::rules::DIFFERS],
        label: pop3::label,
        open: |serial| Box::new(pop3::Session::new(serial)),
    },
    Row {
        protocol: Protocol::Imap,
        id: "imap",
        name: "IMAP4",
        port: 143,
        tls_port: 993,
        charts: &[&imap::CHART, &imap::FLOW, &TLS],
        success: "OK",
        failure: "NO",
        tags: true,
        farewell: "LOGOUT",
        timeout: imap::TIMEOUT,
        host: "imap.example.org",
        aliases: &["imap4"],
        greetings: &[(Greeting::Ok, "OK"), (Greeting::Preauth, "PREAUTH"), (Greeting::Bye, "BYE")],
        uids: true,
        login: &["LOGIN anna geheim"],
        look: &["SELECT INBOX", "FETCH 1 FLAGS", "LOGOUT"],
        asked: imap::asked,
        mend: imap::mend,
        role: imap::octets::role,
        lines: imap::octets::LINES,
        differs: [&imap::rules::DIFFERS, &imap::rules::DIFFERS_DATA],
        label: imap::label,
        open: |serial| Box::new(imap::Session::new(serial)),
    },
];

impl Row {
    /// A reply as the protocol writes it.
    pub fn word(&self, reply: Reply) -> &'static str {
        match reply {
            Reply::Ok => self.success,
            Reply::Err => "-ERR",
            Reply::No => "NO",
            Reply::Bad => "BAD",
            Reply::Bye => "BYE",
            Reply::Preauth => "PREAUTH",
            Reply::Untagged => "*",
            Reply::Continue => "+",
        }
    }
}

impl Protocol {
    /// All of them.
    pub const ALL: [Protocol; 2] = [Protocol::Pop3, Protocol::Imap];

    /// Its row.
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The protocol with this id.
    pub fn named(id: &str) -> Option<Protocol> {
        Self::ALL.into_iter().find(|protocol| protocol.row().id == id)
    }

    /// The protocol whose connections have their state in this chart.
    pub fn of(chart: &Chart) -> Option<Protocol> {
        Self::ALL.into_iter().find(|protocol| protocol.chart().name == chart.name)
    }

    /// The chart of a connection's state.
    pub fn chart(self) -> &'static Chart {
        self.row().charts[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::time::MINUTE;

    #[test]
    fn rows_stand_in_the_order_of_their_protocols() {
        for protocol in Protocol::ALL {
            assert_eq!(protocol.row().protocol, protocol);
            assert_eq!(Protocol::named(protocol.row().id), Some(protocol));
            assert_eq!(Protocol::of(protocol.chart()), Some(protocol));
            let json = serde_json::to_string(&protocol).expect("a protocol is plain data");
            assert_eq!(json, format!("\"{}\"", protocol.row().id));
            assert!(protocol.row().timeout >= 10 * MINUTE);
        }
    }
}
