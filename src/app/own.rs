//! The page's own work, while a bridge's connections or a lesson are shown in its place.

use super::clients::Clients;
use super::notices::Notices;
use super::slice::Slice;
use crate::player::Player;
use std::rc::Rc;

/// The page's own work.
#[derive(Clone, Debug)]
pub struct Own {
    /// Its simulation.
    pub player: Rc<Player>,
    /// Its clients.
    pub clients: Slice<Clients>,
    /// Its notices.
    pub notices: Slice<Notices>,
}
