//! Events become exchanges: a piece of what the client sent, and the replies to it.
//!
//! POP3's replies come in the order of the commands (RFC 1939 §3, RFC 2449 §6.6). IMAP's bear the command's tag (RFC
//! 3501 §2.2.2); untagged ones belong to the oldest command that is not complete.

use super::kinds::{kind, lists, words};
use super::{EVENTS_MAX, Recording, What};
use crate::engine::connection::{ConnectionId, Protocol};
use crate::engine::imap::grammar;
use crate::engine::step::Reply;

/// A piece of a conversation.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) connection: ConnectionId,
    /// The time since the first event, in milliseconds.
    pub(super) at: Option<u64>,
    pub(super) what: Piece,
    /// The server's replies, each whole.
    pub(super) replies: Vec<Vec<u8>>,
}

/// The beginning of an exchange.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// The connection is opened; the replies are the greeting.
    Opened(Protocol, bool),
    /// The client's octets, and whether a secret among them is masked.
    Client(Vec<u8>, bool),
    /// The server speaks unasked.
    Told,
    /// The connection is gone.
    Closed,
}

/// A command that awaits more of its reply.
struct Pending {
    exchange: usize,
    /// IMAP's tag.
    tag: Vec<u8>,
    /// Whether the reply to a POP3 command has further lines.
    multi: bool,
    /// Whether the server has asked for more: the client's next octets belong to it.
    continued: bool,
    /// Whether it is IDLE: what comes behind the `+` is unasked.
    idle: bool,
}

/// A connection's side of the assembly.
struct Line {
    connection: ConnectionId,
    protocol: Protocol,
    pending: Vec<Pending>,
    /// A reply that is not complete.
    partial: Vec<u8>,
    /// The places in it where an announced literal begins and ends.
    literal_begin: usize,
    literal_end: usize,
    /// The octets of the client's literal that are to come, while its command is not complete.
    client_literal: Option<usize>,
    /// The exchange that takes what is said unasked.
    told: Option<usize>,
}

/// The exchanges of a recording, in order.
pub(super) fn exchanges(recording: &Recording) -> Vec<Exchange> {
    let mut all: Vec<Exchange> = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    for event in recording.events.iter().take(EVENTS_MAX) {
        let (connection, at) = (event.connection, event.at);
        let exchange = |what| Exchange { connection, at, what, replies: Vec::new() };
        if let What::Opened { protocol, tls } = event.what {
            lines.retain(|line| line.connection != connection);
            lines.push(Line::new(connection, protocol, all.len()));
            all.push(exchange(Piece::Opened(protocol, tls)));
            continue;
        }
        let Some(line) = lines.iter_mut().find(|line| line.connection == connection) else { continue };
        match &event.what {
            What::Opened { .. } => {}
            What::Client { octets, masked } => {
                line.finish(at, &mut all);
                line.send(octets, all.len());
                all.push(exchange(Piece::Client(octets.clone(), *masked)));
            }
            What::Server(octets) => line.hear(octets, at, &mut all),
            What::Closed => {
                line.finish(at, &mut all);
                lines.retain(|line| line.connection != connection);
                all.push(exchange(Piece::Closed));
            }
        }
    }
    lines.iter_mut().for_each(|line| line.finish(None, &mut all));
    all
}

impl Line {
    fn new(connection: ConnectionId, protocol: Protocol, greeting: usize) -> Self {
        Self {
            connection,
            protocol,
            pending: Vec::new(),
            partial: Vec::new(),
            literal_begin: 0,
            literal_end: 0,
            client_literal: None,
            told: Some(greeting),
        }
    }

