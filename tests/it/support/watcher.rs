//! Somebody who watches all clients and the server's files, and fails as soon as something does not hold: each
//! client's picture of its mailbox, made of nothing but what it was told, is the server's idea of it after every
//! turn, and the truth after NOOP.

use super::oracle::Oracle;
use super::picture::{Picture, ranges};
use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::response::{Data, Response, Status};
use imap_codec::imap_types::sequence::SequenceSet;
use postamt::engine::chart::{Moved, Outcome};
use postamt::engine::mail::{
    Account, EXPUNGED_MAX, INBOX, KEYWORDS_MAX, MAILBOXES_MAX, MESSAGES_MAX, Mailbox,
};
use postamt::engine::step::{Party, Reply, Step};
use postamt::engine::wire::Wire;
use postamt::engine::{Action, ConnectionId, Lab, Protocol, Turn, imap, pop3};
use std::collections::{BTreeMap, BTreeSet};

/// See above.
#[derive(Default)]
pub struct Watcher {
    oracle: Oracle,
    pictures: BTreeMap<ConnectionId, Picture>,
    /// Clients in IDLE.
    idling: BTreeSet<ConnectionId>,
    /// The POP3 session that holds an account's maildrop.
    holders: BTreeMap<String, ConnectionId>,
    /// Open connections: what they speak, and where each of their machines is.
    open: BTreeMap<ConnectionId, (Protocol, BTreeMap<&'static str, &'static str>)>,
    /// For each account and UIDVALIDITY, what was there before.
    before: BTreeMap<(String, u32), Before>,
    log: Log,
}

/// All octets that went over the wire, with who sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log(Vec<(ConnectionId, Party, Vec<u8>)>);

impl Log {
    /// Takes a turn in.
    pub fn hear(&mut self, turn: &Turn) {
        for step in turn.steps() {
            if let Step::Wire { connection, from, wire, .. } = step {
                self.0.push((*connection, *from, wire.octets().to_vec()));
            }
        }
    }
}

/// A mailbox's earlier state.
#[derive(Default)]
struct Before {
    uid_next: u32,
    highest_modseq: u64,
    /// The UIDs in use, and the mod-sequence of each.
    modseqs: BTreeMap<u32, u64>,
}

impl Watcher {
    /// Does something in a world that this watcher has seen from its beginning.
    pub fn perform(&mut self, lab: &mut Lab, action: &Action) {
        self.replies(lab, action);
    }

    /// A client's picture of its selected mailbox.
    pub fn picture(&self, connection: ConnectionId) -> Option<&Picture> {
        self.pictures.get(&connection)
    }

    /// All that went over the wire.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Does something, and gives what the server sends.
    fn replies(&mut self, lab: &mut Lab, action: &Action) -> Vec<String> {
        lab.handle(action);
        let mut replies = Vec::new();
        while let Some(turn) = lab.poll() {
            assert!(!turn.is_empty(), "a turn has steps");
            self.log.hear(&turn);
            self.turn(&turn);
            self.world(lab);
            replies.extend(turn.wires(Party::Server).map(Wire::text));
        }
        replies
    }

    fn turn(&mut self, turn: &Turn) {
        let about = turn.connection();
        assert!(
            turn.steps().iter().filter_map(Step::connection).all(|id| Some(id) == about),
            "one at a time"
        );
        let moved = turn.move_of(&imap::CHART);
        // News at the beginning of IDLE stand before the move.
        self.idling.extend(about.filter(|_| turn.moves().any(|moved| moved.edge.to == "Idling")));
        let mut machines = BTreeSet::new();
        let mut tagged = 0;
        for step in turn.steps() {
            let response = self.oracle.check(step);
            match step {
                Step::Opened { connection, protocol } => {
                    let before = self.open.insert(*connection, (*protocol, BTreeMap::new()));
                    assert!(before.is_none(), "{connection:?} is open already");
                }
                Step::Wire { connection, from: Party::Client, wire, reply } => {
                    assert_labelled(wire);
                    assert!(reply.is_none() && self.open.contains_key(connection));
                    if let Some(moved) = moved {
                        self.done(*connection, moved, wire.octets());
                    }
                }
                Step::Wire { connection, from: Party::Server, wire, reply } => {
                    assert_labelled(wire);
                    let (protocol, _) =
                        self.open.get(connection).expect("nothing goes over a closed connection");
                    let reply = reply.expect("a server's octets are a reply");
                    match protocol {
                        Protocol::Pop3 => assert_pop3_reply(wire, reply),
                        Protocol::Imap => {
                            tagged +=
                                usize::from(!wire.octets().starts_with(b"* ") && reply != Reply::Continue);
                            assert!(tagged <= 1, "a command is answered once: {}", wire.text());
                            if let Some(response) = response {
                                self.response(*connection, &response, moved);
                            }
                        }
                    }
                }
                Step::Moved { connection, moved, .. } => {
                    let chart = moved.chart.name;
                    assert!(machines.insert((*connection, chart)), "{chart} moves once a turn");
                    let (_, states) = self.open.get_mut(connection).expect("only who is there can move");
                    let before = states.insert(chart, moved.edge.to).unwrap_or(moved.chart.initial().name);
                    assert_eq!(before, moved.edge.from, "{chart} moves from where it is");
                    if moved.edge.from == "Idling" && !moved.edge.is_loop() {
                        self.idling.remove(connection);
                    }
                }
                Step::Refused { connection, .. } => assert!(self.open.contains_key(connection)),
                Step::Lock { account, holder } => {
                    let before = match holder {
                        Some(holder) => self.holders.insert(account.clone(), *holder),
                        None => self.holders.remove(account),
                    };
                    assert_eq!(before.is_some(), holder.is_none(), "{holder:?} takes what {before:?} holds");
                }
                Step::Closed { connection, .. } => {
                    assert!(self.open.remove(connection).is_some(), "{connection:?} is closed twice");
                    self.idling.remove(connection);
                    self.pictures.remove(connection);
                }
                _ => {}
            }
        }
    }

