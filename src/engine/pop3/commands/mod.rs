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
use crate::engine::step::Why;
use crate::engine::switches::Switch;

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
    pub(super) fn no_clear_text(trigger: Trigger) -> Self {
        let why = Why::from(&rules::TLS_FIRST).with("command", trigger.name());
        Self::no(Reply::err("no login without TLS, send STLS first"), why)
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
            Command::User(_) | Command::Pass(_) if wants_tls(context) => Answer::no_clear_text(trigger),
            Command::User(name) => self.user(name),
            Command::Pass(password) => self.pass(password, context),
            Command::Apop(name, digest) => self.apop(name, digest, context),
            Command::Capa => self.capa(context),
            Command::Stls => self.stls(context),
            Command::Utf8 => self.utf8(),
            Command::Lang(range) => self.lang(range.as_deref()),
            Command::Quit if self.maildrop.is_none() => {
                Answer::ok(Reply::ok("Postamt POP3 server signing off"), &rules::QUIT_AUTHORIZATION)
            }
            _ => self.transact(command, context),
        }
    }
}

/// `1 message removed`, `2 messages removed`.
pub(super) fn messages(count: usize, what: &str) -> String {
    format!("{count} {} {what}", if count == 1 { "message" } else { "messages" }).trim_end().to_owned()
}
