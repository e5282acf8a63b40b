use super::{FORMS, LINES_MAX, Mistake, OCTETS_MAX, read};
use crate::engine::recording::{MASK, differing, replay};
use crate::engine::step::{Party, Step};
use expect_test::expect_file;
use proptest::prelude::*;
use std::fmt::Write as _;

/// The password of all fixtures.
const PASSWORD: &str = "dachboden";

fn fixture(name: &str) -> String {
    let path = [env!("CARGO_MANIFEST_DIR"), "/tests/data/import/", name, ".log"].concat();
    std::fs::read_to_string(path).expect("a fixture")
}

/// A text as it is read and replayed: what was found, then each turn with the states, and both answers where they differ.
fn told(text: &str) -> String {
    let import = match read(text) {
        Ok(import) => import,
        Err(mistake) => return format!("{mistake:?}\n"),
    };
    let mut told =
        format!("{}: {} masked, {} unread\n", import.form.name, import.masked, import.unread_count);
    for unread in &import.unread {
        let _ = writeln!(told, "{}: {}", unread.line, unread.text);
    }
    let (_, played) = replay(&import.recording);
    for (index, (turn, _)) in played.iter().enumerate() {
        let _ = writeln!(told, "-- {}", index + 1);
        for step in turn.steps() {
            let _ = match step {
                Step::Wire { from, wire, .. } => {
                    let side = if *from == Party::Client { "C" } else { "S" };
                    let text = wire.text();
                    text.lines().try_for_each(|line| writeln!(told, "{side}: {line}"))
                }
                Step::Moved { moved, .. } => writeln!(told, "   {} → {}", moved.edge.from, moved.edge.to),
                Step::Refused { .. } => writeln!(told, "   refused"),
                Step::Opened { protocol, .. } => writeln!(told, "   {protocol:?}"),
                Step::Clock { now } => writeln!(told, "   clock {}", now.0),
                Step::Closed { by, .. } => writeln!(told, "   closed: {by:?}"),
                _ => Ok(()),
            };
        }
        for line in differing(turn).into_iter().flat_map(str::lines) {
            let _ = writeln!(told, "   ours: {line}");
        }
    }
    told
}

#[test]
fn every_form_is_read_and_replayed() {
    // Thunderbird has a log of each protocol.
    let others = FORMS.iter().map(|form| (form, form.id));
    for (form, name) in others.chain([(&FORMS[1], "thunderbird-pop3")]) {
        let told = told(&fixture(name));
        assert!(told.starts_with(form.name), "{name} is taken for another: {told}");
        let file = [env!("CARGO_MANIFEST_DIR"), "/tests/data/import/", name, ".told"].concat();
        expect_file![file].assert_eq(&told);
    }
}

#[test]
fn what_is_typed_while_a_ticket_comes_is_read() {
    let ticket = |typed: &str| {
        let lines = [
            "---",
            "Post-Handshake New Session Ticket arrived:",
            "SSL-Session:",
            "    Timeout   : 7200 (sec)",
        ];
        let more = ["    Max Early Data: 0", "---", "read R BLOCK", ""];
        [&lines.join("\n"), "\n", typed, &more.join("\n")].concat()
    };
    let session = |first: &str, second: &str, third: &str| {
        let fetched = "* 1 FETCH (BODY[] {5}\n---\n)\nb OK FETCH completed\n";
        let spoken =
            ["CONNECTED(00000003)\n* OK hello\n", first, second, "a OK LOGIN completed\n", third, fetched];
        told(&[&spoken.concat(), "c LOGOUT\n* BYE\nc OK LOGOUT completed\nclosed\n"].concat())
    };
    let (login, fetch) = ("a LOGIN anna dachboden\n", "b FETCH 1 BODY[]\n");
    let calm = session(&ticket(""), &[&ticket(""), login].concat(), fetch);
    assert!(calm.contains("S: a OK LOGIN completed") && calm.contains("S: ---"), "{calm}");
    for other in [
        session(&ticket(""), &ticket(login), fetch),
        session(&ticket(login), &ticket(""), fetch),
        session("", login, &ticket(fetch)),
    ] {
        assert_eq!(other, calm);
    }
}

