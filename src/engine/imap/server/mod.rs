//! What each command does.
//!
//! The rules of this folder:
//! 1. A handler runs only for a command that is valid in the session's state, with mailbox names that are
//!    modified UTF-7 and with sequence numbers that exist; the session has answered everything else.
//! 2. A handler changes [`State`] and the store, pushes untagged responses, and returns [`Handled`]. It
//!    cannot name a state of the chart; the session fires the machine and sends the tagged response.
//! 3. The session drops the selection whenever the chart is not in "Selected": CLOSE and a failed SELECT
//!    need not do so.
//! 4. A handler pushes no step: the lab turns the store's events into steps.

mod view;

pub use view::{Selection, View};

use super::command::Command;
use super::response::{Code, Response};
use crate::engine::action::ConnectionId;
use crate::engine::lab::World;
use crate::engine::mail::Event;
use crate::engine::step::Why;
use std::borrow::Cow;

/// What a session knows besides the states of its charts.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Who is logged in: set by LOGIN, AUTHENTICATE and a PREAUTH greeting.
    pub account: Option<String>,
    /// The selected mailbox: set by SELECT and EXAMINE.
    pub selected: Option<Selection>,
}

/// How a command turned out: what the tagged response says.
#[derive(Clone, Debug)]
pub struct Handled {
    /// Its status.
    pub verdict: Verdict,
    /// Its response code.
    pub code: Option<Code>,
    /// Its text for people; US-ASCII.
    pub text: Cow<'static, str>,
    /// The rule that explains it.
    pub why: Why,
}

/// The status of a tagged response, as far as handlers decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `OK`
    Ok,
    /// `NO`
    No,
    /// `BAD`: the command is right, but this server cannot do it (yet); nothing was done.
    NotOffered,
}

impl Handled {
    /// Completed.
    pub fn ok(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::Ok, code: None, text: text.into(), why: why.into() }
    }

    /// Failed.
    pub fn no(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::No, ..Self::ok(text, why) }
    }

    /// Not offered.
    pub fn not_offered(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::NotOffered, ..Self::ok(text, why) }
    }

    /// The same with a response code.
    pub fn with(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }
}

/// What a client sent to prove who it is, by AUTHENTICATE PLAIN (RFC 4616 §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// As whom to act; empty for the user itself.
    pub authorization: Vec<u8>,
    /// Whose password it is.
    pub user: Vec<u8>,
    /// The password.
    pub password: Vec<u8>,
}

/// Does what the command says. `LOGOUT` and `AUTHENTICATE` are the session's own: they shape the
/// conversation.
pub fn handle(
    _session: &mut State,
    _command: &Command,
    _world: &mut World,
    _out: &mut Vec<Response>,
) -> Handled {
    Handled::not_offered("Not available on this server", &super::rules::NOT_OFFERED)
}

/// Checks credentials; on success the session is logged in.
pub fn authenticate(_session: &mut State, _credentials: &Credentials, _world: &mut World) -> Handled {
    Handled::no("Invalid credentials", &super::rules::NOT_OFFERED)
}

/// Logs the store's first account in, as the PREAUTH greeting does (RFC 3501 §7.1.4); false when the
/// store has none.
pub fn preauthenticate(session: &mut State, world: &World) -> bool {
    session.account = world.store.accounts().next().map(|account| account.name.clone());
    session.account.is_some()
}

/// Whether the session must remember the event to tell its client.
pub fn concerns(_session: &State, _own: ConnectionId, _event: &Event) -> bool {
    false
}

/// Remembers an event of the store.
pub fn notice(_session: &mut State, _own: ConnectionId, _event: &Event) {}

/// Tells the client what others have changed in the selected mailbox, right before the tagged response.
/// RFC 3501 §7.4.1: "An EXPUNGE response MUST NOT be sent [...] while responding to a FETCH, STORE, or
/// SEARCH command": then `expunges` is false, and removed messages stay in the view.
pub fn report(_session: &mut State, _world: &mut World, _expunges: bool, _out: &mut Vec<Response>) {}
