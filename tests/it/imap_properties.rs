//! What holds whatever several clients send at once: each client's picture of its mailbox, made of nothing
//! but what it was told, is the truth after NOOP.

use crate::imap_wire::Oracle;
use crate::transcript::assert_labelled;
use crate::world;
use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::flag::FlagFetch;
use imap_codec::imap_types::response::{Data, Response};
use postamt::engine::lab::Session;
use postamt::engine::mail::Mailbox;
use postamt::engine::step::{Party, Step};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const POP3: ConnectionId = ConnectionId(4);

/// Commands that get somewhere, and some that do not.
const LINES: &[&str] = &[
    "NOOP",
    "NOOP",
    "CHECK",
    "SELECT INBOX",
    "SELECT INBOX",
    "SELECT INBOX",
    "EXAMINE INBOX",
    "SELECT Archiv",
    "SELECT Nirgends",
    "CLOSE",
    "EXPUNGE",
    "EXPUNGE",
    "FETCH 1:* (UID FLAGS)",
    "FETCH 1:2 BODY[TEXT]",
    "FETCH 2 (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)]<2.9>)",
    "FETCH * (UID ENVELOPE)",
    "FETCH 99 FLAGS",
    "FETCH 1 BODYSTRUCTURE",
    "UID FETCH 1:* FLAGS",
    "UID FETCH 7 RFC822",
    "STORE 1 +FLAGS (\\Deleted)",
    "STORE 2:3 +FLAGS (\\Deleted \\Seen)",
    "STORE 1:* -FLAGS (\\Deleted)",
    "STORE 1 FLAGS.SILENT (\\Flagged neu)",
    "STORE * +FLAGS.SILENT (\\Deleted)",
    "UID STORE 4:9 +FLAGS (\\Deleted)",
    "UID STORE 7 FLAGS (\\Answered)",
    "SEARCH ALL",
    "SEARCH OR DELETED NOT TEXT \"a\"",
    "UID SEARCH RECENT",
    "SEARCH CHARSET X ALL",
    "COPY 1:2 Archiv",
    "COPY 1:* INBOX",
    "COPY 1 Nirgends",
    "UID COPY 1:* Archiv",
    "APPEND INBOX (\\Deleted) {4}\r\nneu!",
    "APPEND Archiv {2}\r\nx\n",
    "APPEND Nirgends {1}\r\nx",
    "CREATE Neu/Unten",
    "DELETE Archiv",
    "DELETE Neu/Unten",
    "CREATE Archiv",
    "RENAME Archiv Neu/Archiv",
    "RENAME Neu/Archiv Archiv",
    "RENAME INBOX Alt",
    "DELETE Alt",
    "SUBSCRIBE Neu",
    "UNSUBSCRIBE Neu",
    "LIST \"\" *",
    "LSUB \"\" %",
    "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)",
    "LOGIN anna geheim",
    "AUTHENTICATE PLAIN",
    "CAPABILITY",
    "LOGOUT",
    "FETCH",
    "*",
    "",
];

const POP3_LINES: &[&str] =
    &["USER anna", "PASS geheim", "STAT", "RETR 1", "DELE 1", "DELE 2", "RSET", "QUIT"];

fn action() -> impl Strategy<Value = Action> {
    let imap = (1u32..4).prop_map(ConnectionId);
    let line = prop::sample::select(LINES).prop_map(|line| format!("a {line}\r\n").into_bytes());
    let send = |connection, octets| Action::Send { connection, octets };
    prop_oneof![
        40 => (imap.clone(), line).prop_map(move |(connection, octets)| send(connection, octets)),
        1 => (imap.clone(), prop::collection::vec(any::<u8>(), 0..30))
            .prop_map(move |(connection, octets)| send(connection, [&octets[..], b"\r\n"].concat())),
        2 => imap.clone().prop_map(connect),
        1 => imap.prop_map(|connection| Action::Cut { connection }),
        1 => Just(Action::Connect { connection: POP3, protocol: Protocol::Pop3, greeting: Greeting::Ok }),
        4 => prop::sample::select(POP3_LINES)
            .prop_map(move |line| send(POP3, format!("{line}\r\n").into_bytes())),
        2 => Just(Action::Deliver { account: "anna".to_owned(), message: b"Subject: neu\r\n\r\nDa.\r\n".to_vec() }),
        1 => Just(Action::Wait { milliseconds: 11 * 60_000 }),
    ]
}

fn connect(connection: ConnectionId) -> Action {
    Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Preauth }
}

/// A message as a client knows it.
#[derive(Clone, Debug, Default)]
struct Known {
    uid: Option<u32>,
    flags: Option<BTreeSet<String>>,
}

/// What a client knows of its selected mailbox.
type Picture = Vec<Known>;

#[derive(Default)]
struct Watcher {
    oracle: Oracle,
    pictures: BTreeMap<ConnectionId, Picture>,
    /// For each UIDVALIDITY of the account: UIDNEXT, and the UIDs in use.
    uids: BTreeMap<u32, (u32, BTreeSet<u32>)>,
}

impl Watcher {
    fn turn(&mut self, turn: &[Step]) {
        for step in turn {
            self.oracle.check(step);
            match step {
                Step::Opened { connection, .. } => {
                    self.pictures.remove(connection);
                }
                Step::Wire { connection, from: Party::Client, wire, .. } => {
                    assert_labelled(wire);
                    let line = wire.text().to_ascii_uppercase();
                    // A new mailbox is a new picture; a silent change is one the client must work out.
                    if line.contains("SELECT ") || line.contains("EXAMINE ") {
                        self.pictures.insert(*connection, Picture::new());
                    } else if line.contains(".SILENT") {
                        let picture = self.pictures.entry(*connection).or_default();
                        picture.iter_mut().for_each(|known| known.flags = None);
                    }
                }
                Step::Wire { connection, from: Party::Server, wire, .. } if *connection != POP3 => {
                    assert_labelled(wire);
                    let Ok((_, Response::Data(data))) = ResponseCodec::default().decode(wire.octets()) else {
                        continue;
                    };
                    self.told(*connection, data, turn);
                }
                _ => {}
            }
        }
    }

