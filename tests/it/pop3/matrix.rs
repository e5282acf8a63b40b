//! Every POP3 command in every state, typed by hand from RFC 1939, and from RFC 2449 (CAPA), RFC 5034 (AUTH), RFC
//! 2595 (STLS) and RFC 6856 (UTF8, LANG): whether it is
//! served, and which state follows. It shares nothing with the chart, so it finds a wrong chart.

use crate::support::world;
use postamt::engine::step::Reply;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn, pop3};
use postamt::i18n::TONGUES;

const AUTHORIZATION: &str = "AUTHORIZATION";
const TRANSACTION: &str = "TRANSACTION";
const CLOSED: &str = "CLOSED";

/// One row: what is typed, and for each state whether it is answered `+OK` and where the session then is.
pub(crate) struct Row {
    pub(crate) line: &'static str,
    /// In AUTHORIZATION, before USER.
    before: (bool, &'static str),
    /// In AUTHORIZATION, after USER.
    named: (bool, &'static str),
    /// In TRANSACTION.
    logged_in: (bool, &'static str),
}

const fn row(
    line: &'static str,
    before: (bool, &'static str),
    named: (bool, &'static str),
    logged_in: (bool, &'static str),
) -> Row {
    Row { line, before, named, logged_in }
}

const STAYS_OUT: (bool, &str) = (true, AUTHORIZATION);
const FAILS_OUT: (bool, &str) = (false, AUTHORIZATION);
const STAYS_IN: (bool, &str) = (true, TRANSACTION);
const FAILS_IN: (bool, &str) = (false, TRANSACTION);

/// RFC 1939 §9, the command summary, and what its sections say of the states. UPDATE takes no commands:
/// the server leaves it by itself.
pub(crate) const MATRIX: &[Row] = &[
    row("USER anna", STAYS_OUT, STAYS_OUT, FAILS_IN),
    row("PASS geheim", FAILS_OUT, (true, TRANSACTION), FAILS_IN),
    row("PASS falsch", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row(APOP, (true, TRANSACTION), (true, TRANSACTION), FAILS_IN),
    row("APOP anna 00000000000000000000000000000000", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("AUTH PLAIN AGFubmEAZ2VoZWlt", (true, TRANSACTION), (true, TRANSACTION), FAILS_IN),
    row("AUTH PLAIN AGFubmEAZmFsc2No", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("AUTH PLAIN =", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("AUTH KERBEROS_V4", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("AUTH", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("STLS", STAYS_OUT, STAYS_OUT, FAILS_IN),
    row("UTF8", STAYS_OUT, STAYS_OUT, FAILS_IN),
    row("LANG", STAYS_OUT, STAYS_OUT, STAYS_IN),
    row("LANG en", STAYS_OUT, STAYS_OUT, STAYS_IN),
    row("LANG de", STAYS_OUT, STAYS_OUT, STAYS_IN),
    row("LANG *", STAYS_OUT, STAYS_OUT, STAYS_IN),
    row("LANG mul", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("STAT", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("LIST", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("LIST 1", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("LIST 9", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("RETR 1", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("RETR 9", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("DELE 1", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("DELE 9", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("NOOP", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("RSET", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("TOP 1 0", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("TOP 9 0", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("UIDL", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("UIDL 1", FAILS_OUT, FAILS_OUT, STAYS_IN),
    row("UIDL 9", FAILS_OUT, FAILS_OUT, FAILS_IN),
    row("CAPA", STAYS_OUT, STAYS_OUT, STAYS_IN),
    row("QUIT", (true, CLOSED), (true, CLOSED), (true, CLOSED)),
    row("EXPN", FAILS_OUT, FAILS_OUT, FAILS_IN),
];

/// md5("<1.1066118400@postamt.example>geheim")
const APOP: &str = "APOP anna 75b4c29ae49ec64f60e64d7d12ba3b25";

#[test]
fn every_command_in_every_state() {
    for row in MATRIX {
        for (way, expected) in [
            (&[][..], row.before),
            (&["USER anna"][..], row.named),
            (&["USER anna", "PASS geheim"][..], row.logged_in),
        ] {
            let mut lab = connected();
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let turns = send(&mut lab, row.line);
            assert_eq!((is_ok(&turns), state(&lab)), expected, "{} after {way:?}: {turns:#?}", row.line);
        }
    }
}

#[test]
fn only_quit_after_login_passes_through_update() {
    for row in MATRIX {
        for way in [&[][..], &["USER anna"], &["USER anna", "PASS geheim"]] {
            let mut lab = connected();
            way.iter().for_each(|line| drop(send(&mut lab, line)));
            let turns = send(&mut lab, row.line);
            let update = turns.iter().flat_map(Turn::moves).any(|moved| moved.edge.to == "UPDATE");
            assert_eq!(update, row.line == "QUIT" && way.len() == 2, "{} after {way:?}", row.line);
        }
    }
}

#[test]
fn after_the_end_nothing_is_answered() {
    for row in MATRIX {
        let mut lab = connected();
        send(&mut lab, "QUIT");
        assert!(send(&mut lab, row.line).is_empty(), "{}", row.line);
    }
}

fn connected() -> Lab {
    let mut lab = Lab::new(world::default_scenario()).speaking(TONGUES);
    let connection = ConnectionId(1);
    lab.run(&Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok });
    lab
}

fn send(lab: &mut Lab, line: &str) -> Vec<Turn> {
    lab.run(&Action::Send { connection: ConnectionId(1), octets: format!("{line}\r\n").into_bytes() })
}

fn is_ok(turns: &[Turn]) -> bool {
    turns.iter().flat_map(Turn::replies).any(|(reply, _)| reply == Reply::Ok)
}

fn state(lab: &Lab) -> &'static str {
    lab.connection(ConnectionId(1)).expect("it was opened").session.state(&pop3::CHART)
}
