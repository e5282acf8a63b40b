//! The world of a recording: its accounts, mailboxes and messages, as far as the exchanges tell of them.
//!
//! A message that nobody has seen is one of our own, so that its number, its UID and its size are there.

use super::exchange::{Exchange, Piece};
use super::kinds::{kind, name, number, words};
use super::{MASK, Recording};
use crate::engine::connection::{ConnectionId, Protocol};
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::grammar;
use crate::engine::mail::{Flags, INBOX, Message, RESOURCES, Store, Uid, canonical};
use crate::engine::step::Reply;
use crate::engine::time::Time;
use std::sync::Arc;

/// Most messages that are made.
pub(super) const MESSAGES_MAX: u32 = 10_000;
/// Most octets that all messages which nobody has seen are made of; behind them they are short.
const UNSEEN_MAX: usize = 16 << 20;
/// Most mailboxes.
const MAILBOXES_MAX: usize = 200;
/// The account of a recording in which nobody logs in by name.
const NOBODY: &str = "user";

/// A mailbox as far as it is known.
#[derive(Default)]
struct Found {
    name: String,
    count: u32,
    /// The messages that were to be recent when it was first opened.
    recent: usize,
    validity: Option<u32>,
    /// In their order, as far as something is known of them.
    messages: Vec<Seen>,
}

/// A connection, and the place of the mailbox that it has open.
struct Line {
    connection: ConnectionId,
    protocol: Protocol,
    selected: Option<usize>,
}

/// A message as far as it is known.
#[derive(Default)]
struct Seen {
    uid: Option<u32>,
    flags: Vec<String>,
    octets: Option<Vec<u8>>,
    /// Its octets, counted, where they are told and not shown.
    size: usize,
}

/// The store that a recording begins with.
pub(super) fn store(recording: &Recording, exchanges: &[Exchange]) -> Store {
    let mut mailboxes = vec![Found { name: INBOX.to_owned(), ..Found::default() }];
    let mut lines: Vec<Line> = Vec::new();
    for exchange in exchanges {
        let connection = exchange.connection;
        if let Piece::Opened(protocol, _) = exchange.what {
            lines.retain(|line| line.connection != connection);
            lines.push(Line { connection, protocol, selected: None });
        }
        let Some(line) = lines.iter_mut().find(|line| line.connection == connection) else { continue };
        if let Piece::Client(octets, _) = &exchange.what {
            match line.protocol {
                Protocol::Pop3 => exchange.replies.iter().for_each(|it| mailboxes[0].hear_pop3(octets, it)),
                Protocol::Imap => open(octets, &exchange.replies, &mut line.selected, &mut mailboxes),
            }
        }
        if let Some(mailbox) = line.selected.and_then(|place| mailboxes.get_mut(place)) {
            exchange.replies.iter().for_each(|reply| mailbox.hear_imap(reply, &exchange.what));
        }
    }
    let mut store = Store::default();
    store.open_to(Some(MASK));
    let limits = limits(exchanges);
    let nobody = [NOBODY.to_owned()];
    let mut left = (MESSAGES_MAX, UNSEEN_MAX);
    let accounts = if recording.accounts.is_empty() { &nobody[..] } else { &recording.accounts };
    for account in accounts {
        store.add_account(account, MASK, mailboxes[0].time());
        store.set_limits(account, limits);
        for found in &mailboxes {
            // INBOX is there already.
            let _ = store.create(account, &found.name, found.time(), None);
            let _ = store.subscribe(account, &found.name, true);
            found.fill(account, &mut left, &mut store);
        }
    }
    store.take_events();
    store
}

/// The limits that the first QUOTA of a recording tells (RFC 9208 §4.2.1): `* QUOTA "" (STORAGE 10 512)`.
fn limits(exchanges: &[Exchange]) -> [Option<u64>; RESOURCES.len()] {
    let mut replies = exchanges.iter().flat_map(|exchange| &exchange.replies);
    let quota = replies.find(|reply| name(reply) == "QUOTA");
    let words = quota.into_iter().flat_map(|reply| words(reply)).map(String::from_utf8_lossy);
    let words: Vec<String> = words.map(|word| word.trim_matches(['(', ')']).to_owned()).collect();
    RESOURCES.map(|resource| {
        let at = words.iter().position(|word| word.eq_ignore_ascii_case(resource))?;
        words.get(at + 2)?.parse().ok()
    })
}

