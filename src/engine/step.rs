//! Steps: the only output of a simulation.

use super::chart::{Hop, Moved, Rfc};
use super::connection::{ConnectionId, Protocol};
use super::mail::{Change, Uid};
use super::presets::Preset;
use super::switches::Switch;
use super::time::Time;
use super::wire::Wire;
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Step {
    /// A connection was opened; the greeting follows as its own steps.
    Opened {
        /// Its number.
        connection: ConnectionId,
        /// The protocol that it speaks.
        protocol: Protocol,
    },
    /// Octets went over the wire: one command line (or literal, or line of authentication data) of the
    /// client, or one response of the server (a POP3 multi-line reply is one, with all its lines).
    Wire {
        /// The connection's number.
        connection: ConnectionId,
        /// The sender.
        from: Party,
        /// The labelled octets.
        wire: Wire,
        /// For the server's octets, their kind of reply.
        reply: Option<Reply>,
    },
    /// A command or event took an edge of a chart (a loop, more often than not).
    Moved {
        /// The connection's number.
        connection: ConnectionId,
        /// The edge, its trigger and its outcome.
        moved: Moved,
        /// The rule that explains it.
        why: Why,
    },
    /// A command was refused before it could do anything; no chart moved.
    Refused {
        /// The connection's number.
        connection: ConnectionId,
        /// The mistake, and the commands that would have been legal.
        refusal: Box<Refusal>,
    },
    /// Something worth a remark, though the standard does not have the server object.
    Remarked {
        /// The connection's number.
        connection: ConnectionId,
        /// The rule that it is about.
        why: Why,
    },
    /// A mailbox changed.
    Mailbox {
        /// The name of the mailbox's account.
        account: Arc<str>,
        /// The mailbox's name; `INBOX` is POP3's maildrop.
        mailbox: Arc<str>,
        /// The change.
        change: Change,
    },
    /// A POP3 session marked or unmarked a message; the mailbox itself did not change.
    Marked {
        /// The connection's number.
        connection: ConnectionId,
        /// The session's message number, from 1.
        number: u32,
        /// The message's UID in the mailbox.
        uid: Uid,
        /// Whether it is now marked as deleted.
        marked: bool,
    },
    /// The maildrop's exclusive lock was taken or released (RFC 1939 §4).
    Lock {
        /// The name of the maildrop's account.
        account: String,
        /// The connection that holds it now.
        holder: Option<ConnectionId>,
    },
    /// The server has another character now; the switches that differ follow.
    Became {
        /// The character.
        preset: Preset,
    },
    /// A switch of the server was set; nothing happens when it was so already.
    Switched {
        /// The switch.
        switch: Switch,
        /// Its new position.
        on: bool,
    },
    /// The clock moved.
    Clock {
        /// The clock's new time.
        now: Time,
    },
    /// A connection's inactivity timer ran out; the machine's move follows.
    TimerExpired {
        /// The connection's number.
        connection: ConnectionId,
    },
    /// The connection is gone.
    Closed {
        /// The connection's number.
        connection: ConnectionId,
        /// The way in which it ended.
        by: Closing,
    },
}

impl Step {
    /// The connection that it happened on; `None` for a step that belongs to none, such as mail and time.
    pub fn connection(&self) -> Option<ConnectionId> {
        match self {
            Step::Opened { connection, .. }
            | Step::Wire { connection, .. }
            | Step::Moved { connection, .. }
            | Step::Refused { connection, .. }
            | Step::Remarked { connection, .. }
            | Step::Marked { connection, .. }
            | Step::TimerExpired { connection }
            | Step::Closed { connection, .. } => Some(*connection),
            Step::Lock { holder, .. } => *holder,
            Step::Mailbox { .. } | Step::Became { .. } | Step::Switched { .. } | Step::Clock { .. } => None,
        }
    }
}

/// The two ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// The mail client: the person at the prompt.
    Client,
    /// The simulated server.
    Server,
}

/// The kind of a server's reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// `+OK`, or tagged `OK`.
    Ok,
    /// POP3's `-ERR`.
    Err,
    /// IMAP's tagged `NO`.
    No,
    /// IMAP's `BAD`, tagged or not.
    Bad,
    /// `* BYE`.
    Bye,
    /// `* PREAUTH`.
    Preauth,
    /// Any other untagged response, the `* OK` greeting included.
    Untagged,
    /// A `+` continuation request.
    Continue,
}

/// The way in which a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Closing {
    /// By QUIT or LOGOUT.
    Command,
    /// The server refused the connection or gave up on it.
    Server,
    /// The inactivity timer ran out.
    Timeout,
    /// The connection was cut.
    Cut,
}

/// A rule of a standard: the sentence that explains a reply, without its words. The words are in the
/// catalogues, under `why-` and the id.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Unique and stable, such as `pop3-dele-marks`.
    pub id: &'static str,
    /// The place in the standard.
    pub rfc: Rfc,
}

/// Declares rules by their ids and places in the standards, and the list of them all. The sentence of a rule is in the
/// catalogues, under `why-` and the id.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $number:literal, $section:literal;)*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("`", $id, "`")]
            pub static $name: $crate::engine::step::Rule =
                $crate::engine::step::Rule { id: $id, rfc: $crate::engine::rfc::rfc($number, $section) };
        )*

        /// All of them.
        pub static ALL: &[&$crate::engine::step::Rule] = &[$(&$name),*];
    };
}
pub(super) use rules;

/// A rule with its arguments in this case.
#[derive(Clone, Debug)]
pub struct Why {
    /// The rule.
    pub rule: &'static Rule,
    /// Named arguments for the sentence: protocol words, names and numbers, never human language.
    pub args: Vec<(&'static str, String)>,
}

impl From<&'static Rule> for Why {
    fn from(rule: &'static Rule) -> Self {
        Why { rule, args: Vec::new() }
    }
}

impl Why {
    /// The same rule with one more argument.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The argument of this name.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value)
    }
}

/// A command that was refused, and the commands that would have been legal.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The refused text, as the client spelt it: the keyword, or the whole line where no keyword was found.
    pub came: String,
    /// The sort of mistake.
    pub kind: RefusalKind,
    /// The chart's state, which has not changed.
    pub state: &'static str,
    /// The commands legal in this state, in the chart's order.
    pub legal: Vec<&'static str>,
    /// For [`RefusalKind::NotNow`]: the shortest legal way to a state in which the command is valid.
    pub way: Option<Vec<Hop>>,
    /// For [`RefusalKind::NotNow`]: the states in which the command is valid; empty for the others.
    pub valid_in: &'static [&'static str],
    /// For [`RefusalKind::Syntax`]: the offset in octets, from the start of the command, of the first
    /// octet that does not fit.
    pub at: Option<usize>,
    /// For [`RefusalKind::Syntax`]: the terms that the grammar expected there, as in its ABNF.
    pub expected: Vec<&'static str>,
    /// The rule that was broken.
    pub why: Why,
}

/// The sort of mistake that a refused command makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// A command of the protocol, but not valid in this state.
    NotNow,
    /// No such command.
    Unknown,
    /// The arguments do not fit the command's grammar, or the tag is missing.
    Syntax,
    /// A line or a literal is longer than the server takes.
    TooLong,
    /// A command of the protocol (or an extension) that this server does not offer.
    NotOffered,
}