    /// A client's conclusions from its own command, before it reads the answer.
    fn done(&mut self, connection: ConnectionId, moved: &Moved, line: &[u8]) {
        if matches!(moved.trigger.name, "SELECT" | "EXAMINE") {
            self.pictures.insert(connection, Picture::default());
        }
        if moved.edge.to != "Selected" {
            self.pictures.remove(&connection);
        }
        if let Some(picture) = self.pictures.get_mut(&connection)
            && moved.outcome == Outcome::Ok
            && moved.trigger.name.ends_with("STORE")
        {
            match CommandCodec::default().decode(line) {
                Ok((_, command)) => picture.stored(&command.body),
                // The oracle does not know `$`.
                Err(_) => picture.stored_somewhere(),
            }
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

    /// The rules that hold between two turns.
    fn world(&mut self, lab: &Lab) {
        let mut holders = BTreeMap::new();
        let open = |id: &ConnectionId| lab.connection(*id).is_some_and(|connection| connection.is_open());
        assert!(self.open.keys().all(open));
        for (id, connection) in lab.connections().filter(|(_, connection)| connection.is_open()) {
            let (_, states) = &self.open[&id];
            for machine in connection.session.machines() {
                let state = states.get(machine.chart().name);
                assert_eq!(machine.state().name, *state.unwrap_or(&machine.chart().initial().name));
            }
            let session = &connection.session;
            if connection.protocol == Protocol::Pop3 {
                if matches!(session.state(&pop3::CHART), "TRANSACTION" | "UPDATE") {
                    let account = session.account().expect("whose maildrop it is");
                    assert_eq!(holders.insert(account.to_owned(), id), None, "one at a time");
                }
                continue;
            }
            let picture = self.pictures.get(&id);
            assert_eq!(picture.is_some(), session.mailbox().is_some());
            let Some(picture) = picture else { continue };
            let uids = session.uids();
            assert_eq!(picture.len(), uids.len(), "what the server thinks that the client knows");
            for (known, uid) in picture.uids().zip(&*uids) {
                assert!(known.is_none_or(|known| known == uid.0), "{known:?} is {uid}");
            }
        }
        // RFC 1939 §4: "the POP3 server then acquires an exclusive-access lock on the maildrop"; §6: in
        // the UPDATE state it "then releases any exclusive-access lock on the maildrop".
        assert_eq!(holders, self.holders);
        for account in lab.store().accounts() {
            assert_eq!(account.lock, self.holders.get(&account.name).copied());
            self.account(account);
        }
    }

    fn account(&mut self, account: &Account) {
        assert!(account.mailboxes.contains_key(INBOX));
        assert!(account.mailboxes.len() <= MAILBOXES_MAX);
        for (name, mailbox) in account.mailboxes.iter() {
            assert_eq!(name, &mailbox.name);
            let before = self.before.entry((account.name.clone(), mailbox.uid_validity)).or_default();
            before.becomes(mailbox);
        }
    }

    /// The server's octets after a line of the client.
    pub fn say(&mut self, lab: &mut Lab, connection: ConnectionId, line: &str) -> Vec<String> {
        let octets = format!("{line}\r\n").into_bytes();
        self.replies(lab, &Action::Send { connection, octets })
    }

    /// After NOOP the picture is the mailbox, nothing is left to tell, and whoever asks hears the same.
    pub fn settle(&mut self, lab: &mut Lab, connection: ConnectionId) {
        // Ends whatever is unfinished: authentication data, or a command; but not a literal.
        self.say(lab, connection, "*");
        if !self.say(lab, connection, "z NOOP").last().is_some_and(|last| last.starts_with("z OK ")) {
            return;
        }
        let own = lab.connection(connection).filter(|own| own.is_open() && own.protocol == Protocol::Imap);
        let Some(session) = own.map(|own| &own.session) else { return };
        let Some(selected) = session.mailbox() else { return };
        let account = session.account().expect("who has selected is logged in");
        let picture = &self.pictures[&connection];
        let Some(mailbox) = lab.store().mailbox_by_id(account, selected.id).cloned() else {
            return assert!(picture.is_empty(), "a deleted mailbox has no messages");
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

impl Before {
    /// RFC 3501 §2.3.1.1: UIDs ascend and are never given again. RFC 7162 §3.1: so do mod-sequences.
    fn becomes(&mut self, mailbox: &Mailbox) {
        let modseqs: BTreeMap<u32, u64> =
            mailbox.entries.iter().map(|entry| (entry.uid.0, entry.modseq)).collect();
        assert_eq!(modseqs.len(), mailbox.entries.len(), "a UID is given once");
        assert!(modseqs.len() <= MESSAGES_MAX && mailbox.expunged.ranges.len() <= EXPUNGED_MAX);
        assert!(
            mailbox.entries.iter().map(|entry| entry.uid.0).is_sorted(),
            "UIDs ascend in {}",
            mailbox.name
        );
        assert!(modseqs.keys().next_back().is_none_or(|last| *last < mailbox.uid_next.0));
        assert!(mailbox.uid_next.0 >= self.uid_next && mailbox.highest_modseq >= self.highest_modseq);
        for (uid, modseq) in &modseqs {
            assert!((1..=mailbox.highest_modseq).contains(modseq));
            match self.modseqs.get(uid) {
                Some(before) => assert!(modseq >= before, "mod-sequences ascend"),
                None => assert!(*uid >= self.uid_next, "no UID comes back"),
            }
        }
        for entry in mailbox.entries.iter() {
            assert!(entry.flags.keywords().count() <= KEYWORDS_MAX);
        }
        *self = Before { uid_next: mailbox.uid_next.0, highest_modseq: mailbox.highest_modseq, modseqs };
    }
}

/// Each octet stands in exactly one labelled span, in order.
pub fn assert_labelled(wire: &Wire) {
    let mut done = 0;
    for span in wire.spans() {
        assert_eq!(span.start, done, "spans leave no gap: {wire:?}");
        assert!(span.end > span.start, "spans are not empty: {wire:?}");
        done = span.end;
    }
    assert_eq!(done as usize, wire.octets().len(), "spans cover all octets: {wire:?}");
}

/// RFC 1939 §3: "Responses may be up to 512 characters long, including the terminating CRLF." Of those to certain
/// commands: "When all lines of the response have been sent, a final line is sent, consisting of a termination octet
/// (decimal code 046, ".") and a CRLF pair. If any line of the multi-line response begins with the termination
/// octet, the line is "byte-stuffed"".
fn assert_pop3_reply(wire: &Wire, reply: Reply) {
    let octets = wire.octets();
    let text = || wire.text();
    let first = octets.iter().position(|octet| *octet == b'\n').expect("a line") + 1;
    assert!(first <= 512 && octets[..first].ends_with(b"\r\n"), "{}", text());
    let begins = match reply {
        Reply::Ok => octets.starts_with(b"+OK"),
        Reply::Err => octets.starts_with(b"-ERR"),
        Reply::Continue => octets.starts_with(b"+ "),
        _ => false,
    };
    assert!(begins, "{reply:?}: {}", text());
    if first < octets.len() {
        assert_eq!(reply, Reply::Ok, "{}", text());
        let lines: Vec<&[u8]> = octets.split_inclusive(|octet| *octet == b'\n').collect();
        let (last, lines) = lines.split_last().expect("more than one");
        assert!(*last == b".\r\n" && lines.iter().all(|line| line.ends_with(b"\r\n")), "{}", text());
        assert!(!lines.iter().any(|line| line.starts_with(b".") && !line.starts_with(b"..")), "{}", text());
    }
}

/// The numbers of a SEARCH response, or the ESEARCH response that RFC 9051 §7.3.4 has in its place.
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
