//! The octets that somebody points at, and the world in which they went over the wire.

use crate::engine::field::Field;
use crate::engine::step::{Party, Step};
use crate::engine::switches::{Row, SWITCHES};
use crate::engine::wire::{Span, Wire};
use crate::engine::{ConnectionId, Lab, Turn};

/// Octets that somebody points at: a span of a wire, or a group of them.
#[derive(Clone, Copy, Debug)]
pub struct Pointed<'a> {
    /// The turn in which they went over the wire.
    pub turn: &'a Turn,
    /// The place of their step in it.
    pub step: usize,
    /// The span or the group.
    pub span: Span,
    /// The world before the turn.
    pub before: &'a Lab,
    /// The world after it.
    pub after: &'a Lab,
}

impl<'a> Pointed<'a> {
    /// The connection, the sender and the wire.
    pub(super) fn wire(&self) -> Option<(ConnectionId, Party, &'a Wire)> {
        match self.turn.steps().get(self.step)? {
            Step::Wire { connection, from, wire, .. } => Some((*connection, *from, wire)),
            _ => None,
        }
    }
}

/// The switch of the server that turns a capability or a mechanism on.
pub(super) fn switch(field: Field, word: &str) -> Option<&'static Row> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    match field {
        Field::Capability => SWITCHES.iter().find(|row| {
            row.capabilities.iter().any(|name| is(name))
                || row.id.strip_prefix("pop3-").is_some_and(|id| row.capabilities.is_empty() && is(id))
        }),
        Field::AuthType => SWITCHES
            .iter()
            .find(|row| row.id.strip_prefix("sasl-").is_some_and(|id| row.protocol.is_none() && is(id))),
        _ => None,
    }
}

/// The octets of a span as text, for people and for names.
pub(super) fn text_of(wire: &Wire, span: Span) -> String {
    String::from_utf8_lossy(wire.of(span)).into_owned()
}
