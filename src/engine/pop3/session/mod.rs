//! One session: lines come in, become commands or refusals, and each gets its answer.
//!
//! The rules of this folder:
//! 1. The handlers in `commands` give an answer with an outcome and never learn the state that follows.
//! 2. A command that is not valid now is refused before its arguments are looked at.
//! 3. Only UPDATE removes messages, and only QUIT leads there.

mod authenticate;
mod believe;
mod draft;
pub mod framing;

use super::chart::{self, FlowState, FlowTrigger, State, Trigger};
use super::command::Command;
use super::commands::{Answer, Client};
use super::grammar::{self, Parsed};
use super::response::{Code, Part, Reply};
use super::{Maildrop, rules};
use crate::engine::chart::{Chart, Hop, Key, Machine, Outcome};
use crate::engine::connection::Greeting;
use crate::engine::context::Context;
use crate::engine::conversation::{Charts, Conversation, Mistake};
use crate::engine::draft::{Around, Draft};
use crate::engine::field::Field;
use crate::engine::mail::{INBOX, Uid};
use crate::engine::offer::Offer;
use crate::engine::phrase::Phrase;
use crate::engine::sasl::Exchange;
use crate::engine::session::{self, Awaits, Known, OpenMailbox};
use crate::engine::step::{self, Closing, Refusal, RefusalKind, Rule, Step, Why};
use crate::engine::switches::{Switch, Switches};
use crate::engine::time::MINUTE;
use crate::engine::tls::Handshake;
use framing::LineReader;
use std::borrow::Cow;

/// RFC 1939 §3: "A POP3 server MAY have an inactivity autologout timer. Such a timer MUST be of at least
/// 10 minutes' duration." In milliseconds.
pub const TIMEOUT: u64 = 10 * MINUTE;

/// The name that the server goes by.
const HOST: &str = "postamt.example";

/// The charts of RFC 1939.
#[derive(Clone, Debug)]
pub(super) struct Pop3;

impl Charts for Pop3 {
    type State = State;
    type Trigger = Trigger;
    type FlowState = FlowState;
    type FlowTrigger = FlowTrigger;

    const CHART: &'static Chart = &chart::CHART;
    const FLOW: &'static Chart = &chart::FLOW;
    const CHALLENGED: FlowTrigger = FlowTrigger::ChallengeSent;
}

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    conversation: Conversation<Pop3>,
    reader: LineReader,
    client: Client,
}

impl session::Session for Session {
    fn boxed(&self) -> Box<dyn session::Session> {
        Box::new(self.clone())
    }

    fn machines(&self) -> [&Machine; 3] {
        self.conversation.machines()
    }

    /// RFC 6856 §2.1: "Clients MUST NOT issue the "STLS" command [RFC2595] after issuing UTF8". And a greeting without
    /// timestamp makes no digest for APOP.
    fn offer(&self, switches: Switches) -> Offer {
        let stls = switches.has(Switch::Pop3Stls) && !self.client.utf8;
        let apop = switches.has(Switch::Pop3Apop) && !self.client.timestamp.is_empty();
        let switches = switches.with(Switch::Pop3Stls, stls).with(Switch::Pop3Apop, apop);
        Offer { switches, protected: session::Session::is_protected(self) }
    }

    fn begin_with_tls(&mut self, context: &mut Context) {
        self.conversation.fire_tls(Handshake::Started, &rules::TLS_AT_ONCE, context);
    }

    fn greet(&mut self, greeting: Greeting, context: &mut Context) {
        // RFC 3206 §4: "SYS/TEMP indicates a problem which is likely to be temporary in nature, and
        // therefore there is no need to alarm the user, unless the failure persists."
        if greeting == Greeting::Bye {
            let reply = Reply::err_with(Code::SysTemp, Phrase::NotServing);
            self.send(&reply, context);
            self.conversation.fire(Trigger::Refusal, Outcome::Ok, &rules::REFUSAL, context);
            self.end(Closing::Server, context);
            return;
        }
        // RFC 1939 §7, APOP: "The syntax of the timestamp corresponds to the `msg-id' in [RFC822], and
        // MUST be different each time the POP3 server issues a banner greeting."
        let mut parts = vec![Part::Text(Phrase::Ready.into())];
        if context.switches.has(Switch::Pop3Apop) {
            self.client.timestamp =
                format!("<{}.{}@{HOST}>", self.conversation.serial(), context.now.seconds());
            parts.push(Part::Data(Field::Timestamp, self.client.timestamp.clone()));
        }
        self.send(&Reply::ok_with(parts), context);
        let why = match self.client.timestamp.as_str() {
            "" => Why::from(&rules::GREETING_PLAIN),
            timestamp => Why::from(&rules::GREETING).with("timestamp", timestamp),
        };
        self.conversation.fire(Trigger::Greeting, Outcome::Ok, why, context);
    }

