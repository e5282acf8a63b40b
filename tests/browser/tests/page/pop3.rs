//! A whole POP3 session by typing (S1–S18), each reply as RFC 1939 wants it.

use crate::{connected, outcomes, pop3, say};
use browser_tests::{Page, wait_for};

/// anna's maildrop, as its files are: UID and name.
const MAILDROP: [(u32, &str); 7] = [
    (101, "welcome"),
    (104, "jause-2"),
    (105, "dots"),
    (107, "timetable"),
    (110, "prize"),
    (112, "excursion"),
    (115, "today"),
];

/// A message as a server keeps it: lines ended by CRLF.
fn message(name: &str) -> Vec<u8> {
    let file = format!("{}/../../www/mailboxes/{name}.eml", env!("CARGO_MANIFEST_DIR"));
    let octets = std::fs::read(file).expect("the mailboxes' files are in the clone");
    let mut message = Vec::new();
    for octet in octets {
        if octet == b'\n' && message.last() != Some(&b'\r') {
            message.push(b'\r');
        }
        message.push(octet);
    }
    message
}

fn sizes() -> Vec<usize> {
    MAILDROP.iter().map(|(_, name)| message(name).len()).collect()
}

/// Sends a line that is legal and checks what the server says and what the diagram shows.
#[track_caller]
fn check(page: &Page, line: &str, begins: &str, state: &str, edge: &str) -> String {
    let answer = page.ask(line);
    let outcome = if begins.starts_with("+OK") { "ok" } else { "err" };
    assert_eq!(outcomes(&answer), [outcome], "{line}: {answer:?}");
    let said = say(&answer);
    assert!(said.starts_with(begins), "{line}: {said}");
    page.wait_for_state(state);
    page.wait_for_fired(edge);
    assert_eq!(page.refused_edge(), None, "{line}");
    wait_for(&format!("{line} to be announced"), || (!page.announcement().trim().is_empty()).then_some(()));
    said
}

#[test]
fn every_command_of_a_session() {
    let page = connected("pop3", "en");
    let (sizes, total) = (sizes(), sizes().iter().sum::<usize>());
    let (a, t) = ("AUTHORIZATION", "TRANSACTION");
    let stays = "AUTHORIZATION-AUTHORIZATION";
    let capa = check(&page, "CAPA", "+OK", a, stays);
    for capability in ["TOP", "USER", "UIDL", "PIPELINING", "."] {
        assert!(capa.lines().any(|line| line == capability), "{capability} in {capa}");
    }
    check(&page, "USER anna", "+OK", a, stays);
    check(&page, "PASS falsch", "-ERR", a, stays);
    check(&page, "USER anna", "+OK", a, stays);
    check(&page, "PASS geheim", "+OK", t, "AUTHORIZATION-TRANSACTION");
    let stays = "TRANSACTION-TRANSACTION";
    assert_eq!(check(&page, "STAT", "+OK", t, stays), format!("+OK 7 {total}"));
    let listed: Vec<String> =
        sizes.iter().enumerate().map(|(index, size)| format!("{} {size}", index + 1)).collect();
    let list = check(&page, "LIST", "+OK", t, stays);
    assert_eq!(list.lines().skip(1).collect::<Vec<_>>(), [listed, vec![".".to_owned()]].concat());
    assert_eq!(check(&page, "list 2", "+OK", t, stays), format!("+OK 2 {}", sizes[1]));
    let uidl = check(&page, "UIDL", "+OK", t, stays);
    let ids: Vec<&str> = uidl.lines().skip(1).filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(ids.len(), 7);
    assert!(ids.iter().zip(MAILDROP).all(|(id, (uid, _))| id.ends_with(&uid.to_string())), "{ids:?}");
    let one = check(&page, "UIDL 3", "+OK", t, stays);
    assert_eq!(one, format!("+OK 3 {}", ids[2]));
    let top = check(&page, "TOP 1 1", "+OK", t, stays);
    assert!(top.contains("Subject:") && top.ends_with("\n."), "{top}");
    check(&page, "RETR 99", "-ERR", t, stays);
    check(&page, "DELE 1", "+OK", t, stays);
    check(&page, "DELE 1", "-ERR", t, stays);
    check(&page, "RETR 1", "-ERR", t, stays);
    assert_eq!(check(&page, "STAT", "+OK", t, stays), format!("+OK 6 {}", total - sizes[0]));
    check(&page, "RSET", "+OK", t, stays);
    check(&page, "NOOP", "+OK", t, stays);
    check(&page, "DELE 2", "+OK", t, stays);
    check(&page, "QUIT", "+OK", "CLOSED", "UPDATE-CLOSED");
    page.assert_clean();
}

