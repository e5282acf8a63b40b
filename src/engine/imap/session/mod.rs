//! One conversation: octets come in, become commands or refusals, and each gets its answer.
//!
//! The rules of this folder:
//! 1. A turn handles one line, or one literal, and depends on nothing else: not on how the octets were
//!    cut on their way.
//! 2. Before the server asks for a literal, what has come so far must be right and legal now.
//! 3. Octets of a literal that a client may send unasked (`{12+}`) are never taken for commands.

mod answer;
mod authenticate;
mod framing;
mod idle;
mod refuse;
mod starttls;

use super::chart::{CHART, FLOW, SELECTED};
use super::command::Tag;
use super::commands::{self, State};
use super::response::{Code, Condition, Response, Status};
use super::rules;
use super::selection::Selection;
use crate::engine::action::{ConnectionId, Greeting};
use crate::engine::chart::{Machine, Moved, Outcome, Trigger};
use crate::engine::lab::World;
use crate::engine::mail::Event;
use crate::engine::sasl::Exchange;
use crate::engine::step::{Closing, Party, Step, Why};
use crate::engine::switches::Switches;
use crate::engine::time::MINUTE;
use crate::engine::tls::{NEGOTIATING, TLS};
use crate::engine::wire::{Wire, WireWriter};

/// Longest line, CRLF included, in octets. RFC 7162 §4: "a server SHOULD allow for a command line of at
/// least 8192 octets."
pub const LINE_MAX: usize = 8192;
/// Longest literal that is no message, and most octets of a command besides a message.
pub const LITERAL_MAX: usize = 64 * 1024;
/// Longest literal that LITERAL- (RFC 7888 §5) lets a client send unasked.
pub const LITERAL_MINUS_MAX: usize = 4096;
/// Longest message that APPEND takes, in octets.
pub const MESSAGE_MAX: usize = 10 * 1024 * 1024;
/// Most octets that wait to be handled; beyond it the server ends the connection.
pub const INPUT_MAX: usize = 16 * 1024 * 1024;

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    machine: Machine,
    flow: Machine,
    tls: Machine,
    /// A number that no other session of this world has.
    serial: u64,
    /// How many exchanges of AUTHENTICATE have begun.
    exchanges: u32,
    state: State,
    /// What the next octets are.
    next: Next,
    /// Octets that have not been looked at.
    input: Vec<u8>,
    /// The lines and literals of a command that is not complete.
    command: Vec<u8>,
    /// The reason to end the connection before anything else is read, in the words of its BYE.
    doom: Option<&'static str>,
}

/// What the next octets are.
#[derive(Clone, Debug)]
enum Next {
    /// A line: a command, or the rest of one after a literal.
    Line,
    /// A literal of so many octets.
    Literal(usize),
    /// A line of authentication data for the AUTHENTICATE command with this tag.
    Authentication(Tag, Box<Exchange>),
    /// The DONE that ends the IDLE command with this tag.
    Idle(Tag),
    /// A literal that nobody asked for.
    SkippedLiteral(usize),
    /// The rest of a line that is refused already.
    SkippedLine,
}

impl Session {
    /// A session before its greeting. `serial` is a number that no other session of this world has.
    pub fn new(serial: u64) -> Self {
        Self {
            machine: Machine::new(&CHART),
            flow: Machine::new(&FLOW),
            tls: Machine::new(&TLS),
            serial,
            exchanges: 0,
            state: State::default(),
            next: Next::Line,
            input: Vec::new(),
            command: Vec::new(),
            doom: None,
        }
    }

