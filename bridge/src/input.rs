//! Messages from the sockets' tasks to the server.

use crate::connection::Connection;
use postamt::engine::{ConnectionId, Greeting, Protocol};
use std::io;

/// A message from a socket's task to the server.
#[derive(Debug)]
pub(crate) enum Input {
    /// A client has connected.
    Opened {
        /// The number that it gets.
        id: ConnectionId,
        /// Its protocol.
        protocol: Protocol,
        /// `Bye` when there are too many clients.
        greeting: Greeting,
        /// It is inside TLS already.
        tls: bool,
        /// The way back.
        connection: Connection,
    },
    /// Octets came.
    Octets(ConnectionId, Vec<u8>),
    /// A client that was held back has taken its replies.
    Drained(ConnectionId),
    /// The handshake behind STARTTLS or STLS is complete.
    Secured {
        /// Whose.
        id: ConnectionId,
        /// Octets in the clear were thrown away before it.
        junk: bool,
    },
    /// Nothing more will come.
    Disconnect(ConnectionId, Disconnect),
}

/// Why a client's octets have ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Disconnect {
    /// It closed its side, properly. Octets that it sent before still count.
    HungUp,
    /// The connection broke.
    Broken(io::ErrorKind),
    /// It was silent for longer than the bridge's owner allows.
    Idle,
    /// It took no replies.
    Stalled,
    /// There was no TLS handshake, for this reason.
    NoHandshake(String),
}

impl std::fmt::Display for Disconnect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Disconnect::HungUp => f.write_str("hung up"),
            Disconnect::Broken(kind) => write!(f, "the connection broke ({kind})"),
            Disconnect::Idle => f.write_str("was silent for longer than --idle allows; cut"),
            Disconnect::Stalled => f.write_str("took no replies for longer than --stall allows; cut"),
            Disconnect::NoHandshake(why) => write!(f, "no TLS handshake: {why}; cut"),
        }
    }
}
