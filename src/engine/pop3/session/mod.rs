//! One conversation: lines come in, become commands or refusals, and each gets its answer.
//!
//! The rules of this folder:
//! 1. [`Session`] alone holds the [`Machine`]; the handlers in `authorization.rs` and `transaction.rs`
//!    give an answer with an outcome and never learn what state follows.
//! 2. A command that is not valid now is refused before its arguments are looked at.
//! 3. A turn's steps stand in this order: the client's line, the server's reply, the move or the
//!    refusal, marks, the lock, the end of the connection.
//! 4. Only UPDATE removes messages, and only QUIT leads there.

mod authenticate;
pub mod framing;

use super::commands::{Answer, Client, messages};
use super::grammar::{self, Command, Mistake, Parsed};
use super::response::{Code, Part, Reply};
use super::{CHART, FLOW, Maildrop, chart, rules};
use crate::engine::action::Greeting;
use crate::engine::chart::{Hop, Machine, Moved, Outcome, State, Trigger};
use crate::engine::lab::World;
use crate::engine::mail::Uid;
use crate::engine::sasl::Exchange;
use crate::engine::step::{Closing, Party, Refusal, RefusalKind, Step, Why};
use crate::engine::switches::{Switch, Switches};
use crate::engine::time::MINUTE;
use crate::engine::tls::{self, TLS};
use crate::engine::wire::Wire;
use framing::LineReader;

/// RFC 1939 §3: "A POP3 server MAY have an inactivity autologout timer. Such a timer MUST be of at least
/// 10 minutes' duration." In milliseconds.
pub const TIMEOUT: u64 = 10 * MINUTE;

/// The name that the server goes by.
pub const HOST: &str = "postamt.example";

/// One session. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Session {
    machine: Machine,
    flow: Machine,
    tls: Machine,
    reader: LineReader,
    client: Client,
    /// The AUTH command whose next line is awaited.
    exchange: Option<Exchange>,
    /// How many AUTH commands have begun one.
    exchanges: u32,
}

impl Session {
    /// A session before its greeting. `serial` is a number that no other session of this world has.
    pub fn new(serial: u64) -> Self {
        let client = Client {
            serial,
            timestamp: String::new(),
            name: None,
            maildrop: None,
            secure: false,
            utf8: false,
        };
        Self {
            machine: Machine::new(&CHART),
            flow: Machine::new(&FLOW),
            tls: Machine::new(&TLS),
            reader: LineReader::default(),
            client,
            exchange: None,
            exchanges: 0,
        }
    }

    /// The inactivity timer's length in milliseconds.
    pub fn timeout(&self) -> u64 {
        TIMEOUT
    }