    /// The client sends octets, which begin this exchange.
    fn send(&mut self, octets: &[u8], exchange: usize) {
        self.told = None;
        let inside = self.client_literal;
        let next = announced(octets).filter(|_| self.protocol == Protocol::Imap);
        self.client_literal = match inside {
            Some(left) if octets.len() <= left => Some(left - octets.len()),
            _ => next,
        };
        let goes_on = match inside {
            Some(_) => self.pending.last_mut(),
            None => self.pending.iter_mut().find(|pending| pending.continued),
        };
        if let Some(pending) = goes_on {
            (pending.exchange, pending.continued, pending.idle) = (exchange, false, false);
            return;
        }
        let mut words = words(octets);
        let first = words.next().unwrap_or_default();
        let second = words.next();
        let multi = lists(octets);
        let idle = second.is_some_and(|word| word.eq_ignore_ascii_case(b"IDLE"));
        self.pending.push(Pending { exchange, tag: first.to_vec(), multi, continued: false, idle });
    }

    /// The server sends a line.
    fn hear(&mut self, octets: &[u8], at: Option<u64>, all: &mut Vec<Exchange>) {
        let is_imap = self.protocol == Protocol::Imap;
        let completes = matches!(kind(Protocol::Imap, octets), Reply::Ok | Reply::No | Reply::Bad);
        let tag = words(octets).next().filter(|_| is_imap && completes);
        if tag.is_some() && self.pending.iter().any(|pending| Some(&*pending.tag) == tag) {
            // Some logs leave literals out, or their ends: then this is no part of one.
            let said = &self.partial[self.literal_begin.min(self.partial.len())..];
            if said.is_empty() || said == b")\r\n" || said.ends_with(b"\n)\r\n") {
                self.finish(at, all);
            }
        }
        let first = self.partial.is_empty();
        self.partial.extend_from_slice(octets);
        let lists = || self.pending.first().is_some_and(|front| front.multi);
        let whole = match is_imap {
            true => self.has_whole_response(),
            false if first => kind(Protocol::Pop3, octets) != Reply::Ok || !lists(),
            false => octets == b".\r\n",
        };
        if whole {
            self.finish(at, all);
        }
    }

    /// Whether no literal of the response is to come.
    fn has_whole_response(&mut self) -> bool {
        let length = self.partial.len();
        if length <= self.literal_end && self.literal_end > 0 {
            return false;
        }
        match announced(&self.partial[self.literal_end..]) {
            Some(count) => {
                self.literal_begin = length;
                self.literal_end = length.saturating_add(count);
                false
            }
            None => true,
        }
    }

    /// The place of the command to which the reply so far belongs.
    fn target(&self) -> Option<usize> {
        let first = words(&self.partial).next()?;
        let speaks_unasked = |pending: &Pending| pending.idle && pending.continued;
        match (self.protocol, first) {
            (Protocol::Imap, b"*") => self.pending.first().filter(|front| !speaks_unasked(front)).map(|_| 0),
            (Protocol::Imap, b"+") | (Protocol::Pop3, _) => self.pending.first().map(|_| 0),
            (Protocol::Imap, tag) => self.pending.iter().position(|pending| pending.tag == tag),
        }
    }

    /// Ends the reply so far: it belongs to its command, or was said unasked.
    fn finish(&mut self, at: Option<u64>, all: &mut Vec<Exchange>) {
        (self.literal_begin, self.literal_end) = (0, 0);
        if self.partial.is_empty() {
            return;
        }
        let place = self.target();
        let reply = std::mem::take(&mut self.partial);
        let kind = kind(self.protocol, &reply);
        let exchange = match place.and_then(|place| self.pending.get_mut(place)) {
            Some(pending) => {
                pending.continued |= kind == Reply::Continue;
                pending.exchange
            }
            None => *self.told.get_or_insert_with(|| {
                let connection = self.connection;
                all.push(Exchange { connection, at, what: Piece::Told, replies: Vec::new() });
                all.len() - 1
            }),
        };
        if let Some(exchange) = all.get_mut(exchange) {
            exchange.replies.push(reply);
        }
        if let Some(place) = place
            && matches!(kind, Reply::Ok | Reply::Err | Reply::No | Reply::Bad)
        {
            self.pending.remove(place);
        }
    }
}

/// The length in octets of the literal that a line announces at its end.
pub fn announced(line: &[u8]) -> Option<usize> {
    let (length, _) = grammar::line_announcement(line)?;
    usize::try_from(length).ok().filter(|length| *length < usize::MAX)
}
