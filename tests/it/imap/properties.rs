//! Rules that hold for several clients at once: each client's picture of its mailbox, made of nothing
//! but what it was told, is the server's idea of it after every turn, and the truth after NOOP.

use crate::support::oracle;
use crate::support::watcher::Watcher;
use crate::support::world;
use imap_codec::imap_types::response::Response;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use proptest::prelude::*;
use std::ops::Range;

const IMAP: Range<u32> = 1..4;
const POP3: Range<u32> = 4..6;

/// Commands of IMAP that get somewhere, and some that do not. `#` stands for a set.
const LINES: &[&str] = &[
    "NOOP",
    "CHECK",
    "CLOSE",
    "EXPUNGE",
    "EXPUNGE",
    "FETCH # (UID FLAGS)",
    "FETCH # BODY[TEXT]",
    "FETCH # (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)]<2.9>)",
    "FETCH # (UID ENVELOPE)",
    "FETCH # FAST",
    "FETCH # BODYSTRUCTURE",
    "UID FETCH # FLAGS",
    "UID FETCH # RFC822",
    "STORE # +FLAGS (\\Deleted)",
    "STORE # +FLAGS (\\Deleted \\Seen)",
    "STORE # -FLAGS (\\Deleted)",
    "STORE # FLAGS.SILENT (\\Flagged neu)",
    "STORE # -FLAGS.SILENT (\\Flagged Neu)",
    "STORE # +FLAGS.SILENT (\\Deleted)",
    "UID STORE # +FLAGS (\\Deleted)",
    "UID STORE # FLAGS (\\Answered)",
    "UID STORE # +FLAGS.SILENT (\\Deleted)",
    "FETCH # (UID MODSEQ)",
    "FETCH # FLAGS (CHANGEDSINCE 14)",
    "UID FETCH # (FLAGS BODY[TEXT]) (CHANGEDSINCE 9)",
    "STORE # (UNCHANGEDSINCE 16) +FLAGS (\\Answered)",
    "STORE # (UNCHANGEDSINCE 12) -FLAGS.SILENT (\\Flagged)",
    "UID STORE # (UNCHANGEDSINCE 20) FLAGS.SILENT (\\Draft)",
    "STATUS INBOX (HIGHESTMODSEQ)",
    "UID FETCH # FLAGS (CHANGEDSINCE 12 VANISHED)",
    "UID EXPUNGE #",
    "REPLACE 1 INBOX {2}\r\nab",
    "UID REPLACE 7 INBOX (\\Seen) {2}\r\nab",
    "SORT (ARRIVAL) UTF-8 #",
    "UID SORT (REVERSE SIZE) UTF-8 #",
    "UID THREAD REFERENCES UTF-8 #",
    "SEARCH RETURN (SAVE) DELETED",
    "STORE $ -FLAGS (\\Deleted \\Seen)",
    "UID FETCH $ FLAGS",
    "FETCH # (UID BINARY[1])",
    "APPEND INBOX {1}\r\nx {1}\r\ny",
    "MOVE # Archiv",
    "UID MOVE # Archiv",
    "SEARCH MODSEQ 8",
    "SEARCH ALL",
    "SEARCH #",
    "SEARCH OR DELETED NOT TEXT \"a\"",
    "UID SEARCH RECENT",
    "UID SEARCH #",
    "SEARCH CHARSET X ALL",
    "SEARCH RETURN (SAVE) OR DELETED RECENT",
    "UID SEARCH RETURN (MIN COUNT SAVE) ALL",
    "FETCH $ (UID FLAGS)",
    "UID STORE $ +FLAGS (\\Flagged)",
    "STORE $ +FLAGS (\\Deleted)",
    "COPY $ Archiv",
    "SORT (REVERSE SUBJECT) UTF-8 #",
    "UID SORT RETURN (SAVE) (DATE) UTF-8 ALL",
    "THREAD ORDEREDSUBJECT UTF-8 ALL",
    "UID THREAD REFERENCES UTF-8 #",
    "COPY # Archiv",
    "COPY # INBOX",
    "COPY # Nirgends",
    "UID COPY # Archiv",
    "APPEND INBOX (\\Deleted) {4}\r\nneu!",
    "APPEND Archiv {2}\r\nx\n",
    "APPEND INBOX {1}\r\nx (\\Deleted) {1}\r\ny",
    "APPEND INBOX {1}\r\nx {0}\r\n",
    "APPEND Nirgends {1}\r\nx",
    "MOVE 1 Archiv",
    "MOVE 2:* INBOX",
    "UID MOVE 5:* INBOX",
    "UID MOVE 1:* Archiv",
    "UID EXPUNGE 1:6",
    "UID EXPUNGE *",
    "REPLACE 1 INBOX {1}\r\nx",
    "UID REPLACE 7 Archiv {1}\r\nx",
    "FETCH 1:* (BINARY.PEEK[1] PREVIEW)",
    "STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)",
    "LOGIN anna geheim",
    "AUTHENTICATE PLAIN",
    "CAPABILITY",
    "IDLE",
    "IDLE",
    "DONE",
    "FETCH",
    "*",
    "",
];

/// Commands that choose a mailbox.
const SELECTS: &[&str] = &[
    "SELECT INBOX",
    "SELECT INBOX (CONDSTORE)",
    "SELECT INBOX (QRESYNC (1066118400 7))",
    "EXAMINE INBOX",
    "SELECT Archiv",
    "SELECT Nirgends",
    "UNSELECT",
    "ENABLE QRESYNC",
    "ENABLE IMAP4rev2",
];

