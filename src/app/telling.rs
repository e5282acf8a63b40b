//! The moment that the page tells of: the connection shown has its own, whatever has happened to others since.

use crate::engine::ConnectionId;
use crate::player::{Moment, Player};
use std::rc::Rc;

/// The last moment of the current action that did something to this connection, with its number. (Turns that follow
/// may concern other connections only, and must not wipe the picture.)
pub fn of_action(player: &Player, id: ConnectionId) -> Option<(usize, &Rc<Moment>)> {
    latest(player).find(|(_, moment)| did_something_to(moment, id))
}

/// The moment whose sentence belongs to this connection, with its number: what the current action did to it, or what
/// happened to no connection at all, such as mail and time; else the last thing that happened to the connection.
pub fn moment(player: &Player, id: ConnectionId) -> Option<(usize, &Rc<Moment>)> {
    let is_about = |moment: &Rc<Moment>| moment.turn.connection().is_none() || did_something_to(moment, id);
    latest(player).find(|(_, moment)| is_about(moment)).or_else(|| {
        player.lab().connection(id)?;
        numbered(player).find(|(_, moment)| did_something_to(moment, id))
    })
}

fn did_something_to(moment: &Moment, id: ConnectionId) -> bool {
    moment.turn.is_of(id) && moment.turn.reasons().next().is_some()
}

/// The moments up to the cursor, the last one first.
fn numbered(player: &Player) -> impl Iterator<Item = (usize, &Rc<Moment>)> {
    player.past().enumerate().rev().map(|(index, moment)| (index + 1, moment))
}

/// Those of the current action.
fn latest(player: &Player) -> impl Iterator<Item = (usize, &Rc<Moment>)> {
    let action = player.current().map(|moment| moment.action);
    numbered(player).take_while(move |(_, moment)| Some(moment.action) == action)
}
