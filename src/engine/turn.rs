//! The steps of one command or one event, in their order, and every question about them.
//!
//! The rules of this file:
//! 1. A turn is about one connection at most.
//! 2. Its steps stand in the order of `Place`, not in that of pushing; those of one place stay as they were
//!    pushed.
//! 3. A machine moves at most once. A refusal stands where the move of the connection's own chart would.

use super::chart::{Chart, Moved, Outcome};
use super::connection::{ConnectionId, Protocol};
use super::mail::{Change, Uid};
use super::step::{Closing, Party, Refusal, Reply, Step, Why};
use super::time::Time;
use super::tls::Handshake;
use super::wire::{Role, Wire};

/// One turn.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    steps: Vec<Step>,
}

/// The place of a step within its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A connection is opened, the clock moves, the server gets another character.
    Beginning,
    /// A timer runs out, a switch is set.
    Cause,
    /// The client's octets.
    Client,
    /// The server's octets.
    Server,
    /// The move of the connection's own chart, or a refusal, and remarks.
    Move,
    /// Messages that a POP3 session marks.
    Mark,
    /// The maildrop's lock.
    Lock,
    /// Moves of the charts that stand beside the connection's own.
    MoveBeside,
    /// The end of the connection.
    Closed,
    /// Changes of mailboxes.
    Mailbox,
}

fn place(step: &Step) -> Place {
    match step {
        Step::Opened { .. } | Step::Clock { .. } | Step::Became { .. } => Place::Beginning,
        Step::TimerExpired { .. } | Step::Switched { .. } => Place::Cause,
        Step::Wire { from: Party::Client, .. } => Place::Client,
        Step::Wire { from: Party::Server, .. } => Place::Server,
        Step::Moved { moved, .. } if !moved.chart.takes_commands() => Place::MoveBeside,
        Step::Moved { .. } | Step::Refused { .. } | Step::Remarked { .. } => Place::Move,
        Step::Marked { .. } => Place::Mark,
        Step::Lock { .. } => Place::Lock,
        Step::Closed { .. } => Place::Closed,
        Step::Mailbox { .. } => Place::Mailbox,
    }
}

impl Turn {
    /// Adds a step in its place: behind all that are not to stand behind it.
    pub fn push(&mut self, step: Step) {
        let own = place(&step);
        let behind = self.steps.iter().rev().take_while(|other| place(other) > own).count();
        self.steps.insert(self.steps.len() - behind, step);
    }

    /// Makes room for so many further steps.
    pub fn reserve(&mut self, count: usize) {
        self.steps.reserve(count);
    }

    /// Gives back the room of steps that will not come.
    pub fn shrink(&mut self) {
        self.steps.shrink_to_fit();
    }

    /// All steps, in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether nothing has happened.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The connection that it is about; `None` for mail that arrives, time that passes, a switch.
    pub fn connection(&self) -> Option<ConnectionId> {
        self.steps.iter().find_map(Step::connection)
    }

    /// Whether it is about this connection.
    pub fn is_of(&self, connection: ConnectionId) -> bool {
        self.connection() == Some(connection)
    }

    /// The protocol of the connection that is opened in it.
    pub fn opened(&self) -> Option<Protocol> {
        self.find(|step| if let Step::Opened { protocol, .. } = step { Some(*protocol) } else { None })
    }

    /// The clock's new time, where it moves.
    pub fn clock(&self) -> Option<Time> {
        self.find(|step| if let Step::Clock { now } = step { Some(*now) } else { None })
    }