/// Commands that rarely come, lest nothing be left.
const RARE: &[&str] = &[
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
    "SETQUOTA \"\" (MESSAGE 20)",
    "SETQUOTA \"\" ()",
    "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (% Neu/*) RETURN (CHILDREN STATUS (MESSAGES SIZE))",
    "CREATE Neu/Werbung (USE (\\Junk))",
    "LOGOUT",
];

const SETS: &[&str] = &["1", "2", "*", "1:2", "2:3", "2:*", "1:*", "3,1", "4:9", "7", "5:6,11:*", "99"];

const POP3_LINES: &[&str] =
    &["USER anna", "PASS geheim", "STAT", "UIDL", "RETR 1", "DELE 1", "DELE 2", "RSET", "QUIT"];

/// Something done by one of these IMAP connections, or by somebody else.
fn action(imap: Range<u32>) -> impl Strategy<Value = Action> {
    let imap = imap.prop_map(ConnectionId);
    let pop3 = POP3.prop_map(ConnectionId);
    let lines = prop_oneof![20 => line(LINES), 6 => line(SELECTS), 3 => line(RARE)];
    let send = |(connection, octets)| Action::Send { connection, octets };
    prop_oneof![
        40 => (imap.clone(), lines).prop_map(send),
        1 => (imap.clone(), prop::collection::vec(any::<u8>(), 0..30))
            .prop_map(move |(connection, octets)| send((connection, [&octets[..], b"\r\n"].concat()))),
        2 => imap.clone().prop_map(|connection| connect(connection, Protocol::Imap)),
        1 => imap.prop_map(|connection| Action::Cut { connection }),
        1 => pop3.clone().prop_map(|connection| connect(connection, Protocol::Pop3)),
        6 => (pop3.clone(), prop::sample::select(POP3_LINES))
            .prop_map(move |(connection, line)| send((connection, format!("{line}\r\n").into_bytes()))),
        1 => pop3.prop_map(|connection| Action::Cut { connection }),
        3 => Just(Action::Deliver { account: "anna".to_owned(), message: b"Subject: neu\r\n\r\nDa.\r\n".to_vec() }),
        1 => Just(Action::Wait { milliseconds: 11 * 60_000 }),
    ]
}

fn line(lines: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let tagged = |(line, set): (&str, &str)| match line {
        "DONE" => b"DONE\r\n".to_vec(),
        line => format!("a {}\r\n", line.replace('#', set)).into_bytes(),
    };
    (prop::sample::select(lines), prop::sample::select(SETS)).prop_map(tagged)
}

fn connect(connection: ConnectionId, protocol: Protocol) -> Action {
    let greeting = if protocol == Protocol::Imap { Greeting::Preauth } else { Greeting::Ok };
    Action::Connect { connection, protocol, greeting }
}

/// A world with all clients connected.
fn begin() -> (Lab, Watcher) {
    let scenario = world::scenario("mailboxes").expect("the world is there");
    let (mut lab, mut watcher) = (Lab::new(scenario), Watcher::default());
    for connection in IMAP {
        watcher.perform(&mut lab, &connect(ConnectionId(connection), Protocol::Imap));
    }
    for connection in POP3 {
        watcher.perform(&mut lab, &connect(ConnectionId(connection), Protocol::Pop3));
    }
    (lab, watcher)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_picture_is_the_truth_after_noop(
        enabled in prop::collection::vec(prop::sample::select(vec!["CONDSTORE", "QRESYNC", "IMAP4rev2"]), 0..3),
        actions in prop::collection::vec(action(IMAP), 0..80),
    ) {
        let (mut lab, mut watcher) = begin();
        for (connection, name) in IMAP.zip(&enabled) {
            watcher.say(&mut lab, ConnectionId(connection), &format!("z ENABLE {name}"));
        }
        for action in &actions {
            watcher.perform(&mut lab, action);
        }
        for connection in IMAP {
            watcher.settle(&mut lab, ConnectionId(connection));
        }
    }

    /// RFC 7162 §6: whoever knows a mailbox up to a mod-sequence, and its UIDs, is told what happened since.
    #[test]
    fn who_comes_back_misses_nothing(
        lines in prop::collection::vec((line(LINES), prop::collection::vec(action(2..4), 0..4)), 0..30),
        away in prop::collection::vec(action(2..4), 0..20),
    ) {
        let (mut lab, mut watcher) = begin();
        let connection = ConnectionId(1);
        watcher.say(&mut lab, connection, "z ENABLE QRESYNC");
        watcher.say(&mut lab, connection, "z SELECT INBOX");
        watcher.say(&mut lab, connection, "z UID FETCH 1:* FLAGS");
        for (line, others) in &lines {
            if !line.starts_with(b"a CLOSE") {
                watcher.perform(&mut lab, &Action::Send { connection, octets: line.clone() });
            }
            others.iter().for_each(|action| watcher.perform(&mut lab, action));
        }
        let Some(mut picture) = watcher.picture(connection).cloned() else { return Ok(()) };
        watcher.perform(&mut lab, &Action::Cut { connection });
        away.iter().for_each(|action| watcher.perform(&mut lab, action));
        watcher.perform(&mut lab, &connect(connection, Protocol::Imap));
        watcher.say(&mut lab, connection, "z ENABLE QRESYNC");
        let (modseq, uids) = picture.known();
        if modseq == 0 || uids.is_empty() {
            return Ok(());
        }
        let select = format!("z SELECT INBOX (QRESYNC (1066118400 {modseq} {uids}))");
        for reply in watcher.say(&mut lab, connection, &select) {
            if let Some(Response::Data(data)) = oracle::read(reply.as_bytes()) {
                picture.come_back(&data);
            }
        }
        picture.assert_part_of(lab.store().mailbox("anna", "INBOX").expect("INBOX is always there"));
    }
}
