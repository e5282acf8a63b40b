//! A value for each protocol.

use crate::engine::Protocol;
use std::ops::{Index, IndexMut};

/// A value for each protocol, by the protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerProtocol<T>(pub [T; Protocol::ALL.len()]);

impl<T> PerProtocol<T> {
    /// The value of each.
    pub fn of(value: fn(Protocol) -> T) -> Self {
        Self(Protocol::ALL.map(value))
    }
}

impl<T> Index<Protocol> for PerProtocol<T> {
    type Output = T;

    fn index(&self, protocol: Protocol) -> &T {
        &self.0[protocol as usize]
    }
}

impl<T> IndexMut<Protocol> for PerProtocol<T> {
    fn index_mut(&mut self, protocol: Protocol) -> &mut T {
        &mut self.0[protocol as usize]
    }
}
