//! The opening of a connection: its number, its protocol, and the server's greeting.

use serde::{Deserialize, Serialize};

/// The number of a connection. The caller chooses it; reusing the number of a closed connection is the same client
/// connecting again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub u32);

/// The protocols. Each has a [row](super::protocol::Row) of its properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// RFC 1939.
    #[default]
    Pop3,
    /// RFC 3501.
    Imap,
}

/// The greeting of an IMAP server (RFC 3501 §7.1). A POP3 server has only `+OK` (RFC 1939 §4), or `-ERR` when it
/// refuses; `Preauth` counts as `Ok` there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Greeting {
    /// `* OK`: log in first.
    #[default]
    Ok,
    /// `* PREAUTH`: already authenticated, as the first account of the scenario.
    Preauth,
    /// `* BYE`: the server refuses the connection.
    Bye,
}
