use super::*;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::switches::SWITCHES;
use crate::engine::{Greeting, Preset, Protocol};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;
use std::io::Write as _;

fn deflate(octets: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(octets).expect("a list takes all octets");
    encoder.finish().expect("a list takes all octets")
}

fn session(actions: Vec<Action>) -> Session {
    Session { saved: Saved { scenario: &SCENARIOS[0], actions, cursor: 3 }, shown: ConnectionId(2) }
}

/// The session that comes out of the link of a session, in both forms.
fn again(session: &Session) -> [Session; 2] {
    let text = text(session).expect("a session with room in a link");
    let links = [link(&deflate(text.as_bytes()), true), link(text.as_bytes(), false)];
    links.map(|link| open(&link.expect("a link that is not too long")).expect("what was written"))
}

fn send(connection: u32, line: &str) -> Action {
    Action::Send { connection: ConnectionId(connection), octets: line.into() }
}

fn any_action() -> impl Strategy<Value = Action> {
    let id = || prop_oneof![1_u32..4, any::<u32>()].prop_map(ConnectionId);
    let protocol = || prop::sample::select(&Protocol::ALL[..]);
    let greeting = || prop::sample::select(vec![Greeting::Ok, Greeting::Preauth, Greeting::Bye]);
    let octets = || {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            "(a[0-9]{1,3} )?[A-Z]{0,6}( [a-z*\\\\x0-9<>&\u{202e}\u{0}]{0,8}){0,3}\r?\n?"
                .prop_map(String::into_bytes),
            "[Cc@|#S][0-9]{0,2}[:>]? a1 .{0,9}\r\n".prop_map(String::into_bytes),
        ]
    };
    prop_oneof![
        (id(), protocol(), greeting()).prop_map(|(connection, protocol, greeting)| Action::Connect {
            connection,
            protocol,
            greeting
        }),
        (id(), protocol(), greeting()).prop_map(|(connection, protocol, greeting)| Action::ConnectTls {
            connection,
            protocol,
            greeting
        }),
        (id(), octets()).prop_map(|(connection, octets)| Action::Send { connection, octets }),
        (1_u32..3, 1_u64..30).prop_map(|(id, tag)| send(id, &format!("a{tag} NOOP\r\n"))),
        id().prop_map(|connection| Action::Cut { connection }),
        Just(Action::Shutdown {}),
        ("anna|ben|[^ ]{1,5}|a b|", octets())
            .prop_map(|(account, message)| Action::Deliver { account, message }),
        (0..SWITCHES.len(), any::<bool>())
            .prop_map(|(at, on)| Action::Switch { switch: SWITCHES[at].switch, on }),
        prop::sample::select(&Preset::ALL[..]).prop_map(|preset| Action::Preset { preset }),
        any::<u64>().prop_map(|milliseconds| Action::Wait { milliseconds }),
    ]
}

proptest! {
    #[test]
    fn any_actions_come_out_of_their_link(actions in prop::collection::vec(any_action(), 0..20)) {
        for again in again(&session(actions.clone())) {
            prop_assert_eq!((&again.saved.actions, again.saved.cursor), (&actions, 3));
        }
    }

    #[test]
    fn no_text_reaches_a_panic(link in "1[zp]\\.[A-Za-z0-9_-]{0,60}|.{0,40}", text in "school [0-9]{1,3} 1\n(.{0,20}\n){0,5}") {
        let _ = open(&link);
        let _ = read(&text);
    }
}

