//! Every form in which work, worlds, progress and live messages were ever stored or sent (`tests/data/stored`): each stays
//! readable, and the newest is written octet for octet.

use expect_test::{ExpectFile, expect_file};
use postamt::engine::mail::scenario::SCENARIOS;
use postamt::engine::mail::{Flags, INBOX, Message};
use postamt::engine::time::Time;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Preset, Protocol, Switch};
use postamt::player::live::{Heard, Live};
use postamt::share::link::{self, Session};
use postamt::share::progress::Progress;
use postamt::share::world::World;
use postamt::share::{Saved, load, save};
use std::sync::Arc;

/// One of each action, with each of its choices.
fn actions() -> Vec<Action> {
    let connection = ConnectionId(7);
    let send = |octets: &[u8]| Action::Send { connection, octets: octets.to_vec() };
    let mut actions = Vec::new();
    for protocol in [Protocol::Pop3, Protocol::Imap] {
        for greeting in [Greeting::Ok, Greeting::Preauth, Greeting::Bye] {
            actions.push(Action::Connect { connection, protocol, greeting });
            actions.push(Action::ConnectTls { connection, protocol, greeting });
        }
    }
    actions.extend([
        send(b""),
        send(b"a1 NOOP\r\n"),
        send("\u{0}\u{1f}\u{7f}\u{2028}\"\\/\t\u{8}\u{c} gr\u{fc}n \u{1f600}\r\n".as_bytes()),
        send(b"\xff"),
        send(b"\xff\x00"),
        send(b"\xff\r\n"),
        Action::Cut { connection: ConnectionId(u32::MAX) },
        Action::Shutdown {},
        Action::Deliver { account: "anna".into(), message: b"Subject: x\r\n\r\n".to_vec() },
        Action::Deliver { account: "\"\u{e4}".into(), message: b"\x80".to_vec() },
        Action::Switch { switch: Switch::Pop3User, on: false },
        Action::Switch { switch: Switch::Idle, on: true },
        Action::Wait { milliseconds: 0 },
        Action::Wait { milliseconds: u64::MAX },
    ]);
    actions.extend(Preset::ALL.map(|preset| Action::Preset { preset }));
    actions
}

/// A world with everything that a world can have.
fn world() -> World {
    let mut store = SCENARIOS[0].store();
    store.open_to(Some("offen"));
    let inbox = store.mailbox("anna", INBOX).expect("anna's INBOX");
    let (id, uids) = (inbox.id, [inbox.entries.last().expect("a message").uid]);
    assert_eq!(store.expunge("anna", id, &uids, None).len(), 1);
    store.set_special_use("anna", "Archive/2003", 0b10_0010);
    store.set_limits("anna", [Some(1024), None]);
    store.tell_time(Time::START.plus(3));
    for octets in ["Subject: gr\u{fc}n\r\n\r\n.\r\n".as_bytes(), b"\xff\x00", b"A: b\n\n.\r\n"] {
        let (message, flags) = (Arc::new(Message::new(octets)), Flags::of(["\\Seen", "$neu"]));
        store.append("anna", INBOX, message, flags, Time::START, None).expect("there is room");
    }
    let mut world =
        World { now: Time::START.plus(5), store, opened: 7, switches: Preset::Dovecot.switches() };
    let mut lab = world.lab();
    let connection = ConnectionId(1);
    let login = b"USER ben\r\nPASS geheim\r\nQUIT\r\n".to_vec();
    lab.run(&Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok });
    lab.run(&Action::Send { connection, octets: login });
    world = World::of(&lab);
    world
}

#[test]
fn saved_work_is_written_and_read_as_ever() {
    let text = save(&SCENARIOS[0], &actions(), 2);
    expect_file!["../data/stored/work-1.json"].assert_eq(&text);
    let again = load(&text).expect("what was saved");
    assert_eq!((again.scenario.name, again.actions, again.cursor), (SCENARIOS[0].name, actions(), 2));
}

/// What is in each link that was ever made, and how the newest is written. A link's fixture never changes: what a
/// browser deflates differs from one to the other.
#[test]
fn links_of_every_version_are_read_and_the_newest_is_written() {
    let tellable =
        |action: &Action| !matches!(action, Action::Deliver { account, .. } if account.contains(' '));
    let mut session = actions();
    let send =
        |connection, line: &str| Action::Send { connection: ConnectionId(connection), octets: line.into() };
    session.extend([send(7, "a1 NOOP\r\n"), send(7, "a2 NOOP\r\na3 NOOP\r\n"), send(1, "STAT\r\n")]);
    assert!(session.iter().all(tellable));
    let saved = Saved { scenario: &SCENARIOS[0], actions: session, cursor: 2 };
    let session = Session { saved, shown: ConnectionId(7) };
    let text = link::text(&session).expect("a session with room");
    expect_file!["../data/links/1.txt"].assert_eq(&text);
    let saved = &session.saved;
    expect_file!["../data/links/1.json"].assert_eq(&save(saved.scenario, &saved.actions, saved.cursor));
    for (stored, shown) in [
        (include_str!("../data/links/1z"), 7),
        (include_str!("../data/links/1p"), 7),
        (include_str!("../data/links/1z-json"), 0),
    ] {
        let again = link::open(stored).expect("every version is readable for ever");
        assert_eq!((again.saved.scenario.name, again.saved.cursor, again.shown.0), ("school", 2, shown));
        assert_eq!(again.saved.actions, session.saved.actions);
    }
}

