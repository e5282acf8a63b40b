//! The world of a recording: its accounts, mailboxes and messages, as far as the exchanges tell of them.
//!
//! A message that nobody has seen is a short one of our own, so that its number and its UID are there.

use super::exchange::{Exchange, Piece};
use super::kinds::{kind, name, number, words};
use super::{MASK, Recording};
use crate::engine::connection::{ConnectionId, Protocol};
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::grammar;
use crate::engine::mail::{Flags, INBOX, Message, Store, Uid, canonical};
use crate::engine::step::Reply;
use crate::engine::time::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most messages that are made.
pub(super) const MESSAGES_MAX: u32 = 10_000;
/// Most mailboxes.
const MAILBOXES_MAX: usize = 200;
/// The account of a recording in which nobody logs in by name.
const NOBODY: &str = "user";

/// A mailbox as far as it is known.
#[derive(Default)]
struct Found {
    count: u32,
    messages: BTreeMap<u32, Seen>,
}

/// A message as far as it is known, by its first number.
#[derive(Default)]
struct Seen {
    uid: Option<u32>,
    flags: Vec<String>,
    octets: Option<Vec<u8>>,
}

/// The store that a recording begins with.
pub(super) fn store(recording: &Recording, exchanges: &[Exchange]) -> Store {
    let mut mailboxes: BTreeMap<String, Found> = BTreeMap::new();
    mailboxes.insert(INBOX.to_owned(), Found::default());
    let mut protocols: BTreeMap<ConnectionId, Protocol> = BTreeMap::new();
    let mut selected: BTreeMap<ConnectionId, Option<String>> = BTreeMap::new();
    for exchange in exchanges {
        let id = exchange.connection;
        match &exchange.what {
            Piece::Opened(protocol, _) => drop(protocols.insert(id, *protocol)),
            Piece::Client(octets, _) if protocols.get(&id) == Some(&Protocol::Pop3) => {
                let inbox = mailboxes.entry(INBOX.to_owned()).or_default();
                exchange.replies.iter().for_each(|reply| inbox.hear_pop3(octets, reply));
            }
            Piece::Client(octets, _) => {
                open(octets, &exchange.replies, selected.entry(id).or_default(), &mut mailboxes);
            }
            Piece::Told | Piece::Closed => {}
        }
        for reply in &exchange.replies {
            let Some(Some(mailbox)) = selected.get(&id) else { continue };
            mailboxes.entry(mailbox.clone()).or_default().hear_imap(reply, &exchange.what);
        }
    }
    let mut store = Store::default();
    store.open_to(Some(MASK));
    let nobody = [NOBODY.to_owned()];
    let mut left = MESSAGES_MAX;
    let accounts = if recording.accounts.is_empty() { &nobody[..] } else { &recording.accounts };
    for account in accounts {
        store.add_account(account, MASK, Time::START);
        for (mailbox, found) in mailboxes.iter().take(MAILBOXES_MAX) {
            // INBOX is there already.
            let _ = store.create(account, mailbox, Time::START, None);
            let _ = store.subscribe(account, mailbox, true);
            left -= found.fill(account, mailbox, left, &mut store);
        }
    }
    store.take_events();
    store
}

/// Notes the mailboxes that a command names, and the one that it opens.
fn open(
    octets: &[u8],
    replies: &[Vec<u8>],
    selected: &mut Option<String>,
    mailboxes: &mut BTreeMap<String, Found>,
) {
    for reply in replies.iter().filter(|reply| matches!(&*name(reply), "LIST" | "LSUB")) {
        // The name is the last word of the line, and most servers quote it.
        let line = String::from_utf8_lossy(reply);
        let Some((_, listed)) = line.trim_end().rsplit_once(' ') else { continue };
        let listed = listed.trim_matches('"');
        if is_name(listed) && !line.to_ascii_uppercase().contains("\\NOSELECT") {
            mailboxes.entry(canonical(listed).into_owned()).or_default();
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
        Trigger::Select | Trigger::Examine => {
            *selected = names.first().map(|name| canonical(name).into_owned());
        }
        Trigger::Close => *selected = None,
        _ => {}
    }
    if !matches!(request.trigger, Trigger::Create | Trigger::Rename | Trigger::List | Trigger::Lsub) {
        for name in names {
            mailboxes.entry(canonical(&name).into_owned()).or_default();
        }
    }
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
                let listed = reply.split(|octet| *octet == b'\n').skip(1).filter_map(numbers).max();
                self.grow(listed.unwrap_or(0));
            }
            b"RETR" => {
                let Some(number) = asked.get(1).and_then(|word| numbers(word)) else { return };
                self.grow(number);
                let body =
                    reply.iter().position(|octet| *octet == b'\n').map_or(&[][..], |end| &reply[end + 1..]);
                if let Some(body) = body.strip_suffix(b".\r\n").filter(|body| !body.is_empty()) {
                    let lines = body.split_inclusive(|octet| *octet == b'\n');
                    let unstuffed = lines.map(|line| line.strip_prefix(b".").unwrap_or(line));
                    self.messages.entry(number).or_default().octets =
                        Some(unstuffed.collect::<Vec<_>>().concat());
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
        match &*name(reply) {
            "EXISTS" if matches!(what, Piece::Client(octets, _) if opens(octets)) => self.grow(number),
            "FETCH" if number > 0 && number <= self.count => {
                let seen = self.messages.entry(number).or_default();
                let end = reply.windows(3).position(|it| it == b"}\r\n").unwrap_or(reply.len());
                let line = String::from_utf8_lossy(&reply[..end.min(4096)]).into_owned();
                let behind = |item: &str| line.split_once(item).map(|(_, rest)| rest);
                if let Some(rest) = behind("UID ") {
                    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                    seen.uid = seen.uid.or(digits.parse().ok());
                }
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

    /// Puts the messages in, at most so many; gives their number.
    fn fill(&self, account: &str, mailbox: &str, most: u32, store: &mut Store) -> u32 {
        let unseen = Arc::new(Message::new(UNSEEN));
        let unknown = Seen::default();
        let count = self.count.min(most);
        for number in 1..=count {
            let seen = self.messages.get(&number).unwrap_or(&unknown);
            let message = match &seen.octets {
                Some(octets) => Arc::new(Message::new(octets)),
                None => unseen.clone(),
            };
            let uid = seen.uid.unwrap_or(1).min(u32::MAX - MESSAGES_MAX);
            let flags = Flags::of(seen.flags.iter().map(String::as_str));
            let _ = store.append_as(account, mailbox, Uid(uid), message, flags, Time::START, None);
        }
        count
    }
}

/// A message in the place of one that the recording does not show.
pub(super) const UNSEEN: &[u8] = b"Subject: (not in the recording)\r\n\r\n";
