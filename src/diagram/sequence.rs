//! The conversation as a ladder: turns become rows between the lifelines of the clients and that of the server.
//!
//! The rules of this file:
//! 1. All rows are of one height, so that their places are counted, and only those in sight are made.
//! 2. A turn has at least one row, and a bounded number of them, however much goes over the wire in it.
//! 3. No human language: a row says what happened, and its words are the protocol's own.

use crate::engine::mail::Change;
use crate::engine::step::{Closing, Party, Reply, Step};
use crate::engine::time::{MINUTE, Time};
use crate::engine::tls::Handshake;
use crate::engine::wire::{Role, Wire};
use crate::engine::{ConnectionId, Turn};
use crate::i18n::seen;
use std::cell::Cell;
use std::rc::Rc;

/// Most rows of one command or reply: its first lines, the sum of those left out, and its last line.
const LINES_MAX: usize = 5;
/// Most replies of one turn that are told: the first ones and the last ones.
const REPLIES: (usize, usize) = (6, 3);
/// Most characters that are kept of a line.
const TEXT_MAX: usize = 160;

/// A row of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The connection that it is about; `None` for mail that arrives and time that passes.
    pub connection: Option<ConnectionId>,
    /// Whether a group of rows begins here: a command with all that answers it.
    pub begins: bool,
    /// The thing that happened.
    pub event: Event,
}

/// The thing that a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// TCP's SYN, SYN-ACK and ACK at this port of the server.
    Handshake(u16),
    /// The handshake of TLS: from here on everything is encrypted.
    Tls,
    /// A line of the protocol.
    Line(Line),
    /// Octets, or whole replies, that are left out here.
    LeftOut {
        /// The end that sent them.
        from: Party,
        /// Their number.
        count: usize,
        /// Whether replies were counted, and not octets.
        replies: bool,
    },
    /// Time passes: so many minutes, or seconds where it is less than one.
    Gap {
        /// The length in whole minutes.
        minutes: u64,
        /// The seconds above them.
        seconds: u64,
    },
    /// The inactivity timer runs out.
    Expired,
    /// A message arrives at an account.
    Delivered(String),
    /// The server ends the connection: FIN from both sides.
    Fin,
    /// The line is cut: nothing comes any more, and no FIN either.
    Cut,
    /// None of these.
    Other,
}

/// A line of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The end that sent it.
    pub from: Party,
    /// Its words: no control characters, without its end, and not endless.
    pub text: String,
    /// For the first line of a reply, its kind.
    pub reply: Option<Reply>,
    /// Whether it goes on with the line before it: a literal, a further line of a reply.
    pub goes_on: bool,
    /// Whether the server says it without having been asked.
    pub unasked: bool,
}

/// A row with its words, in its place between the lifelines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// The row.
    pub row: Row,
    /// The place of its client's lifeline; `None` where it has none.
    pub lane: Option<usize>,
    /// Each lifeline beside it.
    pub threads: Vec<Thread>,
    /// The words.
    pub words: String,
}

/// A client's lifeline beside a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thread {
    /// There is no connection.
    None,
    /// The connection is open.
    Open,
    /// TLS protects it.
    Tls,
}

impl Event {
    /// The end that sends something in it, if one does.
    pub const fn from(&self) -> Option<Party> {
        match self {
            Event::Line(Line { from, .. }) | Event::LeftOut { from, .. } => Some(*from),
            _ => None,
        }
    }

    /// Its kind in classes.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::Line(_) => "line",
            Event::LeftOut { .. } => "left-out",
            Event::Handshake(_) | Event::Fin => "tcp",
            Event::Tls => "tls",
            Event::Gap { .. } | Event::Expired => "time",
            Event::Delivered(_) => "mail",
            Event::Cut => "cut",
            Event::Other => "other",
        }
    }
}