    fn feed(&mut self, octets: Vec<u8>) {
        self.reader.feed(octets);
    }

    fn poll(&mut self, context: &mut Context) -> bool {
        if self.conversation.is_in(State::Update) {
            self.update(Closing::Command, context);
            return true;
        }
        if self.conversation.is_over() {
            return false;
        }
        if self.conversation.is_negotiating() {
            self.complete_handshake(context);
            return true;
        }
        // RFC 2449 §6.6: "The PIPELINING capability indicates the server is capable of accepting
        // multiple commands at a time".
        let is_data = !self.conversation.reads_commands();
        let Some(line) = self.reader.take(is_data) else { return false };
        if is_data {
            self.respond(&line, context);
        } else {
            let parsed = grammar::parse(&line);
            self.conversation.receive(parsed.wire.clone(), context);
            self.handle(parsed, context);
        }
        true
    }

    fn has_more(&self) -> bool {
        self.reader.has_line() || self.conversation.is_in(State::Update) || self.conversation.is_negotiating()
    }

    /// RFC 1939 §3: "When the timer expires, the session does NOT enter the UPDATE state--the server should close
    /// the TCP connection without removing any messages or sending any response to the client."
    fn time_out(&mut self, context: &mut Context) {
        self.lose(Trigger::Timeout, &rules::TIMEOUT, Closing::Timeout, context);
    }

    fn believe(&mut self, octets: &[u8], said: Option<step::Reply>, context: &mut Context) {
        self.believe_line(octets, said, context);
    }

    /// RFC 1939 §6: "If a session terminates for some reason other than a client-issued QUIT command, the POP3
    /// session does NOT enter the UPDATE state and MUST not remove any messages from the maildrop."
    fn cut(&mut self, context: &mut Context) {
        self.lose(Trigger::Disconnect, &rules::DISCONNECT, Closing::Cut, context);
    }

    /// RFC 1939 §3: "The responses in the POP3 consist of a status indicator": a server speaks only when it is asked, so
    /// it cannot say that it goes. §6 holds as for a line that is cut.
    fn shut_down(&mut self, context: &mut Context) {
        self.lose(Trigger::Shutdown, &rules::SHUTDOWN, Closing::Server, context);
    }

    fn awaits(&self) -> Awaits {
        match self.conversation.flow() {
            Some(FlowState::AuthenticationData) => Awaits::AuthenticationData,
            Some(FlowState::Command) | None => Awaits::Command,
        }
    }

    fn unread(&self) -> &[u8] {
        self.reader.unread()
    }

    fn draft(&self, octets: &[u8], around: Around) -> Draft {
        self.read_draft(octets, around)
    }

    fn exchange(&self) -> Option<&Exchange> {
        self.conversation.exchange()
    }

    fn timestamp(&self) -> Option<&str> {
        Some(self.client.timestamp.as_str()).filter(|timestamp| !timestamp.is_empty())
    }

    fn account(&self) -> Option<&str> {
        self.maildrop().map(Maildrop::account)
    }

    fn mailbox(&self) -> Option<OpenMailbox<'_>> {
        let id = self.maildrop()?.mailbox();
        Some(OpenMailbox { id, name: INBOX, read_only: false, snapshot: true })
    }

    fn uids(&self) -> Cow<'_, [Uid]> {
        self.maildrop().into_iter().flat_map(Maildrop::messages).map(|message| message.uid).collect()
    }

    fn message(&self, uid: Uid) -> Option<Known> {
        let message = self.maildrop()?.with_uid(uid)?;
        Some(Known { number: message.number, marked: message.marked, recent: false })
    }
}

impl Session {
    /// A session before its greeting. `serial` is a number that no other session of this lab has.
    pub fn new(serial: u64) -> Self {
        let (reader, client) = (LineReader::default(), Client::default());
        Self { conversation: Conversation::new(serial), reader, client }
    }

