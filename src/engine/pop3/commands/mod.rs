//! The handlers of the commands.

mod capabilities;
mod login;
mod transaction;

use super::chart::Trigger;
use super::command::Command;
use super::response::Reply;
use super::{Maildrop, rules};
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::mail::Uid;
use crate::engine::phrase::{Phrase, Tongue};
use crate::engine::step::Why;
use crate::engine::switches::{Switch, Switches};

/// The client as its session knows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// The timestamp that the greeting offers to APOP, angle brackets included; empty before the greeting.
    pub timestamp: String,
    /// The name that USER gave.
    pub name: Option<String>,
    /// The open maildrop, from login to the end.
    pub maildrop: Option<Maildrop>,
    /// Whether UTF8 was given.
    pub utf8: bool,
    /// The language that LANG has chosen; none for English.
    pub tongue: Option<&'static Tongue>,
}

/// A handler's answer to a command: everything but the state that follows.
#[derive(Debug)]
pub(super) struct Answer {
    pub outcome: Outcome,
    /// None for QUIT in TRANSACTION, which UPDATE answers.
    pub reply: Option<Reply>,
    pub why: Why,
    /// Messages whose mark has changed.
    pub marks: Vec<(u32, Uid, bool)>,
    /// The maildrop that has been locked.
    pub locked: Option<String>,
}

impl Answer {
    /// The refusal of a command that would show a password to everybody on the way.
    pub(super) fn no_clear_text(trigger: Trigger, switches: Switches) -> Self {
        let stls = switches.has(Switch::Pop3Stls);
        let rule = if stls { &rules::TLS_FIRST } else { &rules::TLS_ELSEWHERE };
        let phrase = if stls { Phrase::TlsFirst } else { Phrase::TlsElsewhere };
        // The handshake has USER's name forgotten.
        let command = if trigger == Trigger::Pass { Trigger::User } else { trigger };
        Self::no(Reply::err(phrase), Why::from(rule).with("command", command.name()))
    }

    pub(super) fn ok(reply: Reply, why: impl Into<Why>) -> Self {
        Self { outcome: Outcome::Ok, reply: Some(reply), why: why.into(), marks: Vec::new(), locked: None }
    }

    pub(super) fn no(reply: Reply, why: impl Into<Why>) -> Self {
        Self { outcome: Outcome::No, ..Self::ok(reply, why) }
    }
}

/// Whether passwords must not be sent now, because everybody on the way could read them.
pub(super) fn wants_tls(context: &Context) -> bool {
    !context.protected && context.switches.has(Switch::Pop3TlsFirst)
}

impl Client {
    pub(super) fn answer(&mut self, trigger: Trigger, command: &Command, context: &mut Context) -> Answer {
        match command {
            Command::User(_) | Command::Pass(_) if wants_tls(context) => {
                Answer::no_clear_text(trigger, context.switches)
            }
            Command::User(name) => self.user(name),
            Command::Pass(password) => self.pass(password, context),
            Command::Apop(name, digest) => self.apop(name, digest, context),
            Command::Capa => self.capa(context),
            Command::Stls => self.stls(context),
            Command::Utf8 => self.utf8(),
            Command::Lang(range) => self.lang(range.as_deref(), context),
            Command::Quit if self.maildrop.is_none() => {
                Answer::ok(Reply::ok(Phrase::Farewell), &rules::QUIT_AUTHORIZATION)
            }
            _ => self.transact(command, context),
        }
    }
}