/// RFC 1939 §3: "If any line of the multi-line response begins with the termination octet, the line is
/// "byte-stuffed" by pre-pending the termination octet to that line of the response."
#[test]
fn messages_arrive_line_by_line_with_their_dots_stuffed() {
    let page = pop3();
    for (number, name) in [(3, "dots"), (5, "prize"), (7, "today")] {
        let answer = page.ask(&format!("RETR {number}"));
        let message = message(name);
        let message = String::from_utf8_lossy(&message);
        assert!(answer[0].text.contains(&format!("{} octets", message.len())), "{:?}", answer[0]);
        let stuffed = message.trim_end_matches("\r\n").split("\r\n").map(|line| match line {
            line if line.starts_with('.') => format!(".{line}"),
            line => line.to_owned(),
        });
        let expected: Vec<String> = stuffed.chain([".".to_owned()]).collect();
        let shown: Vec<String> =
            answer[1..].iter().map(|line| line.text.trim_end_matches('\n').to_owned()).collect();
        assert_eq!(shown, expected, "{name}");
    }
    page.assert_clean();
}

#[test]
fn a_command_in_the_wrong_state_is_a_blocked_edge_and_a_sentence() {
    for (lang, sentence) in [("en", "works only after login"), ("de", "geht erst nach der Anmeldung")] {
        let page = connected("pop3", lang);
        for line in ["STAT", "RETR 1", "DELE 1", "NOOP", "RSET", "UIDL", "TOP 1 0", "LIST"] {
            let answer = page.ask(line);
            assert_eq!(outcomes(&answer), ["err"], "{line}");
            wait_for("a blocked edge", || page.refused_edge());
            assert_eq!(page.current_state(), "AUTHORIZATION");
            for part in [line.split(' ').next().unwrap_or(line), sentence, "PASS"] {
                page.wait_for_announcement(part);
            }
        }
        // A legal command takes the blocked edge away.
        page.ask("USER anna");
        wait_for("no blocked edge", || page.refused_edge().is_none().then_some(()));
        page.ask("PASS geheim");
        let answer = page.ask("APOP anna 0123456789abcdef0123456789abcdef");
        assert_eq!(outcomes(&answer), ["err"]);
        wait_for("a blocked edge", || page.refused_edge());
        assert_eq!(page.current_state(), "TRANSACTION");
        page.assert_clean();
    }
}

/// RFC 1939 §6: "if the client issues the QUIT command from the AUTHORIZATION state, the POP3 session
/// terminates but does NOT enter the UPDATE state."
#[test]
fn quit_before_login_is_not_update() {
    let page = connected("pop3", "en");
    check(&page, "quit", "+OK", "CLOSED", "AUTHORIZATION-QUIT-CLOSED");
    page.assert_clean();
}

#[test]
fn apop_with_the_greetings_timestamp_logs_in() {
    let page = connected("pop3", "en");
    let greeting = page.last_reply().text;
    assert!(greeting.contains("<1.1066118400@postamt.example>"), "{greeting}");
    // md5("<1.1066118400@postamt.example>geheim")
    let line = "APOP anna 75b4c29ae49ec64f60e64d7d12ba3b25";
    check(&page, line, "+OK", "TRANSACTION", "AUTHORIZATION-TRANSACTION");
    page.assert_clean();
}
