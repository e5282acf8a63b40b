//! Automatic tags: the highest number that a session has used.
//!
//! Each moment keeps the number of its connection, so that the search ends at the connection's last one.

use super::moment::Moment;
use crate::engine::step::Party;
use crate::engine::wire::{Role, Wire};
use crate::engine::{ConnectionId, Turn};
use std::rc::Rc;

/// The highest number of the tags `a1`, `a2`, …, typed by hand or not, that the connection's present session
/// has used in these moments, which come newest first; 0 for none.
pub fn highest<'a>(moments: impl Iterator<Item = &'a Rc<Moment>>, id: ConnectionId) -> u32 {
    let mut own = moments.filter(|moment| moment.turn.is_of(id));
    let counts = |moment: &&Rc<Moment>| moment.turn.opened().is_some() || client(&moment.turn).is_some();
    own.find(counts).map_or(0, |moment| moment.tag)
}

/// The same with a new turn at the end; 0 when no client speaks in it.
pub(super) fn with<'a>(before: impl Iterator<Item = &'a Rc<Moment>>, turn: &Turn) -> u32 {
    let Some((connection, wire)) = turn.connection().zip(client(turn)) else { return 0 };
    let tag = wire.spans().first().filter(|span| span.role == Role::Tag);
    let own = tag.and_then(|span| number(wire.of(*span)));
    highest(before, connection).max(own.unwrap_or(0))
}

/// The client's octets.
fn client(turn: &Turn) -> Option<&Wire> {
    turn.wires(Party::Client).next()
}

/// `7` for `a7`, `A007`; `None` for a tag that is not of this form.
fn number(tag: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(tag).ok()?.strip_prefix(['a', 'A'])?;
    let fits = (1..=9).contains(&digits.len()) && digits.bytes().all(|octet| octet.is_ascii_digit());
    digits.parse().ok().filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Protocol};
    use crate::player::Player;

    #[test]
    fn numbers_of_tags() {
        assert_eq!(number(b"a7"), Some(7));
        assert_eq!(number(b"A007"), Some(7));
        for other in ["a", "b7", "a7x", "a12345678901", "7", "a+7"] {
            assert_eq!(number(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn each_session_counts_for_itself_and_from_the_beginning() {
        let [one, two] = [ConnectionId(1), ConnectionId(2)];
        let connect =
            |connection| Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Ok };
        let send = |connection, line: &str| Action::Send { connection, octets: line.into() };
        let steps = [
            (connect(one), 0),
            (send(one, "a5 NOOP\r\n"), 5),
            (connect(two), 5),
            (send(two, "a9 NOOP\r\n"), 5),
            (send(one, "a3 NOOP\r\n"), 5),
            (send(one, "x NOOP\r\n"), 5),
            (send(one, "a6 LOGOUT\r\n"), 6),
            (connect(one), 0),
            (send(one, "A2 NOOP\r\n"), 2),
        ];
        let mut player = Player::new(&SCENARIOS[0]);
        for (action, expected) in steps {
            player.append(action);
            assert_eq!(highest(player.moments().iter().rev(), one), expected);
        }
        assert_eq!(highest(player.moments().iter().rev(), two), 9);
    }
}
