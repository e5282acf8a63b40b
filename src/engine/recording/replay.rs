//! The replay: exchange by exchange, beside our own server's answer.

use super::exchange::{Exchange, Piece, exchanges};
use super::kinds::{name, number, words};
use super::world::{MESSAGES_MAX, UNSEEN, store};
use super::{Recording, kinds};
use crate::engine::action::Action;
use crate::engine::connection::{ConnectionId, Greeting, Protocol};
use crate::engine::lab::Lab;
use crate::engine::mail::{Flags, Message};
use crate::engine::session::Awaits;
use crate::engine::step::{Reply, Rule, Step, Why};
use crate::engine::time::Time;
use crate::engine::turn::Turn;
use crate::engine::wire::Wire;
use std::sync::Arc;

/// Most octets of our own answer that are kept of a difference.
const ANSWER_MAX: usize = 1000;
/// Most octets of all answers of our own server; after them it is not asked any more.
const OURS_MAX: usize = 16 << 20;
/// The octets that a step counts for.
const STEP_OCTETS: usize = 100;
/// Shortest pause that is shown, in milliseconds.
const PAUSE_MIN: u64 = 1000;

/// The world before a recording begins, and its turns, each with the world after it. Where our own server would have
/// given an answer of another kind, a remark says so: the answer is its argument `answer`.
pub fn replay(recording: &Recording) -> (Lab, Vec<(Turn, Lab)>) {
    let exchanges = exchanges(recording);
    let start = Lab::with_store(store(recording, &exchanges), Time::START);
    let mut replay = Replay {
        lab: start.clone(),
        began: start.now(),
        played: Vec::new(),
        held: Vec::new(),
        left: OURS_MAX,
        room: MESSAGES_MAX as usize,
    };
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
    played: Vec<(Turn, Lab)>,
    /// The octets of a client that have made no turn yet, and the client.
    held: Vec<(ConnectionId, Vec<u8>)>,
    /// The octets that our own server may still say.
    left: usize,
    /// The messages that may still arrive.
    room: usize,
}

impl Replay {
    fn push(&mut self, turn: Turn) {
        if !turn.is_empty() {
            self.played.push((turn, self.lab.clone()));
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
        let mut turns: Vec<(Turn, Lab)> = Vec::new();
        if self.left > 0 {
            trial.handle(&Action::Send { connection, octets: octets.to_vec() });
            while let Some(turn) = trial.poll() {
                turns.push((turn, trial.clone()));
            }
            turns.retain(|(turn, _)| turn.is_of(connection));
        }
        if turns.is_empty() && said.is_empty() && self.left > 0 {
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
        let ours: Vec<(Reply, Wire)> = turns
            .iter()
            .flat_map(|(turn, _)| turn.replies().map(|(reply, wire)| (reply, wire.clone())))
            .collect();
        let octets_said: usize = ours.iter().map(|(_, wire)| wire.octets().len()).sum();
        let steps: usize = turns.iter().map(|(turn, _)| turn.steps().len()).sum();
        self.left = self.left.saturating_sub(octets_said + steps * STEP_OCTETS);
        let theirs = verdict(said.iter().map(|(_, it)| *it));
        let own = verdict(ours.iter().map(|(it, _)| *it));
        if !turns.is_empty() && (theirs.is_none() || theirs == own) {
            let names: Vec<String> = said.iter().filter_map(|(wire, _)| untagged(wire)).collect();
            let our_names: Vec<String> = ours.iter().filter_map(|(_, wire)| untagged(wire)).collect();
            let lacks = |names: &[String], others: &[String]| names.iter().any(|name| !others.contains(name));
            let differ = lacks(&names, &our_names) || lacks(&our_names, &names);
            let mut remark = (theirs.is_some() && differ).then(|| remark(protocol.row().differs[1], &ours));
            let mut said = Some(said);
            let last = turns.len().saturating_sub(1);
            for (index, (turn, lab)) in turns.into_iter().enumerate() {
                let speaks = turn.replies().next().is_some() || index == last;
                let mut turn = turn.answered(connection, said.take_if(|_| speaks).unwrap_or_default());
                turn.extend(remark.take_if(|_| speaks).map(|why| Step::Remarked { connection, why }));
                self.lab = lab;
                self.push(turn);
            }
            self.lab = trial;
            return;
        }
        // A masked secret fits or does not, nobody can know; and a log may lack what our server waits for.
        let is_data = self.awaits(connection) == Some(Awaits::AuthenticationData);
        let state = trial.connection(connection).map_or("", |it| it.session.machines()[0].state().name);
        let remark = own.filter(|_| !masked && !is_data).map(|own| {
            remark(protocol.row().differs[0], &ours)
                .with("reply", protocol.row().word(own))
                .with("state", state)
        });
        let mut turn = self.lab.believe(connection, &whole, theirs).answered(connection, said);
        turn.extend(remark.map(|why| Step::Remarked { connection, why }));
        self.push(turn);
        while let Some(turn) = self.lab.poll() {
            self.push(turn.answered(connection, Vec::new()));
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
                "EXISTS" => came = (number as usize).saturating_sub(uids.len()),
                _ => {}
            }
        }
        let held = self.lab.store().mailbox(&account, &mailbox).map_or(0, |mailbox| mailbox.entries.len());
        came = (came + uids.len() + gone.len()).saturating_sub(held).min(came).min(self.room);
        self.room -= came;
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

/// The remark that our own server would have answered so.
fn remark(rule: &'static Rule, ours: &[(Reply, Wire)]) -> Why {
    let mut answer: String = ours.iter().map(|(_, wire)| wire.text()).collect();
    answer.truncate(answer.floor_char_boundary(ANSWER_MAX));
    Why::from(rule).with("answer", answer)
}

/// The name of an untagged response that belongs to the command: news of others' doings, and remarks, may come with any.
fn untagged(wire: &Wire) -> Option<String> {
    let name = name(wire.octets());
    let is_news = matches!(&*name, "" | "OK" | "NO" | "EXISTS" | "RECENT" | "EXPUNGE" | "FETCH");
    (!is_news).then_some(name)
}

/// Our own server's answer in a turn of a recording, where it would have been another one.
pub fn differing(turn: &Turn) -> Option<&str> {
    let answers = turn.remarks().flat_map(|why| &why.args);
    answers.filter(|(name, _)| *name == "answer").map(|(_, answer)| &**answer).next()
}
