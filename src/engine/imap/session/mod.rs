//! One session: octets come in, become commands or refusals, and each gets its answer.
//!
//! The rules of this folder:
//! 1. A turn handles one line, or one literal, and depends on nothing else: not on how the octets were
//!    cut on their way.
//! 2. Before the server asks for a literal, the octets so far must be right and legal now.
//! 3. Octets of a literal that a client may send unasked (`{12+}`) are never taken for commands.

mod answer;
mod authenticate;
mod believe;
mod draft;
mod framing;
mod idle;
mod refuse;
mod wanted;

use super::chart::{self, FlowState, FlowTrigger, State, Trigger};
use super::commands::{self, Client};
use super::response::{Code, Condition, Response, Status};
use super::rules;
use super::selection::Selection;
use crate::engine::chart::{Chart, Machine, Outcome};
use crate::engine::connection::{ConnectionId, Greeting};
use crate::engine::context::Context;
use crate::engine::conversation::{Charts, Conversation};
use crate::engine::draft::{Around, Draft};
use crate::engine::mail::{Event, Uid};
use crate::engine::sasl::Exchange;
use crate::engine::session::{self, Awaits, Known, OpenMailbox};
use crate::engine::step::{Closing, Reply, Why};
use crate::engine::time::MINUTE;
use crate::engine::tls::Handshake;
use crate::engine::wire::WireWriter;
use std::borrow::Cow;

/// RFC 3501 §5.4: "If a server has an inactivity autologout timer, the duration of that timer MUST be at least 30
/// minutes." In milliseconds.
pub const TIMEOUT: u64 = 30 * MINUTE;
/// Longest line, CRLF included, in octets. RFC 7162 §4: "a client should limit the length of the
/// command lines it generates to approximately 8192 octets"; RFC 2683 §3.2.1.5 asks servers for "at least 8000 octets".
/// An ID of "30 field-value pairs", 30 and 1024 octets each (RFC 2971 §3.3), of which a quoted string may hold every one
/// behind a backslash, needs 63,460.
pub const LINE_MAX: usize = 64 * 1024;
/// Longest literal that is no message, and most octets of a command besides a message.
pub const LITERAL_MAX: usize = 64 * 1024;
/// Longest literal that LITERAL- (RFC 7888 §5) lets a client send unasked.
pub(super) const LITERAL_MINUS_MAX: usize = 4096;
/// Longest message that APPEND takes, in octets.
pub const MESSAGE_MAX: usize = 10 * 1024 * 1024;
/// Most octets that wait to be handled; beyond it the server ends the connection.
pub const INPUT_MAX: usize = 16 * 1024 * 1024;

/// The charts of RFC 3501.
#[derive(Clone, Debug)]
pub(super) struct Imap;

impl Charts for Imap {
    type State = State;
    type Trigger = Trigger;
    type FlowState = FlowState;
    type FlowTrigger = FlowTrigger;

    const CHART: &'static Chart = &chart::CHART;
    const FLOW: &'static Chart = &chart::FLOW;
    const CHALLENGED: FlowTrigger = FlowTrigger::ChallengeSent;
}

/// One session. Its flow machine knows the kind of the next octets; the rest of its state stands beside it.
#[derive(Clone, Debug)]
pub struct Session {
    conversation: Conversation<Imap>,
    client: Client,
    /// Octets that have not been looked at.
    input: Vec<u8>,
    /// So many octets from there on hold no end of a line.
    searched: usize,
    /// The lines and literals of a command that is not complete.
    command: Vec<u8>,
    /// The length of the literal that is awaited.
    literal: usize,
    /// The rest of a line that is refused already, behind so many octets of a literal that the server did not ask
    /// for.
    skipped: Option<usize>,
    /// The text of the BYE that ends the connection before anything else is read.
    bye: Option<&'static str>,
}

impl session::Session for Session {
    fn boxed(&self) -> Box<dyn session::Session> {
        Box::new(self.clone())
    }