/// A row before its words are made: counting needs nothing but that there is one.
enum Piece<'a> {
    Is(Event),
    Gap(Time),
    Delivered(&'a str),
    Line { from: Party, wire: &'a Wire, nth: usize, reply: Option<Reply> },
}

/// Goes through the rows of a turn in their order.
fn walk<'a>(turn: &'a Turn, put: &mut dyn FnMut(Piece<'a>)) {
    let replies = turn.replies().count();
    let (first, last) = REPLIES;
    let left_out = if replies > first + last + 1 { first..replies - last } else { 0..0 };
    let (is_empty, mut reply_at) = (Cell::new(true), 0);
    let mut put = |piece| {
        is_empty.set(false);
        put(piece);
    };
    for step in turn.steps() {
        match step {
            Step::Opened { protocol, .. } => {
                let row = protocol.row();
                put(Piece::Is(Event::Handshake(if turn.begins_tls() { row.tls_port } else { row.port })));
            }
            Step::Wire { from, wire, reply, .. } => {
                if *from == Party::Server {
                    reply_at += 1;
                    if left_out.contains(&(reply_at - 1)) {
                        if reply_at - 1 == left_out.start {
                            let count = left_out.len();
                            put(Piece::Is(Event::LeftOut { from: *from, count, replies: true }));
                        }
                        continue;
                    }
                }
                for nth in 0..lines_shown(wire) {
                    put(Piece::Line { from: *from, wire, nth, reply: *reply });
                }
            }
            Step::Clock { now } => put(Piece::Gap(*now)),
            Step::TimerExpired { .. } => put(Piece::Is(Event::Expired)),
            Step::Moved { moved, .. } if moved.trigger.name == Handshake::Completed.name() => {
                put(Piece::Is(Event::Tls));
            }
            Step::Mailbox { account, change: Change::Added { .. }, .. } if turn.connection().is_none() => {
                put(Piece::Delivered(account));
            }
            Step::Closed { by: Closing::Cut, .. } => put(Piece::Is(Event::Cut)),
            Step::Closed { .. } => put(Piece::Is(Event::Fin)),
            _ => {}
        }
    }
    if is_empty.get() {
        put(Piece::Is(Event::Other));
    }
}

/// The rows of a turn; `before` is the time before it.
pub fn rows(turn: &Turn, before: Time) -> Vec<Row> {
    let connection = turn.connection();
    // Octets that go on with an earlier command: a literal and the rest behind it, data of an authentication.
    let first = turn.wires(Party::Client).next().and_then(|wire| wire.spans().first());
    let goes_on = first
        .is_some_and(|span| matches!(span.role, Role::Literal | Role::Secret | Role::Separator | Role::Crlf));
    let news = News::of(turn);
    let mut rows = Vec::new();
    walk(turn, &mut |piece| {
        let event = match piece {
            Piece::Is(event) => event,
            Piece::Gap(now) => {
                let seconds = now.since(before) / 1000;
                Event::Gap { minutes: seconds * 1000 / MINUTE, seconds: seconds % 60 }
            }
            Piece::Delivered(account) => Event::Delivered(account.to_owned()),
            Piece::Line { from, wire, nth, reply } => line(from, wire, nth, reply, &news),
        };
        // An answer whose command stands in the turn before.
        let answers = matches!(event, Event::Line(Line { from: Party::Server, unasked: false, .. }));
        let begins = rows.is_empty() && !goes_on && !answers;
        // Time passes for all.
        let connection = connection.filter(|_| !matches!(event, Event::Gap { .. }));
        rows.push(Row { connection, begins, event });
    });
    rows
}

/// The number of rows of a turn.
fn count(turn: &Turn) -> u32 {
    let mut count = 0;
    walk(turn, &mut |_| count += 1);
    count
}

fn lines_of(octets: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    octets.split_inclusive(|octet| *octet == b'\n')
}

/// The rows of a command or reply. No more lines are looked at than have rows, so that a large message costs no more
/// than a small one.
fn lines_shown(wire: &Wire) -> usize {
    lines_of(wire.octets()).take(LINES_MAX + 1).count().clamp(1, LINES_MAX)
}

fn line(from: Party, wire: &Wire, nth: usize, reply: Option<Reply>, news: &News) -> Event {
    let octets = wire.octets();
    let is_long = nth + 2 >= LINES_MAX && lines_of(octets).nth(LINES_MAX).is_some();
    let mut last = &[][..];
    if is_long {
        last = lines_of(octets).next_back().unwrap_or_default();
        if nth + 1 < LINES_MAX {
            let before: usize = lines_of(octets).take(nth).map(<[u8]>::len).sum();
            let count = octets.len() - before - last.len();
            return Event::LeftOut { from, count, replies: false };
        }
    }
    let own = if is_long { last } else { lines_of(octets).nth(nth).unwrap_or_default() };
    Event::Line(Line {
        from,
        text: text(own),
        reply: reply.filter(|_| nth == 0),
        goes_on: nth > 0,
        unasked: nth == 0 && reply.is_some_and(|reply| news.has(reply, wire)),
    })
}

/// The signs by which data that nobody asked for are known. RFC 3501 §7: "A client MUST be prepared to accept any
/// server response at all times."
struct News {
    /// Nothing was asked: all that comes is news.
    all: bool,
    /// The sizes of the mailbox belong to an answer: it was opened, or the command itself changes it.
    opens: bool,
    /// The command names messages.
    names: bool,
}

impl News {
    fn of(turn: &Turn) -> Self {
        let mut client = turn.wires(Party::Client);
        let greets = turn.moves().any(|moved| moved.edge.from == moved.chart.initial().name);
        let told_flags = turn.wires(Party::Server).any(|wire| keyword(wire) == b"FLAGS");
        let names = |wire: &Wire| wire.spans().iter().any(|span| span.role == Role::Set);
        Self {
            all: client.clone().next().is_none() && !greets,
            opens: told_flags || turn.changes_store(),
            names: client.any(names),
        }
    }

    fn has(&self, reply: Reply, wire: &Wire) -> bool {
        let by_kind = match keyword(wire) {
            b"EXISTS" | b"RECENT" | b"EXPUNGE" | b"VANISHED" => !self.opens,
            b"FETCH" => !self.names,
            _ => false,
        };
        matches!(reply, Reply::Untagged | Reply::Bye) && (self.all || by_kind)
    }
}

fn keyword(wire: &Wire) -> &[u8] {
    let span = wire.spans().iter().find(|span| span.role == Role::Keyword);
    span.map_or(&[], |span| wire.of(*span))
}

/// A line for people: no control character turns it round or ends it.
fn text(line: &[u8]) -> String {
    let line = line.trim_ascii_end();
    // A character has at most four octets.
    let start = &line[..line.len().min(4 * TEXT_MAX)];
    String::from_utf8_lossy(start).chars().map(seen).take(TEXT_MAX).collect()
}

/// The places of the rows of many turns. It follows a list of turns that grows, that is cut and grows otherwise, or that
/// becomes another list.
#[derive(Debug, Default)]
pub struct Index {
    /// Each turn, and the number of rows up to its end.
    ends: Vec<(Rc<Turn>, u32)>,
}

impl Index {
    /// Takes note of the first `len` turns.
    pub fn follow<'a>(&mut self, len: usize, turn: impl Fn(usize) -> &'a Rc<Turn>) {
        let is_same = |at: &usize| Rc::ptr_eq(&self.ends[*at].0, turn(*at));
        let mut known = self.ends.len().min(len);
        if known.checked_sub(1).is_some_and(|last| !is_same(&last)) {
            // A turn that is the same has the same turns before it.
            let (mut low, mut high) = (0, known);
            while low < high {
                let middle = (low + high) / 2;
                (low, high) = if is_same(&middle) { (middle + 1, high) } else { (low, middle) };
            }
            known = low;
            self.ends.truncate(known);
        }
        for at in self.ends.len()..len {
            let turn = turn(at);
            let end = self.rows(at) as u32 + count(turn);
            self.ends.push((turn.clone(), end));
        }
    }

    /// The number of rows of the first `turns` turns.
    pub fn rows(&self, turns: usize) -> usize {
        turns.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |(_, end)| *end as usize)
    }

    /// The index of the turn that a row belongs to.
    pub fn turn(&self, row: usize) -> usize {
        self.ends.partition_point(|(_, end)| *end as usize <= row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Lab, Protocol};

    fn conversation(lines: &[&str]) -> Vec<Rc<Turn>> {
        let connection = ConnectionId(1);
        let connect = Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok };
        let send = |line: &&str| Action::Send { connection, octets: format!("{line}\r\n").into_bytes() };
        let mut lab = Lab::new(&SCENARIOS[0]);
        let actions = [connect].into_iter().chain(lines.iter().map(send));
        actions.flat_map(|action| lab.run(&action)).map(Rc::new).collect()
    }

    #[test]
    fn long_replies_are_told_by_their_beginning_and_their_end() {
        let turns = conversation(&["USER anna", "PASS geheim", "RETR 5"]);
        let rows = rows(&turns[3], Time::START);
        let [command, status, _, _, left_out, end] = &rows[..] else { panic!("{rows:?}") };
        assert!(command.begins && !status.begins);
        let octets: usize = turns[3].wires(Party::Server).map(|wire| wire.octets().len()).sum();
        let Event::LeftOut { count, replies: false, .. } = left_out.event else { panic!("{left_out:?}") };
        assert!((1..octets).contains(&count));
        let Event::Line(line) = &end.event else { panic!("{end:?}") };
        assert_eq!((&*line.text, line.goes_on, line.reply), (".", true, None));
    }

    #[test]
    fn an_index_follows_what_is_cut_and_grows_otherwise() {
        let (long, other) = (conversation(&["NOOP", "QUIT"]), conversation(&["CAPA"]));
        let forked: Vec<Rc<Turn>> = long[..2].iter().chain(&other[1..]).cloned().collect();
        let mut index = Index::default();
        for turns in [&long, &forked, &other, &long] {
            for len in [turns.len(), 1, turns.len()] {
                index.follow(len, |at| &turns[at]);
                let all: Vec<usize> = turns[..len]
                    .iter()
                    .enumerate()
                    .flat_map(|(at, turn)| rows(turn, Time::START).into_iter().map(move |_| at))
                    .collect();
                assert_eq!(index.rows(len), all.len());
                assert_eq!((0..all.len()).map(|row| index.turn(row)).collect::<Vec<_>>(), all);
            }
        }
    }

    #[test]
    fn words_hold_nothing_that_cannot_be_seen() {
        assert_eq!(text(b"NO\x00OP\r\n"), "NO␀OP");
        assert_eq!(text("a\u{202E}b".as_bytes()), "a\u{fffd}b");
        assert_eq!(text(&[b'x'; 5000]).len(), TEXT_MAX);
    }
}
