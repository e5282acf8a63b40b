//! TLS as a machine beside the connection's state: the same chart for IMAP's STARTTLS (RFC 3501 §6.2.1) and
//! POP3's STLS (RFC 2595 §4).
//!
//! The handshake itself is not simulated: it completes in the turn after the command was answered. A real
//! socket's owner sees the first move and hands the socket over to a TLS library.

use super::chart::{
    self, Chart, Edge, EdgeKind, On, Rfc, State, StateKind, Trigger, TriggerKind, names, ok, rfc, rows,
};

rows! {
    /// The states of a connection's protection.
    Protection of State {
        /// Everybody on the way can read the octets.
        Cleartext = state("Cleartext", StateKind::Initial, "1");
        /// The command was answered; the next octets are TLS's own.
        Negotiating = state("Negotiating", StateKind::Ordinary, "2.1");
        /// Protected until the connection ends.
        Protected = state("TLS", StateKind::Terminal, "2.1");
    }
}

const CLEARTEXT: &str = Protection::Cleartext.name();
const NEGOTIATING: &str = Protection::Negotiating.name();
const PROTECTED: &str = Protection::Protected.name();

rows! {
    /// The events of a handshake.
    Handshake of Trigger {
        /// The event that follows a successful STARTTLS or STLS, or the opening of a port of TLS alone.
        Started = event("handshake started", &[CLEARTEXT], rfc(2595, "2.1"));
        /// The event after which the connection is protected.
        Completed = event("handshake completed", &[NEGOTIATING], rfc(2595, "2.4"));
    }
}

/// The chart of a connection's protection. RFC 3501 §6.2.1: "A [TLS] negotiation begins immediately after
/// the CRLF at the end of the tagged OK response from the server." Nothing leads back.
pub static TLS: Chart = Chart {
    name: "tls",
    states: Protection::ROWS,
    triggers: Handshake::ROWS,
    examples: &[],
    edges: &[
        edge("Cleartext-started-Negotiating", CLEARTEXT, NEGOTIATING, &[ok(names!(Handshake: Started))]),
        edge("Negotiating-completed-TLS", NEGOTIATING, PROTECTED, &[ok(names!(Handshake: Completed))]),
    ],
};

const fn state(name: &'static str, kind: StateKind, section: &'static str) -> State {
    State { name, kind, rfc: rfc(2595, section) }
}

const fn event(name: &'static str, valid_in: &'static [&'static str], rfc: Rfc) -> Trigger {
    Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, tls: chart::Tls::Any, rfc }
}

const fn edge(id: &'static str, from: &'static str, to: &'static str, on: &'static [On]) -> Edge {
    Edge { id, from, to, on, number: None, kind: EdgeKind::Course }
}
