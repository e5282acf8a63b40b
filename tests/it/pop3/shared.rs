//! A POP3 session whose maildrop somebody else changes meanwhile. RFC 1939 §4 wants the lock to prevent it; the mailbox
//! is IMAP's INBOX as well, and IMAP knows no lock, so the session keeps what it saw, unless a switch says otherwise.

use crate::support::world;
use postamt::engine::chart::Outcome;
use postamt::engine::context::Context;
use postamt::engine::mail::{Store, Uid};
use postamt::engine::pop3::{CHART, Session};
use postamt::engine::session::Session as _;
use postamt::engine::step::{Closing, Party, Step};
use postamt::engine::time::Time;
use postamt::engine::wire::Wire;
use postamt::engine::{ConnectionId, Greeting, Switch, Switches, Turn};

/// A session that talks to a store without a lab in between.
struct Pair {
    session: Session,
    store: Store,
    switches: Switches,
}

impl Pair {
    fn logged_in() -> Self {
        let (session, store) = (Session::new(1), world::default_scenario().store());
        let mut pair = Pair { session, store, switches: Switches::default() };
        pair.act(|session, world| session.greet(Greeting::Ok, world));
        pair.send("USER anna");
        pair.send("PASS geheim");
        pair
    }

    fn act<T>(&mut self, act: impl FnOnce(&mut Session, &mut Context) -> T) -> (T, Turn) {
        let mut turn = Turn::default();
        let connection = ConnectionId(1);
        let mut context = Context {
            connection,
            store: &mut self.store,
            now: Time::START,
            switches: self.switches,
            tongues: &[],
            protected: false,
            turn: &mut turn,
        };
        let acted = act(&mut self.session, &mut context);
        (acted, turn)
    }

    fn send(&mut self, line: &str) -> Vec<Turn> {
        self.session.feed(format!("{line}\r\n").into_bytes());
        let mut turns = Vec::new();
        while let (true, turn) = self.act(Session::poll) {
            turns.push(turn);
        }
        turns
    }

    /// Another client's change of the message with this UID.
    fn expunge_elsewhere(&mut self, uid: u32) {
        let inbox = self.store.mailbox("anna", "INBOX").expect("anna has an INBOX").id;
        self.store.expunge("anna", inbox, &[Uid(uid)], Some(ConnectionId(2)));
    }

    fn uids_left(&self) -> Vec<u32> {
        let inbox = self.store.mailbox("anna", "INBOX").expect("anna has an INBOX");
        inbox.entries.iter().map(|entry| entry.uid.0).collect()
    }
}

fn replies(turns: &[Turn]) -> String {
    turns.iter().flat_map(|turn| turn.wires(Party::Server)).map(Wire::text).collect()
}

fn rules(turns: &[Turn]) -> Vec<(&'static str, Outcome)> {
    turns.iter().filter_map(Turn::main_move).map(|(moved, why)| (why.rule.id, moved.outcome)).collect()
}

#[test]
fn a_message_that_is_gone_is_kept_until_the_session_ends() {
    let mut pair = Pair::logged_in();
    pair.expunge_elsewhere(104);
    assert_eq!(replies(&pair.send("STAT")), "+OK 3 197\r\n");
    for line in ["RETR 2", "TOP 2 0", "LIST 2", "UIDL 2", "DELE 2"] {
        let turns = pair.send(line);
        assert!(replies(&turns).starts_with("+OK "), "{line}");
        assert_eq!(rules(&turns), [("pop3-kept", Outcome::Ok)], "{line}");
    }
    assert_eq!(rules(&pair.send("LIST 3")), [("pop3-list-one", Outcome::Ok)]);
    let turns = pair.send("QUIT");
    assert_eq!(replies(&turns), "+OK Postamt POP3 server signing off (1 message removed)\r\n");
    assert_eq!(rules(&turns), [("pop3-quit", Outcome::Ok), ("pop3-update", Outcome::Ok)]);
    assert_eq!(pair.uids_left(), [101, 105]);
}

#[test]
fn a_server_that_ignores_the_lock_keeps_the_number_alone() {
    let mut pair = Pair::logged_in();
    pair.switches = pair.switches.with(Switch::Pop3Forgets, true);
    pair.expunge_elsewhere(104);
    // The snapshot stays as it was, so that no number changes its message.
    assert_eq!(replies(&pair.send("STAT")), "+OK 3 197\r\n");
    for line in ["RETR 2", "TOP 2 0", "LIST 2", "UIDL 2", "DELE 2"] {
        let turns = pair.send(line);
        assert_eq!(replies(&turns), "-ERR message 2 was removed by another client\r\n", "{line}");
        assert_eq!(rules(&turns), [("pop3-gone", Outcome::No)], "{line}");
    }
    assert_eq!(replies(&pair.send("LIST 3")), "+OK 3 48\r\n");
}

#[test]
fn update_says_so_when_a_marked_message_is_gone() {
    let mut pair = Pair::logged_in();
    pair.switches = pair.switches.with(Switch::Pop3Forgets, true);
    pair.send("DELE 1");
    pair.send("DELE 2");
    pair.expunge_elsewhere(104);
    let turns = pair.send("QUIT");
    assert_eq!(replies(&turns), "-ERR some deleted messages not removed (1 message gone already)\r\n");
    assert_eq!(rules(&turns), [("pop3-quit", Outcome::Ok), ("pop3-update-incomplete", Outcome::No)]);
    assert_eq!(turns.last().and_then(Turn::closed), Some(Closing::Command));
    assert_eq!(pair.uids_left(), [105]);
    assert_eq!(pair.store.account("anna").and_then(|account| account.lock), None);
}

#[test]
fn a_line_that_is_lost_during_update_does_not_stop_it() {
    let mut pair = Pair::logged_in();
    pair.send("DELE 1");
    pair.session.feed(b"QUIT\r\n".to_vec());
    let (more, quit) = pair.act(Session::poll);
    assert!(more);
    assert_eq!(replies(&[quit]), "", "UPDATE replies, when it knows");
    assert_eq!(pair.session.state(&CHART), "UPDATE");
    let ((), turn) = pair.act(Session::cut);
    assert_eq!(turn.closed(), Some(Closing::Cut));
    assert_eq!(replies(&[turn]), "", "nobody is there to hear it");
    assert_eq!(pair.uids_left(), [104, 105]);
}

#[test]
fn the_steps_of_a_turn_stand_in_order() {
    let mut pair = Pair::logged_in();
    let kinds = |turns: &[Turn]| -> Vec<&'static str> {
        let kind = |step: &Step| match step {
            Step::Wire { from: Party::Client, .. } => "client",
            Step::Wire { from: Party::Server, .. } => "server",
            Step::Moved { .. } => "moved",
            Step::Refused { .. } => "refused",
            Step::Marked { .. } => "marked",
            Step::Lock { .. } => "lock",
            Step::Closed { .. } => "closed",
            _ => "other",
        };
        turns.iter().flat_map(Turn::steps).map(kind).collect()
    };
    assert_eq!(kinds(&pair.send("DELE 1")), ["client", "server", "moved", "marked"]);
    assert_eq!(kinds(&pair.send("DELE 2")), ["client", "server", "moved", "marked"]);
    assert_eq!(kinds(&pair.send("RSET")), ["client", "server", "moved", "marked", "marked"]);
    assert_eq!(kinds(&pair.send("DELE")), ["client", "server", "refused"]);
    assert_eq!(kinds(&pair.send("QUIT")), ["client", "moved", "server", "moved", "lock", "closed"]);
}
