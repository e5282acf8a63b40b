//! The teacher's choices: greeting, minutes, recipient, mailbox.

use super::session_info::SessionInfo;
use crate::engine::mail::INBOX;
use crate::engine::time::MINUTE;
use crate::engine::{ConnectionId, Greeting, Protocol};
use crate::player::Player;
use std::rc::Rc;

/// The choices beside the store; `None` is the one that fits the session shown.
#[derive(Clone, Debug, Default)]
pub struct Teacher {
    /// An IMAP server's next greeting.
    pub greeting: Greeting,
    /// Minutes that pass at a click.
    pub(super) minutes: Option<u64>,
    /// The account that the next message is for.
    pub(super) recipient: Option<Rc<str>>,
    /// The account and mailbox whose messages are shown.
    pub(super) mailbox: Option<(Rc<str>, Rc<str>)>,
}

/// The teacher's choices.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// An IMAP server's next greeting.
    Greet(Greeting),
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
            Msg::Greet(greeting) => self.greeting = greeting,
            Msg::Minutes(minutes) => self.minutes = Some(minutes),
            Msg::Recipient(account) => self.recipient = Some(account),
            Msg::ShowMailbox(account, mailbox) => self.mailbox = Some((account, mailbox)),
        }
    }

    /// Minutes that pass at a click: as chosen, else the length of the protocol's timer.
    pub fn minutes(&self, protocol: Protocol) -> u64 {
        self.minutes.unwrap_or(protocol.row().timeout / MINUTE)
    }

    /// The account and mailbox whose messages are shown: as chosen, else the session's own.
    pub fn mailbox(&self, player: &Player, connection: ConnectionId) -> (Rc<str>, Rc<str>) {
        if let Some(chosen) = &self.mailbox {
            return chosen.clone();
        }
        let session = SessionInfo::of(player, connection);
        let first = || player.lab().store().accounts().next().map(|account| account.name.as_str().into());
        let account = session.account.or_else(first).unwrap_or_default();
        (account, session.mailbox.unwrap_or_else(|| INBOX.into()))
    }

    /// The account that the next message is for: as chosen, else the one in view.
    pub fn recipient(&self, player: &Player, connection: ConnectionId) -> Rc<str> {
        self.recipient.clone().unwrap_or_else(|| self.mailbox(player, connection).0)
    }
}
