//! What the fuzz targets share: actions from arbitrary data, and what must hold after each.

use arbitrary::Arbitrary;
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::mail::{Account, INBOX};
use postamt::engine::step::Party;
use postamt::engine::time::Time;
use postamt::engine::wire::Wire;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Step};
use std::collections::BTreeMap;

/// Words that both protocols are made of: chance alone would hardly find them.
const WORDS: &[&str] = &[
    "a ",
    "b1 ",
    " ",
    "\r\n",
    "\n",
    "(",
    ")",
    "\"",
    "*",
    "%",
    ":",
    ",",
    "1",
    "2:4",
    "7",
    "4294967295",
    "{3}\r\n",
    "{0}\r\n",
    "{5+}\r\n",
    "{70000}\r\n",
    "{20000000}\r\n",
    "abc",
    "anna",
    "ben",
    "geheim",
    "tom",
    "offen",
    "USER anna\r\n",
    "PASS geheim\r\n",
    "STAT\r\n",
    "LIST",
    "RETR ",
    "DELE ",
    "NOOP\r\n",
    "RSET\r\n",
    "TOP ",
    "UIDL",
    "CAPA\r\n",
    "AUTH PLAIN\r\n",
    "AGFubmEAZ2VoZWlt\r\n",
    "*\r\n",
    "STLS\r\n",
    "UTF8\r\n",
    "LANG de\r\n",
    "QUIT\r\n",
    "APOP ",
    "LOGIN anna geheim\r\n",
    "LOGIN ",
    "AUTHENTICATE PLAIN\r\n",
    "AGFubmEAZ2VoZWlt\r\n",
    "SELECT INBOX\r\n",
    "SELECT ",
    "EXAMINE ",
    "CREATE ",
    "DELETE ",
    "RENAME ",
    "SUBSCRIBE ",
    "UNSUBSCRIBE ",
    "LIST \"\" *\r\n",
    "LSUB ",
    "STATUS ",
    "(MESSAGES RECENT UIDNEXT)\r\n",
    "APPEND INBOX ",
    "CHECK\r\n",
    "CLOSE\r\n",
    "EXPUNGE\r\n",
    "SEARCH ",
    "FETCH ",
    "STORE ",
    "COPY ",
    "UID ",
    "LOGOUT\r\n",
    "CAPABILITY\r\n",
    "INBOX",
    "Sent",
    "Archive/2003",
    "Trash",
    "x/y",
    "+FLAGS ",
    "-FLAGS ",
    "FLAGS",
    ".SILENT ",
    "(\\Deleted)\r\n",
    "(\\Seen \\Flagged neu)\r\n",
    "ALL\r\n",
    "UNSEEN\r\n",
    "NOT ",
    "OR ",
    "FROM ",
    "TEXT ",
    "SINCE 1-Oct-2003",
    "YOUNGER 7",
    "RETURN (SAVE MIN) ",
    "SETQUOTA \"\" (MESSAGE 9)\r\n",
    "GETQUOTAROOT ",
    "SORT (SUBJECT REVERSE DATE) ",
    "THREAD REFERENCES ",
    "UTF-8 ",
    " RETURN (CHILDREN STATUS (SIZE))\r\n",
    "(SUBSCRIBED RECURSIVEMATCH) ",
    " (USE (\\Sent))",
    "$",
    "BODY[]",
    "BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.10>",
    "ENVELOPE",
    "INTERNALDATE",
    "RFC822.SIZE",
    "FAST\r\n",
    "FULL\r\n",
    "\"14-Oct-2003 10:00:00 +0200\" ",
    "&AOQ-",
    "\0",
    "ä",
];

/// A piece of what a client sends.
#[derive(Clone, Debug, Arbitrary)]
pub enum Piece {
    /// One of [`WORDS`].
    Word(u8),
    /// Anything.
    Octets(Vec<u8>),
}

/// Something that somebody does, as small as possible so that the fuzzer meets much of it.
#[derive(Clone, Debug, Arbitrary)]
pub enum Deed {
    /// Connects one of four clients, or reuses its number.
    Connect(u8, bool, u8),
    /// A client sends.
    Send(u8, Vec<Piece>),
    /// A client logs in and opens its mailbox, so that deeper places are met soon.
    Enter(u8, bool),
    /// A line is cut.
    Cut(u8),
    /// A message arrives.
    Deliver(bool, Vec<u8>),
    /// Minutes pass.
    Wait(u8),
    /// An ended connection is forgotten.
    Forget(u8),
}

/// The octets of some pieces.
pub fn octets(pieces: &[Piece]) -> Vec<u8> {
    let piece = |piece: &Piece| match piece {
        Piece::Word(word) => WORDS[*word as usize % WORDS.len()].as_bytes().to_vec(),
        Piece::Octets(octets) => octets.clone(),
    };
    pieces.iter().flat_map(piece).collect()
}

