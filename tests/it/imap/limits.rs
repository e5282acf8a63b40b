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
            ["a1 BAD The line is longer than 8192 octets", "a2 OK NOOP completed"],
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
