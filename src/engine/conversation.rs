//! The part of a session that is the same for all protocols: its machines, and the verbs that move them, send,
//! receive and refuse.
//!
//! The rules of this file:
//! 1. A [`Conversation`] alone holds the machines of a session.
//! 2. A protocol's triggers are types of its own ([`Charts`]): one of another chart does not compile.
//! 3. Each verb pushes the steps that tell of it; nothing else in a session does, but for marks and locks.

use super::chart::{self, Chart, Key, Machine, Moved, Outcome};
use super::context::Context;
use super::field::Field;
use super::offer::Offer;
use super::sasl::{self, Exchange, Mechanism, Round};
use super::step::{Closing, Party, Refusal, RefusalKind, Reply, Step, Why};
use super::tls::{Handshake, Protection, TLS};
use super::wire::{Role, Span, Wire};
use std::fmt::Debug;
use std::marker::PhantomData;

/// The two charts of a protocol, and the keys of their rows.
pub trait Charts: Clone + Send + Sync + 'static {
    /// The states of a connection.
    type State: Key<Row = chart::State>;
    /// The commands and events that move it.
    type Trigger: Key<Row = chart::Trigger>;
    /// The kinds of input that the server reads next.
    type FlowState: Key<Row = chart::State>;
    /// The events after which it reads another kind.
    type FlowTrigger: Key<Row = chart::Trigger>;

    /// The chart of the connection's state.
    const CHART: &'static Chart;
    /// The chart of the server's next input.
    const FLOW: &'static Chart;

    /// The server has sent a challenge and reads authentication data.
    const CHALLENGED: Self::FlowTrigger;
}

/// A session's machines, and the state that its verbs share.
#[derive(Clone, Debug)]
pub struct Conversation<C> {
    own: Machine,
    flow: Machine,
    tls: Machine,
    /// A number that no other session of this lab has.
    serial: u64,
    /// The number of SASL exchanges so far.
    exchanges: u32,
    /// The exchange that awaits the client's next line.
    exchange: Option<Box<Exchange>>,
    charts: PhantomData<C>,
}

/// A line that is no command, or none that may be given now.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Its sort.
    pub kind: RefusalKind,
    /// For [`RefusalKind::Syntax`], the offset of the first octet that does not fit.
    pub at: Option<usize>,
    /// For [`RefusalKind::Syntax`], the terms that would have fitted there.
    pub expected: Vec<&'static str>,
    /// The rule that was broken.
    pub why: Why,
}

/// An exchange that cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The server does not offer the mechanism.
    Mechanism,
    /// The mechanism shows the password, and TLS has to come first.
    Privacy,
}

impl Mistake {
    /// A mistake without a place.
    pub fn new(kind: RefusalKind, why: impl Into<Why>) -> Self {
        Self { kind, at: None, expected: Vec::new(), why: why.into() }
    }
}

impl<C: Charts> Conversation<C> {
    /// A conversation before the greeting. `serial` is a number that no other session of this lab has.
    pub fn new(serial: u64) -> Self {
        Self {
            own: Machine::new(C::CHART),
            flow: Machine::new(C::FLOW),
            tls: Machine::new(&TLS),
            serial,
            exchanges: 0,
            exchange: None,
            charts: PhantomData,
        }
    }

    /// The connection's own machine, the flow, and TLS.
    pub fn machines(&self) -> [&Machine; 3] {
        [&self.own, &self.flow, &self.tls]
    }

