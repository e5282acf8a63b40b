//! What holds whatever several clients do at once: each client's picture of its mailbox, made of nothing
//! but what it was told, is the server's idea of it after every turn, and the truth after NOOP.

use crate::imap_wire::Oracle;
use crate::picture::{Picture, ranges};
use crate::transcript::assert_labelled;
use crate::world;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::response::{Data, Response, Status};
use imap_codec::imap_types::sequence::SequenceSet;
use imap_codec::{CommandCodec, ResponseCodec};
use postamt::engine::chart::{Moved, Outcome};
use postamt::engine::lab::Session;
use postamt::engine::mail::Mailbox;
use postamt::engine::step::{Party, Step};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
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

/// All clients, and somebody who watches the server's files.
#[derive(Default)]
struct Watcher {
    oracle: Oracle,
    pictures: BTreeMap<ConnectionId, Picture>,
    /// Who waits for news.
    idling: BTreeSet<ConnectionId>,
    /// The POP3 session that holds anna's maildrop.
    holder: Option<ConnectionId>,
    /// For each UIDVALIDITY of the account: UIDNEXT, and the UIDs in use.
    uids: BTreeMap<u32, (u32, BTreeSet<u32>)>,
}

impl Watcher {
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

    fn perform(&mut self, lab: &mut Lab, action: &Action) {
        lab.handle(action);
        while let Some(turn) = lab.poll() {
            self.turn(&turn);
            self.world(lab);
        }
    }

    fn turn(&mut self, turn: &[Step]) {
        let moved = |connection: ConnectionId| {
            turn.iter().find_map(|step| match step {
                Step::Moved { connection: own, moved, .. } if *own == connection => {
                    Some(moved).filter(|moved| moved.chart.name == "imap")
                }
                _ => None,
            })
        };
        // What is told when IDLE begins stands before the move.
        self.idling.extend(turn.iter().filter_map(|step| match step {
            Step::Moved { connection, moved, .. } if moved.edge.to == "Idling" => Some(*connection),
            _ => None,
        }));
        for step in turn {
            self.oracle.check(step);
            match step {
                Step::Wire { connection, from: Party::Client, wire, .. } => {
                    assert_labelled(wire);
                    if let Some(moved) = moved(*connection) {
                        self.done(*connection, moved, wire.octets());
                    }
                }
                Step::Wire { connection, from: Party::Server, wire, .. } => {
                    assert_labelled(wire);
                    if IMAP.contains(&connection.0)
                        && let Ok((_, response)) = ResponseCodec::default().decode(wire.octets())
                    {
                        self.response(*connection, &response, moved(*connection));
                    }
                }
                Step::Lock { account, holder } if account == "anna" => {
                    let by_another = holder.is_some() && self.holder.is_some();
                    assert!(!by_another, "{holder:?} takes what {:?} holds", self.holder);
                    self.holder = *holder;
                }
                Step::Moved { connection, moved, .. }
                    if moved.edge.from == "Idling" && !moved.edge.is_loop() =>
                {
                    self.idling.remove(connection);
                }
                Step::Closed { connection, .. } => {
                    self.idling.remove(connection);
                    self.pictures.remove(connection);
                }
                _ => {}
            }
        }
    }

    /// What a client concludes from its own command, before it reads what it is told.
    fn done(&mut self, connection: ConnectionId, moved: &Moved, line: &[u8]) {
        if matches!(moved.trigger.name, "SELECT" | "EXAMINE") {
            self.pictures.insert(connection, Picture::default());
        }
        if moved.edge.to != "Selected" {
            self.pictures.remove(&connection);
        }
        if let Some(picture) = self.pictures.get_mut(&connection)
            && moved.outcome == Outcome::Ok
            && let Ok((_, command)) = CommandCodec::default().decode(line)
        {
            picture.stored(&command.body);
        }
    }

    fn response(&mut self, connection: ConnectionId, response: &Response, moved: Option<&Moved>) {
        let (code, tagged) = match response {
            Response::Data(data) => return self.told(connection, data, moved),
            Response::Status(Status::Untagged(status)) => (&status.code, false),
            Response::Status(Status::Tagged(status)) => (&status.body.code, true),
            _ => return,
        };
        if let Some(picture) = self.pictures.get_mut(&connection) {
            picture.status(code.as_ref(), tagged);
        }
    }

    fn told(&mut self, connection: ConnectionId, data: &Data, moved: Option<&Moved>) {
        if matches!(data, Data::Expunge(_) | Data::Vanished { earlier: false, .. }) {
            // RFC 3501 §7.4.1: "An EXPUNGE response MUST NOT be sent when no command is in progress, nor
            // while responding to a FETCH, STORE, or SEARCH command."
            let command = moved.map(|moved| moved.trigger.name);
            let command = command.or(self.idling.contains(&connection).then_some("IDLE"));
            let command = command.expect("EXPUNGE comes only while a command is in progress");
            let never = ["FETCH", "STORE", "SEARCH", "SORT", "THREAD"];
            assert!(!never.contains(&command), "EXPUNGE during {command}");
        }
        let of_mailbox = matches!(
            data,
            Data::Exists(_) | Data::Recent(_) | Data::Expunge(_) | Data::Fetch { .. } | Data::Vanished { .. }
        );
        match self.pictures.get_mut(&connection) {
            Some(picture) => picture.told(data),
            None => assert!(!of_mailbox, "{data:?}, and no mailbox is selected"),
        }
    }