#[test]
fn automatic_tags_are_left_out_and_others_stay() {
    let connect = |connection| Action::Connect {
        connection: ConnectionId(connection),
        protocol: Protocol::Imap,
        greeting: Greeting::Ok,
    };
    let actions = vec![
        connect(1),
        send(1, "a1 LOGIN anna geheim\r\n"),
        connect(2),
        send(2, "a1 NOOP\r\n"),
        send(1, "x NOOP\r\n"),
        send(1, "a7 NOOP\r\n"),
        send(1, "a8 NOOP\r\na9 NOOP\r\n"),
        send(1, "a01 NOOP\r\n"),
        send(1, "a10 NOOP\r\n"),
        send(1, "a11 \r\n"),
        connect(1),
        send(1, "a1 NOOP\r\n"),
    ];
    let session = session(actions);
    let expected = "school 3 2\n@connect imap\nc: LOGIN anna geheim\n@connect 2 imap\nc2: NOOP\nC: x NOOP\nC: a7 NOOP\n\
        c> NOOP\nc: NOOP\nC: a01 NOOP\nC: a10 NOOP\nC: a11\\x20\n@connect imap\nc: NOOP\n";
    assert_eq!(text(&session).as_deref(), Some(expected));
    again(&session).iter().for_each(|again| {
        assert_eq!((&again.saved.actions, again.shown), (&session.saved.actions, ConnectionId(2)));
    });
}

/// Thirty commands as a lesson of an hour has them.
const POP3: [&str; 30] = [
    "USER anna",
    "PASS geheim",
    "STAT",
    "LIST",
    "LIST 3",
    "UIDL",
    "RETR 1",
    "RETR 3",
    "TOP 5 3",
    "DELE 5",
    "LIST",
    "DELE 5",
    "RSET",
    "NOOP",
    "DELE 2",
    "DELE 4",
    "STAT",
    "RETR 9",
    "UIDL 3",
    "QUIT",
    "USER ben",
    "PASS falsch",
    "USER ben",
    "PASS geheim",
    "CAPA",
    "STAT",
    "RETR 2",
    "DELE 1",
    "LIST",
    "QUIT",
];
const IMAP: [&str; 30] = [
    "LOGIN anna geheim",
    "CAPABILITY",
    "LIST \"\" *",
    "SELECT INBOX",
    "FETCH 1:* (FLAGS UID)",
    "FETCH 6 (UID FLAGS ENVELOPE)",
    "FETCH 6 BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)]",
    "FETCH 6 BODY[TEXT]",
    "STORE 6 +FLAGS (\\Seen)",
    "STORE 6 +FLAGS (\\Deleted)",
    "SEARCH UNSEEN",
    "SEARCH FROM \"ben\" SINCE 1-Oct-2003",
    "UID FETCH 101:110 (FLAGS)",
    "COPY 2 Archive/2003",
    "EXPUNGE",
    "NOOP",
    "STATUS Drafts (MESSAGES UNSEEN)",
    "CREATE Schule",
    "COPY 1:3 Schule",
    "SELECT Schule",
    "FETCH 1:3 FULL",
    "STORE 1 -FLAGS (\\Seen)",
    "CLOSE",
    "EXAMINE Archive/2003",
    "FETCH 1 BODYSTRUCTURE",
    "SEARCH ALL",
    "RENAME Schule Sport",
    "DELETE Sport",
    "SELECT INBOX",
    "LOGOUT",
];

#[test]
fn thirty_commands_have_less_than_six_hundred_characters() {
    let connection = ConnectionId(1);
    let tagged = |(index, line): (usize, &&str)| format!("a{} {line}\r\n", index + 1);
    let lines = [
        (Protocol::Pop3, POP3.iter().map(|line| format!("{line}\r\n")).collect::<Vec<_>>()),
        (Protocol::Imap, IMAP.iter().enumerate().map(tagged).collect()),
    ];
    for (protocol, lines) in lines {
        let mut actions = vec![Action::Connect { connection, protocol, greeting: Greeting::Ok }];
        actions.extend(lines.iter().map(|line| send(1, line)));
        let text = text(&session(actions)).expect("a session with room");
        let link = link(&deflate(text.as_bytes()), true).expect("a session with room");
        let page = "https://postamt.example.org/postamt/#lang=de&proto=imap&stage=sequence&s=";
        assert!((page.len() + link.len()) < 600, "{}: {} characters", protocol.row().name, link.len());
    }
}

