//! The state diagram's picture of one connection at the cursor.

use super::session_info;
use super::telling;
use crate::diagram::{Picture, Scene, Shape, draw};
use crate::engine::{ConnectionId, Protocol};
use crate::player::Player;

/// The picture, if the protocol's chart has a layout.
pub fn picture(player: &Player, id: ConnectionId, protocol: Protocol, shape: Shape) -> Option<Picture> {
    let chart = protocol.chart();
    let beside = protocol.row().charts.iter().skip(1);
    let flows = beside.map(|chart| (*chart, session_info::state_of(player, id, chart))).collect();
    let last = || telling::moment(player, id).filter(|(_, moment)| moment.turn.is_of(id));
    let shown = telling::of_action(player, id).or_else(last);
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
