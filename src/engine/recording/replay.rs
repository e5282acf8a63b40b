//! The replay: exchange by exchange, beside our own server's answer.

use super::exchange::{Exchange, Piece, exchanges};
use super::kinds::{name, number, words};
use super::world::{UNSEEN, store};
use super::{Recording, kinds};
use crate::engine::action::Action;
use crate::engine::connection::{ConnectionId, Greeting, Protocol};
use crate::engine::lab::Lab;
use crate::engine::mail::{Flags, Message};
use crate::engine::session::Awaits;
use crate::engine::step::Reply;
use crate::engine::time::Time;
use crate::engine::turn::Turn;
use crate::engine::wire::Wire;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most octets of our own answer that are kept of a difference.
const OURS_MAX: usize = 2000;
/// Shortest pause that is shown, in milliseconds.
const PAUSE_MIN: u64 = 1000;

/// A turn of a recording.
#[derive(Clone, Debug)]
pub struct Played {
    /// The turn, with the recorded octets.
    pub turn: Turn,
    /// The world after it.
    pub lab: Lab,
    /// Our own server's answer, where it is of another kind.
    pub difference: Option<Difference>,
}

/// Two answers of different kinds to the same octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The recorded kinds: the status, names of untagged responses that ours lacks, and the state afterwards.
    pub recorded: Kinds,
    /// The same of our own server.
    pub ours: Kinds,
    /// The octets of our own server's answer, as text; the first of them, where they are many.
    pub answer: String,
}

/// The kind of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// The status that ends it: `+OK`, `NO`, or the sign of an answer that goes on, `+`. Empty without one.
    pub status: &'static str,
    /// The names of untagged responses that the other answer does not have.
    pub untagged: Vec<String>,
    /// The state of the connection afterwards.
    pub state: &'static str,
}

/// The world before a recording begins, and its turns.
pub fn replay(recording: &Recording) -> (Lab, Vec<Played>) {
    let exchanges = exchanges(recording);
    let start = Lab::with_store(store(recording, &exchanges), Time::START);
    let mut replay = Replay { lab: start.clone(), began: start.now(), played: Vec::new(), held: Vec::new() };
    for exchange in &exchanges {
        replay.wait(exchange);
        match &exchange.what {
            Piece::Opened(protocol, tls) => replay.open(exchange, *protocol, *tls),
            Piece::Client(octets, masked) => replay.exchange(exchange, octets, *masked),
            Piece::Told => replay.told(exchange),
            Piece::Closed => {
                let action = Action::Cut { connection: exchange.connection };
                replay.run(&action, exchange.connection);
            }
        }
    }
    (start, replay.played)
}

struct Replay {
    lab: Lab,
    began: Time,
    played: Vec<Played>,
    /// The octets of a client that have made no turn yet, and the client.
    held: Vec<(ConnectionId, Vec<u8>)>,
}

impl Replay {
    fn push(&mut self, turn: Turn) {
        if !turn.is_empty() {
            self.played.push(Played { turn, lab: self.lab.clone(), difference: None });
        }
    }

    /// Lets an action happen, whose words of the server's own are left out.
    fn run(&mut self, action: &Action, connection: ConnectionId) {
        self.lab.handle(action);
        while let Some(turn) = self.lab.poll() {
            self.push(turn.answered(connection, Vec::new()));
        }
    }

    /// Lets the time until an exchange pass, but for the last second before a timer would run out.
    fn wait(&mut self, exchange: &Exchange) {
        let Some(at) = exchange.at else { return };
        let mut pause = self.began.plus(at).since(self.lab.now());
        if let Some(deadline) = self.lab.next_deadline() {
            pause = pause.min(deadline.since(self.lab.now()).saturating_sub(1));
        }
        if pause >= PAUSE_MIN {
            self.run(&Action::Wait { milliseconds: pause }, exchange.connection);
        }
    }

    fn protocol(&self, id: ConnectionId) -> Option<Protocol> {
        let connection = self.lab.connection(id).filter(|connection| connection.is_open())?;
        Some(connection.protocol)
    }

    fn awaits(&self, id: ConnectionId) -> Option<Awaits> {
        self.lab.connection(id).map(|connection| connection.session.awaits())
    }

