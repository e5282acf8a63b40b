use super::*;
use crate::engine::switches::SWITCHES;
use crate::engine::{Action, ConnectionId, Greeting, Preset, Protocol};
use proptest::prelude::*;

/// Every mark, twice: without and with a connection's number.
const ALL: &str = "\
# Kommentar
@scenario rfc1939

@include mail.inc
@connect pop3
@connect-tls 2 imap preauth
@connect 3 imap bye
C: USER anna
C2> a1 NOOP
C2:
C2: \\
C: NO\\x00OP \\x41*300 \\Seen (\\Deleted)\\
@wait 600s
@wait 1h
@cut
@cut 2
@listen 2
@forget 2
@switch pop3-top off
@preset tls-first
@deliver anna
| Subject: Gr\\xfc\u{df}e
|
| Guten Tag
@deliver ben
S: +OK
S2: * OK [CAPABILITY ...]
[TRANSACTION]
2[imap flow: IDLE] after a failure
= locked anna by 1
";

#[test]
fn a_script_is_written_as_it_was_read() {
    let script = read(ALL).expect("a script");
    assert_eq!(script.to_string(), ALL);
    let numbers: Vec<usize> = script.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers[numbers.len() - 7..], [21, 25, 26, 27, 28, 29, 30]);
}

#[test]
fn defaults_and_spaces_are_left_out() {
    let script = read("@connect  1 imap ok\nC1: a\n@cut 1").expect("a script");
    assert_eq!(script.to_string(), "@connect imap\nC: a\n@cut\n");
}

#[test]
fn escapes_are_octets() {
    let octets = |text| match &read(&format!("C:{text}")).expect("a line").lines[0].item {
        Item::Send { text, .. } => text.octets(),
        other => panic!("{other:?}"),
    };
    assert_eq!(octets(" NO\\x00OP"), b"NO\0OP\r\n");
    assert_eq!(octets(" STORE 1 +FLAGS (\\Seen)\\"), b"STORE 1 +FLAGS (\\Seen)");
    assert_eq!(octets(""), b"\r\n");
    assert_eq!(octets("\\"), b"");
    assert_eq!(octets(" \\x41*3 \\x42* \\x+1 \\x4\u{df}"), "AAA B* \\x+1 \\x4\u{df}\r\n".as_bytes());
}

#[test]
fn octets_are_escaped() {
    let text = |octets: &[u8]| Text::of(octets).to_string();
    assert_eq!(text(b"gr\xc3\xbc\xff\x07 \r\n"), " gr\u{fc}\\xff\\x07\\x20");
    assert_eq!(text(b"\\Seen\n"), " \\Seen\\x0a\\");
    assert_eq!(text(b"\\x41 \xff*3\\\r\n"), " \\x5cx41 \\xff\\x2a3\\x5c");
    assert_eq!(text(b"\r\n"), "");
    assert_eq!(text(b""), " \\");
}

