//! A connection's session, as the simulation has it at the cursor: its state, the octets it awaits, its tags.

use crate::engine::chart::{Chart, Machine, TriggerKind};
use crate::engine::imap::server::Selection;
use crate::engine::lab::{Connection, Session};
use crate::engine::mail::{Entry, INBOX, MailboxId};
use crate::engine::pop3::maildrop::Numbered;
use crate::engine::{ConnectionId, Protocol, imap, pop3};
use crate::player::{Player, tags};
use std::rc::Rc;

/// The chart of a protocol's connection state.
pub fn chart(protocol: Protocol) -> &'static Chart {
    match protocol {
        Protocol::Pop3 => &pop3::CHART,
        Protocol::Imap => &imap::CHART,
    }
}

/// The state of a chart of this connection at the cursor: the initial one when it was never opened.
pub fn state_of(player: &Player, id: ConnectionId, chart: &'static Chart) -> &'static str {
    let machine = player.lab().connection(id).and_then(|connection| {
        connection.session.machines().into_iter().find(|machine| machine.chart().name == chart.name)
    });
    machine.map_or(chart.initial(), Machine::state).name
}

/// Whether the connection is open at the cursor.
pub fn is_open(player: &Player, id: ConnectionId) -> bool {
    player.lab().connection(id).is_some_and(Connection::is_open)
}

/// The session of an open connection.
#[derive(Clone, Debug)]
pub struct SessionInfo<'a> {
    /// The account that the session is logged in to.
    pub account: Option<Rc<str>>,
    /// The mailbox that it has open.
    pub mailbox: Option<Rc<str>>,
    session: Option<&'a Session>,
}

impl<'a> SessionInfo<'a> {
    /// The connection's session at the cursor.
    pub fn of(player: &'a Player, id: ConnectionId) -> Self {
        let open = player.lab().connection(id).filter(|connection| connection.is_open());
        let session = open.map(|connection| &connection.session);
        let (account, mailbox) = match session {
            Some(Session::Pop3(session)) => (session.account().map(Rc::from), None),
            Some(Session::Imap(session)) => (
                session.account().map(Rc::from),
                session.selected().map(|selected| Rc::from(selected.name.as_str())),
            ),
            None => (None, None),
        };
        Self { account, mailbox, session }
    }

    /// The messages as a POP3 session sees them, by ascending UID, when it has this mailbox open.
    pub fn maildrop(&self, account: &str, mailbox: &str) -> Option<Vec<Numbered<'a>>> {
        let Some(Session::Pop3(session)) = self.session else { return None };
        let maildrop = session.maildrop()?;
        (maildrop.account() == account && mailbox == INBOX).then(|| maildrop.messages().collect())
    }

    /// The flags of a message of the mailbox that is shown, as this session would be told them: `\Recent`
    /// belongs to a session, not to a message.
    pub fn flags(&self, mailbox: MailboxId, entry: &Entry) -> String {
        let mut flags = entry.flags.to_string();
        if self.selection(mailbox).is_some_and(|selected| selected.view.is_recent(entry.uid)) {
            flags.push_str(if flags.is_empty() { "\\Recent" } else { " \\Recent" });
        }
        flags
    }

    /// The mailbox as this client has been told of it, when it has it selected.
    pub fn selection(&self, mailbox: MailboxId) -> Option<&'a Selection> {
        let Some(Session::Imap(session)) = self.session else { return None };
        session.selected().filter(|selected| selected.mailbox == mailbox)
    }
}

/// The octets that the server awaits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// A command, from its beginning.
    Command,
    /// The octets of a literal; so many are still to come.
    Literal(u64),
    /// After a literal, the rest of its command.
    Rest,
    /// A line of authentication data.
    Authentication,
    /// The DONE that ends IDLE.
    Done,
}

/// The octets that the server awaits on this connection.
pub fn awaits(player: &Player, id: ConnectionId) -> Awaits {
    let session = match SessionInfo::of(player, id).session {
        Some(Session::Imap(session)) => session,
        Some(Session::Pop3(session)) if session.awaits_data() => return Awaits::Authentication,
        _ => return Awaits::Command,
    };
    match session.literal_left() {
        Some(left) => Awaits::Literal(left as u64),
        None if session.is_within_command() => Awaits::Rest,
        None if session.flow() == "Command" => Awaits::Command,
        None if session.is_idling() => Awaits::Done,
        None => Awaits::Authentication,
    }
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
