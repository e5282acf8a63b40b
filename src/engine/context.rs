//! The lab as a session sees it.

use super::connection::ConnectionId;
use super::mail::Store;
use super::phrase::Tongue;
use super::switches::Switches;
use super::time::Time;
use super::turn::Turn;

/// The parts of the lab that a session works with while it handles a command.
#[derive(Debug)]
pub struct Context<'a> {
    /// The session's own number.
    pub connection: ConnectionId,
    /// All accounts.
    pub store: &'a mut Store,
    /// The clock's time.
    pub now: Time,
    /// The server's switches.
    pub switches: Switches,
    /// The languages besides English that the server's texts can come in.
    pub tongues: &'static [Tongue],
    /// Whether TLS protects the connection.
    pub protected: bool,
    /// The turn, which puts each step in its place. The lab adds the changes of the store.
    pub turn: &'a mut Turn,
}
