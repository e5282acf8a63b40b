//! The transcript's exchanges: those that are in the document, and the lines that each of them shows.
//!
//! Only the last exchanges are in the document, so that ten thousand of them stay quick. After a jump those in sight
//! come first, and the others as soon as nothing else happens.

use super::timeline::{Motion, Timeline};
use crate::engine::chart::Rfc;
use crate::engine::step::Reply;
use crate::engine::wire::{Role, Span, Wire};
use crate::engine::{Awaits, ConnectionId};
use crate::explain::{Mark, Said};
use crate::player::Player;

/// Exchanges that are in the document as long as nobody looks for earlier ones: a console of usual size shows eight, a
/// high one twenty, and the browser's work for a turn grows with all of them.
pub const WINDOW: usize = 24;
/// Further ones at each request.
pub const FURTHER: usize = 50;
/// Most exchanges that are drawn anew in one frame: a console of usual size shows no more, and each takes a third of
/// a millisecond.
const AT_ONCE: usize = 8;
/// Most octets that are shown of what is not complete.
const SO_FAR_MAX: usize = 4096;
/// A reply of more lines than this is folded.
const FOLD_ABOVE: usize = 60;
/// The lines that a folded reply shows at its beginning and at its end.
const FOLDED: (usize, usize) = (24, 4);

/// The exchanges that are in the document.
#[derive(Debug, Default)]
pub struct Drawn {
    connection: u32,
    first: usize,
    last: usize,
    /// The number of times that all of them have become other ones.
    jumps: usize,
}

/// The exchanges to be drawn now.
#[derive(Debug, PartialEq, Eq)]
pub struct Exchanges {
    /// The indices of their turns, oldest first.
    pub turns: Vec<usize>,
    /// The number of turns that the transcript tells of, shown or not.
    pub end: usize,
    /// Whether older ones can be asked for.
    pub has_earlier: bool,
    /// Whether some are left out until nothing else happens.
    pub lacks_some: bool,
    /// Another number whenever none of those drawn before stays.
    pub jumps: usize,
}

impl Drawn {
    /// The exchanges of a connection that are to be drawn, at most `window` and few that are new.
    pub fn next(&mut self, timeline: &Timeline, id: ConnectionId, window: usize) -> Exchanges {
        let player = &timeline.player;
        // While the later turns of the last action are still being shown, the transcript has them all.
        let whole = timeline.motion == Motion::CatchingUp;
        let end = if whole { player.len() } else { player.cursor() };
        let belongs =
            |index: &usize| player.moments()[*index].turn.connection().is_none_or(|other| other == id);
        let mut turns: Vec<usize> = (0..end).rev().filter(belongs).take(window + 1).collect();
        let has_earlier = turns.len() > window;
        turns.truncate(window);
        let before = self.first..=self.last;
        let mut new = 0;
        let fits = turns.iter().take_while(|index| {
            new += usize::from(self.connection != id.0 || !before.contains(index));
            new <= AT_ONCE
        });
        let fits = fits.count();
        let lacks_some = fits < turns.len();
        // If none stays, their paper leaves with them: that is quicker than one after the other.
        let jumps = self.jumps + usize::from(self.last > self.first && new.min(AT_ONCE) >= fits);
        turns.truncate(fits);
        turns.reverse();
        let (first, last) = (turns.first().copied(), turns.last().copied());
        *self = Self {
            connection: id.0,
            first: first.unwrap_or_default(),
            last: last.unwrap_or_default(),
            jumps,
        };
        Exchanges { turns, end, has_earlier, lacks_some, jumps }
    }
}

/// The octets that a client has sent and that the server has not looked at, because it waits for more; the last of
/// them, where they are many.
pub fn so_far(player: &Player, id: ConnectionId) -> Option<Wire> {
    let connection = player.lab().connection(id).filter(|connection| connection.is_open())?;
    let unread = connection.session.unread();
    if unread.is_empty() {
        return None;
    }
    let role = match connection.session.awaits() {
        Awaits::Literal(_) => Role::Literal,
        Awaits::AuthenticationData => Role::Secret,
        Awaits::Command | Awaits::RestOfCommand | Awaits::Done => Role::Argument,
    };
    let left_out = unread.len().saturating_sub(SO_FAR_MAX);
    let last = &unread[left_out..];
    let span = Span::new(0, last.len(), role);
    Some(Wire::labelled(last, vec![span]).leaving_out(left_out))
}

/// The lines of a reply that are left out between its beginning and its end, if it is folded.
pub fn fold(lines: usize) -> Option<std::ops::Range<usize>> {
    let (head, tail) = FOLDED;
    (lines > FOLD_ABOVE).then(|| head..lines - tail)
}

/// The sentence behind "Why?", its RFC, and whether it is worth telling unasked: a refusal, a loss, a remark.
pub fn reason(said: &Said) -> Option<(String, Rfc, bool)> {
    let urgent = matches!(said.mark, Mark::Refused | Mark::Lost) || !said.remarks.is_empty();
    let sentences: Vec<&str> =
        [&said.sentence].into_iter().chain(&said.remarks).map(String::as_str).collect();
    Some((sentences.join(" "), said.rfc?, urgent))
}

/// A reply's name in attributes.
pub const fn reply_name(reply: Reply) -> &'static str {
    match reply {
        Reply::Ok => "ok",
        Reply::Err => "err",
        Reply::No => "no",
        Reply::Bad => "bad",
        Reply::Bye => "bye",
        Reply::Preauth => "preauth",
        Reply::Untagged => "untagged",
        Reply::Continue => "continue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Protocol};
    use crate::player::Player;

    #[test]
    fn after_a_jump_a_few_come_first() {
        let id = ConnectionId(1);
        let connect = Action::Connect { connection: id, protocol: Protocol::Imap, greeting: Greeting::Ok };
        let noop = Action::Send { connection: id, octets: b"a NOOP\r\n".to_vec() };
        let actions = [connect].into_iter().chain(std::iter::repeat_n(noop, 199));
        let mut timeline = Timeline::new(Player::replay(&SCENARIOS[0], actions));
        let mut drawn = Drawn::default();
        let mut next = |timeline: &Timeline| drawn.next(timeline, id, WINDOW + FURTHER);
        let first = next(&timeline);
        assert_eq!((first.turns.len(), first.lacks_some, first.has_earlier), (AT_ONCE, true, true));
        for _ in 0..8 {
            next(&timeline);
        }
        let all = next(&timeline);
        assert_eq!((all.turns.clone(), all.lacks_some), ((126..200).collect(), false));
        timeline.reduce(super::super::timeline::Msg::Seek(100));
        let jumped = next(&timeline);
        assert_eq!((jumped.turns, jumped.jumps), ((92..100).collect(), all.jumps + 1));
    }

    #[test]
    fn long_replies_are_folded() {
        assert_eq!((fold(60), fold(61)), (None, Some(24..57)));
    }
}
