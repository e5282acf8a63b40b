//! Sessions of arbitrary lines with IDLE, STARTTLS, AUTHENTICATE, ENABLE and all sorts of literals: nothing
//! panics, the machines keep their rules, and whoever idles knows everything at once.

use crate::support::oracle::Oracle;
use crate::support::watcher::assert_labelled;
use crate::support::world;
use postamt::engine::step::{Party, Step};
use postamt::engine::switches::SWITCHES;
use postamt::engine::wire::Wire;
use postamt::engine::{Action, Awaits, ConnectionId, Greeting, Lab, Protocol, Switch, Turn};
use proptest::prelude::*;

/// Lines as they are sent, CRLF added.
const LINES: &[&str] = &[
    "a IDLE",
    "a IDLE",
    "a IDLE",
    "DONE",
    "DONE",
    "done",
    "DONE now",
    "*",
    "",
    "a STARTTLS",
    "a STARTTLS\r\na LOGIN anna geheim",
    "a LOGIN anna geheim",
    "a LOGIN anna geheim",
    "a LOGIN {4+}\r\nanna {6+}\r\ngeheim",
    "a LOGIN {4}\r\nanna {6}\r\ngeheim",
    "a NOOP {9+}\r\na LOGOUT\r\n",
    "a AUTHENTICATE PLAIN",
    "a AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt",
    "a AUTHENTICATE PLAIN =",
    "a AUTHENTICATE LOGIN",
    "a AUTHENTICATE CRAM-MD5",
    "a AUTHENTICATE SCRAM-SHA-256",
    "a AUTHENTICATE SCRAM-SHA-256 biwsbj1hbm5hLHI9YWJj",
    "AGFubmEAZ2VoZWlt",
    "YW5uYQ==",
    "Z2VoZWlt",
    "biwsbj1hbm5hLHI9YWJj",
    "a ENABLE IMAP4rev2 CONDSTORE QRESYNC",
    "a ENABLE IMAP4rev2",
    "a SELECT INBOX",
    "a SELECT INBOX",
    "a EXAMINE INBOX",
    "a SELECT \"B\u{fc}cher\"",
    "a CREATE \"B\u{fc}cher\"",
    "a CREATE B&APw-cher",
    "a RENAME INBOX Alt",
    "a DELETE Alt",
    "a LIST \"\" *",
    "a STATUS {6}\r\nb\u{fc}cher (MESSAGES)",
    "a UNSELECT",
    "a CLOSE",
    "a NAMESPACE",
    "a ID (\"name\" NIL)",
    "a CAPABILITY",
    "a NOOP",
    "a SEARCH ALL",
    "a FETCH 1:* FLAGS",
    "a STORE 1:* +FLAGS (\\Deleted)",
    "a STORE 1 FLAGS (\\Seen)",
    "a EXPUNGE",
    "a COPY 1:* INBOX",
    "a APPEND INBOX {5+}\r\nhallo",
    "a APPEND INBOX {4}\r\nneu!",
    "a LOGOUT",
];

const SESSIONS: std::ops::Range<u32> = 1..4;

fn action() -> impl Strategy<Value = Action> {
    let connection = || SESSIONS.prop_map(ConnectionId);
    let line = prop::sample::select(LINES).prop_map(|line| format!("{line}\r\n").into_bytes());
    // In one piece, or torn: the rest comes with the next line.
    let torn = (line.clone(), any::<prop::sample::Index>()).prop_map(|(line, at)| {
        let at = at.index(line.len());
        line[..at].to_vec()
    });
    let greeting = prop_oneof![Just(Greeting::Ok), Just(Greeting::Preauth)];
    prop_oneof![
        40 => (connection(), line).prop_map(|(connection, octets)| Action::Send { connection, octets }),
        2 => (connection(), torn).prop_map(|(connection, octets)| Action::Send { connection, octets }),
        1 => (connection(), prop::collection::vec(any::<u8>(), 0..20))
            .prop_map(|(connection, octets)| Action::Send { connection, octets }),
        4 => (connection(), greeting, any::<bool>()).prop_map(|(connection, greeting, tls)| match tls {
            false => Action::Connect { connection, protocol: Protocol::Imap, greeting },
            true => Action::ConnectTls { connection, protocol: Protocol::Imap, greeting },
        }),
        1 => connection().prop_map(|connection| Action::Cut { connection }),
        5 => Just(Action::Deliver { account: "anna".to_owned(), message: b"Subject: neu\r\n\r\nDa.\r\n".to_vec() }),
        1 => (0..SWITCHES.len(), any::<bool>())
            .prop_map(|(at, on)| Action::Switch { switch: SWITCHES[at].switch, on }),
        1 => Just(Action::Wait { milliseconds: 11 * 60_000 }),
    ]
}

