//! The teacher's choices: greeting, minutes, recipient, mailbox.

use super::deliveries::Letter;
use super::per_protocol::PerProtocol;
use crate::engine::mail::INBOX;
use crate::engine::time::MINUTE;
use crate::engine::{ConnectionId, Greeting, Protocol};
use crate::player::Player;
use std::rc::Rc;

/// Most moments that are searched for the mailbox that was in use last.
const SEARCHED_MAX: usize = 500;

/// The choices beside the store; `None` is the one that fits the session shown.
#[derive(Clone, Debug, Default)]
pub struct Teacher {
    /// The way in for the next client of each protocol.
    doors: PerProtocol<Door>,
    /// The kind of letter that is delivered.
    pub letter: Letter,
    /// Minutes that pass at a click.
    pub(super) minutes: Option<u64>,
    /// The account that the next message is for.
    pub(super) recipient: Option<Rc<str>>,
    /// The account and mailbox whose messages are shown.
    pub(super) mailbox: Option<(Rc<str>, Rc<str>)>,
}

/// A client's way in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// The server's greeting.
    pub greeting: Greeting,
    /// Whether the port is the one of TLS alone.
    pub tls: bool,
}

impl Door {
    /// The number of the port.
    pub fn port(self, protocol: Protocol) -> u16 {
        let row = protocol.row();
        if self.tls { row.tls_port } else { row.port }
    }
}

/// The teacher's choices.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The next client's way in.
    Open(Protocol, Door),
    /// The kind of letter that is delivered.
    Letter(Letter),
    /// Minutes that pass at a click.
    Minutes(u64),
    /// The account that the next message is for.
    Recipient(Rc<str>),
    /// A mailbox of an account, to be shown.
    ShowMailbox(Rc<str>, Rc<str>),
}

impl Teacher {
    /// Takes a choice.
    pub fn reduce(&mut self, message: Msg) {
        match message {
            Msg::Open(protocol, door) => self.doors[protocol] = door,
            Msg::Letter(letter) => self.letter = letter,
            Msg::Minutes(minutes) => self.minutes = Some(minutes),
            Msg::Recipient(account) => self.recipient = Some(account),
            Msg::ShowMailbox(account, mailbox) => self.mailbox = Some((account, mailbox)),
        }
    }

    /// The next client's way in.
    pub fn door(&self, protocol: Protocol) -> Door {
        self.doors[protocol]
    }

    /// Minutes that pass at a click: as chosen, else the length of the protocol's timer.
    pub fn minutes(&self, protocol: Protocol) -> u64 {
        self.minutes.unwrap_or(protocol.row().timeout / MINUTE)
    }

    /// The account and mailbox whose messages are shown: as chosen, else the session's own, else those that it used
    /// last.
    pub fn mailbox(&self, player: &Player, connection: ConnectionId) -> (Rc<str>, Rc<str>) {
        if let Some(chosen) = &self.mailbox {
            return chosen.clone();
        }
        let first = || player.lab().store().accounts().next().map(|account| account.name.as_str().into());
        let used = used_last(player, connection);
        let (account, mailbox) = used.unwrap_or_else(|| (first().unwrap_or_default(), None));
        (account, mailbox.unwrap_or_else(|| INBOX.into()))
    }

    /// The account that the next message is for: as chosen, else the one in view.
    pub fn recipient(&self, player: &Player, connection: ConnectionId) -> Rc<str> {
        self.recipient.clone().unwrap_or_else(|| self.mailbox(player, connection).0)
    }
}

/// The account that a connection's session is logged in to, else the last one that it was logged in to; and the last
/// mailbox that it had open there, if there still is such a one.
fn used_last(player: &Player, id: ConnectionId) -> Option<(Rc<str>, Option<Rc<str>>)> {
    player.lab().connection(id)?;
    let own = player.past().rev().take(SEARCHED_MAX).filter(|moment| moment.turn.is_of(id));
    let labs = [player.lab()].into_iter().chain(own.map(|moment| &moment.lab));
    let mut account: Option<Rc<str>> = None;
    for session in labs.filter_map(|lab| lab.connection(id)).map(|connection| &connection.session) {
        let Some(own) = session.account() else { continue };
        if account.as_deref().is_some_and(|known| known != own) {
            break;
        }
        account.get_or_insert_with(|| own.into());
        if let Some(open) = session.mailbox() {
            let there = player.lab().store().mailbox(own, open.name).is_some();
            return account.map(|account| (account, there.then(|| open.name.into())));
        }
    }
    account.map(|account| (account, None))
}
