//! A connection's session, as the simulation has it at the cursor: its state, the octets it awaits, its tags.

use crate::engine::chart::{Chart, TriggerKind};
use crate::engine::lab::Connection;
use crate::engine::mail::{Entry, MailboxId};
use crate::engine::session::OpenMailbox;
use crate::engine::{Awaits, ConnectionId, Offer, Session};
use crate::player::{Player, tags};
use std::rc::Rc;

/// The state of a chart of this connection at the cursor: the initial one when it was never opened.
pub fn state_of(player: &Player, id: ConnectionId, chart: &'static Chart) -> &'static str {
    let connection = player.lab().connection(id);
    connection.map_or(chart.initial().name, |connection| connection.session.state(chart))
}

/// Whether the connection is open at the cursor.
pub fn is_open(player: &Player, id: ConnectionId) -> bool {
    player.lab().connection(id).is_some_and(Connection::is_open)
}

/// The server as this connection meets it at the cursor: in clear, when it was never opened.
pub fn offer(player: &Player, id: ConnectionId) -> Offer {
    let switches = player.lab().switches();
    let connection = player.lab().connection(id);
    connection.map_or(Offer { switches, protected: false }, |connection| connection.session.offer(switches))
}

/// The session of an open connection.
#[derive(Clone, Debug)]
pub struct SessionInfo<'a> {
    /// The account that the session is logged in to.
    pub account: Option<Rc<str>>,
    /// The mailbox that it has open.
    pub mailbox: Option<Rc<str>>,
    session: Option<&'a dyn Session>,
}

impl<'a> SessionInfo<'a> {
    /// The connection's session at the cursor.
    pub fn of(player: &'a Player, id: ConnectionId) -> Self {
        let open = player.lab().connection(id).filter(|connection| connection.is_open());
        let session = open.map(|connection| &*connection.session);
        let account = session.and_then(Session::account).map(Rc::from);
        let mailbox = session.and_then(Session::mailbox).map(|open| Rc::from(open.name));
        Self { account, mailbox, session }
    }

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

/// The octets that the server awaits on this connection.
pub fn awaits(player: &Player, id: ConnectionId) -> Awaits {
    SessionInfo::of(player, id).session.map_or(Awaits::Command, Session::awaits)
}

/// The number that the next automatic tag carries: one more than the highest `a<number>` that the session
/// has used, typed by hand or not.
pub fn next_tag(player: &Player, id: ConnectionId) -> u32 {
    player.lab().connection(id).map_or(0, |_| tags::highest(player.past().rev(), id)) + 1
}

/// Whether `word` is a command of the chart, or the first word of one (`UID`).
pub fn is_keyword(chart: &'static Chart, word: &str) -> bool {
    chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command).any(|trigger| {
        let first = trigger.name.split(' ').next().unwrap_or(trigger.name);
        first.eq_ignore_ascii_case(word)
    })
}