    fn machines(&self) -> [&Machine; 3] {
        self.conversation.machines()
    }

    fn begin_with_tls(&mut self, context: &mut Context) {
        self.conversation.fire_tls(Handshake::Started, &rules::TLS_AT_ONCE, context);
    }

    fn greet(&mut self, greeting: Greeting, context: &mut Context) {
        match greeting {
            Greeting::Ok => {
                let status = Status::new(Condition::Ok, "Postamt ready").with(self.capability(context));
                self.send(&Response::Untagged(status), context);
                self.fire(Trigger::GreetingOk, Outcome::Ok, &rules::GREETING_OK, context);
            }
            Greeting::Preauth if commands::preauthenticate(&mut self.client, context) => {
                let account = self.account().unwrap_or_default().to_owned();
                let text = format!("Postamt ready, you are {account}");
                let status = Status::new(Condition::Preauth, text).with(self.capability(context));
                self.send(&Response::Untagged(status), context);
                let why = Why::from(&rules::GREETING_PREAUTH).with("account", account);
                self.fire(Trigger::GreetingPreauth, Outcome::Ok, why, context);
            }
            Greeting::Preauth | Greeting::Bye => {
                let status = Status::new(Condition::Bye, "Postamt takes no connections now");
                self.send(&Response::Untagged(status), context);
                self.fire(Trigger::GreetingBye, Outcome::Ok, &rules::GREETING_BYE, context);
                self.conversation.close(Closing::Server, context);
            }
        }
    }

    fn feed(&mut self, octets: Vec<u8>) {
        if self.input.len() + octets.len() > INPUT_MAX {
            self.bye = Some("Too much input at once");
        } else {
            self.input.extend(octets);
        }
    }

    fn poll(&mut self, context: &mut Context) -> bool {
        if self.conversation.is_over() {
            return false;
        }
        if let Some(text) = self.bye {
            self.end(text, context);
            return true;
        }
        if self.conversation.is_negotiating() {
            self.complete_handshake(context);
            return true;
        }
        self.read(context)
    }

    fn has_more(&self) -> bool {
        let empty_literal = self.literal == 0 && self.conversation.flow() == Some(FlowState::Literal);
        let waits = self.bye.is_some() || self.conversation.is_negotiating() || empty_literal;
        waits || !self.input.is_empty()
    }

    fn time_out(&mut self, context: &mut Context) {
        let status = Status::new(Condition::Bye, "Autologout after 30 minutes without a command");
        self.send(&Response::Untagged(status), context);
        self.fire(Trigger::Timeout, Outcome::Ok, &rules::AUTOLOGOUT, context);
        self.conversation.close(Closing::Timeout, context);
    }

    fn believe(&mut self, octets: &[u8], said: Option<Reply>, context: &mut Context) {
        self.believe_octets(octets, said, context);
    }

    fn cut(&mut self, context: &mut Context) {
        self.fire(Trigger::Disconnect, Outcome::Ok, &rules::DISCONNECT, context);
        self.conversation.close(Closing::Cut, context);
    }

    /// RFC 3501 §7.1.5: BYE is sent "as a panic shutdown announcement. The server closes the connection immediately."
    fn shut_down(&mut self, context: &mut Context) {
        self.end("Postamt is shutting down", context);
    }

    fn awaits(&self) -> Awaits {
        match self.conversation.flow() {
            Some(FlowState::Literal) => Awaits::Literal(self.literal.saturating_sub(self.input.len()) as u64),
            Some(FlowState::AuthenticationData) => Awaits::AuthenticationData,
            Some(FlowState::Idling) => Awaits::Done,
            Some(FlowState::Command) | None if self.command.is_empty() => Awaits::Command,
            Some(FlowState::Command) | None => Awaits::RestOfCommand,
        }
    }

    fn unread(&self) -> &[u8] {
        &self.input
    }

    fn draft(&self, octets: &[u8], around: Around) -> Draft {
        self.read_draft(octets, around)
    }