/// The rules that every turn keeps.
fn check_turn(turn: &Turn, oracle: &mut Oracle) {
    let mut moved: Vec<(ConnectionId, &str)> = Vec::new();
    for step in turn.steps() {
        oracle.check(step);
        match step {
            Step::Wire { wire, from, reply, .. } => {
                assert_labelled(wire);
                assert_eq!(*from == Party::Server, reply.is_some());
            }
            Step::Moved { connection, moved: one, .. } => {
                let machine = (*connection, one.chart.name);
                assert!(!moved.contains(&machine), "{machine:?} moves twice in a turn: {turn:?}");
                moved.push(machine);
            }
            _ => {}
        }
    }
}

/// The rules that hold between actions.
fn check_world(lab: &Lab) {
    for (id, connection) in lab.connections().filter(|(_, connection)| connection.is_open()) {
        let session = &connection.session;
        let [machine, flow, tls] = session.machines().map(|machine| machine.state().name);
        // The handshake is over before anything else happens.
        assert_ne!(tls, "Negotiating", "{id:?}");
        assert_eq!(flow == "Idling", session.awaits() == Awaits::Done, "{id:?}");
        assert_eq!(flow == "Literal", matches!(session.awaits(), Awaits::Literal(_)), "{id:?}");
        assert_eq!(machine == "Selected", session.mailbox().is_some(), "{id:?}");
        let idles = session.mailbox().filter(|_| flow == "Idling");
        let Some(selected) = idles else { continue };
        // RFC 2177: who idles has been told everything.
        let account = session.account().expect("a mailbox is selected by somebody");
        let mailbox = lab.store().mailbox_by_id(account, selected.id);
        let uids: Vec<u32> =
            mailbox.iter().flat_map(|mailbox| mailbox.entries.iter()).map(|entry| entry.uid.0).collect();
        let known: Vec<u32> = session.uids().iter().map(|uid| uid.0).collect();
        assert_eq!(known, uids, "{id:?} idles and knows something else");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_sessions_keep_the_rules(actions in prop::collection::vec(action(), 0..60)) {
        let mut lab = Lab::new(world::scenario("mailboxes").expect("the world is there"));
        let mut oracle = Oracle::default();
        for connection in SESSIONS {
            let (connection, protocol) = (ConnectionId(connection), Protocol::Imap);
            lab.handle(&Action::Connect { connection, protocol, greeting: Greeting::Preauth });
        }
        for action in &actions {
            lab.handle(action);
            while let Some(turn) = lab.poll() {
                check_turn(&turn, &mut oracle);
            }
            check_world(&lab);
        }
    }

    /// Once there is TLS, neither STARTTLS nor LOGINDISABLED is announced, and nothing leads back.
    #[test]
    fn tls_stays(lines in prop::collection::vec(prop::sample::select(LINES), 0..20), strict in any::<bool>()) {
        let mut lab = Lab::new(world::default_scenario());
        lab.run(&Action::Switch { switch: Switch::LoginDisabled, on: strict });
        let connection = ConnectionId(1);
        lab.run(&Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Ok });
        lab.run(&Action::Send { connection, octets: b"a STARTTLS\r\n".to_vec() });
        for line in lines {
            let turns = lab.run(&Action::Send { connection, octets: format!("{line}\r\n").into_bytes() });
            for text in turns.iter().flat_map(|turn| turn.wires(Party::Server)).map(Wire::text) {
                let told = text.starts_with("* CAPABILITY") && (text.contains("STARTTLS") || text.contains("LOGINDISABLED"));
                prop_assert!(!told, "{text}");
            }
            let Some(own) = lab.connection(connection) else { break };
            prop_assert_eq!(own.session.machines()[2].state().name, "TLS");
        }
    }
}