    fn told(&mut self, connection: ConnectionId, data: Data, turn: &[Step]) {
        let picture = self.pictures.entry(connection).or_default();
        match data {
            Data::Exists(count) => {
                assert!(count as usize >= picture.len(), "EXISTS never takes messages away");
                picture.resize(count as usize, Known::default());
            }
            Data::Recent(count) => assert!(count as usize <= picture.len()),
            Data::Expunge(number) => {
                picture.remove(number.get() as usize - 1);
                // RFC 3501 §7.4.1.
                let done = turn.iter().find_map(|step| match step {
                    Step::Moved { connection: own, moved, .. } if *own == connection => {
                        Some(moved.trigger.name)
                    }
                    _ => None,
                });
                let done = done.expect("EXPUNGE comes only while a command is in progress");
                assert!(!["FETCH", "STORE", "SEARCH"].contains(&done), "EXPUNGE during {done}");
            }
            Data::Fetch { seq, items } => {
                let known = &mut picture[seq.get() as usize - 1];
                for item in items {
                    match item {
                        MessageDataItem::Uid(uid) => {
                            assert!(
                                known.uid.is_none_or(|own| own == uid.get()),
                                "numbers mean what they meant"
                            );
                            known.uid = Some(uid.get());
                        }
                        MessageDataItem::Flags(flags) => {
                            let names = flags.iter().filter_map(|flag| match flag {
                                FlagFetch::Flag(flag) => Some(flag.to_string().to_ascii_lowercase()),
                                FlagFetch::Recent => None,
                            });
                            known.flags = Some(names.collect());
                        }
                        _ => {}
                    }
                }
                let uids: Vec<u32> = picture.iter().filter_map(|known| known.uid).collect();
                assert!(uids.windows(2).all(|pair| pair[0] < pair[1]), "UIDs ascend");
            }
            _ => {}
        }
    }

    /// RFC 3501 §2.3.1.1: UIDs ascend and are never given again.
    fn mailboxes<'a>(&mut self, mailboxes: impl Iterator<Item = &'a Mailbox>) {
        for mailbox in mailboxes {
            let uids: Vec<u32> = mailbox.entries.iter().map(|entry| entry.uid.0).collect();
            assert!(uids.windows(2).all(|pair| pair[0] < pair[1]), "UIDs ascend in {}", mailbox.name);
            assert!(uids.last().is_none_or(|last| *last < mailbox.uid_next.0));
            let (next, before) = self.uids.entry(mailbox.uid_validity).or_default();
            assert!(uids.iter().all(|uid| *uid >= *next || before.contains(uid)), "no UID comes back");
            assert!(mailbox.uid_next.0 >= *next);
            (*next, *before) = (mailbox.uid_next.0, uids.into_iter().collect());
        }
    }
}

fn perform(lab: &mut Lab, watcher: &mut Watcher, action: &Action) {
    lab.handle(action);
    while let Some(turn) = lab.poll() {
        watcher.turn(&turn);
        let accounts = lab.store().accounts().flat_map(|account| account.mailboxes.values());
        watcher.mailboxes(accounts.map(|mailbox| &**mailbox));
    }
}

/// After NOOP, the picture is the mailbox.
fn compare(lab: &mut Lab, watcher: &mut Watcher, connection: ConnectionId) {
    let is_open = lab.connection(connection).is_some_and(|own| own.is_open());
    if !is_open {
        return;
    }
    // Ends whatever is unfinished: authentication data, or a command.
    for line in ["*\r\n", "z NOOP\r\n"] {
        let octets = line.as_bytes().to_vec();
        perform(lab, watcher, &Action::Send { connection, octets });
    }
    let Some(Session::Imap(session)) = lab.connection(connection).map(|own| &own.session) else { return };
    let Some(selected) = session.selected() else { return };
    let picture = watcher.pictures.get(&connection).cloned().unwrap_or_default();
    assert_eq!(picture.len() as u32, selected.view.count());
    let Some(mailbox) = lab.store().mailbox_by_id("anna", selected.mailbox) else {
        return assert!(picture.is_empty(), "a deleted mailbox has no messages");
    };
    assert_eq!(picture.len(), mailbox.entries.len());
    for (known, entry) in picture.iter().zip(mailbox.entries.iter()) {
        assert!(known.uid.is_none_or(|uid| uid == entry.uid.0), "{known:?} is {}", entry.uid);
        let flags: BTreeSet<String> = entry.flags.names().map(str::to_ascii_lowercase).collect();
        assert!(known.flags.as_ref().is_none_or(|own| *own == flags), "{known:?} has {flags:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_picture_is_the_truth_after_noop(actions in prop::collection::vec(action(), 0..60)) {
        let scenario = world::scenario("mailboxes").expect("the world is there");
        let (mut lab, mut watcher) = (Lab::new(scenario), Watcher::default());
        for connection in 1..4 {
            perform(&mut lab, &mut watcher, &connect(ConnectionId(connection)));
        }
        for action in &actions {
            perform(&mut lab, &mut watcher, action);
        }
        for connection in 1..4 {
            compare(&mut lab, &mut watcher, ConnectionId(connection));
        }
    }
}