/// Notes the mailboxes that a command names, and the one that it opens.
fn open(octets: &[u8], replies: &[Vec<u8>], selected: &mut Option<usize>, mailboxes: &mut Vec<Found>) {
    for reply in replies.iter().filter(|reply| matches!(&*name(reply), "LIST" | "LSUB")) {
        // The name is the last word of the line, and most servers quote it.
        let line = String::from_utf8_lossy(reply);
        let Some((_, listed)) = line.trim_end().rsplit_once(' ') else { continue };
        let listed = listed.trim_matches('"');
        if is_name(listed) && !line.to_ascii_uppercase().contains("\\NOSELECT") {
            place(listed, mailboxes);
        }
    }
    let Some(request) = grammar::read(octets).into_request() else { return };
    let done = replies.iter().any(|reply| kind(Protocol::Imap, reply) == Reply::Ok);
    let named = request.command.mailboxes();
    let names: Vec<String> =
        named.into_iter().filter(|name| name.is_valid()).map(|name| name.to_string()).collect();
    if !done {
        return;
    }
    match request.trigger {
        Trigger::Create | Trigger::Rename | Trigger::List | Trigger::Lsub => {}
        Trigger::Close => *selected = None,
        trigger => {
            let last = names.iter().map(|name| place(name, mailboxes)).last();
            if matches!(trigger, Trigger::Select | Trigger::Examine) {
                *selected = last.flatten();
            }
        }
    }
}