    /// What holds between two turns.
    fn world(&mut self, lab: &Lab) {
        let mut holders = Vec::new();
        for (id, connection) in lab.connections().filter(|(_, connection)| connection.is_open()) {
            match &connection.session {
                Session::Pop3(session) => {
                    if matches!(session.state().name, "TRANSACTION" | "UPDATE") {
                        holders.push(id);
                    }
                }
                Session::Imap(session) => {
                    let picture = self.pictures.get(&id);
                    assert_eq!(picture.is_some(), session.selected().is_some());
                    let (Some(picture), Some(selected)) = (picture, session.selected()) else { continue };
                    let uids = selected.view.uids();
                    assert_eq!(picture.len(), uids.len(), "what the server thinks that the client knows");
                    for (known, uid) in picture.uids().zip(uids) {
                        assert!(known.is_none_or(|known| known == uid.0), "{known:?} is {uid}");
                    }
                }
            }
        }
        // RFC 1939 §4: "the POP3 server then acquires an exclusive-access lock on the maildrop"; §6: in
        // the UPDATE state it "then releases any exclusive-access lock on the maildrop".
        assert_eq!(holders, Vec::from_iter(self.holder));
        assert_eq!(lab.store().account("anna").and_then(|anna| anna.lock), self.holder);
        let accounts = lab.store().accounts().flat_map(|account| account.mailboxes.values());
        accounts.for_each(|mailbox| self.mailbox(mailbox));
    }

    /// RFC 3501 §2.3.1.1: UIDs ascend and are never given again.
    fn mailbox(&mut self, mailbox: &Mailbox) {
        let uids: Vec<u32> = mailbox.entries.iter().map(|entry| entry.uid.0).collect();
        assert!(uids.windows(2).all(|pair| pair[0] < pair[1]), "UIDs ascend in {}", mailbox.name);
        assert!(uids.last().is_none_or(|last| *last < mailbox.uid_next.0));
        let (next, before) = self.uids.entry(mailbox.uid_validity).or_default();
        assert!(uids.iter().all(|uid| *uid >= *next || before.contains(uid)), "no UID comes back");
        assert!(mailbox.uid_next.0 >= *next);
        (*next, *before) = (mailbox.uid_next.0, uids.into_iter().collect());
    }

    /// What the server sends when the client sends a line.
    fn say(&mut self, lab: &mut Lab, connection: ConnectionId, line: &str) -> Vec<String> {
        let octets = format!("{line}\r\n").into_bytes();
        lab.handle(&Action::Send { connection, octets });
        let mut replies = Vec::new();
        while let Some(turn) = lab.poll() {
            self.turn(&turn);
            self.world(lab);
            replies.extend(turn.iter().filter_map(|step| match step {
                Step::Wire { from: Party::Server, wire, .. } => Some(wire.text()),
                _ => None,
            }));
        }
        replies
    }

    /// After NOOP the picture is the mailbox, nothing is left to tell, and whoever asks hears the same.
    fn settle(&mut self, lab: &mut Lab, connection: ConnectionId) {
        // Ends whatever is unfinished: authentication data, or a command.
        self.say(lab, connection, "*");
        self.say(lab, connection, "z NOOP");
        let session = lab.connection(connection).filter(|own| own.is_open()).map(|own| &own.session);
        let Some(Session::Imap(session)) = session else { return };
        let Some(selected) = session.selected() else { return };
        let picture = &self.pictures[&connection];
        let Some(mailbox) = lab.store().mailbox_by_id("anna", selected.mailbox).cloned() else {
            return assert_eq!(picture.len(), 0, "a deleted mailbox has no messages");
        };
        picture.assert_is(&mailbox);
        assert_eq!(self.say(lab, connection, "z NOOP"), ["z OK NOOP completed\r\n"]);
        self.say(lab, connection, "z UID FETCH 1:* (UID FLAGS)");
        let picture = &self.pictures[&connection];
        picture.assert_is(&mailbox);
        picture.assert_complete();
        let numbers: Vec<u32> = (1..=picture.len() as u32).collect();
        let uids: Vec<u32> = mailbox.entries.iter().map(|entry| entry.uid.0).collect();
        assert_eq!(found(&self.say(lab, connection, "z SEARCH ALL")[0]), numbers);
        assert_eq!(found(&self.say(lab, connection, "z UID SEARCH ALL")[0]), uids);
    }
}

/// What a SEARCH response tells, or the ESEARCH response that RFC 9051 §7.3.4 has in its place.
fn found(reply: &str) -> Vec<u32> {
    let reply = reply.trim_end();
    if let Some(numbers) = reply.strip_prefix("* SEARCH") {
        return numbers.split_whitespace().map(|number| number.parse().expect("a number")).collect();
    }
    let data = reply.strip_prefix("* ESEARCH (TAG \"z\")").expect("SEARCH or ESEARCH");
    let data = data.strip_prefix(" UID").unwrap_or(data);
    let Some(set) = data.strip_prefix(" ALL ") else { return Vec::new() };
    let set = SequenceSet::try_from(set).expect("a sequence set");
    ranges(&set, u32::MAX).into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_picture_is_the_truth_after_noop(
        enabled in prop::collection::vec(prop::sample::select(vec!["CONDSTORE", "QRESYNC", "IMAP4rev2"]), 0..3),
        actions in prop::collection::vec(action(IMAP), 0..80),
    ) {
        let (mut lab, mut watcher) = Watcher::begin();
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
        let (mut lab, mut watcher) = Watcher::begin();
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
        let Some(mut picture) = watcher.pictures.get(&connection).cloned() else { return Ok(()) };
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
            if let Ok((_, Response::Data(data))) = ResponseCodec::default().decode(reply.as_bytes()) {
                picture.come_back(&data);
            }
        }
        picture.assert_part_of(lab.store().mailbox("anna", "INBOX").expect("INBOX is always there"));
    }
}