    /// The snapshot that it works on, with marks; from login on.
    pub fn maildrop(&self) -> Option<&Maildrop> {
        self.client.maildrop.as_ref()
    }

    fn lose(&mut self, event: Trigger, rule: &'static Rule, by: Closing, context: &mut Context) {
        // Once QUIT was given, its removals are due even if the client does not wait for them.
        if self.conversation.is_in(State::Update) {
            return self.update(by, context);
        }
        let marked = self.maildrop().map_or(0, Maildrop::count_marked);
        self.conversation.fire(event, Outcome::Ok, Why::from(rule).with("n", marked), context);
        self.end(by, context);
    }

    fn handle(&mut self, parsed: Parsed, context: &mut Context) {
        match (self.objection(&parsed, context.switches), parsed.trigger, &parsed.command) {
            (None, Some(trigger), Ok(command)) => self.perform(trigger, command, parsed.bare_lf, context),
            (Some(mistake), ..) => self.refuse(parsed.came(), mistake, parsed.trigger, context),
            // A line without a command has a mistake.
            (None, ..) => {}
        }
    }

    /// The objection to a line; none to one that is carried out.
    fn objection(&self, parsed: &Parsed, switches: Switches) -> Option<Mistake> {
        if let Some(trigger) = parsed.trigger {
            let why = |rule: &'static Rule| Why::from(rule).with("command", trigger.name());
            // A command that this server does not offer does not exist for it, in any state.
            if !trigger.row().is_offered(switches) {
                // RFC 1939 §7: "The optional POP3 commands described below permit a POP3 client greater freedom".
                let is_extension = trigger.row().rfc.number != 1939;
                let rule = if is_extension { &rules::NOT_OFFERED } else { &rules::OPTIONAL };
                return Some(Mistake::new(RefusalKind::NotOffered, why(rule)));
            }
            // RFC 1939 §3: "A server MUST respond to a command issued when the session is in an incorrect
            // state by responding with a negative status indicator."
            if !self.conversation.is_legal(trigger) {
                let why = why(&rules::NOT_NOW).with("state", self.conversation.state());
                return Some(Mistake::new(RefusalKind::NotNow, why));
            }
        }
        parsed.command.as_ref().err().cloned()
    }

    fn perform(&mut self, trigger: Trigger, command: &Command, bare_lf: bool, context: &mut Context) {
        if let Command::Auth(mechanism, initial) = command {
            return self.authenticate(mechanism, initial.as_deref(), context);
        }
        let mut answer = self.client.answer(trigger, command, context);
        if bare_lf {
            answer.why = Why::from(&rules::BARE_LF);
        }
        let begins_tls = *command == Command::Stls && answer.outcome == Outcome::Ok;
        self.complete(trigger, answer, context);
        if begins_tls {
            self.conversation.fire_tls(Handshake::Started, &rules::STLS, context);
        }
    }

    /// Sends a command's reply, moves, and pushes the steps of its other effects.
    fn complete(&mut self, trigger: Trigger, answer: Answer, context: &mut Context) {
        if let Some(reply) = &answer.reply {
            self.send(reply, context);
        }
        self.conversation.fire(trigger, answer.outcome, answer.why, context);
        let connection = context.connection;
        let marks = answer.marks.into_iter();
        context.turn.extend(marks.map(|(number, uid, marked)| Step::Marked {
            connection,
            number,
            uid,
            marked,
        }));
        if let Some(account) = answer.locked {
            context.turn.push(Step::Lock { account, holder: Some(connection) });
        }
        if self.conversation.is_over() {
            self.end(Closing::Command, context);
        }
    }

    /// RFC 2595 §4: "Once a client issues a STLS command, it MUST NOT issue further commands until a server
    /// response is seen and the TLS negotiation is complete." The name that USER gave before is forgotten, and the
    /// language as well.
    fn complete_handshake(&mut self, context: &mut Context) {
        (self.client.name, self.client.tongue) = (None, None);
        let dropped = self.reader.discard();
        let why = match dropped.len() {
            0 => Why::from(&rules::TLS_COMPLETED),
            count => Why::from(&rules::TLS_DISCARDED).with("n", count),
        };
        self.conversation.complete_handshake(&dropped, why, context);
    }

