//! The server's side of a connection, in any protocol.

use super::chart::{Chart, Machine, Trigger};
use super::connection::{ConnectionId, Greeting};
use super::context::Context;
use super::draft::{Around, Draft};
use super::mail::{Event, MailboxId, Uid};
use super::offer::Offer;
use super::sasl::Exchange;
use super::step::Reply;
use super::switches::Switches;
use super::tls::Protection;
use std::any::Any;
use std::borrow::Cow;
use std::fmt;

/// The server's side of one connection.
pub trait Session: Any + Send + Sync {
    /// A copy, which is cheap.
    fn boxed(&self) -> Box<dyn Session>;

    /// Its machines: the connection's own, the flow, and TLS.
    fn machines(&self) -> [&Machine; 3];

    /// The client begins with TLS; the greeting waits until the handshake is complete.
    fn begin_with_tls(&mut self, context: &mut Context);

    /// The server greets, or refuses to serve.
    fn greet(&mut self, greeting: Greeting, context: &mut Context);

    /// Takes octets from the client in; [`Session::poll`] handles them.
    fn feed(&mut self, octets: Vec<u8>);

    /// Handles the next command, or the work that is due after one; false when there is none.
    fn poll(&mut self, context: &mut Context) -> bool;

    /// Whether [`Session::poll`] may have more to do; false where it surely has not.
    fn has_more(&self) -> bool {
        true
    }

    /// The inactivity timer has run out.
    fn time_out(&mut self, context: &mut Context);

    /// The client's octets were answered so, as a recording tells: the machines move as their charts have it for that
    /// outcome, without the server's own rules. Octets that were fed before are dropped.
    fn believe(&mut self, octets: &[u8], said: Option<Reply>, context: &mut Context);

    /// The connection is gone.
    fn cut(&mut self, context: &mut Context);

    /// The server shuts down.
    fn shut_down(&mut self, context: &mut Context);

    /// The octets that the server reads next.
    fn awaits(&self) -> Awaits;

    /// The octets that have come and that the server has not looked at, because it waits for more: the beginning of a
    /// line or of a literal.
    fn unread(&self) -> &[u8];

    /// The client's next octets, up to the end of their line, before they are sent: read and judged as they would be.
    fn draft(&self, octets: &[u8], around: Around) -> Draft;

    /// The authentication exchange that awaits the client's next line.
    fn exchange(&self) -> Option<&Exchange>;

    /// The timestamp that the greeting offered to APOP, angle brackets included (RFC 1939 §7).
    fn timestamp(&self) -> Option<&str> {
        None
    }

    /// The account that is logged in.
    fn account(&self) -> Option<&str>;

    /// The mailbox that is open.
    fn mailbox(&self) -> Option<OpenMailbox<'_>>;

    /// The messages of the open mailbox as the client knows them: their UIDs by number, the first of which is 1.
    fn uids(&self) -> Cow<'_, [Uid]>;

    /// A message of the open mailbox as the client knows it; `None` for one that has no number.
    fn message(&self, uid: Uid) -> Option<Known>;

    /// A server with these switches, as this connection meets it: what has been said may leave less of use.
    fn offer(&self, switches: Switches) -> Offer {
        Offer { switches, protected: self.is_protected() }
    }

    /// The commands that are of use now on a server with these switches, in the chart's order; none while the server
    /// reads something else than a command.
    fn legal(&self, switches: Switches) -> Vec<&'static Trigger> {
        let [own, flow, _] = self.machines();
        let commands = own.chart().useful(own.state().name, self.offer(switches));
        commands.filter(|_| flow.is_initial()).collect()
    }

    /// The state that one of its machines is in; the initial one of a chart that it does not have.
    fn state(&self, chart: &Chart) -> &'static str {
        let machine = self.machines().into_iter().find(|machine| machine.chart().name == chart.name);
        machine.map_or(chart.initial(), Machine::state).name
    }

    /// Whether TLS protects the connection.
    fn is_protected(&self) -> bool {
        self.machines()[2].state().name == Protection::Protected.name()
    }

    /// Whether the session must remember a change of the store to tell its client.
    fn concerns(&self, _own: ConnectionId, _event: &Event) -> bool {
        false
    }

    /// Remembers a change of the store.
    fn notice(&mut self, _own: ConnectionId, _event: &Event) {}

    /// Whether a change of the store is to be told at once, in a turn of its own.
    fn pushes(&self, _own: ConnectionId, _event: &Event) -> bool {
        false
    }

    /// Tells the client of the changes.
    fn push(&mut self, _context: &mut Context) {}
}

/// A session in short: its states. With all that it holds, the page would carry the words for it.
impl fmt::Debug for dyn Session {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.debug_list().entries(self.machines().iter().map(|machine| machine.state().name)).finish()
    }
}

impl Clone for Box<dyn Session> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

/// The octets that a server reads next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// A command, from its beginning.
    Command,
    /// The octets of a literal; so many are still to come.
    Literal(u64),
    /// After a literal, the rest of its command.
    RestOfCommand,
    /// A line of authentication data.
    AuthenticationData,
    /// The DONE that ends IDLE.
    Done,
}

/// A mailbox that a session has open.
#[derive(Clone, Copy, Debug)]
pub struct OpenMailbox<'a> {
    /// The mailbox's id, which a rename does not change.
    pub id: MailboxId,
    /// Its name when it was opened.
    pub name: &'a str,
    /// Whether the session may change it.
    pub read_only: bool,
    /// Whether the session works on a snapshot: messages that came later have no number in it.
    pub snapshot: bool,
}

/// A message as a session's client knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub number: u32,
    /// Whether the session will remove it.
    pub marked: bool,
    /// Whether it is new to this session.
    pub recent: bool,
}
