//! The server's side of RFC 3501.

mod chart;
pub mod command;
mod encode;
pub mod grammar;
pub mod pattern;
pub mod response;
pub mod rules;
pub mod sequence;
pub mod server;
pub mod utf7;

pub use chart::{CHART, FLOW};

use super::action::Greeting;
use super::lab::World;
use super::time::MINUTE;

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    input: Vec<u8>,
}

impl Session {
    /// A session before its greeting.
    pub fn new() -> Self {
        Self { input: Vec::new() }
    }

    /// The inactivity timer's length in milliseconds.
    pub fn timeout(&self) -> u64 {
        10 * MINUTE
    }

    /// The server greets.
    pub fn greet(&mut self, _greeting: Greeting, _world: &mut World) {}

    /// Takes octets from the client in; [`Session::poll`] handles them.
    pub fn feed(&mut self, octets: &[u8]) {
        self.input.extend_from_slice(octets);
    }

    /// Handles one complete command, or what is due after one; false when nothing is.
    pub fn poll(&mut self, _world: &mut World) -> bool {
        false
    }

    /// The inactivity timer has run out.
    pub fn time_out(&mut self, _world: &mut World) {}

    /// The line is gone.
    pub fn cut(&mut self, _world: &mut World) {}
}

impl Session {
    /// Whether this session must remember the event to tell its client.
    pub fn concerns(&self, _own: super::ConnectionId, _event: &super::mail::Event) -> bool {
        false
    }

    /// Remembers an event of the store.
    pub fn notice(&mut self, _own: super::ConnectionId, _event: &super::mail::Event) {}
}
