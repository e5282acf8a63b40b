//! Recorded conversations: what a real client and a real server have said, replayed through the charts and machines.
//!
//! The rules of this folder:
//! 1. The recorded octets are never changed. They get the roles and fields of the grammar, and their reply decides the
//!    outcome with which a machine moves.
//! 2. Our own server answers the same line in a copy of the world. While it answers in the same way, the copy goes on;
//!    otherwise the session believes the recording ([`Session::believe`](super::Session::believe)), and the exchange
//!    keeps both.
//! 3. The world is what the recording tells of it (`world`); nothing else is invented but messages in the places of
//!    those that nobody has seen, as large as the recording says.

mod exchange;
mod kinds;
mod replay;
mod world;

pub use exchange::announced;
pub use kinds::{kind, lists};
pub use replay::{differing, replay};

use super::connection::{ConnectionId, Protocol};

/// Most events of a recording; the replay passes over further ones.
pub const EVENTS_MAX: usize = 20_000;

/// The word that stands for a password in a recording. Every account of its world has it.
pub const MASK: &str = "********";

/// A recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recording {
    /// The events, in their order.
    pub events: Vec<Event>,
    /// The names that logged in.
    pub accounts: Vec<String>,
}

/// An event of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The connection's number.
    pub connection: ConnectionId,
    /// The time since the first event, in milliseconds, where it is known.
    pub at: Option<u64>,
    /// The event itself.
    pub what: What,
}

/// Something that a recording tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A client connects.
    Opened {
        /// Its protocol.
        protocol: Protocol,
        /// Whether to a port of TLS alone.
        tls: bool,
    },
    /// The client sends octets: a line with its CRLF, more often than not.
    Client {
        /// The octets.
        octets: Vec<u8>,
        /// Whether a secret among them was masked.
        masked: bool,
    },
    /// The server sends a line, CRLF included.
    Server(Vec<u8>),
    /// The connection is gone.
    Closed,
}