/// The place of the mailbox with this name, which is made if it is new; `None` where there are too many.
fn place(name: &str, mailboxes: &mut Vec<Found>) -> Option<usize> {
    let name = canonical(name);
    let known = mailboxes.iter().position(|found| found.name == *name);
    known.or_else(|| {
        let has_room = mailboxes.len() < MAILBOXES_MAX;
        has_room.then(|| mailboxes.push(Found { name: name.into_owned(), ..Found::default() }))?;
        Some(mailboxes.len() - 1)
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.is_ascii() && !name.contains(['"', '\\', '{', '*', '%'])
}

impl Found {
    /// Notes the messages that a reply to a POP3 command tells of.
    fn hear_pop3(&mut self, asked: &[u8], reply: &[u8]) {
        if kind(Protocol::Pop3, reply) != Reply::Ok {
            return;
        }
        let asked: Vec<&[u8]> = words(asked).collect();
        let Some(word) = asked.first() else { return };
        let numbers =
            |line: &[u8]| words(line).next().and_then(|word| std::str::from_utf8(word).ok()?.parse().ok());
        match word.to_ascii_uppercase().as_slice() {
            b"STAT" => self.grow(number(reply).unwrap_or(0)),
            b"LIST" | b"UIDL" => {
                for line in reply.split(|octet| *octet == b'\n').skip(1) {
                    let Some(number) = numbers(line) else { continue };
                    self.grow(number);
                    let size =
                        words(line).nth(1).and_then(numbers).filter(|_| word.eq_ignore_ascii_case(b"LIST"));
                    if let Some((seen, size)) = self.seen(number).zip(size) {
                        seen.size = size as usize;
                    }
                }
            }
            b"RETR" => {
                let Some(number) = asked.get(1).and_then(|word| numbers(word)) else { return };
                self.grow(number);
                let body =
                    reply.iter().position(|octet| *octet == b'\n').map_or(&[][..], |end| &reply[end + 1..]);
                let body = body.strip_suffix(b".\r\n").filter(|body| !body.is_empty());
                if let Some((seen, body)) = self.seen(number).zip(body) {
                    let lines = body.split_inclusive(|octet| *octet == b'\n');
                    let unstuffed = lines.map(|line| line.strip_prefix(b".").unwrap_or(line));
                    seen.octets = Some(unstuffed.collect::<Vec<_>>().concat());
                }
            }
            _ => {}
        }
    }

    /// Notes the messages that a response of IMAP tells of.
    fn hear_imap(&mut self, reply: &[u8], what: &Piece) {
        let number = number(reply).unwrap_or(0);
        let opens = |octets: &[u8]| {
            words(octets).nth(1).is_some_and(|word| {
                word.eq_ignore_ascii_case(b"SELECT") || word.eq_ignore_ascii_case(b"EXAMINE")
            })
        };
        let opened = matches!(what, Piece::Client(octets, _) if opens(octets));
        match &*name(reply) {
            "EXISTS" if opened => self.grow(number),
            "RECENT" if opened && self.validity.is_none() => self.recent = number as usize,
            "OK" if opened => {
                let line = String::from_utf8_lossy(&reply[..reply.len().min(100)]);
                let code = line.split_once("[UIDVALIDITY ").and_then(|(_, rest)| rest.split_once(']'));
                self.validity = self.validity.or_else(|| code?.0.parse().ok());
            }
            "FETCH" => {
                let Some(seen) = self.seen(number) else { return };
                let end = reply.windows(3).position(|it| it == b"}\r\n").unwrap_or(reply.len());
                let line = String::from_utf8_lossy(&reply[..end.min(4096)]).into_owned();
                let behind = |item: &str| line.split_once(item).map(|(_, rest)| rest);
                let told = |item: &str| {
                    let digits = behind(item)?.split(|c: char| !c.is_ascii_digit()).next()?;
                    digits.parse::<u32>().ok()
                };
                seen.uid = seen.uid.or_else(|| told("UID "));
                seen.size = told("RFC822.SIZE ").map_or(seen.size, |size| size as usize);
                if let Some((flags, _)) = behind("FLAGS (").and_then(|rest| rest.split_once(')'))
                    && seen.flags.is_empty()
                {
                    seen.flags =
                        flags.split(' ').filter(|flag| *flag != "\\Recent").map(str::to_owned).collect();
                }
                let is_whole = line.contains("BODY[] {") || line.contains("RFC822 {");
                let length = line.rsplit_once('{').and_then(|(_, digits)| digits.parse::<usize>().ok());
                if let Some(octets) =
                    length.filter(|_| is_whole).and_then(|it| reply.get(end + 3..)?.get(..it))
                {
                    seen.octets = Some(octets.to_vec());
                }
            }
            _ => {}
        }
    }

    fn grow(&mut self, count: u32) {
        self.count = self.count.max(count).min(MESSAGES_MAX);
    }

    /// The message with this number, if there is one.
    fn seen(&mut self, number: u32) -> Option<&mut Seen> {
        let place = number.checked_sub(1).filter(|_| number <= self.count)? as usize;
        if self.messages.len() <= place {
            self.messages.resize_with(place + 1, Seen::default);
        }
        self.messages.get_mut(place)
    }

    /// The time that gives a mailbox its UIDVALIDITY.
    fn time(&self) -> Time {
        self.validity.map_or(Time::START, |validity| Time(u64::from(validity) * 1000))
    }

    /// Puts the messages in, as far as messages are left, and octets for those that nobody has seen.
    fn fill(&self, account: &str, left: &mut (u32, usize), store: &mut Store) {
        let unseen = Arc::new(Message::new(UNSEEN));
        let unknown = Seen::default();
        let count = self.count.min(left.0);
        left.0 -= count;
        for place in 0..count as usize {
            let seen = self.messages.get(place).unwrap_or(&unknown);
            let message = match &seen.octets {
                Some(octets) => Arc::new(Message::new(octets)),
                None if seen.size > UNSEEN.len() && seen.size <= left.1 => {
                    left.1 -= seen.size;
                    Arc::new(Message::new(&placeholder(seen.size)))
                }
                None => unseen.clone(),
            };
            let uid = seen.uid.unwrap_or(1).min(u32::MAX - MESSAGES_MAX);
            let flags = Flags::of(seen.flags.iter().map(String::as_str));
            let _ = store.append_as(account, &self.name, Uid(uid), message, flags, Time::START, None);
        }
        store.keep_recent(account, &self.name, self.recent);
    }
}

/// A message of so many octets, more than [`UNSEEN`] has, in the place of one that the recording does not show.
fn placeholder(size: usize) -> Vec<u8> {
    let mut octets = UNSEEN.to_vec();
    octets.resize(size, b'x');
    // RFC 5322 §2.1.1: "Each line of characters MUST be no more than 998 characters, and SHOULD be no more than 78
    // characters, excluding the CRLF."
    for line in octets[UNSEEN.len()..].chunks_mut(80) {
        if let Some(end) = line.last_chunk_mut() {
            *end = *b"\r\n";
        }
    }
    octets
}

/// The beginning of such a message.
pub(super) const UNSEEN: &[u8] = b"Subject: ...\r\n\r\n";