    fn exchange(&self) -> Option<&Exchange> {
        self.conversation.exchange()
    }

    fn account(&self) -> Option<&str> {
        self.client.account.as_deref()
    }

    fn mailbox(&self) -> Option<OpenMailbox<'_>> {
        let Selection { mailbox, name, read_only, .. } = self.selected()?;
        Some(OpenMailbox { id: *mailbox, name, read_only: *read_only, snapshot: false })
    }

    fn uids(&self) -> Cow<'_, [Uid]> {
        Cow::Borrowed(self.selected().map_or(&[], |selected| selected.view.uids()))
    }

    fn message(&self, uid: Uid) -> Option<Known> {
        let view = &self.selected()?.view;
        Some(Known { number: view.number(uid)?, marked: false, recent: view.is_recent(uid) })
    }

    fn concerns(&self, own: ConnectionId, event: &Event) -> bool {
        commands::concerns(&self.client, own, event)
    }

    fn notice(&mut self, own: ConnectionId, event: &Event) {
        commands::notice(&mut self.client, own, event);
    }

    /// RFC 2177 §3: "as long as an IDLE command is active, the server is now free to send untagged EXISTS, EXPUNGE,
    /// and other messages at any time."
    fn pushes(&self, own: ConnectionId, event: &Event) -> bool {
        let selected = |selected: &Selection| event.by != Some(own) && selected.mailbox == event.id;
        self.is_idling() && self.selected().is_some_and(selected)
    }

    fn push(&mut self, context: &mut Context) {
        self.push_changes(context);
    }
}

impl Session {
    /// A session before its greeting. `serial` is a number that no other session of this lab has.
    pub fn new(serial: u64) -> Self {
        Self {
            conversation: Conversation::new(serial),
            client: Client::default(),
            input: Vec::new(),
            searched: 0,
            command: Vec::new(),
            literal: 0,
            skipped: None,
            bye: None,
        }
    }

    /// The selected mailbox and the client's view of it.
    pub fn selected(&self) -> Option<&Selection> {
        self.client.selected.as_ref()
    }

    /// Whether IDLE runs: the server tells changes by itself.
    fn is_idling(&self) -> bool {
        self.conversation.flow() == Some(FlowState::Idling)
    }

    /// The handshake completes. RFC 3501 §6.2.1: "Once a client issues a STARTTLS command, it MUST NOT issue further
    /// commands until a server response is seen and the [TLS] negotiation is complete."
    fn complete_handshake(&mut self, context: &mut Context) {
        let dropped = std::mem::take(&mut self.input);
        let why = match dropped.len() {
            0 => Why::from(&rules::TLS_COMPLETED),
            count => Why::from(&rules::TLS_DISCARDED).with("count", count),
        };
        self.conversation.complete_handshake(&dropped, why, context);
    }

    fn capability(&self, context: &Context) -> Code {
        Code::Capability(commands::capabilities(&self.client, context))
    }

    fn end(&mut self, text: &'static str, context: &mut Context) {
        self.send(&Response::Untagged(Status::new(Condition::Bye, text)), context);
        self.fire(Trigger::Shutdown, Outcome::Ok, &rules::SHUTDOWN, context);
        self.conversation.close(Closing::Server, context);
    }

    fn send(&self, response: &Response, context: &mut Context) {
        self.send_with(response, &mut WireWriter::default(), context);
    }

    fn send_with(&self, response: &Response, writer: &mut WireWriter, context: &mut Context) {
        self.conversation.send(response.encode_with(self.client.is_rev2(), writer), context);
    }

    fn fire(&mut self, trigger: Trigger, outcome: Outcome, why: impl Into<Why>, context: &mut Context) {
        self.conversation.fire(trigger, outcome, why, context);
        // RFC 3501 §6.3.1: after a failed SELECT "no mailbox is selected"; nor is one after CLOSE.
        if !self.conversation.is_in(State::Selected) {
            self.client.selected = None;
        }
    }
}
