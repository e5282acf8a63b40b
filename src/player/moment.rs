//! A turn and the world after it: a place that the cursor can reach.

use crate::engine::{Lab, Turn};
use std::rc::Rc;

/// A turn, with the world as it stood after it.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The index of the action that caused it, from 0.
    pub action: usize,
    /// The index of the last action whose effect this turn's world holds: the causing one, or a later one
    /// that made no turn of its own, such as octets that do not yet end a line.
    pub until: usize,
    /// The turn.
    pub turn: Rc<Turn>,
    /// For a turn that a client's octets begin: the number of the highest automatic tag so far (see
    /// [`highest`](super::tags::highest)).
    pub tag: u32,
    /// The world afterwards.
    pub lab: Lab,
}