    /// RFC 1939 §3: "A server MUST respond to an unrecognized, unimplemented, or syntactically invalid
    /// command by responding with a negative status indicator."
    fn refuse(&mut self, came: String, mistake: Mistake, trigger: Option<Trigger>, context: &mut Context) {
        let words = match (mistake.kind, mistake.at, trigger) {
            (RefusalKind::TooLong, _, Some(_)) => Phrase::ArgumentLong.with("n", grammar::ARGUMENT_MAX),
            (RefusalKind::TooLong, _, None) => Phrase::LineLong.with("n", framing::LINE_MAX),
            (RefusalKind::Syntax, Some(at), Some(trigger)) => {
                Phrase::Usage.with("n", at + 1).with("form", trigger.row().form)
            }
            (RefusalKind::Syntax, Some(at), None) => {
                Phrase::Expected.with("n", at + 1).with("form", mistake.expected.join(" / "))
            }
            (RefusalKind::NotNow, _, Some(trigger)) => {
                let state = self.conversation.state();
                Phrase::NotNow.with("command", trigger.name()).with("state", state)
            }
            (RefusalKind::NotOffered, ..) => Phrase::NotOffered.into(),
            _ => Phrase::Unknown.into(),
        };
        self.send(&Reply::err(words), context);
        let refusal = self.refusal(came, mistake, trigger, context.switches);
        self.conversation.refuse(refusal, context);
    }

    /// The refusal as a step tells it.
    fn refusal(
        &self,
        came: String,
        mistake: Mistake,
        trigger: Option<Trigger>,
        switches: Switches,
    ) -> Refusal {
        let offer = session::Session::offer(self, switches);
        let mut refusal = self.conversation.refusal(came, mistake, trigger, offer);
        // A PASS without USER before it would fail: the chart has one state for both sides of USER, as the RFC has.
        // STLS, where it stands before, has the name forgotten.
        if let Some(way) = &mut refusal.way
            && let Some(pass) = way.iter().position(|hop| hop.trigger.name == Trigger::Pass.name())
            && (pass > 0 || self.client.name.is_none())
            && let Some(edge) = chart::CHART.edge_from(refusal.state, Trigger::User.name(), Outcome::Ok)
        {
            way.insert(pass, Hop { edge, trigger: Trigger::User.row() });
        }
        refusal
    }

    /// RFC 1939 §6: "The POP3 server removes all messages marked as deleted from the maildrop and replies
    /// as to the status of this operation."
    fn update(&mut self, by: Closing, context: &mut Context) {
        let Some(maildrop) = &self.client.maildrop else { return };
        let uids: Vec<Uid> = maildrop.marked().into_iter().map(|(_, uid)| uid).collect();
        let connection = context.connection;
        let removed = context.store.expunge(maildrop.account(), maildrop.mailbox(), &uids, Some(connection));
        // A message that another client has removed under the lock was kept for this session alone, until now.
        let forgets = context.switches.has(Switch::Pop3Forgets);
        let missing = if forgets { uids.len() - removed.len() } else { 0 };
        let (outcome, reply, why) = if missing == 0 {
            let words = Phrase::Removed.with("n", uids.len());
            (Outcome::Ok, Reply::ok(words), Why::from(&rules::UPDATE).with("n", uids.len()))
        } else {
            let words = Phrase::NotRemoved.with("n", missing);
            (Outcome::No, Reply::err(words), Why::from(&rules::UPDATE_INCOMPLETE).with("n", missing))
        };
        if by == Closing::Command {
            self.send(&reply, context);
        }
        self.conversation.fire(Trigger::Closing, outcome, why, context);
        self.end(by, context);
    }

    /// RFC 1939 §6: "Whether the removal was successful or not, the server then releases any
    /// exclusive-access lock on the maildrop and closes the TCP connection."
    fn end(&mut self, by: Closing, context: &mut Context) {
        let connection = context.connection;
        if let Some(maildrop) = self.client.maildrop.take() {
            let account = maildrop.account().to_owned();
            if context.store.unlock(&account, connection) {
                context.turn.push(Step::Lock { account, holder: None });
            }
        }
        self.client.name = None;
        self.reader = LineReader::default();
        self.conversation.close(by, context);
    }

    fn send(&self, reply: &Reply, context: &mut Context) {
        let wire = reply.encode(context.switches, self.client.tongue);
        self.conversation.send((wire, reply.kind()), context);
    }
}