    /// The state it is in.
    pub fn state(&self) -> &'static State {
        self.machine.state()
    }

    /// All its machines, the connection's own first.
    pub fn machines(&self) -> [&Machine; 3] {
        [&self.machine, &self.flow, &self.tls]
    }

    /// The commands that are valid now, on a server with these switches; none while it waits for
    /// authentication data.
    pub fn legal(&self, switches: Switches) -> impl Iterator<Item = &'static Trigger> {
        let offered = CHART.offered(self.machine.state().name, switches);
        offered.filter(|_| self.exchange.is_none())
    }

    /// Whether the next line is authentication data, not a command.
    pub fn awaits_data(&self) -> bool {
        self.exchange.is_some()
    }

    /// The name that USER gave, while it waits for PASS.
    pub fn name(&self) -> Option<&str> {
        self.client.name.as_deref()
    }

    /// The account that is logged in.
    pub fn account(&self) -> Option<&str> {
        self.maildrop().map(Maildrop::account)
    }

    /// The snapshot that it works on, with marks; from login on.
    pub fn maildrop(&self) -> Option<&Maildrop> {
        self.client.maildrop.as_ref()
    }

    /// The timestamp of the greeting, angle brackets included; empty before the greeting.
    pub fn timestamp(&self) -> &str {
        &self.client.timestamp
    }

    /// The client begins with TLS; the greeting waits until the handshake is complete.
    pub fn begin_with_tls(&mut self, world: &mut World) {
        self.fire_tls(tls::STARTED, &rules::TLS_AT_ONCE, world);
    }

    /// The server greets, or refuses to serve.
    pub fn greet(&mut self, greeting: Greeting, world: &mut World) {
        // RFC 3206 §4: "SYS/TEMP indicates a problem which is likely to be temporary in nature, and
        // therefore there is no need to alarm the user, unless the failure persists."
        if greeting == Greeting::Bye {
            let reply = Reply::err_code(Code::SysTemp, "Postamt cannot serve you now, try again later");
            self.send(&reply, world);
            self.fire("refusal", Outcome::Ok, Why::from(&rules::REFUSAL), world);
            self.end(Closing::Server, world);
            return;
        }
        // RFC 1939 §7, APOP: "The syntax of the timestamp corresponds to the `msg-id' in [RFC822], and
        // MUST be different each time the POP3 server issues a banner greeting."
        let mut parts = vec![Part::Text("Postamt POP3 server ready".into())];
        if world.switches.has(Switch::Pop3Apop) {
            self.client.timestamp = format!("<{}.{}@{HOST}>", self.client.serial, world.now.seconds());
            parts.push(Part::Data(self.client.timestamp.clone()));
        }
        self.send(&Reply::ok_with(parts), world);
        let why = Why::from(&rules::GREETING).with("timestamp", &self.client.timestamp);
        self.fire("greeting", Outcome::Ok, why, world);
    }

    /// Takes octets from the client in; [`Session::poll`] handles them.
    pub fn feed(&mut self, octets: &[u8]) {
        self.reader.feed(octets);
    }

    /// Handles one complete command, or what is due after one; false when nothing is.
    pub fn poll(&mut self, world: &mut World) -> bool {
        if self.machine.state().name == chart::UPDATE {
            self.update(Closing::Command, world);
            return true;
        }
        if self.machine.is_over() {
            return false;
        }
        if self.tls.state().name == tls::NEGOTIATING {
            self.complete_handshake(world);
            return true;
        }
        // RFC 2449 §6.6: "The PIPELINING capability indicates the server is capable of accepting
        // multiple commands at a time".
        let Some(line) = self.reader.take(self.exchange.is_some()) else { return false };
        if let Some(exchange) = self.exchange.take() {
            authenticate::respond(self, exchange, &line, world);
            return true;
        }
        let parsed = grammar::parse(&line);
        let wire = parsed.wire.clone();
        let connection = world.connection;
        world.turn.push(Step::Wire { connection, from: Party::Client, wire, reply: None });
        self.handle(parsed, world);
        true
    }

    /// The inactivity timer has run out. RFC 1939 §3: "When the timer expires, the session does NOT enter
    /// the UPDATE state--the server should close the TCP connection without removing any messages or
    /// sending any response to the client."
    pub fn time_out(&mut self, world: &mut World) {
        self.lose("timeout", &rules::TIMEOUT, Closing::Timeout, world);
    }

    /// The line is gone. RFC 1939 §6: "If a session terminates for some reason other than a client-issued
    /// QUIT command, the POP3 session does NOT enter the UPDATE state and MUST not remove any messages
    /// from the maildrop."
    pub fn cut(&mut self, world: &mut World) {
        self.lose("disconnect", &rules::DISCONNECT, Closing::Cut, world);
    }

    fn lose(
        &mut self,
        event: &str,
        rule: &'static crate::engine::step::Rule,
        by: Closing,
        world: &mut World,
    ) {
        // Once QUIT was given, its removals are due even if the client does not wait for them.
        if self.machine.state().name == chart::UPDATE {
            return self.update(by, world);
        }
        self.fire(event, Outcome::Ok, Why::from(rule), world);
        self.end(by, world);
    }

    fn handle(&mut self, parsed: Parsed, world: &mut World) {
        // A command that this server does not offer does not exist for it, whatever the state.
        if let Some(trigger) = parsed.trigger.filter(|trigger| !trigger.is_offered(world.switches)) {
            let why = Why::from(&rules::NOT_OFFERED).with("command", trigger.name);
            let mistake = Mistake { kind: RefusalKind::NotOffered, at: None, expected: Vec::new(), why };
            return self.refuse(&parsed, &mistake, Some(trigger), world);
        }
        // RFC 1939 §3: "A server MUST respond to a command issued when the session is in an incorrect
        // state by responding with a negative status indicator."
        if let Some(trigger) = parsed.trigger.filter(|trigger| !self.machine.is_legal(trigger.name)) {
            return self.refuse_for_now(&parsed, trigger, world);
        }
        match (&parsed.command, parsed.trigger) {
            (Ok(command), Some(trigger)) => self.perform(command, trigger, parsed.bare_lf, world),
            (Err(mistake), trigger) => self.refuse(&parsed, mistake, trigger, world),
            // The parser makes commands of the chart's keywords only.
            (Ok(_), None) => {}
        }
    }

    fn perform(&mut self, command: &Command, trigger: &'static Trigger, bare_lf: bool, world: &mut World) {
        if let Command::Auth(mechanism, initial) = command {
            return authenticate::begin(self, mechanism, initial.as_deref(), world);
        }
        let mut answer = self.client.answer(command, world);
        if bare_lf {
            answer.why = Why::from(&rules::BARE_LF);
        }
        let begins_tls = *command == Command::Stls && answer.outcome == Outcome::Ok;
        self.complete(trigger.name, answer, world);
        if begins_tls {
            self.fire_tls(tls::STARTED, &rules::STLS, world);
        }
    }

    /// Sends a command's reply, moves, and tells what else it did.
    fn complete(&mut self, trigger: &str, answer: Answer, world: &mut World) {
        if let Some(reply) = &answer.reply {
            self.send(reply, world);
        }
        self.fire(trigger, answer.outcome, answer.why, world);
        let connection = world.connection;
        let marks = answer.marks.into_iter();
        world.turn.extend(marks.map(|(number, uid, marked)| Step::Marked {
            connection,
            number,
            uid,
            marked,
        }));
        if let Some(account) = answer.locked {
            world.turn.push(Step::Lock { account, holder: Some(connection) });
        }
        if self.machine.is_over() {
            self.end(Closing::Command, world);
        }
    }

    /// The handshake completes. RFC 2595 §4: "Once a client issues a STLS command, it MUST NOT issue further
    /// commands until a server response is seen and the TLS negotiation is complete." What came nevertheless
    /// is nobody's: somebody on the way may have put it there. And what the client said before is forgotten.
    fn complete_handshake(&mut self, world: &mut World) {
        self.client.secure = true;
        self.client.name = None;
        let dropped = self.reader.discard();
        let mut why = Why::from(&rules::TLS_COMPLETED);
        if !dropped.is_empty() {
            why = Why::from(&rules::TLS_DISCARDED).with("n", dropped.len());
            let (connection, wire) = (world.connection, Wire::labelled(&dropped, Vec::new()));
            world.turn.push(Step::Wire { connection, from: Party::Client, wire, reply: None });
        }
        self.fire_tls(tls::COMPLETED, why, world);
    }

    fn refuse_for_now(&mut self, parsed: &Parsed, trigger: &'static Trigger, world: &mut World) {
        let state = self.machine.state().name;
        self.send(&Reply::err(format!("{} is not valid in the {state} state", trigger.name)), world);
        let why = Why::from(&rules::NOT_NOW).with("command", trigger.name).with("state", state);
        let refusal = Refusal {
            kind: RefusalKind::NotNow,
            way: self.way(trigger.name, world.switches),
            valid_in: trigger.valid_in,
            ..self.refusal(parsed, why, world)
        };
        world.turn.push(Step::Refused { connection: world.connection, refusal });
    }

    /// The chart's shortest way, with USER before a PASS that would fail without it: the chart has one
    /// state for both sides of USER, as the RFC has.
    fn way(&self, command: &str, switches: Switches) -> Option<Vec<Hop>> {
        let mut way = CHART.way(self.machine.state().name, command)?;
        // A server without USER and PASS has another way along the same edge.
        for hop in way.iter_mut().filter(|hop| !hop.trigger.is_offered(switches)) {
            let takes = |trigger: &&Trigger| hop.edge.is_taken_by(trigger.name, Outcome::Ok);
            let mut others = CHART.offered(hop.edge.from, switches).filter(takes);
            hop.trigger = others.next().unwrap_or(hop.trigger);
        }
        let from_pass = way.first().is_some_and(|hop| hop.trigger.name == "PASS");
        if from_pass && self.client.name.is_none() {
            let edge = CHART.edge_from(self.machine.state().name, "USER", Outcome::Ok)?;
            way.insert(0, Hop { edge, trigger: CHART.trigger("USER")? });
        }
        Some(way)
    }

    /// RFC 1939 §3: "A server MUST respond to an unrecognized, unimplemented, or syntactically invalid
    /// command by responding with a negative status indicator."
    fn refuse(
        &mut self,
        parsed: &Parsed,
        mistake: &Mistake,
        trigger: Option<&'static Trigger>,
        world: &mut World,
    ) {
        let text = match (mistake.kind, mistake.at, trigger) {
            (RefusalKind::TooLong, _, Some(_)) => {
                format!("argument too long, {} characters at most", grammar::ARGUMENT_MAX)
            }
            (RefusalKind::TooLong, _, None) => format!("line too long, {} octets at most", framing::LINE_MAX),
            (RefusalKind::Syntax, Some(at), Some(trigger)) => {
                format!("syntax error at octet {}, usage: {}", at + 1, trigger.form)
            }
            (RefusalKind::Syntax, Some(at), None) => {
                format!("syntax error at octet {}, expected {}", at + 1, mistake.expected.join(" or "))
            }
            (RefusalKind::NotOffered, ..) => "this server does not offer that command".to_owned(),
            _ => "unknown command".to_owned(),
        };
        self.send(&Reply::err(text), world);
        let refusal = Refusal {
            kind: mistake.kind,
            at: mistake.at,
            expected: mistake.expected.clone(),
            ..self.refusal(parsed, mistake.why.clone(), world)
        };
        world.turn.push(Step::Refused { connection: world.connection, refusal });
    }

    fn refusal(&self, parsed: &Parsed, why: Why, world: &World) -> Refusal {
        Refusal {
            came: parsed.came.clone(),
            kind: RefusalKind::Unknown,
            state: self.machine.state().name,
            legal: self.legal(world.switches).map(|trigger| trigger.name).collect(),
            way: None,
            valid_in: &[],
            at: None,
            expected: Vec::new(),
            why,
        }
    }

    /// RFC 1939 §6: "The POP3 server removes all messages marked as deleted from the maildrop and replies
    /// as to the status of this operation."
    fn update(&mut self, by: Closing, world: &mut World) {
        let Some(maildrop) = &self.client.maildrop else { return };
        let uids: Vec<Uid> = maildrop.marked().into_iter().map(|(_, uid)| uid).collect();
        let connection = world.connection;
        let removed = world.store.expunge(maildrop.account(), maildrop.mailbox(), &uids, Some(connection));
        let missing = uids.len() - removed.len();
        let (outcome, reply, why) = if missing == 0 {
            let text = format!("Postamt POP3 server signing off ({})", messages(removed.len(), "removed"));
            (Outcome::Ok, Reply::ok(text), Why::from(&rules::UPDATE).with("n", removed.len()))
        } else {
            let text = format!("some deleted messages not removed ({})", messages(missing, "gone already"));
            (Outcome::No, Reply::err(text), Why::from(&rules::UPDATE_INCOMPLETE).with("n", missing))
        };
        if by == Closing::Command {
            self.send(&reply, world);
        }
        self.fire("closing", outcome, why, world);
        self.end(by, world);
    }

    /// RFC 1939 §6: "Whether the removal was successful or not, the server then releases any
    /// exclusive-access lock on the maildrop and closes the TCP connection."
    fn end(&mut self, by: Closing, world: &mut World) {
        let connection = world.connection;
        if let Some(maildrop) = self.client.maildrop.take() {
            let account = maildrop.account().to_owned();
            if world.store.unlock(&account, connection) {
                world.turn.push(Step::Lock { account, holder: None });
            }
        }
        self.client.name = None;
        self.exchange = None;
        self.reader = LineReader::default();
        world.turn.push(Step::Closed { connection, by });
    }

    fn send(&self, reply: &Reply, world: &mut World) {
        let wire: Wire = reply.encode(world.switches);
        let connection = world.connection;
        world.turn.push(Step::Wire { connection, from: Party::Server, wire, reply: Some(reply.kind()) });
    }

    fn fire(&mut self, trigger: &str, outcome: Outcome, why: Why, world: &mut World) {
        let moved = self.machine.fire(trigger, outcome);
        debug_assert!(moved.is_some(), "the chart has a row for {trigger} {outcome:?}");
        push(moved, why, world);
    }

    fn fire_flow(&mut self, event: &str, why: Why, world: &mut World) {
        push(self.flow.fire(event, Outcome::Ok), why, world);
    }

    fn fire_tls(&mut self, event: &str, why: impl Into<Why>, world: &mut World) {
        push(self.tls.fire(event, Outcome::Ok), why.into(), world);
    }
}

fn push(moved: Option<Moved>, why: Why, world: &mut World) {
    if let Some(moved) = moved {
        world.turn.push(Step::Moved { connection: world.connection, moved, why });
    }
}