    /// A connection is opened: the greeting is the recorded one.
    fn open(&mut self, exchange: &Exchange, protocol: Protocol, tls: bool) {
        let connection = exchange.connection;
        let said = labelled(protocol, &exchange.replies, b"");
        let greeting = match said.first().map(|(_, reply)| *reply) {
            Some(Reply::Bye | Reply::Err) => Greeting::Bye,
            Some(Reply::Preauth) => Greeting::Preauth,
            _ => Greeting::Ok,
        };
        self.lab.handle(&match tls {
            true => Action::ConnectTls { connection, protocol, greeting },
            false => Action::Connect { connection, protocol, greeting },
        });
        let mut said = Some(said);
        while let Some(turn) = self.lab.poll() {
            let said = if turn.replies().next().is_some() { said.take() } else { None };
            self.push(turn.answered(connection, said.unwrap_or_default()));
        }
    }

    /// The client's octets and the replies to them.
    fn exchange(&mut self, exchange: &Exchange, octets: &[u8], masked: bool) {
        let connection = exchange.connection;
        let Some(protocol) = self.protocol(connection) else { return };
        let said = labelled(protocol, &exchange.replies, octets);
        self.note_news(exchange, octets);
        let mut trial = self.lab.clone();
        trial.handle(&Action::Send { connection, octets: octets.to_vec() });
        let mut turns: Vec<(Turn, Lab)> = Vec::new();
        while let Some(turn) = trial.poll() {
            turns.push((turn, trial.clone()));
        }
        turns.retain(|(turn, _)| turn.is_of(connection));
        if turns.is_empty() && said.is_empty() {
            self.lab = trial;
            self.held.push((connection, octets.to_vec()));
            return;
        }
        let mut whole = Vec::new();
        self.held.retain(|(of, octets)| {
            if *of == connection {
                whole.extend_from_slice(octets);
            }
            *of != connection
        });
        whole.extend_from_slice(octets);
        let is_data = self.awaits(connection) == Some(Awaits::AuthenticationData);
        let ours: Vec<(Reply, Wire)> = turns
            .iter()
            .flat_map(|(turn, _)| turn.replies().map(|(reply, wire)| (reply, wire.clone())))
            .collect();
        let status = [verdict(said.iter().map(|(_, it)| *it)), verdict(ours.iter().map(|(it, _)| *it))];
        if status[0].is_none() || status[0] == status[1] {
            let theirs = untagged(said.iter().map(|(wire, _)| wire));
            let own = untagged(ours.iter().map(|(_, wire)| wire));
            let first = self.played.len();
            let mut said = Some(said);
            let last = turns.len().saturating_sub(1);
            for (index, (turn, lab)) in turns.into_iter().enumerate() {
                let speaks = turn.replies().next().is_some() || index == last;
                let said = if speaks { said.take() } else { None };
                self.lab = lab;
                self.push(turn.answered(connection, said.unwrap_or_default()));
            }
            self.lab = trial;
            if status[0].is_some() && theirs != own && !exchange.replies.is_empty() {
                let recorded = Kinds { untagged: without(&theirs, &own), ..Kinds::default() };
                let ours_only = Kinds { untagged: without(&own, &theirs), ..Kinds::default() };
                self.mark(first, recorded, ours_only, &ours);
            }
            return;
        }
        let state =
            |lab: &Lab| lab.connection(connection).map_or("", |it| it.session.machines()[0].state().name);
        let own_state = state(&trial);
        let first = self.played.len();
        let turn = self.lab.believe(connection, &whole, status[0]);
        self.push(turn.answered(connection, said));
        while let Some(turn) = self.lab.poll() {
            self.push(turn.answered(connection, Vec::new()));
        }
        // A masked secret fits or does not, nobody can know; and a log may lack what our server waits for.
        if !masked && !is_data && status[1].is_some() {
            let recorded_state = state(&self.lab);
            let kinds = |status: Option<Reply>, state| Kinds {
                status: word(protocol, status),
                untagged: Vec::new(),
                state,
            };
            self.mark(first, kinds(status[0], recorded_state), kinds(status[1], own_state), &ours);
        }
    }

    /// Marks the turn with this place, if it is there.
    fn mark(&mut self, place: usize, recorded: Kinds, ours: Kinds, said: &[(Reply, Wire)]) {
        let mut answer: String = said.iter().map(|(_, wire)| wire.text()).collect();
        answer.truncate(answer.floor_char_boundary(OURS_MAX));
        if let Some(played) = self.played.get_mut(place) {
            played.difference = Some(Difference { recorded, ours, answer });
        }
    }