    /// The number that no other session of this lab has.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The connection's state, by name.
    pub fn state(&self) -> &'static str {
        self.own.state().name
    }

    /// Whether the connection is in this state.
    pub fn is_in(&self, state: C::State) -> bool {
        self.state() == state.row().name
    }

    /// The kind of input that the server reads next: the state of the flow. `None` for a state without a key, which
    /// the flow's chart does not have.
    pub fn flow(&self) -> Option<C::FlowState> {
        C::FlowState::named(self.flow.state().name)
    }

    /// Whether the server reads a command, or the rest of one.
    pub fn reads_commands(&self) -> bool {
        self.flow.is_initial()
    }

    /// Whether the connection's own machine has come to its end.
    pub fn is_over(&self) -> bool {
        self.own.is_over()
    }

    /// Whether a command is valid in the connection's state.
    pub fn is_legal(&self, trigger: C::Trigger) -> bool {
        self.own.is_legal(trigger.row())
    }

    /// Whether a TLS handshake is to be completed.
    pub fn is_negotiating(&self) -> bool {
        self.tls.state().name == Protection::Negotiating.name()
    }

    /// The server sends octets.
    pub fn send(&self, (wire, reply): (Wire, Reply), context: &mut Context) {
        let (connection, reply) = (context.connection, Some(reply));
        context.turn.push(Step::Wire { connection, from: Party::Server, wire, reply });
    }

    /// The client has sent octets.
    pub fn receive(&self, wire: Wire, context: &mut Context) {
        let connection = context.connection;
        context.turn.push(Step::Wire { connection, from: Party::Client, wire, reply: None });
    }

    /// A command or event moves the connection.
    pub fn fire(
        &mut self,
        trigger: C::Trigger,
        outcome: Outcome,
        why: impl Into<Why>,
        context: &mut Context,
    ) {
        moved(self.own.fire(trigger.row(), outcome), why.into(), context);
    }

    /// An event moves the flow.
    pub fn fire_flow(
        &mut self,
        trigger: C::FlowTrigger,
        outcome: Outcome,
        why: impl Into<Why>,
        context: &mut Context,
    ) {
        moved(self.flow.fire(trigger.row(), outcome), why.into(), context);
    }

    /// A handshake goes on.
    pub fn fire_tls(&mut self, event: Handshake, why: impl Into<Why>, context: &mut Context) {
        moved(self.tls.fire(event.row(), Outcome::Ok), why.into(), context);
    }

    /// The handshake completes. Octets that came in the clear before it are dropped: an attacker on the way may
    /// have put them there.
    pub fn complete_handshake(&mut self, dropped: &[u8], why: Why, context: &mut Context) {
        if !dropped.is_empty() {
            self.receive(Wire::labelled(dropped, Vec::new()), context);
        }
        self.fire_tls(Handshake::Completed, why, context);
    }

    /// The refusal of a line: the mistake, and the commands that would have been legal.
    pub fn refusal(
        &self,
        came: String,
        mistake: Mistake,
        trigger: Option<C::Trigger>,
        offer: Offer,
    ) -> Refusal {
        let not_now = trigger.filter(|_| mistake.kind == RefusalKind::NotNow);
        Refusal {
            came,
            kind: mistake.kind,
            state: self.state(),
            legal: C::CHART.useful(self.state(), offer).map(|trigger| trigger.name).collect(),
            way: not_now.and_then(|trigger| C::CHART.useful_way(self.state(), trigger.row().name, offer)),
            valid_in: not_now.map_or(&[], |trigger| trigger.row().valid_in),
            at: mistake.at,
            expected: mistake.expected,
            why: mistake.why,
        }
    }

    /// A command is refused; no machine moves.
    pub fn refuse(&self, refusal: Refusal, context: &mut Context) {
        let (connection, refusal) = (context.connection, Box::new(refusal));
        context.turn.push(Step::Refused { connection, refusal });
    }

    /// The connection ends.
    pub fn close(&mut self, by: Closing, context: &mut Context) {
        context.turn.push(Step::Closed { connection: context.connection, by });
    }

    /// Begins a SASL exchange with the mechanism of this name, unless it must not be used now. `plain` says
    /// whether passwords may be sent in clear.
    pub fn begin_exchange(
        &mut self,
        name: &str,
        initial: Option<&[u8]>,
        plain: bool,
        context: &mut Context,
    ) -> Result<Round, Denied> {
        let mechanism = Mechanism::offered(name, context.switches).ok_or(Denied::Mechanism)?;
        if mechanism.is_plaintext() && !plain {
            return Err(Denied::Privacy);
        }
        self.exchanges += 1;
        let serial = (self.serial, self.exchanges);
        let (exchange, round) = Exchange::begin(mechanism, initial, serial, context);
        self.keep(Box::new(exchange), &round);
        Ok(round)
    }

    /// The exchange that awaits the client's next line.
    pub fn exchange(&self) -> Option<&Exchange> {
        self.exchange.as_deref()
    }

    /// The client's line of authentication data, of which so many octets are the response. Of a line
    /// that is no response, but the piece of one, so many octets are left out.
    pub fn respond(
        &mut self,
        line: &[u8],
        length: usize,
        left_out: Option<usize>,
        context: &mut Context,
    ) -> Round {
        let text = &line[..length];
        self.receive(authentication_data(line, length).leaving_out(left_out.unwrap_or(0)), context);
        match self.exchange.take() {
            Some(mut exchange) if left_out.is_none() => {
                let round = exchange.respond(text, context);
                self.keep(exchange, &round);
                round
            }
            _ => sasl::malformed(line),
        }
    }

    /// The client's line of authentication data, of which a recording tells the answer.
    pub fn receive_data(&self, line: &[u8], context: &mut Context) {
        let length = line.strip_suffix(b"\r\n").unwrap_or(line).len();
        self.receive(authentication_data(line, length), context);
    }

    fn keep(&mut self, exchange: Box<Exchange>, round: &Round) {
        self.exchange = matches!(round, Round::Challenge(..)).then_some(exchange);
    }

    /// The server has challenged the client and reads authentication data.
    pub fn challenged(&mut self, why: Why, context: &mut Context) {
        self.fire_flow(C::CHALLENGED, Outcome::Ok, why, context);
    }
}

fn moved(moved: Option<Moved>, why: Why, context: &mut Context) {
    debug_assert!(moved.is_some(), "the chart has a row for every trigger that is fired");
    if let Some(moved) = moved {
        context.turn.push(Step::Moved { connection: context.connection, moved, why });
    }
}

/// The client's line of authentication data, of which so many octets are the response.
fn authentication_data(line: &[u8], length: usize) -> Wire {
    let (role, field) = match &line[..length] {
        b"*" => (Role::Argument, Field::AuthCancel),
        _ => (Role::Secret, Field::Base64),
    };
    let response = Span::new(0, length, role).fills(field);
    Wire::labelled(line, vec![response, Span::new(length, line.len(), Role::Crlf)])
}
