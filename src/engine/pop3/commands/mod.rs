//! What each command does.

mod capabilities;
mod login;
mod transaction;

use super::grammar::Command;
use super::response::Reply;
use super::{Maildrop, rules};
use crate::engine::chart::Outcome;
use crate::engine::lab::World;
use crate::engine::mail::Uid;
use crate::engine::step::Why;

/// What a session knows of its client.
#[derive(Clone, Debug)]
pub struct Client {
    /// No other connection's number in this world.
    pub serial: u64,
    /// What the greeting offers to APOP, angle brackets included; empty before the greeting.
    pub timestamp: String,
    /// What USER said.
    pub name: Option<String>,
    /// The open maildrop, from login to the end.
    pub maildrop: Option<Maildrop>,
    /// Whether the line is protected by TLS.
    pub secure: bool,
    /// Whether UTF8 was given.
    pub utf8: bool,
}

/// What a handler makes of a command: everything but the state that follows.
#[derive(Debug)]
pub struct Answer {
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
    /// To a command that would show a password to everybody on the way.
    pub fn no_clear_text(command: &str) -> Self {
        let why = Why::from(&rules::TLS_FIRST).with("command", command);
        Self::no(Reply::err("no login without TLS, send STLS first"), why)
    }

    pub fn ok(reply: Reply, why: impl Into<Why>) -> Self {
        Self { outcome: Outcome::Ok, reply: Some(reply), why: why.into(), marks: Vec::new(), locked: None }
    }

    pub fn no(reply: Reply, why: impl Into<Why>) -> Self {
        Self { outcome: Outcome::No, ..Self::ok(reply, why) }
    }
}

impl Client {
    pub fn answer(&mut self, command: &Command, world: &mut World) -> Answer {
        match command {
            Command::User(_) | Command::Pass(_) if self.wants_tls(world.switches) => {
                Answer::no_clear_text(if matches!(command, Command::User(_)) { "USER" } else { "PASS" })
            }
            Command::User(name) => self.user(name),
            Command::Pass(password) => self.pass(password, world),
            Command::Apop(name, digest) => self.apop(name, digest, world),
            Command::Capa => self.capa(world.switches),
            Command::Stls => self.stls(),
            Command::Utf8 => self.utf8(),
            Command::Lang(range) => self.lang(range.as_deref()),
            Command::Quit if self.maildrop.is_none() => {
                Answer::ok(Reply::ok("Postamt POP3 server signing off"), &rules::QUIT_AUTHORIZATION)
            }
            _ => self.transact(command, world),
        }
    }
}

/// `1 message removed`, `2 messages removed`.
pub fn messages(count: usize, what: &str) -> String {
    format!("{count} {} {what}", if count == 1 { "message" } else { "messages" }).trim_end().to_owned()
}
