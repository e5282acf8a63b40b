//! What the page reads out of the world for one connection: its state, what the server waits for, its
//! tags. Everything is read from the turns and the lab; nothing is kept here.

use crate::engine::chart::{Chart, TriggerKind};
use crate::engine::lab::Connection;
use crate::engine::mail::{Entry, MailboxId};
use crate::engine::session::OpenMailbox;
use crate::engine::{Awaits, ConnectionId, Protocol, Session, Switches};
use crate::player::{Player, tags};
use std::rc::Rc;

/// Where a chart of this connection stands at the cursor: the initial state when it was never opened.
pub fn state_of(player: &Player, id: ConnectionId, chart: &'static Chart) -> &'static str {
    let connection = player.lab().connection(id);
    connection.map_or(chart.initial().name, |connection| connection.session.state(chart))
}

/// Whether the connection is open at the cursor.
pub fn is_open(player: &Player, id: ConnectionId) -> bool {
    player.lab().connection(id).is_some_and(Connection::is_open)
}

/// What the server knows about a client, from its session.
#[derive(Clone, Debug)]
pub struct Seat<'a> {
    /// The account that the session is logged in to.
    pub account: Option<Rc<str>>,
    /// The mailbox that it has open.
    pub mailbox: Option<Rc<str>>,
    session: Option<&'a dyn Session>,
}

/// What the server knows about this client at the cursor.
pub fn seat(player: &Player, id: ConnectionId) -> Seat<'_> {
    let open = player.lab().connection(id).filter(|connection| connection.is_open());
    let session = open.map(|connection| &*connection.session);
    let account = session.and_then(Session::account).map(Rc::from);
    let mailbox = session.and_then(Session::mailbox).map(|open| Rc::from(open.name));
    Seat { account, mailbox, session }
}

impl<'a> Seat<'a> {
    /// The session, when it has this mailbox open, and how.
    pub fn open(&self, mailbox: MailboxId) -> Option<(&'a dyn Session, OpenMailbox<'a>)> {
        let session = self.session?;
        session.mailbox().filter(|open| open.id == mailbox).map(|open| (session, open))
    }

    /// The flags of a message of the mailbox that is shown, as this session would be told them: `\Recent`
    /// belongs to a session, not to a message.
    pub fn flags(&self, mailbox: MailboxId, entry: &Entry) -> String {
        let mut flags = entry.flags.to_string();
        let known = self.open(mailbox).and_then(|(session, _)| session.message(entry.uid));
        if known.is_some_and(|known| known.recent) {
            flags.push_str(if flags.is_empty() { "\\Recent" } else { " \\Recent" });
        }
        flags
    }
}

/// What the server reads next on this connection.
pub fn awaits(player: &Player, id: ConnectionId) -> Awaits {
    seat(player, id).session.map_or(Awaits::Command, Session::awaits)
}

/// The number that the next automatic tag carries: one more than the highest `a<number>` that the session
/// has used, typed by hand or not.
pub fn next_tag(player: &Player, id: ConnectionId) -> u32 {
    player.lab().connection(id).map_or(0, |_| tags::highest(player.past().rev(), id)) + 1
}

/// The commands legal in a state: those that are legal almost nowhere else first, so that what is new in
/// this state leads the list; of these, those with arguments first, for they are what one comes for.
pub fn legal(chart: &'static Chart, state: &str, switches: Switches) -> Vec<&'static str> {
    let mut legal: Vec<_> = chart.offered(state, switches).collect();
    let bare_last = Protocol::of(chart).is_some_and(|protocol| protocol.row().tags);
    legal.sort_by_key(|trigger| {
        // What every server has comes before extensions.
        let extension = ![1939, 2449, 3501].contains(&trigger.rfc.number);
        (extension, trigger.valid_in.len(), bare_last && trigger.form == trigger.name)
    });
    legal.into_iter().map(|trigger| trigger.name).collect()
}

/// Whether `word` is a command of the chart, or the first word of one (`UID`).
pub fn is_keyword(chart: &'static Chart, word: &str) -> bool {
    chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command).any(|trigger| {
        let first = trigger.name.split(' ').next().unwrap_or(trigger.name);
        first.eq_ignore_ascii_case(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{imap, pop3};

    #[test]
    fn what_is_new_in_a_state_leads() {
        let transaction = legal(&pop3::CHART, "TRANSACTION", Switches::default());
        assert_eq!(transaction[transaction.len() - 2..], ["QUIT", "LANG"], "extensions come last");
        assert_eq!(legal(&imap::CHART, "Selected", Switches::default()).first(), Some(&"SEARCH"));
    }
}