#[test]
fn broken_and_newer_links_are_refused_with_the_reason() {
    let text = text(&session(vec![send(1, "a1 NOOP\r\n"), send(1, "STAT\r\n")])).expect("room");
    let good = link(&deflate(text.as_bytes()), true).expect("room");
    assert!(open(&good).is_ok());
    for end in 0..good.len() {
        assert_eq!(open(&good[..end]).err(), Some(LoadError::Corrupt), "{}", &good[..end]);
    }
    for at in 0..good.len() {
        for bit in 0..7 {
            let mut flipped = good.clone().into_bytes();
            flipped[at] ^= 1 << bit;
            // A changed letter may make another good text: then that one's actions are in it, and nothing else.
            let _ = String::from_utf8(flipped).map(|link| open(&link));
        }
    }
    let plain = |text: &str| open(&link(text.as_bytes(), false).expect("room")).err();
    for (newer, version) in [("2z.x", 2), ("99z", 99), ("4294967295", u32::MAX)] {
        assert_eq!(open(newer).err(), Some(LoadError::Newer { version }));
    }
    for broken in [
        "",
        "z.",
        "0z.",
        "1.",
        "1x.AA",
        "1z",
        "1z.=",
        "1z.A",
        "1z. ",
        "4294967296z.",
        "-1z.",
        "1z.\u{0}",
        "1p.<b>",
        "١z.",
    ] {
        assert_eq!(open(broken).err(), Some(LoadError::Corrupt), "{broken}");
    }
    assert_eq!(plain("moon 0 1\n"), Some(LoadError::UnknownScenario));
    assert_eq!(plain("school 0 1\n"), None);
    for broken in [
        "",
        "school",
        "school 0\n",
        "school 0 1",
        "school x 1\n",
        "school 0 1 2\n",
        "school 0 -1\n",
        "school 0 1\nSTAT\n",
        "school 0 1\n<script>\n",
        "school 0 1\nS: +OK\n",
        "school 0 1\n\nC: STAT\n",
        "school 0 1\n@include x\n",
        "school 0 1\n@scenario school\n",
        "school 0 1\n# note\n",
        "school 0 1\nC> STAT\n",
        "school 0 1\n@forget 2\n",
        "school 0 1\n[AUTHORIZATION]\n",
        "school 0 1\nc: \u{0}\n@no\n",
        "{}",
        "{\"postamt\":1}",
    ] {
        assert_eq!(plain(broken), Some(LoadError::Corrupt), "{broken}");
    }
    assert_eq!(plain(r#"{"postamt":2}"#), Some(LoadError::Newer { version: 2 }));
}

#[test]
fn what_is_too_large_is_refused_on_both_sides() {
    let open =
        |text: &str| super::open(&link(&deflate(text.as_bytes()), true).expect("it deflates well")).err();
    assert_eq!(open(&format!("school 0 1\n{}", "C: NOOP\n".repeat(2001))), Some(LoadError::TooLong));
    assert_eq!(open(&format!("school 0 1\n{}", "C: \\x41*1000000\n".repeat(1000))), Some(LoadError::TooLong));
    let deliver = format!("school 0 1\n@deliver anna\n{}", "| \\x41*1000000\n".repeat(1000));
    assert_eq!(open(&deliver), Some(LoadError::TooLong));
    assert_eq!(open(&format!("school 0 1\n{}", "@cut\n".repeat(20_000))), Some(LoadError::Corrupt));
    assert_eq!(super::open(&format!("1p.{}", "A".repeat(LINK_MAX))).err(), Some(LoadError::TooLong));
    assert_eq!(text(&session(vec![Action::Shutdown {}; 2001])), None);
    assert_eq!(text(&session(vec![send(1, &"x".repeat(TEXT_MAX))])), None);
    let message = b"x\r\n".repeat(30_000);
    assert_eq!(text(&session(vec![Action::Deliver { account: "anna".into(), message }])), None);
    assert_eq!(link(&[0; LINK_MAX], true), None);
}
