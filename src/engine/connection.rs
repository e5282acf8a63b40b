//! What a connection is opened with: its number, its protocol, and how the server greets.

use serde::{Deserialize, Serialize};

/// Names a connection. The caller chooses it; reusing the number of a closed connection is the same
/// client connecting again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub u32);

/// The protocols; what is known of each is its [row](super::protocol::Row).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// RFC 1939.
    #[default]
    Pop3,
    /// RFC 3501.
    Imap,
}

/// How an IMAP server greets (RFC 3501 §7.1). A POP3 server has only `+OK` (RFC 1939 §4), or `-ERR`
/// when it refuses; `Preauth` counts as `Ok` there.
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
