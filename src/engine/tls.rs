//! TLS as a machine beside the connection's state: the same chart for IMAP's STARTTLS (RFC 3501 §6.2.1) and
//! POP3's STLS (RFC 2595 §4).
//!
//! The handshake itself is not simulated: it completes in the turn after the command was answered. A real
//! socket's owner sees the first move and hands the socket over to a TLS library.

use super::chart::{Chart, State, StateKind, Trigger, edges, event, names, rfc, rows, state};

rows! {
    /// The states of a connection's protection.
    Protection of State {
        /// Everybody on the way can read the octets.
        Cleartext = state("Cleartext", StateKind::Initial, rfc(2595, "1"));
        /// The command was answered; the next octets are TLS's own.
        Negotiating = state("Negotiating", StateKind::Ordinary, rfc(2595, "2.1"));
        /// Protected until the connection ends.
        Protected = state("TLS", StateKind::Terminal, rfc(2595, "2.1"));
    }
}

rows! {
    /// The events of a handshake.
    Handshake of Trigger {
        /// The event that follows a successful STARTTLS or STLS, or the opening of a port of TLS alone.
        Started = event("handshake started", names!(Protection: Cleartext), rfc(2595, "2.1"));
        /// The event after which the connection is protected.
        Completed = event("handshake completed", names!(Protection: Negotiating), rfc(2595, "2.4"));
    }
}

/// The chart of a connection's protection. RFC 3501 §6.2.1: "A [TLS] negotiation begins immediately after
/// the CRLF at the end of the tagged OK response from the server." Nothing leads back.
pub static TLS: Chart = Chart {
    name: "tls",
    states: Protection::ROWS,
    triggers: Handshake::ROWS,
    edges: edges! { Protection, Handshake {
        Course "Cleartext-started-Negotiating" Cleartext => Negotiating: Ok(Started);
        Course "Negotiating-completed-TLS" Negotiating => Protected: Ok(Completed);
    } },
};