    /// Whether the connection's inactivity timer runs out.
    pub fn timer_expired(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::TimerExpired { .. }))
    }

    /// Whether octets go over the wire.
    pub fn speaks(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Wire { .. }))
    }

    /// The octets of one end.
    pub fn wires(&self, party: Party) -> impl DoubleEndedIterator<Item = &Wire> + Clone {
        self.steps.iter().filter_map(move |step| match step {
            Step::Wire { from, wire, .. } if *from == party => Some(wire),
            _ => None,
        })
    }

    /// The server's octets, each with the kind of reply that they are.
    pub fn replies(&self) -> impl DoubleEndedIterator<Item = (Reply, &Wire)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Wire { reply: Some(reply), wire, .. } => Some((*reply, wire)),
            _ => None,
        })
    }

    /// The lines and literals that its client sent, without a command's tag.
    pub fn sent_untagged(&self) -> impl Iterator<Item = &[u8]> {
        self.wires(Party::Client).map(|wire| {
            let tag = wire.spans().first().filter(|span| span.role == Role::Tag);
            &wire.octets()[tag.map_or(0, |tag| tag.end as usize)..]
        })
    }

    /// The reply that ends a command: `+OK` or `-ERR`, a tagged line, `BAD`.
    pub fn verdict(&self) -> Option<Reply> {
        let is_final = |reply: &Reply| matches!(reply, Reply::Ok | Reply::Err | Reply::No | Reply::Bad);
        self.replies().map(|(reply, _)| reply).rfind(is_final)
    }

    /// Whether the server sends this text.
    pub fn says(&self, text: &str) -> bool {
        let said = |wire: &Wire| wire.octets().windows(text.len().max(1)).any(|it| it == text.as_bytes());
        self.wires(Party::Server).any(said)
    }

    /// The server's octets alone, ready to be sent.
    pub fn into_replies(self) -> impl DoubleEndedIterator<Item = Wire> {
        self.steps.into_iter().filter_map(|step| match step {
            Step::Wire { from: Party::Server, wire, .. } => Some(wire),
            _ => None,
        })
    }

    /// The moves of its connection, of all charts, the connection's own first.
    pub fn moves(&self) -> impl DoubleEndedIterator<Item = &Moved> {
        self.reasoned_moves().map(|(moved, _)| moved)
    }

    /// The move of this chart.
    pub fn move_of(&self, chart: &Chart) -> Option<&Moved> {
        self.moves().find(|moved| moved.chart.name == chart.name)
    }

    /// The move that tells most, and its reason: that of the connection's own chart. The charts beside it speak only
    /// when it has nothing to say, and the last of them does.
    pub fn main_move(&self) -> Option<(&Moved, &Why)> {
        let own = self.reasoned_moves().find(|(moved, _)| moved.chart.takes_commands());
        own.or_else(|| self.reasoned_moves().next_back())
    }

    /// The refused command.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.find(|step| if let Step::Refused { refusal, .. } = step { Some(&**refusal) } else { None })
    }

    /// The remarks on it.
    pub fn remarks(&self) -> impl Iterator<Item = &Why> {
        self.steps.iter().filter_map(|step| match step {
            Step::Remarked { why, .. } => Some(why),
            _ => None,
        })
    }

    /// The reasons of its moves and of its refusal, and the remarks.
    pub fn reasons(&self) -> impl Iterator<Item = &Why> {
        self.steps.iter().filter_map(|step| match step {
            Step::Moved { why, .. } | Step::Remarked { why, .. } => Some(why),
            Step::Refused { refusal, .. } => Some(&refusal.why),
            _ => None,
        })
    }

    /// Whether a command was refused, or a valid one failed.
    pub fn went_wrong(&self) -> bool {
        self.refusal().is_some() || self.moves().any(|moved| moved.outcome == Outcome::No)
    }

    /// Whether TLS begins with the next octets. RFC 3501 §6.2.1: "A \[TLS\] negotiation begins immediately after the
    /// CRLF at the end of the tagged OK response from the server." That is the last thing that a server says in such
    /// a turn.
    pub fn begins_tls(&self) -> bool {
        self.moves().any(|moved| moved.trigger.name == Handshake::Started.name())
    }

    /// The messages that its POP3 session marks as deleted (true), or marks no longer.
    pub fn marks(&self) -> impl Iterator<Item = (Uid, bool)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Marked { uid, marked, .. } => Some((*uid, *marked)),
            _ => None,
        })
    }

    /// The account whose maildrop is locked or unlocked, and the connection that holds it now.
    pub fn lock(&self) -> Option<(&str, Option<ConnectionId>)> {
        self.find(|step| match step {
            Step::Lock { account, holder } => Some((&**account, *holder)),
            _ => None,
        })
    }

    /// The way in which its connection ends, if it does.
    pub fn closed(&self) -> Option<Closing> {
        self.find(|step| if let Step::Closed { by, .. } = step { Some(*by) } else { None })
    }

    /// All changes of mailboxes: account, mailbox, change.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (&str, &str, &Change)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Mailbox { account, mailbox, change } => Some((&**account, &**mailbox, change)),
            _ => None,
        })
    }

    /// Whether it changes a mailbox, or the marks on its messages.
    pub fn changes_store(&self) -> bool {
        self.changes().next().is_some() || self.marks().next().is_some()
    }

    /// The changes of one mailbox.
    pub fn changes_of<'a>(&'a self, account: &'a str, mailbox: &'a str) -> impl Iterator<Item = &'a Change> {
        let whose = (account, mailbox);
        self.changes().filter(move |(a, m, _)| (*a, *m) == whose).map(|(.., change)| change)
    }

    /// The arrival of messages alone: the news for other connections.
    pub fn arrivals(&self) -> Turn {
        let arrival = |step: &&Step| matches!(step, Step::Mailbox { change: Change::Added { .. }, .. });
        Turn { steps: self.steps.iter().filter(arrival).cloned().collect() }
    }

    fn reasoned_moves(&self) -> impl DoubleEndedIterator<Item = (&Moved, &Why)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Moved { moved, why, .. } => Some((moved, why)),
            _ => None,
        })
    }

    fn find<'a, T>(&'a self, answer: impl Fn(&'a Step) -> Option<T>) -> Option<T> {
        self.steps.iter().find_map(answer)
    }
}

impl Extend<Step> for Turn {
    fn extend<I: IntoIterator<Item = Step>>(&mut self, steps: I) {
        let steps = steps.into_iter();
        self.reserve(steps.size_hint().0);
        steps.for_each(|step| self.push(step));
    }
}

impl FromIterator<Step> for Turn {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        let mut turn = Turn::default();
        turn.extend(steps);
        turn
    }
}

#[cfg(test)]
mod tests;