    /// The connection's state (RFC 3501 §3).
    pub fn state(&self) -> &'static str {
        self.machine.state().name
    }

    /// What the server reads next: `Command`, `Literal` or `Authentication Data`.
    pub fn flow(&self) -> &'static str {
        self.flow.state().name
    }

    /// All its machines, the connection's own first.
    pub fn machines(&self) -> [&Machine; 3] {
        [&self.machine, &self.flow, &self.tls]
    }

    /// The commands that are legal now on a server with these switches, in the chart's order; none while
    /// the server waits for a literal or for authentication data.
    pub fn legal(&self, switches: Switches) -> impl Iterator<Item = &'static Trigger> {
        let waits = self.flow() != FLOW.initial().name;
        CHART.offered(self.state(), switches).filter(move |_| !waits)
    }

    /// How many octets of a literal the server still waits for.
    pub fn literal_left(&self) -> Option<usize> {
        match self.next {
            Next::Literal(length) => Some(length.saturating_sub(self.input.len())),
            _ => None,
        }
    }

    /// Whether the server has taken a literal and waits for the rest of its command's line.
    pub fn is_within_command(&self) -> bool {
        matches!(self.next, Next::Line) && !self.command.is_empty()
    }

    /// Whether IDLE runs: the server tells by itself what changes.
    pub fn is_idling(&self) -> bool {
        matches!(self.next, Next::Idle(_))
    }

    /// Who is logged in.
    pub fn account(&self) -> Option<&str> {
        self.state.account.as_deref()
    }

    /// The selected mailbox and what the client knows of it.
    pub fn selected(&self) -> Option<&Selection> {
        self.state.selected.as_ref()
    }

    /// The inactivity timer's length in milliseconds. RFC 3501 §5.4: "the duration of that timer MUST be
    /// at least 30 minutes."
    pub fn timeout(&self) -> u64 {
        30 * MINUTE
    }

    /// The client begins with TLS; the greeting waits until the handshake is complete.
    pub fn begin_with_tls(&mut self, world: &mut World) {
        starttls::begin_at_once(self, world);
    }

    /// The server greets.
    pub fn greet(&mut self, greeting: Greeting, world: &mut World) {
        match greeting {
            Greeting::Ok => {
                let status = Status::new(Condition::Ok, "Postamt ready").with(self.capability(world));
                self.send(&Response::Untagged(status), world);
                self.fire("greeting OK", Outcome::Ok, &rules::GREETING_OK, world);
            }
            Greeting::Preauth if commands::preauthenticate(&mut self.state, world) => {
                let account = self.account().unwrap_or_default().to_owned();
                let text = format!("Postamt ready, you are {account}");
                let status = Status::new(Condition::Preauth, text).with(self.capability(world));
                self.send(&Response::Untagged(status), world);
                let why = Why::from(&rules::GREETING_PREAUTH).with("account", account);
                self.fire("greeting PREAUTH", Outcome::Ok, why, world);
            }
            Greeting::Preauth | Greeting::Bye => {
                let status = Status::new(Condition::Bye, "Postamt takes no connections now");
                self.send(&Response::Untagged(status), world);
                self.fire("greeting BYE", Outcome::Ok, &rules::GREETING_BYE, world);
                self.close(Closing::Server, world);
            }
        }
    }

    /// Takes octets from the client in; [`Session::poll`] handles them.
    pub fn feed(&mut self, octets: &[u8]) {
        if self.input.len() + octets.len() > INPUT_MAX {
            self.doom = Some("Too much input at once");
        } else {
            self.input.extend_from_slice(octets);
        }
    }

    /// Handles one complete line or literal; false when none is there.
    pub fn poll(&mut self, world: &mut World) -> bool {
        if self.machine.is_over() {
            return false;
        }
        if let Some(text) = self.doom {
            self.shut_down(text, world);
            return true;
        }
        if self.tls.state().name == NEGOTIATING {
            starttls::complete(self, world);
            return true;
        }
        framing::poll(self, world)
    }

    /// The inactivity timer has run out.
    pub fn time_out(&mut self, world: &mut World) {
        let status = Status::new(Condition::Bye, "Autologout after 30 minutes without a command");
        self.send(&Response::Untagged(status), world);
        self.fire("timeout", Outcome::Ok, &rules::AUTOLOGOUT, world);
        self.close(Closing::Timeout, world);
    }

    /// The line is gone.
    pub fn cut(&mut self, world: &mut World) {
        self.fire("disconnect", Outcome::Ok, &rules::DISCONNECT, world);
        self.close(Closing::Cut, world);
    }

    /// Whether this session must remember the event to tell its client.
    pub fn concerns(&self, own: ConnectionId, event: &Event) -> bool {
        commands::concerns(&self.state, own, event)
    }

    /// Whether the event is to be told at once, since IDLE runs.
    pub fn is_curious(&self, own: ConnectionId, event: &Event) -> bool {
        let selected = |selected: &Selection| event.by != Some(own) && selected.mailbox == event.id;
        self.is_idling() && self.selected().is_some_and(selected)
    }

    /// Tells what has changed, if IDLE runs.
    pub fn push(&mut self, world: &mut World) {
        idle::push(self, world);
    }

    /// Remembers an event of the store.
    pub fn notice(&mut self, own: ConnectionId, event: &Event) {
        commands::notice(&mut self.state, own, event);
    }

    fn capability(&self, world: &World) -> Code {
        Code::Capability(commands::capabilities(&self.state, world.switches))
    }

    fn shut_down(&mut self, text: &'static str, world: &mut World) {
        self.send(&Response::Untagged(Status::new(Condition::Bye, text)), world);
        self.fire("shutdown", Outcome::Ok, &rules::SHUTDOWN, world);
        self.close(Closing::Server, world);
    }

    fn close(&mut self, by: Closing, world: &mut World) {
        world.turn.push(Step::Closed { connection: world.connection, by });
    }

    fn send(&mut self, response: &Response, world: &mut World) {
        self.send_with(response, &mut WireWriter::default(), world);
    }

    fn send_with(&mut self, response: &Response, writer: &mut WireWriter, world: &mut World) {
        let (wire, reply) = response.encode_with(self.state.is_rev2(), writer);
        let connection = world.connection;
        world.turn.push(Step::Wire { connection, from: Party::Server, wire, reply: Some(reply) });
    }

    fn received(&mut self, wire: Wire, world: &mut World) {
        let connection = world.connection;
        world.turn.push(Step::Wire { connection, from: Party::Client, wire, reply: None });
    }

    fn fire(&mut self, trigger: &str, outcome: Outcome, why: impl Into<Why>, world: &mut World) {
        let moved = self.take_edge(trigger, outcome);
        self.moved(moved, why.into(), world);
    }

    /// Moves, and lets the caller say so.
    fn take_edge(&mut self, trigger: &str, outcome: Outcome) -> Option<Moved> {
        let moved = self.machine.fire(trigger, outcome);
        // RFC 3501 §6.3.1: after a failed SELECT "no mailbox is selected"; nor is one after CLOSE.
        if self.state() != SELECTED {
            self.state.selected = None;
        }
        moved
    }

    fn fire_flow(&mut self, trigger: &str, outcome: Outcome, why: impl Into<Why>, world: &mut World) {
        let moved = self.flow.fire(trigger, outcome);
        self.moved(moved, why.into(), world);
    }

    fn moved(&self, moved: Option<Moved>, why: Why, world: &mut World) {
        if let Some(moved) = moved {
            world.turn.push(Step::Moved { connection: world.connection, moved, why });
        }
    }
}
