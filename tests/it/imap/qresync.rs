//! A client that was away for longer than its mailbox remembers removals (RFC 7162 §3.2.6).

use crate::support::world;
use postamt::engine::mail::EXPUNGED_MAX;
use postamt::engine::step::Party;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};

const CONNECTION: ConnectionId = ConnectionId(1);

/// The server's lines to one of the client.
fn say(lab: &mut Lab, line: &str) -> Vec<String> {
    let octets = format!("a {line}\r\n").into_bytes();
    let turns = lab.run(&Action::Send { connection: CONNECTION, octets });
    let wires = turns.iter().flat_map(|turn| turn.wires(Party::Server));
    wires.map(|wire| wire.text().trim_end().to_owned()).collect()
}

/// The UIDs that SELECT with QRESYNC says have vanished; the mailbox's mod-sequence was 7 before all that.
fn vanished(lab: &mut Lab, known: &str) -> Option<String> {
    let select = format!("SELECT INBOX (QRESYNC (1066118400 7{known}))");
    let lines = say(lab, &select);
    assert_eq!(lines.last().map(String::as_str), Some("a OK [READ-WRITE] SELECT completed"));
    lines.iter().find_map(|line| line.strip_prefix("* VANISHED (EARLIER) ").map(str::to_owned))
}

#[test]
fn what_is_forgotten_is_all_that_is_not_there() {
    let mut lab = Lab::new(world::scenario("mailboxes").expect("the world is there"));
    let (connection, protocol, greeting) = (CONNECTION, Protocol::Imap, Greeting::Preauth);
    lab.run(&Action::Connect { connection, protocol, greeting });
    say(&mut lab, "ENABLE QRESYNC");
    for _ in 0..=2 * EXPUNGED_MAX {
        lab.run(&Action::Deliver { account: "anna".to_owned(), message: b"x".to_vec() });
    }
    say(&mut lab, "SELECT INBOX");
    // The UIDs were 3, 4, 7, 8, 10, 12 and all from 13 on. As many are remembered as go here, and no more.
    let odd: Vec<String> = (0..EXPUNGED_MAX).map(|index| (15 + 2 * index).to_string()).collect();
    say(&mut lab, &format!("UID STORE {} +FLAGS.SILENT (\\Deleted)", odd.join(",")));
    say(&mut lab, &format!("UID EXPUNGE {}", odd.join(",")));
    assert_eq!(vanished(&mut lab, "").as_deref(), Some(&*odd.join(",")));
    say(&mut lab, "UID STORE 14 +FLAGS.SILENT (\\Deleted)");
    say(&mut lab, "UID EXPUNGE 14");
    let all = format!("1:2,5:6,9,11,14:15,{}", odd[1..].join(","));
    assert_eq!(vanished(&mut lab, "").as_deref(), Some(&*all));
    assert_eq!(vanished(&mut lab, " 2:10,14").as_deref(), Some("2,5:6,9,14"));
    // §3.2.5.2: up to message 7 all is as the client knows it; message 8 is another one.
    let matched = " 3:4,7:8,10,12:17 (1,3,6:8 3,7,12:14)";
    assert_eq!(vanished(&mut lab, matched).as_deref(), Some("14:15,17"));
    assert_eq!(vanished(&mut lab, " 3:12 (1,3 3,7)").as_deref(), Some("9,11"));
    assert_eq!(vanished(&mut lab, " 3:4 (1:2 3:4)"), None);
    // Changes since the last removal are remembered.
    let lines = say(&mut lab, "UID FETCH 1:* (UID) (CHANGEDSINCE 99999 VANISHED)");
    assert_eq!(lines, ["a OK UID FETCH completed"]);
}