#[test]
fn worlds_of_every_version_are_read_and_the_newest_is_written() {
    let text = world().save();
    expect_file!["../data/stored/world-4-full.json"].assert_eq(&text);
    let again = World::load(&text, Time(0)).expect("what was saved");
    assert_eq!(again.save(), text);
    let check = |text: &str, as_newest: ExpectFile| {
        let world = World::load(text, Time::START).expect("every version is readable for ever");
        as_newest.assert_eq(&world.save());
    };
    check(include_str!("../data/stored/world-1.json"), expect_file!["../data/stored/world-1-as-4.json"]);
    check(include_str!("../data/stored/world-2.json"), expect_file!["../data/stored/world-2-as-4.json"]);
    check(include_str!("../data/stored/world-3.json"), expect_file!["../data/stored/world-3-as-4.json"]);
    check(
        include_str!("../data/stored/world-3-full.json"),
        expect_file!["../data/stored/world-3-full-as-4.json"],
    );
    check(include_str!("../data/stored/world-4.json"), expect_file!["../data/stored/world-4.json"]);
    check(include_str!("../data/stored/person.json"), expect_file!["../data/stored/person-as-4.json"]);
}

#[test]
fn progress_is_written_and_read_as_ever() {
    let mut progress = Progress::default();
    progress.stand("pop3-delete", 4);
    [0, 1, 3].into_iter().for_each(|step| progress.finish("pop3-delete", step));
    [1, 0].into_iter().for_each(|answer| progress.answer("pop3-delete", 2, answer, answer == 1));
    progress.finish("\"\u{e4}", 99);
    let text = progress.save();
    expect_file!["../data/stored/progress-1.json"].assert_eq(&text);
    assert_eq!(Progress::load(&text), Ok(progress));
}

#[test]
fn members_that_nobody_knows_are_passed_over_in_saved_work() {
    let text = r#"{"later":{"a":[1,null]},"postamt":1,"scenario":"school","cursor":2,"actions":[{"wait":{"milliseconds":5,"later":[]}},{"send":{"connection":1,"octets":{"base64":"/w==","later":1}}}]}"#;
    let saved = load(text).expect("later versions of this form may tell more");
    let send = Action::Send { connection: ConnectionId(1), octets: vec![0xff] };
    assert_eq!(saved.actions, [Action::Wait { milliseconds: 5 }, send]);
}

#[test]
fn a_live_stream_is_understood_as_ever() {
    let hello = r#"{"hello":{"live":1,"run":"18f3-2a","services":[{"service":"imap","address":"127.0.0.1:1143","later":1}],"later":1}}"#;
    let stream = [
        hello.to_owned(),
        format!(r#"{{"world":{{"next":7,"world":{}}}}}"#, World::of(&Lab::new(&SCENARIOS[0])).save()),
        r#"{"actions":{"first":7,"actions":[{"connect":{"connection":3,"protocol":"imap","greeting":"ok"}},{"send":{"connection":3,"octets":"a LOGIN anna geheim\r\n"}},{"wait":{"milliseconds":9}}],"later":{}}}"#.to_owned(),
        r#"{"tick":{"next":10,"milliseconds":5000}}"#.to_owned(),
        r#"{"weather":{"sun":true}}"#.to_owned(),
        r#"{"wait":{"why":"too-long"}}"#.to_owned(),
        r#"{"bye":{"why":"stopping"}}"#.to_owned(),
    ];
    expect_file!["../data/stored/live-1.jsonl"].assert_eq(&stream.join("\n"));
    let mut live = Live::default();
    let heard = stream.map(|text| live.hear(&text, ConnectionId(0)));
    let hello = Heard::Hello { anew: false };
    assert_eq!(
        heard,
        [hello, Heard::World, Heard::Actions, Heard::Tick, Heard::Other, Heard::Wait, Heard::Other]
    );
    assert_eq!(live.connections().len(), 1);
    assert_eq!(live.connections()[0].account.as_deref(), Some("anna"));
}
