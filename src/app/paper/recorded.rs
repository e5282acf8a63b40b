//! The session as a script, which can be kept and read again: what was done, with what followed as expectations.

use crate::engine::chart::Moved;
use crate::engine::step::{Party, Step};
use crate::engine::{Action, Greeting};
use crate::player::{Moment, Player};
use crate::script::{ITEMS_MAX, Item, Text};

/// Most octets of one line of the server's: a longer one becomes several.
const PIECE_MAX: usize = 4096;

/// The script of a session. `setting` is what was done in its scenario before its first action. A bridge's session, which
/// has no actions, is written as its clients spoke.
pub fn recorded(player: &Player, setting: &[Action]) -> String {
    let mut lines = vec![Item::Scenario(player.scenario().name.to_owned()).to_string()];
    let actions = setting.iter().chain(player.actions());
    let is_heard = player.actions().len() == 0;
    let mut moments = player.moments().iter().peekable();
    for (number, action) in actions.enumerate() {
        let done = Item::of(action).unwrap_or_default();
        lines.extend(done.iter().map(Item::to_string));
        while let Some(moment) =
            moments.next_if(|moment| !is_heard && moment.action + setting.len() <= number)
        {
            follows(moment, false, &mut lines);
        }
    }
    moments.for_each(|moment| follows(moment, true, &mut lines));
    if lines.len() > ITEMS_MAX {
        // Too long to be read again: what was done is enough to do it again.
        lines.retain(|line| line.starts_with(['@', 'C']));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A turn's consequences: the server's lines, the change of state; of a bridge's turn the client's part as well.
fn follows(moment: &Moment, with_client: bool, lines: &mut Vec<String>) {
    for step in moment.turn.steps() {
        match step {
            Step::Opened { connection, protocol } if with_client => {
                let (connection, protocol, greeting) = (*connection, *protocol, Greeting::Ok);
                let items = Item::of(&Action::Connect { connection, protocol, greeting });
                lines.extend(items.iter().flatten().map(Item::to_string));
            }
            Step::Wire { connection, from: Party::Client, wire, .. } if with_client => {
                let octets = wire.octets().to_vec();
                let items = Item::of(&Action::Send { connection: *connection, octets });
                lines.extend(items.iter().flatten().map(Item::to_string));
            }
            Step::Wire { connection, from: Party::Server, wire, .. } => {
                let whole = wire.octets().split_inclusive(|octet| *octet == b'\n');
                let pieces = whole.flat_map(|line| line.chunks(PIECE_MAX));
                let reply = |octets| Item::Reply { connection: *connection, text: Text::of(octets) };
                lines.extend(pieces.map(|octets| reply(octets).to_string()));
            }
            Step::Moved { connection, moved, .. } if changes(moved) => {
                let words = ["[", moved.edge.to, "]"].concat();
                lines.push(Item::Moved { connection: *connection, words }.to_string());
            }
            _ => {}
        }
    }
}

/// Whether a connection's own chart is in another state now.
fn changes(moved: &Moved) -> bool {
    moved.chart.takes_commands() && !moved.edge.is_loop()
}
