//! Input beyond IMAP's limits: too long for a transcript.

use crate::support::world;
use postamt::engine::imap::{INPUT_MAX, LINE_MAX};
use postamt::engine::step::{Closing, Party, RefusalKind};
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};

const ONE: ConnectionId = ConnectionId(1);

#[test]
fn a_line_beyond_the_limit_is_refused_once_and_skipped() {
    let line = format!("a1 LOGIN {} geheim\r\na2 NOOP\r\n", "x".repeat(3 * LINE_MAX));
    for piece in [line.len(), LINE_MAX, 1000, 1] {
        let mut lab = connected();
        let turns: Vec<Turn> =
            line.as_bytes().chunks(piece).flat_map(|octets| send(&mut lab, octets)).collect();
        assert_eq!(
            replies(&turns),
            ["a1 NO [LIMIT] The line is longer than 65536 octets", "a2 OK NOOP completed"],
            "in pieces of {piece}"
        );
        let refusals = turns.iter().filter_map(Turn::refusal);
        let refusals: Vec<_> = refusals.map(|refusal| (refusal.kind, refusal.why.rule.id)).collect();
        assert_eq!(refusals, [(RefusalKind::TooLong, "imap-line-too-long")]);
        let client = turns.iter().flat_map(|turn| turn.wires(Party::Client));
        let shown: usize = client.map(|wire| wire.octets().len()).sum();
        assert_eq!(shown, line.len(), "every octet is shown");
    }
}

#[test]
fn a_line_of_exactly_the_limit_is_taken() {
    let mut lab = connected();
    let fixed = "a1 LOGIN  geheim\r\n".len();
    let line = format!("a1 LOGIN {} geheim\r\n", "x".repeat(LINE_MAX - fixed));
    assert_eq!(line.len(), LINE_MAX);
    let replies = replies(&send(&mut lab, line.as_bytes()));
    assert!(replies[0].starts_with("a1 NO [AUTHENTICATIONFAILED]"), "{replies:?}");
}

/// RFC 2971 §3.3: "Field strings MUST NOT be longer than 30 octets. Value strings MUST NOT be longer than 1024 octets.
/// Implementations MUST NOT send more than 30 field-value pairs."
#[test]
fn the_longest_id_of_rfc_2971_is_taken() {
    // A quoted string may hold every octet behind a backslash.
    for one in ["x", "\\\\", "\\\""] {
        let pair = format!("\"{}\" \"{}\"", one.repeat(30), one.repeat(1024));
        let line = format!("a1 ID ({})\r\n", vec![pair; 30].join(" "));
        assert!(line.len() > 31_000 && line.len() <= LINE_MAX, "{}", line.len());
        let mut lab = connected();
        assert_eq!(
            replies(&send(&mut lab, line.as_bytes())),
            ["* ID (\"name\" \"Postamt\")", "a1 OK ID completed"]
        );
    }
}

#[test]
fn the_deepest_search_needs_little_of_the_stack() {
    let line = format!("a2 SEARCH {}ALL{}\r\n", "NOT (".repeat(50), ")".repeat(50));
    let search = move || {
        let mut lab = connected();
        send(&mut lab, b"a0 LOGIN anna geheim\r\na1 SELECT INBOX\r\n");
        replies(&send(&mut lab, line.as_bytes()))
    };
    // The page has a stack of a megabyte, and a build for speed takes less of it than this one.
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(search).expect("a thread");
    assert_eq!(thread.join().expect("an answer"), ["* SEARCH 1 2 3", "a2 OK SEARCH completed"]);
}

#[test]
fn more_than_the_server_keeps_ends_the_connection() {
    let mut lab = connected();
    let turns = send(&mut lab, &vec![b'x'; INPUT_MAX + 1]);
    assert_eq!(replies(&turns), ["* BYE Too much input at once"]);
    assert_eq!(turns.last().and_then(Turn::closed), Some(Closing::Server), "{turns:?}");
}

fn connected() -> Lab {
    let mut lab = Lab::new(world::default_scenario());
    lab.run(&Action::Connect { connection: ONE, protocol: Protocol::Imap, greeting: Greeting::Ok });
    lab
}

fn send(lab: &mut Lab, octets: &[u8]) -> Vec<Turn> {
    lab.run(&Action::Send { connection: ONE, octets: octets.to_vec() })
}

fn replies(turns: &[Turn]) -> Vec<String> {
    let server = turns.iter().flat_map(|turn| turn.wires(Party::Server));
    server.map(|wire| wire.text().trim_end().to_owned()).collect()
}