#[test]
fn no_password_is_kept() {
    for form in &FORMS {
        let text = fixture(form.id);
        let import = read(&text).expect("a session");
        assert!(import.masked > 0, "{}", form.id);
        let kept = format!("{:?}{:?}", import.recording, import.unread);
        let octets: Vec<u8> = import.recording.events.iter().flat_map(octets).copied().collect();
        let octets = String::from_utf8(octets).expect("text");
        for secret in [PASSWORD, "dach \\", "AGFubmEAZGFjaGJvZGVu", "c4c9334bac560ecc979e58001b3e22fb"] {
            assert!(!kept.contains(secret) && !octets.contains(secret), "{}: {secret}", form.id);
        }
    }
}

#[test]
fn telnets_own_words_are_nobodys() {
    let session = |before: &str, end: &str| {
        let greeted = "Connected to localhost.\nEscape character is '^]'.\n* OK hello\n";
        told(&["Trying ::1...\n", before, greeted, "a LOGIN anna dachboden\na OK done\n", end].concat())
    };
    let plain = session("", "Connection closed by foreign host.\n");
    assert!(plain.starts_with("telnet: 1 masked, 0 unread\n") && plain.ends_with("closed: Cut\n"), "{plain}");
    // Debian's telnet, and BSD's.
    for failed in ["Connection failed", "telnet: connect to address ::1"] {
        let before = format!("{failed}: Connection refused\nTrying 127.0.0.1...\n");
        assert_eq!(session(&before, "^]\ntelnet> quit\nConnection closed.\n"), plain);
    }
}

fn octets(event: &crate::engine::recording::Event) -> &[u8] {
    match &event.what {
        crate::engine::recording::What::Client { octets, .. } => octets,
        crate::engine::recording::What::Server(octets) => octets,
        _ => b"",
    }
}

#[test]
fn passwords_are_masked_wherever_they_stand() {
    let imap = |lines: &str| format!("S: * OK hello\n{lines}\n");
    let pop3 = |lines: &str| format!("S: +OK hello\n{lines}\n");
    for text in [
        pop3("C: PASS geheim"),
        pop3("C: pass  geheim"),
        pop3("C:  pass geheim"),
        pop3("C: APOP anna geheim"),
        pop3("C: AUTH PLAIN geheim"),
        pop3("C: AUTH LOGIN\nS: +\nC: YW5uYQ==\nS: +\nC: geheim"),
        pop3("C: LOGIN anna geheim"),
        imap("C: a LOGIN anna geheim"),
        imap("C: a login \"anna\" \"geheim\""),
        imap("C: a  LOGIN anna geheim"),
        imap("C: LOGIN anna geheim"),
        imap("C: a LOGIN {4}\nS: +\nC: anna geheim"),
        imap("C: a LOGIN {4}\nS: +\nC: anna {6}\nS: +\nC: geheim"),
        imap("C: a LOGIN anna {6+}\nC: geheim"),
        imap("C: a LOGIN anna geheim geheim"),
        imap("C: a AUTHENTICATE PLAIN geheim"),
        imap("C: a AUTHENTICATE XOAUTH2\nS: +\nC: geheim"),
        imap("C: a AUTHENTICATE PLAIN\nC: geheim\nS: +\nC: geheim"),
        "C: PASS geheim\n".to_owned(),
        "PASS geheim\n+OK hello\n".to_owned(),
        "> a LOGIN anna geheim\n* OK x\n< * OK hello\n".to_owned(),
    ] {
        let import = read(&text).expect("a session");
        let said = String::from_utf8(import.recording.events.iter().flat_map(octets).copied().collect());
        let kept = format!("{said:?}{:?}{:?}", import.recording.accounts, import.unread);
        assert!(!kept.contains("geheim"), "{text}\n{kept}");
        assert!(kept.contains(MASK) || kept.contains("0000") || import.masked > 0, "{text}\n{kept}");
    }
}

