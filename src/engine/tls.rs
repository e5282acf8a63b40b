//! TLS as a machine beside the connection's state: the same chart for IMAP's STARTTLS (RFC 3501 §6.2.1) and
//! POP3's STLS (RFC 2595 §4).
//!
//! The handshake itself is not simulated: it completes in the turn after the command was answered. A real
//! socket's owner sees the first move and hands the socket over to a TLS library.

use super::chart::{Chart, Edge, EdgeKind, On, Rfc, State, StateKind, Trigger, TriggerKind, ok, rfc};

/// Everybody on the way can read what goes over the line.
pub const CLEARTEXT: &str = "Cleartext";
/// The command was answered; the next octets are TLS's own.
pub const NEGOTIATING: &str = "Negotiating";
/// Protected until the connection ends.
pub const PROTECTED: &str = "TLS";

/// The event that follows a successful STARTTLS or STLS.
pub const STARTED: &str = "handshake started";
/// The event after which the line is protected.
pub const COMPLETED: &str = "handshake completed";

/// The chart of a connection's protection. RFC 3501 §6.2.1: "A [TLS] negotiation begins immediately after
/// the CRLF at the end of the tagged OK response from the server." Nothing leads back.
pub static TLS: Chart = Chart {
    name: "tls",
    states: &[
        State { name: CLEARTEXT, kind: StateKind::Initial, rfc: rfc(2595, "1") },
        State { name: NEGOTIATING, kind: StateKind::Ordinary, rfc: rfc(2595, "2.1") },
        State { name: PROTECTED, kind: StateKind::Terminal, rfc: rfc(2595, "2.1") },
    ],
    triggers: &[
        event(STARTED, &[CLEARTEXT], rfc(2595, "2.1")),
        event(COMPLETED, &[NEGOTIATING], rfc(2595, "2.4")),
    ],
    edges: &[
        edge("Cleartext-started-Negotiating", CLEARTEXT, NEGOTIATING, &[ok(&[STARTED])]),
        edge("Negotiating-completed-TLS", NEGOTIATING, PROTECTED, &[ok(&[COMPLETED])]),
    ],
};

const fn event(name: &'static str, valid_in: &'static [&'static str], rfc: Rfc) -> Trigger {
    Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, rfc }
}

const fn edge(id: &'static str, from: &'static str, to: &'static str, on: &'static [On]) -> Edge {
    Edge { id, from, to, on, number: None, kind: EdgeKind::Course }
}
