//! A person's acts on the page's own server.

use crate::engine::{Preset, Protocol, Switch};
use std::rc::Rc;

/// An act. A bridge's server would not hear of it, so in the live view none does anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Open the shown connection.
    Connect,
    /// Open another connection, of this protocol, and show it.
    ConnectAnother(Protocol),
    /// Send a text; several lines are sent in order.
    Submit(Rc<str>),
    /// Send it with lines that end with LF alone.
    SubmitBareLf(Rc<str>),
    /// Shut the server down.
    ShutDown,
    /// Cut the shown connection's line.
    Cut,
    /// Deliver a fresh message.
    Deliver,
    /// Let time pass.
    LetTimePass,
    /// Set a switch of the server.
    Switch(Switch, bool),
    /// Give the server another character.
    Preset(Preset),
    /// Begin anew.
    Reset,
}
