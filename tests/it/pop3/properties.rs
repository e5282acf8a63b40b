//! Rules that hold for any octets of a client.

use crate::support::watcher::assert_labelled;
use crate::support::world;
use postamt::engine::chart::Outcome;
use postamt::engine::mail::{Flags, Message, Store};
use postamt::engine::pop3::framing::LineReader;
use postamt::engine::pop3::{self, grammar};
use postamt::engine::step::{Party, RefusalKind, Step};
use postamt::engine::switches::Switch;
use postamt::engine::time::{MINUTE, Time};
use postamt::engine::wire::Role;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Session, Turn};
use postamt::i18n::TONGUES;
use proptest::prelude::*;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Octets that look like POP3 often enough to get somewhere.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    octets_with("NOOP")
}

/// With one more word among them.
fn octets_with(word: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        word,
        "AUTH PLAIN",
        "AUTH PLAIN AGFubmEAZ2VoZWlt",
        "AGFubmEAZ2VoZWlt",
        "AUTH CRAM-MD5",
        "*",
        "UTF8",
        "LANG de",
        "LANG",
        "USER anna",
        "PASS geheim",
        "USER ben",
        "PASS sehr geheim",
        "STAT",
        "LIST",
        "LIST 2",
        "RETR 1",
        "RETR 2",
        "DELE 1",
        "DELE 2",
        "DELE 3",
        "RSET",
        "NOOP",
        "TOP 1 1",
        "UIDL",
        "UIDL 3",
        "CAPA",
        "QUIT",
        "user",
        "retr 0",
        " ",
        "\0",
        "\u{8}",
        ".",
        "ü",
    ]);
    let line = prop_oneof![
        8 => words.prop_map(|word| format!("{word}\r\n").into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => prop::collection::vec(prop::sample::select(b"USERLIT 0123\r\n".to_vec()), 0..300),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let connection = || (1u32..4).prop_map(ConnectionId);
    let greeting = prop_oneof![9 => Just(Greeting::Ok), 1 => Just(Greeting::Bye)];
    let action = prop_oneof![
        3 => (connection(), greeting)
            .prop_map(|(connection, greeting)| Action::Connect { connection, protocol: Protocol::Pop3, greeting }),
        9 => (connection(), octets_with("STLS")).prop_map(|(connection, octets)| Action::Send { connection, octets }),
        1 => connection().prop_map(|connection| Action::Cut { connection }),
        1 => prop::sample::select(vec!["anna", "ben", "niemand"]).prop_map(|account| Action::Deliver {
            account: account.to_owned(),
            message: b"Subject: neu\r\n\r\n.\r\n".to_vec(),
        }),
        1 => (prop::sample::select(vec![Switch::Pop3Expire, Switch::Pop3Forgets, Switch::Pop3LoginDelay, Switch::Pop3TlsFirst]), any::<bool>())
            .prop_map(|(switch, on)| Action::Switch { switch, on }),
        1 => (0..25 * MINUTE).prop_map(|milliseconds| Action::Wait { milliseconds }),
    ];
    prop::collection::vec(action, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_parsed_and_labelled(octets in prop_oneof![octets(), prop::collection::vec(any::<u8>(), 0..400)]) {
        let mut reader = LineReader::default();
        reader.feed(&octets);
        reader.feed(b"\n");
        while let Some(line) = reader.take(false) {
            let parsed = grammar::parse(&line);
            assert_labelled(&parsed.wire);
            prop_assert_eq!(parsed.wire.octets(), &line.octets[..]);
            match parsed.command {
                Ok(_) => {
                    prop_assert!(parsed.trigger.is_some());
                    let junk = parsed.wire.spans().iter().filter(|span| span.role == Role::Junk).count();
                    prop_assert_eq!(junk, usize::from(parsed.bare_lf), "a command has no junk: {:?}", line);
                }
                Err(mistake) => {
                    let syntax = mistake.kind == RefusalKind::Syntax;
                    prop_assert_eq!(syntax, mistake.at.is_some());
                    prop_assert_eq!(syntax, !mistake.expected.is_empty());
                    prop_assert!(mistake.at.is_none_or(|at| at < line.octets.len()));
                }
            }
        }
    }

    #[test]
    fn sessions_keep_their_invariants(actions in actions()) {
        let mut lab = Lab::new(world::default_scenario()).speaking(TONGUES);
        let mut closed: BTreeSet<ConnectionId> = (1..4).map(ConnectionId).collect();
        for action in &actions {
            lab.handle(action);
            while let Some(turn) = lab.poll() {
                check_turn(&turn, &mut closed);
                check_world(&lab);
            }
        }
    }

    #[test]
    fn it_does_not_matter_where_octets_are_cut(octets in octets(), at in any::<prop::sample::Index>()) {
        let play = |pieces: &[&[u8]]| {
            let mut lab = connected(1);
            let mut text = Vec::new();
            for piece in pieces {
                let turns = lab.run(&Action::Send { connection: ConnectionId(1), octets: piece.to_vec() });
                for step in turns.iter().flat_map(Turn::steps) {
                    if let Step::Wire { wire, .. } = step {
                        text.extend_from_slice(wire.octets());
                    }
                }
            }
            text
        };
        let (first, second) = octets.split_at(at.index(octets.len() + 1));
        prop_assert_eq!(play(&[&octets]), play(&[first, second]));
    }
}

/// Within a turn: at most one move, no step on a closed connection, a reply to each line of the client.
fn check_turn(turn: &Turn, closed: &mut BTreeSet<ConnectionId>) {
    let mut moves: BTreeMap<(ConnectionId, &str), usize> = BTreeMap::new();
    for step in turn.steps() {
        match step {
            Step::Opened { connection, .. } => assert!(closed.remove(connection), "{turn:#?}"),
            Step::Wire { connection, wire, from, reply } => {
                assert!(!closed.contains(connection), "{turn:#?}");
                assert_eq!(*from == Party::Server, reply.is_some());
                assert_labelled(wire);
                let first = wire.octets().split_inclusive(|octet| *octet == b'\n').next().unwrap_or_default();
                assert!(*from == Party::Client || first.len() <= 512, "{turn:#?}");
            }
            Step::Moved { connection, moved, .. } => {
                assert!(!closed.contains(connection), "{turn:#?}");
                *moves.entry((*connection, moved.chart.name)).or_default() += 1;
            }
            Step::Refused { connection, .. } => {
                assert!(!closed.contains(connection), "{turn:#?}");
                *moves.entry((*connection, "pop3")).or_default() += 1;
            }
            Step::Closed { connection, .. } => assert!(closed.insert(*connection), "{turn:#?}"),
            _ => {}
        }
    }
    assert!(
        moves.values().all(|count| *count == 1),
        "one move of a chart, or a refusal, in a turn: {turn:#?}"
    );
    let said = |party| turn.wires(party).count();
    let reaches = |state| turn.moves().any(|moved| moved.edge.to == state);
    if said(Party::Client) > 0 && !reaches("TLS") {
        assert_eq!(
            said(Party::Server),
            usize::from(!reaches("UPDATE")),
            "a command has one reply: {turn:#?}"
        );
    }
}

/// Between turns: the lock is held by a session that is logged in, numbers are dense, totals are right.
fn check_world(lab: &Lab) {
    let mut holders = BTreeMap::new();
    for (id, connection) in lab.connections() {
        let session: &dyn Any = &*connection.session;
        let Some(session) = session.downcast_ref::<pop3::Session>() else { continue };
        assert_eq!(session.state(&pop3::CHART) == "CLOSED", !connection.is_open());
        let inside = matches!(session.state(&pop3::CHART), "TRANSACTION" | "UPDATE");
        assert_eq!(inside, session.maildrop().is_some());
        let Some(maildrop) = session.maildrop() else { continue };
        assert_eq!(holders.insert(maildrop.account(), id), None, "one session holds a maildrop");
        let numbers: Vec<u32> = maildrop.messages().map(|message| message.number).collect();
        assert!(numbers.iter().copied().eq(1..=numbers.len() as u32));
        let left: u64 =
            maildrop.messages().filter(|message| !message.marked).map(|message| message.size).sum();
        assert_eq!(left, maildrop.octets_left());
        assert_eq!(maildrop.count_left() + maildrop.count_marked(), maildrop.len());
    }
    for account in lab.store().accounts() {
        assert_eq!(account.lock, holders.get(account.name.as_str()).copied());
    }
}

#[test]
fn a_refusal_says_what_would_be_legal_and_how_to_get_there() {
    let mut lab = connected(1);
    let turns = lab.run(&Action::Send { connection: ConnectionId(1), octets: b"retr 1\r\n".to_vec() });
    let refusal = turns.iter().find_map(Turn::refusal).expect("RETR is refused before login");
    assert_eq!(refusal.came, "retr");
    assert_eq!(refusal.legal, ["USER", "PASS", "APOP", "AUTH", "STLS", "UTF8", "CAPA", "LANG", "QUIT"]);
    assert_eq!(refusal.valid_in, ["TRANSACTION"]);
    let way: Vec<_> = refusal.way.iter().flatten().map(|hop| hop.trigger.name).collect();
    assert_eq!(way, ["USER", "PASS"]);
}

#[test]
fn ten_thousand_messages_are_listed_and_the_world_is_cheap_to_keep() {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    let message = Arc::new(Message::new(b"Subject: x\r\n\r\nx\r\n"));
    for _ in 0..10_000 {
        store
            .append("anna", "INBOX", message.clone(), Flags::NONE, Time::START, None)
            .expect("there is room");
    }
    store.take_events();
    let mut lab = Lab::with_store(store, Time::START);
    let connection = ConnectionId(1);
    lab.run(&Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok });
    let mut kept = Vec::new();
    let mut send = |line: &str| {
        let turns = lab.run(&Action::Send { connection, octets: format!("{line}\r\n").into_bytes() });
        kept.push(lab.clone());
        turns
    };
    send("USER anna");
    send("PASS geheim");
    for _ in 0..100 {
        send("STAT");
    }
    let listing = send("LIST");
    let lines: Vec<usize> =
        listing.iter().flat_map(Turn::replies).map(|(_, wire)| wire.text().lines().count()).collect();
    assert_eq!(lines, [10_002]);
    send("DELE 5000");
    let end = send("QUIT");
    let mut moves = end.iter().flat_map(Turn::moves);
    let closed = moves.any(|moved| moved.edge.to == "CLOSED" && moved.outcome == Outcome::Ok);
    assert!(closed, "{end:#?}");
    assert_eq!(kept.len(), 105);
}

fn connected(number: u32) -> Lab {
    let mut lab = Lab::new(world::default_scenario());
    let connection = ConnectionId(number);
    lab.run(&Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok });
    lab
}
