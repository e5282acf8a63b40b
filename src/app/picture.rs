//! The state diagram's picture of one connection at the cursor.

use super::session_info;
use crate::diagram::{Picture, Scene, Shape, draw};
use crate::engine::{ConnectionId, Protocol};
use crate::player::{Moment, Player};
use std::rc::Rc;

/// The picture, if the protocol's chart has a layout.
pub fn picture(player: &Player, id: ConnectionId, protocol: Protocol, shape: Shape) -> Option<Picture> {
    let chart = protocol.chart();
    let beside = protocol.row().charts.iter().skip(1);
    let flows = beside.map(|chart| (*chart, session_info::state_of(player, id, chart))).collect();
    let shown = telling(player, id);
    draw(&Scene {
        chart,
        state: session_info::state_of(player, id, chart),
        flows,
        offer: session_info::offer(player, id),
        turn: shown.map(|(_, moment)| &*moment.turn),
        detail: detail(player, id),
        serial: shown.map_or(0, |(number, _)| number as u64),
        shape,
    })
}

/// The last moment of the current action that did something to this connection, with its number. (Turns that follow
/// may concern other connections only, and must not wipe the picture.)
fn telling(player: &Player, id: ConnectionId) -> Option<(usize, &Rc<Moment>)> {
    let action = player.current()?.action;
    let recent = player.past().enumerate().rev().take_while(|(_, moment)| moment.action == action);
    let mut telling =
        recent.filter(|(_, moment)| moment.turn.is_of(id) && moment.turn.reasons().next().is_some());
    telling.next().map(|(index, moment)| (index + 1, moment))
}

/// The session's subject: the account that logged in, or the selected mailbox and its access.
fn detail(player: &Player, id: ConnectionId) -> Option<String> {
    let connection = player.lab().connection(id).filter(|connection| connection.is_open())?;
    let session = &connection.session;
    match session.mailbox().filter(|open| !open.snapshot) {
        // RFC 3501 §7.1: the response codes READ-ONLY and READ-WRITE.
        Some(open) => {
            let access = if open.read_only { "read-only" } else { "read-write" };
            Some(format!("{} · {access}", open.name))
        }
        None => session.account().map(str::to_owned),
    }
}