    /// The server speaks unasked.
    fn told(&mut self, exchange: &Exchange) {
        let connection = exchange.connection;
        let Some(protocol) = self.protocol(connection) else { return };
        let said = labelled(protocol, &exchange.replies, b"");
        self.note_news(exchange, b"");
        let ends = said.iter().any(|(_, reply)| *reply == Reply::Bye);
        if ends && protocol == Protocol::Imap {
            let mut others = self.lab.clone();
            others.handle(&Action::Cut { connection });
            let turn = others.poll().unwrap_or_default();
            self.lab = others;
            return self.push(turn.answered(connection, said));
        }
        self.push(Turn::default().answered(connection, said));
    }

    /// Others have changed the mailbox meanwhile, if the server tells of it: messages came or went.
    fn note_news(&mut self, exchange: &Exchange, octets: &[u8]) {
        let asks = words(octets)
            .skip(1)
            .map(<[u8]>::to_ascii_uppercase)
            .take(2)
            .any(|word| [&b"SELECT"[..], b"EXAMINE", b"EXPUNGE", b"CLOSE", b"MOVE"].contains(&&word[..]));
        let Some(known) = self.lab.connection(exchange.connection).filter(|_| !asks) else { return };
        let (Some(account), Some(mailbox)) = (known.session.account(), known.session.mailbox()) else {
            return;
        };
        if mailbox.snapshot {
            return;
        }
        let (account, id, mailbox) = (account.to_owned(), mailbox.id, mailbox.name.to_owned());
        let mut uids = known.session.uids().into_owned();
        let (mut gone, mut came) = (Vec::new(), 0);
        for reply in &exchange.replies {
            let Some(number) = number(reply) else { continue };
            match &*name(reply) {
                "EXPUNGE" if (1..=uids.len()).contains(&(number as usize)) => {
                    gone.push(uids.remove(number as usize - 1));
                }
                "EXISTS" => came = (number as usize).saturating_sub(uids.len()).min(super::EVENTS_MAX),
                _ => {}
            }
        }
        let held = self.lab.store().mailbox(&account, &mailbox).map_or(0, |mailbox| mailbox.entries.len());
        came = (came + uids.len() + gone.len()).saturating_sub(held).min(came);
        if gone.is_empty() && came == 0 {
            return;
        }
        let now = self.lab.now();
        let turn = self.lab.note(|store| {
            store.expunge(&account, id, &gone, None);
            let message = Arc::new(Message::new(UNSEEN));
            for _ in 0..came {
                let _ = store.append(&account, &mailbox, message.clone(), Flags::NONE, now, None);
            }
        });
        self.push(turn);
    }
}

/// Replies with their labels and kinds.
fn labelled(protocol: Protocol, replies: &[Vec<u8>], asked: &[u8]) -> Vec<(Wire, Reply)> {
    let label = protocol.row().label;
    replies.iter().map(|reply| (label(reply, asked), kinds::kind(protocol, reply))).collect()
}

/// The kind that ends an answer.
fn verdict(replies: impl DoubleEndedIterator<Item = Reply>) -> Option<Reply> {
    let mut replies = replies.rev();
    replies.find(|reply| !matches!(reply, Reply::Untagged | Reply::Bye | Reply::Preauth))
}

/// The word of a kind.
fn word(protocol: Protocol, reply: Option<Reply>) -> &'static str {
    match reply {
        Some(Reply::Ok) => protocol.row().success,
        Some(Reply::Err) => "-ERR",
        Some(Reply::No) => "NO",
        Some(Reply::Bad) => "BAD",
        Some(Reply::Continue) => "+",
        Some(Reply::Bye) => "BYE",
        Some(Reply::Preauth) => "PREAUTH",
        Some(Reply::Untagged) => "*",
        None => "",
    }
}

/// The names of untagged responses that belong to the command: news of others' doings, and remarks, may come with any.
fn untagged<'a>(wires: impl Iterator<Item = &'a Wire>) -> BTreeSet<String> {
    let names = wires.map(|wire| name(wire.octets()));
    names
        .filter(|name| !matches!(&**name, "" | "OK" | "NO" | "EXISTS" | "RECENT" | "EXPUNGE" | "FETCH"))
        .collect()
}

fn without(names: &BTreeSet<String>, others: &BTreeSet<String>) -> Vec<String> {
    names.difference(others).cloned().collect()
}