/// Does everything in one world, and checks after each action what must hold.
pub fn live_through(deeds: &[Deed]) {
    let mut store = SCENARIOS[0].store();
    store.open_to(Some("offen"));
    let mut lab = Lab::with_store(store, Time::START);
    let mut highest = BTreeMap::new();
    for deed in deeds {
        let connection = |number: u8| ConnectionId(u32::from(number % 4));
        let action = match deed {
            Deed::Connect(number, pop3, greeting) => {
                let connection = connection(*number);
                let protocol = if *pop3 { Protocol::Pop3 } else { Protocol::Imap };
                let tls = *greeting as usize / 3 % 2 == 1;
                let greeting = [Greeting::Ok, Greeting::Preauth, Greeting::Bye][*greeting as usize % 3];
                match tls {
                    false => Action::Connect { connection, protocol, greeting },
                    true => Action::ConnectTls { connection, protocol, greeting },
                }
            }
            Deed::Send(number, pieces) => {
                Action::Send { connection: connection(*number), octets: octets(pieces) }
            }
            Deed::Enter(number, pop3) => {
                let connection = connection(*number);
                let protocol = if *pop3 { Protocol::Pop3 } else { Protocol::Imap };
                check(
                    &mut lab,
                    &Action::Connect { connection, protocol, greeting: Greeting::Ok },
                    &mut highest,
                );
                let octets = match protocol {
                    Protocol::Pop3 => b"USER anna\r\nPASS geheim\r\n".to_vec(),
                    Protocol::Imap => b"a LOGIN anna geheim\r\nb SELECT INBOX\r\n".to_vec(),
                };
                Action::Send { connection, octets }
            }
            Deed::Cut(number) => Action::Cut { connection: connection(*number) },
            Deed::Deliver(anna, message) => {
                let account = if *anna { "anna" } else { "ben" }.to_owned();
                Action::Deliver { account, message: message.clone() }
            }
            Deed::Wait(minutes) => Action::Wait { milliseconds: u64::from(*minutes) * 60_000 },
            Deed::Forget(number) => {
                lab.forget(connection(*number));
                continue;
            }
        };
        check(&mut lab, &action, &mut highest);
    }
}

/// The highest UID that each mailbox has given, by UIDVALIDITY.
type Highest = BTreeMap<(String, u32), u32>;

fn check(lab: &mut Lab, action: &Action, highest: &mut Highest) {
    lab.handle(action);
    while let Some(turn) = lab.poll() {
        assert!(!turn.is_empty(), "a turn has steps");
        let mut closed = Vec::new();
        for step in &turn {
            match step {
                Step::Wire { connection, from, wire, .. } => {
                    assert!(!closed.contains(connection), "nothing goes over a closed connection");
                    spans_cover(wire);
                    if *from == Party::Server {
                        assert!(wire.octets().ends_with(b"\r\n"), "{wire:?} ends a line");
                    }
                }
                Step::Closed { connection, .. } => closed.push(*connection),
                _ => {}
            }
        }
    }
    let first = lab.connections().filter_map(|(_, connection)| connection.deadline()).min();
    assert!(first.is_none_or(|first| lab.calm_until().is_some_and(|calm| calm <= first)));
    assert!(first.is_none_or(|first| lab.now() <= first), "a timer that has run out has closed");
    for account in lab.store().accounts() {
        account_holds(lab, account, highest);
    }
}

fn account_holds(lab: &Lab, account: &Account, highest: &mut Highest) {
    assert!(account.mailboxes.contains_key(INBOX));
    if let Some(holder) = account.lock {
        assert!(lab.connection(holder).is_some_and(|holder| holder.is_open()), "locked by a ghost");
    }
    for (name, mailbox) in account.mailboxes.iter() {
        assert_eq!(name, &mailbox.name);
        let mut last = 0;
        for entry in mailbox.entries.iter() {
            assert!(entry.uid.0 > last, "UIDs ascend");
            last = entry.uid.0;
        }
        assert!(mailbox.uid_next.0 > last);
        let before = highest.entry((account.name.clone(), mailbox.uid_validity)).or_default();
        assert!(mailbox.uid_next.0 >= *before, "UIDs are not given twice");
        *before = mailbox.uid_next.0;
    }
}

/// Every octet is in exactly one span, in order.
pub fn spans_cover(wire: &Wire) {
    let mut end = 0;
    for span in wire.spans() {
        assert_eq!(span.start, end);
        assert!(span.end > span.start);
        end = span.end;
    }
    assert_eq!(end as usize, wire.octets().len());
}