#[test]
fn what_is_no_session_is_said() {
    assert_eq!(read("").err(), Some(Mistake::UnknownForm));
    assert_eq!(read("Liebe Anna,\nwie geht es dir?\n").err(), Some(Mistake::UnknownForm));
    assert_eq!(read("Trying 192.0.2.25...\n").err(), Some(Mistake::Nothing));
    assert_eq!(read(&"\n".repeat(LINES_MAX + 1)).err(), Some(Mistake::TooLong));
    assert_eq!(read(&"x".repeat(OCTETS_MAX + 1)).err(), Some(Mistake::TooLong));
}

#[test]
fn lines_that_cannot_be_read_have_their_numbers() {
    let import = read("S: +OK hello\nC: STAT\nwas?\nS: +OK 1 2\n").expect("a session");
    assert_eq!(import.unread.iter().map(|unread| unread.line).collect::<Vec<_>>(), [3]);
}

#[test]
fn gigabytes_that_are_announced_cost_nothing() {
    for line in
        ["* 1 FETCH (BODY[] {18446744073709551615}", "* 4294967295 EXISTS", "* 1 FETCH (UID 4294967295)"]
    {
        told(&format!("S: * OK hello\nC: a SELECT INBOX\nS: {line}\nS: x)\nS: a OK done\n"));
    }
    told("S: * OK hello\nC: a APPEND INBOX {99999999999}\nS: + go\nC: x\nC: y\nS: a OK done\n");
    told(
        "S: +OK hello\nC: USER a\nS: +OK\nC: STAT\nS: +OK 99999999999999999999 4\nC: RETR 4000000000\nS: +OK\nS: .\n",
    );
}

#[test]
fn hostile_sessions_are_bounded() {
    let many = |greeting: &str, lines: &str| {
        let length =
            told(&[greeting, &lines.repeat((LINES_MAX / 10) / lines.lines().count())].concat()).len();
        assert!(length > 1000);
    };
    let open = "S: * OK hello\nC: a LOGIN a b\nS: a OK\nC: a SELECT INBOX\nS: * 10000 EXISTS\nS: a OK x\n";
    for lines in [
        "C: a STORE 1:* +FLAGS.SILENT (x)\nC: a STORE 1:* -FLAGS.SILENT (x)\n",
        "C: a FETCH 1:* (FLAGS BODY[])\nS: a OK x\n",
        "C: a STORE 1:* +FLAGS.SILENT (\\Deleted)\nS: a OK x\nC: a EXPUNGE\nS: a OK x\nS: * 10000 EXISTS\n",
        "C: a NOOP\nS: * 1 EXPUNGE\nS: * 10000 EXISTS\nS: a BAD x\n",
        "C: a NOOP\n",
        "S: * 1 EXISTS\n",
    ] {
        many(open, lines);
    }
    let pop3 = [
        "S: +OK hello\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: RETR 1\nS: +OK\n",
        &"S: x\n".repeat(100),
        "S: .\n",
    ]
    .concat();
    many(&pop3, "C: RETR 1\n");
}

/// A text of pieces of sessions, in any order, with any octets between them.
fn pieces() -> impl Strategy<Value = String> {
    let known: Vec<String> = FORMS
        .iter()
        .flat_map(|form| fixture(form.id).lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let line = prop_oneof![8 => proptest::sample::select(known), 1 => ".{0,40}", 1 => "[CS]: [a-z0-9*+ {}()\\[\\]\"\u{0}]{0,40}"];
    proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_panics(text in pieces()) {
        told(&text);
    }
}