#[test]
fn mistakes_have_their_line() {
    let long = format!("# {}", "x".repeat(LINE_MAX));
    for (text, line, mistake) in [
        ("@connect pop3\nX: what", 2, Mistake::NoMark),
        ("Cx: what", 1, Mistake::NoMark),
        ("S> what", 1, Mistake::NoMark),
        ("12", 1, Mistake::NoMark),
        ("@", 1, Mistake::NoSuchAction),
        ("@cut 1 2", 1, Mistake::NoSuchAction),
        ("@wait", 1, Mistake::NoSuchAction),
        ("C99999999999: x", 1, Mistake::NoSuchConnection),
        ("@listen x", 1, Mistake::NoSuchConnection),
        ("@connect smtp", 1, Mistake::NoSuchProtocol),
        ("@connect imap hello", 1, Mistake::NoSuchGreeting),
        ("@switch warp on", 1, Mistake::NoSuchSwitch),
        ("@switch idle maybe", 1, Mistake::NeitherOnNorOff),
        ("@preset warp", 1, Mistake::NoSuchPreset),
        ("@wait 5", 1, Mistake::NoSuchTime),
        ("@wait 18446744073709551615h", 1, Mistake::NoSuchTime),
        ("@connect pop3\n@scenario test", 2, Mistake::ScenarioTooLate),
        ("\n| x", 2, Mistake::NoDelivery),
        ("C> x\n@cut", 1, Mistake::NeverSent),
        ("C: \\x41*1048577", 1, Mistake::RepeatedTooOften),
        ("C: \\x41*1048570 12345", 1, Mistake::TooManyOctets),
        (&long, 1, Mistake::LineTooLong),
        (&"\n".repeat(ITEMS_MAX + 1), ITEMS_MAX + 1, Mistake::TooManyItems),
    ] {
        assert_eq!(read(text), Err(Error { line, mistake }), "{:.80}", text);
        assert!(mistake.to_string().len() > 10);
    }
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let connection = || prop_oneof![1..4u32, any::<u32>()].prop_map(ConnectionId);
    let octets = || {
        let pieces = prop_oneof![
            any::<u8>().prop_map(|octet| vec![octet]),
            prop::sample::select(vec!["\r\n", "\\x41", "*3", "\\", " ", "\u{fc}", "a1 NOOP", "| x", "\n"])
                .prop_map(|text| text.as_bytes().to_vec()),
            (any::<u8>(), 0..6000usize).prop_map(|(octet, count)| vec![octet; count]),
        ];
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    };
    let protocol = || prop::sample::select(vec![Protocol::Pop3, Protocol::Imap]);
    let greeting = || prop::sample::select(vec![Greeting::Ok, Greeting::Preauth, Greeting::Bye]);
    let presets = vec![Preset::Strict, Preset::Plain2003, Preset::TlsFirst];
    let action = prop_oneof![
        (connection(), protocol(), greeting()).prop_map(|(connection, protocol, greeting)| Action::Connect {
            connection,
            protocol,
            greeting
        }),
        (connection(), protocol(), greeting()).prop_map(|(connection, protocol, greeting)| {
            Action::ConnectTls { connection, protocol, greeting }
        }),
        (connection(), octets()).prop_map(|(connection, octets)| Action::Send { connection, octets }),
        connection().prop_map(|connection| Action::Cut { connection }),
        ("[a-z0-9@.|#]{1,8}", octets()).prop_map(|(account, message)| Action::Deliver { account, message }),
        (0..SWITCHES.len(), any::<bool>())
            .prop_map(|(index, on)| Action::Switch { switch: SWITCHES[index].switch, on }),
        prop::sample::select(presets).prop_map(|preset| Action::Preset { preset }),
        prop_oneof![any::<u64>(), (0..100u64).prop_map(|minutes| minutes * 60_000)]
            .prop_map(|milliseconds| Action::Wait { milliseconds }),
    ];
    prop::collection::vec(action, 0..8)
}

/// Text that looks like a script often enough.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        3 => prop::sample::select(vec![
            "C", "S", "@", "|", "=", "#", "[", "1", "2", ":", ">", " ", "\n", "\n", "\r\n", "\\", "\\x", "41", "*3",
            "connect", "connect-tls", "imap", "pop3", "bye", "deliver", "anna", "wait", "10m", "switch", "idle", "on",
            "scenario", "include", "listen", "forget", "cut", "preset", "strict",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => prop::sample::select(ALL.lines().collect::<Vec<_>>()).prop_map(|line| format!("{line}\n")),
    ];
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn actions_are_read_as_they_were_written(actions in actions()) {
        let script = Script::of(&actions).expect("accounts are words");
        let text = script.to_string();
        prop_assert_eq!(read(&text), Ok(script.clone()), "{}", text);
        prop_assert_eq!(script.actions(), actions);
    }

    #[test]
    fn whatever_is_read_can_be_written_and_read_again(text in text()) {
        if let Err(error) = read(&text) {
            prop_assert!((1..=text.lines().count()).contains(&error.line), "{error:?}");
        }
        let good: Vec<Item> = lines(&text).flatten().map(|line| line.item).collect();
        let again: String = good.iter().map(|item| format!("{item}\n")).collect();
        let read_again: Result<Vec<Item>, Error> = lines(&again).map(|line| Ok(line?.item)).collect();
        prop_assert_eq!(read_again, Ok(good));
    }

    #[test]
    fn octets_survive_their_text(octets in prop::collection::vec(any::<u8>(), 0..40)) {
        let text = Text::of(&octets);
        prop_assert_eq!(Text::read(&text.to_string()).map(|text| text.octets()), Ok(octets));
    }
}
